from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nadhir.forecasting.fatalities.blend import Origin, learn
from nadhir.forecasting.fatalities.courses import Courses
from nadhir.forecasting.fatalities.levels import MEMORY, Levels
from nadhir.forecasting.fatalities.likeness import Likeness, weighted_quantiles
from nadhir.forecasting.fatalities.quiet import Quiet
from nadhir.forecasting.fatalities.recent import QUANTILES, Recent

HISTORIES = hnp.arrays(np.float64, (3, 30), elements=st.integers(0, 3000))


@given(HISTORIES)
def test_levels_are_what_a_loop_says(history: np.ndarray) -> None:
    levels = Levels.of(history)
    for month in (0, 5, 29):
        year = history[:, max(0, month - 11) : month + 1]
        assert levels.year[:, month] == pytest.approx(np.log1p(year.mean(axis=1)))
        assert levels.swing[:, month] == pytest.approx(np.log1p(year).std(axis=1), abs=1e-6)
        last = history[:, max(0, month - MEMORY + 1) : month + 1]
        assert levels.top[:, month] == pytest.approx(np.log1p(last.max(axis=1)))


def test_months_since_the_last_death() -> None:
    levels = Levels.of(np.array([[0.0, 0, 4, 0, 0, 1] + [0] * 10]))
    assert levels.since[0, :7].tolist() == [1, 2, 0, 1, 2, 0, 1]
    assert levels.ever[0, :4].tolist() == [False, False, True, True]


@given(HISTORIES, st.sampled_from([2.0, 8.0]))
def test_recent_months_are_the_quantiles(history: np.ndarray, half_life: float) -> None:
    found = Recent(half_life).quantiles(Levels.of(history), 29)
    assert (np.diff(found, axis=1) >= 0).all()
    assert np.isin(found, history).all()
    weight = 0.5 ** (np.arange(29, -1, -1) / half_life)
    weight = np.where(np.arange(30) >= 30 - half_life * 12, weight, 0)
    expected = (history * weight).sum(axis=1) / weight.sum()
    assert found.mean(axis=1) == pytest.approx(expected, abs=0.01 * history.max() + 1e-9)


def test_an_outburst_is_cut_down_to_a_multiple_of_the_middle_month() -> None:
    history = np.array([[10.0] * 29 + [9000.0]])
    levels = Levels.of(history)
    assert Recent(2.0).quantiles(levels, 29).max() == 9000
    assert Recent(2.0, cap=2.0).quantiles(levels, 29).max() == pytest.approx(2 * 11 + 1)


def test_likeness_learns_that_a_level_lasts_and_how_wide_errors_are() -> None:
    rng = np.random.default_rng(0)
    history = rng.poisson(np.array([[2.0], [20.0], [200.0]] * 5), (15, 120)).astype(float)
    levels = Levels.of(history)
    found = Likeness.fit(levels, 119).quantiles(levels, 119, np.array([1, 12]))
    assert found.shape == (15, 2, len(QUANTILES))
    assert (np.diff(found, axis=-1) >= -1e-9).all()
    middle = np.median(found, axis=-1)
    assert middle[1] == pytest.approx([20, 20], rel=0.25)
    assert middle[2] == pytest.approx([200, 200], rel=0.25)
    inside = (found[2, 0, 10] <= history[2]) & (history[2] <= found[2, 0, -10])
    assert inside.mean() == pytest.approx(0.9, abs=0.1)


def test_weighted_quantiles_count_a_weight_as_a_repetition() -> None:
    values, weight = np.array([5.0, 1.0, 3.0]), np.array([1.0, 2.0, 1.0])
    assert weighted_quantiles(values, weight, np.array([0.01, 0.99])).tolist() == [1, 5]
    assert weighted_quantiles(values, weight, np.array([0.625]))[0] == pytest.approx(3)


def test_quiet_countries_get_the_pooled_share() -> None:
    history = np.zeros((200, 100))
    history[:20, 90] = 6  # a tenth of those who never had any
    levels = Levels.of(history)
    quiet = Quiet.fit(levels, 99)
    chance = quiet.chances(levels, 99, np.array([1, 36]))
    assert 0 < chance[199].max() < 0.02
    assert np.median(quiet.sizes) == 6
    assert Quiet.fit(levels, 80).chances(levels, 80, np.array([1]))[0, 0] < chance[199, 0]


def test_the_blend_prefers_what_was_right() -> None:
    rng = np.random.default_rng(1)
    came = rng.poisson(50, (8, 6)).astype(float)
    spread = np.linspace(-0.1, 0.1, len(QUANTILES))
    right = came[..., None] * (1 + spread)
    wrong = np.broadcast_to(np.linspace(0, 5, len(QUANTILES)), right.shape)
    weight = learn([Origin(np.stack([right, wrong]), came, np.full(8, 50.0))] * 4, 2)
    assert weight[0] > 0.8
    unknown = Origin(np.stack([right, wrong]), np.full((8, 6), np.nan), np.full(8, 50.0))
    assert learn([unknown], 2).tolist() == [0.5, 0.5]


def test_courses_put_every_month_in_an_order_and_keep_months_together() -> None:
    order = Courses(0.5, 0.5, 0.9).order(np.arange(1, 13), 400, np.random.default_rng(0))
    assert all(sorted(row) == list(range(400)) for row in order.tolist())
    found = np.corrcoef(order)
    assert found[0, 1] == pytest.approx(0.75, abs=0.1)
    assert found[0, 11] == pytest.approx(0.5, abs=0.12)
    free = Courses(0.0, 0.0, 0.9).order(np.arange(1, 3), 2000, np.random.default_rng(0))
    assert abs(np.corrcoef(free)[0, 1]) < 0.1
    calm = Courses(0.0, 0.0, 0.9).order(np.arange(1, 3), 2000, np.random.default_rng(0), quiet=True)
    assert np.corrcoef(calm)[0, 1] == pytest.approx(0.9, abs=0.05)
