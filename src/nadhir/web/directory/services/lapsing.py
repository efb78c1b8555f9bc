"""Those who keep experts, partners and assets hear in time that a consent runs out.

A round looks daily; a person gets one message a week at most, however much runs out. The message says only
that something does and where to read it: see `reminding`.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from nadhir.web.core import clock, outbox, rounds
from nadhir.web.core.models import Outgoing
from nadhir.web.directory.models import Asset, Expert, Partner
from nadhir.web.directory.services.assets import assets_forget
from nadhir.web.directory.services.experts import experts_forget
from nadhir.web.directory.services.partners import partners_forget

KIND = "consents.lapsing"
AHEAD = 30  # days before the end from which its keeper is told
MODELS: tuple[Any, ...] = (Expert, Partner, Asset)


@transaction.atomic
def experts_remind() -> int:
    """Put this week's reminders into the outbox, of partners and assets too; for how many persons."""
    today = clock.now().date()
    told = 0
    for person, fictional in sorted(_keepers(today), key=str):
        key = f"consents:{person}:{week_of(today)}:{'told' if fictional else 'real'}"
        if not Outgoing.objects.filter(key=key).exists():
            outbox.put(kind=KIND, key=key, person=str(person), fictional=fictional)
            told += 1
    return told


def week_of(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def _keepers(today: date) -> set[tuple[uuid.UUID, bool]]:
    found: set[tuple[uuid.UUID, bool]] = set()
    until = today + timedelta(days=AHEAD)
    for model in MODELS:
        ending = model.objects.filter(withdrawn_at=None, consent_until__range=(today, until))
        found |= set(ending.exclude(created_by=None).values_list("created_by_id", "fictional").distinct())
    return found


@rounds.register("directory.consents", every=timedelta(hours=12))
def consents_round() -> int:
    """Wipe what ran out long ago, and tell keepers what will; how many were told."""
    experts_forget()
    partners_forget()
    assets_forget()
    return experts_remind()
