"""How much one address, and everybody together, may send to the pages that need no sign-in.

Counted in memory only, for some minutes, under a hash that changes every day: no address is kept.
"""

from __future__ import annotations

import hashlib
import ipaddress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock

WITHIN = 600  # seconds


def count(request: HttpRequest, what: str, one: int, everybody: int, *, code: str) -> None:
    """Count this request.

    Args:
        what: is counted.
        one, everybody: how many one address, and all together, may send within `WITHIN`.
        code: of the refusal.

    Raises:
        NotPossibleNow: `code`, where it is too many.
    """
    address = line_of(request.META.get("REMOTE_ADDR", ""))
    salt = f"{settings.SECRET_KEY}{clock.now().date()}"
    hashed = hashlib.sha256(f"{salt}{address}".encode()).hexdigest()[:32]
    for key, most in ((f"{what}:{hashed}", one), (f"{what}:all", everybody)):
        cache.add(key, 0, WITHIN)
        try:
            if cache.incr(key) > most:
                raise NotPossibleNow(code)
        except ValueError:  # it ran out in this moment
            cache.set(key, 1, WITHIN)


def line_of(address: str) -> str:
    """Of an IPv6 address the network, which one line has for itself: it could count on a new address for
    each request."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4 or found.ipv4_mapped:
        return address
    return str(ipaddress.ip_network((int(found) >> 64 << 64, 64)))
