"""Pages on which actions and measures of a plan are written."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir.doctrine.phrases import explain
from nadhir.errors import NotPossibleNow
from nadhir.web.cooperation import services
from nadhir.web.cooperation.forms.plan_actions import (
    ActionForm,
    MeasureForm,
    MoveForm,
    ReadingForm,
    UndertakeForm,
)
from nadhir.web.cooperation.models import Plan, PlanAction
from nadhir.web.cooperation.selectors import plans
from nadhir.web.core import clock, policy
from nadhir.web.core.acting import act
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.directory import selectors as directory


def _back(plan: Plan, element: str) -> str:
    known = element in plans.catalogue_of(plan)
    return reverse("plan_element", args=[plan.pk, element]) if known else reverse("plan", args=[plan.pk])


def _asked(request: Request, plan: Plan) -> str:
    """The commitment that the address names; the first that there is where it names none."""
    catalogue, asked = plans.catalogue_of(plan), request.GET.get("element", "")
    return asked if asked in catalogue else ""


def _kept_action(request: Request, pk: uuid.UUID) -> PlanAction:
    found: PlanAction = plans.action(request.viewer, pk)
    policy.require(request.viewer, "plan.keep", found.plan)
    return found


@signed_in
def plan_action_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Add an action."""
    viewer = request.viewer
    plan = plans.plan(viewer, pk)
    policy.require(viewer, "plan.keep", plan)
    element = _asked(request, plan)

    def do(given: dict[str, Any]) -> PlanAction:
        given.pop("version", None)
        return services.plan_action_add(viewer=viewer, plan=plan, **given)

    return act(
        request,
        ActionForm(
            request.POST or None,
            viewer=viewer,
            catalogue=plans.catalogue_of(plan),
            initial={"element": element},
        ),
        do,
        title=_("New action"),
        lead=_("Something that is done for a commitment: what, who, until when, for how much."),
        button=_("Add"),
        done=_("Added."),
        back=lambda made: _back(plan, made.element),
        cancel=_back(plan, element),
        about=in_words(plan.names),
    )


@signed_in
def plan_action_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change an action."""
    viewer = request.viewer
    action = _kept_action(request, pk)
    known = directory.actors(viewer).filter(pk__in=[action.lead_id]).first()
    plain = ("element", "title", "who", "budget", "spent", "currency", "note", "version")
    first: dict[str, Any] = {name: getattr(action, name) for name in plain}
    first |= {
        name: day.isoformat() if (day := getattr(action, name)) else "" for name in ("starts_on", "ends_on")
    }

    def do(given: dict[str, Any]) -> None:
        if given["lead"] is None and known is None:
            del given["lead"]  # nobody was shown, so nobody is taken out
        services.plan_action_change(viewer=viewer, action=action, **given)

    return act(
        request,
        ActionForm(
            request.POST or None,
            viewer=viewer,
            catalogue=plans.catalogue_of(action.plan),
            initial={**first, "lead": known},
        ),
        do,
        title=_("Change the action"),
        button=_("Keep"),
        done=_("Kept."),
        back=_back(action.plan, action.element),
        about=in_words(action.plan.names),
    )


@signed_in
def plan_action_move(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say how an action stands."""
    viewer = request.viewer
    action = _kept_action(request, pk)
    return act(
        request,
        MoveForm(request.POST or None, initial={"to": action.status, "version": action.version}),
        lambda given: services.plan_action_move(viewer=viewer, action=action, **given),
        title=_("How does it stand?"),
        lead=action.title,
        button=_("Keep"),
        done=_("Kept."),
        back=_back(action.plan, action.element),
        about=in_words(action.plan.names),
    )


@signed_in
def plan_action_undertake(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Make an undertaking of an action."""
    viewer = request.viewer
    action = _kept_action(request, pk)
    policy.require(viewer, "undertaking.make")
    return act(
        request,
        UndertakeForm(request.POST or None, initial={"due_on": action.ends_on}),
        lambda given: services.plan_action_undertake(viewer=viewer, action=action, **given),
        title=_("Make an undertaking of it"),
        lead=_("It then stands on the boards, is reminded of, and tells here how it went."),
        button=_("Make it one"),
        done=_("It is an undertaking now."),
        back=lambda made: reverse("undertaking", args=[made.pk]),
        cancel=_back(action.plan, action.element),
        about=action.title,
    )


@signed_in
def measure_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Add a measure."""
    viewer = request.viewer
    plan = plans.plan(viewer, pk)
    policy.require(viewer, "plan.keep", plan)
    element = _asked(request, plan)
    return act(
        request,
        MeasureForm(request.POST or None, catalogue=plans.catalogue_of(plan), initial={"element": element}),
        lambda given: services.measure_add(viewer=viewer, plan=plan, **given),
        title=_("New measure"),
        lead=_("What tells whether the commitment is met: where it began, and where it should be."),
        button=_("Add"),
        done=_("Added. Now it can be read."),
        back=lambda made: _back(plan, made.element),
        cancel=_back(plan, element),
        about=in_words(plan.names),
    )


@signed_in
@require_POST
def measure_drop(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Take a measure out that was never read."""
    viewer = request.viewer
    measure = plans.measure(viewer, pk)
    back = _back(measure.plan, measure.element)
    try:
        services.measure_drop(viewer=viewer, measure=measure)
    except NotPossibleNow as refused:
        messages.error(request, explain(refused, request.LANGUAGE_CODE))
    else:
        messages.success(request, _("Taken out."))
    return redirect(back)


@signed_in
def reading_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Keep a measure as it was read."""
    viewer = request.viewer
    measure = plans.measure(viewer, pk)
    policy.require(viewer, "plan.keep", measure.plan)
    return act(
        request,
        ReadingForm(request.POST or None, initial={"read_on": clock.now().date()}),
        lambda given: services.reading_add(viewer=viewer, measure=measure, **given),
        title=_("New reading"),
        lead=f"{measure.words}{f' ({measure.unit})' if measure.unit else ''}",
        button=_("Keep"),
        done=_("Kept. What was read before stays."),
        back=_back(measure.plan, measure.element),
        about=in_words(measure.plan.names),
    )
