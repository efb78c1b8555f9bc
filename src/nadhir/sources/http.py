"""The one door to the outside: an address in, bytes out, or an error that says what to do.

Only this module opens a connection. It speaks HTTPS only, follows no redirect (a token must not go where
nobody sent it), takes no more than a stated size, tries again where that may help, and knows when an answer
was cut short. The transport is given, so that nothing needs a network to be tested.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from nadhir.errors import InputRefused

TIMEOUT = 60.0  # seconds without a byte
LARGEST = 64 * 1024 * 1024
TRIES = 4
LONGEST_WAIT = 60.0  # seconds that we wait because a server asks us to

_MAY_PASS = frozenset({429, 500, 502, 503, 504})


class Unreachable(OSError):
    """No answer: no network, no such name, no time left."""


class CutShort(OSError):
    """The connection ended before the answer did."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. Names of headers are in small letters."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


Transport = Callable[[str, Mapping[str, str]], Answer]
"""Fetch an address with headers, reading at most `LARGEST` + 1 bytes; raises Unreachable or CutShort."""


@dataclass(frozen=True, slots=True)
class Door:
    """Fetches what stands at an address.

    Attributes:
        transport: how; by default the standard library's.
        pause: how to wait between tries, in seconds.
        tries: how often at most.
        largest: the most bytes that one answer may have.
    """

    transport: Transport | None = None
    pause: Callable[[float], None] = time.sleep
    tries: int = TRIES
    largest: int = LARGEST

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> bytes:
        """The body of the answer.

        Raises:
            InputRefused: `http.insecure`, `http.inward`, `http.unreachable`, `http.refused` (401, 403),
                `http.rate_limited` (429), `http.failed` (any other status), `http.cut_short`,
                `http.too_large`.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme != "https" or not host:
            raise InputRefused("http.insecure", address=_shown(url))
        asked = {"User-Agent": "nadhir", "Accept-Encoding": "identity", **(headers or {})}
        for attempt in range(1, self.tries + 1):
            last = attempt == self.tries
            try:
                answer = (self.transport or _fetch)(url, asked)
                return self._body(answer, host)
            except Unreachable as problem:
                if last:
                    raise InputRefused("http.unreachable", host=host, detail=str(problem)) from None
                wait = 2.0 ** (attempt - 1)
            except CutShort:
                if last:
                    raise InputRefused("http.cut_short", host=host) from None
                wait = 2.0 ** (attempt - 1)
            except _TryAgain as problem:
                wait = problem.wait or 2.0 ** (attempt - 1)
                if last or wait > LONGEST_WAIT:
                    raise problem.refusal from None
            self.pause(wait)
        raise InputRefused("http.unreachable", host=host, detail="")

    def get_json(self, url: str, *, headers: Mapping[str, str] | None = None) -> Any:
        """The answer as JSON.

        Raises:
            InputRefused: what `get` raises, or `http.not_json`.
        """
        body = self.get(url, headers=headers)
        try:
            return json.loads(body)
        except ValueError:
            raise InputRefused("http.not_json", host=urlsplit(url).hostname or "") from None

    def _body(self, answer: Answer, host: str) -> bytes:
        if answer.status in (401, 403):
            raise InputRefused("http.refused", host=host, status=answer.status)
        if answer.status != 200:
            code = "http.rate_limited" if answer.status == 429 else "http.failed"
            refusal = InputRefused(code, host=host, status=answer.status)
            if answer.status in _MAY_PASS:
                raise _TryAgain(refusal, _seconds(answer.headers.get("retry-after")))
            raise refusal
        told = _seconds(answer.headers.get("content-length"))
        if max(len(answer.body), told or 0) > self.largest:
            raise InputRefused("http.too_large", host=host, largest=self.largest // 1024**2)
        if told is not None and len(answer.body) < told:
            raise CutShort
        return answer.body


class _TryAgain(Exception):
    """A refusal that may pass."""

    def __init__(self, refusal: InputRefused, wait: float | None) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
        self.wait = wait


def _seconds(written: str | None) -> float | None:
    return float(written) if written and written.isascii() and written.isdigit() else None


def _shown(url: str) -> str:
    """An address without what may be secret in it."""
    return url.partition("?")[0][:100]


def outward_only(url: str, headers: Mapping[str, str]) -> Answer:
    """A transport for addresses that people write into a form: it never reaches inward, whatever a name says
    the second time (see `outward`)."""
    from nadhir.sources import outward

    try:
        status, body, told = outward.fetched(url, headers, largest=LARGEST, timeout=TIMEOUT)
    except outward.Undelivered as problem:
        if problem.why in ("address", "inward", "insecure"):
            raise InputRefused("http.inward", host=urlsplit(url).hostname or "") from None
        raise Unreachable(str(problem)[:200]) from None
    return Answer(status, body, told)


def _fetch(url: str, headers: Mapping[str, str]) -> Answer:
    """With the standard library."""
    import http.client
    import urllib.error
    import urllib.request

    class NoRedirect(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any) -> None:
            return None

    opener = urllib.request.build_opener(NoRedirect)
    request = urllib.request.Request(url, headers=dict(headers))  # noqa: S310 - Door.get takes https only
    try:
        with opener.open(request, timeout=TIMEOUT) as answer:
            return Answer(answer.status, answer.read(LARGEST + 1), _small(answer.headers))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, b"", _small(error.headers))
    except http.client.IncompleteRead:
        raise CutShort from None
    except (http.client.HTTPException, urllib.error.URLError, OSError) as problem:
        raise Unreachable(str(getattr(problem, "reason", problem))[:200]) from None


def _small(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
