"""What the onset model is trained and judged on: country-years with labels, and EWP's own forecasts.

The labels are the mass-killing coding of the Early Warning Project (EWP). Its tables state no licence, so
they are read here for training and scoring and no row of them is shipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nadhir.errors import PanelError
from nadhir.forecasting.onset.features import EXTENDED, FEATURES, matrix
from nadhir.forecasting.panel import FloatArray, Panel, Source, Tables
from nadhir.forecasting.scores import IntArray

LABELS, FORECASTS = "ewp_predictors", "ewp_forecasts"


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Country-years, one per entry.

    Attributes:
        X: (rows, features), NaN where not known.
        features: names of the columns.
        within_two_years: (rows,), 1 or 0, NaN where the two years are not over.
        onset: (rows,), 1 where a mass killing started in the year itself.
        country: (rows,), a row of the panel.
        year: (rows,), base years.
        iso3: the countries of the panel.
        source: of the labels.
    """

    X: FloatArray
    features: tuple[str, ...]
    within_two_years: FloatArray
    onset: IntArray
    country: IntArray
    year: IntArray
    iso3: tuple[str, ...]
    source: Source

    def only(self, features: Sequence[str]) -> Examples:
        """The same country-years with fewer features."""
        places = [self.features.index(name) for name in features]
        return Examples(
            self.X[:, places],
            tuple(features),
            self.within_two_years,
            self.onset,
            self.country,
            self.year,
            self.iso3,
            self.source,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """EWP's rolling forecasts: outcome years, onsets, largest risk and best rank of the two years before."""

    country: IntArray
    year: IntArray
    onset: IntArray
    risk: FloatArray
    rank: FloatArray
    source: Source


def available(panel: Panel) -> tuple[str, ...]:
    """The features that the panel's figures allow: those that ship, and of the others those known of any
    country in the panel's last ten years."""
    known = np.zeros(len(EXTENDED), dtype=np.bool_)
    for year in range(max(panel.last_year - 9, panel.first_year), panel.last_year + 1):
        known |= ~np.isnan(matrix(panel, year, EXTENDED)).all(axis=0)
    return tuple(name for name, there in zip(EXTENDED, known, strict=True) if there or name in FEATURES)


def examples(tables: Tables, panel: Panel, features: Sequence[str] = FEATURES) -> Examples:
    """EWP's country-years with this panel's features; a State that the panel does not hold is left out.

    Raises:
        PanelError: `panel.table_missing`, `panel.columns_missing`, `panel.duplicate`.
    """
    table = tables.needed(LABELS)
    wanted = ("iso3", "year", "mk_onset_1or2", "mk_onset")
    missing = [name for name in wanted if name not in table.frame.columns]
    if missing:
        raise PanelError("panel.columns_missing", file=table.source.file, columns=missing)
    place = {iso3: row for row, iso3 in enumerate(panel.iso3)}
    rows: dict[tuple[int, int], tuple[float, int]] = {}
    for number, (iso3, year, label, onset) in enumerate(table.frame.select(wanted).iter_rows(), start=2):
        if iso3 not in place or year < panel.first_year or year > panel.last_year:
            continue
        key = place[iso3], int(year)
        if key in rows:
            raise PanelError(
                "panel.duplicate", file=table.source.file, row=number, country=iso3, time=str(year)
            )
        rows[key] = np.nan if label is None else float(label), int(onset or 0)
    keys = sorted(rows, key=lambda key: (key[1], key[0]))
    by_year = {year: matrix(panel, year, features) for year in sorted({year for _, year in keys})}
    return Examples(
        X=np.array([by_year[year][country] for country, year in keys]).reshape(-1, len(features)),
        features=tuple(features),
        within_two_years=np.array([rows[key][0] for key in keys]),
        onset=np.array([rows[key][1] for key in keys], dtype=np.int64),
        country=np.array([country for country, _ in keys], dtype=np.int64),
        year=np.array([year for _, year in keys], dtype=np.int64),
        iso3=panel.iso3,
        source=table.source,
    )


def reference(tables: Tables, panel: Panel) -> Reference | None:
    """EWP's own forecasts where the folder has them."""
    if FORECASTS not in tables:
        return None
    table = tables.needed(FORECASTS)
    place = {iso3: row for row, iso3 in enumerate(panel.iso3)}
    found = [
        (place[iso3], year, onset or 0, risk, rank)
        for iso3, year, onset, risk, rank in table.frame.select(
            "iso3", "year", "mk_onset", "maxrisk2", "minrank2"
        ).iter_rows()
        # A State in its first years has no forecast before it.
        if iso3 in place and risk is not None and rank is not None
    ]
    columns = np.array(found, dtype=np.float64).reshape(-1, 5).T
    return Reference(
        country=columns[0].astype(np.int64),
        year=columns[1].astype(np.int64),
        onset=columns[2].astype(np.int64),
        risk=columns[3],
        rank=columns[4],
        source=table.source,
    )
