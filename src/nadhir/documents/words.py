"""Words as strangers write them, made safe to set: hidden marks out, isolates kept whole, direction known.

Strings flow in, `Piece`s flow out. Directional embeddings and overrides (U+202A–202E) are taken out, since
they can turn a sentence over or make one name look like another; isolates (U+2066–2069) stay where they are
opened and closed properly, which is how our own phrase books write them, and are taken out where they stray.
NUL, other control characters and halves of surrogate pairs become U+FFFD. Characters for which no font is
shipped become a visible box where a writer asks for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from nadhir.doctrine.text import Language
from nadhir.documents.model import Digits, Direction

FSI, LRI, RLI, PDI = "\u2068", "\u2066", "\u2067", "\u2069"
REPLACEMENT, BOX = "\ufffd", "\u25a1"
RTL_LANGUAGES = frozenset(
    {"ar", "fa", "ur", "he", "ps", "sd", "ug", "dv", "yi", "ckb", "ku-arab", "syr", "arc"}
)

_OPENING = {FSI, LRI, RLI}
_ISOLATES = re.compile("[\u2066-\u2069]")
_MARKS = re.compile("[\u2066-\u2069\u200e\u200f\u061c]")
_OVERRIDES = re.compile("[\u202a-\u202e]")
# What neither XML nor a page can hold: controls except tab and newline, surrogates, noncharacters.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(slots=True)
class Found:
    """What had to be changed in a document's words, counted."""

    hidden: int = 0  # direction marks taken out
    impossible: int = 0  # characters that no file can hold
    unknown: set[str] = field(default_factory=set)  # characters without a font


@dataclass(frozen=True, slots=True)
class Piece:
    """Words without any control in them, or one mark that opens or closes an isolate or has a direction."""

    words: str
    kind: Literal["words", "mark"] = "words"


def clean(words: str, found: Found | None = None) -> str:
    """The words with what is listed in this module's docstring taken out or replaced; what was changed is
    counted in `found`."""
    if words.isascii() and words.isprintable():
        return words
    found = found if found is not None else Found()
    words, count = _OVERRIDES.subn("", words)
    found.hidden += count
    words, count = _IMPOSSIBLE.subn(REPLACEMENT, words.replace("\r\n", "\n").replace("\r", "\n"))
    found.impossible += count
    stray = _stray(words)
    if stray:
        found.hidden += len(stray)
        words = "".join(letter for place, letter in enumerate(words) if place not in stray)
    return words


def _stray(words: str) -> set[int]:
    """Where isolates stand that are opened and never closed, or closed and never opened."""
    open_: list[int] = []
    stray: set[int] = set()
    for match in _ISOLATES.finditer(words):
        if match[0] in _OPENING:
            open_.append(match.start())
        elif open_:
            open_.pop()
        else:
            stray.add(match.start())
    return stray | set(open_)


def pieces(words: str) -> Iterator[Piece]:
    """Clean words, cut at their isolates and direction marks."""
    start = 0
    for match in _MARKS.finditer(words):
        if match.start() > start:
            yield Piece(words[start : match.start()])
        yield Piece(match[0], "mark")
        start = match.end()
    if start < len(words):
        yield Piece(words[start:])


def without_marks(words: str) -> str:
    """Clean words without isolates, for places that hold plain strings only: names of files, metadata."""
    return _MARKS.sub("", words)


def direction(words: str, default: Direction = "ltr") -> Direction:
    """The direction of the first letter that has one (Unicode Bidirectional Algorithm, rule P2)."""
    for letter in words:
        kind = unicodedata.bidirectional(letter)
        if kind == "L":
            return "ltr"
        if kind in {"R", "AL"}:
            return "rtl"
    return default


def of_language(lang: str) -> Direction:
    """The direction that a language is written in."""
    tag = lang.lower().replace("_", "-")
    return "rtl" if tag in RTL_LANGUAGES or tag.split("-")[0] in RTL_LANGUAGES else "ltr"


def has_right_to_left(words: str) -> bool:
    """Whether a letter of a right-to-left script stands in the words."""
    return not words.isascii() and any(unicodedata.bidirectional(x) in {"R", "AL"} for x in words)


def digits(number: int, kind: Digits) -> str:
    """A counting number in the document's digits."""
    return str(number).translate(_EASTERN) if kind == "arabic" else str(number)


def comma(lang: Language) -> str:
    return "، " if lang == "ar" else ", "
