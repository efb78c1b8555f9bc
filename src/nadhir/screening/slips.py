"""Words spelt wrongly by mistake, read back: two letters exchanged, one left out, the space between two words
left out, or one word torn into two.

Only words that are no ordinary ones are looked at (see `ordinary.py`), and only words of a lexicon are read
into them. Works on folded text.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence, Set
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt

from nadhir.screening.ordinary import Ordinary

Positions = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_SHORT, _LONG, _LONGEST = 2, 4, 24
_PIECES = 4  # at most so many words are read into one
_REMEMBERED = 20_000  # readings
_WORDS_REMEMBERED = 50_000


class Slips:
    """Reads misspelt words back: `vocabulary` are the words worth seeing, `parts` those that may stand
    beside one of them where a space was left out, `ordinary` the words that are spelt as they should be;
    `compounds`: whether the language writes words together itself; `sound`: a key of words that sound alike,
    for a language in which everybody spells as it sounds."""

    def __init__(
        self,
        vocabulary: Set[str],
        parts: Set[str],
        ordinary: Ordinary,
        *,
        compounds: bool = False,
        sound: Callable[[str], str] | None = None,
    ) -> None:
        self._vocabulary, self._parts, self._ordinary = vocabulary, parts, ordinary
        self._pieces = 2 if compounds else _PIECES
        self._sound = sound
        self._read: dict[str, str | None] = {}
        self._met: tuple[set[str], set[str]] = set(), set()  # known and unknown words

    def __call__(self, word: str) -> str | None:
        """What a folded word stands for; None where it stands for itself."""
        if word in self._read:
            return self._read[word]
        if len(self._read) > _REMEMBERED:
            self._read.clear()
        unknown = word in self._met[1] or self.unknown([word])
        reading = self._read[word] = self._reading(word) if unknown else None
        return reading

    def unknown(self, words: Sequence[str]) -> Set[str]:
        """Which of the words are neither in the lexicon nor ordinary."""
        known, unknown = self._met
        distinct = set(words)
        fresh = distinct - known - unknown
        if fresh and len(known) + len(unknown) + len(fresh) > _WORDS_REMEMBERED:
            known, unknown = self._met = set(), set()
            fresh = distinct
        if fresh:
            strange = fresh - self._vocabulary - self._parts
            strange -= self._ordinary.among(strange)
            unknown |= strange
            known |= fresh - strange
        return distinct & unknown

    def is_torn(self, whole: str) -> bool:
        """Whether two pieces side by side, not both known, are one word torn apart."""
        return len(whole) > _LONG and whole in self._vocabulary

    def _reading(self, word: str) -> str | None:
        return self._alike(word) or self._turned(word) or self._parted(word) or self._completed(word)

    def _alike(self, word: str) -> str | None:
        """A word that sounds alike; of several that which looks most like it."""
        if self._sound is None:
            return None
        alike = self._by_sound.get(self._sound(word), ())
        return max(alike, key=lambda one: (SequenceMatcher(None, one, word).ratio(), one), default=None)

    def _turned(self, word: str) -> str | None:
        """Two letters exchanged, not the first."""
        if "".join(sorted(word)) not in self._signatures:
            return None
        for place in range(1, len(word) - 1):
            turned = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
            if turned in self._vocabulary:
                return turned
        return None

    def _parted(self, word: str) -> str | None:
        """Words written as one, one of them at least a word worth seeing: the fewest, the first as long as
        can be."""
        best: dict[int, tuple[str, ...]] = {len(word): ()}
        for start in range(len(word) - _SHORT, -1, -1):
            for end in range(len(word), start, -1):
                rest = best.get(end)
                piece = word[start:end]
                if rest is None or len(rest) + 1 > self._pieces or not self._may_stand(piece):
                    continue
                if start not in best or len(rest) + 1 < len(best[start]):
                    best[start] = (piece, *rest)
        found = best.get(0, ())
        seen = len(found) > 1 and any(len(one) >= _LONG and one in self._vocabulary for one in found)
        return " ".join(found) if seen else None

    def _may_stand(self, beside: str) -> bool:
        if len(beside) < _LONG:
            return beside in self._parts or (len(beside) == _LONG - 1 and beside in self._vocabulary)
        return beside in self._vocabulary or beside in self._parts or beside in self._ordinary

    def _completed(self, word: str) -> str | None:
        """A letter left out, not the first: of several that fit, that nearest to the beginning."""
        letters = _LATIN if word.isascii() else set(word)
        half = len(word) // 2
        beginnings, ends = self._halves
        found: list[tuple[int, str]] = []
        for whole in (
            *beginnings.get((len(word), word[:half]), ()),
            *ends.get((len(word), word[half:]), ()),
        ):
            place = _left_out(whole, word)
            if place is not None and whole[place] in letters:
                found.append((place, whole))
        return min(found)[1] if found else None

    @functools.cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        if self._sound is not None:
            for word in self._vocabulary | self._parts:
                if len(word) >= _LONG and word.isascii():
                    found.setdefault(self._sound(word), []).append(word)
        return found

    @functools.cached_property
    def _signatures(self) -> frozenset[str]:
        """The words worth seeing with their letters in the order of the alphabet."""
        return frozenset("".join(sorted(word)) for word in self._vocabulary)

    @functools.cached_property
    def _halves(self) -> tuple[dict[tuple[int, str], list[str]], dict[tuple[int, str], list[str]]]:
        """The words worth seeing by how long they are with a letter left out, and the half of them that is
        whole then: where the letter is missing after it, and before it."""
        beginnings: dict[tuple[int, str], list[str]] = {}
        ends: dict[tuple[int, str], list[str]] = {}
        for word in self._vocabulary:
            left = len(word) - 1
            beginnings.setdefault((left, word[: left // 2]), []).append(word)
            ends.setdefault((left, word[left // 2 + 1 :]), []).append(word)
        return beginnings, ends


def _left_out(whole: str, word: str) -> int | None:
    """The first place, not the beginning, whose letter `word` lacks; None where it lacks another."""
    for place in range(1, len(whole)):
        if whole[place - 1] != word[place - 1]:
            return None
        if whole[place + 1 :] == word[place:]:
            return place
    return None


def misspelt(
    folded: str, words: Sequence[str], starts: Positions, ends: Positions, alone: Flags, slip: Slips
) -> Iterator[tuple[int, int, str]]:
    """Words that are no ordinary ones and stand for others, alone or with the piece beside them: from, to
    (exclusive) and the words, in any order. `words` are all letters in a row, `starts` and `ends` where they
    stand, and `alone` whether they are whole words, and no name, hashtag or part of an address."""
    unknown = slip.unknown(words)
    if not unknown:
        return
    looked = -1
    for number in [number for number, word in enumerate(words) if word in unknown]:
        word = words[number]
        for first in (number - 1, number):
            if looked < first < len(words) - 1 and first >= 0:
                looked = first
                whole = words[first] + words[first + 1]
                if slip.is_torn(whole):
                    start, end = int(starts[first]), int(ends[first + 1])
                    if end - start == len(whole) + 1 and folded[ends[first]] == " ":
                        yield start, end, whole
        if _LONG <= len(word) <= _LONGEST and alone[number]:
            reading = slip(word)
            if reading is not None:
                yield int(starts[number]), int(ends[number]), reading
