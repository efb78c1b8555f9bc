"""Conflictology: the next months will be like the last twelve.

The last twelve months of a country are taken as twelve equally likely draws for each month to come. It is
crude and hard to beat: no published entry of the ViEWS 2023/24 challenge did so on 2018–2021. It stands
beside every forecast of deaths we show.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nadhir.errors import PanelError
from nadhir.forecasting.panel import FloatArray

WINDOW = 12
LEVEL = 0.9


class Conflictology:
    """The benchmark in the manner of an estimator.

    Attributes:
        draws_: (countries, 12), the last twelve months seen.
    """

    draws_: FloatArray

    def fit(self, history: FloatArray) -> Conflictology:
        """Take the last twelve of `history`, monthly deaths of shape (countries, months).

        Raises:
            PanelError: `conflictology.too_short`, `conflictology.negative`.
        """
        if history.ndim != 2 or history.shape[1] < WINDOW:
            raise PanelError("conflictology.too_short", months=history.shape[-1], needed=WINDOW)
        if bool(np.any(history < 0)):
            raise PanelError("conflictology.negative")
        self.draws_ = np.asarray(history[:, -WINDOW:], dtype=np.float64)
        return self

    def predict(self, months: int) -> FloatArray:
        """Draws for the coming months: (countries, months, 12)."""
        return np.repeat(self.draws_[:, None, :], months, axis=1)


@dataclass(frozen=True, slots=True)
class YearAhead:
    """Deaths over the next twelve months: mean and a rough 90 % range, each (countries,)."""

    mean: FloatArray
    low: FloatArray
    high: FloatArray


def year_ahead(history: FloatArray) -> YearAhead:
    """Deaths of the next twelve months, from monthly deaths of shape (countries, months).

    The mean is twelve times that of the draws. For the range, months are taken to be bad or good
    together: adding twelve independent draws would promise far too narrow a range, because violence
    lasts. A country without deaths gets a range of zero, which is the benchmark's own blindness.

    Raises:
        PanelError: see `Conflictology.fit`.
    """
    draws = Conflictology().fit(history).draws_
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=1) * WINDOW
    return YearAhead(mean=draws.mean(axis=1) * WINDOW, low=low, high=high)
