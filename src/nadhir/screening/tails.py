"""Phrases in two parts with some words between them: where the second part stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from nadhir.screening.normalise import SEPARATOR

_STOPS = re.compile("[.!?؟;؛]")
_MAX_GAP_WORDS = 4
_MAX_GAP_CHARACTERS = 60
_FEW = 8  # words that are sooner looked for than those of the text are told apart
_PARTS = re.compile(r"\w+(?:'\w+)*")


@dataclass(frozen=True, slots=True)
class Tails:
    """The second parts that may follow one first part: words to numbers of patterns."""

    patterns: Mapping[str, int]
    words: int  # of the longest
    firsts: frozenset[str]  # words they begin with

    @classmethod
    def of(cls, patterns: Mapping[str, int]) -> Tails:
        words = [_PARTS.findall(tail) for tail in patterns]
        return cls(patterns, max(map(len, words)), frozenset(one[0] for one in words if one))

    def after(self, text: str, end: int) -> tuple[int, tuple[int, int]] | None:
        """The pattern whose second part stands near `end`, in the same sentence, and where it stands."""
        window = text[end : end + _MAX_GAP_CHARACTERS].split(SEPARATOR, 1)[0]
        if len(self.firsts) < _FEW and not any(first in window for first in self.firsts):
            return None
        if self.firsts.isdisjoint(_PARTS.findall(window)) or _STOPS.match(window):
            return None
        found = list(islice(_PARTS.finditer(window), _MAX_GAP_WORDS + self.words + 1))
        for first, begin in enumerate(found[: _MAX_GAP_WORDS + 1]):
            for last in found[first : first + self.words]:
                pattern = self.patterns.get(window[begin.start() : last.end()])
                if pattern is not None:
                    return pattern, (end + begin.start(), end + last.end())
            if _STOPS.search(window, begin.end(), begin.end() + 2):
                return None
        return None
