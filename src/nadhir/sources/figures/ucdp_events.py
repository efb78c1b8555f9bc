"""UCDP's event files, final or candidate, summed by State and month and kind of violence.

The columns are those of `nadhir.sources.ucdp`, which takes the same files in as reports; here an event is
figures only.
"""

from __future__ import annotations

import polars as pl

from nadhir.errors import PanelError
from nadhir.sources.figures.files import Foreign, SourceFile
from nadhir.sources.figures.shape import Parsed, countries, reach

# type_of_violence, as in the codebook of UCDP GED.
KINDS = {1: "state_based", 2: "non_state", 3: "one_sided"}
_NEEDED = ("id", "year", "type_of_violence", "country_id", "date_start", "date_end", "best", "low", "high")


def by_month(files: tuple[SourceFile, ...]) -> Parsed:
    """Deaths and events by State and month; months without an event have no row.

    An event stands in the month it began in, or, where it began in an earlier year than the one UCDP counts
    it in, in the month it ended in. An event that stands in two files is taken from the later one.

    Raises:
        PanelError: `panel.duplicate` for an id twice in one file, `panel.country_unknown`,
            `panel.not_a_number` for a kind or date that is none, and what `Foreign.number` raises.
    """
    events = pl.concat([_events(file.table(only=(*_NEEDED, "deaths_civilians"))) for file in files])
    if not events.height:
        raise PanelError("panel.file_empty", file=files[0].name)
    events = events.unique("id", keep="last", maintain_order=True)
    iso3, _ = countries("ucdp", events["country_id"], events["year"], strict=True)
    best, low, high = (pl.col(name) for name in ("best", "low", "high"))
    sums = [best.sum().alias("deaths"), low.sum().alias("deaths_low"), high.sum().alias("deaths_high")]
    sums += [
        best.filter(pl.col("kind") == kind).sum().alias(f"deaths_{name}") for kind, name in KINDS.items()
    ]
    sums.append(pl.col("civilians").sum().alias("deaths_civilians"))
    sums += [
        (pl.col("kind") == kind).sum().cast(pl.Float64).alias(f"events_{name}")
        for kind, name in KINDS.items()
    ]
    frame = (
        events.with_columns(iso3).group_by("iso3", "year", "month").agg(sums).sort("iso3", "year", "month")
    )
    return Parsed(frame, (), reach(frame["year"]))


def _events(table: Foreign) -> pl.DataFrame:
    table.need(_NEEDED)
    kinds = table.whole("type_of_violence")
    table.refuse("panel.not_a_number", ~kinds.is_in(list(KINDS)), "type_of_violence", kinds)
    years = table.year("year")
    start, end = _day(table, "date_start"), _day(table, "date_end")
    civilians = table.number("deaths_civilians") if table.has("deaths_civilians") else None
    frame = pl.DataFrame(
        {
            "id": table.text("id"),
            "year": years,
            "month": start.dt.month().zip_with(start.dt.year() == years, end.dt.month()).cast(pl.Int64),
            "country_id": table.whole("country_id"),
            "kind": kinds,
            "best": table.number("best", needed=True),
            "low": table.number("low", needed=True),
            "high": table.number("high", needed=True),
            "civilians": civilians,
        },
        schema_overrides={"civilians": pl.Float64},
    )
    twice = frame.filter(pl.col("id").is_duplicated())
    if twice.height:
        row = twice.row(0, named=True)
        time = f"{row['year']}-{row['month']:02}"
        raise PanelError("panel.duplicate", file=table.name, country=row["id"], time=time)
    return frame


def _day(table: Foreign, column: str) -> pl.Series:
    words = table.text(column)
    days = words.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    table.refuse("panel.not_a_number", days.is_null(), column, words)
    return days
