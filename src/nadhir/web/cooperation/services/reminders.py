"""Reminders of agreements: before the end, when the day for giving notice has passed, when one has run out.

A round puts one message for each officer of the desk and day into the outbox, however much there is. What was
said of which term is kept on the agreement, so that nothing is said twice; a term that was moved is new.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from nadhir.web.accounts import selectors as accounts
from nadhir.web.cooperation import standing
from nadhir.web.cooperation.models import Instrument
from nadhir.web.cooperation.selectors.instruments import term_of
from nadhir.web.core import clock, outbox
from nadhir.web.core.models import Outgoing
from nadhir.web.core.viewer import installation

KIND = "instruments.end"
HOUR = time(6, 0, tzinfo=UTC)  # from which reminders of a day leave


@transaction.atomic
def instruments_remind() -> int:
    """Put today's reminders into the outbox; for how many persons. Again on the same day adds nothing."""
    today = clock.now().date()
    due: dict[tuple[Any, bool], list[tuple[Instrument, str]]] = defaultdict(list)
    for one, stage in _due(today):
        due[one.owner_id, one.fictional].append((one, stage))
    told = 0
    for (desk, fictional), found in sorted(due.items(), key=lambda pair: str(pair[0])):
        people = accounts.holders(installation(desk), "officer").filter(organisation=desk)
        when = max(clock.now(), datetime.combine(today, HOUR))
        for person in people:
            key = f"instruments:{person.pk}:{today.isoformat()}:{'told' if fictional else 'real'}"
            if Outgoing.objects.filter(key=key).exists():
                continue
            outbox.put(kind=KIND, key=key, due_at=when, person=str(person.pk), fictional=fictional)
            told += 1
        for one, stage in found:
            Instrument.objects.filter(pk=one.pk).update(reminded=stage)
    return told


def _due(today: date) -> list[tuple[Instrument, str]]:
    """Agreements of which something is to be said that was not said yet."""
    others = Instrument.objects.filter(renews=OuterRef("pk")).exclude(status=Instrument.Status.DRAFT)
    ending = Instrument.objects.filter(status=Instrument.Status.AGREED).filter(
        Q(ends_on__isnull=False) | Q(duration_months__isnull=False)
    )
    fields = (
        "owner_id", "fictional", "begins_on", "dated_on", "ends_on", "duration_months", "tacit",
        "notice_days", "remind_days", "status", "reminded",
    )  # fmt: skip
    rows = ending.annotate(taken=Exists(others)).filter(taken=False).only(*fields).order_by("pk")
    found: list[tuple[Instrument, str]] = []
    for one in rows.iterator(chunk_size=2000):
        stage = standing.stage(term_of(one, renewed=False), today)
        if stage and stage != one.reminded:
            found.append((one, stage))
    return found
