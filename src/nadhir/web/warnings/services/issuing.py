"""The second person: returning, approving, issuing and cancelling a warning."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.services import record_change, record_name_readers
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings import selectors
from nadhir.web.warnings.models import Warning
from nadhir.web.warnings.services.drafting import OPTION, WRITTEN
from nadhir.web.warnings.services.state import require_state
from nadhir.web.warnings.services.telling import recipients_tell


@transaction.atomic
def warning_return(*, viewer: Viewer, warning: Warning, because: str) -> Warning:
    """Send a warning back to its author, with the reason; also an approved one that is not out yet.

    Raises:
        NotPossibleNow: there is no reason given, or it is out already.
    """
    policy.require(viewer, "warning.approve", warning)
    require_state(warning, Warning.Status.SUBMITTED, Warning.Status.APPROVED)
    if not because.strip():
        raise NotPossibleNow("warning.return_without_reason")
    record_change(
        record=warning,
        status=Warning.Status.DRAFT,
        returned_because=because.strip(),
        approved_by_id=None,
        approved_at=None,
    )
    ledger.record(viewer, "warning.return", warning)
    return warning


@transaction.atomic
def warning_approve(*, viewer: Viewer, warning: Warning, version: int | None = None) -> Warning:
    """Approve a warning; somebody who did not write any of it does.

    Args:
        version: the version that the approver read.

    Raises:
        NotAllowed: the approver wrote it, or a part of it.
        Conflict: it was changed since the approver read it.
    """
    policy.require(viewer, "warning.approve", warning)
    require_state(warning, Warning.Status.SUBMITTED)
    if viewer.user_id in selectors.writers(warning):
        raise NotAllowed("warning.two_persons")
    record_change(
        record=warning,
        version=version,
        status=Warning.Status.APPROVED,
        approved_by_id=viewer.user_id,
        approved_at=clock.now(),
        returned_because="",
    )
    ledger.record(viewer, "warning.approve", warning)
    return warning


@transaction.atomic
def warning_issue(*, viewer: Viewer, warning: Warning) -> Warning:
    """Issue an approved warning: freeze its text and write one message per recipient into the outbox.

    Raises:
        NotPossibleNow: it is not approved, or it is no longer valid.
        Conflict: somebody issued it at the same moment.
    """
    policy.require(viewer, "warning.issue", warning)
    require_state(warning, Warning.Status.APPROVED)
    now = clock.now()
    if warning.valid_until <= now:
        raise NotPossibleNow("warning.no_longer_valid")
    frozen = warning_as_issued(warning)
    fingerprint = selectors.fingerprint(frozen)
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
    recipients_tell(warning=warning, recipients=recipients, message="issue")
    ledger.record(viewer, "warning.issue", warning, sha256=fingerprint, recipients=len(recipients))
    return warning


def warning_as_issued(warning: Warning) -> dict[str, Any]:
    """Everything the warning says, as plain data."""
    data: dict[str, Any] = {name: getattr(warning, name) for name in WRITTEN}
    data["number"] = warning.number
    data["tlp"] = warning.tlp
    data["assessment"] = {"id": warning.assessment_id, "sha256": warning.assessment.frozen_hash}
    fields = ("order", *OPTION)
    data["options"] = [{name: getattr(option, name) for name in fields} for option in warning.options.all()]
    return dict(json.loads(json.dumps(data, cls=DjangoJSONEncoder)))


@transaction.atomic
def warning_cancel(*, viewer: Viewer, warning: Warning, because: str) -> Warning:
    """Take back an issued warning; everybody who got it is told.

    Raises:
        NotPossibleNow: there is no reason given, or it is not out.
    """
    policy.require(viewer, "warning.issue", warning)
    require_state(warning, Warning.Status.ISSUED)
    if not because.strip():
        raise NotPossibleNow("warning.cancel_without_reason")
    record_change(
        record=warning,
        status=Warning.Status.CANCELLED,
        cancelled_at=clock.now(),
        cancelled_because=because.strip(),
    )
    recipients_tell(warning=warning, recipients=warning.recipients.all(), message="cancel")
    ledger.record(viewer, "warning.cancel", warning)
    return warning
