"""How a panel is kept: three compressed CSV tables and a manifest, small enough to ship.

`load()` gives the panel that ships with the package; `write()` makes those files. The manifest carries
the hash of every table's text, the vintage and the provenance of every column. Figures only, no words.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np

from nadhir.errors import PanelError
from nadhir.forecasting.panel import (
    BOUNDS,
    CONTEXT,
    KINDS,
    MONTHLY,
    BoolArray,
    FloatArray,
    Panel,
    Source,
    check,
)

MANIFEST = "manifest.json"
_FORMAT = 1
_DEATHS = (*KINDS, *BOUNDS)


def load(folder: Path | None = None) -> Panel:
    """The panel in `folder`, or the one that ships with the package.

    Raises:
        PanelError: `panel.figures_missing`, `panel.figures_damaged`.
    """
    where: Traversable = folder or resources.files("nadhir.forecasting.panel") / "figures"
    manifest = read_manifest(where)
    contents = {}
    for name, told in manifest["tables"].items():
        try:
            content = gzip.decompress((where / f"{name}.gz").read_bytes())
        except FileNotFoundError:
            raise PanelError("panel.figures_missing", file=name) from None
        except (OSError, EOFError):
            raise PanelError("panel.figures_damaged", file=name) from None
        if _hash(content) != told["sha256"]:
            raise PanelError("panel.figures_damaged", file=name)
        contents[name] = content.decode()
    return _assemble(manifest, contents)


def read_manifest(where: Traversable | None = None) -> dict[str, Any]:
    """What a kept panel says of itself.

    Raises:
        PanelError: `panel.figures_missing`, `panel.figures_damaged`.
    """
    where = where or resources.files("nadhir.forecasting.panel") / "figures"
    try:
        manifest = json.loads((where / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        raise PanelError("panel.figures_missing", file=MANIFEST) from None
    except ValueError:
        raise PanelError("panel.figures_damaged", file=MANIFEST) from None
    if not isinstance(manifest, dict) or manifest.get("format") != _FORMAT:
        raise PanelError("panel.figures_damaged", file=MANIFEST)
    return manifest


def write(panel: Panel, folder: Path) -> tuple[Path, ...]:
    """Write the panel to `folder`; the same panel gives the same bytes.

    Every file is written beside its place and then moved there, the manifest last, so that a failure
    before the move leaves the panel that was there.

    Raises:
        PanelError: what `nadhir.forecasting.panel.check` raises; nothing is written then.
    """
    check(panel)
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
        "countries": list(panel.iso3),
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


def _tables(panel: Panel) -> dict[str, bytes]:
    """Every country-year that existed, and the country-years and country-months with any death or event."""
    yearly, monthly = panel.yearly, panel.monthly

    def year(cell: Sequence[int]) -> list[object]:
        return [panel.iso3[cell[0]], panel.first_year + cell[1]]

    def month(cell: Sequence[int]) -> list[object]:
        return [panel.iso3[cell[0]], panel.first_month_year + cell[1] // 12, cell[1] % 12 + 1]

    some_year = _any(yearly, _DEATHS) & panel.exists
    return {
        "country_years.csv": _csv(
            ["iso3", "year", *CONTEXT],
            ([*year(cell), *_written(yearly, CONTEXT, cell)] for cell in _cells(panel.exists)),
        ),
        "deaths_by_year.csv": _csv(
            ["iso3", "year", *_DEATHS],
            ([*year(cell), *_written(yearly, _DEATHS, cell)] for cell in _cells(some_year)),
        ),
        "deaths_by_month.csv": _csv(
            ["iso3", "year", "month", *MONTHLY],
            ([*month(cell), *_written(monthly, MONTHLY, cell)] for cell in _cells(_any(monthly, MONTHLY))),
        ),
    }


def _any(grids: Mapping[str, FloatArray], names: Iterable[str]) -> BoolArray:
    return np.asarray(np.logical_or.reduce([np.nan_to_num(grids[name]) > 0 for name in names]))


def _cells(mask: BoolArray) -> list[list[int]]:
    return [[int(row), int(column)] for row, column in np.argwhere(mask)]


def _written(grids: Mapping[str, FloatArray], names: Iterable[str], cell: Sequence[int]) -> list[str]:
    figures = [float(grids[name][cell[0], cell[1]]) for name in names]
    return ["" if np.isnan(figure) else f"{figure:.12g}" for figure in figures]


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(header)
    table.writerows(rows)
    return out.getvalue().encode()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _assemble(manifest: Mapping[str, Any], contents: Mapping[str, str]) -> Panel:
    """The panel of the tables' text. The hashes have been checked, so the text is what we once wrote."""
    iso3 = tuple(manifest["countries"])
    row_of = {code: row for row, code in enumerate(iso3)}
    first, years = manifest["first_year"], manifest["last_year"] - manifest["first_year"] + 1
    first_month, months = manifest["first_month_year"], manifest["months"]
    lines = {name: text.splitlines()[1:] for name, text in contents.items()}

    exists = np.zeros((len(iso3), years), dtype=np.bool_)
    yearly = {name: np.full((len(iso3), years), np.nan) for name in (*_DEATHS, *CONTEXT)}
    for line in lines["country_years.csv"]:
        code, year, *figures = line.split(",")
        cell = row_of[code], int(year) - first
        exists[cell] = True
        for name, figure in zip(CONTEXT, figures, strict=True):
            if figure:
                yearly[name][cell] = float(figure)
    for name in _DEATHS:
        yearly[name][exists] = 0.0
    for line in lines["deaths_by_year.csv"]:
        code, year, *figures = line.split(",")
        cell = row_of[code], int(year) - first
        for name, figure in zip(_DEATHS, figures, strict=True):
            yearly[name][cell] = float(figure)

    offset = first_month - first
    living = np.repeat(exists[:, offset : offset + -(-months // 12)], 12, axis=1)[:, :months]
    monthly = {name: np.where(living, 0.0, np.nan) for name in MONTHLY}
    for line in lines["deaths_by_month.csv"]:
        code, year, month, *figures = line.split(",")
        cell = row_of[code], (int(year) - first_month) * 12 + int(month) - 1
        for name, figure in zip(MONTHLY, figures, strict=True):
            monthly[name][cell] = float(figure)
    sources = tuple(
        Source(**{**told, "columns": tuple(told["columns"]), "left_out": tuple(told["left_out"])})
        for told in manifest["sources"]
    )
    return Panel(iso3, first, exists, yearly, first_month, monthly, sources, manifest["version"])
