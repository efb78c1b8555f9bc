"""Dates written in two calendars at once, as agreements of Arab institutions write them.

`9 شعبان 1447 هـ الموافق 28 يناير 2026 م` means the Gregorian day; the Islamic one is read only to see
whether both can be the same day. Islamic months begin when the new moon is seen, so the reckoned calendar may
be a day or two off, and never decides.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from nadhir.sources.months import folded

_APART = re.compile(
    r"\s*(?:الموافق(?:ة)?\s*(?:ل|لـ)?|corresponding to|correspondant au|équivalant au|[(),]|\s[/–-]\s)\s*",
    re.IGNORECASE,
)
_ISLAMIC_YEAR = re.compile(r"(?<!\d)1[34]\d\d(?!\d)")
_GREGORIAN_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_ERA = re.compile(r"\s*(?:م\.?|ميلادي(?:ة)?|a\.?d\.?|c\.?e\.?)\s*$", re.IGNORECASE)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_MONTHS: tuple[tuple[str, ...], ...] = (
    ("محرم", "muharram", "mouharram"),
    ("صفر", "safar"),
    ("ربيع الاول", "rabi al awwal", "rabi i", "rabia al awal"),
    ("ربيع الاخر", "ربيع الثاني", "rabi al thani", "rabi ii"),
    ("جمادى الاولى", "جمادي الاولي", "jumada al awwal", "jumada i"),
    ("جمادى الاخرة", "جمادي الاخره", "جمادى الثانية", "jumada al thani", "jumada ii"),
    ("رجب", "rajab"),
    ("شعبان", "shaban", "sha ban", "chaabane", "chaaban"),
    ("رمضان", "ramadan"),
    ("شوال", "shawwal", "chaoual"),
    ("ذو القعدة", "ذي القعدة", "dhu al qadah", "dhul qadah"),
    ("ذو الحجة", "ذي الحجة", "dhu al hijjah", "dhul hijjah"),
)
_OFF = 2  # days that the reckoned calendar may be off


def gregorian_half(written: str) -> str | None:
    """The Gregorian part of a date in two calendars; None where it is not one."""
    plain = written.translate(_DIGITS)
    if not (_ISLAMIC_YEAR.search(plain) and _GREGORIAN_YEAR.search(plain)):
        return None
    halves = [half for half in _APART.split(plain) if half and half.strip()]
    gregorian = [half for half in halves if _GREGORIAN_YEAR.search(half) and not _ISLAMIC_YEAR.search(half)]
    return _ERA.sub("", gregorian[0]).strip() if len(gregorian) == 1 else None


def agrees(written: str, start: date, end: date) -> bool:
    """Whether the Islamic day in it can lie between these days; true as well where it names no whole day."""
    day = islamic_day(written)
    if day is None:
        return True
    return start - timedelta(days=_OFF) <= day <= end + timedelta(days=_OFF)


def islamic_day(written: str) -> date | None:
    """The day that the Islamic part means, as reckoned (civil, tabular); None where it names no whole day."""
    plain = folded(written.translate(_DIGITS))
    for number, names in enumerate(_MONTHS, start=1):
        for name in names:
            found = re.search(rf"(?<!\d)(\d{{1,2}})\s+{re.escape(folded(name))}\s+(1[34]\d\d)(?!\d)", plain)
            if found and 1 <= int(found[1]) <= 30:
                return _reckoned(int(found[2]), number, int(found[1]))
    return None


def _reckoned(year: int, month: int, day: int) -> date:
    """Day of the tabular Islamic calendar, epoch 16 July 622 (Julian); Calendrical Calculations, ch. 7."""
    fixed = day + (29 * (month - 1) + month // 2) + (year - 1) * 354 + (3 + 11 * year) // 30 + 227_014
    return date.fromordinal(fixed)
