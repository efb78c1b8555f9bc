from __future__ import annotations

import numpy as np
import pytest

from nadhir.errors import PanelError
from nadhir.forecasting.fatalities.conflictology import Conflictology, year_ahead


def test_the_last_twelve_months_are_the_draws() -> None:
    history = np.arange(30.0).reshape(2, 15)
    draws = Conflictology().fit(history).predict(3)
    assert draws.shape == (2, 3, 12)
    assert draws[1, 0].tolist() == list(range(18, 30))
    assert np.array_equal(draws[:, 0], draws[:, 2])


def test_the_year_ahead_of_a_toy() -> None:
    calm, steady, bursting = np.zeros(12), np.full(12, 10.0), np.array([0.0] * 11 + [120.0])
    ahead = year_ahead(np.array([calm, steady, bursting]))
    assert ahead.mean.tolist() == [0, 120, 120]
    assert (ahead.low[0], ahead.high[0]) == (0, 0)
    assert (ahead.low[1], ahead.high[1]) == (120, 120)
    assert ahead.low[2] == 0
    assert ahead.high[2] == pytest.approx(12 * np.quantile(bursting, 0.95))
    assert ahead.high[2] > 120


def test_too_short_or_negative_a_history_is_refused() -> None:
    with pytest.raises(PanelError, match="too_short"):
        year_ahead(np.zeros((2, 11)))
    with pytest.raises(PanelError, match="negative"):
        year_ahead(np.full((1, 12), -1.0))
