"""From a foreign table to canonical rows: countries resolved, keys made unique, figures named.

What every parse function of `sources.figures` is built from. A code that means nobody is either an error
(where the source is one that the panel stands on) or left out and named; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from nadhir.errors import PanelError
from nadhir.forecasting.panel import crosswalk
from nadhir.sources.figures.files import Foreign

Merge = Literal["refuse", "max", "mean", "sum", "last"]


@dataclass(frozen=True, slots=True, eq=False)
class Parsed:
    """What a parse function gives: canonical rows, the codes of rows that have no place among States, the
    years covered, and what the file itself says of its version."""

    frame: pl.DataFrame
    left_out: tuple[str, ...] = ()
    covers: tuple[int, int] | None = None
    version: str | None = None
    bounds_widened: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """One column to read.

    Attributes:
        column: its name in the source; several spellings where versions differ.
        signed: may be negative.
        decimals: digits to keep; None keeps all.
        needed: may not be blank.
        optional: the file may lack it.
    """

    column: str | tuple[str, ...]
    signed: bool = False
    decimals: int | None = None
    needed: bool = False
    optional: bool = False

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.column,) if isinstance(self.column, str) else self.column


def figures(table: Foreign, wanted: Mapping[str, Figure]) -> list[pl.Series]:
    """The wanted columns as numbers under our names, in order; optional ones that are not there left out.

    Raises:
        PanelError: what `Foreign.number` raises.
    """
    found = []
    for name, figure in wanted.items():
        if figure.optional and not any(table.has(spelling) for spelling in figure.spellings):
            continue
        series = table.number(table.first_of(figure.spellings), signed=figure.signed, needed=figure.needed)
        if figure.decimals is not None:
            series = series.round(figure.decimals)
        found.append(series.rename(name))
    return found


def countries(
    system: crosswalk.System,
    codes: pl.Series,
    years: pl.Series,
    *,
    strict: bool = False,
) -> tuple[pl.Series, tuple[str, ...]]:
    """(iso3 per row, null where the code means no State of that year; the codes left out, sorted).

    Args:
        codes: numbers as Int64, or words.
        strict: refuse instead of leaving out.

    Raises:
        PanelError: `panel.country_unknown`, where `strict`.
    """
    pairs = pl.DataFrame({"code": codes, "year": years})
    known: dict[tuple[object, int], str | None] = {}
    for code, year in pairs.unique().sort("code", "year").iter_rows():
        known[code, year] = _meant(system, code, year)
    out = {code for (code, _), iso3 in known.items() if iso3 is None}
    if strict:
        for (code, year), iso3 in known.items():
            if iso3 is None:
                raise PanelError("panel.country_unknown", system=system, number=code, year=year)
    found = [known[pair] for pair in pairs.iter_rows()]
    return pl.Series("iso3", found, dtype=pl.String), tuple(
        sorted({str(code) for code in out if code not in (None, "", "NA")})
    )


def _meant(system: crosswalk.System, code: object, year: int) -> str | None:
    if code is None or code == "":
        return None
    for span in crosswalk.meaning(system, code):  # type: ignore[arg-type]
        if span.first <= year <= span.last:
            return span.iso3
    return None


def country_years(
    table: Foreign,
    *,
    system: crosswalk.System,
    code: str,
    year: str = "year",
    wanted: Mapping[str, Figure],
    merge: Merge = "refuse",
    strict: bool = False,
    repeats: bool = False,
) -> Parsed:
    """A table of country-years: codes to States, columns to figures.

    The same code twice in a year is refused, unless `repeats` are known of the source. Two codes that mean
    one State in a year (the two Germanies of 1990) are merged as `merge` says.

    Raises:
        PanelError: what `figures`, `countries` and `unique` raise, `panel.file_empty`.
    """
    numeric = system in ("gw", "ucdp", "cow", "polity", "views", "m49")
    years = table.year(year)
    codes = (table.number(code).cast(pl.Int64) if numeric else table.text(code)).rename("code")
    columns = figures(table, wanted)
    if not table.frame.height:
        raise PanelError("panel.file_empty", file=table.name)
    iso3, out = countries(system, codes, years, strict=strict)
    frame = pl.DataFrame([iso3, years, codes, *columns])
    if not repeats:
        unique(table, frame.drop_nulls(["code", "iso3"]), ("code", "year"))
    frame = merged(table, frame.drop("code").drop_nulls("iso3"), ("iso3", "year"), merge)
    return Parsed(frame, out, reach(years))


def unique(table: Foreign, frame: pl.DataFrame, key: Iterable[str]) -> None:
    """Refuse a key that stands twice.

    Raises:
        PanelError: `panel.duplicate`.
    """
    names = list(key)
    twice = frame.filter(pl.struct(names).is_duplicated())
    if twice.height:
        row = twice.sort(names).row(0, named=True)
        time = str(row["year"]) + (f"-{row['month']:02}" if "month" in row else "")
        shown = row.get("iso3") or row[names[0]]
        raise PanelError("panel.duplicate", file=table.name, country=str(shown), time=time)


def merged(table: Foreign, frame: pl.DataFrame, key: tuple[str, ...], how: Merge) -> pl.DataFrame:
    """One row per key, sorted by it.

    Raises:
        PanelError: `panel.duplicate`, where `how` is "refuse".
    """
    if how == "refuse":
        unique(table, frame, key)
        return frame.sort(key)
    rest = pl.exclude(key)
    reduced = {
        "max": rest.max(),
        "mean": rest.mean(),
        # A sum of nothing known is not zero.
        "sum": pl.when(rest.count() > 0).then(rest.sum()).otherwise(None),
        "last": rest.drop_nulls().last(),
    }[how]
    return frame.group_by(key, maintain_order=True).agg(reduced).sort(key)


def reach(years: pl.Series) -> tuple[int, int] | None:
    """First and last year; None where there is none."""
    return (int(years.min()), int(years.max())) if len(years) else None  # type: ignore[arg-type]
