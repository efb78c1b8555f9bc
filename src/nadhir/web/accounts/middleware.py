"""Puts the viewer on the request, and the page into the reader's language and digits."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from nadhir.doctrine.text import LANGUAGES
from nadhir.web.accounts.selectors import digits_of, viewer_of, zone_of
from nadhir.web.core import words

Handler = Callable[[HttpRequest], HttpResponse]


def chosen_language(request: HttpRequest) -> str:
    """The cookie of the language switch, else the person's own language, else what the browser asks for."""
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if cookie in LANGUAGES:
        return cookie
    if request.user.is_authenticated:
        return request.user.language
    return translation.get_language_from_request(request)


def language_of_reader(get_response: Handler) -> Handler:
    """Answer in the language of the reader."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = chosen_language(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = get_response(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def viewer_of_request(get_response: Handler) -> Handler:
    """Make `request.viewer`, which every view hands to services and selectors, and write figures in the
    digits, and times in the time zone, that the person chose."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: viewer_of(request.user))  # type: ignore[attr-defined]
        digits = words.digits_by(lambda: digits_of(request.user))
        with digits, words.zone_by(lambda: zone_of(request.user)):
            return get_response(request)

    return middleware
