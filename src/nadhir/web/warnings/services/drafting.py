"""Drafting, approving and issuing warnings; delivery, acknowledgement and decision.

A warning rests on a signed assessment and names who must know. Approval and issue are acts of a second
person. What is issued is frozen; delivery goes through the outbox, one message per recipient.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.accounts.models import User
from nadhir.web.core import clock, ledger, outbox, policy
from nadhir.web.core.services import record_change, record_name_readers, record_share
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.models import Assessment
from nadhir.web.warnings.models import Decision, Option, Recipient, Warning

WRITTEN = (
    "kind", "language", "title", "what", "where", "at_risk", "why_now", "if_nothing", "confidence", "gaps",
    "valid_until",
)  # fmt: skip


@transaction.atomic
def warning_draft(
    *,
    viewer: Viewer,
    assessment: Assessment,
    tlp: str | None = None,
    share_with: Iterable[uuid.UUID] = (),
    **fields: Any,
) -> Warning:
    """Begin a warning on a signed assessment.

    Args:
        fields: those of `WRITTEN`.

    Raises:
        NotPossibleNow: the assessment is not signed.
    """
    policy.require(viewer, "warning.draft", assessment)
    if assessment.status != Assessment.Status.SIGNED:
        raise NotPossibleNow("warning.assessment_not_signed")
    warning = Warning.objects.create(
        owner_id=assessment.owner_id,
        created_by_id=viewer.user_id,
        tlp=tlp or assessment.tlp,
        number=_next_number(),
        situation_id=assessment.situation_id,
        assessment=assessment,
        fictional=assessment.fictional,
        **{name: fields[name] for name in WRITTEN if name in fields},
    )
    record_share(record=warning, groups=share_with)
    ledger.record(viewer, "warning.draft", warning, assessment=assessment.pk, number=warning.number)
    return warning


def _next_number() -> str:
    """The next number of the year, such as 2026-07. The ledger's lock gives one order to all writers."""
    year = clock.now().year
    taken = Warning.objects.filter(number__startswith=f"{year}-").values_list("number", flat=True)
    last = max((int(number.split("-")[1]) for number in taken), default=0)
    return f"{year}-{last + 1:02d}"


@transaction.atomic
def warning_write(*, viewer: Viewer, warning: Warning, version: int | None = None, **fields: Any) -> Warning:
    """Change the text of a draft."""
    policy.require(viewer, "warning.draft", warning)
    _in(warning, Warning.Status.DRAFT)
    record_change(
        record=warning, version=version, **{name: fields[name] for name in WRITTEN if name in fields}
    )
    ledger.record(viewer, "warning.write", warning, fields=sorted(set(WRITTEN) & fields.keys()))
    return warning


@transaction.atomic
def option_add(*, viewer: Viewer, warning: Warning, **fields: Any) -> Option:
    """Add something that can be done: `text`, `by_whom`, `lead_days`, and if known `legal_basis`, `cost`,
    `risk`."""
    policy.require(viewer, "warning.draft", warning)
    _in(warning, Warning.Status.DRAFT)
    option = Option.objects.create(warning=warning, order=warning.options.count() + 1, **fields)
    ledger.record(viewer, "warning.option", warning, option=option.pk)
    return option


@transaction.atomic
def recipient_name(
    *,
    viewer: Viewer,
    warning: Warning,
    name: str,
    role: str = "",
    email: str = "",
    user: User | None = None,
    language: str = "en",
    clearance: str = Recipient.Clearance.NOTICE,
) -> Recipient:
    """Name somebody who must know.

    Raises:
        NotPossibleNow: there is no way to reach the person.
    """
    policy.require(viewer, "warning.draft", warning)
    _in(warning, Warning.Status.DRAFT, Warning.Status.SUBMITTED)
    address = email or (user.email if user else "")
    if not address:
        raise NotPossibleNow("recipient.unreachable", name=name)
    recipient = Recipient.objects.create(
        warning=warning,
        name=name,
        role=role,
        email=address,
        user=user,
        language=language,
        clearance=clearance,
    )
    ledger.record(viewer, "warning.recipient", warning, recipient=recipient.pk)
    return recipient


@transaction.atomic
def warning_submit(*, viewer: Viewer, warning: Warning) -> Warning:
    """Ask for approval.

    Raises:
        NotPossibleNow: nobody is named, or nothing can be done: a warning without both is not one.
    """
    policy.require(viewer, "warning.draft", warning)
    _in(warning, Warning.Status.DRAFT)
    if not warning.recipients.exists():
        raise NotPossibleNow("warning.without_recipient")
    if not warning.options.exists():
        raise NotPossibleNow("warning.without_option")
    record_change(record=warning, status=Warning.Status.SUBMITTED)
    ledger.record(viewer, "warning.submit", warning)
    return warning


@transaction.atomic
def warning_return(*, viewer: Viewer, warning: Warning, because: str) -> Warning:
    """Send a warning back to its author, with the reason."""
    policy.require(viewer, "warning.approve", warning)
    _in(warning, Warning.Status.SUBMITTED)
    if not because.strip():
        raise NotPossibleNow("warning.return_without_reason")
    record_change(record=warning, status=Warning.Status.DRAFT, returned_because=because.strip())
    ledger.record(viewer, "warning.return", warning)
    return warning


@transaction.atomic
def warning_approve(*, viewer: Viewer, warning: Warning) -> Warning:
    """Approve a warning; somebody other than its author does.

    Raises:
        NotAllowed: the approver wrote it.
    """
    policy.require(viewer, "warning.approve", warning)
    _in(warning, Warning.Status.SUBMITTED)
    if warning.created_by_id == viewer.user_id:
        raise NotAllowed("warning.two_persons")
    record_change(
        record=warning,
        status=Warning.Status.APPROVED,
        approved_by_id=viewer.user_id,
        approved_at=clock.now(),
    )
    ledger.record(viewer, "warning.approve", warning)
    return warning


@transaction.atomic
def warning_issue(*, viewer: Viewer, warning: Warning) -> Warning:
    """Issue an approved warning: freeze its text and write one message per recipient into the outbox.

    Raises:
        NotPossibleNow: it is not approved, or it is no longer valid.
    """
    policy.require(viewer, "warning.issue", warning)
    _in(warning, Warning.Status.APPROVED)
    now = clock.now()
    if warning.valid_until <= now:
        raise NotPossibleNow("warning.no_longer_valid")
    frozen = warning_as_issued(warning)
    fingerprint = hashlib.sha256(
        json.dumps(frozen, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    ).hexdigest()
    record_change(
        record=warning,
        status=Warning.Status.ISSUED,
        issued_by_id=viewer.user_id,
        issued_at=now,
        frozen=frozen,
        frozen_hash=fingerprint,
    )
    recipients = list(warning.recipients.all())
    # Recipients with an account may read the warning and the signed assessment it rests on.
    users = [recipient.user_id for recipient in recipients if recipient.user_id]
    record_name_readers(record=warning, users=users)
    record_name_readers(record=warning.assessment, users=users)
    for recipient in recipients:
        outbox.put(
            kind="warning.mail",
            key=f"warning:{warning.pk}:issue:{recipient.pk}",
            recipient=str(recipient.pk),
            message="issue",
        )
    ledger.record(viewer, "warning.issue", warning, sha256=fingerprint, recipients=len(recipients))
    return warning


def warning_as_issued(warning: Warning) -> dict[str, Any]:
    """Everything the warning says, as plain data."""
    data: dict[str, Any] = {name: getattr(warning, name) for name in WRITTEN}
    data["number"] = warning.number
    data["tlp"] = warning.tlp
    data["assessment"] = {"id": warning.assessment_id, "sha256": warning.assessment.frozen_hash}
    fields = ("order", "text", "by_whom", "lead_days", "legal_basis", "cost", "risk")
    data["options"] = [{name: getattr(option, name) for name in fields} for option in warning.options.all()]
    return dict(json.loads(json.dumps(data, cls=DjangoJSONEncoder)))


@transaction.atomic
def warning_cancel(*, viewer: Viewer, warning: Warning, because: str) -> Warning:
    """Take back an issued warning; everybody who got it is told."""
    policy.require(viewer, "warning.issue", warning)
    _in(warning, Warning.Status.ISSUED)
    if not because.strip():
        raise NotPossibleNow("warning.cancel_without_reason")
    record_change(
        record=warning,
        status=Warning.Status.CANCELLED,
        cancelled_at=clock.now(),
        cancelled_because=because.strip(),
    )
    for recipient in warning.recipients.all():
        outbox.put(
            kind="warning.mail",
            key=f"warning:{warning.pk}:cancel:{recipient.pk}",
            recipient=str(recipient.pk),
            message="cancel",
        )
    ledger.record(viewer, "warning.cancel", warning)
    return warning


@transaction.atomic
def recipient_mark_delivered(*, recipient: Recipient) -> None:
    """Called by the sender once the message has left."""
    if recipient.delivered_at is None:
        Recipient.objects.filter(pk=recipient.pk).update(delivered_at=clock.now())


@transaction.atomic
def recipient_mark_read(*, viewer: Viewer, recipient: Recipient) -> None:
    """Called when the recipient opens the warning. Opening is not acknowledging."""
    fresh = Recipient.objects.select_for_update().select_related("warning").get(pk=recipient.pk)
    if fresh.read_at is None:
        Recipient.objects.filter(pk=fresh.pk).update(read_at=clock.now())
        ledger.record(viewer, "warning.read", fresh.warning, recipient=fresh.pk)


@transaction.atomic
def warning_acknowledge(*, viewer: Viewer, recipient: Recipient) -> Recipient:
    """Record that the recipient has taken note. Twice is once.

    The viewer is the recipient: signed in, or holding the signed link. Only a deliberate act of a person
    gets here (a POST), never the opening of the link by a mail scanner.

    Raises:
        NotAllowed: the viewer is somebody else.
        NotPossibleNow: the warning was not issued.
    """
    own = viewer.recipient_id == recipient.pk or (
        viewer.user_id is not None and viewer.user_id == recipient.user_id
    )
    if not own:
        raise NotAllowed("not_allowed.record", act="warning.acknowledge")
    fresh = Recipient.objects.select_for_update().select_related("warning").get(pk=recipient.pk)
    _in(fresh.warning, Warning.Status.ISSUED, Warning.Status.CANCELLED)
    if fresh.acknowledged_at is None:
        now = clock.now()
        Recipient.objects.filter(pk=fresh.pk).update(
            acknowledged_at=now, read_at=fresh.read_at or now, delivered_at=fresh.delivered_at or now
        )
        ledger.record(viewer, "warning.acknowledge", fresh.warning, recipient=fresh.pk)
        fresh.refresh_from_db()
    return fresh


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
) -> Decision:
    """Record what was decided, "no action" included.

    A recipient decides for themselves; the desk may record what it was told, and then names the person.

    Raises:
        NotPossibleNow: no reason; neither an option nor "no action"; both; or the warning is not out.
    """
    policy.require(viewer, "warning.decide", warning)
    _in(warning, Warning.Status.ISSUED)
    if not reason.strip():
        raise NotPossibleNow("decision.without_reason")
    if (option is None) == (not no_action):
        raise NotPossibleNow("decision.unclear")
    if option is not None and option.warning_id != warning.pk:
        raise NotPossibleNow("decision.foreign_option")
    if recipient is None and viewer.user_id is not None:
        recipient = warning.recipients.filter(user_id=viewer.user_id).first()
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


def _in(warning: Warning, *allowed: str) -> None:
    if warning.status not in allowed:
        raise NotPossibleNow("warning.wrong_state", state=warning.status)
