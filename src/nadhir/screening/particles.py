"""What is written onto words, looked up for many hits at once.

Particles are short and few, so that each is a number, a hash of its letters. Whether one may stand beside a
pattern is the same for all patterns of a class, and asked once for each class and particle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]

_STEP = 0x9E3779B97F4A7C15  # odd and well mixed; strings of a few letters do not meet in 64 bits
_ALL = (1 << 64) - 1


class Particles:
    """The particles that may stand on one side of words, and which class of patterns takes which."""

    def __init__(self, particles: Iterable[str], takes: Sequence[Callable[[str | None], bool]]) -> None:
        """`takes`: for each class whether it takes a particle; None stands for all that is no particle."""
        known = sorted({"", *particles})
        letters = sorted(set("".join(known)))
        self._digit = np.zeros(0x10000, np.uint64)  # 0: no letter of a particle
        self._digit[[ord(letter) for letter in letters]] = range(1, len(letters) + 1)
        self._longest = max(map(len, known))
        values = np.array([self._value(one) for one in known], np.uint64)
        order = np.argsort(values)
        self._values = values[order]
        sorts: list[str | None] = [known[number] for number in order]
        self._takes = np.array([[take(one) for one in (*sorts, None)] for take in takes], bool)

    def fit(
        self, codes: npt.NDArray[np.uint32], start: Positions, end: Positions, of_class: Positions
    ) -> npt.NDArray[np.bool_]:
        """Whether what stands from `start` to `end` of a text may stand beside a pattern of its class."""
        length = end - start
        value = np.zeros(len(start), np.uint64)
        readable = length <= self._longest
        for step in range(self._longest):
            rows = np.flatnonzero(readable & (length > step))
            digit = self._digit[np.minimum(codes[start[rows] + step], 0xFFFF)]
            value[rows] = value[rows] * np.uint64(_STEP) + digit
            readable[rows[digit == 0]] = False
        number = np.searchsorted(self._values, value)
        number[number == len(self._values)] = 0
        number[~readable | (self._values[number] != value)] = len(self._values)
        fits: npt.NDArray[np.bool_] = self._takes[of_class, number]
        return fits

    def _value(self, particle: str) -> int:
        value = 0
        for letter in particle:
            value = (value * _STEP + int(self._digit[ord(letter)])) & _ALL
        return value
