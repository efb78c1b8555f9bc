"""The outlook of one country: shipped figures and models in, a `CountryOutlook` out.

Needs no network and no training library. It orders attention: it is never a verdict on a country and
never enough for a warning.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from nadhir.doctrine.phrases import Reason
from nadhir.forecasting.onset.model import OnsetWeights, load_weights
from nadhir.forecasting.outlook.ahead import (
    AHEAD,
    OUTCOMES,
    DeathsForecast,
    deaths_ahead,
    default_forecast,
    kinds_are_counted,
    known_deaths,
    month_after,
)
from nadhir.forecasting.outlook.cases import Past
from nadhir.forecasting.outlook.country import CountryOutlook, History, Outcome, Risk, TrailPoint
from nadhir.forecasting.outlook.doubts import deaths_doubts, doubts
from nadhir.forecasting.outlook.drivers import drivers
from nadhir.forecasting.outlook.levers import levers, percent
from nadhir.forecasting.outlook.reasons import Facts
from nadhir.forecasting.outlook.sight import BOOK, Sight, base_month, rounded
from nadhir.forecasting.outlook.watch import entry_notes, fallen_back, level_of, shipped_panel
from nadhir.forecasting.panel import Panel
from nadhir.forecasting.panel.crosswalk import COUNTED_UNDER
from nadhir.forecasting.panel.names import name_of

_HISTORY = 120
_TRAIL = 10


def country_outlook(
    iso3: str,
    as_of: str | None = None,
    *,
    panel: Panel | None = None,
    weights: OnsetWeights | None = None,
    fatalities: DeathsForecast | None = None,
) -> CountryOutlook:
    """What the figures say of a country as of the end of a month.

    Args:
        iso3: ISO 3166-1 alpha-3; XKX for Kosovo.
        as_of: a month, "2022-10", or a year, meaning its December; by default the newest. Nothing later is
            looked at, but the models have learned from later years: no proof of skill.
        panel, weights, fatalities: other figures and models than those that ship.

    Raises:
        PanelError: `outlook.country`, `watch.as_of`, `panel.year_outside`, or figures or weights are
            missing or damaged.
    """
    if panel is None and weights is None and fatalities is None:
        return _shipped(as_of).of(iso3)
    return Outlooks(panel or shipped_panel(), weights, fatalities, as_of).of(iso3)


@functools.lru_cache(maxsize=4)
def _shipped(as_of: str | None) -> Outlooks:
    return Outlooks(shipped_panel(), None, None, as_of)


class Outlooks:
    """The outlooks of all countries at one time; what they share is computed once.

    Attributes:
        sight: figures and models as they are seen from there.
    """

    def __init__(
        self,
        panel: Panel,
        weights: OnsetWeights | None = None,
        fatalities: DeathsForecast | None = None,
        as_of: str | None = None,
    ) -> None:
        month = base_month(panel, as_of)
        self.sight = Sight(panel, weights or load_weights(), fatalities or default_forecast(), month)

    @property
    def countries(self) -> tuple[str, ...]:
        """Those that existed, the highest risk first."""
        rank = self.sight.ranks()
        return tuple(self.sight.panel.iso3[row] for row in sorted(rank, key=lambda row: rank[row]))

    def of(self, iso3: str) -> CountryOutlook:
        """The outlook of one country.

        Raises:
            PanelError: `outlook.country`.
        """
        sight = self.sight
        row = sight.row(iso3)
        risk = self._risk(row)
        deaths = {
            outcome: deaths_ahead(draws, outcome, sight.fatalities.name, sight.as_of)
            for outcome in OUTCOMES
            if (draws := sight.draws_of(row, outcome, AHEAD[outcome])) is not None
        }
        cases, likes = self._past.of_country(row)
        history = self._history(row, tuple(deaths))
        return CountryOutlook(
            iso3=iso3,
            name=name_of(iso3),
            as_of=sight.as_of,
            version=sight.version,
            headline=_headline(risk),
            onset=risk,
            trail=self._trail(row),
            drivers=drivers(sight, self._facts, row),
            cases=cases,
            likes=likes,
            lowering=levers(sight, row),
            deaths=deaths,
            history=history,
            doubts=(*doubts(sight, row, risk), *deaths_doubts(deaths.get("all"), history)),
            notes=(*entry_notes(iso3), *_notes(sight, risk)),
            covers=COUNTED_UNDER.get(iso3, ()),
        )

    @functools.cached_property
    def _facts(self) -> Facts:
        return Facts(self.sight.base, self.sight.as_of)

    @functools.cached_property
    def _past(self) -> Past:
        return Past.of(self.sight)

    def _risk(self, row: int) -> Risk:
        sight, earlier = self.sight, self.sight.before()
        low, high = sight.interval
        risk = float(sight.risk()[row])
        before = sight.ranks(earlier).get(row)
        return Risk(
            risk=rounded(risk),
            low=rounded(low[row]),
            high=rounded(high[row]),
            base_rate=sight.weights.base_rate,
            level=level_of(rounded(risk)),
            rank=sight.ranks()[row],
            of=len(sight.here),
            previous_risk=None if before is None else rounded(sight.risk(earlier)[row]),
            previous_rank=before,
        )

    def _trail(self, row: int) -> tuple[TrailPoint, ...]:
        sight = self.sight
        # Trailing months need a whole year behind them.
        first = sight.panel.first_year + (not sight.base.december)
        months = [sight.before(ago) for ago in range(_TRAIL, -1, -1) if sight.year - ago >= first]
        return tuple(
            TrailPoint(int(month[:4]), rounded(sight.risk(month)[row]), rank[row], len(rank))
            for month in months
            if row in (rank := sight.ranks(month))
        )

    def _history(self, row: int, outcomes: Sequence[Outcome]) -> History:
        months = np.nan_to_num(self.sight.base.months("deaths", _HISTORY)[row])
        first = month_after(self.sight.as_of, 1 - len(months))
        by_kind: dict[Outcome, tuple[int, ...]] = {}
        for outcome in outcomes:
            if outcome != "all":
                told = known_deaths(self.sight.panel, self.sight.as_of, outcome)[row, -len(months) :]
                by_kind[outcome] = tuple(int(deaths) for deaths in np.nan_to_num(told))
        return History(first, tuple(int(deaths) for deaths in months), by_kind)


def _headline(risk: Risk) -> tuple[Reason, ...]:
    told = {
        "percent": percent(risk.risk),
        "low": percent(risk.low),
        "high": percent(risk.high),
        "average": percent(risk.base_rate),
    }
    place: dict[str, Any] = {"rank": risk.rank, "of": risk.of}
    if risk.previous_rank is None:
        rank = Reason("outlook.rank_new", place, BOOK)
    else:
        rank = Reason("outlook.rank", {**place, "previous": risk.previous_rank}, BOOK)
    return Reason("outlook.risk", told, BOOK), rank


def _notes(sight: Sight, risk: Risk) -> tuple[Reason, ...]:
    month = {"month": {"date": sight.as_of}}
    return (
        *fallen_back(),
        Reason("note.not_a_verdict", {}, "nadhir.forecasting"),
        Reason("note.likelier_not", {"without": percent(1 - risk.risk)}, BOOK),
        Reason("note.figures_end", month, "nadhir.forecasting"),
        Reason("note.final_vintage", {}, "nadhir.forecasting"),
        Reason("note.trail", {}, BOOK),
        Reason("note.cases", {"threshold": 1000}, BOOK),
        Reason("note.levers", {}, BOOK),
        *([] if kinds_are_counted(sight.panel) else [Reason("note.kinds", {}, BOOK)]),
        Reason("note.boundaries", {}, "nadhir.forecasting"),
    )
