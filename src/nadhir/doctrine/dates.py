"""Dates in words, in the three working languages.

Arabic months carry both sets of names (آب/أغسطس), as the United Nations writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from nadhir.doctrine.text import Language, language

MONTHS: Mapping[Language, tuple[str, ...]] = MappingProxyType(
    {
        "ar": (
            "كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيه",
            "تموز/يوليه", "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر",
            "كانون الأول/ديسمبر",
        ),
        "en": (
            "January", "February", "March", "April", "May", "June",
            "July", "August", "September", "October", "November", "December",
        ),
        "fr": (
            "janvier", "février", "mars", "avril", "mai", "juin",
            "juillet", "août", "septembre", "octobre", "novembre", "décembre",
        ),
    }
)  # fmt: skip


def date_in_words(known: str, lang: str | None) -> str:
    """A date as far as it is known, in words of `lang`: "2023-12" is December 2023, décembre 2023.

    Args:
        known: the beginning of an ISO 8601 date: a year, a month or a day. Anything else is said as it
            stands.
    """
    to_month = len(known) == len("2023-12")
    try:
        when = date.fromisoformat(f"{known}-01" if to_month else known)
    except ValueError:
        return known
    month = f"{MONTHS[language(lang)][when.month - 1]} {when.year}"
    return month if to_month else f"{when.day} {month}"
