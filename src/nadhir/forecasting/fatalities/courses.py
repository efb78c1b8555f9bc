"""From forecasts of single months to courses of events: which bad months come together.

A forecast by month says nothing of sums over months. Draws are therefore put in an order: draw `k` of all
months is one course of events. The order comes from a Gaussian copula whose correlation between two months
is a lasting part, shared by the whole future, and a part that fades with the months between them (the
order-keeping shuffle of Clark et al. 2004, with a parametric template). It changes no single month's draws.
How fast the second part fades is learnt from errors at past months; how large the first is, from whether sums
over a year fell into their range as often as told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

from nadhir.forecasting.fatalities.levels import MEMORY, Levels
from nadhir.forecasting.fatalities.likeness import HORIZONS, IntArray, Likeness
from nadhir.forecasting.panel.grid import FloatArray

_STRIDE = 6
_LASTING = np.arange(0.0, 0.96, 0.05)
_FADING = np.arange(0.0, 0.96, 0.05)
_VIOLENT = 1.0  # level of the year beyond which errors of a country are worth comparing
_YEAR = 12
_LEAST = 50  # cases below which nothing is learnt
_UNKNOWN = 0.5
_RANGE = 0.9
_SEED = 12


@dataclass(frozen=True, slots=True)
class Courses:
    """How errors of different months ahead go together.

    Attributes:
        lasting: share of the variance that the whole future has in common, 0 to 1.
        fading: correlation of the rest from one month to the next.
        quiet: what the whole future has in common in countries without deaths for years.
    """

    lasting: float
    fading: float
    quiet: float

    @classmethod
    def fit(cls, levels: Levels, month: int, likeness: Likeness) -> Courses:
        """From past months: by least squares over pairs of horizons, from where among its quantiles of
        `likeness` each month came; for quiet countries from how many saw deaths within a year, given how many
        months did."""
        ahead = np.array([h for h in HORIZONS if h <= month - _STRIDE], dtype=np.int64)
        scores = []
        for base in range(month - int(ahead.max(initial=0)), 24, -_STRIDE):
            rows = np.flatnonzero((levels.year[:, base] > _VIOLENT) & levels.exists[:, base])
            told = likeness.quantiles(levels, base, ahead)[rows]
            came = levels.deaths[rows][:, base + ahead][..., None]
            place = ((told < came - 0.5).mean(axis=-1) + (told <= came + 0.5).mean(axis=-1)) / 2
            place = np.clip(place, 0.0025, 0.9975)
            scores.append(np.log(place / (1 - place)))
        errors = np.concatenate(scores) if scores else np.zeros((0, len(ahead)))
        quiet = _quiet(levels, month)
        if len(errors) < _LEAST:
            return cls(_UNKNOWN, _UNKNOWN, quiet)
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
        return cls(round(best[0], 2), round(best[1], 2), quiet)

    def calibrated(self, forecasts: Sequence[tuple[FloatArray, FloatArray]], ahead: IntArray) -> Courses:
        """The same, with as much lasting that sums over months fall into their 90 % range as often as told.

        Args:
            forecasts: past forecasts, quantiles (countries, months ahead, quantiles) and what came
                (countries, months ahead).
            ahead: the months ahead of both.
        """
        if sum(len(came) for _, came in forecasts) < _LEAST:
            return self
        found = [replace(self, lasting=round(float(lasting), 2)) for lasting in _LASTING]
        misses = [abs(courses._held(forecasts, ahead) - _RANGE) for courses in found]
        return found[int(np.argmin(misses))]

    def _held(self, forecasts: Sequence[tuple[FloatArray, FloatArray]], ahead: IntArray) -> float:
        """Share of sums over the months ahead that lay within the central range foretold."""
        held, seen = 0, 0
        for place, (told, came) in enumerate(forecasts):
            order = self.order(ahead, told.shape[-1], np.random.default_rng([_SEED, place]))
            sums = np.take_along_axis(told, np.broadcast_to(order, told.shape), axis=-1).sum(axis=1)
            low, high = np.quantile(sums, [(1 - _RANGE) / 2, (1 + _RANGE) / 2], axis=-1)
            total = came.sum(axis=1)
            held += int(((np.round(low) <= total) & (total <= np.round(high))).sum())
            seen += len(total)
        return held / seen

    def order(
        self, ahead: IntArray, draws: int, rng: np.random.Generator, *, quiet: bool = False
    ) -> IntArray:
        """(months ahead, draws), the rank of each draw in each month: permutations of 0 … draws − 1."""
        months = int(ahead.max())
        lasting, fading = (self.quiet, 0.0) if quiet else (self.lasting, self.fading)
        shared = rng.standard_normal(draws)
        shocks = rng.standard_normal((months, draws))
        own = np.empty_like(shocks)
        state = shocks[0]
        own[0] = state
        for month in range(1, months):
            state = fading * state + np.sqrt(1 - fading**2) * shocks[month]
            own[month] = state
        latent = np.sqrt(lasting) * shared + np.sqrt(1 - lasting) * own[ahead - 1]
        ranks = np.empty(latent.shape, dtype=np.int64)
        np.put_along_axis(
            ranks,
            np.argsort(latent, axis=1, kind="stable"),
            np.broadcast_to(np.arange(draws), latent.shape),
            axis=1,
        )
        return ranks


def _quiet(levels: Levels, month: int) -> float:
    """What twelve months must have in common for as many quiet countries to see deaths as did."""
    within, months, seen = 0, 0, 0
    for base in range(month - _YEAR, MEMORY - 1, -_STRIDE):
        there = ~levels.active(base) & levels.exists[:, base] & levels.exists[:, base + _YEAR]
        came = levels.deaths[there, base + 1 : base + _YEAR + 1] > 0
        within += int(came.any(axis=1).sum())
        months += int(came.sum())
        seen += len(came)
    if within < _LEAST // 5:
        return _UNKNOWN
    chance, any_of_twelve = months / (seen * _YEAR), within / seen
    found = [abs(_any(chance, float(lasting)) - any_of_twelve) for lasting in _LASTING]
    return round(float(_LASTING[int(np.argmin(found))]), 2)


def _any(chance: float, lasting: float) -> float:
    """Chance of an event in any of twelve months, each of `chance`, that share `lasting`."""
    normal = NormalDist()
    edge = normal.inv_cdf(1 - chance)
    grid = np.linspace(-6, 6, 241)
    weight = np.exp(-(grid**2) / 2)
    none = [normal.cdf((edge - np.sqrt(lasting) * at) / np.sqrt(1 - lasting)) ** _YEAR for at in grid]
    return float(1 - (weight * np.array(none)).sum() / weight.sum())
