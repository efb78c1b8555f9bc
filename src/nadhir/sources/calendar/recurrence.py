"""When an event comes back (RFC 5545, 3.3.10), written out in days up to a horizon.

Known: daily, weekly, monthly and yearly, with interval, count, until, months, days of the month and of the
week. Others (hours, numbers of weeks or of days of the year, positions in a set) are refused: a day that was
computed wrongly is worse than none. A bound on steps keeps a rule that never meets a day from running on.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from nadhir.errors import RecordRefused

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_KNOWN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "WKST"})
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
MOST_STEPS = 4_000
_NONE: tuple[date | None, ...] = (None,)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it was written. `days`: weekday from Monday = 0, with which of them; 0 stands for each."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: date | None = None
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    days: tuple[tuple[int, int], ...] = ()
    week_start: int = 0

    def plain_yearly(self, start: date) -> bool:
        """Whether it says no more than: on this day every year."""
        return (
            self.frequency == "YEARLY"
            and self.interval == 1
            and not self.days
            and self.months in ((), (start.month,))
            and self.month_days in ((), (start.day,))
            # A day of the month without a month comes in each month.
            and not (self.month_days and not self.months)
        )

    def last(self, start: date) -> date | None:
        """The last day of a plain yearly rule; None where it has no end.

        The count of a leap day counts every year: the years without one keep it a day early.
        """
        ends = [self.until] if self.until else []
        if self.count:
            year = min(start.year + self.count - 1, 9999)
            ends.append(
                start.replace(year=year, day=min(start.day, calendar.monthrange(year, start.month)[1]))
            )
        return min(ends) if ends else None


def rule_of(value: str) -> Rule:
    """Read a rule.

    Raises:
        RecordRefused: `ics.rule_unknown` where it says something that is not written out here,
            `ics.rule_wrong` where it says nothing that makes sense.
    """
    parts: dict[str, str] = {}
    for part in value.strip().strip(";").split(";"):
        name, _equals, said = part.partition("=")
        parts[name.strip().upper()] = said.strip().upper()
    frequency = parts.get("FREQ", "")
    unknown = sorted(parts.keys() - _KNOWN)
    if unknown or frequency in ("HOURLY", "MINUTELY", "SECONDLY"):
        raise RecordRefused("ics.rule_unknown", part=(unknown or [frequency])[0][:30])
    if frequency not in FREQUENCIES:
        raise RecordRefused("ics.rule_wrong", part="FREQ")
    days = tuple(_weekday(day) for day in parts.get("BYDAY", "").split(",") if day)
    if frequency in ("DAILY", "WEEKLY") and any(which for _day, which in days):
        raise RecordRefused("ics.rule_wrong", part="BYDAY")
    if frequency == "WEEKLY" and parts.get("BYMONTHDAY"):
        raise RecordRefused("ics.rule_wrong", part="BYMONTHDAY")
    month_days = _numbers(parts, "BYMONTHDAY", -31, 31)
    return Rule(
        frequency,
        interval=_number(parts, "INTERVAL", 1, 1000) or 1,
        count=_number(parts, "COUNT", 1, 1_000_000),
        until=_until(parts["UNTIL"]) if parts.get("UNTIL") else None,
        months=_numbers(parts, "BYMONTH", 1, 12),
        month_days=month_days,
        days=days,
        week_start=DAYS.index(parts["WKST"]) if parts.get("WKST") in DAYS else 0,
    )


def _weekday(said: str) -> tuple[int, int]:
    found = _DAY.fullmatch(said.strip())
    which = int(found[1] or 0) if found else 99
    if found is None or not -53 <= which <= 53:
        raise RecordRefused("ics.rule_wrong", part="BYDAY")
    return DAYS.index(found[2]), which


def _number(parts: dict[str, str], name: str, least: int, most: int) -> int | None:
    if not (said := parts.get(name, "")):
        return None
    numbers = _numbers(parts, name, least, most)
    if len(numbers) != 1 or not said:
        raise RecordRefused("ics.rule_wrong", part=name)
    return numbers[0]


def _numbers(parts: dict[str, str], name: str, least: int, most: int) -> tuple[int, ...]:
    found = []
    for said in filter(None, parts.get(name, "").split(",")):
        if not re.fullmatch(r"[+-]?\d{1,7}", said) or not least <= int(said) <= most or int(said) == 0:
            raise RecordRefused("ics.rule_wrong", part=name)
        found.append(int(said))
    return tuple(dict.fromkeys(found))


def _until(said: str) -> date:
    try:
        return date.fromisoformat(said[:8])
    except ValueError:
        raise RecordRefused("ics.rule_wrong", part="UNTIL") from None


def written_out(rule: Rule, start: date, since: date, horizon: date, steps: list[int]) -> list[date]:
    """The first day of a rule, and its days from `since` to `horizon`.

    The first day counts even where the rule does not meet it (RFC 5545, 3.8.5.3).

    Args:
        steps: how many may still be taken for the whole file, in its only place; lessened here.

    Raises:
        RecordRefused: `ics.rule_too_long`: the end is not reached within `MOST_STEPS`, or within `steps`.
    """
    found, counted, last = [start], 1, min(rule.until or horizon, horizon)
    most = min(MOST_STEPS, steps[0])
    for taken, day in enumerate(_days(rule, _begun(rule, start, since), last), start=1):
        steps[0] -= 1
        if taken >= most:
            raise RecordRefused("ics.rule_too_long")
        if day is None or day <= start:
            continue
        counted += 1
        if day > last or (rule.count is not None and counted > rule.count):
            break
        if day >= since:
            found.append(day)
    return found


def _begun(rule: Rule, start: date, since: date) -> date:
    """Where to begin stepping: near `since` where nothing needs to be counted on the way."""
    length = {"DAILY": 1, "WEEKLY": 7}.get(rule.frequency)
    if length is None or rule.count is not None or start >= since:
        return start
    each = length * rule.interval
    return start + timedelta(days=(since - start).days // each * each)


def _days(rule: Rule, start: date, last: date) -> Iterator[date | None]:
    """Days that the rule meets, in order; None for a step that meets none, so that steps can be counted."""
    if rule.frequency == "DAILY":
        day = start
        while day <= last:
            yield day if _meets(rule, day) else None
            day += timedelta(days=rule.interval)
    elif rule.frequency == "WEEKLY":
        week = start - timedelta(days=(start.weekday() - rule.week_start) % 7)
        wanted = {day for day, _which in rule.days} or {start.weekday()}
        while week <= last:
            within = (week + timedelta(days=offset) for offset in range(7))
            days = [day for day in within if day.weekday() in wanted and _in_months(rule, day)]
            yield from days or _NONE
            week += timedelta(weeks=rule.interval)
    else:
        yield from _of_periods(rule, start, last)


def _of_periods(rule: Rule, start: date, last: date) -> Iterator[date | None]:
    year, month = start.year, start.month
    while (year, 1 if rule.frequency == "YEARLY" else month) <= (last.year, last.month) and year <= 9998:
        if rule.frequency == "YEARLY":
            days = _of_year(rule, start, year)
            year += rule.interval
        else:
            days = _of_month(rule, start, year, month) if not rule.months or month in rule.months else []
            year, month = year + (month - 1 + rule.interval) // 12, (month - 1 + rule.interval) % 12 + 1
        yield from days or _NONE


def _of_year(rule: Rule, start: date, year: int) -> list[date]:
    if rule.days and not rule.months and not rule.month_days:
        return _weekdays(rule, date(year, 1, 1), date(year, 12, 31))
    if rule.months:
        months = sorted(rule.months)
    else:
        months = list(range(1, 13)) if rule.month_days else [start.month]
    return [day for month in months for day in _of_month(rule, start, year, month)]


def _of_month(rule: Rule, start: date, year: int, month: int) -> list[date]:
    length = calendar.monthrange(year, month)[1]
    first, last = date(year, month, 1), date(year, month, length)
    if rule.days:
        days = _weekdays(rule, first, last)
        if rule.month_days:
            days = [day for day in days if _on_month_day(rule, day)]
        return days
    numbers = rule.month_days or (start.day,)
    positive = {number if number > 0 else length + 1 + number for number in numbers}
    return [first.replace(day=number) for number in sorted(positive) if 1 <= number <= length]


def _weekdays(rule: Rule, first: date, last: date) -> list[date]:
    """The days of the week of a rule within a month or a year."""
    found: set[date] = set()
    for weekday, which in rule.days:
        day = first + timedelta(days=(weekday - first.weekday()) % 7)
        every = [day + timedelta(weeks=at) for at in range((last - day).days // 7 + 1)]
        if which == 0:
            found.update(every)
        elif -len(every) <= which <= len(every):
            found.add(every[which - 1 if which > 0 else which])
    return sorted(found)


def _meets(rule: Rule, day: date) -> bool:
    wanted = {weekday for weekday, _which in rule.days}
    return _in_months(rule, day) and _on_month_day(rule, day) and (not wanted or day.weekday() in wanted)


def _in_months(rule: Rule, day: date) -> bool:
    return not rule.months or day.month in rule.months


def _on_month_day(rule: Rule, day: date) -> bool:
    length = calendar.monthrange(day.year, day.month)[1]
    return not rule.month_days or day.day in rule.month_days or day.day - length - 1 in rule.month_days
