"""The agenda of a meeting: its points, their order, what became of each, and who does what because of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from nadhir.errors import Conflict, NotPossibleNow
from nadhir.web.cooperation.models import AgendaItem, Meeting
from nadhir.web.cooperation.services.bodies import groups_of
from nadhir.web.cooperation.services.meetings import require_open
from nadhir.web.core import ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor
from nadhir.web.response.models import Undertaking
from nadhir.web.response.services import Asked, undertaking_make

DECIDED = (AgendaItem.Result.DECIDED, AgendaItem.Result.RECOMMENDED)
TAKEN = (*DECIDED, AgendaItem.Result.NOTED)
POINT = ("title", "language", "presented_by", "result", "words")


@transaction.atomic
def agenda_item_record(
    *,
    viewer: Viewer,
    meeting: Meeting,
    title: str,
    language: str = "",
    presented_by: Actor | None = None,
) -> AgendaItem:
    """Put a point on the agenda, after the others.

    Raises:
        NotPossibleNow: it says nothing, or the meeting is closed.
    """
    require_open(viewer, meeting)
    if not title.strip():
        raise NotPossibleNow("agenda_item.without_words")
    if presented_by is not None:
        policy.require_sight(viewer, presented_by)
    last = meeting.agenda.aggregate(last=Max("number"))["last"] or 0
    point = AgendaItem.objects.create(
        meeting=meeting,
        number=last + 1,
        title=title.strip(),
        language=language or viewer.language,
        presented_by=presented_by,
    )
    ledger.record(viewer, "agenda_item.record", meeting.body, meeting=meeting.pk, number=point.number)
    return point


@transaction.atomic
def agenda_item_change(*, viewer: Viewer, point: AgendaItem, seen: str = "", **fields: Any) -> AgendaItem:
    """Change a point, or say what became of it: those of `POINT`.

    Args:
        seen: the state (`AgendaItem.state`) that the person saw.

    Raises:
        NotPossibleNow: a decision without words, or the meeting is closed.
        Conflict: somebody changed it since.
    """
    require_open(viewer, point.meeting)
    now = AgendaItem.objects.select_for_update().get(pk=point.pk)
    if seen and seen != now.state:
        raise Conflict("conflict.changed")
    changed = {name: fields[name] for name in POINT if name in fields}
    together = {name: changed.get(name, getattr(now, name)) for name in POINT}
    if not together["title"].strip():
        raise NotPossibleNow("agenda_item.without_words")
    if together["result"] in DECIDED and not together["words"].strip():
        raise NotPossibleNow("agenda_item.decided_nothing")
    if changed.get("result", now.result) not in DECIDED and now.undertakings.exists():
        raise NotPossibleNow("agenda_item.followed_up")
    AgendaItem.objects.filter(pk=point.pk).update(**changed)
    point.refresh_from_db()
    ledger.record(viewer, "agenda_item.change", point.meeting.body, point=point.pk, result=point.result)
    return point


@transaction.atomic
def agenda_item_move(*, viewer: Viewer, point: AgendaItem, up: bool) -> None:
    """Bring a point one place up or down. Once something was taken, decisions go by the numbers.

    Raises:
        NotPossibleNow: a point was taken, or the meeting is closed.
    """
    meeting = point.meeting
    require_open(viewer, meeting)
    _untaken(meeting)
    other = meeting.agenda.filter(number=point.number + (-1 if up else 1)).first()
    if other is None:
        return
    places = (point.number, other.number)
    # A number stands once in an agenda, also for a moment.
    AgendaItem.objects.filter(pk=point.pk).update(number=0)
    AgendaItem.objects.filter(pk=other.pk).update(number=places[0])
    AgendaItem.objects.filter(pk=point.pk).update(number=places[1])
    ledger.record(viewer, "agenda_item.move", meeting.body, point=point.pk, to=places[1])


@transaction.atomic
def agenda_item_withdraw(*, viewer: Viewer, point: AgendaItem) -> None:
    """Take a point off the agenda.

    Raises:
        NotPossibleNow: a point was taken, or the meeting is closed.
    """
    meeting = point.meeting
    require_open(viewer, meeting)
    _untaken(meeting)
    ledger.record(viewer, "agenda_item.withdraw", meeting.body, point=point.pk, title=point.title)
    point.delete()
    for number, one in enumerate(list(meeting.agenda.order_by("number")), start=1):
        AgendaItem.objects.filter(pk=one.pk).update(number=number)


@transaction.atomic
def agenda_item_undertake(
    *,
    viewer: Viewer,
    point: AgendaItem,
    title: str,
    who: str,
    actor: Actor | None = None,
    due_on: date | None = None,
    precision: str = Undertaking.Precision.DAY,
) -> Undertaking:
    """Make an undertaking of a decision; one decision may need several.

    Raises:
        NotPossibleNow: nothing was decided there.
    """
    meeting = point.meeting
    policy.require(viewer, "body.keep", meeting.body)
    policy.require_sight(viewer, meeting)
    if point.result not in DECIDED:
        raise NotPossibleNow("agenda_item.not_decided")
    made = undertaking_make(
        viewer=viewer,
        title=title,
        who=who,
        actor=actor,
        due_on=due_on,
        situation=_situation(viewer, meeting),
        origin=Undertaking.Origin.ENGAGEMENT,
        origin_id=meeting.engagement_id,
        origin_part=str(point.number),
        asked=Asked(precision=precision),
        tlp=meeting.engagement.tlp,
        share_with=groups_of(meeting.body),
        language=point.language,
        fictional=meeting.body.fictional,
    )
    point.undertakings.add(made)
    ledger.record(viewer, "agenda_item.undertake", meeting.body, point=point.pk, undertaking=made.pk)
    return made


def _situation(viewer: Viewer, meeting: Meeting) -> Any:
    """The situation of a meeting, where the viewer works on it."""
    found = meeting.engagement.situation
    return (
        found if found is not None and policy.sees(viewer, found) and policy.works_on(viewer, found) else None
    )


def _untaken(meeting: Meeting) -> None:
    if meeting.agenda.filter(result__in=TAKEN).exists():
        raise NotPossibleNow("agenda_item.taken")
