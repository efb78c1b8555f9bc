"""Who signed, ratified and brought into national law which instrument."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir.doctrine.phrases import explain
from nadhir.errors import NotPossibleNow
from nadhir.web.cooperation import law, selectors, services, telling
from nadhir.web.cooperation.forms import AdherenceFilter
from nadhir.web.cooperation.forms.agreements import AdherenceForm
from nadhir.web.cooperation.models import Adherence
from nadhir.web.cooperation.selectors import agreed
from nadhir.web.core import export, policy
from nadhir.web.core.acting import act
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory

MOST = 2_000  # steps on one page


@signed_in
def adherence(request: Request) -> HttpResponseBase:
    """Which State is bound by what, since when, and is it the law of the land?"""
    viewer = request.viewer
    form = AdherenceFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = _found(viewer, chosen)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("legal-status", *_table(found))
    steps = list(found[:MOST])
    tables: dict[Any, list[Adherence]] = {}
    for one in steps:
        tables.setdefault(one.instrument, []).append(one)
    register = law.of_places(viewer, {one.state.place_id for one in steps if one.state.place_id})
    shown = [
        {
            "instrument": instrument,
            "rows": [
                {**row, "register": register.get((row["state"].place_id, instrument.slug))}
                for row in telling.matrix(agreed.by_state_and_step(rows))
            ],
        }
        for instrument, rows in sorted(tables.items(), key=lambda pair: in_words(pair[0].names))
    ]
    bound = {one.state_id for one in steps if one.step in ("ratified", "acceded")}
    context = {
        "filter": form,
        "filtered": any(chosen.values()),
        "tables": shown,
        "steps": telling.STEPS,
        "standing": {
            "instruments": len(tables),
            "states": len({one.state_id for one in steps}),
            "bound": len(bound),
            "national": len({one.state_id for one in steps if one.step == "domesticated"}),
        },
        "may_export": policy.may(viewer, "table.export"),
        "may_record": policy.may(viewer, "adherence.record"),
    }
    return render(request, "cooperation/adherence.html", context)


def _found(viewer: Viewer, chosen: dict[str, Any]) -> QuerySet[Adherence]:
    found = selectors.adherences(viewer)
    if (words := chosen.get("q", "")).strip():
        found = found.filter(
            instrument__in=selectors.instruments(viewer, words=words).order_by().values("pk")
        )
    if (words := chosen.get("state", "")).strip():
        found = found.filter(state__in=directory.actors(viewer, named=words).order_by().values("pk"))
    if chosen.get("instrument"):
        found = found.filter(instrument=chosen["instrument"])
    if chosen.get("actor"):
        found = found.filter(state=chosen["actor"])
    return found


def _table(found: QuerySet[Adherence]) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    columns = [
        _("instrument"),
        _("State"),
        _("step"),
        _("as written"),
        _("from"),
        _("until"),
        _("known from"),
    ]
    rows = (
        (
            in_words(one.instrument.names),
            in_words(one.state.names),
            one.get_step_display(),
            (one.dated or {}).get("as_written", ""),
            (one.dated or {}).get("start", ""),
            (one.dated or {}).get("end", ""),
            one.reference,
        )
        for one in found[: export.MOST].iterator(chunk_size=2000)
    )
    return columns, rows


@signed_in
def adherence_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Record a step of a State towards an instrument."""
    viewer = request.viewer
    shown = selectors.instrument(viewer, pk)
    policy.require(viewer, "adherence.record", shown)
    return act(
        request,
        AdherenceForm(request.POST or None, viewer=viewer, initial={"step": "signed"}),
        lambda given: services.adherence_record(viewer=viewer, instrument=shown, **given),
        title=_("A State signed, ratified, applies it"),
        about=in_words(shown.names),
        button=_("Keep"),
        done=_("Kept."),
        back=reverse("instrument", args=[shown.pk]),
    )


@signed_in
@require_POST
def adherence_strike(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Strike a step that was recorded by mistake."""
    viewer = request.viewer
    one = agreed.adherence(viewer, pk)
    try:
        services.adherence_strike(viewer=viewer, adherence=one)
    except NotPossibleNow as problem:
        messages.error(request, explain(problem, get_language()))
    else:
        messages.success(request, _("Struck. The ledger keeps that it was recorded."))
    return redirect("instrument", pk=one.instrument_id)
