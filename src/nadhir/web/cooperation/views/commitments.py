"""What serves which commitment: the matrix, one cell of it, and saying it of a record or of many."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from nadhir.doctrine.catalogue import Element
from nadhir.doctrine.outline import commitments_of
from nadhir.doctrine.phrases import explain
from nadhir.errors import NadhirError, NotAllowed
from nadhir.web.cooperation import selectors, services
from nadhir.web.cooperation.forms.plan_actions import JudgeFilter, MatrixFilter, column_words
from nadhir.web.cooperation.planning import heads_of, listed
from nadhir.web.cooperation.selectors import commitments, plans
from nadhir.web.cooperation.selectors.commitments import COLUMNS, Narrowed, Scope, Served, scope_of
from nadhir.web.cooperation.services import Judged
from nadhir.web.cooperation.suggesting import suggested, words_of
from nadhir.web.core import export, policy
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.middleware import status_of
from nadhir.web.core.templatetags.nadhir import in_words, number
from nadhir.web.core.viewer import Viewer
from nadhir.web.response import selectors as response

AT_ONCE = 15  # records that are gone through on one page


@signed_in
def commitment_matrix(request: Request) -> HttpResponseBase:
    """Which meetings, undertakings, trainings and agreements serve which commitment, and which have none?"""
    viewer = request.viewer
    form = MatrixFilter(request.GET or None, viewer=viewer)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    scope = scope_of(viewer, chosen.get("plan") or _first(viewer))
    by = Narrowed(**{name: chosen.get(name) for name in ("first", "last", "actor", "place")})
    counted = commitments.counts(commitments.counted(viewer, scope, by))
    heads = heads_of(scope.catalogue)
    rows: list[dict[str, Any]] = [
        {
            "element": one,
            "head": heads.get(one.id),
            "cells": [(column, column_words()[column], counted[one.id][column]) for column in COLUMNS],
            "none": not any(counted[one.id].values()),
        }
        for one in commitments_of(scope.catalogue)
    ]
    if export.wanted(request):
        policy.require(viewer, "table.export")
        columns = [_("Number"), _("Commitment"), *(str(column_words()[one]) for one in COLUMNS)]
        lines = (
            [row["element"].number, in_words(row["element"].text), *(many for _c, _w, many in row["cells"])]
            for row in rows
        )
        return export.table_response("nadhir-commitments", columns, lines)
    context = {
        "filter": form,
        "scope": scope,
        "title": in_words(scope.plan.names) if scope.plan else in_words(scope.catalogue.title),
        "rows": rows,
        "empty": [row["element"] for row in rows if row["none"]],
        "columns": [column_words()[one] for one in COLUMNS],
        "narrowed": any((by.first, by.last, by.actor, by.place)),
        "kept": _kept_query(request),
        "may_export": policy.may(viewer, "table.export"),
        "may_judge": policy.may(viewer, "serving.judge"),
    }
    return render(request, "cooperation/commitments.html", context)


def _first(viewer: Viewer) -> str:
    """The plan that the matrix begins with: one that is carried out, else the first text of all."""
    tracked = (
        plans.plans(viewer).filter(overlay_of=None).exclude(catalogue="").values_list("catalogue", flat=True)
    )
    listed = set(tracked[:50])
    return next((one for one in plans.TRACKED if one in listed), plans.TRACKED[0])


def _kept_query(request: Request) -> str:
    """The filter, for the links into the cells."""
    query = request.GET.copy()
    for name in ("plan", "format", "page", "show"):
        query.pop(name, None)
    return f"&{query.urlencode()}" if query else ""


@signed_in
def commitment(request: Request, of: str, commitment: str) -> HttpResponseBase:
    """What serves this commitment?"""
    viewer = request.viewer
    scope = scope_of(viewer, of)
    if commitment not in scope.catalogue:
        raise NotAllowed("not_allowed.record", act="plan.read")
    element = scope.catalogue.element(commitment)
    family = (element.id, *plans.under(scope.catalogue, element.id))
    form = MatrixFilter({**request.GET.dict(), "plan": of}, viewer=viewer)
    chosen = form.cleaned_data if form.is_valid() else {}
    by = Narrowed(**{name: chosen.get(name) for name in ("first", "last", "actor", "place")})
    found = {one: commitments.records(viewer, one, scope, family, by) for one in COLUMNS}
    many = {one: found[one].order_by().values("pk").count() for one in COLUMNS}
    show = request.GET.get("show", "")
    if show not in COLUMNS:
        show = next((one for one in COLUMNS if many[one]), COLUMNS[0])
    if export.wanted(request):
        policy.require(viewer, "table.export")
        rows = shown_records(viewer, show, list(found[show][: export.MOST]))
        columns = [_("Name"), _("Kind"), _("Status"), _("Date")]
        cells = ([row["name"], row["kind"], row["status"], row["day"]] for row in rows)
        return export.table_response("nadhir-commitment", columns, cells)
    page = page_of(request, found[show])
    context = {
        "scope": scope,
        "of": of,
        "element": element,
        "title": in_words(scope.plan.names) if scope.plan else in_words(scope.catalogue.title),
        "page": page,
        "rows": shown_records(viewer, show, page.rows),
        "said": _said(many),
        "tabs": [
            {
                "label": column_words()[one],
                "count": number(many[one]),
                "url": f"?show={one}{_kept_query(request)}",
                "active": one == show,
            }
            for one in COLUMNS
        ],
        "may_export": policy.may(viewer, "table.export"),
        "may_judge": policy.may(viewer, "serving.judge"),
    }
    return render(request, "cooperation/commitment.html", context)


def _said(many: dict[str, int]) -> str:
    if not any(many.values()):
        return ""
    told = {
        "engagement": ngettext("%(n)s meeting", "%(n)s meetings", many["engagement"]),
        "undertaking": ngettext("%(n)s undertaking", "%(n)s undertakings", many["undertaking"]),
        "cohort": ngettext("%(n)s training", "%(n)s trainings", many["cohort"]),
        "instrument": ngettext("%(n)s agreement", "%(n)s agreements", many["instrument"]),
    }
    return listed(words % {"n": number(many[one])} for one, words in told.items() if many[one])


def shown_records(viewer: Viewer, column: str, found: Sequence[Any]) -> list[dict[str, Any]]:
    """Records of one column as they are listed: name, kind, status, day, page."""
    if column == "engagement":
        response.as_told(viewer, found)
    if column == "undertaking":
        found = response.as_read(viewer, found)
    return [
        {
            "name": one.title if column == "undertaking" else in_words(one.names),
            "kind": one.get_kind_display() if column in ("engagement", "instrument") else "",
            "status": one.get_status_display(),
            "dated": getattr(one, "held" if column == "engagement" else "dated", None),
            "day": getattr(
                one,
                {"engagement": "held_on", "undertaking": "due_on", "cohort": "starts_on"}.get(
                    column, "dated_on"
                ),
            ),
            "url": url_of(column, one.pk),
            "fictional": one.fictional,
            "record": one,
        }
        for one in found
    ]


def url_of(column: str, pk: uuid.UUID) -> str:
    """The page of a record."""
    return reverse(column, args=[pk])


# -- one record ---------------------------------------------------------------------------------------------


@signed_in
def engagement_serves(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Which commitments does this meeting serve?"""
    return _serves(request, selectors.engagement(request.viewer, pk))


@signed_in
def undertaking_serves(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Which commitments does this undertaking serve?"""
    return _serves(request, response.undertaking(request.viewer, pk))


@signed_in
def instrument_serves(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Which commitments does this agreement serve?"""
    return _serves(request, selectors.instrument(request.viewer, pk))


@signed_in
def cohort_serves(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Which commitments does this training serve?"""
    return _serves(request, commitments.cohort(request.viewer, pk))


def _serves(request: Request, record: Served) -> HttpResponseBase:
    """Say of one record which commitments it serves: a list of each plan, with what its words suggest."""
    viewer = request.viewer
    policy.require(viewer, "serving.judge", record)
    column = commitments.column_of(record)
    scopes = _scopes(viewer, record)
    judged = {one.key: one for one in commitments.judgements(viewer, record)}
    url = url_of(column, record.pk)
    problem, status = "", 200
    if request.method == "POST":
        ticked = set(request.POST.getlist("serves"))
        said = [
            Judged(scope.key, element.id, serves=f"{scope.key}|{element.id}" in ticked)
            for scope in scopes
            for element in plans.chosen_elements(scope.catalogue)
            if _changed(scope, element, record, judged, ticked)
        ]
        try:
            services.serving_judge(viewer=viewer, record=record, judged=said)
        except NotAllowed:
            raise
        except NadhirError as refused:
            problem, status = explain(refused, get_language()), status_of(refused)
        else:
            messages.success(request, _("Kept."))
            return redirect(url)
    words = words_of(viewer, record)
    shown = [_listed(scope, record, judged, words) for scope in scopes]
    context = {
        "name": record_name(viewer, column, record),
        "back_url": url,
        "scopes": shown,
        "problem": problem,
        "any_suggested": any(one["suggested"] for one in shown),
    }
    return render(request, "cooperation/serves.html", context, status=status)


def record_name(viewer: Viewer, column: str, record: Served) -> str:
    """What a record is called, as the viewer may read it."""
    (row,) = shown_records(viewer, column, [record])
    return str(row["name"])


def _scopes(viewer: Viewer, record: Served) -> list[Scope]:
    """Whose commitments can be judged: the texts, and plans with commitments of their own that the viewer
    works on, or any that they know of where they work on the record."""
    works = policy.works_on(viewer, record)
    told = [Scope(one.id, one) for one in plans.catalogues()[: len(plans.TRACKED)]] if works else []
    own = (
        plans.plans(viewer)
        .filter(catalogue="", overlay_of=None)
        .exclude(elements=[])
        .exclude(status="closed")
    )
    listed = [one for one in own[:20] if works or policy.works_on(viewer, one)]
    if not told and not listed:
        raise NotAllowed("not_allowed.other_desk", act="serving.judge")
    return told + [commitments.scope_of_plan(one) for one in listed]


def _changed(
    scope: Scope, element: Element, record: Served, judged: dict[str, Any], ticked: set[str]
) -> bool:
    known = judged.get(commitments.of_key(scope, element.id, record.pk))
    before = known is not None and known.serves
    return before != (f"{scope.key}|{element.id}" in ticked)


def _listed(scope: Scope, record: Served, judged: dict[str, Any], words: str) -> dict[str, Any]:
    """The commitments of a scope with what was judged and what is suggested."""
    why = suggested(scope, words)
    own = set(getattr(record, "goals", [])) if scope.catalogue.id == commitments.GOALS else set()
    rows = []
    for one in plans.chosen_elements(scope.catalogue):
        known = judged.get(commitments.of_key(scope, one.id, record.pk))
        rows.append(
            {
                "element": one,
                "value": f"{scope.key}|{one.id}",
                "serves": known is not None and known.serves,
                "own": one.id in own,
                "deep": bool(one.parent) and one.kind not in ("group", "commitment"),
                "why": in_words(why[one.id]) if one.id in why and known is None else "",
            }
        )
    return {
        "scope": scope,
        "title": in_words(scope.plan.names) if scope.plan else in_words(scope.catalogue.title),
        "rows": rows,
        "serves": sum(row["serves"] or row["own"] for row in rows),
        "suggested": sum(bool(row["why"]) for row in rows),
    }


# -- many records -------------------------------------------------------------------------------------------


@signed_in
def commitments_judge(request: Request) -> HttpResponseBase:
    """Go through records of which nobody said yet which commitments they serve."""
    viewer = request.viewer
    policy.require(viewer, "serving.judge")
    form = JudgeFilter(request.GET or None, viewer=viewer)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    scope = scope_of(viewer, chosen.get("of") or _first(viewer))
    column = chosen.get("column") or COLUMNS[0]
    found = _mine(viewer, scope, commitments.unjudged(viewer, column, scope))
    elements = {one.id: one for one in plans.chosen_elements(scope.catalogue)}
    if request.method == "POST":
        return _judge_many(request, scope, column, elements)
    rows = []
    records = list(found[: AT_ONCE + 1])
    for row in shown_records(viewer, column, records[:AT_ONCE]):
        why = suggested(scope, words_of(viewer, row["record"]))
        rows.append({**row, "why": [(elements[one], in_words(reason)) for one, reason in why.items()]})
    context = {
        "filter": form,
        "scope": scope,
        "column": column,
        "title": in_words(scope.plan.names) if scope.plan else in_words(scope.catalogue.title),
        "rows": rows,
        "left": found.order_by().values("pk").count(),
        "more": len(records) > AT_ONCE,
        "elements": commitments_of(scope.catalogue),
        "query": f"?of={scope.key}&column={column}",
    }
    return render(request, "cooperation/commitments_judge.html", context)


def _mine(viewer: Viewer, scope: Scope, found: Any) -> Any:
    """Those that the viewer may judge: of their own desk, or all where they work on the plan."""
    if scope.plan is not None and policy.works_on(viewer, scope.plan):
        return found
    return found.filter(owner_id=viewer.organisation_id)


def _judge_many(
    request: Request, scope: Scope, column: str, elements: dict[str, Element]
) -> HttpResponseBase:
    viewer = request.viewer
    keys = [one for one in request.POST.getlist("shown") if one][:AT_ONCE]
    found = _mine(viewer, scope, commitments.unjudged(viewer, column, scope))
    by_key = {str(one.pk): one for one in found.filter(pk__in=[pk for pk in map(_identifier, keys) if pk])}
    done = 0
    for key, record in by_key.items():
        ticked = [one for one in request.POST.getlist(f"serves-{key}") if one in elements]
        refused = [
            one for one in request.POST.getlist(f"offered-{key}") if one in elements and one not in ticked
        ]
        said = [Judged(scope.key, one) for one in ticked]
        said += [Judged(scope.key, one, serves=False) for one in refused]
        if not ticked:
            said.append(Judged(scope.key, "", serves=False))
        services.serving_judge(viewer=viewer, record=record, judged=said)
        done += 1
    told = ngettext("%(n)s record judged.", "%(n)s records judged.", done) % {"n": number(done)}
    messages.success(request, told)
    return redirect(f"{reverse('commitments_judge')}?of={scope.key}&column={column}")


def _identifier(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
