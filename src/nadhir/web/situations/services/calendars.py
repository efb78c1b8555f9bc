"""Calendars that somebody brings: kept as they came, looked at, then taken or left aside.

An event is known again by its identifier: a newer revision changes the occasion, a cancelled one cancels it,
the same once more does nothing. What somebody changed here by hand stays until the calendar says something
newer.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.sources.calendar import Calendar, Event, read_calendar
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import Tlp
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.selectors import places_of
from nadhir.web.intake.services import name_kept
from nadhir.web.situations.models import CalendarFile, Occasion, Situation
from nadhir.web.situations.services.occasions import LONGEST_LEAD, triggers


@dataclass(frozen=True, slots=True)
class Comparison:
    """What taking a calendar would do: events that are new, that change or cancel a known occasion, and
    those that are known already."""

    new: tuple[Event, ...]
    changed: tuple[tuple[Event, Occasion], ...]
    cancelled: tuple[tuple[Event, Occasion], ...]
    known: tuple[Event, ...]

    @property
    def many(self) -> int:
        return len(self.new) + len(self.changed) + len(self.cancelled)


@transaction.atomic
def calendar_file_propose(
    *,
    viewer: Viewer,
    raw: bytes,
    file_name: str,
    kind: str = Occasion.Kind.OTHER,
    lead_days: int = 30,
    language: str = "en",
    places: Sequence[uuid.UUID] = (),
    situation: Situation | None = None,
    trigger_ids: Sequence[str] = (),
    tlp: str = Tlp.AMBER,
    fictional: bool = False,
) -> CalendarFile:
    """Keep a calendar as it came, for somebody to look at before its events count.

    Args:
        language: of names for which the calendar names none.
        kind, lead_days, places, situation, trigger_ids, tlp: of all its events.

    Raises:
        FileRefused: see `nadhir.sources.calendar.read_calendar`. Nothing was kept.
        NotPossibleNow: the lead time or a trigger makes no sense.
    """
    policy.require(viewer, "occasion.record")
    if situation is not None:
        policy.require(viewer, "occasion.record", situation)
    if not 0 <= lead_days <= LONGEST_LEAD:
        raise NotPossibleNow("occasion.lead_time", most=LONGEST_LEAD)
    known = {element.id for element in triggers()}
    if wrong := next((one for one in trigger_ids if one not in known), None):
        raise NotPossibleNow("occasion.trigger", element=wrong[:20])
    read_calendar(raw, name=file_name, today=clock.now().date())
    made = CalendarFile.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        tlp=tlp,
        fictional=fictional,
        file_name=name_kept(file_name),
        raw=raw,
        sha256=hashlib.sha256(raw).hexdigest(),
        answers={
            "kind": kind,
            "lead_days": lead_days,
            "language": language,
            "places": [str(pk) for pk in places],
            "situation": str(situation.pk) if situation else None,
            "triggers": list(trigger_ids),
        },
    )
    ledger.record(viewer, "calendar_file.propose", made, sha256=made.sha256)
    return made


@transaction.atomic
def calendar_file_take(
    *, viewer: Viewer, calendar_file: CalendarFile, version: int | None = None
) -> CalendarFile:
    """Put the events of a calendar on ours.

    Raises:
        NotPossibleNow: `calendar_file.done`.
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "occasion.record", calendar_file)
    _waiting(calendar_file)
    answers = calendar_file.answers
    situation = _situation(viewer, answers)
    does = compared(calendar_file)
    added = [_made(viewer, calendar_file, event) for event in does.new]
    Occasion.objects.bulk_create(added, batch_size=500)
    places = list(places_of(answers.get("places", ())))
    at = Occasion.places.through
    at.objects.bulk_create(
        [at(occasion_id=one.pk, place_id=place.pk) for one in added for place in places], batch_size=2_000
    )
    if situation is not None:
        tied = Occasion.situations.through
        ties = [tied(occasion_id=one.pk, situation_id=situation.pk) for one in added]
        tied.objects.bulk_create(ties, batch_size=2_000)
    for event, known in does.changed:
        record_change(record=known, cancelled_at=None, **_fields(event, answers))
        ledger.record(viewer, "occasion.change", known, calendar_file=calendar_file.pk)
    for event, known in does.cancelled:
        record_change(record=known, cancelled_at=clock.now(), sequence=event.sequence)
        ledger.record(viewer, "occasion.cancel", known, calendar_file=calendar_file.pk)
    figures = {"added": len(added), "changed": len(does.changed), "cancelled": len(does.cancelled)}
    record_change(record=calendar_file, version=version, state=CalendarFile.State.TAKEN, **figures)
    ledger.record(viewer, "calendar_file.take", calendar_file, **figures)
    return calendar_file


@transaction.atomic
def calendar_file_drop(*, viewer: Viewer, calendar_file: CalendarFile, version: int | None = None) -> None:
    """Leave a calendar aside; it is kept.

    Raises:
        NotPossibleNow: `calendar_file.done`.
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "occasion.record", calendar_file)
    _waiting(calendar_file)
    record_change(record=calendar_file, version=version, state=CalendarFile.State.DROPPED)
    ledger.record(viewer, "calendar_file.drop", calendar_file)


def events_in(calendar_file: CalendarFile) -> Calendar:
    """What a kept calendar holds, as read on the day it came."""
    raw, day = bytes(calendar_file.raw), calendar_file.created_at.date()
    return read_calendar(raw, name=calendar_file.file_name, today=day)


def compared(calendar_file: CalendarFile, calendar: Calendar | None = None) -> Comparison:
    """What taking a calendar would do to the occasions of its owner."""
    events = (calendar or events_in(calendar_file)).events
    kept = Occasion.objects.filter(owner_id=calendar_file.owner_id).exclude(uid="")
    known = {one.uid: one for one in kept}
    new: dict[str, Event] = {}
    changed, cancelled, same = [], [], []
    for event in events:
        there = known.get(event.uid)
        if there is None:
            if event.cancelled:
                same.append(event)
            else:
                new.setdefault(event.uid, event)
        elif event.cancelled and there.cancelled_at is None and event.sequence >= there.sequence:
            cancelled.append((event, there))
        elif not event.cancelled and _newer(event, there, calendar_file.answers):
            changed.append((event, there))
        else:
            same.append(event)
    return Comparison(tuple(new.values()), tuple(changed), tuple(cancelled), tuple(same))


def _newer(event: Event, there: Occasion, answers: Mapping[str, Any]) -> bool:
    if event.sequence != there.sequence or there.cancelled_at is not None:
        return event.sequence > there.sequence
    # Many programs never raise the number; then a change counts unless a person changed it here since.
    fields = _fields(event, answers)
    differs = any(getattr(there, name) != fields[name] for name in ("starts_on", "ends_on", "names"))
    return differs and there.version == 1


def _waiting(calendar_file: CalendarFile) -> None:
    if calendar_file.state != CalendarFile.State.PROPOSED:
        raise NotPossibleNow("calendar_file.done")


def _situation(viewer: Viewer, answers: Mapping[str, Any]) -> Situation | None:
    if not answers.get("situation"):
        return None
    found = Situation.objects.get(pk=answers["situation"])
    policy.require(viewer, "occasion.record", found)
    return found


def _fields(event: Event, answers: Mapping[str, Any]) -> dict[str, Any]:
    language = answers.get("language", "en")
    names = {code or language: name for code, name in sorted(event.names.items(), reverse=True)}
    told = [event.description, event.location]
    return {
        "names": names,
        "starts_on": event.starts_on,
        "ends_on": event.until,
        "yearly": event.yearly,
        "yearly_until": event.last_time,
        "note": "\n".join(part for part in told if part),
        "sequence": event.sequence,
    }


def _made(viewer: Viewer, calendar_file: CalendarFile, event: Event) -> Occasion:
    answers = calendar_file.answers
    return Occasion(
        owner_id=calendar_file.owner_id,
        created_by_id=viewer.user_id,
        tlp=calendar_file.tlp,
        fictional=calendar_file.fictional,
        kind=answers["kind"],
        lead_days=answers["lead_days"],
        triggers=answers["triggers"],
        uid=event.uid,
        came_from=calendar_file.file_name,
        **_fields(event, answers),
    )
