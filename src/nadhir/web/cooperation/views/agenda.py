"""Pages of an agenda: its points, what became of them, who does what because of it; papers in versions."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir.web.cooperation import services
from nadhir.web.cooperation.forms.bodies import UndertakeForm
from nadhir.web.cooperation.forms.meetings import EnactForm, PaperForm, PointForm, ResultForm
from nadhir.web.cooperation.models import AgendaItem, Instrument, Meeting, MeetingText
from nadhir.web.cooperation.selectors import bodies as every_body
from nadhir.web.cooperation.selectors import meeting as one_meeting
from nadhir.web.cooperation.selectors.meetings import (
    STATES,
    Followed,
    decisions,
    decisions_standing,
    followed,
    point,
    text,
    texts,
)
from nadhir.web.core import export, policy
from nadhir.web.core.acting import act, identifier_of
from nadhir.web.core.comparing import compared
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.directory import selectors as directory
from nadhir.web.response.models import Undertaking


@signed_in
def agenda_item_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Put a point on the agenda."""
    viewer = request.viewer
    shown = one_meeting(viewer, pk)
    policy.require(viewer, "body.keep", shown.body)

    def do(given: dict[str, Any]) -> AgendaItem:
        return services.agenda_item_record(viewer=viewer, meeting=shown, **given)

    return act(
        request,
        PointForm(request.POST or None, viewer=viewer, initial={"language": _own()}),
        do,
        title=_("Point of the agenda"),
        button=_("Add"),
        done=_("Added."),
        back=_back(shown),
        about=in_words(shown.engagement.names),
    )


@signed_in
def agenda_item_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change a point, or say what became of it."""
    viewer = request.viewer
    one = point(viewer, pk)
    policy.require(viewer, "body.keep", one.meeting.body)
    presenter = directory.actors(viewer).filter(pk__in=[one.presented_by_id]).first()
    first: dict[str, Any] = {name: getattr(one, name) for name in ("title", "language", "result", "words")}
    first |= {"presented_by": presenter, "seen": one.state}

    def do(given: dict[str, Any]) -> AgendaItem:
        if given["presented_by"] is None and presenter is None:
            # Who presents it may be somebody whom this person does not know of.
            del given["presented_by"]
        return services.agenda_item_change(viewer=viewer, point=one, **given)

    return act(
        request,
        ResultForm(request.POST or None, viewer=viewer, initial=first),
        do,
        title=_("Point of the agenda"),
        button=_("Keep"),
        done=_("Kept."),
        back=_back(one.meeting, one),
        about=in_words(one.meeting.engagement.names),
    )


@signed_in
@require_POST
def agenda_item_move(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Bring a point up or down."""
    one = point(request.viewer, pk)
    services.agenda_item_move(viewer=request.viewer, point=one, up=request.POST.get("to") == "up")
    return redirect(_back(one.meeting))


@signed_in
@require_POST
def agenda_item_withdraw(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Take a point off the agenda."""
    one = point(request.viewer, pk)
    meeting = one.meeting
    services.agenda_item_withdraw(viewer=request.viewer, point=one)
    messages.success(request, _("Taken off the agenda."))
    return redirect(_back(meeting))


@signed_in
def agenda_item_undertake(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say who does what because of a decision."""
    viewer = request.viewer
    one = point(viewer, pk)
    policy.require(viewer, "body.keep", one.meeting.body)

    def do(given: dict[str, Any]) -> Undertaking:
        return services.agenda_item_undertake(viewer=viewer, point=one, **given)

    return act(
        request,
        UndertakeForm(request.POST or None, viewer=viewer, initial={"title": (one.words or one.title)[:300]}),
        do,
        title=_("What is done because of it"),
        lead=one.words or one.title,
        button=_("Keep"),
        done=_("Kept among the undertakings."),
        back=_back(one.meeting, one),
        about=in_words(one.meeting.engagement.names),
    )


# ---------------------------------------------------------------- papers


@signed_in
def meeting_text_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Table a paper, or its next version."""
    viewer = request.viewer
    shown = one_meeting(viewer, pk)
    policy.require(viewer, "body.keep", shown.body)
    before = _before(viewer, shown, request.GET.get("of"))
    first = {"title": before.title, **PaperForm.spread("texts", before.texts)} if before else {}

    def do(given: dict[str, Any]) -> MeetingText:
        return services.meeting_text_table(viewer=viewer, meeting=shown, **given)

    return act(
        request,
        PaperForm(request.POST or None, initial=first, again=before is not None),
        do,
        title=_("Next version of a paper") if before else _("Table a paper"),
        button=_("Table it"),
        done=_("Tabled. The versions before it stay."),
        back=lambda made: reverse("meeting_text", args=[made.pk]),
        cancel=_back(shown),
        about=in_words(shown.engagement.names),
    )


def _before(viewer: Any, shown: Meeting, of: str | None) -> MeetingText | None:
    """The latest version of the paper that one more is written of."""
    wanted = identifier_of(of) if of else None
    for versions in texts(viewer, shown) if wanted else ():
        if any(one.pk == wanted for one in versions):
            return versions[0]
    return None


@signed_in
def meeting_text(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What does the paper say, and what changed since the version before?"""
    viewer = request.viewer
    shown = text(viewer, pk)
    versions = next(one for one in texts(viewer, shown.meeting) if any(x.pk == shown.pk for x in one))
    before = next((one for one in versions if one.number == shown.number - 1), None)
    languages = list(dict.fromkeys([*shown.texts, *(before.texts if before else ())]))
    asked = request.GET.get("language", "")
    code = next((one for one in (asked, _own(), *languages) if one in languages), "")
    older = before.texts.get(code, "") if before else ""
    context = {
        "text": shown,
        "meeting": shown.meeting,
        "instrument": _instrument(viewer, shown),
        "versions": versions,
        "latest": versions[0].pk == shown.pk,
        "language": code,
        "languages": languages,
        "words": shown.texts.get(code, ""),
        "changes": compared(older, shown.texts.get(code, "")) if older else [],
        "may_keep": policy.may(viewer, "body.keep", shown.meeting.body),
        "may_enact": policy.may(viewer, "body.keep", shown.meeting.body)
        and policy.may(viewer, "instrument.record"),
    }
    return render(request, "cooperation/meeting_text.html", context)


def _instrument(viewer: Any, shown: MeetingText) -> Instrument | None:
    return policy.visible(Instrument.objects.filter(pk__in=[shown.instrument_id]), viewer).first()


@signed_in
@require_POST
def meeting_text_adopt(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """The version was adopted."""
    shown = text(request.viewer, pk)
    services.meeting_text_adopt(viewer=request.viewer, text=shown)
    messages.success(request, _("Adopted."))
    return redirect("meeting_text", pk=shown.pk)


@signed_in
@require_POST
def meeting_text_withdraw(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """The paper was withdrawn."""
    shown = text(request.viewer, pk)
    services.meeting_text_withdraw(viewer=request.viewer, text=shown)
    messages.success(request, _("Withdrawn. It stays to be read."))
    return redirect("meeting_text", pk=shown.pk)


@signed_in
def meeting_text_enact(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Make an instrument of an adopted text."""
    viewer = request.viewer
    shown = text(viewer, pk)
    policy.require(viewer, "body.keep", shown.meeting.body)
    policy.require(viewer, "instrument.record")
    first = {"kind": Instrument.Kind.RULES, f"names_{_own()}": shown.title}

    def do(given: dict[str, Any]) -> Instrument:
        return services.meeting_text_enact(viewer=viewer, text=shown, **given)

    return act(
        request,
        EnactForm(request.POST or None, initial=first),
        do,
        title=_("Keep it among the agreements"),
        lead=shown.title,
        button=_("Keep"),
        done=_("Kept as a text of the body."),
        back=lambda made: reverse("instrument", args=[made.pk]),
        cancel=reverse("meeting_text", args=[shown.pk]),
        about=in_words(shown.meeting.engagement.names),
    )


# ---------------------------------------------------------------- what became of decisions


@signed_in
def body_decisions(request: Request) -> HttpResponseBase:
    """What was decided and recommended, and what became of it?"""
    viewer = request.viewer
    wanted = identifier_of(request.GET.get("body", ""))
    body = every_body(viewer).filter(pk=wanted).first() if wanted else None
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    state = state if state in STATES else ""
    kind = kind if kind in ("decided", "recommended") else ""
    found = decisions(viewer, body=body, kind=kind, state=state)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        rows = _decisions(followed(viewer, found[:2_000]))
        columns = [
            _("body"), _("meeting"), _("held"), _("point"), _("kind"), _("in words"), _("state"), _("days"),
            _("who"), _("by"),
        ]  # fmt: skip
        return export.table_response("nadhir-decisions", columns, rows)
    page = page_of(request, found)
    context = {
        "body": body,
        "page": page,
        "rows": followed(viewer, found.filter(pk__in=[one.pk for one in page.rows])),
        "standing": decisions_standing(viewer, body),
        "tabs": _tabs(state, kind, body),
        "state": state,
        "kind": kind,
        "filtered": bool(state or kind or body),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "cooperation/decisions.html", context)


def state_words() -> dict[str, str]:
    """Where a decision stands, in words."""
    return {
        "": _("All"),
        "open": _("under way or waiting"),
        "overdue": _("overdue"),
        "done": _("done"),
        "not_done": _("ended without being done"),
        "nobody": _("no follow-up recorded"),
    }


def _tabs(state: str, kind: str, body: Any) -> list[dict[str, Any]]:
    keep = "".join(
        f"&{name}={value}" for name, value in (("kind", kind), ("body", body and body.pk)) if value
    )
    return [
        {"label": label, "url": f"?state={name}{keep}", "active": name == state}
        for name, label in state_words().items()
    ]


def _decisions(found: list[Followed]) -> Iterator[tuple[Any, ...]]:
    words = state_words()
    for one in found:
        meeting = one.point.meeting
        yield (
            in_words(meeting.body.actor.names),
            in_words(meeting.engagement.names),
            meeting.engagement.held_on,
            one.point.number,
            one.point.get_result_display(),
            one.point.words or one.point.title,
            words[one.state],
            one.days,
            "; ".join(done.who for done in one.done_for),
            "; ".join(done.due_on.isoformat() for done in one.done_for if done.due_on),
        )


def _own() -> str:
    return (get_language() or "en")[:2]


def _back(shown: Meeting, one: AgendaItem | None = None) -> str:
    return reverse("meeting", args=[shown.pk]) + (f"#point-{one.number}" if one else "#agenda")
