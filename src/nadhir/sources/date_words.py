"""A sentence cut into the pieces a date is made of, with their place in the sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from nadhir.sources import months

Kind = Literal[
    "iso", "ymd", "dmy", "time", "number", "month", "weekday", "hijri", "relative_day", "word", "sign", "stop"
]


_WORDS = frozenset({"word", "relative_day", "month"})


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece; `value` is folded, `start` and `end` are offsets in the sentence as written."""

    kind: Kind
    value: str
    start: int
    end: int
    number: int = 0
    families: frozenset[str] = frozenset()

    def is_(self, *classes: str) -> bool:
        """Whether the piece is a word of one of these classes of `months`."""
        return self.kind in _WORDS and any(self.value in months.words_of(name) for name in classes)


_PIECES = re.compile(
    r"""
      (?P<iso>(?<![\d.-])\d{4}-\d{1,2}-\d{1,2}(?!\d)
          (?:[t\ ]\d{1,2}:\d{2}(?::\d{2}(?:[.]\d+)?)?(?:\s?z|\s?[+-]\d{2}:?\d{2})?)?)
    | (?P<ymd>(?<![\d/.-])\d{4}(?P<between>[/.])\d{1,2}(?P=between)\d{1,2}(?!\d))
    | (?P<dmy>(?<![\d/.-])\d{1,2}(?P<among>[/.-])\d{1,2}(?P=among)(?:\d{4}|\d{2})(?!\d))
    | (?P<time>\d{1,2}:\d{2}(?::\d{2}(?:[.]\d+)?)?(?:\s?(?:am|pm|z|utc|gmt)\b)?(?:\s?[+-]\d{2}:?\d{2})?)
    | (?P<number>\d+)(?:(?:st|nd|rd|th|ere|er|eme|e)(?![^\W\d_]))?
    | (?P<month>[وبلف]?(?:كانون|تشرين)\s+(?:ال)?(?:اول|ثاني)(?![^\W\d_]))
    | (?P<word>[^\W\d_]+)
    | (?P<stop>\n\s*\n)
    | (?P<sign>\S)
    """,
    re.VERBOSE,
)

_PREFIXES = frozenset("وبلف")  # and, in, for, so: written as one word with what follows


def cut(text: str) -> list[Piece]:
    """The pieces of `text` in order; what can be part of no date is a word of no class."""
    folded, places = _folded(text)
    pieces: list[Piece] = []
    for found in _PIECES.finditer(folded):
        start, end = places[found.start()], places[found.end() - 1] + 1
        if found.lastgroup in {"word", "month"}:
            pieces.extend(_worded(" ".join(found.group().split()), start, end))
        elif found.lastgroup == "number":
            digits = found.group("number")
            number = int(digits) if len(digits) <= 8 else -1
            pieces.append(Piece("number", digits, start, end, number))
        else:
            kind: Kind = found.lastgroup  # type: ignore[assignment]  # the groups are named after the kinds
            pieces.append(Piece(kind, found.group(), start, end))
    return pieces


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The folded text and, for each of its characters, the offset in `text`."""
    if months.UNWRITTEN.search(text) is None:
        return text.translate(months.FOLDING), range(len(text))
    kept = [at for at, sign in enumerate(text) if not months.UNWRITTEN.match(sign)]
    return "".join(text[at] for at in kept).translate(months.FOLDING), kept


def _worded(value: str, start: int, end: int) -> list[Piece]:
    names = months.month_names()
    if value in names:
        number, families = names[value]
        return [Piece("month", value, start, end, number, families)]
    if value[0] in _PREFIXES and value[1:] in names and len(value) > 3:
        number, families = names[value[1:]]
        month = Piece("month", value[1:], start + 1, end, number, families)
        # "and" is a piece of its own; "in" and "for" say nothing about the date.
        return [Piece("word", "و", start, start + 1), month] if value[0] == "و" else [month]
    if value in months.weekdays():
        return [Piece("weekday", value, start, end, months.weekdays()[value])]
    if value in months.hijri_months():
        return [Piece("hijri", value, start, end)]
    if value in months.words_of("yesterday") or value in months.words_of("today"):
        return [Piece("relative_day", value, start, end)]
    return [Piece("word", value, start, end)]
