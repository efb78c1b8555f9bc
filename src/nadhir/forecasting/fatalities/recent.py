"""A country's own last months as its forecast, newer ones weighing more, rare outbursts cut down.

Conflictology with two changes. Months lose weight with a half-life instead of all at once after twelve. And
no month counts for more than a multiple of the middle month of the last twelve: after a single outburst the
largest month is the worst guide to the coming ones, and a few such months rule every mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nadhir.forecasting.fatalities.levels import YEAR, Levels
from nadhir.forecasting.panel.grid import FloatArray

# The forecast's quantiles stand at these levels; two hundred slices of equal chance.
QUANTILES: FloatArray = (np.arange(200) + 0.5) / 200
_REACH = 12  # half-lives after which a month no longer counts


@dataclass(frozen=True, slots=True)
class Recent:
    """Weighted months of a country's own past.

    Attributes:
        half_life: months after which a month weighs half.
        cap: a month counts for at most this many times one plus the middle month of the last twelve; None
            for no limit.
    """

    half_life: float
    cap: float | None = None

    def quantiles(self, levels: Levels, month: int) -> FloatArray:
        """(countries, quantiles), as seen from the column `month`; the same for every month ahead."""
        first = max(0, month + 1 - int(self.half_life * _REACH))
        window = levels.deaths[:, first : month + 1]
        if self.cap is not None:
            year = levels.log[:, max(0, month + 1 - YEAR) : month + 1]
            window = np.minimum(window, self.cap * np.exp(np.median(year, axis=1))[:, None] + 1)
        weight = 0.5 ** (np.arange(window.shape[1] - 1, -1, -1) / self.half_life)
        order = np.argsort(window, axis=1, kind="stable")
        ordered = np.take_along_axis(window, order, axis=1)
        reached = np.cumsum((weight / weight.sum())[order], axis=1)
        at = np.stack([np.searchsorted(row, QUANTILES) for row in reached])
        return np.take_along_axis(ordered, np.minimum(at, window.shape[1] - 1), axis=1)
