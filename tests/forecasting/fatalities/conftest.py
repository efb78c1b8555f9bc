"""Toy histories of monthly deaths: quiet, steady, bursting, new-born and gone."""

from __future__ import annotations

import numpy as np
import pytest

MONTHS = 132
QUIET, STEADY, SPIKE, LATE, GONE, ENDED = range(6)


@pytest.fixture
def history() -> np.ndarray:
    """(12, 132): six countries of one fate each, and six that wax and wane."""
    rng = np.random.default_rng(4)
    grid = np.zeros((12, MONTHS))
    grid[STEADY] = rng.poisson(40, MONTHS)
    grid[SPIKE, 100] = 5000
    grid[LATE] = rng.poisson(3, MONTHS)
    grid[LATE, :90] = np.nan  # came into being in the 91st month
    grid[GONE] = rng.poisson(3, MONTHS)
    grid[GONE, 90:] = np.nan
    grid[ENDED, :60] = rng.poisson(80, 60)
    level = np.exp(np.cumsum(rng.normal(0, 0.4, (6, MONTHS)), axis=1).clip(-2, 5))
    grid[6:] = rng.poisson(level)
    return grid
