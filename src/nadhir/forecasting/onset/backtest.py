"""What would the onset model have said, and what came? The rolling back-test, as EWP judges itself.

For T = 1991 … train on base years up to T (their labels reach T + 2) and predict base year T + 2. An
outcome year is judged by the largest risk and the best rank over the two base years before it. Every
choice is made inside each training window. Figures are final vintages, not what was known at the time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nadhir.errors import PanelError
from nadhir.forecasting.onset import training
from nadhir.forecasting.onset.features import FEATURES
from nadhir.forecasting.onset.model import OnsetModel
from nadhir.forecasting.onset.training import Examples
from nadhir.forecasting.panel import FloatArray, build
from nadhir.forecasting.scores import IntArray, Ranked, brier, calibration, with_intervals

FIRST_WINDOW = 1991
_TIES_SEED = 1991
_BOOTSTRAP_SEED = 2023

Predictor = Callable[[Examples, IntArray, IntArray], FloatArray]


@dataclass(frozen=True, slots=True)
class Backtest:
    """Outcome of a back-test, ready for a table or JSON.

    Attributes:
        scores: forecast to statistic to interval, JSON-safe; "model", the baselines, "reference".
        differences: forecast minus reference, paired, likewise (empty without a reference).
        probability: Brier score, calibration slope and intercept of the model on base years.
        country_years, onsets: what was judged.
        years: first and last outcome year.
    """

    scores: dict[str, dict[str, dict[str, float]]]
    differences: dict[str, dict[str, dict[str, float]]]
    probability: dict[str, float]
    country_years: int
    onsets: int
    years: tuple[int, int]

    def as_json(self) -> dict[str, Any]:
        baselines = {name: score for name, score in self.scores.items() if name not in ("model", "reference")}
        return {
            "model": {**self.scores["model"], **self.probability},
            "baselines": baselines,
            "reference": self.scores.get("reference"),
            "differences_to_reference": self.differences,
            "judged": {
                "country_years": self.country_years,
                "onsets": self.onsets,
                "first_year": self.years[0],
                "last_year": self.years[1],
            },
        }


def backtest(folder: Path, *, replicates: int = 1000) -> Backtest:
    """Run the rolling back-test on the tables in `folder`.

    Raises:
        PanelError: see `nadhir.forecasting.panel.build.build`, or `backtest.too_short`.
    """
    panel = build.build(folder, first_year=training.FIRST_YEAR)
    rows = training.examples(folder, panel)
    reference = training.reference(folder, panel)
    risks = {name: roll(rows, predictor) for name, predictor in PREDICTORS.items()}
    judged = {name: _judge(rows, risk) for name, risk in risks.items()}
    judged_rows = next(iter(judged.values()))
    keys = {(int(c), int(y)) for c, y in zip(judged_rows[1], judged_rows[2], strict=True)}
    if reference is not None:
        keys &= {(int(c), int(y)) for c, y in zip(reference.country, reference.year, strict=True)}
    ranked = {name: _only(keys, *found) for name, found in judged.items()}
    if reference is not None:
        found = Ranked(reference.onset, reference.risk, reference.rank, reference.country)
        ranked["reference"] = _only(keys, found, reference.country, reference.year)
    scores, differences = with_intervals(
        ranked,
        replicates=replicates,
        rng=np.random.default_rng(_BOOTSTRAP_SEED),
        against="reference" if reference is not None else None,
    )
    outcome_years = [year for _, year in keys]
    return Backtest(
        scores={name: {s: found.as_json() for s, found in of.items()} for name, of in scores.items()},
        differences={name: {s: d.as_json() for s, d in of.items()} for name, of in differences.items()},
        probability=_probability(rows, risks["model"]),
        country_years=len(keys),
        onsets=int(ranked["model"].happened.sum()),
        years=(min(outcome_years), max(outcome_years)),
    )


def roll(rows: Examples, predictor: Predictor) -> FloatArray:
    """(rows,), the risk that each base year was given from the window two years before; NaN before.

    Raises:
        PanelError: `backtest.too_short`.
    """
    risk = np.full(len(rows.year), np.nan)
    last = int(rows.year.max())
    if last < FIRST_WINDOW + 2:
        raise PanelError("backtest.too_short", last=last, needed=FIRST_WINDOW + 2)
    for window in range(FIRST_WINDOW, last - 1):
        known = np.flatnonzero((rows.year <= window) & ~np.isnan(rows.within_two_years))
        asked = np.flatnonzero(rows.year == window + 2)
        risk[asked] = predictor(rows, known, asked)
    return risk


def _model(rows: Examples, known: IntArray, asked: IntArray) -> FloatArray:
    model = OnsetModel().fit(
        rows.X[known],
        rows.within_two_years[known].astype(np.int64),
        features=FEATURES,
        country=rows.country[known],
        year=rows.year[known],
    )
    return model.predict(rows.X[asked])


def _column(name: str) -> Predictor:
    place = FEATURES.index(name)
    return lambda rows, _, asked: np.nan_to_num(rows.X[asked, place])


PREDICTORS: Mapping[str, Predictor] = {
    "model": _model,
    "battle_deaths": _column("state_based"),
    "past_attacks_on_civilians": _column("past_one_sided"),
    "infant_mortality": _column("infant_mortality"),
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
