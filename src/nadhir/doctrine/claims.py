"""Which sentences of a text claim a fact, and whether they say where it comes from.

A text in Arabic, English or French goes in; its sentences come out, each a fact, a judgement or something
else, with the citation marks it carries: `[e:1a2b3c4d]`, eight hexadecimal digits that name a piece of
evidence. Whoever signs an assessment is shown the facts without a mark. The reading is by signs on the
surface: what is stated and neither judged, asked for, called unknown nor put as possible is a claim of
fact. So it asks for too many citations rather than too few, and it knows nothing of the truth.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

import yaml

from nadhir.doctrine.text import Language
from nadhir.doctrine.text import language as working_language

Kind = Literal["fact", "judgement", "other"]

_CITATION = re.compile(r"\[e:([0-9a-fA-F]{8})\]")
_MARKS = re.compile("[\u064b-\u065f\u0670\u0640\u200e\u200f\u2066-\u2069]")
_LETTERS = str.maketrans("أإآٱى’\u00a0\u202f", "ااااي'  ")

# Where a sentence may end: its sign, quotes and brackets that close, and citation marks that follow.
_STOP = re.compile(
    r"(?:[.!?؟…]+(?:[\"”’')\]]|[ \u00a0\u202f]?»)*(?:\s?\[e:[0-9a-fA-F]{8}\])*(?=\s|$))"
    r"|\n+(?=\s*(?:[-•*#]|\n|$))|\n{2,}"
)
_INITIAL = re.compile(r"(?:^|[\s.(«“\"])[A-ZÀ-Ý]$")
_LAST_WORD = re.compile(r"[\w.\-]{1,12}$")
_CLOSED_BY = {"“": "”", "«": "»", "(": ")"}
_LISTED = re.compile(r"^(?:\d{1,3}[.)]|[-•*])\s")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence, `start` to `end` (exclusive, in code points), what it does, and its citation marks."""

    start: int
    end: int
    text: str
    kind: Kind
    citations: tuple[str, ...] = ()

    @property
    def lacks_citation(self) -> bool:
        """Whether it claims a fact and does not say where it comes from."""
        return self.kind == "fact" and not self.citations


def claims(text: str, language: str | None) -> tuple[Claim, ...]:
    """The sentences of a text in `language`, a language tag; one that is none of the three is read as
    English. Headings and questions are sentences of kind "other"."""
    lang = working_language(language)
    found = []
    for start, end in sentences(text, lang):
        sentence = text[start:end]
        marks = tuple(dict.fromkeys(mark.lower() for mark in _CITATION.findall(sentence)))
        found.append(Claim(start, end, sentence, _kind(sentence, lang), marks))
    return tuple(found)


def sentences(text: str, language: Language) -> Iterator[tuple[int, int]]:
    """Where each sentence of a text begins and ends (exclusive), blank space around it left out.

    A sentence may end at a full stop, a question or exclamation mark (the Arabic ones too), an ellipsis,
    before a list item and at an empty line; not after an abbreviation or an initial, nor inside a short
    quotation or bracket. Citation marks that follow belong to the sentence before them.
    """
    begin = 0
    for found in _STOP.finditer(text):
        ended = found.group()
        if not ended.startswith("\n") and not _ends(text, begin, found.start(), found.end(), language):
            continue
        yield from _trimmed(text, begin, found.end())
        begin = found.end()
    yield from _trimmed(text, begin, len(text))


_QUOTED_AT_MOST = 600


def _ends(text: str, begin: int, stop: int, after: int, language: Language) -> bool:
    sign = text[stop]
    if sign == ".":
        word = _LAST_WORD.search(text, max(begin, stop - 12), stop)
        before = word.group().lower() if word else ""
        if before in _abbreviations("abbreviations", language):
            return False
        if _INITIAL.search(text[max(begin, stop - 2) : stop]):
            return False
        if before.isdigit() and not text[begin : stop - len(before)].strip():
            return False  # the number of a list item
    following = text[after : after + 8].lstrip()
    if following[:1].islower() and language != "ar":
        return False  # this is why "etc." or "5 p.m." may end a sentence
    inside = text[max(begin, after - _QUOTED_AT_MOST) : after]
    for opens, closes in _CLOSED_BY.items():
        last = inside.rfind(opens)
        if last > inside.rfind(closes) and text.find(closes, after, after + _QUOTED_AT_MOST) >= 0:
            return False
    return True


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if any(char.isalnum() for char in text[start:end]):
        yield start, end


@functools.cache
def _signs() -> Mapping[str, Any]:
    source = resources.files("nadhir.doctrine") / "claims.yaml"
    read: Mapping[str, Any] = yaml.safe_load(source.read_text("utf-8"))
    return read


@functools.cache
def _abbreviations(name: str, language: Language) -> frozenset[str]:
    return frozenset(_signs()[name][language].split())


@functools.cache
def _pattern(name: str, language: Language) -> re.Pattern[str]:
    """The signs of one kind as one pattern whose repetitions are bounded."""
    bounded = "|".join(_signs()[name][language]).replace(r"\w+", r"\w{1,30}")
    bounded = bounded.replace(r"\w{3,}", r"\w{3,30}").replace(r"\w*", r"\w{0,30}").replace(" ", r"\s")
    clitic = "[وف]?" if language == "ar" else ""
    return re.compile(rf"(?<!\w){clitic}(?:{bounded})(?!\w)", re.IGNORECASE)


def _has(name: str, plain: str, language: Language) -> bool:
    return _pattern(name, language).search(plain) is not None


def _kind(sentence: str, language: Language) -> Kind:
    bare = _LISTED.sub("", _CITATION.sub("", sentence)).strip()
    plain = _MARKS.sub("", bare.translate(_LETTERS))
    if _has("judgement", plain, language):
        return "judgement"
    ended = plain.rstrip("\"”»') ")
    if ended.endswith(("?", "؟")) or _has("unknown", plain, language) or _has("asks", plain, language):
        return "other"
    if _pattern("openings", language).match(plain):
        return "other"
    if _has("past", plain, language) or _has("reporting", plain, language):
        return "fact"
    if _has("duty", plain, language) or not ended.endswith((".", "!", "…")):
        return "other"  # what may or should be, or a heading
    return "fact"  # whatever else is stated as it is
