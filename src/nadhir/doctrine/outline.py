"""A plan as somebody types or pastes it: an outline, one commitment a line.

In: lines with a number before them ("1", "1.2", "٣-٢"), or with bullets and spaces that show what stands
under what. Out: the elements of a catalogue in their order, each with its id, the one above it and its kind.
A line that opens a part and holds others is an objective; what stands under it, or stands alone, is a
commitment; what stands deeper is a step. Nothing is guessed: a number given twice, or one whose part above is
missing, is refused with its line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nadhir.doctrine.catalogue import Catalogue, Element
from nadhir.doctrine.phrases import phrasebook
from nadhir.doctrine.text import LANGUAGES, Text
from nadhir.errors import DoctrineError

BOOK = "nadhir.doctrine"
MOST_ELEMENTS = 500
LONGEST = 1_000
DEEPEST = 4
TAB = 4
_SHOWN = 8
# What a catalogue calls the elements that somebody commits to.
COMMITMENTS = frozenset({"commitment", "group", "goal"})

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BULLET = re.compile(r"^(?:[-–—•*·◦▪]|[o]\s)\s*")
# A number needs a sign after it, or more than one part: "2030 Agenda" is no element 2030.
_NUMBER = re.compile(
    r"^(?P<number>\d{1,3}(?:[.\-/]\d{1,3}){1,3}|\d{1,3}(?=\s*[.):\-–—]))\s*[.):\-–—]?\s+(?P<rest>\S.*)$"
)

# A code of somebody's own, as `as_outline` writes it: it has a figure in it and a dash after it.
_CODE = re.compile(r"^(?P<code>(?=\S*\d)[A-Za-z][A-Za-z0-9.+_-]{0,19})\s+–\s+(?P<rest>\S.*)$")


def read_outline(text: str) -> tuple[Element, ...]:
    """The elements of an outline.

    Raises:
        DoctrineError: `outline.empty`, `outline.too_many`, or `outline.broken` with every problem (the first
            eight), each with its line.
    """
    lines = [(at, _clean(line)) for at, line in enumerate(text.splitlines(), start=1)]
    lines = [(at, line) for at, line in lines if line.strip()]
    if not lines:
        raise DoctrineError("outline.empty")
    if len(lines) > MOST_ELEMENTS:
        raise DoctrineError("outline.too_many", most=MOST_ELEMENTS)
    problems: list[Text] = []
    rows: list[dict[str, Any]] = []
    known: set[str] = set()
    depth: dict[str, int] = {}
    open_lines: list[tuple[int, str]] = []  # (indentation, id) of what the next line may stand under
    for at, line in lines:
        indent, number, words = _parts(line)
        if number:
            own = not number[0].isdigit()
            parent = _under(open_lines, indent) if own else number.rpartition(".")[0]
            if parent and parent not in known:
                problems.append(_said("outline.above_missing", line=at, number=number, above=parent))
            if number in known:
                problems.append(_said("outline.twice", line=at, number=number))
            name = number
        else:
            parent = _under(open_lines, indent)
            name = _next(parent, known)
        depth[name] = depth.get(parent, 0) + 1
        if depth[name] > DEEPEST:
            problems.append(_said("outline.too_deep", line=at, most=DEEPEST))
        open_lines = [one for one in open_lines if one[0] < indent]
        open_lines.append((indent, name))
        known.add(name)
        rows.append({"id": name, "parent": parent or None, "words": words[:LONGEST]})
    if problems:
        raise DoctrineError("outline.broken", detail=problems[:_SHOWN])
    return _made(rows)


def _clean(line: str) -> str:
    return unicodedata.normalize("NFC", _MARKS.sub("", line)).replace("\t", " " * TAB).rstrip()


def _parts(line: str) -> tuple[int, str, str]:
    """Indentation, number ("" where there is none), words."""
    indent = len(line) - len(line.lstrip())
    words = line.strip()
    bare = _BULLET.sub("", words)
    if bare != words and bare:
        return indent, "", bare
    if (coded := _CODE.match(words)) is not None:
        return indent, coded["code"], coded["rest"]
    found = _NUMBER.match(words.translate(_DIGITS))
    if found is None:
        return indent, "", words
    number = re.sub(r"[\-/]", ".", found["number"])
    return (
        indent,
        ".".join(str(int(part)) for part in number.split(".")),
        words[found.start("rest") :].strip(),
    )


def _under(open_lines: Sequence[tuple[int, str]], indent: int) -> str:
    """What a line of this indentation stands under; "" where nothing stands above it."""
    return next((name for at, name in reversed(open_lines) if at < indent), "")


def _next(parent: str, known: set[str]) -> str:
    start = f"{parent}." if parent else ""
    return next(name for count in range(1, MOST_ELEMENTS + 2) if (name := f"{start}{count}") not in known)


def _made(rows: Sequence[Mapping[str, Any]]) -> tuple[Element, ...]:
    words = [Text(row["words"], row["words"], row["words"]) for row in rows]
    plain = [Element(row["id"], "", row["parent"], text) for row, text in zip(rows, words, strict=True)]
    return with_kinds(plain)


def with_kinds(elements: Iterable[Element]) -> tuple[Element, ...]:
    """The elements with what each is by where it stands; one that says itself that it is a commitment, an
    objective or a step keeps that."""
    listed = list(elements)
    above = {one.id: one.parent for one in listed}
    holds = {one.parent for one in listed if one.parent}

    def kind(one: Element) -> str:
        if one.kind in {"objective", "commitment", "step"}:
            return one.kind
        if one.parent is None:
            return "objective" if one.id in holds else "commitment"
        return "commitment" if above.get(one.parent) is None else "step"

    return tuple(
        Element(one.id, kind(one), one.parent, one.text, one.label, guidance=one.guidance) for one in listed
    )


def as_outline(elements: Iterable[Element], lang: str | None) -> str:
    """The elements as lines, to be read, changed or compared with another version."""
    listed = list(elements)
    above = {one.id: one.parent for one in listed}

    def depth(one: Element) -> int:
        steps, at = 0, one.parent
        while at is not None:
            steps, at = steps + 1, above.get(at)
        return steps

    return "\n".join(f"{'  ' * depth(one)}{one.id} – {one.text.in_(lang)}" for one in listed)


def commitments_of(catalogue: Catalogue) -> tuple[Element, ...]:
    """What is committed to: the elements that the catalogue calls so, or else those with nothing above."""
    found = tuple(one for one in catalogue.elements if one.kind in COMMITMENTS)
    return found or catalogue.roots()


def of_kept(elements: Iterable[Mapping[str, Any]], *, name: str, title: Mapping[str, str]) -> Catalogue:
    """The catalogue of elements as `as_kept` gave them; a language that is missing is filled by another."""
    named = _filled(title)
    return Catalogue(
        id=name,
        kind="plan",
        version="1",
        title=named,
        summary=named,
        citation="",
        sources=(),
        licence_note="",
        elements=tuple(
            Element(
                one["id"],
                one["kind"],
                one["parent"],
                _filled(one["text"]),
                _filled(one["label"]) if one.get("label") else None,
            )
            for one in elements
        ),
    )


def as_kept(elements: Iterable[Element]) -> list[dict[str, Any]]:
    """The elements as plain data."""
    return [
        {
            "id": one.id,
            "parent": one.parent,
            "kind": one.kind,
            "label": one.label.as_dict() if one.label else None,
            "text": one.text.as_dict(),
        }
        for one in elements
    ]


def _filled(words: Mapping[str, str]) -> Text:
    stands_in = words.get("en") or next((said for said in words.values() if said), "")
    return Text(**{lang: words.get(lang) or stands_in for lang in LANGUAGES})


def _said(phrase: str, **params: Any) -> Text:
    book = phrasebook(BOOK)
    return Text(**{lang: book.say(phrase, lang, **params) for lang in LANGUAGES})
