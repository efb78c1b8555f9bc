"""The outlook of one country: its page, the same as a file, and its card on the side of a situation."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from nadhir import doctrine
from nadhir.doctrine import places
from nadhir.doctrine.phrases import Reason
from nadhir.documents.charts.fans import Scale
from nadhir.forecasting import watch_list
from nadhir.forecasting.outlook import CountryOutlook
from nadhir.forecasting.outlook.disagreement import Stand, disagreement, jump
from nadhir.web.core import clock, policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.viewer import Viewer
from nadhir.web.portal import figures, watching
from nadhir.web.portal.figures import LeadOf
from nadhir.web.portal.watching import Country, Covering
from nadhir.web.situations import panels
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import FRAMEWORK, Situation


@signed_in
@require_GET
def country(request: Request, iso3: str) -> HttpResponseBase:
    """What do the figures say of this country, how sure, why, and what do people say?"""
    viewer = request.viewer
    if iso3 != iso3.upper():
        return redirect("outlook_country", iso3.upper())
    found = figures.outlook_of(iso3)
    if found is None:
        return _elsewhere(request, iso3)
    if request.GET.get("format") == "json":
        policy.require(viewer, "table.export")
        text = json.dumps(found.as_json(), ensure_ascii=False, indent=1)
        return figures.as_file(f"outlook-{iso3}.json", text, "application/json")
    covering = [one for one in watching.under_watch(viewer) if iso3 in situations.countries_of(one.situation)]
    lead = next((where for one in covering if (where := lead_of(viewer, one))), None)
    known = watch_list()
    context = {
        **figures.told(found, scale=_scale(request), outcome=request.GET.get("outcome", "all"), lead=lead),
        "people": [people_of(viewer, one, found) for one in covering],
        "leapt": leapt.words if (leapt := jump(found)) else (),
        "figures": known,
        "figures_to": watching.months_of(known)[1],
        "ahead": watching.looks_ahead_to(known),
        "passed": watching.looks_ahead_to(known) < clock.now().date(),
        "may_export": policy.may(viewer, "table.export"),
        "may_read": policy.may(viewer, "item.read"),
        "code": watching.code_of(iso3),
    }
    return render(request, "portal/outlook_country.html", context)


def _elsewhere(request: Request, iso3: str) -> HttpResponseBase:
    """A place whose violence is counted under a country: said plainly, with the way there."""
    main = watching.counted_under(iso3)
    if main is None:
        raise Http404
    known = watch_list()
    context = {
        "name": places.country(iso3).names,
        "main": main,
        "together": Reason(
            "elsewhere.deaths",
            {
                "country": places.country(iso3).names.as_dict(),
                "main": main.name.as_dict(),
                "month": {"date": known.as_of},
                "deaths": sum(main.deaths_36[-12:]),
            },
            watching.BOOK,
        ),
        "figures": known,
        "figures_to": watching.months_of(known)[1],
        "ahead": watching.looks_ahead_to(known),
        "passed": watching.looks_ahead_to(known) < clock.now().date(),
        "boundaries": [note for note in known.notes if note.code == "note.boundaries"],
    }
    return render(request, "portal/outlook_elsewhere.html", context)


def _scale(request: Request) -> Scale:
    return "log" if request.GET.get("scale") == "log" else "linear"


def lead_of(viewer: Viewer, one: Covering) -> LeadOf | None:
    """Where a risk factor leads from a country that a situation covers: to what we found of it there."""
    if one.assessment is not None:
        assessment = reverse("assessment", args=[one.assessment.pk])
        return lambda factor: f"{assessment}#f-{factor}"
    if policy.may(viewer, "item.read"):
        evidence = reverse("situation_evidence", args=[one.situation.pk])
        return lambda factor: f"{evidence}?element={factor}"
    return None


def people_of(viewer: Viewer, one: Covering, found: CountryOutlook | Stand) -> dict[str, Any]:
    """Our view of a place beside the figures: where the two part, and what each does not see."""
    view = situations.view_of(viewer, one.situation, one.assessment)
    beside = disagreement(view, found)
    catalogue = doctrine.load(one.assessment.framework if one.assessment else FRAMEWORK)
    return {
        "one": one,
        "side": beside.side,
        "words": beside.words,
        "tone": "warn" if one.rising else "",
        "cautions": beside.cautions,
        "people_only": [catalogue.element(own) for own in beside.seen_by_people_only if own in catalogue],
        "figures_only": [
            (catalogue.element(theirs.indicator), theirs.finding, theirs.reasons)
            for theirs in beside.seen_by_figures_only
            if theirs.indicator in catalogue
        ],
        "leads": lead_of(viewer, one) is not None,
    }


def disagreeing(viewer: Viewer, listed: Iterable[Country]) -> list[dict[str, Any]]:
    """Where our assessments and the figures point in opposite directions, with what each does not see."""
    as_of = watch_list().as_of
    return [
        people_of(viewer, one.covering, Stand.of_entry(one.entry, as_of))
        for one in listed
        if one.covering is not None and one.disagreement
    ]


def situation_panel(viewer: Viewer, situation: Situation) -> panels.Panel | None:
    """What the figures say of each country of a situation, as its outlook side shows it."""
    found: list[CountryOutlook] = []
    for iso3 in situations.countries_of(situation):
        one = figures.outlook_of(iso3)
        if one is not None:
            found.append(one)
    if not found:
        return None
    current = watching.covering_of(viewer, situation)
    cards: list[dict[str, Any]] = [
        figures.told(one, scale="log", lead=lead_of(viewer, current)) for one in found
    ]
    return panels.Panel("portal/_situation_outlook.html", {"cards": cards})
