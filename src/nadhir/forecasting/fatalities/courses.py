"""From forecasts of single months to courses of events: which bad months come together.

A forecast by month says nothing of sums over months. Draws are therefore put in an order: draw `k` of all
months is one course of events. The order comes from a Gaussian copula whose correlation between two months
is a lasting part, shared by the whole future, and a part that fades with the months between them (the
order-keeping shuffle of Clark et al. 2004, with a parametric template). It changes no single month's draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nadhir.forecasting.fatalities.levels import Levels
from nadhir.forecasting.fatalities.likeness import HORIZONS, IntArray, Likeness

_STRIDE = 6
_LASTING = np.arange(0.0, 0.96, 0.05)
_FADING = np.arange(0.0, 0.96, 0.05)
_VIOLENT = 1.0  # mean level of a year beyond which errors of a country are worth comparing


@dataclass(frozen=True, slots=True)
class Courses:
    """How errors of different months ahead go together.

    Attributes:
        lasting: share of the variance that the whole future has in common, 0 to 1.
        fading: correlation of the rest from one month to the next.
    """

    lasting: float
    fading: float

    @classmethod
    def fit(cls, levels: Levels, month: int, likeness: Likeness) -> Courses:
        """From the middle errors of `likeness` at past months, by least squares over pairs of horizons."""
        ahead = np.array([h for h in HORIZONS if h <= month - _STRIDE], dtype=np.int64)
        scores = []
        for base in range(month - int(ahead.max(initial=0)), 24, -_STRIDE):
            rows = np.flatnonzero((levels.year[:, base] > _VIOLENT) & levels.exists[:, base])
            middle = np.log1p(likeness.quantiles(levels, base, ahead)[rows].mean(axis=-1))
            came = levels.log[rows][:, base + ahead]
            scores.append(np.sign(came - middle) * np.sqrt(np.abs(came - middle)))
        errors = np.concatenate(scores) if scores else np.zeros((0, len(ahead)))
        if len(errors) < 50:
            return cls(0.5, 0.5)
        found = np.corrcoef(errors, rowvar=False)
        lag = np.abs(ahead[:, None] - ahead[None, :])
        pairs = lag > 0
        best, least = (0.5, 0.5), np.inf
        for lasting in _LASTING:
            for fading in _FADING:
                model = lasting + (1 - lasting) * fading ** lag[pairs]
                loss = float(((found[pairs] - model) ** 2).sum())
                if loss < least - 1e-12:
                    best, least = (float(lasting), float(fading)), loss
        return cls(round(best[0], 2), round(best[1], 2))

    def order(self, ahead: IntArray, draws: int, rng: np.random.Generator) -> IntArray:
        """(months ahead, draws), the rank of each draw in each month: permutations of 0 … draws − 1."""
        months = int(ahead.max())
        shared = rng.standard_normal(draws)
        shocks = rng.standard_normal((months, draws))
        own = np.empty_like(shocks)
        state = shocks[0]
        own[0] = state
        for month in range(1, months):
            state = self.fading * state + np.sqrt(1 - self.fading**2) * shocks[month]
            own[month] = state
        latent = np.sqrt(self.lasting) * shared + np.sqrt(1 - self.lasting) * own[ahead - 1]
        ranks = np.empty(latent.shape, dtype=np.int64)
        np.put_along_axis(
            ranks,
            np.argsort(latent, axis=1, kind="stable"),
            np.broadcast_to(np.arange(draws), latent.shape),
            axis=1,
        )
        return ranks
