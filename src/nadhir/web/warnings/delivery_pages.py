"""Pages of sending: who got a warning, by which way and when; what failed; another way to somebody."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir.web.core import export, policy
from nadhir.web.core.acting import attempted, status_after
from nadhir.web.core.http import Request, signed_in
from nadhir.web.warnings import delivery_selectors, selectors
from nadhir.web.warnings.delivery_forms import WayForm, WishForm
from nadhir.web.warnings.delivery_selectors import Line
from nadhir.web.warnings.models import Recipient, Warning
from nadhir.web.warnings.services import channels, sending


@signed_in
def delivery_list(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Who got the warning, by what, when; and whom it did not reach."""
    viewer = request.viewer
    warning = selectors.warning(viewer, pk)
    lines = delivery_selectors.deliveries(viewer, warning)
    told = delivery_selectors.standing_of(lines)
    shown = told.troubled if request.GET.get("show") == "trouble" else lines
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response(f"nadhir-deliveries-{warning.number}", *_table(shown))
    context = {
        "warning": warning,
        "said": selectors.wording(warning),
        "lines": shown,
        "told": told,
        "only_trouble": request.GET.get("show") == "trouble",
        "may_send": policy.may(viewer, "warning.draft"),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "warnings/deliveries.html", context)


def _table(lines: Iterable[Line]) -> tuple[list[str], list[list[Any]]]:
    columns = [
        _("Name"), _("Way"), _("Address"), _("Message"), _("Version"), _("State"), _("Sent"), _("Problem"),
        _("Read"), _("Acknowledged"),
    ]  # fmt: skip
    rows = [
        [
            line.recipient.name,
            one.channel.get_kind_display(),
            one.channel.shown,
            one.get_message_display(),
            one.edition,
            one.get_state_display(),
            one.sent_at,
            " ".join(part for part in (delivery_selectors.said(one.problem), one.detail) if part),
            line.recipient.read_at,
            line.recipient.acknowledged_at,
        ]
        for line in lines
        for one in line.deliveries
    ]
    return columns, rows


@signed_in
@require_POST
def delivery_again(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Try once more."""
    chosen = delivery_selectors.delivery(request.viewer, pk)
    sending.delivery_retry(viewer=request.viewer, delivery=chosen)
    messages.success(request, _("It is being sent again."))
    return redirect("deliveries", pk=chosen.recipient.warning_id)


@signed_in
def ways(request: Request, pk: uuid.UUID, recipient: uuid.UUID) -> HttpResponseBase:
    """By which ways somebody is reached."""
    viewer = request.viewer
    warning, line = _line(request, pk, recipient)
    form = WayForm(request.POST or None, recipient=line)

    def add() -> bool:
        way = channels.channel_add(viewer=viewer, recipient=line, **form.cleaned_data)
        if warning.status == Warning.Status.ISSUED:
            sending.delivery_put_other_way(viewer=viewer, channel=way)
        return True

    if request.method == "POST" and form.is_valid() and attempted(form, add):
        messages.success(request, _("This way is used from now on."))
        return redirect("ways", pk=warning.pk, recipient=line.pk)
    chosen = delivery_selectors.channels(viewer, line)
    known = chosen or channels.usual_ways(line)
    used = set(line.deliveries.values_list("channel", flat=True))
    context = {
        "warning": warning,
        "recipient": line,
        "ways": [
            {
                "way": way,
                "why": delivery_selectors.said(way.stopped_because),
                "secret": way.secret.open_or(""),
                "used": way.pk in used or not chosen,
            }
            for way in known
        ],
        "form": form,
        "deputy_of": list(line.stands_in_for.all()),
        "may_wait": warning.status in channels.OPEN[:3],
        "open": warning.status in channels.OPEN,
        "back_url": reverse(
            "deliveries" if warning.status not in channels.OPEN[:3] else "warning", args=[pk]
        ),
    }
    return render(request, "warnings/ways.html", context, status=status_after(request, form))


@signed_in
@require_POST
def way_remove(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Take a way off again that nothing was sent by."""
    chosen = delivery_selectors.channel(request.viewer, pk)
    line = chosen.recipient
    channels.channel_remove(viewer=request.viewer, channel=chosen)
    messages.success(request, _("Taken off."))
    return redirect("ways", pk=line.warning_id, recipient=line.pk)


@signed_in
@require_POST
def recipient_standby(request: Request, pk: uuid.UUID, recipient: uuid.UUID) -> HttpResponseBase:
    """Have a deputy told only where somebody stays silent, or from the beginning."""
    warning, line = _line(request, pk, recipient)
    standby = request.POST.get("standby") == "yes"
    channels.recipient_stand_by(viewer=request.viewer, recipient=line, standby=standby)
    messages.success(request, _("Changed."))
    return redirect("ways", pk=warning.pk, recipient=line.pk)


def _line(request: Request, pk: uuid.UUID, recipient: uuid.UUID) -> tuple[Warning, Recipient]:
    warning = selectors.warning(request.viewer, pk)
    policy.require(request.viewer, "warning.draft", warning)
    return warning, selectors.recipient(request.viewer, warning, recipient)


@signed_in
def wishes(request: Request) -> HttpResponseBase:
    """How one wishes to be written to."""
    wish = delivery_selectors.wish_of(request.viewer)
    initial = {name: getattr(wish, name) for name in ("digest", "quiet_from", "quiet_until")}
    form = WishForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        channels.wish_keep(viewer=request.viewer, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("wishes")
    return render(request, "warnings/wishes.html", {"form": form}, status=status_after(request, form))
