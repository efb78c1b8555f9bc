"""A warning opened by its signed link, by somebody without an account, on whatever phone is at hand.

Opening changes nothing: scanners of mail open every link before a person does. What counts is the button of
the page that was opened, which carries a mark of that; a POST by itself, as some scanners try, counts for
nothing.
The address holds a secret, so the page is kept nowhere, indexed nowhere, and names no other site.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nadhir.doctrine.phrases import explain
from nadhir.doctrine.text import LANGUAGES, language
from nadhir.errors import NotAllowed
from nadhir.web.core.http import Request
from nadhir.web.warnings import links, selectors, services
from nadhir.web.warnings.models import Recipient, Warning

# No navigation, even where the same browser is signed in: the link speaks for one recipient only.
BARE: dict[str, Any] = {"nav": [], "viewer": None, "search_url": None}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def warning_by_link(request: Request, token: str) -> HttpResponseBase:
    """Show the warning, or only that there is one, and record that the recipient has taken note."""
    try:
        recipient = links.recipient_of(token)
        viewer = links.viewer_of(recipient)
        warning = selectors.warning(viewer, recipient.warning_id)
        pressed = request.method == "POST"
        if pressed and links.opened(recipient, request.POST.get("opened", "")):
            services.warning_acknowledge(viewer=viewer, recipient=recipient)
            return _private(redirect("warning_by_link", token=token))
    except NotAllowed:
        # One answer to a forged, a cut, an old and a withdrawn link: nothing to learn from trying.
        words = explain(NotAllowed("link.invalid"), translation.get_language())
        return _private(render(request, "warnings/link_refused.html", {**BARE, "words": words}, status=403))
    with translation.override(_language(request, recipient)):
        context = {
            **BARE,
            "warning": warning,
            "recipient": recipient,
            "opened": links.opening_of(recipient),
            "once_more": pressed,
            "said": selectors.wording(warning)
            if selectors.content_open(viewer, warning, recipient)
            else None,
            "cancelled": warning.status == Warning.Status.CANCELLED,
            "replaced": warning.status == Warning.Status.UPDATED,
            "taken_back": selectors.taken_back(warning),
        }
        page = render(request, "warnings/by_link.html", context, status=422 if pressed else 200)
        page.headers["Content-Language"] = translation.get_language() or ""
        return _private(page)


def _language(request: Request, recipient: Recipient) -> str:
    """The language that the reader switched to, else the one the desk chose for the recipient."""
    switched = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return switched if switched in LANGUAGES else language(recipient.language)


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    # The address never goes to another site. Not "no-referrer": with it a browser sends the form with
    # `Origin: null`, which the protection against forged requests rightly refuses.
    response.headers["Referrer-Policy"] = "same-origin"
    return response
