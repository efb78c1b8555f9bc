"""The track record: what the models would have said of every past year, what came, and the same as a file."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django import forms
from django.core.cache import cache
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nadhir.doctrine.phrases import Reason, phrasebook
from nadhir.documents import charts
from nadhir.errors import PanelError
from nadhir.forecasting.record import Bin, Named, Score, TrackRecord, YearRecord, load, markdown
from nadhir.web.core import export, policy, words
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words, number, percent
from nadhir.web.portal import watching
from nadhir.web.portal.figures import KEPT, as_file

BOOK = "nadhir.forecasting.record"
# The statistics of discrimination, in the order in which they are shown.
SHOWN = ("auc", "average_precision", "recall_at_10", "recall_at_20", "recall_at_30")
PLOTTED = "auc"
# Scores of forecasts of deaths: what is lower is better in each.
DEATHS = ("crps", "crps_median_country", "crps_median_active", "crps_log", "ign", "mis", "onset_log_score")
MODEL, REFERENCE, CONFLICTOLOGY = "model", "reference", "conflictology"
# What the record's own phrase book says of a part of the page.
SAID = ("say.ranges", "head.differences", "column.held_active", "column.held_quiet", "column.surprises")
SHARES = (0.0, 0.01, 0.05, 0.1, 0.2)


class YearFilter(forms.Form):
    """Which past year is told in full; lives in the address."""

    year = forms.TypedChoiceField(label=gettext_lazy("Year"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = get_language()
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            ("", _("all years in short")),
            *((year, words.figures(str(year), lang)) for year in reversed(years)),
        ]


@functools.lru_cache(maxsize=1)
def kept() -> TrackRecord | None:
    """The record that ships; None where none does."""
    try:
        return load()
    except PanelError:
        return None


@signed_in
@require_GET
def track_record(request: Request) -> HttpResponseBase:
    """What would the models have said of every past year, and what came?"""
    found = kept()
    if found is None:
        return render(request, "portal/track_record.html", {"record": None})
    wanted = request.GET.get("format")
    if wanted in ("csv", "json", "md"):
        policy.require(request.viewer, "table.export")
        if wanted == "csv":
            return export.table_response("track-record", *_table(found))
        if wanted == "json":
            text = json.dumps(found.as_json(), ensure_ascii=False, indent=1)
            return as_file("track-record.json", text, "application/json")
        return as_file("track-record.md", markdown(found, get_language()), "text/markdown")
    form = YearFilter(request.GET or None, years=[one.year for one in found.years])
    year = form.cleaned_data.get("year") if form.is_bound and form.is_valid() else None
    context = {
        "record": found,
        "filter": form,
        "told": next((_told(one) for one in found.years if one.year == year), None),
        "answer": answer_of(found),
        "ongoing": Reason("note.ongoing", {}, BOOK),
        "years": [_short(one) for one in reversed(found.years)],
        "scores": scores_of(found),
        "statistics": [{"label": called("statistic", one), "num": True} for one in SHOWN],
        "discrimination": _drawn("discrimination", found, discrimination_chart),
        "calibration": _drawn("calibration", found, calibration_chart),
        "bins": [_bin(one) for one in found.calibration],
        "slope": round(found.probability.get("calibration_slope", 0.0), 2),
        "beside_reference": _beside_reference(found),
        "deaths": deaths_of(found),
        "ranges": _ranges(found),
        "said": {code.replace(".", "_"): Reason(code, {}, BOOK) for code in SAID},
        "deaths_chart": _drawn("deaths", found, deaths_chart),
        "may_export": policy.may(request.viewer, "table.export"),
    }
    return render(request, "portal/track_record.html", context)


def answer_of(found: TrackRecord) -> Reason:
    """How many of all that came were foreseen."""
    told = {"first": str(found.first_year), "last": str(found.last_year), "onsets": found.onsets}
    hits = {"found": found.found_among(30), "found_10": found.found_among(10)}
    return Reason("answer", {**told, **hits, "missed": len(found.misses)}, BOOK)


def called(kind: str, code: str) -> str:
    """The name of a forecast, a statistic or a score; its code where it has none."""
    book = phrasebook(BOOK)
    known = f"{kind}.{code}" in book
    said = book.say(f"{kind}.{code}", get_language()) if known else code.replace("_", " ")
    return words.figures(said, get_language())


def _drawn(name: str, found: TrackRecord, draw: Callable[[TrackRecord], str]) -> str:
    """A chart, drawn once for each record, language and kind of digits."""
    lang = get_language() or "en"
    key = ":".join(("record", name, found.version, found.made_on or "", lang, words.digits_in(lang)))
    drawn: str | None = cache.get(key)
    if drawn is None:
        drawn = draw(found)
        cache.set(key, drawn, KEPT)
    return drawn


def discrimination_chart(found: TrackRecord) -> charts.Svg:
    """How well each forecast tells countries apart, with intervals."""
    rows = [
        charts.Range(
            called("forecast", name),
            figure.value,
            figure.low,
            figure.high,
            _decimals(figure.value),
            _tone(name),
        )
        for name, scores in _by_rank(found.scores)
        if (figure := scores.get(PLOTTED))
    ]
    return charts.dot_ranges(
        rows,
        title=called("statistic", PLOTTED),
        description=" · ".join(
            f"{called('forecast', name)}: {between(scores[PLOTTED])}"
            for name, scores in _by_rank(found.scores)
            if PLOTTED in scores
        ),
        bounds=(0.5, 1.0),
        marks=[(mark, _decimals(mark, 1)) for mark in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)],
        rtl=get_language_bidi(),
        width=440,
    )


def _tone(name: str) -> Any:
    return "" if name == MODEL else "off"


def _by_rank(scores: Mapping[str, Mapping[str, Score]]) -> list[tuple[str, Mapping[str, Score]]]:
    """Ours first, then that of others, then the simple ones, the best of them first."""
    order = {MODEL: 0, REFERENCE: 1}

    def place(row: tuple[str, Mapping[str, Score]]) -> tuple[int, float]:
        figure = row[1].get(PLOTTED)
        return order.get(row[0], 2), -(figure.value if figure else 0.0)

    return sorted(scores.items(), key=place)


def _decimals(value: float, digits: int = 3) -> str:
    return words.decimals(value, digits, get_language())


def between(figure: Score) -> str:
    return _("%(value)s (%(low)s to %(high)s)") % {
        "value": _decimals(figure.value),
        "low": _decimals(figure.low),
        "high": _decimals(figure.high),
    }


def scores_of(found: TrackRecord) -> list[dict[str, Any]]:
    return [
        {
            "name": called("forecast", name),
            "ours": name == MODEL,
            "figures": [
                {"label": called("statistic", one), "figure": scores.get(one), **_figure(scores.get(one))}
                for one in SHOWN
            ],
        }
        for name, scores in _by_rank(found.scores)
    ]


def _figure(figure: Score | None) -> dict[str, str]:
    if figure is None:
        return {"value": "–", "low": "", "high": ""}
    return {name: _decimals(getattr(figure, name)) for name in ("value", "low", "high")}


def _beside_reference(found: TrackRecord) -> list[dict[str, str]]:
    """How far the model that ships lies above the reference, country-years paired."""
    told = found.differences.get(MODEL, {})
    return [{"label": called("statistic", one), **_figure(told[one])} for one in SHOWN if one in told]


def calibration_chart(found: TrackRecord) -> charts.Svg:
    """What was said, and how often it came."""
    points = [
        charts.Outcome(
            one.forecast,
            one.observed,
            one.observed_low,
            one.observed_high,
            one.count,
            _("said %(forecast)s, came in %(observed)s")
            % {"forecast": percent(one.forecast), "observed": percent(one.observed)},
        )
        for one in found.calibration
    ]
    top = max([*(point.high for point in points), 0.05])
    return charts.calibration_plot(
        points,
        title=_("Risk that was named, and how often a mass killing came"),
        description=" · ".join(point.label for point in points),
        across=_("risk named"),
        up=_("came within two years"),
        width=440,
        height=330,
        marks=[(share, percent(share)) for share in SHARES if share <= top * 1.1],
        rtl=get_language_bidi(),
    )


def _bin(one: Bin) -> dict[str, Any]:
    return {
        "from": percent(one.low),
        "to": percent(one.high),
        "forecast": percent(one.forecast),
        "observed": percent(one.observed),
        "low": percent(one.observed_low),
        "high": percent(one.observed_high),
        "count": number(one.count),
        "onsets": number(one.onsets),
    }


def deaths_of(found: TrackRecord) -> dict[str, Any]:
    """The forecasts of deaths: a table of windows by forecast, and the means of every score."""
    lang = get_language()
    ordered = sorted(found.fatalities, key=lambda name: (name != MODEL, name != CONFLICTOLOGY, name))
    windows = [
        {
            "window": _("mean") if window == "mean" else words.figures(window, lang),
            "figures": [
                {"label": called("forecast", name), "value": _score(found, name, window, "crps")}
                for name in ordered
            ],
        }
        for window in found.windows
    ]
    means = [
        {
            "name": called("forecast", name),
            "figures": [
                {"label": called("score", one), "value": _score(found, name, "mean", one)} for one in DEATHS
            ],
        }
        for name in ordered
    ]
    return {
        "forecasts": [called("forecast", name) for name in ordered],
        "windows": windows,
        "means": means,
        "statistics": [called("score", one) for one in DEATHS],
    }


def _score(found: TrackRecord, name: str, window: str, score: str) -> str:
    value = found.fatalities.get(name, {}).get(window, {}).get(score)
    return "–" if value is None else _decimals(value, 2 if score in ("crps", "mis") else 3)


def _ranges(found: TrackRecord) -> list[dict[str, Any]]:
    """How the ranges of deaths held, the newest year first, and the greatest surprises by name."""
    return [
        {
            "year": one.window,
            "active": _held(one.held_active, one.active),
            "quiet": _held(one.held_quiet, one.quiet),
            "surprises": [
                {
                    "name": in_words(each.name),
                    "came": number(round(each.came)),
                    "low": number(watching.about(each.low)),
                    "high": number(watching.about(each.high)),
                }
                for each in one.surprises
            ],
        }
        for one in reversed(found.deaths)
    ]


def _held(share: float | None, count: int) -> dict[str, str] | None:
    if share is None:
        return None
    return {"share": percent(share), "held": number(round(share * count)), "count": number(count)}


def deaths_chart(found: TrackRecord) -> str:
    """The error of our forecast of deaths as a share of that of conflictology, by window."""
    ours, theirs = found.fatalities.get(MODEL, {}), found.fatalities.get(CONFLICTOLOGY, {})
    rows = []
    for window in found.windows:
        mine, other = ours.get(window, {}).get("crps"), theirs.get(window, {}).get("crps")
        if mine is None or not other:
            continue
        name = _("mean") if window == "mean" else words.figures(window, get_language())
        rows.append(charts.Range(name, mine / other, None, None, percent(mine / other)))
    if not rows:
        return ""
    return charts.dot_ranges(
        rows,
        title=_("Error of the forecast of deaths, as a share of that of conflictology"),
        description=" · ".join(f"{row.label}: {row.shown}" for row in rows),
        bounds=(0.5, 1.25),
        marks=[(share, percent(share)) for share in (0.5, 0.75, 1.0, 1.25)],
        reference=(1.0, _("no better than conflictology")),
        rtl=get_language_bidi(),
        width=560,
    )


def _short(one: YearRecord) -> dict[str, Any]:
    return {
        "year": one.year,
        "found": [_named(each) for each in one.found],
        "missed": [_named(each) for each in one.missed],
        "false": [_named(each) for each in one.false_alarms],
    }


def _told(one: YearRecord) -> dict[str, Any]:
    return {
        "year": one.year,
        "countries": one.countries,
        "rows": [_named(each) for each in (*one.listed, *one.missed)],
    }


def _named(one: Named) -> dict[str, Any]:
    return {"one": one, "name": in_words(one.name), "rank": number(one.rank)}


def _table(found: TrackRecord) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Every country-year that the record names, as rows of a file."""
    columns = [
        _("year"), _("code"), _("country"), _("rank"), _("risk"), _("a mass killing began"),
        _("one began a year before or after"), _("civilians killed in attacks"),
    ]  # fmt: skip
    rows = (
        (
            year.year,
            one.iso3,
            in_words(one.name),
            one.rank,
            one.risk,
            _("yes") if one.onset else "",
            _("yes") if one.near else "",
            one.killed,
        )
        for year in found.years
        for one in (*year.listed, *year.missed)
    )
    return columns, rows
