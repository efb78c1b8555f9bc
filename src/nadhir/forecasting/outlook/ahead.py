"""Deaths ahead: draws by month in, a mean, a range and the chance of many deaths out.

The forecast itself is somebody else's: anything that gives draws will do. `Learnt` asks the shipped model;
`AsLastYear` is conflictology, the benchmark, and stands in wherever the model has nothing to say.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol, get_args

import numpy as np

from nadhir.errors import PanelError
from nadhir.forecasting.fatalities.conflictology import Conflictology
from nadhir.forecasting.fatalities.kinds import monthly_deaths
from nadhir.forecasting.fatalities.learnt import load
from nadhir.forecasting.fatalities.model import SEED
from nadhir.forecasting.outlook.country import DeathsAhead, Outcome
from nadhir.forecasting.panel import FloatArray, Panel

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
YEAR = 12
# How many months an outlook looks ahead; kinds of violence are told for a year only.
AHEAD: Mapping[Outcome, int] = MappingProxyType(
    {"all": 36, "state": YEAR, "onesided": YEAR, "nonstate": YEAR}
)
MANY = (25, 100, 1000)
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


class DeathsForecast(Protocol):
    """Anything that foretells deaths as draws. One draw is one course of events: months of the same draw
    belong together, so that sums over months mean something."""

    @property
    def name(self) -> str:
        """For the record: `conflictology`, `fatalities`."""

    @property
    def version(self) -> str:
        """Stands for exactly this model, its seed included."""

    def draws(
        self, panel: Panel, as_of: str, outcome: str, months: int, only: int | None = None
    ) -> FloatArray | None:
        """(countries, months, draws) from the month after `as_of`; None where it cannot. With `only`, a row
        of the panel, nobody looks at the others, which may be left empty."""


class AsLastYear:
    """Conflictology. Each draw takes one of the last twelve months to last, because bad months come
    together: adding up independent ones would promise far too narrow a range."""

    name = "conflictology"
    version = "conflictology-1"

    def draws(
        self,
        panel: Panel,
        as_of: str,
        outcome: str,
        months: int,
        only: int | None = None,  # noqa: ARG002 - making all of them costs nothing
    ) -> FloatArray:
        """The last twelve months, for every month ahead."""
        history = known_deaths(panel, as_of, outcome)
        return Conflictology().fit(np.nan_to_num(history[:, -YEAR:])).predict(months)


class Learnt:
    """The model that ships. For an earlier month it uses the same weights, which have learned from later
    ones: that shows change, not skill."""

    name = "fatalities"

    @functools.cached_property
    def version(self) -> str:
        """Of the weights of every outcome, and the seed."""
        kept = [load(outcome).version for outcome in OUTCOMES]
        return "fatalities-" + hashlib.sha256(repr((kept, SEED)).encode()).hexdigest()[:12]

    def draws(
        self, panel: Panel, as_of: str, outcome: str, months: int, only: int | None = None
    ) -> FloatArray | None:
        """Draws from the shipped weights; None where the history is too short for them."""
        history = known_deaths(panel, as_of, outcome)
        if only is not None:
            # A country's draws come from its own history; those that are not there cost no time.
            history = np.where(np.arange(len(history))[:, None] == only, history, np.nan)
        try:
            return load(outcome).weights.draws(history, months)
        except PanelError as error:
            if error.code == "fatalities.too_short":
                return None
            raise


def known_deaths(panel: Panel, as_of: str, outcome: str) -> FloatArray:
    """(countries, months), deaths of one kind up to the month `as_of`, NaN where a State did not exist."""
    count = (int(as_of[:4]) - panel.first_month_year) * 12 + int(as_of[5:])
    return monthly_deaths(panel, outcome, count)


def kinds_are_counted(panel: Panel) -> bool:
    """Whether months tell the kind of a death, or it is estimated from events and years."""
    known = panel.monthly.get("deaths_state_based")
    return known is not None and not bool(np.isnan(known).all())


def month_after(month: str, count: int = 1) -> str:
    """The month so many after `month`, ISO 8601; before it where `count` is negative."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + count
    return f"{number // 12}-{number % 12 + 1:02}"


def default_forecast() -> DeathsForecast:
    """The forecast of deaths that ships."""
    return Learnt()


def deaths_ahead(draws: FloatArray, outcome: Outcome, model: str, as_of: str) -> DeathsAhead:
    """The draws (months, draws) of one country, from the month after `as_of`, in figures."""
    by_month = np.quantile(draws, _QUANTILES, axis=1)
    total = draws[:YEAR].sum(axis=0)
    low, high = np.quantile(total, [0.05, 0.95])
    chance = [round(float((total >= many).mean()), 3) for many in MANY]
    quantiles = [tuple(round(float(figure), 1) for figure in line) for line in by_month]
    return DeathsAhead(
        outcome=outcome,
        model=model,
        first_month=month_after(as_of),
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
