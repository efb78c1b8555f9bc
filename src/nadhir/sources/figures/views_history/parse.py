"""ViEWS: state-based deaths by country and month, countries across as its own numbers."""

from __future__ import annotations

import polars as pl

from nadhir.errors import PanelError
from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Parsed, countries, reach, unique
from nadhir.sources.figures.views import month_of, year_of


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and month; `country_id` and `month_id` are ViEWS' own. A month in which the State did not
    exist has no row.

    Raises:
        PanelError: what `Foreign.number` raises; `panel.duplicate`, `panel.country_unknown`.
    """
    table = files[0].table()
    months = table.whole("month_id")
    ids = [name for name in table.columns if name != "month_id"]
    if not all(name.isdigit() for name in ids):
        raise PanelError(
            "panel.columns_missing", file=table.name, columns=[name for name in ids if not name.isdigit()]
        )
    wide = pl.DataFrame([months, *(table.number(name).rename(name) for name in ids)])
    long = (
        wide.unpivot(index="month_id", variable_name="country_id", value_name="views_state_based")
        .drop_nulls("views_state_based")
        .with_columns(pl.col("country_id").cast(pl.Int64), year_of("month_id"), month_of("month_id"))
    )
    iso3, _ = countries("views", long["country_id"], long["year"], strict=True)
    frame = long.with_columns(iso3).select(
        "iso3", "year", "month", "country_id", "month_id", "views_state_based"
    )
    unique(table, frame, ("iso3", "year", "month"))
    return Parsed(frame.sort("iso3", "year", "month"), (), reach(frame["year"]))
