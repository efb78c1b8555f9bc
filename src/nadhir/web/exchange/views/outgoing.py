"""Our warnings as alerts: one as a file for whoever may read it, and feeds of them for whoever holds a key.

A key is a secret in an address: its feed is kept in no shared cache, indexed nowhere, and tells a wrong key
from one that was closed by nothing at all.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from nadhir.doctrine.phrases import phrasebook
from nadhir.doctrine.text import language as working_language
from nadhir.documents import cap
from nadhir.documents.cap import Alert, feeds
from nadhir.documents.words import without_marks
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.exchange import composing, selectors
from nadhir.web.exchange.models import FeedKey
from nadhir.web.exchange.views.alerts import CAP, cap_response

BOOK = "nadhir.web.exchange"
ATOM = "application/atom+xml; charset=utf-8"


@signed_in
@require_safe
def warning_cap(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """A warning as an alert that other systems read: its last message, signed."""
    return cap_response(selectors.signed_alert(request.viewer, pk), f"warning-{pk}")


@require_safe
def cap_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The warnings that a key opens, as a feed in Atom."""
    key = selectors.key_of(token)
    if key is None:
        return _gone()
    told = _messages(key)
    latest = max((one.sent for one in told), default=key.opened_at)
    entries = [
        feeds.Entry(
            id=f"urn:nadhir:{one.identifier}",
            title=one.headline,
            updated=one.sent,
            href=f"{settings.BASE_URL}{reverse('cap_alert', args=[token, one.identifier])}",
            summary=f"{one.status} {one.msg_type}",
        )
        for one in told
    ]
    raw = feeds.atom(
        name=f"urn:uuid:{key.pk}",
        title=_title(key),
        author=in_words(key.owner.names),
        href=f"{settings.BASE_URL}{reverse('cap_feed', args=[token])}",
        updated=latest,
        entries=entries,
        language=working_language(get_language()),
    )
    return _answer(request, raw, ATOM, latest, hashlib.sha256(raw).hexdigest())


@require_safe
def cap_alert(request: HttpRequest, token: str, alert: str) -> HttpResponseBase:
    """One message of the feed that a key opens."""
    key = selectors.key_of(token)
    found = next((one for one in _messages(key, alert) if one.identifier == alert), None) if key else None
    if found is None:
        return _gone()
    # The mark is of what is said: a signature is made anew each time and differs.
    mark = hashlib.sha256(cap.compose(found)).hexdigest()
    return _answer(request, selectors.signed(found), CAP, found.sent, mark)


def _messages(key: FeedKey, name: str = "") -> list[Alert]:
    """The messages of the warnings that a key opens, the latest first.

    Args:
        name: of one message; then only of the warning that it is about.
    """
    veil = composing.outside()
    told = [
        one
        for warning, reader in selectors.opened_by(key)
        if not name or str(warning.pk) in name
        for one in composing.messages(warning, reader, veil)
    ]
    return sorted(told, key=lambda one: (one.sent, one.identifier), reverse=True)


def _title(key: FeedKey) -> str:
    name = in_words(key.group.names if key.group is not None else key.owner.names)
    return without_marks(phrasebook(BOOK).say("cap.feed", get_language(), name=name))


def _answer(request: HttpRequest, raw: bytes, kind: str, at: datetime, mark: str) -> HttpResponseBase:
    response = _private(HttpResponse(raw, content_type=kind))
    response["ETag"] = f'"{mark[:32]}"'
    seconds = int(at.timestamp())
    response["Last-Modified"] = http_date(seconds)
    answer = get_conditional_response(
        request, etag=response["ETag"], last_modified=seconds, response=response
    )
    return answer or response


def _gone() -> HttpResponse:
    """The same for a key that was never one, that ran out and that was closed."""
    words = phrasebook(BOOK).say("feed.gone", get_language())
    return _private(HttpResponse(words, status=404, content_type="text/plain; charset=utf-8"))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response
