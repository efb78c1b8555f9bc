"""What the specification asks of an alert, besides the shape that its schema gives.

Each problem is a code with parameters, so that it can be said in three languages. `problems` is strict: it is
asked before anything of ours leaves. What is read from others is judged by `nadhir.documents.cap.reading`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from nadhir.doctrine.phrases import Reason
from nadhir.documents.cap import model
from nadhir.documents.cap.model import Alert, Area, Info, Polygon, Resource

BOOK = "nadhir.documents.cap"
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")  # RFC 3066, as xs:language has it
# They would break the list of references, or the markup.
FORBIDDEN = re.compile(r"[\s,<&]")
_MIME = re.compile(r"[\w.+-]+/[\w.+-]+(?:\s*;.*)?")
_SHA1 = re.compile(r"[0-9a-fA-F]{40}")
# Messages about an earlier one.
ABOUT = frozenset({"Update", "Cancel", "Ack", "Error"})
# Messages that say something of the world.
TELLING = frozenset({"Alert", "Update"})


def reason(code: str, **params: object) -> Reason:
    """A remark of this package."""
    return Reason(f"cap.{code}", dict(params), BOOK)


def problems(alert: Alert) -> tuple[Reason, ...]:
    """Everything in which an alert is not as the specification wants it; empty where it may go out."""
    return tuple(_problems(alert))


def _problems(alert: Alert) -> Iterator[Reason]:
    for name in ("identifier", "sender"):
        yield from name_problems(name, getattr(alert, name))
    yield from _one_of("status", alert.status, model.STATUSES)
    yield from _one_of("msgType", alert.msg_type, model.MSG_TYPES)
    yield from _one_of("scope", alert.scope, model.SCOPES)
    yield from _timed("sent", alert.sent)
    yield from scope_problems(alert)
    yield from _lists(alert)
    yield from _references(alert)
    if alert.msg_type in TELLING and not alert.info:
        yield reason("without_info", type=alert.msg_type)
    if alert.msg_type == "Error" and not alert.note:
        yield reason("missing", element="note")
    languages = [one.language.lower() for one in alert.info]
    for twice in sorted({one for one in languages if languages.count(one) > 1}):
        yield reason("language_twice", language=twice)
    for one in alert.info:
        yield from _info(alert, one)


def name_problems(element: str, name: str) -> Iterator[Reason]:
    """What is wrong with an identifier or the name of a sender."""
    if not name:
        yield reason("missing", element=element)
    elif FORBIDDEN.search(name):
        yield reason("name_signs", element=element, name=name[:100])


def scope_problems(alert: Alert) -> Iterator[Reason]:
    """Who it is for: a restriction belongs to Restricted, addresses to Private, and to nothing else."""
    if alert.scope == "Restricted" and not alert.restriction:
        yield reason("restriction_missing")
    if alert.scope != "Restricted" and alert.restriction:
        yield reason("restriction_unasked", scope=alert.scope)
    if alert.scope == "Private" and not alert.addresses:
        yield reason("addresses_missing")
    if alert.scope != "Private" and alert.addresses:
        yield reason("addresses_unasked", scope=alert.scope)


def _lists(alert: Alert) -> Iterator[Reason]:
    for element, words in (("addresses", alert.addresses), ("incidents", alert.incidents)):
        for word in words:
            if not word.strip() or '"' in word:
                yield reason("list_signs", element=element, name=word[:100])
    for code in alert.code:
        if not code.strip():
            yield reason("missing", element="code")


def _references(alert: Alert) -> Iterator[Reason]:
    if alert.msg_type in ABOUT and not alert.references:
        yield reason("references_missing", type=alert.msg_type)
    if alert.msg_type == "Alert" and alert.references:
        yield reason("references_unasked")
    for one in alert.references:
        yield from name_problems("references", one.sender)
        yield from name_problems("references", one.identifier)
        yield from _timed("references", one.sent)
        if (one.sender, one.identifier) == (alert.sender, alert.identifier):
            yield reason("references_itself", name=one.identifier)


def _info(alert: Alert, info: Info) -> Iterator[Reason]:
    if not LANGUAGE.fullmatch(info.language):
        yield reason("language_unknown", language=info.language[:40])
    if not info.event.strip():
        yield reason("missing", element="event")
    if not info.category:
        yield reason("missing", element="category")
    for value in info.category:
        yield from _one_of("category", value, model.CATEGORIES)
    for value in info.response_type:
        yield from _one_of("responseType", value, model.RESPONSE_TYPES)
    yield from _one_of("urgency", info.urgency, model.URGENCIES)
    yield from _one_of("severity", info.severity, model.SEVERITIES)
    yield from _one_of("certainty", info.certainty, model.CERTAINTIES)
    for element in ("effective", "onset", "expires"):
        if (moment := getattr(info, element)) is not None:
            yield from _timed(element, moment)
    if info.expires is not None and alert.msg_type in TELLING and _before(info.expires, alert.sent):
        yield reason("expired_before_sent")
    for element, pairs in (("eventCode", info.event_code), ("parameter", info.parameter)):
        if any(not pair.name.strip() for pair in pairs):
            yield reason("missing", element=f"{element}/valueName")
    for resource in info.resource:
        yield from _resource(resource)
    for area in info.area:
        yield from _area(area)


def _resource(resource: Resource) -> Iterator[Reason]:
    if not resource.desc.strip():
        yield reason("missing", element="resourceDesc")
    if not _MIME.fullmatch(resource.mime_type):
        yield reason("value_unknown", element="mimeType", value=resource.mime_type[:100])
    if resource.size is not None and resource.size < 0:
        yield reason("value_unknown", element="size", value=str(resource.size))
    if resource.digest and not _SHA1.fullmatch(resource.digest):
        yield reason("value_unknown", element="digest", value=resource.digest[:100])


def _area(area: Area) -> Iterator[Reason]:
    if not area.desc.strip():
        yield reason("missing", element="areaDesc")
    for polygon in area.polygons:
        yield from polygon_problems(polygon)
    for circle in area.circles:
        if not _on_earth(circle.centre) or not 0 <= circle.radius <= 20_100:
            yield reason("circle_wrong", value=str(circle))
    if any(not pair.name.strip() for pair in area.geocodes):
        yield reason("missing", element="geocode/valueName")
    if area.ceiling is not None and area.altitude is None:
        yield reason("ceiling_alone")


def polygon_problems(polygon: Polygon) -> Iterator[Reason]:
    """Four points at least, the last as the first, all of them on the Earth."""
    points = polygon.points
    if len(points) < 4:
        yield reason("polygon_short", points=len(points))
    elif points[0] != points[-1]:
        yield reason("polygon_open")
    if not all(map(_on_earth, points)):
        yield reason("polygon_off_earth")


def _on_earth(point: model.Point) -> bool:
    return -90 <= point.latitude <= 90 and -180 <= point.longitude <= 180


def _one_of(element: str, value: str, known: tuple[str, ...]) -> Iterator[Reason]:
    if value not in known:
        yield reason("value_unknown", element=element, value=value[:100])


def _timed(element: str, moment: datetime) -> Iterator[Reason]:
    if moment.utcoffset() is None:
        yield reason("time_without_zone", element=element)


def _before(moment: datetime, other: datetime) -> bool:
    zoned = moment.utcoffset() is not None and other.utcoffset() is not None
    return zoned and moment < other
