"""Makes events of the properties of a calendar: see the package."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from nadhir.doctrine.phrases import Reason
from nadhir.errors import FileRefused, RecordRefused
from nadhir.sources.calendar.components import LONGEST_NAME, Component, Reader
from nadhir.sources.calendar.lines import Property, decoded, properties
from nadhir.sources.calendar.recurrence import Rule, rule_of, written_out
from nadhir.sources.records import Rejection, excerpt_of

MOST_BYTES = 16 * 1024 * 1024
MOST_EVENTS = 20_000  # of one file, with all their times
MOST_TIMES = 120  # of one event that comes back otherwise than every year
MOST_STEPS = 300_000  # days looked at for all recurrences of one file
YEARS = 3  # beyond today, for such events
LONGEST_NOTE, LONGEST_UID = 4_000, 230
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
BOOK = "nadhir.sources"

_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?")
_LENGTH = re.compile(
    r"([+-]?)P(?:(\d{1,4})W|(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?)"
)


@dataclass(frozen=True, slots=True)
class Event:
    """One event, in whole days.

    Attributes:
        line: where it begins in the file.
        uid: its identifier in its calendar; of one time of several, with the day behind a `#`.
        sequence: which revision of the event this is.
        names: what it is called, by language; the key is empty where the calendar names none.
        until: its last day; None where it has one only.
        yearly: whether it comes back on this day every year, for the last time on `last_time`.
        notes: what was changed or left out in reading it.
    """

    line: int
    uid: str
    sequence: int
    names: Mapping[str, str]
    starts_on: date
    until: date | None = None
    yearly: bool = False
    last_time: date | None = None
    cancelled: bool = False
    description: str = ""
    location: str = ""
    categories: str = ""
    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a file holds.

    Attributes:
        name: what the calendar calls itself; empty where it does not.
        refused: what cannot be taken, each with its line and why.
        notes: what holds for the whole file.
    """

    name: str
    events: tuple[Event, ...]
    refused: tuple[Rejection, ...]
    notes: tuple[Reason, ...] = ()


def read_calendar(raw: bytes, *, name: str, today: date) -> Calendar:
    """Read a whole file.

    Args:
        name: of the file, for messages.
        today: what comes back otherwise than every year is written out until some years after this day.

    Raises:
        FileRefused: it is empty, too large, no text, no calendar, or of the old form (vCalendar 1.0).
    """
    if len(raw) > MOST_BYTES:
        raise FileRefused("ics.too_large", file=name, largest=MOST_BYTES // 2**20)
    text, codec = decoded(raw, name)
    text = text.replace("\0", "")  # no database keeps it
    reader = Reader(name)
    for found in properties(text):
        reader.take(found)
    reader.end()
    if not reader.calendars:
        raise FileRefused("ics.not_calendar", file=name)
    if reader.version == "1.0":
        raise FileRefused("ics.old_form", file=name)
    notes = [_note("ics.encoding_guessed", codec=codec)] if codec else []
    events = _Making(reader, today).events()
    return Calendar(reader.name, tuple(events), tuple(sorted(reader.refused, key=_line)), tuple(notes))


def _line(one: Rejection) -> int:
    return one.row or 0


def _note(code: str, **params: object) -> Reason:
    return Reason(code, params, book=BOOK)


class _Making:
    """Events of the components of a file: the newest revision of each, its times written out."""

    def __init__(self, reader: Reader, today: date) -> None:
        self.reader = reader
        self.zone = reader.zone
        self.horizon = min(today.replace(year=today.year + YEARS, day=1), LATEST)
        self.today = today
        self.made = 0
        self.steps = [MOST_STEPS]

    def events(self) -> list[Event]:
        masters, others = self._newest()
        found: list[Event] = []
        for uid, one in masters.items():
            try:
                times = self._times(uid, one, others.pop(uid, {}))
                if self.made + len(times) > MOST_EVENTS:
                    raise RecordRefused("ics.full", most=MOST_EVENTS)
            except RecordRefused as refused:
                self._refuse(one, refused)
                continue
            self.made += len(times)
            found.extend(times)
        # A single time of an event whose main entry is not in the file.
        for uid, times_of in others.items():
            for day, one in times_of.items():
                try:
                    found.append(self._single(one, f"{uid}#{day.isoformat()}"))
                except RecordRefused as refused:
                    self._refuse(one, refused)
        return found

    def _refuse(self, one: Component, refused: RecordRefused) -> None:
        self.reader.refuse(one.line, refused.code, one.text("SUMMARY"), **refused.params)

    def _newest(self) -> tuple[dict[str, Component], dict[str, dict[date, Component]]]:
        """By identifier the newest revision of each event, and of its single times that were changed."""
        masters: dict[str, Component] = {}
        others: dict[str, dict[date, Component]] = defaultdict(dict)
        for one in self.reader.components:
            try:
                if one.problem:
                    code, params = one.problem
                    raise RecordRefused(code, **params)
                uid = self._uid(one)
                which = one.one("RECURRENCE-ID")
                if which is not None:
                    day, times = self._day(which)[0], others[uid]
                    times[day] = self._newer(times.get(day), one)
                else:
                    masters[uid] = self._newer(masters.get(uid), one)
            except RecordRefused as refused:
                self._refuse(one, refused)
        return masters, {uid: times for uid, times in others.items() if times}

    def _newer(self, known: Component | None, one: Component) -> Component:
        if known is None:
            return one
        older, newer = sorted((known, one), key=_revision)
        self.reader.refuse(older.line, "ics.older_revision", older.text("SUMMARY"), line=newer.line)
        return newer

    def _uid(self, one: Component) -> str:
        uid = one.text("UID")
        if not uid:
            start = one.one("DTSTART")
            told = f"{one.text('SUMMARY')}\n{start.value if start else ''}"
            return f"none-{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()[:40]}"
        if len(uid) > LONGEST_UID:
            return f"long-{hashlib.sha256(uid.encode('utf-8', 'replace')).hexdigest()[:40]}"
        return uid

    def _times(self, uid: str, one: Component, others: Mapping[date, Component]) -> list[Event]:
        event = self._single(one, uid)
        if one.given.get("EXRULE"):
            raise RecordRefused("ics.rule_unknown", part="EXRULE")
        rules = one.given.get("RRULE", [])
        added, taken = self._days(one, "RDATE"), set(self._days(one, "EXDATE"))
        if not rules and not added:
            return [event, *self._changed(uid, others)]
        if len(rules) > 1:
            raise RecordRefused("ics.rule_unknown", part="RRULE × 2")
        rule = rule_of(rules[0].value) if rules else Rule("DAILY", count=1)
        if rules and rule.plain_yearly(event.starts_on) and not (added or taken or others):
            last = rule.last(event.starts_on)
            return [replace(event, yearly=True, last_time=last)]
        return self._written_out(event, rule, added, taken, others)

    def _written_out(
        self,
        event: Event,
        rule: Rule,
        added: list[date],
        taken: set[date],
        others: Mapping[date, Component],
    ) -> list[Event]:
        # Of what has come back for years the last times are enough: a calendar looks ahead.
        since = self.today - timedelta(days=366)
        days = written_out(rule, event.starts_on, since, self.horizon, self.steps)
        ahead = sorted(day for day in {*days, *added} - taken - others.keys() if day <= self.horizon)
        ahead = [day for day in ahead if day >= since] or ahead[-1:]
        more = (rule.until is None or rule.until > self.horizon) and rule.count is None
        length = event.until - event.starts_on if event.until else None
        notes = list(event.notes)
        if more or len(ahead) > MOST_TIMES:
            ahead = ahead[:MOST_TIMES]
            last = ahead[-1].isoformat() if ahead else self.horizon.isoformat()
            notes.append(_note("ics.written_out_until", day=last))
        times = [
            replace(
                event,
                uid=f"{event.uid}#{day.isoformat()}",
                starts_on=day,
                until=day + length if length else None,
                notes=tuple(notes),
            )
            for day in ahead
        ]
        times.extend(self._changed(event.uid, others))
        if not times:
            raise RecordRefused("ics.no_time_left")
        return times

    def _changed(self, uid: str, others: Mapping[date, Component]) -> Iterator[Event]:
        for day, one in others.items():
            try:
                yield self._single(one, f"{uid}#{day.isoformat()}")
            except RecordRefused as refused:
                self._refuse(one, refused)

    def _single(self, one: Component, uid: str) -> Event:
        start = one.one("DTSTART")
        if start is None:
            raise RecordRefused("ics.without_day")
        first, whole = self._day(start)
        last = self._last(one, first, whole)
        notes: list[Reason] = []
        if not one.text("UID"):
            notes.append(_note("ics.without_uid"))
        names = self._names(one, notes)
        described = one.text("DESCRIPTION")
        if len(described) > LONGEST_NOTE:
            notes.append(_note("ics.shortened", part="DESCRIPTION"))
        sequence = one.text("SEQUENCE")
        return Event(
            one.line,
            uid,
            min(int(sequence), 2**31 - 1) if re.fullmatch(r"[0-9]{1,12}", sequence) else 0,
            names,
            first,
            last if last != first else None,
            cancelled=one.text("STATUS").upper() == "CANCELLED" or self.reader.method == "CANCEL",
            description=described[:LONGEST_NOTE],
            location=excerpt_of(one.text("LOCATION"), LONGEST_NAME),
            categories=excerpt_of(one.text("CATEGORIES"), LONGEST_NAME),
            notes=tuple(notes),
        )

    def _names(self, one: Component, notes: list[Reason]) -> dict[str, str]:
        names: dict[str, str] = {}
        for summary in one.given.get("SUMMARY", ()):
            language = summary.parameters.get("LANGUAGE", "").partition("-")[0].lower()[:3]
            said = " ".join(summary.text.split())
            if len(said) > LONGEST_NAME:
                notes.append(_note("ics.shortened", part="SUMMARY"))
            if said:
                names.setdefault(language, said[:LONGEST_NAME])
        if not names:
            raise RecordRefused("ics.without_name")
        return names

    def _last(self, one: Component, first: date, whole: bool) -> date:
        """The last day that belongs to the event; what ends at midnight ended the day before."""
        if (end := one.one("DTEND")) is not None:
            last, end_whole = self._day(end)
            midnight = end_whole or "T000000" in end.value
            if midnight and last > first:
                last -= timedelta(days=1)
        elif (length := one.text("DURATION")) and (found := _LENGTH.fullmatch(length)):
            weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
            start = one.one("DTSTART")
            at = _time_of(start.value) if start and not whole else timedelta()
            lasts = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
            lasts = -lasts if found[1] == "-" else lasts
            last = first if lasts <= timedelta() else first + timedelta(days=_whole_days(at + lasts))
        else:
            last = first
        if last < first:
            raise RecordRefused("ics.ends_before")
        if last - first >= timedelta(days=366):
            raise RecordRefused("ics.too_long")
        return last

    def _day(self, found: Property) -> tuple[date, bool]:
        """The day of a property, and whether it names a day without a time."""
        return self._day_of(found.value)

    def _day_of(self, value: str) -> tuple[date, bool]:
        parts = _DATE.fullmatch(value.strip())
        if parts is None:
            raise RecordRefused("ics.day_wrong", value=excerpt_of(value, 30))
        try:
            day = date(int(parts[1]), int(parts[2]), int(parts[3]))
            if parts[7] and self.zone is not None:
                hour, minute, second = int(parts[4]), int(parts[5]), min(int(parts[6]), 59)
                utc = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=UTC)
                day = utc.astimezone(self.zone).date()
        except (ValueError, OverflowError):
            raise RecordRefused("ics.day_wrong", value=excerpt_of(value, 30)) from None
        if not EARLIEST <= day <= LATEST:
            raise RecordRefused("ics.out_of_range", value=day.isoformat())
        return day, parts[4] is None

    def _days(self, one: Component, name: str) -> list[date]:
        values = (value for found in one.given.get(name, ()) for value in found.value.split(","))
        # A period (`start/end`) counts from the day on which it starts.
        return [self._day_of(value.partition("/")[0])[0] for value in values if value.strip()]


def _time_of(value: str) -> timedelta:
    parts = _DATE.fullmatch(value.strip())
    if parts is None or parts[4] is None:
        return timedelta()
    return timedelta(hours=int(parts[4]), minutes=int(parts[5]), seconds=int(parts[6]))


def _whole_days(length: timedelta) -> int:
    """Days after the first that a length from the midnight before touches."""
    return max(-(-length // timedelta(days=1)) - 1, 0)


def _revision(one: Component) -> tuple[int, str, str, int]:
    sequence = one.text("SEQUENCE")
    number = int(sequence) if re.fullmatch(r"[0-9]{1,12}", sequence) else 0
    return number, one.text("LAST-MODIFIED"), one.text("DTSTAMP"), one.line
