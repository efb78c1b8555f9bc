from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from nadhir.errors import PanelError
from nadhir.forecasting.onset import train
from nadhir.forecasting.onset.model import OnsetModel, OnsetWeights, load_weights

NAMES = ("war", "noise")


def _toy(rows: int = 3000) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Rows where only the first feature matters and events have become rarer since 2000."""
    rng = np.random.default_rng(11)
    x = rng.normal(5, 3, (rows, 2))
    year = np.repeat(np.arange(1980, 2020), -(-rows // 40))[:rows]
    odds = (x[:, 0] - 5) / 3 * 1.5 - np.where(year < 2000, 2.0, 3.5)
    y = (rng.random(rows) < 1 / (1 + np.exp(-odds))).astype(np.int64)
    return x, y, np.arange(rows) % 60, year


@pytest.fixture(scope="module")
def fitted() -> OnsetModel:
    x, y, country, year = _toy()
    return OnsetModel(resamples=20).fit(x, y, features=NAMES, country=country, year=year)


def test_learns_what_matters_and_tells_risks_apart(fitted: OnsetModel) -> None:
    coef = fitted.weights_.coef
    assert coef[0] == pytest.approx(1.5, abs=0.3)
    assert abs(coef[1]) < 0.2
    x, y, *_ = _toy()
    assert fitted.score(x, y) > 0.75


def test_the_mean_risk_of_recent_years_is_their_rate(fitted: OnsetModel) -> None:
    x, y, _, year = _toy()
    recent = year > year.max() - 20
    assert fitted.weights_.base_rate == pytest.approx(y[recent].mean())
    assert fitted.predict(x[recent]).mean() == pytest.approx(y[recent].mean(), abs=1e-9)
    assert y[recent].mean() < y.mean() * 0.8


def test_a_figure_that_is_not_known_neither_raises_nor_lowers(fitted: OnsetModel) -> None:
    weights = fitted.weights_
    unknown, average = np.full((1, 2), np.nan), weights.mean[None, :]
    assert weights.predict(unknown) == pytest.approx(weights.predict(average))
    assert weights.contributions(unknown).tolist() == [[0, 0]]


def test_contributions_add_up_to_the_log_odds(fitted: OnsetModel) -> None:
    weights, x = fitted.weights_, _toy()[0][:50]
    risk = weights.predict(x)
    assert np.log(risk / (1 - risk)) == pytest.approx(
        weights.contributions(x).sum(axis=1) + weights.intercept
    )


def test_the_range_encloses_the_risk_and_is_not_a_point(fitted: OnsetModel) -> None:
    x = _toy()[0][:50]
    low, high = fitted.weights_.predict_interval(x)
    risk = fitted.predict(x)
    assert ((low <= risk) & (risk <= high) & (low < high)).all()
    assert ((low > 0) & (high < 1)).all()


def test_the_unfamiliar_is_named(fitted: OnsetModel) -> None:
    far = fitted.weights_.high[0] + fitted.weights_.scale[0]
    near = fitted.weights_.high[0] + 0.1 * fitted.weights_.scale[0]
    assert fitted.weights_.little_known(np.array([[far, np.nan], [near, 5.0]])) == [["war", "noise"], []]


def test_the_same_rows_give_the_same_weights(fitted: OnsetModel) -> None:
    x, y, country, year = _toy()
    again = OnsetModel(resamples=20).fit(x, y, features=NAMES, country=country, year=year)
    assert again.weights_.as_json() == fitted.weights_.as_json()


def test_weights_survive_the_file(fitted: OnsetModel, tmp_path: Path) -> None:
    path = tmp_path / "onset.json"
    train.write(fitted.weights_, path)
    read = load_weights(path)
    assert read.as_json() == fitted.weights_.as_json()
    x = _toy()[0][:50]
    assert read.predict(x) == pytest.approx(fitted.predict(x), rel=1e-4)


def test_weights_that_do_not_fit_are_refused(fitted: OnsetModel, tmp_path: Path) -> None:
    good = fitted.weights_.as_json()
    for broken in (
        {**good, "coef": [1.0]},
        {**good, "resampled": [[1.0, 2.0]]},
        {**good, "mean": ["x", "y"]},
        {name: value for name, value in good.items() if name != "scale"},
    ):
        with pytest.raises(PanelError, match=r"onset\.weights"):
            OnsetWeights.of_json(json.loads(json.dumps(broken)))
    with pytest.raises(PanelError, match=r"onset\.weights"):
        load_weights(tmp_path / "missing.json")
    with pytest.raises(PanelError, match=r"onset\.columns"):
        fitted.predict(np.zeros((1, 3)))


def test_nothing_can_be_learned_from_one_outcome() -> None:
    x, y, country, year = _toy(100)
    with pytest.raises(PanelError, match="no_events"):
        OnsetModel().fit(x, y * 0, features=NAMES, country=country, year=year)
