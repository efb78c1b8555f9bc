"""Many texts as one flat array of folded code points, for kernels that read a batch at a time.

Strings or an Arrow column go in; `Texts` comes out, each text spelled as `normalise.fold` spells it. No
loop runs over the texts: they are joined and encoded once and fold through a table of the code points met
so far. Between the texts stands a gap of line breaks, so that what reads a few characters ahead of a text's
end reads nothing of the next one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nadhir.screening.normalise import code_points, fold

GAP = 4
"""How many line breaks stand before each text and after the last one."""

_GAP = "\n" * GAP
_SEVERAL = np.uint32(1 << 31)  # from here on: the number of a code point that folds to none or to several


class _FoldTable:
    """What every code point folds to; filled with the code points it meets.

    0 is not known yet (nothing folds to NUL), up to 0x10FFFF a code point, from `_SEVERAL` on the number
    of a spelling that is not exactly one code point long.
    """

    def __init__(self) -> None:
        self._folded = np.zeros(0x110000, np.uint32)
        self._spellings: list[str] = []
        self._of_spellings = self._arrays()

    def __call__(self, points: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.int64] | None]:
        """The folded points, and how many each point folds to; None where each folds to one."""
        folded = self._folded.take(points)
        unknown = folded == 0
        if unknown.any():
            self._learn(np.unique(points[unknown]))
            folded = self._folded.take(points)
        several = np.flatnonzero(folded >= _SEVERAL)
        if not several.size:
            return folded, None
        numbers = folded[several] - _SEVERAL
        widths, firsts, letters = self._of_spellings
        width = np.ones(len(points), np.int64)
        width[several] = widths[numbers]
        spread = np.repeat(folded, width)
        starts = (np.cumsum(width) - width)[several]
        inside = counted_up(widths[numbers])
        spread[np.repeat(starts, widths[numbers]) + inside] = letters[
            np.repeat(firsts[numbers], widths[numbers]) + inside
        ]
        return spread, width

    def _learn(self, points: NDArray[np.uint32]) -> None:
        spelled = [fold(chr(point)) for point in points.tolist()]
        entries = []
        for spelling in spelled:
            if len(spelling) == 1:
                entries.append(ord(spelling))
            else:
                entries.append(int(_SEVERAL) + len(self._spellings))
                self._spellings.append(spelling)
        self._of_spellings = self._arrays()  # first, so that another thread finds what the table names
        self._folded[points] = entries

    def _arrays(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint32]]:
        """Of the spellings: their widths, where each begins in their letters, and the letters."""
        widths = np.array([len(spelling) for spelling in self._spellings], np.int64)
        return widths, np.cumsum(widths) - widths, code_points("".join(self._spellings))


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Folded texts, one after the other.

    `points` holds code points (uint32), line breaks in the gaps. `bounds` (int64, one more than there are
    texts) says where each text begins and last where the next one would: text *i* is
    `points[bounds[i] : bounds[i + 1] - GAP]`.
    """

    points: NDArray[np.uint32]
    bounds: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str | None]) -> Texts:
        """The texts folded; None is read as an empty one, a lone surrogate as U+FFFD."""
        lengths = np.fromiter((len(text) if text else 0 for text in texts), np.int64, len(texts))
        joined = _GAP.join(["", *(text or "" for text in texts), ""])
        return cls._folded(code_points(joined), lengths)

    @classmethod
    def of_arrow(cls, column: Any) -> Texts:
        """The texts of a `pyarrow` array or chunked array of strings, without a Python string for each.

        Null is read as empty. A column that says it is UTF-8 and is not is read with U+FFFD where it breaks.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        texts = whole.cast(pa.large_string(), safe=False).fill_null("")
        spaced = pc.binary_join_element_wise(texts, pa.scalar(_GAP, texts.type), pa.scalar("", texts.type))
        offsets = np.frombuffer(spaced.buffers()[1], np.int64)[spaced.offset :][: len(spaced) + 1]
        raw = spaced.buffers()[2][offsets[0] : offsets[-1]]
        try:
            points = code_points(_GAP + str(raw, "utf-8"))
        except UnicodeDecodeError:
            held = texts.cast(pa.large_binary()).to_pylist()
            return cls.of([one.decode("utf-8", "replace") for one in held])
        if not len(texts):
            return cls._folded(points, np.zeros(0, np.int64))
        begins = np.frombuffer(raw, np.int8) > -65  # every byte but those that continue a character
        lengths = np.add.reduceat(begins, offsets[:-1] - offsets[0], dtype=np.int64)
        return cls._folded(points, lengths - GAP)

    @classmethod
    def _folded(cls, points: NDArray[np.uint32], lengths: NDArray[np.int64]) -> Texts:
        bounds = np.concatenate(([0], np.cumsum(lengths + GAP))) + GAP
        folded, widths = _FOLDED(points)
        if widths is not None:
            bounds = np.concatenate(([0], np.cumsum(widths)))[bounds]
        return cls(folded, bounds)

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def __getitem__(self, index: int) -> str:
        """One folded text as a string."""
        start, end = self.bounds[index], self.bounds[index + 1] - GAP
        return self.points[start:end].tobytes().decode("utf-32-le")

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How many folded characters each text has."""
        return np.diff(self.bounds) - GAP

    def take(self, numbers: NDArray[np.int64]) -> Texts:
        """The texts of these numbers, in this order."""
        widths = np.diff(self.bounds)[numbers]
        points = self.points[np.repeat(self.bounds[numbers] - GAP, widths) + counted_up(widths)]
        return Texts(
            np.concatenate((points, np.full(GAP, ord("\n"), np.uint32))),
            np.concatenate(([0], np.cumsum(widths))) + GAP,
        )

    def parts(self, characters: int) -> Iterator[tuple[int, Texts]]:
        """The texts in parts of about so many characters, and the number of the first text in each.

        Views, not copies. A text is never cut, so a part is as long as its longest text at least.
        """
        first = 0
        while first < len(self):
            beyond = int(np.searchsorted(self.bounds, self.bounds[first] + characters))
            last = min(max(beyond, first + 1), len(self))
            start = self.bounds[first] - GAP
            yield (
                first,
                Texts(self.points[start : self.bounds[last]], self.bounds[first : last + 1] - start),
            )
            first = last


def counted_up(widths: NDArray[np.int64]) -> NDArray[np.int64]:
    """0 … w - 1 for each width w, one after the other."""
    total = np.cumsum(widths)
    return np.arange(total[-1] if total.size else 0) - np.repeat(total - widths, widths)


def folded_at_once(text: str) -> str:
    """As `normalise.fold`, and quicker for long texts."""
    return _FOLDED(code_points(text))[0].tobytes().decode("utf-32-le")


_FOLDED = _FoldTable()
