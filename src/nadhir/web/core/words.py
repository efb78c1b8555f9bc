"""Dates and numbers in words, for pages, mails and documents alike.

Arabic months are written with both sets of names (آب/أغسطس), as the United Nations writes them. Babel
knows the Gregorian names of one set each; the pairs stand in `nadhir.doctrine.dates`.

Digits are the reader's choice. Whoever answers a person says whose choice it is (`digits_by`); everything
written here within then follows it, so that a page has one digit system. Arabic-Indic digits belong to Arabic
text: an English or French page keeps its own. Times of day are told in the reader's time zone (`zone_by`),
always with the numeric offset; in UTC where nobody chose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import dates, numbers
from django.utils import translation

from nadhir.doctrine.dates import MONTHS
from nadhir.doctrine.text import LANGUAGES, language

Digits = Literal["latn", "arab"]

# Latin digits in Arabic too, until a person chooses otherwise. The United Arab Emirates write them with the
# point and the comma of UN documents; Egypt has the separators that go with Arabic-Indic digits.
_LOCALE = {"ar": "ar_AE", "en": "en_GB", "fr": "fr_FR"}
_LOCALE_EASTERN = "ar_EG"
_EASTERN = str.maketrans("0123456789%", "٠١٢٣٤٥٦٧٨٩٪")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")


def _latin() -> Digits:
    return "latn"


_choice: ContextVar[Callable[[], Digits]] = ContextVar("digits", default=_latin)


@contextmanager
def digits_by(choice: Callable[[], Digits]) -> Iterator[None]:
    """Within the block, in this thread or task only, digits are written as `choice` says. It is asked only
    where a figure is written in Arabic, so that other pages need not know the reader."""
    token = _choice.set(choice)
    try:
        yield
    finally:
        _choice.reset(token)


def _nowhere() -> str:
    return ""


_zone: ContextVar[Callable[[], str]] = ContextVar("zone", default=_nowhere)


@contextmanager
def zone_by(choice: Callable[[], str]) -> Iterator[None]:
    """Within the block, in this thread or task only, days and times of moments are told in the time zone
    whose name `choice` gives; it is asked only where a moment is written."""
    token = _zone.set(choice)
    try:
        yield
    finally:
        _zone.reset(token)


def zone() -> tzinfo:
    """The time zone that moments are told in; UTC where none was chosen, or none that is known."""
    name = _zone.get()()
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def digits_in(lang: str | None) -> Digits:
    """The digits of text in `lang`: "arab" only in Arabic, and only where the reader chose them."""
    return _choice.get()() if language(lang) == "ar" else "latn"


def in_all(say: Callable[[], str]) -> dict[str, str]:
    """What `say` says, in each language: for a word of the interface inside a sentence of a phrase book."""
    said: dict[str, str] = {}
    for lang in LANGUAGES:
        with translation.override(lang):
            said[lang] = str(say())
    return said


def figures(text: str, lang: str | None) -> str:
    """A text of ours in `lang` with its figures in the reader's digits. Never for the words of others."""
    return eastern(text) if digits_in(lang) == "arab" else text


def day(value: date | datetime, lang: str | None) -> str:
    """A day: 21 November 2026, 21 تشرين الثاني/نوفمبر 2026, 21 novembre 2026."""
    when = value.astimezone(zone()).date() if isinstance(value, datetime) else value
    chosen = language(lang)
    if chosen == "ar":
        return figures(f"{when.day} {MONTHS['ar'][when.month - 1]} {when.year}", lang)
    return str(dates.format_date(when, "d MMMM y", locale=_LOCALE[chosen]))


def month(value: date, lang: str | None) -> str:
    """A month and its year."""
    chosen = language(lang)
    if chosen == "ar":
        return figures(f"{MONTHS['ar'][value.month - 1]} {value.year}", lang)
    return str(dates.format_date(value, "MMMM y", locale=_LOCALE[chosen]))


def moment(value: datetime, lang: str | None) -> str:
    """A day with the time of day, always with its offset: 14:05 UTC, or 17:05 UTC+03:00."""
    comma = "،" if language(lang) == "ar" else ","
    return f"{day(value, lang)}{comma} {time(value, lang)} {offset(value, lang)}"


def offset(value: datetime, lang: str | None) -> str:
    """The numeric offset of the reader's time zone at a moment: UTC, UTC+03:00, UTC-04:30."""
    ahead = value.astimezone(zone()).utcoffset() or timedelta()
    minutes = round(ahead.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    said = figures(f"UTC{'+' if minutes > 0 else '-'}{hours:02d}:{rest:02d}", lang)
    # Between Arabic letters the sign would go to the other side of the figures.
    return f"\u2066{said}\u2069" if language(lang) == "ar" else said


def time(value: datetime, lang: str | None) -> str:
    """The time of day in the reader's time zone: 14:05."""
    return figures(f"{value.astimezone(zone()):%H:%M}", lang)


def known_date(value: str, lang: str | None) -> str:
    """A date as far as it is known, written as the beginning of an ISO 8601 date: "2012", "2012-10",
    "2012-10-18". Anything else is shown as it stands."""
    try:
        if len(value) == 7:
            return month(date.fromisoformat(f"{value}-01"), lang)
        if len(value) == 10:
            return day(date.fromisoformat(value), lang)
    except ValueError:
        return value
    return figures(value, lang)


def written_date(value: Mapping[str, Any], lang: str | None) -> str:
    """A date as kept on an item: its resolved form, as precisely as it is known."""
    start, end = date.fromisoformat(value["start"]), date.fromisoformat(value["end"])
    precision = value.get("precision", "day")
    if precision == "year":
        years = str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
        return figures(years, lang)
    if precision == "month":
        return month(start, lang)
    if start == end:
        return day(start, lang)
    if (start.year, start.month) == (end.year, end.month):
        return f"{figures(f'{start.day}–{end.day}', lang)} {month(start, lang)}"
    return f"{day(start, lang)} – {day(end, lang)}"


def number(value: float, lang: str | None) -> str:
    """A number with the separators of the language."""
    return figures(str(numbers.format_decimal(value, **_writing(lang))), lang)


def decimals(value: float, digits: int, lang: str | None) -> str:
    """A number with exactly so many decimals, so that figures of a column line up."""
    shown = numbers.format_decimal(value, format=f"#,##0.{'0' * digits}", **_writing(lang))
    return figures(str(shown), lang)


def percent(value: float, lang: str | None) -> str:
    """A share of one as a percentage with one decimal: 8.2 %, with a space that does not break."""
    return figures(str(numbers.format_percent(value, format="#,##0.0\u00a0%", **_writing(lang))), lang)


def chance(value: float, lang: str | None) -> str:
    """The chance of something rare as a percentage: with two decimals below one per cent, where one would
    make all of them alike."""
    if value >= 0.00995:
        return percent(value, lang)
    return figures(str(numbers.format_percent(value, format="#,##0.00\u00a0%", **_writing(lang))), lang)


def _writing(lang: str | None) -> dict[str, Any]:
    """How Babel is to separate figures; its digits stay Latin, whatever the separators."""
    if digits_in(lang) == "arab":
        return {"locale": _LOCALE_EASTERN, "numbering_system": "arab"}
    return {"locale": _LOCALE[language(lang)]}


def eastern(text: str) -> str:
    """The same text in Arabic-Indic digits, with their own signs for thousands and per cent."""
    return _THOUSANDS.sub("٬", text).translate(_EASTERN)
