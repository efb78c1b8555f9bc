"""Reminders of undertakings: a week before, on the day, then every week that it is late.

A round looks at what is going on and puts one message for each person and day into the outbox, however much
is due; a person never gets two on one day. Who asked for it hears of it, in the same message, when it is two
weeks late. The message says only that something is due and where to read it: see `reminding`.

What a person was reminded of is kept on the undertaking, so that a day on which the installation slept is
made up for, and nothing is said twice.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from django.db import transaction
from django.db.models import Q

from nadhir.web.core import clock, outbox
from nadhir.web.core.models import Outgoing
from nadhir.web.response import deadlines, states
from nadhir.web.response.models import Undertaking

KIND = "undertakings.due"
# The hour, in UTC, from which reminders of a day leave.
HOUR = time(6, 0, tzinfo=UTC)


@transaction.atomic
def undertakings_remind() -> int:
    """Put today's reminders into the outbox; for how many persons. Again on the same day adds nothing."""
    today = clock.now().date()
    found: dict[tuple[uuid.UUID, bool], list[tuple[Undertaking, str, str]]] = defaultdict(list)
    for one in _due(today):
        for person, field, stage in _to_tell(one, today):
            found[person, one.fictional].append((one, field, stage))
    told = 0
    for (person, fictional), due in sorted(found.items(), key=lambda pair: (str(pair[0][0]), pair[0][1])):
        key = f"undertakings:{person}:{today.isoformat()}:{'told' if fictional else 'real'}"
        if Outgoing.objects.filter(key=key).exists():
            continue  # what came up since is told tomorrow
        for one, field, stage in due:
            Undertaking.objects.filter(pk=one.pk).update(**{field: stage})
        when = max(clock.now(), datetime.combine(today, HOUR))
        outbox.put(kind=KIND, key=key, due_at=when, person=str(person), fictional=fictional)
        told += 1
    return told


def _due(today: date) -> Iterator[Undertaking]:
    last = date.fromordinal(today.toordinal() + deadlines.SOON_DAYS)
    due = Undertaking.objects.filter(status__in=states.GOING_ON, due_on__lte=last)
    somebody = Q(person__isnull=False) | Q(asker__isnull=False) | Q(created_by__isnull=False)
    fields = (
        "due_on", "person_id", "asker_id", "created_by_id", "fictional", "reminded", "asker_reminded"
    )  # fmt: skip
    yield from due.filter(somebody).only(*fields).order_by("due_on", "pk").iterator(chunk_size=2000)


def _to_tell(one: Undertaking, today: date) -> Iterator[tuple[uuid.UUID, str, str]]:
    """Who should hear of it today: the person, the field that remembers it, and what for."""
    if one.due_on is None:
        return
    stage, escalated = deadlines.stage(one.due_on, today), deadlines.escalated(one.due_on, today)
    asker = one.asker_id or one.created_by_id
    if one.person_id is not None and stage != one.reminded:
        yield one.person_id, "reminded", stage
    # Where nobody is named to act, whoever asked is the only one who can hear of it.
    if one.person_id is None and asker is not None:
        if stage != one.asker_reminded:
            yield asker, "asker_reminded", stage
    elif asker is not None and asker != one.person_id and escalated not in ("", one.asker_reminded):
        yield asker, "asker_reminded", escalated
