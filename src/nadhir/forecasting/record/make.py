"""From the results of the back-tests to the track record, and how it is kept.

The onset back-test tells its rows: every judged country-year with the risks and ranks that were named
beforehand, and every base year with its risk and what came within two years. Forecasts of others enter as
aggregated scores only; what they said of a country is not kept.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from nadhir.doctrine.phrases import Reason
from nadhir.doctrine.text import Text
from nadhir.errors import PanelError
from nadhir.forecasting import kept
from nadhir.forecasting.outlook.sight import rounded
from nadhir.forecasting.outlook.watch import RISK_CLASSES
from nadhir.forecasting.panel import FloatArray, Panel
from nadhir.forecasting.record.track import (
    Bin,
    DeathsYear,
    Named,
    Published,
    Score,
    Surprise,
    TrackRecord,
    YearRecord,
)

if TYPE_CHECKING:
    from nadhir.forecasting.fatalities.backtest import CountryWindow, FatalitiesBacktest
    from nadhir.forecasting.onset.backtest import Backtest, JudgedRow

BOOK = "nadhir.forecasting.record"
FILE = "record.json"
FIRST = 30
SURPRISES = 5
# Names of forecasts in the back-tests.
MODEL, SHIPPED = "model", "shipped_figures"
_SLOPE = ("brier", "calibration_slope", "calibration_intercept", "mean_risk", "observed_rate")


def of_backtests(
    onset: Backtest,
    fatalities: FatalitiesBacktest | None = None,
    *,
    main: str | None = None,
    panel: Panel | None = None,
    version: str = "",
    vintage: str = "",
    made_on: str | None = None,
) -> TrackRecord:
    """The track record.

    Args:
        onset, fatalities: results of the two back-tests.
        main: which forecast of the onset back-test is the model; the others stand beside it. By default the
            one on the figures that ship, where the back-test had more than those: it is what people see.
        panel: for the civilians killed in the years named.
        version: of the model.
        vintage: the versions of the sources in words; by default those of the panel.
        made_on: the day, ISO 8601; there is no hidden clock.
    """
    if main is None:
        main = SHIPPED if SHIPPED in onset.scores else MODEL
    told = onset.as_json(main)
    scores = {MODEL: told["model"], **told["baselines"]}
    if told.get("reference"):
        scores["reference"] = told["reference"]
    about = told["judged"]
    notes = ("computed", "final_vintages", "noise", "labels", "two_years")
    return TrackRecord(
        made_on=made_on,
        version=version,
        vintage=vintage or (panel.vintage if panel else ""),
        first_year=about["first_year"],
        last_year=about["last_year"],
        country_years=about["country_years"],
        onsets=about["onsets"],
        scores={name: _intervals(of) for name, of in scores.items()},
        differences={name: _intervals(of) for name, of in (told["differences_to_reference"] or {}).items()},
        probability={name: told["model"][name] for name in _SLOPE if name in told["model"]},
        calibration=calibration_bins(
            [(row.risk[main], row.came) for row in onset.base_rows if main in row.risk]
        ),
        years=_years(onset.rows, main, panel),
        fatalities=_by_forecast(fatalities.scores) if fatalities else {},
        fatalities_difference=_intervals(fatalities.difference) if fatalities else {},
        deaths=_deaths(fatalities.rows) if fatalities else (),
        published=published(),
        notes=tuple(Reason(f"note.{name}", {}, BOOK) for name in notes),
    )


def calibration_bins(
    told: Sequence[tuple[float, bool]], edges: Sequence[float] = (0.0, *RISK_CLASSES, 1.0)
) -> tuple[Bin, ...]:
    """Base years, each with its risk and whether an onset came, by class of risk: what was said, and how
    often it came. Empty classes are left out."""
    risk = np.array([said for said, _ in told])
    came = np.array([happened for _, happened in told], dtype=np.float64)
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
    """The record that holds: the one made here, else the one that ships; or the one in a file.

    Raises:
        PanelError: `record.missing`, `record.damaged`.
    """
    if where is None:
        return kept.held(kept.RECORD, lambda made: _read((made or resources.files(BOOK)) / FILE))
    return _read(where)


def _read(source: Traversable) -> TrackRecord:
    try:
        return TrackRecord.of_json(json.loads(source.read_text("utf-8")))
    except FileNotFoundError:
        raise PanelError("record.missing", book=BOOK) from None
    except (OSError, LookupError, TypeError, ValueError, AttributeError):
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


def _years(rows: Iterable[JudgedRow], main: str, panel: Panel | None) -> tuple[YearRecord, ...]:
    judged = sorted(rows, key=lambda row: (row.year, row.rank[main], row.iso3))
    onsets = {(row.iso3, row.year) for row in judged if row.onset}
    killed = panel.one_sided() if panel else None
    years = []
    for year in sorted({row.year for row in judged}):
        here = [row for row in judged if row.year == year]
        named = [
            _named(row, main, onsets, panel, killed) for row in here if row.rank[main] <= FIRST or row.onset
        ]
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
    row: JudgedRow,
    main: str,
    onsets: set[tuple[str, int]],
    panel: Panel | None,
    killed: FloatArray | None,
) -> Named:
    figure = _killed(row, panel, killed) if panel is not None and killed is not None else None
    near = bool({(row.iso3, row.year - 1), (row.iso3, row.year + 1)} & onsets)
    return Named(row.iso3, rounded(row.risk[main]), row.rank[main], row.onset, near, figure)


def _killed(row: JudgedRow, panel: Panel, killed: FloatArray) -> int | None:
    if row.iso3 not in panel.iso3 or not panel.first_year <= row.year <= panel.last_year:
        return None
    figure = float(killed[panel.iso3.index(row.iso3), panel.column(row.year)])
    return None if np.isnan(figure) else int(figure)


def _by_forecast(
    told: Mapping[str, Mapping[str, Mapping[str, float]]],
) -> dict[str, dict[str, dict[str, float]]]:
    return {name: {str(window): dict(scores) for window, scores in of.items()} for name, of in told.items()}


def _deaths(rows: Iterable[CountryWindow]) -> tuple[DeathsYear, ...]:
    by_window: dict[int, list[CountryWindow]] = {}
    for row in rows:
        by_window.setdefault(row.window, []).append(row)
    years = []
    for window, here in sorted(by_window.items()):
        active, quiet = ([row for row in here if row.quiet is calm] for calm in (False, True))
        outside = [row for row in here if not row.low <= row.came <= row.high]
        outside.sort(key=lambda row: (-row.crps, row.iso3))
        years.append(
            DeathsYear(
                window=window,
                active=len(active),
                quiet=len(quiet),
                held_active=_held(active),
                held_quiet=_held(quiet),
                surprises=tuple(
                    Surprise(row.iso3, row.came, round(row.mean, 1), round(row.low, 1), round(row.high, 1))
                    for row in outside[:SURPRISES]
                ),
            )
        )
    return tuple(years)


def _held(rows: Sequence[CountryWindow]) -> float | None:
    return round(sum(row.low <= row.came <= row.high for row in rows) / len(rows), 3) if rows else None
