"""Dates as far as they are known, `2012`, `2012-10` or `2012-10-18`, and the time between two of them."""

from __future__ import annotations

from nadhir.sources.records import WrittenDate

FIRST, LAST = "0000-00-00", "9999-99-99"


def known(written: WrittenDate | None, *, end: bool = False) -> str:
    """A written date as far as it is known; of a range its first day, or its last where it is an `end`."""
    if written is None:
        return ""
    day = (written.end if end else written.start).isoformat()
    if written.precision in ("day", "range"):
        whole = written.start.isoformat()[4:] == "-01-01" and written.end.isoformat()[4:] == "-12-31"
        return day[:4] if whole and written.precision == "range" else day
    return day[:7] if written.precision == "month" else day[:4]


def earliest(date: str) -> str:
    """The first day that `date` can mean; the beginning of time where it is empty."""
    return f"{date}-00-00"[:10] if date else FIRST


def latest(date: str) -> str:
    """The last day that `date` can mean; the end of time where it is empty."""
    return f"{date}-99-99"[:10] if date else LAST


def backwards(begin: str, end: str) -> bool:
    """Whether what lasts from `begin` to `end` surely ended before it began."""
    return bool(begin and end) and latest(end) < earliest(begin)


def apart(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two spans surely share no day; what is open on the side that matters may."""
    return bool(
        (one[1] and other[0] and latest(one[1]) < earliest(other[0]))
        or (other[1] and one[0] and latest(other[1]) < earliest(one[0]))
    )


def over(end: str, today: str) -> bool:
    """Whether something that ended then is over today."""
    return bool(end) and latest(end) < today
