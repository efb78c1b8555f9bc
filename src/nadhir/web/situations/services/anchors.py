"""A person says whether a newer version of a report still says what a passage was coded for."""

from __future__ import annotations

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.models import Anchor
from nadhir.web.situations.services.evidence import evidence_withdraw


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
