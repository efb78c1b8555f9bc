"""Who stays silent is reminded once, after half of the time to answer; after the whole of it, their deputy is
told in their place, and they are told that the deputy was.

The time runs from the moment the warning first reached the person; where nothing ever left, from the moment
it was meant for them: whoever cannot be reached is silent too. It ends with the warning.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction

from nadhir.web.core import clock, ledger
from nadhir.web.core.services import record_name_readers
from nadhir.web.core.viewer import installation
from nadhir.web.warnings.models import Delivery, Recipient, Warning
from nadhir.web.warnings.services.sending import deliveries_put

MOST = 500  # in one round


def recipients_remind() -> int:
    """Remind who has not answered after half the time, and tell the deputies of who has not after the whole
    of it; how many people were told something. Done again at once, it does nothing more."""
    now = clock.now()
    silent = Recipient.objects.filter(
        warning__status=Warning.Status.ISSUED,
        warning__valid_until__gt=now,
        acknowledged_at=None,
        standby=False,
    )
    done = 0
    for pk in silent.filter(reminded_at=None).order_by("pk").values_list("pk", flat=True)[:MOST]:
        done += _remind(pk, now)
    late = silent.filter(escalated_at=None, deputy__isnull=False)
    for pk in late.order_by("pk").values_list("pk", flat=True)[:MOST]:
        done += _escalate(pk, now)
    return done


def reminder_due(recipient: Recipient) -> datetime | None:
    """When somebody is reminded; None before the warning is out."""
    began = _began(recipient)
    return began + timedelta(hours=recipient.answer_within) / 2 if began else None


def escalation_due(recipient: Recipient) -> datetime | None:
    """When somebody's deputy is told."""
    began = _began(recipient)
    return began + timedelta(hours=recipient.answer_within) if began else None


def _began(recipient: Recipient) -> datetime | None:
    """When the time to answer began: for a deputy, when they were told in place of somebody."""
    if recipient.delivered_at:
        return recipient.delivered_at
    told = recipient.deliveries.order_by("created_at").values_list("created_at", flat=True).first()
    return told or recipient.warning.issued_at


@transaction.atomic
def _remind(pk: uuid.UUID, now: datetime) -> int:
    """One person."""
    person = Recipient.objects.select_for_update(of=("self",)).select_related("warning").get(pk=pk)
    due = reminder_due(person)
    if due is None or due > now or person.reminded_at or person.acknowledged_at:
        return 0
    Recipient.objects.filter(pk=person.pk).update(reminded_at=now)
    deliveries_put(warning=person.warning, recipients=[person], message=Delivery.Message.REMINDER)
    ledger.record(installation(), "warning.remind", person.warning, recipient=person.pk)
    return 1


@transaction.atomic
def _escalate(pk: uuid.UUID, now: datetime) -> int:
    """One person's deputy."""
    person = Recipient.objects.select_for_update(of=("self",)).select_related("warning", "deputy").get(pk=pk)
    due, deputy = escalation_due(person), person.deputy
    if due is None or due > now or deputy is None or person.escalated_at or person.acknowledged_at:
        return 0
    Recipient.objects.filter(pk=person.pk).update(escalated_at=now)
    if deputy.standby:
        Recipient.objects.filter(pk=deputy.pk).update(standby=False)
        deputy.standby = False
    if deputy.user_id:
        record_name_readers(record=person.warning, users=[deputy.user_id])
        record_name_readers(record=person.warning.assessment, users=[deputy.user_id])
    deliveries_put(warning=person.warning, recipients=[deputy], message=Delivery.Message.ESCALATION)
    deliveries_put(warning=person.warning, recipients=[person], message=Delivery.Message.RELIEVED)
    ledger.record(installation(), "warning.escalate", person.warning, recipient=person.pk, deputy=deputy.pk)
    return 1
