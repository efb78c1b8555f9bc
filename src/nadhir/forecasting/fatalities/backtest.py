"""How well are deaths foretold by country and month? The model beside every baseline, window by window.

The protocol of the ViEWS challenge (`nadhir.forecasting.fatalities.challenge`). The model is learnt anew for
every window from what was known then, its choices included. The mean is ruled by a few months of a few wars,
so every window, the median country and scores on the log scale stand beside it. Figures are final vintages,
not what was known at the time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nadhir.errors import PanelError
from nadhir.forecasting.fatalities.baselines import BASELINES
from nadhir.forecasting.fatalities.challenge import GAP, YEAR, Challenge
from nadhir.forecasting.fatalities.conflictology import year_ahead
from nadhir.forecasting.fatalities.model import DRAWS, FatalitiesModel
from nadhir.forecasting.panel.grid import BoolArray, FloatArray, Panel
from nadhir.forecasting.scores.draws import (
    as_many,
    crps,
    crps_log,
    ignorance,
    interval_score,
    onset_log_score,
)

MODEL = "model"
BENCHMARK = "conflictology"
SCORES = (
    "crps",
    "ign",
    "mis",
    "onset_log_score",
    "crps_median_country",
    "crps_median_active",
    "crps_log",
)
_SEED = 2018
_REPLICATES = 1000


@dataclass(frozen=True, slots=True)
class CountryWindow:
    """What was foretold for a country in a window, and what came.

    Attributes:
        iso3, window: which.
        came: deaths of the twelve months.
        mean, low, high: what the model foretold for their sum, with its 5 % and 95 % quantiles.
        crps, crps_benchmark: mean over the months, of the model and of conflictology.
        quiet: no deaths in the twelve months before.
        chance: the model's chance of any deaths in the window.
    """

    iso3: str
    window: int
    came: float
    mean: float
    low: float
    high: float
    crps: float
    crps_benchmark: float
    quiet: bool
    chance: float


@dataclass(frozen=True, slots=True)
class FatalitiesBacktest:
    """Outcome of a back-test.

    Attributes:
        scores: forecast to window ("2018" … and "mean") to score; `model` and the baselines. `crps`, `ign`
            and `mis` as the challenge defines them; `onset_log_score` in bits for countries that had a quiet
            year; `crps_median_country` over all countries and `crps_median_active` over those with deaths in
            the window (the median of all is near zero, since most had none); `crps_log`. Smaller is better.
        difference: window to the mean CRPS of the model minus conflictology's, with a 95 % interval over
            countries drawn again.
        rows: every country and window.
        countries: how many were scored in each window.
    """

    scores: Mapping[str, Mapping[str, Mapping[str, float]]]
    difference: Mapping[str, Mapping[str, float]]
    rows: tuple[CountryWindow, ...]
    countries: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        """`model`, `baselines`, `difference_to_conflictology` and `judged`, JSON-safe."""
        return {
            MODEL: self.scores[MODEL],
            "baselines": {name: of for name, of in self.scores.items() if name != MODEL},
            "difference_to_conflictology": self.difference,
            "judged": {"countries": self.countries, "months": YEAR},
        }


def backtest(challenge: Challenge, *, progress: Callable[[str], None] | None = None) -> FatalitiesBacktest:
    """Foretell and score every window of `challenge`. About two seconds a window.

    Args:
        progress: called with each window before it is foretold.

    Raises:
        PanelError: `scores.files` without any window; `fatalities.too_short` where one has too little
            history before it; `fatalities.negative`.
    """
    if not challenge.windows:
        raise PanelError("scores.files", folder="–")
    scores: dict[str, dict[str, dict[str, float]]] = {name: {} for name in (MODEL, *BASELINES)}
    losses: dict[str, FloatArray] = {}
    rows: list[CountryWindow] = []
    for window, came in challenge.windows.items():
        if progress:
            progress(str(window))
        known = challenge.before[window]
        judged = ~np.isnan(came).any(axis=1)
        quiet = _quiet(known)[judged]
        model = FatalitiesModel(seed=_SEED + window).fit(known)
        found = model.predict(range(GAP, GAP + YEAR))[judged]
        scores[MODEL][str(window)] = score(found, came[judged], quiet)
        for name, baseline in BASELINES.items():
            simple = baseline(_SEED + window).fit(known).predict(YEAR)[judged]
            scores[name][str(window)] = score(simple, came[judged], quiet)
            if name == BENCHMARK:
                benchmark = crps(simple, came[judged]).mean(axis=1)
        own = crps(found, came[judged]).mean(axis=1)
        losses[str(window)] = own - benchmark
        names = [challenge.countries[row] for row in np.flatnonzero(judged)]
        rows += _rows(names, window, came[judged], found, (own, benchmark), quiet)
    for of in scores.values():
        of["mean"] = {name: round(float(np.mean([by[name] for by in of.values()])), 5) for name in SCORES}
    return FatalitiesBacktest(
        scores=scores,
        difference=_differences(losses),
        rows=tuple(rows),
        countries={window: len(loss) for window, loss in losses.items()},
    )


def score(draws: FloatArray, actual: FloatArray, quiet: BoolArray) -> dict[str, float]:
    """All scores of draws (countries, months, n) against what came (countries, months).

    Fewer draws than the model has are repeated for the scores that count them.
    """
    by_cell = crps(draws, actual)
    by_country = by_cell.mean(axis=1)
    active = actual.sum(axis=1) > 0
    many = as_many(draws, DRAWS)
    started = onset_log_score(many, actual, quiet)
    return {
        "crps": round(float(by_cell.mean()), 4),
        "ign": round(float(ignorance(many, actual).mean()), 4),
        "mis": round(float(interval_score(draws, actual).mean()), 4),
        "onset_log_score": round(float(started.mean()) if len(started) else 0.0, 5),
        # To a thousandth of a death: most countries had none, and a small chance of some costs less.
        "crps_median_country": round(float(np.median(by_country)), 3),
        "crps_median_active": round(float(np.median(by_country[active])) if active.any() else 0.0, 4),
        "crps_log": round(float(crps_log(draws, actual).mean()), 5),
    }


def range_coverage(panel: Panel, first: int = 2000) -> dict[str, float | int]:
    """How often the range of `conflictology.year_ahead` held the deaths of all kinds that came.

    Judged for every base year from `first` on; country-years with and without deaths in the twelve months
    before are counted apart.
    """
    held: dict[str, list[bool]] = {"with_deaths": [], "without_deaths": []}
    last = panel.first_month_year + panel.months // 12 - 1
    for year in range(first, last):
        history, came = panel.months_to(year, 12), panel.months_to(year + 1, 12).sum(axis=1)
        there = ~(np.isnan(history).any(axis=1) | np.isnan(came))
        ahead = year_ahead(history[there])
        inside = (ahead.low <= came[there]) & (came[there] <= ahead.high)
        quiet = ahead.mean == 0
        held["with_deaths"] += inside[~quiet].tolist()
        held["without_deaths"] += inside[quiet].tolist()
    shares = {name: round(float(np.mean(several)), 3) for name, several in held.items()}
    return {**shares, "country_years": sum(map(len, held.values())), "first": first, "last": last - 1}


def _quiet(known: FloatArray) -> BoolArray:
    return np.asarray(np.nansum(known[:, -YEAR:], axis=1) == 0)


def _rows(
    names: list[str],
    window: int,
    came: FloatArray,
    found: FloatArray,
    losses: tuple[FloatArray, FloatArray],
    quiet: BoolArray,
) -> list[CountryWindow]:
    total = found.sum(axis=1)
    low, high = np.quantile(total, [0.05, 0.95], axis=1)
    return [
        CountryWindow(
            iso3=name,
            window=window,
            came=float(came[row].sum()),
            mean=round(float(total[row].mean()), 2),
            low=float(low[row]),
            high=float(high[row]),
            crps=round(float(losses[0][row]), 4),
            crps_benchmark=round(float(losses[1][row]), 4),
            quiet=bool(quiet[row]),
            chance=round(float((total[row] > 0).mean()), 4),
        )
        for row, name in enumerate(names)
    ]


def _differences(losses: Mapping[str, FloatArray]) -> dict[str, dict[str, float]]:
    """Mean difference and 95 % interval, countries drawn again with replacement; "mean" over the windows."""
    rng = np.random.default_rng(_SEED)
    found = {}
    drawn = []
    for window, loss in losses.items():
        several = loss[rng.integers(0, len(loss), (_REPLICATES, len(loss)))].mean(axis=1)
        drawn.append(several)
        found[window] = _interval(float(loss.mean()), several)
    found["mean"] = _interval(
        float(np.mean([loss.mean() for loss in losses.values()])), np.mean(drawn, axis=0)
    )
    return found


def _interval(value: float, drawn: FloatArray) -> dict[str, float]:
    low, high = np.quantile(drawn, [0.025, 0.975])
    return {"value": round(value, 4), "low": round(float(low), 4), "high": round(float(high), 4)}
