"""The watch list beside our own view: classes, order, spellings, disagreement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from nadhir.forecasting import watch_list
from nadhir.web.portal import watching
from nadhir.web.portal.watching import Covering, countries, narrowed, ordered
from nadhir.web.situations.models import Assessment, Situation


@pytest.fixture(scope="module")
def listed() -> list[watching.Country]:
    return countries([])


def codes(found: list[watching.Country]) -> list[str]:
    return [one.entry.iso3 for one in found]


def covered(iso3: str, trend: str, **figures: float) -> watching.Country:
    """A country of the list with other figures, covered by an assessment."""
    entry = next(entry for entry in watching.entries() if entry.iso3 == iso3)
    one = replace(entry, little_to_go_on=False, **figures)  # type: ignore[arg-type]
    return watching.Country(one, "", 3, Covering(Situation(), Assessment(trend=trend)))


@pytest.mark.parametrize(
    ("trend", "risk", "expected"),
    [
        ("rising", 0.004, "people_higher"),
        ("rising", 0.09, None),
        ("falling", 0.09, "figures_higher"),
        ("falling", 0.004, None),
        ("steady", 0.09, None),
    ],
)
def test_disagreement_is_said_where_both_speak(trend: str, risk: float, expected: str | None) -> None:
    assert covered("SDN", trend, risk=risk, rank=50, previous_rank=50).disagreement == expected


def test_nothing_disagrees_where_nobody_assessed(listed: list[watching.Country]) -> None:
    assert {one.disagreement for one in listed} == {None}


def test_what_got_worse_is_told_of_the_first_thirty(listed: list[watching.Country]) -> None:
    told = watching.worsened(listed)
    changes = [one.change or 0 for one in told.risers]
    assert len(changes) <= 3
    assert changes == sorted(changes, reverse=True)
    assert all(one.entry.rank <= watching.FIRST for one in told.risers)
    assert told.high == sum(one.level >= 4 for one in listed)
    assert told.deadliest is not None
    most, before, after = told.deadliest
    growth = [sum(one.entry.deaths_36[-12:]) - sum(one.entry.deaths_36[-24:-12]) for one in listed]
    assert after - before == max(growth) == most.deaths_12 - before


def test_nothing_got_worse_on_an_empty_list() -> None:
    assert watching.worsened([]) == watching.Worsened((), None, 0)


@pytest.mark.parametrize("words", ["Sudan", "sudan", "السودان", "السُّودان", "Soudan", "SDN", "sd"])
def test_a_country_is_found_however_it_is_called(listed: list[watching.Country], words: str) -> None:
    assert "SDN" in codes(narrowed(listed, words=words))


def test_a_code_is_no_part_of_a_name(listed: list[watching.Country]) -> None:
    assert codes(narrowed(listed, words="MMR")) == ["MMR"]


def test_words_that_fit_nobody(listed: list[watching.Country]) -> None:
    assert narrowed(listed, words="Atlantis") == []


def test_those_with_little_to_go_on_are_set_apart(listed: list[watching.Country]) -> None:
    apart = narrowed(listed, level=0)
    assert apart
    assert all(one.entry.little_to_go_on for one in apart)
    assert not any(
        one.entry.little_to_go_on for level in range(1, 6) for one in narrowed(listed, level=level)
    )


def test_every_country_has_one_class(listed: list[watching.Country]) -> None:
    assert sum(len(narrowed(listed, level=level)) for level in range(6)) == len(listed) >= 160


def test_by_change_noise_far_down_the_list_stays_down(listed: list[watching.Country]) -> None:
    found = ordered(listed, "change")
    average = listed[0].entry.base_rate
    above = [one.entry.risk >= average and one.level > 0 for one in found]
    assert above == sorted(above, reverse=True)
    changes = [one.change or 0 for one, high in zip(found, above, strict=True) if high]
    assert changes == sorted(changes, reverse=True)


def test_by_deaths_those_of_the_last_twelve_months_count(listed: list[watching.Country]) -> None:
    found = ordered(listed, "deaths")
    assert [one.deaths_12 for one in found] == sorted((one.deaths_12 for one in listed), reverse=True)


def test_the_months_shown_end_with_the_figures() -> None:
    first, last = watching.months_of(watch_list())
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    assert months == len(watch_list().entries[0].deaths_36)
    assert watching.looks_ahead_to(watch_list()) == date(last.year + 2, last.month, 1)


@pytest.mark.parametrize(
    ("figure", "expected"),
    [(0, 0), (0.4, 0), (0.6, 1), (7.4, 7), (44684.4, 45000), (1137.0, 1100), (99.6, 100)],
)
def test_expectations_do_not_pretend_to_know(figure: float, expected: int) -> None:
    assert watching.about(figure) == expected
