"""Drafting a warning: its text, and what can be done. Who must know is named in `naming`."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max

from nadhir.errors import Conflict, NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import LedgerHead, Tlp
from nadhir.web.core.services import record_change, record_name_readers, record_share
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.models import Assessment
from nadhir.web.warnings.models import Option, Warning
from nadhir.web.warnings.services import clearing
from nadhir.web.warnings.services.state import require_replaceable, require_state

WRITTEN = (
    "kind", "mandate", "language", "title", "what", "where", "at_risk", "why_now", "if_nothing", "confidence",
    "gaps", "valid_until", "trigger", "trigger_on", "options_because",
)  # fmt: skip
CONFIDENTIAL = (Tlp.RED, Tlp.AMBER_STRICT)
# Without a word why, so many options.
FEWEST, MOST = 2, 5
OPTION = ("text", "by_whom", "lead_days", "legal_basis", "cost", "risk")


@transaction.atomic
def warning_draft(
    *,
    viewer: Viewer,
    assessment: Assessment,
    tlp: str | None = None,
    share_with: Iterable[uuid.UUID] = (),
    readers: Iterable[uuid.UUID] = (),
    **fields: Any,
) -> Warning:
    """Begin a warning on a signed assessment.

    Args:
        tlp: by default the label of the assessment. A wider one is the author's to choose, and the ledger
            keeps that it was chosen.
        share_with: sharing groups it is opened to from the moment of issue.
        readers: persons named as its readers, without whom nobody else could approve a TLP:RED one.
        fields: those of `WRITTEN`.

    Raises:
        NotPossibleNow: the assessment is not signed; or a confidential note has no mandate, or a label under
            which it would not stay confidential.
    """
    policy.require(viewer, "warning.draft", assessment)
    if assessment.status != Assessment.Status.SIGNED:
        raise NotPossibleNow("warning.assessment_not_signed")
    label = tlp or assessment.tlp
    require_kind(fields.get("kind", Warning.Kind.ALERT), fields.get("mandate", ""), label)
    warning = Warning.objects.create(
        owner_id=assessment.owner_id,
        created_by_id=viewer.user_id,
        tlp=label,
        number=next_number(),
        situation_id=assessment.situation_id,
        assessment=assessment,
        fictional=assessment.fictional,
        **{name: fields[name] for name in WRITTEN if name in fields},
    )
    record_share(record=warning, groups=share_with)
    record_name_readers(record=warning, users=readers)
    wider = {"wider_than": assessment.tlp} if is_wider(label, assessment.tlp) else {}
    ledger.record(
        viewer, "warning.draft", warning, assessment=assessment.pk, number=warning.number, tlp=label, **wider
    )
    return warning


def require_kind(kind: str, mandate: str, label: str) -> None:
    """An alert has no mandate. A confidential note has that of one Special Adviser, or of both, and stays
    with the desk and the persons named.

    Raises:
        NotPossibleNow: otherwise.
    """
    note = kind == Warning.Kind.NOTE
    if note and not mandate:
        raise NotPossibleNow("warning.note_without_mandate")
    if mandate and not note:
        raise NotPossibleNow("warning.mandate_of_alert")
    if note and label not in CONFIDENTIAL:
        raise NotPossibleNow("warning.note_too_wide")


def is_wider(label: str, than: str) -> bool:
    """Whether a handling label lets a record travel further than another."""
    order = list(Tlp.values)
    return order.index(label) > order.index(than)


def next_number() -> str:
    """The next number of the year, such as 2026-07. Waiting for the ledger's head, which everybody who
    writes holds until the end of the transaction, gives one order to all writers."""
    LedgerHead.objects.select_for_update().filter(pk=1).first()
    year = clock.now().year
    taken = Warning.objects.filter(number__startswith=f"{year}-").values_list("number", flat=True)
    last = max((int(number.split("-")[1]) for number in taken), default=0)
    return f"{year}-{last + 1:02d}"


@transaction.atomic
def warning_write(*, viewer: Viewer, warning: Warning, version: int | None = None, **fields: Any) -> Warning:
    """Change the text of a draft.

    Args:
        version: the version that the person saw.
        fields: those of `WRITTEN`.

    Raises:
        Conflict: somebody changed it since.
    """
    policy.require(viewer, "warning.draft", warning)
    require_state(warning, Warning.Status.DRAFT)
    kind, mandate = (fields.get(name, getattr(warning, name)) for name in ("kind", "mandate"))
    require_kind(kind, mandate, warning.tlp)
    record_change(
        record=warning, version=version, **{name: fields[name] for name in WRITTEN if name in fields}
    )
    ledger.record(viewer, "warning.write", warning, fields=sorted(set(WRITTEN) & fields.keys()))
    return warning


@transaction.atomic
def option_add(*, viewer: Viewer, warning: Warning, **fields: Any) -> Option:
    """Add something that can be done.

    Args:
        fields: `text`, `by_whom`, `lead_days`, and if known `legal_basis`, `cost`, `risk`.
    """
    require_draft(viewer, warning)
    last = warning.options.aggregate(last=Max("order"))["last"] or 0
    option = Option.objects.create(warning=warning, order=last + 1, **fields)
    ledger.record(viewer, "warning.option", warning, option=option.pk)
    return option


@transaction.atomic
def option_write(*, viewer: Viewer, option: Option, **fields: Any) -> Option:
    """Change an option of a draft: any field of `option_add`."""
    require_draft(viewer, option.warning)
    changed = {name: fields[name] for name in OPTION if name in fields}
    Option.objects.filter(pk=option.pk).update(**changed)
    ledger.record(viewer, "warning.option_write", option.warning, option=option.pk, fields=sorted(changed))
    return option


@transaction.atomic
def option_remove(*, viewer: Viewer, option: Option) -> None:
    """Take an option out of a draft."""
    require_draft(viewer, option.warning)
    ledger.record(viewer, "warning.option_remove", option.warning, option=option.pk)
    option.delete()


@transaction.atomic
def warning_submit(*, viewer: Viewer, warning: Warning) -> Warning:
    """Ask for approval.

    Raises:
        NotPossibleNow: nobody is named, or nothing can be done: a warning without both is not one; there is
            one option only, or more than five, and no reason why; a note names no principal; or what it is
            to replace can no longer be replaced.
    """
    policy.require(viewer, "warning.draft", warning)
    require_state(warning, Warning.Status.DRAFT)
    if not warning.recipients.exists():
        raise NotPossibleNow("warning.without_recipient")
    many = warning.options.count()
    if not many:
        raise NotPossibleNow("warning.without_option")
    if not FEWEST <= many <= MOST and not warning.options_because.strip():
        raise NotPossibleNow("warning.options_without_reason", fewest=FEWEST, most=MOST)
    if warning.kind == Warning.Kind.NOTE and not warning.recipients.filter(principal=True).exists():
        raise NotPossibleNow("warning.note_without_principal")
    if warning.updates is not None:
        require_replaceable(warning.updates, by=warning)
    record_change(record=warning, status=Warning.Status.SUBMITTED)
    clearing.begin(warning)
    ledger.record(viewer, "warning.submit", warning)
    return warning


def require_draft(viewer: Viewer, warning: Warning, *also: str) -> None:
    """Go on only where the viewer may write and the warning, as it stands now, may be written.

    The row is held until the end of the transaction: nobody can hand it on while a part of it changes.
    """
    policy.require(viewer, "warning.draft", warning)
    fresh = Warning.objects.select_for_update().get(pk=warning.pk)
    require_state(fresh, Warning.Status.DRAFT, *also)
    if fresh.status != warning.status:
        raise Conflict("conflict.changed")
