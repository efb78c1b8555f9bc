"""What is to be foretold: a history of monthly deaths and the years that are scored.

The protocol of the ViEWS challenge: for a window Y the history ends with October of Y−1, and January to
December of Y are foretold. State-based deaths come from the challenge's own tables; for other kinds of
violence the same protocol is run on the panel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nadhir.errors import PanelError
from nadhir.forecasting.fatalities.kinds import monthly_deaths
from nadhir.forecasting.panel.bundle import Tables
from nadhir.forecasting.panel.grid import FloatArray, Panel

# Months from the end of the history to January, and the months foretold.
GAP = 3
YEAR = 12
FIRST_WINDOW = 2018
# month_id of ViEWS: (year − 1980) · 12 + month, so January 1990 is 121.
_EPOCH = 1980


@dataclass(frozen=True, slots=True, eq=False)
class Challenge:
    """A history and the windows to be foretold from it.

    Attributes:
        countries: names or codes of the rows.
        before: year to the history that may be seen, (countries, months) up to October of the year before;
            NaN where the State did not exist.
        windows: year to what came, (countries, 12); NaN rows for countries that are not scored.
    """

    countries: tuple[str, ...]
    before: Mapping[int, FloatArray]
    windows: Mapping[int, FloatArray]


def month_id(year: int, month: int) -> int:
    """The number ViEWS gives to a month."""
    return (year - _EPOCH) * YEAR + month


def from_tables(tables: Tables) -> Challenge:
    """The challenge as ViEWS set it, from the tables `views_history` and `views_actuals`.

    Raises:
        PanelError: `panel.table_missing`, `scores.window` where a window lacks country-months.
    """
    past = tables.frame("views_history").select("country_id", "month_id", "views_state_based", "iso3")
    came = tables.frame("views_actuals")
    ids = sorted(set(past["country_id"].to_list()) | set(came["country_id"].to_list()))
    row = {country: place for place, country in enumerate(ids)}
    names = dict(past.sort("month_id").select("country_id", "iso3").iter_rows())
    first, last = int(past["month_id"].min()), int(past["month_id"].max())  # type: ignore[arg-type]
    history = np.full((len(ids), last - first + 1), np.nan)
    for country, month, deaths, _ in past.iter_rows():
        history[row[country], month - first] = deaths
    before, windows = {}, {}
    for window in sorted(set(came["window"].to_list())):
        grid = np.full((len(ids), YEAR), np.nan)
        january = month_id(window, 1)
        rows = came.filter(came["window"] == window).select("country_id", "month_id", "outcome")
        for country, month, deaths in rows.iter_rows():
            if 0 <= month - january < YEAR:
                grid[row[country], month - january] = deaths
        partly = np.isnan(grid).any(axis=1) & ~np.isnan(grid).all(axis=1)
        if bool(partly.any()) or bool(np.isnan(grid).all()):
            raise PanelError("scores.window", window=window)
        before[window] = history[:, : max(0, january - GAP + 1 - first)]
        windows[window] = grid
    return Challenge(tuple(names.get(i, str(i)) for i in ids), before, windows)


def from_panel(panel: Panel, outcome: str, windows: Sequence[int] | None = None) -> Challenge:
    """The same protocol for one kind of violence, or for all together, from a panel.

    What came is what the panel holds; States that did not exist for the whole window are not scored.

    Raises:
        PanelError: see `kinds.monthly_deaths`; `scores.files` where no window is over.
    """
    history = monthly_deaths(panel, outcome)
    first = month_id(panel.first_month_year, 1)
    last_year = panel.first_month_year + history.shape[1] // YEAR - 1
    wanted = list(windows or range(FIRST_WINDOW, last_year + 1))
    if not wanted or max(wanted) > last_year:
        raise PanelError("scores.files", folder="–")
    before, came = {}, {}
    for window in wanted:
        start = month_id(window, 1) - first
        before[window] = monthly_deaths(panel, outcome, start - GAP + 1)
        grid = np.array(history[:, start : start + YEAR])
        grid[np.isnan(grid).any(axis=1)] = np.nan
        came[window] = grid
    return Challenge(panel.iso3, before, came)
