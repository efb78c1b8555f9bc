"""What new words would have caught: the texts they stand in, and how their concern would change.

Bounded in time: texts are read until the seconds are over, and it is told how many were. Most texts hold none
of the words; only those that do are screened twice.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nadhir.screening.lexicon import lexicon
from nadhir.screening.matching import Matcher
from nadhir.screening.normalise import fold_with_offsets, original_span
from nadhir.screening.screener import MAX_CHARACTERS, Screener
from nadhir.screening.wordlists.terms import Word, entry_of, extended_screener
from nadhir.screening.zawgyi import as_unicode

TOO_COMMON = 0.02
"""A word in more than this share of what was read says little by itself."""
ENOUGH = 50  # texts that a share can be taken of
SHOWN = 50
_SIGNS = str.maketrans(dict.fromkeys("_#*~|\n", " "))


@dataclass(frozen=True, slots=True)
class Match:
    """One text that holds a new word.

    Attributes:
        key: what the caller knows the text by.
        start, end: of the first place, in code points of the text.
        before, after: its concern without the new words and with them.
    """

    key: Any
    text: str
    word: Word
    start: int
    end: int
    before: str
    after: str

    @property
    def changes(self) -> bool:
        return self.before != self.after


@dataclass
class Trial:
    """What came of a trial.

    Attributes:
        read: texts looked at; `stopped` where the time was over before the end.
        caught: texts that hold a new word.
        changed: by concern before and after, how many.
        by_word: in how many texts each word stands.
        matches: the first of them, those that change first.
    """

    read: int = 0
    stopped: bool = False
    caught: int = 0
    changed: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_word: Counter[Word] = field(default_factory=Counter)
    matches: list[Match] = field(default_factory=list)

    @property
    def too_common(self) -> list[tuple[Word, float]]:
        """Words in more than `TOO_COMMON` of what was read, with their share."""
        if self.read < ENOUGH:
            return []
        shares = [(word, many / self.read) for word, many in self.by_word.most_common()]
        return [(word, share) for word, share in shares if share > TOO_COMMON]


def try_words(
    new: Sequence[Word],
    texts: Iterable[tuple[Any, str]],
    *,
    known: Sequence[Word] = (),
    seconds: float = 4.0,
    clock: Callable[[], float] = time.monotonic,
) -> Trial:
    """Look for `new` words in texts.

    Args:
        texts: pairs of a key of the caller's and the text.
        known: words that are in use already, besides the project's own.
        seconds: after so many no further text is read.
    """
    trial, end = Trial(), clock() + seconds
    finders = _finders(new)
    screeners: list[Screener] = []
    found: list[Match] = []
    for key, text in texts:
        if clock() > end:
            trial.stopped = True
            break
        trial.read += 1
        hits = _hits(finders, text[:MAX_CHARACTERS])
        if not hits:
            continue
        screeners = screeners or [extended_screener(known), extended_screener([*known, *new])]
        before, after = (one.screen(text).concern for one in screeners)
        trial.caught += 1
        trial.by_word.update({word for word, _, _ in hits})
        if before != after:
            trial.changed[before, after] += 1
        word, start, stop = min(hits, key=lambda hit: hit[1])
        if len(found) < SHOWN or (before != after and sum(one.changes for one in found) < SHOWN):
            found.append(Match(key, text, word, start, stop, before, after))
    trial.matches = sorted(found, key=lambda one: not one.changes)[:SHOWN]
    return trial


def _finders(new: Sequence[Word]) -> list[tuple[Matcher, dict[str, Word]]]:
    finders = []
    for language in dict.fromkeys(word.language for word in new):
        own = [word for word in new if word.language == language]
        entries = [entry_of(word, number) for number, word in enumerate(own)]
        words = {entry.id: word for entry, word in zip(entries, own, strict=True)}
        finders.append((Matcher(replace(lexicon(language), entries=tuple(entries), digest="")), words))
    return finders


def _hits(finders: list[tuple[Matcher, dict[str, Word]]], text: str) -> list[tuple[Word, int, int]]:
    converted = as_unicode(text)
    folded, offsets = fold_with_offsets(converted[0] if converted else text)
    if converted:
        offsets = [converted[1][index] for index in offsets]
    flat = folded.translate(_SIGNS)
    return [
        (words[hit.entry.id], *original_span(offsets, hit.start, hit.end))
        for matcher, words in finders
        for hit in matcher.content(flat)
    ]
