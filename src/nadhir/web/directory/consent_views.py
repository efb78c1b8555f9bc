"""Consent given anew and taken back, addresses opened on purpose: the same for experts, partners, assets."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from nadhir.errors import NotAllowed
from nadhir.web.core import policy
from nadhir.web.core.acting import act, attempted, status_after
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors, services
from nadhir.web.directory.roster_forms import AddressForm, AgreedForm

LISTS = {"expert": "experts", "partner": "partners", "asset": "assets"}
READ: dict[str, Callable[..., dict[str, str]]] = {
    "expert": services.expert_contact_read,
    "partner": services.partner_contact_read,
    "asset": services.asset_address_read,
}
CONSENT: dict[str, Callable[..., Any]] = {
    "expert": services.expert_consent,
    "partner": services.partner_consent,
    "asset": services.asset_consent,
}
WITHDRAW: dict[str, Callable[..., Any]] = {
    "expert": services.expert_withdraw,
    "partner": services.partner_withdraw,
    "asset": services.asset_withdraw,
}


@signed_in
@never_cache
@require_POST
def address(request: Request, pk: uuid.UUID, noun: str) -> HttpResponseBase:
    """Open how to reach somebody, or where something is, once, with a reason; the answer is kept nowhere."""
    viewer = request.viewer
    found = selectors.record_of(viewer, noun, pk)
    policy.require(viewer, "address.read", found)
    form = AddressForm(request.POST)
    opened = None
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        opened = attempted(form, lambda: READ[noun](viewer=viewer, **{noun: found}, reason=reason))
    context = {
        "record": found,
        "name": in_words(selectors.called(found)),
        "form": form,
        "opened": opened,
        "back": reverse(noun, args=[pk]),
    }
    status = 200 if opened is not None else status_after(request, form)
    return render(request, "directory/address.html", context, status=status)


@signed_in
def consent(request: Request, pk: uuid.UUID, noun: str) -> HttpResponseBase:
    """Record a consent given anew, also after the last one ran out."""
    viewer = request.viewer
    found = _also_ran_out(viewer, noun, pk)
    form = AgreedForm(request.POST or None, initial={"scope": found.consent}, narrow=noun == "asset")
    return act(
        request,
        form,
        lambda _given: CONSENT[noun](viewer=viewer, **{noun: found}, agreed=form.agreed()),
        title=_("Consent given anew"),
        about=in_words(selectors.called(found)),
        button=_("Record the consent"),
        done=_("The consent is recorded."),
        back=reverse(LISTS[noun]),
    )


@signed_in
def withdraw(request: Request, pk: uuid.UUID, noun: str) -> HttpResponseBase:
    """Those concerned take their consent back."""
    viewer = request.viewer
    found = _also_ran_out(viewer, noun, pk)
    return act(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda _given: WITHDRAW[noun](viewer=viewer, **{noun: found}),
        title=_("Consent taken back"),
        about=in_words(selectors.called(found)),
        lead=_(
            "What is known is wiped at once, for good. A name that came into the directory with this record "
            "goes too."
        ),
        button=_("Wipe what is known"),
        done=_("What was known is wiped."),
        back=reverse(LISTS[noun]),
    )


@signed_in
@require_POST
def check(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Somebody made sure today that it is still there and open."""
    found = selectors.asset(request.viewer, pk)
    services.asset_check(viewer=request.viewer, asset=found)
    messages.success(request, _("Kept: checked today."))
    return redirect("asset", pk=pk)


def _also_ran_out(viewer: Viewer, noun: str, pk: uuid.UUID) -> Any:
    """The record, for the desk that keeps it, also when its consent ran out.

    Raises:
        NotAllowed: it is kept elsewhere, was withdrawn, or is not there.
    """
    try:
        found = selectors.record_of(viewer, noun, pk)
    except NotAllowed:
        return selectors.ran_out_record(viewer, noun, pk)
    policy.require(viewer, selectors.KEEPING[noun], found)
    return found
