"""What the style guide shows: every component with sample data, in the three languages.

The samples are fiction in an invented place, with made-up figures, short enough to read the components
by. Page writers copy from `templates/styleguide.html`; a test renders it in each language.
"""

from __future__ import annotations

from importlib import resources
from typing import Any

import yaml
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from nadhir.doctrine.text import Text, language
from nadhir.documents import charts
from nadhir.documents.charts import BAR_STATES, BarState

_DEATHS = [
    3,
    5,
    2,
    4,
    6,
    3,
    8,
    5,
    7,
    4,
    6,
    9,
    5,
    8,
    6,
    7,
    5,
    9,
    8,
    6,
    7,
    10,
    8,
    9,
    12,
    9,
    11,
    26,
    24,
    12,
    14,
    13,
]
_LETTERS: dict[str, BarState] = dict(zip("pman-o", BAR_STATES, strict=True))
_PASSAGE = (
    ("قال الخطيب إن ", "", None),
    ("أهل الضفة الأخرى", "group", 1),
    (" ", "", None),
    ("كالجراد", "risk", 2),
    ("، ثم دعا الشيخ ن. الناس إلى ", "", None),
    ("حماية جيرانهم", "ease", 3),
    (".", "", None),
)


def styleguide(request: HttpRequest) -> HttpResponse:
    """The page itself."""
    return render(request, "styleguide.html", samples(get_language()))


def samples(lang: str | None) -> dict[str, Any]:
    """Everything the page needs, in one language."""
    words = _words(lang)
    rtl = language(lang) == "ar"
    return {
        "w": words,
        "desk": _desk(words),
        "watch_columns": [
            {"label": words[key]} for key in ("country", "risk", "deaths", "assessment", "why")
        ],
        "watch_rows": _watch_rows(words, rtl=rtl),
        "inbox_rows": _inbox_rows(words),
        "tabs": _tabs(words),
        "matrix": _matrix(words, rtl=rtl),
        "segments": [{"text": text, "mark": mark, "n": n} for text, mark, n in _PASSAGE],
        "marks": [
            {"mark": mark, "n": n, "text": text, "note": words[f"m_{mark}"]}
            for text, mark, n in _PASSAGE
            if mark
        ],
        "steps": _steps(words),
        "entries": [
            {"when": words["d6"], "title": words["e1"], "by": words["by"], "tone": "accent"},
            {"when": words["d2"], "title": words["e2"], "url": "#passage", "tone": "warn"},
            {"when": words["d1"], "title": words["e3"]},
        ],
        "legend": [
            {"level": at, "label": words[key]}
            for at, key in enumerate(("very_low", "low", "moderate", "high", "very_high"), start=1)
        ],
        "facts": [
            {"label": words["source"], "value": words["by"]},
            {"label": words["rating"], "value": "C3"},
            {"label": words["custody"], "html": mark_safe('<bdi class="ltr">9f2c…e41b</bdi>')},
        ],
        "form": report_form(words),
        "form_wrong": report_form(words, {"what": "", "when": "today"}),
        "filter_form": _filter_form(words),
        "page": Paginator(range(7000), 50).page(2),
        "empty_steps": [words["empty_1"], words["empty_2"]],
        "applied": [
            {"label": words["violence"], "remove_url": "?"},
            {"label": words["t_today"], "remove_url": "?"},
        ],
        **_charts(words, rtl=rtl),
    }


def _words(lang: str | None) -> dict[str, str]:
    raw = yaml.safe_load((resources.files("nadhir.web") / "styleguide.yaml").read_text("utf-8"))
    return {key: Text.of(words).in_(lang) for key, words in raw.items()}


def _desk(words: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"title": words["sign"], "note": words["sign_note"], "pill": words["t_today"], "tone": "warn"},
        {"title": words["triage"], "note": words["triage_note"], "pill": words["t_late"], "tone": "warn"},
        {"title": words["ack"], "note": words["ack_note"], "pill": words["t_decide"], "tone": "accent"},
        {"title": words["memo"], "note": words["memo_note"], "pill": words["t_days"]},
    ]


def _watch_rows(words: dict[str, str], *, rtl: bool) -> list[dict[str, Any]]:
    rows = []
    for at, (risk, change, state, tone) in enumerate(
        (
            (5, "up", "high", "warn"),
            (4, "", "very_high", "warn"),
            (3, "up", "moderate", ""),
            (2, "down", "low", ""),
        )
    ):
        values = [value * (1 + at * 0.4) + (at * 7 * month) % 5 for month, value in enumerate(_DEATHS)]
        line = charts.sparkline(values, title=f"{words['deaths']}: {max(values):.0f}", rtl=rtl)
        rows.append(
            {
                "url": "#",
                "cells": [
                    {"text": f"{words['valley']} {at + 1}"},
                    {
                        "label": words["risk"],
                        "risk": risk,
                        "value": f"{8.2 - at * 1.7:.1f} %",
                        "change": change,
                        "by": at + 2,
                    },
                    {"label": words["deaths"], "html": line},
                    {
                        "label": words["assessment"],
                        "pill": words[state],
                        "tone": tone,
                        "age": words["t_days"],
                    },
                    {"label": words["why"], "text": words["m_risk"]},
                ],
            }
        )
    return rows


def _inbox_rows(words: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"title": words[title], "lang": None, "pill": words[pill], "tone": tone, "age": words[age]}
        for title, pill, tone, age in (
            ("e2", "urgent", "warn", "d4"),
            ("e3", "review", "note", "d3"),
            ("e1", "very_low", "", "d2"),
        )
    ]


def _tabs(words: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"label": words["overview"], "url": "#", "active": True},
        {"label": words["evidence"], "url": "#", "count": 214},
        {"label": words["tensions"], "url": "#", "count": 4},
        {"label": words["assessment"], "url": "#", "count": 3},
        {"label": words["warnings"], "url": "#", "count": 2},
    ]


def _matrix(words: dict[str, str], *, rtl: bool) -> list[dict[str, Any]]:
    state_words = {state: words[state] for state in BAR_STATES}
    rows = []
    for factor, states, trend, confidence in (
        ("1", "pppnapapapa", "rising", "high"),
        ("2", "pppaannp", "steady", "high"),
        ("6", "mpnmaaapnam", "steady", "moderate"),
        ("7", "papppanppaaapp", "rising", "high"),
        ("8", "------------", "", ""),
    ):
        label = words[f"f{factor}"]
        bars = charts.factor_bars([_LETTERS[one] for one in states], title=label, words=state_words, rtl=rtl)
        rows.append(
            {
                "number": factor,
                "label": label,
                "url": "#",
                "bars": bars,
                "trend": words.get(trend, ""),
                "tone": "warn" if trend == "rising" else "",
                "confidence": words.get(confidence, ""),
            }
        )
    return rows


def _steps(words: dict[str, str]) -> list[dict[str, Any]]:
    days = ("d1", "d2", "d3", "d4", "d3", "d6")
    return [
        {"label": words[f"s{at}"], "when": words[day], "state": "due" if at == 6 else ""}
        for at, day in enumerate(days, start=1)
    ]


def report_form(words: dict[str, str], data: dict[str, str] | None = None) -> forms.Form:
    """A form with every kind of field."""

    class SampleForm(forms.Form):
        what = forms.CharField(
            label=words["what"],
            widget=forms.Textarea(attrs={"placeholder": words["what_hint"], "rows": 3}),
            error_messages={"required": words["too_short"]},
        )
        where = forms.CharField(label=words["where"], help_text=words["where_help"], required=False)
        when = forms.ChoiceField(
            label=words["when"],
            choices=[
                ("today", words["t_today"]),
                ("yesterday", words["yesterday"]),
                ("week", words["week"]),
                ("other", words["other"]),
            ],
            widget=forms.RadioSelect,
            initial="today",
        )
        again = forms.BooleanField(label=words["agree"], required=False)

    return SampleForm(data, prefix="wrong" if data is not None else None)


def _filter_form(words: dict[str, str]) -> forms.Form:
    class SampleFilter(forms.Form):
        words_ = forms.CharField(label=words["search"], required=False, widget=forms.SearchInput)
        kind = forms.ChoiceField(
            label=words["kind"], required=False, choices=[("", "–"), ("v", words["violence"])]
        )
        risk = forms.ChoiceField(
            label=words["concern"], required=False, choices=[("", "–"), ("u", words["urgent"])]
        )

    return SampleFilter(prefix="f")


def _charts(words: dict[str, str], *, rtl: bool) -> dict[str, Any]:
    codes = (
        "SDN",
        "ETH",
        "MMR",
        "TCD",
        "COD",
        "IND",
        "NGA",
        "MLI",
        "AFG",
        "YEM",
        "SYR",
        "UKR",
        "BRA",
        "RUS",
        "COM",
    )
    events = [
        charts.Place(30 + (at * 7919 % 89) / 16, 12 + (at * 104729 % 71) / 16, label=words["e3"],
                     tone="low" if at % 3 == 0 else "", exact=at % 7 != 0)
        for at in range(90)
    ]  # fmt: skip
    months = len(_DEATHS)
    return {
        "world": charts.choropleth(
            {code: 0.16 / (1 + at * at * 0.2) for at, code in enumerate(codes)},
            classes=(0.005, 0.01, 0.03, 0.08),
            labels=[words[key] for key in ("very_low", "low", "moderate", "high", "very_high")],
            title=words["map_title"],
            description=words["map_note"],
        ),
        "disclaimer": charts.disclaimer("ar" if rtl else get_language()),
        "line": charts.line_chart(
            _DEATHS,
            title=words["chart"],
            ticks=[(0, "2024"), (12, "2025"), (24, "2026")],
            band=[None] * (months - 1) + [(13, 13), (10, 19), (8, 25), (7, 31)],
            rtl=rtl,
        ),
        "bars": charts.bar_list(
            [
                charts.Bar(words["e3"], 12, "12"),
                charts.Bar(words["e2"], 8, "8"),
                charts.Bar(words["e1"], 3, "3", "ease"),
            ],
            title=words["happened"],
            rtl=rtl,
        ),
        "events": charts.point_map(
            events, title=words["places"], write=lambda count: f"{count} {words['events']}", height=320
        ),
    }
