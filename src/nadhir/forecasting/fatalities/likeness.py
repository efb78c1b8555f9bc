"""What followed in like states: a pooled regression of the level to come, with its own spread and tails.

The middle of the forecast is a ridge regression of log(1 + deaths) `h` months on, written as a change from
the recent level so that too few figures mean no change. Its spread is a second regression, of the absolute
errors. How the errors are shaped is taken from the errors themselves, slice by slice of the expected level,
with their many exact zeros at low levels and long upper tails at high ones. All countries are pooled, and
older experience weighs less. No forecast goes beyond twice the country's own worst month of five years.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nadhir.forecasting.fatalities.levels import Levels
from nadhir.forecasting.fatalities.recent import QUANTILES
from nadhir.forecasting.panel.grid import FloatArray

IntArray = npt.NDArray[np.int64]

# Horizons, in months, that experience is gathered at; those between follow from the logarithm.
HORIZONS = (1, 2, 3, 4, 6, 8, 10, 12, 14, 18, 24, 36)
_STRIDE = 3  # experience from every third month: neighbours tell the same story
_FIRST = 24  # months of history before a state can be told
_HALF_LIFE = 60.0  # months after which experience weighs half
_RIDGE = 300.0
_SLICES = 24
_FLOOR, _CEILING = 0.1, 3.0
_CAP = np.log(2.0)


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """The regression, fitted.

    Attributes:
        middle, spread: (terms,), coefficients of the change in level and of the absolute error.
        centres: (slices,), expected levels.
        errors: (slices, quantiles), errors divided by the spread.
    """

    middle: FloatArray
    spread: FloatArray
    centres: FloatArray
    errors: FloatArray

    @classmethod
    def fit(cls, levels: Levels, month: int) -> Likeness:
        """From everything known up to the column `month`."""
        country, base, ahead = _experience(levels, month)
        if not len(country):
            return cls(np.zeros(_TERMS), np.zeros(_TERMS), np.zeros(1), np.zeros((1, len(QUANTILES))))
        x = _terms(levels, country, base, ahead)
        known = levels.smooth[country, base, 1]
        came = levels.log[country, base + ahead]
        weight = 0.5 ** ((month - base) / _HALF_LIFE)
        middle = _ridge(x, came - known, weight)
        expected = known + x @ middle
        spread = _ridge(x, np.abs(came - expected), weight)
        errors = (came - expected) / np.clip(x @ spread, _FLOOR, _CEILING)
        centres, table = _by_slice(expected, errors, weight)
        return cls(middle, spread, centres, table)

    def quantiles(self, levels: Levels, month: int, ahead: IntArray) -> FloatArray:
        """(countries, months ahead, quantiles) of deaths as seen from the column `month`."""
        countries = len(levels.deaths)
        country = np.repeat(np.arange(countries), len(ahead))
        base = np.full(len(country), month)
        x = _terms(levels, country, base, np.tile(ahead, countries))
        expected = levels.smooth[country, base, 1] + x @ self.middle
        spread = np.clip(x @ self.spread, _FLOOR, _CEILING)
        place = np.interp(expected, self.centres, np.arange(len(self.centres)))
        low = place.astype(np.int64)
        high = np.minimum(low + 1, len(self.centres) - 1)
        part = (place - low)[:, None]
        shape = self.errors[low] * (1 - part) + self.errors[high] * part
        found = expected[:, None] + spread[:, None] * shape
        found = np.minimum(found, (levels.top[country, base] + _CAP)[:, None])
        deaths = np.maximum(np.expm1(found), 0)
        return np.asarray(deaths.reshape(countries, len(ahead), -1), dtype=np.float64)


_TERMS = 8


def _terms(levels: Levels, country: IntArray, base: IntArray, ahead: IntArray) -> FloatArray:
    """(rows, terms): level of late, of the year, of five years, swing, and how far ahead."""
    smooth = levels.smooth[country, base]
    far = np.log(ahead / 8.0)
    return np.column_stack(
        [
            np.ones(len(country)),
            smooth[:, 0],
            smooth[:, 2],
            smooth[:, 3],
            levels.swing[country, base],
            far,
            far * smooth[:, 0],
            far * smooth[:, 3],
        ]
    )


def _experience(levels: Levels, month: int) -> tuple[IntArray, IntArray, IntArray]:
    """Countries, base months and months ahead whose outcome was known by `month`."""
    countries, bases, aheads = [], [], []
    for base in range(month, _FIRST - 1, -_STRIDE):
        there = levels.active(base) & levels.exists[:, base]
        for ahead in HORIZONS:
            if base + ahead <= month:
                rows = np.flatnonzero(there & levels.exists[:, base + ahead])
                countries.append(rows)
                bases.append(np.full(len(rows), base))
                aheads.append(np.full(len(rows), ahead))
    if not countries:
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty, empty
    return np.concatenate(countries), np.concatenate(bases), np.concatenate(aheads)


def _ridge(x: FloatArray, y: FloatArray, weight: FloatArray) -> FloatArray:
    """Weighted ridge regression; the constant (first column) is left free."""
    weighted = x * weight[:, None]
    penalty = _RIDGE * np.eye(x.shape[1])
    penalty[0, 0] = 1e-6
    return np.asarray(np.linalg.solve(weighted.T @ x + penalty, weighted.T @ y), dtype=np.float64)


def _by_slice(expected: FloatArray, errors: FloatArray, weight: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean expected level and weighted quantiles of the errors, in slices of equally many rows."""
    order = np.argsort(expected, kind="stable")
    parts = [part for part in np.array_split(order, _SLICES) if len(part)]
    centres = np.array([expected[part].mean() for part in parts])
    return centres, np.stack([weighted_quantiles(errors[part], weight[part], QUANTILES) for part in parts])


def weighted_quantiles(values: FloatArray, weight: FloatArray, levels: FloatArray) -> FloatArray:
    """Quantiles of weighted values, straight lines between them."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weight[order])
    at = (reached - weight[order] / 2) / reached[-1]
    return np.asarray(np.interp(levels, at, values[order]), dtype=np.float64)
