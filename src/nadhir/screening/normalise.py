"""Folding: one spelling for the many ways in which people write the same word.

A text goes in; the folded text comes out, and on request the way back to the original, so that what was
found can be marked in the words as they stood. Folding is for searching, never for showing.

Folded away are case, width and compatibility forms; diacritics of Latin, Greek, Cyrillic, Arabic and
Hebrew; tatweel; the Arabic spellings of alef, ya, ta marbuta and the hamza carriers, and their Persian and
Urdu twins; the hooked letters of Hausa; the homophones of Amharic; native digits; curly quotes; zero-width
and bidirectional controls. Vowel signs of Indic, Burmese and Ethiopic scripts are letters there and stay.
Every character folds by itself, so the result does not depend on its neighbours.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

# Amharic writes some sounds with several rows of letters, and people mix them: the first letter of each row.
_HOMOPHONES = {"ሐ": "ሀ", "ኀ": "ሀ", "ሠ": "ሰ", "ዐ": "አ", "ፀ": "ጸ"}

# What Unicode's own decompositions leave apart but writers mix.
_TWINS = str.maketrans(
    {
        "ٱ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ې": "ي", "ے": "ي", "ک": "ك", "ڪ": "ك",
        "ہ": "ه", "ھ": "ه", "ە": "ه", "ۃ": "ه",
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
        "’": "'", "‘": "'", "ʼ": "'", "ʹ": "'", "´": "'", "`": "'", "‛": "'", "′": "'",
        "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
        "ـ": "",
        "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y",
    }
)  # fmt: skip

_TWINS |= {
    ord(other) + vowel: chr(ord(plain) + vowel) for other, plain in _HOMOPHONES.items() for vowel in range(7)
}

_DROPPED_MARKS = (
    (0x0300, 0x036F),  # combining marks of Latin, Greek and Cyrillic
    (0x0483, 0x0487),  # Cyrillic titlo and its like
    (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2), (0x05C4, 0x05C5), (0x05C7, 0x05C7),  # Hebrew points
    (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670),  # Arabic vowels, hamza above and below
    (0x06D6, 0x06DC), (0x06DF, 0x06E4), (0x06E7, 0x06E8), (0x06EA, 0x06ED),  # Quranic annotation
    (0x0898, 0x089F), (0x08CA, 0x08E1), (0x08E3, 0x08FF),
    (0x1AB0, 0x1ACE), (0x1DC0, 0x1DFF), (0x20D0, 0x20F0), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F),
    (0xE0100, 0xE01EF),  # variation selectors
)  # fmt: skip

SEPARATOR = "\x1e"
"""Stands between texts that are read together; folding keeps it, so a text's own must go before."""

BASIC_PLANE = "".join(map(chr, range(0x10000)))
"""All characters of Unicode's basic plane, for tables that know each."""

_HANGUL = range(0xAC00, 0xD7A4)


def _is_dropped(char: str) -> bool:
    if unicodedata.category(char) == "Cf":
        return True
    point = ord(char)
    return any(first <= point <= last for first, last in _DROPPED_MARKS)


def _fold_char(char: str) -> str:
    """The folded form of one character: usually one, sometimes none or several."""
    category = unicodedata.category(char)
    if category == "Cs":
        return "\ufffd"
    if category == "Cc":
        return char if char in ("\n", SEPARATOR) else " "
    if ord(char) in _HANGUL:
        return char
    direct = char.translate(_TWINS)
    if direct != char:
        return direct
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    kept = "".join(part for part in spread if not _is_dropped(part)).translate(_TWINS)
    return "".join(str(unicodedata.decimal(part, part)) for part in kept)


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """The code points of a text as an array, without a Python object for each; lone surrogates stay."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


class _Table(dict[int, str]):
    """A translation table that fills itself with the characters it meets."""

    def __init__(self) -> None:
        super().__init__()
        self.widths: dict[str, int] = {}  # only of characters that do not fold to exactly one

    def __missing__(self, point: int) -> str:
        char = chr(point)
        folded = _fold_char(char)
        if len(folded) != 1:
            self.widths[char] = len(folded)
        self[point] = folded
        return folded


_TABLE = _Table()


def fold(text: str) -> str:
    """The text in its folded spelling. Folding twice changes nothing more."""
    return text.translate(_TABLE)


def fold_with_offsets(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters the index of the original one it came from.

    The offsets have one entry more than the folded text: the length of the original. See `original_span`.
    """
    folded = text.translate(_TABLE)
    widths = _TABLE.widths
    if widths.keys().isdisjoint(text):
        return folded, range(len(text) + 1)
    offsets: list[int] = []
    done = 0
    for index, char in enumerate(text):
        if char in widths:
            offsets.extend(range(done, index))
            offsets.extend([index] * widths[char])
            done = index + 1
    offsets.extend(range(done, len(text) + 1))
    return folded, offsets


def original_span(offsets: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """Where the folded characters `start` to `end` (exclusive, not empty) stand in the original.

    Marks that hang on the last letter are taken in, so that a highlight does not cut a vowel sign off.
    """
    first, last = offsets[start], offsets[end]
    if last == offsets[end - 1]:  # the match ends inside a character that folds to several
        last += 1
    return first, last
