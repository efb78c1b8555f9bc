"""Near-copies: the same report in ten outlets is one row of the inbox.

Texts are compared by their five-character shingles after folding, so that spelling variants of Arabic and
scripts without spaces are treated alike. MinHash bands find candidates; the true overlap (Jaccard) decides.
Coded events are left apart: two events told by one article are two events.
"""

from __future__ import annotations

import functools
import zlib
from collections.abc import Iterable
from typing import Any, TypeVar

from datasketch import MinHash

K = TypeVar("K")

SHINGLE = 5
PERMUTATIONS = 64
BANDS = 8
OVERLAP = 0.8
SHORTEST = 40  # characters; a shorter text says too little to be called a copy
LONGEST = 20_000  # characters compared; copies differ early or not at all
SEED = 7
SCHEME = "affine32"  # bands are kept, so it must not change with the library


def shingles(folded: str) -> set[bytes]:
    """The five-character shingles of a folded text, in UTF-8."""
    text = " ".join(folded[:LONGEST].split())
    return {
        text[at : at + SHINGLE].encode("utf-8", "surrogatepass")
        for at in range(max(len(text) - SHINGLE + 1, 0))
    }


def bands(folded: str) -> list[int]:
    """The band values of a text, signed 64-bit; none where the text is too short to compare.

    Two texts with overlap 0.8 share a band with probability 0.77 per eight rows of eight; see Leskovec,
    Rajaraman and Ullman, Mining of Massive Datasets, chapter 3.
    """
    if len(folded) < SHORTEST:
        return []
    sketch = _sketch(_permutations())
    sketch.update_batch(sorted(shingles(folded)))
    rows = PERMUTATIONS // BANDS
    values = []
    for number in range(BANDS):
        part = sketch.hashvalues[number * rows : (number + 1) * rows].tobytes()
        low, high = zlib.crc32(part, number), zlib.crc32(part[::-1], number)
        value = (high << 32) | low
        values.append(value - (1 << 64) if value >= 1 << 63 else value)
    return values


def _sketch(permutations: Any = None) -> MinHash:
    return MinHash(
        num_perm=PERMUTATIONS, seed=SEED, hashfunc=zlib.crc32, permutations=permutations, scheme=SCHEME
    )


@functools.cache
def _permutations() -> Any:
    """The permutations that all sketches share; drawing them takes longer than a sketch."""
    return _sketch().permutations


def overlap(first: str, second: str) -> float:
    """The share of shingles that two folded texts have in common, 0 to 1."""
    one, two = shingles(first), shingles(second)
    if not one or not two:
        return 0.0
    return len(one & two) / len(one | two)


def with_title(folded: str, title: str) -> str:
    """A folded text with its folded title behind it, so that a search finds words of both."""
    return f"{folded}\n{title}" if title else folded


def without_title(folded: str, title: str) -> str:
    """The text alone again: ten outlets give one report ten headlines."""
    return folded.removesuffix(f"\n{title}") if title else folded


def closest(folded: str, candidates: Iterable[tuple[K, str]]) -> K | None:
    """The key of the first candidate `(key, folded text)` that is a near-copy of `folded`, if any."""
    for key, other in candidates:
        if overlap(folded, other) >= OVERLAP:
            return key
    return None
