"""Many texts read at once: joined, folded, unmasked and searched in one go, then taken apart again.

What costs a call in Python is paid once for a whole batch; a single text is a batch of one, so that there
is only one way of reading and a text is read alike wherever it comes from.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nadhir.screening.lexicon import Kind
from nadhir.screening.masks import unmask, unmasked
from nadhir.screening.matching import Found, Hit, Matcher, Positions, longest
from nadhir.screening.model.columns import Texts
from nadhir.screening.model.weights import HEADS, Model
from nadhir.screening.normalise import SEPARATOR, fold, fold_with_offsets

_HATEFUL, _INCITING = HEADS.index("hateful"), HEADS.index("inciting")
_BOUNDARY_SIGNS = str.maketrans({"_": " ", "#": " ", "*": " ", "~": " ", "|": " "})


@dataclass(frozen=True, slots=True)
class Page:
    """One text after folding and unmasking, and what was found in it, in the order of the text."""

    text: str
    content: tuple[Hit, ...]
    cues: tuple[Hit, ...]


class Pages:
    """Texts of one kind of language, searched with the same matchers. Holds at most a batch."""

    def __init__(self, texts: Sequence[str], matchers: Sequence[Matcher]) -> None:
        self._texts = texts
        self._matchers = tuple(matchers)
        self._slip = self._matchers[0].slips if len(self._matchers) == 1 else None
        joined = SEPARATOR.join(text.replace(SEPARATOR, " ") for text in texts)
        self.flat = unmasked(fold(joined).translate(_BOUNDARY_SIGNS), self._knows, self._slip)
        self._plain = self.flat.replace("\n", " ")
        self.codes = np.frombuffer(self.flat.encode("utf-32-le", "surrogatepass"), np.uint32)
        gaps = np.flatnonzero(self.codes == ord(SEPARATOR))
        self.starts: Positions = np.append(0, gaps + 1)
        self.ends: Positions = np.append(gaps, len(self.codes))

    def __len__(self) -> int:
        return len(self._texts)

    @functools.cached_property
    def found(self) -> tuple[Found, ...]:
        """The hits of each matcher, in the joined text."""
        return tuple(matcher.find(self._plain) for matcher in self._matchers)

    @property
    def searched(self) -> Iterator[tuple[Matcher, Found]]:
        """The matchers with what they found."""
        return zip(self._matchers, self.found, strict=True)

    @functools.cached_property
    def _rows(self) -> tuple[Positions, ...]:
        """For each matcher where the hits of each text begin; one more for the end."""
        return tuple(np.append(np.searchsorted(found.start, self.starts), len(found)) for found in self.found)

    def having(self, kinds: frozenset[Kind]) -> list[bool]:
        """For each text whether a word of one of these kinds was found in it."""
        has = np.zeros(len(self), bool)
        for matcher, found in zip(self._matchers, self.found, strict=True):
            rows = found.start[matcher.is_kind(kinds)[found.entry]]
            has[np.searchsorted(self.starts, rows, side="right") - 1] = True
        return [bool(one) for one in has]

    def page(self, number: int) -> Page:
        """One of the texts."""
        offset = int(self.starts[number])
        content: list[list[Hit]] = []
        cues: list[list[Hit]] = []
        for matcher, found, rows in zip(self._matchers, self.found, self._rows, strict=True):
            of_content: list[Hit] = []
            of_cues: list[Hit] = []
            for row in range(int(rows[number]), int(rows[number + 1])):
                hit = matcher.hit(found, row, self._plain, offset)
                (of_cues if matcher.is_cue[found.entry[row]] else of_content).append(hit)
            content.append(of_content)
            cues.append(of_cues)
        return Page(self.flat[offset : int(self.ends[number])], _merged(content), _merged(cues))

    def offsets(self, number: int) -> Sequence[int]:
        """For each character of a page's text the index of the original one; one more for the end."""
        folded, offsets = fold_with_offsets(self._texts[number].replace(SEPARATOR, " "))
        return unmask(folded.translate(_BOUNDARY_SIGNS), offsets, self._knows, self._slip)[1]

    def text_scores(self, language: str) -> npt.NDArray[np.float32]:
        """What the text model says of each text, as log odds of being hateful; NaN where it says nothing."""
        model = Model.load()
        if language not in model.languages:
            return np.full(len(self), np.nan, np.float32)
        scores = model.scores(Texts.of(self._texts), [language] * len(self))
        column = _HATEFUL if "hateful" in model.heads(language) else _INCITING
        return scores[:, column]

    def _knows(self, word: str) -> bool:
        return any(matcher.knows(word) for matcher in self._matchers)


def _merged(lists: Sequence[list[Hit]]) -> tuple[Hit, ...]:
    return tuple(lists[0] if len(lists) == 1 else longest(hit for hits in lists for hit in hits))
