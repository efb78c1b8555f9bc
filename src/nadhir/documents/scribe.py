"""Reads a document out to whoever writes it: words in its language, cleaned; notes numbered as they come.

One scribe serves one writing. A writer asks it for flows in the order of the pages and gets `Item`s; what
had to be changed in the words, it can ask for at the end (`remarks`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nadhir.doctrine.phrases import Phrasebook, phrasebook
from nadhir.doctrine.text import Text
from nadhir.documents import words as w
from nadhir.documents.model import (
    Cite,
    Direction,
    Document,
    Flow,
    Heading,
    Inline,
    Isolate,
    Link,
    Note,
    Style,
    Table,
    Words,
)
from nadhir.errors import DocumentError

LARGEST = 20_000_000  # characters
DEEPEST = 4  # level of headings
_LINKED = re.compile(r"(https?://|mailto:)[^\s<>\"]+$")


@dataclass(frozen=True, slots=True)
class Item:
    """The smallest thing a writer writes: words in one style, a mark of direction, or a note's number.

    `lang` is empty where the words are of the language around them; `first` is true where the note's own
    words belong (they are `Scribe.notes[note - 1]`).
    """

    kind: Literal["words", "mark", "note"]
    words: str = ""
    style: Style = "plain"
    lang: str = ""
    url: str = ""
    note: int = 0
    first: bool = False


Items = tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class NumberedNote:
    number: int
    items: Items
    lang: str


class Scribe:
    """See the module. `unknown` matches characters to be replaced by a box.

    Raises:
        DocumentError: the document has no title or no content.
    """

    def __init__(self, document: Document, *, unknown: re.Pattern[str] | None = None) -> None:
        self.document = document
        self.lang = document.lang
        self.direction = w.of_language(document.lang)
        self.notes: list[NumberedNote] = []
        self.found = w.Found()
        self._book: Phrasebook = phrasebook("nadhir.documents")
        self._numbers: dict[str, tuple[int, Note]] = {}
        self._unknown = unknown
        self._in_note = ""
        self._size = 0
        if not document.blocks:
            raise DocumentError("document.empty")
        if not self.words(document.title).strip():
            raise DocumentError("document.untitled")

    def say(self, code: str, **params: object) -> str:
        """A phrase of ours in the document's language."""
        return self._book.say(code, self.lang, **params)

    def around(self, code: str) -> list[str]:
        """A phrase cut at its parameters: what stands before, between and after them."""
        return re.split(r"\{\w+\}", self._book.text(code).in_(self.lang))

    def words(self, words: Words) -> str:
        """Words of the document's language, cleaned.

        Raises:
            DocumentError: the document grew beyond what can be set.
        """
        said = w.clean(words.in_(self.lang) if isinstance(words, Text) else words, self.found)
        self._size += len(said)
        if self._size > LARGEST:
            raise DocumentError("document.too_large", size=self._size, limit=LARGEST)
        return self._unknown.sub(self._boxed, said) if self._unknown else said

    def plain(self, words: Words) -> str:
        """The same on one line without any mark, for metadata."""
        return " ".join(w.without_marks(self.words(words)).split())

    def flow(self, flow: Flow) -> Items:
        """The items of a flow; notes get their numbers.

        Raises:
            DocumentError: a note within a note, or one key with two texts.
        """
        runs: tuple[Inline, ...] = flow if isinstance(flow, tuple) else (flow,)
        return tuple(item for run in runs for item in self._items(run))

    def heading(self, block: Heading) -> tuple[str, int]:
        """A heading's words and level.

        Raises:
            DocumentError: the level is not one of the four.
        """
        if not 1 <= block.level <= DEEPEST:
            raise DocumentError("document.heading_level", level=block.level)
        return self.words(block.words), block.level

    def remarks(self) -> list[str]:
        """What had to be changed in the words, in sentences of the document's language."""
        counts = {
            "remark.hidden": self.found.hidden,
            "remark.impossible": self.found.impossible,
            "remark.unknown": len(self.found.unknown),
        }
        return [self.say(code, count=count) for code, count in counts.items() if count]

    def digits(self, number: int) -> str:
        return w.digits(number, self.document.digits)

    def _items(self, run: Inline) -> Iterator[Item]:
        if isinstance(run, (str, Text)):
            yield from self._plain(run)
        elif isinstance(run, Cite):
            yield self._note(run.note)
        elif isinstance(run, Link):
            target = run.url.strip()
            shown = run.words if self.plain(run.words) else target
            linked = target if _LINKED.match(target) else ""
            if isinstance(shown, str) and shown.strip() == target:
                yield from self._isolated(shown, "", "plain", linked)
            else:
                yield from self._plain(shown, url=linked)
        elif isinstance(run, Isolate):
            yield from self._isolated(run.words, run.lang, run.style)
        elif run.style in {"code", "number"}:
            yield from self._isolated(run.words, "", run.style)
        else:
            yield from self._plain(run.words, run.style)

    def _plain(self, words: Words, style: Style = "plain", lang: str = "", url: str = "") -> Iterator[Item]:
        for piece in w.pieces(self.words(words)):
            if piece.kind == "mark":
                yield Item("mark", piece.words)
            else:
                yield Item("words", piece.words, style, lang, url)

    def _isolated(self, words: Words, lang: str, style: Style, url: str = "") -> Iterator[Item]:
        inner = tuple(self._plain(words, style, lang, url))
        if inner:
            text = "".join(item.words for item in inner)
            turned = w.direction(text, w.of_language(lang) if lang else "ltr") == "rtl"
            yield Item("mark", w.RLI if turned else w.LRI)
            yield from inner
            yield Item("mark", w.PDI)

    def _note(self, note: Note) -> Item:
        if self._in_note:
            raise DocumentError("document.note_in_note", key=self._in_note)
        if note.key in self._numbers:
            number, known = self._numbers[note.key]
            if known is not note and known != note:
                raise DocumentError("document.note_twice", key=note.key)
            return Item("note", note=number)
        number = len(self.notes) + 1
        self._numbers[note.key] = (number, note)
        self._in_note = note.key
        self.notes.append(NumberedNote(number, self.flow(note.words), note.lang))
        self._in_note = ""
        return Item("note", note=number, first=True)

    def _boxed(self, match: re.Match[str]) -> str:
        self.found.unknown.add(match[0])
        return "" if unicodedata.category(match[0]).startswith("M") else w.BOX


def rows(table: Table) -> tuple[tuple[Flow, ...], ...]:
    """A table's rows, each as long as its header.

    Raises:
        DocumentError: one is not.
    """
    columns = len(table.header)
    for number, row in enumerate(table.rows, 1):
        if len(row) != columns:
            raise DocumentError("document.table_uneven", row=number, cells=len(row), columns=columns)
    if not columns or (table.kinds and len(table.kinds) != columns):
        raise DocumentError("document.table_uneven", row=0, cells=len(table.kinds), columns=columns)
    return table.rows


def quote_direction(said: Items, lang: str, default: Direction) -> Direction:
    """The direction of a quotation: of its language, else of its first letter."""
    if lang:
        return w.of_language(lang)
    return w.direction("".join(item.words for item in said if item.kind == "words"), default)
