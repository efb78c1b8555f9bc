"""Who acts in a situation, and which neighbours are drawn in.

Both are parts of the situation and carry no label of their own; their acts stand in the ledger under it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.situations.models import Neighbour, Party, Situation
from nadhir.web.situations.services.keeping import (
    chosen,
    cleaned,
    elements_of,
    named,
    past,
    places_in,
    unchanged,
)


@transaction.atomic
def party_record(
    *,
    viewer: Viewer,
    situation: Situation,
    names: Mapping[str, str],
    part: str = Party.Part.STANDS_BY,
    interests: str = "",
    capacities: str = "",
    elements: Iterable[str] = (),
    actor: uuid.UUID | None = None,
    ended_on: date | None = None,
) -> Party:
    """Record an actor that matters in a situation.

    Args:
        elements: those of the framework that it bears on, such as motives and capacity.
        actor: the same actor in the directory.

    Raises:
        NotPossibleNow: it has no name, a day is still to come, or its part is unknown.
        NotAllowed: the actor of the directory is not open to the viewer.
        DoctrineError: an element that the framework does not have.
    """
    policy.require(viewer, "register.keep", situation)
    fields = _party(viewer, names, part, interests, capacities, elements, actor, ended_on)
    party = Party.objects.create(situation=situation, by_id=viewer.user_id, at=clock.now(), **fields)
    ledger.record(viewer, "party.record", situation, party=party.pk, part=party.part)
    return party


@transaction.atomic
def party_change(
    *,
    viewer: Viewer,
    party: Party,
    names: Mapping[str, str],
    part: str,
    interests: str = "",
    capacities: str = "",
    elements: Iterable[str] = (),
    actor: uuid.UUID | None = None,
    ended_on: date | None = None,
    seen: str | None = None,
) -> Party:
    """Change what is known of an actor here.

    Raises:
        Conflict: somebody changed it since the person saw it (`seen`, from `seen_of`).
        NotPossibleNow, NotAllowed, DoctrineError: as `party_record`.
    """
    policy.require(viewer, "register.keep", party.situation)
    policy.require_sight(viewer, party)
    now = unchanged(party, seen)
    fields = _party(viewer, names, part, interests, capacities, elements, actor, ended_on)
    for name, value in fields.items():
        setattr(now, name, value)
    now.save(update_fields=list(fields))
    ledger.record(viewer, "party.change", now.situation, party=now.pk, part=now.part)
    return now


def _party(
    viewer: Viewer,
    names: Mapping[str, str],
    part: str,
    interests: str,
    capacities: str,
    elements: Iterable[str],
    actor: uuid.UUID | None,
    ended_on: date | None,
) -> dict[str, Any]:
    if actor is not None:
        directory.actor(viewer, actor)
    return {
        "names": named(names, "party.without_name"),
        "part": chosen(Party.Part, part),
        "interests": cleaned(interests),
        "capacities": cleaned(capacities),
        "elements": elements_of(elements),
        "actor_id": actor,
        "ended_on": past(ended_on),
    }


@transaction.atomic
def neighbour_record(
    *,
    viewer: Viewer,
    situation: Situation,
    place: uuid.UUID,
    direction: str = Neighbour.Direction.AFFECTED,
    how: str = "",
) -> Neighbour:
    """Record a place across a border that is drawn in.

    Raises:
        NotPossibleNow: it is recorded already, or is a place of the situation itself.
    """
    policy.require(viewer, "register.keep", situation)
    (where,) = places_in([place])
    if situation.places.filter(pk=where.pk).exists():
        raise NotPossibleNow("neighbour.own_place", place=where.names)
    if situation.neighbours.filter(place=where).exists():
        raise NotPossibleNow("neighbour.twice", place=where.names)
    neighbour = Neighbour.objects.create(
        situation=situation, place=where, direction=chosen(Neighbour.Direction, direction), how=cleaned(how)
    )
    ledger.record(viewer, "neighbour.record", situation, place=where.code)
    return neighbour


@transaction.atomic
def neighbour_change(
    *, viewer: Viewer, neighbour: Neighbour, direction: str, how: str = "", seen: str | None = None
) -> Neighbour:
    """Change how a neighbour is drawn in.

    Raises:
        Conflict: somebody changed or removed it since the person saw it.
    """
    policy.require(viewer, "register.keep", neighbour.situation)
    now = unchanged(neighbour, seen)
    now.direction, now.how = chosen(Neighbour.Direction, direction), cleaned(how)
    now.save(update_fields=["direction", "how"])
    ledger.record(viewer, "neighbour.change", now.situation, place=now.place.code)
    return now


@transaction.atomic
def neighbour_remove(*, viewer: Viewer, neighbour: Neighbour) -> None:
    """Take a neighbour off the register; the ledger keeps that it stood there."""
    policy.require(viewer, "register.keep", neighbour.situation)
    ledger.record(viewer, "neighbour.remove", neighbour.situation, place=neighbour.place.code)
    neighbour.delete()
