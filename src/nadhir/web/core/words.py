"""Dates and numbers in words, for pages, mails and documents alike.

Arabic months are written with both sets of names (آب/أغسطس), as the United Nations writes them. Babel
knows the Gregorian names of one set each; the pairs are facts and stand here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from babel import dates, numbers

from nadhir.doctrine.text import language

MONTHS_AR = (
    "كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيه",
    "تموز/يوليه", "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)  # fmt: skip

# Latin digits in Arabic too, until a person chooses otherwise: one digit system per page.
_LOCALE = {"ar": "ar_TN", "en": "en_GB", "fr": "fr_FR"}
_EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def day(value: date | datetime, lang: str | None) -> str:
    """A day: 21 November 2026, 21 تشرين الثاني/نوفمبر 2026, 21 novembre 2026."""
    when = value.astimezone(UTC).date() if isinstance(value, datetime) else value
    chosen = language(lang)
    if chosen == "ar":
        return f"{when.day} {MONTHS_AR[when.month - 1]} {when.year}"
    return str(dates.format_date(when, "d MMMM y", locale=_LOCALE[chosen]))


def month(value: date, lang: str | None) -> str:
    """A month and its year."""
    chosen = language(lang)
    if chosen == "ar":
        return f"{MONTHS_AR[value.month - 1]} {value.year}"
    return str(dates.format_date(value, "MMMM y", locale=_LOCALE[chosen]))


def moment(value: datetime, lang: str | None) -> str:
    """A day with the time of day, always in UTC and saying so."""
    return f"{day(value, lang)}, {value.astimezone(UTC):%H:%M} UTC"


def written_date(value: Mapping[str, Any], lang: str | None) -> str:
    """A date as kept on an item: its resolved form, as precisely as it is known."""
    start, end = date.fromisoformat(value["start"]), date.fromisoformat(value["end"])
    precision = value.get("precision", "day")
    if precision == "year":
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if precision == "month":
        return month(start, lang)
    if start == end:
        return day(start, lang)
    return f"{day(start, lang)} – {day(end, lang)}"


def number(value: float, lang: str | None) -> str:
    """A number with the separators of the language, in Latin digits."""
    return str(numbers.format_decimal(value, locale=_LOCALE[language(lang)]))


def percent(value: float, lang: str | None) -> str:
    """A share of one as a percentage with one decimal: 8.2 %."""
    return str(numbers.format_percent(value, format="#,##0.0 %", locale=_LOCALE[language(lang)]))


def eastern(text: str) -> str:
    """The same text in the Arabic-Indic digits that a reader may choose."""
    return text.translate(_EASTERN)
