"""Received alerts: what stands, what is held back and why; one alert with its chain."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nadhir.doctrine.phrases import Reason
from nadhir.documents import cap
from nadhir.documents.cap import signing
from nadhir.errors import NotAllowed
from nadhir.web.core import export, policy
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import language_name
from nadhir.web.core.viewer import Viewer
from nadhir.web.exchange import answering, selectors, services
from nadhir.web.exchange.forms import AlertFilter
from nadhir.web.exchange.models import ReceivedAlert
from nadhir.web.exchange.signing import signing_key
from nadhir.web.intake import selectors as intake

CAP = "application/cap+xml; charset=utf-8"
# What CAP's own words mean to a reader.
WORDS: dict[str, Any] = {
    "urgencies": {
        "Immediate": gettext_lazy("act at once"),
        "Expected": gettext_lazy("act soon"),
        "Future": gettext_lazy("act in time"),
        "Past": gettext_lazy("no longer urgent"),
        "Unknown": gettext_lazy("urgency not known"),
    },
    "severities": {
        "Extreme": gettext_lazy("extreme"),
        "Severe": gettext_lazy("severe"),
        "Moderate": gettext_lazy("moderate danger"),
        "Minor": gettext_lazy("minor"),
        "Unknown": gettext_lazy("severity not known"),
    },
    "certainties": {
        "Observed": gettext_lazy("observed"),
        "Likely": gettext_lazy("likely"),
        "Possible": gettext_lazy("possible"),
        "Unlikely": gettext_lazy("unlikely"),
        "Unknown": gettext_lazy("certainty not known"),
    },
    "scopes": {
        "Public": gettext_lazy("everybody"),
        "Restricted": gettext_lazy("those whom its restriction names"),
        "Private": gettext_lazy("those it is addressed to"),
    },
}


def cap_response(raw: bytes, name: str) -> HttpResponse:
    """An alert as a file. It is never shown by the browser itself: what others wrote may hold anything."""
    response = HttpResponse(raw, content_type=CAP)
    response["Content-Disposition"] = f'attachment; filename="{name}.xml"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def words_of(reasons: Iterable[dict[str, Any]]) -> list[str]:
    """Reasons that were kept, in the reader's language."""
    lang = get_language()
    return [Reason.of_json(one).say(lang) for one in reasons]


@signed_in
@require_GET
def alert_list(request: Request) -> HttpResponseBase:
    """What did others warn of, and which of it stands?"""
    viewer = request.viewer
    _require_reader(viewer)
    form = AlertFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = selectors.narrowed(
        selectors.alerts(viewer),
        words=chosen.get("q", ""),
        state=chosen.get("state", ""),
        status=chosen.get("status", ""),
    )
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("nadhir-alerts", *_table(found[: export.MOST]))
    page = page_of(request, found.select_related("changed_by"))
    context = {
        "filter": form,
        "filtered": any(chosen.values()),
        "page": page,
        "rows": [(one, words_of([one.problem] if one.problem else [])) for one in page.rows],
        "answer": selectors.standing(viewer),
        "may_export": policy.may(viewer, "table.export"),
        "may_follow": policy.may(viewer, "alert.receive"),
    }
    return render(request, "exchange/alerts.html", context)


def _require_reader(viewer: Viewer) -> None:
    if not viewer.has("analyst", "reviewer"):
        raise NotAllowed("not_allowed.act", act="alert.read")


def _table(found: Iterable[ReceivedAlert]) -> tuple[list[str], list[list[Any]]]:
    columns = [
        _("Identifier"), _("Sender"), _("Sent"), _("Kind"), _("Meant as"), _("Status"), _("Valid until"),
        _("Headline"), _("Signature"), _("Received"), _("Reason"),
    ]  # fmt: skip
    return columns, [
        [
            one.identifier,
            one.sender,
            one.sent,
            one.get_msg_type_display(),
            one.get_status_display(),
            one.get_state_display(),
            one.expires,
            one.headline,
            one.get_seal_display(),
            one.received_at,
            "; ".join(words_of([one.problem] if one.problem else [])),
        ]
        for one in found
    ]


@signed_in
@require_GET
def alert_page(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What does this alert say, what became of it, and can it be trusted?"""
    viewer = request.viewer
    alert = selectors.alert(viewer, pk)
    item = intake.items(viewer).filter(pk=alert.item_id).first() if alert.item_id else None
    context = {
        "alert": alert,
        "said": alert.said or {},
        "infos": [_named(info) for info in (alert.said or {}).get("info", [])],
        "reasons": words_of([alert.problem] if alert.problem else []),
        "notes": words_of(alert.notes),
        "earlier": selectors.earlier_of(viewer, alert),
        "later": selectors.later_of(viewer, alert),
        "same_name": selectors.same_name(viewer, alert),
        "item": item,
        **WORDS,
        "may_answer": _may_answer(viewer, alert),
    }
    return render(request, "exchange/alert.html", context)


def _named(info: dict[str, Any]) -> dict[str, Any]:
    """A part of an alert with the name of its language in the reader's own."""
    return {**info, "named": language_name(str(info.get("language", ""))[:2].lower())}


def _may_answer(viewer: Viewer, alert: ReceivedAlert) -> bool:
    told = alert.msg_type in ("Alert", "Update", "Cancel") and alert.state != ReceivedAlert.State.REFUSED
    return told and alert.acknowledged_at is None and policy.may(viewer, "alert.receive", alert)


@signed_in
@require_GET
def alert_original(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """The message as it came, byte for byte."""
    alert = selectors.alert(request.viewer, pk)
    return cap_response(selectors.raw_of(request.viewer, alert), f"alert-{alert.pk}")


@signed_in
@require_POST
def alert_acknowledge(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Take note of an alert, so that its sender can be told."""
    alert = selectors.alert(request.viewer, pk)
    services.received_alert_acknowledge(viewer=request.viewer, alert=alert)
    messages.success(request, _("Acknowledged. Download the message and send it to whoever sent the alert."))
    return redirect("alert", alert.pk)


@signed_in
@require_GET
def alert_answer(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """The message that says that we have taken note."""
    alert = selectors.alert(request.viewer, pk)
    if alert.acknowledged_at is None:
        raise NotAllowed("not_allowed.record", act="alert.read")
    made = answering.acknowledgement(alert, alert.acknowledged_at)
    return cap_response(signing.sign(cap.compose(made), signing_key()), f"ack-{alert.pk}")
