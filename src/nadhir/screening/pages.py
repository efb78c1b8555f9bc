"""Many texts read at once: joined, folded, unmasked and searched in one go, then taken apart again.

Burmese in Zawgyi is converted before that.

What costs a call in Python is paid once for a whole batch; a single text is a batch of one, so that there
is only one way of reading and a text is read alike wherever it comes from.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nadhir.screening.lexicon import CUES, Kind
from nadhir.screening.masks import edited, edits_of, offsets_of
from nadhir.screening.matching import Found, Hit, Matcher, Positions, longest
from nadhir.screening.model.columns import Texts
from nadhir.screening.model.weights import HEADS, Model
from nadhir.screening.normalise import SEPARATOR, code_points, fold, fold_with_offsets
from nadhir.screening.zawgyi import as_unicode

_BOUNDARY_SIGNS = "_#*~|"


@dataclass(frozen=True, slots=True)
class Page:
    """One text after folding and unmasking, and what was found in it, in the order of the text."""

    text: str
    content: tuple[Hit, ...]
    cues: tuple[Hit, ...]


class Pages:
    """Texts of one kind of language, searched with the same matchers. Holds at most a batch."""

    def __init__(self, texts: Sequence[str], matchers: Sequence[Matcher]) -> None:
        self._matchers = tuple(matchers)
        burmese = any(matcher.lexicon.script == "burmese" for matcher in self._matchers)
        self.texts, self._from_zawgyi = _converted(texts) if burmese else (texts, {})
        slip = self._matchers[0].slips if len(self._matchers) == 1 else None
        joined = SEPARATOR.join([text.replace(SEPARATOR, " ") for text in self.texts])
        folded = fold(joined)
        for sign in _BOUNDARY_SIGNS:  # quicker than a table
            folded = folded.replace(sign, " ")
        self._folded = folded
        self._edits = edits_of(self._folded, self._knows, slip)
        if any(matcher.lexicon.language == "ar-Latn" for matcher in self._matchers):
            self._edits = sorted((*self._edits, *self._arabizi()))
        self.flat = edited(self._folded, self._edits)
        self._plain = self.flat.replace("\n", " ")
        self.codes = code_points(self.flat)
        self.starts, self.ends = _bounds(self.codes)

    def __len__(self) -> int:
        return len(self.texts)

    @functools.cached_property
    def found(self) -> tuple[Found, ...]:
        """The hits of each matcher, in the joined text. Where a text may be in one of several languages of a
        script, only those of the one whose words cover most of it: what is a denial in one language is a
        plain word in the next."""
        found = [matcher.find(self._plain) for matcher in self._matchers]
        of_script: dict[str, list[int]] = {}
        for number, matcher in enumerate(self._matchers):
            of_script.setdefault(matcher.lexicon.script, []).append(number)
        for rivals in of_script.values():
            if len(rivals) > 1:
                texts = [np.searchsorted(self.starts, found[one].start, side="right") - 1 for one in rivals]
                covered = [
                    np.bincount(text, found[one].end - found[one].start, minlength=len(self))
                    for one, text in zip(rivals, texts, strict=True)
                ]
                best = np.argmax(covered, axis=0)
                for place, (one, text) in enumerate(zip(rivals, texts, strict=True)):
                    found[one] = found[one].only(best[text] == place)
        return tuple(found)

    @property
    def searched(self) -> Iterator[tuple[Matcher, Found]]:
        """The matchers with what they found."""
        return zip(self._matchers, self.found, strict=True)

    @functools.cached_property
    def _rows(self) -> tuple[list[int], ...]:
        """For each matcher where the hits of each text begin; one more for the end."""
        starts = (np.searchsorted(found.start, self.starts).tolist() for found in self.found)
        return tuple([*begins, len(found)] for begins, found in zip(starts, self.found, strict=True))

    def having(self, kinds: frozenset[Kind]) -> npt.NDArray[np.bool_]:
        """For each text whether a word of one of these kinds was found in it."""
        has = np.zeros(len(self), bool)
        for matcher, found in zip(self._matchers, self.found, strict=True):
            rows = found.start[matcher.is_kind(kinds)[found.entry]]
            has[np.searchsorted(self.starts, rows, side="right") - 1] = True
        return has

    @functools.cached_property
    def _columns(self) -> tuple[_Columns, ...]:
        """The hits of each matcher as lists, which are quicker to read one by one than arrays."""
        return tuple(_Columns.of(one, self.starts) for one in self.found)

    def page(self, number: int) -> Page:
        """One of the texts."""
        content: list[list[Hit]] = []
        cues: list[list[Hit]] = []
        for matcher, columns, rows in zip(self._matchers, self._columns, self._rows, strict=True):
            of_content: list[Hit] = []
            of_cues: list[Hit] = []
            known, kinds = matcher.entries, matcher.kinds
            first, last = rows[number], rows[number + 1]
            for row, start, end, entry in zip(
                range(first, last),
                columns.start[first:last],
                columns.end[first:last],
                columns.entry[first:last],
                strict=True,
            ):
                kind = kinds[entry]
                hit = Hit(start, end, known[entry], kind)
                if row in columns.more:
                    hit = self._with_more(hit, columns.more[row], int(self.starts[number]))
                (of_cues if kind in CUES else of_content).append(hit)
            content.append(of_content)
            cues.append(of_cues)
        text = self.flat[int(self.starts[number]) : int(self.ends[number])]
        return Page(text, _merged(content), _merged(cues))

    def _with_more(self, hit: Hit, more: _More, offset: int) -> Hit:
        """The hit with the particles around it and its second part."""
        prefix, suffix, tail = more
        start, end = hit.start + offset, hit.end + offset
        return hit._replace(
            prefix=self._plain[start : start + prefix],
            suffix=self._plain[end - suffix : end],
            tail=(tail[0] - offset, tail[1] - offset) if tail else None,
        )

    def offsets(self, number: int) -> Sequence[int]:
        """For each character of a page's text the index of the original one; one more for the end."""
        start, end = self._before_edits
        first, last = int(start[number]), int(end[number])
        offsets = fold_with_offsets(self.texts[number].replace(SEPARATOR, " "))[1]
        if number in self._from_zawgyi:
            back = self._from_zawgyi[number]
            offsets = [back[index] for index in offsets]
        low = bisect_left(self._edits, (first,))
        high = bisect_left(self._edits, (last,))
        edits = [(begin - first, stop - first, words) for begin, stop, words in self._edits[low:high]]
        return offsets_of(offsets, edits) if edits else offsets

    def is_zawgyi(self, number: int) -> bool:
        """Whether one of the texts was written in Zawgyi, or lines of it."""
        return number in self._from_zawgyi

    @functools.cached_property
    def _before_edits(self) -> tuple[Positions, Positions]:
        return _bounds(code_points(self._folded))

    def text_scores(self, language: str) -> npt.NDArray[np.float32]:
        """What the text model says of each text, log odds, float32[texts, heads]; NaN for nothing."""
        model = Model.load()
        if language not in model.languages:
            return np.full((len(self), len(HEADS)), np.nan, np.float32)
        return model.scores(Texts.of(self.texts), [language] * len(self))

    def _arabizi(self) -> list[tuple[int, int, str]]:
        """Words in Latin letters that stand for Arabic ones, where the Arabic lexicon is at hand."""
        arabic = next((one for one in self._matchers if one.lexicon.language == "ar"), None)
        return arabic.arabizi.edits(self._folded, self._knows) if arabic else []

    def _knows(self, word: str) -> bool:
        return any(matcher.knows(word) for matcher in self._matchers)


_More = tuple[int, int, tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Hits as lists: places within their texts, and of which entry; `more` maps the rows of those that have
    them to the lengths of particles before and after, and to the place of the second part in all texts."""

    start: list[int]
    end: list[int]
    entry: list[int]
    more: dict[int, _More]

    @classmethod
    def of(cls, found: Found, starts: Positions) -> _Columns:
        offset = starts[np.searchsorted(starts, found.start, side="right") - 1]
        rows = np.flatnonzero(found.prefix | found.suffix).tolist()
        particles = zip(found.prefix[rows].tolist(), found.suffix[rows].tolist(), strict=True)
        more: dict[int, _More] = {
            row: (prefix, suffix, found.tails.get(row))
            for row, (prefix, suffix) in zip(rows, particles, strict=True)
        }
        for row, tail in found.tails.items():
            more.setdefault(row, (0, 0, tail))
        return cls((found.start - offset).tolist(), (found.end - offset).tolist(), found.entry.tolist(), more)


def _converted(texts: Sequence[str]) -> tuple[Sequence[str], dict[int, Sequence[int]]]:
    """The texts in Unicode, and the way back to the original of those that were not."""
    read = list(texts)
    ways: dict[int, Sequence[int]] = {}
    for number, text in enumerate(texts):
        converted = as_unicode(text)
        if converted is not None:
            read[number], ways[number] = converted
    return read, ways


def _bounds(codes: npt.NDArray[np.uint32]) -> tuple[Positions, Positions]:
    """Where each of the joined texts begins and ends."""
    gaps = np.flatnonzero(codes == ord(SEPARATOR))
    return np.append(0, gaps + 1), np.append(gaps, len(codes))


def _merged(lists: Sequence[list[Hit]]) -> tuple[Hit, ...]:
    return tuple(lists[0] if len(lists) == 1 else longest(hit for hits in lists for hit in hits))
