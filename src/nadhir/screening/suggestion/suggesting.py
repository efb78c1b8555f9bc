"""Which elements of a framework a passage may be evidence for, with the reason for each.

A suggestion saves a reader from searching through a hundred and more indicators. It decides nothing: the
reader codes. Three sources are asked: what screening found in the passage, the words of the elements and
our cues for them, and similar passages that people coded before.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nadhir import doctrine
from nadhir.doctrine import Catalogue
from nadhir.doctrine.phrases import Reason
from nadhir.doctrine.text import LANGUAGES
from nadhir.screening.finding import Finding
from nadhir.screening.language import identify
from nadhir.screening.suggestion.index import Index, Vector, index_of
from nadhir.screening.suggestion.words import READ, Token, tokens

BOOK = "nadhir.screening.suggestion"

_FINDING = 6.0
_PAST = 14.0
_ALIKE = 0.22
"""Cosine from which a passage coded before counts as similar."""
_NEIGHBOURS = 5
_WEAKEST = 2.5
_HALF = 12.0
"""Evidence at which a score is one half; a score orders, it is no probability."""
_WORDS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class PastCoding:
    """A passage that a person coded before, with the elements chosen for it."""

    text: str
    elements: tuple[str, ...]
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An element that a passage may speak of; `score` lies between 0 and 1 and only orders."""

    element: str
    score: float
    why: Reason


def suggest(
    text: str,
    *,
    framework: str | Catalogue = "un-foa-2014",
    finding: Finding | None = None,
    past: Iterable[PastCoding] = (),
    language: str | None = None,
    k: int = 5,
) -> tuple[Suggestion, ...]:
    """At most `k` elements that the passage may be evidence for, the likeliest first; often fewer.

    `framework` is the id of a catalogue or the catalogue itself. `past` are codings under the same
    framework that the reader may see; elements it does not have are passed over. Without `language` the
    language is looked for.

    Raises:
        DoctrineError: `catalogue.unknown`.
    """
    catalogue = doctrine.load(framework) if isinstance(framework, str) else framework
    index = index_of(catalogue)
    spoken = (language or identify(text[:READ]).code).split("-")[0].lower()
    passage = list(tokens(text, spoken))
    places = {element.id: position for position, element in enumerate(index.elements)}
    by_words = index.scores(passage, certain=spoken in LANGUAGES)
    by_finding = np.zeros(len(places))
    for one in finding.indicators if finding else ():
        if one in places and catalogue.id == "un-foa-2014":
            by_finding[places[one]] = _FINDING
    by_past, similar = _from_past(index, passage, past, places)
    # What is faintly like everything is like nothing: words alone must say something.
    totals = np.where(by_words >= _WEAKEST, by_words, 0.0) + by_finding + by_past
    order = sorted(np.flatnonzero(totals), key=lambda at: (-totals[at], at))[: max(k, 0)]
    shown = []
    for at in map(int, order):
        sources = {"words": by_words[at] >= _WEAKEST, "finding": by_finding[at] > 0, "past": by_past[at] > 0}
        why = _why(text, index.speaking(passage, at), sources, similar.get(at, 0))
        score = float(totals[at] / (totals[at] + _HALF))
        shown.append(Suggestion(index.elements[at].id, round(score, 4), why))
    return tuple(shown)


def _from_past(
    index: Index, passage: Sequence[Token], past: Iterable[PastCoding], places: dict[str, int]
) -> tuple[npt.NDArray[np.float64], dict[int, int]]:
    """What the nearest passages coded before say for each element, and how many of them say it."""
    totals = np.zeros(len(places))
    similar: dict[int, int] = {}
    codings = [one for one in past if any(element in places for element in one.elements)]
    if not codings or not passage:
        return totals, similar
    here = index.vector(passage)
    compared = [
        (here.cosine(_vector(index, one.text, one.language or "")), order, one)
        for order, one in enumerate(codings)
    ]
    nearest = sorted((one for one in compared if one[0] >= _ALIKE), key=lambda one: (-one[0], one[1]))
    for alike, _, one in nearest[:_NEIGHBOURS]:
        for element in dict.fromkeys(one.elements):
            if element in places:
                totals[places[element]] += _PAST * alike
                similar[places[element]] = similar.get(places[element], 0) + 1
    return totals, similar


@functools.lru_cache(maxsize=8192)
def _vector(index: Index, text: str, language: str) -> Vector:
    return index.vector(list(tokens(text, language or identify(text[:READ]).code)))


def _why(text: str, speaking: Sequence[Token], sources: dict[str, bool], similar: int) -> Reason:
    """The reason, naming every source that spoke: `suggestion.words`, `suggestion.words_past` …"""
    said = [name for name, spoke in sources.items() if spoke]
    params: dict[str, object] = {}
    if sources["words"]:
        words = [text[token.start : token.end] for token in speaking[:_WORDS_SHOWN]]
        if words:
            params["words"] = words
        else:
            said[said.index("words")] = "likeness"
    if sources["past"]:
        params["similar"] = similar
    return Reason("suggestion." + "_".join(said), params, book=BOOK)
