"""What recipients answer: delivered, read, acknowledged, decided."""

from __future__ import annotations

from django.db import transaction

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings import selectors
from nadhir.web.warnings.models import Decision, Option, Recipient, Warning
from nadhir.web.warnings.rules import OUT
from nadhir.web.warnings.services.state import require_state


@transaction.atomic
def recipient_mark_delivered(*, recipient: Recipient) -> None:
    """Called by the sender once the message has left."""
    if recipient.delivered_at is None:
        Recipient.objects.filter(pk=recipient.pk).update(delivered_at=clock.now())


@transaction.atomic
def recipient_mark_read(*, viewer: Viewer, recipient: Recipient) -> Recipient:
    """Called when a recipient who is signed in opens the warning. Opening is not acknowledging.

    The opening of a link is not called reading: mail scanners open every link. By link, reading counts from
    the acknowledgement on.

    Raises:
        NotAllowed: the viewer is somebody else.
    """
    _own(viewer, recipient, "warning.read")
    fresh = Recipient.objects.select_for_update().select_related("warning").get(pk=recipient.pk)
    if fresh.read_at is None:
        fresh.read_at = clock.now()
        Recipient.objects.filter(pk=fresh.pk).update(read_at=fresh.read_at)
        ledger.record(viewer, "warning.read", fresh.warning, recipient=fresh.pk)
    return fresh


@transaction.atomic
def warning_acknowledge(*, viewer: Viewer, recipient: Recipient) -> Recipient:
    """Record that the recipient has taken note. Twice is once.

    The viewer is the recipient: signed in, or holding the signed link. Only a deliberate act of a person
    gets here (a POST), never the opening of the link by a mail scanner.

    Raises:
        NotAllowed: the viewer is somebody else.
        NotPossibleNow: the warning was not issued.
    """
    _own(viewer, recipient, "warning.acknowledge")
    fresh = Recipient.objects.select_for_update().select_related("warning").get(pk=recipient.pk)
    require_state(fresh.warning, *OUT)
    if fresh.acknowledged_at is None:
        now = clock.now()
        Recipient.objects.filter(pk=fresh.pk).update(
            acknowledged_at=now, read_at=fresh.read_at or now, delivered_at=fresh.delivered_at or now
        )
        ledger.record(viewer, "warning.acknowledge", fresh.warning, recipient=fresh.pk)
        fresh.refresh_from_db()
    return fresh


def _own(viewer: Viewer, recipient: Recipient, act: str) -> None:
    by_link = viewer.recipient_id == recipient.pk
    signed_in = viewer.user_id is not None and viewer.user_id == recipient.user_id
    if not (by_link or signed_in):
        raise NotAllowed("not_allowed.record", act=act)


@transaction.atomic
def decision_record(
    *,
    viewer: Viewer,
    warning: Warning,
    reason: str,
    option: Option | None = None,
    no_action: bool = False,
    recipient: Recipient | None = None,
    decided_by: str = "",
    seen: int | None = None,
) -> Decision:
    """Record what was decided, "no action" included.

    A recipient decides for themselves; the desk that issued the warning may record what it was told, and
    then names the person. Several recipients may decide differently; each decision is kept.

    Args:
        recipient: whose decision it is; by default the viewer's own line.
        decided_by: the person's name where it is not the recipient's.
        seen: how many decisions the person saw when deciding.

    Raises:
        NotAllowed: the viewer neither received the warning nor sits at the desk that issued it.
        NotPossibleNow: no reason; neither an option nor "no action"; both; or the warning is not out.
        Conflict: somebody else decided since the person looked; nothing is written.
    """
    policy.require(viewer, "warning.decide", warning)
    fresh = Warning.objects.select_for_update().get(pk=warning.pk)
    require_state(fresh, *selectors.DECIDED)
    if not reason.strip():
        raise NotPossibleNow("decision.without_reason")
    if (option is None) == (not no_action):
        raise NotPossibleNow("decision.unclear")
    if option is not None and option.warning_id != warning.pk:
        raise NotPossibleNow("decision.foreign_option")
    own, desk = selectors.own_line(viewer, warning), selectors.at_desk(viewer, warning)
    if own is None and not desk:
        raise NotAllowed("not_allowed.act", act="warning.decide")
    if not desk:
        recipient, decided_by = own, ""
    elif recipient is None and not decided_by.strip():
        recipient = own
    if recipient is not None and recipient.warning_id != warning.pk:
        raise NotAllowed("not_allowed.record", act="warning.decide")
    if seen is not None and fresh.decisions.count() != seen:
        raise Conflict("conflict.changed")
    decision = Decision.objects.create(
        warning=warning,
        recipient=recipient,
        option=option,
        no_action=no_action,
        reason=reason.strip(),
        decided_by=decided_by.strip() or (recipient.name if recipient else viewer.name),
        recorded_by_id=viewer.user_id,
        decided_at=clock.now(),
    )
    ledger.record(
        viewer,
        "warning.decide",
        warning,
        decision=decision.pk,
        option=option.pk if option else None,
        no_action=no_action,
    )
    return decision
