"""The page of one agreement, and the acts upon it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nadhir.errors import NotPossibleNow
from nadhir.web.cooperation import law, selectors, services, telling
from nadhir.web.cooperation.documents import instrument as paper
from nadhir.web.cooperation.forms.agreements import (
    EndForm,
    EventForm,
    InstrumentForm,
    ObligationForm,
    SignForm,
)
from nadhir.web.cooperation.models import Instrument
from nadhir.web.cooperation.selectors import agreed
from nadhir.web.cooperation.views.recording import OF_PARTIES
from nadhir.web.core import clock, policy
from nadhir.web.core.acting import act
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Actor
from nadhir.web.response import selectors as response
from nadhir.web.situations.documents.outlet import Offer, outlet

SHOWN = 200  # promises on the page of one agreement; more are on the page of promises
OF_STATES = frozenset({Instrument.Kind.CONVENTION, Instrument.Kind.PROTOCOL})


@signed_in
def instrument(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What did we promise each other, what is done, what has lapsed, what did it change?"""
    viewer = request.viewer
    shown = selectors.instrument(viewer, pk)
    today = clock.now().date()
    found = selectors.promises(viewer, instrument=shown)
    counted = agreed.promises_counted(found)
    rows = selectors.as_promises(viewer, found[:SHOWN])
    chain = agreed.chain(viewer, shown)
    stand = selectors.standings(viewer, chain or [shown])
    now = stand[shown.pk]
    events = response.as_told(viewer, list(selectors.engagements(viewer).filter(instruments=shown)[:50]))
    table = agreed.by_state_and_step(selectors.adherences(viewer).filter(instrument=shown)[:1000])
    texts = agreed.texts(viewer, shown)
    may_keep = policy.may(viewer, "instrument.keep", shown)
    context = {
        "instrument": shown,
        "dated": shown.dated,
        "today": today,
        "now": now,
        "word": telling.word_of(now),
        "tone": telling.tone_of(now),
        "sentence": telling.sentence_of(now),
        "notice": telling.notice_of(now, today),
        "promised": telling.promises_in_words(counted),
        "counted": counted,
        "groups": telling.by_area(shown, rows) if rows else [],
        "more_promises": max(0, counted["all"] - len(rows)),
        "helped": [row.undertaking for row in rows if row.undertaking.changed_for],
        "line": telling.line_of(chain, stand, shown),
        "signatures": agreed.signatures(viewer, shown),
        "parties": parties_of(viewer, list(shown.parties.all()), shown.dated_on),
        "of_body": next(iter(agreed.actors_of(viewer, shown.of_body_id).values()), None),
        "events": events,
        "texts": texts,
        "versions": sorted({one.number for one in texts}, reverse=True),
        "steps": telling.STEPS,
        "matrix": telling.matrix(table),
        "positions": law.positions(viewer, shown)[:20],
        "of_states": bool(table) or shown.kind in OF_STATES,
        "may_keep": may_keep,
        "may_adhere": policy.may(viewer, "adherence.record", shown),
        "may_export": policy.may(viewer, "table.export"),
        "may_undertake": policy.may(viewer, "undertaking.make") and policy.works_on(viewer, shown),
    }
    return render(request, "cooperation/instrument.html", context)


def parties_of(viewer: Viewer, parties: Iterable[Actor], on: date | None) -> list[dict[str, Any]]:
    """The parties as they were called on the day, with what they became since."""
    known = list(parties)
    then = directory.names_on(viewer, known, on)
    ceased = {one.pk for one in directory.ceased_before(known, on)}
    heirs = agreed.actors_of(viewer, *(one.succeeded_by_id for one in known))
    return [
        {
            "actor": one,
            "then": then.get(one.pk, ""),
            "ended": one.ended,
            "ceased_before": one.pk in ceased,
            "now": heirs.get(one.succeeded_by_id) if one.succeeded_by_id else None,
        }
        for one in known
    ]


def _back(one: Instrument) -> str:
    return reverse("instrument", args=[one.pk])


def _keeper(request: Request, pk: uuid.UUID) -> tuple[Viewer, Instrument]:
    shown = selectors.instrument(request.viewer, pk)
    policy.require(request.viewer, "instrument.keep", shown)
    return request.viewer, shown


def asking(form: Any, do: Any) -> Any:
    """The act; where a party was not there on the day, the form asks whether that is meant."""

    def done(given: dict[str, Any]) -> Any:
        try:
            return do(given)
        except NotPossibleNow as refused:
            if refused.code in OF_PARTIES:
                form.fields["confirmed"].widget = forms.CheckboxInput()
            raise

    return done


@signed_in
def instrument_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change what is recorded of an agreement."""
    viewer, shown = _keeper(request, pk)
    first = InstrumentForm.start(shown)
    known = directory.actors(viewer)
    unknown = list(shown.parties.exclude(pk__in=known.order_by().values("pk")))
    first["parties"] = list(known.filter(pk__in=shown.parties.values("pk")))
    first["of_body"] = next(iter(agreed.actors_of(viewer, shown.of_body_id).values()), None)
    first["renews"] = agreed.renewed_by(viewer, shown)
    form = InstrumentForm(request.POST or None, initial=first, viewer=viewer)

    def do(given: dict[str, Any]) -> Any:
        version = given.pop("version")
        parties = [*given.pop("parties"), *unknown]
        for name in ("dated", "begins", "ends"):
            written = given.pop(name)
            if form[name].value() != first[name]:  # what was not touched keeps what it said besides
                given |= services.dates_of(name, written)
        for name in ("of_body", "renews"):
            if given[name] is None and first[name] is None:
                del given[name]
        if shown.status == Instrument.Status.ENDED:
            del given["status"]
        return services.instrument_change(
            viewer=viewer, instrument=shown, version=version, parties=parties, **given
        )

    return act(
        request,
        form,
        asking(form, do),
        title=_("Change the agreement"),
        about=in_words(shown.names),
        button=_("Keep"),
        done=_("Kept."),
        back=_back(shown),
    )


@signed_in
def instrument_sign(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Record who signed for a party, and whom to turn to there."""
    viewer, shown = _keeper(request, pk)
    form = SignForm(request.POST or None, viewer=viewer)
    return act(
        request,
        form,
        asking(form, lambda given: services.instrument_sign(viewer=viewer, instrument=shown, **given)),
        title=_("Who signed"),
        lead=_("For a party that was not named yet, it becomes one."),
        about=in_words(shown.names),
        button=_("Keep"),
        done=_("Kept."),
        back=_back(shown),
    )


@signed_in
def instrument_end(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say that an agreement ends before its time, or that notice was given."""
    viewer, shown = _keeper(request, pk)
    now = selectors.standings(viewer, [shown])[shown.pk]
    form = EndForm(request.POST or None, initial={"version": shown.version})

    def do(given: dict[str, Any]) -> Any:
        written = given.pop("on")
        return services.instrument_end(
            viewer=viewer, instrument=shown, on=written.end if written else None, **given
        )

    return act(
        request,
        form,
        do,
        title=_("It ends"),
        lead=telling.notice_of(now, clock.now().date())
        or _("What was promised under it stays open until somebody says what came of it."),
        about=in_words(shown.names),
        button=_("It ends"),
        done=_("Kept: it ends."),
        back=_back(shown),
    )


@signed_in
def instrument_event(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Plan what the parties convene because of their agreement, or tie to it what is recorded already."""
    viewer, shown = _keeper(request, pk)
    form = EventForm(request.POST or None, viewer=viewer, initial={"kind": "workshop"})

    def do(given: dict[str, Any]) -> Any:
        known = given.pop("known")
        if known is not None:
            services.instrument_convene(viewer=viewer, instrument=shown, engagement=known)
            return known
        return services.instrument_plan_event(viewer=viewer, instrument=shown, **given)

    return act(
        request,
        form,
        do,
        title=_("Plan what is convened"),
        lead=_("The parties convene it. Who took part and what came of it is added on its own page."),
        about=in_words(shown.names),
        button=_("Keep"),
        done=_("Kept. It stands with the agreement."),
        back=lambda made: reverse("engagement", args=[made.pk]),
        cancel=_back(shown),
    )


@signed_in
def obligation_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Record one more obligation of an agreement."""
    viewer, shown = _keeper(request, pk)
    form = ObligationForm(request.POST or None, viewer=viewer, instrument=shown)
    return act(
        request,
        form,
        lambda given: services.obligation_make(viewer=viewer, instrument=shown, **given),
        title=_("What somebody is obliged to do"),
        about=in_words(shown.names),
        button=_("Keep"),
        done=_("Kept among the promises."),
        back=_back(shown),
    )


@signed_in
def obligation_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change the clause, area, deliverable or focal point of an obligation."""
    viewer = request.viewer
    one = agreed.obligation(viewer, pk)
    shown = selectors.instrument(viewer, one.instrument_id)
    policy.require(viewer, "instrument.keep", shown)
    told = {"clause": one.clause, "area": one.area, "deliverable": one.deliverable}
    seen = next(iter(agreed.actors_of(viewer, one.focal_point_id).values()), None)
    form = ObligationForm(
        request.POST or None,
        viewer=viewer,
        instrument=shown,
        new=False,
        initial={**told, "focal_point": seen},
    )

    def do(given: dict[str, Any]) -> Any:
        if given["focal_point"] is None and seen is None:
            del given["focal_point"]
        return services.obligation_change(viewer=viewer, obligation=one, **given)

    return act(
        request,
        form,
        do,
        title=_("Where it stands in the agreement"),
        lead=_("What is to be done, by whom and until when is changed on its own page."),
        about=in_words(shown.names),
        button=_("Keep"),
        done=_("Kept."),
        back=_back(shown),
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def instrument_document(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What was promised and how it stands, as a PDF or Word file in a language of choice."""
    shown = selectors.instrument(request.viewer, pk)
    name = f"agreement-{(shown.dated_on or clock.now().date()).isoformat()}"
    return outlet(request, Offer(paper.KIND, shown, shown, None, name, (_back(shown), in_words(shown.names))))
