"""Several forecasts into one, with weights learnt from how each did before.

Quantiles are averaged, not chances: the blend of two narrow forecasts is a narrow one in between
(Vincent averaging; Lichtendahl, Grushka-Cockayne and Winkler 2013). The weights are those with the smallest
quantile loss, hence CRPS, over past origins within the history. Each origin counts as one however bloody
its year was, and within it the largest wars count for less than their dead, or one war would choose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nadhir.forecasting.fatalities.recent import QUANTILES
from nadhir.forecasting.panel.grid import FloatArray

_STEPS = 120
_RATE = 0.2
_TO_EQUAL = 0.02  # pull of the weights towards equal ones
_EVERY = 8  # every eighth quantile is enough to learn from
_DAMPING = 0.5
_SOFT = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """How the forecasts of one past month fared.

    Attributes:
        forecasts: (forecasts, countries, months ahead, quantiles).
        came: (countries, months ahead), what came; NaN where it is not known.
        level: (countries,), mean monthly deaths of the twelve months before.
    """

    forecasts: FloatArray
    came: FloatArray
    level: FloatArray


def learn(origins: Sequence[Origin], members: int) -> FloatArray:
    """(members,), weights that are positive and add up to one; equal ones where nothing can be learnt."""
    scaled = [_scaled(origin) for origin in origins]
    usable = [(q[..., ::_EVERY], came, cell) for q, came, cell in scaled if cell is not None]
    logits = np.zeros(members)
    if not usable:
        return _softmax(logits)
    level = QUANTILES[::_EVERY]
    first, second = np.zeros(members), np.zeros(members)
    for step in range(1, _STEPS + 1):
        weight = _softmax(logits)
        slope = np.zeros(members)
        for quantiles, came, cell in usable:
            blend = np.tensordot(weight, quantiles, axes=1)
            loss = ((came[..., None] < blend) - level) * cell[..., None]
            slope += (quantiles * loss).sum(axis=(1, 2, 3))
        slope /= len(usable)
        push = weight * (slope - weight @ slope) + _TO_EQUAL / members * logits
        first = 0.9 * first + 0.1 * push
        second = 0.99 * second + 0.01 * push**2
        logits = logits - _RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-5)
    return np.round(_softmax(logits), 6)


def _scaled(origin: Origin) -> tuple[FloatArray, FloatArray, FloatArray | None]:
    """Forecasts, outcomes, and what each cell counts for: adding up to the loss of the mean forecast."""
    known = ~np.isnan(origin.came)
    damped = np.where(known, 1.0, 0.0) / ((origin.level + _SOFT) ** _DAMPING)[:, None]
    came = np.nan_to_num(origin.came)
    middle = origin.forecasts.mean(axis=(0, 3))
    loss = float((np.abs(came - middle) * damped).sum())
    if loss <= 0:
        return origin.forecasts, came, None
    return origin.forecasts, came, np.asarray(damped / loss * 2 / (len(QUANTILES) / _EVERY))


def _softmax(logits: FloatArray) -> FloatArray:
    raised = np.exp(logits - logits.max())
    return np.asarray(raised / raised.sum())
