"""How good were risks of rare events? Discrimination, calibration, and intervals by resampling countries.

Everything here is plain numpy and deterministic; resampling takes its generator from the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ranked:
    """Risks to be judged, one entry per country-year.

    Attributes:
        happened: 1 where the event came, else 0.
        risk: the largest risk named beforehand.
        rank: the best rank named beforehand, 1 for the highest risk.
        cluster: the country, as a number; resampling draws whole countries.
    """

    happened: IntArray
    risk: FloatArray
    rank: FloatArray
    cluster: IntArray


def auc(happened: IntArray, risk: FloatArray, weight: FloatArray | None = None) -> float:
    """Area under the receiver operating characteristic; ties count half. NaN without both outcomes."""
    yes, no = _by_level(happened, risk, weight)
    below = np.concatenate([[0.0], np.cumsum(no)[:-1]])
    total = yes.sum() * no.sum()
    return float((yes * (below + no / 2)).sum() / total) if total else float("nan")


def average_precision(happened: IntArray, risk: FloatArray, weight: FloatArray | None = None) -> float:
    """Average precision: precision at each level of risk, weighted by the events found there."""
    yes, no = (part[::-1] for part in _by_level(happened, risk, weight))
    found = np.cumsum(yes)
    flagged = found + np.cumsum(no)
    precision = np.divide(found, flagged, out=np.zeros_like(found), where=flagged > 0)
    return float((precision * yes).sum() / yes.sum()) if yes.sum() else float("nan")


def recall_at(k: int, happened: IntArray, rank: FloatArray, weight: FloatArray | None = None) -> float:
    """Share of the events whose country stood among the first `k`."""
    weights = np.ones(len(happened)) if weight is None else weight
    events = weights * (happened == 1)
    return float((events * (rank <= k)).sum() / events.sum()) if events.sum() else float("nan")


def _by_level(
    happened: IntArray, risk: FloatArray, weight: FloatArray | None
) -> tuple[FloatArray, FloatArray]:
    """Weights of events and of non-events at each distinct level of risk, lowest first."""
    weights = np.ones(len(happened)) if weight is None else weight
    _, level = np.unique(risk, return_inverse=True)
    yes = np.bincount(level, weights * (happened == 1))
    no = np.bincount(level, weights * (happened == 0))
    return yes.astype(np.float64), no.astype(np.float64)


Statistic = Callable[[Ranked, FloatArray | None], float]
STATISTICS: Mapping[str, Statistic] = {
    "auc": lambda ranked, weight: auc(ranked.happened, ranked.risk, weight),
    "average_precision": lambda ranked, weight: average_precision(ranked.happened, ranked.risk, weight),
    "recall_at_10": lambda ranked, weight: recall_at(10, ranked.happened, ranked.rank, weight),
    "recall_at_20": lambda ranked, weight: recall_at(20, ranked.happened, ranked.rank, weight),
    "recall_at_30": lambda ranked, weight: recall_at(30, ranked.happened, ranked.rank, weight),
}


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float

    def as_json(self) -> dict[str, float]:
        return {name: round(getattr(self, name), 4) for name in ("value", "low", "high")}


def with_intervals(
    judged: Mapping[str, Ranked], *, replicates: int, rng: np.random.Generator, against: str | None = None
) -> tuple[dict[str, dict[str, Interval]], dict[str, dict[str, Interval]]]:
    """Every statistic of every forecast, and its difference to the one named `against`.

    All forecasts must judge the same country-years. Countries are drawn with replacement, the same ones
    for every forecast, so that the differences are paired.

    Returns:
        scores by forecast and statistic; differences (forecast minus `against`) likewise.
    """
    first = next(iter(judged.values()))
    clusters = int(first.cluster.max()) + 1
    samples: dict[str, dict[str, list[float]]] = {
        name: {statistic: [] for statistic in STATISTICS} for name in judged
    }
    for _ in range(replicates):
        drawn = np.bincount(rng.integers(0, clusters, clusters), minlength=clusters).astype(np.float64)
        weight = drawn[first.cluster]
        for name, ranked in judged.items():
            for statistic, compute in STATISTICS.items():
                samples[name][statistic].append(compute(ranked, weight))
    values = {
        name: {statistic: compute(ranked, None) for statistic, compute in STATISTICS.items()}
        for name, ranked in judged.items()
    }
    scores = {name: {s: _interval(values[name][s], samples[name][s]) for s in STATISTICS} for name in judged}
    differences = {}
    if against is not None:
        for name in judged:
            if name != against:
                differences[name] = {
                    s: _interval(
                        values[name][s] - values[against][s],
                        np.subtract(samples[name][s], samples[against][s]).tolist(),
                    )
                    for s in STATISTICS
                }
    return scores, differences


def _interval(value: float, samples: Sequence[float]) -> Interval:
    low, high = np.nanquantile(samples, [0.025, 0.975])
    return Interval(value, float(low), float(high))


def brier(happened: IntArray, probability: FloatArray) -> float:
    """Mean squared distance of probability and outcome."""
    return float(np.mean((probability - happened) ** 2))


def calibration(happened: IntArray, probability: FloatArray) -> tuple[float, float]:
    """Slope and intercept of the outcome on the log odds of the forecast (1 and 0 are perfect).

    Cox (1958), fitted by Newton's method.
    """
    odds = np.log(probability / (1 - probability))
    design = np.column_stack([odds, np.ones_like(odds)])
    beta = np.array([1.0, 0.0])
    for _ in range(50):
        fitted = 1 / (1 + np.exp(-design @ beta))
        gradient = design.T @ (happened - fitted)
        hessian = (design * (fitted * (1 - fitted))[:, None]).T @ design
        step = np.linalg.solve(hessian, gradient)
        beta = beta + step
        if float(np.abs(step).max()) < 1e-10:
            break
    return float(beta[0]), float(beta[1])
