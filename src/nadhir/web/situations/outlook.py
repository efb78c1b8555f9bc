"""The statistical outlook of a country beside the assessment of people, and whether the two disagree.

The figures speak of whole countries, with a delay, and of what can be counted; people speak of places and
groups, today, and of what was reported to them. Neither corrects the other. Where they point in different
directions, that is said aloud, with what each side does not see.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from nadhir import forecasting
from nadhir.doctrine.catalogue import Catalogue, Element
from nadhir.errors import PanelError
from nadhir.forecasting import RISK_CLASSES, WatchEntry, WatchList
from nadhir.forecasting.onset.features import descriptions

# A change of rank within a year that is worth a word.
_RANKS = 10

Disagreement = Literal["people_higher", "figures_higher"]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the figures say of one country.

    Attributes:
        level: 1 (very low) to 5 (very high).
        disagreement: which side sees more risk, where the two disagree.
    """

    entry: WatchEntry
    level: int
    disagreement: Disagreement | None

    @property
    def moved(self) -> int:
        """Ranks up (positive: worse) or down within a year; 0 where there was no rank before."""
        before = self.entry.previous_rank
        return 0 if before is None else before - self.entry.rank


def level_of(risk: float) -> int:
    """The level of a risk, 1 to 5."""
    return 1 + bisect_right(RISK_CLASSES, risk)


def figures() -> WatchList | None:
    """The watch list; None where its figures cannot be read, which must not close the page."""
    try:
        return forecasting.watch_list()
    except PanelError:
        return None


def outlooks(found: WatchList, iso3: Iterable[str], trend: str | None) -> list[Outlook]:
    """The outlook of each of these countries that is on the list.

    Args:
        trend: of the latest signed assessment; None where there is none to disagree with.
    """
    wanted = set(iso3)
    return [
        Outlook(entry, level_of(entry.risk), disagreement(trend, entry))
        for entry in found.entries
        if entry.iso3 in wanted
    ]


def disagreement(trend: str | None, entry: WatchEntry) -> Disagreement | None:
    """Whether an assessment's trend and a country's figures point in different directions.

    People see more where they find the risk rising and the figures are below the average of all countries,
    or fell by ten ranks within a year. The figures see more where people find it falling and the figures
    are high, or rose by ten ranks and are above the average.
    """
    moved = 0 if entry.previous_rank is None else entry.previous_rank - entry.rank
    high = level_of(entry.risk) >= 4
    above = entry.risk > entry.base_rate
    if trend == "rising" and not high and (not above or moved <= -_RANKS):
        return "people_higher"
    if trend == "falling" and (high or (above and moved >= _RANKS)):
        return "figures_higher"
    return None


def unseen_by_figures(catalogue: Catalogue, states: Mapping[str, str]) -> list[Element]:
    """Indicators that people find present and that no figure of the model speaks to."""
    seen = {indicator for about in descriptions().values() for indicator in about.indicators}
    return [
        element
        for element in catalogue.of_kind("indicator")
        if states.get(element.id) == "present" and element.id not in seen
    ]


def unseen_by_people(
    catalogue: Catalogue, states: Mapping[str, str], found: Iterable[Outlook]
) -> list[Element]:
    """Indicators that the figures speak to and that people have not assessed, or know nothing of."""
    named = {
        indicator
        for outlook in found
        for reason in outlook.entry.reasons
        for indicator in reason.params.get("indicators", ())
    }
    unknown = ("not_assessed", "no_information")
    return [
        element
        for element in catalogue.of_kind("indicator")
        if element.id in named and states.get(element.id, "not_assessed") in unknown
    ]
