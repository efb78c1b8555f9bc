"""The texts of a catalogue and their cues, so indexed that a passage finds the elements that speak of it.

Two views of the same words are added up: Okapi BM25 over stems and pairs of neighbouring stems (Robertson
and Zaragoza, "The Probabilistic Relevance Framework", 2009), and the cosine of TF-IDF vectors over runs of
four characters, which forgives an inflection that the stems do not know.
"""

from __future__ import annotations

import functools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import yaml

from nadhir.doctrine import Catalogue, Element
from nadhir.doctrine.text import LANGUAGES
from nadhir.screening.suggestion.words import Token, pieces, stems

_SATURATION = 1.2
_LENGTH = 0.5
_PAIR = 1.0
"""What a pair of neighbouring stems counts beside a single one of the same rarity."""
_PIECES = 6.0
_LABEL = 0.4
_CUE = 1.0
_BEGINNING, _COGNATES = 5, 2
"""In another language words count by their first letters, and only where two speak for one element."""

Row = tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Vector:
    """A passage as weighted terms of length one: to be compared with other passages."""

    weights: Mapping[str, float]

    def cosine(self, other: Vector) -> float:
        short, long = sorted((self.weights, other.weights), key=len)
        return sum(weight * long.get(term, 0.0) for term, weight in short.items())


class Index:
    """The elements of a catalogue that have nothing under them, ready to be searched."""

    def __init__(self, catalogue: Catalogue, cues: Mapping[str, Mapping[str, str]]) -> None:
        self.elements: tuple[Element, ...] = tuple(
            element for element in catalogue.elements if not catalogue.children(element.id)
        )
        documents = [_document(catalogue, element, cues.get(element.id, {})) for element in self.elements]
        self._rows, self._rarity = _bm25([terms for terms, _ in documents])
        self._pieces, self._piece_rarity = _cosines([words for _, words in documents])

    def scores(self, passage: Sequence[Token], *, certain: bool = True) -> npt.NDArray[np.float64]:
        """How well each element answers to a passage, in the order of `elements`; zero for not at all.

        `certain` is False for a language that the cues do not know: then only longer words count, and
        only where at least two of them speak for the same element.
        """
        if not certain:
            return self._of_cognates(passage)
        totals = np.zeros(len(self.elements))
        for term in dict.fromkeys(_terms([token.stem for token in passage])):
            row = self._rows.get(term)
            if row is not None:
                totals[row[0]] += row[1]
        return totals + _PIECES * self._alike(passage)

    def _of_cognates(self, passage: Sequence[Token]) -> npt.NDArray[np.float64]:
        totals = np.zeros(len(self.elements))
        hits = np.zeros(len(self.elements))
        for beginning in dict.fromkeys(_beginning(token.folded) for token in passage):
            row = self._beginnings.get(beginning) if beginning else None
            if row is not None:
                totals[row[0]] += row[1]
                hits[row[0]] += _COGNATES if _is_sign(beginning) else 1
        return np.where(hits >= _COGNATES, totals, 0.0)

    @functools.cached_property
    def _beginnings(self) -> dict[str, Row]:
        """For each beginning of a longer stem, what the best of its stems says of each element."""
        best: dict[str, dict[int, float]] = defaultdict(dict)
        for term, (positions, values) in self._rows.items():
            beginning = _beginning(term, least=_BEGINNING) if " " not in term else ""
            if beginning:
                for position, value in zip(positions.tolist(), values.tolist(), strict=True):
                    best[beginning][position] = max(value, best[beginning].get(position, 0.0))
        return {beginning: _row(sorted(where.items()), 1.0) for beginning, where in best.items()}

    def _alike(self, passage: Sequence[Token]) -> npt.NDArray[np.float64]:
        counted = Counter(piece for token in passage for piece in pieces(token.folded))
        weights = {
            piece: (1 + math.log(count)) * self._piece_rarity[piece]
            for piece, count in counted.items()
            if piece in self._piece_rarity
        }
        totals = np.zeros(len(self.elements))
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        for piece, weight in weights.items():
            columns, values = self._pieces[piece]
            totals[columns] += values * (weight / length)
        return totals

    def speaking(self, passage: Sequence[Token], position: int) -> list[Token]:
        """The words of the passage that speak most for one element, the strongest first."""
        weights: dict[str, float] = defaultdict(float)
        order = [token.stem for token in passage]
        for term in dict.fromkeys(_terms(order)):
            row = self._rows.get(term)
            if row is not None:
                at = int(np.searchsorted(row[0], position))
                if at < len(row[0]) and row[0][at] == position:
                    for part in term.split(" "):
                        weights[part] += float(row[1][at])
        first = {token.stem: token for token in reversed(passage)}
        return [first[one] for one in sorted(weights, key=lambda one: (-weights[one], one)) if one in first]

    def vector(self, passage: Sequence[Token]) -> Vector:
        """The passage as a vector of stems and character runs."""
        counted = Counter(token.stem for token in passage)
        rare = max(self._rarity.values(), default=1.0)
        weights = {term: (1 + math.log(n)) * self._rarity.get(term, rare) for term, n in counted.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return Vector({term: weight / length for term, weight in weights.items()})


def _is_sign(word: str) -> bool:
    return ord(word[0]) >= 0x1F300


def _beginning(word: str, *, least: int = _BEGINNING + 1) -> str:
    """What a word of another language may share with one of ours; empty for a short one."""
    if _is_sign(word):
        return word
    return word[:_BEGINNING] if len(word) >= least else ""


def _document(
    catalogue: Catalogue, element: Element, cues: Mapping[str, str]
) -> tuple[dict[str, float], list[str]]:
    """The weighted terms of an element, and its words for the character runs."""
    counts: dict[str, float] = defaultdict(float)
    words: list[str] = []

    def add(text: str, language: str, weight: float) -> None:
        found = stems(text, language)
        for term in _terms(found):
            counts[term] += weight
        if weight >= 1:
            words.extend(found)

    for language in LANGUAGES:
        for one in filter(None, (element.text, element.label, *element.guidance)):
            add(one.in_(language), language, 1.0)
        for above in catalogue.lineage(element.id)[1:]:
            add((above.label or above.text).in_(language), language, _LABEL)
    for tag, listed in cues.items():
        for cue in listed.split(";"):
            add(cue, tag, _CUE)
    return counts, words


def _terms(found: Sequence[str]) -> Iterable[str]:
    yield from found
    yield from (f"{one} {other}" for one, other in pairwise(found))


def _bm25(documents: Sequence[Mapping[str, float]]) -> tuple[dict[str, Row], dict[str, float]]:
    holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
    lengths = [sum(counts.values()) for counts in documents]
    mean = sum(lengths) / len(lengths) if lengths else 1.0
    for position, counts in enumerate(documents):
        stretch = _SATURATION * (1 - _LENGTH + _LENGTH * lengths[position] / mean)
        for term, count in counts.items():
            holders[term].append((position, count * (_SATURATION + 1) / (count + stretch)))
    rarity = {term: _idf(len(where), len(documents)) for term, where in holders.items()}
    rows = {}
    for term, where in holders.items():
        weight = rarity[term] * (_PAIR if " " in term else 1.0)
        rows[term] = _row(where, weight)
    return rows, {term: value for term, value in rarity.items() if " " not in term}


def _cosines(documents: Sequence[Sequence[str]]) -> tuple[dict[str, Row], dict[str, float]]:
    counted = [Counter(piece for word in words for piece in pieces(word)) for words in documents]
    among: Counter[str] = Counter()
    for counts in counted:
        among.update(counts.keys())
    rarity = {piece: _idf(n, len(documents)) for piece, n in among.items()}
    holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for position, counts in enumerate(counted):
        weights = {piece: (1 + math.log(n)) * rarity[piece] for piece, n in counts.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        for piece, weight in weights.items():
            holders[piece].append((position, weight / length))
    return {piece: _row(where, 1.0) for piece, where in holders.items()}, rarity


def _idf(holders: int, documents: int) -> float:
    return math.log(1 + (documents - holders + 0.5) / (holders + 0.5))


def _row(where: Sequence[tuple[int, float]], weight: float) -> Row:
    positions, values = zip(*where, strict=True)
    return np.array(positions, np.int32), np.array(values) * weight


@functools.cache
def cues(catalogue_id: str) -> Mapping[str, Mapping[str, str]]:
    """The cues of a catalogue, by element and language; none for one that nobody wrote cues for."""
    if catalogue_id != "un-foa-2014":
        return {}
    source = resources.files("nadhir.screening.suggestion") / "cues.yaml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read: Mapping[str, Mapping[str, str]] = yaml.load(source.read_text("utf-8"), Loader=loader)  # noqa: S506
    return read


@functools.lru_cache(maxsize=16)
def index_of(catalogue: Catalogue) -> Index:
    """The index of a catalogue; made once and then kept."""
    return Index(catalogue, cues(catalogue.id))


__all__ = ["Index", "Vector", "cues", "index_of"]
