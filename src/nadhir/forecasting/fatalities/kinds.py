"""Monthly deaths by kind of violence, as far as the figures tell.

With an event file at hand they are summed from events; for state-based ones ViEWS' table serves as well, for
the countries it has (it puts an event that lasted in the month of its end, where UCDP's figures put it in
that of its beginning, so a month of it may exceed that of all kinds). Without, the tables give deaths of all
kinds by month, events by kind and month, and deaths by kind and year: deaths of a month are then shared out
so that they keep both its total and the year's totals by kind, starting from the kinds' shares of events
(iterative proportional fitting; Deming and Stephan 1940). Such figures are an estimate. In a year that is not
over by the month looked from, the shares of events alone decide, since the year's totals tell of months to
come.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from nadhir.errors import PanelError
from nadhir.forecasting.panel.grid import FloatArray, Panel

_KINDS = ("state_based", "non_state", "one_sided")
OUTCOMES: Mapping[str, str] = MappingProxyType(
    {"all": "deaths", "state": "state_based", "nonstate": "non_state", "onesided": "one_sided"}
)
_ROUNDS = 50
_YEAR = 12


def monthly_deaths(panel: Panel, outcome: str, months: int | None = None) -> FloatArray:
    """(countries, months) of deaths of one kind, NaN where a State did not exist.

    Args:
        outcome: `all`, `state`, `nonstate` or `onesided`.
        months: how many months may be seen, counted from the panel's first; all without it.

    Raises:
        PanelError: `fatalities.outcome`, `fatalities.months`.
    """
    if outcome not in OUTCOMES:
        raise PanelError("fatalities.outcome", outcome=outcome, known=list(OUTCOMES))
    there = panel.months if months is None else months
    if not 0 < there <= panel.months:
        raise PanelError("fatalities.months", last=panel.as_of)
    if outcome == "all":
        return np.array(panel.monthly["deaths"][:, :there])
    counted = panel.monthly.get(f"deaths_{OUTCOMES[outcome]}")
    if counted is not None and not np.isnan(counted[:, :there]).all():
        return np.array(counted[:, :there])
    found: FloatArray = np.array(_split(panel, there)[_KINDS.index(OUTCOMES[outcome])])
    views = panel.monthly.get("views_state_based")
    if outcome == "state" and views is not None and not np.isnan(views[:, there - 1]).all():
        counted_by_views = np.array(views[:, :there])
        unknown = np.isnan(counted_by_views).all(axis=1)
        counted_by_views[unknown] = found[unknown]
        return counted_by_views
    return found


@functools.lru_cache(maxsize=2)
def _split(panel: Panel, months: int) -> FloatArray:
    """(kinds, countries, months) of whole numbers. Kept for the panel looked at: all kinds ask for it, of
    every country."""
    deaths = panel.monthly["deaths"][:, :months]
    alive = ~np.isnan(deaths)
    total = np.nan_to_num(deaths)
    events = np.stack([np.nan_to_num(panel.monthly[f"events_{kind}"][:, :months]) for kind in _KINDS])
    shares = events / np.maximum(events.sum(axis=0), 1)
    found = shares * total
    years = months // _YEAR
    first = panel.first_month_year - panel.first_year
    if years:
        by_year = _by_kind(panel)[:, :, first : first + years]
        whole = years * _YEAR
        shape = (len(_KINDS), len(panel.iso3), by_year.shape[2], _YEAR)
        seed = found[:, :, : shape[2] * _YEAR].reshape(shape)
        found[:, :, : shape[2] * _YEAR] = _fitted(
            seed, by_year, total[:, : shape[2] * _YEAR].reshape(shape[1:])
        ).reshape(shape[0], shape[1], -1)[:, :, :whole]
    whole_deaths = np.where(alive, np.round(found), np.nan)
    whole_deaths.setflags(write=False)
    return whole_deaths


def _by_kind(panel: Panel) -> FloatArray:
    """(kinds, countries, years) of yearly deaths."""
    return np.nan_to_num(
        np.stack([panel.yearly["state_based"], panel.yearly["non_state"], panel.one_sided()])
    )


def _fitted(seed: FloatArray, by_year: FloatArray, by_month: FloatArray) -> FloatArray:
    """`seed` (kinds, countries, years, 12) scaled until its sums are those of the year and of the month."""
    # A kind with deaths in the year but without an event in any month still gets its share of every month.
    lost = (by_year > 0) & (seed.sum(axis=3) == 0)
    found = np.where(lost[..., None], by_month * 1e-6, seed)
    for _ in range(_ROUNDS):
        sums = found.sum(axis=3)
        found = found * np.divide(by_year, sums, out=np.zeros_like(sums), where=sums > 0)[..., None]
        sums = found.sum(axis=0)
        found = found * np.divide(by_month, sums, out=np.zeros_like(sums), where=sums > 0)
    # Where the two tables cannot be met together, the shares of events stand.
    unmet = np.abs(found.sum(axis=0) - by_month) > 0.5
    return np.where(unmet[None], seed, found)
