"""How far coders agree beyond chance: percent agreement, Cohen's kappa and Krippendorff's alpha.

What several people chose for the same cases goes in, one row a coder, None where somebody did not code a
case; a figure with its interval comes out, or None and the reason why there is none. It knows nothing of
what was coded. A figure of agreement says how far two readings may be exchanged, not that they are right.

Sources:
    Cohen, J. (1960), "A coefficient of agreement for nominal scales", Educ. Psychol. Meas. 20:37–46;
    Cohen, J. (1968), "Weighted kappa", Psychol. Bull. 70:213–220.
    Krippendorff, K. (2011), "Computing Krippendorff's alpha-reliability", University of Pennsylvania.
    Feinstein, A. R. and Cicchetti, D. V. (1990), "High agreement but low kappa: I. The problems of two
    paradoxes", J. Clin. Epidemiol. 43:543–549.
    Landis, J. R. and Koch, G. G. (1977), "The measurement of observer agreement for categorical data",
    Biometrics 33:159–174: labels that its authors called arbitrary.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from nadhir.doctrine.phrases import Reason

Level = Literal["nominal", "ordinal", "interval"]
Weights = Literal["none", "linear", "quadratic"]
Value = str | int | float | bool
Ratings = Sequence[Sequence[Value | None]]

LEAST_CASES = 10
RESAMPLES = 1000
_SHARE = 0.95
_PARADOX_PERCENT, _PARADOX_BELOW = 0.8, 0.4
# Krippendorff's customary bounds: reliable from the first on, tentative from the second.
RELIABLE, TENTATIVE = 0.8, 0.667

_BOOK = "nadhir.doctrine"
_Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A figure of agreement. `value` is None where there is none, and `why` then says why.

    `low` and `high` bound the middle 95 % of the figures of resampled cases (percentile bootstrap); None
    where too many resamples had no figure. `cases` are those that at least two coders coded.
    """

    value: float | None
    cases: int
    coders: int
    low: float | None = None
    high: float | None = None
    why: Reason | None = None
    notes: tuple[Reason, ...] = ()


def percent_agreement(ratings: Ratings, *, least: int = LEAST_CASES) -> Agreement:
    """The share of pairs of codings of the same case that are equal, each case counting the same.

    Raises:
        ValueError: the coders have not equally many cases.
    """
    counts = _counts(ratings, _values(ratings, "nominal"))
    none = _too_few(len(counts), len(ratings), least)
    return none or Agreement(float(_equal_pairs(counts).mean()), len(counts), len(ratings))


def krippendorff_alpha(
    ratings: Ratings,
    level: Level = "nominal",
    *,
    order: Sequence[Value] | None = None,
    rng: random.Random | None = None,
    resamples: int = RESAMPLES,
    least: int = LEAST_CASES,
) -> Agreement:
    """Krippendorff's alpha of any number of coders; missing codings are left out, not guessed.

    `order` gives the values of an ordinal scale from low to high; without it they are sorted. An interval
    is given where there is an `rng`.

    Raises:
        ValueError: the coders have not equally many cases, or a value is not in `order`.
    """
    values = _values(ratings, level, order)
    counts = _counts(ratings, values)
    if none := _too_few(len(counts), len(ratings), least):
        return none
    places = np.array([float(v) for v in values]) if level == "interval" else None

    def figure(weights: _Numbers) -> float | None:
        marginal = weights @ counts
        total = marginal.sum()
        apart = _distance(level, marginal, places)
        within = np.einsum("uv,vw,uw->u", counts, apart, counts) / (counts.sum(axis=1) - 1)
        expected = marginal @ apart @ marginal / (total - 1)
        return None if expected <= 0 else float(1 - weights @ within / expected)

    return _figured(figure, counts, len(ratings), rng, resamples)


def cohen_kappa(
    first: Sequence[Value | None],
    second: Sequence[Value | None],
    *,
    weights: Weights = "none",
    order: Sequence[Value] | None = None,
    rng: random.Random | None = None,
    resamples: int = RESAMPLES,
    least: int = LEAST_CASES,
) -> Agreement:
    """Cohen's kappa of two coders over the cases both coded; weighted by distance on an ordinal scale.

    Raises:
        ValueError: the coders have not equally many cases, or a value is not in `order`.
    """
    ratings = (first, second)
    values = _values(ratings, "nominal" if weights == "none" else "ordinal", order)
    counts = _counts(ratings, values)
    if none := _too_few(len(counts), 2, least):
        return none
    both = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    at = {value: place for place, value in enumerate(values)}
    cells = np.array([at[a] * len(values) + at[b] for a, b in both])
    steps = np.abs(np.subtract.outer(np.arange(len(values)), np.arange(len(values)))).astype(float)
    apart = {"none": (steps > 0).astype(float), "linear": steps, "quadratic": steps**2}[weights]

    def figure(times: _Numbers) -> float | None:
        table = np.bincount(cells, times, len(values) ** 2).reshape(len(values), len(values))
        expected = (np.outer(table.sum(axis=1), table.sum(axis=0)) * apart).sum() / table.sum()
        return None if expected <= 0 else float(1 - (table * apart).sum() / expected)

    return _figured(figure, counts, 2, rng, resamples)


def reading(agreement: Agreement) -> tuple[Reason, ...]:
    """How a figure may be read, in words: with its interval in view, and without a school mark."""
    if agreement.value is None:
        return (agreement.why,) if agreement.why else ()
    low = agreement.value if agreement.low is None else agreement.low
    high = agreement.value if agreement.high is None else agreement.high
    bands = {_band(low), _band(agreement.value), _band(high)}
    code = bands.pop() if len(bands) == 1 else "unsure"
    return (
        Reason(f"agreement.reading.{code}", {}, _BOOK),
        *agreement.notes,
        Reason("agreement.labels_contested", {}, _BOOK),
    )


def _band(value: float) -> str:
    return "reliable" if value >= RELIABLE else "tentative" if value >= TENTATIVE else "low"


def _values(ratings: Ratings, level: Level, order: Sequence[Value] | None = None) -> list[Value]:
    """The values in use, in the order of their scale."""
    if len({len(row) for row in ratings}) > 1:
        raise ValueError("each coder needs one entry for each case")
    used = {value for row in ratings for value in row if value is not None}
    if order is not None:
        if unknown := used - set(order):
            raise ValueError(f"not on the scale: {sorted(map(str, unknown))}")
        return list(order)
    if level == "nominal":
        return sorted(used, key=lambda value: (str(type(value)), str(value)))
    return sorted(used)  # values of one scale are of one kind


def _counts(ratings: Ratings, values: Sequence[Value]) -> _Numbers:
    """Cases × values: how many coders gave a case a value; cases that fewer than two coded are left out."""
    at = {value: place for place, value in enumerate(values)}
    cases = len(ratings[0]) if ratings else 0
    counts = np.zeros((cases, len(values)))
    for row in ratings:
        for case, value in enumerate(row):
            if value is not None:
                counts[case, at[value]] += 1
    kept: _Numbers = counts[counts.sum(axis=1) >= 2]
    return kept


def _equal_pairs(counts: _Numbers) -> _Numbers:
    coded = counts.sum(axis=1)
    pairs: _Numbers = (counts * (counts - 1)).sum(axis=1) / (coded * (coded - 1))
    return pairs


def _distance(level: Level, marginal: _Numbers, places: _Numbers | None) -> _Numbers:
    """Krippendorff's squared difference between each two values."""
    if level == "nominal":
        return 1 - np.eye(len(marginal))
    if level == "interval" and places is not None:
        steps = np.subtract.outer(places, places)
    else:
        reached = np.cumsum(marginal) - marginal / 2
        steps = np.subtract.outer(reached, reached)
    squared: _Numbers = steps.astype(float) ** 2
    return squared


def _too_few(cases: int, coders: int, least: int) -> Agreement | None:
    if cases >= max(least, 1):
        return None
    why = Reason("agreement.too_few", {"cases": cases, "least": max(least, 1)}, _BOOK)
    return Agreement(None, cases, coders, why=why)


def _figured(
    figure: Callable[[_Numbers], float | None],
    counts: _Numbers,
    coders: int,
    rng: random.Random | None,
    resamples: int,
) -> Agreement:
    cases = len(counts)
    value = figure(np.ones(cases))
    if value is None:
        return Agreement(None, cases, coders, why=Reason("agreement.one_value", {}, _BOOK))
    low = high = None
    if rng is not None:
        again = [figure(np.bincount(rng.choices(range(cases), k=cases), minlength=cases).astype(float))
                 for _ in range(resamples)]  # fmt: skip
        found = sorted(one for one in again if one is not None)
        if found and len(found) >= _SHARE * resamples:
            low, high = (float(one) for one in np.quantile(found, [(1 - _SHARE) / 2, (1 + _SHARE) / 2]))
    return Agreement(value, cases, coders, low, high, notes=_notes(value, counts))


def _notes(value: float, counts: _Numbers) -> tuple[Reason, ...]:
    """High agreement and a low coefficient: nearly all cases fell into one value."""
    percent = float(_equal_pairs(counts).mean())
    if percent < _PARADOX_PERCENT or value >= _PARADOX_BELOW:
        return ()
    return (Reason("agreement.paradox", {"percent": f"{percent:.0%}", "value": round(value, 2)}, _BOOK),)
