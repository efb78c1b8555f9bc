"""Requests for technical assistance: what was asked, offered, agreed, delivered, and what came of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from nadhir.web.cooperation import services
from nadhir.web.cooperation.forms.assistance import (
    AgreeForm,
    OfferForm,
    RequestFilter,
    RequestForm,
    WordsForm,
)
from nadhir.web.cooperation.models import AssistanceOffer, AssistanceRequest
from nadhir.web.cooperation.selectors import assistance as selectors
from nadhir.web.core import clock, export, policy
from nadhir.web.core.acting import act, identifier_of
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Expert, Field
from nadhir.web.response import selectors as response

Status = AssistanceRequest.Status
FIELDS = dict(Field.choices)


def fields_in_words(codes: list[str]) -> str:
    return " · ".join(str(FIELDS[code]) for code in codes if code in FIELDS)


def tabs(here: str) -> list[dict[str, Any]]:
    """The two sides of the room."""
    sides = (("assistance", _("Requests for assistance")), ("exchanges", _("Exchange of trainers")))
    return [
        {"label": label, "url": reverse(name), "active": name == here, "count": None} for name, label in sides
    ]


@signed_in
def assistance(request: Request) -> HttpResponseBase:
    """Who asked for what, and what became of it?"""
    viewer = request.viewer
    form = RequestFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    requester = identifier_of(request.GET.get("requester", ""))
    found = selectors.assistance_requests(
        viewer, status=chosen.get("status", ""), field=chosen.get("field", ""), requester=requester
    )
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("assistance", *_table(viewer, found[: export.MOST]))
    everything = selectors.assistance_requests(viewer).order_by()
    page = page_of(request, found)
    context = {
        "filter": form,
        "filtered": any(chosen.values()) or requester is not None,
        "page": page,
        "rows": _rows(viewer, page.rows),
        "going_on": everything.filter(status__in=selectors.GOING_ON).count(),
        "waiting": everything.filter(status=Status.ASKED).count(),
        "late": selectors.overdue(everything).count(),
        "tabs": tabs("assistance"),
        "may_ask": policy.may(viewer, "assistance.ask"),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "cooperation/assistance.html", context)


def _rows(viewer: Viewer, found: list[AssistanceRequest]) -> list[dict[str, Any]]:
    known = _seen(viewer, {one.requester_id for one in found})
    today = clock.now().date()
    return [
        {
            "request": one,
            "requester": known.get(one.requester_id),
            "fields": fields_in_words(one.fields),
            "late": selectors.is_late(one),
            "days": ((one.closed_on or today) - one.asked_on).days,
        }
        for one in found
    ]


def _seen(viewer: Viewer, ids: set[Any]) -> dict[Any, Any]:
    """The actors among these that the viewer may know of."""
    return directory.actors(viewer).in_bulk(ids)


def _table(viewer: Viewer, found: QuerySet[AssistanceRequest]) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    columns = [
        _("what is asked for"), _("who asks"), _("about"), _("asked on"), _("wanted by"), _("status"),
        _("offers"), _("agreed on"), _("delivered on"), _("ended on"), _("result"),
    ]  # fmt: skip
    rows = list(found)
    known = _seen(viewer, {one.requester_id for one in rows})

    def cells(one: AssistanceRequest) -> tuple[Any, ...]:
        asker = known.get(one.requester_id)
        return (
            one.title,
            in_words(asker.names) if asker else "",
            fields_in_words(one.fields),
            one.asked_on,
            one.wanted_by,
            one.get_status_display(),
            one.many,  # type: ignore[attr-defined]
            one.agreed_on,
            one.delivered_on,
            one.closed_on,
            one.result or one.ended_because,
        )

    return columns, (cells(one) for one in rows)


@signed_in
def assistance_new(request: Request) -> HttpResponseBase:
    """Record a request that somebody made."""
    viewer = request.viewer
    policy.require(viewer, "assistance.ask")
    asker = directory.actors(viewer).filter(pk__in=[identifier_of(request.GET.get("requester", ""))]).first()
    form = RequestForm(request.POST or None, viewer=viewer, initial={"requester": asker} if asker else {})

    def do(given: dict[str, Any]) -> AssistanceRequest:
        return services.assistance_request_record(viewer=viewer, tlp=given["tlp"], **form.told())

    return act(
        request,
        form,
        do,
        title=_("Record a request for assistance"),
        lead=_("On behalf of those who ask, in their words. Nothing is offered that nobody asked for."),
        button=_("Record the request"),
        done=_("Recorded. Now somebody can offer."),
        back=lambda made: reverse("assistance_request", args=[made.pk]),
        cancel=reverse("assistance"),
    )


@signed_in
def assistance_request(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What do they need, who can give it, what was agreed and delivered, what came of it?"""
    viewer = request.viewer
    shown = selectors.assistance_request(viewer, pk)
    offers = list(selectors.assistance_offers(viewer, shown))
    known = _seen(viewer, {shown.requester_id, *(one.actor_id for one in offers)})
    experts = directory.experts(viewer).in_bulk({one.expert_id for one in offers if one.expert_id})
    delivered = response.as_read(viewer, selectors.deliveries(viewer, shown)[:100])
    first = min((one.at.date() for one in offers), default=None)
    keeps = policy.may(viewer, "assistance.ask", shown)
    open_ = shown.status in (Status.ASKED, Status.OFFERED)
    suggested = _suggested(viewer, shown) if open_ and policy.may(viewer, "assistance.answer") else []
    context = {
        "shown": shown,
        "requester": known.get(shown.requester_id),
        "fields": fields_in_words(shown.fields),
        "late": selectors.is_late(shown),
        "steps": _steps(selectors.steps(shown, first)),
        "days": ((shown.closed_on or clock.now().date()) - shown.asked_on).days,
        "offers": [
            {"offer": one, "actor": known.get(one.actor_id), "expert": experts.get(one.expert_id)}
            for one in offers
        ],
        "suggested": suggested,
        "deliveries": [(one, response.is_overdue(one)) for one in delivered],
        "done": sum(one.status == "done" for one in delivered),
        "may_offer": open_ and policy.may(viewer, "assistance.answer"),
        "may_keep": keeps,
        "acts": _acts(shown) if keeps else (),
    }
    return render(request, "cooperation/assistance_request.html", context)


def _steps(found: list[selectors.Step]) -> list[dict[str, Any]]:
    labels = {
        "asked": _("asked for"),
        "offered": _("first offer"),
        "agreed": _("agreed"),
        "delivered": _("delivered"),
        "closed": _("result"),
        "declined": _("declined"),
        "withdrawn": _("withdrawn"),
    }
    return [{"label": labels[one.name], "step": one} for one in found]


def _acts(shown: AssistanceRequest) -> tuple[str, ...]:
    """What its desk can do with it now."""
    return {
        Status.ASKED: ("decline", "withdraw"),
        Status.OFFERED: ("agree", "decline", "withdraw"),
        Status.AGREED: ("undertake", "deliver", "decline", "withdraw"),
        Status.DELIVERED: ("close",),
    }.get(Status(shown.status), ())


def _suggested(viewer: Viewer, shown: AssistanceRequest) -> list[dict[str, Any]]:
    """Experts of the roster for the need, with why."""
    found = directory.experts_fitting(viewer, fields=shown.fields, language=shown.language)
    return [{"expert": one.expert, "why": directory.why_fitting(one)} for one in found]


@signed_in
def assistance_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Put right what is recorded of a request."""
    viewer = request.viewer
    shown = _kept(viewer, pk)
    first = RequestForm.first(shown)
    known = directory.actors(viewer).filter(pk=shown.requester_id).first()
    form = RequestForm(request.POST or None, viewer=viewer, initial={**first, "requester": known})
    del form.fields["tlp"]

    def do(given: dict[str, Any]) -> None:
        services.assistance_request_change(
            viewer=viewer, request=shown, version=given["version"], **form.told()
        )

    return _acted(request, form, do, shown, title=_("Change the request"), button=_("Keep"), done=_("Kept."))


@signed_in
def assistance_offer(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Offer something in answer to a request."""
    viewer = request.viewer
    shown = selectors.assistance_request(viewer, pk)
    policy.require(viewer, "assistance.answer", shown)
    suggested: list[Expert] = [one["expert"] for one in _suggested(viewer, shown)]
    first = {"expert": request.GET.get("expert", "")}
    form = OfferForm(request.POST or None, viewer=viewer, suggested=suggested, initial=first)

    def do(_given: dict[str, Any]) -> AssistanceOffer:
        return services.assistance_offer_make(viewer=viewer, request=shown, **form.told())

    return _acted(
        request, form, do, shown, title=_("Make an offer"), button=_("Offer it"), done=_("The offer is kept.")
    )


@signed_in
def assistance_agree(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Record which offers were taken and what was agreed."""
    viewer = request.viewer
    shown = _kept(viewer, pk)
    offers = {str(one.pk): one for one in selectors.assistance_offers(viewer, shown)}
    known = _seen(viewer, {one.actor_id for one in offers.values()})
    choices = [
        (key, f"{in_words(known[one.actor_id].names) if one.actor_id in known else '–'}: {one.words[:80]}")
        for key, one in offers.items()
    ]
    form = AgreeForm(request.POST or None, viewer=viewer, offers=choices, initial={"version": shown.version})

    def do(given: dict[str, Any]) -> None:
        services.assistance_request_agree(
            viewer=viewer,
            request=shown,
            offers=[offers[key] for key in given["offers"]],
            agreement=given["agreement"],
            agreed_on=given["agreed_on"].start if given["agreed_on"] else None,
            version=given["version"],
        )

    return _acted(
        request,
        form,
        do,
        shown,
        title=_("What was agreed"),
        button=_("Record the agreement"),
        done=_("Agreed. Now record who does what by when."),
    )


@signed_in
def assistance_deliver(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say that what was agreed was delivered."""
    return _word(
        request,
        pk,
        lambda viewer, shown, _words, version: services.assistance_request_deliver(
            viewer=viewer, request=shown, version=version
        ),
        label="",
        title=_("It was delivered"),
        lead=_("Every undertaking that comes from the request has ended, and one at least is done."),
        button=_("Delivered"),
    )


@signed_in
def assistance_close(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say what came of it."""
    return _word(
        request,
        pk,
        lambda viewer, shown, words, version: services.assistance_request_close(
            viewer=viewer, request=shown, result=words, version=version
        ),
        label=_("What came of it for those who asked"),
        title=_("The result"),
        lead=_("Also where it fell short of the need."),
        button=_("Close it"),
    )


@signed_in
def assistance_decline(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say that nobody can give it, and why."""
    return _word(
        request,
        pk,
        lambda viewer, shown, words, version: services.assistance_request_decline(
            viewer=viewer, request=shown, because=words, version=version
        ),
        label=_("Why it is declined"),
        title=_("Decline the request"),
        lead=_("Those who asked can then turn elsewhere."),
        button=_("Decline it"),
    )


@signed_in
def assistance_withdraw(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Record that those who asked took their request back."""
    return _word(
        request,
        pk,
        lambda viewer, shown, words, version: services.assistance_request_withdraw(
            viewer=viewer, request=shown, because=words, version=version
        ),
        label=_("Why it was taken back"),
        title=_("The request was taken back"),
        lead="",
        button=_("Record it"),
    )


def _kept(viewer: Viewer, pk: uuid.UUID) -> AssistanceRequest:
    """A request that the viewer keeps for those who asked."""
    shown = selectors.assistance_request(viewer, pk)
    policy.require(viewer, "assistance.ask", shown)
    return shown


def _word(
    request: Request, pk: uuid.UUID, do: Callable[..., Any], *, label: str, **told: Any
) -> HttpResponseBase:
    """One act that needs a sentence at most."""
    shown = _kept(request.viewer, pk)
    form = WordsForm(
        request.POST if request.method == "POST" else None,
        label=label,
        asks=bool(label),
        initial={"version": shown.version},
    )

    def done(given: dict[str, Any]) -> None:
        do(request.viewer, shown, given.get("words", ""), given["version"])

    return _acted(request, form, done, shown, done=_("Kept."), **told)


def _acted(request: Request, form: Any, do: Any, shown: AssistanceRequest, **told: Any) -> HttpResponseBase:
    back = reverse("assistance_request", args=[shown.pk])
    return act(request, form, do, about=shown.title, back=back, **told)
