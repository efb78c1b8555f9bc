"""What Arabic writes onto its words: conjunctions, prepositions, the article and the future before them,
pronouns after them; and the denial that spoken Arabic writes around a verb."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nadhir.screening.lexicon import Entry, Kind, Lexicon, concepts

LONGEST_PARTICLE = 5
"""Letters, of what is written before a word or after it."""

_CONJUNCTIONS = ("", "و", "ف")
NOUN_PREFIXES = (
    frozenset(
        conjunction + preposition + article
        for conjunction in _CONJUNCTIONS
        for preposition in ("", "ب", "ك", "ل")
        for article in ("", "ال")
    )
    | {conjunction + spoken + "ال" for conjunction in _CONJUNCTIONS for spoken in ("ه", "ع", "م")}
    | {conjunction + article for conjunction in _CONJUNCTIONS for article in ("لل", "يا", "يال")}
)
_ARTICLES = tuple(prefix for prefix in NOUN_PREFIXES if prefix.endswith(("ال", "لل")))
_FUTURE = ("س", "ه", "ح")
_VERB_PREFIXES = NOUN_PREFIXES | {
    conjunction + future for conjunction in _CONJUNCTIONS for future in (*_FUTURE, "ب", "ل", "ع")
}
_PRONOUNS = frozenset({"ه", "ها", "هم", "هن", "هما", "ك", "كم", "كن", "كو", "نا", "ني", "ي", "هون", "ن"})
_NOUN_SUFFIXES = frozenset({"", "ا"})
_VERB_SUFFIXES = _PRONOUNS | {"", "ا", "و", "وا", "وه", "وهم", "وها", "وكم"}
TAKES_PRONOUNS: frozenset[Kind] = frozenset(
    {"violence", "hostile", "expulsion", "approval", "victim", "property", "dehumanising"}
)
STANDS_ALONE: frozenset[Kind] = frozenset({"negation"})
"""Kinds that take no preposition: "lamma" and "kama" deny nothing."""
VERBAL: frozenset[Kind] = frozenset({"violence", "hostile", "expulsion", "approval", "quotation", "modal"})


def fits_before(prefix: str, kind: Kind, *, article: bool) -> bool:
    """Whether what is written before a word of a kind is nothing but particles; with `article` one must."""
    if article:
        return prefix in _ARTICLES
    if kind in STANDS_ALONE:
        return prefix in _CONJUNCTIONS
    return not prefix or prefix in (_VERB_PREFIXES if kind in VERBAL else NOUN_PREFIXES)


def fits_after(suffix: str, kind: Kind, *, pronoun: bool) -> bool:
    """Whether what is written after a word of a kind is nothing but particles; with `pronoun` one must."""
    if pronoun:
        return suffix in _PRONOUNS
    return not suffix or suffix in (_VERB_SUFFIXES if kind in TAKES_PRONOUNS else _NOUN_SUFFIXES)


PARTICLES_BEFORE = _VERB_PREFIXES
PARTICLES_AFTER = _VERB_SUFFIXES
"""All that may be written before and after words of any kind."""


def denials(lexicon: Lexicon) -> tuple[Entry, ...]:
    """In the spoken Arabic of most countries a verb is denied by ma- before it and -sh after it."""
    if lexicon.language != "ar":
        return ()
    meaning = concepts()[0]["negation"]
    return (Entry("ar.negation.plain.م…ش", "ar", meaning, "plain", "م…ش", ("م...ش",), 2, "2026-11"),)


def denied(text: str) -> Iterator[tuple[int, int]]:
    for found in _BETWEEN_MA_AND_SH.finditer(text):
        if found.group() not in _NOT_DENIED:
            yield found.span()


_BETWEEN_MA_AND_SH = re.compile(r"(?<!\w)[وف]?م\w{3,9}ش(?!\w)")
_NOT_DENIED = frozenset(
    [
        "مدهش",
        "مفتش",
        "متوحش",
        "منعش",
        "موحش",
        "مندهش",
        "مهمش",
        "مشوش",
        "معطش",
        "متعطش",
        "مناقش",
        "منتعش",
        "معايش",
        "متعايش",
        "مرتعش",
    ]
)
