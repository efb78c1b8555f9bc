"""An alert as others wrote it: read as far as its meaning is certain, with a note on everything tolerated.

What is refused: what is no alert, what lacks a part without which it says nothing, a value that the
specification does not know, a time that could be any hour of a day. What is tolerated with a note: "Z" for
UTC, parts of a second, a polygon that does not close, references that nobody can follow, elements that CAP
does not have, spaces in names. CAP 1.1 is read as 1.2.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, cast

from nadhir.doctrine.phrases import Reason
from nadhir.documents.cap import model, rules
from nadhir.documents.cap.hardened import Element, name_of, refuse, root_of
from nadhir.documents.cap.model import (
    NAMESPACE,
    OLDER,
    SIGNATURES,
    Alert,
    Area,
    Circle,
    Info,
    Pair,
    Point,
    Polygon,
    Reference,
    Resource,
    divided,
    moment_of,
)
from nadhir.documents.cap.rules import reason

LARGEST = 4 * 1024 * 1024  # bytes of one alert, with the files that it may hold
MOST = 1000  # of what may be repeated: infos, areas, polygons, references, points of an outline × 100
VERSIONS = {NAMESPACE: "1.2", OLDER: "1.1"}
# What earlier drafts said, and what it is called now.
_OLD_WORDS = {("certainty", "Very Likely"): "Likely"}


@dataclass(frozen=True, slots=True)
class Read:
    """What a message says.

    Attributes:
        alert: the message.
        notes: what is not as the specification wants it and was tolerated, or could not be read.
        version: of the protocol, "1.2" or "1.1".
        digest: SHA-256 of what it says, in hexadecimal: the same for two spellings of the same message.
    """

    alert: Alert
    notes: tuple[Reason, ...]
    version: str
    digest: str


def parse(raw: bytes) -> Read:
    """Read one message.

    Raises:
        InputRefused: codes `cap.…` of this package's phrase book.
    """
    return read_element(root_of(raw, LARGEST))


def read_element(root: Element) -> Read:
    """Read a message that stands in another document.

    Raises:
        InputRefused: as `parse`.
    """
    namespace, name = name_of(root)
    if name != "alert" or namespace not in VERSIONS:
        raise refuse("not_an_alert", root=name[:60], namespace=namespace[:100])
    reader = _Reader(namespace)
    alert = reader.alert(root)
    notes = [*reader.notes, *_doubts(alert)]
    return Read(alert, tuple(_once(notes)), VERSIONS[namespace], digest_of(alert))


def digest_of(alert: Alert) -> str:
    """SHA-256 of what an alert says, whatever the spelling of its times and the order of its markup."""
    text = json.dumps(asdict(alert), ensure_ascii=False, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> str:
    return cast("datetime", value).astimezone(UTC).isoformat()


def _once(notes: list[Reason]) -> Iterator[Reason]:
    """Each remark once, in its order."""
    yield from {json.dumps(one.as_json(), sort_keys=True, default=str): one for one in notes}.values()


# Tolerated in the alerts of others without a word: the specification allows them, only we do not send them.
_ALLOWED = frozenset({"cap.language_twice", "cap.addresses_unasked"})


def _doubts(alert: Alert) -> Iterator[Reason]:
    """What our own alerts would not be allowed, and can be lived with in those of others."""
    return (one for one in rules.problems(alert) if one.code not in _ALLOWED)


class _Reader:
    """Reads one message and collects what had to be tolerated."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace
        self.notes: list[Reason] = []

    def alert(self, root: Element) -> Alert:
        told = self._parts(root, _ALERT)
        identifier, sender = told.one("identifier"), told.one("sender")
        for element, name in (("identifier", identifier), ("sender", sender)):
            if not name:
                raise refuse("missing", element=element)
        return Alert(
            identifier=identifier,
            sender=sender,
            sent=self._moment("sent", told.one("sent")),
            status=cast("model.Status", told.of("status", model.STATUSES)),
            msg_type=cast("model.MsgType", told.of("msgType", model.MSG_TYPES)),
            scope=cast("model.Scope", self._scope(told)),
            source=told.one("source"),
            restriction=told.one("restriction"),
            addresses=divided(told.one("addresses")),
            code=told.many("code"),
            note=told.one("note"),
            references=tuple(self._references(told.one("references"))),
            incidents=divided(told.one("incidents")),
            info=tuple(self._info(one) for one in told.elements("info")),
        )

    def _scope(self, told: _Parts) -> str:
        """Some feeds leave it out; nothing is more private than what one may not pass on."""
        if not told.one("scope"):
            self.notes.append(reason("scope_missing"))
            return "Private"
        return told.of("scope", model.SCOPES)

    def _references(self, text: str) -> Iterator[Reference]:
        for triple in text.split()[:MOST]:
            sender, _, rest = triple.partition(",")
            identifier, _, sent = rest.rpartition(",")
            try:
                moment, well = moment_of(sent)
            except ValueError:
                moment, well = None, False
            if moment is None or not sender or not identifier:
                self.notes.append(reason("reference_unread", value=triple[:200]))
                continue
            if not well:
                self.notes.append(reason("time_tolerated", element="references", written=sent))
            yield Reference(sender, identifier, moment)

    def _info(self, element: Element) -> Info:
        told = self._parts(element, _INFO)
        return Info(
            event=self._asked(told, "event"),
            language=told.one("language") or "en-US",
            category=tuple(told.known("category", model.CATEGORIES)) or self._other(),
            response_type=tuple(told.known("responseType", model.RESPONSE_TYPES)),
            urgency=told.rated("urgency", model.URGENCIES),
            severity=told.rated("severity", model.SEVERITIES),
            certainty=told.rated("certainty", model.CERTAINTIES),
            audience=told.one("audience"),
            event_code=told.pairs("eventCode"),
            effective=self._maybe_moment("effective", told.one("effective")),
            onset=self._maybe_moment("onset", told.one("onset")),
            expires=self._maybe_moment("expires", told.one("expires")),
            sender_name=told.one("senderName"),
            headline=told.one("headline"),
            description=told.one("description"),
            instruction=told.one("instruction"),
            web=told.one("web"),
            contact=told.one("contact"),
            parameter=told.pairs("parameter"),
            resource=tuple(self._resource(one) for one in told.elements("resource")),
            area=tuple(self._area(one) for one in told.elements("area")),
        )

    def _asked(self, told: _Parts, name: str) -> str:
        found = told.one(name)
        if not found:
            self.notes.append(reason("missing", element=name))
        return found

    def _other(self) -> tuple[str, ...]:
        self.notes.append(reason("missing", element="category"))
        return ("Other",)

    def _resource(self, element: Element) -> Resource:
        told = self._parts(element, _RESOURCE)
        size = told.one("size")
        return Resource(
            desc=self._asked(told, "resourceDesc"),
            mime_type=told.one("mimeType"),
            size=int(size) if size.isascii() and size.isdigit() and len(size) < 16 else None,
            uri=told.one("uri"),
            deref_uri=told.one("derefUri"),
            digest=told.one("digest"),
        )

    def _area(self, element: Element) -> Area:
        told = self._parts(element, _AREA)
        return Area(
            desc=self._asked(told, "areaDesc"),
            polygons=tuple(self._shapes("polygon", told.many("polygon"), _polygon)),
            circles=tuple(self._shapes("circle", told.many("circle"), _circle)),
            geocodes=told.pairs("geocode"),
            altitude=_height(told.one("altitude")),
            ceiling=_height(told.one("ceiling")),
        )

    def _shapes(self, name: str, texts: tuple[str, ...], read: Callable[[str], Any]) -> Iterator[Any]:
        """Shapes that are ones; what is wrong with the others is noted, and the words of the area stay."""
        for text in texts:
            shape = read(text)
            if shape is None:
                self.notes.append(reason("shape_unread", element=name, value=text[:100]))
                continue
            yield shape

    def _moment(self, element: str, text: str) -> datetime:
        if not text:
            raise refuse("missing", element=element)
        try:
            moment, well = moment_of(text)
        except ValueError:
            raise refuse("time_unread", element=element, written=text[:60]) from None
        if not well:
            self.notes.append(reason("time_tolerated", element=element, written=text[:60]))
        return moment

    def _maybe_moment(self, element: str, text: str) -> datetime | None:
        """A time that an alert can be without: one that cannot be read is noted."""
        if not text:
            return None
        try:
            moment, well = moment_of(text)
        except ValueError:
            self.notes.append(reason("time_unread", element=element, written=text[:60]))
            return None
        if not well:
            self.notes.append(reason("time_tolerated", element=element, written=text[:60]))
        return moment

    def _parts(self, element: Element, known: frozenset[str]) -> _Parts:
        found: dict[str, list[Element]] = defaultdict(list)
        unread = set()
        for child in element.iterchildren("*"):
            namespace, name = name_of(child)
            if namespace == self._namespace and name in known:
                found[name].append(child)
            elif namespace != SIGNATURES:
                unread.add(name)
        if unread:
            self.notes.append(reason("unread", elements=sorted(unread)[:20]))
        if most := next((name for name, children in found.items() if len(children) > MOST), None):
            raise refuse("too_many", element=most, limit=MOST)
        return _Parts(found, self.notes)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of one element, by name."""

    found: dict[str, list[Element]]
    notes: list[Reason]

    def elements(self, name: str) -> list[Element]:
        return self.found.get(name, [])

    def many(self, name: str) -> tuple[str, ...]:
        """The words of a part that may come several times; empty ones say nothing."""
        return tuple(filter(None, map(_text, self.elements(name))))

    def one(self, name: str) -> str:
        """The words of a part that comes once; nothing where it does not come.

        Raises:
            InputRefused: `cap.twice`: it comes again and says something else.
        """
        told = set(self.many(name))
        if len(told) > 1:
            raise refuse("twice", element=name)
        return next(iter(told), "")

    def of(self, name: str, known: tuple[str, ...]) -> str:
        """One of the values that the specification knows.

        Raises:
            InputRefused: `cap.missing`, `cap.value_unknown`.
        """
        told = self.one(name)
        if not told:
            raise refuse("missing", element=name)
        if told not in known:
            raise refuse("value_unknown", element=name, value=told[:100])
        return told

    def rated(self, name: str, known: tuple[str, ...]) -> str:
        """How urgent, severe or certain: what cannot be read is unknown, which is a value of its own."""
        told = self.one(name)
        told = _OLD_WORDS.get((name, told), told)
        if told in known:
            return told
        self.notes.append(
            reason("value_unknown", element=name, value=told[:100])
            if told
            else reason("missing", element=name)
        )
        return "Unknown"

    def known(self, name: str, values: tuple[str, ...]) -> Iterator[str]:
        for told in self.many(name):
            if told in values:
                yield told
            else:
                self.notes.append(reason("value_unknown", element=name, value=told[:100]))

    def pairs(self, name: str) -> tuple[Pair, ...]:
        """Values of other systems. Some feeds put several into one element, one after another."""
        made = []
        for element in self.elements(name):
            texts = [(name_of(child)[1], _text(child)) for child in element.iterchildren("*")]
            names = [text for tag, text in texts if tag == "valueName"]
            values = [text for tag, text in texts if tag == "value"]
            made += [Pair(*pair) for pair in zip(names, values, strict=False) if pair[0]]
        return tuple(made[:MOST])


def _text(element: Element) -> str:
    """The words of an element, those of elements in it and behind comments included."""
    return "".join(map(str, element.itertext())).strip()


def _polygon(text: str) -> Polygon | None:
    pairs = text.split()
    if len(pairs) > MOST * 100:
        return None
    points = tuple(filter(None, map(_point, pairs)))
    polygon = Polygon(points)
    wrong = len(points) != len(pairs) or any(rules.polygon_problems(polygon))
    return None if wrong else polygon


def _circle(text: str) -> Circle | None:
    centre, _, radius = text.partition(" ")
    point, far = _point(centre), _figure(radius)
    if point is None or far is None or far < 0:
        return None
    return Circle(point, far)


def _point(text: str) -> Point | None:
    latitude, comma, longitude = text.partition(",")
    north, east = _figure(latitude), _figure(longitude)
    return Point(north, east) if comma and north is not None and east is not None else None


def _height(text: str) -> float | None:
    return _figure(text)


def _figure(text: str) -> float | None:
    try:
        figure = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        return None
    return figure if math.isfinite(figure) else None


_ALERT = frozenset(
    {
        "identifier", "sender", "sent", "status", "msgType", "source", "scope", "restriction", "addresses",
        "code", "note", "references", "incidents", "info",
    }
)  # fmt: skip
_INFO = frozenset(
    {
        "language", "category", "event", "responseType", "urgency", "severity", "certainty", "audience",
        "eventCode", "effective", "onset", "expires", "senderName", "headline", "description", "instruction",
        "web", "contact", "parameter", "resource", "area",
    }
)  # fmt: skip
_RESOURCE = frozenset({"resourceDesc", "mimeType", "size", "uri", "derefUri", "digest"})
_AREA = frozenset({"areaDesc", "polygon", "circle", "geocode", "altitude", "ceiling"})
