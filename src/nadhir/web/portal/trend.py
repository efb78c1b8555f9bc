"""Expressions of hate over time: the page, its file, and the card on the page of a situation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, get_args

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language, get_language_bidi, gettext_lazy, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nadhir import doctrine
from nadhir.documents.charts import Bar, Svg, bar_list, line_chart, sparkline
from nadhir.screening.normalise import fold
from nadhir.web.core import clock, export, policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import day, in_words, language_name, month, number, percent
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.intake import selectors as intake
from nadhir.web.intake.selectors import Asked, Part, Trend, Unit
from nadhir.web.portal import speech
from nadhir.web.situations import panels
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import Situation

MONTHS = 12
SHOWN = 8  # parts of each kind in a picture


class TrendFilter(forms.Form):
    """What is counted; lives in the address."""

    months = forms.TypedChoiceField(
        label=gettext_lazy("Time"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", gettext_lazy("a year")),
            (3, gettext_lazy("three months")),
            (6, gettext_lazy("six months")),
            (36, gettext_lazy("three years")),
        ],
    )
    by = forms.ChoiceField(
        label=gettext_lazy("Counted by"),
        required=False,
        choices=[("", gettext_lazy("month")), ("week", gettext_lazy("week"))],
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Concern"),
        required=False,
        choices=[
            ("", gettext_lazy("to review or urgent")),
            ("watch", gettext_lazy("to watch or more")),
            ("urgent", gettext_lazy("urgent only")),
        ],
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    group = forms.ChoiceField(label=gettext_lazy("Of whom it speaks"), required=False)
    hallmark = forms.ChoiceField(label=gettext_lazy("Hallmark"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("Place"), required=False)
    situation = forms.ChoiceField(label=gettext_lazy("Situation"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anything = ("", _("Any"))
        found = directory.places(viewer)
        asked = directory.code_of(self.data.get("place", ""))
        named = found.filter(parent=None) | found.filter(code=asked)
        places = [(code, in_words(names)) for code, names in named.values_list("code", "names")]
        watched = situations.situations(viewer)
        choices: dict[str, list[tuple[str, str]]] = {
            "language": speech.language_choices(intake.languages(viewer)),
            "group": speech.group_choices(),
            "hallmark": _hallmarks(),
            "place": sorted(places, key=lambda place: fold(place[1])),
            "situation": [(str(one.pk), in_words(one.names)) for one in watched],
        }
        for name, values in choices.items():
            self.fields[name].choices = [anything, *values]  # type: ignore[attr-defined]


def _hallmarks() -> list[tuple[str, str]]:
    catalogue = doctrine.load(speech.HALLMARKS)
    return [(one.id, speech.hallmark_words(one.id)) for one in catalogue.of_kind("hallmark")]


def asked_of(chosen: dict[str, Any], today: date) -> Asked:
    """What the filter asks for."""
    months = chosen.get("months") or MONTHS
    unit: Unit = "week" if chosen.get("by") in get_args(Unit)[:1] else "month"
    return Asked(
        since=intake.months_before(today, months - 1),
        until=today,
        unit=unit,
        level=chosen.get("level") or "review",
        **{name: chosen.get(name) or "" for name in ("language", "group", "hallmark", "place")},
    )


@signed_in
@require_GET
def screening_trend(request: Request) -> HttpResponseBase:
    """Does hate grow, against whom, where and in which words?"""
    viewer = request.viewer
    policy.require(viewer, "item.read")
    form = TrendFilter(request.GET or None, viewer=viewer)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    situation = situations.situation(viewer, chosen["situation"]) if chosen.get("situation") else None
    found = situations.items_of(viewer, situation) if situation else intake.items(viewer)
    asked = asked_of(chosen, clock.now().date())
    trend = intake.trend_of(found, asked)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        columns = [_("Counted by"), _("What"), _("From"), _("Expressions"), pgettext("reports", "Screened")]
        return export.table_response("expressions", columns, _rows(trend))
    context = {
        "filter": form,
        "filtered": any(chosen.values()),
        "trend": trend,
        "asked": asked,
        "situation": situation,
        "line": _line(trend, asked.unit),
        "points": [(point, _period(point.start, asked.unit)) for point in reversed(trend.points)],
        "mean": number(round(trend.surge.mean, 1)),
        "parts": [_card(*part, trend) for part in _kinds(trend)],
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "portal/trend.html", context)


def _kinds(trend: Trend) -> list[tuple[str, Sequence[Part], Any]]:
    return [
        (_("By language"), trend.languages, language_name),
        (_("Of whom it speaks"), trend.groups, speech.group_words),
        (_("By hallmark of dangerous speech"), trend.hallmarks, speech.hallmark_words),
        (_("By country that is named"), trend.places, _country),
    ]


def _country(code: str) -> str:
    return in_words(directory.country_names().get(code, {"en": code}))


def _period(start: date, unit: Unit) -> str:
    return month(start) if unit == "month" else day(start)


def _line(trend: Trend, unit: Unit) -> Svg:
    points = trend.points
    marks = sorted({0, len(points) // 2, len(points) - 1})
    return line_chart(
        [float(point.expressions) for point in points],
        title=_("Expressions by week") if unit == "week" else _("Expressions by month"),
        description=_("%(n)s of %(all)s screened reports")
        % {"n": number(trend.expressions), "all": number(trend.screened)},
        ticks=[(at, _period(points[at].start, unit)) for at in marks],
        write=lambda value: number(round(value, 1)) if value % 1 else number(int(value)),
        rtl=get_language_bidi(),
        width=460,
    )


def _card(title: str, parts: Sequence[Part], name: Any, trend: Trend) -> dict[str, Any]:
    """A kind of parts: its bars, and the same as rows with the share of all expressions."""
    shown = [(name(part.key), part) for part in parts[:SHOWN]]
    bars = [Bar(words, float(part.total), number(part.total)) for words, part in shown]
    rtl = get_language() == "ar"
    return {
        "title": title,
        "chart": bar_list(bars, title=title, rtl=rtl) if bars else "",
        "rows": [
            (words, part.total, percent(part.total / trend.expressions) if trend.expressions else "")
            for words, part in ((name(part.key), part) for part in parts[:40])
        ],
    }


def _rows(trend: Trend) -> Iterator[list[Any]]:
    for point in trend.points:
        yield [_("all"), "", point.start, point.expressions, point.screened]
    for kind, parts, name in _kinds(trend):
        for part in parts:
            for point, many in zip(trend.points, part.counts, strict=True):
                yield [kind, name(part.key), point.start, many, point.screened]


# ------------------------------------------------------------------ on the pages of a situation


def speech_panel(viewer: Viewer, situation: Situation) -> panels.Panel | None:
    """Expressions of hate in the reports of a situation: this month against the six before."""
    if not policy.may(viewer, "item.read"):
        return None
    asked = asked_of({}, clock.now().date())
    trend = intake.trend_of(situations.items_of(viewer, situation), asked)
    if not trend.screened:
        return None
    counts = [float(point.expressions) for point in trend.points]
    title = _("Expressions of hate by month, twelve months; the last: %(n)s") % {"n": number(trend.surge.now)}
    return panels.Panel(
        "portal/_situation_speech.html",
        {
            "trend": trend,
            "situation": situation.pk,
            "line": sparkline(counts, title=title, rtl=get_language_bidi()),
            "groups": [(speech.group_words(part.key), part.total) for part in trend.groups[:3]],
            "mean": number(round(trend.surge.mean, 1)),
        },
    )


urlpatterns = [path("screening/trend/", screening_trend, name="screening_trend")]
