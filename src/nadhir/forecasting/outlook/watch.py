"""The country watch list: shipped figures and weights in, a ranked list with reasons out.

For every country that existed, the risk that a new mass killing starts within two years, beside the base
rate, a rough range, its rank and that of a year before, why, the deaths of the last 36 months and those
to be expected of the next twelve. Needs no network, no training library and no data frames. It is
a statistical list: it orders attention and is never a verdict nor enough for a warning.
"""

from __future__ import annotations

import functools
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import numpy as np

from nadhir.doctrine.phrases import Reason
from nadhir.doctrine.text import Text
from nadhir.forecasting import kept
from nadhir.forecasting.onset.model import OnsetWeights, load_weights
from nadhir.forecasting.outlook.ahead import YEAR, AsLastYear, DeathsForecast, default_forecast
from nadhir.forecasting.outlook.reasons import BOOK, little_to_go_on, reasons
from nadhir.forecasting.outlook.sight import BOOK as OUTLOOK
from nadhir.forecasting.outlook.sight import MONTHS, Sight, base_month, rounded
from nadhir.forecasting.panel import FloatArray, Panel, store
from nadhir.forecasting.panel.crosswalk import COUNTED_UNDER
from nadhir.forecasting.panel.names import name_of

# Bounds of the classes of risk, from "very low" to "very high" among countries: half a per cent; one and a
# half, just above the average; three; and eight. Even "very high" is far from certain.
RISK_CLASSES = (0.005, 0.015, 0.03, 0.08)


def level_of(risk: float) -> int:
    """The class of a risk, 1 (very low) to 5 (very high)."""
    return 1 + bisect_right(RISK_CLASSES, risk)


@dataclass(frozen=True, slots=True)
class WatchEntry:
    """One country on the list.

    Attributes:
        iso3: ISO 3166-1 alpha-3; XKX for Kosovo.
        risk: probability that a new mass killing starts within two years, 0 to 1.
        low, high: rough 90 % range of the risk over refits on resampled countries.
        rank: 1 for the highest risk.
        previous_rank: by the same model one year earlier; None for a State that was not there.
        base_rate: the average risk over countries in recent years.
        reasons: at most four, the heaviest first; parameters `factors` and `indicators` name elements of
            `un-foa-2014` that the figure speaks to.
        deaths_36: monthly deaths from organised violence, best estimates, the oldest first; months before
            the State existed count 0.
        expected_deaths, deaths_low, deaths_high: over the next twelve months, with a rough 90 % range.
        little_to_go_on: too little is known of the country for its risk to mean much.
        covers: ISO codes of places whose violence the source counts under this country.
        notes: what a reader of this entry must know.
        previous_risk: by the same model one year earlier; None for a State that was not there.
    """

    iso3: str
    name: Text
    risk: float
    low: float | None
    high: float | None
    rank: int
    previous_rank: int | None
    base_rate: float
    reasons: tuple[Reason, ...]
    deaths_36: tuple[int, ...]
    expected_deaths: float
    deaths_low: float
    deaths_high: float
    little_to_go_on: bool
    covers: tuple[str, ...] = ()
    notes: tuple[Reason, ...] = ()
    previous_risk: float | None = None

    def as_json(self) -> dict[str, Any]:
        """JSON-safe."""
        return {
            "iso3": self.iso3,
            "name": self.name.as_dict(),
            "risk": self.risk,
            "low": self.low,
            "high": self.high,
            "rank": self.rank,
            "previous_rank": self.previous_rank,
            "previous_risk": self.previous_risk,
            "base_rate": self.base_rate,
            "reasons": [reason.as_json() for reason in self.reasons],
            "deaths_36": list(self.deaths_36),
            "expected_deaths": self.expected_deaths,
            "deaths_low": self.deaths_low,
            "deaths_high": self.deaths_high,
            "little_to_go_on": self.little_to_go_on,
            "covers": list(self.covers),
            "notes": [note.as_json() for note in self.notes],
        }


@dataclass(frozen=True, slots=True)
class WatchList:
    """The list, highest risk first.

    Attributes:
        as_of: the newest month of the figures used, ISO 8601.
        vintage: the versions of the sources.
        entries: one per country that existed in that year.
        notes: what a reader of any entry must know; to be shown with the list.
        version: stands for exactly this model on exactly these figures.
    """

    as_of: str
    vintage: str
    entries: tuple[WatchEntry, ...]
    notes: tuple[Reason, ...]
    version: str

    def as_json(self) -> dict[str, Any]:
        """JSON-safe."""
        return {
            "as_of": self.as_of,
            "vintage": self.vintage,
            "version": self.version,
            "notes": [note.as_json() for note in self.notes],
            "entries": [entry.as_json() for entry in self.entries],
        }


def watch_list(
    as_of: str | None = None,
    *,
    panel: Panel | None = None,
    weights: OnsetWeights | None = None,
    fatalities: DeathsForecast | None = None,
) -> WatchList:
    """The watch list as of the end of a month.

    Args:
        as_of: a month, "2022-10", or a year, meaning its December; by default the newest. Earlier ones
            use the same model, which has learned from later ones: they serve comparison, not proof of skill.
        panel, weights, fatalities: other figures and models than those that ship.

    Raises:
        PanelError: `watch.as_of`, `panel.year_outside`, or figures or weights are missing or damaged.
    """
    if panel is None and weights is None and fatalities is None:
        return _shipped(as_of)
    return _made(panel or shipped_panel(), weights, fatalities, as_of)


@functools.lru_cache(maxsize=8)
def _shipped(as_of: str | None) -> WatchList:
    return _made(shipped_panel(), None, None, as_of)


@functools.cache
def shipped_panel() -> Panel:
    """The panel that ships with the package, read once."""
    return kept.held(kept.PANEL, lambda made: store.load(made or store.shipped()))


def fallen_back() -> tuple[Reason, ...]:
    """That something made here cannot be read and what ships stands in for it; empty where all is well."""
    parts = list(kept.lost())
    return (Reason("note.fallen_back", {"parts": parts}, OUTLOOK),) if parts else ()


def _made(
    panel: Panel, weights: OnsetWeights | None, fatalities: DeathsForecast | None, as_of: str | None
) -> WatchList:
    weights, fatalities = weights or load_weights(), fatalities or default_forecast()
    sight = Sight(panel, weights, fatalities, base_month(panel, as_of))
    risk, earlier = sight.risk(), sight.risk(sight.before())
    low, high = sight.interval
    rank, before = sight.ranks(), sight.ranks(sight.before())
    why, little = reasons(sight), little_to_go_on(sight)
    history = np.nan_to_num(sight.base.months("deaths", MONTHS))
    expected, least, most = _year_ahead(sight)
    entries = [
        WatchEntry(
            iso3=panel.iso3[row],
            name=name_of(panel.iso3[row]),
            risk=rounded(risk[row]),
            low=rounded(low[row]),
            high=rounded(high[row]),
            rank=rank[row],
            previous_rank=before.get(row),
            base_rate=weights.base_rate,
            reasons=why[row],
            deaths_36=tuple(int(deaths) for deaths in history[row]),
            expected_deaths=round(float(expected[row]), 1),
            deaths_low=round(float(least[row]), 1),
            deaths_high=round(float(most[row]), 1),
            little_to_go_on=little[row],
            covers=COUNTED_UNDER.get(panel.iso3[row], ()),
            notes=entry_notes(panel.iso3[row]),
            previous_risk=rounded(earlier[row]) if row in before else None,
        )
        for row in sorted(rank, key=lambda row: rank[row])
    ]
    return WatchList(
        as_of=sight.as_of,
        vintage=panel.vintage,
        entries=tuple(entries),
        notes=_notes(weights, sight.as_of),
        version=f"{weights.card.get('version', 'unversioned')}+{panel.version or 'unkept'}",
    )


def _year_ahead(sight: Sight) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Deaths of all kinds over the next twelve months: mean, low and high, each (countries,)."""
    draws = sight.draws("all", YEAR)
    if draws is None:
        draws = AsLastYear().draws(sight.panel, sight.as_of, "all", YEAR)
    total = draws[:, :YEAR].sum(axis=1)
    low, high = np.quantile(total, [0.05, 0.95], axis=1)
    return total.mean(axis=1), low, high


def entry_notes(iso3: str) -> tuple[Reason, ...]:
    """What a reader of this country must know, beyond what holds for all."""
    covered = COUNTED_UNDER.get(iso3)
    if covered is None:
        return ()
    places = [name_of(other).as_dict() for other in covered]
    return (Reason("note.covers", {"places": places}, BOOK),)


def _notes(weights: OnsetWeights, month: str) -> tuple[Reason, ...]:
    notes = [
        *fallen_back(),
        Reason("note.not_a_verdict", {}, BOOK),
        Reason("note.risk", {"percent": round(100 * weights.base_rate, 1)}, BOOK),
        Reason("note.figures_end", {"month": {"date": month}}, BOOK),
        Reason("note.final_vintage", {}, BOOK),
        Reason("note.boundaries", {}, BOOK),
    ]
    record = weights.card.get("backtest")
    if record:
        judged = record["judged"]
        found = round(record["model"]["recall_at_30"]["value"] * judged["onsets"])
        params = {
            "first": str(judged["first_year"]),
            "last": str(judged["last_year"]),
            "found": found,
            "onsets": judged["onsets"],
        }
        notes.append(Reason("note.track_record", params, BOOK))
    return tuple(notes)
