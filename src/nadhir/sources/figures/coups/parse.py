"""Powell and Thyne: whether a coup was tried, and whether one succeeded.

Their own file has one row a coup, tab-separated, with `coup` 1 for a failed attempt and 2 for a success; the
prepared form has one row a country-year.
"""

from __future__ import annotations

import polars as pl

from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Figure, Parsed, countries, country_years, merged, reach


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and year; a year without a row had none.

    Raises:
        PanelError: what `country_years` raises; `panel.country_unknown`.
    """
    file = files[0]
    table = file.table(separator="\t" if b"\t" in file.text.partition(b"\n")[0] else ",")
    if table.has("cou.any"):
        wanted = {"coup": Figure("cou.any", needed=True)}
        found = country_years(table, system="cow", code="ccode", wanted=wanted, merge="max", strict=True)
        return Parsed(found.frame.with_columns((pl.col("coup") > 0).cast(pl.Float64)), (), found.covers)
    table.need(["ccode", "year", "coup"])
    years, kind = table.year("year"), table.number("coup", needed=True)
    iso3, out = countries("cow", table.whole("ccode"), years, strict=True)
    rows = pl.DataFrame([iso3, years]).with_columns(
        (kind > 0).cast(pl.Float64).alias("coup"), (kind == 2).cast(pl.Float64).alias("coup_success")
    )
    return Parsed(merged(table, rows.drop_nulls("iso3"), ("iso3", "year"), "max"), out, reach(years))
