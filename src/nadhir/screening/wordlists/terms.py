"""One word of a user's list: what it must be, and how it joins the lexicon of its language."""

from __future__ import annotations

import functools
import hashlib
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast, get_args

from nadhir.errors import DoctrineError, RecordRefused
from nadhir.screening.decision import Decision
from nadhir.screening.lexicon import (
    Concept,
    Entry,
    Form,
    Kind,
    Lexicon,
    available,
    concepts,
    heading,
    lexicon,
    slur_against,
    spelled_out,
)
from nadhir.screening.normalise import fold
from nadhir.screening.screener import Screener
from nadhir.screening.zawgyi import spelling_in_unicode

BOOK = "nadhir.screening.wordlists"

FORMS: tuple[Form, ...] = get_args(Form)
SLUR = "slur."

LONGEST = 80  # characters of a term
MOST_WORDS = 8
SHORTEST = 2  # letters of a term; of a stem that goes on, and of the parts round a gap, `STEM`
STEM = 3
MOST_SPELLINGS = 32
MOST_TERMS = 2_000
NOTE = 200

# What a user's word may mean: who is spoken of, and what is said. Negations, questions and the like belong to
# the grammar of a language; a wrong one would silence findings everywhere.
_KINDS: tuple[Kind, ...] = (
    "group", "slur", "dehumanising", "hostile", "approval", "expulsion", "violence", "coded",
)  # fmt: skip
_SINCE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_GAP = re.compile(r"…|\.\.\.")


@dataclass(frozen=True, slots=True)
class Word:
    """A term of a user's list.

    Attributes:
        language: of the lexicon it joins, as "ar" or "ur-Latn".
        concept: what it means: an id of `concepts.yaml`, or `slur.<group>`.
        term: in the pattern syntax of the lexicons: `(x)` optional, `…` a few words in between.
        form: what it does in a sentence, one of `FORMS`.
        weight: 1 weak alone, 2 says it plainly, 3 says it strongly.
        since: when it is known from, as the beginning of an ISO 8601 date; empty for unknown.
    """

    language: str
    concept: str
    term: str
    form: str = "plain"
    weight: int = 2
    note: str = ""
    since: str = ""
    reviewed_by: tuple[str, ...] = ()


def languages() -> tuple[str, ...]:
    """Codes of the lexicons that a word can join."""
    return available()


@functools.cache
def concept_ids() -> tuple[str, ...]:
    """What a word may mean, kind after kind; a slur as `slur.<group>`."""
    known = concepts()[0].values()
    plain = [one.id for kind in _KINDS for one in known if one.kind == kind]
    return (*plain, *(f"{SLUR}{one.id}" for one in known if one.kind == "group"))


def kinds() -> tuple[Kind, ...]:
    """The kinds of these meanings, in their order."""
    return _KINDS


def concept_of(identifier: str) -> Concept:
    """The meaning of that id.

    Raises:
        RecordRefused: `term.concept_unknown`, or `term.concept_missing` where none is named.
    """
    known = concepts()[0]
    if not identifier:
        raise _refused("concept_missing")
    if identifier not in concept_ids():
        raise _refused("concept_unknown", concept=identifier)
    if identifier.startswith(SLUR):
        return slur_against(known[identifier.removeprefix(SLUR)])
    return known[identifier]


def _refused(code: str, **params: object) -> RecordRefused:
    shown = {
        name: value[:60].encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for name, value in params.items()
    }
    return RecordRefused(f"term.{code}", book=BOOK, **shown)


def checked(word: Word) -> Word:
    """The word as it can be kept: trimmed, and sure to match something and not everything.

    Raises:
        RecordRefused: `term.empty`, `term.too_short`, `term.too_long`, `term.too_many_words`,
            `term.unbalanced`, `term.too_many_spellings`, `term.two_gaps`, `term.stem_too_short`,
            `term.unreadable`, `term.language_unknown`, `term.language_missing`, `term.concept_unknown`,
            `term.concept_missing`, `term.form_unknown`, `term.weight`, `term.since`.
    """
    if not word.language:
        raise _refused("language_missing")
    if word.language not in available():
        raise _refused("language_unknown", language=word.language, known=list(available()))
    concept_of(word.concept)
    if word.form not in FORMS:
        raise _refused("form_unknown", form=word.form, known=list(FORMS))
    if word.weight not in (1, 2, 3):
        raise _refused("weight", weight=str(word.weight))
    if word.since and not _SINCE.fullmatch(word.since):
        raise _refused("since", since=word.since)
    return replace(word, term=_term(word.term), note=" ".join(word.note.split())[:NOTE])


def _term(written: str) -> str:
    term = " ".join(unicodedata.normalize("NFC", written).split())
    if not term:
        raise _refused("empty")
    if len(term) > LONGEST:
        raise _refused("too_long", term=term, most=LONGEST)
    if any(unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn") or char == "\ufffd" for char in term):
        raise _refused("unreadable", term=term)
    if len(term.split()) > MOST_WORDS:
        raise _refused("too_many_words", term=term, most=MOST_WORDS)
    _check_options(term)
    for spelling in spelled_out(term):
        _check_spelling(term, spelling)
    return term


def _check_options(term: str) -> None:
    """Counted before they are spelled out: ten options are a thousand spellings."""
    depth = 0
    for char in term:
        depth += (char == "(") - (char == ")")
        if depth not in (0, 1):
            raise _refused("unbalanced", term=term)
    if depth:
        raise _refused("unbalanced", term=term)
    options = re.findall(r"\(([^()]*)\)", term)
    if math.prod(2 + option.count("/") for option in options) > MOST_SPELLINGS:
        raise _refused("too_many_spellings", term=term, most=MOST_SPELLINGS)


def _check_spelling(term: str, spelling: str) -> None:
    folded = fold(spelling).strip()
    parts = _GAP.split(folded)
    if len(parts) > 2:
        raise _refused("two_gaps", term=term)
    for part in parts:
        least = STEM if len(parts) == 2 or part.startswith("-") or part.endswith("-") else SHORTEST
        letters = sum(char.isalnum() or unicodedata.category(char) in ("Mn", "Mc") for char in part)
        if letters < least:
            raise _refused("stem_too_short" if least == STEM else "too_short", term=term, least=least)


def entry_of(word: Word, number: int = 0) -> Entry:
    """The word as an entry of its lexicon."""
    concept = concept_of(word.concept)
    spellings = map(spelling_in_unicode, spelled_out(word.term))
    patterns = tuple(dict.fromkeys(fold(spelling).strip() for spelling in spellings))
    return Entry(
        id=f"{word.language}.{word.concept}.{word.form}.{patterns[0]}.own{number}",
        language=word.language,
        concept=concept,
        form=cast(Form, word.form),
        term=word.term,
        patterns=patterns,
        weight=word.weight,
        since=word.since,
        reviewed_by=word.reviewed_by,
        note=word.note or None,
    )


def extended_lexicons(words: Iterable[Word]) -> dict[str, Lexicon]:
    """The lexicons that words join, with them in; by language. A word in a language that has no lexicon any
    more is left out."""
    by_language: dict[str, list[Word]] = defaultdict(list)
    for word in dict.fromkeys(words):
        by_language[word.language].append(word)
    made = {}
    for language, own in by_language.items():
        if language not in available():
            continue
        base = lexicon(language)
        entries = []
        for number, word in enumerate(own):
            try:
                entries.append(entry_of(word, number))
            except (RecordRefused, DoctrineError):
                continue  # its concept went with a newer list of concepts
        digest = hashlib.sha256(f"{base.digest}{own!r}".encode()).hexdigest()
        made[language] = replace(base, entries=(*base.entries, *entries), digest=digest)
    return made


def extended_screener(words: Sequence[Word]) -> Screener:
    """The project's screener with further words; the same words give the same version. Made in a second or
    so and kept."""
    return _extended(tuple(sorted(set(words), key=repr)))


@functools.lru_cache(maxsize=8)
def _extended(words: tuple[Word, ...]) -> Screener:
    if not words:
        return Screener.default()
    own = extended_lexicons(words)
    return Screener(
        [own.get(language) or heading(language) for language in available()],
        decision=Decision.load(),
        second_look=Screener.default().second_look,
    )
