"""Findings of a newer screener take the place of older ones; what people said of them stays.

Each finding that goes is kept by its version, concern and time. An item that a person judged keeps their
concern and language, whatever the machine now finds. Where somebody changed an item meanwhile, it is left for
another round.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from nadhir.web.core import clock, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Item, PastFinding
from nadhir.web.intake.rereading import Reread

NEED_REVIEW = frozenset({"review", "urgent"})


@dataclass(frozen=True, slots=True)
class Renewal:
    """What became of a few items.

    Attributes:
        renewed: how many have a new finding.
        raised, lowered: how many need a person's look now, and no longer do.
        kept: how many follow a person's judgement, whatever was found.
        missed: those that somebody changed meanwhile.
    """

    renewed: int = 0
    raised: int = 0
    lowered: int = 0
    kept: int = 0
    missed: tuple[uuid.UUID, ...] = ()

    def __add__(self, other: Renewal) -> Renewal:
        return Renewal(
            self.renewed + other.renewed,
            self.raised + other.raised,
            self.lowered + other.lowered,
            self.kept + other.kept,
            (*self.missed, *other.missed),
        )


@transaction.atomic
def items_renew(*, viewer: Viewer, reread: Sequence[tuple[Item, Reread]]) -> Renewal:
    """Write what a newer screener finds in these items of the viewer's own desk.

    Raises:
        NotAllowed: the role does not include it.
    """
    policy.require(viewer, "screening.renew")
    renewal, past, now = Renewal(), [], clock.now()
    for item, found in reread:
        if not viewer.system and item.owner_id != viewer.organisation_id:
            continue
        before = item.finding or {}
        fields: dict[str, Any] = {
            "finding": found.finding.as_json(),
            "coverage": found.finding.coverage,
            "priority": found.priority.level,
            "weight": found.priority.weight,
            "reasons": [reason.as_json() for reason in found.priority.reasons],
            "screened_at": now,
        }
        if item.judgement_id is None:
            fields |= {"concern": found.finding.concern, "language": found.finding.language}
        if before.get("concern") != found.finding.concern:
            # Whoever looks at the old finding is not to judge it for the new one.
            fields["version"] = F("version") + 1
        same = Item.objects.filter(pk=item.pk, version=item.version)
        if not same.update(**fields):
            renewal += Renewal(missed=(item.pk,))
            continue
        renewal += _counted(item, fields.get("concern", item.concern))
        if before:
            past.append(_past(item, before, now))
    PastFinding.objects.bulk_create(past, batch_size=500)
    return renewal


def _counted(item: Item, after: str) -> Renewal:
    needed, needs = item.concern in NEED_REVIEW, after in NEED_REVIEW
    return Renewal(
        1, int(needs and not needed), int(needed and not needs), int(item.judgement_id is not None)
    )


def _past(item: Item, before: dict[str, Any], now: Any) -> PastFinding:
    return PastFinding(
        item_id=item.pk,
        version=before["version"],
        concern=before["concern"],
        language=before["language"],
        coverage=before["coverage"],
        made_at=item.screened_at or item.received_at,
        replaced_at=now,
    )
