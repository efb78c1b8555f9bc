"""Keys to the feeds of our warnings."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nadhir.doctrine.phrases import explain
from nadhir.errors import NotPossibleNow
from nadhir.web.core import policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.exchange import selectors, services
from nadhir.web.exchange.forms import KeyForm
from nadhir.web.exchange.models import FeedKey
from nadhir.web.exchange.signing import fingerprint, signing_key


@signed_in
def key_list(request: Request) -> HttpResponseBase:
    """Who reads our warnings by a key? Open and close keys."""
    viewer = request.viewer
    policy.require(viewer, "feed.open")
    form = KeyForm(request.POST or None, viewer=viewer)
    shown = ""
    if request.method == "POST" and form.is_valid():
        try:
            told = dict(form.cleaned_data)
            told["email"] = told.pop("outside", "")
            _key, words = services.feed_key_open(viewer=viewer, **told)
            # Shown in the answer to the form and kept nowhere: not in the session, not in an address of ours.
            shown = f"{settings.BASE_URL}{reverse('cap_feed', args=[words])}"
            form = KeyForm(viewer=viewer)
        except NotPossibleNow as refused:
            form.add_error(None, explain(refused, get_language()))
    found = list(selectors.keys(viewer)[:200])
    context = {
        "form": form,
        "shown": shown,
        "keys": found,
        "good": sum(one.good for one in found),
        "fingerprint": fingerprint(),
    }
    return render(request, "exchange/keys.html", context)


@signed_in
@require_POST
def key_revoke(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Close a key."""
    key: FeedKey = selectors.key(request.viewer, pk)
    services.feed_key_revoke(viewer=request.viewer, key=key)
    messages.success(request, _("The key is closed. Its feed cannot be read any more."))
    return redirect("feed_keys")


@signed_in
@require_GET
def certificate(request: Request) -> HttpResponseBase:  # noqa: ARG001 - the same for everybody signed in
    """Our certificate, for those who check the signatures of our alerts."""
    response = HttpResponse(signing_key().certificate, content_type="application/x-pem-file")
    response["Content-Disposition"] = 'attachment; filename="nadhir.pem"'
    return response
