"""The list of situations and the sides of one: overview, evidence, assessments, outlook, timeline."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nadhir import doctrine
from nadhir.doctrine.phrases import explain
from nadhir.documents import charts
from nadhir.errors import NadhirError, NotPossibleNow
from nadhir.web.core import clock, export, policy
from nadhir.web.core.http import Request, page_number, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.situations import (
    anchors,
    coverage,
    joint,
    occasions,
    outlook,
    panels,
    reading,
    register,
    selectors,
    services,
    shown,
    timeline,
)
from nadhir.web.situations.folding import page_of_runs
from nadhir.web.situations.forms import (
    EvidenceFilter,
    ReasonForm,
    SituationFilter,
    TimelineFilter,
    place_words,
)
from nadhir.web.situations.models import Assessment, Evidence, Situation

EVENTS = 500  # events on the map


@signed_in
@require_GET
def situation_list(request: Request) -> HttpResponseBase:
    """What is under watch, and where does something wait?"""
    viewer = request.viewer
    form = SituationFilter(request.GET or None)
    place = request.GET.get("place", "")[:10]
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = selectors.situations_found(
        viewer,
        words=chosen.get("q", ""),
        status=chosen.get("status") or Situation.Status.WATCHED,
        place=place,
        trend=chosen.get("trend", ""),
        overdue=chosen.get("due", False),
        making=chosen.get("waiting", False),
    ).prefetch_related("groups")
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return _exported(request, list(found[: export.MOST]))
    page = page_of(request, found)
    rows = selectors.overviews(viewer, page.rows)
    context = {
        "filter": form,
        "filtered": bool(place) or any(chosen.values()),
        "keep": [{"name": "place", "value": place}] if place else [],
        "page": page,
        "rows": rows,
        "warnings": panels.counts("warnings", viewer, [one.pk for one in page.rows]),
        "overdue": [row for row in rows if row.overdue],
        "rising": [row for row in rows if row.latest and row.latest.trend == Assessment.Trend.RISING],
        "may_open": policy.may(viewer, "situation.open"),
        "calendar": occasions.reads(viewer),
        "may_export": policy.may(viewer, "table.export"),
        "now": clock.now(),
    }
    return render(request, "situations/list.html", context)


def _exported(request: Request, found: list[Situation]) -> HttpResponseBase:
    rows = selectors.overviews(request.viewer, found)
    warned = panels.counts("warnings", request.viewer, [one.pk for one in found])
    columns = [
        _("Situation"), _("Places"), _("Groups at risk"), _("Status"), _("Under watch since"), _("Trend"),
        _("Confidence"), _("Signed"), _("Evidence"), _("Warnings"), _("Review due"), _("Handling"),
    ]  # fmt: skip
    cells = [
        [
            in_words(row.situation.names),
            "; ".join(place_words(place) for place in row.situation.places.all()),
            "; ".join(in_words(group.names) for group in row.situation.groups.all()),
            row.situation.get_status_display(),
            row.situation.since,
            row.latest.get_trend_display() if row.latest else "",
            row.latest.get_confidence_display() if row.latest else "",
            row.latest.signed_at if row.latest else None,
            row.evidence,
            warned.get(row.situation.pk, 0),
            row.review_due,
            row.situation.get_tlp_display(),
        ]
        for row in rows
    ]
    return export.table_response("situations", columns, cells)


def frame(request: Request, situation: Situation, side: str) -> dict[str, Any]:
    """What every side of a situation shows: its head, its tabs, what the viewer may do."""
    viewer = request.viewer
    row = selectors.overviews(viewer, [situation])[0]
    reads, assesses = policy.may(viewer, "item.read"), policy.may(viewer, "assessment.dissent")
    many = selectors.assessments(viewer, situation).count() if assesses else None
    sides = [
        ("situation", _("Overview"), None, True),
        ("situation_evidence", _("Evidence"), row.evidence, reads),
        ("situation_register", _("People and ties"), None, True),
        ("situation_law", _("Law and cost"), None, True),
        ("situation_coverage", _("Coverage"), None, reads),
        ("situation_assessments", _("Assessments"), many, assesses),
        ("situation_outlook", _("Outlook"), None, True),
        ("situation_lexicon", _("Lexicon"), None, reads),
        ("situation_timeline", _("Timeline"), None, True),
        ("situation_documents", _("Documents"), None, True),
    ]
    own = viewer.system or viewer.organisation_id == situation.owner_id
    return {
        "situation": situation,
        "row": row,
        "tabs": [
            {
                "label": label,
                "url": reverse(name, args=[situation.pk]),
                "count": count,
                "active": name == side,
            }
            for name, label, count, there in sides
            if there
        ],
        "reads": reads,
        "assesses": assesses,
        "may_change": own and policy.may(viewer, "situation.change"),
        "may_code": policy.may(viewer, "evidence.code"),
        "may_draft": policy.may(viewer, "assessment.draft"),
        "close_form": ReasonForm(initial={"version": situation.version}),
        "now": clock.now(),
    }


@signed_in
@require_GET
def situation(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What do we know here?"""
    viewer = request.viewer
    one = selectors.situation(viewer, pk)
    context = frame(request, one, "situation")
    _states, factors = shown.framework_states(viewer, one, context["row"].latest)
    located = selectors.located(viewer, one).select_related("source")
    events = list(located[:EVENTS]) if context["reads"] else []
    context |= {
        "matrix": shown.matrix_rows(factors, link=_leads(one, context)),
        "assessed": sum(factor.assessed for factor in factors),
        "indicators": sum(len(factor.indicators) for factor in factors),
        "knows": bool(context["row"].latest or context["reads"]),
        "newest": shown.newest_passages(viewer, one) if context["reads"] else [],
        "panels": panels.panels(viewer, one),
        "map": shown.event_map(events) if events else None,
        "bare": not charts.on_land(shown.event_places(events), shape=2),
        "events": [(item, reading.title_of(item)) for item in events[:12]],
        "disclaimer": charts.disclaimer(get_language()),
        "outlook": shown.outlook_of(viewer, one, context["row"].latest),
        "tensions": [row for row in register.tensions(viewer, one) if not row.ended],
        "protects": [row for row in register.resilience(viewer, one) if not row.ended],
        "responsible": one.responsible.name if one.responsible else "",
        "open_to": selectors.open_to(viewer, one),
        "may_keep": policy.may(viewer, "register.keep", one),
    }
    return render(request, "situations/situation.html", context)


def _leads(one: Situation, context: dict[str, Any]) -> Callable[[str], str] | None:
    """Where a factor of the matrix leads: to the assessment, to the evidence, or nowhere."""
    if context["row"].latest:
        assessment = reverse("assessment", args=[context["row"].latest.pk])
        return lambda factor: f"{assessment}#f-{factor}"
    if context["reads"]:
        evidence = reverse("situation_evidence", args=[one.pk])
        return lambda factor: f"{evidence}?element={factor}"
    return None


@signed_in
@require_GET
def situation_evidence(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What was coded here, to what, from where?"""
    viewer = request.viewer
    policy.require(viewer, "item.read")
    one = selectors.situation(viewer, pk)
    form = EvidenceFilter(request.GET or None, viewer=viewer)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = selectors.evidence_found(
        viewer,
        one,
        element=chosen.get("element", ""),
        polarity=chosen.get("polarity", ""),
        standing=chosen.get("standing") or "standing",
        words=chosen.get("q", ""),
        framework=chosen.get("framework", ""),
    )
    if export.wanted(request):
        policy.require(viewer, "table.export", one)
        return _evidence_exported(request, found[: export.MOST])
    page = page_of(request, found, size=30)
    withdrawn = [piece.pk for piece in page.rows if piece.withdrawn_at]
    latest = anchors.latest(viewer, page.rows)
    to_judge = anchors.to_judge(viewer, one).values("evidence").distinct().count()
    context = frame(request, one, "situation_evidence") | {
        "filter": form,
        "filtered": any(chosen.values()),
        "page": page,
        "passages": [shown.passage(viewer, piece) for piece in page.rows],
        "anchors": {key: (anchor, anchors.stretch(anchor)) for key, anchor in latest.items()},
        "to_judge": to_judge,
        "held": coverage.held(viewer, one),
        "catalogues": {key: doctrine.load(key) for key in {piece.framework for piece in page.rows}},
        "because": shown.reasons_of(withdrawn),
        "withdraw": ReasonForm(auto_id=False),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "situations/evidence.html", context)


def _evidence_exported(request: Request, found: Any) -> HttpResponseBase:
    columns = [
        _("Catalogue"), _("Indicator"), _("Words of the indicator"), _("Speaks for"), _("Strength"),
        _("Passage"), _("Language"), _("Source"), _("Reliability"), _("Credibility"), _("Coded on"),
        _("Coded by"), _("Withdrawn on"),
    ]  # fmt: skip
    lang, viewer = get_language(), request.viewer

    def cells(piece: Evidence) -> list[Any]:
        source = reading.cite(viewer, piece).source
        element = doctrine.load(piece.framework).element(piece.element)
        return [
            piece.framework,
            element.number or "",
            element.text.in_(lang),
            piece.get_polarity_display(),
            piece.get_strength_display(),
            piece.quote,
            piece.item.language,
            in_words(source.names) if source else "",
            source.reliability if source else "",
            piece.item.credibility,
            piece.created_at,
            piece.created_by.name if piece.created_by else "",
            piece.withdrawn_at,
        ]

    return export.table_response("evidence", columns, (cells(piece) for piece in found))


@signed_in
@require_POST
def evidence_withdraw(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Take a piece of evidence back."""
    viewer = request.viewer
    piece = selectors.piece(viewer, pk)
    try:
        services.evidence_withdraw(viewer=viewer, evidence=piece, because=request.POST.get("because", ""))
    except NadhirError as problem:
        messages.error(request, explain(problem, get_language()))
    else:
        messages.success(
            request, _("Withdrawn. Assessments that were signed on it keep citing it, and say that it was.")
        )
    query = request.POST.get("query", "")
    where = reverse("situation_evidence", args=[piece.situation_id])
    return redirect(f"{where}?{query}" if query else where)


@signed_in
@require_POST
def evidence_judge(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say whether the newer version of a report still says what a passage was coded for."""
    viewer = request.viewer
    piece = selectors.piece(viewer, pk)
    anchor = anchors.latest(viewer, [piece]).get(piece.pk)
    holds = request.POST.get("holds") == "yes"
    try:
        if anchor is None:
            raise NotPossibleNow("anchor.judged")
        because = request.POST.get("because", "")
        services.anchor_judge(viewer=viewer, anchor=anchor, holds=holds, because=because)
    except NadhirError as problem:
        messages.error(request, explain(problem, get_language()))
    else:
        messages.success(request, _("Confirmed.") if holds else _("Withdrawn, with the reason."))
    query = request.POST.get("query", "")
    where = reverse("situation_evidence", args=[piece.situation_id])
    return redirect(f"{where}?{query}" if query else where)


@signed_in
@require_GET
def situation_assessments(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Which views were written, by whom, and how do they differ?"""
    viewer = request.viewer
    policy.require(viewer, "assessment.dissent")
    one = selectors.situation(viewer, pk)
    page = page_of(request, selectors.assessments(viewer, one).defer("frozen"), size=30)
    context = frame(request, one, "situation_assessments") | {
        "page": page,
        "frameworks": selectors.frameworks(),
        "joints": joint.joints(viewer, one),
        "may_convene": policy.may(viewer, "joint.convene", one),
    }
    return render(request, "situations/assessments.html", context)


@signed_in
@require_GET
def situation_outlook(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What do the figures say of the countries, and where do they and people disagree?"""
    viewer = request.viewer
    one = selectors.situation(viewer, pk)
    context = frame(request, one, "situation_outlook")
    found = outlook.figures()
    context |= {
        "outlook": shown.outlook_of(viewer, one, context["row"].latest),
        "notes": found.notes if found else (),
        "vintage": found.vintage if found else "",
        "panels": panels.outlooks(viewer, one),
        "countries": panels.figures(viewer, one),
    }
    return render(request, "situations/outlook.html", context)


@signed_in
@require_GET
def situation_timeline(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What happened here, by whom, when?"""
    viewer = request.viewer
    one = selectors.situation(viewer, pk)
    form = TimelineFilter(request.GET or None)
    kind = form.cleaned_data["kind"] if form.is_bound and form.is_valid() else ""
    page = page_of_runs(timeline.entries(viewer, one, kind), page_number(request))
    context = frame(request, one, "situation_timeline") | {
        "filter": form,
        "page": page,
        "lines": timeline.lines(viewer, one, page.rows),
    }
    return render(request, "situations/timeline.html", context)
