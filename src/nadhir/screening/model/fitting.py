"""Fitting one head of the model: features as a matrix, logistic regression, threshold and probability.

Knows matrices and answers, and nothing of languages, files or what the heads are called.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from nadhir.screening.model.columns import Texts
from nadhir.screening.model.features import Hidden, pieces
from nadhir.screening.model.weights import Calibration, shares

_STRENGTHS = (0.5, 2.0)  # inverse of the penalty on squared weights
_SEEN_AT_LEAST = 2  # a feature of one text only is not kept: it says little, and would say it of that text
_NAIVE = 0.5  # what the shares themselves count for, beside the regressions
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Weights of one head, float32[features], the score of nothing, and the strength chosen."""

    weights: NDArray[np.float32]
    nothing: float
    strength: float

    def scores(self, counts: Any) -> Floats:
        return np.asarray(counts @ self.weights, np.float64) + self.nothing


def counted(texts: Texts, bits: int, hidden: Hidden) -> Any:
    """The features as a sparse matrix, float32[texts, pieces and then words], as `Weights` adds them up."""
    rows = []
    for _, part in texts.parts(1 << 20):
        found = pieces(part, bits, hidden)
        by_letters, by_words = shares(found)
        rows.append(
            sparse.hstack(
                [
                    _table(found.characters, found.positions, bits, by_letters),
                    _table(found.words, found.word_numbers, bits, by_words),
                ],
                format="csr",
            )
        )
    return sparse.vstack(rows, format="csr")


def _table(slots: NDArray[np.int64], bounds: NDArray[np.int64], bits: int, share: NDArray[np.float32]) -> Any:
    kinds = len(slots)
    columns = slots[:, : bounds[-1]].T.ravel()
    values = np.repeat(share, np.diff(bounds) * kinds)
    values[columns == 0] = 0
    table = sparse.csr_array((values, columns, bounds * kinds), shape=(len(share), 1 << bits))
    table.sum_duplicates()
    table.eliminate_zeros()
    return table


def fit(
    counts: Any,
    truth: NDArray[np.int8],
    of_set: NDArray[np.int64],
    strength: float,
    shares_of_sets: Floats | None = None,
    *,
    few: bool = False,
) -> Fit:
    """One linear reading made of three, which err in different ways: logistic regression (LIBLINEAR, Fan et
    al. 2008) over features scaled by the root of their rarity; the same over features scaled also by how
    unevenly they are shared out (Wang & Manning 2012); and, at half weight, these shares themselves (naive
    Bayes). Each counts by its spread over the texts; being linear, they add up to one table of weights.

    `shares_of_sets`, float64[sets]: what a text of each set weighs; without it all weigh the same. Within a
    set the texts that are so weigh as much together as the rest. `few`: the first reading alone, for a few
    thousand texts, of which shares say little.
    """
    texts_with = np.bincount(counts.indices, minlength=counts.shape[1])
    kept = np.flatnonzero(texts_with >= _SEEN_AT_LEAST)
    rarity = np.sqrt(np.log((1 + counts.shape[0]) / (1 + texts_with[kept])) + 1)
    weighed = _balanced(truth, of_set)
    if shares_of_sets is not None:
        weighed = weighed * shares_of_sets[of_set]
    of_kept = counts[:, kept].tocsr()
    readings = [(*_regression(of_kept, rarity, truth, weighed, strength), 1.0)]
    if not few:
        ratio = _unevenness(of_kept, truth, weighed)
        led = rarity * np.abs(ratio) / max(float(np.abs(ratio).mean()), 1e-9)
        readings.append((*_regression(of_kept, led, truth, weighed, strength), 1.0))
        readings.append((rarity * ratio, 0.0, _NAIVE))
    weights = np.zeros(counts.shape[1], np.float32)
    nothing = 0.0
    for found, intercept, share in readings:
        spread = max(float((of_kept @ found).std()), 1e-9)
        weights[kept] += (share * found / spread).astype(np.float32)
        nothing += share * intercept / spread
    return Fit(weights, nothing, strength)


def _unevenness(counts: Any, truth: NDArray[np.int8], weighed: Floats) -> Floats:
    """The logarithm of how much more of each feature there is in texts that are so than in others."""
    so = counts.T @ (weighed * (truth == 1)) + 1
    others = counts.T @ (weighed * (truth == 0)) + 1
    return np.asarray(np.log(so / so.sum()) - np.log(others / others.sum()), np.float64)


def _regression(
    counts: Any, scale: Floats, truth: NDArray[np.int8], weighed: Floats, strength: float
) -> tuple[Floats, float]:
    scaled = (counts @ sparse.diags_array(scale.astype(np.float32))).tocsr()
    scaled.indices, scaled.indptr = scaled.indices.astype(np.int32), scaled.indptr.astype(np.int32)
    learner = LogisticRegression(C=strength, solver="liblinear", intercept_scaling=10)
    learner.fit(scaled, truth, sample_weight=weighed)
    return learner.coef_[0] * scale, float(learner.intercept_[0])


def fit_well(
    counts: Any, truth: NDArray[np.int8], of_set: NDArray[np.int64], folds: NDArray[np.int64]
) -> Fit:
    """The fit of the strength that does best on one fold of these posts when trained on the others."""
    aside = folds == folds.min()
    trained_on = ~aside

    def quality(strength: float) -> float:
        tried = fit(counts[trained_on], truth[trained_on], of_set[trained_on], strength)
        return _ranking(tried.scores(counts[aside]), truth[aside], of_set[aside])

    return fit(counts, truth, of_set, max(_STRENGTHS, key=quality))


def _balanced(truth: NDArray[np.int8], of_set: NDArray[np.int64]) -> Floats:
    cells = of_set * 2 + truth
    sizes = np.bincount(cells, minlength=2 * (int(of_set.max()) + 1))
    of_sets = np.bincount(of_set)
    weights: Floats = of_sets[of_set] / (2 * sizes[cells])
    return weights


def _each_set(of_set: NDArray[np.int64], truth: NDArray[np.int8]) -> Iterator[NDArray[np.bool_]]:
    for number in np.unique(of_set):
        mask = of_set == number
        if 0 < truth[mask].sum() < mask.sum():
            yield mask


def _ranking(scores: Floats, truth: NDArray[np.int8], of_set: NDArray[np.int64]) -> float:
    found = [roc_auc_score(truth[one], scores[one]) for one in _each_set(of_set, truth)]
    return float(np.mean(found)) if found else 0.0


def macro_f1(called: NDArray[np.integer], truth: NDArray[np.integer]) -> float:
    """The mean over classes of the harmonic mean of precision and recall."""
    classes = np.unique(np.concatenate((called, truth)))
    return float(
        np.mean(
            [
                2 * ((called == c) & (truth == c)).sum() / ((called == c).sum() + (truth == c).sum())
                for c in classes
            ]
        )
    )


def threshold(scores: Floats, truth: NDArray[np.int8], of_set: NDArray[np.int64]) -> float:
    """The one from which on the mean macro-F1 of the sets is highest."""
    candidates = np.quantile(scores, np.linspace(0.01, 0.99, 99))
    masks = list(_each_set(of_set, truth))
    means = [
        np.mean([macro_f1((scores[one] >= cut).astype(np.int8), truth[one]) for one in masks])
        for cut in candidates
    ]
    smooth = np.convolve(np.pad(means, 1, mode="edge"), [0.25, 0.5, 0.25], mode="valid")
    return float(candidates[int(np.argmax(smooth))])


def calibration(scores: Floats, truth: NDArray[np.int8], of_set: NDArray[np.int64]) -> Calibration:
    """A probability for each score (Platt 1999); every set counts the same."""
    weight = (len(of_set) / np.bincount(of_set).clip(1))[of_set]
    line = LogisticRegression(C=1e3).fit(scores[:, None], truth, sample_weight=weight / weight.mean())
    return Calibration(float(line.coef_[0, 0]), float(line.intercept_[0]), threshold(scores, truth, of_set))
