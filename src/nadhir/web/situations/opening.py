"""Putting a place and groups under watch, changing what is watched, ending the watch."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir.doctrine.phrases import explain
from nadhir.errors import Conflict, NadhirError, NotAllowed, NotPossibleNow
from nadhir.web.core import clock, policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.models import Share
from nadhir.web.situations import places, selectors, services
from nadhir.web.situations.forms import GroupForm, GroupForms, SituationForm, situation_initial, typed
from nadhir.web.situations.models import Situation

# Buttons that ask for more of the form before it is judged: look a place up, make room for a group.
ASKING = ("find", "more")


@signed_in
def situation_new(request: Request) -> HttpResponseBase:
    """Put a place and groups under watch."""
    policy.require(request.viewer, "situation.open")
    start = {
        "situation": {"since": clock.now().date(), "responsible": str(request.viewer.user_id)},
        "groups": [],
    }
    return _form(request, None, start)


@signed_in
def situation_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change what is watched."""
    viewer = request.viewer
    one = selectors.situation(viewer, pk)
    policy.require(viewer, "situation.change", one)
    if not viewer.system and viewer.organisation_id != one.owner_id:
        raise NotAllowed("situation.other_desk")
    shares = Share.objects.filter(record_id=one.pk).values_list("group_id", flat=True)
    return _form(request, one, situation_initial(one, list(one.groups.all()), list(shares)))


def _form(request: Request, one: Situation | None, start: dict[str, Any]) -> HttpResponseBase:
    viewer, status = request.viewer, 200
    asked = request.POST.get("place_words", "")
    found = places.places_named(viewer, asked) if asked else []
    if request.method != "POST":
        form = SituationForm(initial=start["situation"], viewer=viewer)
        groups = GroupForms(initial=start["groups"], prefix="groups")
    elif any(button in request.POST for button in ASKING):
        form = SituationForm(initial=typed(SituationForm, request.POST), viewer=viewer, found=found)
        groups = GroupForms(initial=_groups_typed(request), prefix="groups")
    else:
        form = SituationForm(request.POST, viewer=viewer, found=found)
        groups = GroupForms(request.POST, prefix="groups")
        status = 422
        if form.is_valid() and groups.is_valid():
            written = [group for one_form in groups.forms if (group := one_form.written())]
            try:
                saved = _save(request, one, form, written)
            except (NotPossibleNow, Conflict) as problem:
                if isinstance(problem, Conflict) and one is not None:
                    one, status = selectors.situation(viewer, one.pk), 409
                    sent = request.POST.copy()
                    sent["version"] = str(one.version)  # seen now: it is shown beside
                    form = SituationForm(sent, viewer=viewer, found=found)
                form.add_error(None, explain(problem, get_language()))
            else:
                messages.success(request, _("Saved."))
                return redirect("situation", pk=saved.pk)
    context = {
        "form": form,
        "groups": groups,
        "situation": one,
        "asked": asked,
        "nothing_found": bool(asked) and not found,
        "theirs": one if status == 409 else None,
    }
    return render(request, "situations/form.html", context, status=status)


def _groups_typed(request: Request) -> list[dict[str, Any]]:
    """The groups typed so far; one empty one follows them on the page."""
    asked = request.POST.get("groups-TOTAL_FORMS", "0")
    many = min(int(asked), 40) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0
    rows = [typed(GroupForm, request.POST, f"groups-{number}") for number in range(many)]
    return [row for row in rows if any(row[name] for name in ("id", "name_ar", "name_en", "name_fr"))]


def _save(
    request: Request, one: Situation | None, form: SituationForm, groups: list[dict[str, Any]]
) -> Situation:
    if one is None:
        return services.situation_open(viewer=request.viewer, groups=groups, **form.written())
    return services.situation_change(
        viewer=request.viewer,
        situation=one,
        version=form.cleaned_data["version"],
        groups=groups,
        **form.written(),
    )


@signed_in
@require_POST
def situation_close(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """End the watch."""
    one = selectors.situation(request.viewer, pk)
    try:
        services.situation_close(
            viewer=request.viewer, situation=one, because=request.POST.get("because", "")
        )
    except NadhirError as problem:
        messages.error(request, explain(problem, get_language()))
    else:
        messages.success(request, _("The watch has ended. Everything is kept."))
    return redirect("situation", pk=pk)


@signed_in
@require_POST
def situation_reopen(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Take the watch up again."""
    one = selectors.situation(request.viewer, pk)
    try:
        services.situation_reopen(viewer=request.viewer, situation=one)
    except NadhirError as problem:
        messages.error(request, explain(problem, get_language()))
    else:
        messages.success(request, _("Under watch again."))
    return redirect("situation", pk=pk)
