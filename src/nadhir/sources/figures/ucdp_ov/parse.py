"""UCDP organised violence by country and year: who killed how many.

The parts must add up to the whole that the table states; a table that does not is of no vintage at all.
"""

from __future__ import annotations

import polars as pl

from nadhir.errors import PanelError
from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Figure, Parsed, country_years

_KINDS = {
    "state_based": Figure("sb_total_deaths_best_cy", needed=True),
    "non_state": Figure("ns_total_deaths_best_cy", needed=True),
    "one_sided_government": Figure("os_any_govt_killings_best_cy", needed=True),
    "one_sided_groups": Figure("os_nsgroup_killings_best_cy", needed=True),
}
_WANTED = {
    **_KINDS,
    "deaths_low": Figure("cumulative_total_deaths_in_orgvio_low_cy", needed=True),
    "deaths_high": Figure("cumulative_total_deaths_in_orgvio_high_cy", needed=True),
    "_total": Figure("cumulative_total_deaths_in_orgvio_best_cy", needed=True),
    "one_sided_own_government": Figure("os_main_govt_killings_best_cy", optional=True),
    "civilian_deaths": Figure("cumulative_total_deaths_civilians_in_orgvio_cy", optional=True),
    "intrastate_deaths": Figure("sb_intrastate_deaths_best_cy", optional=True),
    "interstate_deaths": Figure("sb_interstate_deaths_best_cy", optional=True),
    "state_based_dyads": Figure("sb_dyad_count_cy", optional=True),
    "non_state_dyads": Figure("ns_dyad_count_cy", optional=True),
    "one_sided_actors": Figure("os_dyad_count_cy", optional=True),
}


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and year.

    Raises:
        PanelError: what `country_years` raises; `panel.country_unknown`; `panel.kinds` where the kinds of
            violence do not add up.
    """
    table = files[0].table()
    # All that must be there at once, so that one message names all that is missing.
    table.need(["country_id_cy", "year_cy", *(f.spellings[0] for f in _WANTED.values() if not f.optional)])
    found = country_years(
        table, system="ucdp", code="country_id_cy", year="year_cy", wanted=_WANTED, strict=True
    )
    apart = found.frame.filter(pl.sum_horizontal(*_KINDS) != pl.col("_total"))
    if apart.height:
        row = apart.row(0, named=True)
        raise PanelError("panel.kinds", file=table.name, country=row["iso3"], year=row["year"])
    return Parsed(found.frame.drop("_total"), found.left_out, found.covers)
