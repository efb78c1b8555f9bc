"""From the results of the back-tests to the track record, and how it is kept.

The onset back-test must tell its rows: every judged country-year with the risks and ranks that were named
beforehand, and every base year with its risk and what came within two years. Forecasts of others enter as
aggregated scores only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from nadhir.doctrine.phrases import Reason
from nadhir.doctrine.text import Text
from nadhir.errors import PanelError
from nadhir.forecasting.outlook.sight import rounded
from nadhir.forecasting.outlook.watch import RISK_CLASSES
from nadhir.forecasting.panel import FloatArray, Panel
from nadhir.forecasting.record.track import Bin, Named, Published, Score, TrackRecord, YearRecord

BOOK = "nadhir.forecasting.record"
FIRST = 30
MODEL = "model"
_SLOPE = ("brier", "calibration_slope", "calibration_intercept", "mean_risk", "observed_rate")


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A country-year that was judged.

    Attributes:
        onset: whether a mass killing started in that year.
        risk, rank: the largest risk and the best rank that the model named in the two years before.
    """

    iso3: str
    year: int
    onset: bool
    risk: float
    rank: int


@dataclass(frozen=True, slots=True)
class BaseRow:
    """A base year: the risk named then, and whether an onset came in one of the two years after."""

    iso3: str
    year: int
    risk: float
    came: bool


def make(
    onset: Mapping[str, Any],
    fatalities: Mapping[str, Any],
    *,
    rows: Iterable[JudgedRow],
    base_rows: Iterable[BaseRow],
    panel: Panel | None = None,
    version: str = "",
    vintage: str = "",
    made_on: str | None = None,
) -> TrackRecord:
    """The track record.

    Args:
        onset: what `Backtest.as_json()` of the onset model tells.
        fatalities: what the back-test of deaths tells: forecast to window to score, or `model` and
            `baselines` apart.
        rows: every judged country-year.
        base_rows: every base year whose two years are over.
        panel: for the civilians killed in the years named.
    """
    judged = sorted(rows, key=lambda row: (row.year, row.rank, row.iso3))
    scores = {MODEL: onset["model"], **onset["baselines"]}
    if onset.get("reference"):
        scores["reference"] = onset["reference"]
    about = onset["judged"]
    return TrackRecord(
        made_on=made_on,
        version=version,
        vintage=vintage,
        first_year=about["first_year"],
        last_year=about["last_year"],
        country_years=about["country_years"],
        onsets=about["onsets"],
        scores={name: _intervals(told) for name, told in scores.items()},
        differences={
            name: _intervals(told) for name, told in (onset.get("differences_to_reference") or {}).items()
        },
        probability={name: onset["model"][name] for name in _SLOPE if name in onset["model"]},
        calibration=calibration_bins(base_rows),
        years=_years(judged, panel),
        fatalities=_by_forecast(fatalities),
        published=published(),
        notes=tuple(
            Reason(f"note.{name}", {}, BOOK)
            for name in ("computed", "final_vintages", "noise", "labels", "two_years")
        ),
    )


def calibration_bins(
    rows: Iterable[BaseRow], edges: Sequence[float] = (0.0, *RISK_CLASSES, 1.0)
) -> tuple[Bin, ...]:
    """Base years by class of risk: what was said, and how often it came. Empty classes are left out."""
    told = list(rows)
    risk = np.array([row.risk for row in told])
    came = np.array([row.came for row in told], dtype=np.float64)
    bins = []
    for low, high in pairwise(edges):
        inside = (risk >= low) & ((risk < high) | (high == edges[-1]))
        count, onsets = int(inside.sum()), int(came[inside].sum())
        if count:
            bottom, top = wilson(onsets, count)
            bins.append(
                Bin(
                    low=low,
                    high=high,
                    forecast=round(float(risk[inside].mean()), 5),
                    observed=round(onsets / count, 5),
                    observed_low=round(bottom, 5),
                    observed_high=round(top, 5),
                    count=count,
                    onsets=onsets,
                )
            )
    return tuple(bins)


def wilson(happened: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927); it does not know that years of one country hang together."""
    share = happened / count
    middle = share + z**2 / (2 * count)
    half = z * float(np.sqrt(share * (1 - share) / count + z**2 / (4 * count**2)))
    scale = 1 + z**2 / count
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def published() -> tuple[Published, ...]:
    """What others published of their own forecasts (`published.yaml`)."""
    text = (resources.files(BOOK) / "published.yaml").read_text("utf-8")
    return tuple(
        Published(
            id=told["id"],
            title=Text.of(told["title"]),
            citation=told["citation"],
            figures=tuple(told["figures"]),
            note=Text.of(told["note"]),
        )
        for told in yaml.safe_load(text)
    )


def load(where: Traversable | None = None) -> TrackRecord:
    """The record that ships with the package, or the one in a file.

    Raises:
        PanelError: `record.missing`, `record.damaged`.
    """
    source = where or resources.files(BOOK) / "record.json"
    try:
        return TrackRecord.of_json(json.loads(source.read_text("utf-8")))
    except FileNotFoundError:
        raise PanelError("record.missing", book=BOOK) from None
    except (KeyError, TypeError, ValueError):
        raise PanelError("record.damaged", book=BOOK) from None


def write(record: TrackRecord, path: Path) -> None:
    """Write the record; the same record gives the same bytes, and what was there stays until it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    data = record.as_json()
    years = ",\n".join(
        "  " + json.dumps(year, ensure_ascii=False, separators=(",", ":")) for year in data["years"]
    )
    rest = json.dumps(
        {name: told for name, told in data.items() if name != "years"}, indent=1, ensure_ascii=False
    )
    fresh.write_text(f'{rest[:-2]},\n "years": [\n{years}\n ]\n}}\n', "utf-8")
    os.replace(fresh, path)  # noqa: PTH105 - replaces on every system


def _intervals(told: Mapping[str, Any]) -> dict[str, Score]:
    return {
        name: Score(figure["value"], figure["low"], figure["high"])
        for name, figure in told.items()
        if isinstance(figure, Mapping)
    }


def _years(rows: Sequence[JudgedRow], panel: Panel | None) -> tuple[YearRecord, ...]:
    onsets = {(row.iso3, row.year) for row in rows if row.onset}
    killed = panel.one_sided() if panel else None
    years = []
    for year in sorted({row.year for row in rows}):
        here = [row for row in rows if row.year == year]
        named = [_named(row, onsets, panel, killed) for row in here if row.rank <= FIRST or row.onset]
        years.append(
            YearRecord(
                year=year,
                countries=len(here),
                listed=tuple(one for one in named if one.rank <= FIRST),
                missed=tuple(one for one in named if one.rank > FIRST),
            )
        )
    return tuple(years)


def _named(
    row: JudgedRow, onsets: set[tuple[str, int]], panel: Panel | None, killed: FloatArray | None
) -> Named:
    figure = _killed(row, panel, killed) if panel is not None and killed is not None else None
    near = bool({(row.iso3, row.year - 1), (row.iso3, row.year + 1)} & onsets)
    return Named(row.iso3, rounded(row.risk), row.rank, row.onset, near, figure)


def _killed(row: JudgedRow, panel: Panel, killed: FloatArray) -> int | None:
    if row.iso3 not in panel.iso3 or not panel.first_year <= row.year <= panel.last_year:
        return None
    figure = float(killed[panel.iso3.index(row.iso3), panel.column(row.year)])
    return None if np.isnan(figure) else int(figure)


def _by_forecast(told: Mapping[str, Any]) -> dict[str, dict[str, dict[str, float]]]:
    """Forecast to window to score, whichever way the back-test tells it."""
    flat = dict(told)
    if isinstance(flat.get("baselines"), Mapping):
        flat = {MODEL: flat[MODEL], **flat["baselines"]} if MODEL in flat else dict(flat["baselines"])
    return {
        name: {
            str(window): {
                score: float(value) for score, value in scores.items() if isinstance(value, (int, float))
            }
            for window, scores in of.items()
            if isinstance(scores, Mapping)
        }
        for name, of in flat.items()
        if isinstance(of, Mapping)
    }
