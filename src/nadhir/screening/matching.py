"""Finding the words of a lexicon in folded text: one pass of an Aho–Corasick automaton, whatever the number
of words (Aho & Corasick 1975; pyahocorasick), then a look at both ends of each hit.

A hit must be whole words, with no more written onto them than the particles of the language. In Arabic
these stand before the word (wa-, fa-, bi-, li-, ka-, al-, the future sa-) and after it (object and
possessive pronouns); a hit remembers them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ahocorasick

from nadhir.screening.lexicon import CUES, Entry, Kind, Lexicon

_MAX_GAP_WORDS = 4
_MAX_GAP_CHARACTERS = 60
_LONGEST_AFFIX = 5

_CONJUNCTIONS = ("", "و", "ف")
_NOUN_PREFIXES = frozenset(
    conjunction + preposition + article
    for conjunction in _CONJUNCTIONS
    for preposition in ("", "ب", "ك", "ل", "ه", "ع", "م")
    for article in ("", "ال")
) | {conjunction + article for conjunction in _CONJUNCTIONS for article in ("لل", "يا", "يال")}
_ARTICLES = tuple(prefix for prefix in _NOUN_PREFIXES if prefix.endswith(("ال", "لل")))
_FUTURE = ("س", "ه", "ح")
_VERB_PREFIXES = _NOUN_PREFIXES | {
    conjunction + future for conjunction in _CONJUNCTIONS for future in (*_FUTURE, "ب", "ل", "ع")
}
_PRONOUNS = frozenset({"ه", "ها", "هم", "هن", "هما", "ك", "كم", "كن", "كو", "نا", "ني", "ي", "هون"})
_NOUN_SUFFIXES = frozenset({"", "ا"})
_VERB_SUFFIXES = _PRONOUNS | {"", "ا", "و", "وا", "وه", "وهم", "وها", "وكم"}
_TAKES_PRONOUNS: frozenset[Kind] = frozenset(
    {"violence", "hostile", "expulsion", "approval", "victim", "property", "dehumanising"}
)
_VERBAL: frozenset[Kind] = frozenset({"violence", "hostile", "expulsion", "approval", "quotation", "modal"})


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


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found at `start` to `end` (exclusive) of the folded text, with the particles around it and,
    for an entry in two parts, where its second part stands."""

    start: int
    end: int
    entry: Entry
    prefix: str = ""
    suffix: str = ""
    tail: tuple[int, int] | None = None

    @property
    def kind(self) -> Kind:
        return self.entry.concept.kind


@dataclass(frozen=True, slots=True)
class _Pattern:
    entry: Entry
    length: int
    open_start: bool = False
    open_end: bool = False
    article: bool = False  # written without its article, which must stand before it
    pronoun: bool = False  # a stem that only occurs with a pronoun after it
    tail: re.Pattern[str] | None = None


class Matcher:
    """Finds the entries of one lexicon: first the content, and the cues around it only when asked."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._arabic = lexicon.language == "ar"
        before, after = lexicon.particles
        self._before = frozenset(("", *before))
        self._after = frozenset(("", *after))
        self._reach = max(map(len, (*before, *after)), default=0)
        self._inside = _CONTINUES.get(lexicon.script, str.isalnum)
        self._words = lexicon.vocabulary()
        self._content = self._automaton(entry for entry in lexicon.entries if entry.kind not in CUES)
        self._cues = self._automaton(entry for entry in lexicon.entries if entry.kind in CUES)

    def content(self, text: str) -> list[Hit]:
        """Who is named and what is said, in the order of the text, the longest reading of each place."""
        return longest(self._hits(self._content, text))

    def cues(self, text: str) -> list[Hit]:
        """Negations, questions, reported speech and what else decides how something is meant."""
        return longest(self._hits(self._cues, text))

    def knows(self, word: str) -> bool:
        """Whether a single folded word is one of the content entries, particles allowed."""
        if word in self._words:
            return True
        if not self._arabic:
            return False
        return any(
            word[:cut] in _NOUN_PREFIXES and word[cut:] in self._words
            for cut in range(1, min(_LONGEST_AFFIX, len(word) - 2) + 1)
        )

    def _automaton(self, entries: Iterable[Entry]) -> Any:
        patterns: dict[str, list[_Pattern]] = {}
        for entry in entries:
            for key, pattern in self._patterns(entry):
                patterns.setdefault(key, []).append(pattern)
        automaton = ahocorasick.Automaton()
        for key, found in patterns.items():
            automaton.add_word(key, tuple(found))
        automaton.make_automaton()
        return automaton

    def _patterns(self, entry: Entry) -> Iterator[tuple[str, _Pattern]]:
        for spelling in entry.patterns:
            key, _, rest = spelling.partition("...")
            key, rest = key.strip(), rest.strip()
            open_start, open_end = key.startswith("-"), key.endswith("-")
            key = key.strip("-").strip() if open_start or open_end else key
            tail = re.compile(rf"\b{re.escape(rest)}\b") if rest else None
            if self._arabic and entry.term.startswith("ال") and len(key) > 4:
                yield key[2:], _Pattern(entry, len(key) - 2, open_start, open_end, article=True, tail=tail)
                continue
            yield key, _Pattern(entry, len(key), open_start, open_end, tail=tail)
            if not self._arabic:
                continue
            if entry.kind not in _TAKES_PRONOUNS or rest or open_end:
                continue
            if key.endswith("ه") and len(key) > 3:
                yield key[:-1] + "ت", _Pattern(entry, len(key), pronoun=True)
            if key.endswith("وا"):
                yield key[:-1], _Pattern(entry, len(key) - 1)

    def _hits(self, automaton: Any, text: str) -> Iterator[Hit]:
        look = self._arabic_hit if self._arabic else self._plain_hit
        for last, patterns in automaton.iter(text):
            for pattern in patterns:
                hit = look(text, last + 1 - pattern.length, last + 1, pattern)
                if hit is not None:
                    yield hit

    def _plain_hit(self, text: str, start: int, end: int, pattern: _Pattern) -> Hit | None:
        """A hit whose ends are the ends of words, or of words with nothing but particles written onto them."""
        begin, stop, inside = start, end, self._inside
        while begin and inside(text[begin - 1]) and inside(text[start]):
            begin -= 1
            if start - begin > self._reach and not pattern.open_start:
                return None
        while stop < len(text) and inside(text[stop]):
            stop += 1
            if stop - end > self._reach and not pattern.open_end:
                return None
        prefix, suffix = text[begin:start], text[end:stop]
        if prefix not in self._before and not pattern.open_start:
            return None
        if suffix not in self._after and not pattern.open_end:
            return None
        return _with_tail(Hit(begin, stop, pattern.entry, prefix, suffix), text, pattern)

    def _arabic_hit(self, text: str, start: int, end: int, pattern: _Pattern) -> Hit | None:
        kind = pattern.entry.concept.kind
        begin = start
        while begin and text[begin - 1].isalnum():
            begin -= 1
            if start - begin > _LONGEST_AFFIX:
                return None
        prefix = text[begin:start]
        if pattern.article:
            if prefix not in _ARTICLES:
                return None
        elif prefix and prefix not in (_VERB_PREFIXES if kind in _VERBAL else _NOUN_PREFIXES):
            return None
        if pattern.open_end:
            return _with_tail(Hit(begin, end, pattern.entry, prefix), text, pattern)
        stop = end
        while stop < len(text) and text[stop].isalnum():
            stop += 1
            if stop - end > _LONGEST_AFFIX:
                return None
        suffix = text[end:stop]
        if pattern.pronoun:
            if suffix not in _PRONOUNS:
                return None
        elif suffix and suffix not in (_VERB_SUFFIXES if kind in _TAKES_PRONOUNS else _NOUN_SUFFIXES):
            return None
        return _with_tail(Hit(begin, stop, pattern.entry, prefix, suffix), text, pattern)


def _with_tail(hit: Hit, text: str, pattern: _Pattern) -> Hit | None:
    if pattern.tail is None:
        return hit
    found = pattern.tail.search(text, hit.end, hit.end + _MAX_GAP_CHARACTERS)
    if found is None or len(text[hit.end : found.start()].split()) > _MAX_GAP_WORDS:
        return None
    if re.search(r"[.!?؟;؛]", text[hit.end : found.start()]):
        return None
    return Hit(hit.start, hit.end, hit.entry, hit.prefix, hit.suffix, found.span())


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
