"""What reading a text works with, and the claims and reports that come of it.

All positions here are in the folded text. Every look around a place is bounded, so that the time to read
a text grows with its length and no faster, whatever it contains.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal, NamedTuple

from nadhir.screening.finding import Mode
from nadhir.screening.lexicon import Concept, Kind
from nadhir.screening.matching import Hit

Act = Literal["call", "approval", "expulsion", "dehumanising", "slur", "hostile", "coded", "worth_denied"]
Whom = Literal["group", "personnel", "unprotected", "unnamed"]

WHO: frozenset[Kind] = frozenset({"group", "slur", "unprotected", "personnel", "pronoun", "us"})
WHAT: frozenset[Kind] = frozenset(
    {"slur", "dehumanising", "hostile", "approval", "expulsion", "violence", "coded", "praise"}
)

_SIGHT = 500  # characters either side that a look around takes in, however long the sentence
_STOPS = re.compile(r"[.!?؟؛;።।။\n]+")
_STOP_BEFORE = frozenset('"»)] \t\n')
_QUOTES = re.compile("[\"'«]")
_QUOTED = re.compile(r"\"[^\"\n]{2,400}\"|«[^»]{2,400}»|(?<!\w)'[^'\n]{8,400}'(?!\w)")


class Claim(NamedTuple):
    """Something said of somebody. `groups` are the protected groups meant (empty unless `whom` is "group");
    `insistent` marks a question that asserts; `cues` are the hits that decided the mode."""

    act: Act
    what: Hit
    whom: Whom
    who: tuple[Hit, ...] = ()
    mode: Mode = "assertion"
    cues: tuple[Hit, ...] = ()
    insistent: bool = False

    @property
    def groups(self) -> tuple[Concept, ...]:
        found: list[Concept] = []
        for hit in (*self.who, self.what):
            group = hit.group
            if group is not None and group not in found:
                found.append(group)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Report:
    """A passage that tells of violence. `of_people`: done to civilians, a group or what they live by, as far
    as can be seen; else only a number of somebody is told."""

    what: Hit
    of_people: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in one text."""

    hits: tuple[Hit, ...] = ()
    claims: tuple[Claim, ...] = ()
    reports: tuple[Report, ...] = ()


class Scene:
    """One text while it is being read: its hits, sentences and quotations."""

    def __init__(self, text: str, content: Sequence[Hit], cues: Sequence[Hit]) -> None:
        self.text = text
        self.content = content
        who = [hit for hit in content if hit.kind in WHO]
        self.who = _named(who) if len(who) > 1 else who
        self._content_starts = [hit.start for hit in content]
        self._who_starts = [hit.start for hit in self.who]
        self._cues: dict[Kind, list[Hit]] = {}
        for hit in _free(cues, self._content_starts, content):
            self._cues.setdefault(hit.kind, []).append(hit)
        self._ends = _sentence_ends(text)
        if "contrast" in self._cues:
            self._ends = sorted({*self._ends, *(hit.start for hit in self._cues["contrast"])})
        self._quoted = [found.span() for found in _QUOTED.finditer(text)] if _QUOTES.search(text) else []
        self._quoted_starts = [start for start, _ in self._quoted]

    def has(self, kind: Kind) -> bool:
        """Whether there is any cue of a kind in the text."""
        return kind in self._cues

    @property
    def is_plain(self) -> bool:
        """Whether nothing in the text could make anything said in it other than asserted."""
        asks = "?" in self.text or "؟" in self.text
        return not self._quoted and not asks and self._cues.keys().isdisjoint(_OF_MODES)

    def bounds(self, position: int) -> tuple[int, int]:
        """The sentence around `position`; of a very long one, the part in sight."""
        ends = self._ends
        number = bisect_right(ends, position)
        start = ends[number - 1] if number else 0
        end = ends[number] if number < len(ends) else len(self.text)
        if end - start > _SIGHT:
            start, end = max(start, position - _SIGHT), min(end, position + _SIGHT)
        return start, end

    def words(self, start: int, end: int) -> int:
        """How many words stand from `start` to `end`; more than can matter count as 99."""
        return 99 if end - start > 2 * _SIGHT else len(self.text[start:end].split())

    def cues(self, kind: Kind, start: int, end: int) -> list[Hit]:
        """The cues of a kind that lie between two positions."""
        cues = self._cues.get(kind)
        if cues is None:
            return []
        if len(cues) > _FEW:
            cues = cues[bisect_left(cues, start, key=_start) : bisect_left(cues, end, key=_start)]
        return [hit for hit in cues if start <= hit.start < end and hit.end <= end]

    def content_between(self, start: int, end: int) -> Sequence[Hit]:
        """The content hits that begin between two positions."""
        first, last = bisect_left(self._content_starts, start), bisect_left(self._content_starts, end)
        return self.content[first:last]

    def who_from(self, position: int) -> Iterator[Hit]:
        """Those named from `position` on."""
        for index in range(bisect_left(self._who_starts, position), len(self.who)):
            yield self.who[index]

    def who_until(self, position: int) -> Iterator[Hit]:
        """Those named before `position`, the nearest first."""
        for index in range(bisect_left(self._who_starts, position) - 1, -1, -1):
            if self.who[index].end <= position:
                yield self.who[index]

    def next_named(self, position: int) -> Hit | None:
        """The first named from `position` on."""
        index = bisect_left(self._who_starts, position)
        return self.who[index] if index < len(self.who) else None

    def last_named(self, position: int) -> Hit | None:
        """The last named before `position`."""
        index = bisect_left(self._who_starts, position) - 1
        while index >= 0 and self.who[index].end > position:
            index -= 1
        return self.who[index] if index >= 0 else None

    def is_quoted(self, start: int, end: int) -> bool:
        """Whether the passage lies inside one pair of quotation marks."""
        index = bisect_left(self._quoted_starts, start) - 1
        return index >= 0 and end <= self._quoted[index][1]


_OF_MODES: frozenset[Kind] = frozenset({"negation", "quotation", "counter_speech", "self"})
_FEW = 16  # cues that are quicker looked through than searched
_start = attrgetter("start")


def _sentence_ends(text: str) -> list[int]:
    """Where sentences end: at a full stop that something ends with, three of them, or an empty line."""
    ends: list[int] = []
    for found in _STOPS.finditer(text):
        signs, end = found.group(), found.end()
        if signs[0] == "\n" and signs.strip("\n") == "":
            if len(signs) > 1 or _EMPTY_LINE.match(text, end):
                ends.append(end)
        elif end == len(text) or text[end] in _STOP_BEFORE or signs[-1] in "።।။\n" or signs == "...":
            ends.append(end)
    return ends


_EMPTY_LINE = re.compile(r"[ \t]*\n")


def _named(who: list[Hit]) -> list[Hit]:
    """Those named, without pronouns that only go with a name: "women like you", "these Xs"."""
    kept = []
    for number, hit in enumerate(who):
        if hit.kind == "pronoun":
            before = who[number - 1] if number else None
            after = who[number + 1] if number + 1 < len(who) else None
            if before is not None and before.group is not None and hit.start <= before.end + 1:
                continue
            if after is not None and after.group is not None and after.start <= hit.end + 1:
                continue
        kept.append(hit)
    return kept


def _free(cues: Sequence[Hit], starts: Sequence[int], content: Sequence[Hit]) -> list[Hit]:
    """The cues that are not part of a content phrase: the "not" of "not human" denies nothing. `starts` are
    those of the content."""
    free = []
    for cue in cues:
        index = bisect_right(starts, cue.start) - 1
        holder = content[index] if index >= 0 else None
        if holder is None or holder.end < cue.end or (holder.start, holder.end) == (cue.start, cue.end):
            free.append(cue)
    return free
