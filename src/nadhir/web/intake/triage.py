"""What is read first, and why.

Levels, not a score: violence against civilians comes before everything, then urgent incitement, then other
deaths, then what the screener wants looked at. Within a level the number of deaths decides, then time. Every
level carries its reasons, so that a person can disagree.
"""

from __future__ import annotations

from dataclasses import dataclass

from nadhir.doctrine.phrases import Reason
from nadhir.screening import Finding
from nadhir.sources import EventFacts
from nadhir.web.intake.models import Item

BOOK = "nadhir.web"


@dataclass(frozen=True, slots=True)
class Priority:
    """A level, the order within it, and the reasons."""

    level: int
    weight: int
    reasons: tuple[Reason, ...]


def prioritise(finding: Finding, event: EventFacts | None) -> Priority:
    """The place of an item in the inbox."""
    levels: list[tuple[int, Reason]] = []
    deaths = 0
    if event is not None:
        deaths = max(event.deaths_best or 0, 0)
        civilians = max(event.deaths_civilians or 0, 0)
        if event.kind == "one_sided" or event.civilians_targeted:
            levels.append((Item.Priority.VIOLENCE, Reason("triage.civilians_targeted", {}, BOOK)))
        if civilians:
            reason = Reason("triage.civilian_deaths", {"deaths": civilians}, BOOK)
            levels.append((Item.Priority.VIOLENCE, reason))
        if deaths and not civilians:
            reason = Reason(
                "triage.deaths",
                {"low": event.deaths_low or 0, "best": deaths, "high": event.deaths_high or deaths},
                BOOK,
            )
            levels.append((Item.Priority.HIGH, reason))
    if finding.concern == "urgent":
        levels.append((Item.Priority.URGENT, Reason("triage.urgent", {}, BOOK)))
    elif finding.concern in ("review", "watch"):
        levels.append((Item.Priority.REVIEW, Reason(f"triage.{finding.concern}", {}, BOOK)))
    reported = [span for span in finding.spans if span.kind == "violence_report"]
    if reported and event is None:
        levels.append((Item.Priority.HIGH, Reason("triage.violence_reported", {}, BOOK)))
    if finding.coverage == "not_covered":
        levels.append((Item.Priority.ORDINARY, Reason("triage.not_covered", {}, BOOK)))
    level = max((level for level, _ in levels), default=int(Item.Priority.ORDINARY))
    first = sorted(levels, key=lambda pair: -pair[0])
    return Priority(int(level), min(deaths, 1_000_000), tuple(reason for _, reason in first))
