"""Ordinary words, so that a word spelt wrongly on purpose can be told from one that is merely unknown.

Only hashes are kept, in a Bloom filter (Bloom 1970): it can say that a word is probably ordinary, one time
in a hundred wrongly, and cannot say which words it holds. `tools/ordinary_words.py` makes it.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Collection, Iterable
from importlib import resources

import numpy as np
import numpy.typing as npt

PROBES = 7
BITS_PER_WORD = 10  # with seven probes: about one word in a hundred is taken for ordinary wrongly
_FILE = "ordinary.npy"


class Ordinary:
    """A set of folded words that can be asked, and not read."""

    def __init__(self, bits: npt.NDArray[np.uint8]) -> None:
        self._bits = bits
        self._size = 8 * len(bits)

    @classmethod
    def load(cls) -> Ordinary:
        """The words that come with the project."""
        return _load()

    @classmethod
    def of(cls, words: Iterable[str]) -> Ordinary:
        """A set of folded words."""
        distinct = set(words)
        made = cls(np.zeros(max(8, len(distinct) * BITS_PER_WORD // 8 + 1), np.uint8))
        for word in distinct:
            for place in made._places(word):
                made._bits[place >> 3] |= 1 << (place & 7)
        return made

    def __contains__(self, word: str) -> bool:
        return all(self._bits[place >> 3] >> (place & 7) & 1 for place in self._places(word))

    def among(self, words: Collection[str]) -> set[str]:
        """Which of the words are in the set; quicker than one by one."""
        if not words:
            return set()
        digests = np.frombuffer(b"".join(map(_digest, words)), "<u8").reshape(-1, 2)
        size = np.uint64(self._size)
        places = (digests[:, 1] | np.uint64(1)) % size
        places = (digests[:, 0] % size)[:, None] + np.arange(PROBES, dtype=np.uint64) * places[:, None]
        places %= size
        bits = self._bits[places >> np.uint64(3)] >> (places & np.uint64(7)).astype(np.uint8) & 1
        return {word for word, inside in zip(words, bits.all(axis=1).tolist(), strict=True) if inside}

    def save(self, path: str) -> None:
        """Writes the set as a NumPy file."""
        np.save(path, self._bits, allow_pickle=False)

    def _places(self, word: str) -> Iterable[int]:
        digest = _digest(word)
        first, second = int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little") | 1
        return ((first + probe * second) % self._size for probe in range(PROBES))


def _digest(word: str) -> bytes:
    return hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=16).digest()


@functools.cache
def _load() -> Ordinary:
    path = resources.files("nadhir.screening") / _FILE
    with path.open("rb") as file:
        return Ordinary(np.load(file, allow_pickle=False))
