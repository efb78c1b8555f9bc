"""What is read first, and why.

Levels, not a score: violence against civilians comes before everything, then urgent incitement, then other
deaths and fresh reports of violence, then what a person should look at. Within a level the number of deaths
decides, then time. Every level carries its reasons, so that a person can disagree.

What a coded event says is the source's own coding. What a text tells is guessed from words, and words of
violence also stand in speeches, mandates and chronicles. A short report that tells of violence is read
early. A long text must tell of it where reports do, in its headline or its first lines, or again and again in
one passage; and a text that is dated more than a year before it came is a chronicle. What falls short of that
is not lost: it is put before the ordinary, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from nadhir.doctrine.phrases import Reason
from nadhir.screening import Finding
from nadhir.screening.finding import REPORT, Concern
from nadhir.screening.normalise import fold
from nadhir.sources import EventFacts, Record
from nadhir.web.intake.models import Item

BOOK = "nadhir.web"

# Characters. A post, a message from the field and most agency reports are shorter than a long text.
LONG = 1_500
# Reports of events say what happened first: headline, dateline, one or two sentences.
OPENING = 400
# In a long text: so many reports of violence, each so near to the next. A chronicle of a massacre has them;
# a page on an institution that was founded after one has them far apart.
DENSE, NEAR = 3, 500
OLD = timedelta(days=365)

# The whole name of a side: a "Civilian Joint Task Force" is an armed group.
_CIVILIANS = re.compile(r"(?:(?:ال)?مدني(?:ون|ين)|civilians?|civils|populations? civiles?)(?: ?\(.*)?")


@dataclass(frozen=True, slots=True)
class Priority:
    """A level, the order within it, and the reasons."""

    level: int
    weight: int
    reasons: tuple[Reason, ...]


def prioritise(
    finding: Finding,
    record: Record,
    *,
    today: date,
    headline: bool = False,
    judged: Concern | None = None,
) -> Priority:
    """The place of an item in the inbox.

    Args:
        today: the day it came.
        headline: whether its title, which the finding does not mark, reports violence.
        judged: the concern that a person found; it takes the place of the finding's.
    """
    levels = _coded(record.event) if record.event else []
    if not levels:
        levels = _told(finding, record, today, headline)
    levels += _danger(record)
    levels += _speech(finding.concern) if judged is None else _judged(judged)
    if judged is None and finding.coverage == "not_covered":
        levels.append((Item.Priority.ORDINARY, _reason("not_covered")))
    deaths = max(record.event.deaths_best or 0, 0) if record.event else 0
    level = max((level for level, _ in levels), default=int(Item.Priority.ORDINARY))
    first = sorted(levels, key=lambda pair: -pair[0])
    return Priority(int(level), min(deaths, 1_000_000), tuple(reason for _, reason in first))


def _danger(record: Record) -> list[tuple[int, Reason]]:
    """What whoever told it says of danger. Nobody knows them; a person looks at it all the same, and soon."""
    said = record.attributes.get("danger")
    if said == "now":
        return [(Item.Priority.VIOLENCE, _reason("danger_now"))]
    return [(Item.Priority.HIGH, _reason("danger_soon"))] if said == "soon" else []


def _speech(concern: Concern) -> list[tuple[int, Reason]]:
    """What screening found calls for."""
    if concern == "none":
        return []
    return [(_LEVELS[concern], _reason(concern))]


def _judged(concern: Concern) -> list[tuple[int, Reason]]:
    """What a person found calls for. Speech that only needs keeping an eye on has been read."""
    level = Item.Priority.ORDINARY if concern == "watch" else _LEVELS[concern]
    return [(level, _reason(f"judged_{concern}"))]


_LEVELS: dict[Concern, int] = {
    "none": Item.Priority.ORDINARY,
    "watch": Item.Priority.REVIEW,
    "review": Item.Priority.REVIEW,
    "urgent": Item.Priority.URGENT,
}


def _reason(code: str, **params: object) -> Reason:
    return Reason(f"triage.{code}", params, BOOK)


def _coded(event: EventFacts) -> list[tuple[int, Reason]]:
    """What the coding of an event calls for. That civilians died in a fight does not say that they were its
    aim: only one-sided violence, or the source's own word, says so."""
    levels: list[tuple[int, Reason]] = []
    deaths, civilians = max(event.deaths_best or 0, 0), max(event.deaths_civilians or 0, 0)
    aimed_at = event.kind is None and any(map(_civilians, (event.side_a, event.side_b)))
    if event.kind == "one_sided" or aimed_at:
        levels.append((Item.Priority.VIOLENCE, _reason("civilians_targeted")))
    if civilians:
        levels.append((Item.Priority.VIOLENCE, _reason("civilian_deaths", deaths=civilians)))
    if deaths > civilians:
        levels.append((Item.Priority.HIGH, _deaths(event, deaths)))
    return levels


def _deaths(event: EventFacts, best: int) -> Reason:
    low, high = event.deaths_low, event.deaths_high
    if low in (None, best) and high in (None, best):
        return _reason("deaths_counted", deaths=best)
    return _reason("deaths", low=low or 0, best=best, high=high or best)


def _civilians(side: str | None) -> bool:
    """Whether a data set codes this side as civilians: "Civilians", "Civilians (Kenya)", "مدنيون"."""
    return _CIVILIANS.fullmatch(fold(side or "").strip()) is not None


def _told(finding: Finding, record: Record, today: date, headline: bool) -> list[tuple[int, Reason]]:
    """What the words of a report call for."""
    reports = [span.start for span in finding.spans if span.kind == REPORT]
    if not reports and not headline:
        return []
    if not headline and not _reports_an_event(reports, len(record.text)):
        return [(Item.Priority.REVIEW, _reason("violence_mentioned"))]
    dated = record.occurred or record.published
    if dated is not None and today - dated.end > OLD:
        return [(Item.Priority.REVIEW, _reason("violence_past", date={"date": dated.end.isoformat()}))]
    return [(Item.Priority.HIGH, _reason("violence_reported"))]


def _reports_an_event(reports: Sequence[int], length: int) -> bool:
    """Whether reports of violence at these places in a text make it a report of an event."""
    if length <= LONG or any(start < OPENING for start in reports):
        return True
    near = 1
    for one, next_one in pairwise(sorted(reports)):
        near = near + 1 if next_one - one <= NEAR else 1
        if near >= DENSE:
            return True
    return False
