"""Disguised spellings read back: v3rmin, veeermin, v e r m i n, ver-min, and letters of another alphabet.

A disguise is lifted only where a word of the lexicons appears underneath; everything else stays as it is,
so that numbers, names and laughter are not turned into words. Slips (`slips.py`) are read back along with
them. Works on folded text and carries the offsets along.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from nadhir.screening.normalise import BASIC_PLANE, SEPARATOR, code_points
from nadhir.screening.slips import Flags, Positions, Slips, misspelt

_LEET = str.maketrans("013457@$!|€", "oieastasiie")
_LEET_L = str.maketrans("013457@$!|€", "oleastasile")
_LOOKALIKES = str.maketrans("аеорсухіјѕкмтнвαορικντυ", "aeopcyxijskmthbaopikntu")
_DIGIT_LETTERS = str.maketrans({"2": "ء", "3": "ع", "5": "خ", "6": "ط", "7": "ح", "8": "ق", "9": "ص"})

# Single letters in a row: three or more.
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][ \-_*·]){2,}[^\W\d_](?![^\W_])")
_ENDS = frozenset(" \n\"'«»,;()[]،؛؟?" + SEPARATOR)
_RUN = re.compile(r"([^\W\d_])\1{2,}")
_LONGEST = 60  # characters of a word looked at
_JOINS = re.compile(r"[.\-_*· ]")
_LEET_SIGNS = re.compile(r"[013457@$!|€]")
_DIGITS = re.compile(r"[2356789]")


def _readings(token: str) -> list[str]:
    """What a disguised token may stand for, most faithful first."""
    plain = _JOINS.sub("", token)
    tables: list[Mapping[int, Any]] = []
    if _LEET_SIGNS.search(plain):
        tables += [_LEET, _LEET_L]
    if not plain.isascii():
        tables.append(_LOOKALIKES)
    if _DIGITS.search(plain):
        tables.append(_DIGIT_LETTERS)
    found = [plain]
    for table in tables:
        changed = plain.translate(table)
        if changed != plain:
            found.append(changed)
    for reading in tuple(found):
        if _RUN.search(reading):
            found += [_RUN.sub(r"\1\1", reading), _RUN.sub(r"\1", reading)]
    return found


def _unmasked(token: str, known: Callable[[str], bool]) -> str | None:
    if "/" in token:  # an address, or a choice: no word of a lexicon is written so
        return None
    bare = token.rstrip(".!?*-|")
    for candidate in (bare, token) if bare != token else (token,):
        for reading in _readings(candidate):
            if reading != candidate and known(reading):
                return reading + token[len(candidate) :]
    return None


Edit = tuple[int, int, str]
"""What is to be read differently: from, to (exclusive), and the plain words."""


class _Signs:
    """A folded text as arrays: its code points and what kinds of signs they are."""

    def __init__(self, folded: str) -> None:
        self.codes = code_points(folded)
        self.kinds = _kinds()[np.minimum(self.codes, 0xFFFF)]
        beyond = np.flatnonzero(self.codes > 0xFFFF)
        self.is_piece = self.kinds & _PIECE != 0
        if len(beyond):
            codes, which = np.unique(self.codes[beyond], return_inverse=True)
            self.is_piece[beyond] = np.array([_is_of_piece(chr(code)) for code in codes])[which]

    def suspicious(self) -> list[int]:
        """What is worth a second look: a letter three times, a figure or sign inside a word or before it,
        two alphabets in one; where each begins."""
        codes, kinds = self.codes, self.kinds
        if len(codes) < 3:
            return []
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

    def tokens(self) -> Iterator[tuple[int, int]]:
        """Where the suspicious words begin and end."""
        places = np.array(self.suspicious(), np.int64)
        ends = np.flatnonzero(self.kinds & _END)
        numbers = np.searchsorted(ends, places)
        around = np.concatenate(([-1], ends, [len(self.codes)]))
        first = np.flatnonzero(np.diff(numbers, prepend=-1))
        short = around[numbers + 1] - around[numbers] - 1 <= _LONGEST
        once = first[short[first]]  # a word that is looked at as a whole is looked at once
        yield from zip((around[numbers[once]] + 1).tolist(), around[numbers[once] + 1].tolist(), strict=True)
        done = 0
        for row in np.flatnonzero(~short).tolist():
            place, before, after = int(places[row]), int(around[numbers[row]]), int(around[numbers[row] + 1])
            if place < done:
                continue
            start = max(before + 1, done, place + 1 - _LONGEST)
            done = min(after, start + _LONGEST)
            yield start, done

    def single_letters(self) -> Iterator[tuple[int, int]]:
        """The texts in which three single letters may stand in a row, a sign between each two."""
        letter = self.kinds & _LETTER != 0
        if len(letter) < 5:
            return
        turns = letter[1:] != letter[:-1]
        # Four changes between letter and sign, one after the other.
        runs = turns[:-3] & turns[1:-2] & turns[2:-1] & turns[3:]
        places = np.flatnonzero(runs & letter[:-4])
        if len(places):
            gaps = np.flatnonzero(self.codes == ord(SEPARATOR))
            around = np.concatenate(([-1], gaps, [len(self.codes)]))
            for text in np.unique(np.searchsorted(gaps, places)).tolist():
                yield int(around[text]) + 1, int(around[text + 1])

    def spaces(self) -> Iterator[tuple[int, int]]:
        """Where spaces and line breaks in a row begin and end, two or more."""
        gap = np.concatenate(([False], (self.codes == ord(" ")) | (self.codes == ord("\n")), [False]))
        edges = np.flatnonzero(gap[1:] != gap[:-1])
        starts, ends = edges[::2], edges[1::2]
        several = ends - starts > 1
        return zip(starts[several].tolist(), ends[several].tolist(), strict=True)

    def pieces(self) -> tuple[list[str], Positions, Positions, Flags]:
        """Letters in a row, where they begin and end, and whether they stand alone: as a whole word, and no
        name, hashtag or part of an address."""
        letters = np.where(self.is_piece, self.codes, np.uint32(ord(" ")))
        words = letters.tobytes().decode("utf-32-le", "surrogatepass").split()
        edges = np.diff(self.is_piece.view(np.int8), prepend=0, append=0)
        starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
        kinds = np.append(self.kinds, np.uint16(0))  # also before the first and after the last
        alone = (kinds[starts - 1] & _NAMING) | (kinds[ends] & _FIGURE) == 0
        return words, starts, ends, alone


_LETTER, _FIGURE, _SIGN, _OPENING, _SMALL_LATIN, _LOOKALIKE, _PIECE, _END, _NAMING = (
    1 << bit for bit in range(9)
)


def _is_of_piece(char: str) -> bool:
    return char.isalnum() and not char.isdecimal()


@functools.cache
def _kinds() -> npt.NDArray[np.uint16]:
    alpha, alnum, decimal = (
        np.fromiter(map(test, BASIC_PLANE), bool) for test in (str.isalpha, str.isalnum, str.isdecimal)
    )
    table = np.zeros(len(BASIC_PLANE), np.uint16)
    table[alpha] = _LETTER | _PIECE
    table[alnum & ~alpha] = _FIGURE | _PIECE
    table[alnum & decimal] = _FIGURE
    for signs, kind in (
        ("0123456789@$!|€*.-", _SIGN),
        ("0123456789@$", _OPENING),
        (_ENDS, _END),
        ("@#_/", _NAMING),
    ):
        table[[ord(char) for char in signs]] |= kind
    table[ord("a") : ord("z") + 1] |= _SMALL_LATIN
    table[0x370:0x500] |= _LOOKALIKE
    return table


def _closed_up(match: re.Match[str], known: Callable[[str], bool]) -> tuple[int, int, str] | None:
    """Single letters read as a word; a one-letter word may stand before it or after it."""
    start, end = match.span()
    for first, last in ((start, end), (start + 2, end), (start, end - 2), (start + 2, end - 2)):
        if last - first >= 5:
            reading = _unmasked(match.string[first:last], known)
            if reading is not None:
                return first, last, reading
    return None


def edited(folded: str, edits: Sequence[Edit]) -> str:
    """The text with the edits made, of two that overlap the first."""
    pieces: list[str] = []
    done = 0
    for start, end, words in edits:
        if start >= done:
            pieces += (folded[done:start], words)
            done = end
    return "".join((*pieces, folded[done:])) if pieces else folded


def edits_of(folded: str, known: Callable[[str], bool], slip: Slips | None = None) -> list[Edit]:
    """What is to be read differently, in order."""
    signs = _Signs(folded)
    edits: list[Edit] = [(start, end, _gap(folded[start:end])) for start, end in signs.spaces()]
    read: dict[str, str | None] = {}
    for start, end in signs.tokens():
        token = folded[start:end]
        if token not in read:
            read[token] = _unmasked(token, known) or _thinned(token)
        reading = read[token]
        if reading is not None:
            edits.append((start, end, reading))
    for start, end in signs.single_letters():
        for match in _SPACED.finditer(folded, start, end):
            spaced = _closed_up(match, known)
            if spaced is not None:
                edits.append(spaced)
    if slip is not None:
        edits += misspelt(folded, *signs.pieces(), slip)
    return sorted(edits)


def _thinned(token: str) -> str | None:
    thinned = _RUN.sub(r"\1\1", token)
    return thinned if thinned != token else None


def _gap(spaces: str) -> str:
    return "\n\n" if spaces.count("\n") > 1 else " "


def offsets_of(offsets: Sequence[int], edits: Sequence[Edit]) -> Sequence[int]:
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
