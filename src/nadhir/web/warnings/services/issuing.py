"""Issuing a warning that was cleared, and taking it back. Its text is frozen with its fingerprint."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.services import record_change, record_name_readers
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings import selectors
from nadhir.web.warnings.models import Warning
from nadhir.web.warnings.services.drafting import OPTION, WRITTEN
from nadhir.web.warnings.services.naming import require_holders
from nadhir.web.warnings.services.state import require_state
from nadhir.web.warnings.services.telling import recipients_of_earlier_tell, recipients_tell
from nadhir.web.warnings.services.updating import replace


@transaction.atomic
def warning_issue(*, viewer: Viewer, warning: Warning) -> Warning:
    """Issue an approved warning: freeze its text and write one message per recipient into the outbox.

    Raises:
        NotPossibleNow: it is not approved, it is no longer valid, or what it updates is no longer in force.
        Conflict: somebody issued it at the same moment, or a recipient no longer holds the role that they
            were named for.
    """
    policy.require(viewer, "warning.issue", warning)
    require_state(warning, Warning.Status.APPROVED)
    now = clock.now()
    if warning.valid_until <= now:
        raise NotPossibleNow("warning.no_longer_valid")
    recipients = list(warning.recipients.select_related("tenure", "user"))
    require_holders(recipients)
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
    replace(viewer, warning)
    # Recipients with an account may read the warning and the signed assessment it rests on; who is on standby
    # only from the moment that they are told (see `reminding`).
    users = [one.user_id for one in recipients if one.user_id and not one.standby]
    record_name_readers(record=warning, users=users)
    record_name_readers(record=warning.assessment, users=users)
    recipients_tell(warning=warning, recipients=recipients, message="issue")
    ledger.record(viewer, "warning.issue", warning, sha256=fingerprint, recipients=len(recipients))
    return warning


def warning_as_issued(warning: Warning) -> dict[str, Any]:
    """Everything the warning says, as plain data."""
    data: dict[str, Any] = {name: getattr(warning, name) for name in WRITTEN}
    data["number"] = warning.number
    data["updates"] = warning.updates.number if warning.updates else ""
    data["tlp"] = warning.tlp
    data["assessment"] = {"id": warning.assessment_id, "sha256": warning.assessment.frozen_hash}
    data["citations"] = [
        {"evidence": cited.evidence_id, "item": cited.evidence.item_id}
        for cited in warning.citations.select_related("evidence")
    ]
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
    recipients_of_earlier_tell(warning=warning)
    ledger.record(viewer, "warning.cancel", warning)
    return warning
