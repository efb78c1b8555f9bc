"""Where coded passages stand in newer versions of their reports, and which a person has to look at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Item
from nadhir.web.situations.models import Anchor, Evidence, Situation

UNSURE = (Anchor.State.CHANGED, Anchor.State.LOST)


def latest(viewer: Viewer, pieces: Iterable[Evidence]) -> dict[Any, Anchor]:
    """By piece of evidence: where it stands in the newest version of its report that the viewer may read."""
    ids = [piece.pk for piece in pieces]
    found = policy.visible(Anchor.objects.filter(evidence__in=ids), viewer)
    related = found.select_related("item").defer("item__raw", "item__folded", "item__finding")
    return {anchor.evidence_id: anchor for anchor in related.order_by("item")}


def to_judge(viewer: Viewer, situation: Situation) -> QuerySet[Anchor]:
    """Passages that stand otherwise in a newer version, or no more, and that nobody has looked at."""
    found = Anchor.objects.filter(
        evidence__situation=situation, evidence__withdrawn_at=None, state__in=UNSURE, holds=None
    )
    return policy.visible(found, viewer)


def passages_into(viewer: Viewer, item: Item) -> list[tuple[Anchor, str]]:
    """Passages of earlier versions that were found in this one, or not, each with its words here."""
    standing = Anchor.objects.filter(item=item, evidence__withdrawn_at=None)
    found = policy.visible(standing, viewer).select_related("evidence").order_by("start", "pk")
    return [(one, "" if one.start is None else item.text[one.start : one.end]) for one in found]


def stretch(anchor: Anchor) -> str:
    """The words that stand in the newer version where the passage was found; empty where it was lost."""
    if anchor.start is None or anchor.end is None:
        return ""
    return anchor.item.text[anchor.start : anchor.end]
