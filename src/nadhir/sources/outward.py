"""Reaching a machine that somebody else named: a POST, or a GET, to an address that leads outside.

An address that people write into a form may point at this machine, at its neighbours, or at the service that
tells a rented machine its secrets. So the name is looked up once, every answer is looked at, and the
connection goes to the very address that was looked at: a name that answers differently the second time
(DNS rebinding) gains nothing. No redirect is followed. TLS is checked against the name. An answer has a
deadline as a whole, not only between two bytes, and what it says is read up to a small limit.

What an operator allows (`allowed`) may be inward, and then without TLS too: a machine in the same house.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

TIMEOUT = 10.0  # seconds for connecting, and for the whole of an answer
LARGEST = 64 * 1024  # bytes of an answer that are read
LONGEST = 2000  # characters of an address

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Why = Literal[
    "address", "insecure", "inward", "unreachable", "tls", "timeout", "redirect", "refused", "failing"
]

# Reachable from a rented machine only, and not among the private ranges.
# And networks of a house: addresses once used as private ones (RFC 3879), and those that a translator of its
# own takes for IPv4 ones (RFC 8215), in a form that only it knows.
_NEIGHBOURS = (
    ipaddress.ip_network("168.63.129.16/32"),
    ipaddress.ip_network("fec0::/10"),
    ipaddress.ip_network("64:ff9b:1::/48"),
)
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class Undelivered(Exception):
    """It was not taken.

    Attributes:
        why: `address` (no address), `insecure` (no TLS), `inward` (leads into our own or a private network),
            `redirect` (answers with another address), `refused` (a 4xx answer) are final;
            `unreachable`, `tls`, `timeout`, `failing` (429 or 5xx) may pass.
        status: of the answer, where there was one.
    """

    def __init__(self, why: Why, detail: str = "", *, status: int | None = None) -> None:
        super().__init__(detail or why)
        self.why = why
        self.status = status

    @property
    def final(self) -> bool:
        return self.why in ("address", "insecure", "inward", "redirect", "refused")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address leads."""

    secure: bool
    host: str
    port: int
    path: str

    @property
    def name(self) -> str:
        """Host and port, for connections that are used again."""
        return f"{'https' if self.secure else 'http'}://{self.host}:{self.port}"


def place_of(url: str, *, allowed: Sequence[Network] = ()) -> Place:
    """What an address says, before anything is looked up.

    Raises:
        Undelivered: `address`; `insecure` where it is not https and nothing inward is allowed; `inward` where
            the host is a number that leads inward.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Undelivered("address") from None
    printable = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST
    if not printable or parts.scheme not in ("https", "http") or not parts.hostname or "@" in parts.netloc:
        raise Undelivered("address")
    secure = parts.scheme == "https"
    if not secure and not allowed:
        raise Undelivered("insecure")
    with contextlib.suppress(ValueError):
        check(ipaddress.ip_address(parts.hostname), allowed)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(secure, parts.hostname, port or (443 if secure else 80), path)


def check(address: Address, allowed: Sequence[Network] = ()) -> None:
    """Go on only where an address lies outside, or is allowed.

    Raises:
        Undelivered: `inward`.
    """
    for one in _inside(address):
        if any(one in network for network in allowed if network.version == one.version):
            continue
        closed = any(one in network for network in _NEIGHBOURS if network.version == one.version)
        if closed or not one.is_global or one.is_multicast or one.is_reserved:
            raise Undelivered("inward", str(address))


def _inside(address: Address) -> list[Address]:
    """An address, or the IPv4 one that it carries inside."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address.sixtofour:
        return [address, address.sixtofour]
    if address.teredo:
        return [address, *address.teredo]
    if address in _TRANSLATED:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    return [address]


class Connection:
    """An open connection to one place, used for one POST after the other."""

    def __init__(self, place: Place, *, allowed: Sequence[Network] = (), timeout: float = TIMEOUT) -> None:
        """
        Raises:
            Undelivered: `inward`, `insecure`, `unreachable`, `tls`, `timeout`.
        """
        self.place, self.timeout = place, timeout
        self.usable = True
        self._socket = _connected(place, allowed, timeout)

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Hand over `body`; the status of the answer, which is one of 2xx.

        Raises:
            Undelivered: `redirect`, `refused`, `failing`, `timeout`, `unreachable`.
        """
        deadline = time.monotonic() + self.timeout
        self.usable = False
        lines = {
            **_host(self.place),
            "User-Agent": "nadhir",
            "Accept-Encoding": "identity",
            "Content-Length": str(len(body)),
            **headers,
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        try:
            self._socket.settimeout(self.timeout)
            self._socket.sendall(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode("ascii") + body)
            answer = http.client.HTTPResponse(_Timed(self._socket, deadline), method="POST")  # type: ignore[arg-type]
            answer.begin()
            answer.read(LARGEST)
            self.usable = answer.isclosed() and not answer.will_close
        except TimeoutError:
            raise Undelivered("timeout") from None
        except (OSError, http.client.HTTPException) as problem:
            raise Undelivered("unreachable", str(problem)[:200]) from None
        _judge(answer.status)
        return answer.status

    def close(self) -> None:
        """Close it."""
        self._socket.close()


def fetched(
    url: str,
    headers: Mapping[str, str],
    *,
    allowed: Sequence[Network] = (),
    largest: int = LARGEST,
    timeout: float = TIMEOUT,
) -> tuple[int, bytes, dict[str, str]]:
    """What stands at an address: status, at most `largest` + 1 bytes, headers in small letters.

    Raises:
        Undelivered: `address`, `inward`, `insecure`, `unreachable`, `tls`, `timeout`. What the status says is
            for the caller to judge; no redirect is followed.
    """
    place = place_of(url, allowed=allowed)
    deadline = time.monotonic() + timeout
    connected = _connected(place, allowed, timeout)
    try:
        head = "".join(f"{name}: {value}\r\n" for name, value in {**_host(place), **headers}.items())
        connected.sendall(f"GET {place.path} HTTP/1.1\r\n{head}Connection: close\r\n\r\n".encode("ascii"))
        answer = http.client.HTTPResponse(_Timed(connected, deadline), method="GET")  # type: ignore[arg-type]
        answer.begin()
        return answer.status, answer.read(largest + 1), {k.lower(): v for k, v in answer.getheaders()}
    except TimeoutError:
        raise Undelivered("timeout") from None
    except (OSError, http.client.HTTPException, UnicodeError) as problem:
        raise Undelivered("unreachable", str(problem)[:200]) from None
    finally:
        connected.close()


def _host(place: Place) -> dict[str, str]:
    host = f"[{place.host}]" if ":" in place.host else place.host
    standard = 443 if place.secure else 80
    return {"Host": host if place.port == standard else f"{host}:{place.port}"}


def _judge(status: int) -> None:
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise Undelivered("redirect", str(status), status=status)
    passing = status >= 500 or status in (408, 425, 429)
    raise Undelivered("failing" if passing else "refused", str(status), status=status)


def _connected(place: Place, allowed: Sequence[Network], timeout: float) -> socket.socket:
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise Undelivered("unreachable", str(problem)[:200]) from None
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    inward = bool(addresses)
    for address in addresses:  # all of them, before any is connected to
        check(ipaddress.ip_address(address), allowed)
        inward &= any(
            ipaddress.ip_address(address) in network
            for network in allowed
            if network.version == ipaddress.ip_address(address).version
        )
    if not place.secure and not inward:
        raise Undelivered("insecure")
    last: Exception = OSError("no address")
    for address in dict.fromkeys(addresses):
        try:
            plain = socket.create_connection((address, place.port), timeout=timeout)
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return _tls().wrap_socket(plain, server_hostname=place.host) if place.secure else plain
        except ssl.SSLError as problem:
            raise Undelivered("tls", str(problem)[:200]) from None
        except OSError as problem:
            last = problem
    raise Undelivered("timeout" if isinstance(last, TimeoutError) else "unreachable", str(last)[:200])


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


class _Timed:
    """A socket as the reader of answers wants it, with one deadline for the whole answer."""

    def __init__(self, connected: socket.socket, deadline: float) -> None:
        self._raw = _Raw(connected, deadline)

    def makefile(self, mode: str) -> io.BufferedReader:  # noqa: ARG002 - as a socket is asked
        return io.BufferedReader(self._raw)


class _Raw(io.RawIOBase):
    def __init__(self, connected: socket.socket, deadline: float) -> None:
        self._socket, self._deadline = connected, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
        return self._socket.recv_into(buffer)
