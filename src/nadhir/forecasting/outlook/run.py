"""A versioned run: the outlook of every country at one time, as a table that others can take.

The same figures, models, code and date give the same bytes. `Run` says what they were, so that a table
found years later can be told from another and made again.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nadhir
from nadhir.errors import PanelError
from nadhir.forecasting.onset.model import OnsetWeights
from nadhir.forecasting.outlook.ahead import AHEAD, OUTCOMES, DeathsForecast
from nadhir.forecasting.outlook.country import CountryOutlook
from nadhir.forecasting.outlook.make import Outlooks
from nadhir.forecasting.outlook.sight import BOOK, onset_version, panel_version
from nadhir.forecasting.outlook.watch import shipped_panel
from nadhir.forecasting.panel import Panel
from nadhir.forecasting.plain import plain

FORMATS = (".json", ".csv", ".parquet")

# Columns of the table that are whole numbers, or words; all others but one are figures.
_WHOLE = ("level", "rank", "of", "previous_rank", "deaths_12")
_WORDS: tuple[str, ...] = (
    "iso3",
    "name_ar",
    "name_en",
    "name_fr",
    "as_of",
    "raising",
    "easing",
    "factors",
    "indicators",
)
_WORDS += ("cases", "doubts", "version", "made_on")


@dataclass(frozen=True, slots=True)
class Run:
    """What a run was made of.

    Attributes:
        version: twelve hex digits that stand for all of the following but `made_on`.
        as_of: the newest month of the figures used, ISO 8601.
        data: version of the figures.
        onset, fatalities: versions of the models, seeds included.
        code: version of this package.
        vintage: the versions of the sources in words.
        made_on: the day, ISO 8601, as told by the caller; None where not told.
    """

    version: str
    as_of: str
    data: str
    onset: str
    fatalities: str
    code: str
    vintage: str
    made_on: str | None


@dataclass(frozen=True, slots=True)
class OutlookRun:
    """The outlook of every country that existed, the highest risk first."""

    run: Run
    outlooks: tuple[CountryOutlook, ...]

    def table(self) -> list[dict[str, Any]]:
        """One flat row for each country; the same columns in every row."""
        return [_row(outlook, self.run) for outlook in self.outlooks]

    def as_json(self) -> dict[str, Any]:
        """JSON-safe, with everything that is said of every country."""
        return {"run": plain(self.run), "outlooks": [outlook.as_json() for outlook in self.outlooks]}

    def write(self, path: Path) -> None:
        """Write to `path`: everything as `.json`, the table as `.csv` or `.parquet`. What was there stays
        until the new file is whole.

        Raises:
            PanelError: `run.format`.
        """
        if path.suffix not in FORMATS:
            raise PanelError("run.format", book=BOOK, file=path.name, formats=list(FORMATS))
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.new")
        if path.suffix == ".json":
            fresh.write_text(json.dumps(self.as_json(), ensure_ascii=False, allow_nan=False) + "\n", "utf-8")
        elif path.suffix == ".csv":
            fresh.write_bytes(_csv(self.table()))
        else:
            _parquet(self.table(), fresh)
        os.replace(fresh, path)  # noqa: PTH105 - replaces on every system


def outlook_run(
    as_of: str | None = None,
    *,
    panel: Panel | None = None,
    weights: OnsetWeights | None = None,
    fatalities: DeathsForecast | None = None,
    countries: Sequence[str] | None = None,
    made_on: str | None = None,
) -> OutlookRun:
    """The outlook of all countries, or of `countries` only.

    Args:
        as_of: a month, "2022-10", or a year, meaning its December; by default the newest.
        panel, weights, fatalities: other figures and models than those that ship.
        made_on: the day of the run; there is no hidden clock.

    Raises:
        PanelError: see `nadhir.forecasting.outlook.make.country_outlook`.
    """
    several = Outlooks(panel or shipped_panel(), weights, fatalities, as_of)
    sight = several.sight
    run = Run(
        version=sight.version,
        as_of=sight.as_of,
        data=panel_version(sight.panel),
        onset=onset_version(sight.weights, sight.x()),
        fatalities=sight.fatalities.version,
        code=nadhir.__version__,
        vintage=sight.panel.vintage,
        made_on=made_on,
    )
    if countries is None:
        for outcome in OUTCOMES:
            sight.draws(outcome, AHEAD[outcome])  # of all countries at once
    wanted = several.countries if countries is None else tuple(countries)
    return OutlookRun(run, tuple(several.of(iso3) for iso3 in wanted))


def _row(outlook: CountryOutlook, run: Run) -> dict[str, Any]:
    onset = outlook.onset
    row: dict[str, Any] = {
        "iso3": outlook.iso3,
        "name_ar": outlook.name.ar,
        "name_en": outlook.name.en,
        "name_fr": outlook.name.fr,
        "as_of": outlook.as_of,
        "risk": onset.risk,
        "risk_low": onset.low,
        "risk_high": onset.high,
        "base_rate": onset.base_rate,
        "level": onset.level,
        "rank": onset.rank,
        "of": onset.of,
        "previous_risk": onset.previous_risk,
        "previous_rank": onset.previous_rank,
        "raising": " ".join(driver.group for driver in outlook.raising),
        "easing": " ".join(driver.group for driver in outlook.easing),
        "factors": " ".join(dict.fromkeys(id_ for driver in outlook.raising for id_ in driver.factors)),
        "indicators": " ".join(dict.fromkeys(id_ for driver in outlook.raising for id_ in driver.indicators)),
        "cases": " ".join(f"{case.iso3}-{case.year}:{case.came}" for case in outlook.cases),
        "doubts": " ".join(doubt.code for doubt in outlook.doubts),
        "little_to_go_on": outlook.little_to_go_on,
        "deaths_12": sum(outlook.history.deaths[-12:]),
    }
    for outcome in OUTCOMES:
        ahead = outlook.deaths.get(outcome)
        row |= {
            f"{outcome}_mean": ahead.year_mean if ahead else None,
            f"{outcome}_low": ahead.year_low if ahead else None,
            f"{outcome}_high": ahead.year_high if ahead else None,
            f"{outcome}_chance_25": ahead.chance_25 if ahead else None,
            f"{outcome}_chance_100": ahead.chance_100 if ahead else None,
            f"{outcome}_chance_1000": ahead.chance_1000 if ahead else None,
        }
    return {**row, "version": run.version, "made_on": run.made_on}


def _csv(table: Sequence[dict[str, Any]]) -> bytes:
    out = io.StringIO()
    if table:
        writer = csv.DictWriter(out, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
    return out.getvalue().encode()


def _parquet(table: Sequence[dict[str, Any]], path: Path) -> None:
    import polars as pl

    kinds: dict[str, pl.DataType] = {name: pl.Int64() for name in _WHOLE}
    kinds |= {name: pl.String() for name in _WORDS} | {"little_to_go_on": pl.Boolean()}
    names = list(table[0]) if table else []
    frame = pl.DataFrame(list(table), schema={name: kinds.get(name, pl.Float64()) for name in names})
    frame.write_parquet(path)
