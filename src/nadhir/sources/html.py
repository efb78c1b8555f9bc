"""HTML pages: the words a reader would have seen, none of what a browser would have run."""

from __future__ import annotations

import re
from itertools import chain, islice
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as markup

from nadhir.errors import RecordRefused
from nadhir.sources.dates import parse_written
from nadhir.sources.encodings import encoding_said
from nadhir.sources.files import refuse
from nadhir.sources.limits import Limits
from nadhir.sources.prose import document
from nadhir.sources.records import Record, WrittenDate
from nadhir.sources.rows import language_of

_UNREAD = frozenset(
    {
        "script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "svg",
        "math", "canvas", "head", "select", "option", "button", "input", "textarea", "audio",
        "video", "map", "frameset",
    }
)  # fmt: skip
_AROUND = frozenset({"nav", "header", "footer", "aside", "form", "menu", "dialog"})
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd",
        "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
        "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
        "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
    }
)  # fmt: skip
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]{3,30})""", re.IGNORECASE)
_ENOUGH = 200  # characters that make the inside of an <article> worth more than the page


def read_html(path: Path, raw: bytes, limits: Limits) -> Record:
    """The record of a page: its main text, title, language, address, author and day of publication.

    Raises:
        FileRefused: `html.broken`, `document.no_text`, `document.too_long`.
    """
    tree = _tree(path, raw)
    said = _Said(tree)
    root = tree.getroot()
    return document(
        path,
        _main_text(root),
        raw,
        limits,
        title=said.first("og:title", "twitter:title") or said.element("title") or said.element("h1"),
        published=said.published(),
        url=said.address(),
        language=language_of(root.get("lang") or "") if root is not None else None,
        author=said.first("author", "article:author", "dc.creator"),
        attributes=said.attributes(),
    )


def text_of_fragment(words: str) -> str:
    """The plain text of an HTML fragment, as feeds carry it."""
    if "<" not in words and "&" not in words:
        return words.strip()
    try:
        root = markup.fragment_fromstring(words.replace("\0", ""), create_parent="div")
    except (etree.LxmlError, ValueError):
        return " ".join(re.sub(r"<[^<>]*>", " ", words).split())
    return _text(root, _UNREAD)


def _tree(path: Path, raw: bytes) -> Any:
    # Decoded here, not by the parser, so that text, CSV and HTML agree on what bytes mean.
    text = raw.decode(encoding_said(raw, _CHARSET), errors="replace").removeprefix("\ufeff").replace("\0", "")
    # A "huge" tree may nest 2,048 deep instead of 256; what goes beyond would be lost in silence.
    parser = markup.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = etree.ElementTree(etree.fromstring(text.encode("utf-8", "replace"), parser))
    except (etree.LxmlError, ValueError, AssertionError, TypeError):
        raise refuse(path, "html.broken") from None
    if tree.getroot() is None:
        raise refuse(path, "document.no_text")
    if any("depth" in error.message for error in parser.error_log):
        raise refuse(path, "html.broken")
    return tree


def _main_text(root: Any) -> str:
    """The inside of the article or main element where there is one, else the page without what
    stands around it, else all of it."""
    best = ""
    candidates = root.iterfind(".//article"), root.iterfind(".//main"), root.iterfind(".//div[@role='main']")
    # The first of each hold what matters; a page of a thousand nested articles was made to waste time.
    for element in islice(chain(*(islice(found, 3) for found in candidates)), 9):
        words = _text(element, _UNREAD | _AROUND)
        best = max(best, words, key=len)
    if len(best) >= _ENOUGH:
        return best
    page = _text(root, _UNREAD | _AROUND)
    return page if len(page) >= len(best) and page else _text(root, _UNREAD)


def _text(root: Any, left_out: frozenset[str]) -> str:
    """Text in reading order, a line per block. Walks without recursion: pages nest as they like."""
    parts: list[str] = []
    hidden: Any = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if hidden is None and (tag in left_out or not tag):
                hidden = element
            if hidden is not None:
                continue
            parts.append("\n" if tag in _BLOCKS else "\t" if tag in {"td", "th"} else "")
            parts.append(_one_line(element.text) if tag != "pre" else element.text or "")
        else:
            if hidden is not None and element is not hidden:
                continue
            ended = hidden is element
            hidden = None
            if not ended and tag in _BLOCKS and tag not in {"br", "hr"}:
                parts.append("\n")
            if element is not root:
                parts.append(_one_line(element.tail))
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _one_line(words: str | None) -> str:
    return re.sub(r"\s+", " ", words) if words else ""


class _Said:
    """What a page says about itself."""

    def __init__(self, tree: Any) -> None:
        self._root = tree.getroot()
        self._meta: dict[str, str] = {}
        for meta in self._root.iter("meta"):
            name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
            content = " ".join((meta.get("content") or "").split())
            if name and content:
                self._meta.setdefault(name, content[:1000])

    def first(self, *names: str) -> str | None:
        return next((self._meta[name] for name in names if name in self._meta), None)

    def element(self, tag: str) -> str | None:
        found = next(self._root.iter(tag), None)
        words = " ".join("".join(found.itertext()).split()) if found is not None else ""
        return words[:300] or None

    def address(self) -> str | None:
        links = (
            link.get("href")
            for link in self._root.iter("link")
            if (link.get("rel") or "").lower() == "canonical"
        )
        address = next(links, None) or self.first("og:url") or ""
        return address if re.match(r"https?://\S+$", address) else None

    def published(self) -> WrittenDate | None:
        written = self.first(
            "article:published_time",
            "datepublished",
            "date",
            "dc.date",
            "dc.date.issued",
            "dcterms.created",
            "pubdate",
        )
        times = (time.get("datetime") for time in self._root.iter("time") if time.get("datetime"))
        for words in (written, next(times, None)):
            try:
                read = parse_written(words) if words else None
            except RecordRefused:
                continue
            if read and read.precision == "day":
                return read
        return None

    def attributes(self) -> dict[str, Any]:
        named = {
            "site": self.first("og:site_name"),
            "description": self.first("description", "og:description"),
        }
        return {name: value for name, value in named.items() if value}
