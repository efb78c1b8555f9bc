"""ViEWS: its numbers of countries with the States they mean."""

from __future__ import annotations

import polars as pl

from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Parsed, countries, unique

_TODAY = 2020


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """`country_id`, `iso3`, `name`.

    Raises:
        PanelError: `panel.country_unknown` for a number that the crosswalk does not know, `panel.duplicate`.
    """
    table = files[0].table()
    ids = table.whole("country_id")
    years = pl.Series("year", [_TODAY] * len(ids), dtype=pl.Int64)
    iso3, _ = countries("views", ids, years, strict=True)
    frame = pl.DataFrame([ids.rename("country_id"), iso3, table.text("name").rename("name"), years])
    unique(table, frame, ("country_id", "year"))
    return Parsed(frame.drop("year"))
