"""Disguised spellings read back: v3rmin, veeermin, v e r m i n, ver-min, and letters of another alphabet.

A disguise is lifted only where a word of the lexicons appears underneath; everything else stays as it is,
so that numbers, names and laughter are not turned into words. Works on folded text and carries the
offsets along.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from nadhir.screening.normalise import SEPARATOR

_LEET = str.maketrans("013457@$!|€", "oieastasiie")
_LEET_L = str.maketrans("013457@$!|€", "oleastasile")
_LOOKALIKES = str.maketrans("аеорсухіјѕкмтнвαορικντυ", "aeopcyxijskmthbaopikntu")
_DIGIT_LETTERS = str.maketrans({"2": "ء", "3": "ع", "5": "خ", "6": "ط", "7": "ح", "8": "ق", "9": "ص"})

# What is worth a second look: a letter three times, a figure or sign inside a word, two alphabets in one.
_SUSPICIOUS = re.compile(
    r"([^\W\d_])\1\1|[^\W\d_][0-9@$!|€*.\-](?=[^\W\d_])|(?<![^\W_])[0-9@$](?=[^\W\d_]{2})"
    r"|[a-z][\u0370-\u04ff]|[\u0370-\u04ff][a-z]"
)
# Single letters in a row: four or more.
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][ \-_*·]){3,}[^\W\d_](?![^\W_])")
_ENDS = frozenset(" \n\"'«»,;()[]،؛؟?" + SEPARATOR)
_RUN = re.compile(r"([^\W\d_])\1{2,}")
_LONGEST = 60  # characters of a word looked at
_SPACES = re.compile(r"[ \n]{2,}")


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


def _tokens(folded: str) -> Iterator[tuple[int, int]]:
    """Where the suspicious words of a text begin and end."""
    done = 0
    for match in _SUSPICIOUS.finditer(folded):
        start, end = match.span()
        if start < done:
            continue
        while start > done and folded[start - 1] not in _ENDS and end - start < _LONGEST:
            start -= 1
        while end < len(folded) and folded[end] not in _ENDS and end - start < _LONGEST:
            end += 1
        yield start, end
        done = end


def unmask(folded: str, offsets: Sequence[int], known: Callable[[str], bool]) -> tuple[str, Sequence[int]]:
    """The folded text with disguised words and wide gaps read plainly, and the offsets that go with it.

    `known` decides whether a reading is a word worth seeing.
    """
    edits = edits_of(folded, known)
    return _edited(folded, offsets, edits) if edits else (folded, offsets)


def unmasked(folded: str, known: Callable[[str], bool]) -> str:
    """`unmask` for texts joined by `SEPARATOR`, whose way back to the original is not asked for."""
    pieces: list[str] = []
    done = 0
    for start, end, words in edits_of(folded, known):
        if start >= done:
            pieces += (folded[done:start], words)
            done = end
    return "".join((*pieces, folded[done:])) if pieces else folded


def edits_of(folded: str, known: Callable[[str], bool]) -> list[tuple[int, int, str]]:
    """What is to be read differently: from, to (exclusive), and the plain words; in order."""
    edits = [(gap.start(), gap.end(), _gap(gap.group())) for gap in _SPACES.finditer(folded)]
    for start, end in _tokens(folded):
        reading = _unmasked(folded[start:end], known) or _thinned(folded[start:end])
        if reading is not None:
            edits.append((start, end, reading))
    for match in _SPACED.finditer(folded):
        reading = _unmasked(match.group(), known)
        if reading is not None:
            edits.append((match.start(), match.end(), reading))
    return sorted(edits)


def _thinned(token: str) -> str | None:
    thinned = _RUN.sub(r"\1\1", token)
    return thinned if thinned != token else None


def _gap(spaces: str) -> str:
    return "\n\n" if spaces.count("\n") > 1 else " "


def _edited(
    text: str, offsets: Sequence[int], edits: Sequence[tuple[int, int, str]]
) -> tuple[str, Sequence[int]]:
    pieces: list[str] = []
    places: list[int] = []
    done = 0
    for start, end, words in edits:
        if start < done:  # an earlier edit covers it
            continue
        pieces += [text[done:start], words]
        places += offsets[done:start]
        places += [offsets[start + index * (end - start) // len(words)] for index in range(len(words))]
        done = end
    pieces.append(text[done:])
    places += offsets[done:]
    return "".join(pieces), places
