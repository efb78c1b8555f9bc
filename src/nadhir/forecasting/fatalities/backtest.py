"""How well do simple forecasts tell deaths by country and month? The protocol of the ViEWS challenge.

For a window Y: history up to October of Y−1, draws for January to December of Y, scored against the
challenge's actuals over every country and month. The mean is ruled by a few months of a few wars, so every
window, the median country and a score on the log scale stand beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from nadhir.errors import PanelError
from nadhir.forecasting.fatalities.conflictology import Conflictology, year_ahead
from nadhir.forecasting.panel import FloatArray, Panel, tables
from nadhir.forecasting.scores import crps, ignorance, interval_score

# month_id of ViEWS: (year − 1980) · 12 + month, so January 1990 is 121.
_EPOCH = 1980
_HORIZON = 12
_DRAWS = 1000
_SEED = 2018

Forecast = Callable[[FloatArray, np.random.Generator], FloatArray]


def _conflictology(history: FloatArray, _: np.random.Generator) -> FloatArray:
    return Conflictology().fit(history).predict(_HORIZON)


def _own_240(history: FloatArray, _: np.random.Generator) -> FloatArray:
    """Each country's own last twenty years."""
    return np.repeat(history[:, None, -240:], _HORIZON, axis=1)


def _bootstrap_240(history: FloatArray, rng: np.random.Generator) -> FloatArray:
    """The last twenty years of all countries together, the same for each: the challenge's bootstrap."""
    drawn = rng.choice(history[:, -240:].ravel(), _DRAWS)
    return np.broadcast_to(drawn, (len(history), _HORIZON, _DRAWS))


def _last_poisson(history: FloatArray, rng: np.random.Generator) -> FloatArray:
    rate = history[:, -1][:, None, None]
    return rng.poisson(rate, (len(history), _HORIZON, _DRAWS)).astype(np.float64)


def _zeros(history: FloatArray, _: np.random.Generator) -> FloatArray:
    return np.zeros((len(history), _HORIZON, 1))


FORECASTS: Mapping[str, Forecast] = {
    "conflictology": _conflictology,
    "own_240_months": _own_240,
    "bootstrap_240_months": _bootstrap_240,
    "last_value_poisson": _last_poisson,
    "zeros": _zeros,
}


def backtest(folder: Path) -> dict[str, dict[str, Any]]:
    """Forecast to window ("2018" … and "mean") to score.

    Scores: `crps`, `ign` and `mis` as the challenge defines them; `crps_median_country` over all countries
    and `crps_median_active` over those with deaths in the window (the median of all is near zero, since
    most countries had none); `crps_log`, the CRPS of log(1 + deaths). `ign` compares only forecasts with
    equally many draws.

    Raises:
        PanelError: `scores.files`, or see `nadhir.forecasting.panel.tables`.
    """
    months, countries, history = _history(folder)
    windows = {
        int(path.stem.rsplit("_", 1)[1]): path for path in sorted(folder.glob("views_cm_actuals_*.parquet"))
    }
    if not windows:
        raise PanelError("scores.files", folder=str(folder))
    found: dict[str, dict[str, Any]] = {name: {} for name in FORECASTS}
    for window, path in windows.items():
        january = (window - _EPOCH) * 12 + 1
        ids, actual = _actuals(path, january)
        rows = [countries.index(country) for country in ids]
        # A country that did not exist yet had no deaths to draw from.
        known = np.nan_to_num(history[rows][:, months <= january - 3])
        for name, forecast in FORECASTS.items():
            draws = forecast(known, np.random.default_rng(_SEED + window))
            found[name][str(window)] = _scores(draws, actual)
    for of in found.values():
        of["mean"] = {
            score: round(float(np.mean([of[str(window)][score] for window in windows])), 5)
            for score in of[str(next(iter(windows)))]
        }
    return found


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


def _history(folder: Path) -> tuple[FloatArray, list[int], FloatArray]:
    """Month ids, ViEWS country ids, and (countries, months) of state-based deaths."""
    file = tables.find(folder, "views_cm_history")
    header = file.columns()
    names = [name for name in header if name != "month_id"]
    rows = list(file.rows(counts=("month_id", *names)))
    months = np.array([tables.whole(file, row, "month_id") for row in rows], dtype=np.float64)
    grid = np.array([[np.nan if row.number[n] is None else row.number[n] for n in names] for row in rows])
    return months, [int(name) for name in names], grid.T.astype(np.float64)


def _actuals(path: Path, january: int) -> tuple[list[int], FloatArray]:
    """Country ids and (countries, 12) of what came."""
    frame = pl.read_parquet(path).filter(pl.col("month_id").is_between(january, january + _HORIZON - 1))
    ids = sorted(set(frame["country_id"].to_list()))
    actual = np.full((len(ids), _HORIZON), np.nan)
    row_of = {country: row for row, country in enumerate(ids)}
    for month, country, outcome in frame.select("month_id", "country_id", "outcome").iter_rows():
        actual[row_of[country], month - january] = outcome
    if bool(np.isnan(actual).any()):
        raise PanelError("panel.file_unreadable", file=path.name)
    return ids, actual


def _scores(draws: FloatArray, actual: FloatArray) -> dict[str, float]:
    by_cell = crps(draws, actual)
    by_country = by_cell.mean(axis=1)
    return {
        "crps": round(float(by_cell.mean()), 4),
        "ign": round(float(ignorance(draws, actual).mean()), 4),
        "mis": round(float(interval_score(draws, actual).mean()), 4),
        "crps_median_country": round(float(np.median(by_country)), 4),
        "crps_median_active": round(float(np.median(by_country[actual.sum(axis=1) > 0])), 4),
        "crps_log": round(float(crps(np.log1p(draws), np.log1p(actual)).mean()), 5),
    }
