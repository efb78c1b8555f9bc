"""Finding places in a text, and saying what it is mostly about.

Two passes over what the automaton meets. The first takes only names that need nothing around them and learns
which countries the text is about; the second takes all names and asks of each what it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import ahocorasick

from nadhir.screening.normalise import fold_with_offsets, original_span
from nadhir.screening.places import rules as rule_book
from nadhir.screening.places.line import line
from nadhir.screening.places.names import Entry, Need, Sense, Small, entries
from nadhir.screening.places.rules import Rules

# Particles that Arabic writes onto the next word: and, so, with, to, like.
_PROCLITICS = frozenset(("و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "فك"))
_LONGEST_PROCLITIC = 2
_TANWIN = frozenset("ًٌٍ")
# Written in Arabic letters, but our Arabic caution knows nothing of their words.
_OTHER_ARABIC_SCRIPT = frozenset(("fa", "ur", "ps", "ckb", "sd", "ug", "ks"))
_LEAST = 0.5  # what is less sure than this is not reported
_OPENING = 200  # characters in which a text usually says where it is
_SENTENCE_ENDS = frozenset(".!?؟:;\n\"'«»“”()[]-–—،,")


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """One place named in a text.

    Attributes:
        code: ISO 3166-1 ("KE") or 3166-2 ("KE-30"); of a town the subdivision where the gazetteer knows it.
        start, end: where the name stands in the original text, without the particles written onto it.
        certainty: 0.5 (a guess between namesakes) to 0.95.
    """

    code: str
    start: int
    end: int
    certainty: float

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2 code."""
        return self.code[:2]


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """How often a text names a place, with all that lies in it, and how sure the surest mention is."""

    code: str
    count: int
    certainty: float


class _Hit(NamedTuple):
    start: int  # of the name, in the line
    end: int
    entry: Entry
    attached: bool  # particles stand before it


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text as the resolver sees it. The line has one space more at either end than the folded text."""

    text: str
    line: str
    offsets: Sequence[int]
    language: str

    def original(self, start: int, end: int) -> tuple[int, int]:
        return original_span(self.offsets, start - 1, end - 1)

    def letter(self, position: int) -> str:
        """The original character at a position of the line."""
        return self.text[self.offsets[position - 1]]

    def word_before(self, start: int) -> str:
        gap = self.line.rfind(" ", 0, start)
        end = gap + 1
        while end > 0 and self.line[end - 1] == " ":
            end -= 1
        return self.line[self.line.rfind(" ", 0, end) + 1 : end] if end else ""

    def word_after(self, end: int) -> str:
        start = end
        while start < len(self.line) and self.line[start] == " ":
            start += 1
        stop = self.line.find(" ", start)
        return self.line[start : stop if stop >= 0 else None]


class PlaceFinder:
    """Finds countries, subdivisions and towns by name. Make one with `default` and keep it."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._automaton = ahocorasick.Automaton()
        for text, entry in entries(rules).items():
            self._automaton.add_word(text, entry)
        self._automaton.make_automaton()

    @classmethod
    def default(cls) -> PlaceFinder:
        """The finder with the gazetteer and the rules as shipped; made once (about a third of a second)."""
        return _default()

    def find(self, text: str, language: str | None = None) -> tuple[PlaceMention, ...]:
        """The places that the text names, in the order in which they stand.

        Args:
            text: any text, of any length.
            language: ISO 639 code where known; settles names that languages use differently ("Congo").
        """
        folded, offsets = fold_with_offsets(text)
        return self.find_folded(text, folded, offsets, language)

    def find_folded(
        self, text: str, folded: str, offsets: Sequence[int], language: str | None = None
    ) -> tuple[PlaceMention, ...]:
        """The same for a text that is folded already (`normalise.fold_with_offsets`)."""
        reading = _Reading(text, f" {line(folded)} ", offsets, _language(text, language))
        hits = self._hits(reading)
        if not hits:
            return ()
        named = self._countries_named(reading, hits)
        mentions: list[PlaceMention] = []
        taken = 0
        for hit in hits:
            if hit.start < taken:
                continue
            if hit.entry.decoy:
                taken = hit.end
                continue
            found = self._resolve(reading, hit, named)
            if found:
                start, end = reading.original(hit.start, hit.end)
                mentions.append(PlaceMention(found[0], start, end, round(found[1], 2)))
                taken = hit.end
        return tuple(mentions)

    def _hits(self, reading: _Reading) -> list[_Hit]:
        """Names that stand as whole words, by start; the longest first where several start together."""
        hits = []
        for last, entry in self._automaton.iter(reading.line):
            start = last + 1 - len(entry.text)
            if not entry.arabic:
                hits.append(_Hit(start + 1, last, entry, False))
                continue
            attached = _particles(reading.line, start)
            if attached is not None:
                hits.append(_Hit(start, last, entry, bool(attached)))
        hits.sort(key=lambda hit: (hit.start, -hit.end))
        return hits

    def _countries_named(self, reading: _Reading, hits: Iterable[_Hit]) -> set[str]:
        named: set[str] = set()
        taken = 0
        for hit in hits:
            if hit.start < taken:
                continue
            if hit.entry.decoy or hit.entry.shared:
                taken = hit.end
                continue
            sense = hit.entry.senses[0]
            if self._names_its_country(reading, hit, sense):
                named.add(sense.country)
                taken = hit.end
        return named

    def _names_its_country(self, reading: _Reading, hit: _Hit, sense: Sense) -> bool:
        """Whether a name tells by itself, or by the word before it, that the text is about a country."""
        if sense.rank > 2 or sense.need > Need.HINT or not self._stands(reading, hit, sense):
            return False
        if sense.rank == 1 and len({other.country for other in hit.entry.senses}) > 1:
            return False
        if sense.rank == 2:
            return self._is_adjective(reading, hit, sense)
        return not (sense.given or sense.need is Need.HINT) or self._cue_before(reading, hit)

    def _resolve(self, reading: _Reading, hit: _Hit, named: set[str]) -> tuple[str, float] | None:
        """The code of the place that a name means here, and how sure that is."""
        if hit.entry.shared:
            return self._resolve_shared(reading, hit, named)
        best: tuple[tuple[bool, float], str, float] | None = None
        for sense in hit.entry.senses:
            certainty = self._certainty(reading, hit, sense, named)
            if certainty < _LEAST:
                continue
            # an area that lies in no one subdivision gives way to the subdivision of its name
            rank = 3.5 if sense.rank == 1 and len(sense.code) == 2 else sense.rank
            order = (sense.rank > 0 and sense.country not in named, rank)
            if best is None or order < best[0]:
                best = (order, sense.code, certainty)
        return best[1:] if best else None

    def _resolve_shared(self, reading: _Reading, hit: _Hit, named: set[str]) -> tuple[str, float] | None:
        shared = hit.entry.shared
        if shared is None or not self._stands(reading, hit, hit.entry.senses[0]):
            return None
        if shared.demonym and self._is_language(reading, hit):
            return None
        marked = _marked_amman(reading, hit)
        if marked:
            return marked
        meant = [code for code in shared.places if code[:2] in named]
        if len(meant) == 1:
            return meant[0], 0.6 if shared.demonym else 0.8
        fallback = shared.otherwise.get(reading.language)
        if fallback and hit.entry.senses[0].given and self._beside_a_name(reading, hit):
            return None
        return (fallback, _LEAST) if fallback else None

    def _certainty(self, reading: _Reading, hit: _Hit, sense: Sense, named: set[str]) -> float:
        """How sure it is that the name means this; 0 where it cannot."""
        certainty = sense.certainty
        if not self._stands(reading, hit, sense):
            if sense.small is not Small.LESS_SURE or not self._small(reading, hit):
                return 0.0
            certainty -= 0.3
        if sense.rank == 2:
            return certainty if self._is_adjective(reading, hit, sense) else 0.0
        at_home = sense.country in named
        if sense.given and not at_home and self._beside_a_name(reading, hit):
            return 0.0
        if hit.entry.arabic and sense.need is not Need.NOTHING and reading.language in _OTHER_ARABIC_SCRIPT:
            return 0.0
        return self._with_need(reading, hit, sense, named, certainty)

    def _with_need(
        self, reading: _Reading, hit: _Hit, sense: Sense, named: set[str], certainty: float
    ) -> float:
        at_home = sense.country in named
        if sense.need is Need.NOTHING:
            return min(0.95, certainty + 0.15) if at_home and sense.rank > 2 else certainty
        if sense.need is Need.COUNTRY:
            return certainty if at_home else 0.0
        kind = self._kind_beside(reading, hit)
        if sense.need is Need.KIND:
            return certainty if at_home and kind else 0.0
        cue = kind or self._cue_before(reading, hit)
        if sense.need is Need.HINT:
            company = at_home or not named.isdisjoint(sense.company)
            return certainty if cue and company else 0.75 if cue or company else 0.0
        return certainty if at_home and cue else 0.7 if kind else 0.0

    def _stands(self, reading: _Reading, hit: _Hit, sense: Sense) -> bool:
        """Whether the name is written as a name: its capitals, no case ending, not inside an address."""
        if hit.entry.arabic:
            start, end = reading.original(hit.start, hit.end)
            return _TANWIN.isdisjoint(reading.text[start : end + 1])
        start = hit.start - 1
        if start > 0 and reading.text[reading.offsets[start] - 1] in "/@.":
            return False
        if sense.small is Small.FRENCH and reading.language == "fr":
            return True
        if sense.small is Small.FRENCH and not reading.letter(hit.start).isupper():
            return False
        return all(not reading.letter(start + offset).islower() for offset in sense.capitals)

    def _small(self, reading: _Reading, hit: _Hit) -> bool:
        """Whether the name is written small throughout, outside an address."""
        start, end = reading.original(hit.start, hit.end)
        before = reading.text[start - 1] if start else " "
        return reading.text[start:end].islower() and before not in "/@."

    def _is_adjective(self, reading: _Reading, hit: _Hit, sense: Sense) -> bool:
        if self._is_language(reading, hit):
            return False
        return not sense.agreement or _has_article(reading.word_before(hit.start))

    def _is_language(self, reading: _Reading, hit: _Hit) -> bool:
        return any(word in self._rules.languages for word in _without_and(reading.word_before(hit.start)))

    def _beside_a_name(self, reading: _Reading, hit: _Hit) -> bool:
        """Whether a capitalised word stands right beside it, as with a person's other name."""
        if self._cue_before(reading, hit) or self._kind_beside(reading, hit):
            return False
        start, end = reading.original(hit.start, hit.end)
        text = reading.text
        after = text[end + 1 : end + 2] if text[end : end + 1] == " " else ""
        if after.isupper():
            return True
        words = text[max(0, start - 40) : start]
        if not words.endswith(" ") or len(words) < 2 or words[-2] in _SENTENCE_ENDS:
            return False
        word = words.split(" ")[-2]
        return word[:1].isupper() and word.casefold() not in ("the", "la", "le", "in", "en", "and", "et")

    def _cue_before(self, reading: _Reading, hit: _Hit) -> bool:
        if hit.attached and reading.line[hit.start - 1] in "بل":
            return True
        word = reading.word_before(hit.start)
        if not hit.entry.arabic:
            start, _ = reading.original(hit.start, hit.end)
            if reading.text[max(0, start - 2) : start] == ", ":  # "N'Djamena, Chad"
                return True
        rules = self._rules
        return any(form in rules.prepositions or form in rules.directions for form in _without_and(word))

    def _kind_beside(self, reading: _Reading, hit: _Hit) -> bool:
        kinds = self._rules.kinds
        word = reading.word_before(hit.start)
        if word in ("of", "de", "du", "d", "des", "la", "l"):
            before = reading.line.rfind(f" {word} ", 0, hit.start)
            word = reading.word_before(before + 1)
            if word in ("de", "d"):  # "de la", "de l'"
                word = reading.word_before(reading.line.rfind(f" {word} ", 0, before + 1) + 1)
        if word in kinds or (hit.entry.arabic and word[:1] in _PROCLITICS and word[1:] in kinds):
            return True
        return not hit.entry.arabic and reading.word_after(hit.end) in kinds


@cache
def _default() -> PlaceFinder:
    return PlaceFinder(rule_book.read())


def summarise(mentions: Iterable[PlaceMention]) -> tuple[PlaceCount, ...]:
    """The places of a text by salience: how often and how surely they are named, and whether at the outset.

    A mention of a subdivision counts for its country as well.
    """
    weights: dict[str, float] = {}
    counts: dict[str, int] = {}
    surest: dict[str, float] = {}
    earliest: dict[str, int] = {}
    for mention in mentions:
        for code in dict.fromkeys((mention.country, mention.code)):
            weights[code] = weights.get(code, 0.0) + mention.certainty
            counts[code] = counts.get(code, 0) + 1
            surest[code] = max(surest.get(code, 0.0), mention.certainty)
            earliest[code] = min(earliest.get(code, mention.start), mention.start)
    for code, start in earliest.items():
        if start < _OPENING:
            weights[code] += _LEAST
    order = sorted(weights, key=lambda code: (-weights[code], earliest[code], len(code), code))
    return tuple(PlaceCount(code, counts[code], surest[code]) for code in order)


def _particles(line_: str, start: int) -> int | None:
    """How many letters of particles stand before the name; None where it is the end of another word."""
    if line_[start - 1] == " ":
        return 0
    for length in range(1, _LONGEST_PROCLITIC + 1):
        if line_[start - length - 1] == " ":
            return length if line_[start - length : start] in _PROCLITICS else None
    return None


def _without_and(word: str) -> tuple[str, ...]:
    """The word, and what is left where Arabic wrote "and" or "so" onto it."""
    return (word, word[1:]) if word[:1] in ("و", "ف") else (word,)


def _has_article(word: str) -> bool:
    if word[:1] in ("و", "ف", "ب", "ك") and word[1:3] == "ال":
        return True
    return word.startswith(("ال", "لل"))


def _language(text: str, language: str | None) -> str:
    if language and language != "und":
        return language.split("-")[0].lower()
    return "ar" if any("\u0621" <= char <= "\u064a" for char in text[:200]) else "en"


def _marked_amman(reading: _Reading, hit: _Hit) -> tuple[str, float] | None:
    """عُمان and عمّان differ in vowel signs only: where the writer set them, they decide."""
    if reading.line[hit.start : hit.end] != "عمان":
        return None
    start, end = reading.original(hit.start, hit.end)
    written = reading.text[start:end]
    if "ّ" in written:
        return "JO-AM", 0.85
    return ("OM", 0.9) if "ُ" in written else None
