"""Phrase books: what the pure core wants to say, in three languages.

The core returns codes and parameters ("reason.group_and_violence", group="…"). A package keeps the
words for its codes in `phrases.yaml` beside its code:

    reason.group_and_violence:
      ar: "ذِكر {group} مع عبارة عنف: {term}"
      en: "{group} named together with a word of violence: {term}"
      fr: "{group} mentionné avec un mot de violence : {term}"

Parameters are isolated (Unicode FSI … PDI), so that a Latin name inside an Arabic sentence, or the
other way round, does not turn the sentence over. A number is written as the language writes it, and
`{"date": "2023-12"}` is said as a date in words, as far as it is known. Phrases avoid counting nouns
("deaths: 12"), because Arabic has six plural forms and a phrase book is not the place for them.
"""

from __future__ import annotations

import functools
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

import yaml

from nadhir.doctrine.dates import date_in_words
from nadhir.doctrine.text import Language, Text, language
from nadhir.errors import DoctrineError, NadhirError

_FIRST_STRONG_ISOLATE = "\u2068"
_POP_ISOLATE = "\u2069"

# Digits are grouped from five on, as each language writes it; a year is left alone.
LONG = 10_000
THOUSANDS: dict[Language, str] = {"ar": ",", "en": ",", "fr": "\u202f"}
DECIMAL: dict[Language, str] = {"ar": ".", "en": ".", "fr": ","}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a machine sorted or suggested something: a code of a phrase book and what fills it.

    Kept as data, so that it can be read later in another language.
    """

    code: str
    params: dict[str, Any] = field(default_factory=dict)
    book: str = "nadhir.screening"

    def say(self, lang: str | None) -> str:
        """The reason in words of `lang`."""
        return phrasebook(self.book).say(self.code, lang, **self.params)

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "params": self.params, "book": self.book}

    @classmethod
    def of_json(cls, data: dict[str, Any]) -> Reason:
        return cls(code=data["code"], params=data["params"], book=data["book"])


class Phrasebook:
    """The phrases of one package."""

    def __init__(self, package: str, phrases: dict[str, Text]) -> None:
        self.package = package
        self._phrases = phrases

    def __iter__(self) -> Iterator[str]:
        return iter(self._phrases)

    def __contains__(self, code: object) -> bool:
        return code in self._phrases

    def text(self, code: str) -> Text:
        """The unfilled phrase.

        Raises:
            DoctrineError: the book has no such phrase.
        """
        try:
            return self._phrases[code]
        except KeyError:
            raise DoctrineError("phrase.unknown", phrase=code, package=self.package) from None

    def say(self, code: str, lang: str | None, /, **params: Any) -> str:
        """The phrase in `lang`, filled. A parameter that is a `Text`, or a mapping with the key of the
        language, is said in that language too.

        Raises:
            DoctrineError: the book has no such phrase.
        """
        chosen = language(lang)
        words = {name: _isolated(_worded(value, chosen)) for name, value in params.items()}
        return self.text(code).in_(chosen).format_map(_Lenient(words))


class _Lenient(dict[str, str]):
    """A missing parameter shows as a dash rather than hiding a whole error message."""

    def __missing__(self, key: str) -> str:
        return "–"


def _worded(value: Any, lang: Language) -> str:
    if isinstance(value, Text):
        return value.in_(lang)
    if isinstance(value, dict) and lang in value:
        return str(value[lang])
    if isinstance(value, dict) and set(value) == {"date"}:
        return date_in_words(str(value["date"]), lang)
    if isinstance(value, (list, tuple)):
        return ("، " if lang == "ar" else ", ").join(_worded(part, lang) for part in value)
    if value is None:
        return "–"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(value, lang)
    return str(value)


def _number(value: float, lang: Language) -> str:
    whole, point, rest = (f"{value:,}" if abs(value) >= LONG else str(value)).partition(".")
    return whole.replace(",", THOUSANDS[lang]) + (DECIMAL[lang] if point else "") + rest


def _isolated(words: str) -> str:
    return f"{_FIRST_STRONG_ISOLATE}{words}{_POP_ISOLATE}" if words else words


@functools.cache
def phrasebook(package: str) -> Phrasebook:
    """The phrase book of `package` (`phrases.yaml` in it).

    Raises:
        DoctrineError: the package has none, or a phrase lacks a language.
    """
    source = resources.files(package) / "phrases.yaml"
    if not source.is_file():
        raise DoctrineError("phrases.missing", package=package)
    # The C loader reads the larger books ten times faster where it is built in.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    raw = yaml.load(source.read_text("utf-8"), Loader=loader) or {}  # noqa: S506 - a safe loader either way
    phrases: dict[str, Text] = {}
    for code, words in raw.items():
        try:
            phrases[code] = Text.of(words)
        except (KeyError, TypeError):
            raise DoctrineError("phrases.incomplete", package=package, phrase=code) from None
    return Phrasebook(package, phrases)


def placeholders(phrase: str) -> set[str]:
    """The parameter names that a phrase needs."""
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


def explain(error: NadhirError, lang: str | None) -> str:
    """An error in the reader's words; its bare code where no phrase book knows it."""
    for package in (error.phrase_book, error.book, "nadhir.doctrine"):
        try:
            book = phrasebook(package)
        except (DoctrineError, ModuleNotFoundError):
            continue
        if error.code in book:
            return book.say(error.code, lang, **error.params)
    return str(error)
