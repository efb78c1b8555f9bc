"""Pages of meetings: one meeting, who was there, its communiqué, its papers as files, and its end."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from nadhir.doctrine.text import LANGUAGES
from nadhir.web.cooperation import services
from nadhir.web.cooperation.documents.drafting import Told, drafted
from nadhir.web.cooperation.documents.meetings import KINDS, quorum_said
from nadhir.web.cooperation.forms.meetings import (
    AttendanceForm,
    CloseForm,
    CommuniqueForm,
    IssueForm,
    MeetingForm,
)
from nadhir.web.cooperation.models import AgendaItem, Body, Meeting, MeetingText
from nadhir.web.cooperation.selectors import body as one_body
from nadhir.web.cooperation.selectors import meeting as one_meeting
from nadhir.web.cooperation.selectors.bodies import meetings_of
from nadhir.web.cooperation.selectors.meetings import Quorum, agenda, attendance, day_of, texts
from nadhir.web.core import clock, policy
from nadhir.web.core.acting import act
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words, number
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.selectors.dated import names_on
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Engagement, Undertaking
from nadhir.web.response.services import held_fields
from nadhir.web.situations.documents.outlet import Offer, outlet

TAKEN = ("noted", "decided", "recommended")


@signed_in
def meeting(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What was on the agenda, who was there, what was decided, and what became of it?"""
    viewer = request.viewer
    shown = one_meeting(viewer, pk)
    response.as_told(viewer, [shown.engagement])
    points = agenda(viewer, shown)
    lines = [one for one in attendance(viewer, shown) if one.presence or shown.closed_at is None]
    recorded = [one for one in lines if one.presence]
    quorum = Quorum.of(recorded, shown.quorum)
    keeps = policy.may(viewer, "body.keep", shown.body)
    decided = [one for one in points if one.result in ("decided", "recommended")]
    today = clock.now().date()
    context = {
        "meeting": shown,
        "engagement": shown.engagement,
        "hidden": response.withheld(viewer, shown.engagement),
        "then_called": names_on(viewer, [shown.body.actor], day_of(shown)).get(shown.body.actor_id, ""),
        "chair": directory.actors(viewer).filter(pk__in=[shown.chair_id]).first(),
        "points": points,
        "decided": decided,
        "loose": [one for one in decided if not _done_for(one)],
        "late": [done for one in points for done in _done_for(one) if response.is_overdue(done)],
        "untaken": [one for one in points if not one.result],
        "order_fixed": any(one.result in TAKEN for one in points),
        "lines": recorded,
        "away": [one for one in recorded if one.presence in ("excused", "absent")],
        "expected": [one for one in lines if one.seat == "running" and not one.presence],
        "quorum": quorum,
        "quorum_said": quorum_said(quorum) if recorded else "",
        "papers": texts(viewer, shown),
        "communique": shown.communique if shown.communique_on or keeps else {},
        "has_come": bool(shown.engagement.held_on and shown.engagement.held_on <= today),
        "may_keep": keeps,
        "may_enact": keeps and policy.may(viewer, "instrument.record"),
        "may_export": policy.may(viewer, "table.export"),
        "today": today,
    }
    return render(request, "cooperation/meeting.html", context)


def _done_for(point: AgendaItem) -> list[Undertaking]:
    """What is done because of a point, as `agenda` found it."""
    found: list[Undertaking] = getattr(point, "done_for", [])
    return found


@signed_in
def meeting_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Plan a meeting, or record one that was held."""
    viewer = request.viewer
    shown = one_body(viewer, pk)
    policy.require(viewer, "body.keep", shown)
    last = meetings_of(viewer, shown).exclude(number=None).order_by("-number").first()
    put_off = last is not None and last.agenda.filter(result=AgendaItem.Result.DEFERRED).exists()
    first = {
        "status": Engagement.Status.PLANNED,
        "attribution": Engagement.Attribution.OPEN,
        "quorum": last.quorum if last is not None else None,
        "carry_over": put_off,
    }
    form = MeetingForm(request.POST or None, viewer=viewer, initial=first)
    if not put_off:
        del form.fields["carry_over"]

    def do(given: dict[str, Any]) -> Meeting:
        given |= held_fields(given.pop("when"))
        given["number"] = given.get("number") or ((last.number or 0) if last is not None else 0) + 1
        given["names"] = given["names"] or _names(shown, given["number"])
        return services.meeting_record(viewer=viewer, body=shown, **given)

    return act(
        request,
        form,
        do,
        title=_("New meeting"),
        lead=_("Its number follows the last one. The agenda, papers and who was there come next."),
        button=_("Keep"),
        done=_("Kept. Now write the agenda."),
        back=lambda made: reverse("meeting", args=[made.pk]),
        cancel=reverse("body", args=[shown.pk]),
        about=in_words(shown.actor.names),
    )


def _names(shown: Body, session: int) -> dict[str, str]:
    """What a meeting is called where nobody says it, in each language."""
    called: dict[str, str] = {}
    for code in LANGUAGES:
        with override(code):
            said = {"n": number(session), "body": in_words(shown.actor.names)}
            called[code] = (_("Meeting %(n)s of %(body)s") % said)[:300]
    return called


@signed_in
def meeting_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change when and where a meeting is, its number, chair and quorum."""
    viewer = request.viewer
    shown = one_meeting(viewer, pk)
    policy.require(viewer, "body.keep", shown.body)
    engagement = shown.engagement
    chair = directory.actors(viewer).filter(pk__in=[shown.chair_id]).first()
    first: dict[str, Any] = {
        name: getattr(engagement, name) for name in ("status", "place", "attribution", "version")
    }
    first |= {"number": shown.number, "quorum": shown.quorum, "chair": chair}
    first |= {"when": (engagement.held or {}).get("as_written", "")}
    first |= MeetingForm.spread("names", engagement.names)
    form = MeetingForm(request.POST or None, viewer=viewer, new=False, initial=first)

    def do(given: dict[str, Any]) -> Meeting:
        when = given.pop("when")
        if form["when"].value() != first["when"]:
            given |= held_fields(when)
        return services.meeting_change(viewer=viewer, meeting=shown, **given)

    return act(
        request,
        form,
        do,
        title=_("Change the meeting"),
        button=_("Keep"),
        done=_("Kept."),
        back=_back(shown),
        about=in_words(engagement.names),
    )


@signed_in
def meeting_attendance(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say who was there, who was represented and who was not."""
    viewer = request.viewer
    shown = one_meeting(viewer, pk)
    policy.require(viewer, "body.keep", shown.body)
    lines = attendance(viewer, shown)
    form = AttendanceForm(
        request.POST or None,
        viewer=viewer,
        lines=lines,
        everybody=request.GET.get("begin") == "present",
        initial={"version": shown.engagement.version},
    )

    def do(given: dict[str, Any]) -> int:
        return services.attendance_record(
            viewer=viewer, meeting=shown, rows=form.rows, version=given["version"]
        )

    return act(
        request,
        form,
        do,
        title=_("Who was there"),
        button=_("Keep"),
        done=_("Kept."),
        back=_back(shown) + "#attendance",
        about=in_words(shown.engagement.names),
        template="cooperation/attendance.html",
        meeting=shown,
        any_seat=any(one.seat == "running" for one in lines),
    )


@signed_in
def meeting_communique(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Write the final communiqué, beginning with what the agenda says."""
    viewer = request.viewer
    shown = one_meeting(viewer, pk)
    policy.require(viewer, "body.keep", shown.body)
    known = shown.communique
    if not known:
        lines = [one for one in attendance(viewer, shown) if one.presence]
        adopted = [
            one[0].title for one in texts(viewer, shown) if one[0].status == MeetingText.Status.ADOPTED
        ]
        known = drafted(Told(shown, agenda(viewer, shown), Quorum.of(lines, shown.quorum), adopted))
    first = {"version": shown.engagement.version, **CommuniqueForm.spread("texts", known)}

    def do(given: dict[str, Any]) -> Meeting:
        return services.meeting_communicate(viewer=viewer, meeting=shown, **given)

    return act(
        request,
        CommuniqueForm(request.POST or None, initial=first),
        do,
        title=_("Final communiqué"),
        lead=_("Drafted from the agenda and what was decided. Rewrite it; it stands once it is issued.")
        if not shown.communique
        else _("It can be rewritten until it is issued."),
        button=_("Keep"),
        done=_("Kept as a draft."),
        back=_back(shown) + "#communique",
        about=in_words(shown.engagement.names),
    )


@signed_in
def meeting_issue(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Issue the communiqué."""
    viewer = request.viewer
    shown = one_meeting(viewer, pk)
    policy.require(viewer, "body.keep", shown.body)

    def do(given: dict[str, Any]) -> Meeting:
        return services.meeting_issue(viewer=viewer, meeting=shown, **given)

    return act(
        request,
        IssueForm(request.POST or None, initial={"on": clock.now().date().isoformat()}),
        do,
        title=_("Issue the communiqué"),
        lead=_("After that nobody changes a word of it."),
        button=_("Issue it"),
        done=_("Issued."),
        back=_back(shown) + "#communique",
        about=in_words(shown.engagement.names),
    )


@signed_in
def meeting_close(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Close a meeting."""
    viewer = request.viewer
    shown = one_meeting(viewer, pk)
    policy.require(viewer, "body.keep", shown.body)

    def do(given: dict[str, Any]) -> Meeting:
        return services.meeting_close(viewer=viewer, meeting=shown, **given)

    return act(
        request,
        CloseForm(request.POST if request.method == "POST" else None),
        do,
        title=_("Close the meeting"),
        lead=_("Agenda and attendance stand from then on; what was decided is followed up."),
        button=_("Close it"),
        done=_("Closed."),
        back=_back(shown),
        about=in_words(shown.engagement.names),
    )


@signed_in
@require_POST
def meeting_reopen(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Open a closed meeting again."""
    shown = one_meeting(request.viewer, pk)
    services.meeting_reopen(viewer=request.viewer, meeting=shown)
    messages.success(request, _("Open again."))
    return redirect(_back(shown))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_document(request: Request, pk: uuid.UUID, paper: str) -> HttpResponseBase:
    """The agenda, the minutes or the communiqué as PDF and Word."""
    viewer = request.viewer
    shown = one_meeting(viewer, pk)
    drafting = not shown.communique_on and not policy.may(viewer, "body.keep", shown.body)
    if paper not in KINDS or (paper == "communique" and (not shown.communique or drafting)):
        raise Http404(_("There is no such paper."))
    response.as_told(viewer, [shown.engagement])
    back = (_back(shown), in_words(shown.engagement.names))
    return outlet(request, Offer(KINDS[paper], shown, shown.engagement, None, f"meeting-{paper}", back))


def _back(shown: Meeting) -> str:
    return reverse("meeting", args=[shown.pk])
