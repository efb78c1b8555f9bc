"""Whether a term covers a day, where its beginning and end are known to a year, a month or a day.

Only texts and days go in and out; it knows no record and asks no clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from nadhir.web.directory.selectors.dated import first_day, last_day

# Roles in a body that are counted when it decides, those that sit beside it, and those that only serve it.
LEADING = ("chair", "co_chair", "vice_chair", "head")
SITTING = (*LEADING, "member", "party")
BESIDE = ("observer", "focal_point", "secretary")

Standing = Literal["", "before", "running", "over"]


def standing(begins: str, ends: str, day: date) -> Standing:
    """Whether a term runs on `day`. What is not known of it does not end it."""
    first, last = first_day(begins), last_day(ends)
    if first is not None and day < first:
        return "before"
    if last is not None and day > last:
        return "over"
    return "running"


def reached(sitting: int, present: int, needed: int | None) -> Literal["unknown", "yes", "no"]:
    """Whether enough members were there to decide."""
    if needed is None or not sitting:
        return "unknown"
    return "yes" if present >= needed else "no"


def loops(start: object, above: Iterable[object]) -> bool:
    """Whether a line of those that are reported to comes back to where it began."""
    seen = {start}
    for one in above:
        if one in seen:
            return True
        seen.add(one)
    return False
