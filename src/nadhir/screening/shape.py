"""The shape of a text: which kinds of words stand in it, in which order, whatever the language.

"The Xs are not vermin", « Les X ne sont pas de la vermine » and its Arabic have one shape: group, link,
negation, dehumanising. What shapes mean was learnt once from labelled posts in several languages (see
`model/`), and holds for languages that had none; it stands beside the claims of `structure.py`, which
explain themselves but see less.

A shape is a sequence of *symbols*. Its features are the symbols, their pairs in order within a few
steps, near or far, their triples, and whether a group is named at all: Sidorov et al. 2014 (syntactic
n-grams) in the small, over concepts instead of words.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nadhir.screening.lexicon import Concept, Entry, Kind, concepts
from nadhir.screening.matching import Found, Matcher, Positions
from nadhir.screening.pages import Pages

Features = npt.NDArray[np.int32]

_IGNORED: frozenset[Kind] = frozenset({"link", "idiom"})
_BY_WEIGHT: frozenset[Kind] = frozenset({"slur", "dehumanising"})
_BY_FORM: frozenset[Kind] = frozenset({"violence", "expulsion"})
_BY_CONCEPT: frozenset[Kind] = frozenset({"hostile", "unprotected", "counter_speech"})
_MARKS = {"?": "?", "؟": "?", "።": ".", "!": "!", ".": ".", ";": ".", "؛": ".", "।": ".", "\n": ".",
          '"': '"', "«": '"', "»": '"'}  # fmt: skip
_NEAR, _FAR = 2, 6  # steps between the symbols of a pair
BITS = 16
"""Features are numbers below 2 ** BITS: pairs and triples are hashed into that room."""


def _symbol(entry: Entry) -> str:
    concept, kind = entry.concept, entry.kind
    if kind in _IGNORED:
        return "is" if concept.id == "is" else ""
    if kind in _BY_WEIGHT:
        return f"{kind}{entry.weight}"
    if kind in _BY_FORM:
        return f"{kind}.{'wish' if concept.id == 'death_wish' else entry.form}"
    return f"{kind}.{concept.id}" if kind in _BY_CONCEPT else kind


@functools.cache
def symbols() -> tuple[str, ...]:
    """All symbols in a fixed order; the first stands for nothing."""
    forms = ("plain", "toward", "about", "base", "past", "strong")
    found = {"is", ".", "?", "!", '"'}
    for concept in concepts()[0].values():
        found |= _of_concept(concept, forms)
    found |= {f"slur{weight}" for weight in (1, 2, 3)}
    return ("", *sorted(found))


def _of_concept(concept: Concept, forms: tuple[str, ...]) -> set[str]:
    kind = concept.kind
    if kind in _IGNORED:
        return set()
    if kind in _BY_WEIGHT:
        return {f"{kind}{weight}" for weight in (1, 2, 3)}
    if kind in _BY_FORM:
        return {f"{kind}.{form}" for form in (*forms, "wish")}
    return {f"{kind}.{concept.id}"} if kind in _BY_CONCEPT else {kind}


@functools.cache
def _of_entries(matcher: Matcher) -> npt.NDArray[np.int64]:
    known = {name: number for number, name in enumerate(symbols())}
    return np.array([known[_symbol(entry)] for entry in matcher.entries], np.int64)


@functools.cache
def _marks() -> npt.NDArray[np.int64]:
    known = {name: number for number, name in enumerate(symbols())}
    table = np.zeros(0x10000, np.int64)
    for sign, name in _MARKS.items():
        table[ord(sign)] = known[name]
    return table


@dataclass(frozen=True, slots=True)
class Shapes:
    """The symbols of many texts in reading order: `symbol[i]` stands in text `text[i]`."""

    text: Positions
    symbol: Positions
    count: int

    @classmethod
    def of(cls, pages: Pages) -> Shapes:
        """The shapes of a batch of texts."""
        codes = pages.codes
        marks = _marks()[np.minimum(codes, 0xFFFF)]
        at = np.flatnonzero(marks)
        places, kinds = [at], [marks[at]]
        for matcher, found in pages.searched:
            symbol = _of_entries(matcher)[found.entry]
            kept = (symbol > 0) & ~_inside_content(matcher, found)
            places.append(found.start[kept])
            kinds.append(symbol[kept])
        place, symbol = np.concatenate(places), np.concatenate(kinds)
        order = np.lexsort((symbol, place))
        place, symbol = place[order], symbol[order]
        text = np.searchsorted(pages.starts, place, side="right") - 1
        # One place with several readings of one symbol, or a row of the same marks, is one symbol.
        new = np.ones(len(place), bool)
        new[1:] = (np.diff(text) != 0) | (np.diff(symbol) != 0)
        return cls(text[new], symbol[new], len(pages))

    def features(self) -> tuple[Positions, Features]:
        """Which text has which feature: two columns, sorted by text; a feature may come more than once."""
        size = len(symbols())
        text, symbol = self.text, self.symbol
        texts, found = [text], [symbol]
        grouped = np.zeros(self.count, bool)
        names = np.array([name == "group" or name.startswith("slur") for name in symbols()])
        grouped[text[names[symbol]]] = True
        texts.append(text)  # each symbol once more, by whether a group is named in the text
        found.append(_hashed(1 + grouped[text].astype(np.int64), symbol))
        for step in range(1, _FAR + 1):
            first, second = symbol[:-step], symbol[step:]
            same = text[:-step] == text[step:]
            texts.append(text[:-step][same])
            found.append(_hashed(3 if step <= _NEAR else 4, first[same] * size + second[same]))
        same = text[:-2] == text[2:]
        triple = (symbol[:-2] * size + symbol[1:-1]) * size + symbol[2:]
        texts.append(text[:-2][same])
        found.append(_hashed(5, triple[same]))
        all_texts, all_found = np.concatenate(texts), np.concatenate(found).astype(np.int32)
        order = np.argsort(all_texts, kind="stable")
        return all_texts[order], all_found[order]


def _inside_content(matcher: Matcher, found: Found) -> npt.NDArray[np.bool_]:
    """Which hits are cues that are part of a phrase of content: the "not" of "not human" denies nothing."""
    cue = matcher.is_cue[found.entry]
    inside = np.zeros(len(found), bool)
    first, last = found.start[~cue], found.end[~cue]
    if not len(first):
        return inside
    start, end = found.start[cue], found.end[cue]
    holder = np.searchsorted(first, start, side="right") - 1
    same = (first[holder] == start) & (last[holder] == end)
    inside[cue] = (holder >= 0) & (last[holder] >= end) & ~same
    return inside


def _hashed(family: Any, value: Positions) -> Positions:
    """A number below 2 ** BITS, above those of single symbols (Fibonacci hashing, Knuth 1998, 6.4)."""
    mixed = (value * 8 + family).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    room = np.uint64((1 << BITS) - 256)
    hashed: Positions = ((mixed >> np.uint64(24)) % room + np.uint64(256)).astype(np.int64)
    return hashed


def values(texts: Positions, count: int) -> npt.NDArray[np.float32]:
    """The value of each feature of a text: less, the more of them it has (1 up to sixteen features)."""
    of_text = np.bincount(texts, minlength=count)
    scale = 4 / np.sqrt(np.maximum(of_text, 16))
    chosen: npt.NDArray[np.float32] = scale[texts].astype(np.float32)
    return chosen
