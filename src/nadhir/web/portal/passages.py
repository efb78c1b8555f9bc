"""A text with what was seen in it: cut into segments that together are the original, letter for letter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from nadhir.doctrine.text import Text
from nadhir.screening import Finding, Span

SHOWN = 60_000  # characters of one item on its page; the rest is in the original file
LONGEST = 10_000  # characters of one passage
SPELLINGS = 5  # of one mark, in the key

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
    """What one number in the text means.

    Attributes:
        words: what was marked with it, each spelling once.
    """

    n: int
    mark: str
    kind: str
    gloss: Text | None
    words: list[str] = field(default_factory=list)


def marked(text: str, finding: Finding | None) -> tuple[list[Segment], list[Mark]]:
    """The text in segments, and the key to its marks: one for each meaning, however often it occurs."""
    shown = text[:SHOWN]
    if finding is None:
        return [Segment(shown)], []
    segments: list[Segment] = []
    marks: dict[tuple[str, str], Mark] = {}
    position = 0
    for span in _apart(finding.spans, len(shown)):
        colour = "risk" if span.kind in RISK else MARKS.get(span.kind, "")
        if not colour:
            continue
        if span.start > position:
            segments.append(Segment(shown[position : span.start]))
        words = shown[span.start : span.end]
        meaning = (span.kind, span.gloss.in_("en") if span.gloss else span.entry)
        mark = marks.setdefault(meaning, Mark(len(marks) + 1, colour, span.kind, span.gloss))
        if len(mark.words) < SPELLINGS and words not in mark.words:
            mark.words.append(words)
        segments.append(Segment(words, colour, mark.n))
        position = span.end
    segments.append(Segment(shown[position:]))
    return segments, list(marks.values())


EXCERPT, LEAD = 180, 50


def excerpt(text: str, finding: Finding) -> list[Segment]:
    """The words round the first mark that endangers, with the marks in them; nothing where there is none."""
    risky = [span.start for span in finding.spans if span.kind in RISK and span.end <= len(text)]
    if not risky:
        return []
    first = max(min(risky) - LEAD, 0)
    # Not in the middle of a word.
    first = (first and text.find(" ", first, min(risky)) + 1) or first
    cut: list[Segment] = []
    position = 0
    for segment in marked(text, finding)[0]:
        begin, end = max(first - position, 0), min(first + EXCERPT - position, len(segment.text))
        if begin < end:
            cut.append(Segment(" ".join(segment.text[begin:end].splitlines()), segment.mark))
        position += len(segment.text)
    return [
        *([Segment("… ")] if first else []),
        *cut,
        *([Segment(" …")] if position > first + EXCERPT else []),
    ]


def _apart(spans: Iterable[Span], length: int) -> list[Span]:
    """Spans in their order, without those that overlap an earlier or longer one."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.end <= length and (not kept or span.start >= kept[-1].end):
            kept.append(span)
    return kept
