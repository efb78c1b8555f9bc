"""The small Markdown of sections: paragraphs, headings, lists, quotations, tables, steps in a row.

    ### A heading               > A quotation
    - a point                   | a table | with a head |
    1. a step                   |---|---|
    => one => then another      | its | rows |

Within words `**strong**` and `*emphasis*`; nothing else, and no HTML: whatever else stands there is shown as
it stands. In: text. Out: blocks of runs, for whoever makes a page or a paper of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeAlias

RunStyle = Literal["plain", "strong", "emphasis"]
_MARKED = re.compile(r"\*\*(?P<strong>[^*\n]+)\*\*|\*(?P<emphasis>[^*\n]+)\*")
_NUMBERED = re.compile(r"^\d{1,2}[.)]\s+")
_RULE = re.compile(r"^\|?[\s:|-]+\|?$")


@dataclass(frozen=True, slots=True)
class Run:
    words: str
    style: RunStyle = "plain"


Line: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    line: Line


@dataclass(frozen=True, slots=True)
class Heading:
    line: Line


@dataclass(frozen=True, slots=True)
class Points:
    """A list, numbered where `ordered`."""

    items: tuple[Line, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    line: Line


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a head; every row has as many cells as the head."""

    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """A figure: what follows upon what."""

    items: tuple[Line, ...]


Block: TypeAlias = Paragraph | Heading | Points | Quote | Grid | Steps


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text, in order."""
    lines = [line.strip() for line in text.splitlines()]
    found: list[Block] = []
    for kind, group in groupby(lines, _kind):
        found += _blocks(kind, list(group))
    return tuple(found)


def runs(words: str) -> Line:
    """The runs of one line."""
    return tuple(_runs(words))


def plain(text: str) -> str:
    """The words without their marks, on one line, for a summary."""
    return " ".join(_MARKED.sub(lambda m: m["strong"] or m["emphasis"], text).split())


def _runs(words: str) -> Iterator[Run]:
    at = 0
    for mark in _MARKED.finditer(words):
        if mark.start() > at:
            yield Run(words[at : mark.start()])
        yield Run(mark["strong"], "strong") if mark["strong"] else Run(mark["emphasis"], "emphasis")
        at = mark.end()
    if at < len(words):
        yield Run(words[at:])


def _kind(line: str) -> str:
    if not line:
        return ""
    if line.startswith("### "):
        return "heading"
    if line.startswith("- "):
        return "points"
    if _NUMBERED.match(line):
        return "numbered"
    if line.startswith("> "):
        return "quote"
    if line.startswith("|"):
        return "grid"
    return "steps" if line.startswith("=> ") else "words"


def _blocks(kind: str, lines: list[str]) -> list[Block]:
    if kind == "words":
        return [Paragraph(runs(" ".join(lines)))]
    if kind == "heading":
        return [Heading(runs(line[4:].strip())) for line in lines]
    if kind == "points":
        return [Points(tuple(runs(line[2:].strip()) for line in lines))]
    if kind == "numbered":
        return [Points(tuple(runs(_NUMBERED.sub("", line)) for line in lines), ordered=True)]
    if kind == "quote":
        return [Quote(runs(" ".join(line[2:].strip() for line in lines)))]
    if kind == "steps":
        return [Steps(tuple(runs(step.strip()) for step in line[3:].split(" => "))) for line in lines]
    return [_grid(lines)] if kind == "grid" else []


def _grid(lines: list[str]) -> Grid:
    rows = [_cells(line) for line in lines if not _RULE.match(line)]
    width = len(rows[0]) if rows else 0
    filled = [tuple((*row, *((),) * width)[:width]) for row in rows]
    return Grid(filled[0] if filled else (), tuple(filled[1:]))


def _cells(line: str) -> tuple[Line, ...]:
    return tuple(runs(cell.strip()) for cell in line.strip("|").split("|"))
