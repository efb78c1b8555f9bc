"""What a person does with an item: give it to somebody, put it aside, bring it back, rate it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from nadhir.errors import NotPossibleNow
from nadhir.web.accounts.models import User
from nadhir.web.core import ledger, policy
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Credibility, Item


@transaction.atomic
def item_assign(*, viewer: Viewer, item: Item, to: User, version: int | None = None) -> Item:
    """Give an item to somebody of the desk. One that is attached stays attached.

    Args:
        version: the version that the person saw; None to compare with the one in hand.

    Raises:
        NotPossibleNow: the item is another desk's, the person sits elsewhere, or it was dismissed.
        Conflict: somebody changed it since.
    """
    _require(viewer, "item.triage", item)
    if to.organisation_id != item.owner_id:
        raise NotPossibleNow("item.assign_outside")
    _not_dismissed(item)
    status = item.status if item.status == Item.Status.ATTACHED else Item.Status.ASSIGNED
    record_change(record=item, version=version, assignee_id=to.pk, status=status)
    ledger.record(viewer, "item.assign", item, to=to.pk)
    return item


@transaction.atomic
def item_dismiss(*, viewer: Viewer, item: Item, because: str, version: int | None = None) -> Item:
    """Put an item aside, with the reason. Its near-copies go with it.

    Raises:
        NotPossibleNow: the item is another desk's, was dismissed already or is attached to a situation, or
            there is no reason.
        Conflict: somebody changed it since.
    """
    _require(viewer, "item.triage", item)
    _not_dismissed(item)
    if item.status == Item.Status.ATTACHED:
        raise NotPossibleNow("item.attached")
    if not because.strip():
        raise NotPossibleNow("item.dismiss_without_reason")
    reason = because.strip()[:300]
    record_change(record=item, version=version, status=Item.Status.DISMISSED, dismissed_because=reason)
    ledger.record(viewer, "item.dismiss", item, because=reason)
    return item


@transaction.atomic
def item_reopen(*, viewer: Viewer, item: Item, version: int | None = None) -> Item:
    """Undo a dismissal; whoever had the item has it again.

    Raises:
        NotPossibleNow: the item is another desk's, or was not dismissed.
        Conflict: somebody changed it since.
    """
    _require(viewer, "item.triage", item)
    if item.status != Item.Status.DISMISSED:
        raise NotPossibleNow("item.not_dismissed")
    status = Item.Status.ASSIGNED if item.assignee_id else Item.Status.NEW
    record_change(record=item, version=version, status=status, dismissed_because="")
    ledger.record(viewer, "item.reopen", item)
    return item


@transaction.atomic
def item_rate(*, viewer: Viewer, item: Item, credibility: str, version: int | None = None) -> Item:
    """Rate the information itself, apart from its source.

    Raises:
        NotPossibleNow: the item is another desk's.
        Conflict: somebody changed it since.
    """
    _require(viewer, "item.rate", item)
    before = item.credibility
    record_change(record=item, version=version, credibility=Credibility(credibility).value)
    ledger.record(viewer, "item.rate", item, before=before, after=credibility)
    return item


@transaction.atomic
def item_mark_attached(*, viewer: Viewer, item: Item) -> None:
    """Called when an item is attached to a situation: it has left the inbox of its own desk. Another desk
    that attaches a shared item leaves it there."""
    policy.require(viewer, "situation.change")
    policy.require_sight(viewer, item)
    if item.status != Item.Status.ATTACHED and _own(viewer, item):
        Item.objects.filter(pk=item.pk).update(
            status=Item.Status.ATTACHED, dismissed_because="", version=F("version") + 1
        )
        item.refresh_from_db(fields=["status", "version"])


def _own(viewer: Viewer, item: Item) -> bool:
    return viewer.system or viewer.organisation_id == item.owner_id


def _require(viewer: Viewer, act: str, item: Item) -> None:
    """An item may be shared with many desks; what becomes of it is for its own."""
    policy.require(viewer, act, item)
    if not _own(viewer, item):
        raise NotPossibleNow("item.other_desk")


def _not_dismissed(item: Item) -> None:
    if item.status == Item.Status.DISMISSED:
        raise NotPossibleNow("item.dismissed")
