"""The state a country was in, month by month: how much violence of late, how steady, how long ago.

Everything is computed from months up to the one it stands for, so that no forecast can see ahead. Deaths are
taken as log(1 + deaths) throughout.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nadhir.errors import PanelError
from nadhir.forecasting.panel.grid import BoolArray, FloatArray

YEAR = 12
# Deaths within this many months make a country one whose own past can be built on.
MEMORY = 60
_HALF_LIVES = (2.0, 4.0, 8.0, 60.0)


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """State of every country in every month, each (countries, months) unless said.

    Attributes:
        deaths: monthly deaths; 0 where the State did not exist.
        exists: whether it did.
        log: log(1 + deaths).
        smooth: (countries, months, 4), exponentially weighted means of `log`, half-lives of 2, 4, 8 and 60
            months.
        swing: standard deviation of `log` over twelve months.
        year: log(1 + mean deaths of twelve months).
        top: largest `log` of `MEMORY` months.
        since: months since the last death; 0 in a month with deaths, and the number of months seen where
            there never was one.
        ever: whether there ever was one.
    """

    deaths: FloatArray
    exists: BoolArray
    log: FloatArray
    smooth: FloatArray
    swing: FloatArray
    year: FloatArray
    top: FloatArray
    since: FloatArray
    ever: BoolArray

    @classmethod
    def of(cls, history: FloatArray) -> Levels:
        """From monthly deaths (countries, months), NaN where a State did not exist.

        Raises:
            PanelError: `fatalities.too_short`, `fatalities.negative`.
        """
        given = np.asarray(history, dtype=np.float64)
        if given.ndim != 2 or given.shape[1] < YEAR:
            raise PanelError(
                "fatalities.too_short", months=int(given.shape[-1]) if given.ndim else 0, needed=YEAR
            )
        if bool(np.any(given < 0)) or bool(np.any(np.isinf(given))):
            raise PanelError("fatalities.negative")
        exists = ~np.isnan(given)
        deaths = np.where(exists, given, 0.0)
        log = np.log1p(deaths)
        mean = _trailing(log, YEAR)
        spread = np.sqrt(np.maximum(_trailing(log**2, YEAR) - mean**2, 0))
        since, ever = _since(deaths)
        return cls(
            deaths=deaths,
            exists=exists,
            log=log,
            smooth=np.stack([_smoothed(log, half) for half in _HALF_LIVES], axis=-1),
            swing=spread,
            year=np.log1p(_trailing(deaths, YEAR)),
            top=_trailing_top(log, MEMORY),
            since=since,
            ever=ever,
        )

    @property
    def months(self) -> int:
        return int(self.deaths.shape[1])

    def active(self, month: int) -> BoolArray:
        """(countries,), whether there were deaths in the `MEMORY` months up to the column `month`."""
        return np.asarray(self.top[:, month] > 0)


def _smoothed(values: FloatArray, half_life: float) -> FloatArray:
    weight = 1 - 0.5 ** (1 / half_life)
    out = np.empty_like(values)
    state = values[:, 0].copy()
    for month in range(values.shape[1]):
        state = weight * values[:, month] + (1 - weight) * state
        out[:, month] = state
    return out


def _trailing(values: FloatArray, months: int) -> FloatArray:
    """Mean of the last `months`, fewer at the start."""
    total = np.cumsum(values, axis=1)
    out = total.copy()
    out[:, months:] -= total[:, :-months]
    return np.asarray(out / np.minimum(np.arange(1, values.shape[1] + 1), months))


def _trailing_top(values: FloatArray, months: int) -> FloatArray:
    out = np.empty_like(values)
    for month in range(values.shape[1]):
        out[:, month] = values[:, max(0, month - months + 1) : month + 1].max(axis=1)
    return out


def _since(deaths: FloatArray) -> tuple[FloatArray, BoolArray]:
    since = np.empty_like(deaths)
    count = np.zeros(len(deaths))
    for month in range(deaths.shape[1]):
        count = np.where(deaths[:, month] > 0, 0.0, count + 1)
        since[:, month] = count
    return since, np.asarray(np.cumsum(deaths, axis=1) > 0)
