"""Maddison Project Database: income and people over the long run."""

from __future__ import annotations

from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Figure, Parsed, country_years

_WANTED = {
    "gdp_per_person_maddison": Figure(("mad_gdppc", "gdppc"), decimals=0),
    "population_maddison": Figure(("mad_pop", "pop"), decimals=0),
}


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and year; population in thousands, as published.

    Raises:
        PanelError: what `country_years` raises.
    """
    table = files[0].table()
    if table.has("countrycode"):
        return country_years(table, system="iso3", code="countrycode", wanted=_WANTED)
    return country_years(table, system="cow", code="ccode", wanted=_WANTED, merge="last")
