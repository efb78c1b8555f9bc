"""What the onset model is trained and judged on: country-years with labels, and EWP's own forecasts.

The labels are the mass-killing coding of the Early Warning Project (EWP). Its tables state no licence, so
they are read here for training and scoring and no row of them is shipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nadhir.errors import PanelError
from nadhir.forecasting.onset.features import matrix
from nadhir.forecasting.panel import FloatArray, Panel, crosswalk, tables
from nadhir.forecasting.panel.tables import SourceFile
from nadhir.forecasting.scores import IntArray

# Far enough back that five years of coups lie before the first base year, 1960.
FIRST_YEAR = 1950


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Country-years, one per entry.

    Attributes:
        X: (rows, features), NaN where not known.
        within_two_years: (rows,), 1 or 0, NaN where the two years are not over.
        onset: (rows,), 1 where a mass killing started in the year itself.
        country: (rows,), a row of the panel.
        year: (rows,), base years.
        file: the table of labels.
    """

    X: FloatArray
    within_two_years: FloatArray
    onset: IntArray
    country: IntArray
    year: IntArray
    file: SourceFile


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """EWP's rolling forecasts: outcome years, onsets, largest risk and best rank of the two years before."""

    country: IntArray
    year: IntArray
    onset: IntArray
    risk: FloatArray
    rank: FloatArray
    file: SourceFile


def examples(folder: Path, panel: Panel) -> Examples:
    """EWP's country-years with this panel's features.

    Raises:
        PanelError: see `nadhir.forecasting.panel.tables`, or `panel.duplicate`.
    """
    file = tables.find(folder, "ewp_*_prepared_predictors")
    rows: dict[tuple[int, int], tuple[float, int]] = {}
    for row in file.rows(counts=("ccode", "year", "mk_onset_1or2", "mk_onset")):
        key = _key(panel, file, row)
        if key is None:
            continue
        if key in rows:
            raise PanelError(
                "panel.duplicate", file=file.name, row=row.line, country=panel.iso3[key[0]], time=str(key[1])
            )
        label = row.number["mk_onset_1or2"]
        rows[key] = (np.nan if label is None else label, tables.whole(file, row, "mk_onset"))
    keys = sorted(rows, key=lambda key: (key[1], key[0]))
    by_year = {year: matrix(panel, year) for year in sorted({year for _, year in keys})}
    return Examples(
        X=np.array([by_year[year][country] for country, year in keys]),
        within_two_years=np.array([rows[key][0] for key in keys]),
        onset=np.array([rows[key][1] for key in keys], dtype=np.int64),
        country=np.array([country for country, _ in keys], dtype=np.int64),
        year=np.array([year for _, year in keys], dtype=np.int64),
        file=file,
    )


def reference(folder: Path, panel: Panel) -> Reference | None:
    """EWP's own forecasts where the folder has them."""
    if not [*folder.glob("ewp_*_foos_forecasts.csv*")]:
        return None
    file = tables.find(folder, "ewp_*_foos_forecasts")
    found = []
    for row in file.rows(counts=("ccode", "year", "mk_onset", "maxrisk2", "minrank2")):
        key = _key(panel, file, row)
        risk, rank = row.number["maxrisk2"], row.number["minrank2"]
        # A State in its first years has no forecast before it.
        if key is not None and risk is not None and rank is not None:
            found.append((*key, tables.needed(file, row, "mk_onset"), risk, rank))
    columns = np.array(found).T
    return Reference(
        country=columns[0].astype(np.int64),
        year=columns[1].astype(np.int64),
        onset=columns[2].astype(np.int64),
        risk=columns[3],
        rank=columns[4],
        file=file,
    )


def _key(panel: Panel, file: SourceFile, row: tables.Row) -> tuple[int, int] | None:
    """Row and year in the panel; None for a State that ended before the panel's deaths begin."""
    year = tables.whole(file, row, "year")
    iso3 = crosswalk.iso3("cow", tables.whole(file, row, "ccode"), year)
    return (panel.iso3.index(iso3), year) if iso3 in panel.iso3 else None
