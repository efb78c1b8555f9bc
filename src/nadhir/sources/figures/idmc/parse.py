"""IDMC: people displaced within their country by conflict; by country only from 2009."""

from __future__ import annotations

from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Figure, Parsed, country_years, reach

_TOTAL = ("total", "Conflict Stock Displacement", "conflict_total_displacement")


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and year; it covers the years in which it names a State.

    Raises:
        PanelError: what `country_years` raises.
    """
    table = files[0].table()
    code = table.first_of(("coo_iso", "ISO3", "iso3"))
    year = table.first_of(("year", "Year"))
    wanted = {"displaced_inside": Figure(_TOTAL, needed=table.has("total"))}
    found = country_years(table, system="iso3", code=code, year=year, wanted=wanted)
    return Parsed(found.frame, found.left_out, reach(found.frame["year"]))
