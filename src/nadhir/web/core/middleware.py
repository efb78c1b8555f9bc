"""What holds for every answer: a refusal is a page in words, and no cache keeps what somebody may read."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language

from nadhir.doctrine.phrases import explain
from nadhir.errors import Conflict, InputRefused, NadhirError, NotAllowed, NotPossibleNow

STATUS: tuple[tuple[type[NadhirError], int], ...] = (
    (NotAllowed, 403),
    (Conflict, 409),
    (NotPossibleNow, 409),
    (InputRefused, 422),
)


def kept_nowhere(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """What a signed-in person reads is kept in no cache: machines are shared, and taken away."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def without_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Read a NUL as the sign for what cannot be read: nobody types one, PostgreSQL keeps none in a text."""

    def middleware(request: HttpRequest) -> HttpResponse:
        for name in ("GET", "POST"):
            sent: QueryDict = getattr(request, name)
            if any("\0" in value for pair in sent.lists() for value in (pair[0], *pair[1])):
                setattr(request, name, _readable(sent))
        return get_response(request)

    return middleware


def _readable(sent: QueryDict) -> QueryDict:
    clean = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        clean.setlist(name.replace("\0", "\ufffd"), [value.replace("\0", "\ufffd") for value in values])
    clean._mutable = False
    return clean


def status_of(error: NadhirError) -> int:
    """The HTTP status that fits an error."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 400)


class refusals_in_words:  # noqa: N801 - a middleware, named for what it does
    """Renders `NadhirError` as a page in the reader's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, NadhirError) or request.path.startswith("/api/"):
            return None
        words = explain(error, get_language())
        return render(request, "refused.html", {"words": words, "error": error}, status=status_of(error))
