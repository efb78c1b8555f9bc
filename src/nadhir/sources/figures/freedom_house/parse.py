"""Freedom in the World: the mean of political rights and civil liberties, 1 (free) to 7 (not free)."""

from __future__ import annotations

import polars as pl

from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Figure, Parsed, country_years


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and year; territories are left out.

    Raises:
        PanelError: what `country_years` raises.
    """
    table = files[0].table()
    wanted = {"_pr": Figure(("pr", "PR", "PR rating")), "_cl": Figure(("cl", "CL", "CL rating"))}
    year = table.first_of(("year", "Edition"))
    if table.has("GWn"):
        found = country_years(table, system="gw", code="GWn", year=year, wanted=wanted)
    else:
        code = table.first_of(("fh_full_country", "country", "Country/Territory"))
        found = country_years(table, system="name", code=code, year=year, wanted=wanted)
    frame = found.frame.select("iso3", "year", pl.mean_horizontal("_pr", "_cl").alias("fh_rights"))
    return Parsed(frame, found.left_out, found.covers)
