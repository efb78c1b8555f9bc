"""UNHCR: people who fled abroad, by country of origin.

Refugees and others in need of international protection are summed over countries of asylum. Palestine
refugees under UNRWA's mandate are not in this table.
"""

from __future__ import annotations

import polars as pl

from nadhir.errors import PanelError
from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Parsed, countries, reach


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State of origin and year.

    Raises:
        PanelError: what `Foreign.number` raises; `panel.duplicate`, `panel.file_empty`.
    """
    table = files[0].table()
    table.need(["year", "coo_iso", "coa_iso", "refugees", "oip"])
    years, origin = table.year("year"), table.text("coo_iso")
    frame = pl.DataFrame(
        {
            "origin": origin,
            "asylum": table.text("coa_iso"),
            "year": years,
            "fled": table.number("refugees").fill_null(0) + table.number("oip").fill_null(0),
            "seekers": table.number("asylum_seekers") if table.has("asylum_seekers") else None,
        }
    )
    if not frame.height:
        raise PanelError("panel.file_empty", file=table.name)
    twice = frame.filter(pl.struct("origin", "asylum", "year").is_duplicated())
    if twice.height:
        row = twice.row(0, named=True)
        raise PanelError("panel.duplicate", file=table.name, country=row["origin"], time=str(row["year"]))
    iso3, out = countries("iso3", origin, years)
    sums = (
        frame.with_columns(iso3)
        .drop_nulls("iso3")
        .group_by("iso3", "year")
        .agg(pl.col("fled").sum().alias("displaced_abroad"), pl.col("seekers").sum().alias("asylum_seekers"))
        .sort("iso3", "year")
    )
    if not table.has("asylum_seekers"):
        sums = sums.drop("asylum_seekers")
    # In its first years the table names no origin at all: those tell nothing of any State.
    return Parsed(sums, out, reach(sums["year"]))
