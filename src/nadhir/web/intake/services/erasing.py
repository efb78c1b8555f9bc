"""Taking a report out because its words could harm somebody: out of the database and off the disk.

What stays is that there was a report: its row, its source, the days it came and happened, its fingerprints,
by which it is known again and not taken in a second time, and its entries in the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import connection, transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake import panels, taking
from nadhir.web.intake.models import Batch, ClusterBand, Incident, Item, ItemPlace, Judgement, PastFinding

# Of a finding as it was judged: what measures the screener. Spans and reasons hold words of the text.
_MEASURES = frozenset(
    {
        "concern", "language", "coverage", "version", "hateful_probability", "inciting_probability",
        "hateful", "violence", "mode", "hallmarks",
    }
)  # fmt: skip
_WIPED: dict[str, Any] = {
    "raw": b"",
    "title": "",
    "text": "",
    "folded": "",
    "url": "",
    "author": "",
    "external_id": "",
    "notes": [],
    "published": None,
    "occurred": None,
    "latitude": None,
    "longitude": None,
    "place_precision": None,
    "event": None,
    "finding": None,
    "reasons": [],
    "concern": "none",
    "priority": Item.Priority.ORDINARY,
    "weight": 0,
    "dismissed_because": "",
}


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
    _words_wipe(wiped, because.strip()[:300])
    ledger.record_many(
        viewer,
        [
            ledger.Act("item.erase", Item.noun, one.pk, {"with": item.pk, "sha256": one.sha256})
            for one in wiped
        ],
    )
    item.refresh_from_db()
    return wiped


def _words_wipe(items: Sequence[Item], because: str) -> None:
    """Wipe these reports and what intake keeps of them; within the transaction of the service."""
    _overwrite_what_is_deleted()
    ids = [item.pk for item in items]
    _hand_on(ids)
    waiting = Item.objects.filter(pk__in=ids, status__in=[Item.Status.NEW, Item.Status.ASSIGNED])
    waiting.update(status=Item.Status.DISMISSED)
    Item.objects.filter(pk__in=ids).update(**_WIPED, erased_at=clock.now(), erased_because=because)
    ClusterBand.objects.filter(item__in=ids).delete()
    ItemPlace.objects.filter(item__in=ids).delete()
    PastFinding.objects.filter(item__in=ids).delete()
    Incident.objects.filter(item__in=ids).delete()
    for judgement in Judgement.objects.filter(item__in=ids):
        judgement.note = ""
        judgement.targets = []
        judgement.judged = {name: said for name, said in judgement.judged.items() if name in _MEASURES}
        judgement.save(update_fields=["note", "targets", "judged"])
    _files_drop({item.batch_id for item in items if item.batch_id})


def _hand_on(ids: Sequence[Any]) -> None:
    """Where an erased report stood for its near-copies, the next of them stands there now."""
    leading = Item.objects.filter(pk__in=ids, leads_cluster=True).values_list("cluster", flat=True)
    for cluster in set(leading):
        copies = Item.objects.filter(cluster=cluster).exclude(pk__in=ids)
        if not copies.filter(leads_cluster=True).exists() and (first := copies.order_by("pk").first()):
            Item.objects.filter(pk=first.pk).update(leads_cluster=True)


def _files_drop(batches: set[Any]) -> None:
    """Remove the files that the reports came in. The other reports of a file keep their own originals; a
    file that another desk took in as well is theirs too and stays."""
    for batch in Batch.objects.filter(pk__in=batches):
        others = Batch.objects.filter(sha256=batch.sha256).exclude(owner=batch.owner_id)
        if not others.exists():
            transaction.on_commit(partial(taking.file_drop, batch.sha256))


def _overwrite_what_is_deleted() -> None:
    """Have SQLite overwrite what it frees, and not keep it in its journal; PostgreSQL's vacuum does the like.

    Without this, words that are no longer in any row could still be read from the file.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=ON")
    transaction.on_commit(_journal_empty, robust=True)


def _journal_empty() -> None:
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
