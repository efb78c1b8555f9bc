from __future__ import annotations

import numpy as np
import pytest

from nadhir.doctrine.phrases import explain
from nadhir.errors import PanelError
from nadhir.forecasting.fatalities.baselines import BASELINES
from nadhir.forecasting.fatalities.levels import Levels
from nadhir.forecasting.fatalities.model import MEMBERS, FatalitiesModel
from tests.forecasting.fatalities.conftest import ENDED, GONE, LATE, QUIET, SPIKE, STEADY


@pytest.fixture
def model(history: np.ndarray) -> FatalitiesModel:
    return FatalitiesModel(draws=200).fit(history)


def test_draws_are_whole_and_never_negative(model: FatalitiesModel) -> None:
    draws = model.predict(36)
    assert draws.shape == (12, 36, 200)
    assert (draws >= 0).all()
    assert np.array_equal(draws, np.round(draws))
    assert np.isfinite(draws).all()


def test_draws_do_not_explode(model: FatalitiesModel, history: np.ndarray) -> None:
    draws = model.predict(36)
    # Nobody gets more than twice the worst month of the own five years, quiet countries what quiet ones got.
    worst = np.nanmax(history[:, -60:], axis=1)
    there = worst > 0
    assert (draws[there].max(axis=(1, 2)) <= 2 * worst[there] + 2).all()
    assert draws.max() <= 2 * np.nanmax(history) + 2


def test_the_same_seed_gives_the_same_draws_and_another_seed_another_order(history: np.ndarray) -> None:
    first, again = (FatalitiesModel(draws=50).fit(history).predict(6) for _ in range(2))
    assert first.tobytes() == again.tobytes()
    other = FatalitiesModel(draws=50, seed=1).fit(history).predict(6)
    assert not np.array_equal(first, other)
    # The seed orders draws into courses of events; it does not change what any month gets.
    assert np.array_equal(np.sort(first, axis=-1), np.sort(other, axis=-1))


def test_months_can_be_asked_for_one_by_one(model: FatalitiesModel) -> None:
    whole, some = model.predict(12), model.predict([3, 7])
    assert np.array_equal(np.sort(whole[:, [2, 6]], axis=-1), np.sort(some, axis=-1))


def test_a_steady_country_goes_on_and_a_single_outburst_does_not(model: FatalitiesModel) -> None:
    draws = model.predict(12)
    assert np.median(draws[STEADY]) == pytest.approx(40, rel=0.25)
    assert np.median(draws[SPIKE]) == 0


def test_a_country_that_never_had_any_gets_a_small_chance(history: np.ndarray) -> None:
    draws = FatalitiesModel(draws=1000).fit(history).predict(36)
    chance = (draws[QUIET] > 0).mean()
    assert 0 < chance < 0.1
    assert 0 < (draws[ENDED] > 0).mean() < 0.5  # five years and more without deaths, but with a past


def test_a_state_that_is_no_more_gets_none_and_a_young_one_is_forecast(model: FatalitiesModel) -> None:
    draws = model.predict(12)
    assert not draws[GONE].any()
    assert 1 <= np.median(draws[LATE]) <= 6


def test_later_months_change_nothing(history: np.ndarray) -> None:
    known = history[:, :100]
    later = history.copy()
    later[:, 100:] = 7777
    first = FatalitiesModel(draws=50).fit(known).predict(12)
    assert np.array_equal(first, FatalitiesModel(draws=50).fit(later[:, :100]).predict(12))
    before, after = Levels.of(history), Levels.of(later)
    for name in ("log", "smooth", "swing", "year", "top", "since"):
        assert np.array_equal(getattr(before, name)[:, :100], getattr(after, name)[:, :100]), name


def test_what_is_known_last_does_change_the_forecast(history: np.ndarray) -> None:
    other = history.copy()
    other[STEADY, -6:] = 900
    first, second = (FatalitiesModel(draws=50).fit(grid).predict(6) for grid in (history, other))
    assert np.median(second[STEADY]) > np.median(first[STEADY])


def test_weights_of_the_blend_are_shares(model: FatalitiesModel) -> None:
    blend = model.weights_.blend
    assert blend.shape == (3, MEMBERS)
    assert (blend > 0).all()
    assert blend.sum(axis=1) == pytest.approx(1, abs=1e-4)


def test_courses_hold_together(model: FatalitiesModel) -> None:
    draws = model.predict(12)[6:]
    by_month = draws.var(axis=-1).sum(axis=1)
    assert (draws.sum(axis=1).var(axis=-1) > by_month).all()  # bad months come together


def test_a_world_without_any_deaths_can_be_learnt_from() -> None:
    draws = FatalitiesModel(draws=100).fit(np.zeros((5, 60))).predict(12)
    assert (draws > 0).mean() < 0.05


def test_gaps_in_a_history_are_no_deaths_and_no_experience(history: np.ndarray) -> None:
    gappy = history.copy()
    gappy[STEADY, 50:60] = np.nan
    draws = FatalitiesModel(draws=50).fit(gappy).predict(12)
    assert np.median(draws[STEADY]) == pytest.approx(40, rel=0.25)


@pytest.mark.parametrize(
    ("history", "code"),
    [
        (np.full((3, 60), -1.0), "fatalities.negative"),
        (np.full((3, 60), np.inf), "fatalities.negative"),
        (np.zeros((3, 20)), "fatalities.too_short"),
        (np.zeros(60), "fatalities.too_short"),
    ],
)
def test_a_history_that_cannot_be_is_refused_in_words(history: np.ndarray, code: str) -> None:
    with pytest.raises(PanelError) as caught:
        FatalitiesModel().fit(history)
    assert caught.value.code == code
    assert len({explain(caught.value, language) for language in ("ar", "en", "fr")}) == 3


@pytest.mark.parametrize("months", [0, 37, [0, 1], []])
def test_only_one_to_thirty_six_months_are_foretold(model: FatalitiesModel, months: int | list[int]) -> None:
    with pytest.raises(PanelError, match=r"fatalities\.ahead"):
        model.predict(months)


def test_the_score_is_skill_against_conflictology(history: np.ndarray) -> None:
    model = FatalitiesModel(draws=100).fit(history[:, :-12])
    assert model.score(history[:, -12:]) < 1
    perfect = FatalitiesModel(draws=100).fit(np.full((3, 60), 5.0))
    assert perfect.score(np.full((3, 12), 9.0)) < 0.5


@pytest.mark.parametrize("name", BASELINES)
def test_every_baseline_keeps_the_same_manners(name: str, history: np.ndarray) -> None:
    first, again = (BASELINES[name](7).fit(history).predict(12) for _ in range(2))
    assert first.shape[:2] == (12, 12)
    assert first.tobytes() == again.tobytes()
    assert (first >= 0).all()
    assert np.isfinite(first).all()
    assert (BASELINES[name](7).fit(np.zeros((2, 60))).predict(3) == 0).all()
    with pytest.raises(PanelError, match="negative"):
        BASELINES[name](7).fit(np.full((2, 60), -1.0)).predict(3)


def test_simple_baselines_of_a_toy() -> None:
    history = np.array([[0.0] * 48 + [600.0] * 12])
    assert BASELINES["last_value_poisson"](0).fit(history).predict(1).mean() == pytest.approx(600, rel=0.01)
    assert BASELINES["historical_mean"](0).fit(history).predict(1).mean() == pytest.approx(120, rel=0.02)
    assert BASELINES["own_240_months"](0).fit(history).predict(1).mean() == pytest.approx(120)
    assert BASELINES["bootstrap_240_months"](0).fit(history).predict(1).mean() == pytest.approx(120, rel=0.2)
