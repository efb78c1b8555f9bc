"""The members of the ensemble: what is fitted on a window of country-years, and how.

All members look at one design: features in standard deviations, cut at ±3, 0 where not known, with a
column of its own for what is often not known, so that "not known" may mean something. Four are logistic
regressions with an L2 penalty, two of them leaning on an expert index; two are forests whose trees each
learn from resampled countries, whole, because years of one country are alike; one is boosted trees. Their
strengths were set beforehand on outcome years before 1994, never on the years the model is judged by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nadhir.forecasting.onset.features import descriptions
from nadhir.forecasting.onset.trees import Trees
from nadhir.forecasting.panel import FloatArray
from nadhir.forecasting.scores import IntArray

CUT = 3.0
# Shares of unknown figures between which "not known" is a column; likenesses above which one stands for two.
_SOMETIMES, _OFTEN, _ALIKE = 0.03, 0.97, 0.95
_DIGITS = 6

# Penalties of the logistic regressions: (inverse strength, only the index's features, leaning on the index).
LINEAR = ((0.001, True, True), (0.0005, False, True), (0.03, True, False), (0.01, False, False))
# How lightly the index's own coefficient is held, against those of the features.
_INDEX_SCALE = 5.0 / 3.0
_LEAF = 20
_BOOST: dict[str, Any] = {
    "learning_rate": 0.025,
    "max_depth": 3,
    "min_samples_leaf": 40,
    "max_features": 0.12,
    "subsample": 0.5,
}


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """From features to what members look at.

    Attributes:
        mean, scale: (features,), of the rows learned from, where known.
        unknown: (columns,), features with a column for "not known".
    """

    mean: FloatArray
    scale: FloatArray
    unknown: IntArray

    @classmethod
    def of(cls, x: FloatArray, year: IntArray) -> Design:
        """Of the rows to learn from; a feature that none of them knows is 0 throughout.

        A figure that is unknown of everybody in a year says nothing of a country: where most of what is
        unknown is so, there is no column for it, or it would only tell one era from another.
        """
        known = ~np.isnan(x)
        count = np.maximum(known.sum(axis=0), 1)
        mean = np.where(known, x, 0.0).sum(axis=0) / count
        scale = np.sqrt((np.where(known, x - mean, 0.0) ** 2).sum(axis=0) / count)
        chosen: list[int] = []
        _, when = np.unique(year, return_inverse=True)
        told = np.stack([np.bincount(when, weights=column) > 0 for column in known.T], axis=1)[when]
        share = np.where((~told).sum(axis=0) > (~known & told).sum(axis=0), 0.0, (~known).mean(axis=0))
        for place in np.flatnonzero((share > _SOMETIMES) & (share < _OFTEN)).tolist():
            same = [(known[:, place] == known[:, other]).mean() > _ALIKE for other in chosen]
            if not any(same):
                chosen.append(place)
        return cls(rounded(mean), rounded(np.where(scale > 0, scale, 1.0)), np.array(chosen, dtype=np.int64))

    def __call__(self, x: FloatArray) -> FloatArray:
        """(rows, features + unknown)."""
        z = np.nan_to_num(np.clip((x - self.mean) / self.scale, -CUT, CUT), nan=0.0)
        return np.column_stack([z, np.isnan(x[:, self.unknown]).astype(np.float64)])

    def feature(self) -> IntArray:
        """(columns,), the feature that each column of the design is of."""
        return np.concatenate([np.arange(len(self.mean)), self.unknown])


def leanings(features: Sequence[str]) -> FloatArray:
    """(features,), the expert index; zeros for features that the documented table does not know."""
    told = descriptions()
    return np.array([told[name].lean if name in told else 0.0 for name in features])


def linear(design: FloatArray, y: IntArray, lean: FloatArray, weight: FloatArray | None = None) -> FloatArray:
    """(columns + 1,), the mean of the logistic regressions: coefficients, then the intercept.

    Without an index (no leanings) those that need one are left out.
    """
    from sklearn.linear_model import LogisticRegression

    wide = design.shape[1]
    index = np.zeros(wide)
    index[: len(lean)] = lean
    fits = []
    for strength, core, leaning in LINEAR:
        if (core or leaning) and not lean.any():
            continue
        chosen = np.flatnonzero(index) if core else np.arange(wide)
        seen = design[:, chosen]
        if leaning:
            seen = np.column_stack([seen, design @ index * _INDEX_SCALE])
        model = LogisticRegression(C=strength, solver="newton-cholesky", max_iter=200, tol=1e-8)
        model.fit(seen, y, sample_weight=weight)
        told = model.coef_[0]
        coef = np.zeros(wide)
        coef[chosen] = told[: len(chosen)]
        if leaning:
            coef += told[-1] * _INDEX_SCALE * index
        fits.append(np.append(coef, model.intercept_[0]))
    return np.asarray(np.mean(fits, axis=0), dtype=np.float64)


def linear_count(lean: FloatArray) -> int:
    """How many logistic regressions `linear` means over."""
    return len(LINEAR) if lean.any() else sum(not (core or leaning) for _, core, leaning in LINEAR)


def forest(
    design: FloatArray, y: IntArray, country: IntArray, *, trees: int, extra: bool, seed: int
) -> Trees:
    """A forest of probabilities; each tree learns from countries drawn with replacement.

    Args:
        extra: thresholds at random (extremely randomised trees), else the best ones.
    """
    from sklearn.tree import DecisionTreeClassifier, ExtraTreeClassifier

    kind = ExtraTreeClassifier if extra else DecisionTreeClassifier
    rng = np.random.default_rng(seed)
    grown: list[tuple[Any, FloatArray]] = []
    rows = design.astype(np.float32)
    for number in range(trees):
        weight = drawn(rng, country)
        there = weight > 0
        if not 0 < y[there].sum() < there.sum():
            there, weight = np.ones(len(y), dtype=np.bool_), np.ones(len(y))
        tree = kind(min_samples_leaf=_LEAF, max_features=0.25 if extra else 0.12, random_state=number)
        tree.fit(rows[there], y[there], sample_weight=weight[there])
        value = tree.tree_.value[:, 0, :]
        grown.append((tree.tree_, value[:, 1] / value.sum(axis=1)))
    return Trees.of(grown)


def boosted(design: FloatArray, y: IntArray, *, trees: int, seed: int) -> tuple[Trees, float]:
    """Boosted trees whose sum, added to the second figure, is in log odds."""
    from sklearn.ensemble import GradientBoostingClassifier

    model = GradientBoostingClassifier(n_estimators=trees, random_state=seed, **_BOOST)
    model.fit(design.astype(np.float32), y)
    rate = float(_BOOST["learning_rate"])
    grown = [(tree.tree_, tree.tree_.value[:, 0, 0] * rate) for tree in model.estimators_[:, 0]]
    share = float(y.mean())
    return Trees.of(grown), float(np.log(share / (1 - share)))


def drawn(rng: np.random.Generator, country: IntArray) -> FloatArray:
    """(rows,), how often each row's country was drawn, as many countries as there are."""
    _, cluster = np.unique(country, return_inverse=True)
    count = int(cluster.max()) + 1
    return np.bincount(rng.integers(0, count, count), minlength=count).astype(np.float64)[cluster]


def rounded(values: FloatArray) -> FloatArray:
    """Six significant digits, so that the last bits of a machine's arithmetic stay out of what is kept."""
    flat = [float(f"{value:.{_DIGITS}g}") for value in np.ravel(values).tolist()]
    return np.array(flat, dtype=np.float64).reshape(np.shape(values))
