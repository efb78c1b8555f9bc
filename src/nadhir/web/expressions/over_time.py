"""Expressions over time: against whom, how, by what kind of speaker, by what medium and where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language_bidi, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nadhir.documents.charts import Bar, Svg, bar_list, line_chart
from nadhir.web.core import clock, export, policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words, month, number, percent
from nadhir.web.directory import selectors as directory
from nadhir.web.expressions import selectors, wording
from nadhir.web.expressions.forms import TrendFilter
from nadhir.web.expressions.models import TESTS, Medium, Speaker
from nadhir.web.expressions.selectors import Part, Trend
from nadhir.web.expressions.trends import MOST
from nadhir.web.expressions.views import chosen_of

MONTHS, SHOWN = 12, 8


@signed_in
@require_GET
def expression_trends(request: Request) -> HttpResponseBase:
    """Does it grow, against whom, in which form, from whom and where? Kinds are counted, never names."""
    viewer = request.viewer
    policy.require(viewer, "item.read")
    form = TrendFilter(request.GET or None, viewer=viewer)
    chosen = chosen_of(form)
    months = (form.cleaned_data.get("months") if form.is_bound and form.is_valid() else None) or MONTHS
    found = selectors.expressions_found(viewer, **chosen)
    trend = selectors.counted(found[:MOST], until=clock.now().date(), months=months)
    names = _names(request, trend)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        columns = [_("Counted by"), _("What"), _("Month"), pgettext("speech acts", "Expressions")]
        return export.table_response("expression-trends", columns, _rows(trend, names))
    context = {
        "filter": form,
        "filtered": any(chosen.values()),
        "trend": trend,
        "last": trend.counts[-1],
        "mean": number(round(sum(trend.counts[-7:-1]) / 6, 1)),
        "line": _line(trend),
        "points": _newest_first(trend),
        "parts": [_card(title, parts, words, trend) for title, parts, words in names],
        "agreement": _agreement(request),
        "may_export": policy.may(viewer, "table.export"),
    }  # fmt: skip
    return render(request, "expressions/trends.html", context)


def _newest_first(trend: Trend) -> list[tuple[str, int]]:
    rows = [(month(start), many) for start, many in zip(trend.months, trend.counts, strict=True)]
    return rows[::-1]


def _agreement(request: Request) -> list[dict[str, Any]]:
    """How far coders agreed, by test; tests of which no pair is open are left out."""
    tests = wording.test_words()
    measured = [selectors.agreement_of(request.viewer, test) for test in TESTS]
    return [
        {
            "title": tests[one.test],
            "pairs": one.pairs,
            "share": percent(one.share.value) if one.share.value is not None else "",
            "kappa": number(round(one.kappa.value, 2)) if one.kappa.value is not None else "",
            "alpha": number(round(one.alpha.value, 2)) if one.alpha.value is not None else "",
            "why": one.share.why or one.kappa.why,
        }
        for one in measured
        if one.pairs
    ]


def _names(request: Request, trend: Trend) -> list[tuple[str, tuple[Part, ...], dict[str, str]]]:
    targets = {key: wording.target_words(key, name) for key, name in selectors.targets_known(request.viewer)}
    codes = [part.key for part in trend.parts["place"]]
    places = directory.places(request.viewer).filter(code__in=codes).values_list("code", "names")
    words: dict[str, tuple[str, dict[str, str]]] = {
        "target": (_("Against whom"), targets),
        "hallmark": (_("By hallmark"), dict(wording.hallmark_choices())),
        "speaker": (_("By kind of speaker"), {key: str(label) for key, label in Speaker.choices}),
        "medium": (_("By medium"), {key: str(label) for key, label in Medium.choices}),
        "place": (_("By place"), {code: in_words(names) for code, names in places}),
    }
    return [(title, trend.parts[kind], named) for kind, (title, named) in words.items()]


def _line(trend: Trend) -> Svg:
    marks = sorted({0, len(trend.months) // 2, len(trend.months) - 1})
    return line_chart(
        [float(many) for many in trend.counts],
        title=pgettext("speech acts", "Expressions by month"),
        description=_("%(n)s expressions in all") % {"n": number(trend.total)},
        ticks=[(at, month(trend.months[at])) for at in marks],
        write=lambda value: number(round(value, 1)) if value % 1 else number(int(value)),
        rtl=get_language_bidi(),
        width=460,
    )


def _card(title: str, parts: tuple[Part, ...], words: dict[str, str], trend: Trend) -> dict[str, Any]:
    named = [(words.get(part.key, part.key), part) for part in parts]
    bars = [Bar(name, float(part.total), number(part.total)) for name, part in named[:SHOWN]]
    return {
        "title": title,
        "chart": bar_list(bars, title=title, rtl=get_language_bidi()) if bars else "",
        "rows": [(name, part.total, percent(part.total / trend.total)) for name, part in named[:40]],
    }


def _rows(
    trend: Trend, names: list[tuple[str, tuple[Part, ...], dict[str, str]]]
) -> Iterator[list[str | int | date]]:
    for start, many in zip(trend.months, trend.counts, strict=True):
        yield [_("all"), "", start, many]
    for title, parts, words in names:
        for part in parts:
            for start, many in zip(trend.months, part.counts, strict=True):
                yield [title, words.get(part.key, part.key), start, many]
