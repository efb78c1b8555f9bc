"""A document as PDF, set by Typst.

The document's words travel as JSON into a fixed template (`template.typ`), which gives them to functions
that print them: no word of a stranger is ever read as markup. Typst sees no file of the machine (its root
is the folder of our fonts, its input is in memory), and the template imports no package, so nothing is
fetched. The same document gives the same bytes: the creation date is the document's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib import resources
from typing import Any

from nadhir.doctrine.dates import date_in_words
from nadhir.documents import figures, fonts
from nadhir.documents import words as w
from nadhir.documents.model import (
    Block,
    Contents,
    Direction,
    Document,
    Figure,
    Heading,
    KeyValues,
    ListBlock,
    Notice,
    PageBreak,
    Paragraph,
    Quote,
    Signatures,
    Table,
)
from nadhir.documents.scribe import Item, Items, NumberedNote, Scribe, quote_direction, rows
from nadhir.errors import DocumentError

# Beyond this many, notes stand at the end: laying ten thousand at the feet of pages takes many seconds.
MOST_FOOTNOTES = 3_000
# Where a paragraph is longer, lines are broken one by one instead of for the paragraph as a whole.
_LONG_PARAGRAPH = 20_000
_ABOVE = 90  # characters of a title on top of a page
_STYLES = {"strong": "s", "emphasis": "e", "code": "c", "number": "n"}
_PRIMARY = re.compile(r"[A-Za-z]{2,3}(?=$|[-_])")
_LARGEST_SHOWN = 200  # characters of what Typst says
Json = dict[str, Any]


def to_pdf(document: Document) -> bytes:
    """The document as a tagged PDF with bookmarks, on A4.

    Raises:
        DocumentError: it is empty or has no title, a figure is damaged, rows of a table differ in length, …
    """
    written = _compile(_data(document), document, "pdf")
    return written if isinstance(written, bytes) else b"".join(written)


def to_png(document: Document, *, dots_per_inch: float = 100) -> list[bytes]:
    """The same pages as pictures, for a look before printing.

    Raises:
        DocumentError: as `to_pdf`.
    """
    written = _compile(_data(document), document, "png", dots_per_inch)
    return [written] if isinstance(written, bytes) else list(written)


def figure_png(svg: str | bytes, *, dots_per_inch: float = 200) -> bytes:
    """A figure as a picture, for programs that draw no SVG.

    Raises:
        DocumentError: the figure is damaged.
    """
    source = '#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    data = {"svg": figures.ready(svg).svg.decode("utf-8")}
    written = _typst(source, data, format="png", ppi=dots_per_inch)
    return written if isinstance(written, bytes) else written[0]


def _compile(data: Json, document: Document, kind: str, ppi: float | None = None) -> bytes | list[bytes]:
    template = (resources.files("nadhir.documents") / "template.typ").read_text("utf-8")
    day = document.date
    made = datetime(day.year, day.month, day.day, tzinfo=UTC)
    inputs = {"document": json.dumps(data, ensure_ascii=False)}
    return _typst(template, inputs, format=kind, ppi=ppi, timestamp=made)


def _typst(source: str, inputs: dict[str, str], **options: Any) -> bytes | list[bytes]:
    import typst  # a large library, loaded where a page is made

    nowhere = str(fonts.FOLDER)
    try:
        written: Any = typst.compile(
            source.encode(), root=nowhere, font_paths=fonts.typefaces(), ignore_system_fonts=True,
            package_path=nowhere, package_cache_path=nowhere, sys_inputs=inputs, **options,
        )  # fmt: skip
    except (typst.TypstError, RuntimeError, ValueError) as error:
        said = str(getattr(error, "message", error))[:_LARGEST_SHOWN]
        code = "document.figure_damaged" if "SVG" in said else "document.not_set"
        raise DocumentError(code, detail=said) from None
    return written if isinstance(written, bytes) else list(written)


def _data(document: Document) -> Json:
    """Everything the template needs, as JSON."""
    scribe = Scribe(document, unknown=fonts.unknown())
    setter = _Setter(scribe)
    day = document.date
    head = {
        "title": _flow(scribe.flow(document.title)),
        "title-above": _above(scribe.plain(document.title)),
        "subtitle": _flow(scribe.flow(document.subtitle)),
        "marking": _flow(scribe.flow(document.marking)),
        "date-words": _flow(scribe.flow(date_in_words(day.isoformat(), document.lang))),
        "foot": _flow(scribe.flow(document.meta.reference)),
    }
    blocks = [setter.block(block) for block in document.blocks]
    remarks = scribe.remarks()
    end_notes = len(scribe.notes) > MOST_FOOTNOTES
    if end_notes:
        remarks.append(scribe.say("remark.endnotes", count=len(scribe.notes)))
    return {
        **head,
        "lang": document.lang,
        "direction": scribe.direction,
        "digits": document.digits,
        "date": [day.year, day.month, day.day],
        "title-plain": scribe.plain(document.title),
        "description": scribe.plain(document.subtitle) or None,
        "author": scribe.plain(document.meta.author) or [],
        "keywords": [scribe.plain(word) for word in document.meta.keywords],
        "page-of": scribe.around("page.of"),
        "fonts": _fonts(scribe.direction),
        "simple-lines": setter.longest > _LONG_PARAGRAPH,
        "blocks": blocks,
        "notes": [_note(note, scribe.direction) for note in scribe.notes],
        "notes-title": scribe.say("notes"),
        "end-notes": end_notes,
        "remarks": [_flow(_items(remark)) for remark in remarks],
        "remarks-title": scribe.say("remarks"),
    }


def _fonts(direction: Direction) -> Json:
    base = [fonts.SANS, fonts.ARABIC, *fonts.OTHERS]
    heavy = [fonts.SANS_STRONG, fonts.ARABIC_STRONG]
    if direction == "rtl":  # its digits and signs sit well with its letters
        base[:2], heavy = base[1::-1], heavy[::-1]
    return {
        "base": base,
        "strong": [*heavy, *base],
        "code": [fonts.MONO, *base],
        "mark": "Noto Sans Hebrew",
    }


def _items(said: str) -> Items:
    return tuple(
        Item("mark" if piece.kind == "mark" else "words", piece.words) for piece in w.pieces(w.clean(said))
    )


def _above(title: str) -> str:
    """The title as it stands on top of every page but the first: on one line."""
    return title if len(title) <= _ABOVE else f"{title[: _ABOVE - 1].rstrip()}…"


def _note(note: NumberedNote, direction: Direction) -> list[Any]:
    flow = _flow(note.items, note.lang)
    own = w.of_language(note.lang) if note.lang else direction
    return flow if own == direction else [["m", w.RLI if own == "rtl" else w.LRI], *flow, ["m", w.PDI]]


def _flow(items: Iterable[Item], lang: str = "") -> list[Any]:
    """Items as the template reads them: a string, or a list that begins with its kind."""
    written: list[Any] = []
    for item in items:
        if item.kind == "note":
            written.append(["f", item.note, item.first])
        elif item.kind == "mark":
            written.append(["m", item.words])
        else:
            for number, line in enumerate(item.words.replace("\t", " ").split("\n")):
                if number:
                    written.append(["b", ""])
                if line:
                    written.append(_word(item, line, lang))
    return written


def _word(item: Item, line: str, lang: str) -> Any:
    word: Any = line
    if item.url:
        word = ["a", line, item.url]
    elif item.style in _STYLES:
        word = [_STYLES[item.style], line]
    tag = _PRIMARY.match(item.lang or lang)
    return ["l", word, tag[0].lower()] if tag else word


class _Setter:
    """Turns blocks into what the template reads; `longest` is the longest flow so far, in characters."""

    def __init__(self, scribe: Scribe) -> None:
        self.scribe = scribe
        self.longest = 0

    def block(self, block: Block) -> Json:
        if isinstance(block, Paragraph):
            return {"kind": "paragraph", "flow": self._flow(block.flow)}
        if isinstance(block, Heading):
            said, level = self.scribe.heading(block)
            return {"kind": "heading", "level": level, "words": _flow(_items(said))}
        if isinstance(block, ListBlock):
            items = [self._flow(item) for item in block.items]
            return {"kind": "list", "ordered": block.ordered, "items": items}
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Figure):
            return self._figure(block)
        return self._aside(block)

    def _aside(self, block: Quote | Notice | KeyValues | Contents | PageBreak | Signatures) -> Json:
        if isinstance(block, Quote):
            said = self.scribe.flow(block.flow)
            tag = _PRIMARY.match(block.lang)
            return {
                "kind": "quote",
                "flow": _flow(said),
                "lang": tag[0].lower() if tag else None,
                "direction": block.direction or quote_direction(said, block.lang, self.scribe.direction),
                "source": self._flow(block.source),
            }
        if isinstance(block, Notice):
            title = block.title or self.scribe.say(f"notice.{block.kind}")
            flow = self._flow(block.flow)
            return {"kind": "notice", "tone": block.kind, "title": self._flow(title), "flow": flow}
        if isinstance(block, KeyValues):
            return {
                "kind": "pairs",
                "pairs": [[self._flow(name), self._flow(value)] for name, value in block.pairs],
            }
        if isinstance(block, Contents):
            title = block.title or self.scribe.say("contents")
            return {"kind": "contents", "title": self._flow(title), "depth": block.depth}
        if isinstance(block, Signatures):
            return {
                "kind": "signatures",
                "entries": [
                    {"name": self._flow(one.name), "role": self._flow(one.role), "when": self._flow(one.when)}
                    for one in block.entries
                ],
            }
        return {"kind": "break"}

    def _flow(self, flow: Any) -> list[Any]:
        items = self.scribe.flow(flow)
        self.longest = max(self.longest, sum(len(item.words) for item in items))
        return _flow(items)

    def _table(self, block: Table) -> Json:
        kinds = block.kinds or ("words",) * len(block.header)
        numbers = [kind == "number" for kind in kinds]
        caption = self._flow(block.caption)
        header = [[self._flow(cell), False] for cell in block.header]
        items = [[self.scribe.flow(cell) for cell in row] for row in rows(block)]
        return {
            "kind": "table",
            "caption": caption,
            "numbers": numbers,
            "shares": list(block.shares) or _shares(items, numbers),
            "header": header,
            "rows": [[_cell(cell, kind) for cell, kind in zip(row, numbers, strict=True)] for row in items],
        }

    def _figure(self, block: Figure) -> Json:
        alternative = self.scribe.plain(block.alternative)
        if not alternative:
            raise DocumentError("document.figure_silent")
        drawing = figures.ready(block.svg)
        return {
            "kind": "figure",
            "svg": drawing.svg.decode("utf-8"),
            "alternative": alternative,
            "caption": self._flow(block.caption),
            "width": drawing.width(block.width),
        }


def _cell(items: Items, number: bool) -> list[Any]:
    """A cell with whether it is a figure, which reads from left to right in every language."""
    return [_flow(items), number and not any(w.has_right_to_left(item.words) for item in items)]


def _shares(cells: list[list[Items]], numbers: list[bool]) -> list[float]:
    """Relative widths of columns by how much stands in them; 0 for figures: as wide as they are."""
    shares: list[float] = []
    for column, number in enumerate(numbers):
        lengths = [sum(len(item.words) for item in row[column]) for row in cells[:200]]
        mean = sum(lengths) / len(lengths) if lengths else 1
        shares.append(0 if number else min(max(mean, 10.0), 80.0) ** 0.7)
    return shares
