"""How a panel is kept: a few compressed CSV tables and a manifest, small enough to ship.

`load()` gives the panel that was built here, or the one that ships with the package; `write()` makes those
files. The manifest carries the hash of every table's text, the vintage and the provenance of every column.
Figures only, no words. A cell that says what its column says by default (a zero where a State existed and
the source covers the time, else nothing) is not written.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np

from nadhir.errors import PanelError
from nadhir.forecasting import kept
from nadhir.forecasting.panel import (
    BoolArray,
    Column,
    FloatArray,
    Panel,
    Source,
    check,
    monthly_columns,
    yearly_columns,
)

MANIFEST = "manifest.json"
_FORMAT = 2
# What a manifest must tell.
_TOLD = {"format", "as_of", "version", "first_year", "last_year", "first_month_year", "months", "countries"}
_TOLD |= {"provisional_months", "covers", "tables", "sources"}
# Figures of organised violence stand in a table without the many country-years that had none.
_SPARSE = "ucdp_ov"


def load(folder: Traversable | None = None) -> Panel:
    """The panel in `folder`; without it the one built here, or else the one that ships with the package.

    Raises:
        PanelError: `panel.figures_missing`, `panel.figures_damaged`.
    """
    where: Traversable = folder or in_force()
    manifest = read_manifest(where)
    contents = {}
    for name, told in manifest["tables"].items():
        try:
            content = gzip.decompress((where / f"{name}.gz").read_bytes())
        except FileNotFoundError:
            raise PanelError("panel.figures_missing", file=name) from None
        except (OSError, EOFError, zlib.error):
            raise PanelError("panel.figures_damaged", file=name) from None
        if _hash(content) != told["sha256"]:
            raise PanelError("panel.figures_damaged", file=name)
        contents[name] = content.decode()
    return _panel(manifest, contents)


def in_force() -> Traversable:
    """The folder that `load` reads."""
    return kept.folder(kept.PANEL) or shipped()


def shipped() -> Traversable:
    """The folder of the figures that ship with the package."""
    return resources.files("nadhir.forecasting.panel") / "figures"


def read_manifest(where: Traversable | None = None) -> dict[str, Any]:
    """What a kept panel says of itself.

    Raises:
        PanelError: `panel.figures_missing`, `panel.figures_damaged`.
    """
    where = where or in_force()
    try:
        manifest = json.loads((where / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        raise PanelError("panel.figures_missing", file=MANIFEST) from None
    except (OSError, ValueError):
        raise PanelError("panel.figures_damaged", file=MANIFEST) from None
    if not isinstance(manifest, dict) or not set(manifest) >= _TOLD or manifest["format"] != _FORMAT:
        raise PanelError("panel.figures_damaged", file=MANIFEST)
    return manifest


def keep(
    panel: Panel,
    into: Path | None = None,
    *,
    older: bool = False,
    partial: bool = False,
    ship: bool = False,
) -> Path:
    """Write the panel to `into`, or where this installation keeps what it builds, so that it holds.

    Args:
        older: accept figures that end before those in place, or are of an earlier version.
        partial: accept figures that lack what those in place tell of.
        ship: leave out what may not be passed on; see `write`.

    Returns:
        The folder written to.

    Raises:
        PanelError: `panel.older`, `panel.older_version`, `panel.lacking`, `panel.no_home`, and what `write`
            raises; what was there stays then.
    """
    made = into
    if made is None:
        home = kept.home()
        if home is None:
            raise PanelError("panel.no_home", variable=kept.VARIABLE)
        made = home / kept.PANEL / f"{panel.as_of}-{fingerprint(panel)}"
    there = _in_place(into)
    if there is not None and not older:
        _refuse_older(panel, there)
    if there is not None and not partial:
        _refuse_lacking(panel, there)
    write(panel, made, ship=ship)
    if into is None:
        kept.install(made)
    return made


def _in_place(into: Path | None) -> dict[str, Any] | None:
    """What the figures in place say of themselves; damaged ones say nothing, those that ship stand in."""
    if into is None:
        return kept.held(kept.PANEL, lambda made: read_manifest(made or shipped()))
    try:
        return read_manifest(into)
    except PanelError:
        return None


def _refuse_lacking(panel: Panel, there: Mapping[str, Any]) -> None:
    """A file that is not in the folder must not quietly take figures away that were there."""
    now = {column for source in panel.sources for column in source.columns}
    lacking = [source["title"] for source in there["sources"] if not now & set(source["columns"])]
    if lacking:
        raise PanelError("panel.lacking", sources=lacking)


def _refuse_older(panel: Panel, there: Mapping[str, Any]) -> None:
    before = next((source for source in there["sources"] if source["id"] == _SPARSE), None)
    now = next((source for source in panel.sources if source.id == _SPARSE), None)
    if panel.as_of < there["as_of"]:
        raise PanelError("panel.older", new=panel.as_of, there=there["as_of"])
    if before and now and _number(now.version) < _number(before["version"]):
        raise PanelError("panel.older_version", new=now.version, there=before["version"])


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def fingerprint(panel: Panel) -> str:
    """Twelve hex digits that stand for exactly these figures."""
    return _hash(b"".join(_tables(panel).values()))[:12]


def shippable(panel: Panel) -> Panel:
    """The panel without the columns whose terms forbid passing them on, and without their sources."""
    yearly = {column.name for column in yearly_columns() if column.ship}
    monthly = {column.name for column in monthly_columns() if column.ship}
    sources = []
    for source in panel.sources:
        columns = tuple(name for name in source.columns if name in yearly | monthly)
        if columns:
            sources.append(replace(source, columns=columns))
    return replace(
        panel,
        yearly={name: grid for name, grid in panel.yearly.items() if name in yearly},
        monthly={name: grid for name, grid in panel.monthly.items() if name in monthly},
        sources=tuple(sources),
    )


def write(panel: Panel, folder: Path, *, ship: bool = False) -> tuple[Path, ...]:
    """Write the panel to `folder`; the same panel gives the same bytes.

    Every file is written beside its place and then moved there, the manifest last, so that a failure
    before the move leaves the panel that was there.

    Args:
        ship: leave out columns whose terms forbid passing them on.

    Raises:
        PanelError: what `nadhir.forecasting.panel.check` raises; nothing is written then.
    """
    check(panel)
    if ship:
        panel = shippable(panel)
    folder.mkdir(parents=True, exist_ok=True)
    tables = _tables(panel)
    manifest = {
        "format": _FORMAT,
        "as_of": panel.as_of,
        "version": _hash(b"".join(tables.values()))[:12],
        "first_year": panel.first_year,
        "last_year": panel.last_year,
        "first_month_year": panel.first_month_year,
        "months": panel.months,
        "provisional_months": panel.provisional_months,
        "countries": list(panel.iso3),
        "covers": _covers(panel),
        "tables": {
            name: {"sha256": _hash(content), "rows": content.count(b"\n") - 1}
            for name, content in tables.items()
        },
        "sources": [asdict(source) for source in panel.sources],
    }
    outcome = {f"{name}.gz": gzip.compress(content, 9, mtime=0) for name, content in tables.items()}
    outcome[MANIFEST] = (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()
    for name, content in outcome.items():
        (folder / f".{name}.new").write_bytes(content)
    for name in outcome:
        os.replace(folder / f".{name}.new", folder / name)  # noqa: PTH105 - replaces on every system
    return tuple(folder / name for name in outcome)


def _held(columns: Iterable[Column], grids: Mapping[str, FloatArray]) -> list[Column]:
    """The columns that hold any figure."""
    return [column for column in columns if column.name in grids and not np.isnan(grids[column.name]).all()]


def _covers(panel: Panel) -> dict[str, list[int]]:
    """First month and the month after the last, as columns of the grid, that a monthly column tells of."""
    found = {}
    for column in _held(monthly_columns(), panel.monthly):
        told = np.flatnonzero(~np.isnan(panel.monthly[column.name]).all(axis=0))
        found[column.name] = [int(told[0]), int(told[-1]) + 1]
    return found


def _tables(panel: Panel) -> dict[str, bytes]:
    """Every country-year that existed, and the country-years and country-months of violence that differ from
    their default."""
    held = _held(yearly_columns(), panel.yearly)
    sparse = [column.name for column in held if _SPARSE in column.sources]
    alike = [column.name for column in held if column.share_alike]
    dense = [column.name for column in held if column.name not in {*sparse, *alike}]
    monthly = [column.name for column in _held(monthly_columns(), panel.monthly)]
    zero = np.where(panel.exists, 0.0, np.nan)
    expected: dict[str, FloatArray] = dict.fromkeys(sparse, zero)
    tables = {
        "country_years.csv": _yearly(panel, dense, panel.exists),
        "deaths_by_year.csv": _yearly(panel, sparse, _differ(panel.yearly, expected) & panel.exists),
    }
    if alike:
        some = ~np.logical_and.reduce([np.isnan(panel.yearly[name]) for name in alike])
        tables["vdem_by_year.csv"] = _yearly(panel, alike, some & panel.exists)
    default = _default_months(
        panel.exists, panel.first_month_year - panel.first_year, panel.months, _covers(panel)
    )
    cells = np.argwhere(_differ(panel.monthly, default))
    tables["deaths_by_month.csv"] = _csv(
        ["iso3", "year", "month", *monthly],
        (
            [*_month(panel, row, at), *_written(panel.monthly, monthly, (row, at))]
            for row, at in cells.tolist()
        ),
    )
    return tables


def _month(panel: Panel, row: int, at: int) -> list[object]:
    return [panel.iso3[row], panel.first_month_year + at // 12, at % 12 + 1]


def _yearly(panel: Panel, names: Sequence[str], mask: BoolArray) -> bytes:
    return _csv(
        ["iso3", "year", *names],
        (
            [panel.iso3[row], panel.first_year + at, *_written(panel.yearly, names, (row, at))]
            for row, at in np.argwhere(mask).tolist()
        ),
    )


def _default_months(
    exists: BoolArray, offset: int, months: int, covers: Mapping[str, Sequence[int]]
) -> dict[str, FloatArray]:
    """What a cell says that is not written: zero where the State existed and the column covers the month."""
    alive = np.repeat(exists[:, offset:], 12, axis=1)
    if months > alive.shape[1]:
        alive = np.hstack([alive, np.repeat(alive[:, -1:], months - alive.shape[1], axis=1)])
    default = {}
    for name, (first, end) in covers.items():
        grid = np.full((len(exists), months), np.nan)
        grid[:, first:end][alive[:, first:end]] = 0.0
        default[name] = grid
    return default


def _differ(grids: Mapping[str, FloatArray], default: Mapping[str, FloatArray]) -> BoolArray:
    return np.asarray(
        np.logical_or.reduce(
            [
                (grids[name] != usual) & ~(np.isnan(grids[name]) & np.isnan(usual))
                for name, usual in default.items()
            ]
        )
    )


def _written(grids: Mapping[str, FloatArray], names: Iterable[str], cell: tuple[int, int]) -> list[str]:
    return [_figure(float(grids[name][cell])) for name in names]


def _figure(figure: float) -> str:
    """The shortest digits that give the same figure back."""
    if np.isnan(figure):
        return ""
    return str(int(figure)) if figure.is_integer() else repr(figure)


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(header)
    table.writerows(rows)
    return out.getvalue().encode()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _panel(manifest: Mapping[str, Any], contents: Mapping[str, str]) -> Panel:
    """The panel of the tables' text. The hashes have been checked, so the text is what we once wrote."""
    iso3 = tuple(manifest["countries"])
    row_of = {code: row for row, code in enumerate(iso3)}
    first, years = manifest["first_year"], manifest["last_year"] - manifest["first_year"] + 1
    first_month, months = manifest["first_month_year"], manifest["months"]
    exists = np.zeros((len(iso3), years), dtype=np.bool_)
    for code, year, *_ in _rows(contents["country_years.csv"])[1]:
        exists[row_of[code], int(year) - first] = True

    yearly = {column.name: np.full(exists.shape, np.nan) for column in yearly_columns()}
    for name, text in contents.items():
        if name == "deaths_by_month.csv":
            continue
        header, rows = _rows(text)
        for column in header[2:]:
            if name == "deaths_by_year.csv":
                yearly[column][exists] = 0.0
        for code, year, *figures in rows:
            cell = row_of[code], int(year) - first
            for column, figure in zip(header[2:], figures, strict=True):
                yearly[column][cell] = float(figure) if figure else np.nan

    monthly = {column.name: np.full((len(iso3), months), np.nan) for column in monthly_columns()}
    monthly |= _default_months(exists, first_month - first, months, manifest["covers"])
    header, rows = _rows(contents["deaths_by_month.csv"])
    for code, year, month, *figures in rows:
        cell = row_of[code], (int(year) - first_month) * 12 + int(month) - 1
        for column, figure in zip(header[3:], figures, strict=True):
            monthly[column][cell] = float(figure) if figure else np.nan
    sources = tuple(
        Source(**{**told, "columns": tuple(told["columns"]), "left_out": tuple(told["left_out"])})
        for told in manifest["sources"]
    )
    return Panel(
        iso3=iso3,
        first_year=first,
        exists=exists,
        yearly=yearly,
        first_month_year=first_month,
        monthly=monthly,
        sources=sources,
        version=manifest["version"],
        provisional_months=manifest["provisional_months"],
    )


def _rows(text: str) -> tuple[list[str], list[list[str]]]:
    header, *rows = (line.split(",") for line in text.splitlines())
    return header, rows
