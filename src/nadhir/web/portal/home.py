"""Watch, the home page: what got worse, where and why, and what waits on the person's desk; and the map of
events that reports tell of."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from nadhir.documents import charts
from nadhir.forecasting import RISK_CLASSES, watch_list
from nadhir.web.core import clock, export, policy, words
from nadhir.web.core.http import Page, Request, page_number, signed_in
from nadhir.web.core.templatetags.nadhir import day, days_between, in_words, number, percent
from nadhir.web.core.viewer import Viewer
from nadhir.web.portal import country, mapping, waiting, watching
from nadhir.web.portal.forms import MapFilter, WatchFilter
from nadhir.web.portal.watching import Country
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.selectors import Ahead

PAGE = 25
SHOWN_TASKS = 8
SHOWN_DATES, AHEAD_DAYS = 6, 60


@signed_in
def watch(request: Request) -> HttpResponseBase:
    """Where does it get worse, why, and what is on my desk today?"""
    viewer, now = request.viewer, clock.now()
    form = WatchFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    watched = watching.under_watch(viewer)
    everywhere = watching.countries(watched)
    listed = watching.narrowed(
        everywhere,
        words=chosen.get("q", ""),
        level=chosen.get("level"),
        ours=chosen.get("ours", False),
    )
    by: watching.Order = chosen.get("by") or "rank"
    listed = watching.ordered(listed, by)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("watch-list", *table(listed))
    tasks = waiting.desk(viewer, watched, now)
    page = _page(request, listed)
    context = {
        "figures": watch_list(),
        "figures_to": watching.months_of(watch_list())[1],
        "ahead": watching.looks_ahead_to(watch_list()),
        "passed": watching.looks_ahead_to(watch_list()) < now.date(),
        "today": now,
        "answer": watching.answer(viewer, everywhere, watched, now),
        "leapt": watching.leapt() if watching.leaps() else None,
        "watched": watched,
        "dates": _dates(viewer, now),
        "dates_days": AHEAD_DAYS,
        "disagreeing": country.disagreeing(viewer, everywhere),
        "tasks": tasks[:SHOWN_TASKS],
        "waiting": len(tasks),
        "more_tasks": len(tasks) - SHOWN_TASKS,
        "world": _world(get_language() or "en", words.digits_in(get_language())),
        "disclaimer": charts.disclaimer(get_language()),
        "key": _key(),
        "filter": form,
        "filtered": any(value for name, value in chosen.items() if name != "by"),
        "by": by,
        "page": page,
        "rows": [_row(viewer, one, now) for one in page.rows],
        "may_read": policy.may(viewer, "item.read"),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "portal/watch.html", context)


def _dates(viewer: Viewer, now: datetime) -> list[Ahead] | None:
    """What the calendar holds for the next weeks; None for those who work without it."""
    if not viewer.has("analyst", "reviewer", "coordinator"):
        return None
    return situations.all_ahead(viewer, now.date(), AHEAD_DAYS)[:SHOWN_DATES]


def _page(request: Request, listed: list[Country]) -> Page[Any]:
    if request.GET.get("all"):
        return Page(listed, 1, False, len(listed), False, max(len(listed), 1))
    at = min(page_number(request), max(1, -(-len(listed) // PAGE)))
    start = (at - 1) * PAGE
    return Page(listed[start : start + PAGE], at, len(listed) > start + PAGE, len(listed), False, PAGE)


def risk_words() -> list[str]:
    """The words of the five classes of risk, the lowest first."""
    return [
        pgettext("risk", "very low"),
        pgettext("risk", "low"),
        pgettext("risk", "moderate"),
        pgettext("risk", "high"),
        pgettext("risk", "very high"),
    ]


def _key() -> list[dict[str, Any]]:
    """The classes with their bounds, for the key under the map."""
    said = risk_words()
    bounds = [percent(bound) for bound in RISK_CLASSES]
    rows = [{"level": 1, "label": said[0], "bounds": _("below %(bound)s") % {"bound": bounds[0]}}]
    for at in range(1, len(bounds)):
        between = _("%(low)s to %(high)s") % {"low": bounds[at - 1], "high": bounds[at]}
        rows.append({"level": at + 1, "label": said[at], "bounds": between})
    rows.append({"level": 5, "label": said[4], "bounds": _("%(bound)s and more") % {"bound": bounds[-1]}})
    rows.append({"level": 0, "label": _("little to go on, or no figure"), "bounds": ""})
    return rows


@functools.lru_cache(maxsize=8)
def _world(lang: str, digits: str) -> str:  # noqa: ARG001 - the digits are in what `percent` writes
    """The map, drawn once for each language and kind of digits: the figures are the same for everybody."""
    known = [entry for entry in watch_list().entries if not entry.little_to_go_on]
    return charts.choropleth(
        {entry.iso3: entry.risk for entry in known},
        classes=RISK_CLASSES,
        labels=risk_words(),
        title=_("Risk that a mass killing starts within two years, by country"),
        description=_("The same figures stand in the list below."),
        names={entry.iso3: entry.name.in_(lang) for entry in known},
        write=percent,
        href="?q={}#list",
    )


def _row(viewer: Viewer, one: Country, now: datetime) -> dict[str, Any]:
    entry, change = one.entry, one.change
    signed = one.covering.assessment if one.covering else None
    return {
        "country": one,
        "url": _leads(viewer, one),
        "risk": percent(entry.risk),
        "direction": "up" if (change or 0) > 0 else "down" if (change or 0) < 0 else "",
        "by": number(abs(change)) if change else "",
        "line": _line(one),
        "tone": "warn" if one.covering and one.covering.rising else "",
        "age": days_between(now, signed.signed_at) if signed else "",
        "expected": (number(watching.about(entry.deaths_low)), number(watching.about(entry.deaths_high))),
        "reasons": [(reason, _factors(reason.params.get("factors", ()))) for reason in one.reasons],
    }


def _factors(numbers: Any) -> str:
    return words.figures(" · ".join(numbers), get_language())


def _leads(viewer: Viewer, one: Country) -> str:
    """Where the name of a country leads: our situation there, or the reports from there."""
    if one.covering is not None:
        return reverse("situation", args=[one.covering.situation.pk])
    if policy.may(viewer, "item.read"):
        return f"{reverse('inbox')}?place={one.code}&status=all"
    return ""


def _line(one: Country) -> str:
    """The deaths of three years as a line as small as a word, told in words too."""
    deaths = one.entry.deaths_36
    first, last = watching.months_of(watch_list())
    lang = get_language()
    span = {"first": words.month(first, lang), "last": words.month(last, lang)}
    if not sum(deaths):
        title = _("No deaths from organised violence recorded, %(first)s to %(last)s") % span
    else:
        worst = max(range(len(deaths)), key=lambda at: deaths[at])
        month = first.replace(year=first.year + worst // 12, month=worst % 12 + 1)
        title = _(
            "Deaths from organised violence, %(first)s to %(last)s: %(sum)s; most in %(month)s: %(most)s"
        ) % {
            **span,
            "sum": number(sum(deaths)),
            "month": words.month(month, lang),
            "most": number(deaths[worst]),
        }
    return charts.sparkline(deaths, title=title, rtl=lang == "ar")


def table(listed: Sequence[Country]) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The list as a file: codes and raw figures, reasons in the reader's words."""
    columns = [
        _("code"), _("country"), _("rank"), _("rank a year before"), _("risk"), _("risk, low"),
        _("risk, high"), _("little to go on"), _("deaths, 12 months"), _("expected deaths"),
        _("expected, low"), _("expected, high"), _("reasons"), _("our assessment"), _("signed"),
        _("figures to"), _("model"),
    ]  # fmt: skip
    figures = watch_list()
    return columns, [
        (
            one.entry.iso3,
            in_words(one.entry.name),
            one.entry.rank,
            one.entry.previous_rank,
            one.entry.risk,
            one.entry.low,
            one.entry.high,
            _("yes") if one.entry.little_to_go_on else "",
            one.deaths_12,
            one.entry.expected_deaths,
            one.entry.deaths_low,
            one.entry.deaths_high,
            " · ".join(in_words(reason) for reason in one.entry.reasons),
            *_view(one),
            figures.as_of,
            figures.version,
        )
        for one in listed
    ]


def _view(one: Country) -> tuple[str, Any]:
    if one.covering is None or one.covering.assessment is None:
        return "", None
    return str(one.covering.assessment.get_trend_display()), one.covering.looked_at


@signed_in
def event_map(request: Request) -> HttpResponseBase:
    """Where did what reports tell of happen?"""
    viewer = request.viewer
    policy.require(viewer, "item.read")
    form = MapFilter(request.GET or None, viewer=viewer)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    shown = mapping.events(
        viewer,
        place=chosen.get("place", ""),
        violent=chosen.get("violent", False),
        days=chosen.get("days"),
        today=clock.now().date(),
    )
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("events-by-country", *_by_country(shown))
    spots = mapping.gathered(shown.events)
    context = {
        "filter": form,
        "filtered": any(chosen.values()),
        "shown": shown,
        "drawn": mapping.drawn(spots),
        "points": mapping.points(spots),
        "tones": [
            {"level": "bar", "label": _("violence against civilians")},
            {"level": "low", "label": _("other events")},
        ],
        "rows": shown.by_country,
        "disclaimer": charts.disclaimer(get_language()),
        "first": day(shown.first),
        "last": day(shown.last),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "portal/map.html", context)


def _by_country(shown: mapping.Shown) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    columns = [_("code"), _("country"), _("events"), _("against civilians"), _("deaths, best estimate")]
    rows = ((row.code, in_words(row.names), row.events, row.violent, row.deaths) for row in shown.by_country)
    return columns, rows


urlpatterns = [
    path("", watch, name="watch"),
    path("map/", event_map, name="map"),
]
