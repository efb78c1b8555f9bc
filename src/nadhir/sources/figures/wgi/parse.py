"""Worldwide Governance Indicators, estimates of about −2.5 to 2.5.

A table with an `indicator` column holds several; one without it holds voice and accountability.
"""

from __future__ import annotations

from functools import reduce

from nadhir.sources.figures.files import Foreign, SourceFile
from nadhir.sources.figures.shape import Figure, Parsed, country_years

_INDICATORS = {
    "va": "wgi_voice",
    "pv": "wgi_stability",
    "ge": "wgi_effectiveness",
    "rq": "wgi_regulation",
    "rl": "wgi_rule_of_law",
    "cc": "wgi_corruption",
}
_ESTIMATE = ("Estimate", "estimate")
_DECIMALS = 3


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and year.

    Raises:
        PanelError: what `country_years` raises.
    """
    table = files[0].table()
    code = table.first_of(("wb_code", "code", "countrycode"))
    if not table.has("indicator"):
        return _of(table, code, "wgi_voice")
    told = table.text("indicator")
    found = [
        _of(Foreign(table.name, table.frame.filter(told == short)), code, name)
        for short, name in _INDICATORS.items()
        if (told == short).any()
    ]
    frame = reduce(
        lambda a, b: a.join(b, on=["iso3", "year"], how="full", coalesce=True), (p.frame for p in found)
    )
    return Parsed(frame.sort("iso3", "year"), found[0].left_out, found[0].covers)


def _of(table: Foreign, code: str, name: str) -> Parsed:
    wanted = {name: Figure(_ESTIMATE, signed=True, decimals=_DECIMALS)}
    return country_years(table, system="iso3", code=code, wanted=wanted)
