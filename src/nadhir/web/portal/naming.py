"""Names inside our sentences: of languages, and one after the other."""

from __future__ import annotations

from collections.abc import Iterable

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nadhir.doctrine.text import language


def language_name(code: str) -> str:
    """What a language is called in the reader's own."""
    if code == "und":
        return _("language unknown")
    return str(Locale(language(get_language())).languages.get(code, code))


def listed(names: Iterable[str]) -> str:
    """Names one after the other, each kept from turning the next."""
    comma = "، " if get_language() == "ar" else ", "
    return comma.join(f"\u2068{name}\u2069" for name in names)
