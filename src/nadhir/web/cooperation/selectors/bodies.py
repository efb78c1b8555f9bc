"""Reading bodies: who sits in them, how they were founded, what they are tied to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from nadhir.doctrine.text import language as working_language
from nadhir.errors import NotAllowed
from nadhir.web.cooperation import terms
from nadhir.web.cooperation.models import Body, FoundingStep, Instrument, Meeting, Report
from nadhir.web.core import clock, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Tenure
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Engagement, Undertaking
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import Situation


def bodies(
    viewer: Viewer, *, words: str = "", kind: str = "", status: str = "", place: str = "", lang: str = ""
) -> QuerySet[Body]:
    """Bodies that the viewer may know of, by name.

    Args:
        words: part of any of its names, in any language and spelling.
        place: code of its place; a country includes its parts.
    """
    found = policy.visible(Body.objects.select_related("actor", "place"), viewer)
    if words.strip():
        found = found.filter(actor__in=directory.actors(viewer, named=words).order_by().values("pk"))
    if kind:
        found = found.filter(kind=kind)
    if status:
        found = found.filter(status=status)
    if place:
        found = found.filter(Q(place__code=place) | Q(place__parent__code=place))
    return found.order_by(f"actor__names__{working_language(lang or None)}", "pk")


def with_dates(viewer: Viewer, found: QuerySet[Body]) -> QuerySet[Body]:
    """Bodies with `last_met`, `next_met`, `sitting` and `report_due`, as far as the viewer may know."""
    today = clock.now().date()
    own = meetings_of(viewer).filter(body=OuterRef("pk")).order_by()
    held = own.filter(engagement__status=Engagement.Status.HELD).order_by(
        F("engagement__held_on").desc(nulls_last=True)
    )
    ahead = own.filter(engagement__status=Engagement.Status.PLANNED, engagement__held_on__gte=today).order_by(
        "engagement__held_on"
    )
    seats = policy.visible(Tenure.objects.all(), viewer).filter(
        body=OuterRef("actor"), kind__in=terms.SITTING
    )
    # A term that is known to the year or month runs to its end: texts of one length compare as days do.
    this = [str(today.year), today.isoformat()[:7], today.isoformat()]
    running = seats.filter(Q(valid_to="") | Q(valid_to__gte=this[2]) | Q(valid_to__in=this[:2])).filter(
        Q(valid_from="") | Q(valid_from__lte=this[2])
    )
    counted = running.order_by().values("body").annotate(many=Count("actor", distinct=True)).values("many")
    due = policy.visible(Report.objects.all(), viewer).filter(
        body=OuterRef("pk"),
        status__in=[Report.Status.WRITING, Report.Status.CLEARANCE, Report.Status.CLEARED],
    )
    return found.annotate(
        last_met=Subquery(held.values("engagement__held_on")[:1]),
        next_met=Subquery(ahead.values("engagement__held_on")[:1]),
        sitting=Coalesce(Subquery(counted), 0),
        report_due=Subquery(due.exclude(due_on=None).order_by("due_on").values("due_on")[:1]),
    )


def body(viewer: Viewer, pk: Any) -> Body:
    """One body.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = bodies(viewer).select_related("owner").filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="body.read")
    return found


def body_of(viewer: Viewer, actor: Any) -> Body | None:
    """The body that an actor of the directory is, where it is kept as one."""
    return bodies(viewer).filter(actor=actor).first()


def meetings_of(viewer: Viewer, body: Body | None = None) -> QuerySet[Meeting]:
    """Meetings, the latest first; undated ones last."""
    found = policy.visible(Meeting.objects.select_related("engagement__place", "body__actor"), viewer)
    if body is not None:
        found = found.filter(body=body)
    return found.order_by(F("engagement__held_on").desc(nulls_last=True), F("number").desc(nulls_last=True))


@dataclass(frozen=True, slots=True)
class Seat:
    """A role in the body, and whether it is held today: `running`, `before` it began, or `over`."""

    tenure: Tenure
    standing: str


_ORDER = {kind: place for place, kind in enumerate((*terms.SITTING, *terms.BESIDE, "staff", "other"))}


def seats(viewer: Viewer, body: Body, *, day: date | None = None) -> list[Seat]:
    """Who holds or held a role in the body: those who lead it first, former ones last."""
    on = day or clock.now().date()
    found = [
        Seat(one, terms.standing(one.valid_from, one.valid_to, on))
        for one in directory.people_of(viewer, body.actor)[:500]
    ]
    found.sort(key=lambda one: (one.standing == "over", _ORDER.get(one.tenure.kind, 99)))
    return found


def founding_steps(viewer: Viewer, body: Body) -> QuerySet[FoundingStep]:
    """How it was founded, in order."""
    found = policy.visible(FoundingStep.objects.filter(body=body), viewer)
    return found.select_related("undertaking", "instrument").order_by("order", "pk")


def founding_step(viewer: Viewer, pk: Any) -> FoundingStep:
    """One step.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(FoundingStep.objects.select_related("body__actor"), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="body.read")
    return found


def step_of_origin(viewer: Viewer, pk: Any) -> FoundingStep | None:
    """The step that an undertaking came from, for a viewer who may know of it."""
    found = policy.visible(FoundingStep.objects.select_related("body__actor"), viewer)
    return found.filter(pk=pk).first()


def texts_of(viewer: Viewer, body: Body) -> QuerySet[Instrument]:
    """Its rules, terms of reference and resolutions, the latest first."""
    found = policy.visible(Instrument.objects.all(), viewer)
    own = Q(of_body=body.actor_id) | Q(parties=body.actor_id)
    return found.filter(own).distinct().order_by(F("dated_on").desc(nulls_last=True), "-pk")


def situations_at(viewer: Viewer, body: Body) -> QuerySet[Situation]:
    """Situations under watch in its place or a part of it."""
    if body.place_id is None:
        return situations.situations(viewer).none()
    there = Q(places=body.place_id) | Q(places__parent=body.place_id)
    return situations.situations(viewer).filter(there, status="watched").distinct()


def undertakings_of(viewer: Viewer, body: Body) -> QuerySet[Undertaking]:
    """What the body itself took on."""
    return response.undertakings(viewer).filter(actor=body.actor_id)


def reported_by(viewer: Viewer, body: Body) -> QuerySet[Body]:
    """The bodies that report to it."""
    return bodies(viewer).filter(reports_to=body)


def seen_ids(viewer: Viewer, ids: Iterable[Any]) -> set[Any]:
    """Which of these actors the viewer may know of."""
    wanted = [one for one in ids if one is not None]
    return set(directory.actors(viewer).order_by().filter(pk__in=wanted).values_list("pk", flat=True))
