"""What the model sees of a text: hashed words, pairs of words and pieces of two to five characters.

Folded texts go in (`columns.Texts`). Out come, for each position of the flat array, the slots of the pieces
that begin there, and for each word its slot and that of the pair with the next one; `weights` adds up the
weights at these slots, `train` makes a sparse matrix of them: the same slots for both. Hashing cannot be
undone, and a slot holds whatever falls into it (feature hashing, Weinberger et al. 2009).

Before hashing, a character repeated three times or more is written twice, digits are all the same, and three
things are read as blanks: addresses, user names, and the words that a caller wants hidden. Blanks hash to
nothing, so they have no weight, but a piece knows whether it begins or ends a word.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nadhir.screening.model.columns import GAP, Texts, counted_up

LENGTHS = (2, 3, 4, 5)
"""Lengths of the pieces. The gap between texts keeps the longest from reading two of them."""

# Odd constants of well mixed bits: the golden ratio, and multipliers after Steele & Vigna (2021).
_LETTER = np.uint32(0x9E3779B1)
_STEP = np.uint32(0x915F77F5)
_SALTS = (np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35), np.uint32(0x27D4EB2F), np.uint32(0x165667B1))
_WORD_LETTER = np.uint64(0x9E3779B97F4A7C15)
_WORD_STEP = 0xD1342543DE82EF95
_WORD_SALT = np.uint64(0xAF251AF3B0F025B5)
_NEXT = np.uint64(0xF1357AEA2E62A9C5)
_PAIR_SALT = np.uint64(0xDA942042E4DD58B5)

# A character as it is read: 0 is a blank; the high bits say what words it may stand in.
_NOT_READ = np.uint32(0xFFFFFFFF)
_IN_WORD, _PICTURE = 1 << 24, 2 << 24
_KIND = np.uint32(24)
_ADDRESSES = ("@", "http", "www.")


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The slots of a batch of texts; slot 0 means nothing.

    `characters`, int64[lengths, positions]: the slots of the pieces that begin at each position.
    `words`, int64[2, words + 1]: those of each word, and of its pair with the word after it; the last
    column is nothing and stands for texts without words.
    `positions` and `word_numbers`, int64[texts + 1]: which positions and words are whose.
    `letters` and `spoken`, float32[texts]: how many characters and words that are not blank a text has.
    """

    characters: NDArray[np.int64]
    words: NDArray[np.int64]
    positions: NDArray[np.int64]
    word_numbers: NDArray[np.int64]
    letters: NDArray[np.float32]
    spoken: NDArray[np.float32]


class Hidden:
    """Words, and pairs of words, that the model is not to see; only their hashes are kept."""

    def __init__(self, words: NDArray[np.uint64], pairs: NDArray[np.uint64]) -> None:
        """`words` and `pairs`: hashes in ascending order, as `of` makes them."""
        self.words, self.pairs = words, pairs
        self._maybe = np.zeros(1 << 20, bool)  # spares most words the search
        self._maybe[_high(np.concatenate((words, pairs)))] = True

    @classmethod
    def of(cls, terms: Iterable[str]) -> Hidden:
        """The folded `terms` of one or two words; longer ones are left to be seen."""
        points, bounds = _read(Texts.of(sorted(set(terms))))
        starts, _, hashes = _words(points)
        firsts = np.searchsorted(starts, bounds[:-1])
        counts = np.diff(np.searchsorted(starts, bounds))
        return cls(np.unique(hashes[firsts[counts == 1]]), np.unique(_paired(hashes)[firsts[counts == 2]]))

    def among(self, hashes: NDArray[np.uint64], lasts: NDArray[np.int64]) -> NDArray[np.int64]:
        """The numbers of the words that are to be hidden, ascending; `lasts` end texts and begin no pair."""
        paired = _paired(hashes)
        paired[lasts] = 0
        pairs = self._found(paired, self.pairs)
        return np.unique(np.concatenate((self._found(hashes, self.words), pairs, pairs + 1)))

    def _found(self, hashes: NDArray[np.uint64], known: NDArray[np.uint64]) -> NDArray[np.int64]:
        maybe = np.flatnonzero(self._maybe[_high(hashes)])
        sought = hashes[maybe]
        places = np.searchsorted(known[:-1], sought)
        return maybe[known[places] == sought] if len(known) else maybe[:0]


def pieces(texts: Texts, bits: int, hidden: Hidden) -> Pieces:
    """The slots, `2 ** bits` of them (32 bits at most), of all texts.

    For speed, hand in parts that fit the processor's cache (`Texts.parts`).
    """
    points, bounds = _read(texts)
    starts, ends, hashes = _words(points)
    positions = bounds - GAP
    word_numbers = np.searchsorted(starts, positions)
    unseen = hidden.among(hashes, word_numbers[1:][word_numbers[1:] > 0] - 1)
    _blank(points, starts[unseen], ends[unseen])
    return Pieces(
        characters=_character_slots(points, bits),
        words=_word_slots(hashes, unseen, word_numbers, bits),
        positions=positions,
        word_numbers=word_numbers,
        letters=np.add.reduceat(points != 0, positions, dtype=np.float32)[:-1],
        spoken=np.diff(word_numbers - np.searchsorted(unseen, word_numbers)).astype(np.float32),
    )


def _read(texts: Texts) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The characters as the model reads them, and the bounds of the texts among them."""
    readings, bounds = _readings(), texts.bounds
    points = readings.take(texts.points)
    unknown = points == _NOT_READ
    if unknown.any():
        new = np.unique(texts.points[unknown])
        readings[new] = [_reading(chr(point)) for point in new.tolist()]
        points = readings.take(texts.points)
    same = points[1:] == points[:-1]
    squeezed = same[1:] & same[:-1]
    squeezed &= points[2:] != 0
    if squeezed.any():
        kept = np.concatenate(([True, True], ~squeezed))
        lengths = np.add.reduceat(kept, bounds[:-1], dtype=np.int64)
        bounds = np.concatenate(([0], np.cumsum(lengths))) + GAP
        points = points[kept]
    _blank_addresses(points)
    return points, bounds


@functools.cache
def _readings() -> NDArray[np.uint32]:
    """How each code point is read; filled with the code points that are met."""
    return np.full(0x110000, _NOT_READ, np.uint32)


def _reading(char: str) -> int:
    category = unicodedata.category(char)
    if char.isspace() or category[0] == "C":
        return 0
    if category[0] == "N":
        return ord("0") | _IN_WORD
    if category[0] in "LM" or char == "_":
        return ord(char) | _IN_WORD
    return ord(char) | (_PICTURE if category in ("So", "Sk") else 0)


def _blank_addresses(points: NDArray[np.uint32]) -> None:
    """Blanks what begins like a web address or a user name, up to the next blank."""
    said = points != 0
    starts = np.flatnonzero(said[1:] > said[:-1]) + 1
    found = np.zeros(len(starts), bool)
    for beginning in _ADDRESSES:
        at = np.flatnonzero(points[starts] == _reading(beginning[0]))
        for number, char in enumerate(beginning[1:], 1):
            at = at[points[starts[at] + number] == _reading(char)]
        found[at] = True
    if found.any():
        ends = np.flatnonzero(said[1:] < said[:-1]) + 1
        _blank(points, starts[found], ends[found])


def _blank(points: NDArray[np.uint32], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> None:
    widths = ends - starts
    points[np.repeat(starts, widths) + counted_up(widths)] = 0


def _words(
    points: NDArray[np.uint32],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64]]:
    """Where words begin and end, and their hashes: a polynomial in the step, whatever their place."""
    kinds = (points >> _KIND).astype(np.uint8)
    before, after = kinds[:-1], kinds[1:]
    turns = before != after
    starts = np.flatnonzero(turns & (after != 0)) + 1
    ends = np.flatnonzero(turns & (before != 0)) + 1
    powers, inverses = _powers(1 << len(points).bit_length())
    terms = points * _WORD_LETTER
    terms *= powers[: len(points)]
    sums = np.add.reduceat(terms, np.stack((starts, ends), 1).reshape(-1))[::2] if len(starts) else terms[:0]
    return starts, ends, sums * inverses[starts]


@functools.cache
def _powers(count: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The powers of the step and of its inverse, modulo 2 ** 64."""
    both = np.array([_WORD_STEP, pow(_WORD_STEP, -1, 1 << 64)], np.uint64)
    steps = np.repeat(both[:, None], count, axis=1)
    steps[:, 0] = 1
    powers, inverses = np.multiply.accumulate(steps, axis=1)
    return powers, inverses


def _paired(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The hash of each word and the next; that of the last is never asked for, and is nothing."""
    pairs = np.zeros_like(hashes)
    pairs[:-1] = hashes[:-1] * _NEXT + hashes[1:]
    return pairs


def _high(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    return (hashes >> np.uint64(44)).astype(np.int64)


def _character_slots(points: NDArray[np.uint32], bits: int) -> NDArray[np.int64]:
    count, shift = len(points) - GAP, np.uint32(32 - bits)
    letters = points * _LETTER
    slots = np.empty((len(LENGTHS), count), np.int64)
    rolling = letters[:count]
    for length in range(2, LENGTHS[-1] + 1):
        rolling = rolling * _STEP + letters[length - 1 : length - 1 + count]
        row = length - LENGTHS[0]
        np.right_shift(rolling * _SALTS[row], shift, out=slots[row])
    return slots


def _word_slots(
    hashes: NDArray[np.uint64], unseen: NDArray[np.int64], word_numbers: NDArray[np.int64], bits: int
) -> NDArray[np.int64]:
    """Slots of words and pairs. Hidden words are left out: a pair may stand around them, in one text."""
    slots = np.zeros((2, len(hashes) + 1), np.int64)
    if not len(hashes):
        return slots
    shift = np.uint64(64 - bits)
    seen = np.delete(np.arange(len(hashes)), unseen)
    pairs = _paired(hashes[seen])
    lasts = np.searchsorted(seen, word_numbers[1:]) - 1
    slots[0, seen] = hashes[seen] * _WORD_SALT >> shift
    slots[1, seen] = pairs * _PAIR_SALT >> shift
    slots[1, seen[lasts[lasts >= 0]]] = 0
    return slots
