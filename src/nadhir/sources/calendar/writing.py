"""Writes events as an iCalendar file (RFC 5545), in whole days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_ESCAPES = {ord("\\"): "\\\\", ord(";"): "\\;", ord(","): "\\,", ord("\n"): "\\n", ord("\r"): None}
_WIDTH = 73  # bytes of a line, its fold included


@dataclass(frozen=True, slots=True)
class Written:
    """An event to be written; `until` is its last day, `stamp` when it was last changed, in UTC."""

    uid: str
    stamp: datetime
    sequence: int
    name: str
    language: str
    starts_on: date
    until: date | None = None
    yearly: bool = False
    last_time: date | None = None
    cancelled: bool = False
    description: str = ""
    location: str = ""
    category: str = ""
    public: bool = False
    url: str = ""


def calendar_lines(name: str, events: Iterable[Written]) -> Iterator[str]:
    """The lines of a calendar, folded and ended as the standard wants it."""
    yield from _folded("BEGIN", "VCALENDAR")
    yield from _folded("VERSION", "2.0")
    yield from _folded("PRODID", "-//Nadhir//Calendar//EN")
    yield from _folded("X-WR-CALNAME", _escaped(name))
    for event in events:
        yield from _event(event)
    yield from _folded("END", "VCALENDAR")


def _event(event: Written) -> Iterator[str]:
    after = (event.until or event.starts_on) + timedelta(days=1)
    rule = "FREQ=YEARLY" + (f";UNTIL={event.last_time:%Y%m%d}" if event.last_time else "")
    lines = [
        ("BEGIN", "VEVENT"),
        ("UID", _escaped(event.uid)),
        ("DTSTAMP", f"{event.stamp:%Y%m%dT%H%M%S}Z"),
        ("SEQUENCE", str(event.sequence)),
        ("DTSTART;VALUE=DATE", f"{event.starts_on:%Y%m%d}"),
        ("DTEND;VALUE=DATE", f"{after:%Y%m%d}"),
        ("RRULE", rule if event.yearly else ""),
        (f"SUMMARY;LANGUAGE={event.language}", _escaped(event.name)),
        ("DESCRIPTION", _escaped(event.description)),
        ("LOCATION", _escaped(event.location)),
        ("CATEGORIES", _escaped(event.category)),
        ("STATUS", "CANCELLED" if event.cancelled else "CONFIRMED"),
        ("CLASS", "PUBLIC" if event.public else "CONFIDENTIAL"),
        ("TRANSP", "TRANSPARENT"),
        ("URL", event.url),
        ("END", "VEVENT"),
    ]
    for name, value in lines:
        if value:
            yield from _folded(name, value)


def _escaped(words: str) -> str:
    plain = "".join(letter for letter in words if letter == "\n" or letter >= " ")
    return plain.translate(_ESCAPES)


def _folded(name: str, value: str) -> Iterator[str]:
    """One property in lines of at most 75 bytes, no letter cut."""
    part, length = "", 0
    for letter in f"{name}:{value}":
        size = len(letter.encode("utf-8", "replace"))
        if length + size > _WIDTH:
            yield f"{part}\r\n"
            part, length = " ", 1
        part, length = part + letter, length + size
    yield f"{part}\r\n"
