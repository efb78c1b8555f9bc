"""Countries without deaths for five years: a small chance, never none.

What share of like country-months was followed by deaths, by how long the country had been quiet and how far
ahead one looks, and how many deaths then. Pooled over all countries, older experience weighing less, so that
a country that never had any gets what countries that never had any got.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nadhir.forecasting.fatalities.levels import MEMORY, Levels
from nadhir.forecasting.fatalities.likeness import HORIZONS, IntArray, weighted_quantiles
from nadhir.forecasting.fatalities.recent import QUANTILES
from nadhir.forecasting.panel.grid import FloatArray

# Quiet for five to ten years, for ten to twenty, longer, and never any.
_EDGES = (120.0, 240.0)
CLASSES = 4
_NEVER = CLASSES - 1
_HALF_LIFE = 120.0
_FIRST = MEMORY
_PRIOR = 50.0  # country-months' worth of the average of all classes


@dataclass(frozen=True, slots=True, eq=False)
class Quiet:
    """Fitted chances.

    Attributes:
        chance: (classes, len(HORIZONS)), of any deaths in the month that many months ahead.
        sizes: (quantiles,), deaths in such a month, one or more.
    """

    chance: FloatArray
    sizes: FloatArray

    @classmethod
    def fit(cls, levels: Levels, month: int) -> Quiet:
        """From everything known up to the column `month`."""
        seen = np.zeros((CLASSES, len(HORIZONS)))
        came = np.zeros((CLASSES, len(HORIZONS)))
        sizes, weights = [np.ones(1)], [np.full(1, 1e-3)]
        for base in range(_FIRST, month):
            weight = 0.5 ** ((month - base) / _HALF_LIFE)
            there = np.flatnonzero(~levels.active(base) & levels.exists[:, base])
            kind = classes(levels, base)[there]
            for place, ahead in enumerate(HORIZONS):
                if base + ahead > month:
                    break
                deaths = levels.deaths[there, base + ahead]
                seen[:, place] += weight * np.bincount(kind, minlength=CLASSES)
                came[:, place] += weight * np.bincount(kind[deaths > 0], minlength=CLASSES)
                sizes.append(deaths[deaths > 0])
                weights.append(np.full(len(sizes[-1]), weight))
        average = (came.sum(axis=0) + 0.01) / (seen.sum(axis=0) + 10.0)
        chance = (came + _PRIOR * average) / (seen + _PRIOR)
        found = weighted_quantiles(np.concatenate(sizes), np.concatenate(weights), QUANTILES)
        return cls(chance, np.maximum(np.round(found), 1))

    def chances(self, levels: Levels, month: int, ahead: IntArray) -> FloatArray:
        """(countries, months ahead), the chance of any deaths in that month."""
        kind = classes(levels, month)
        by_class = np.stack([np.interp(np.log(ahead), np.log(HORIZONS), row) for row in self.chance])
        return np.asarray(by_class[kind])


def classes(levels: Levels, month: int) -> IntArray:
    """(countries,), which class of quiet each country is in; meaningless where it is not quiet."""
    kind = np.digitize(levels.since[:, month], _EDGES)
    return np.asarray(np.where(levels.ever[:, month], kind, _NEVER), dtype=np.int64)
