"""Meetings of bodies: their day and number, who was there, how they close, and their communiqué."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.cooperation import terms
from nadhir.web.cooperation.documents.drafting import unfinished
from nadhir.web.cooperation.models import AgendaItem, Attendance, Body, Meeting
from nadhir.web.cooperation.selectors.meetings import seats_of
from nadhir.web.cooperation.services.bodies import groups_of
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Actor
from nadhir.web.response.models import Engagement
from nadhir.web.response.services import engagement_change, engagement_record


@transaction.atomic
def meeting_record(
    *,
    viewer: Viewer,
    body: Body,
    names: Mapping[str, str] | None = None,
    engagement: Engagement | None = None,
    number: int | None = None,
    chair: Actor | None = None,
    quorum: int | None = None,
    carry_over: bool = False,
    tlp: str = "",
    **fields: Any,
) -> Meeting:
    """Record a meeting, or plan one. The engagement beside it is made too, unless it is there already.

    Args:
        engagement: one recorded before; of the kind of a committee's meeting, and of no other meeting.
        number: by default the one after the last.
        carry_over: whether points that were put off at the last meeting stand on the agenda.
        fields: those of an engagement, such as `status`, `place`, `held`, `held_on`, `held_until`.

    Raises:
        NotPossibleNow: the number is taken, the body had ended by then, or the chair is not of the body.
    """
    policy.require(viewer, "body.keep", body)
    if engagement is not None:
        policy.require_sight(viewer, engagement)
        if (known := Meeting.objects.filter(engagement=engagement).first()) is not None:
            return known
    elif body.status == Body.Status.ENDED and fields.get("status") != Engagement.Status.HELD:
        raise NotPossibleNow("meeting.body_ended")
    last = body.meetings.order_by("-number").exclude(number=None).first()
    number = number or ((last.number or 0) if last else 0) + 1
    if body.meetings.filter(number=number).exists():
        raise NotPossibleNow("meeting.number_taken", number=number)
    on = engagement.held_on if engagement is not None else fields.get("held_on")
    _may_chair(viewer, body, chair, on)
    if engagement is None:
        engagement = engagement_record(
            viewer=viewer,
            kind=Engagement.Kind.COMMITTEE,
            names=names or {},
            convened_by=[body.actor],
            tlp=tlp or body.tlp,
            share_with=groups_of(body),
            **{"fictional": body.fictional, **fields},
        )
    meeting = Meeting.objects.create(
        body=body, engagement=engagement, number=number, chair=chair, quorum=quorum
    )
    ledger.record(viewer, "meeting.record", body, meeting=meeting.pk, number=number)
    if carry_over and last is not None:
        put_off = policy.visible(last.agenda.filter(result=AgendaItem.Result.DEFERRED), viewer)
        for order, point in enumerate(put_off, start=1):
            AgendaItem.objects.create(
                meeting=meeting,
                number=order,
                title=point.title,
                language=point.language,
                presented_by=point.presented_by,
            )
    return meeting


@transaction.atomic
def meeting_change(
    *,
    viewer: Viewer,
    meeting: Meeting,
    version: int | None = None,
    number: int | None = None,
    chair: Actor | None = None,
    quorum: int | None = None,
    **fields: Any,
) -> Meeting:
    """Change when and where it is, its number, chair and quorum.

    Args:
        version: that of its engagement, which the person saw.
        fields: those of an engagement.

    Raises:
        NotPossibleNow: as of `meeting_record`, or it is closed.
        Conflict: somebody changed it since.
    """
    require_open(viewer, meeting)
    if number is not None and meeting.body.meetings.filter(number=number).exclude(pk=meeting.pk).exists():
        raise NotPossibleNow("meeting.number_taken", number=number)
    _may_chair(viewer, meeting.body, chair, fields.get("held_on", meeting.engagement.held_on))
    engagement_change(viewer=viewer, engagement=meeting.engagement, version=version, **fields)
    Meeting.objects.filter(pk=meeting.pk).update(number=number or meeting.number, chair=chair, quorum=quorum)
    meeting.refresh_from_db()
    ledger.record(viewer, "meeting.change", meeting.body, meeting=meeting.pk)
    return meeting


def _may_chair(viewer: Viewer, body: Body, chair: Actor | None, on: date | None) -> None:
    """Refuse a chair who is not of the body on that day, where it is known who is."""
    if chair is None:
        return
    policy.require_sight(viewer, chair)
    day = on or clock.now().date()
    held = [one for one in directory.people_of(viewer, body.actor) if one.kind in terms.SITTING]
    own = [one for one in held if one.actor_id == chair.pk]
    if any(terms.standing(one.valid_from, one.valid_to, day) == "running" for one in own):
        return
    if own:
        raise NotPossibleNow("meeting.chair_term_ended")
    if held:
        raise NotPossibleNow("meeting.chair_of_no_seat")


# ---------------------------------------------------------------- attendance


@transaction.atomic
def attendance_record(
    *, viewer: Viewer, meeting: Meeting, rows: Iterable[Mapping[str, Any]], version: int | None = None
) -> int:
    """Say who was there; how many lines there are.

    Args:
        rows: mappings of `actor`, `presence` and `represented_by`; without a presence the line is taken out.
        version: that of the engagement, which the person saw.

    Raises:
        NotPossibleNow: somebody who was no member on that day stands there as one, or somebody stands twice.
        Conflict: somebody changed it since.
    """
    require_open(viewer, meeting)
    given = list(rows)
    seats = seats_of(viewer, meeting)
    if len({row["actor"].pk for row in given}) < len(given):
        raise NotPossibleNow("attendance.twice")
    for row in given:
        policy.require_sight(viewer, row["actor"])
        if row["presence"] and row["presence"] != Attendance.Presence.OBSERVER:
            _as_member(seats, row["actor"])
    record_change(record=meeting.engagement, version=version)
    for row in given:
        if not row["presence"]:
            Attendance.objects.filter(meeting=meeting, actor=row["actor"]).delete()
            continue
        Attendance.objects.update_or_create(
            meeting=meeting,
            actor=row["actor"],
            defaults={
                "presence": row["presence"],
                "represented_by": str(row.get("represented_by") or "").strip()[:200],
            },
        )
    ledger.record(viewer, "attendance.record", meeting.body, meeting=meeting.pk, lines=len(given))
    return len(given)


def _as_member(seats: Mapping[Any, str], actor: Actor) -> None:
    """Refuse somebody as a member who was none on that day, where it is known who was."""
    if not seats or seats.get(actor.pk) == "running":
        return
    name = str(next(iter(actor.names.values()), ""))
    if seats.get(actor.pk) == "over":
        raise NotPossibleNow("attendance.left", name=name)
    raise NotPossibleNow("attendance.no_member", name=name)


# ---------------------------------------------------------------- the end of it


@transaction.atomic
def meeting_close(
    *, viewer: Viewer, meeting: Meeting, put_off: bool = False, version: int | None = None
) -> Meeting:
    """Close a meeting: it was held, every point was taken or put off, and who was there is known.

    Args:
        put_off: whether points that were not taken are put off to the next one.

    Raises:
        NotPossibleNow: its day is not known or has not come, a point is open, nobody is said to have come.
    """
    require_open(viewer, meeting)
    engagement = meeting.engagement
    if engagement.held_on is None or engagement.held_on > clock.now().date():
        raise NotPossibleNow("meeting.not_held_yet")
    if not meeting.attendances.exists():
        raise NotPossibleNow("meeting.without_attendance")
    untaken = meeting.agenda.filter(result=AgendaItem.Result.NONE)
    if untaken.exists() and not put_off:
        raise NotPossibleNow("meeting.points_open", many=untaken.count())
    untaken.update(result=AgendaItem.Result.DEFERRED)
    if engagement.status != Engagement.Status.HELD or version is not None:
        engagement_change(
            viewer=viewer, engagement=engagement, version=version, status=Engagement.Status.HELD
        )
    Meeting.objects.filter(pk=meeting.pk).update(closed_at=clock.now())
    meeting.refresh_from_db()
    ledger.record(viewer, "meeting.close", meeting.body, meeting=meeting.pk)
    return meeting


@transaction.atomic
def meeting_reopen(*, viewer: Viewer, meeting: Meeting) -> Meeting:
    """Open a closed meeting again, as long as its communiqué has not been issued.

    Raises:
        NotPossibleNow: it is not closed, or its communiqué is out.
    """
    policy.require(viewer, "body.keep", meeting.body)
    policy.require_sight(viewer, meeting)
    if meeting.closed_at is None:
        raise NotPossibleNow("meeting.not_closed")
    if meeting.communique_on is not None:
        raise NotPossibleNow("meeting.communique_out")
    Meeting.objects.filter(pk=meeting.pk).update(closed_at=None)
    meeting.closed_at = None
    ledger.record(viewer, "meeting.reopen", meeting.body, meeting=meeting.pk)
    return meeting


@transaction.atomic
def meeting_communicate(
    *, viewer: Viewer, meeting: Meeting, texts: Mapping[str, str], version: int | None = None
) -> Meeting:
    """Write the final communiqué, by language. It can be rewritten until it is issued.

    Args:
        version: that of the engagement, which the person saw.

    Raises:
        NotPossibleNow: it is out, or it says nothing.
        Conflict: somebody changed it since.
    """
    policy.require(viewer, "body.keep", meeting.body)
    policy.require_sight(viewer, meeting)
    if meeting.communique_on is not None:
        raise NotPossibleNow("meeting.communique_out")
    said = {language: text.strip() for language, text in texts.items() if text.strip()}
    if not said:
        raise NotPossibleNow("meeting.communique_empty")
    record_change(record=meeting.engagement, version=version)
    Meeting.objects.filter(pk=meeting.pk).update(communique=said)
    meeting.communique = said
    ledger.record(viewer, "meeting.communicate", meeting.body, meeting=meeting.pk, languages=sorted(said))
    return meeting


@transaction.atomic
def meeting_issue(*, viewer: Viewer, meeting: Meeting, on: date | None = None) -> Meeting:
    """Issue the final communiqué: it stands as it is from then on.

    Raises:
        NotPossibleNow: there is none, it is out already, something of it is still to be translated, the
            meeting has not closed, or the day has not come.
    """
    policy.require(viewer, "body.keep", meeting.body)
    policy.require_sight(viewer, meeting)
    day = on or clock.now().date()
    if meeting.communique_on is not None:
        raise NotPossibleNow("meeting.communique_out")
    if not meeting.communique:
        raise NotPossibleNow("meeting.communique_empty")
    if unfinished(meeting.communique):
        raise NotPossibleNow("meeting.communique_unfinished")
    if meeting.closed_at is None:
        raise NotPossibleNow("meeting.not_closed")
    if day > clock.now().date() or (meeting.engagement.held_on and day < meeting.engagement.held_on):
        raise NotPossibleNow("meeting.communique_day")
    Meeting.objects.filter(pk=meeting.pk).update(communique_on=day)
    meeting.communique_on = day
    ledger.record(viewer, "meeting.issue", meeting.body, meeting=meeting.pk, on=day.isoformat())
    return meeting


def require_open(viewer: Viewer, meeting: Meeting) -> None:
    """Go on only for those who keep the body, and while the meeting is not closed."""
    policy.require(viewer, "body.keep", meeting.body)
    policy.require_sight(viewer, meeting)
    if meeting.closed_at is not None:
        raise NotPossibleNow("meeting.closed")
