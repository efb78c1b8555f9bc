"""Somebody of a network answers by their link, without an account, a script or a name on the page.

Opening changes nothing: scanners of messages open every link before a person does. Whoever else opens it
learns as little as can be: after the answer not even what was asked. A link that is forged, old or closed
gets the same refusal as one that never was.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nadhir.doctrine.phrases import explain
from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.core.http import Request
from nadhir.web.response import links, services

BARE: dict[str, Any] = {"nav": [], "viewer": None, "search_url": None}
ANSWERS = ("yes", "no", "taken_back")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_by_link(request: Request, token: str) -> HttpResponseBase:
    """What am I asked, and what do I answer?"""
    try:
        invitation = links.invitation_of(token)
        answer = request.POST.get("answer", "")
        if request.method == "POST" and answer in ANSWERS:
            services.invitation_answer_by_link(invitation=invitation, answer=answer)
            return _private(redirect("invitation_by_link", token=token))
        said = invitation.told.get("answer", "")
        message = "" if said else invitation.activation.message.open()
    except (NotAllowed, NotPossibleNow):
        words = explain(NotAllowed("link.invalid"), translation.get_language())
        return _private(render(request, "warnings/link_refused.html", {**BARE, "words": words}, status=403))
    context = {**BARE, "said": said, "message": message, "until": invitation.activation.until}
    return _private(render(request, "response/invitation_by_link.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
