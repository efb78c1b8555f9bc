"""Pages of long processes: how far one is, who stands where, which text is tabled, what comes next."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nadhir.web.cooperation import selectors, services
from nadhir.web.cooperation.forms.processes import (
    DossierChangeForm,
    DossierForm,
    DossierTextForm,
    NextStepForm,
    PositionForm,
    StageForm,
    StageReachForm,
    TieForm,
)
from nadhir.web.cooperation.models import Dossier, DossierStage, DossierText
from nadhir.web.cooperation.selectors.dossiers import texts as texts_of
from nadhir.web.core import clock, export, policy
from nadhir.web.core.acting import act
from nadhir.web.core.comparing import compared
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Engagement

OFFERED = 200  # engagements that a form offers, the latest


@signed_in
def dossier_list(request: Request) -> HttpResponseBase:
    """Which long processes are pursued, and where do they stand?"""
    viewer = request.viewer
    chosen = {
        "kind": request.GET.get("kind", ""),
        "status": request.GET.get("status", ""),
        "words": request.GET.get("q", ""),
    }
    if chosen["kind"] not in Dossier.Kind.values:
        chosen["kind"] = ""
    if chosen["status"] not in Dossier.Status.values:
        chosen["status"] = ""
    found = selectors.dossiers(viewer, **chosen)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        columns = [_("name"), _("kind"), _("track"), _("status"), _("stage")]
        told = list(found[: export.MOST])
        now = selectors.stages_now(viewer, told)
        rows = (
            (
                in_words(one.names),
                one.get_kind_display(),
                one.get_track_display() if one.track else "",
                one.get_status_display(),
                in_words(now[one.pk].title) if one.pk in now else "",
            )
            for one in told
        )
        return export.table_response("processes", columns, rows)
    page = page_of(request, found)
    now = selectors.stages_now(viewer, page.rows)
    context = {
        "page": page,
        "rows": [(one, now.get(one.pk)) for one in page.rows],
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "kinds": Dossier.Kind.choices,
        "open": selectors.dossiers(viewer, status=Dossier.Status.OPEN).count(),
        "may_record": policy.may(viewer, "dossier.record"),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "cooperation/dossiers.html", context)


@signed_in
def dossier(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What is wanted, how far is it, who is for it, and what comes next?"""
    viewer = request.viewer
    shown = selectors.dossier(viewer, pk)
    stages = list(selectors.stages(viewer, shown))
    context = {
        "dossier": shown,
        "pursued_by": directory.actors(viewer).filter(dossiers=shown),
        "forum": directory.actors(viewer).filter(pk__in=[shown.forum_id]).first(),
        "stages": stages,
        "now": next((one for one in stages if one.status == DossierStage.Status.NOW), None),
        "ahead": next((one for one in stages if one.status == DossierStage.Status.AHEAD), None),
        "standings": selectors.positions_now(viewer, shown),
        "tables": _tables(viewer, shown),
        "meetings": response.as_told(viewer, list(selectors.dossier_meetings(viewer, shown)[:50])),
        "instruments": selectors.instruments_tied(viewer, shown),
        "steps": response.as_read(viewer, selectors.next_steps(viewer, shown)[:50]),
        "today": clock.now().date(),
        "may_keep": policy.may(viewer, "dossier.keep", shown),
    }
    return render(request, "cooperation/dossier.html", context)


def _tables(viewer: Viewer, shown: Dossier) -> list[dict[str, Any]]:
    """Each text with its latest version, what changed since the one before, and who sponsors it."""
    versions: dict[str, list[DossierText]] = {}
    for one in texts_of(viewer, shown):
        versions.setdefault(one.title, []).append(one)
    own = (get_language() or "en")[:2]
    told = []
    for title, rows in versions.items():
        latest, before = rows[0], rows[1] if len(rows) > 1 else None
        code = own if own in latest.texts else next(iter(latest.texts), "")
        was = before.texts.get(code) if before is not None else None
        told.append(
            {
                "title": title,
                "latest": latest,
                "language": code,
                "text": latest.texts.get(code, ""),
                "changes": compared(was, latest.texts.get(code, "")) if was is not None else [],
                "earlier": len(rows) - 1,
                "sponsors": directory.actors(viewer).filter(sponsored=latest),
            }
        )
    return told


@signed_in
def dossier_new(request: Request) -> HttpResponseBase:
    """Open a dossier."""
    viewer = request.viewer
    policy.require(viewer, "dossier.record")
    form = DossierForm(request.POST or None, viewer=viewer, initial={"tlp": "amber"})
    return act(
        request,
        form,
        lambda given: services.dossier_record(viewer=viewer, **given),
        title=_("New dossier"),
        lead=_("A process over months or years: what is wanted, before whom, and who pursues it."),
        button=_("Open it"),
        done=_("Opened. Add its stages, its texts, and where the others stand."),
        back=lambda made: reverse("dossier", args=[made.pk]),
        cancel=reverse("dossiers"),
    )


def _of(request: Request, pk: uuid.UUID) -> tuple[Viewer, Dossier, dict[str, str]]:
    shown = selectors.dossier(request.viewer, pk)
    policy.require(request.viewer, "dossier.keep", shown)
    back = {"back": reverse("dossier", args=[pk]), "about": in_words(shown.names)}
    return request.viewer, shown, back


@signed_in
def dossier_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change what is said of it."""
    viewer, shown, back = _of(request, pk)
    form = DossierChangeForm(
        request.POST or None, viewer=viewer, initial=DossierChangeForm.first(viewer, shown)
    )
    return act(
        request,
        form,
        lambda given: services.dossier_change(viewer=viewer, dossier=shown, **given),
        title=_("Change the dossier"),
        button=_("Save"),
        done=_("Saved."),
        **back,
    )


@signed_in
def dossier_stage_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Add a stage."""
    viewer, shown, back = _of(request, pk)
    return act(
        request,
        StageForm(request.POST or None),
        lambda given: services.dossier_stage_add(viewer=viewer, dossier=shown, **given),
        title=_("Add a stage"),
        button=_("Add"),
        done=_("Added."),
        **back,
    )


@signed_in
def dossier_stage_reach(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say where a stage stands."""
    stage = selectors.stage(request.viewer, pk)
    viewer, _shown, back = _of(request, stage.dossier_id)
    form = StageReachForm(request.POST or None, initial={"status": stage.status, "note": stage.note})
    return act(
        request,
        form,
        lambda given: services.dossier_stage_reach(viewer=viewer, stage=stage, **given),
        title=in_words(stage.title),
        lead=_("What is now before this one is marked as passed."),
        button=_("Save"),
        done=_("Saved."),
        **back,
    )


@signed_in
def dossier_text_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Keep a version of a text."""
    viewer, shown, back = _of(request, pk)
    form = DossierTextForm(
        request.POST or None, viewer=viewer, initial={"title": request.GET.get("title", "")[:300]}
    )
    return act(
        request,
        form,
        lambda given: services.dossier_text_add(viewer=viewer, dossier=shown, **given),
        title=_("A version of a text"),
        button=_("Keep it"),
        done=_("Kept."),
        **back,
    )


@signed_in
def position_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Keep where somebody stands."""
    viewer, shown, back = _of(request, pk)
    meetings = list(selectors.dossier_meetings(viewer, shown)[:OFFERED])
    return act(
        request,
        PositionForm(request.POST or None, viewer=viewer, engagements=meetings),
        lambda given: services.position_record(viewer=viewer, dossier=shown, **given),
        title=_("Where somebody stands"),
        lead=_("A new position stands after the old one; nothing is overwritten."),
        button=_("Keep it"),
        done=_("Kept."),
        **back,
    )


@signed_in
def dossier_tie(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Tie a meeting to the dossier."""
    viewer, shown, back = _of(request, pk)
    tied = selectors.dossier_meetings(viewer, shown).values("pk")
    free: list[Engagement] = list(
        response.engagements(viewer).exclude(pk__in=tied).order_by("-held_on", "-pk")[:OFFERED]
    )
    return act(
        request,
        TieForm(request.POST or None, engagements=free),
        lambda given: services.dossier_tie(viewer=viewer, dossier=shown, **given),
        title=_("Tie a meeting"),
        lead=_("Record the meeting and its readout as an engagement first, then tie it here."),
        button=_("Tie"),
        done=_("Tied."),
        **back,
    )


@signed_in
def dossier_step_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Undertake the next step."""
    viewer, shown, back = _of(request, pk)
    return act(
        request,
        NextStepForm(request.POST or None),
        lambda given: services.dossier_next_step(viewer=viewer, dossier=shown, **given),
        title=_("Next step"),
        lead=_("It becomes an undertaking: with a deadline, reminders, and a result."),
        button=_("Undertake it"),
        done=_("Undertaken."),
        **back,
    )
