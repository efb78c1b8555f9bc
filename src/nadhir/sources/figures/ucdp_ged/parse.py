"""UCDP GED, already summed by country and month (ISO 3166 codes)."""

from __future__ import annotations

import polars as pl

from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Figure, Parsed, countries, figures, reach, unique

_WANTED = {
    "deaths": Figure("deaths_best", needed=True),
    "deaths_low": Figure("deaths_low", needed=True),
    "deaths_high": Figure("deaths_high", needed=True),
    "events_state_based": Figure("events_state_based", needed=True),
    "events_non_state": Figure("events_non_state", needed=True),
    "events_one_sided": Figure("events_one_sided", needed=True),
}


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and month, months with events only.

    Raises:
        PanelError: what `figures` raises; `panel.country_unknown`, `panel.duplicate`, or
            `panel.not_a_number` for a month that is none.
    """
    table = files[0].table()
    table.need(["iso3", "year", "month", *(figure.spellings[0] for figure in _WANTED.values())])
    years, months = table.year("year"), table.whole("month")
    table.refuse("panel.not_a_number", ~months.is_between(1, 12), "month", months)
    iso3, _ = countries("iso3", table.text("iso3"), years, strict=True)
    frame = pl.DataFrame([iso3, years, months.rename("month"), *figures(table, _WANTED)])
    unique(table, frame, ("iso3", "year", "month"))
    return Parsed(frame.sort("iso3", "year", "month"), (), reach(years))
