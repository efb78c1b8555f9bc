"""What ships: the weights against the code, the figures beside them, and the card."""

from __future__ import annotations

import time
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from nadhir.forecasting.onset import card
from nadhir.forecasting.onset.features import FEATURES, matrix
from nadhir.forecasting.onset.model import load_weights
from nadhir.forecasting.panel import Panel, store

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def panel() -> Panel:
    return store.load()


def test_every_country_of_today_has_the_core_figures(panel: Panel) -> None:
    lacking = {
        panel.iso3[row]
        for row in np.flatnonzero(panel.exists[:, panel.column(2023)])
        if np.isnan(matrix(panel, 2023)[row, FEATURES.index("population")])
    }
    assert lacking == {"TWN", "VAT"}


def test_the_weights_fit_the_features_and_are_small() -> None:
    weights = load_weights()
    assert weights.features == FEATURES
    assert len(weights.resampled) == weights.card["training"]["resamples"]
    # The refits scatter around the fit, or the range would belong to another model.
    apart = np.abs(weights.resampled.mean(axis=0) - weights.linear)
    assert (apart < 2 * weights.resampled.std(axis=0) + 0.05).all()
    folder = resources.files("nadhir.forecasting.onset") / "weights"
    assert sum(len(entry.read_bytes()) for entry in folder.iterdir()) < 3_000_000


def test_the_weights_know_the_shipped_figures(panel: Panel) -> None:
    weights = load_weights()
    assert weights.card["training"]["last_base_year"] == panel.last_year - 2
    existed = panel.exists[:, panel.column(2021)]
    x = matrix(panel, 2021)[existed]
    inside = (x >= weights.low - weights.design.scale) & (x <= weights.high + weights.design.scale)
    assert (inside | np.isnan(x)).mean() > 0.98
    # No column of the shipped panel is missing altogether.
    assert not np.isnan(x).all(axis=0).any()


def test_risks_of_all_countries_take_less_than_a_second_and_make_sense(panel: Panel) -> None:
    weights = load_weights()
    started = time.perf_counter()
    x = matrix(panel, 2023)
    risk = weights.predict(x)
    low, high = weights.predict_interval(x)
    assert time.perf_counter() - started < 1
    there = panel.exists[:, panel.column(2023)]
    assert ((low <= risk) & (risk <= high))[there].all()
    assert 0.002 < risk[there].mean() < 0.04
    rank = {panel.iso3[row]: place for place, row in enumerate(np.argsort(-np.where(there, risk, 0)))}
    assert max(rank[iso3] for iso3 in ("SDN", "COD", "MLI", "MMR", "ETH")) < 30
    assert min(rank[iso3] for iso3 in ("NOR", "JPN", "NZL", "URY")) > 100


def test_what_features_add_sums_to_the_shipped_risks(panel: Panel) -> None:
    weights, x = load_weights(), matrix(panel, 2023)
    risk = weights.predict(x)
    rest = np.log(risk / (1 - risk)) - weights.contributions(x).sum(axis=1)
    assert rest == pytest.approx(rest[0], abs=1e-6)


def test_a_month_gives_nearly_the_risks_of_its_year(panel: Panel) -> None:
    weights = load_weights()
    there = panel.exists[:, panel.column(2023)]
    month, year = (weights.predict(matrix(panel, at))[there] for at in ("2023-11", "2023-12"))
    assert np.corrcoef(np.log(month), np.log(year))[0, 1] > 0.95


def test_the_card_tells_of_the_shipped_model(panel: Panel) -> None:
    record = load_weights().card["backtest"]
    assert record["judged"]["onsets"] == 39
    assert record["model"]["auc"]["value"] > record["baselines"]["battle_deaths"]["auc"]["value"]
    assert 0.8 <= record["model"]["calibration_slope"] <= 1.25
    shown = (ROOT / "docs" / "reference" / "model-card-onset.md").read_text("utf-8")
    assert shown == card.markdown(load_weights())
