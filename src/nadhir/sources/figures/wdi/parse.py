"""World Bank WDI in its three public forms: one row a country-year, years across, and the API's JSON.

Aggregates (regions, groups of income) are left out and named.
"""

from __future__ import annotations

from functools import reduce

import polars as pl

from nadhir.errors import PanelError
from nadhir.sources.figures.files import Foreign, SourceFile
from nadhir.sources.figures.shape import Figure, Parsed, countries, country_years, reach, unique
from nadhir.sources.figures.wdi.api import INDICATORS, of_json

_PREPARED = {
    "population": Figure("wdi.popsize.new", decimals=0),
    "infant_mortality": Figure("wdi.imrate.new", decimals=1),
    "gdp_growth": Figure("wdi.gdppcgrow.new", signed=True, decimals=2),
    "gdp_per_person": Figure("wdi.gdppc.new", decimals=1, optional=True),
    "trade": Figure("wdi.trade.new", decimals=1, optional=True),
}
# What names a country, a series and the years in the World Bank's own downloads.
_CODE = ("Country Code", "economy")
_SERIES = ("Indicator Code", "Series Code")
_PREAMBLE = 4  # lines before the header of a file of one indicator


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and year, of all files together.

    Raises:
        PanelError: what `country_years` raises; `panel.file_ambiguous` where two files hold the same series.
    """
    found = [_of(file) for file in files]
    seen: dict[str, str] = {}
    for file, part in zip(files, found, strict=True):
        for name in part.frame.columns[2:]:
            if name in seen:
                raise PanelError("panel.file_ambiguous", files=[seen[name], file.name])
            seen[name] = file.name
    frame = reduce(
        lambda a, b: a.join(b, on=["iso3", "year"], how="full", coalesce=True), (part.frame for part in found)
    )
    order = [name for name in _PREPARED if name in frame.columns]
    out = {code for part in found for code in part.left_out}
    known = frame.drop_nulls("iso3").sort("iso3", "year").select("iso3", "year", *order)
    return Parsed(known, tuple(sorted(out)), reach(known["year"]))


def _of(file: SourceFile) -> Parsed:
    text = file.text.lstrip()
    if text[:1] == b"[":
        return _long(of_json(file))
    head = text[:4096]
    if head.startswith((b'"Data Source"', b"Data Source")):
        return _long(_molten(file.table(skip=_PREAMBLE)))
    table = file.table()
    if any(table.has(name) for name in _SERIES):
        return _long(_molten(table))
    found = country_years(table, system="iso3", code="iso3c", wanted=_PREPARED)
    # Groups without letters of their own are named by their names.
    names = table.text("country").filter(table.text("iso3c").is_in(["", "NA"])).unique().to_list()
    return Parsed(found.frame, tuple({*found.left_out, *names} - {"NA"}), found.covers)


def _molten(table: Foreign) -> Foreign:
    """Years across become rows: `iso3c`, `series`, `year`, `value`."""
    code, series = table.first_of(_CODE), table.first_of(_SERIES)
    # "1990" in a download, "1990 [YR1990]" of the DataBank, "YR1990" elsewhere.
    years = {name: digits for name in table.columns if (digits := _year_in(name))}
    if not years:
        raise PanelError("panel.columns_missing", file=table.name, columns=["1990 …"])
    rows = (
        table.frame.select(pl.col(code).alias("iso3c"), pl.col(series).alias("series"), *years)
        .filter(pl.col("series").is_in(list(INDICATORS)))
        .rename(years)
        .unpivot(index=["iso3c", "series"], variable_name="year", value_name="value")
    )
    return Foreign(table.name, rows)


def _year_in(name: str) -> str | None:
    digits = name.strip().removeprefix("YR")[:4]
    rest = name.strip().removeprefix("YR")[4:]
    return digits if len(digits) == 4 and digits.isdigit() and (not rest or rest.startswith(" [YR")) else None


def _long(table: Foreign) -> Parsed:
    """One row a country, series and year: the series become columns."""
    years, series = table.year("year"), table.text("series")
    iso3, out = countries("iso3", table.text("iso3c"), years)
    values = table.number("value", signed=True)
    rows = pl.DataFrame([iso3, years, series, values.rename("value")]).drop_nulls(["iso3", "value"])
    unique(table, rows, ("iso3", "year", "series"))
    if not rows.height:
        raise PanelError("panel.file_empty", file=table.name)
    columns = [
        rows.filter(pl.col("series") == code)
        .select("iso3", "year", pl.col("value").round(_decimals(name)).alias(name))
        .sort("iso3", "year")
        for code, name in INDICATORS.items()
        if (rows["series"] == code).any()
    ]
    frame = reduce(lambda a, b: a.join(b, on=["iso3", "year"], how="full", coalesce=True), columns)
    for name, figure in _PREPARED.items():
        if name in frame.columns and not figure.signed and (frame[name] < 0).any():
            raise PanelError("panel.negative_in", column=name)
    return Parsed(frame, out, reach(frame["year"]))


def _decimals(name: str) -> int:
    decimals = _PREPARED[name].decimals
    return 6 if decimals is None else decimals
