"""Reading undertakings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from nadhir.errors import NotAllowed
from nadhir.web.core import clock, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.response import deadlines, states
from nadhir.web.response.models import Undertaking, UndertakingProof, UndertakingStep
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import Situation

GOING_ON = states.GOING_ON
# What people wrote in words.
SPOKEN = ("title", "who", "asked_by", "result", "changed_for", "ended_because")
# The columns of the board: what ended without being done stands together.
COLUMNS: tuple[tuple[str, ...], ...] = (
    (states.OPEN,),
    (states.ACCEPTED,),
    (states.UNDER_WAY,),
    (states.DONE,),
    (states.REFUSED, states.LAPSED, states.CANCELLED),
)


def undertakings(viewer: Viewer) -> QuerySet[Undertaking]:
    """All undertakings that the viewer may know of: what is going on first, by date."""
    found = policy.visible(Undertaking.objects.select_related("warning", "situation", "actor"), viewer)
    return found.order_by(F("ended_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")


def situations_of(viewer: Viewer) -> QuerySet[Situation]:
    """The situations with an undertaking, among those where the viewer may know of both."""
    promised = undertakings(viewer).order_by().values("situation")
    return situations.situations(viewer).filter(pk__in=promised).order_by("-since", "pk")


def overdue(found: QuerySet[Undertaking]) -> QuerySet[Undertaking]:
    """Those of `found` that should have ended by now and have not."""
    return found.filter(status__in=GOING_ON, due_on__lt=clock.now().date())


def is_overdue(undertaking: Undertaking) -> bool:
    """Whether it should have ended by now and has not. It has the whole of its last day."""
    going_on = undertaking.status in GOING_ON
    return going_on and undertaking.due_on is not None and undertaking.due_on < clock.now().date()


def undertaking(viewer: Viewer, pk: Any) -> Undertaking:
    """One undertaking.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    related = ("owner", "person", "asker", "created_by", "decision__option", "place", "towards", "parent")
    found = undertakings(viewer).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="undertaking.read")
    return found


def steps(viewer: Viewer, undertaking: Undertaking) -> QuerySet[UndertakingStep]:
    """How an undertaking went, in order."""
    found = policy.visible(UndertakingStep.objects.filter(undertaking=undertaking), viewer)
    return found.select_related("by").order_by("at", "pk")


def as_read(viewer: Viewer, found: Iterable[Undertaking]) -> list[Undertaking]:
    """The undertakings as the viewer may read them: of a situation that is handled discreetly, or where words
    are struck, a desk that is not its own reads less. Only for showing, never for saving."""
    rows = list(found)
    veil = situations.Veil(viewer)
    veil.know(*{one.situation_id: one.situation for one in rows if one.situation}.values())
    veil.load(one.situation_id for one in rows)
    for one in rows:
        veil.row(one.situation_id, one, *SPOKEN)
    return rows


def mine(found: QuerySet[Undertaking], viewer: Viewer) -> QuerySet[Undertaking]:
    """Those of `found` that the viewer is to do, asked for or recorded."""
    if viewer.user_id is None:
        return found.none()
    person = viewer.user_id
    return found.filter(Q(person_id=person) | Q(asker_id=person) | Q(created_by_id=person))


def parts(viewer: Viewer, undertaking: Undertaking) -> QuerySet[Undertaking]:
    """The steps that it is made of, as far as the viewer may know."""
    return undertakings(viewer).filter(parent=undertaking)


def times(viewer: Viewer, undertaking: Undertaking) -> QuerySet[Undertaking]:
    """The other times of one that repeats, the latest first."""
    if undertaking.series is None:
        return undertakings(viewer).none()
    others = undertakings(viewer).filter(series=undertaking.series).exclude(pk=undertaking.pk)
    return others.order_by("-due_on")


def proofs(viewer: Viewer, undertaking: Undertaking) -> QuerySet[UndertakingProof]:
    """What shows that it was done, in order, without the documents themselves."""
    found = policy.visible(UndertakingProof.objects.filter(undertaking=undertaking), viewer)
    return found.select_related("by", "item").defer("raw").order_by("at", "pk")


def proof(viewer: Viewer, pk: Any) -> UndertakingProof:
    """One document.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(UndertakingProof.objects.filter(pk=pk), viewer).exclude(file_name="").first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="undertaking.read")
    return found


def between(found: QuerySet[Undertaking], first: date, last: date) -> QuerySet[Undertaking]:
    """Those of `found` that are due from `first` to `last`, by day."""
    return found.filter(due_on__range=(first, last)).order_by("due_on", "pk")


def without_day(found: QuerySet[Undertaking]) -> QuerySet[Undertaking]:
    """Those of `found` that go on and have no deadline."""
    return found.filter(status__in=GOING_ON, due_on=None)


def to_be_reminded(viewer: Viewer) -> QuerySet[Undertaking]:
    """What the viewer should hear of today: own ones that are due within a week or late, and what they asked
    for and nobody does."""
    today = clock.now().date()
    soon = Q(due_on__lte=today + timedelta(days=deadlines.SOON_DAYS))
    late = Q(due_on__lt=today - timedelta(days=deadlines.ESCALATED_AFTER))
    asked = Q(asker_id=viewer.user_id) | Q(asker=None, created_by_id=viewer.user_id)
    found = undertakings(viewer).filter(status__in=GOING_ON)
    return found.filter(Q(person_id=viewer.user_id) & soon | asked & (late | Q(person=None) & soon))
