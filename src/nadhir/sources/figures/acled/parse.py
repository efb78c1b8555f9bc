"""ACLED's export, one row an event, summed by State and month. Its terms forbid passing it on."""

from __future__ import annotations

import polars as pl

from nadhir.errors import PanelError
from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Parsed, countries, reach

_KINDS = {
    "acled_battles": "Battles",
    "acled_explosions": "Explosions/Remote violence",
    "acled_attacks_on_civilians": "Violence against civilians",
    "acled_riots": "Riots",
    "acled_protests": "Protests",
}
_KNOWN = (*_KINDS.values(), "Strategic developments")
_NEEDED = ("event_id_cnty", "event_date", "event_type", "iso", "fatalities")


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and month with at least one event; an event in two files is that of the later one.

    Raises:
        PanelError: `panel.duplicate`, `panel.not_a_number` for a date or kind that is none, and what
            `Foreign.number` raises.
    """
    events = pl.concat([_events(file) for file in files]).unique("id", keep="last", maintain_order=True)
    if not events.height:
        raise PanelError("panel.file_empty", file=files[0].name)
    iso3, out = countries("m49", events["iso"], events["year"])
    deaths, targeted = pl.col("fatalities"), pl.col("targeted")
    sums = [deaths.sum().alias("acled_deaths")]
    sums += [(pl.col("kind") == kind).sum().cast(pl.Float64).alias(name) for name, kind in _KINDS.items()]
    sums.append(targeted.sum().cast(pl.Float64).alias("acled_civilians_targeted"))
    sums.append(deaths.filter(targeted).sum().alias("acled_deaths_civilians"))
    known = events.with_columns(iso3).drop_nulls("iso3")
    frame = known.group_by("iso3", "year", "month").agg(sums).sort("iso3", "year", "month")
    return Parsed(frame, out, reach(events["year"]))


def _events(file: SourceFile) -> pl.DataFrame:
    head = file.text.partition(b"\n")[0]
    table = file.table(
        separator=";" if head.count(b";") > head.count(b",") else ",", only=(*_NEEDED, "civilian_targeting")
    )
    table.need(_NEEDED)
    words = table.text("event_date")
    # "02 January 2023" in the export tool, ISO 8601 in the API and newer exports.
    days = words.str.to_date("%d %B %Y", strict=False)
    days = days.zip_with(days.is_not_null(), words.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False))
    table.refuse("panel.not_a_number", days.is_null(), "event_date", words)
    kinds = table.text("event_type")
    table.refuse("panel.not_a_number", ~kinds.is_in(_KNOWN), "event_type", kinds)
    targeting = table.text("civilian_targeting") if table.has("civilian_targeting") else pl.Series([""])
    frame = pl.DataFrame(
        {
            "id": table.text("event_id_cnty"),
            "year": days.dt.year().cast(pl.Int64),
            "month": days.dt.month().cast(pl.Int64),
            "iso": table.whole("iso"),
            "kind": kinds,
            "targeted": (kinds == _KINDS["acled_attacks_on_civilians"]) | (targeting != ""),
            "fatalities": table.number("fatalities", needed=True),
        }
    )
    twice = frame.filter(pl.col("id").is_duplicated())
    if twice.height:
        row = twice.row(0, named=True)
        time = f"{row['year']}-{row['month']:02}"
        raise PanelError("panel.duplicate", file=file.name, country=row["id"], time=time)
    return frame
