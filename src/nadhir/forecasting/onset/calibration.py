"""Calibration by the model's own record: past forecasts in, a slope and an intercept out.

The past forecasts are those that models of earlier windows made of years they had not seen and whose
outcome is known by now. Onsets are few, so slope and intercept are held near 1 and 0 by normal priors;
what lies further back counts less, because onsets have become rarer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nadhir.forecasting.panel import FloatArray
from nadhir.forecasting.scores import IntArray

HALF_LIFE_YEARS = 20.0
# Standard deviations of the priors of slope (around 1) and intercept (around 0).
_SLOPE_SD, _INTERCEPT_SD = 0.3, 0.5
# Forecasts of earlier base years were made almost without figures of violence, which begin in 1989.
FIRST_YEAR = 1993


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """Forecasts made without having seen what came, one entry a country-year.

    Attributes:
        odds: log odds before calibration.
        happened: 1 where an onset came within two years.
        year: base years.
    """

    odds: FloatArray
    happened: IntArray
    year: IntArray


@dataclass(frozen=True, slots=True)
class Calibration:
    """Log odds × slope + intercept."""

    slope: float = 1.0
    intercept: float = 0.0

    def __call__(self, odds: FloatArray) -> FloatArray:
        return np.asarray(odds * self.slope + self.intercept, dtype=np.float64)


def learn(past: Past | None, *, now: int) -> Calibration:
    """The most probable slope and intercept, by Newton's method.

    Args:
        past: forecasts whose outcome was known by base year `now`; None gives slope 1 and intercept 0.
        now: from which years count back.
    """
    if past is None:
        return Calibration()
    use = (past.year >= FIRST_YEAR) & (past.year <= now)
    if not past.happened[use].any():
        return Calibration()
    y = past.happened[use].astype(np.float64)
    weight = 0.5 ** ((now - past.year[use]) / HALF_LIFE_YEARS)
    rows = np.column_stack([past.odds[use], np.ones(len(y))])
    middle = np.array([1.0, 0.0])
    held = np.array([1 / _SLOPE_SD**2, 1 / _INTERCEPT_SD**2])
    beta = middle.copy()
    for _ in range(100):
        fitted = 1 / (1 + np.exp(-rows @ beta))
        gradient = rows.T @ (weight * (y - fitted)) - held * (beta - middle)
        hessian = (rows * (weight * fitted * (1 - fitted))[:, None]).T @ rows + np.diag(held)
        step = np.linalg.solve(hessian, gradient)
        beta = beta + step
        if float(np.abs(step).max()) < 1e-10:
            break
    return Calibration(float(f"{beta[0]:.6g}"), float(f"{beta[1]:.6g}"))
