"""Points at wording that a text should not carry when it is released: accusing, certain, exposing.

A text in, remarks with their places out. The check knows words, not facts: it cannot tell whether a
sentence is true, and a text without remarks may still accuse. A person decides.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal, get_args

import yaml

from nadhir.doctrine.phrases import Reason
from nadhir.doctrine.text import LANGUAGES, Language, Text, language

Kind = Literal[
    "crime_established",
    "guilt_verdict",
    "collective_guilt",
    "hate_term",
    "certainty",
    "named_perpetrator",
    "source_identity",
    "emotive",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
BOOK = "nadhir.doctrine.wording"

_BEFORE, _AFTER = 120, 60
"""Characters of the same sentence in which a hedge or a court is looked for."""
_SHOWN = 80

_LETTERS = str.maketrans("أإآٱى’\u00a0\u202f", "ااااي'  ")
_MARKS = re.compile("[\u064b-\u065f\u0670\u0640\u200e\u200f\u2066-\u2069]")
_QUOTES = re.compile('[“”«»"]')
_END = re.compile(r"[.!?؟;؛\n]")
_ARABIC = re.compile(r"[\u0621-\u064a]")
_FRENCH = re.compile(r"\b(?:le|la|les|des|est|et|une|dans|que|qui|pour|sur|avec|du|au|pas)\b", re.IGNORECASE)
_ENGLISH = re.compile(r"\b(?:the|and|is|are|was|of|to|in|that|with|for|by|on|were|has)\b", re.IGNORECASE)
_GUESSED_FROM = 4000


@dataclass(frozen=True, slots=True)
class Remark:
    """A passage, `start` to `end` (exclusive, in code points of the text), and what to look at in it."""

    start: int
    end: int
    kind: Kind
    why: Reason
    instead: Text | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: Kind
    pattern: re.Pattern[str]
    unless: tuple[str, ...]
    instead: Text | None


def check(text: str, language: str | None = None) -> tuple[Remark, ...]:
    """Remarks on a text in the order of their places; without `language` it is guessed from the words.

    The time taken grows with the length of the text and not faster.
    """
    plain, offsets = _plain(text)
    quoted = _quotations(plain)
    remarks = []
    for lang in _languages(plain, language):
        for rule in _rules(lang):
            for start, end in _matches(rule, plain):
                if any(_excepted(name, plain, start, end, quoted, lang) for name in rule.unless):
                    continue
                first, last = (offsets[start], offsets[end - 1] + 1) if offsets else (start, end)
                why = Reason(f"wording.{rule.kind}", {"words": text[first:last][:_SHOWN]}, BOOK)
                remarks.append(Remark(first, last, rule.kind, why, rule.instead))
    return tuple(sorted(_once(remarks), key=lambda one: (one.start, one.end, KINDS.index(one.kind))))


def _once(remarks: Sequence[Remark]) -> Iterator[Remark]:
    """The remarks, each place and kind once."""
    seen: set[tuple[int, int, str]] = set()
    for one in remarks:
        if (key := (one.start, one.end, one.kind)) not in seen:
            seen.add(key)
            yield one


@functools.cache
def templates() -> Mapping[str, Text]:
    """Wording that tells what is known without accusing, by its name; `…` is where the writer goes on."""
    return {name: Text.of(words) for name, words in _read("templates.yaml").items()}


def _plain(text: str) -> tuple[str, list[int] | None]:
    """The text without vowel signs and with one spelling of a letter; the way back where it is shorter."""
    one_to_one = text.translate(_LETTERS)
    if not _MARKS.search(one_to_one):
        return one_to_one, None
    kept = [at for at, char in enumerate(one_to_one) if not _MARKS.match(char)]
    return "".join(one_to_one[at] for at in kept), kept


def _languages(plain: str, named: str | None) -> tuple[Language, ...]:
    if named is not None:
        return (language(named),) if named.lower().split("-")[0] in LANGUAGES else ()
    start = plain[:_GUESSED_FROM]
    found: list[Language] = ["ar"] if _ARABIC.search(plain) else []
    french, english = len(_FRENCH.findall(start)), len(_ENGLISH.findall(start))
    if re.search("[A-Za-z]", plain):
        found.append("fr" if french > english else "en")
    return tuple(found)


def _matches(rule: _Rule, plain: str) -> Iterator[tuple[int, int]]:
    for found in rule.pattern.finditer(plain):
        if found.end() > found.start():
            yield found.span()


def _quotations(plain: str) -> tuple[list[int], list[int]]:
    """Where quotations begin and end; one that is never closed is none."""
    begins: list[int] = []
    ends: list[int] = []
    opened: tuple[int, str] | None = None
    closing = {"“": "”", "«": "»", '"': '"'}
    for found in _QUOTES.finditer(plain):
        sign, at = found.group(), found.start()
        if opened and sign == closing[opened[1]]:
            begins.append(opened[0])
            ends.append(at)
            opened = None
        elif not opened and sign in closing:
            opened = (at, sign)
    return begins, ends


def _excepted(
    name: str, plain: str, start: int, end: int, quoted: tuple[list[int], list[int]], lang: Language
) -> bool:
    if name == "quotation":
        begins, ends = quoted
        at = bisect_right(begins, start) - 1
        return at >= 0 and end <= ends[at] + 1
    before = plain[max(0, start - _BEFORE) : start]
    after = plain[end : end + _AFTER]
    last = max((found.end() for found in _END.finditer(before)), default=0)
    close = _END.search(after)
    near = before[last:] + "\n" + after[: close.start() if close else None]
    return _exception(name, lang).search(near) is not None


@functools.cache
def _rules(lang: Language) -> tuple[_Rule, ...]:
    made = []
    for kind in KINDS:
        entry = _read("rules.yaml")[kind]
        instead = Text.of(entry["instead"]) if "instead" in entry else None
        flags = re.NOFLAG if entry.get("case") else re.IGNORECASE
        pattern = re.compile(_bounded(entry[lang], lang), flags)
        made.append(_Rule(kind, pattern, tuple(entry["unless"]), instead))
    return tuple(made)


@functools.cache
def _exception(name: str, lang: Language) -> re.Pattern[str]:
    return re.compile(_bounded(_read("rules.yaml")["exceptions"][name][lang], lang), re.IGNORECASE)


def _bounded(patterns: Sequence[str], lang: Language) -> str:
    """One pattern of several: from the beginning of a word to the end of one, repetitions bounded."""
    joined = "|".join(f"(?:{pattern})" for pattern in patterns).replace("’", "'")
    joined = joined.replace(" … ", r" (?:[\w'-]{1,30} ){0,3}")
    joined = re.sub(r"(\\w|\[[^\]]*\])\+", r"\1{1,30}", joined)
    joined = re.sub(r"\\w\*", r"\\w{0,30}", joined).replace(" ", r"\s")
    clitic = "[وف]?" if lang == "ar" else ""
    return rf"(?<!\w){clitic}(?:{joined})(?!\w)"


@functools.cache
def _read(name: str) -> Mapping[str, Any]:
    source = resources.files(BOOK) / name
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read: Mapping[str, Any] = yaml.load(source.read_text("utf-8"), Loader=loader)  # noqa: S506 - safe
    return read
