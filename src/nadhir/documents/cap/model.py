"""What an alert says, as plain values, and how times, references and areas are written in it.

Names follow the specification (OASIS, Common Alerting Protocol Version 1.2, 1 July 2010).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

Status = Literal["Actual", "Exercise", "System", "Test", "Draft"]
MsgType = Literal["Alert", "Update", "Cancel", "Ack", "Error"]
Scope = Literal["Public", "Restricted", "Private"]

STATUSES = ("Actual", "Exercise", "System", "Test", "Draft")
MSG_TYPES = ("Alert", "Update", "Cancel", "Ack", "Error")
SCOPES = ("Public", "Restricted", "Private")
CATEGORIES = (
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE",
    "Other",
)  # fmt: skip
RESPONSE_TYPES = (
    "Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None",
)  # fmt: skip
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
OLDER = "urn:oasis:names:tc:emergency:cap:1.1"
SIGNATURES = "http://www.w3.org/2000/09/xmldsig#"

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?P<part>\.\d{1,9})?(?P<zone>[-+]\d\d:\d\d|Z)?")


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier message, by the three parts that name it."""

    sender: str
    identifier: str
    sent: datetime

    def __str__(self) -> str:
        return f"{self.sender},{self.identifier},{written_moment(self.sent)}"


@dataclass(frozen=True, slots=True)
class Pair:
    """A value of a system that `name` names: an event code, a geocode, a parameter."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the Earth in degrees, WGS 84."""

    latitude: float
    longitude: float

    def __str__(self) -> str:
        return f"{_degrees(self.latitude)},{_degrees(self.longitude)}"


@dataclass(frozen=True, slots=True)
class Polygon:
    """A closed line: the last point repeats the first."""

    points: tuple[Point, ...]

    def __str__(self) -> str:
        return " ".join(map(str, self.points))


@dataclass(frozen=True, slots=True)
class Circle:
    """All that is no further from `centre` than `radius`, in kilometres."""

    centre: Point
    radius: float

    def __str__(self) -> str:
        return f"{self.centre} {_degrees(self.radius)}"


@dataclass(frozen=True, slots=True)
class Area:
    """Where: in words, and as far as known by outline and code. Heights in feet above mean sea level."""

    desc: str
    polygons: tuple[Polygon, ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[Pair, ...] = ()
    altitude: float | None = None
    ceiling: float | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """A file that belongs to an alert. `size` in bytes; `digest` is SHA-1 in hexadecimal; `deref_uri` holds
    the content itself in Base64."""

    desc: str
    mime_type: str
    size: int | None = None
    uri: str = ""
    deref_uri: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Info:
    """What an alert says in one language."""

    event: str
    language: str = "en-US"
    category: tuple[str, ...] = ("Security",)
    response_type: tuple[str, ...] = ()
    urgency: str = "Unknown"
    severity: str = "Unknown"
    certainty: str = "Unknown"
    audience: str = ""
    event_code: tuple[Pair, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameter: tuple[Pair, ...] = ()
    resource: tuple[Resource, ...] = ()
    area: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """One message."""

    identifier: str
    sender: str
    sent: datetime
    status: Status
    msg_type: MsgType
    scope: Scope
    source: str = ""
    restriction: str = ""
    addresses: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: tuple[str, ...] = ()
    info: tuple[Info, ...] = ()

    @property
    def reference(self) -> Reference:
        """How other messages name this one."""
        return Reference(self.sender, self.identifier, self.sent)

    @property
    def expires(self) -> datetime | None:
        """When the last of its parts expires; None where one of them does not say."""
        told = [one.expires for one in self.info]
        known = [moment for moment in told if moment is not None]
        return max(known) if known and len(known) == len(told) else None

    @property
    def headline(self) -> str:
        """What it is called in a list: the first headline, or event."""
        return next((words for one in self.info for words in (one.headline, one.event) if words), "")


def written_moment(moment: datetime) -> str:
    """A time as CAP writes it: to the second, with a numeric offset; UTC is -00:00.

    Raises:
        ValueError: `moment` has no time zone.
    """
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("a time without a zone is no time in CAP")
    if offset % timedelta(minutes=1):  # some zones of the past; the specification has minutes only
        moment, offset = moment.astimezone(UTC), timedelta(0)
    text = moment.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")
    minutes = int(offset.total_seconds()) // 60
    sign = "+" if minutes > 0 else "-"
    return f"{text}{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def moment_of(text: str) -> tuple[datetime, bool]:
    """The time that is written, and whether it is written as CAP wants it. "Z" and parts of a second are
    understood, though CAP has neither.

    Raises:
        ValueError: it is no time, or has no zone: it could be any of a day's hours.
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None or found["zone"] is None:
        raise ValueError(text)
    bare = text.strip().replace(found["part"] or "", "", 1).replace("Z", "+00:00")
    return datetime.fromisoformat(bare), found["zone"] != "Z" and found["part"] is None


def joined(words: Iterable[str]) -> str:
    """Words in a list divided by spaces; one that holds a space stands in quotation marks."""
    return " ".join(f'"{word}"' if re.search(r"\s", word) else word for word in words)


def divided(text: str) -> tuple[str, ...]:
    """The words of such a list."""
    found = re.findall(r'"([^"]*)"|(\S+)', text)
    return tuple(word.strip() for pair in found for word in (pair[0] or pair[1],) if word.strip())


def _degrees(value: float) -> str:
    """A figure without an exponent, and without digits that say nothing."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
