"""What ships: weights against the code and the figures."""

from __future__ import annotations

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


def _total(panel: Panel, iso3: str, year: int) -> int:
    return int(panel.total()[panel.iso3.index(iso3), panel.column(year)])


def test_every_country_of_today_has_the_core_figures(panel: Panel) -> None:
    lacking = {
        panel.iso3[row]
        for row in np.flatnonzero(panel.exists[:, panel.column(2023)])
        if np.isnan(matrix(panel, 2023)[row, FEATURES.index("population")])
    }
    assert lacking == {"TWN", "VAT"}


def test_the_weights_fit_the_features() -> None:
    weights = load_weights()
    assert weights.features == FEATURES
    assert weights.resampled.shape == (weights.card["training"]["resamples"], len(FEATURES) + 1)
    assert (weights.scale > 0).all()
    # The refits scatter around the fit, or the range would belong to another model.
    apart = np.abs(weights.resampled[:, :-1].mean(axis=0) - weights.coef)
    assert (apart < 2 * weights.resampled[:, :-1].std(axis=0) + 0.05).all()


def test_the_weights_know_the_shipped_figures(panel: Panel) -> None:
    weights = load_weights()
    assert weights.card["training"]["last_base_year"] == panel.last_year - 2
    told = {source["file"]: source["sha256"] for source in weights.card["sources"]}
    now = {source.file: source.sha256 for source in panel.sources}
    assert len(now.keys() & told.keys()) >= 6
    assert all(now[file] == told[file] for file in now.keys() & told.keys())
    existed = panel.exists[:, panel.column(2021)]
    x = matrix(panel, 2021)[existed]
    assert ((x >= weights.low - weights.scale) | np.isnan(x)).mean() > 0.98


def test_the_model_card_is_the_one_of_the_weights() -> None:
    shown = (ROOT / "docs" / "reference" / "model-card-onset.md").read_text("utf-8")
    assert shown == card.markdown(load_weights())
