"""An alert as XML, in the order of the schema. Words are written as they are given, but for what no XML can
hold; an alert with a problem is not written at all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from lxml import etree

from nadhir.documents import words
from nadhir.documents.cap.model import (
    NAMESPACE,
    Alert,
    Area,
    Info,
    Pair,
    Resource,
    joined,
    written_moment,
)
from nadhir.documents.cap.rules import problems
from nadhir.errors import DocumentError

Element = etree._Element


def compose(alert: Alert) -> bytes:
    """The alert in UTF-8, with its XML declaration.

    Raises:
        DocumentError: the specification does not allow it; the code of the first of `problems`.
    """
    found = problems(alert)
    if found:
        raise DocumentError(found[0].code, book=found[0].book, **found[0].params)
    return as_bytes(element_of(alert))


def as_bytes(root: Element) -> bytes:
    """A document of its own of an element."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def element_of(alert: Alert) -> Element:
    """The alert as an element tree, unchecked."""
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    _add(root, "identifier", alert.identifier)
    _add(root, "sender", alert.sender)
    _add(root, "sent", written_moment(alert.sent))
    _add(root, "status", alert.status)
    _add(root, "msgType", alert.msg_type)
    _add(root, "source", alert.source)
    _add(root, "scope", alert.scope)
    _add(root, "restriction", alert.restriction)
    _add(root, "addresses", joined(alert.addresses))
    for code in alert.code:
        _add(root, "code", code)
    _add(root, "note", alert.note)
    _add(root, "references", " ".join(map(str, alert.references)))
    _add(root, "incidents", joined(alert.incidents))
    for info in alert.info:
        _info(root, info)
    return root


def _info(root: Element, info: Info) -> None:
    made = etree.SubElement(root, f"{{{NAMESPACE}}}info")
    _add(made, "language", info.language)
    for category in info.category:
        _add(made, "category", category)
    _add(made, "event", info.event)
    for response in info.response_type:
        _add(made, "responseType", response)
    _add(made, "urgency", info.urgency)
    _add(made, "severity", info.severity)
    _add(made, "certainty", info.certainty)
    _add(made, "audience", info.audience)
    _pairs(made, "eventCode", info.event_code)
    for name in ("effective", "onset", "expires"):
        moment: datetime | None = getattr(info, name)
        _add(made, name, written_moment(moment) if moment is not None else "")
    _add(made, "senderName", info.sender_name)
    for name in ("headline", "description", "instruction", "web", "contact"):
        _add(made, name, getattr(info, name))
    _pairs(made, "parameter", info.parameter)
    for resource in info.resource:
        _resource(made, resource)
    for area in info.area:
        _area(made, area)


def _resource(info: Element, resource: Resource) -> None:
    made = etree.SubElement(info, f"{{{NAMESPACE}}}resource")
    _add(made, "resourceDesc", resource.desc)
    _add(made, "mimeType", resource.mime_type)
    _add(made, "size", "" if resource.size is None else str(resource.size))
    _add(made, "uri", resource.uri)
    _add(made, "derefUri", resource.deref_uri)
    _add(made, "digest", resource.digest)


def _area(info: Element, area: Area) -> None:
    made = etree.SubElement(info, f"{{{NAMESPACE}}}area")
    _add(made, "areaDesc", area.desc)
    for polygon in area.polygons:
        _add(made, "polygon", str(polygon))
    for circle in area.circles:
        _add(made, "circle", str(circle))
    _pairs(made, "geocode", area.geocodes)
    for name in ("altitude", "ceiling"):
        height: float | None = getattr(area, name)
        _add(made, name, "" if height is None else f"{height:.1f}".removesuffix(".0"))


def _pairs(parent: Element, name: str, pairs: Iterable[Pair]) -> None:
    for pair in pairs:
        made = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
        etree.SubElement(made, f"{{{NAMESPACE}}}valueName").text = words.clean(pair.name)
        etree.SubElement(made, f"{{{NAMESPACE}}}value").text = words.clean(pair.value)


def _add(parent: Element, name: str, text: str) -> None:
    """Add an element unless there is nothing to say."""
    if text:
        etree.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = words.clean(text)
