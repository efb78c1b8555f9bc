"""Taking a report out because its words could harm somebody."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.core import ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake import panels
from nadhir.web.intake.erasing import words_wipe
from nadhir.web.intake.models import Item


@transaction.atomic
def item_erase(*, viewer: Viewer, item: Item, because: str, also: Sequence[Item] = ()) -> list[Item]:
    """Wipe the words of a report and of all its versions, here and wherever they were copied to.

    The row stays, and what cites it: an assessment keeps the citation and says that the words were removed
    for protection. It cannot be undone. The reason is kept with the report, not in the ledger, which never
    forgets.

    Args:
        also: near-copies that are to go with it.

    Returns:
        The reports that were wiped.

    Raises:
        NotAllowed: the viewer is no reviewer of the desk that the reports belong to.
        NotPossibleNow: there is no reason, or the report was erased already.
    """
    for one in (item, *also):
        policy.require(viewer, "item.erase", one)
    if not because.strip():
        raise NotPossibleNow("item.erase_without_reason")
    if item.erased_at is not None:
        raise NotPossibleNow("item.erased")
    owners, keys = {item.owner_id}, {one.key for one in (item, *also)}
    locked = Item.objects.select_for_update().filter(owner__in=owners, key__in=keys, erased_at=None)
    wiped = list(locked.defer("raw", "text", "folded", "finding"))
    panels.wipe(viewer, wiped)
    words_wipe(wiped, because.strip()[:300])
    ledger.record_many(
        viewer,
        [
            ledger.Act("item.erase", Item.noun, one.pk, {"with": item.pk, "sha256": one.sha256})
            for one in wiped
        ],
    )
    item.refresh_from_db()
    return wiped
