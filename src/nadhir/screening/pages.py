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
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nadhir.screening.lexicon import Kind
from nadhir.screening.masks import Edit, edited, edits_of, offsets_of
from nadhir.screening.matching import Found, Hit, Matcher, Positions, longest
from nadhir.screening.model.columns import Texts, folded_at_once
from nadhir.screening.model.weights import HEADS, Model
from nadhir.screening.normalise import SEPARATOR, code_points, fold_with_offsets
from nadhir.screening.zawgyi import as_unicode

_BOUNDARY_SIGNS = "_#*~|"


class Page(NamedTuple):
    """One text after folding and unmasking, and what was found in it, in the order of the text."""

    text: str
    content: tuple[Hit, ...]
    cues: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Lot:
    """Texts in a row, `first` to `last` (exclusive), that are read with the same matchers."""

    first: int
    last: int
    matchers: tuple[Matcher, ...]

    @property
    def language(self) -> str:
        """That of the lexicon that they are read with first; "" where there is none."""
        return self.matchers[0].lexicon.language if self.matchers else ""


class Pages:
    """Texts read together, all with the same matchers or in lots. Holds at most a batch.

    What each lot needs by itself is its disguises and slips; the rest is done once for all, since most lots
    of most batches are a handful of texts whose language is not sure.
    """

    def __init__(
        self, texts: Sequence[str], matchers: Sequence[Matcher] = (), *, lots: Sequence[Lot] = ()
    ) -> None:
        self.lots = tuple(lots) or (Lot(0, len(texts), tuple(matchers)),)
        self._matchers = tuple(dict.fromkeys(one for lot in self.lots for one in lot.matchers))
        self.texts, self._from_zawgyi = _converted(texts, self.lots)
        self._folded: list[str] = []
        self._edits: list[list[Edit]] = []
        flat: list[str] = []
        for lot in self.lots:
            folded = _folded(self.texts[lot.first : lot.last])
            edits = _edits_of(folded, lot.matchers)
            self._folded.append(folded)
            self._edits.append(edits)
            flat.append(edited(folded, edits))
        self.flat = SEPARATOR.join(flat)
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
        found = {matcher: self._found_by(matcher) for matcher in self._matchers}
        wanted = {matcher: np.ones(len(self), bool) for matcher in self._matchers}
        covered: dict[Matcher, Positions] = {}
        for lot in self.lots:
            of_script: dict[str, list[Matcher]] = {}
            for matcher in lot.matchers:
                of_script.setdefault(matcher.lexicon.script, []).append(matcher)
            for rivals in of_script.values():
                if len(rivals) > 1:
                    for one in rivals:
                        if one not in covered:
                            covered[one] = self._covered(found[one])
                    best = np.argmax([covered[one][lot.first : lot.last] for one in rivals], axis=0)
                    for place, one in enumerate(rivals):
                        wanted[one][lot.first : lot.last] = best == place
        for one in covered:
            found[one] = found[one].only(wanted[one][self._text_of(found[one])])
        return tuple(found.values())

    def _found_by(self, matcher: Matcher) -> Found:
        """The hits of a matcher in the texts that are read with it."""
        lots = [lot for lot in self.lots if matcher in lot.matchers]
        if len(lots) == len(self.lots):
            return matcher.find(self._plain)
        starts = np.array([self.starts[lot.first] for lot in lots], np.int64)
        ends = np.array([self.ends[lot.last - 1] for lot in lots], np.int64)
        texts = [self._plain[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        lengths = ends - starts + 1
        return matcher.find(SEPARATOR.join(texts)).moved(np.cumsum(lengths) - lengths, starts)

    def _text_of(self, found: Found) -> Positions:
        """Which text each hit stands in."""
        texts: Positions = np.searchsorted(self.starts, found.start, side="right") - 1
        return texts

    def _covered(self, found: Found) -> Positions:
        """How many characters of each text are covered by hits."""
        return np.bincount(self._text_of(found), found.end - found.start, minlength=len(self))

    @property
    def searched(self) -> Iterator[tuple[Matcher, Found]]:
        """The matchers with what they found."""
        return zip(self._matchers, self.found, strict=True)

    @functools.cached_property
    def _lot_of(self) -> list[int]:
        """For each text the number of its lot."""
        return np.repeat(np.arange(len(self.lots)), [lot.last - lot.first for lot in self.lots]).tolist()

    def having(self, kinds: frozenset[Kind]) -> npt.NDArray[np.bool_]:
        """For each text whether a word of one of these kinds was found in it."""
        has = np.zeros(len(self), bool)
        for matcher, found in zip(self._matchers, self.found, strict=True):
            rows = found.start[matcher.is_kind(kinds)[found.entry]]
            has[np.searchsorted(self.starts, rows, side="right") - 1] = True
        return has

    def page(self, number: int) -> Page:
        """One of the texts; of several, `pages` is quicker."""
        return next(self.pages([number]))

    def pages(self, numbers: Sequence[int]) -> Iterator[Page]:
        """Some of the texts, in order of their numbers, which rise."""
        wanted = np.zeros(len(self), bool)
        wanted[numbers] = True
        hits = {matcher: self._hits(matcher, found, wanted) for matcher, found in self.searched}
        starts, ends = self.starts[numbers].tolist(), self.ends[numbers].tolist()
        for at, (number, start, end) in enumerate(zip(numbers, starts, ends, strict=True)):
            content, cues = [], []
            for matcher in self.lots[self._lot_of[number]].matchers:
                (of_content, begins), (of_cues, cues_begin) = hits[matcher]
                content.append(of_content[begins[at] : begins[at + 1]])
                cues.append(of_cues[cues_begin[at] : cues_begin[at + 1]])
            yield Page(self.flat[start:end], _merged(content), _merged(cues))

    def _hits(
        self, matcher: Matcher, found: Found, wanted: npt.NDArray[np.bool_]
    ) -> tuple[tuple[list[Hit], list[int]], ...]:
        """The hits of content and those of cues in the texts that are wanted, one after the other, and where
        those of each of these texts begin; one more for the end."""
        text = self._text_of(found)
        made = []
        for cues in (False, True):
            rows = np.flatnonzero(wanted[text] & (matcher.is_cue[found.entry] == cues))
            begins = np.cumsum(np.bincount(text[rows], minlength=len(self))[wanted])
            made.append((self._made(matcher, found, rows, self.starts[text[rows]]), [0, *begins.tolist()]))
        return tuple(made)

    def _made(self, matcher: Matcher, found: Found, rows: Positions, offset: Positions) -> list[Hit]:
        """Hits of rows, each placed within its text, which begins at `offset`."""
        start, end = found.start[rows], found.end[rows]
        entries = [matcher.entries[number] for number in found.entry[rows].tolist()]
        kinds = [matcher.kinds[number] for number in found.entry[rows].tolist()]
        prefix, suffix = [""] * len(rows), [""] * len(rows)
        for number in np.flatnonzero(found.prefix[rows]).tolist():
            prefix[number] = self._plain[start[number] : start[number] + found.prefix[rows[number]]]
        for number in np.flatnonzero(found.suffix[rows]).tolist():
            suffix[number] = self._plain[end[number] - found.suffix[rows[number]] : end[number]]
        tail: list[tuple[int, int] | None] = [None] * len(rows)
        if found.tails:
            for number, row in enumerate(rows.tolist()):
                if row in found.tails:
                    first, last = found.tails[row]
                    tail[number] = first - int(offset[number]), last - int(offset[number])
        columns = (start - offset).tolist(), (end - offset).tolist(), entries, kinds, prefix, suffix, tail
        return list(map(_hit, zip(*columns, strict=True)))

    def offsets(self, number: int) -> Sequence[int]:
        """For each character of a page's text the index of the original one; one more for the end."""
        lot = self._lot_of[number]
        starts, ends = self._before_edits[lot]
        first = int(starts[number - self.lots[lot].first])
        last = int(ends[number - self.lots[lot].first])
        offsets = fold_with_offsets(self.texts[number].replace(SEPARATOR, " "))[1]
        if number in self._from_zawgyi:
            back = self._from_zawgyi[number]
            offsets = [back[index] for index in offsets]
        low = bisect_left(self._edits[lot], (first,))
        high = bisect_left(self._edits[lot], (last,))
        edits = [(begin - first, stop - first, words) for begin, stop, words in self._edits[lot][low:high]]
        return offsets_of(offsets, edits) if edits else offsets

    def is_zawgyi(self, number: int) -> bool:
        """Whether one of the texts was written in Zawgyi, or lines of it."""
        return number in self._from_zawgyi

    @functools.cached_property
    def _before_edits(self) -> tuple[tuple[Positions, Positions], ...]:
        """For each lot where its texts begin and end in the folded text of the lot."""
        return tuple(_bounds(code_points(folded)) for folded in self._folded)

    def text_scores(self) -> npt.NDArray[np.float32]:
        """What the text model says of each text, log odds, float32[texts, heads]; NaN for nothing."""
        model = Model.load()
        found = np.full((len(self), len(HEADS)), np.nan, np.float32)
        for language, rows in self.languages.items():
            if language in model.languages:
                texts = Texts.of([self.texts[row] for row in rows.tolist()])
                found[rows] = model.scores(texts, [language] * len(rows))
        return found

    @functools.cached_property
    def languages(self) -> dict[str, Positions]:
        """The languages of the lots with the numbers of their texts."""
        found: dict[str, list[Positions]] = {}
        for lot in self.lots:
            found.setdefault(lot.language, []).append(np.arange(lot.first, lot.last))
        return {language: np.concatenate(rows) for language, rows in found.items()}


_hit = functools.partial(tuple.__new__, Hit)
"""A hit of a tuple of all its fields: in a fourth of the time that naming them takes."""


def _converted(texts: Sequence[str], lots: Sequence[Lot]) -> tuple[Sequence[str], dict[int, Sequence[int]]]:
    """The texts in Unicode, and the way back to the original of those that were not; Burmese ones only."""
    burmese = [lot for lot in lots if any(one.lexicon.script == "burmese" for one in lot.matchers)]
    if not burmese:
        return texts, {}
    read = list(texts)
    ways: dict[int, Sequence[int]] = {}
    for lot in burmese:
        for number in range(lot.first, lot.last):
            converted = as_unicode(texts[number])
            if converted is not None:
                read[number], ways[number] = converted
    return read, ways


def _folded(texts: Sequence[str]) -> str:
    """Texts joined and folded."""
    folded = folded_at_once(SEPARATOR.join([text.replace(SEPARATOR, " ") for text in texts]))
    for sign in _BOUNDARY_SIGNS:  # quicker than a table
        folded = folded.replace(sign, " ")
    return folded


def _any_knows(matchers: Sequence[Matcher], word: str) -> bool:
    return any(matcher.knows(word) for matcher in matchers)


def _edits_of(folded: str, matchers: Sequence[Matcher]) -> list[Edit]:
    """What is to be read differently in folded texts that are read with these matchers."""
    known = matchers[0].knows if len(matchers) == 1 else functools.partial(_any_knows, matchers)
    edits = edits_of(folded, known, matchers[0].slips if len(matchers) == 1 else None)
    if any(matcher.lexicon.language == "ar-Latn" for matcher in matchers):
        # Words in Latin letters that stand for Arabic ones, where the Arabic lexicon is at hand.
        arabic = next((one for one in matchers if one.lexicon.language == "ar"), None)
        if arabic is not None:
            edits = sorted((*edits, *arabic.arabizi.edits(folded, known)))
    return edits


def _bounds(codes: npt.NDArray[np.uint32]) -> tuple[Positions, Positions]:
    """Where each of the joined texts begins and ends."""
    gaps = np.flatnonzero(codes == ord(SEPARATOR))
    return np.append(0, gaps + 1), np.append(gaps, len(codes))


def _merged(lists: Sequence[list[Hit]]) -> tuple[Hit, ...]:
    """The hits of several matchers in one text, in its order."""
    return tuple(lists[0] if len(lists) == 1 else longest(hit for hits in lists for hit in hits))
