"""REIGN: leaders, elections and kinds of regime.

The public table has one row a leader and month; the prepared one, a row a regime and year. A year is told as
it stood at its end.
"""

from __future__ import annotations

import polars as pl

from nadhir.sources.figures.files import Foreign, SourceFile
from nadhir.sources.figures.shape import Parsed, countries, merged, reach

_REGIMES = {
    "regime_military": ("military", "indirect military", "military personal", "military-personal",
                        "party-military", "provisional - military", "provisional military"),
    "regime_personal": ("personal", "personal dictatorship", "party-personal", "party-personal-military",
                        "party-personal-military hybrid"),
    "regime_party": ("party-based", "dominant party", "oligarchy"),
    "regime_monarchy": ("monarchy",),
    "regime_democracy": ("parliamentary", "presidential", "presidential democracy",
                         "parliamentary democracy"),
    "regime_interim": ("provisional", "civilian provisional", "provisional - civilian", "foreign-occupied",
                       "foreign/occupied", "foreign occupied", "warlordism"),
}  # fmt: skip
_DAYS = 365.25


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and year.

    Raises:
        PanelError: what `Foreign.number` raises.
    """
    table = files[0].table()
    return _of_months(table) if table.has("leader", "month") else _of_regimes(table)


def _of_regimes(table: Foreign) -> Parsed:
    table.need(["GWn", "year", "gwf_regimetype", "Start"])
    years = table.year("year")
    start = table.text("Start").str.to_date("%Y-%m-%d", strict=False)
    iso3, out = countries("gw", table.number("GWn").cast(pl.Int64), years)
    frame = pl.DataFrame([iso3, years, start.rename("start"), _regime(table.text("gwf_regimetype"))])
    last = (
        frame.drop_nulls("iso3")
        .sort("iso3", "year", "start", nulls_last=False)
        .unique(["iso3", "year"], keep="last", maintain_order=True)
    )
    told = last.with_columns(
        ((pl.date(pl.col("year"), 12, 31) - pl.col("start")).dt.total_days() / _DAYS)
        .clip(0)
        .round(1)
        .alias("regime_years"),
        *_dummies(),
    )
    return Parsed(told.drop("start", "regime").sort("iso3", "year"), out, reach(years))


def _of_months(table: Foreign) -> Parsed:
    table.need(["ccode", "year", "month", "tenure_months", "irregular", "anticipation", "government"])
    years = table.year("year")
    iso3, out = countries("cow", table.number("ccode").cast(pl.Int64), years)
    frame = (
        pl.DataFrame(
            [
                iso3,
                years,
                table.number("month").rename("month"),
                (table.number("tenure_months") / 12).round(2).rename("leader_years"),
                (table.number("irregular") if table.has("irregular") else pl.Series([None])).rename(
                    "irregular_leader"
                ),
                table.number("anticipation").rename("anticipated_election"),
                (table.number("election_now" if table.has("election_now") else "anticipation")).rename(
                    "election_year"
                ),
                (
                    table.number("militarycareer")
                    if table.has("militarycareer")
                    else pl.Series([None] * table.frame.height, dtype=pl.Float64)
                ).rename("military_leader"),
                _regime(table.text("government")),
            ]
        )
        .drop_nulls("iso3")
        .sort("iso3", "year", "month")
    )
    ends = pl.col("leader_years", "irregular_leader", "military_leader", "regime").last()
    ever = pl.col("anticipated_election", "election_year").max()
    told = frame.group_by("iso3", "year", maintain_order=True).agg(ends, ever).with_columns(*_dummies())
    return Parsed(merged(table, told.drop("regime"), ("iso3", "year"), "last"), out, reach(years))


def _regime(kinds: pl.Series) -> pl.Series:
    known = {kind: name for name, kinds_of in _REGIMES.items() for kind in kinds_of}
    return (
        kinds.str.to_lowercase().replace_strict(known, default=None, return_dtype=pl.String).rename("regime")
    )


def _dummies() -> list[pl.Expr]:
    regime = pl.col("regime")
    return [
        pl.when(regime.is_null()).then(None).otherwise((regime == name).cast(pl.Float64)).alias(name)
        for name in _REGIMES
    ]
