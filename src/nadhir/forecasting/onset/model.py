"""The onset model: probability that a new mass killing starts in a country within two years.

A logistic regression with an L2 penalty on standardised features. Predicting needs numpy only, from
weights that ship as JSON; fitting needs scikit-learn and the labels of the Early Warning Project. A
figure that is not known stands at its mean, so that it neither raises nor lowers the risk.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

import numpy as np

from nadhir.errors import PanelError
from nadhir.forecasting.panel import FloatArray
from nadhir.forecasting.scores import IntArray, auc

PENALTIES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
_DIGITS = 6
# How far, in standard deviations, a figure may lie beyond the training rows and still count as familiar:
# the largest countries grow a little every year.
_SLACK = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class OnsetWeights:
    """A fitted model as numbers.

    Attributes:
        features: names, in the order of the columns of x.
        mean, scale, low, high: (features,), of the training rows where known.
        coef, intercept: of the standardised features, in log odds.
        resampled: (resamples, features + 1), coefficients and intercept of refits on resampled countries.
        base_rate: share of recent training rows that saw an onset; the mean risk was set to it.
        card: the model card as data: what was trained when on what, and how it did in the back-test.
    """

    features: tuple[str, ...]
    mean: FloatArray
    scale: FloatArray
    low: FloatArray
    high: FloatArray
    coef: FloatArray
    intercept: float
    resampled: FloatArray
    base_rate: float
    card: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def standardised(self, x: FloatArray) -> FloatArray:
        """x (countries, features) in standard deviations from the mean, 0 where not known.

        Raises:
            PanelError: `onset.columns`.
        """
        if x.ndim != 2 or x.shape[1] != len(self.features):
            raise PanelError("onset.columns", given=x.shape[-1], needed=len(self.features))
        return np.nan_to_num((x - self.mean) / self.scale, nan=0.0)

    def predict(self, x: FloatArray) -> FloatArray:
        """Risk of onset within two years, (countries,), strictly between 0 and 1."""
        return _sigmoid(self.standardised(x) @ self.coef + self.intercept)

    def predict_interval(self, x: FloatArray, level: float = 0.9) -> tuple[FloatArray, FloatArray]:
        """Low and high of the central `level` range over the refits, each (countries,).

        The range says how far the risk depends on which countries the model learned from; it does not
        cover errors in the figures nor a world that changes.
        """
        odds = self.standardised(x) @ self.resampled[:, :-1].T + self.resampled[:, -1]
        low, high = np.quantile(_sigmoid(odds), [(1 - level) / 2, (1 + level) / 2], axis=1)
        risk = self.predict(x)
        return np.minimum(low, risk), np.maximum(high, risk)

    def contributions(self, x: FloatArray) -> FloatArray:
        """(countries, features), what each feature adds to the log odds beyond an average country."""
        return self.standardised(x) * self.coef

    def little_known(self, x: FloatArray) -> list[list[str]]:
        """For each country the features that are not known, or lie outside what the model learned from."""
        slack = _SLACK * self.scale
        outside = np.isnan(x) | (self.low - x > slack) | (x - self.high > slack)
        return [[name for name, out in zip(self.features, row, strict=True) if out] for row in outside]

    def as_json(self) -> dict[str, Any]:
        """JSON-safe; six significant digits, so that the last bits of a machine's arithmetic stay out."""
        arrays = {name: _rounded(getattr(self, name)) for name in ("mean", "scale", "low", "high", "coef")}
        return {
            "features": list(self.features),
            **arrays,
            "intercept": _rounded(np.array(self.intercept)),
            "base_rate": _rounded(np.array(self.base_rate)),
            "resampled": _rounded(self.resampled),
            "card": dict(self.card),
        }

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> OnsetWeights:
        """The opposite of `as_json`.

        Raises:
            PanelError: `onset.weights`, where the numbers do not fit the list of features.
        """
        try:
            features = tuple(data["features"])
            arrays = {
                name: np.asarray(data[name], dtype=np.float64)
                for name in ("mean", "scale", "low", "high", "coef", "resampled")
            }
            intercept, base_rate = float(data["intercept"]), float(data["base_rate"])
        except (KeyError, TypeError, ValueError):
            raise PanelError("onset.weights") from None
        shapes = {name: array.shape for name, array in arrays.items() if name != "resampled"}
        wide = arrays["resampled"].shape[1:]
        if set(shapes.values()) != {(len(features),)} or wide != (len(features) + 1,):
            raise PanelError("onset.weights")
        return cls(
            features=features, intercept=intercept, base_rate=base_rate, card=data.get("card", {}), **arrays
        )


class OnsetModel:
    """The estimator: `fit`, `predict`, `score`.

    Args:
        penalties: inverse strengths of the penalty to choose from, by log loss over country folds.
        folds: how many folds of countries.
        recent_years: the risk is set so that its mean over this many last base years is the rate of
            onsets in them; onsets have become rarer since the 1990s.
        resamples: how many refits on resampled countries make the range.
        seed: of the resampling.

    Attributes:
        weights_: the fitted `OnsetWeights`.
        penalty_: the inverse strength chosen.
    """

    weights_: OnsetWeights
    penalty_: float

    def __init__(
        self,
        *,
        penalties: tuple[float, ...] = PENALTIES,
        folds: int = 5,
        recent_years: int = 20,
        resamples: int = 0,
        seed: int = 20231231,
    ) -> None:
        self.penalties = penalties
        self.folds = folds
        self.recent_years = recent_years
        self.resamples = resamples
        self.seed = seed

    def fit(
        self,
        x: FloatArray,
        y: IntArray,
        *,
        features: tuple[str, ...],
        country: IntArray,
        year: IntArray,
    ) -> OnsetModel:
        """Fit on rows of country-years.

        Args:
            x: (rows, features), NaN where not known.
            y: (rows,), 1 where an onset came within two years.
            features: names of the columns.
            country: (rows,), a number per country; folds and resamples take countries whole.
            year: (rows,), base years.

        Raises:
            PanelError: `onset.no_events`.
        """
        if not 0 < y.sum() < len(y):
            raise PanelError("onset.no_events", rows=len(y))
        mean, scale = np.nanmean(x, axis=0), np.nanstd(x, axis=0)
        scale = np.where(scale > 0, scale, 1.0)
        z = np.nan_to_num((x - mean) / scale, nan=0.0)
        self.penalty_ = self._choose(z, y, country)
        recent = year > year.max() - self.recent_years
        coef, intercept = self._fit_recent(z, y, recent)
        self.weights_ = OnsetWeights(
            features=features,
            mean=mean,
            scale=scale,
            low=np.nanmin(x, axis=0),
            high=np.nanmax(x, axis=0),
            coef=coef,
            intercept=intercept,
            resampled=self._resample(z, y, country, recent),
            base_rate=float(y[recent].mean()),
        )
        return self

    def predict(self, x: FloatArray) -> FloatArray:
        """Risk of onset within two years, (rows,)."""
        return self.weights_.predict(x)

    def score(self, x: FloatArray, y: IntArray) -> float:
        """Area under the curve."""
        return auc(y, self.predict(x))

    def _choose(self, z: FloatArray, y: IntArray, country: IntArray) -> float:
        """The penalty with the smallest log loss on countries left out; countries go round the folds."""
        _, order = np.unique(country, return_inverse=True)
        fold = order % self.folds
        losses = []
        for penalty in self.penalties:
            loss = 0.0
            for held in range(self.folds):
                out = fold == held
                coef, intercept = _logistic(z[~out], y[~out], penalty)
                odds = z[out] @ coef + intercept
                loss += float(np.sum(np.logaddexp(0.0, odds) - y[out] * odds))
            losses.append(loss)
        return self.penalties[int(np.argmin(losses))]

    def _fit_recent(
        self, z: FloatArray, y: IntArray, recent: np.ndarray, weight: FloatArray | None = None
    ) -> tuple[FloatArray, float]:
        coef, intercept = _logistic(z, y, self.penalty_, weight)
        weights = np.ones(len(y)) if weight is None else weight
        rate = float((y * weights)[recent].sum() / weights[recent].sum())
        if rate > 0:
            intercept += _shift(z[recent] @ coef + intercept, weights[recent], rate)
        return coef, intercept

    def _resample(self, z: FloatArray, y: IntArray, country: IntArray, recent: np.ndarray) -> FloatArray:
        rng = np.random.default_rng(self.seed)
        _, cluster = np.unique(country, return_inverse=True)
        clusters = int(cluster.max()) + 1
        rows = []
        for _ in range(self.resamples):
            drawn = np.bincount(rng.integers(0, clusters, clusters), minlength=clusters).astype(np.float64)
            coef, intercept = self._fit_recent(z, y, recent, drawn[cluster])
            rows.append(np.append(coef, intercept))
        return np.asarray(rows).reshape(-1, z.shape[1] + 1)


def load_weights(where: Traversable | None = None) -> OnsetWeights:
    """The weights that ship with the package.

    Raises:
        PanelError: `onset.weights`.
    """
    return _shipped() if where is None else _read(where)


@functools.cache
def _shipped() -> OnsetWeights:
    return _read(resources.files("nadhir.forecasting.onset") / "weights" / "onset.json")


def _read(where: Traversable) -> OnsetWeights:
    try:
        return OnsetWeights.of_json(json.loads(where.read_text("utf-8")))
    except (FileNotFoundError, ValueError):
        raise PanelError("onset.weights") from None


def _logistic(
    z: FloatArray, y: IntArray, penalty: float, weight: FloatArray | None = None
) -> tuple[FloatArray, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=penalty, solver="newton-cholesky", max_iter=200, tol=1e-8)
    model.fit(z, y, sample_weight=weight)
    return np.asarray(model.coef_[0], dtype=np.float64), float(model.intercept_[0])


def _shift(odds: FloatArray, weight: FloatArray, rate: float) -> float:
    """What to add to log odds so that their weighted mean risk is `rate` (bisection)."""
    low, high = -20.0, 20.0
    for _ in range(100):
        middle = (low + high) / 2
        if float((_sigmoid(odds + middle) * weight).sum() / weight.sum()) > rate:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def _sigmoid(odds: FloatArray) -> FloatArray:
    return np.asarray(1.0 / (1.0 + np.exp(-odds)), dtype=np.float64)


def _rounded(values: FloatArray) -> Any:
    if values.ndim == 0:
        return float(f"{float(values):.{_DIGITS}g}")
    return [_rounded(part) for part in values]
