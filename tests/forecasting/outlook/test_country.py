from __future__ import annotations

import json

import pytest

from nadhir import doctrine
from nadhir.doctrine.phrases import Reason
from nadhir.errors import PanelError
from nadhir.forecasting import CountryOutlook, country_outlook, watch_list
from nadhir.forecasting.outlook.country import DeathsAhead
from nadhir.forecasting.outlook.make import Outlooks
from nadhir.forecasting.panel import store
from tests.forecasting.conftest import Tables

SOME = ("MMR", "SDN", "KEN", "ISL", "ISR", "XKX", "SSD", "IND")


@pytest.fixture(scope="module")
def outlooks() -> Outlooks:
    return Outlooks(store.load())


@pytest.fixture(scope="module", params=SOME)
def outlook(request: pytest.FixtureRequest, outlooks: Outlooks) -> CountryOutlook:
    return outlooks.of(request.param)


def _reasons(outlook: CountryOutlook) -> list[Reason]:
    found = [*outlook.headline, *outlook.doubts, *outlook.notes]
    for driver in outlook.drivers:
        found += [driver.effect, driver.words, *driver.more]
    found += [case.words for case in outlook.cases]
    found += [lever.words for lever in outlook.lowering]
    return found + ([outlook.likes.words] if outlook.likes else [])


def test_it_says_the_same_as_the_watch_list(outlook: CountryOutlook) -> None:
    listed = watch_list()
    entry = next(entry for entry in listed.entries if entry.iso3 == outlook.iso3)
    onset = outlook.onset
    assert (onset.risk, onset.low, onset.high) == (entry.risk, entry.low, entry.high)
    assert (onset.rank, onset.previous_rank) == (entry.rank, entry.previous_rank)
    assert onset.of == len(listed.entries)
    assert outlook.little_to_go_on == entry.little_to_go_on
    assert outlook.history.deaths[-36:] == entry.deaths_36
    assert outlook.deaths["all"].year_mean == entry.expected_deaths


def test_the_trail_ends_with_now(outlook: CountryOutlook) -> None:
    years = [point.year for point in outlook.trail]
    assert years == sorted(set(years))
    last = outlook.trail[-1]
    assert (f"{last.year}-12", last.risk, last.rank) == (
        outlook.as_of,
        outlook.onset.risk,
        outlook.onset.rank,
    )


def test_everything_has_words_in_three_languages(outlook: CountryOutlook) -> None:
    for reason in _reasons(outlook):
        for lang in ("ar", "en", "fr"):
            assert "⁨–⁩" not in reason.say(lang), reason


def test_drivers_are_groups_in_order_tied_to_the_framework(outlook: CountryOutlook) -> None:
    framework = doctrine.load("un-foa-2014")
    groups = [driver.group for driver in outlook.drivers]
    assert len(groups) == len(set(groups)) > 0
    weights = [abs(driver.odds) for driver in outlook.drivers]
    assert weights == sorted(weights, reverse=True)
    assert {driver.group for driver in outlook.raising} | {driver.group for driver in outlook.easing} == set(
        groups
    )
    for driver in outlook.drivers:
        assert all(framework.element(id_).kind == "factor" for id_ in driver.factors)
        assert all(framework.element(id_).kind == "indicator" for id_ in driver.indicators)
        assert driver.effect.code == f"effect.{'raises' if driver.raises else 'lowers'}_{driver.strength}"


def test_past_cases_are_other_stories_and_over(outlook: CountryOutlook) -> None:
    likeness = [case.likeness for case in outlook.cases]
    assert likeness == sorted(likeness, reverse=True)
    for case in outlook.cases:
        assert 0 < case.likeness <= 1
        assert case.year <= 2021
        assert case.iso3 != outlook.iso3 or case.year <= 2018
        assert list(case.killed) == [str(case.year + after) for after in range(3)]
        assert (case.came == "onset") == (case.onset_year is not None)
        if case.onset_year is not None:
            assert case.killed[str(case.onset_year)] >= 1000 > case.killed[str(case.year)]
        if case.came == "none":
            assert max(case.killed.values()) < 1000


def test_levers_lower_and_never_touch_exposure(outlook: CountryOutlook) -> None:
    for lever in outlook.lowering:
        assert lever.risk_then <= 0.9 * outlook.onset.risk + 1e-4
        assert lever.percent_lower >= 10
        assert lever.indicators
    assert "note.levers" in {note.code for note in outlook.notes}


def test_deaths_ahead_are_ordered_and_possible(outlook: CountryOutlook) -> None:
    ahead = outlook.deaths["all"]
    assert isinstance(ahead, DeathsAhead)
    assert ahead.first_month == "2024-01"
    for figures in zip(ahead.q05, ahead.q25, ahead.q50, ahead.q75, ahead.q95, strict=True):
        assert list(figures) == sorted(figures)
        assert figures[0] >= 0
    assert 0 <= ahead.year_low <= ahead.year_high
    assert 1 >= ahead.chance_25 >= ahead.chance_100 >= ahead.chance_1000 >= 0


def test_it_survives_json(outlook: CountryOutlook) -> None:
    data = json.loads(json.dumps(outlook.as_json(), ensure_ascii=False, allow_nan=False))
    assert data["iso3"] == outlook.iso3
    assert Reason.of_json(data["headline"][0]) == outlook.headline[0]
    assert data["onset"]["risk"] == outlook.onset.risk


def test_an_earlier_year_sees_nothing_later(outlooks: Outlooks) -> None:
    earlier = country_outlook("UKR", "2021")
    assert earlier.as_of == "2021-12"
    assert all(case.year <= 2019 for case in earlier.cases)
    assert earlier.trail[-1].year == 2021
    assert earlier.history.deaths[-12:] == outlooks.of("UKR").history.deaths[-36:-24]
    assert "2022" not in json.dumps([case.killed for case in earlier.cases])


def test_a_month_in_the_middle_of_a_year() -> None:
    outlook = country_outlook("SDN", "2023-06")
    assert outlook.as_of == "2023-06"
    assert outlook.deaths["all"].first_month == "2023-07"
    assert outlook.history.first_month == "2013-07"
    assert outlook.history.deaths[-6:] == country_outlook("SDN").history.deaths[-12:-6]
    assert outlook.trail[-1].risk == outlook.onset.risk
    said = " ".join(reason.say("en") for driver in outlook.drivers for reason in (driver.words, *driver.more))
    assert "2022–2023" in said
    entry = next(entry for entry in watch_list("2023-06").entries if entry.iso3 == "SDN")
    assert (entry.risk, entry.rank) == (outlook.onset.risk, outlook.onset.rank)


def test_a_country_that_was_not_there_is_refused() -> None:
    for iso3, as_of in (("SSD", "2005"), ("XYZ", None)):
        with pytest.raises(PanelError, match=r"outlook\.country") as refused:
            country_outlook(iso3, as_of)
        assert refused.value.phrase_book == "nadhir.forecasting.outlook"


def test_a_short_panel_has_no_past_to_compare_with_beyond_its_years(tables_in: Tables) -> None:
    outlook = country_outlook("SSD", panel=tables_in.panel())
    assert {case.iso3 for case in outlook.cases} <= {"AND", "KEN", "SSD"}
    assert "doubt.young" in {doubt.code for doubt in outlook.doubts}
    alone = country_outlook("KEN", "2020", panel=tables_in.panel())
    assert json.dumps(alone.as_json(), allow_nan=False)


def test_the_same_figures_give_the_same_outlook(outlook: CountryOutlook) -> None:
    assert Outlooks(store.load()).of(outlook.iso3) == outlook


def test_the_past_is_told_by_kind_as_far_as_the_month() -> None:
    for as_of in ("2023-12", "2022-06"):
        history = country_outlook("SDN", as_of).history
        assert history.of("all") == history.deaths
        assert set(history.by_kind) == {"state", "onesided", "nonstate"}
        for told in history.by_kind.values():
            assert len(told) == len(history.deaths)
            assert min(told) >= 0
    # What a year's later months bring is not seen from its middle.
    later = country_outlook("SDN", "2022-12").history
    assert later.deaths[-12:-6] == history.deaths[-6:]
