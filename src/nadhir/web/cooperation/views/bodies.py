"""Pages of bodies: the register, one body with all that it is and did, and the steps of its founding."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir.web.cooperation import services
from nadhir.web.cooperation.forms.bodies import BodyFilter, BodyForm, FoundingStepForm, UndertakeForm
from nadhir.web.cooperation.models import Body, FoundingStep
from nadhir.web.cooperation.selectors import bodies as every_body
from nadhir.web.cooperation.selectors import body as one_body
from nadhir.web.cooperation.selectors.bodies import (
    founding_step,
    founding_steps,
    meetings_of,
    reported_by,
    seats,
    situations_at,
    texts_of,
    undertakings_of,
    with_dates,
)
from nadhir.web.cooperation.selectors.maturity import changes, checklist, over_time, readings, values
from nadhir.web.cooperation.selectors.meetings import decisions, decisions_standing, followed
from nadhir.web.core import clock, export, policy
from nadhir.web.core.acting import act
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Undertaking
from nadhir.web.warnings import selectors as warnings

SHOWN = 8
TEXTS = ("mandate", "mechanism")


@signed_in
def body_list(request: Request) -> HttpResponseBase:
    """Which bodies are there, who meets when, and who owes a report?"""
    viewer = request.viewer
    form = BodyFilter(request.GET or None, viewer=viewer)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    asked = {"words": chosen.get("q", "")} | {
        name: chosen.get(name, "") for name in ("kind", "status", "place")
    }
    found = with_dates(viewer, every_body(viewer, **asked))
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("nadhir-bodies", *_table(found[: export.MOST]))
    every = every_body(viewer).order_by()
    context = {
        "page": page_of(request, found),
        "filter": form,
        "filtered": any(chosen.values()),
        "at_work": every.filter(status=Body.Status.AT_WORK).count(),
        "founding": every.filter(status__in=[Body.Status.PROPOSED, Body.Status.FOUNDING]).count(),
        "ahead": meetings_of(viewer)
        .filter(engagement__status="planned", engagement__held_on__gte=clock.now().date())
        .values("body")
        .order_by()
        .distinct()
        .count(),
        "late": decisions(viewer, state="overdue").order_by().count(),
        "today": clock.now().date(),
        "may_record": policy.may(viewer, "body.record"),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "cooperation/bodies.html", context)


def _table(found: Any) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    columns = [
        _("name"), _("kind"), _("status"), _("place"), _("members"), _("last meeting"), _("next meeting"),
        _("report due"),
    ]  # fmt: skip
    rows = (
        (
            in_words(one.actor.names),
            one.get_kind_display(),
            one.get_status_display(),
            in_words(one.place.names) if one.place is not None else "",
            one.sitting,
            one.last_met,
            one.next_met,
            one.report_due,
        )
        for one in found
    )
    return columns, rows


def link(name: str, *args: Any) -> str:
    """The address of a page that another room may have; nothing where it does not."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@signed_in
def body(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What is it for, who sits in it, how was it founded, what did it decide, and how far is it?"""
    viewer = request.viewer
    shown = with_dates(viewer, every_body(viewer)).select_related("owner").filter(pk=pk).first()
    shown = shown or one_body(viewer, pk)
    held = seats(viewer, shown)
    steps = list(founding_steps(viewer, shown))
    response.as_read(viewer, [one.undertaking for one in steps if one.undertaking is not None])
    tied = [one.undertaking_id for one in steps if one.undertaking_id is not None]
    seen = set(response.undertakings(viewer).filter(pk__in=tied).values_list("pk", flat=True))
    context = {
        "body": shown,
        "reports_to": every_body(viewer).filter(pk__in=[shown.reports_to_id]).first(),
        "reported_by": reported_by(viewer, shown)[:SHOWN],
        "former": [one for one in directory.spellings(viewer, shown.actor) if one.valid_to],
        "seats": [one for one in held if one.standing != "over"],
        "past_seats": [one for one in held if one.standing == "over"],
        "steps": steps,
        "seen_undertakings": seen,
        "meetings": _meetings(viewer, shown),
        "standing": decisions_standing(viewer, shown),
        "decisions": followed(viewer, decisions(viewer, body=shown)[:SHOWN]),
        "texts": texts_of(viewer, shown)[:SHOWN],
        "maturity": _maturity(viewer, shown),
        "today": clock.now().date(),
        **_around(viewer, shown),
        **_may(viewer, shown),
    }
    return render(request, "cooperation/body.html", context)


def _meetings(viewer: Viewer, shown: Body) -> list[Any]:
    found = list(meetings_of(viewer, shown)[:SHOWN])
    response.as_told(viewer, [one.engagement for one in found])
    return found


def _around(viewer: Viewer, shown: Body) -> dict[str, Any]:
    """What its early warning rests on: situations of its place, warnings on them, what it took on itself."""
    watched = list(situations_at(viewer, shown)[:SHOWN])
    told = (
        warnings.warnings(viewer).filter(situation__in=[one.pk for one in watched])[:SHOWN] if watched else []
    )
    return {
        "situations": watched,
        "warnings": told,
        "own_undertakings": response.as_read(viewer, undertakings_of(viewer, shown)[:SHOWN]),
        "alerts_url": link("alerts") if policy.may(viewer, "alert.receive") else "",
        "disputes_url": link("disputes")
        if shown.kind == Body.Kind.FORUM and policy.may(viewer, "dispute.record")
        else "",
        "network_url": link("network", shown.actor_id)
        if shown.actor.kind == "network" and policy.may(viewer, "network.keep", shown.actor)
        else "",
    }


def _may(viewer: Viewer, shown: Body) -> dict[str, Any]:
    keeps = policy.may(viewer, "body.keep", shown)
    return {
        "may_keep": keeps,
        "may_tenure": policy.may(viewer, "actor.change", shown.actor),
        "tenure_url": link("tenure_new"),
        "report_url": link("report_new") if policy.may(viewer, "report.write") and keeps else "",
        "plan_url": link("plan_new") if policy.may(viewer, "plan.record") and keeps else "",
        "reports_url": link("reports"),
        "plans_url": link("plans"),
    }


def _maturity(viewer: Viewer, shown: Body) -> dict[str, Any]:
    """The latest closed reading in words: how many criteria stand at each level, and what changed."""
    found = list(readings(viewer, shown).exclude(closed_at=None))
    if not found:
        return {}
    catalogue = checklist(found[-1].catalogue)
    told = over_time(catalogue, found[-2:])
    rows = [row for dimension in told for row in dimension.rows]
    at = [
        (one.label or one.text, [row.criterion for row in rows if row.last and row.last.element.id == one.id])
        for one in values(catalogue)
    ]
    unread = [row.criterion for row in rows if row.last is None]
    return {"reading": found[-1], "at": at, "unread": unread, "changes": changes(told)}


@signed_in
def body_new(request: Request) -> HttpResponseBase:
    """Record a body."""
    viewer = request.viewer
    policy.require(viewer, "body.record")
    first = {"kind": request.GET.get("kind", ""), "status": Body.Status.AT_WORK, "tlp": "green"}
    form = BodyForm(request.POST or None, viewer=viewer, initial=first)

    def do(given: dict[str, Any]) -> Body:
        founded = services.dated_fields(given.pop("founded"), "founded")
        given.pop("version", None)
        return services.body_record(viewer=viewer, **given, **founded)

    return act(
        request,
        form,
        do,
        title=_("New body"),
        lead=_("A committee, a council, a task force or a forum: what it is for, and to whom it reports."),
        button=_("Keep"),
        done=_("Kept. Now say who sits in it, and how it was founded."),
        back=lambda made: reverse("body", args=[made.pk]),
        cancel=reverse("bodies"),
    )


@signed_in
def body_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change what is kept of a body."""
    viewer = request.viewer
    shown = one_body(viewer, pk)
    policy.require(viewer, "body.keep", shown)
    above = every_body(viewer).filter(pk__in=[shown.reports_to_id]).first()
    first: dict[str, Any] = {name: getattr(shown, name) for name in ("kind", "status", "place", "version")}
    for name in TEXTS:
        first |= BodyForm.spread(name, getattr(shown, name))
    first |= {
        "reports_to": above.actor if above else None,
        "founded": (shown.founded or {}).get("as_written", ""),
    }
    form = BodyForm(request.POST or None, viewer=viewer, new=False, initial=first)

    def do(given: dict[str, Any]) -> Body:
        version, founded = given.pop("version"), given.pop("founded")
        if form["founded"].value() != first["founded"]:
            given |= services.dated_fields(founded, "founded")
        if given["reports_to"] is None and above is None:
            # Whom it reports to may be none that this person knows of.
            del given["reports_to"]
        return services.body_change(viewer=viewer, body=shown, version=version, **given)

    return act(
        request,
        form,
        do,
        title=_("Change the body"),
        lead=_("Its name and its members are changed in the directory."),
        button=_("Keep"),
        done=_("Kept."),
        back=_back(shown),
        about=in_words(shown.actor.names),
    )


# ---------------------------------------------------------------- founding


@signed_in
def founding_step_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Add a step of the founding."""
    viewer = request.viewer
    shown = one_body(viewer, pk)
    policy.require(viewer, "body.keep", shown)
    first = {"kind": FoundingStep.Kind.LEGAL, "status": FoundingStep.Status.DONE}
    form = FoundingStepForm(request.POST or None, viewer=viewer, body=shown, initial=first)

    def do(given: dict[str, Any]) -> FoundingStep:
        given |= services.dated_fields(given.pop("when"), "dated")
        return services.founding_step_record(viewer=viewer, body=shown, **given)

    return act(
        request,
        form,
        do,
        title=_("Step of the founding"),
        button=_("Add"),
        done=_("Added."),
        back=_back(shown),
        about=in_words(shown.actor.names),
    )


@signed_in
def founding_step_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change a step: it was done, or dropped."""
    viewer = request.viewer
    step = founding_step(viewer, pk)
    policy.require(viewer, "body.keep", step.body)
    first: dict[str, Any] = {name: getattr(step, name) for name in ("kind", "status", "act", "note")}
    first |= {
        "instrument": str(step.instrument_id or ""),
        "when": (step.dated or {}).get("as_written", ""),
    }
    first |= FoundingStepForm.spread("title", step.title)
    form = FoundingStepForm(request.POST or None, viewer=viewer, body=step.body, initial=first)

    def do(given: dict[str, Any]) -> FoundingStep:
        when = given.pop("when")
        if form["when"].value() != first["when"]:
            given |= services.dated_fields(when, "dated")
        return services.founding_step_change(viewer=viewer, step=step, **given)

    return act(
        request,
        form,
        do,
        title=_("Change the step"),
        button=_("Keep"),
        done=_("Kept."),
        back=_back(step.body),
        about=in_words(step.body.actor.names),
    )


@signed_in
@require_POST
def founding_step_move(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Bring a step up or down."""
    step = founding_step(request.viewer, pk)
    services.founding_step_move(viewer=request.viewer, step=step, up=request.POST.get("to") == "up")
    return redirect(_back(step.body) + "#founding")


@signed_in
def founding_step_undertake(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say who is to do a planned step, and by when."""
    viewer = request.viewer
    step = founding_step(viewer, pk)
    policy.require(viewer, "body.keep", step.body)

    def do(given: dict[str, Any]) -> Undertaking:
        return services.founding_step_undertake(viewer=viewer, step=step, **given)

    return act(
        request,
        UndertakeForm(request.POST or None, viewer=viewer, titled=False),
        do,
        title=_("Who is to do it"),
        lead=in_words(step.title),
        button=_("Keep"),
        done=_("Kept among the undertakings."),
        back=_back(step.body),
        about=in_words(step.body.actor.names),
    )


def _back(shown: Body) -> str:
    return reverse("body", args=[shown.pk])
