"""What Arabic writes onto its words: conjunctions, prepositions, the article and the future before them,
pronouns after them; and the denial that spoken Arabic writes around a verb."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nadhir.screening.lexicon import Entry, Kind, Lexicon, concepts

LONGEST_PARTICLE = 5
"""Letters, of what is written before a word or after it."""

_CONJUNCTIONS = ("", "و", "ف")
NOUN_PREFIXES = frozenset(
    conjunction + preposition + article
    for conjunction in _CONJUNCTIONS
    for preposition in ("", "ب", "ك", "ل", "ه", "ع", "م")
    for article in ("", "ال")
) | {conjunction + article for conjunction in _CONJUNCTIONS for article in ("لل", "يا", "يال")}
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
VERBAL: frozenset[Kind] = frozenset({"violence", "hostile", "expulsion", "approval", "quotation", "modal"})


def fits(prefix: str, suffix: str, kind: Kind, *, article: bool, pronoun: bool, open_end: bool) -> bool:
    """Whether what is written before and after a word of a kind is nothing but particles.

    `article`: one must stand before it; `pronoun`: one must stand after it; `open_end`: anything may.
    """
    if article:
        if prefix not in _ARTICLES:
            return False
    elif prefix and prefix not in (_VERB_PREFIXES if kind in VERBAL else NOUN_PREFIXES):
        return False
    if open_end:
        return True
    if pronoun:
        return suffix in _PRONOUNS
    return not suffix or suffix in (_VERB_SUFFIXES if kind in TAKES_PRONOUNS else _NOUN_SUFFIXES)


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
