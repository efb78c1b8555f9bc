"""What becomes of coded passages when a newer version of their report comes.

Each passage is looked for in the newer text and where it was found is kept (`Anchor`). A passage that stands
there word for word needs nobody. One that is worded differently or gone is for a person to look at: until
somebody has, the evidence stands as it was coded, on the version it was coded in, and says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Item
from nadhir.web.situations import anchoring
from nadhir.web.situations.models import Anchor, Evidence
from nadhir.web.situations.services.evidence import evidence_withdraw


@transaction.atomic
def anchors_find(*, viewer: Viewer, items: Sequence[Item]) -> None:
    """Look for the passages coded in earlier versions of these reports; called where they are taken in."""
    owners, keys = {item.owner_id for item in items}, {item.key for item in items}
    standing = Evidence.objects.filter(item__owner__in=owners, item__key__in=keys, withdrawn_at=None)
    standing = standing.exclude(quote="")
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


@transaction.atomic
def anchor_judge(*, viewer: Viewer, anchor: Anchor, holds: bool, because: str = "") -> Anchor:
    """Confirm that the newer version still says it, or withdraw the evidence, with the reason.

    The person has both texts before them. What they say of the newest version holds for those between.

    Raises:
        NotPossibleNow: the passage is unchanged, was judged or withdrawn already, or there is no reason.
    """
    piece = anchor.evidence
    policy.require(viewer, "evidence.code", piece)
    policy.require_sight(viewer, anchor)
    fresh = Anchor.objects.select_for_update().get(pk=anchor.pk)
    if piece.withdrawn_at is not None:
        raise NotPossibleNow("evidence.withdrawn")
    if fresh.state not in (Anchor.State.CHANGED, Anchor.State.LOST) or fresh.holds is not None:
        raise NotPossibleNow("anchor.judged")
    between = Anchor.objects.filter(evidence=piece, item__lte=fresh.item_id, holds=None)
    between.filter(state__in=[Anchor.State.CHANGED, Anchor.State.LOST]).update(
        holds=holds, judged_by_id=viewer.user_id, judged_at=clock.now()
    )
    ledger.record(viewer, "evidence.judge_again", piece, item=fresh.item_id, state=fresh.state, holds=holds)
    if not holds:
        evidence_withdraw(viewer=viewer, evidence=piece, because=because)
    anchor.refresh_from_db()
    return anchor
