"""The onset model: probability that a new mass killing starts in a country within two years.

An ensemble (`onset.members`) whose log odds are averaged and then calibrated by the record of earlier
windows (`onset.calibration`). Predicting needs numpy only, from weights that ship as arrays; fitting needs
scikit-learn and the labels of the Early Warning Project. A figure that is not known stands at its mean,
beside a mark that it is not known.
"""

from __future__ import annotations

import functools
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from nadhir.errors import PanelError
from nadhir.forecasting import kept
from nadhir.forecasting.onset import members
from nadhir.forecasting.onset.calibration import Calibration, Past, learn
from nadhir.forecasting.onset.features import descriptions
from nadhir.forecasting.onset.members import Design
from nadhir.forecasting.onset.trees import Trees
from nadhir.forecasting.panel import FloatArray
from nadhir.forecasting.scores import IntArray, auc

ARRAYS, CARD = "onset.npz", "onset.json"
# How far, in standard deviations, a figure may lie beyond the training rows and still count as familiar:
# the largest countries grow a little every year.
_SLACK = 0.25
# A forest is never surer than this.
_SURE = 1e-3
# Trees that stand for a forest in one resample of the range.
_SOME_TREES = 20


@dataclass(frozen=True, slots=True, eq=False)
class OnsetWeights:
    """A fitted ensemble as numbers.

    Attributes:
        features: names, in the order of the columns of x.
        design: from features to what members look at.
        low, high: (features,), of the training rows where known; NaN where never known.
        linear: (columns + 1,), mean coefficients of the logistic regressions and their mean intercept.
        linear_share: the part of the ensemble that they are; each other member has an equal part of the rest.
        forests: probabilities.
        boosted, boosted_start: trees and constant whose sum is log odds.
        resampled: (resamples, columns + 1), `linear` refitted on resampled countries.
        calibration: of the averaged log odds.
        base_rate: share of recent training rows that saw an onset.
        card: the model card as data: what was trained when on what, and how it did in the back-test.
    """

    features: tuple[str, ...]
    design: Design
    low: FloatArray
    high: FloatArray
    linear: FloatArray
    linear_share: float
    forests: tuple[Trees, ...]
    boosted: Trees
    boosted_start: float
    resampled: FloatArray
    calibration: Calibration
    base_rate: float
    card: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def predict(self, x: FloatArray) -> FloatArray:
        """Risk of onset within two years, (countries,), strictly between 0 and 1.

        Raises:
            PanelError: `onset.columns`.
        """
        return _sigmoid(self.calibration(self.odds(x)))

    def odds(self, x: FloatArray) -> FloatArray:
        """(countries,), the averaged log odds before calibration."""
        seen = self._seen(x)
        part = self._tree_share
        odds = self.linear_share * _line(seen, self.linear)
        for forest in self.forests:
            odds = odds + part * _logit(forest.leaves(seen).mean(axis=1))
        return np.asarray(odds + part * (self.boosted.leaves(seen).sum(axis=1) + self.boosted_start))

    def predict_interval(self, x: FloatArray, level: float = 0.9) -> tuple[FloatArray, FloatArray]:
        """Low and high of the central `level` range over resampled countries, each (countries,).

        The range says how far the risk depends on which countries the model learned from: the logistic
        regressions were refitted on resampled countries, and of the forests, whose trees each know a
        resample, some trees speak at a time. It does not cover errors in the figures nor a world that
        changes. Boosted trees stay as they are.
        """
        risk = self.predict(x)
        if not len(self.resampled):
            return risk, risk
        seen, part = self._seen(x), self._tree_share
        odds = np.repeat(self.odds(x)[:, None], len(self.resampled), axis=1)
        odds += self.linear_share * (_line(seen, self.resampled.T) - _line(seen, self.linear)[:, None])
        rng = np.random.default_rng(len(self.resampled))
        for forest in self.forests:
            leaves = forest.leaves(seen)
            whole = _logit(leaves.mean(axis=1))
            count = leaves.shape[1]
            for place in range(odds.shape[1]):
                some = rng.integers(0, count, min(count, _SOME_TREES))
                odds[:, place] += part * (_logit(leaves[:, some].mean(axis=1)) - whole)
        ends = np.quantile(_sigmoid(self.calibration(odds)), [(1 - level) / 2, (1 + level) / 2], axis=1)
        return np.minimum(ends[0], risk), np.maximum(ends[1], risk)

    def contributions(self, x: FloatArray) -> FloatArray:
        """(countries, features), what each feature adds to the log odds; with one constant for all
        countries they add up to the log odds of the risk.

        Exact for the logistic regressions; along the paths of the trees otherwise (`onset.trees`).
        """
        seen, part = self._seen(x), self._tree_share
        told = self.linear_share * seen * self.linear[:-1]
        for forest in self.forests:
            count = len(forest.root)
            start, end = float(forest.value[forest.root].mean()), forest.leaves(seen).mean(axis=1)
            told = told + part * forest.moves(seen) / count * _stretch(start, end)[:, None]
        told = self.calibration.slope * (told + part * self.boosted.moves(seen))
        return np.asarray(told @ (self.design.feature()[:, None] == np.arange(len(self.features))))

    def little_known(self, x: FloatArray) -> list[list[str]]:
        """For each country, one feature of each group of which most are not known, or lie outside what
        the model learned from."""
        slack = _SLACK * self.design.scale
        with np.errstate(invalid="ignore"):
            outside = np.isnan(x) | (self.low - x > slack) | (x - self.high > slack)
        groups: dict[str, list[int]] = {}
        for place, name in enumerate(self.features):
            group = descriptions()[name].group if name in descriptions() else name
            groups.setdefault(group, []).append(place)
        named = [(places, np.mean(outside[:, places], axis=1) > 0.5) for places in groups.values()]
        return [
            [self.features[next(p for p in places if outside[row, p])] for places, most in named if most[row]]
            for row in range(len(x))
        ]

    @property
    def _tree_share(self) -> float:
        return (1.0 - self.linear_share) / (len(self.forests) + 1)

    def _seen(self, x: FloatArray) -> FloatArray:
        if x.ndim != 2 or x.shape[1] != len(self.features):
            raise PanelError("onset.columns", given=x.shape[-1], needed=len(self.features))
        return self.design(x)

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything but the card, for an archive."""
        found = {
            "features": np.array(self.features),
            "mean": self.design.mean,
            "scale": self.design.scale,
            "unknown": self.design.unknown,
            "low": self.low,
            "high": self.high,
            "linear": self.linear,
            "resampled": self.resampled,
            "figures": np.array(
                [
                    self.linear_share,
                    self.boosted_start,
                    self.calibration.slope,
                    self.calibration.intercept,
                    self.base_rate,
                    len(self.forests),
                ]
            ),
            **self.boosted.arrays("boosted"),
        }
        for place, forest in enumerate(self.forests):
            found |= forest.arrays(f"forest{place}")
        return found

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, np.ndarray], card: Mapping[str, Any]) -> OnsetWeights:
        """The opposite of `arrays`.

        Raises:
            PanelError: `onset.weights`, where something is missing or does not fit.
        """
        try:
            share, start, slope, intercept, base_rate, count = arrays["figures"].tolist()
            weights = cls(
                features=tuple(arrays["features"].tolist()),
                design=Design(arrays["mean"], arrays["scale"], arrays["unknown"]),
                low=arrays["low"],
                high=arrays["high"],
                linear=arrays["linear"],
                linear_share=share,
                forests=tuple(Trees.of_arrays(f"forest{place}", arrays) for place in range(int(count))),
                boosted=Trees.of_arrays("boosted", arrays),
                boosted_start=start,
                resampled=arrays["resampled"],
                calibration=Calibration(slope, intercept),
                base_rate=base_rate,
                card=card,
            )
        except (KeyError, ValueError):
            raise PanelError("onset.weights") from None
        wide = (len(weights.features) + len(weights.design.unknown) + 1,)
        per_feature = {weights.design.mean.shape, weights.design.scale.shape, weights.low.shape}
        if (
            per_feature | {weights.high.shape} != {(len(weights.features),)}
            or weights.linear.shape != wide
            or weights.resampled.shape[1:] != wide
        ):
            raise PanelError("onset.weights")
        return weights


class OnsetModel:
    """The estimator: `fit`, `predict`, `score`.

    Args:
        trees: how many trees each forest and the boosting have.
        recent_years: over how many last base years the base rate is told.
        resamples: how many refits on resampled countries make the range.
        record_years, record_step: without a record of earlier forecasts, `fit` makes its own from windows
            that end every so many of these last years.
        seed: of forests, boosting and resampling.

    Attributes:
        weights_: the fitted `OnsetWeights`.
    """

    weights_: OnsetWeights

    def __init__(
        self,
        *,
        trees: int = 100,
        recent_years: int = 20,
        resamples: int = 0,
        record_years: int = 20,
        record_step: int = 4,
        seed: int = 20231231,
    ) -> None:
        self.trees = trees
        self.recent_years = recent_years
        self.resamples = resamples
        self.record_years = record_years
        self.record_step = record_step
        self.seed = seed

    def fit(
        self,
        x: FloatArray,
        y: IntArray,
        *,
        features: tuple[str, ...],
        country: IntArray,
        year: IntArray,
        past: Past | None = None,
    ) -> OnsetModel:
        """Fit on rows of country-years.

        Args:
            x: (rows, features), NaN where not known.
            y: (rows,), 1 where an onset came within two years.
            features: names of the columns.
            country: (rows,), a number per country; resamples take countries whole.
            year: (rows,), base years.
            past: what models of earlier windows said of base years up to the last of `year`; without it,
                the model looks back by itself.

        Raises:
            PanelError: `onset.no_events`.
        """
        if not 0 < y.sum() < len(y):
            raise PanelError("onset.no_events", rows=len(y))
        if past is None:
            past = self._look_back(x, y, features, country, year)
        self.weights_ = self._fit(x, y, features, country, year, learn(past, now=int(year.max())))
        return self

    def predict(self, x: FloatArray) -> FloatArray:
        """Risk of onset within two years, (rows,)."""
        return self.weights_.predict(x)

    def score(self, x: FloatArray, y: IntArray) -> float:
        """Area under the curve."""
        return auc(y, self.predict(x))

    def _fit(
        self,
        x: FloatArray,
        y: IntArray,
        features: tuple[str, ...],
        country: IntArray,
        year: IntArray,
        calibration: Calibration,
    ) -> OnsetWeights:
        design = Design.of(x, year)
        seen = design(x)
        lean = members.leanings(features)
        count = members.linear_count(lean)
        boosted, start = members.boosted(seen, y, trees=self.trees, seed=self.seed)
        rng = np.random.default_rng(self.seed)
        wide = seen.shape[1] + 1
        resampled = [
            members.linear(seen, y, lean, members.drawn(rng, country)) for _ in range(self.resamples)
        ]
        with np.errstate(invalid="ignore"):
            low = np.where(np.isnan(x).all(axis=0), np.nan, np.fmin.reduce(x, axis=0))
            high = np.where(np.isnan(x).all(axis=0), np.nan, np.fmax.reduce(x, axis=0))
        return OnsetWeights(
            features=features,
            design=design,
            low=low,
            high=high,
            linear=members.rounded(members.linear(seen, y, lean)),
            linear_share=count / (count + 3),
            forests=tuple(
                members.forest(seen, y, country, trees=self.trees, extra=extra, seed=self.seed)
                for extra in (True, False)
            ),
            boosted=boosted,
            boosted_start=float(members.rounded(np.array(start))),
            resampled=members.rounded(np.asarray(resampled).reshape(-1, wide)),
            calibration=calibration,
            base_rate=float(y[year > year.max() - self.recent_years].mean()),
        )

    def _look_back(
        self, x: FloatArray, y: IntArray, features: tuple[str, ...], country: IntArray, year: IntArray
    ) -> Past | None:
        """What models of earlier windows say of the years that followed, two and more after each window."""
        last = int(year.max())
        odds = np.full(len(y), np.nan)
        for window in range(last - self.record_years, last - 1, self.record_step):
            known = year <= window
            asked = (year >= window + 2) & (year < window + 2 + self.record_step)
            if known.any() and asked.any() and 0 < y[known].sum() < known.sum():
                fitted = OnsetModel(trees=self.trees, seed=self.seed)._fit(
                    x[known], y[known], features, country[known], year[known], Calibration()
                )
                odds[asked] = fitted.odds(x[asked])
        told = ~np.isnan(odds)
        return Past(odds[told], y[told], year[told]) if told.any() else None


def load_weights(where: Traversable | None = None) -> OnsetWeights:
    """The weights that hold: those learnt here, else those that ship; or those in a folder.

    Raises:
        PanelError: `onset.weights`.
    """
    return kept.held(kept.ONSET, _holding) if where is None else _read(where)


@functools.cache
def _holding(made: Path | None) -> OnsetWeights:
    return _read(made or resources.files("nadhir.forecasting.onset") / "weights")


def _read(where: Traversable) -> OnsetWeights:
    try:
        with np.load(io.BytesIO((where / ARRAYS).read_bytes()), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        return OnsetWeights.of_arrays(arrays, json.loads((where / CARD).read_text("utf-8")))
    except (ValueError, LookupError, TypeError, OSError, EOFError, zlib.error, zipfile.BadZipFile):
        raise PanelError("onset.weights") from None


def _line(seen: FloatArray, coef: FloatArray) -> FloatArray:
    return np.asarray(seen @ coef[:-1] + coef[-1])


def _logit(probability: FloatArray) -> FloatArray:
    sure = np.clip(probability, _SURE, 1 - _SURE)
    return np.asarray(np.log(sure / (1 - sure)))


def _stretch(start: float, end: FloatArray) -> FloatArray:
    """How many log odds a step of probability is worth on the way from start to end."""
    apart = end - start
    near = np.abs(apart) < 1e-9
    slope = 1.0 / (start * (1.0 - start))
    whole = _logit(end) - float(_logit(np.array(start)))
    return np.where(near, slope, whole / np.where(near, 1.0, apart))


def _sigmoid(odds: FloatArray) -> FloatArray:
    return np.asarray(1.0 / (1.0 + np.exp(-odds)), dtype=np.float64)
