from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from nadhir import doctrine
from nadhir.errors import PanelError
from nadhir.forecasting.onset.base import Base, nearness
from nadhir.forecasting.onset.features import (
    EXTENDED,
    FEATURES,
    coup_years,
    descriptions,
    latest,
    matrix,
)
from nadhir.forecasting.panel import Panel, yearly_columns
from tests.forecasting.onset import toy


@pytest.fixture
def panel() -> Panel:
    return toy.panel()


def _of(panel: Panel, row: int, month: int | str) -> dict[str, float]:
    return dict(zip(EXTENDED, matrix(panel, month, EXTENDED)[row].tolist(), strict=True))


def _put(panel: Panel, name: str, row: int, year: int, figure: float) -> None:
    panel.yearly[name][row, panel.column(year)] = figure


def test_features_of_a_country_computed_by_hand(panel: Panel) -> None:
    for kind, deaths in (("state_based", 40), ("non_state", 20), ("one_sided_government", 0)):
        _put(panel, kind, toy.KENYA, 2023, deaths)
    _put(panel, "one_sided_groups", toy.KENYA, 2023, 30)
    for year, deaths in ((2022, 15), (2021, 0), (2020, 0)):
        for kind in ("non_state", "one_sided_government", "one_sided_groups"):
            _put(panel, kind, toy.KENYA, year, 0)
        _put(panel, "state_based", toy.KENYA, year, deaths)
    panel.monthly["deaths"][toy.KENYA, -12:] = [0, 0, 0, 0, 0, 0, 0, 0, 60, 10, 0, 20]
    _put(panel, "displaced_abroad", toy.KENYA, 2023, 100_000)
    _put(panel, "vdem_polyarchy", toy.KENYA, 2023, 0.4)
    _put(panel, "vdem_polyarchy", toy.KENYA, 2020, 0.6)
    found = _of(panel, toy.KENYA, 2023)
    assert found["state_based"] == pytest.approx(np.log2(41))
    assert found["one_sided_government"] == 0
    # 90 deaths after 0, 0 and 15.
    assert found["escalation"] == pytest.approx(np.log2(91) - np.log2(6))
    assert found["recent_deaths"] == pytest.approx(np.log2(1 + 4 * 30))
    assert found["trend"] == pytest.approx(np.log2(121) - np.log2(91))
    assert found["worst_month"] == pytest.approx(np.log2(61))
    assert found["deaths_per_million"] == pytest.approx(np.log2(1 + 90 / 50))
    assert found["displaced_abroad"] == pytest.approx(np.log2(1 + 100_000 / 50_000))
    assert found["democracy_change_3"] == pytest.approx(-0.2)
    assert found["half_democracy"] == pytest.approx(-0.05)
    assert found["infant_mortality"] == pytest.approx(np.sqrt(30))
    # The middle country has 30, too.
    assert found["infant_mortality_relative"] == pytest.approx(0)
    assert found["population"] == pytest.approx(np.log2(5e7))


def test_violence_is_new_after_quiet_years_only(panel: Panel) -> None:
    assert _of(panel, toy.BRAZIL, 2023)["new_violence"] == 0
    assert _of(panel, toy.BRAZIL, 2023)["quiet_years"] == 15
    _put(panel, "state_based", toy.BRAZIL, 2022, 25)
    assert _of(panel, toy.BRAZIL, 2022)["new_violence"] == 1
    assert _of(panel, toy.BRAZIL, 2022)["quiet_years"] == 0
    assert _of(panel, toy.BRAZIL, 2023)["quiet_years"] == 1
    _put(panel, "state_based", toy.BRAZIL, 2021, 100)
    assert _of(panel, toy.BRAZIL, 2022)["new_violence"] == 0


def test_what_is_not_known_stays_unknown(panel: Panel) -> None:
    before_it_existed = _of(panel, toy.SOUTH_SUDAN, 2005)
    violence = [name for name in FEATURES if descriptions()[name].group == "violence"]
    assert all(np.isnan(before_it_existed[name]) for name in violence)
    before_figures = _of(panel, toy.KENYA, 1985)
    assert all(np.isnan(before_figures[name]) for name in violence)
    assert not np.isnan(before_figures["population"])
    del panel.yearly["pts"], panel.yearly["vdem_polyarchy"]  # type: ignore[attr-defined]
    without = _of(panel, toy.KENYA, 2023)
    assert np.isnan(without["terror"])
    assert np.isnan(without["democracy"])


def test_an_older_figure_stands_in_for_three_years(panel: Panel) -> None:
    panel.yearly["gdp_growth"][toy.KENYA, panel.column(2021) :] = np.nan
    _put(panel, "gdp_growth", toy.KENYA, 2020, -5)
    assert latest(panel, "gdp_growth", 2023)[toy.KENYA] == -5
    _put(panel, "gdp_growth", toy.KENYA, 2020, np.nan)
    _put(panel, "gdp_growth", toy.KENYA, 2019, -5)
    assert np.isnan(latest(panel, "gdp_growth", 2023)[toy.KENYA])


def test_growth_is_cut(panel: Panel) -> None:
    _put(panel, "gdp_growth", toy.KENYA, 2023, 90)
    assert _of(panel, toy.KENYA, 2023)["gdp_growth"] == 20


def test_coups_count_for_five_years(panel: Panel) -> None:
    panel.yearly["coup"][toy.KENYA] = 0
    _put(panel, "coup", toy.KENYA, 2018, 1)
    assert _of(panel, toy.KENYA, 2022)["coup"] == 1
    assert coup_years(panel, 2022)[toy.KENYA] == [2018]
    assert _of(panel, toy.KENYA, 2023)["coup"] == 0
    assert _of(panel, toy.KENYA, 2023)["coup_memory"] == pytest.approx(0.75**5)


@pytest.mark.parametrize("month", [2021, "2021-05"])
def test_no_feature_looks_ahead(panel: Panel, month: int | str) -> None:
    before = matrix(panel, month, EXTENDED)
    after_month = (2022 - 1989) * 12 if month == 2021 else (2021 - 1989) * 12 + 5
    first_unknown = 2022 if month == 2021 else 2021
    for grid in panel.yearly.values():
        grid[:, panel.column(first_unknown) :] = 1e6
    for grid in panel.monthly.values():
        grid[:, after_month:] = 1e6
    assert np.array_equal(matrix(panel, month, EXTENDED), before, equal_nan=True)


def test_december_is_the_year(panel: Panel) -> None:
    assert np.array_equal(matrix(panel, 2022), matrix(panel, "2022-12"), equal_nan=True)


def test_a_month_counts_the_twelve_before_it(panel: Panel) -> None:
    panel.monthly["deaths"][toy.BRAZIL, -15:-2] = 10
    for name in toy.EVENTS:
        panel.monthly[name][toy.BRAZIL] = 0
    panel.monthly["events_state_based"][toy.BRAZIL, -15:-2] = 1
    base = Base(panel, "2023-10")
    # Ten months of 2023 and two of 2022, which year's table says nothing of for this kind.
    assert base.deaths("state_based")[toy.BRAZIL, -1] == pytest.approx(100)
    _put(panel, "state_based", toy.BRAZIL, 2022, 30)
    assert Base(panel, "2023-10").deaths("state_based")[toy.BRAZIL, -1] == pytest.approx(120)
    assert base.total.shape[1] == 2023 - 1989
    assert base.months("deaths", 3)[toy.BRAZIL].tolist() == [10, 10, 10]


def test_months_of_years_that_are_over_keep_the_kinds_of_their_year(panel: Panel) -> None:
    """Twelve months to November, summed over the years, are nearly what the years' own table tells."""
    whole, by_month = Base(panel, "2022-12"), Base(panel, "2022-11")
    for kind in ("state_based", "one_sided_groups"):
        years = whole.yearly(kind)[toy.KENYA, 1989 - toy.FIRST :].sum()
        months = by_month.deaths(kind)[toy.KENYA].sum()
        assert months == pytest.approx(years, rel=0.25)


def test_a_month_without_figures_is_refused(panel: Panel) -> None:
    for month in (1979, 2024, "2024-03", "1980-05"):
        with pytest.raises(PanelError, match="year_outside"):
            matrix(panel, month)
    for month in ("2023-13", "yesterday"):
        with pytest.raises(PanelError, match="as_of"):
            matrix(panel, month)


def test_neighbours_weigh_by_nearness(panel: Panel) -> None:
    weight = nearness(toy.ISO3)
    assert weight[toy.KENYA, toy.UGANDA] > 0.3 > 0.01 > weight[toy.KENYA, toy.BRAZIL]
    assert (np.diag(weight) == 0).all()
    alone = replace(panel, iso3=("BRA", "KEN", "SSD", "CSK"))
    assert np.isnan(Base(alone, 2023).near(np.arange(4.0))[3])


def test_the_table_of_features_matches_the_framework() -> None:
    framework = doctrine.load("un-foa-2014")
    for name, about in descriptions().items():
        for factor in about.factors:
            assert framework.element(factor).kind == "factor", name
        for indicator in about.indicators:
            assert framework.element(indicator).kind == "indicator", name
            assert indicator.split(".")[0] in about.factors, name
        # An indicator whose official number is unconfirmed may not be pointed at.
        assert all(framework.element(i).show_number for i in about.indicators), name
        assert re.search(r"\S", about.formula), name


def test_what_ships_needs_only_figures_that_ship(panel: Panel) -> None:
    """With all other columns taken away, every shipped feature is still what it was."""
    ships = {column.name for column in yearly_columns() if column.ship}
    less = replace(panel, yearly={name: grid for name, grid in panel.yearly.items() if name in ships})
    assert np.array_equal(matrix(less, 2023), matrix(panel, 2023), equal_nan=True)
    assert not np.isnan(matrix(less, 2023)[toy.KENYA]).any()
