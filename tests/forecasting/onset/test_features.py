from __future__ import annotations

import re

import numpy as np
import pytest

from nadhir import doctrine
from nadhir.errors import PanelError
from nadhir.forecasting.onset.features import FEATURES, coup_years, descriptions, latest, matrix
from nadhir.forecasting.panel import Panel, build
from tests.forecasting.conftest import Tables

KENYA, SOUTH_SUDAN = 1, 2


@pytest.fixture
def panel(tables_in: Tables) -> Panel:
    return build.build(tables_in.folder)


def _features(panel: Panel, row: int, year: int) -> dict[str, float]:
    return dict(zip(FEATURES, matrix(panel, year)[row].tolist(), strict=True))


def test_features_of_a_country_computed_by_hand(panel: Panel) -> None:
    found = _features(panel, KENYA, 2023)
    assert found["state_based"] == pytest.approx(np.log2(41))
    assert found["non_state"] == pytest.approx(np.log2(21))
    assert found["one_sided_government"] == 0
    assert found["one_sided_groups"] == pytest.approx(np.log2(31))
    # 90 deaths after 0, 0 and 15.
    assert found["escalation"] == pytest.approx(np.log2(91) - np.log2(6))
    # 105 deaths in the six years that the table tells of.
    assert found["past_violence"] == pytest.approx(np.log2(1 + 105 / 6))
    assert found["past_one_sided"] == pytest.approx(np.log2(31))
    assert found["coup"] == 0
    assert found["displaced_abroad"] == pytest.approx(np.log2(1 + 1700 / 50_000))
    assert found["infant_mortality"] == pytest.approx(np.sqrt(31.2))
    assert found["population"] == pytest.approx(np.log2(50_000_000))


def test_what_is_not_known_stays_unknown(panel: Panel) -> None:
    before_it_existed = _features(panel, SOUTH_SUDAN, 2018)
    assert all(np.isnan(before_it_existed[name]) for name in ("state_based", "escalation", "past_violence"))
    assert np.isnan(_features(panel, 0, 2023)["displaced_abroad"])


def test_an_older_figure_stands_in_for_three_years(panel: Panel) -> None:
    assert latest(panel, "gdp_growth", 2023)[SOUTH_SUDAN] == -5
    panel.yearly["gdp_growth"][SOUTH_SUDAN, panel.column(2020)] = np.nan
    assert np.isnan(latest(panel, "gdp_growth", 2023)[SOUTH_SUDAN])


def test_growth_is_cut(panel: Panel) -> None:
    panel.yearly["gdp_growth"][KENYA, panel.column(2023)] = 90
    assert _features(panel, KENYA, 2023)["gdp_growth"] == 20


def test_coups_count_for_five_years(panel: Panel) -> None:
    panel.yearly["coup"][:, panel.column(2015) :] = 0
    panel.yearly["coup"][KENYA, panel.column(2018)] = 1
    assert _features(panel, KENYA, 2022)["coup"] == 1
    assert coup_years(panel, 2022)[KENYA] == [2018]
    assert _features(panel, KENYA, 2023)["coup"] == 0


def test_no_feature_looks_ahead(panel: Panel) -> None:
    before = matrix(panel, 2021)
    for grid in panel.yearly.values():
        grid[:, panel.column(2022) :] = 1e6
    assert np.array_equal(matrix(panel, 2021), before, equal_nan=True)


def test_a_year_without_figures_is_refused(panel: Panel) -> None:
    for year in (1988, 2024):
        with pytest.raises(PanelError, match="year_outside"):
            matrix(panel, year)


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
