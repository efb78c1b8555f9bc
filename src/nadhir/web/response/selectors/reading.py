"""What people wrote of a situation, as a viewer may read it: engagements, briefings, reviews.

Of a situation that is handled discreetly, or where words are struck, whoever does not sit at its desk reads
less. Only for showing: what was veiled is marked as `veiled` and must not be saved.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from nadhir.web.core.viewer import Viewer
from nadhir.web.response.models import Briefing, BriefingQuestion, Engagement, Review
from nadhir.web.situations import selectors as situations

T = TypeVar("T", Engagement, Briefing, Review)

WORDS: dict[type, tuple[str, ...]] = {
    Engagement: ("names", "agenda", "outcome", "asks", "region"),
    Briefing: ("audience", "titles", "texts"),
    Review: (
        "what_happened", "what_worked", "what_failed", "earlier_why", "inclusive_why", "sustainable_why",
        "lesson",
    ),
}  # fmt: skip


def as_told(viewer: Viewer, found: Iterable[T]) -> list[T]:
    """These records as the viewer may read them, in place."""
    rows = list(found)
    veil = situations.Veil(viewer)
    veil.load(one.situation_id for one in rows)
    for one in rows:
        veil.row(one.situation_id, one, *WORDS[type(one)])
    return rows


def questions_as_told(
    viewer: Viewer, briefing: Briefing, found: Iterable[BriefingQuestion]
) -> list[BriefingQuestion]:
    """The same for the questions of a briefing."""
    rows = list(found)
    veil = situations.Veil(viewer)
    for one in rows:
        veil.row(briefing.situation_id, one, "question", "answer")
    return rows


def veiled(viewer: Viewer, record: T) -> bool:
    """Whether the viewer reads a record otherwise than it was written: then it is not theirs to write on."""
    fresh: T = type(record)._default_manager.get(pk=record.pk)
    (told,) = as_told(viewer, [fresh])
    return bool(getattr(told, "veiled", False))
