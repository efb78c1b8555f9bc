from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nadhir.errors import PanelError
from nadhir.forecasting.onset import calibration, members, train
from nadhir.forecasting.onset.calibration import Calibration, Past
from nadhir.forecasting.onset.members import Design
from nadhir.forecasting.onset.model import OnsetModel, OnsetWeights, load_weights

NAMES = ("war", "noise")
# Two features of the expert index.
INDEXED = ("state_based", "coup")


def _toy(rows: int = 1200) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Rows where only the first feature matters; the second is often not known."""
    rng = np.random.default_rng(11)
    x = rng.normal(5, 3, (rows, 2))
    year = np.repeat(np.arange(1980, 2020), -(-rows // 40))[:rows]
    odds = (x[:, 0] - 5) / 3 * 1.5 - 2.5
    y = (rng.random(rows) < 1 / (1 + np.exp(-odds))).astype(np.int64)
    x[rng.random(rows) < 0.2, 1] = np.nan
    return x, y, np.arange(rows) % 60, year


def _fit(names: tuple[str, ...] = NAMES, **options: int) -> OnsetModel:
    x, y, country, year = _toy()
    model = OnsetModel(trees=8, **{"resamples": 12, "record_step": 10, **options})
    return model.fit(x, y, features=names, country=country, year=year)


@pytest.fixture(scope="module")
def fitted() -> OnsetModel:
    return _fit()


def _logit(risk: np.ndarray) -> np.ndarray:
    return np.log(risk / (1 - risk))


def test_learns_what_matters_and_tells_risks_apart(fitted: OnsetModel) -> None:
    x, y, *_ = _toy()
    assert fitted.score(x, y) > 0.8
    low, high = np.array([[0.0, 5.0]]), np.array([[10.0, 5.0]])
    assert fitted.predict(high)[0] > 5 * fitted.predict(low)[0]
    assert abs(fitted.weights_.linear[1]) < 0.3 * fitted.weights_.linear[0]


def test_risks_are_about_as_frequent_as_onsets(fitted: OnsetModel) -> None:
    x, y, *_ = _toy()
    assert fitted.predict(x).mean() == pytest.approx(y.mean(), rel=0.3)
    assert fitted.weights_.base_rate == pytest.approx(y[_toy()[3] >= 2000].mean())


def test_contributions_add_up_to_the_log_odds_but_for_one_constant(fitted: OnsetModel) -> None:
    x = _toy()[0][:80]
    rest = _logit(fitted.predict(x)) - fitted.weights_.contributions(x).sum(axis=1)
    assert rest == pytest.approx(rest[0], abs=1e-6)
    assert fitted.weights_.contributions(x).shape == x.shape
    first, second = fitted.weights_.contributions(x).std(axis=0)
    assert first > 3 * second


def test_the_index_is_leaned_on_and_collapses_into_one_line() -> None:
    x, y, country, year = _toy()
    lean = members.leanings(INDEXED)
    assert lean.tolist() == [1.0, 0.0]
    seen = Design.of(x, year)(x)
    without = members.linear(seen, y, np.zeros(2))
    leaning = members.linear(seen, y, lean)
    assert leaning.shape == without.shape == (seen.shape[1] + 1,)
    assert members.linear_count(lean) == 4 > members.linear_count(np.zeros(2)) == 1
    model = OnsetModel(trees=4, record_step=10).fit(x, y, features=INDEXED, country=country, year=year)
    assert model.score(x, y) > 0.8


def test_unknown_of_everybody_in_a_year_is_no_mark_of_a_country() -> None:
    x = np.ones((40, 3))
    x[:, 0] = np.arange(40)
    year = np.repeat([1980, 1990], 20)
    x[year == 1980, 1] = np.nan
    x[::3, 2] = np.nan
    design = Design.of(x, year)
    assert design.unknown.tolist() == [2]
    assert design(x).shape == (40, 4)
    assert design(np.array([[np.nan, np.nan, np.nan]])).tolist() == [[0, 0, 0, 1]]
    assert design(np.array([[1e9, 1.0, 1.0]]))[0, 0] == members.CUT


def test_the_range_encloses_the_risk_and_is_not_a_point(fitted: OnsetModel) -> None:
    x = _toy()[0][:50]
    low, high = fitted.weights_.predict_interval(x)
    risk = fitted.predict(x)
    assert ((low <= risk) & (risk <= high) & (low < high)).all()
    assert ((low > 0) & (high < 1)).all()
    wide = fitted.weights_.predict_interval(x, level=0.99)
    assert ((wide[0] <= low) & (wide[1] >= high)).all()
    again = fitted.weights_.predict_interval(x)
    assert np.array_equal(low, again[0])
    bare = replace(fitted.weights_, resampled=fitted.weights_.resampled[:0])
    assert np.array_equal(bare.predict_interval(x)[0], risk)


def test_the_unfamiliar_is_named(fitted: OnsetModel) -> None:
    weights = fitted.weights_
    far = weights.high[0] + weights.design.scale[0]
    near = weights.high[0] + 0.1 * weights.design.scale[0]
    assert weights.little_known(np.array([[far, np.nan], [near, 5.0]])) == [["war", "noise"], []]


def test_of_a_group_mostly_unknown_one_figure_is_named() -> None:
    x, y, country, year = _toy()
    three = np.column_stack([x[:, :1], x[:, :1], np.abs(x[:, :1])])
    names = ("state_based", "non_state", "coup")
    model = OnsetModel(trees=2, record_step=20).fit(three, y, features=names, country=country, year=year)
    unknown = np.array([[np.nan, np.nan, 1.0], [np.nan, 5.0, 1.0], [5.0, 5.0, np.nan]])
    assert model.weights_.little_known(unknown) == [["state_based"], [], ["coup"]]


def test_the_same_rows_give_the_same_weights_bit_for_bit(fitted: OnsetModel) -> None:
    again = _fit().weights_.arrays()
    for name, array in fitted.weights_.arrays().items():
        assert array.dtype == again[name].dtype
        assert array.tobytes() == again[name].tobytes(), name


def test_weights_survive_the_files_unchanged(fitted: OnsetModel, tmp_path: Path) -> None:
    weights = replace(fitted.weights_, card={"version": "onset-toy"})
    train.write(weights, tmp_path)
    read = load_weights(tmp_path)
    assert read.card == {"version": "onset-toy"}
    x = _toy()[0][:50]
    assert np.array_equal(read.predict(x), fitted.predict(x))
    assert np.array_equal(read.contributions(x), fitted.weights_.contributions(x))
    first = (tmp_path / "onset.npz").read_bytes()
    train.write(weights, tmp_path)
    assert (tmp_path / "onset.npz").read_bytes() == first


def test_weights_that_do_not_fit_are_refused(fitted: OnsetModel, tmp_path: Path) -> None:
    good = fitted.weights_.arrays()
    for broken in (
        {**good, "linear": np.ones(1)},
        {**good, "resampled": np.ones((2, 2))},
        {**good, "mean": np.ones(5)},
        {name: array for name, array in good.items() if name != "scale"},
        {name: array for name, array in good.items() if name != "forest1.root"},
    ):
        with pytest.raises(PanelError, match=r"onset\.weights"):
            OnsetWeights.of_arrays(broken, {})
    with pytest.raises(PanelError, match=r"onset\.weights"):
        load_weights(tmp_path / "missing")
    train.write(fitted.weights_, tmp_path)
    (tmp_path / "onset.npz").write_bytes((tmp_path / "onset.npz").read_bytes()[:500])
    with pytest.raises(PanelError, match=r"onset\.weights"):
        load_weights(tmp_path)
    with pytest.raises(PanelError, match=r"onset\.columns"):
        fitted.predict(np.zeros((1, 3)))


def test_nothing_can_be_learned_from_one_outcome() -> None:
    x, y, country, year = _toy(100)
    with pytest.raises(PanelError, match="no_events"):
        OnsetModel().fit(x, y * 0, features=NAMES, country=country, year=year)


def _past(slope: float, intercept: float, rows: int = 4000, year: int = 2010) -> Past:
    rng = np.random.default_rng(3)
    odds = rng.normal(-2, 1.5, rows)
    happened = rng.random(rows) < 1 / (1 + np.exp(-(slope * odds + intercept)))
    return Past(odds, happened.astype(np.int64), np.full(rows, year))


def test_the_own_record_corrects_timid_and_too_high_risks() -> None:
    found = calibration.learn(_past(1.4, -0.5), now=2015)
    assert found.slope == pytest.approx(1.4, abs=0.12)
    assert found.intercept == pytest.approx(-0.5, abs=0.2)


def test_a_thin_record_changes_little() -> None:
    thin = _past(3.0, -2.0, rows=60)
    assert 1.0 < calibration.learn(thin, now=2015).slope < 1.6
    assert calibration.learn(None, now=2015) == Calibration()
    nothing = Past(thin.odds, np.zeros_like(thin.happened), thin.year)
    assert calibration.learn(nothing, now=2015) == Calibration()


def test_a_record_counts_neither_what_was_to_come_nor_years_without_figures() -> None:
    for year in (2016, 1992):
        assert calibration.learn(_past(1.4, -0.5, year=year), now=2015) == Calibration()


def test_the_card_is_data(fitted: OnsetModel) -> None:
    assert json.dumps(dict(fitted.weights_.card)) == "{}"
