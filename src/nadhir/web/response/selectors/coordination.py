"""Who does what in one situation: bodies against what they do, and where two would do it twice or undo it.

What the viewer may see is laid out by name. Of what they may not see, one thing is told, and only where its
owner lets it be told: that something may clash, and whose desk to ask.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from nadhir.doctrine import deconfliction
from nadhir.doctrine.deconfliction import Clash, Plan
from nadhir.screening.normalise import fold
from nadhir.web.core import clock, policy
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Actor, Place
from nadhir.web.response import states
from nadhir.web.response.models import Engagement, Undertaking
from nadhir.web.response.selectors.engagements import engagements
from nadhir.web.response.selectors.undertakings import undertakings
from nadhir.web.situations.models import Situation

# What ended longer ago clashes with nothing that comes: the widest rule looks half a year back.
BACK = timedelta(weeks=26)
# Of each kind, the soonest: every pair of them is compared.
MOST = 200
AROUND = ("place__parent__parent",)


@dataclass(frozen=True, slots=True)
class Body:
    """Who acts: known by an actor of the directory, or by the name that was written."""

    key: str
    actor: Actor | None = None
    written: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """An undertaking or an engagement, as far as it matters to others."""

    plan: Plan
    bodies: tuple[Body, ...]
    record: Any
    theme: str = ""

    @property
    def is_undertaking(self) -> bool:
        return isinstance(self.record, Undertaking)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A clash with the records on both sides."""

    clash: Clash
    first: Action
    second: Action


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody who plans is told: clashes by name, and the desks to be asked about what is not shown."""

    meetings: tuple[Meeting, ...] = ()
    ask: tuple[Any, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.meetings or self.ask)


def actions(viewer: Viewer, situation: Situation) -> list[Action]:
    """What is planned, under way or lately done in a situation, as far as the viewer may see it."""
    today = clock.now().date()
    where = _where_of(situation)
    promised = undertakings(viewer).filter(situation=situation)
    promised = _lately(promised, today).select_related("towards", "actor", "asker", *AROUND)
    convened = _not_called_off(engagements(viewer), situation, today)
    found = [action_of(one, today, where) for one in promised[:MOST]]
    found += [_held(one, where) for one in convened[:MOST]]
    return _as_known(viewer, found)


def _as_known(viewer: Viewer, found: Sequence[Action]) -> list[Action]:
    """The same, with bodies that the viewer may not know of under no name but the one that was written."""
    acting = {body.actor.pk for one in found for body in one.bodies if body.actor is not None}
    known = set(directory.actors(viewer).filter(pk__in=acting).values_list("pk", flat=True))

    def shown(body: Body) -> Body:
        return body if body.actor is None or body.actor.pk in known else replace(body, actor=None)

    return [replace(one, bodies=tuple(map(shown, one.bodies))) for one in found]


def _not_called_off(found: Any, situation: Situation, today: date) -> Any:
    found = found.filter(situation=situation, held_on__gte=today - BACK)
    found = found.exclude(status=Engagement.Status.CALLED_OFF)
    return found.select_related("owner", *AROUND).prefetch_related("convened_by", "partners")


def _lately(found: Any, today: date) -> Any:
    """What goes on, and what was done so lately that it still matters."""
    done = found.filter(status=states.DONE, ended_at__date__gte=today - BACK)
    return found.filter(pk__in=(found.filter(status__in=states.GOING_ON) | done).order_by().values("pk"))


def meetings(found: Sequence[Action]) -> list[Meeting]:
    """The clashes among what was found, what undoes each other first."""
    by_key = {one.plan.key: one for one in found}
    clashes = deconfliction.clashes([one.plan for one in found], today=clock.now().date())
    return [Meeting(clash, by_key[clash.first.key], by_key[clash.second.key]) for clash in clashes]


def told(viewer: Viewer, situation: Situation, plan: Plan) -> Told:
    """What `viewer`, who plans or follows `plan` in a situation, is told of clashes."""
    found = {one.plan.key: one for one in actions(viewer, situation) if one.plan.key != plan.key}
    today = clock.now().date()
    mine = Action(plan, (), None)
    seen = deconfliction.clashes_with(plan, [one.plan for one in found.values()], today=today)
    return Told(
        meetings=tuple(Meeting(clash, mine, found[clash.other(plan.key).key]) for clash in seen),
        ask=tuple(_desks(viewer, situation, [plan])),
    )


def desks_to_ask(viewer: Viewer, situation: Situation, found: Iterable[Action]) -> list[Any]:
    """The organisations to be asked about what may clash with plans of the viewer's own desk."""
    own = [
        one.plan
        for one in found
        if one.is_undertaking
        and one.record.owner_id == viewer.organisation_id
        and one.record.status in states.GOING_ON
    ]
    return _desks(viewer, situation, own)


def _desks(viewer: Viewer, situation: Situation, plans: Sequence[Plan]) -> list[Any]:
    """Whose desk to ask about what the viewer may not see, where the owner lets that be told.

    Only for those who work on the situation, so that nobody finds out by trying.
    """
    if not plans or not policy.may(viewer, "undertaking.make") or not policy.works_on(viewer, situation):
        return []
    desks: dict[uuid.UUID, Any] = {}
    today = clock.now().date()
    for owner, other in _hidden(viewer, situation, today):
        if any(deconfliction.clashes_with(plan, [other], today=today) for plan in plans):
            desks[owner.pk] = owner
    return list(desks.values())


def _hidden(viewer: Viewer, situation: Situation, today: date) -> Iterator[tuple[Any, Plan]]:
    """What the viewer may not see and its owner lets others be warned of, with the owner."""
    where = _where_of(situation)
    open_to_all = policy.visible(
        Undertaking.objects.filter(situation=situation, deconflict=True, status__in=states.GOING_ON),
        installation(),
    )
    seen = undertakings(viewer).filter(situation=situation).order_by().values("pk")
    hidden = open_to_all.exclude(pk__in=seen).select_related("owner", "towards", "actor", "asker", *AROUND)
    for one in hidden[:MOST]:
        yield one.owner, action_of(one, today, where).plan
    convened = policy.visible(Engagement.objects.filter(deconflict=True), installation())
    known = engagements(viewer).filter(situation=situation).order_by().values("pk")
    for held in _not_called_off(convened, situation, today).exclude(pk__in=known)[:MOST]:
        yield held.owner, _held(held, where).plan


def action_of(one: Undertaking, today: date, where: tuple[frozenset[str], frozenset[str]]) -> Action:
    """An undertaking as a plan. What is late goes on until today; what has no day is meant for now."""
    body = Body(f"actor:{one.actor_id}", one.actor) if one.actor else body_named(one.who)
    ended = one.ended_at.date() if one.ended_at else None
    began = one.began_at.date() if one.began_at else None
    last = ended or max(one.due_on or today, today)
    first = min(one.starts_on or began or ended or one.due_on or today, last)
    at, within = _places(one.place) if one.place else where
    plan = Plan(
        key=str(one.pk),
        bodies=frozenset({body.key}),
        kind=one.kind,
        first=first,
        last=last,
        audience=one.audience,
        towards=str(one.towards_id or ""),
        at=at,
        within=within,
        quiet=one.quiet,
    )
    return Action(plan, (body,), one, one.theme)


def plan_of(
    *,
    situation: Situation,
    key: str,
    who: str,
    actor: Actor | None,
    kind: str,
    first: date,
    last: date,
    place: Place | None = None,
    **said: Any,
) -> Plan:
    """What somebody is about to write down, as a plan. `said`: audience, towards, quiet."""
    at, within = _places(place) if place else _where_of(situation)
    body = f"actor:{actor.pk}" if actor else body_named(who).key
    return Plan(
        key=key,
        bodies=frozenset({body}),
        kind=kind,
        first=first,
        last=max(first, last),
        at=at,
        within=within,
        **said,
    )


def body_named(name: str) -> Body:
    """A body that is known by its name alone."""
    return Body(f"name:{fold(name)}", None, name)


def _held(one: Engagement, where: tuple[frozenset[str], frozenset[str]]) -> Action:
    """An engagement as a plan. What only those who were there may tell of is out of the public eye."""
    first = one.held_on or clock.now().date()
    conveners = {actor.pk: actor for actor in (*one.convened_by.all(), *one.partners.all())}
    bodies = tuple(Body(f"actor:{pk}", actor) for pk, actor in conveners.items())
    at, within = _places(one.place) if one.place else where
    plan = Plan(
        key=str(one.pk),
        bodies=frozenset(body.key for body in bodies) or frozenset({f"desk:{one.owner_id}"}),
        kind=one.kind,
        first=first,
        last=max(one.held_until or first, first),
        audience=one.audience,
        at=at,
        within=within,
        quiet=one.attribution == Engagement.Attribution.CLOSED,
    )
    return Action(plan, bodies, one, next(iter(one.themes), ""))


def _where_of(situation: Situation) -> tuple[frozenset[str], frozenset[str]]:
    """The places of a situation, and besides those around them."""
    both = [_places(place) for place in situation.places.select_related("parent__parent")]
    at = frozenset[str]().union(*(one for one, _ in both))
    return at, at.union(*(around for _, around in both))


def _places(place: Place) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset({str(place.pk)}), frozenset(_around(place))


def _around(place: Place | None) -> Iterator[str]:
    while place is not None:
        yield str(place.pk)
        place = place.parent
