"""Deadlines: how exactly a day is meant, when something repeats, how late it is, who is to hear of it.

Only days and codes go in and out; it knows no record and asks no clock.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

DAY, MONTH, QUARTER, YEAR = "day", "month", "quarter", "year"
_MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}

SOON_DAYS = 7
# Whoever asked hears of it when this many days have passed.
ESCALATED_AFTER = 14


def last_day(day: date, precision: str) -> date:
    """The last day of the period that `day` lies in: something promised for March has until its end."""
    if precision == MONTH:
        return _end_of_month(day.year, day.month)
    if precision == QUARTER:
        return _end_of_month(day.year, (day.month - 1) // 3 * 3 + 3)
    if precision == YEAR:
        return date(day.year, 12, 31)
    return day


def following(first: date, repeats: str, *, after: date, precision: str = DAY) -> date:
    """The next day of a series that began on `first`, later than `after`.

    A series that began on the 31st falls on the last day of a shorter month, and on the 31st again.

    Raises:
        KeyError: `repeats` is no interval.
    """
    if repeats == "weekly":
        weeks = max((after - first).days // 7 + 1, 1)
        return last_day(first + timedelta(weeks=weeks), precision)
    step = _MONTHS[repeats]
    passed = (after.year - first.year) * 12 + after.month - first.month
    turn = max(passed // step, 1)
    while (found := last_day(_months_later(first, turn * step), precision)) <= after:
        turn += 1
    return found


def _months_later(day: date, months: int) -> date:
    at = day.year * 12 + day.month - 1 + months
    year, month = at // 12, at % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def stage(due_on: date, today: date) -> str:
    """What the person who is to act should be reminded of: "soon" within a week, "today", "late-0" in the
    first week after, "late-1" in the second and so on; empty while there is time."""
    days = (due_on - today).days
    if days > SOON_DAYS:
        return ""
    if days > 0:
        return "soon"
    return "today" if days == 0 else f"late-{(-days - 1) // 7}"


def escalated(due_on: date, today: date) -> str:
    """What whoever asked should hear: "late-2" in the third week after, and so on; empty before."""
    late = (today - due_on).days
    return f"late-{(late - 1) // 7}" if late > ESCALATED_AFTER else ""
