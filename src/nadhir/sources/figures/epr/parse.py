"""Ethnic Power Relations: who is kept from State power, as shares of the people.

By country and year, or as published: one row a group and span of years.
"""

from __future__ import annotations

import polars as pl

from nadhir.sources.figures.files import Foreign, SourceFile
from nadhir.sources.figures.shape import Figure, Parsed, countries, country_years, merged

_WANTED = {
    "excluded_share": Figure("exclpop"),
    "discriminated_share": Figure("discrimpop"),
    "groups_excluded": Figure("excl_groups_count"),
    "groups_relevant": Figure("rlvt_groups_count", optional=True),
    "largest_excluded": Figure("maxexclpop", optional=True),
}
# Status of a group as EPR codes it; a self-excluded group rules itself and is kept from the State too.
_EXCLUDED = ("POWERLESS", "DISCRIMINATED", "SELF-EXCLUSION")
_NOT_RELEVANT = ("IRRELEVANT", "STATE COLLAPSE")


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and year.

    Raises:
        PanelError: what `country_years` raises.
    """
    table = files[0].table()
    if table.has("from", "to", "status"):
        return _of_groups(table)
    return country_years(table, system="gw", code="countries_gwid", wanted=_WANTED, merge="max")


def _of_groups(table: Foreign) -> Parsed:
    table.need(["gwid", "from", "to", "size", "status"])
    first, last = table.year("from"), table.year("to")
    groups = pl.DataFrame(
        {
            "code": table.whole("gwid"),
            "first": first,
            "last": last,
            "size": table.number("size").fill_null(0),
            "status": table.text("status").str.to_uppercase(),
        }
    )
    rows = groups.with_columns(
        pl.int_ranges("first", pl.col("last") + 1).alias("year"),
        pl.col("status").is_in(_EXCLUDED).alias("out"),
        (pl.col("status") == "DISCRIMINATED").alias("hit"),
        (~pl.col("status").is_in(_NOT_RELEVANT)).alias("relevant"),
    ).explode("year")
    size = pl.col("size")
    sums = rows.group_by("code", "year").agg(
        size.filter(pl.col("out")).sum().alias("excluded_share"),
        size.filter(pl.col("hit")).sum().alias("discriminated_share"),
        pl.col("out").sum().cast(pl.Float64).alias("groups_excluded"),
        pl.col("relevant").sum().cast(pl.Float64).alias("groups_relevant"),
        size.filter(pl.col("out")).max().fill_null(0).alias("largest_excluded"),
    )
    iso3, out = countries("gw", sums["code"], sums["year"])
    frame = sums.with_columns(iso3).drop("code").drop_nulls("iso3")
    ordered = frame.select("iso3", "year", *_WANTED)
    reached = (int(first.min()), int(last.max()))  # type: ignore[arg-type]
    return Parsed(merged(table, ordered, ("iso3", "year"), "max"), out, reached)
