"""Tables in, panel out: every source on one grid of countries and years, and one of months.

Takes the frames that `nadhir.sources.figures.read_folder` gives and knows nothing of files. The countries
and years are those of UCDP's yearly table: no other source says which States there were. Nothing is guessed:
a month of a State that did not exist, or two tables that contradict each other, stop the assembly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from nadhir.errors import PanelError
from nadhir.forecasting.panel.bundle import Table, Tables
from nadhir.forecasting.panel.columns import monthly_columns, yearly_columns
from nadhir.forecasting.panel.grid import KINDS, BoolArray, FloatArray, Panel, Source, check

if TYPE_CHECKING:
    import polars as pl

FIRST_UCDP_YEAR = 1989
# Far enough back that five years of coups lie before EWP's first base year, 1960.
FIRST_TRAINING_YEAR = 1950

_YEARS = "ucdp_ov"
_MONTHS = ("ucdp_ged_events", "ucdp_ged")
_PROVISIONAL = "ucdp_candidate"


def assemble(tables: Tables, *, first_year: int = FIRST_UCDP_YEAR) -> Panel:
    """The panel of `tables`, from `first_year` on.

    Years before 1989 have no deaths (NaN) and count no State as existing; they serve training. Every column
    of `columns.yaml` is there, NaN where no table tells of it.

    Raises:
        PanelError: `panel.table_missing`, `panel.file_empty`, `panel.country_unknown`, and what `check`
            raises.
    """
    years = tables.needed(_YEARS)
    if not years.frame.height:
        raise PanelError("panel.file_empty", file=years.source.file)
    frame = _Frame.of(years.frame, first_year)
    exists = np.zeros(frame.shape, dtype=np.bool_)
    rows, columns = frame.cells(years.frame)
    exists[rows, columns] = True
    yearly = {column.name: np.full(frame.shape, np.nan) for column in yearly_columns()}
    sources = [_fill(frame, years, yearly)]
    best = np.asarray(sum(yearly[kind] for kind in KINDS))
    sources[0] = replace(sources[0], bounds_widened=_widen(best, yearly))

    months = next((tables[name] for name in _MONTHS if name in tables), None) or tables.needed(_MONTHS[-1])
    monthly, of_months, provisional = _months(tables, months, frame, exists)
    sources += of_months
    for name, table in tables.items():
        if name in (_YEARS, _PROVISIONAL, *_MONTHS):
            continue
        grids = monthly if "month" in table.frame.columns else yearly
        if "iso3" in table.frame.columns and _known(table, grids):
            into = _fill_months if grids is monthly else _fill
            sources.append(into(frame, table, grids))
    panel = Panel(
        iso3=frame.iso3,
        first_year=first_year,
        exists=exists,
        yearly=yearly,
        first_month_year=FIRST_UCDP_YEAR,
        monthly=monthly,
        sources=tuple(sources),
        provisional_months=provisional,
    )
    check(panel)
    return panel


@dataclass(frozen=True, slots=True)
class _Frame:
    """The grid: countries down, years across."""

    iso3: tuple[str, ...]
    first_year: int
    last_year: int
    row_of: Mapping[str, int]

    @classmethod
    def of(cls, years: pl.DataFrame, first_year: int) -> _Frame:
        iso3 = tuple(sorted(set(years["iso3"].to_list())))
        last = int(years["year"].max())  # type: ignore[arg-type]
        return cls(iso3, first_year, last, {code: row for row, code in enumerate(iso3)})

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.iso3), self.last_year - self.first_year + 1

    def cells(self, table: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        """Row and column of every row of `table`; −1 for what lies outside the grid."""
        rows = np.array([self.row_of.get(code, -1) for code in table["iso3"].to_list()], dtype=np.int64)
        columns = table["year"].to_numpy().astype(np.int64) - self.first_year
        columns[(columns < 0) | (columns >= self.shape[1])] = -1
        return rows, columns


def _known(table: Table, grids: Mapping[str, FloatArray]) -> list[str]:
    """The columns of a table that the panel has."""
    return [name for name in table.frame.columns if name in grids]


def _left_out(frame: _Frame, table: Table) -> tuple[str, ...]:
    strangers = set(table.frame["iso3"].to_list()) - set(frame.iso3)
    return tuple(sorted({*table.source.left_out, *strangers}))


def _fill(frame: _Frame, table: Table, yearly: Mapping[str, FloatArray]) -> Source:
    """Put a table of country-years on the grid."""
    rows, columns = frame.cells(table.frame)
    inside = (rows >= 0) & (columns >= 0)
    names = _known(table, yearly)
    for name in names:
        grid = yearly[name]
        if table.absent != "unknown" and table.covers is not None:
            first = max(table.covers[0] - frame.first_year, 0)
            last = min(table.covers[1], frame.last_year) - frame.first_year + 1
            named = np.arange(len(frame.iso3)) if table.absent == "zero" else np.unique(rows[rows >= 0])
            if last > first:
                grid[named, first:last] = 0.0
        figures = table.frame[name].to_numpy().astype(np.float64)
        grid[rows[inside], columns[inside]] = figures[inside]
    return replace(table.source, left_out=_left_out(frame, table), columns=tuple(names))


def _months(
    tables: Tables, months: Table, frame: _Frame, exists: BoolArray
) -> tuple[dict[str, FloatArray], list[Source], int]:
    """The monthly grids, their sources, and how many of the last months are provisional."""
    offset = FIRST_UCDP_YEAR - frame.first_year
    alive = np.repeat(exists[:, offset:], 12, axis=1)
    later = tables.get(_PROVISIONAL)
    extra = _following(later, alive.shape[1]) if later is not None else 0
    if extra:
        alive = np.hstack([alive, np.repeat(alive[:, -1:], extra, axis=1)])
    monthly = {column.name: np.full(alive.shape, np.nan) for column in monthly_columns()}
    _events(frame, months, monthly, alive, 0, alive.shape[1] - extra)
    sources = [months.source]
    if later is not None and extra:
        _events(frame, later, monthly, alive, alive.shape[1] - extra, alive.shape[1])
        sources.append(later.source)
    # An event table has its columns wherever it was told of; else they stay unknown.
    sources[0] = replace(sources[0], bounds_widened=_widen(monthly["deaths"], monthly))
    return monthly, sources, extra


def _following(later: Table, months: int) -> int:
    """How many months a table of events goes on after the grid's end, without a gap."""
    there = {
        (year - FIRST_UCDP_YEAR) * 12 + month - 1
        for year, month in later.frame.select("year", "month").iter_rows()
    }
    extra = 0
    while months + extra in there:
        extra += 1
    return extra


def _events(
    frame: _Frame, table: Table, monthly: Mapping[str, FloatArray], alive: BoolArray, start: int, end: int
) -> None:
    """Sums of events on the months from `start` to `end`; a month without an event is a zero.

    Raises:
        PanelError: `panel.country_unknown` for a State that did not exist then; `panel.months_beyond` for a
            month after the years that are told of.
    """
    names = _known(table, monthly)
    figures = {name: table.frame[name].to_numpy().astype(np.float64) for name in names}
    for name in names:
        monthly[name][:, start:end][alive[:, start:end]] = 0.0
    keys = table.frame.select("iso3", "year", "month").rows()
    for at, (iso3, year, month) in enumerate(keys):
        column = (year - FIRST_UCDP_YEAR) * 12 + month - 1
        row = frame.row_of.get(iso3)
        if start and not start <= column < end:
            continue
        if column >= end:
            time = f"{year}-{month:02}"
            raise PanelError("panel.months_beyond", file=table.source.file, time=time, last=frame.last_year)
        if row is None or column < 0 or not alive[row, column]:
            raise PanelError("panel.country_unknown", system="iso3", number=iso3, year=year)
        for name in names:
            monthly[name][row, column] = figures[name][at]


def _fill_months(frame: _Frame, table: Table, monthly: Mapping[str, FloatArray]) -> Source:
    """Put a table of country-months on the grid; a source that covers a month covers every State it names."""
    names = _known(table, monthly)
    months = next(iter(monthly.values())).shape[1]
    rows, _ = frame.cells(table.frame)
    columns = (table.frame["year"].to_numpy() - FIRST_UCDP_YEAR) * 12 + table.frame["month"].to_numpy() - 1
    inside = (rows >= 0) & (columns >= 0) & (columns < months)
    for name in names:
        figures = table.frame[name].to_numpy().astype(np.float64)
        monthly[name][rows[inside], columns[inside]] = figures[inside]
    return replace(table.source, left_out=_left_out(frame, table), columns=tuple(names))


def _widen(best: FloatArray, grids: Mapping[str, FloatArray]) -> int:
    """Make low and high enclose the best estimate, which a few rows of UCDP's own tables do not do; a
    reader cannot use a range that leaves its middle out. Returns how many cells were touched."""
    low, high = grids["deaths_low"], grids["deaths_high"]
    touched = (low > best) | (high < best)
    np.minimum(low, best, out=low)
    np.maximum(high, best, out=high)
    return int(touched.sum())
