"""The statistical outlook of a country beside the assessment of people, and whether the two disagree.

What counts as a disagreement, and what each side does not see, `nadhir.forecasting.outlook.disagreement`
says; here it meets the situations. Nothing is added up across the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nadhir import forecasting
from nadhir.doctrine.catalogue import Catalogue, Element
from nadhir.doctrine.phrases import Reason
from nadhir.errors import PanelError
from nadhir.forecasting import WatchEntry, WatchList
from nadhir.forecasting.outlook.disagreement import Disagreement, Stand, View, disagreement
from nadhir.forecasting.outlook.watch import level_of


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the figures say of one country.

    Attributes:
        level: 1 (very low) to 5 (very high).
        disagreement: figures and people beside each other; its `side` is None where they do not disagree.
    """

    entry: WatchEntry
    level: int
    disagreement: Disagreement

    @property
    def moved(self) -> int:
        """Ranks up (positive: worse) or down within a year; 0 where there was no rank before."""
        before = self.entry.previous_rank
        return 0 if before is None else before - self.entry.rank


def figures() -> WatchList | None:
    """The watch list; None where its figures cannot be read, which must not close the page."""
    try:
        return forecasting.watch_list()
    except PanelError:
        return None


def outlooks(found: WatchList, iso3: Iterable[str], view: View) -> list[Outlook]:
    """The outlook of each of these countries that is on the list, beside what people say."""
    wanted = set(iso3)
    return [
        Outlook(entry, level_of(entry.risk), disagreement(view, Stand.of_entry(entry, found.as_of)))
        for entry in found.entries
        if entry.iso3 in wanted
    ]


def unseen_by_figures(catalogue: Catalogue, found: Iterable[Outlook]) -> list[Element]:
    """Indicators that people find present and that no figure of the model speaks to."""
    named = dict.fromkeys(one for outlook in found for one in outlook.disagreement.seen_by_people_only)
    return [catalogue.element(one) for one in named if one in catalogue]


def unseen_by_people(catalogue: Catalogue, found: Iterable[Outlook]) -> list[Element]:
    """Indicators that the figures speak to and that people find absent, have not assessed, or know nothing
    of."""
    named = dict.fromkeys(
        one.indicator for outlook in found for one in outlook.disagreement.seen_by_figures_only
    )
    return [catalogue.element(one) for one in named if one in catalogue]


def cautions(found: Iterable[Outlook]) -> list[Reason]:
    """Why figures and people may differ and both be right, each once."""
    return list({one.code: one for outlook in found for one in outlook.disagreement.cautions}.values())
