"""Disguised spellings read back: v3rmin, veeermin, v e r m i n, ver-min, and letters of another alphabet.

A disguise is lifted only where a word of the lexicons appears underneath; everything else stays as it is,
so that numbers, names and laughter are not turned into words. Slips, two letters exchanged, one left out or
the space between two words, are read back only in words that are not ordinary ones. Works on folded text
and carries the offsets along.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence, Set

import numpy as np
import numpy.typing as npt

from nadhir.screening.normalise import SEPARATOR, code_points
from nadhir.screening.ordinary import Ordinary

_LEET = str.maketrans("013457@$!|€", "oieastasiie")
_LEET_L = str.maketrans("013457@$!|€", "oleastasile")
_LOOKALIKES = str.maketrans("аеорсухіјѕкмтнвαορικντυ", "aeopcyxijskmthbaopikntu")
_DIGIT_LETTERS = str.maketrans({"2": "ء", "3": "ع", "5": "خ", "6": "ط", "7": "ح", "8": "ق", "9": "ص"})

# Single letters in a row: three or more.
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][ \-_*·]){2,}[^\W\d_](?![^\W_])")
_ENDS = frozenset(" \n\"'«»,;()[]،؛؟?" + SEPARATOR)
_RUN = re.compile(r"([^\W\d_])\1{2,}")
_LONGEST = 60  # characters of a word looked at
_SPACES = re.compile(r"[ \n]{2,}")
_PIECES = re.compile(r"[^\W\d_]+")


def _readings(token: str) -> list[str]:
    """What a disguised token may stand for, most faithful first."""
    plain = re.sub(r"[.\-_*· ]", "", token)
    found = [plain]
    for table in (_LEET, _LEET_L, _LOOKALIKES, _DIGIT_LETTERS):
        changed = plain.translate(table)
        if changed != plain:
            found.append(changed)
    for reading in tuple(found):
        if _RUN.search(reading):
            found += [_RUN.sub(r"\1\1", reading), _RUN.sub(r"\1", reading)]
    return found


def _unmasked(token: str, known: Callable[[str], bool]) -> str | None:
    bare = token.rstrip(".!?*-|")
    for candidate in (bare, token):
        for reading in _readings(candidate):
            if reading != candidate and known(reading):
                return reading + token[len(candidate) :]
    return None


def _suspicious(folded: str) -> list[int]:
    """What is worth a second look: a letter three times, a figure or sign inside a word or before it, two
    alphabets in one; where each begins."""
    codes = code_points(folded)
    if len(codes) < 3:
        return []
    kinds = _kinds()[np.minimum(codes, 0xFFFF)]
    letter, sign = kinds & _LETTER != 0, kinds & _SIGN != 0
    first, second, third = slice(None, -2), slice(1, -1), slice(2, None)
    found = letter[first] & (codes[first] == codes[second]) & (codes[second] == codes[third])
    found |= letter[first] & sign[second] & letter[third]
    begins = np.append(True, kinds[:-1] & (_LETTER | _FIGURE) == 0)
    found |= (begins & (kinds & _OPENING != 0))[first] & letter[second] & letter[third]
    latin, other = kinds & _SMALL_LATIN != 0, kinds & _LOOKALIKE != 0
    found |= ((latin[:-1] & other[1:]) | (other[:-1] & latin[1:]))[:-1]
    places: list[int] = np.flatnonzero(found).tolist()
    return places


_LETTER, _FIGURE, _SIGN, _OPENING, _SMALL_LATIN, _LOOKALIKE = (1 << bit for bit in range(6))


@functools.cache
def _kinds() -> npt.NDArray[np.uint8]:
    table = np.zeros(0x10000, np.uint8)
    for point in range(0x10000):
        char = chr(point)
        if char.isalpha():
            table[point] |= _LETTER
        elif char.isalnum():
            table[point] |= _FIGURE
    for signs, kind in (("0123456789@$!|€*.-", _SIGN), ("0123456789@$", _OPENING)):
        table[[ord(char) for char in signs]] |= kind
    table[ord("a") : ord("z") + 1] |= _SMALL_LATIN
    table[0x370:0x500] |= _LOOKALIKE
    return table


def _tokens(folded: str) -> Iterator[tuple[int, int]]:
    """Where the suspicious words of a text begin and end."""
    done = 0
    for place in _suspicious(folded):
        start, end = place, place + 1
        if start < done:
            continue
        while start > done and folded[start - 1] not in _ENDS and end - start < _LONGEST:
            start -= 1
        while end < len(folded) and folded[end] not in _ENDS and end - start < _LONGEST:
            end += 1
        yield start, end
        done = end


def unmask(
    folded: str,
    offsets: Sequence[int],
    known: Callable[[str], bool],
    slip: Slips | None = None,
) -> tuple[str, Sequence[int]]:
    """The folded text with disguised words and wide gaps read plainly, and the offsets that go with it.

    `known` decides whether a reading is a word worth seeing; `slip` gives the reading of a word that may be
    misspelt, see `Slips`.
    """
    edits = edits_of(folded, known, slip)
    return (edited(folded, edits), offsets_of(offsets, edits)) if edits else (folded, offsets)


def _closed_up(match: re.Match[str], known: Callable[[str], bool]) -> tuple[int, int, str] | None:
    """Single letters read as a word; a one-letter word may stand before it or after it."""
    start, end = match.span()
    for first, last in ((start, end), (start + 2, end), (start, end - 2), (start + 2, end - 2)):
        if last - first >= 5:
            reading = _unmasked(match.string[first:last], known)
            if reading is not None:
                return first, last, reading
    return None


def _has_single_letters(folded: str) -> bool:
    """Whether three single letters may stand in a row: a sign between each two."""
    codes = code_points(folded)
    letter = _kinds()[np.minimum(codes, 0xFFFF)] & _LETTER != 0
    if len(letter) < 5:
        return False
    turns = letter[1:] != letter[:-1]
    # Four changes between letter and sign, one after the other.
    runs = turns[:-3] & turns[1:-2] & turns[2:-1] & turns[3:]
    return bool((runs & letter[:-4]).any())


def edited(folded: str, edits: Sequence[tuple[int, int, str]]) -> str:
    """The text with the edits made, of two that overlap the first."""
    pieces: list[str] = []
    done = 0
    for start, end, words in edits:
        if start >= done:
            pieces += (folded[done:start], words)
            done = end
    return "".join((*pieces, folded[done:])) if pieces else folded


def edits_of(
    folded: str, known: Callable[[str], bool], slip: Slips | None = None
) -> list[tuple[int, int, str]]:
    """What is to be read differently: from, to (exclusive), and the plain words; in order."""
    edits: list[tuple[int, int, str]] = []
    if "  " in folded or "\n" in folded:
        edits = [(gap.start(), gap.end(), _gap(gap.group())) for gap in _SPACES.finditer(folded)]
    for start, end in _tokens(folded):
        reading = _unmasked(folded[start:end], known) or _thinned(folded[start:end])
        if reading is not None:
            edits.append((start, end, reading))
    for match in _SPACED.finditer(folded) if _has_single_letters(folded) else ():
        spaced = _closed_up(match, known)
        if spaced is not None:
            edits.append(spaced)
    if slip is not None:
        edits += _misspelt(folded, slip)
    return sorted(edits)


def _misspelt(folded: str, slip: Slips) -> Iterator[tuple[int, int, str]]:
    """Words that are no ordinary ones and stand for others, alone or with the piece beside them."""
    unknown = slip.unknown(_PIECES.findall(folded))
    if not unknown:
        return
    before: re.Match[str] | None = None
    for found in _PIECES.finditer(folded):
        word = found.group()
        strange = word in unknown
        if before is not None and (strange or before.group() in unknown):
            whole = before.group() + word
            beside = found.start() == before.end() + 1 and folded[before.end()] == " "
            if beside and slip.is_torn(whole):
                yield before.start(), found.end(), whole
        if strange and _LONG < len(word) <= _LONGEST_SLIP and _stands_alone(folded, found):
            reading = slip(word)
            if reading is not None:
                yield found.start(), found.end(), reading
        before = found


def _stands_alone(folded: str, found: re.Match[str]) -> bool:
    """Whether a piece is a whole word and no name, hashtag or part of an address."""
    start, end = found.span()
    after = folded[end : end + 1]
    return folded[max(0, start - 1) : start] not in ("@", "#", "_", "/") and not (
        after.isalnum() or after == "_"
    )


class Slips:
    """Reads misspelt words back: `vocabulary` are the words worth seeing, `parts` those that may stand
    beside one of them where a space was left out, `ordinary` the words that are spelt as they should be."""

    def __init__(self, vocabulary: Set[str], parts: Set[str], ordinary: Ordinary) -> None:
        self._vocabulary, self._parts, self._ordinary = vocabulary, parts, ordinary
        self._read: dict[str, str | None] = {}
        self._known: set[str] = set()

    def __call__(self, word: str) -> str | None:
        """What a folded word stands for; None where it stands for itself."""
        if word in self._read:
            return self._read[word]
        if len(self._read) > _REMEMBERED:
            self._read.clear()
        reading = self._read[word] = self._reading(word)
        return reading

    def unknown(self, words: Sequence[str]) -> Set[str]:
        """Which of the words are neither in the lexicon nor ordinary."""
        distinct = set(words)
        fresh = distinct - self._known
        if len(self._known) > _REMEMBERED:
            self._known = set()
        known = {word for word in fresh if self._is_known(word)}
        self._known |= known
        return fresh - known

    def is_torn(self, whole: str) -> bool:
        """Whether two pieces side by side, not both known, are one word torn apart."""
        return len(whole) > _LONG and whole in self._vocabulary

    def _is_known(self, word: str) -> bool:
        return word in self._vocabulary or word in self._parts or word in self._ordinary

    def _reading(self, word: str) -> str | None:
        if self._is_known(word):
            return None
        for place in range(1, len(word) - 1):  # two letters exchanged, not the first
            turned = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
            if turned in self._vocabulary:
                return turned
        for place in range(_SHORT, len(word) - 1):
            first, second = word[:place], word[place:]
            if self._stands(first, second) or self._stands(second, first):
                return f"{first} {second}"
        letters = _LATIN if word.isascii() else sorted(set(word))
        for place in range(1, len(word) + 1):  # one letter left out
            for letter in letters:
                whole = word[:place] + letter + word[place:]
                if whole in self._vocabulary:
                    return whole
        return None

    def _stands(self, seen: str, beside: str) -> bool:
        if len(seen) < _LONG or seen not in self._vocabulary:
            return False
        return beside in self._parts or (len(beside) >= _LONG and beside in self._ordinary)


_LATIN = "abcdefghijklmnopqrstuvwxyz"
_SHORT, _LONG, _LONGEST_SLIP = 2, 4, 24
_REMEMBERED = 50_000


def _thinned(token: str) -> str | None:
    thinned = _RUN.sub(r"\1\1", token)
    return thinned if thinned != token else None


def _gap(spaces: str) -> str:
    return "\n\n" if spaces.count("\n") > 1 else " "


def offsets_of(offsets: Sequence[int], edits: Sequence[tuple[int, int, str]]) -> Sequence[int]:
    """The way back to the original for a text in which the edits were made."""
    places: list[int] = []
    done = 0
    for start, end, words in edits:
        if start < done:  # an earlier edit covers it
            continue
        places += offsets[done:start]
        places += [offsets[start + index * (end - start) // len(words)] for index in range(len(words))]
        done = end
    places += offsets[done:]
    return places
