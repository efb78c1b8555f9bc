"""Pages on which a plan is written: recorded, changed, adopted, begun, closed, carried over."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nadhir.web.cooperation import services
from nadhir.web.cooperation.forms.plans import (
    AdoptForm,
    CarryForm,
    CloseForm,
    CommitmentsForm,
    FrameForm,
    PlanForm,
    VersionForm,
)
from nadhir.web.cooperation.models import Plan
from nadhir.web.cooperation.selectors import plans
from nadhir.web.core import policy
from nadhir.web.core.acting import act, attempted, identifier_of, status_after
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.directory import selectors as directory


@signed_in
def plan_new(request: Request) -> HttpResponseBase:
    """Record a plan: of a text that comes with Nadhir, with commitments of its own, or for a region."""
    viewer = request.viewer
    policy.require(viewer, "plan.record")
    asked = identifier_of(request.GET.get("over", ""))
    over = plans.plan(viewer, asked) if asked else None
    first: dict[str, Any] = {
        "kind": request.GET.get("kind") or Plan.Kind.NATIONAL,
        "catalogue": request.GET.get("catalogue", ""),
        "language": (get_language() or "en")[:2],
        "tlp": over.tlp if over else "amber",
    }
    form = PlanForm(request.POST or None, request.FILES or None, viewer=viewer, over=over, initial=first)
    preview = False
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given.pop("version", None)
        preview = bool(given.get("elements")) and "record" not in request.POST
        if not preview:
            made = attempted(form, lambda: services.plan_record(viewer=viewer, overlay_of=over, **given))
            if made is not None:
                messages.success(request, _("Recorded. Now say what is done for its commitments."))
                return redirect("plan", pk=made.pk)
    context = {
        "form": form,
        "over": over,
        "preview": form.cleaned_data["elements"] if preview else [],
        "draft": form.shown_before() if preview else "",
        "gaps": form.gaps,
    }
    status = 200 if preview else status_after(request, form)
    return render(request, "cooperation/plan_new.html", context, status=status)


def _kept(request: Request, pk: uuid.UUID) -> Plan:
    """A plan that the viewer keeps."""
    shown = plans.plan(request.viewer, pk)
    policy.require(request.viewer, "plan.keep", shown)
    return shown


def _back(shown: Plan) -> str:
    return reverse("plan", args=[shown.pk])


@signed_in
def plan_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change what frames a plan."""
    viewer = request.viewer
    shown = _kept(request, pk)
    known = directory.actors(viewer).filter(pk__in=[shown.actor_id]).first()
    seen = shown.instrument if shown.instrument and policy.sees(viewer, shown.instrument) else None
    first: dict[str, Any] = {
        "actor": known,
        "period_from": shown.period_from.isoformat() if shown.period_from else "",
        "period_until": shown.period_until.isoformat() if shown.period_until else "",
        "region": shown.region,
        "place": shown.place,
        "women_goal": shown.women_goal,
        "instrument": str(seen.pk) if seen else "",
        "version": shown.version,
        **FrameForm.spread("names", shown.names),
    }

    def do(given: dict[str, Any]) -> None:
        given.pop("tlp", None)
        # What the viewer may not know of is not taken out by leaving the field empty.
        for name, told in (("actor", known), ("instrument", seen)):
            if given[name] is None and told is None:
                del given[name]
        services.plan_change(viewer=viewer, plan=shown, **given)

    return act(
        request,
        FrameForm(request.POST or None, viewer=viewer, new=False, initial=first),
        do,
        title=_("Change the plan"),
        button=_("Keep"),
        done=_("Kept."),
        back=_back(shown),
        about=in_words(shown.names),
    )


@signed_in
def plan_write(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change the commitments of a plan; after adoption as a new version."""
    viewer = request.viewer
    shown = _kept(request, pk)
    draft = shown.status == Plan.Status.DRAFT
    first = {
        "outline": CommitmentsForm.lines_of(shown.elements, shown.names),
        "version": shown.version,
    }

    def do(given: dict[str, Any]) -> None:
        services.plan_write(viewer=viewer, plan=shown, elements=given.pop("outline"), **given)

    return act(
        request,
        CommitmentsForm(request.POST or None, draft=draft, initial=first),
        do,
        title=_("Commitments") if draft else _("A new version of the commitments"),
        lead="" if draft else _("What was adopted stays as it is. What you write here is the next version."),
        button=_("Keep"),
        done=_("Kept."),
        back=_back(shown),
        about=in_words(shown.names),
    )


@signed_in
def plan_adopt(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Record that a plan was adopted."""
    viewer = request.viewer
    shown = _kept(request, pk)
    return act(
        request,
        AdoptForm(request.POST or None, viewer=viewer, initial={"version": shown.version}),
        lambda given: services.plan_adopt(viewer=viewer, plan=shown, **given),
        title=_("It was adopted"),
        lead=_("The commitments are kept as they stand now. What changes later is a version of its own."),
        button=_("It was adopted"),
        done=_("Kept. Now it can be carried out."),
        back=_back(shown),
        about=in_words(shown.names),
    )


@signed_in
def plan_begin(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say that a plan is being carried out."""
    viewer = request.viewer
    shown = _kept(request, pk)
    return act(
        request,
        VersionForm(request.POST or None, initial={"version": shown.version}),
        lambda given: services.plan_begin(viewer=viewer, plan=shown, **given),
        title=_("It is being carried out"),
        lead=_("From now on the plan stands first in the list, and its year can be carried over."),
        button=_("Begin"),
        done=_("Begun."),
        back=_back(shown),
        about=in_words(shown.names),
    )


@signed_in
def plan_close(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Close a plan."""
    viewer = request.viewer
    shown = _kept(request, pk)
    return act(
        request,
        CloseForm(request.POST or None, initial={"version": shown.version}),
        lambda given: services.plan_close(viewer=viewer, plan=shown, **given),
        title=_("Close the plan"),
        lead=_(
            "Say what came of it, also where it fell short. Nothing is taken away; it can be taken up again."
        ),
        button=_("Close"),
        done=_("Closed."),
        back=_back(shown),
        about=in_words(shown.names),
    )


@signed_in
def plan_reopen(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Take a closed plan up again."""
    viewer = request.viewer
    shown = _kept(request, pk)
    return act(
        request,
        VersionForm(request.POST or None, initial={"version": shown.version}),
        lambda given: services.plan_reopen(viewer=viewer, plan=shown, **given),
        title=_("Take the plan up again"),
        button=_("Take it up"),
        done=_("It is being carried out again."),
        back=_back(shown),
        about=in_words(shown.names),
    )


@signed_in
def plan_carry_over(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Make the plan of the next year, with what is not finished."""
    viewer = request.viewer
    shown = _kept(request, pk)
    year = shown.period_until.year + 1 if shown.period_until else ""
    return act(
        request,
        CarryForm(
            request.POST or None,
            initial={"name": in_words(shown.names), "period_from": year, "period_until": year},
        ),
        lambda given: services.plan_carry_over(viewer=viewer, plan=shown, **given),
        title=_("Carry over to the next year"),
        lead=_(
            "A plan of the next year is made with the same commitments, and with the actions that are "
            "neither done nor dropped. Their days are left open; an undertaking goes on."
        ),
        button=_("Carry over"),
        done=_("Carried over. Give the actions their quarter."),
        back=lambda made: reverse("plan", args=[made.pk]),
        cancel=_back(shown),
        about=in_words(shown.names),
    )
