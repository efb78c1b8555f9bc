"""Where a coded passage stands in another version of its text, or in a translation of it. Pure.

Another version is searched for the words themselves, white space and signs that turn letters round apart;
and where they are worded differently, for the stretch that is most like them: words that both have vote for
where it may begin, and the most likely stretches are compared word by word (longest common blocks, as in
`difflib`). In scripts that are written without spaces a letter is a word.

A translation has other words. It is walked beside the original: paragraph by paragraph and sentence by
sentence where both have as many, and by the length of what comes before where they do not.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from nadhir.screening.normalise import fold

SAME, MOVED, CHANGED, LOST = "same", "moved", "changed", "lost"
ALIKE = 0.6
"""Share of words in common (twice the common ones over all) from which a stretch is the passage, changed."""
_ALMOST = 0.99  # where only spelling or punctuation differ: a person looks at it all the same
_COMMON = 60  # places of a word beyond which it tells nothing about where
_TRIED = 4
_BLOCKS = 60

# White space, and what shows nothing by itself: joiners, marks of direction, byte order.
_UNSEEN = re.compile(r"[\s\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+")
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(
    rf"[{_UNSPACED}]|[^\s!-/:-@\[-`{{-~\u060c\u061b\u061f\u06d4\u0964\u3001\u3002\uff0c"
    rf"«»“”„‘’…–—·\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff{_UNSPACED}]+"
)
_SENTENCE = re.compile(r"[^.!?\u061f\u06d4\u0964\u3002]+[.!?\u061f\u06d4\u0964\u3002]*\s*")
_ENDS = re.compile(r"[.!?\u061f\u06d4\u0964\u3002\n]")
_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a passage. `start` and `end` are None where it is lost; `likeness` is 1 for the same
    words."""

    state: str
    start: int | None = None
    end: int | None = None
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class Beside:
    """The stretch of a translation that answers to a passage. `certain` where sentences could be counted
    off one by one."""

    start: int
    end: int
    certain: bool


def find(quote: str, start: int, text: str) -> Found:
    """The passage `quote`, which began at `start` of an earlier version, in `text`."""
    if text[start : start + len(quote)] == quote:
        return Found(SAME, start, start + len(quote), 1.0)
    if (place := _exactly(quote, start, text)) is not None:
        return Found(SAME if place[0] == start else MOVED, *place, 1.0)
    return _most_like(quote, text)


def _exactly(quote: str, start: int, text: str) -> tuple[int, int] | None:
    """The place nearest to `start` where the words stand, but for what is not seen."""
    wanted, _ = _seen(quote)
    if not wanted:
        return None
    shown, offsets = _seen(text)
    places: list[tuple[int, int]] = []
    at = shown.find(wanted)
    while at >= 0 and len(places) < 1_000:
        places.append((offsets[at], offsets[at + len(wanted) - 1] + 1))
        at = shown.find(wanted, at + 1)
    return min(places, key=lambda place: abs(place[0] - start), default=None)


def _seen(text: str) -> tuple[str, list[int]]:
    """The text with one space for all that is not seen, and where each of its characters stood."""
    parts: list[str] = []
    offsets: list[int] = []
    done = 0
    for gap in _UNSEEN.finditer(text):
        parts.append(text[done : gap.start()])
        offsets.extend(range(done, gap.start()))
        # A joiner within a word parts no words.
        if any(sign.isspace() for sign in gap.group()):
            parts.append(" ")
            offsets.append(gap.start())
        done = gap.end()
    parts.append(text[done:])
    offsets.extend(range(done, len(text)))
    whole = "".join(parts)
    lead, kept = len(whole) - len(whole.lstrip()), whole.strip()
    return kept, offsets[lead : lead + len(kept)]


def _most_like(quote: str, text: str) -> Found:
    wanted = [fold(word.group()) for word in _WORD.finditer(quote)]
    words = list(_WORD.finditer(text))
    there = [fold(word.group()) for word in words]
    best = (0.0, 0, 0, 0, 0)
    for begin in _begins(wanted, there):
        low, high = max(0, begin - len(wanted)), min(len(there), begin + 2 * len(wanted) + 1)
        like, first, last, *around = _closest(wanted, there[low:high])
        best = max(best, (like, low + first, low + last, around[0], around[1]))
    like, first, last, before, after = best
    if like < ALIKE:
        return Found(LOST, likeness=round(like, 3))
    # Words changed at an end belong to the passage, as far as its sentence goes.
    while before and first and not _ENDS.search(text, words[first - 1].end(), words[first].start()):
        first, before = first - 1, before - 1
    while after and last < len(words) and not _ENDS.search(text, words[last - 1].end(), words[last].start()):
        last, after = last + 1, after - 1
    return Found(CHANGED, words[first].start(), words[last - 1].end(), min(round(like, 3), _ALMOST))


def _begins(wanted: Sequence[str], there: Sequence[str]) -> list[int]:
    """Where the stretch may begin, the likeliest first: each common word votes for a beginning."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, word in enumerate(there):
        places[word].append(at)
    width = max(4, len(wanted) // 4)
    votes: Counter[int] = Counter()
    for at, word in enumerate(wanted):
        found = places.get(word, ())
        if len(found) <= _COMMON:
            votes.update({(place - at) // width for place in found})
    return [bucket * width for bucket, _ in votes.most_common(_TRIED)]


def _closest(wanted: Sequence[str], window: Sequence[str]) -> tuple[float, int, int, int, int]:
    """How alike the most similar run of the window is, where it begins and ends in the window, and how many
    words of the passage came before and after what is alike."""
    blocks = SequenceMatcher(None, window, wanted, autojunk=False).get_matching_blocks()[:-1]
    kept = sorted(sorted(blocks, key=lambda one: -one.size)[:_BLOCKS], key=lambda one: one.a)
    best = (0.0, 0, 0, 0, 0)
    for at, first in enumerate(kept):
        common = 0
        for last in kept[at:]:
            common += last.size
            end = last.a + last.size
            like = 2 * common / (end - first.a + len(wanted))
            best = max(best, (like, first.a, end, first.b, len(wanted) - last.b - last.size))
    return best


def beside(original: str, translation: str, start: int, end: int) -> Beside:
    """The sentences of `translation` that answer to the passage `start`…`end` of `original`."""
    theirs = [match.span() for match in _PARAGRAPH.finditer(original)]
    ours = [match.span() for match in _PARAGRAPH.finditer(translation)]
    if not theirs or not ours:
        return Beside(0, len(translation), certain=False)
    paired = len(theirs) == len(ours)
    if not paired:
        theirs, ours = [(0, len(original))], [(0, len(translation))]
    touched = [at for at, (low, high) in enumerate(theirs) if low < end and start < high] or [0]
    first, last = touched[0], touched[-1]
    begin, one = _sentences(original, translation, theirs[first], ours[first], (start, end))
    finish, other = _sentences(original, translation, theirs[last], ours[last], (start, end))
    return Beside(begin[0], finish[1], certain=paired and one and other)


def _sentences(
    original: str, translation: str, there: tuple[int, int], here: tuple[int, int], passage: tuple[int, int]
) -> tuple[tuple[int, int], bool]:
    theirs, ours = _cut(original, there), _cut(translation, here)
    touched = [at for at, (low, high) in enumerate(theirs) if low < passage[1] and passage[0] < high] or [0]
    if len(theirs) == len(ours):
        return (ours[touched[0]][0], ours[touched[-1]][1]), True
    size, length = max(there[1] - there[0], 1), here[1] - here[0]
    low = here[0] + length * max(passage[0] - there[0], 0) // size
    high = here[0] + length * min(passage[1] - there[0], size) // size
    met = [span for span in ours if span[0] < max(high, low + 1) and low < span[1]] or ours[-1:]
    return (met[0][0], met[-1][1]), False


def _cut(text: str, span: tuple[int, int]) -> list[tuple[int, int]]:
    """The sentences of a stretch, without the spaces after them."""
    ends = [match.end() + span[0] for match in _SENTENCE.finditer(text[span[0] : span[1]])]
    bounds = [(low, high) for low, high in pairwise([span[0], *ends]) if text[low:high].strip()]
    return [(low, low + len(text[low:high].rstrip())) for low, high in bounds] or [span]
