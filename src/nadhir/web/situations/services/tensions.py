"""Tensions and what protects from them, both followed by dated readings that are never changed.

Readings follow each other in time. One that is older than the last is refused, so that nobody rewrites how
a tension developed after the fact; a second reading of the same day corrects the first.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import Tlp
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.situations.models import (
    Resilience,
    ResilienceReading,
    Situation,
    Tension,
    TensionReading,
)
from nadhir.web.situations.services.keeping import (
    chosen,
    cleaned,
    elements_of,
    groups_in,
    in_order,
    past,
    places_in,
    said,
    worded,
)


@transaction.atomic
def tension_record(
    *,
    viewer: Viewer,
    situation: Situation,
    issue: str,
    drivers: str = "",
    groups: Iterable[uuid.UUID] = (),
    places: Iterable[uuid.UUID] = (),
    began_on: date | None = None,
    ended_on: date | None = None,
    tlp: str | None = None,
) -> Tension:
    """Record an issue between groups; how it stands is told by readings.

    Raises:
        NotPossibleNow: it names no issue, its days contradict each other, a group is of another situation.
    """
    policy.require(viewer, "register.keep", situation)
    in_order(past(began_on), past(ended_on))
    of, where = groups_in(situation, groups), places_in(places)
    tension = Tension.objects.create(
        **_base(viewer, situation, tlp),
        issue=worded(issue, "tension.without_issue"),
        drivers=cleaned(drivers),
        began_on=began_on,
        ended_on=ended_on,
    )
    tension.groups.set(of)
    tension.places.set(where)
    ledger.record(viewer, "tension.record", tension, situation=situation.pk)
    return tension


@transaction.atomic
def tension_change(
    *,
    viewer: Viewer,
    tension: Tension,
    issue: str,
    drivers: str = "",
    groups: Iterable[uuid.UUID] = (),
    places: Iterable[uuid.UUID] = (),
    began_on: date | None = None,
    ended_on: date | None = None,
    tlp: str | None = None,
    version: int | None = None,
) -> Tension:
    """Change what a tension is about; its readings stay.

    Raises:
        Conflict: somebody changed it since `version`.
        NotPossibleNow: as `tension_record`, or its days leave a reading outside.
    """
    policy.require(viewer, "register.keep", tension.situation)
    policy.require_sight(viewer, tension)
    in_order(past(began_on), past(ended_on))
    _spans(tension, began_on, ended_on)
    of, where = groups_in(tension.situation, groups), places_in(places)
    record_change(
        record=tension,
        version=version,
        issue=worded(issue, "tension.without_issue"),
        drivers=cleaned(drivers),
        began_on=began_on,
        ended_on=ended_on,
        tlp=chosen(Tlp, tlp or tension.tlp),
    )
    tension.groups.set(of)
    tension.places.set(where)
    act = "tension.settle" if ended_on else "tension.change"
    ledger.record(viewer, act, tension, situation=tension.situation_id)
    return tension


@transaction.atomic
def tension_read(
    *,
    viewer: Viewer,
    tension: Tension,
    on: date,
    intensity: int,
    dialogue: str = TensionReading.Dialogue.NONE,
    note: str = "",
) -> TensionReading:
    """Say how a tension stood on a day.

    Raises:
        NotPossibleNow: the day is still to come, before the tension began, after it was settled, or before
            the last reading.
    """
    policy.require(viewer, "register.keep", tension.situation)
    policy.require_sight(viewer, tension)
    before = _fits(tension, on, began=tension.began_on)
    reading = TensionReading.objects.create(
        tension=tension,
        on=on,
        intensity=chosen(TensionReading.Intensity, intensity),
        dialogue=chosen(TensionReading.Dialogue, dialogue),
        note=cleaned(note),
        by_id=viewer.user_id,
        at=clock.now(),
    )
    ledger.record(
        viewer,
        "tension.read",
        tension,
        situation=tension.situation_id,
        on=on,
        level=reading.intensity,
        before=before.intensity if before else None,
        dialogue=reading.dialogue,
    )
    return reading


@transaction.atomic
def resilience_record(
    *,
    viewer: Viewer,
    situation: Situation,
    what: str,
    kind: str = Resilience.Kind.OTHER,
    actor: uuid.UUID | None = None,
    groups: Iterable[uuid.UUID] = (),
    places: Iterable[uuid.UUID] = (),
    elements: Iterable[str] = (),
    ended_on: date | None = None,
    tlp: str | None = None,
) -> Resilience:
    """Record something that protects, and which elements of the framework it speaks against.

    Raises:
        NotPossibleNow: it does not say what protects, or a group is of another situation.
        DoctrineError: an element that the framework does not have.
    """
    policy.require(viewer, "register.keep", situation)
    of, where = groups_in(situation, groups), places_in(places)
    resilience = Resilience.objects.create(
        **_base(viewer, situation, tlp), **_protection(viewer, what, kind, actor, elements, ended_on)
    )
    resilience.groups.set(of)
    resilience.places.set(where)
    ledger.record(viewer, "resilience.record", resilience, situation=situation.pk)
    return resilience


@transaction.atomic
def resilience_change(
    *,
    viewer: Viewer,
    resilience: Resilience,
    what: str,
    kind: str,
    actor: uuid.UUID | None = None,
    groups: Iterable[uuid.UUID] = (),
    places: Iterable[uuid.UUID] = (),
    elements: Iterable[str] = (),
    ended_on: date | None = None,
    tlp: str | None = None,
    version: int | None = None,
) -> Resilience:
    """Change what is known of a protection; its readings stay.

    Raises:
        Conflict: somebody changed it since `version`.
        NotPossibleNow, DoctrineError: as `resilience_record`.
    """
    policy.require(viewer, "register.keep", resilience.situation)
    policy.require_sight(viewer, resilience)
    _spans(resilience, None, ended_on)
    of, where = groups_in(resilience.situation, groups), places_in(places)
    fields = _protection(viewer, what, kind, actor, elements, ended_on)
    record_change(record=resilience, version=version, tlp=chosen(Tlp, tlp or resilience.tlp), **fields)
    resilience.groups.set(of)
    resilience.places.set(where)
    ledger.record(viewer, "resilience.change", resilience, situation=resilience.situation_id)
    return resilience


@transaction.atomic
def resilience_read(
    *, viewer: Viewer, resilience: Resilience, on: date, strength: int, note: str = ""
) -> ResilienceReading:
    """Say how strong a protection was on a day.

    Raises:
        NotPossibleNow: as `tension_read`.
    """
    policy.require(viewer, "register.keep", resilience.situation)
    policy.require_sight(viewer, resilience)
    before = _fits(resilience, on)
    reading = ResilienceReading.objects.create(
        resilience=resilience,
        on=on,
        strength=chosen(ResilienceReading.Strength, strength),
        note=cleaned(note),
        by_id=viewer.user_id,
        at=clock.now(),
    )
    ledger.record(
        viewer,
        "resilience.read",
        resilience,
        situation=resilience.situation_id,
        on=on,
        level=reading.strength,
        before=before.strength if before else None,
    )
    return reading


def _base(viewer: Viewer, situation: Situation, tlp: str | None) -> dict[str, Any]:
    return {
        "situation": situation,
        "owner_id": situation.owner_id,
        "created_by_id": viewer.user_id,
        "tlp": chosen(Tlp, tlp or situation.tlp),
        "fictional": situation.fictional,
    }


def _protection(
    viewer: Viewer,
    what: str,
    kind: str,
    actor: uuid.UUID | None,
    elements: Iterable[str],
    ended_on: date | None,
) -> dict[str, Any]:
    if actor is not None:
        directory.actor(viewer, actor)
    return {
        "what": worded(what, "resilience.without_words"),
        "kind": chosen(Resilience.Kind, kind),
        "actor_id": actor,
        "elements": elements_of(elements),
        "ended_on": past(ended_on),
    }


def _fits(followed: Tension | Resilience, on: date, *, began: date | None = None) -> Any:
    """The last reading, if one of `on` may follow it."""
    past(on)
    if began is not None and on < began:
        raise NotPossibleNow("reading.before_beginning", day=said(on), began=said(began))
    if followed.ended_on is not None and on > followed.ended_on:
        raise NotPossibleNow("reading.after_end", ended=said(followed.ended_on))
    readings: Any = followed.readings
    last = readings.order_by("-on", "-pk").first()
    if last is not None and on < last.on:
        raise NotPossibleNow("reading.older_than_last", day=said(on), last=said(last.on))
    return last


def _spans(followed: Tension | Resilience, began: date | None, ended: date | None) -> None:
    """Let no reading fall outside the days of what it reads."""
    readings: Any = followed.readings
    days = list(readings.order_by("on", "pk").values_list("on", flat=True))
    if days and began is not None and began > days[0]:
        raise NotPossibleNow("register.begins_after_reading", began=said(began), first=said(days[0]))
    if days and ended is not None and ended < days[-1]:
        raise NotPossibleNow("register.ends_before_reading", ended=said(ended), last=said(days[-1]))
