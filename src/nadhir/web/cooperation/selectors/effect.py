"""What training changed: did those who were trained acknowledge and act sooner?

Medians before and after the day on which a training ended, with how many warnings they rest on, and beside
them those of the same time who were not trained. It compares; it does not say why. Only warnings that the
viewer may read are counted, and nobody is named below a body or an organisation.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q

from nadhir.web.cooperation.models import Body, Cohort, Enrolment
from nadhir.web.cooperation.selectors.of_cohorts import cohorts
from nadhir.web.core import clock, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Tenure
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Engagement
from nadhir.web.warnings import selectors as warnings

FEW = 5  # warnings on a side, below which a median says little
TOGETHER = 2  # people of one organisation who were trained, before it counts as trained


@dataclass(frozen=True, slots=True)
class Unit:
    """A body or an organisation that was trained. `key` is the actor of a body, or the organisation."""

    key: uuid.UUID
    names: dict[str, str]
    trained_on: date
    cohort: Cohort
    body: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """Warnings of a time: how many were received, acknowledged, followed by something undertaken; medians in
    hours from the issue, None where there is none."""

    warned: int
    acknowledged: int
    to_acknowledge: float | None
    undertaken: int
    to_undertake: float | None


@dataclass(frozen=True, slots=True)
class Effect:
    """One trained body or organisation, before and after, and whoever was not trained in the same times."""

    unit: Unit
    before: Period
    after: Period
    others_before: Period
    others_after: Period

    @property
    def few(self) -> bool:
        return min(self.before.warned, self.after.warned) < FEW

    @property
    def change(self) -> float | None:
        """Of the median to an acknowledgement, in hours; negative is sooner."""
        first, last = self.before.to_acknowledge, self.after.to_acknowledge
        return None if first is None or last is None else last - first


@dataclass(slots=True)
class _Line:
    """What became of one warning with one body, organisation or person."""

    issued: datetime
    acknowledged: datetime | None = None
    undertaken: datetime | None = None


def effects(viewer: Viewer) -> list[Effect]:
    """For each body and organisation that was trained, the latest training first."""
    units = trained(viewer)
    if not units:
        return []
    lines = _lines(viewer, {unit.key for unit in units})
    others = [line for key, kept in lines.items() if key is None for line in kept.values()]
    told = []
    for unit in units:
        own = list(lines.get(unit.key, {}).values())
        told.append(
            Effect(
                unit,
                _period(own, before=unit.trained_on),
                _period(own, since=unit.trained_on),
                _period(others, before=unit.trained_on),
                _period(others, since=unit.trained_on),
            )
        )
    return told


def trained(viewer: Viewer) -> list[Unit]:
    """Bodies whose people a cohort trained, and organisations of which several people were in one; each with
    its first training that has ended."""
    today = clock.now().date()
    held = Q(sessions__status=Engagement.Status.HELD, sessions__held_on__lte=today)
    found = (
        cohorts(viewer)
        .filter(status__in=(Cohort.Status.UNDER_WAY, Cohort.Status.ENDED))
        .filter(
            Q(body__isnull=False)
            | Exists(Enrolment.objects.filter(cohort=OuterRef("pk"), user__isnull=False))
        )
        .annotate(last=Max("sessions__held_on", filter=held))
    )
    dated = [
        (one, one.last or (one.ends_on if one.ends_on and one.ends_on <= today else None)) for one in found
    ]
    known = {one.pk: (one, day) for one, day in dated if day is not None}
    units: dict[uuid.UUID, Unit] = {}
    bodies = policy.visible(Body.objects.select_related("actor"), viewer).filter(cohorts__in=list(known))
    by_key = {body.pk: body for body in bodies.distinct()}
    for cohort, day in sorted(known.values(), key=lambda pair: pair[1]):
        body = by_key.get(cohort.body_id) if cohort.body_id else None
        if body is not None and body.actor_id not in units:
            units[body.actor_id] = Unit(body.actor_id, dict(body.actor.names), day, cohort, body.pk)
    for row in _organisations(known):
        cohort, day = known[row["cohort"]]
        if (there := units.get(row["key"])) is None or day < there.trained_on:
            units[row["key"]] = Unit(row["key"], row["names"], day, cohort)
    return sorted(units.values(), key=lambda unit: unit.trained_on, reverse=True)


def _organisations(known: dict[uuid.UUID, Any]) -> Iterable[dict[str, Any]]:
    there = Enrolment.objects.filter(cohort__in=list(known), user__isnull=False)
    there = there.exclude(status=Enrolment.Status.LEFT).order_by()
    rows = there.values("cohort", "user__organisation").annotate(many=Count("pk")).filter(many__gte=TOGETHER)
    for row in rows:
        key = row["user__organisation"]
        names = there.filter(user__organisation=key).values_list("user__organisation__names", flat=True)[0]
        yield {"cohort": row["cohort"], "key": key, "names": dict(names)}


def _lines(viewer: Viewer, keys: set[uuid.UUID]) -> dict[uuid.UUID | None, dict[Any, _Line]]:
    """What became of each warning, by the trained unit; under None, by recipient, with nobody trained."""
    seen = warnings.warnings(viewer)
    members = _members(viewer, keys)
    lines: dict[uuid.UUID | None, dict[Any, _Line]] = defaultdict(dict)
    for told in warnings.told_of(viewer, seen):
        own = {told.actor, told.body, told.organisation, *members.get(told.actor, ())} & keys
        for key in own or {None}:
            line = lines[key].setdefault(told.warning if own else told.line, _Line(told.issued))
            line.acknowledged = _first(line.acknowledged, told.acknowledged)
    done = response.undertakings(viewer).filter(warning__in=seen.order_by().values("pk")).order_by()
    for warning, at, actor, organisation in done.values_list(
        "warning_id", "created_at", "actor_id", "person__organisation_id"
    ):
        own = {actor, organisation, *members.get(actor, ())} & keys
        for key in own:
            if (known_line := lines[key].get(warning)) is not None:
                known_line.undertaken = _first(known_line.undertaken, at)
    return lines


def _members(viewer: Viewer, keys: set[uuid.UUID]) -> dict[uuid.UUID | None, set[uuid.UUID]]:
    """By person, the trained bodies that they hold a role in."""
    found: dict[uuid.UUID | None, set[uuid.UUID]] = defaultdict(set)
    held = policy.visible(Tenure.objects.filter(body__in=keys), viewer)
    for actor, body in held.values_list("actor_id", "body_id"):
        found[actor].add(body)
    return found


def _first(one: datetime | None, other: datetime | None) -> datetime | None:
    known = [at for at in (one, other) if at is not None]
    return min(known) if known else None


def _period(lines: Iterable[_Line], *, before: date | None = None, since: date | None = None) -> Period:
    own = [
        line
        for line in lines
        if (before is None or line.issued.date() < before) and (since is None or line.issued.date() > since)
    ]
    noted = [_hours(line.issued, line.acknowledged) for line in own if line.acknowledged is not None]
    begun = [_hours(line.issued, line.undertaken) for line in own if line.undertaken is not None]
    return Period(
        len(own),
        len(noted),
        round(median(noted), 1) if noted else None,
        len(begun),
        round(median(begun), 1) if begun else None,
    )


def _hours(first: datetime, last: datetime) -> float:
    return max(0.0, (last - first).total_seconds() / 3600)
