"""Two versions of a text beside each other: what stayed, what went, what came, by paragraph and word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# Pairs of words, or else of paragraphs, that are looked at: the time grows with them, about a second for all.
MOST = 4_000_000

_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: in both versions (`same`), only in the older (`gone`) or in the newer (`new`)."""

    kind: Literal["same", "gone", "new"]
    text: str


def compared(older: str, newer: str) -> list[Piece]:
    """The pieces of both versions in order. Joined, all but what went is the newer text, and all but what
    came the older. What both begin and end with is the same; between, word is compared with word, in longer
    texts paragraph with paragraph, and where even that is too much, one whole with the other."""
    head, before, after, tail = _trimmed(_WORDS.findall(older), _WORDS.findall(newer))
    if len(before) * len(after) > MOST:
        before = "".join(before).splitlines(keepends=True)
        after = "".join(after).splitlines(keepends=True)
    if len(before) * len(after) > MOST:
        before, after = ["".join(before)], ["".join(after)]
    pieces = [Piece("same", head)] if head else []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(before[a:b])))
            continue
        if b > a:
            pieces.append(Piece("gone", "".join(before[a:b])))
        if d > c:
            pieces.append(Piece("new", "".join(after[c:d])))
    if tail:
        pieces.append(Piece("same", tail))
    return pieces


def _trimmed(before: list[str], after: list[str]) -> tuple[str, list[str], list[str], str]:
    """What both begin with, what is between in either, and what both end with."""
    first, shorter = 0, min(len(before), len(after))
    while first < shorter and before[first] == after[first]:
        first += 1
    last = 0
    while last < shorter - first and before[-1 - last] == after[-1 - last]:
        last += 1
    between = (before[first : len(before) - last], after[first : len(after) - last])
    return "".join(before[:first]), *between, "".join(before[len(before) - last :])
