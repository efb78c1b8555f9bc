"""Deaths ahead: draws by month in, a mean, a range and the chance of many deaths out.

The forecast itself is somebody else's: anything that gives draws will do. `AsLastYear` is conflictology,
the benchmark; it stands in wherever no better model is at hand.
"""

from __future__ import annotations

from typing import Protocol, get_args

import numpy as np

from nadhir.forecasting.fatalities.conflictology import Conflictology
from nadhir.forecasting.outlook.country import DeathsAhead, Outcome
from nadhir.forecasting.panel import FloatArray, Panel

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
AHEAD = 12
YEAR = 12
MANY = (25, 100, 1000)
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
# Where the panel keeps the monthly deaths of each outcome.
_COLUMN = {
    "all": "deaths",
    "state": "deaths_state_based",
    "onesided": "deaths_one_sided",
    "nonstate": "deaths_non_state",
}


class DeathsForecast(Protocol):
    """Anything that foretells deaths as draws. One draw is one course of events: months of the same draw
    belong together, so that sums over months mean something."""

    @property
    def name(self) -> str:
        """For the record: `conflictology`, `fatalities`."""

    @property
    def version(self) -> str:
        """Stands for exactly this model, its seed included."""

    def draws(self, panel: Panel, year: int, outcome: str, months: int) -> FloatArray | None:
        """(countries, months, draws) from January of the year after; None where it cannot."""


class AsLastYear:
    """Conflictology. Each draw takes one of the last twelve months to last, because bad months come
    together: adding up independent ones would promise far too narrow a range."""

    name = "conflictology"
    version = "conflictology-1"

    def draws(self, panel: Panel, year: int, outcome: str, months: int) -> FloatArray | None:
        column = _COLUMN[outcome]
        if column not in panel.monthly:
            return None
        history = panel.months_to(year, 12, column)
        if np.isnan(history).all():
            return None  # a column without figures says nothing, not "no deaths"
        return Conflictology().fit(np.nan_to_num(history)).predict(months)


def default_forecast() -> DeathsForecast:
    """The forecast of deaths that ships."""
    return AsLastYear()


def deaths_ahead(draws: FloatArray, outcome: Outcome, model: str, year: int) -> DeathsAhead:
    """The draws (months, draws) of one country, from January after `year`, in figures."""
    by_month = np.quantile(draws, _QUANTILES, axis=1)
    total = draws[:YEAR].sum(axis=0)
    low, high = np.quantile(total, [0.05, 0.95])
    chance = [round(float((total >= many).mean()), 3) for many in MANY]
    quantiles = [tuple(round(float(figure), 1) for figure in line) for line in by_month]
    return DeathsAhead(
        outcome=outcome,
        model=model,
        first_month=f"{year + 1}-01",
        mean=tuple(round(float(figure), 1) for figure in draws.mean(axis=1)),
        q05=quantiles[0],
        q25=quantiles[1],
        q50=quantiles[2],
        q75=quantiles[3],
        q95=quantiles[4],
        year_mean=round(float(total.mean()), 1),
        year_low=round(float(low), 1),
        year_high=round(float(high), 1),
        chance_25=chance[0],
        chance_100=chance[1],
        chance_1000=chance[2],
    )
