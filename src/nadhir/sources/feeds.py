"""RSS and Atom. The parser is given bytes, never a name it might open, and only once no document type
is declared in them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.parsers import expat

from nadhir.doctrine.phrases import Reason
from nadhir.errors import RecordRefused
from nadhir.sources.dates import parse_written
from nadhir.sources.encodings import encoding_said
from nadhir.sources.files import refuse
from nadhir.sources.html import text_of_fragment
from nadhir.sources.limits import Limits
from nadhir.sources.records import Record, Rejection, WrittenDate, excerpt_of, note
from nadhir.sources.rows import language_of
from nadhir.sources.tables import canonical

_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.:-]{3,30})""")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>[ \t]*\n?")
_DECLARED = re.compile(rb"<!(?:doctype|entity)", re.IGNORECASE)


class _Declared(Exception):
    """A document type or an entity is declared."""


def read_feed(path: Path, raw: bytes, limits: Limits, notes: list[Reason]) -> Iterator[Record | Rejection]:
    """The entries of a feed; what is wrong with the feed as a whole is added to `notes`.

    Raises:
        FileRefused: `xml.entities`, `feed.broken` where no entry can be read.
    """
    import feedparser

    raw = _in_utf8(raw)
    broken_at = check_declarations(path, raw)
    parsed = feedparser.parse(io.BytesIO(raw), sanitize_html=True, resolve_relative_uris=False)
    entries = parsed.entries
    if broken_at is not None:
        if not entries:
            raise refuse(path, "feed.broken", line=broken_at)
        notes.append(note("feed.repaired", file=path.name, line=broken_at, entries=len(entries)))
    stood = _as_they_stood(raw) if broken_at is None else []
    language = language_of(str(parsed.feed.get("language") or ""))
    feed_title = parsed.feed.get("title")
    for number, entry in enumerate(entries, start=1):
        original = stood[number - 1] if len(stood) == len(entries) else None
        try:
            yield _record(number, entry, original, language, feed_title, limits)
        except RecordRefused as refused:
            yield Rejection(
                path.name, number, refused.code, refused.params, excerpt_of(entry.get("link", ""))
            )


def _in_utf8(raw: bytes) -> bytes:
    """The feed with its letters in UTF-8 and a declaration that says so: the three parsers behind this
    module differ in what they make of any other."""
    text = raw.decode(encoding_said(raw, _ENCODING), errors="replace").removeprefix("\ufeff")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + _DECLARATION.sub("", text, count=1).encode()


def check_declarations(path: Path, raw: bytes) -> int | None:
    """Refuse XML that declares a document type or entities; return the line where XML breaks, if any.

    Raises:
        FileRefused: `xml.entities`.
    """
    parser = expat.ParserCreate()

    def declared(*_: object) -> None:
        raise _Declared

    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    try:
        parser.Parse(raw, True)
    except _Declared:
        raise refuse(path, "xml.entities") from None
    except expat.ExpatError as error:
        # A parser that forgives might get further than this one did.
        if _DECLARED.search(raw):
            raise refuse(path, "xml.entities") from None
        return max(1, error.lineno - 1)
    return None


def _record(
    number: int,
    entry: Any,
    original: bytes | None,
    language: str | None,
    feed_title: str | None,
    limits: Limits,
) -> Record:
    title = text_of_fragment(entry.get("title") or "") or None
    text = _text(entry) or title
    if not text:
        raise RecordRefused("record.no_text", column="description")
    if len(text) > limits.text_chars:
        raise RecordRefused("text.too_long", length=len(text), limit=limits.text_chars)
    own_language = next(
        (part.get("language") for part in entry.get("content") or [] if part.get("language")), ""
    )
    attributes = {
        "feed": feed_title,
        "tags": [tag.get("term") for tag in entry.get("tags") or [] if tag.get("term")],
    }
    notes = []
    published = _published(entry)
    # `dict.get`, because the parser's own get answers for one date with the other, and warns.
    written = dict.get(entry, "published") or dict.get(entry, "updated")
    if published is None and written:
        written = excerpt_of(written, 60)
        notes.append(note("date.left_open", column="published", written=written))
    return Record(
        row=number,
        external_id=entry.get("id") or entry.get("link") or None,
        title=title,
        text=text,
        url=entry.get("link") or None,
        language=language_of(own_language or "") or language,
        author=entry.get("author") or None,
        published=published,
        raw=original if original is not None else canonical(_plain(entry)),
        notes=tuple(notes),
        attributes={name: value for name, value in attributes.items() if value},
    )


def _text(entry: Any) -> str:
    """The longest of what the entry says: its content or its summary."""
    said = [part.get("value") or "" for part in entry.get("content") or []]
    said.append(entry.get("summary") or "")
    return max((text_of_fragment(words) for words in said), key=len)


def _published(entry: Any) -> WrittenDate | None:
    """The day as the writer's own clock had it; where we cannot read that, as the parser did, in UTC."""
    for name in ("published", "updated"):
        try:
            written = parse_written(str(dict.get(entry, name) or ""))
            if written.precision == "day":
                return written
        except RecordRefused:
            pass
        read = dict.get(entry, f"{name}_parsed")
        if read:
            try:
                day = date(*read[:3])
            except (TypeError, ValueError):
                continue
            return WrittenDate(str(dict.get(entry, name)), day, day, "day")
    return None


def _as_they_stood(raw: bytes) -> list[bytes]:
    """The XML of each entry, in canonical form."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        found = etree.fromstring(raw, parser).iter("{*}item", "{*}entry")
        return [etree.tostring(element, method="c14n", with_tail=False) for element in found]
    except (etree.LxmlError, ValueError):
        return []


def _plain(entry: Any) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if not name.endswith("_parsed")}
