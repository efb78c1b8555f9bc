"""Names inside our sentences, one after the other."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language


def listed(names: Iterable[str]) -> str:
    """Names one after the other, each kept from turning the next."""
    comma = "، " if get_language() == "ar" else ", "
    return comma.join(f"\u2068{name}\u2069" for name in names)
