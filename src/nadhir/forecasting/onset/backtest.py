"""What would the onset model have said, and what came? The rolling back-test, as EWP judges itself.

For T = 1991 … train on base years up to T (their labels reach T + 2) and predict base year T + 2. An
outcome year is judged by the largest risk and the best rank over the two base years before it. Every
choice is made inside each training window: a window calibrates itself by what earlier windows said of base
years up to T. Figures are final vintages, not what was known at the time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nadhir.errors import PanelError
from nadhir.forecasting.onset.calibration import Past
from nadhir.forecasting.onset.features import FEATURES
from nadhir.forecasting.onset.model import OnsetModel
from nadhir.forecasting.onset.training import Examples, Reference
from nadhir.forecasting.panel import FloatArray
from nadhir.forecasting.scores import IntArray, Ranked, brier, calibration, with_intervals

FIRST_WINDOW = 1991
MODEL, SHIPPED, REFERENCE = "model", "shipped_figures", "reference"
# What the model is called beside the shipped one, where that is the main one.
ALL_FIGURES = "all_figures"
_MODELS = (MODEL, SHIPPED)
_TIES_SEED = 1991
_BOOTSTRAP_SEED = 2023
# How many years of its own a country must have seen to count as much as the world's rate.
_OWN_YEARS = 20.0

Predictor = Callable[[Examples, IntArray, IntArray], FloatArray]


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """An outcome year of a country: whether a mass killing started, and what each forecast had said."""

    iso3: str
    year: int
    onset: bool
    risk: Mapping[str, float]
    rank: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class BaseRow:
    """A base year whose two years are over: each model's risk then, and whether an onset came."""

    iso3: str
    year: int
    risk: Mapping[str, float]
    came: bool


@dataclass(frozen=True, slots=True)
class Backtest:
    """Outcome of a back-test, ready for a table or JSON.

    Attributes:
        scores: forecast to statistic to interval, JSON-safe; "model", the baselines, "reference".
        differences: forecast minus reference, paired, likewise (empty without a reference).
        probability: model to Brier score, calibration slope and intercept on base years.
        country_years, onsets: what was judged.
        years: first and last outcome year.
        rows: every judged country-year.
        base_rows: every base year whose two years are over, with what the models said.
        past: model to what it said before calibration, from which a final fit is calibrated.
    """

    scores: dict[str, dict[str, dict[str, float]]]
    differences: dict[str, dict[str, dict[str, float]]]
    probability: dict[str, dict[str, float]]
    country_years: int
    onsets: int
    years: tuple[int, int]
    rows: tuple[JudgedRow, ...]
    base_rows: tuple[BaseRow, ...]
    past: Mapping[str, Past]

    def as_json(self, main: str = MODEL) -> dict[str, Any]:
        """The contract's form, with the forecast `main` as the model."""
        names = {main: MODEL} if main == MODEL else {main: MODEL, MODEL: ALL_FIGURES}
        baselines = {
            names.get(name, name): {**score, **self.probability.get(name, {})}
            for name, score in self.scores.items()
            if name not in (main, REFERENCE)
        }
        return {
            "model": {**self.scores[main], **self.probability[main]},
            "baselines": baselines,
            "reference": self.scores.get(REFERENCE),
            "differences_to_reference": {
                names.get(name, name): told for name, told in self.differences.items()
            },
            "judged": {
                "country_years": self.country_years,
                "onsets": self.onsets,
                "first_year": self.years[0],
                "last_year": self.years[1],
            },
        }


def backtest(
    rows: Examples,
    reference: Reference | None = None,
    *,
    replicates: int = 1000,
    model: Callable[[], OnsetModel] = OnsetModel,
    progress: Callable[[str], None] | None = None,
) -> Backtest:
    """Run the rolling back-test.

    Args:
        rows: country-years with all the features at hand. Where those are more than ship, the model on
            shipped figures alone runs beside it as `shipped_figures`.
        reference: EWP's forecasts; only country-years that both judge are scored then.
        replicates: of the bootstrap over countries.
        model: makes an unfitted model.
        progress: told of every step, "model 1991".

    Raises:
        PanelError: `backtest.too_short`.
    """
    risks: dict[str, FloatArray] = {}
    past: dict[str, Past] = {}
    for name, seen in _variants(rows).items():
        predictor = Rolling(model, name, progress)
        risks[name] = roll(seen, predictor)
        past[name] = predictor.past(seen)
    risks |= {name: roll(rows, predictor) for name, predictor in BASELINES.items()}
    judged = {name: _judge(rows, risk) for name, risk in risks.items()}
    _, country, year = judged[MODEL]
    keys = {(int(c), int(y)) for c, y in zip(country, year, strict=True)}
    if reference is not None:
        keys &= {(int(c), int(y)) for c, y in zip(reference.country, reference.year, strict=True)}
    ranked = {name: _only(keys, *found) for name, found in judged.items()}
    if reference is not None:
        found = Ranked(reference.onset, reference.risk, reference.rank, reference.country)
        ranked[REFERENCE] = _only(keys, found, reference.country, reference.year)
    scores, differences = with_intervals(
        ranked,
        replicates=replicates,
        rng=np.random.default_rng(_BOOTSTRAP_SEED),
        against=REFERENCE if reference is not None else None,
    )
    outcome_years = [year for _, year in keys]
    return Backtest(
        scores={name: {s: found.as_json() for s, found in of.items()} for name, of in scores.items()},
        differences={name: {s: d.as_json() for s, d in of.items()} for name, of in differences.items()},
        probability={name: _probability(rows, risks[name]) for name in _MODELS if name in risks},
        country_years=len(keys),
        onsets=int(ranked[MODEL].happened.sum()),
        years=(min(outcome_years), max(outcome_years)),
        rows=_judged_rows(rows, sorted(keys), ranked),
        base_rows=_base_rows(rows, {name: risks[name] for name in _MODELS if name in risks}),
        past=past,
    )


def _variants(rows: Examples) -> dict[str, Examples]:
    shipped = tuple(name for name in rows.features if name in FEATURES)
    more = len(shipped) not in (0, len(rows.features))
    return {MODEL: rows, SHIPPED: rows.only(shipped)} if more else {MODEL: rows}


def roll(rows: Examples, predictor: Predictor) -> FloatArray:
    """(rows,), the risk that each base year was given from the window two years before; NaN before, and
    where a window has too few onsets to learn from.

    Raises:
        PanelError: `backtest.too_short`.
    """
    risk = np.full(len(rows.year), np.nan)
    last = int(rows.year.max()) if len(rows.year) else 0
    if last < FIRST_WINDOW + 2:
        raise PanelError("backtest.too_short", last=last, needed=FIRST_WINDOW + 2)
    for window in range(FIRST_WINDOW, last - 1):
        known = np.flatnonzero((rows.year <= window) & ~np.isnan(rows.within_two_years))
        asked = np.flatnonzero(rows.year == window + 2)
        happened = rows.within_two_years[known].sum()
        if 0 < happened < len(known):
            risk[asked] = predictor(rows, known, asked)
    return risk


class Rolling:
    """The model through its windows: each one is calibrated by what the earlier ones said."""

    def __init__(
        self,
        model: Callable[[], OnsetModel],
        name: str = MODEL,
        progress: Callable[[str], None] | None = None,
    ) -> None:
        self._model, self._name, self._progress = model, name, progress
        self._odds: dict[int, float] = {}

    def __call__(self, rows: Examples, known: IntArray, asked: IntArray) -> FloatArray:
        """Risks of the base years in `asked`, learned from those in `known`."""
        window = int(rows.year[known].max())
        if self._progress:
            self._progress(f"{self._name} {window}")
        fitted = self._model().fit(
            rows.X[known],
            rows.within_two_years[known].astype(np.int64),
            features=rows.features,
            country=rows.country[known],
            year=rows.year[known],
            past=self.past(rows, until=window),
        )
        odds = fitted.weights_.odds(rows.X[asked])
        self._odds |= dict(zip(asked.tolist(), odds.tolist(), strict=True))
        return np.asarray(1.0 / (1.0 + np.exp(-fitted.weights_.calibration(odds))))

    def past(self, rows: Examples, *, until: int = 9999) -> Past:
        """What was said of base years up to `until` whose outcome is known."""
        told = [
            place
            for place in self._odds
            if rows.year[place] <= until and not np.isnan(rows.within_two_years[place])
        ]
        return Past(
            np.array([self._odds[place] for place in told]),
            rows.within_two_years[told].astype(np.int64),
            rows.year[told],
        )


def _column(name: str) -> Predictor:
    return lambda rows, _, asked: np.nan_to_num(rows.X[asked, rows.features.index(name)])


def _history(rows: Examples, known: IntArray, asked: IntArray) -> FloatArray:
    """Each country's own rate of onsets so far, drawn to that of all."""
    wide = int(rows.country.max()) + 1
    happened = rows.within_two_years[known]
    count = np.bincount(rows.country[known], minlength=wide)
    onsets = np.bincount(rows.country[known], weights=happened, minlength=wide)
    rate = (onsets + _OWN_YEARS * happened.mean()) / (count + _OWN_YEARS)
    return np.asarray(rate[rows.country[asked]])


BASELINES: Mapping[str, Predictor] = {
    "battle_deaths": _column("state_based"),
    "past_attacks_on_civilians": _column("past_one_sided"),
    "infant_mortality": _column("infant_mortality"),
    "own_history": _history,
}


def _judge(rows: Examples, risk: FloatArray) -> tuple[Ranked, IntArray, IntArray]:
    """For every outcome year the largest risk and best rank of the two base years before."""
    rng = np.random.default_rng(_TIES_SEED)
    rank = np.full(len(risk), np.nan)
    for year in np.unique(rows.year):
        here = np.flatnonzero((rows.year == year) & ~np.isnan(risk))
        # Ties are broken at random: giving all of them the best rank would inflate recall.
        order = np.lexsort((rng.random(len(here)), -risk[here]))
        rank[here[order]] = np.arange(1, len(here) + 1)
    place = {(int(c), int(y)): i for i, (c, y) in enumerate(zip(rows.country, rows.year, strict=True))}
    happened, risks, ranks, countries, years = [], [], [], [], []
    for (country, year), i in place.items():
        before = [place[country, y] for y in (year - 1, year - 2) if (country, y) in place]
        before = [j for j in before if not np.isnan(risk[j])]
        if before:
            happened.append(rows.onset[i])
            risks.append(max(risk[j] for j in before))
            ranks.append(min(rank[j] for j in before))
            countries.append(country)
            years.append(year)
    country_column = np.array(countries, dtype=np.int64)
    ranked = Ranked(np.array(happened, dtype=np.int64), np.array(risks), np.array(ranks), country_column)
    return ranked, country_column, np.array(years, dtype=np.int64)


def _only(keys: set[tuple[int, int]], ranked: Ranked, country: IntArray, year: IntArray) -> Ranked:
    """The entries of `keys`, in one order for all forecasts."""
    place = {(int(c), int(y)): i for i, (c, y) in enumerate(zip(country, year, strict=True))}
    order = np.array([place[key] for key in sorted(keys)], dtype=np.int64)
    _, cluster = np.unique(country[order], return_inverse=True)
    return Ranked(ranked.happened[order], ranked.risk[order], ranked.rank[order], cluster.astype(np.int64))


def _judged_rows(
    rows: Examples, keys: list[tuple[int, int]], ranked: Mapping[str, Ranked]
) -> tuple[JudgedRow, ...]:
    return tuple(
        JudgedRow(
            iso3=rows.iso3[country],
            year=year,
            onset=bool(ranked[MODEL].happened[place]),
            risk={name: float(of.risk[place]) for name, of in ranked.items()},
            rank={name: int(of.rank[place]) for name, of in ranked.items()},
        )
        for place, (country, year) in enumerate(keys)
    )


def _base_rows(rows: Examples, risks: Mapping[str, FloatArray]) -> tuple[BaseRow, ...]:
    over = np.flatnonzero(~np.isnan(risks[MODEL]) & ~np.isnan(rows.within_two_years))
    return tuple(
        BaseRow(
            rows.iso3[rows.country[i]],
            int(rows.year[i]),
            {name: float(risk[i]) for name, risk in risks.items()},
            bool(rows.within_two_years[i]),
        )
        for i in over
    )


def _probability(rows: Examples, risk: FloatArray) -> dict[str, float]:
    known = ~np.isnan(risk) & ~np.isnan(rows.within_two_years)
    happened = rows.within_two_years[known].astype(np.int64)
    slope, intercept = calibration(happened, risk[known])
    return {
        "brier": round(brier(happened, risk[known]), 5),
        "calibration_slope": round(slope, 3),
        "calibration_intercept": round(intercept, 3),
        "mean_risk": round(float(risk[known].mean()), 5),
        "observed_rate": round(float(happened.mean()), 5),
    }
