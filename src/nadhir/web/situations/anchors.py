"""What becomes of coded passages when a newer version of their report comes: the machinery.

Each passage is looked for in the newer text and where it was found is kept (`Anchor`). A passage that stands
there word for word needs nobody. One that is worded differently or gone is for a person to look at: until
somebody has, the evidence stands as it was coded, on the version it was coded in, and says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Item
from nadhir.web.situations import anchoring
from nadhir.web.situations.models import Anchor, Evidence, Situation

UNSURE = (Anchor.State.CHANGED, Anchor.State.LOST)


def find_again(viewer: Viewer, items: Sequence[Item]) -> None:
    """Look for the passages coded in earlier versions of these reports; called where they are taken in."""
    earlier = _earlier(items)
    if not earlier:
        return
    standing = Evidence.objects.filter(item__in=earlier, withdrawn_at=None).exclude(quote="")
    pieces: dict[tuple[Any, str], list[Evidence]] = defaultdict(list)
    for piece in standing.select_related("item").defer("item__raw", "item__folded", "item__finding"):
        pieces[piece.item.owner_id, piece.item.key].append(piece)
    made = []
    for item in items:
        known: dict[tuple[str, int], anchoring.Found] = {}
        for piece in pieces.get((item.owner_id, item.key), ()):
            if piece.item_id >= item.pk:
                continue
            words = (piece.quote, piece.start)
            found = known.get(words) or anchoring.find(*words, item.text)
            known[words] = found
            made.append(
                Anchor(
                    evidence=piece,
                    item=item,
                    state=found.state,
                    start=found.start,
                    end=found.end,
                    likeness=found.likeness,
                    at=clock.now(),
                )
            )
    Anchor.objects.bulk_create(made, batch_size=500)
    ledger.record_many(
        viewer,
        [
            ledger.Act(
                "evidence.find_again",
                Evidence.noun,
                one.evidence_id,
                {"item": one.item_id, "state": one.state, "likeness": one.likeness},
            )
            for one in made
        ],
    )


def _earlier(items: Sequence[Item]) -> list[Any]:
    """Identifiers of the versions before these, of the same desks; few, however long the list is."""
    keys = {item.key for item in items}
    owners = {item.owner_id for item in items}
    return list(Item.objects.filter(owner__in=owners, key__in=keys).values_list("pk", flat=True))


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


def into(viewer: Viewer, item: Item) -> list[tuple[Anchor, str]]:
    """Passages of earlier versions that were found in this one, or not, each with its words here."""
    standing = Anchor.objects.filter(item=item, evidence__withdrawn_at=None)
    found = policy.visible(standing, viewer).select_related("evidence").order_by("start", "pk")
    return [(one, "" if one.start is None else item.text[one.start : one.end]) for one in found]


def stretch(anchor: Anchor) -> str:
    """The words that stand in the newer version where the passage was found; empty where it was lost."""
    if anchor.start is None or anchor.end is None:
        return ""
    return anchor.item.text[anchor.start : anchor.end]
