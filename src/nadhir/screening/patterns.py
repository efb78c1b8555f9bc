"""What is looked for of an entry: the words that the automaton finds, and what must hold where it does."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import NamedTuple

from nadhir.screening.arabic import STANDS_ALONE, TAKES_PRONOUNS, VERBAL
from nadhir.screening.lexicon import Entry, Kind


class Pattern(NamedTuple):
    """One spelling of an entry. A tuple, because a lexicon has a hundred thousand."""

    entry: Entry
    length: int
    open_start: bool = False
    open_end: bool = False
    article: bool = False  # written without its article, which must stand before it
    pronoun: bool = False  # a stem that only occurs with a pronoun after it
    tail: str = ""  # the second part of a phrase in two parts


def patterns_of(entry: Entry, *, arabic: bool) -> Iterator[tuple[str, Pattern]]:
    """The words to look for, with their patterns."""
    for spelling in entry.patterns:
        key, rest, open_start, open_end = spelling, "", False, False
        if "..." in spelling or "-" in spelling:
            key, _, rest = spelling.partition("...")
            key, rest = key.strip(), rest.strip()
            open_start, open_end = key.startswith("-"), key.endswith("-")
            key = key.strip("-").strip() if open_start or open_end else key
        if arabic and entry.term.startswith("ال") and len(key) > 4:
            yield key[2:], Pattern(entry, len(key) - 2, open_start, open_end, article=True, tail=rest)
            continue
        yield key, Pattern(entry, len(key), open_start, open_end, tail=rest)
        if not arabic:
            continue
        if entry.kind not in TAKES_PRONOUNS or rest or open_end:
            continue
        if key.endswith("ه") and len(key) > 3:
            yield key[:-1] + "ت", Pattern(entry, len(key), pronoun=True)
        if key.endswith("وا"):
            yield key[:-1], Pattern(entry, len(key) - 1)


def class_of(pattern: Pattern) -> tuple[bool, ...]:
    """Patterns of one class take the same particles."""
    ends = pattern.open_start, pattern.open_end, pattern.article, pattern.pronoun
    return ends + _class_of_kind(pattern.entry.concept.kind)


@functools.cache
def _class_of_kind(kind: Kind) -> tuple[bool, ...]:
    return kind in VERBAL, kind in TAKES_PRONOUNS, kind in STANDS_ALONE
