"""An issued warning is never changed: an update takes its place, or it runs out."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock, ledger, outbox, policy
from nadhir.web.core.models import NamedReader, Share
from nadhir.web.core.services import record_change, record_name_readers, record_share
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.situations.models import Assessment
from nadhir.web.warnings.models import Channel, Citation, Option, Recipient, Warning
from nadhir.web.warnings.services.drafting import OPTION, WRITTEN, next_number
from nadhir.web.warnings.services.state import require_replaceable
from nadhir.web.warnings.services.telling import recipients_tell

# So long before it runs out, the desk is asked what is to follow.
BEFORE_END = timedelta(hours=48)
# Of a recipient, what an update takes over.
LINE = (
    "name", "role", "email", "user_id", "actor_id", "tenure_id", "held_role", "principal", "language",
    "clearance", "answer_within", "standby",
)  # fmt: skip


@transaction.atomic
def warning_update(*, viewer: Viewer, warning: Warning, assessment: Assessment | None = None) -> Warning:
    """Begin the warning that is to replace an issued one: its words, options, passages and recipients are
    taken over, to be changed. It goes through its own chain; until it is issued, the old one stays in force.

    Args:
        assessment: a newer signed one of the same situation; by default that of the old warning.

    Raises:
        NotPossibleNow: the warning is not in force, an update is under way, or the assessment is of another
            situation or not signed.
    """
    policy.require(viewer, "warning.draft", warning)
    old = Warning.objects.select_for_update().get(pk=warning.pk)
    require_replaceable(old)
    rests_on = assessment or old.assessment
    policy.require_sight(viewer, rests_on)
    if rests_on.situation_id != old.situation_id or rests_on.status not in (
        Assessment.Status.SIGNED,
        Assessment.Status.SUPERSEDED,
    ):
        raise NotPossibleNow("warning.assessment_not_signed")
    made = Warning.objects.create(
        owner_id=old.owner_id, created_by_id=viewer.user_id, tlp=old.tlp, number=next_number(),
        situation_id=old.situation_id, assessment=rests_on, fictional=old.fictional, updates=old,
        **{name: getattr(old, name) for name in WRITTEN},
    )  # fmt: skip
    record_share(record=made, groups=_groups(old))
    record_name_readers(record=made, users=_readers(old))
    for option in old.options.all():
        fields = {name: getattr(option, name) for name in OPTION}
        Option.objects.create(warning=made, order=option.order, **fields)
    for cited in old.citations.all():
        Citation.objects.create(warning=made, evidence_id=cited.evidence_id, order=cited.order)
    _copy_recipients(old, made)
    told = {"assessment": rests_on.pk, "number": made.number, "tlp": made.tlp, "updates": old.pk}
    ledger.record(viewer, "warning.draft", made, **told)
    return made


def _groups(warning: Warning) -> list[uuid.UUID]:
    return list(Share.objects.filter(record_id=warning.pk).values_list("group_id", flat=True))


def _readers(warning: Warning) -> list[uuid.UUID]:
    """The readers of the desk; recipients become readers of the update when it is issued."""
    told = warning.recipients.exclude(user=None).values_list("user_id", flat=True)
    readers = NamedReader.objects.filter(record_id=warning.pk).exclude(user_id__in=list(told))
    return list(readers.values_list("user_id", flat=True))


def _copy_recipients(old: Warning, new: Warning) -> None:
    lines = list(old.recipients.prefetch_related("channels"))
    copies = {
        one.pk: Recipient.objects.create(warning=new, **{name: getattr(one, name) for name in LINE})
        for one in lines
    }
    for one in lines:
        if one.deputy_id in copies:
            Recipient.objects.filter(pk=copies[one.pk].pk).update(deputy=copies[one.deputy_id])
        for way in one.channels.all():
            if way.stopped_at is None:
                Channel.objects.create(
                    recipient=copies[one.pk],
                    order=way.order,
                    kind=way.kind,
                    address=way.address,
                    secret=way.secret.open_or(""),
                )


def replace(viewer: Viewer, update: Warning) -> None:
    """An update is out: what it replaces is no longer in force, and whoever got that and is not addressed any
    more learns that it is replaced.

    Raises:
        NotPossibleNow: the old one was cancelled, has expired or was replaced while the update was written.
    """
    if update.updates_id is None:
        return
    old = Warning.objects.select_for_update().get(pk=update.updates_id)
    require_replaceable(old, by=update)
    record_change(record=old, status=Warning.Status.UPDATED)
    people = {one.user_id for one in update.recipients.all() if one.user_id}
    addresses = {one.email.lower() for one in update.recipients.all() if one.email}
    left = [
        one
        for one in old.recipients.all()
        if one.user_id not in people and one.email.lower() not in addresses
    ]
    recipients_tell(warning=old, recipients=left, message="replaced")
    ledger.record(viewer, "warning.replace", old, by=update.pk, no_longer_addressed=len(left))


@transaction.atomic
def warnings_expire() -> int:
    """End what is past its validity, and ask the desk of what soon will be; how many ended. Done again it
    does nothing more."""
    now = clock.now()
    out = Warning.objects.filter(status=Warning.Status.ISSUED)
    ended = 0
    for one in out.filter(valid_until__lte=now).select_for_update():
        record_change(record=one, status=Warning.Status.EXPIRED)
        recipients_tell(warning=one, recipients=one.recipients.all(), message="expire")
        ledger.record(installation(), "warning.expire", one)
        ended += 1
    for one in out.filter(valid_until__gt=now, valid_until__lte=now + BEFORE_END):
        for person in {one.created_by_id, one.issued_by_id} - {None}:
            outbox.put(
                kind="warning.ends",
                key=f"warning:{one.pk}:ends:{person}",
                warning=str(one.pk),
                person=str(person),
            )
    return ended
