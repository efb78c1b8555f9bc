"""Drivers, past cases and levers, held against a model that is known by heart."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, cast

import numpy as np
import pytest

from nadhir.forecasting.onset.features import FEATURES, descriptions
from nadhir.forecasting.onset.model import OnsetWeights
from nadhir.forecasting.outlook.ahead import (
    OUTCOMES,
    AsLastYear,
    Learnt,
    deaths_ahead,
    known_deaths,
    month_after,
)
from nadhir.forecasting.outlook.cases import Past
from nadhir.forecasting.outlook.drivers import drivers
from nadhir.forecasting.outlook.levers import levers
from nadhir.forecasting.outlook.reasons import Facts
from nadhir.forecasting.outlook.sight import Sight
from nadhir.forecasting.panel import FloatArray, Panel, store


class Known:
    """A model that looks at few features, each with a weight; what is not known counts as nothing. It shows
    the interface that outlooks rely on, and no more."""

    features = FEATURES
    base_rate = 0.014
    card: Mapping[str, Any] = MappingProxyType({})

    def __init__(self, **weight: float) -> None:
        self.weight = np.array([weight.get(name, 0.0) for name in FEATURES])

    def contributions(self, x: FloatArray) -> FloatArray:
        return np.asarray(np.nan_to_num(x) * self.weight, dtype=np.float64)

    def predict(self, x: FloatArray) -> FloatArray:
        odds = self.contributions(x).sum(axis=1) - 4.0
        return np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float64)

    def predict_interval(self, x: FloatArray, level: float = 0.9) -> tuple[FloatArray, FloatArray]:
        return self.predict(x) / 2, np.minimum(2 * self.predict(x), 0.99)

    def little_known(self, x: FloatArray) -> list[list[str]]:
        return [[] for _ in x]


@pytest.fixture(scope="module")
def panel() -> Panel:
    return store.load()


def sight(panel: Panel, as_of: str = "2023-12", **weight: float) -> Sight:
    return Sight(panel, cast("OnsetWeights", Known(**weight)), AsLastYear(), as_of)


def test_only_what_the_model_looks_at_is_a_driver(panel: Panel) -> None:
    one = sight(panel, coup=1.0, population=-0.1)
    found = drivers(one, Facts(one.base, one.as_of), one.row("SDN"))
    assert [driver.group for driver in found] == ["upheaval", "exposure"]
    coup, size = found
    assert coup.raises
    assert coup.words.code == "reason.coup"
    assert coup.indicators == ("1.4", "8.4")
    assert not size.raises
    assert size.factors == ()


def test_drivers_are_told_beside_the_average_country_of_the_year(panel: Panel) -> None:
    one = sight(panel, infant_mortality=0.5)
    facts = Facts(one.base, one.as_of)
    by_country = [
        sum(driver.odds for driver in drivers(one, facts, int(row)))
        for row in one.here
        if not np.isnan(one.x()[row, FEATURES.index("infant_mortality")])
    ]
    assert min(by_country) < -0.5
    assert max(by_country) > 0.5


@pytest.mark.parametrize(("iso3", "code"), [("CHN", "driver.higher"), ("AND", "driver.lower")])
def test_a_driver_without_a_reason_says_where_the_figure_stands(panel: Panel, iso3: str, code: str) -> None:
    one = sight(panel, population=-1.0 if iso3 == "CHN" else 1.0)
    (size,) = drivers(one, Facts(one.base, one.as_of), one.row(iso3))
    assert not size.raises
    assert size.words.code == code
    assert 60 <= size.words.params["of_100"] <= 99


def test_nothing_recorded_is_said_as_such(panel: Panel) -> None:
    one = sight(panel, coup=2.0)
    (coups,) = drivers(one, Facts(one.base, one.as_of), one.row("CHE"))
    assert coups.words.code == "driver.none"
    assert coups.words.params["of_100"] == 5


def test_strength_follows_the_weight(panel: Panel) -> None:
    strengths = []
    for weight in (0.1, 0.5, 2.0):
        one = sight(panel, coup=weight)
        (coups,) = drivers(one, Facts(one.base, one.as_of), one.row("SDN"))
        strengths.append((coups.strength, coups.effect.code))
    assert strengths == [(1, "effect.raises_1"), (2, "effect.raises_2"), (3, "effect.raises_3")]


def test_the_lever_is_what_the_model_says_and_no_more(panel: Panel) -> None:
    one = sight(panel, coup=1.0, population=0.05)
    row = one.row("SDN")
    (lever,) = levers(one, row)
    other = one.x()[row].copy()
    other[FEATURES.index("coup")] = 0.0
    assert lever.group == "coups"
    assert lever.risk_then == pytest.approx(float(one.weights.predict(other[None])[0]), rel=1e-2)
    assert lever.percent_lower == round(100 * (1 - lever.risk_then / float(one.risk()[row])))
    assert levers(one, one.row("CHE")) == ()


def test_what_would_raise_the_risk_is_no_lever(panel: Panel) -> None:
    one = sight(panel, coup=-1.0)
    assert levers(one, one.row("SDN")) == ()
    one = sight(panel, population=1.0)
    assert levers(one, one.row("CHN")) == ()


def test_past_cases_weigh_what_the_model_makes_of_them(panel: Panel) -> None:
    one = sight(panel, coup=1.0)
    cases, likes = Past.of(one).of_country(one.row("SDN"))
    place = FEATURES.index("coup")
    for case in cases:
        assert one.x(f"{case.year}-12")[panel.iso3.index(case.iso3), place] == 1.0
        assert case.likeness == 1.0
        assert case.alike[0].en == "Coups and political upheaval"
    assert likes is not None
    assert likes.cases == 50


def test_a_model_that_makes_nothing_of_anything_weighs_all_alike(panel: Panel) -> None:
    one = sight(panel)
    past = Past.of(one)
    assert np.allclose(past.weight, 1 / len({descriptions()[name].group for name in FEATURES}))
    assert len(past.of_country(one.row("SDN"))[0]) == 6


def test_at_most_two_cases_of_one_country_and_those_apart(panel: Panel) -> None:
    one = sight(panel, population=1.0)
    cases, _ = Past.of(one).of_country(one.row("IND"))
    years: dict[str, list[int]] = {}
    for case in cases:
        years.setdefault(case.iso3, []).append(case.year)
    assert all(len(told) <= 2 for told in years.values())
    assert all(abs(told[0] - told[-1]) >= 5 for told in years.values() if len(told) == 2)


@pytest.mark.parametrize(
    ("iso3", "year", "came"),
    [
        ("RWA", 1993, "onset"),
        ("RWA", 1995, "ongoing"),
        ("SYR", 2010, "onset"),
        ("CHE", 2010, "none"),
        ("SDN", 2022, "onset"),
        ("KEN", 2022, "unknown"),
    ],
)
def test_what_came_of_history(panel: Panel, iso3: str, year: int, came: str) -> None:
    past = Past.of(sight(panel, coup=1.0))
    assert past._came(panel.iso3.index(iso3), year)[0] == came


def test_without_years_that_are_over_there_are_no_cases(panel: Panel) -> None:
    one = sight(panel, "1992-12", coup=1.0)
    assert Past.of(one).of_country(one.row("SDN")) == ((), None)


def test_a_month_in_the_middle_of_a_year_sees_nothing_later(panel: Panel) -> None:
    months = panel.monthly["deaths"][panel.iso3.index("SDN")]
    # War began in Sudan in April 2023.
    for month, last in (("2023-03", 3), ("2023-06", 6)):
        one = sight(panel, month, escalation=0.5)
        facts = Facts(one.base, one.as_of)
        end = (2023 - panel.first_month_year) * 12 + last
        assert facts.months[one.row("SDN")].tolist() == months[end - 36 : end].tolist()
        rose = facts.rose(one.row("SDN"))
        assert rose is not None
        assert rose["after"] == int(months[end - 12 : end].sum())
        assert all(case.year <= 2020 for case in Past.of(one).of_country(one.row("SDN"))[0])


@pytest.mark.parametrize(
    ("month", "count", "expected"),
    [
        ("2023-12", 1, "2024-01"),
        ("2023-06", 1, "2023-07"),
        ("2023-01", -1, "2022-12"),
        ("2023-06", -35, "2020-07"),
    ],
)
def test_months_follow_each_other(month: str, count: int, expected: str) -> None:
    assert month_after(month, count) == expected


@pytest.mark.parametrize("iso3", ["UKR", "KEN", "ISL", "SSD"])
def test_a_country_asked_alone_gets_the_same_deaths(panel: Panel, iso3: str) -> None:
    row = panel.iso3.index(iso3)
    for outcome in ("all", "onesided"):
        together = Learnt().draws(panel, "2023-12", outcome, 12)
        alone = Learnt().draws(panel, "2023-12", outcome, 12, only=row)
        assert together is not None
        assert alone is not None
        assert np.array_equal(together[row], alone[row])


def test_what_is_known_of_deaths_ends_with_the_month(panel: Panel) -> None:
    assert known_deaths(panel, "2023-06", "all").shape[1] == panel.months - 6
    for outcome in OUTCOMES:
        assert known_deaths(panel, "1992-12", outcome).shape[1] == 48


def test_draws_in_figures() -> None:
    draws = np.array([[0.0, 10.0, 20.0, 3000.0]] * 12)
    ahead = deaths_ahead(draws, "all", "conflictology", "2023-12")
    assert ahead.first_month == "2024-01"
    assert ahead.mean[0] == 757.5
    assert ahead.q50[0] == 15.0
    assert ahead.year_mean == 12 * 757.5
    assert (ahead.chance_25, ahead.chance_100, ahead.chance_1000) == (0.75, 0.75, 0.25)
