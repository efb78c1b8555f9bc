"""A text with what was seen in it: cut into segments that together are the original, letter for letter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nadhir.doctrine.text import Text
from nadhir.screening import Finding, Span

SHOWN = 60_000  # characters of one item on its page; the rest is in the original file

# How a kind of span is marked: what endangers, what eases, who, what was reported.
MARKS = {
    "counter_speech": "ease",
    "negation": "ease",
    "group": "group",
    "unprotected": "group",
    "personnel": "group",
    "victim": "group",
    "violence_report": "other",
    "property": "other",
}
RISK = frozenset({"slur", "dehumanising", "hostile", "approval", "expulsion", "violence", "coded"})


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text; `mark` is empty where nothing was seen."""

    text: str
    mark: str = ""
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """What one number in the text means."""

    n: int
    mark: str
    text: str
    kind: str
    gloss: Text | None


def marked(text: str, finding: Finding) -> tuple[list[Segment], list[Mark]]:
    """The text in segments, and the key to its marks."""
    shown = text[:SHOWN]
    segments: list[Segment] = []
    marks: list[Mark] = []
    numbers: dict[tuple[str, str], int] = {}
    position = 0
    for span in _apart(finding.spans, len(shown)):
        mark = "risk" if span.kind in RISK else MARKS.get(span.kind, "")
        if not mark:
            continue
        if span.start > position:
            segments.append(Segment(shown[position : span.start]))
        words = shown[span.start : span.end]
        meaning = (span.entry, words)
        if meaning not in numbers:
            numbers[meaning] = len(numbers) + 1
            marks.append(Mark(numbers[meaning], mark, words, span.kind, span.gloss))
        segments.append(Segment(words, mark, numbers[meaning]))
        position = span.end
    segments.append(Segment(shown[position:]))
    return segments, marks


def _apart(spans: Iterable[Span], length: int) -> list[Span]:
    """Spans in their order, without those that overlap an earlier or longer one."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.end <= length and (not kept or span.start >= kept[-1].end):
            kept.append(span)
    return kept
