"""Exchange of trainers and experts: who goes to whom, for what, and what both say of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from nadhir.web.cooperation import selectors as cooperation
from nadhir.web.cooperation import services
from nadhir.web.cooperation.forms.assistance import EvaluationForm, ExchangeFilter, ExchangeForm, WordsForm
from nadhir.web.cooperation.models import Exchange
from nadhir.web.cooperation.selectors import assistance as selectors
from nadhir.web.cooperation.services.exchanges import WAYS
from nadhir.web.cooperation.views.assistance import fields_in_words, tabs
from nadhir.web.core import export, policy
from nadhir.web.core.acting import act, identifier_of
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory

Status = Exchange.Status


@signed_in
def exchanges(request: Request) -> HttpResponseBase:
    """Who goes to whom, and what came of it?"""
    viewer = request.viewer
    form = ExchangeFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = selectors.exchanges(viewer, status=chosen.get("status", ""), topic=chosen.get("topic", ""))
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("exchanges", *_table(viewer, found[: export.MOST]))
    everything = selectors.exchanges(viewer).order_by()
    page = page_of(request, found)
    ended = everything.filter(status=Status.ENDED)
    context = {
        "filter": form,
        "filtered": any(chosen.values()),
        "page": page,
        "rows": rows_of(viewer, page.rows),
        "under_way": everything.filter(status=Status.UNDER_WAY).count(),
        "ended": ended.count(),
        "unsaid": ended.filter(evaluation_host="", evaluation_guest="").count(),
        "tabs": tabs("exchanges"),
        "may_keep": policy.may(viewer, "exchange.keep"),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "cooperation/exchanges.html", context)


def rows_of(viewer: Viewer, found: list[Exchange]) -> list[dict[str, Any]]:
    """Exchanges with those in them whom the viewer may know of; two queries, however many there are."""
    actors = directory.actors(viewer).in_bulk(
        {key for one in found for key in (one.host_id, one.sent_by_id) if key}
    )
    experts = directory.experts(viewer).in_bulk({one.expert_id for one in found if one.expert_id})
    return [
        {
            "exchange": one,
            "expert": experts.get(one.expert_id),
            "host": actors.get(one.host_id),
            "sent_by": actors.get(one.sent_by_id),
            "topics": fields_in_words(one.topics),
        }
        for one in found
    ]


def _table(viewer: Viewer, found: QuerySet[Exchange]) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    columns = [
        _("who"),
        _("sent by"),
        _("host"),
        _("on what"),
        _("from"),
        _("until"),
        _("status"),
        _("result"),
    ]

    def cells(row: dict[str, Any]) -> tuple[Any, ...]:
        one: Exchange = row["exchange"]
        expert = row["expert"]
        return (
            in_words(expert.actor.names) if expert else "",
            in_words(row["sent_by"].names) if row["sent_by"] else "",
            in_words(row["host"].names) if row["host"] else "",
            row["topics"],
            one.starts_on,
            one.ends_on,
            one.get_status_display(),
            one.result or one.ended_because,
        )

    return columns, (cells(row) for row in rows_of(viewer, list(found)))


@signed_in
def exchange_new(request: Request) -> HttpResponseBase:
    """Propose that somebody of the roster works for a while at a host."""
    viewer = request.viewer
    policy.require(viewer, "exchange.keep")
    first: dict[str, Any] = {"expert": request.GET.get("expert", "")}
    instrument = identifier_of(request.GET.get("instrument", ""))
    if instrument is not None:
        first["instrument"] = cooperation.instruments(viewer).filter(pk=instrument).first()
    form = ExchangeForm(request.POST or None, viewer=viewer, initial=first)

    def do(given: dict[str, Any]) -> Exchange:
        return services.exchange_record(viewer=viewer, tlp=given["tlp"], **form.told())

    return act(
        request,
        form,
        do,
        title=_("Propose an exchange"),
        lead=_("A trainer or expert of the roster works for a while at another organisation."),
        button=_("Propose it"),
        done=_("Proposed. It is agreed when both sides said yes."),
        back=lambda made: reverse("exchange", args=[made.pk]),
        cancel=reverse("exchanges"),
    )


@signed_in
def exchange(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Who goes where, when, on what, under which agreement, and what do both say of it?"""
    viewer = request.viewer
    shown = selectors.exchange(viewer, pk)
    row = rows_of(viewer, [shown])[0]
    keeps = policy.may(viewer, "exchange.keep", shown)
    days = (shown.ends_on - shown.starts_on).days + 1 if shown.starts_on and shown.ends_on else None
    instrument = cooperation.instruments(viewer).filter(pk__in=[shown.instrument_id]).first()
    context = {
        **row,
        "days": days,
        "instrument": instrument if shown.instrument_id else None,
        "ways": WAYS.get(shown.status, ()) if keeps else (),
        "may_keep": keeps,
        "may_change": keeps and shown.status in WAYS,
        "may_evaluate": keeps and shown.status in (Status.UNDER_WAY, Status.ENDED),
    }
    return render(request, "cooperation/exchange.html", context)


@signed_in
def exchange_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change what is planned."""
    viewer = request.viewer
    shown = _kept(viewer, pk)
    known = directory.actors(viewer)
    first = ExchangeForm.first(shown)
    for name in ("host", "sent_by"):
        first[name] = known.filter(pk=getattr(shown, f"{name}_id")).first()
    instruments = cooperation.instruments(viewer)
    first["instrument"] = instruments.filter(pk=shown.instrument_id).first() if shown.instrument_id else None
    form = ExchangeForm(request.POST or None, viewer=viewer, initial=first)
    del form.fields["tlp"]

    def do(given: dict[str, Any]) -> None:
        changes = form.told()
        for name in ("sent_by", "instrument"):
            if changes[name] is None and first[name] is None:
                del changes[name]
        services.exchange_change(viewer=viewer, exchange=shown, version=given["version"], **changes)

    return _acted(request, form, do, shown, title=_("Change the exchange"), button=_("Keep"))


@signed_in
def exchange_move(request: Request, pk: uuid.UUID, to: str) -> HttpResponseBase:
    """Bring it to its next state: agreed, under way, ended with a result, called off with a reason."""
    viewer = request.viewer
    shown = _kept(viewer, pk)
    told = {
        "agreed": (_("Both sides agreed"), "", _("Agreed")),
        "under_way": (_("It has begun"), "", _("It has begun")),
        "ended": (_("It has ended"), _("What came of it"), _("Close it")),
        "called_off": (_("It is called off"), _("Why"), _("Call it off")),
    }
    title, label, button = told[to]
    form = WordsForm(
        request.POST if request.method == "POST" else None,
        label=label,
        asks=bool(label),
        initial={"version": shown.version},
    )

    def do(given: dict[str, Any]) -> None:
        services.exchange_move(
            viewer=viewer, exchange=shown, to=to, words=given.get("words", ""), version=given["version"]
        )

    return _acted(request, form, do, shown, title=title, button=button)


@signed_in
def exchange_evaluate(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Keep what the host and the guest say of it."""
    viewer = request.viewer
    shown = _kept(viewer, pk)
    first = {
        "host": shown.evaluation_host,
        "guest": shown.evaluation_guest,
        "version": shown.version,
    }
    form = EvaluationForm(request.POST or None, initial=first)

    def do(given: dict[str, Any]) -> None:
        services.exchange_evaluate(viewer=viewer, exchange=shown, **given)

    return _acted(request, form, do, shown, title=_("What both sides say of it"), button=_("Keep"))


def _kept(viewer: Viewer, pk: uuid.UUID) -> Exchange:
    shown = selectors.exchange(viewer, pk)
    policy.require(viewer, "exchange.keep", shown)
    return shown


def _acted(request: Request, form: Any, do: Any, shown: Exchange, **told: Any) -> HttpResponseBase:
    back = reverse("exchange", args=[shown.pk])
    return act(request, form, do, back=back, done=_("Kept."), **told)
