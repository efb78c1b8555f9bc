"""Outlook: what the figures say of every country, the highest risk first, and the same as a file."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import get_language, get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nadhir.doctrine.phrases import Reason
from nadhir.documents import charts
from nadhir.forecasting import watch_list
from nadhir.web.core import clock, export, policy, words
from nadhir.web.core.http import Page, Request, page_number, signed_in
from nadhir.web.core.templatetags.nadhir import chance, number
from nadhir.web.portal import country, home, regions, track_record, watching
from nadhir.web.portal.figures import KEPT, SCALE, as_file, factor_pills
from nadhir.web.portal.forms import WatchFilter
from nadhir.web.portal.watching import Country

PAGE = 50


class OutlookFilter(WatchFilter):
    """Which countries are shown, and in what order; lives in the address."""

    region = forms.ChoiceField(
        label=gettext_lazy("Region"),
        required=False,
        choices=[("", gettext_lazy("Any")), *regions.TITLES.items()],
    )
    changed = forms.ChoiceField(
        label=gettext_lazy("Within a year"),
        required=False,
        choices=[
            ("", gettext_lazy("Any")),
            ("up", gettext_lazy("got worse")),
            ("down", gettext_lazy("got better")),
        ],
    )
    field_order = ("q", "region", "level", "changed", "ours")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The heads of the table choose the order.
        self.fields["by"].widget = forms.HiddenInput()


@signed_in
@require_GET
def outlook(request: Request) -> HttpResponseBase:
    """What do the figures say, where did it get worse, and how sure is that?"""
    viewer = request.viewer
    form = OutlookFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    everywhere = watching.countries(watching.under_watch(viewer))
    listed = _narrowed(everywhere, chosen)
    by: watching.Order = chosen.get("by") or "rank"
    listed = watching.ordered(listed, by)
    if (wanted := request.GET.get("format")) in ("csv", "json"):
        policy.require(viewer, "table.export")
        if wanted == "json":
            return _as_json(listed)
        return export.table_response("outlook", *home.table(listed))
    page = _page(request, listed)
    figures = watch_list()
    context = {
        "filter": form,
        "filtered": any(value for name, value in chosen.items() if name != "by"),
        "by": by,
        "answer": watching.worsened(everywhere),
        "leaps": [
            {"url": reverse("outlook_country", args=[entry.iso3]), "words": leapt.words, "entry": entry}
            for entry, leapt in watching.leaps()
        ],
        "leap": {name: Reason(f"leap.{name}", {}, watching.BOOK) for name in ("title", "help", "none")},
        "figures": figures,
        "figures_to": watching.months_of(figures)[1],
        "ahead": watching.looks_ahead_to(figures),
        "passed": watching.looks_ahead_to(figures) < clock.now().date(),
        "page": page,
        "rows": _rows(page.rows),
        "ours": any(one.covering for one in page.rows),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "portal/outlook.html", context)


def _narrowed(listed: Sequence[Country], chosen: dict[str, Any]) -> list[Country]:
    found = watching.narrowed(
        listed, words=chosen.get("q", ""), level=chosen.get("level"), ours=chosen.get("ours", False)
    )
    region, changed = chosen.get("region"), chosen.get("changed")
    least = watching.WORTH_TELLING
    return [
        one
        for one in found
        if (not region or regions.region_of(one.entry.iso3) == region)
        and (changed != "up" or (one.change or 0) >= least)
        and (changed != "down" or (one.change or 0) <= -least)
    ]


def _page(request: Request, listed: list[Country]) -> Page[Any]:
    if request.GET.get("all"):
        return Page(listed, 1, False, len(listed), False, max(len(listed), 1))
    at = min(page_number(request), max(1, -(-len(listed) // PAGE)))
    start = (at - 1) * PAGE
    return Page(listed[start : start + PAGE], at, len(listed) > start + PAGE, len(listed), False, PAGE)


def _rows(listed: Sequence[Country]) -> list[str]:
    """The rows as they stand on the page. Where no situation of ours is told of, a row is the same for
    everybody who reads the same language, and written once."""
    lang, ours = get_language() or "en", any(one.covering for one in listed)
    about = f"{watch_list().version}:{lang}:{words.digits_in(lang)}:{ours}"
    keys = {one.entry.iso3: f"outlook:{one.entry.iso3}:{about}" for one in listed if one.covering is None}
    kept: dict[str, str] = cache.get_many(keys.values())
    fresh: dict[str, str] = {}
    rows = []
    for one in listed:
        key = keys.get(one.entry.iso3, "")
        row = kept.get(key)
        if row is None:
            row = render_to_string("portal/_outlook_row.html", {"row": _row(one), "ours": ours})
            if key:
                fresh[key] = row
        rows.append(row)
    cache.set_many(fresh, KEPT)
    return rows


def _row(one: Country) -> dict[str, Any]:
    entry, change = one.entry, one.change
    lang = get_language() or "en"
    return {
        "country": one,
        "url": reverse("outlook_country", args=[entry.iso3]),
        "risk": chance(entry.risk),
        "direction": "up" if (change or 0) > 0 else "down" if (change or 0) < 0 else "",
        "by": number(abs(change)) if change else "",
        "range": _range(entry.risk, entry.low, entry.high, entry.base_rate, lang, words.digits_in(lang)),
        "expected": number(watching.about(entry.expected_deaths)),
        "low": number(watching.about(entry.deaths_low)),
        "high": number(watching.about(entry.deaths_high)),
        "reason": one.reasons[0] if one.reasons else None,
        "factors": factor_pills(
            factor for reason in one.reasons for factor in reason.params.get("factors", ())
        ),
        "tone": "warn" if one.covering and one.covering.rising else "",
    }


@functools.lru_cache(maxsize=2048)
def _range(
    risk: float,
    low: float | None,
    high: float | None,
    average: float,
    lang: str,  # noqa: ARG001 - in what `percent` writes, as the digits
    digits: str,  # noqa: ARG001
) -> charts.Svg:
    """Risk and range of one country beside the average, drawn once for each language."""
    title = _("%(risk)s, roughly between %(low)s and %(high)s; average of all countries: %(average)s") % {
        "risk": chance(risk),
        "low": chance(low),
        "high": chance(high),
        "average": chance(average),
    }
    rtl = get_language_bidi()
    return charts.small_range(risk, low, high, title=title, bounds=SCALE, reference=average, rtl=rtl)


def _as_json(listed: Sequence[Country]) -> HttpResponse:
    """The list as a JSON file: raw figures, words in all three languages, our trend beside them."""
    figures = watch_list()
    told = {
        "as_of": figures.as_of,
        "vintage": figures.vintage,
        "version": figures.version,
        "notes": [note.as_json() for note in figures.notes],
        "countries": [
            {**one.entry.as_json(), "region": regions.region_of(one.entry.iso3), "our_trend": _trend(one)}
            for one in listed
        ],
    }
    return as_file("outlook.json", json.dumps(told, ensure_ascii=False, indent=1), "application/json")


def _trend(one: Country) -> str | None:
    return one.covering.assessment.trend if one.covering and one.covering.assessment else None


urlpatterns = [
    path("outlook/", outlook, name="outlook"),
    path("outlook/track-record/", track_record.track_record, name="track_record"),
    path("outlook/<str:iso3>/", country.country, name="outlook_country"),
]
