"""The outlook of one country made ready for pages: its charts, each with its table, in the reader's words.

Records of `nadhir.forecasting.outlook` come in, dictionaries for templates go out. What is drawn depends on
the figures and the reader's language and digits only, so it is drawn once for each of them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.core.cache import cache
from django.http import HttpResponse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from nadhir import doctrine
from nadhir.doctrine.phrases import Reason
from nadhir.documents import charts
from nadhir.documents.charts.fans import Scale
from nadhir.forecasting import watch_list
from nadhir.forecasting.outlook import CountryOutlook, DeathsAhead, Driver, PastCase, country_outlook
from nadhir.web.core import words
from nadhir.web.core.templatetags.nadhir import chance, in_words, number, percent
from nadhir.web.portal import watching
from nadhir.web.situations.models import FRAMEWORK

# The scale of all ranges of risk: from one in two thousand to one in two.
SCALE = (0.0005, 0.5)
MARKS = (0.001, 0.01, 0.1)
# Months of the past beside what may come, and years that a time axis names at most.
PAST = 60
YEARS = 6
CASES = 6
# A chance that a thousand draws can still tell from none, with a margin.
LEAST = 0.01
KEPT = 3600  # seconds
# Notes that stand beside what they are about, not at the end.
COVERS = "note.covers"
KINDS = "note.kinds"
BESIDE = ("note.trail", "note.cases", "note.levers", "note.likelier_not")

LeadOf = Callable[[str], str]


def outcome_words() -> dict[str, str]:
    """What each kind of deaths is called."""
    return {
        "all": _("All organised violence"),
        "state": _("Armed conflict that involves a State"),
        "onesided": _("Deliberate attacks on civilians"),
        "nonstate": _("Fighting between groups"),
    }


def came_words() -> dict[str, str]:
    """What came of a past case, in a word."""
    return {
        "onset": _("came"),
        "ongoing": _("was under way"),
        "none": _("did not come"),
        "unknown": _("not known yet"),
    }


def factor_pills(factors: Iterable[str], lead: LeadOf | None = None) -> list[dict[str, str]]:
    """Risk factors of the Framework of Analysis by number, named, leading where `lead` says."""
    catalogue, lang = doctrine.load(FRAMEWORK), get_language()
    pills = []
    for factor in dict.fromkeys(factors):
        element = catalogue.element(factor)
        pills.append(
            {
                "number": words.figures(element.number or element.id, lang),
                "label": (element.label or element.text).in_(lang),
                "url": lead(factor) if lead else "",
            }
        )
    return pills


def as_file(name: str, text: str, kind: str) -> HttpResponse:
    """Text as a file to keep."""
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def outlook_of(iso3: str) -> CountryOutlook | None:
    """What the figures say of a country; None for one that they do not know."""
    known = any(entry.iso3 == iso3 for entry in watching.entries())
    return _outlook(iso3, watch_list().version) if known else None


@functools.lru_cache(maxsize=256)
def _outlook(iso3: str, version: str) -> CountryOutlook:  # noqa: ARG001 - other figures, another outlook
    return country_outlook(iso3)


def told(
    found: CountryOutlook, *, scale: Scale = "linear", outcome: str = "all", lead: LeadOf | None = None
) -> dict[str, Any]:
    """Everything that the page of a country says of the figures.

    Args:
        scale: of the chart of deaths.
        outcome: which deaths it shows.
        lead: where a risk factor leads.
    """
    lang = get_language() or "en"
    key = (found.iso3, found.version, lang, words.digits_in(lang))
    chosen = found.deaths.get(outcome) or next(iter(found.deaths.values()), None)  # type: ignore[call-overload]
    return {
        "found": found,
        "level": 0 if found.little_to_go_on else found.onset.level,
        "moved": found.onset.moved or 0,
        "direction": "up" if (found.onset.moved or 0) > 0 else "down" if (found.onset.moved or 0) < 0 else "",
        "by": number(abs(found.onset.moved or 0)),
        "times": number(float(f"{found.onset.times:.2g}")) if found.onset.times >= 1 else "",
        "fraction": number(float(f"{1 / found.onset.times:.2g}")) if found.onset.times < 1 else "",
        "risk_chart": _once("risk", key, lambda: risk_chart(found)),
        "trail_chart": _once("trail", key, lambda: trail_chart(found)),
        "trail": list(reversed(found.trail)),
        "drivers": [_driver(one, found, lead) for one in found.drivers],
        "cases": [_case(one) for one in found.cases[:CASES]],
        "lowering": [{"lever": one, "factors": factor_pills(one.factors, lead)} for one in found.lowering],
        "deaths": _deaths(chosen) if chosen else None,
        "fan": _once(f"fan.{scale}.{chosen.outcome}", key, lambda: fan_chart(found, chosen, scale))
        if chosen
        else "",
        "scale": scale,
        "outcomes": [
            {"key": one, "words": outcome_words()[one], "ahead": _deaths(ahead)}
            for one, ahead in found.deaths.items()
        ],
        "months": _months(chosen) if chosen else [],
        "recorded": _recorded(found, chosen) if chosen else [],
        "estimated": next((note for note in found.notes if note.code == KINDS), None)
        if chosen and chosen.outcome != "all"
        else None,
        "beside": {note.code.partition(".")[2]: note for note in found.notes if note.code in BESIDE},
        "covers": [note for note in found.notes if note.code == COVERS],
        "notes": [note for note in found.notes if note.code not in (*BESIDE, COVERS)],
    }


def _once(name: str, key: tuple[str, ...], draw: Callable[[], charts.Svg]) -> charts.Svg:
    """A chart, drawn once for each country, version of the figures, language and kind of digits."""
    kept = ":".join(("chart", name, *key))
    drawn: charts.Svg | None = cache.get(kept)
    if drawn is None:
        drawn = draw()
        cache.set(kept, drawn, KEPT)
    return drawn


def risk_chart(found: CountryOutlook) -> charts.Svg:
    """The risk with its range, and the average of all countries."""
    onset = found.onset
    between = _("%(risk)s, roughly %(low)s to %(high)s") % {
        "risk": chance(onset.risk),
        "low": chance(onset.low),
        "high": chance(onset.high),
    }
    average = _("average %(risk)s") % {"risk": chance(onset.base_rate)}
    rows = [charts.Range(in_words(found.name), onset.risk, onset.low, onset.high, between)]
    return charts.dot_ranges(
        rows,
        title=_("Risk with its range, beside the average of all countries"),
        description=f"{between} · {average}",
        bounds=SCALE,
        marks=[(mark, percent(mark)) for mark in MARKS],
        reference=(onset.base_rate, average),
        scale="log",
        rtl=get_language_bidi(),
        width=560,
    )


def trail_chart(found: CountryOutlook) -> charts.Svg:
    """What the same model says of earlier years."""
    lang, points = get_language(), found.trail
    step = max(1, -(-len(points) // YEARS))
    marks = [at for at in range(len(points)) if (len(points) - 1 - at) % step == 0]
    return charts.line_chart(
        [point.risk for point in points],
        title=_("Risk by year, by the same model"),
        description=_("%(first)s: %(low)s · %(last)s: %(high)s")
        % {
            "first": words.figures(str(points[0].year), lang),
            "low": chance(points[0].risk),
            "last": words.figures(str(points[-1].year), lang),
            "high": chance(points[-1].risk),
        },
        ticks=[(at, words.figures(str(points[at].year), lang)) for at in marks],
        write=chance,
        reference=(found.onset.base_rate, _("average")),
        rtl=get_language_bidi(),
        width=560,
        height=170,
    )


def fan_chart(found: CountryOutlook, ahead: DeathsAhead, scale: Scale) -> charts.Svg:
    """Recorded deaths, and what may come of one kind."""
    past = found.history.of(ahead.outcome)[-PAST:]
    first = _month_of(ahead.first_month, -len(past))
    steps = zip(ahead.q05, ahead.q25, ahead.q50, ahead.q75, ahead.q95, strict=True)
    title = _("Deaths by month, recorded and expected: %(kind)s") % {"kind": outcome_words()[ahead.outcome]}
    between = _("Expected in twelve months: %(mean)s, between %(low)s and %(high)s nine times in ten") % {
        "mean": number(watching.about(ahead.year_mean)),
        "low": number(watching.about(ahead.year_low)),
        "high": number(watching.about(ahead.year_high)),
    }
    return charts.fan_chart(
        past,
        [charts.Fan(*step) for step in steps],
        title=title,
        description=between,
        ticks=_years(first, len(past) + len(ahead.q50)),
        write=lambda value: number(round(value, 1) if value % 1 else int(value)),
        scale=scale,
        now=_("figures end"),
        rtl=get_language_bidi(),
        width=560,
        height=240,
    )


def _month_of(month: str, later: int) -> date:
    """The month that lies so many months after (or before) an ISO 8601 month."""
    year, at = (int(part) for part in month.split("-"))
    whole = year * 12 + at - 1 + later
    return date(whole // 12, whole % 12 + 1, 1)


def _years(first: date, months: int) -> list[tuple[int, str]]:
    """Marks of a time axis: each January, or as many as there is room for."""
    januaries = [at for at in range(months) if (first.month - 1 + at) % 12 == 0]
    step = max(1, -(-len(januaries) // YEARS))
    lang = get_language()
    chosen = [at for place, at in enumerate(reversed(januaries)) if place % step == 0 and months - at > 3]
    year = first.year
    return [
        (at, words.figures(str(year + (first.month - 1 + at) // 12), lang))
        for at in sorted(chosen)
        if at >= 0
    ]


def _driver(one: Driver, found: CountryOutlook, lead: LeadOf | None) -> dict[str, Any]:
    most = max(abs(other.odds) for other in found.drivers)
    return {
        "driver": one,
        "bar": charts.push_bar(one.odds, most, title=in_words(one.effect), rtl=get_language_bidi()),
        "factors": factor_pills(one.factors, lead),
    }


def _case(one: PastCase) -> dict[str, Any]:
    known = any(entry.iso3 == one.iso3 for entry in watching.entries())
    likeness = whole_percent(one.likeness, get_language())
    return {"case": one, "came": came_words()[one.came], "known": known, "likeness": likeness}


def _deaths(ahead: DeathsAhead) -> dict[str, Any]:
    """Twelve months together, in figures that do not pretend to know."""
    return {
        "ahead": ahead,
        "kind": outcome_words()[ahead.outcome],
        "mean": number(watching.about(ahead.year_mean)),
        "low": number(watching.about(ahead.year_low)),
        "high": number(watching.about(ahead.year_high)),
        "chances": [
            (number(25), likely(ahead.chance_25)),
            (number(100), likely(ahead.chance_100)),
            (number(1000), likely(ahead.chance_1000)),
        ],
        "otherwise": _otherwise(ahead),
    }


def _otherwise(ahead: DeathsAhead) -> Reason | None:
    """The twelve months in words, where a mean with a range would mislead: it lies outside, or is next to
    nothing."""
    if ahead.year_high < 1:
        return Reason("ahead.quiet", {"chance": likely(ahead.chance_25)}, watching.BOOK)
    mean, low, high = (watching.about(one) for one in (ahead.year_mean, ahead.year_low, ahead.year_high))
    if mean <= high:
        return None
    return Reason("ahead.skewed", {"mean": mean, "low": low, "high": high}, watching.BOOK)


def likely(share: float) -> str:
    """A chance counted from draws, in whole per cent: they make nothing certain and nothing impossible."""
    lang = get_language()
    if share < LEAST:
        return _("below %(bound)s") % {"bound": whole_percent(LEAST, lang)}
    if share > 1 - LEAST:
        return _("above %(bound)s") % {"bound": whole_percent(1 - LEAST, lang)}
    return whole_percent(share, lang)


def whole_percent(share: float, lang: str | None) -> str:
    """A share of one in whole per cent."""
    return words.figures(f"{round(100 * share)}\u00a0%", lang)


def _months(ahead: DeathsAhead) -> list[dict[str, Any]]:
    """What may come month by month, for the table beside the chart."""
    return [
        {
            "month": _month_of(ahead.first_month, at),
            "middle": number(round(ahead.q50[at])),
            "half": (number(round(ahead.q25[at])), number(round(ahead.q75[at]))),
            "most": (number(round(ahead.q05[at])), number(round(ahead.q95[at]))),
        }
        for at in range(len(ahead.q50))
    ]


def _recorded(found: CountryOutlook, ahead: DeathsAhead) -> list[tuple[date, str]]:
    """What was recorded of one kind, the newest month first."""
    past: Sequence[int] = found.history.of(ahead.outcome)
    return [
        (_month_of(found.history.first_month, at), number(past[at]))
        for at in range(len(past) - 1, max(-1, len(past) - 1 - PAST), -1)
    ]
