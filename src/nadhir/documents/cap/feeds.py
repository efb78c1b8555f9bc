"""Feeds of alerts: ours in Atom (RFC 4287), and those of others, in Atom or RSS, or a single alert.

In a feed of others an entry either holds its alert or leads to it. Which of its links to follow, and whether
at all, is for the reader of the feed to say: this module fetches nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from nadhir.documents import words
from nadhir.documents.cap.hardened import Element, name_of, refuse, root_of
from nadhir.documents.cap.reading import MOST, VERSIONS
from nadhir.documents.cap.writing import as_bytes

ATOM = "http://www.w3.org/2005/Atom"
CAP_TYPE = "application/cap+xml"
LARGEST = 16 * 1024 * 1024  # bytes of a feed; some hold hundreds of alerts


@dataclass(frozen=True, slots=True)
class Entry:
    """One alert in a feed of ours."""

    id: str
    title: str
    updated: datetime
    href: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One alert in a feed of others: as it stands there, or where it is.

    Attributes:
        raw: the alert, where the entry holds it.
        href: where the alert is, where the entry only leads to it; as written, so perhaps relative.
        id, updated: what the feed says of the entry, as written.
    """

    raw: bytes | None = None
    href: str = ""
    id: str = ""
    updated: str = ""


def atom(
    *,
    name: str,
    title: str,
    author: str,
    href: str,
    updated: datetime,
    entries: Iterable[Entry],
    language: str,
) -> bytes:
    """A feed in Atom, with its XML declaration. `name` is its identifier, the same for ever."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]
    root.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    _add(root, "id", name)
    _add(root, "title", title)
    _add(root, "updated", _written(updated))
    _add(etree.SubElement(root, f"{{{ATOM}}}author"), "name", author)
    etree.SubElement(root, f"{{{ATOM}}}link", rel="self", type="application/atom+xml", href=href)
    for entry in entries:
        made = etree.SubElement(root, f"{{{ATOM}}}entry")
        _add(made, "id", entry.id)
        _add(made, "title", entry.title)
        _add(made, "updated", _written(entry.updated))
        etree.SubElement(made, f"{{{ATOM}}}link", rel="alternate", type=CAP_TYPE, href=entry.href)
        if entry.summary:
            _add(made, "summary", entry.summary)
    return as_bytes(root)


def read_feed(raw: bytes) -> tuple[Found, ...]:
    """The alerts of a feed, or the one that the bytes are.

    Raises:
        InputRefused: `cap.too_large`, `cap.entities`, `cap.not_xml`, `cap.not_a_feed`.
    """
    root = root_of(raw, LARGEST)
    _, name = name_of(root)
    if name == "alert":
        return (Found(raw=raw),)
    if name not in ("feed", "rss", "RDF"):
        raise refuse("not_a_feed", root=name[:60])
    found = [_found(entry) for entry in root.iter("{*}entry", "{*}item")]
    return tuple(one for one in found if one.raw or one.href)[:MOST]


def _found(entry: Element) -> Found:
    inside = next((one for one in entry.iter("{*}alert") if name_of(one)[0] in VERSIONS), None)
    name, updated = _said(entry, "id", "guid"), _said(entry, "updated", "pubDate", "published")
    if inside is not None:
        raw = etree.tostring(inside, encoding="UTF-8", with_tail=False)
        return Found(raw=raw, id=name, updated=updated)
    return Found(href=_link(entry), id=name, updated=updated)


def _link(entry: Element) -> str:
    """Where the alert is: what says that it is one, else the entry's own address."""
    links = [
        ((one.get("href") or one.get("url") or one.text or "").strip(), one.get("type") or "", one.get("rel"))
        for one in entry.iterchildren("{*}link", "{*}enclosure")
    ]
    typed = [href for href, kind, _ in links if CAP_TYPE in kind]
    own = [href for href, kind, rel in links if rel in (None, "alternate", "self") and "html" not in kind]
    return next(filter(None, [*typed, *own]), "")


def _said(entry: Element, *names: str) -> str:
    for name in names:
        one = entry.find(f"{{*}}{name}")
        if one is not None and one.text:
            return one.text.strip()[:500]
    return ""


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _add(parent: Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}{name}").text = words.clean(text)
