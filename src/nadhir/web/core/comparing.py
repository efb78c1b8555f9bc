"""Two versions of a text beside each other: what stayed, what went, what came, by paragraph and word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

MOST = 40_000  # letters compared word by word; longer texts are compared by paragraphs

_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: in both versions (`same`), only in the older (`gone`) or in the newer (`new`)."""

    kind: Literal["same", "gone", "new"]
    text: str


def compared(older: str, newer: str) -> list[Piece]:
    """The pieces of both versions in order. Joined, all but what went is the newer text, and all but what
    came the older."""
    if len(older) + len(newer) <= MOST:
        before, after = _WORDS.findall(older), _WORDS.findall(newer)
    else:
        before, after = older.splitlines(keepends=True), newer.splitlines(keepends=True)
    pieces: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(before[a:b])))
            continue
        if b > a:
            pieces.append(Piece("gone", "".join(before[a:b])))
        if d > c:
            pieces.append(Piece("new", "".join(after[c:d])))
    return pieces
