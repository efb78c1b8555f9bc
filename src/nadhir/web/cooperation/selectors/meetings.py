"""Reading meetings: their agenda, who was there, their papers, and what became of decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet

from nadhir.errors import NotAllowed
from nadhir.web.cooperation import terms
from nadhir.web.cooperation.models import AgendaItem, Attendance, Body, Meeting, MeetingText
from nadhir.web.core import clock, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Actor
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Undertaking
from nadhir.web.response.rules import of_undertaking
from nadhir.web.response.selectors.undertakings import GOING_ON
from nadhir.web.situations import selectors as situations

DONE = Undertaking.Status.DONE
DECIDED = (AgendaItem.Result.DECIDED, AgendaItem.Result.RECOMMENDED)
MOST = 2_000  # decisions that one page or file goes through


def meeting(viewer: Viewer, pk: Any) -> Meeting:
    """One meeting.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    related = ("body__actor", "body__owner", "body__place", "engagement__place", "engagement__situation")
    found = policy.visible(Meeting.objects.select_related(*related), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="meeting.read")
    return found


def meeting_of(viewer: Viewer, engagement: Any) -> Meeting | None:
    """The meeting beside an engagement, where it is one."""
    return policy.visible(Meeting.objects.filter(engagement=engagement), viewer).first()


def agenda(viewer: Viewer, meeting: Meeting) -> list[AgendaItem]:
    """Its points in order, each with `done_for` it: what is done because of it, as the viewer may read it."""
    found = policy.visible(AgendaItem.objects.filter(meeting=meeting), viewer).order_by("number")
    return _followed(viewer, found)


def point(viewer: Viewer, pk: Any) -> AgendaItem:
    """One point of an agenda.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    related = ("meeting__body__actor", "meeting__engagement")
    found = policy.visible(AgendaItem.objects.select_related(*related), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="meeting.read")
    return found


def point_of(viewer: Viewer, engagement: Any, number: str) -> AgendaItem | None:
    """A point by the engagement beside its meeting and its number."""
    if not number.isascii() or not number.isdigit():
        return None
    found = policy.visible(AgendaItem.objects.filter(meeting__engagement=engagement), viewer)
    return found.filter(number=int(number)).first()


def _followed(viewer: Viewer, found: QuerySet[AgendaItem]) -> list[AgendaItem]:
    """Points with `done_for`, in the words that the viewer may read."""
    rows: list[Any] = list(
        found.select_related("meeting__engagement").prefetch_related(
            Prefetch("undertakings", queryset=response.undertakings(viewer), to_attr="done_for"),
            Prefetch("presented_by", queryset=directory.actors(viewer)),
        )
    )
    response.as_read(viewer, [one for row in rows for one in row.done_for])
    veil = situations.Veil(viewer)
    veil.load(row.meeting.engagement.situation_id for row in rows)
    for row in rows:
        veil.row(row.meeting.engagement.situation_id, row, "title", "words")
    return rows


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table of who was there.

    Attributes:
        seat: whether the actor had a seat on that day: running, before, over, or empty where there is none.
        role: of the seat, in words of the directory.
    """

    actor: Actor
    seat: str
    role: Any
    presence: str
    represented_by: str

    @property
    def presence_named(self) -> str:
        return str(Attendance.Presence(self.presence).label) if self.presence else ""


def day_of(meeting: Meeting) -> date:
    """The day that seats are asked for: that of the meeting, today where it is not known."""
    return meeting.engagement.held_on or clock.now().date()


def seats_of(viewer: Viewer, meeting: Meeting) -> dict[Any, str]:
    """Who ever had a seat in the body, and whether they had it on the day of the meeting: running, before,
    over. Who is there twice counts by the term that runs."""
    told: dict[Any, str] = {}
    for one in directory.people_of(viewer, meeting.body.actor):
        if one.kind in terms.SITTING and told.get(one.actor_id) != "running":
            told[one.actor_id] = terms.standing(one.valid_from, one.valid_to, day_of(meeting))
    return told


def attendance(viewer: Viewer, meeting: Meeting) -> list[Line]:
    """Who had a seat on that day and whether they came; then who else was there."""
    found = policy.visible(Attendance.objects.filter(meeting=meeting), viewer)
    told = {one.actor_id: one for one in found}
    known = {one.pk: one for one in directory.actors(viewer).filter(pk__in=list(told))}
    lines: dict[Any, Line] = {}
    day = day_of(meeting)
    for tenure in directory.people_of(viewer, meeting.body.actor):
        standing = terms.standing(tenure.valid_from, tenure.valid_to, day)
        if standing != "running" or tenure.kind not in (*terms.SITTING, "observer"):
            continue
        if tenure.actor_id in lines and lines[tenure.actor_id].seat == "running":
            continue
        one = told.get(tenure.actor_id)
        sits = "running" if tenure.kind in terms.SITTING else ""
        lines[tenure.actor_id] = _line(tenure.actor, sits, tenure, one)
    for pk, one in told.items():
        if pk not in lines and pk in known:
            lines[pk] = _line(known[pk], "", None, one)
    return list(lines.values())


def _line(actor: Actor, seat: str, tenure: Any, told: Attendance | None) -> Line:
    role = (tenure.role or tenure.get_kind_display()) if tenure is not None else ""
    presence = told.presence if told is not None else ""
    return Line(actor, seat, role, presence, told.represented_by if told is not None else "")


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many have a seat, how many of them were there or represented, and whether that is enough."""

    sitting: int
    present: int
    needed: int | None
    reached: str

    @classmethod
    def of(cls, lines: Iterable[Line], needed: int | None) -> Quorum:
        seats = [one for one in lines if one.seat == "running" or one.presence in _AS_MEMBER]
        came = [one for one in seats if one.presence in ("present", "represented")]
        return cls(len(seats), len(came), needed, terms.reached(len(seats), len(came), needed))


_AS_MEMBER = ("present", "represented", "excused", "absent")


def texts(viewer: Viewer, meeting: Meeting) -> list[list[MeetingText]]:
    """Its papers, each as its versions, the latest first."""
    found = policy.visible(MeetingText.objects.filter(meeting=meeting), viewer)
    papers: dict[str, list[MeetingText]] = {}
    for one in found.select_related("instrument").order_by("title", "-number"):
        papers.setdefault(one.title, []).append(one)
    return list(papers.values())


def text(viewer: Viewer, pk: Any) -> MeetingText:
    """One version of a paper.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    related = ("meeting__body__actor", "meeting__engagement", "instrument")
    found = policy.visible(MeetingText.objects.select_related(*related), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="meeting.read")
    return found


# ---------------------------------------------------------------- what became of decisions

STATES = ("", "open", "overdue", "done", "not_done", "nobody")


def decisions(
    viewer: Viewer, *, body: Body | None = None, kind: str = "", state: str = ""
) -> QuerySet[AgendaItem]:
    """Decisions and recommendations of bodies, the latest first.

    Args:
        kind: `decided` or `recommended`.
        state: `open`, `overdue`, `done`, `not_done`, or `nobody` where nothing was made of it.
    """
    related = ("meeting__body__actor", "meeting__engagement")
    found = policy.visible(AgendaItem.objects.select_related(*related), viewer)
    found = found.filter(result__in=[kind] if kind in DECIDED else DECIDED)
    if body is not None:
        found = found.filter(meeting__body=body)
    found = _in_state(viewer, found, state)
    return found.order_by(F("meeting__engagement__held_on").desc(nulls_last=True), "meeting", "number")


def _in_state(viewer: Viewer, found: QuerySet[AgendaItem], state: str) -> QuerySet[AgendaItem]:
    """Decisions by what became of them, as far as the viewer may know of it. Each condition is asked of the
    database once, not for every decision."""
    told: Any = AgendaItem.undertakings.through._default_manager
    tied = told.filter(Q() if viewer.system else of_undertaking(viewer, "undertaking__"))
    going_on = tied.filter(undertaking__status__in=GOING_ON)

    def where(rows: Any) -> Q:
        return Q(pk__in=rows.values("agendaitem_id"))

    if state == "open":
        return found.filter(where(going_on))
    if state == "overdue":
        return found.filter(where(going_on.filter(undertaking__due_on__lt=clock.now().date())))
    if state == "nobody":
        return found.exclude(where(tied))
    if state in ("done", "not_done"):
        done = where(tied.filter(undertaking__status=DONE))
        return found.filter(where(tied), done if state == "done" else ~done).exclude(where(going_on))
    return found


@dataclass(frozen=True, slots=True)
class Followed:
    """A decision and where it stands.

    Attributes:
        state: one of `STATES`.
        days: overdue: since the earliest day it was due; open: until the next; done: from the meeting on.
    """

    point: AgendaItem
    state: str
    days: int | None
    done_for: tuple[Undertaking, ...]


def followed(viewer: Viewer, found: QuerySet[AgendaItem]) -> list[Followed]:
    """Decisions with their state and days."""
    return [_standing(row) for row in _followed(viewer, found)]


def _standing(row: AgendaItem) -> Followed:
    made: tuple[Undertaking, ...] = tuple(row.done_for)  # type: ignore[attr-defined]
    today, held = clock.now().date(), row.meeting.engagement.held_on
    if not made:
        return Followed(row, "nobody", (today - held).days if held else None, made)
    late = [one.due_on for one in made if response.is_overdue(one) and one.due_on]
    if late:
        return Followed(row, "overdue", (today - min(late)).days, made)
    going_on = [one for one in made if one.status in GOING_ON]
    if going_on:
        due = [one.due_on for one in going_on if one.due_on]
        return Followed(row, "open", (min(due) - today).days if due else None, made)
    ended = [one.ended_at.date() for one in made if one.status == DONE and one.ended_at]
    if ended:
        return Followed(row, "done", (max(ended) - held).days if held else None, made)
    return Followed(row, "not_done", None, made)


def decisions_standing(viewer: Viewer, body: Body | None = None) -> dict[str, int]:
    """How many decisions there are, how many wait, are late, or had nothing made of them."""
    counted = {state: decisions(viewer, body=body, state=state).order_by().count() for state in STATES}
    return {"all": counted.pop(""), **counted}
