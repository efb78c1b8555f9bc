"""From warning to result over time: are we earlier, are we answered, does something come of it?"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from nadhir.documents.charts.lines import line_chart
from nadhir.web.core import clock, export, policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words, number
from nadhir.web.core.viewer import Viewer
from nadhir.web.portal.threads import step_labels
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Review
from nadhir.web.response.selectors import STEPS, Thread
from nadhir.web.response.selectors.measures import SPANS, Measure, measure_of, measured_by, quarter_of
from nadhir.web.situations import selectors as situations
from nadhir.web.warnings import selectors as warnings
from nadhir.web.warnings.models import Warning

QUARTERS = 12  # the last three years
MANY = 40  # rows of one part

By = Callable[[Thread], Any]


@signed_in
def over_time(request: Request) -> HttpResponseBase:
    """How long did it take from the first sign to a result, and is it getting better?"""
    viewer = request.viewer
    threads = response.threads(viewer, texts=False)
    if request.GET.get("format") == "json":
        policy.require(viewer, "table.export")
        return _as_json(viewer, threads)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("nadhir-measures", *_table(viewer, threads))
    quarters = dict(sorted(measured_by(threads, quarter_of).items())[-QUARTERS:])
    context = {
        "whole": measure_of(threads),
        "quarters": _rows(quarters, str),
        "charts": [_chart(quarters, span) for span in SPANS if _known(quarters, span) > 1],
        "parts": [
            {"title": title, "rows": _rows(measured_by(threads, by), name)[:MANY]}
            for title, by, name in _parts(viewer)
        ],
        "spans": [(first, last, _span_words(first, last)) for first, last in SPANS],
        "record": response.record_of(response.closed_reviews(viewer)),
        "answers": Review.Answer.choices,
        "may_export": policy.may(viewer, "table.export"),
        "may_review": policy.may(viewer, "review.write"),
    }
    return render(request, "portal/measures.html", context)


def _parts(viewer: Viewer) -> list[tuple[str, By, Callable[[Any], str]]]:
    """By what threads are told apart, besides time."""
    seen = situations.situations(viewer).in_bulk()
    kinds = dict(Warning.Kind.choices)
    roles = warnings.roles_told(viewer)
    return [
        (
            _("By situation"),
            lambda one: one.warning.situation_id if one.warning.situation_id in seen else None,
            lambda pk: in_words(seen[pk].names),
        ),
        (_("By kind"), lambda one: one.warning.kind, lambda kind: str(kinds[kind])),
        (_("By who was told first"), lambda one: roles.get(one.warning.pk), str),
    ]


def _rows(measured: Mapping[Any, Measure], name: Callable[[Any], str]) -> list[dict[str, Any]]:
    return [
        {"name": name(key), "measure": one, "spans": [one.spans[span] for span in SPANS]}
        for key, one in measured.items()
    ]


def _known(quarters: Mapping[str, Measure], span: tuple[str, str]) -> int:
    return sum(one.spans[span].days is not None for one in quarters.values())


def _span_words(first: str, last: str) -> str:
    labels = step_labels()
    return _("%(first)s → %(last)s") % {"first": labels[first], "last": labels[last]}


def _chart(quarters: Mapping[str, Measure], span: tuple[str, str]) -> dict[str, Any]:
    names = list(quarters)
    title = _span_words(*span)
    marks = sorted({0, len(names) - 1})
    return {
        "title": title,
        "svg": line_chart(
            [quarters[name].spans[span].days for name in names],
            title=title,
            description=_("median days, by the quarter in which the warning was issued"),
            ticks=[(at, names[at]) for at in marks],
            write=lambda value: number(round(value, 1)) if value % 1 else number(int(value)),
            rtl=get_language_bidi(),
            width=320,
            height=130,
        ),
    }


def _table(viewer: Viewer, threads: list[Thread]) -> tuple[list[str], list[list[Any]]]:
    """All measures as a file: how many, and the median days of each span with how many it rests on."""
    columns = [_("By"), _("Part"), _("Warned"), _("Acknowledged"), _("Decided"), _("Acted on"), _("Result")]
    for first, last in SPANS:
        words = _span_words(first, last)
        columns += [_("%(span)s, median days") % {"span": words}, _("%(span)s, number") % {"span": words}]
    parts: list[tuple[str, str, Measure]] = [(_("All"), "", measure_of(threads))]
    for quarter, one in sorted(measured_by(threads, quarter_of).items()):
        parts.append((_("By quarter"), quarter, one))
    for title, by, name in _parts(viewer):
        parts += [(title, name(key), one) for key, one in measured_by(threads, by).items()]
    rows = []
    for title, name_, one in parts:
        spans = [figure for span in SPANS for figure in (one.spans[span].days, one.spans[span].many)]
        rows.append(
            [title, name_, one.warned, one.acknowledged, one.decided, one.acted, one.resulted, *spans]
        )
    return columns, rows


def _as_json(viewer: Viewer, threads: list[Thread]) -> HttpResponse:
    """The dates from which all this is computed, so that an evaluator can compute it again."""
    reviewed = {one.warning_id: one for one in response.closed_reviews(viewer) if one.warning_id is not None}
    told = [
        {
            "number": one.warning.number,
            "status": one.warning.status,
            **{name: at.isoformat() if (at := one.at(name)) else None for name in STEPS},
            "outcome": reviewed[one.warning.pk].outcome if one.warning.pk in reviewed else None,
        }
        for one in threads
    ]
    data = {
        "made_at": clock.now().isoformat(),
        "steps": list(STEPS),
        "spans": [list(span) for span in SPANS],
        "rule": "median of (second - first) in days over threads with both dates; threads without "
        "`warned` do not count",
        "threads": told,
        "missed": [
            {"happened_on": one.happened_on.isoformat() if one.happened_on else None}
            for one in response.closed_reviews(viewer)
            if one.warning_id is None
        ],
    }
    answer = HttpResponse(json.dumps(data, ensure_ascii=False, indent=1), content_type="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="nadhir-threads.json"'
    return answer


urlpatterns = [path("ledger/over-time/", over_time, name="over_time")]
