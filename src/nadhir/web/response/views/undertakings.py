"""Pages of response: who promised what, and is it done?"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nadhir.doctrine.phrases import explain
from nadhir.errors import NadhirError, NotAllowed
from nadhir.web.core import export, policy
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.middleware import status_of
from nadhir.web.core.viewer import Viewer
from nadhir.web.response import selectors, services
from nadhir.web.response.forms.undertakings import ReportForm, UndertakingFilter, UndertakingForm, default_day
from nadhir.web.response.models import Undertaking
from nadhir.web.situations import selectors as situations
from nadhir.web.warnings import selectors as warnings


@signed_in
def undertaking_list(request: Request) -> HttpResponseBase:
    """Who promised what, and is it done?"""
    viewer = request.viewer
    form = UndertakingFilter(request.GET or None, viewer=viewer)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = narrowed(viewer, selectors.undertakings(viewer), chosen)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("nadhir-undertakings", *_table(viewer, list(found[: export.MOST])))
    page = page_of(request, found)
    told = warnings.warnings(viewer).in_bulk({one.warning_id for one in page.rows if one.warning_id})
    named = situations.situations(viewer).in_bulk({one.situation_id for one in page.rows if one.situation_id})
    rows = [
        {
            "undertaking": one,
            "overdue": selectors.is_overdue(one),
            "warning": told.get(one.warning_id) if one.warning_id else None,
            "situation": named.get(one.situation_id) if one.situation_id else None,
        }
        for one in page.rows
    ]
    context = {
        "filter": form,
        "filtered": any(chosen.values()),
        "page": page,
        "rows": rows,
        "answer": _answer(viewer),
        "tabs": _tabs(request, viewer),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "response/undertakings.html", context)


def _table(viewer: Viewer, found: list[Undertaking]) -> tuple[list[str], list[list[Any]]]:
    """The list as a file."""
    columns = [
        _("What"), _("Who"), _("By"), _("Status"), _("Overdue"), _("Warning"), _("Began"), _("Ended"),
        _("Result"), _("Handling"),
    ]  # fmt: skip
    told = warnings.warnings(viewer).in_bulk({one.warning_id for one in found if one.warning_id})
    rows = []
    for one in found:
        warning = told.get(one.warning_id) if one.warning_id else None
        late = _("yes") if selectors.is_overdue(one) else ""
        rows.append(
            [
                one.title,
                one.who,
                one.due_on,
                one.get_status_display(),
                late,
                warning.number if warning else None,
                one.began_at,
                one.ended_at,
                one.result or one.ended_because,
                one.get_tlp_display(),
            ]
        )
    return columns, rows


def narrowed(viewer: Viewer, found: QuerySet[Undertaking], chosen: dict[str, Any]) -> QuerySet[Undertaking]:
    """The undertakings that a filter leaves."""
    status = chosen.get("status", "")
    if who := chosen.get("who", "").strip():
        found = found.filter(Q(who__icontains=who) | Q(title__icontains=who))
    if chosen.get("situation"):
        found = found.filter(situation_id=chosen["situation"])
    if chosen.get("mine") and viewer.user_id is not None:
        found = found.filter(Q(person_id=viewer.user_id) | Q(created_by_id=viewer.user_id))
    if status == "going_on":
        return found.filter(status__in=selectors.GOING_ON)
    if status == "overdue":
        return selectors.overdue(found)
    return found.filter(status=status) if status else found


def _answer(viewer: Viewer) -> dict[str, Any]:
    """The list in a sentence: how many are going on, which are overdue."""
    visible = selectors.undertakings(viewer)
    late = selectors.overdue(visible)
    counted = visible.order_by().aggregate(
        going_on=Count("pk", filter=Q(status__in=selectors.GOING_ON)),
        done=Count("pk", filter=Q(status=Undertaking.Status.DONE)),
    )
    return {**counted, "late": late.count(), "latest": list(late[:3])}


def _tabs(request: Request, viewer: Viewer) -> list[dict[str, Any]]:
    """The board: how many there are in each state, one press away."""
    visible = selectors.undertakings(viewer).order_by()
    counts = dict(visible.values_list("status").annotate(n=Count("pk")))
    current = request.GET.get("status", "")
    states: list[tuple[str, Any, int]] = [("", _("All"), sum(counts.values()))]
    states += [(value, label, counts.get(value, 0)) for value, label in Undertaking.Status.choices]
    states.insert(1, ("overdue", _("overdue"), selectors.overdue(visible).count()))
    tabs = []
    for value, label, count in states:
        query = request.GET.copy()
        query.pop("page", None)
        query["status"] = value
        tabs.append(
            {"label": label, "count": count, "url": f"?{query.urlencode()}", "active": value == current}
        )
    return tabs


@signed_in
def undertaking_new(request: Request) -> HttpResponseBase:
    """Make an undertaking of a decision, named in the address."""
    viewer = request.viewer
    policy.require(viewer, "undertaking.make")
    try:
        decision = warnings.decision(viewer, uuid.UUID(request.GET.get("decision", "")))
    except ValueError:
        return redirect("undertakings")
    option = decision.option
    first = {
        "title": option.text[:300] if option else "",
        "who": option.by_whom if option else "",
        "due_on": default_day(option.lead_days if option else None),
    }
    form = UndertakingForm(request.POST or None, viewer=viewer, initial=first)
    made: list[Undertaking] = []

    def make(given: dict[str, Any]) -> None:
        made.append(services.undertaking_make(viewer=viewer, decision=decision, **given))

    if request.method == "POST" and form.is_valid() and _attempted(form, make):
        messages.success(request, _("Recorded. Whoever does it can now say when it begins."))
        return redirect("undertaking", pk=made[0].pk)
    context = {
        "form": form,
        "warning": decision.warning,
        "back_url": reverse("warning", args=[decision.warning_id]),
        "title": _("Make an undertaking of this decision"),
        "lead": _("Who does what by when. It shows on the page of the warning and in the ledger."),
        "button": _("Record the undertaking"),
        "decisions": [decision],
    }
    return render(request, "warnings/act.html", context, status=_status(request, form))


@signed_in
def undertaking(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """One undertaking: who, what, by when, how it went."""
    viewer = request.viewer
    found = selectors.undertaking(viewer, pk)
    told = warnings.warnings(viewer).filter(pk=found.warning_id).first() if found.warning_id else None
    named = (
        situations.situations(viewer).filter(pk=found.situation_id).first() if found.situation_id else None
    )
    reports = policy.may(viewer, "undertaking.report") and found.status in selectors.GOING_ON
    context = {
        "undertaking": found,
        "overdue": selectors.is_overdue(found),
        "steps": selectors.steps(viewer, found),
        "warning": told,
        "situation": named,
        "may_report": reports,
        "may_begin": reports and found.status == Undertaking.Status.OPEN,
    }
    return render(request, "response/undertaking.html", context)


@signed_in
def undertaking_begin(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say that work on it has begun."""
    found = selectors.undertaking(request.viewer, pk)
    return _report(
        request,
        found,
        ReportForm(request.POST or None, required=False),
        lambda given: services.undertaking_begin(
            viewer=request.viewer, undertaking=found, note=given["words"]
        ),
        title=_("Begin"),
        button=_("It has begun"),
        done=_("Recorded as under way."),
    )


@signed_in
def undertaking_complete(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say that it is done, and what came of it."""
    found = selectors.undertaking(request.viewer, pk)
    return _report(
        request,
        found,
        ReportForm(request.POST or None, label=_("What came of it")),
        lambda given: services.undertaking_complete(
            viewer=request.viewer, undertaking=found, result=given["words"]
        ),
        title=_("Report the result"),
        lead=_("Also a result that fell short is a result. It is kept for good."),
        button=_("It is done"),
        done=_("The result is recorded."),
    )


@signed_in
def undertaking_refuse(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say that it will not be done, and why."""
    found = selectors.undertaking(request.viewer, pk)
    return _report(
        request,
        found,
        ReportForm(request.POST or None, label=_("Why it will not be done")),
        lambda given: services.undertaking_refuse(
            viewer=request.viewer, undertaking=found, because=given["words"]
        ),
        title=_("It will not be done"),
        button=_("Record that it will not be done"),
        danger=True,
        done=_("Recorded, with the reason."),
    )


def _report(
    request: Request,
    found: Undertaking,
    form: forms.Form,
    do: Callable[[dict[str, Any]], Any],
    *,
    done: str,
    **shown: Any,
) -> HttpResponseBase:
    policy.require(request.viewer, "undertaking.report", found)
    if request.method == "POST" and form.is_valid() and _attempted(form, do):
        messages.success(request, done)
        return redirect("undertaking", pk=found.pk)
    context = {
        "form": form,
        "undertaking": found,
        "back_url": reverse("undertaking", args=[found.pk]),
        **shown,
    }
    return render(request, "warnings/act.html", context, status=_status(request, form))


def _attempted(form: forms.Form, do: Callable[[dict[str, Any]], Any]) -> bool:
    """Whether the act was done; where it is refused, the form says why."""
    try:
        do(dict(form.cleaned_data))
    except NotAllowed:
        raise
    except NadhirError as refused:
        form.add_error(None, explain(refused, get_language()))
        form.refused = status_of(refused)  # type: ignore[attr-defined]
        return False
    return True


def _status(request: Request, form: forms.Form) -> int:
    return getattr(form, "refused", 422) if request.method == "POST" else 200
