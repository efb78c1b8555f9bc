"""Polity5: authority of institutions, −10 (autocracy) to 10 (democracy)."""

from __future__ import annotations

from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Figure, Parsed, country_years

_WANTED = {
    "polity2": Figure("polity2", signed=True),
    "polity_durability": Figure("durable", optional=True),
}


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and year; of two codes that mean one State in a year the later one is taken.

    Raises:
        PanelError: what `country_years` raises.
    """
    table = files[0].table()
    code = table.first_of(("ccode", "polity_annual_ccode"))
    return country_years(table, system="polity", code=code, wanted=_WANTED, merge="last")
