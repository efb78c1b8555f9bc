"""The sides of a situation on which its register stands: people and ties, law and cost; and one tension."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nadhir.errors import NadhirError
from nadhir.web.core import export, policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import register, selectors, services
from nadhir.web.situations.models import Resilience, Situation, Tension
from nadhir.web.situations.register_forms import ResilienceReadingForm, TensionReadingForm, may_keep
from nadhir.web.situations.registering import blame
from nadhir.web.situations.views import frame


@signed_in
@require_GET
def situation_register(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Who is at risk here, who acts, what pulls apart and what holds together?"""
    viewer = request.viewer
    one = selectors.situation(viewer, pk)
    if export.wanted(request):
        policy.require(viewer, "table.export", one)
        return _readings_exported(viewer, one)
    parties = register.parties(viewer, one)
    context = frame(request, one, "situation_register") | {
        "tensions": register.tensions(viewer, one),
        "resilience": register.resilience(viewer, one),
        "parties": [
            (part, [(party, register.elements(party.elements)) for party in of]) for part, of in parties
        ],
        "gone": register.gone(viewer, one),
        "neighbours": register.neighbours(viewer, one),
        "may_keep": may_keep(viewer, one),
        "may_export": policy.may(viewer, "table.export"),
        "sees_parties": viewer.system or viewer.has("analyst", "reviewer"),
    }
    return render(request, "situations/register.html", context)


def _readings_exported(viewer: Viewer, one: Situation) -> HttpResponseBase:
    columns = [
        _("Kind"), _("What"), _("Groups"), _("Day of the reading"), _("Level"), _("In words"), _("Dialogue"),
        _("Note"), _("Ended on"), _("Handling"),
    ]  # fmt: skip

    def rows() -> Iterable[list[Any]]:
        for kind, found in (
            (_("Tension"), register.tensions(viewer, one)),
            (_("What protects"), register.resilience(viewer, one)),
        ):
            for row in found:
                groups = "; ".join(in_words(group.names) for group in row.record.groups.all())
                for reading in row.readings or [None]:
                    dialogue = getattr(reading, "get_dialogue_display", None)
                    yield [
                        kind,
                        str(row.record),
                        groups,
                        reading.on if reading else None,
                        register.level_of(reading) if reading else None,
                        register.level_words(reading) if reading else "",
                        dialogue() if dialogue else "",
                        reading.note if reading else "",
                        row.record.ended_on,
                        row.record.get_tlp_display(),
                    ]

    return export.table_response("tensions-and-resilience", columns, rows())


@signed_in
@require_GET
def situation_law(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What has the State bound itself to, who answers for the past, and what would inaction cost?"""
    viewer = request.viewer
    one = selectors.situation(viewer, pk)
    countries = [(place, register.standings(viewer, place)) for place in register.countries(one)]
    if export.wanted(request):
        policy.require(viewer, "table.export", one)
        return _law_exported(countries)
    context = frame(request, one, "situation_law") | {
        "countries": countries,
        "cases": register.cases(viewer, one),
        "costs": register.cost_notes(viewer, one),
        "may_keep": may_keep(viewer, one),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "situations/law.html", context)


def _law_exported(countries: Iterable[Any]) -> HttpResponseBase:
    columns = [
        _("Country"), _("Instrument"), _("The State is"), _("Since"), _("Article"), _("In national law"),
        _("National provision"), _("Source"), _("Checked on"),
    ]  # fmt: skip

    def rows() -> Iterable[list[Any]]:
        for place, standings in countries:
            for standing in standings:
                position = standing.position
                for article in standing.articles:
                    yield [
                        in_words(place.names),
                        in_words(standing.element.label or standing.element.text),
                        standing.words,
                        position.since if position else None,
                        article.number,
                        article.words,
                        article.line.provision if article.line else "",
                        position.source if position else "",
                        position.checked_on if position else None,
                    ]

    return export.table_response("legal-position", columns, rows())


@signed_in
def tension(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """How did this tension develop, and how does it stand today?"""
    return _followed(request, Tension, TensionReadingForm, pk)


@signed_in
def resilience(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """How strong is this protection, and was it stronger before?"""
    return _followed(request, Resilience, ResilienceReadingForm, pk)


def _followed(request: Request, model: type[Any], form_of: type[Any], pk: uuid.UUID) -> HttpResponseBase:
    viewer, status = request.viewer, 200
    found = register.followed(viewer, model, pk)
    one, form = found.record, form_of()
    situation = selectors.situation(viewer, one.situation_id)
    if request.method == "POST":
        policy.require(viewer, "register.keep", situation)
        form, status = form_of(request.POST), 422
        if form.is_valid():
            try:
                if model is Tension:
                    services.tension_read(viewer=viewer, tension=one, **form.written())
                else:
                    services.resilience_read(viewer=viewer, resilience=one, **form.written())
            except NadhirError as problem:
                blame(form, problem)
            else:
                messages.success(request, _("Reading added."))
                return redirect(one.noun, pk=one.pk)
    context = frame(request, situation, "situation_register") | {
        "one": one,
        "found": found,
        "is_tension": model is Tension,
        "elements": register.elements(getattr(one, "elements", ())),
        "readings": [(reading, register.level_words(reading)) for reading in reversed(found.readings)],
        "form": form,
        "may_keep": may_keep(viewer, situation),
    }
    return render(request, "situations/followed.html", context, status=status)
