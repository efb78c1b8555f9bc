"""What a document is: blocks of runs of words, the same for PDF, Word and plain text.

Records of the shell flow in as these dataclasses; `pdf`, `word` and `text` make bytes of them. Nothing here
knows how a page looks. Words are a `str` or a `Text` of the three languages; the document's language picks.
Markup does not exist: whatever a string holds is printed as it stands.

A *flow* is what stands in a paragraph, a cell or a caption: bare words, a run, or a tuple of runs.

    Paragraph(("The mayor said so", Cite(Note("radio", "Radio Zamani, 4 May.")), " on ", Run("4 May")))
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from nadhir.doctrine.text import Language, Text

Words: TypeAlias = str | Text
Style = Literal["plain", "strong", "emphasis", "code", "number"]
Direction = Literal["ltr", "rtl"]
ColumnKind = Literal["words", "number"]
NoticeKind = Literal["caution", "dissent", "withheld"]
Digits = Literal["latin", "arabic"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words of the document's own language. "code" is for hashes and identifiers, "number" for a figure
    that reads from left to right whatever stands around it."""

    words: Words
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class Isolate:
    """Words that do not belong to the sentence's language or direction: names, titles, terms, quotations.

    `lang` is a language tag where it is known ("am", "my", "ar"). The direction is that of the first letter.
    """

    words: Words
    lang: str = ""
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address. Addresses other than http, https and mailto are printed, not linked."""

    words: Words
    url: str


@dataclass(frozen=True, slots=True)
class Note:
    """The words of a footnote. Two citations with the same `key` are one note with one number.

    `lang` is the language of the note's own words, where it is not the document's.
    """

    key: str
    words: Flow
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Cite:
    """The place in a text that a note belongs to."""

    note: Note


Inline: TypeAlias = Words | Run | Isolate | Link | Cite
Flow: TypeAlias = Inline | tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4; it stands in the contents and the bookmarks."""

    words: Words
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    flow: Flow


@dataclass(frozen=True, slots=True)
class ListBlock:
    """Points, or numbered steps where `ordered`."""

    items: tuple[Flow, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its header stands again on every page. `kinds` has one entry per column ("words" where it is
    empty): figures stand at the end of their cell. `shares` are relative widths of the columns."""

    header: tuple[Flow, ...]
    rows: tuple[tuple[Flow, ...], ...]
    kinds: tuple[ColumnKind, ...] = ()
    caption: Flow = ""
    shares: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart or map: SVG as `nadhir.documents.charts` draws it, with words for those who do not see it.

    `width` is a share of the text's width, between 0 and 1.
    """

    svg: str | bytes
    caption: Flow
    alternative: Words
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of somebody else, in their own language and direction, with where they come from."""

    flow: Flow
    lang: str = ""
    direction: Direction | None = None
    source: Flow = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be seen before reading on: a caution, a dissenting view, something withheld."""

    kind: NoticeKind
    flow: Flow
    title: Words = ""


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Names of facts with their values, one below the other."""

    pairs: tuple[tuple[Flow, Flow], ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The list of headings with their pages, down to `depth`."""

    title: Words = ""
    depth: int = 2


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block begins a page."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One who signs: name, in what capacity, and when as written; a line to sign on where `when` is empty."""

    name: Words
    role: Words = ""
    when: Words = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    entries: tuple[Signature, ...]


Block: TypeAlias = (
    Heading
    | Paragraph
    | ListBlock
    | Table
    | Figure
    | Quote
    | Notice
    | KeyValues
    | Contents
    | PageBreak
    | Signatures
)


@dataclass(frozen=True, slots=True)
class Meta:
    """What the file says about itself: who made it, its own number, words to find it by.

    `reference` also stands at the foot of every page.
    """

    author: Words = ""
    reference: str = ""
    keywords: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document.

    `marking` stands on every page (the TLP line). `date` is printed under the title, and is the creation date
    of the file, so that the same document gives the same bytes. `digits` are those of page and note numbers.
    """

    title: Words
    lang: Language
    date: date
    blocks: tuple[Block, ...]
    subtitle: Words = ""
    marking: Words = ""
    meta: Meta = Meta()
    digits: Digits = "latin"
