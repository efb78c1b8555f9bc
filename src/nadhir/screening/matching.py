"""Finding the words of a lexicon in folded text: one pass of an Aho–Corasick automaton, whatever the number
of words (Aho & Corasick 1975; pyahocorasick), then a look at both ends of each hit.

A hit must be whole words, with no more written onto them than the particles of the language. In Arabic
these stand before the word (wa-, fa-, bi-, li-, ka-, al-, the future sa-) and after it (object and
possessive pronouns); a hit remembers them.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import ahocorasick
import numpy as np
import numpy.typing as npt

from nadhir.screening import arabic, romanised
from nadhir.screening.arabizi import Arabizi
from nadhir.screening.lexicon import CUES, Concept, Entry, Kind, Lexicon, signs
from nadhir.screening.normalise import BASIC_PLANE, SEPARATOR, code_points
from nadhir.screening.ordinary import Ordinary
from nadhir.screening.particles import Particles
from nadhir.screening.patterns import Pattern, class_of, patterns_of
from nadhir.screening.slips import Slips
from nadhir.screening.tails import Tails

Positions = npt.NDArray[np.int64]

COMPOUNDING = frozenset({"de", "nl"})
"""Languages that write compounds as one word."""

_SOUNDS: Mapping[str, Callable[[str], str]] = {"ur-Latn": romanised.sound}

_PLANE = np.uint32(0x100000)  # for private use: no letter of any script


def _continues_word(char: str) -> bool:
    """Whether a letter or vowel sign keeps a word going, in scripts whose vowels are signs."""
    return char.isalnum() or unicodedata.category(char) in ("Mn", "Mc")


def _continues_syllable(char: str) -> bool:
    """Burmese writes no spaces between words: what may not be cut is the syllable."""
    return "\u102b" <= char <= "\u103e"


_CONTINUES: Mapping[str, Callable[[str], bool]] = {
    "devanagari": _continues_word,
    "bengali": _continues_word,
    "burmese": _continues_syllable,
}


class Hit(NamedTuple):
    """An entry found at `start` to `end` (exclusive) of the folded text, with the particles around it and,
    for an entry in two parts, where its second part stands. A tuple, because posts are full of them."""

    start: int
    end: int
    entry: Entry
    kind: Kind
    prefix: str = ""
    suffix: str = ""
    tail: tuple[int, int] | None = None

    @property
    def group(self) -> Concept | None:
        """The protected group this names, or throws a slur at."""
        concept = self.entry.concept
        return concept if concept.kind == "group" else concept.group


@dataclass(frozen=True, slots=True)
class Found:
    """Hits in many texts written one after the other, as columns of one row a hit, in reading order.

    `start` and `end` count in the joined text; `entry` is an index into the matcher's `entries`; `prefix`
    and `suffix` are the lengths of the particles around it; `tails` maps rows to their second parts.
    """

    start: Positions
    end: Positions
    entry: Positions
    prefix: Positions
    suffix: Positions
    tails: Mapping[int, tuple[int, int]]

    def __len__(self) -> int:
        return len(self.start)

    def only(self, kept: npt.NDArray[np.bool_]) -> Found:
        """Some of the rows."""
        rows = np.flatnonzero(kept)
        places = {int(row): place for place, row in enumerate(rows)} if self.tails else {}
        tails = {places[row]: tail for row, tail in self.tails.items() if row in places}
        return Found(
            self.start[rows], self.end[rows], self.entry[rows], self.prefix[rows], self.suffix[rows], tails
        )

    def moved(self, begins: Positions, places: Positions) -> Found:
        """The same hits where the parts of the text that begin at `begins` stand at `places` instead."""
        shift = (places - begins)[np.searchsorted(begins, self.start, side="right") - 1]
        tails = {
            row: (first + int(shift[row]), last + int(shift[row]))
            for row, (first, last) in self.tails.items()
        }
        return Found(self.start + shift, self.end + shift, self.entry, self.prefix, self.suffix, tails)


class Matcher:
    """Finds the entries of one lexicon, in one text or in many joined by `SEPARATOR`."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.entries = (*lexicon.entries, *signs().entries, *arabic.denials(lexicon))
        self.kinds = tuple(entry.kind for entry in self.entries)
        self.is_cue = np.array([kind in CUES for kind in self.kinds], bool)
        self._arabic = lexicon.language == "ar"
        before, after = lexicon.particles
        self._before = frozenset(("", *before))
        self._after = frozenset(("", *after))
        self._reach = max(map(len, (*before, *after)), default=0)
        if self._arabic:
            self._reach = arabic.LONGEST_PARTICLE
        # Where nothing is written before words, hits begin where words do: see `_raised`.
        self._words_begin = self._reach == 0
        self._inside = _word_table(_CONTINUES.get(lexicon.script, str.isalnum))
        self._words = lexicon.vocabulary()
        # Where words change their shape with particles, what looks misspelt mostly is not.
        spelt = lexicon.script in ("latin", "devanagari") and not before
        self.slips = (
            Slips(
                self._words,
                lexicon.vocabulary(cues=True),
                Ordinary.load(),
                compounds=lexicon.language in COMPOUNDING,
                sound=_SOUNDS.get(lexicon.language),
            )
            if spelt
            else None
        )
        self._build()

    @functools.cached_property
    def arabizi(self) -> Arabizi:
        """The words of an Arabic lexicon as they are written in Latin letters."""
        return Arabizi(self._words | self.lexicon.vocabulary(cues=True))

    def _build(self) -> None:
        keys = self._keys()
        numbers: dict[int, int] = {id(entry): number for number, entry in enumerate(self.entries)}
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        for number, key in enumerate(keys):
            self._automaton.add_word(key, number)
        self._automaton.make_automaton()
        flat: list[Pattern] = []
        in_two_parts: list[tuple[int, list[Pattern]]] = []
        counts = []
        for patterns in keys.values():
            if len(patterns) == 1 and not patterns[0].tail:
                flat += patterns
                counts.append(1)
                continue
            alike: dict[tuple[bool, ...], list[Pattern]] = {}
            whole = [pattern for pattern in patterns if not pattern.tail]
            for pattern in patterns:
                if pattern.tail:
                    alike.setdefault(class_of(pattern), []).append(pattern)
            # Of phrases with the same first part one is looked for; which it is, the second part says.
            in_two_parts += [(len(flat) + len(whole) + at, some) for at, some in enumerate(alike.values())]
            flat += [*whole, *(some[0] for some in alike.values())]
            counts.append(len(whole) + len(alike))
        self._tails: dict[int, Tails] = {}
        for first, some in in_two_parts:
            self._tails[first] = Tails.of({pattern.tail: len(flat) + at for at, pattern in enumerate(some)})
            flat += some
        self._count = np.array(counts, np.int64)
        self._first = np.cumsum(self._count) - self._count
        self._length = np.array([pattern.length for pattern in flat], np.int64)
        self._entry = np.array([numbers[id(pattern.entry)] for pattern in flat], np.int64)
        self._open_start = np.array([pattern.open_start for pattern in flat], bool)
        self._open_end = np.array([pattern.open_end for pattern in flat], bool)
        # Patterns of one class take the same particles.
        kinds: dict[tuple[bool, ...], int] = {}
        self._class = np.array(
            [kinds.setdefault(class_of(pattern), len(kinds)) for pattern in flat], np.int64
        )
        classes = list(dict(zip(self._class.tolist(), flat, strict=True)).values())
        before, after = self._before, self._after
        if self._arabic:
            before, after = arabic.PARTICLES_BEFORE, arabic.PARTICLES_AFTER
        self._fits_before = Particles(before, [functools.partial(self._before_fits, one) for one in classes])
        self._fits_after = Particles(after, [functools.partial(self._after_fits, one) for one in classes])
        # What whole words do not decide by themselves: particles, and phrases in two parts.
        self._special = np.array(
            [pattern.article or pattern.pronoun or bool(pattern.tail) for pattern in flat], bool
        )
        self._in_two_parts = np.zeros(len(flat), bool)
        self._in_two_parts[list(self._tails)] = True

    def _keys(self) -> dict[str, list[Pattern]]:
        """What the automaton looks for, with the patterns that each stands for."""
        plain: list[str] = []
        patterns: list[Pattern] = []
        for entry in self.entries:
            for key, pattern in patterns_of(entry, arabic=self._arabic):
                plain.append(key)
                patterns.append(pattern)
        raised = plain
        if self._words_begin:
            raised = self._raised(SEPARATOR.join(plain)).split(SEPARATOR)
        keys: dict[str, list[Pattern]] = {}
        for key, low, pattern in zip(raised, plain, patterns, strict=True):
            keys.setdefault(key, []).append(pattern)
            if pattern.open_start and key[0] != low[0]:
                keys.setdefault(low[0] + key[1:], []).append(pattern)
        return keys

    @functools.cache  # noqa: B019 - a matcher lives as long as its screener
    def is_kind(self, kinds: frozenset[Kind]) -> npt.NDArray[np.bool_]:
        """For each entry whether it is of one of these kinds."""
        return np.array([entry.kind in kinds for entry in self.entries], bool)

    # ------------------------------------------------------------------ one text

    def content(self, text: str) -> list[Hit]:
        """Who is named and what is said, in the order of the text, the longest reading of each place."""
        return self._hits(text, cues=False)

    def cues(self, text: str) -> list[Hit]:
        """Negations, questions, reported speech and what else decides how something is meant."""
        return self._hits(text, cues=True)

    def _hits(self, text: str, *, cues: bool) -> list[Hit]:
        found = self.find(text)
        hits = []
        for row, number in enumerate(found.entry.tolist()):
            if self.is_cue[number] == cues:
                start, end = int(found.start[row]), int(found.end[row])
                before, after = text[start : start + found.prefix[row]], text[end - found.suffix[row] : end]
                entry, tail = self.entries[number], found.tails.get(row)
                hits.append(Hit(start, end, entry, entry.kind, before, after, tail))
        return hits

    def knows(self, word: str) -> bool:
        """Whether a single folded word is one of the content entries, particles allowed."""
        if word in self._words:
            return True
        if not self._arabic:
            return False
        return any(
            word[:cut] in arabic.NOUN_PREFIXES and word[cut:] in self._words
            for cut in range(1, min(arabic.LONGEST_PARTICLE, len(word) - 2) + 1)
        )

    # ------------------------------------------------------------------ many texts

    def find(self, text: str) -> Found:
        """All hits in a folded text, or in many joined by `SEPARATOR`: of content and of cues the longest
        reading of each place."""
        codes = code_points(text)
        searched = self._raised(text) if self._words_begin else text
        raw = np.fromiter(chain.from_iterable(self._automaton.iter(searched)), np.int64)
        if not len(raw) and not self._arabic:
            return _nothing()
        ends, keys = raw.reshape(-1, 2).T
        count = self._count[keys]
        pattern = np.repeat(self._first[keys] - np.cumsum(count) + count, count) + np.arange(count.sum())
        end = np.repeat(ends, count) + 1
        start = end - self._length[pattern]
        begin, stop = self._words_around(codes, start, end)
        if self._arabic:  # an open end is a preposition written onto the next word, which stays apart
            stop = np.where(self._open_end[pattern], end, stop)
        left, right = start - begin, stop - end
        fits = (self._open_start[pattern] | (left <= self._reach)) & (
            self._open_end[pattern] | (right <= self._reach)
        )
        plain = fits & ~self._special[pattern]
        plain &= (self._open_start[pattern] | (left == 0)) & (self._open_end[pattern] | (right == 0))
        rows = np.flatnonzero(fits & ~plain)
        of_class = self._class[pattern[rows]]
        rows = rows[
            self._fits_before.fit(codes, begin[rows], start[rows], of_class)
            & self._fits_after.fit(codes, end[rows], stop[rows], of_class)
        ]
        in_two = self._in_two_parts[pattern[rows]]
        plain[rows[~in_two]] = True
        tails: dict[int, tuple[int, int]] = {}
        for row in rows[in_two].tolist():
            second = self._tails[int(pattern[row])].after(text, int(end[row]))
            if second is not None:
                plain[row] = True
                pattern[row], tails[row] = second
        entry = self._entry[pattern]
        if self._arabic:
            denied = np.array(list(arabic.denied(text)), np.int64).reshape(-1, 2)
            nothing = np.zeros(len(denied), np.int64)
            begin, stop = np.append(begin, denied[:, 0]), np.append(stop, denied[:, 1])
            entry = np.append(entry, np.full(len(denied), len(self.entries) - 1))
            left, right = np.append(left, nothing), np.append(right, nothing)
            plain = np.append(plain, np.ones(len(denied), bool))
        return self._longest(begin, stop, entry, left, right, plain, tails)

    def _raised(self, text: str) -> str:
        """The text with the letter that each word begins with moved to another plane of Unicode, so that the
        automaton finds "he" in "he" and not in "the"."""
        codes = code_points(text)
        inside = self._inside[np.minimum(codes, len(self._inside) - 1)]
        begins = inside.copy()
        begins[1:] &= ~inside[:-1]
        return (codes + begins * _PLANE).tobytes().decode("utf-32-le", "surrogatepass")

    def terms(self) -> list[str]:
        """All that is looked for, as it is written."""
        return sorted({key for entry in self.entries for key, _ in patterns_of(entry, arabic=self._arabic)})

    def _words_around(
        self, codes: npt.NDArray[np.uint32], start: Positions, end: Positions
    ) -> tuple[Positions, Positions]:
        """Where the words that hits begin and end in begin and end themselves."""
        inside = self._inside[np.minimum(codes, len(self._inside) - 1)]
        places = np.arange(len(codes) + 1, dtype=np.int32)  # half the memory to go through
        outside = np.append(~inside, True)
        # The last place outside a word before each place, and the next one from it on.
        last = np.maximum.accumulate(np.where(outside, places, np.int32(-1)))
        following = np.minimum.accumulate(np.where(outside, places, np.int32(len(codes)))[::-1])[::-1]
        begin = np.where(outside[start], start, last[start] + 1)
        stop = np.where(outside[end - 1], end, following[end])
        return begin, stop

    def _longest(
        self,
        start: Positions,
        end: Positions,
        entry: Positions,
        prefix: Positions,
        suffix: Positions,
        kept: npt.NDArray[np.bool_],
        tails: Mapping[int, tuple[int, int]],
    ) -> Found:
        rows = np.flatnonzero(kept)
        rows = rows[np.lexsort((entry[rows], -end[rows], start[rows]))]
        first, last, cue = start[rows], end[rows], self.is_cue[entry[rows]]
        stays = np.zeros(len(rows), bool)
        for some in (np.flatnonzero(~cue), np.flatnonzero(cue)):
            stays[some] = _uncovered(first[some], last[some])
        rows = rows[stays]
        same = np.zeros(len(rows), bool)
        same[1:] = (np.diff(start[rows]) == 0) & (np.diff(end[rows]) == 0) & (np.diff(entry[rows]) == 0)
        rows = rows[~same]
        places = np.full(len(kept), -1)
        places[rows] = np.arange(len(rows))
        return Found(
            start[rows],
            end[rows],
            entry[rows],
            prefix[rows],
            suffix[rows],
            {int(places[row]): tail for row, tail in tails.items() if places[row] >= 0},
        )

    # ------------------------------------------------------------------ particles

    def _before_fits(self, pattern: Pattern, prefix: str | None) -> bool:
        """Whether a pattern may have this before it in its word; None stands for what is no particle."""
        if self._arabic:
            kind = pattern.entry.kind
            return prefix is not None and arabic.fits_before(prefix, kind, article=pattern.article)
        return pattern.open_start or prefix in self._before

    def _after_fits(self, pattern: Pattern, suffix: str | None) -> bool:
        """Whether a pattern may have this after it in its word; None stands for what is no particle."""
        if pattern.open_end:
            return True
        if self._arabic:
            kind = pattern.entry.kind
            return suffix is not None and arabic.fits_after(suffix, kind, pronoun=pattern.pronoun)
        return suffix in self._after


def _uncovered(first: Positions, last: Positions) -> npt.NDArray[np.bool_]:
    """Which hits, sorted by where they begin and falling end, do not lie inside an earlier, longer one."""
    reach = np.maximum.accumulate(last)
    new = last > np.append(-1, reach[:-1])[: len(last)]
    # Several entries of the same place all stay with the first of them.
    other = np.append(True, (np.diff(first) != 0) | (np.diff(last) != 0))[: len(last)]
    kept: npt.NDArray[np.bool_] = new[np.flatnonzero(other)][np.cumsum(other) - 1]
    return kept


def _nothing() -> Found:
    none = np.zeros(0, np.int64)
    return Found(none, none, none, none, none, {})


@functools.cache
def _word_table(inside: Callable[[str], bool]) -> npt.NDArray[np.bool_]:
    """For each code point of the basic plane whether it continues a word; the last stands for all above."""
    return np.fromiter(map(inside, BASIC_PLANE), bool)


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """The hits that do not lie inside a longer one. Several entries of the same place all stay."""
    kept: list[Hit] = []
    reach = (-1, -1)
    for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
        if hit.end > reach[1]:
            kept.append(hit)
            reach = (hit.start, hit.end)
        elif (hit.start, hit.end) == reach and all(
            hit.entry is not other.entry for other in kept[-4:] if (other.start, other.end) == reach
        ):
            kept.append(hit)
    return kept
