"""How a situation stands: tensions, what protects, who acts, the law, the cost of doing nothing.

Readings are dated and never changed, so that a document can say how things stood on a day and what changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from nadhir import doctrine
from nadhir.documents import model as m
from nadhir.errors import DoctrineError
from nadhir.web.core import policy
from nadhir.web.core.templatetags.nadhir import day, in_words, number
from nadhir.web.situations.documents.frame import Paper
from nadhir.web.situations.models import (
    Case,
    CostNote,
    LegalPosition,
    Neighbour,
    Party,
    Resilience,
    ResilienceReading,
    Situation,
    Tension,
    TensionReading,
)


@dataclass(frozen=True, slots=True)
class Stood:
    """One tension or protection, the reading that held on a day, and the one before a period.

    Attributes:
        level: 1 to 5 now; None where nobody has read it yet. `before` likewise.
    """

    record: Any
    latest: Any = None
    level: int | None = None
    words: str = ""
    before: int | None = None

    @property
    def change(self) -> int:
        """By how many steps it rose (positive) or fell; 0 where it cannot be said."""
        if self.level is None or self.before is None:
            return 0
        return self.level - self.before


def tensions(paper: Paper, situation: Situation, since: date | None = None) -> list[Stood]:
    """Tensions that are not settled, with their latest reading and that before `since`."""
    found = paper.allowed(
        policy.visible(Tension.objects.filter(situation=situation.pk, ended_on=None), paper.audience.viewer)
    )
    readings = policy.visible(TensionReading.objects.filter(tension__in=found), paper.audience.viewer)
    return _stood(found, readings, "tension_id", "intensity", since)


def protections(paper: Paper, situation: Situation, since: date | None = None) -> list[Stood]:
    """What protects, with its latest reading and that before `since`."""
    found = paper.allowed(
        policy.visible(
            Resilience.objects.filter(situation=situation.pk, ended_on=None), paper.audience.viewer
        )
    )
    readings = policy.visible(ResilienceReading.objects.filter(resilience__in=found), paper.audience.viewer)
    return _stood(found, readings, "resilience_id", "strength", since)


def _stood(
    records: list[Any], readings: Iterable[Any], key: str, level: str, since: date | None
) -> list[Stood]:
    by: dict[Any, list[Any]] = {}
    for one in readings:
        by.setdefault(getattr(one, key), []).append(one)
    found = []
    for record in records:
        known = by.get(record.pk, [])
        earlier = [one for one in known if since is not None and one.on < since]
        latest = known[-1] if known else None
        found.append(
            Stood(
                record,
                latest,
                getattr(latest, level) if latest else None,
                str(getattr(latest, f"get_{level}_display")()) if latest else _("not read yet"),
                getattr(earlier[-1], level) if earlier else None,
            )
        )
    return found


def change_words(one: Stood) -> str:
    """What changed since, in a word or two."""
    if one.before is None:
        return _("no earlier reading")
    return _("higher") if one.change > 0 else _("lower") if one.change < 0 else _("unchanged")


def tension_table(paper: Paper, found: list[Stood], *, changes: bool = False) -> None:
    """Tensions as a table; with what changed where a period is told of."""
    if not found:
        paper.soft(_("No tension is recorded that the readers of this document may know of."))
        return
    rows = [
        (
            paper.own(one.record.issue),
            one.words,
            change_words(one) if changes else (paper.own(one.record.drivers) if one.record.drivers else "–"),
            str(one.latest.get_dialogue_display()) if one.latest else "–",
            day(one.latest.on) if one.latest else "–",
        )
        for one in found
    ]
    paper.table(
        (_("Issue"), _("Intensity"), _("Since last time") if changes else _("What drives it"), _("Dialogue"),
         _("As of")),
        rows,
        shares=(4, 2, 2 if changes else 4, 2, 3),
    )  # fmt: skip


def protection_table(paper: Paper, found: list[Stood], *, changes: bool = False) -> None:
    """What protects, as a table."""
    if not found:
        paper.soft(_("Nothing that protects is recorded that the readers of this document may know of."))
        return
    rows = [
        (
            paper.own(one.record.what),
            str(one.record.get_kind_display()),
            one.words,
            *((change_words(one),) if changes else ()),
            day(one.latest.on) if one.latest else "–",
        )
        for one in found
    ]
    header = [_("What protects"), _("Kind"), _("Strength")]
    header += [_("Since last time")] if changes else []
    paper.table((*header, _("As of")), rows, shares=(4, 3, 2, 2, 3) if changes else (4, 3, 2, 3))


def parties(paper: Paper, situation: Situation) -> None:
    """Who acts, what they want and can do. Who may do harm is the desk's judgement and never leaves it."""
    found = [] if paper.audience.reach else list(
        policy.visible(Party.objects.filter(situation=situation.pk, ended_on=None), paper.audience.viewer)
    )  # fmt: skip
    if not found:
        paper.soft(_("Nobody is named that the readers of this document may know of."))
        return
    paper.table(
        (_("Actor"), _("Part"), _("Interests"), _("Capacities")),
        [
            (
                paper.name(one.names),
                str(one.get_part_display()),
                paper.own(one.interests) if one.interests else "–",
                paper.own(one.capacities) if one.capacities else "–",
            )
            for one in found
        ],
        shares=(3, 2, 4, 4),
    )


def neighbours(paper: Paper, situation: Situation) -> None:
    """Places across the border. They would tell where a discreet situation is."""
    seen = policy.visible(Neighbour.objects.filter(situation=situation.pk), paper.audience.viewer)
    found = [] if paper.discreet else list(seen.select_related("place"))
    rows = [
        (
            paper.name(one.place.names),
            str(one.get_direction_display()),
            paper.own(one.how) if one.how else "–",
        )
        for one in found
    ]
    if rows:
        paper.heading(_("Neighbours"), 2)
        paper.table((_("Place"), _("Direction"), _("How")), rows, shares=(3, 3, 6))


def law(paper: Paper, situation: Situation) -> None:
    """Where the State stands towards instruments, and cases; persons concerned are never named."""
    viewer = paper.audience.viewer
    wanted = {place.parent_id or place.pk for place in situation.places.all()}
    positions = [] if paper.discreet else paper.allowed(
        policy.visible(LegalPosition.objects.filter(place__in=wanted), viewer).select_related("place")
    )  # fmt: skip
    paper.heading(_("Legal position"))
    if positions:
        paper.table(
            (_("Instrument"), _("Place"), _("State"), _("Since"), _("Checked on")),
            [
                (
                    instrument(one.instrument),
                    paper.name(one.place.names),
                    str(one.get_state_display()),
                    day(one.since) if one.since else "–",
                    day(one.checked_on) if one.checked_on else "–",
                )
                for one in positions
            ],
            shares=(5, 2, 2, 2, 2),
        )
    cases = paper.allowed(policy.visible(Case.objects.filter(situation=situation.pk), viewer))
    if cases:
        paper.heading(_("Cases"), 2)
        paper.table(
            (_("Case"), _("Court or body"), _("Level"), _("Stage")),
            [
                (
                    paper.own(one.title),
                    paper.own(one.body) if one.body else "–",
                    str(one.get_level_display()),
                    str(one.get_stage_display()),
                )
                for one in cases
            ],
            shares=(5, 3, 2, 2),
        )
    if not positions and not cases:
        paper.soft(_("Nothing is recorded that the readers of this document may know of."))


def instrument(code: str) -> str:
    """The name of an instrument; its code where no catalogue knows it."""
    try:
        element = doctrine.load("legal-instruments").element(code)
    except DoctrineError:
        return code
    return in_words(element.label or element.text)


def cost(paper: Paper, situation: Situation) -> None:
    """What doing nothing would cost: ranges with method and sources."""
    found = paper.allowed(
        policy.visible(CostNote.objects.filter(situation=situation.pk), paper.audience.viewer)
    )
    if not found:
        return
    paper.heading(_("What doing nothing would cost"))
    paper.table(
        (_("What"), _("Range"), _("How it was reckoned"), _("Sources")),
        [
            (
                paper.own(one.what),
                (
                    m.Run(f"{number(one.low)}–{number(one.high)}", "number"),
                    " ",
                    paper.own(" ".join(filter(None, (one.unit, one.period)))),
                ),
                paper.own(one.method),
                paper.own(one.sources),
            )
            for one in found
        ],
        shares=(3, 3, 4, 4),
    )
