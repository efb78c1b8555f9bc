"""The watch list beside our own view: classes, order, spellings, disagreement."""

from __future__ import annotations

from datetime import date

import pytest

from nadhir.forecasting import watch_list
from nadhir.web.portal import watching
from nadhir.web.portal.watching import countries, disagreement, narrowed, ordered


@pytest.fixture(scope="module")
def listed() -> list[watching.Country]:
    return countries([])


def codes(found: list[watching.Country]) -> list[str]:
    return [one.entry.iso3 for one in found]


@pytest.mark.parametrize(
    ("level", "trend", "expected"),
    [
        (2, "rising", "evidence_worse"),
        (1, "rising", "evidence_worse"),
        (3, "rising", ""),
        (5, "rising", ""),
        (0, "rising", ""),  # too little to go on is no forecast to disagree with
        (4, "falling", "forecast_worse"),
        (5, "falling", "forecast_worse"),
        (3, "falling", ""),
        (5, "steady", ""),
        (5, "unclear", ""),
    ],
)
def test_disagreement_is_said_where_both_speak(level: int, trend: str, expected: str) -> None:
    assert disagreement(level, trend) == expected


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
