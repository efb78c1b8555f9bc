"""Penn World Table: income and its growth, as EWP prepared it or as it is published."""

from __future__ import annotations

import polars as pl

from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Figure, Parsed, country_years

_PREPARED = {
    "gdp_per_person_pwt": Figure("pwt_gdppc", decimals=0),
    "gdp_growth_pwt": Figure("pwt_gdppcgrowth", signed=True, decimals=2),
    "population_pwt": Figure("pwt_pop"),
}
_PUBLISHED = {"_gdp": Figure("rgdpna"), "population_pwt": Figure("pop")}


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and year; growth in per cent of real income per person.

    Raises:
        PanelError: what `country_years` raises.
    """
    table = files[0].table()
    if table.has("pwt_gdppc"):
        return country_years(table, system="iso3", code="iso3", wanted=_PREPARED)
    found = country_years(table, system="iso3", code="countrycode", wanted=_PUBLISHED)
    income = pl.col("_gdp") / pl.col("population_pwt")
    frame = found.frame.with_columns(
        income.round(0).alias("gdp_per_person_pwt"),
        (100 * (income / income.shift(1).over("iso3", order_by="year") - 1)).round(2).alias("gdp_growth_pwt"),
    )
    return Parsed(frame.drop("_gdp"), found.left_out, found.covers)
