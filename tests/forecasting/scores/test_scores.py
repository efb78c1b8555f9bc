from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nadhir.forecasting import scores

CASES = st.integers(2, 40).flatmap(
    lambda n: st.tuples(
        hnp.arrays(np.int64, n, elements=st.integers(0, 1)),
        # Few levels, so that ties are common.
        hnp.arrays(np.float64, n, elements=st.sampled_from([0.1, 0.2, 0.3, 0.7])),
    )
)


@given(CASES)
def test_auc_is_the_share_of_pairs_in_the_right_order(case: tuple[np.ndarray, np.ndarray]) -> None:
    happened, risk = case
    pairs = [
        1.0 if yes > no else 0.5 if yes == no else 0.0
        for yes in risk[happened == 1]
        for no in risk[happened == 0]
    ]
    found = scores.auc(happened, risk)
    assert found == pytest.approx(np.mean(pairs)) if pairs else np.isnan(found)


@given(CASES)
def test_average_precision_adds_precision_level_by_level(case: tuple[np.ndarray, np.ndarray]) -> None:
    happened, risk = case
    if not happened.any():
        assert np.isnan(scores.average_precision(happened, risk))
        return
    expected, found = 0.0, 0
    for level in sorted(set(risk.tolist()), reverse=True):
        flagged = risk >= level
        new = int(happened[flagged].sum()) - found
        found += new
        expected += new / happened.sum() * found / flagged.sum()
    assert scores.average_precision(happened, risk) == pytest.approx(expected)


@given(CASES, st.integers(0, 3))
def test_a_weight_is_as_good_as_a_repetition(case: tuple[np.ndarray, np.ndarray], times: int) -> None:
    happened, risk = case
    weight = np.ones(len(risk))
    weight[0] = times
    rows = np.repeat(np.arange(len(risk)), weight.astype(int))
    for score in (scores.auc, scores.average_precision):
        assert score(happened, risk, weight) == pytest.approx(score(happened[rows], risk[rows]), nan_ok=True)


def test_recall_counts_events_among_the_first() -> None:
    happened = np.array([1, 1, 0, 1])
    rank = np.array([3.0, 11.0, 1.0, 30.0])
    assert [scores.recall_at(k, happened, rank) for k in (2, 10, 20, 30)] == pytest.approx(
        [0, 1 / 3, 2 / 3, 1]
    )
    assert np.isnan(scores.recall_at(10, np.array([0]), np.array([1.0])))


def test_paired_differences_are_zero_between_twins_and_intervals_enclose() -> None:
    rng = np.random.default_rng(7)
    happened = (rng.random(300) < 0.1).astype(np.int64)
    risk = happened * 0.3 + rng.random(300)
    ranked = scores.Ranked(happened, risk, np.argsort(np.argsort(-risk)) + 1.0, np.repeat(np.arange(30), 10))
    found, differences = scores.with_intervals(
        {"model": ranked, "twin": ranked}, replicates=50, rng=np.random.default_rng(1), against="twin"
    )
    assert {(d.value, d.low, d.high) for d in differences["model"].values()} == {(0.0, 0.0, 0.0)}
    assert all(score.low <= score.value <= score.high for score in found["model"].values())
    assert found["model"]["auc"].low < found["model"]["auc"].high


def test_calibration_of_a_perfect_forecast_is_one_and_zero() -> None:
    rng = np.random.default_rng(3)
    probability = rng.uniform(0.02, 0.6, 40_000)
    happened = (rng.random(40_000) < probability).astype(np.int64)
    slope, intercept = scores.calibration(happened, probability)
    assert slope == pytest.approx(1, abs=0.05)
    assert intercept == pytest.approx(0, abs=0.05)
    odds = np.log(probability / (1 - probability))
    bold = 1 / (1 + np.exp(-2 * odds))
    assert scores.calibration(happened, bold)[0] == pytest.approx(slope / 2, abs=1e-6)


def test_brier() -> None:
    assert scores.brier(np.array([1, 0]), np.array([0.5, 0.2])) == pytest.approx((0.25 + 0.04) / 2)


@given(
    hnp.arrays(np.float64, (3, 5), elements=st.integers(0, 500)),
    hnp.arrays(np.float64, 3, elements=st.integers(0, 500)),
)
def test_crps_is_what_its_definition_says(draws: np.ndarray, actual: np.ndarray) -> None:
    for row, y, found in zip(draws, actual, scores.crps(draws, actual), strict=True):
        spread = np.abs(row[:, None] - row[None, :]).mean() / 2
        assert found == pytest.approx(np.abs(row - y).mean() - spread)
        assert found >= -1e-9


@given(
    hnp.arrays(np.float64, (3, 4, 6), elements=st.integers(0, 2000)),
    hnp.arrays(np.float64, (3, 4), elements=st.integers(0, 2000)),
)
def test_scores_of_draws_are_what_a_loop_says(draws: np.ndarray, actual: np.ndarray) -> None:
    log = scores.crps_log(draws, actual)
    assert log == pytest.approx(scores.crps(np.log1p(draws), np.log1p(actual)))
    edges = scores.IGNORANCE_EDGES
    ignorance, fine = scores.ignorance(draws, actual), scores.interval_score(draws, actual)
    for cell in np.ndindex(actual.shape):
        y, x = actual[cell], draws[cell]
        place = sum(y > edge for edge in edges)
        hits = sum(sum(one > edge for edge in edges) == place for one in x)
        assert ignorance[cell] == pytest.approx(-np.log2((hits + 1) / (6 + 11)))
        low, high = np.quantile(x, 0.05), np.quantile(x, 0.95)
        outside = max(low - y, 0) + max(y - high, 0)
        assert fine[cell] == pytest.approx(high - low + 20 * outside)


@given(
    hnp.arrays(np.float64, (4, 3, 10), elements=st.integers(0, 2)),
    hnp.arrays(np.float64, (4, 3), elements=st.integers(0, 2)),
    hnp.arrays(np.bool_, 4),
)
def test_the_onset_score_counts_courses_of_quiet_countries(
    draws: np.ndarray, actual: np.ndarray, quiet: np.ndarray
) -> None:
    found = scores.onset_log_score(draws, actual, quiet).tolist()
    expected = []
    for row in np.flatnonzero(quiet):
        started = sum(any(draws[row, month, k] > 0 for month in range(3)) for k in range(10))
        right = started if any(actual[row] > 0) else 10 - started
        expected.append(-np.log2((right + 1) / 12))
    assert found == pytest.approx(expected)


@given(hnp.arrays(np.float64, 12, elements=st.integers(0, 500)), st.integers(1, 4))
def test_repeated_draws_keep_their_shares(draws: np.ndarray, times: int) -> None:
    more = scores.as_many(draws, 12 * times)
    assert sorted(more) == sorted(np.repeat(draws, times))
    assert len(scores.as_many(draws, 1000)) == 1000


def test_ignorance_by_hand() -> None:
    # Twelve draws, eleven bins with one pseudo-draw each: nine of the draws share the bin of the actual 4.
    draws = np.array([[3.0] * 9 + [0.0, 100.0, 2000.0]])
    assert scores.ignorance(draws, np.array([4.0]))[0] == pytest.approx(-np.log2(10 / 23))
    assert scores.ignorance(draws, np.array([7.0]))[0] == pytest.approx(-np.log2(1 / 23))


def test_interval_score_by_hand() -> None:
    draws = np.arange(101.0)[None, :]  # its 5 % and 95 % quantiles are 5 and 95
    inside, below, above = (scores.interval_score(draws, np.array([y]))[0] for y in (50.0, 3.0, 100.0))
    assert inside == pytest.approx(90)
    assert below == pytest.approx(90 + 20 * 2)
    assert above == pytest.approx(90 + 20 * 5)
