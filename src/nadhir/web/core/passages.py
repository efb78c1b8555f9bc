"""Where a passage that somebody selected or typed stands in a text, in code points."""

from __future__ import annotations

import re
from itertools import islice

LONGEST = 5_000
PLACES = 1_000


def located(
    text: str, quote: str, start: int | None = None, end: int | None = None
) -> tuple[int, int] | None:
    """Where a passage stands in a text; None where it does not.

    What the page counted is believed where the words there are those quoted; otherwise the words are looked
    for, white space apart, nearest to `start`.
    """
    words = quote.split()
    if not words:
        return None
    if start is not None and end is not None and 0 <= start < end and text[start:end].split() == words:
        # White space that was selected along is no part of what was said.
        chosen = text[start:end]
        begin = start + len(chosen) - len(chosen.lstrip())
        return begin, begin + len(chosen.strip())
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    places = [found.span() for found in islice(pattern.finditer(text), PLACES)]
    return min(places, key=lambda place: abs(place[0] - (start or 0)), default=None)
