"""The screening room: how often people agreed with the screener, and how it is kept up to date."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nadhir.documents.charts import Bar, bar_list
from nadhir.screening import Screener
from nadhir.web.core import clock, export, policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import language_name, number, percent
from nadhir.web.intake import selectors as intake
from nadhir.web.intake.selectors import Measured
from nadhir.web.portal import speech
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import Rescreening

DAYS = 30
SHOWN = 8  # languages in the picture


class MeasuredFilter(forms.Form):
    """Over how many days; lives in the address."""

    days = forms.TypedChoiceField(
        label=gettext_lazy("Judged within"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", gettext_lazy("30 days")),
            (91, gettext_lazy("a quarter")),
            (365, gettext_lazy("a year")),
            (0, gettext_lazy("any time")),
        ],
    )


@signed_in
@require_GET
def screening(request: Request) -> HttpResponseBase:
    """How often is the screener right, as far as people judged?"""
    viewer = request.viewer
    policy.require(viewer, "screening.measure")
    form = MeasuredFilter(request.GET or None)
    chosen = form.cleaned_data.get("days") if form.is_bound and form.is_valid() else None
    days = DAYS if chosen is None else chosen
    rows = intake.measured(viewer, since=clock.now() - timedelta(days=days) if days else None)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("screening", _columns(), map(_cells, rows))
    languages = intake.by_language(rows)
    context = {
        "filter": form,
        "days": days,
        "languages": [(row, language_name(row.language)) for row in languages],
        "detail": [_row(row) for row in rows],
        "columns": _heads(),
        "chart": _chart(languages),
        "unjudged": intake.inbox(viewer, status="all", speech="unjudged").count(),
        "version": Screener.default().version,
        "may_renew": policy.may(viewer, "screening.renew"),
        "runs": policy.visible(Rescreening.objects.all(), viewer)[:5],
        "may_export": policy.may(viewer, "table.export"),
        "may_read": policy.may(viewer, "item.read"),
        "few": intake.FEW_JUDGEMENTS,
        "taken": situations.taken(viewer),
    }
    return render(request, "portal/screening.html", context)


@signed_in
@require_GET
def screening_corrections(request: Request) -> HttpResponseBase:
    """What people said of findings, as data to train with; never of reports for named persons only."""
    viewer = request.viewer
    policy.require(viewer, "screening.measure")
    lines = intake.as_lines(intake.corrections(viewer))
    response = StreamingHttpResponse(lines, content_type="application/x-ndjson; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="corrections.jsonl"'
    return response


def _chart(languages: list[Measured]) -> str:
    bars = [
        Bar(
            language_name(row.language),
            row.share or 0.0,
            percent(row.share),
            tone="off" if row.few else "ease",
        )
        for row in languages[:SHOWN]
    ]
    title = _("Share of findings that people agreed with, by language")
    return bar_list(bars, title=title, rtl=get_language() == "ar") if bars else ""


def _heads() -> list[dict[str, Any]]:
    """The table's columns; figures stand at the end."""
    return [{"label": label, "num": at > 2} for at, label in enumerate(_columns()[:8])]


def _columns() -> list[str]:
    return [
        _("Language"), _("Found by screening"), _("Coverage"), _("Judged"), _("Agreed"), _("Corrected"),
        _("Dismissed"), _("Right"), _("Interval, from"), _("Interval, to"),
    ]  # fmt: skip


def _row(row: Measured) -> dict[str, Any]:
    heads = _columns()
    interval = _("between %(low)s and %(high)s") % {"low": percent(row.low), "high": percent(row.high)}
    few = _("too few to say")
    cells: list[dict[str, Any]] = [
        {"text": language_name(row.language)},
        {"text": speech.concern_words()[row.concern], "label": heads[1]},
        {"text": speech.coverage_words()[row.coverage], "label": heads[2]},
        *(
            {"text": number(value), "num": True, "label": head}
            for value, head in zip((row.n, row.right, row.corrected, row.dismissed), heads[3:7], strict=True)
        ),
        {
            "text": percent(row.share),
            "num": True,
            "label": heads[7],
            "note": f"{interval} · {few}" if row.few else interval,
        },
    ]
    return {"cells": cells}


def _cells(row: Measured) -> list[Any]:
    return [
        language_name(row.language),
        speech.concern_words()[row.concern],
        speech.coverage_words()[row.coverage],
        row.n,
        row.right,
        row.corrected,
        row.dismissed,
        round(row.share or 0.0, 4),
        round(row.low, 4),
        round(row.high, 4),
    ]


urlpatterns = [
    path("screening/", screening, name="screening"),
    path("screening/corrections/", screening_corrections, name="screening_corrections"),
]
