"""Source files in, panel out.

Takes a folder of public tables (UCDP, World Bank, UNHCR, IDMC, Powell and Thyne) and makes the country
panel, with the newest year that the sources hold. `python -m nadhir.forecasting.panel.build --from DIR`
writes it where the package ships it. Nothing here guesses: a country number nobody knows, a duplicate
or a negative count stops the build, and the last good panel stays.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from nadhir.doctrine.phrases import explain
from nadhir.errors import NadhirError, PanelError
from nadhir.forecasting.panel import (
    BOUNDS,
    CONTEXT,
    KINDS,
    MONTHLY,
    FloatArray,
    Panel,
    Source,
    crosswalk,
    provenance,
    store,
    tables,
)

FIRST_UCDP_YEAR = 1989

_UCDP_YEARLY: Mapping[str, str] = {
    "sb_total_deaths_best_cy": "state_based",
    "ns_total_deaths_best_cy": "non_state",
    "os_any_govt_killings_best_cy": "one_sided_government",
    "os_nsgroup_killings_best_cy": "one_sided_groups",
    "cumulative_total_deaths_in_orgvio_low_cy": "deaths_low",
    "cumulative_total_deaths_in_orgvio_high_cy": "deaths_high",
}
_UCDP_MONTHLY: Mapping[str, str] = {"deaths_best": "deaths"} | {
    name: name for name in MONTHLY if name != "deaths"
}
_WDI: Mapping[str, tuple[str, int]] = {
    "wdi.popsize.new": ("population", 0),
    "wdi.imrate.new": ("infant_mortality", 1),
    "wdi.gdppcgrow.new": ("gdp_growth", 2),
}


def build(folder: Path, *, first_year: int = FIRST_UCDP_YEAR) -> Panel:
    """The panel that the tables in `folder` give, from `first_year` on.

    Years before 1989 have no deaths (NaN) and count no State as existing; they serve training.

    Raises:
        PanelError: a file or column is missing or damaged, a key comes twice, a count is negative, a
            country is unknown, or two tables contradict each other.
    """
    years = _ucdp_years(folder)
    last_year = max(year for _, year in years.cells)
    frame = _Frame(tuple(sorted({code for code, _ in years.cells})), first_year, last_year)
    exists = np.zeros(frame.shape, dtype=np.bool_)
    yearly = {name: np.full(frame.shape, np.nan) for name in (*KINDS, *BOUNDS, *CONTEXT)}
    for key, figures in years.cells.items():
        cell = frame.cell(*key)
        exists[cell] = True
        for name, figure in figures.items():
            yearly[name][cell] = figure
    monthly, months_source = _ucdp_months(folder, frame, exists)
    best = np.asarray(sum(yearly[kind] for kind in KINDS))
    sources = [
        replace(years.source, bounds_widened=_widen(best, yearly)),
        replace(months_source, bounds_widened=_widen(monthly["deaths"], monthly)),
    ]
    fills = (_wdi, _displaced_abroad, _displaced_inside, _coups)
    sources += [fill(folder, frame, yearly) for fill in fills]
    return Panel(frame.iso3, first_year, exists, yearly, FIRST_UCDP_YEAR, monthly, tuple(sources))


def build_and_write(folder: Path, into: Path | None = None, *, older: bool = False) -> Panel:
    """Build the panel from `folder` and write it to `into`, by default where the package ships it.

    Args:
        older: accept figures that end before those of the panel that is there.

    Raises:
        PanelError: what `build` raises, or `panel.older`; the panel that was there is kept.
    """
    into = into or Path(__file__).parent / "figures"
    panel = build(folder)
    if not older and (into / store.MANIFEST).exists():
        there = str(store.read_manifest(into)["as_of"])
        if panel.as_of < there:
            raise PanelError("panel.older", new=panel.as_of, there=there)
    store.write(panel, into)
    return panel


@dataclass(frozen=True, slots=True)
class _Frame:
    """The grid: countries down, years across."""

    iso3: tuple[str, ...]
    first_year: int
    last_year: int

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.iso3), self.last_year - self.first_year + 1

    def has(self, iso3: str, year: int) -> bool:
        return iso3 in self.iso3 and self.first_year <= year <= self.last_year

    def cell(self, iso3: str, year: int) -> tuple[int, int]:
        return self.iso3.index(iso3), year - self.first_year


@dataclass(frozen=True, slots=True)
class _Years:
    cells: dict[tuple[str, int], dict[str, float]]
    source: Source


def _ucdp_years(folder: Path) -> _Years:
    file = tables.find(folder, "ucdp_organized_violence_country_year_*")
    cells: dict[tuple[str, int], dict[str, float]] = {}
    total = "cumulative_total_deaths_in_orgvio_best_cy"
    for row in file.rows(counts=("country_id_cy", "year_cy", total, *_UCDP_YEARLY)):
        year = tables.whole(file, row, "year_cy")
        key = crosswalk.iso3("gw", tables.whole(file, row, "country_id_cy"), year), year
        if key in cells:
            raise PanelError("panel.duplicate", file=file.name, row=row.line, country=key[0], time=str(year))
        cells[key] = {name: tables.needed(file, row, column) for column, name in _UCDP_YEARLY.items()}
        if sum(cells[key][kind] for kind in KINDS) != tables.needed(file, row, total):
            raise PanelError("panel.kinds", file=file.name, row=row.line)
    if not cells:
        raise PanelError("panel.file_empty", file=file.name)
    return _Years(cells, provenance.source("ucdp_ov", file, version=_version(file.name)))


def _ucdp_months(folder: Path, frame: _Frame, exists: np.ndarray) -> tuple[dict[str, FloatArray], Source]:
    file = tables.find(folder, "ucdp_ged_*_country_month")
    offset = FIRST_UCDP_YEAR - frame.first_year
    alive = np.repeat(exists[:, offset:], 12, axis=1)
    monthly = {name: np.where(alive, 0.0, np.nan) for name in MONTHLY}
    seen = set()
    for row in file.rows(text=("iso3",), counts=("year", "month", *_UCDP_MONTHLY)):
        iso3, year = row.text["iso3"], tables.whole(file, row, "year")
        month = tables.whole(file, row, "month")
        if not 1 <= month <= 12:
            raise PanelError(
                "panel.not_a_number", file=file.name, row=row.line, column="month", value=str(month)
            )
        if not frame.has(iso3, year) or not exists[frame.cell(iso3, year)]:
            raise PanelError("panel.country_unknown", system="iso3", number=iso3, year=year)
        cell = frame.iso3.index(iso3), (year - FIRST_UCDP_YEAR) * 12 + month - 1
        if cell in seen:
            raise PanelError(
                "panel.duplicate", file=file.name, row=row.line, country=iso3, time=f"{year}-{month:02}"
            )
        seen.add(cell)
        for column, name in _UCDP_MONTHLY.items():
            monthly[name][cell] = tables.needed(file, row, column)
    return monthly, provenance.source("ucdp_ged", file, version=_version(file.name))


def _widen(best: FloatArray, grids: Mapping[str, FloatArray]) -> int:
    """Make low and high enclose the best estimate, which a few rows of UCDP's own tables do not do; a
    reader cannot use a range that leaves its middle out. Returns how many cells were touched."""
    low, high = grids["deaths_low"], grids["deaths_high"]
    touched = (low > best) | (high < best)
    np.minimum(low, best, out=low)
    np.maximum(high, best, out=high)
    return int(touched.sum())


def _wdi(folder: Path, frame: _Frame, yearly: Mapping[str, FloatArray]) -> Source:
    file = tables.find(folder, "input_wdi")
    left_out: set[str] = set()
    seen: set[tuple[str, int]] = set()
    signed = ("wdi.gdppcgrow.new",)
    counted = tuple(name for name in _WDI if name not in signed)
    for row in file.rows(text=("iso3c", "country"), counts=("year", *counted), numbers=signed):
        iso3, year = row.text["iso3c"], tables.whole(file, row, "year")
        if iso3 in ("", "NA") or iso3 not in frame.iso3:
            left_out.add(row.text["country"] if iso3 in ("", "NA") else iso3)
            continue
        if (iso3, year) in seen:
            raise PanelError("panel.duplicate", file=file.name, row=row.line, country=iso3, time=str(year))
        seen.add((iso3, year))
        if not frame.has(iso3, year):
            continue
        for column, (name, decimals) in _WDI.items():
            figure = row.number[column]
            if figure is not None:
                yearly[name][frame.cell(iso3, year)] = round(figure, decimals)
    _, last = _reach(file, [year for _, year in seen])
    return provenance.source("wdi", file, version=f"to {last}", left_out=left_out)


def _displaced_abroad(folder: Path, frame: _Frame, yearly: Mapping[str, FloatArray]) -> Source:
    """Refugees and others in need of international protection, by country of origin.

    Palestine refugees under UNRWA's mandate are not in this table.
    """
    file = tables.find(folder, "unhcr_population")
    sums: dict[tuple[str, int], float] = {}
    seen, left_out = set(), set()
    for row in file.rows(text=("coo_iso", "coa_iso"), counts=("year", "refugees", "oip")):
        origin, year = row.text["coo_iso"], tables.whole(file, row, "year")
        pair = origin, row.text["coa_iso"], year
        if pair in seen:
            raise PanelError("panel.duplicate", file=file.name, row=row.line, country=origin, time=str(year))
        seen.add(pair)
        if origin not in frame.iso3:
            left_out.add(origin)
            continue
        people = (row.number["refugees"] or 0.0) + (row.number["oip"] or 0.0)
        sums[origin, year] = sums.get((origin, year), 0.0) + people
    last = _spread(file, sums, frame, yearly["displaced_abroad"])
    return provenance.source("unhcr", file, version=f"to {last}", left_out=left_out)


def _displaced_inside(folder: Path, frame: _Frame, yearly: Mapping[str, FloatArray]) -> Source:
    """People displaced within their country by conflict; by country only from 2009."""
    file = tables.find(folder, "idmc_idps")
    sums: dict[tuple[str, int], float] = {}
    left_out = set()
    for row in file.rows(text=("coo_iso",), counts=("year", "total")):
        iso3, year = row.text["coo_iso"], tables.whole(file, row, "year")
        if (iso3, year) in sums:
            raise PanelError("panel.duplicate", file=file.name, row=row.line, country=iso3, time=str(year))
        if iso3 not in frame.iso3:
            left_out.add(iso3)
            continue
        sums[iso3, year] = tables.needed(file, row, "total")
    last = _spread(file, sums, frame, yearly["displaced_inside"], everywhere=True)
    return provenance.source("idmc", file, version=f"to {last}", left_out=left_out)


def _spread(
    file: tables.SourceFile,
    sums: Mapping[tuple[str, int], float],
    frame: _Frame,
    grid: FloatArray,
    *,
    everywhere: bool = False,
) -> int:
    """Put sums on the grid. A country the source never names stays unknown unless it covers `everywhere`;
    a year in which it does not name a country it knows is a zero. Returns the last year."""
    first, last = _reach(file, [year for _, year in sums])
    known = {iso3 for iso3, _ in sums}
    for iso3 in frame.iso3:
        for year in range(max(first, frame.first_year), min(last, frame.last_year) + 1):
            if everywhere or iso3 in known:
                grid[frame.cell(iso3, year)] = sums.get((iso3, year), 0.0)
    return last


def _coups(folder: Path, frame: _Frame, yearly: Mapping[str, FloatArray]) -> Source:
    """Whether a coup was tried, successful or not; a year without a row had none."""
    file = tables.find(folder, "input_all_coups")
    tried: dict[tuple[str, int], bool] = {}
    for row in file.rows(counts=("ccode", "year", "cou.any")):
        year = tables.whole(file, row, "year")
        key = crosswalk.iso3("cow", tables.whole(file, row, "ccode"), year), year
        # Two numbers may stand for one of our rows (the two German or Yemeni States' successors).
        tried[key] = tried.get(key, False) or tables.needed(file, row, "cou.any") > 0
    first, last = _reach(file, [year for _, year in tried])
    until = min(last, frame.last_year)
    yearly["coup"][:, max(first - frame.first_year, 0) : until - frame.first_year + 1] = 0.0
    for (iso3, year), was in tried.items():
        if was and frame.has(iso3, year):
            yearly["coup"][frame.cell(iso3, year)] = 1.0
    return provenance.source("coups", file, version=f"to {last}")


def _reach(file: tables.SourceFile, years: Sequence[int]) -> tuple[int, int]:
    """First and last year that a table tells of; a table that tells of none is no table."""
    if not years:
        raise PanelError("panel.file_empty", file=file.name)
    return min(years), max(years)


def _version(name: str) -> str:
    """UCDP writes its version into file names: `…_25_1…` is 25.1."""
    found = re.search(r"_(\d+)_(\d+)(?=[_.])", name)
    return f"{found[1]}.{found[2]}" if found else name


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: build the panel and write it; exit status 0 only on success."""
    parser = argparse.ArgumentParser(prog="python -m nadhir.forecasting.panel.build", description=__doc__)
    parser.add_argument("--from", dest="folder", type=Path, required=True, help="folder of source files")
    parser.add_argument("--into", type=Path, help="folder to write to (default: the package's own)")
    parser.add_argument("--older", action="store_true", help="accept figures older than those there")
    given = parser.parse_args(arguments)
    try:
        panel = build_and_write(given.folder, given.into, older=given.older)
    except NadhirError as error:
        print(explain(error, "en"), file=sys.stderr)
        return 1
    print(f"{len(panel.iso3)} countries, {panel.first_year} to {panel.as_of}. {panel.vintage}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
