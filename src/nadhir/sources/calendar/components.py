"""Puts the properties of a calendar into components, one for each event: see the package."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from nadhir.sources.calendar.lines import Broken, Property
from nadhir.sources.records import Rejection, excerpt_of

LONGEST_NAME = 200
# Properties that an event may have once only, as far as they are read here.
_READ = frozenset(
    {
        "UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE",
        "EXDATE", "EXRULE", "RECURRENCE-ID", "STATUS", "SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES",
    }
)  # fmt: skip


@dataclass(slots=True)
class Component:
    """A component as it stands: its properties, and the component around it."""

    kind: str
    line: int
    given: dict[str, list[Property]] = field(default_factory=lambda: defaultdict(list))
    problem: tuple[str, dict[str, Any]] | None = None

    def one(self, name: str) -> Property | None:
        return self.given[name][0] if self.given.get(name) else None

    def text(self, name: str) -> str:
        found = self.one(name)
        return found.text.strip() if found else ""


class Reader:
    """Puts properties into components. Everything that is no event stands aside; what ends too early or
    holds a broken line is refused with its line."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.calendars = 0
        self.version = self.name = self.method = ""
        self.zone: ZoneInfo | None = None
        self.components: list[Component] = []
        self.refused: list[Rejection] = []
        self._open: list[Component] = []

    def take(self, found: Property | Broken) -> None:
        inside = self._open[-1] if self._open else None
        if isinstance(found, Broken):
            if inside is not None and inside.kind == "VEVENT":
                inside.problem = inside.problem or ("ics.line_wrong", {"line": found.line})
            elif inside is not None or self.calendars:
                self.refuse(found.line, "ics.line_wrong", found.words, line=found.line)
        elif found.name == "BEGIN":
            self._begin(found)
        elif found.name == "END":
            self._end(found)
        elif inside is not None and inside.kind == "VCALENDAR":
            self._of_calendar(found)
        elif inside is not None and inside.kind == "VEVENT" and found.name in _READ:
            if found.cut:
                inside.problem = inside.problem or ("ics.line_too_long", {"line": found.line})
            inside.given[found.name].append(found)

    def refuse(self, row: int, code: str, words: str = "", /, **params: object) -> None:
        self.refused.append(Rejection(self.file, row, code, params, excerpt_of(words)))

    def _begin(self, found: Property) -> None:
        kind = found.value.strip().upper()
        if kind == "VCALENDAR":
            self.calendars += 1
            self._give_up()
        elif kind == "VEVENT":
            self._give_up(keep="VCALENDAR")
        if len(self._open) < 20:
            self._open.append(Component(kind, found.line))

    def _end(self, found: Property) -> None:
        kind = found.value.strip().upper()
        if all(one.kind != kind for one in self._open):
            return
        while self._open:
            one = self._open.pop()
            if one.kind == kind:
                self._done(one)
                return
            self._unclosed(one)

    def _done(self, one: Component) -> None:
        if one.kind == "VEVENT":
            self.components.append(one)
        elif one.kind in ("VTODO", "VJOURNAL", "VFREEBUSY"):
            self.refuse(one.line, "ics.not_event", one.kind, kind=one.kind)

    def _give_up(self, keep: str = "") -> None:
        """A component begins where the one before should have ended."""
        while self._open and self._open[-1].kind != keep:
            self._unclosed(self._open.pop())

    def _unclosed(self, one: Component) -> None:
        if one.kind == "VEVENT":
            self.refuse(one.line, "ics.unclosed", one.text("SUMMARY"))

    def end(self) -> None:
        self._give_up()

    def _of_calendar(self, found: Property) -> None:
        if found.name == "VERSION":
            self.version = found.value.strip()
        elif found.name in ("X-WR-CALNAME", "NAME"):
            self.name = self.name or excerpt_of(found.text, LONGEST_NAME)
        elif found.name == "METHOD":
            self.method = found.value.strip().upper()
        elif found.name == "X-WR-TIMEZONE":
            self.zone = _zone(found.value.strip())


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if re.fullmatch(r"[A-Za-z0-9_+/-]{1,60}", name) else None
    except (KeyError, ValueError, OSError):  # no such zone, or the name of a folder of zones
        return None
