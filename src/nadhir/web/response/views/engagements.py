"""Pages on which an engagement is written: what it is, who took part, its papers, what was taken on.

The page of one engagement stands in cooperation, where agreements join.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nadhir.errors import NotAllowed
from nadhir.web.core import policy
from nadhir.web.core.acting import InThreeLanguages, act
from nadhir.web.core.http import Request, signed_in
from nadhir.web.directory import selectors as directory
from nadhir.web.response import selectors, services
from nadhir.web.response.forms.engagements import (
    CommitmentForm,
    EngagementFileForm,
    EngagementForm,
    ParticipantsForm,
)
from nadhir.web.response.forms.reasons import WhyForm
from nadhir.web.response.models import Engagement, Undertaking

OUTCOMES = ("names", "outcome")
LISTS = ("convened_by", "partners", "bodies_created")
INLINE = ("image/jpeg",)


@signed_in
def engagement_new(request: Request) -> HttpResponseBase:
    """Record something convened, or plan it."""
    viewer = request.viewer
    policy.require(viewer, "engagement.record")
    first = {
        "status": request.GET.get("status") or Engagement.Status.PLANNED,
        "situation": request.GET.get("situation", ""),
        "kind": request.GET.get("kind", ""),
        "attribution": Engagement.Attribution.OPEN,
        "tlp": "amber",
    }
    form = EngagementForm(request.POST or None, initial=first, viewer=viewer)
    made: list[Engagement] = []

    def do(given: dict[str, Any]) -> None:
        given.pop("version", None)
        when = services.held_fields(given.pop("when"))
        made.append(services.engagement_record(viewer=viewer, **given, **when))

    answer = act(
        request,
        form,
        do,
        title=_("New engagement"),
        lead=_("A dialogue, a training, a mission, a statement: what is planned, or what took place."),
        button=_("Keep"),
        done=_("Kept. Now say who took part, and add its papers."),
        back=reverse("cooperation") + "?show=engagements",
    )
    return redirect("engagement", pk=made[0].pk) if made else answer


@signed_in
def engagement_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change what is recorded of an engagement."""
    viewer = request.viewer
    shown = selectors.engagement(viewer, pk)
    policy.require(viewer, "engagement.change", shown)
    if selectors.veiled(viewer, shown):
        raise NotAllowed("not_allowed.other_desk", act="engagement.change")
    plain = (
        "kind", "status", "place", "audience", "themes", "agenda", "participants", "women", "attribution",
        "goals", "deconflict", "version",
    )  # fmt: skip
    first: dict[str, Any] = {name: getattr(shown, name) for name in plain}
    # Actors whom the viewer may not know of are neither shown in the form nor taken out by it.
    known = directory.actors(viewer)
    unknown = {name: list(getattr(shown, name).exclude(pk__in=known.values("pk"))) for name in LISTS}
    first |= {name: list(known.filter(pk__in=getattr(shown, name).values("pk"))) for name in LISTS}
    for name in ("spoken_by", "on_behalf_of"):
        first[name] = known.filter(pk=getattr(shown, f"{name}_id")).first()
    first |= {"when": (shown.held or {}).get("as_written", ""), "situation": str(shown.situation_id or "")}
    first["asks"] = shown.asks.get("text", "")
    for name in OUTCOMES:
        first |= InThreeLanguages.spread(name, getattr(shown, name))
    hidden = selectors.withheld(viewer, shown)
    form = EngagementForm(request.POST or None, initial=first, viewer=viewer, new=False, hidden=hidden)

    def do(given: dict[str, Any]) -> None:
        version = given.pop("version")
        written = given.pop("when")
        if form["when"].value() != first["when"]:
            given |= services.held_fields(written)
        for name in LISTS:
            if name in given:
                given[name] = [*given[name], *unknown[name]]
        for name in ("spoken_by", "on_behalf_of"):
            if name in given and given[name] is None and first[name] is None:
                del given[name]
        services.engagement_change(viewer=viewer, engagement=shown, version=version, **given)

    return act(
        request,
        form,
        do,
        title=_("Change the engagement"),
        button=_("Keep"),
        done=_("Kept."),
        back=_back(shown),
    )


@signed_in
def engagement_call_off(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say that something planned will not take place."""
    viewer = request.viewer
    shown = selectors.engagement(viewer, pk)
    policy.require(viewer, "engagement.change", shown)
    return act(
        request,
        WhyForm(request.POST or None, label=_("Why it will not take place")),
        lambda given: services.engagement_call_off(viewer=viewer, engagement=shown, **given),
        title=_("Call it off"),
        button=_("Call it off"),
        done=_("Called off."),
        back=_back(shown),
    )


@signed_in
def participants_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Add people who took part."""
    viewer = request.viewer
    shown = selectors.engagement(viewer, pk)
    policy.require(viewer, "engagement.change", shown)
    return act(
        request,
        ParticipantsForm(
            request.POST or None, viewer=viewer, initial={"sex": "other", "part": "participant"}
        ),
        lambda given: services.participation_add(viewer=viewer, engagement=shown, **given),
        title=_("Who took part"),
        button=_("Add"),
        done=_("Added."),
        back=_back(shown),
    )


@signed_in
@require_POST
def participants_remove(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Take a row of participants out."""
    row = selectors.participation(request.viewer, pk)
    services.participation_remove(viewer=request.viewer, participation=row)
    messages.success(request, _("Taken out."))
    return redirect(_back(row.engagement))


@signed_in
def engagement_file_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Add a paper or a photograph."""
    viewer = request.viewer
    shown = selectors.engagement(viewer, pk)
    policy.require(viewer, "engagement.change", shown)
    form = EngagementFileForm(request.POST or None, request.FILES or None, initial={"kind": "paper"})

    def do(given: dict[str, Any]) -> None:
        file = given.pop("file")
        services.engagement_file_add(
            viewer=viewer, engagement=shown, name=file.name, content=file.read(), **given
        )

    return act(
        request, form, do, title=_("Add a paper or a photograph"), button=_("Add"), done=_("Added."),
        back=_back(shown),
    )  # fmt: skip


@signed_in
@require_GET
def engagement_file(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """The file itself, to be saved; nothing that came from outside is opened inside our pages."""
    found = selectors.file(request.viewer, pk)
    answer = HttpResponse(bytes(found.raw or b""), content_type=found.media_type)
    way = "inline" if found.media_type in INLINE else "attachment"
    answer.headers["Content-Disposition"] = f'{way}; filename="{found.sha256[:12]}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@signed_in
@require_POST
def engagement_file_withdraw(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Withdraw a paper or a photograph."""
    found = selectors.file(request.viewer, pk)
    services.engagement_file_withdraw(viewer=request.viewer, file=found)
    messages.success(request, _("Withdrawn. Its bytes are gone."))
    return redirect(_back(found.engagement))


@signed_in
def commitment_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Keep what somebody took on there."""
    viewer = request.viewer
    shown = selectors.engagement(viewer, pk)
    policy.require(viewer, "engagement.change", shown)

    def do(given: dict[str, Any]) -> None:
        services.undertaking_make(
            viewer=viewer,
            situation=shown.situation,
            origin=Undertaking.Origin.ENGAGEMENT,
            origin_id=shown.pk,
            tlp=shown.tlp,
            **given,
        )

    return act(
        request,
        CommitmentForm(request.POST or None),
        do,
        title=_("What was taken on"),
        button=_("Keep"),
        done=_("Kept among the undertakings."),
        back=_back(shown),
    )


def _back(engagement: Engagement) -> str:
    return reverse("engagement", args=[engagement.pk])
