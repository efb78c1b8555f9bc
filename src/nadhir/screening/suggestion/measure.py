"""How often the right indicator stands among the first suggestions, on passages of our own.

Most passages (`passages.yaml`) were written before the cues. All of one indicator stand in the same half,
chosen by a hash of the indicator, so that a story told in two languages is never in both. Whoever wrote
the cues knew the passages of both halves, though, so that both figures are kinder than strangers' passages
would be. Of sixty passages written next, on purpose without the words of the cues, less than a third found
their indicator; the cues were widened then, and those passages count as development. Sixty more were
written after the last change, as plain reports: theirs (`afterwards`) is the figure to quote.
"""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal, get_args

import yaml

from nadhir.screening.suggestion.suggesting import suggest

Half = Literal["development", "held_back", "afterwards"]
HALVES: tuple[Half, ...] = get_args(Half)
FIRST = 5


@dataclass(frozen=True, slots=True)
class Passage:
    """A labelled passage: the indicator a reader would code first, and others that may be accepted."""

    text: str
    language: str
    main: str
    also: tuple[str, ...] = ()
    part: Literal["mending", "afterwards"] | None = None

    @property
    def half(self) -> Half:
        if self.part:
            return "development" if self.part == "mending" else "afterwards"
        odd = hashlib.sha256(self.main.encode()).digest()[0] % 2
        return "held_back" if odd else "development"


def passages() -> tuple[Passage, ...]:
    """The labelled passages in their order."""
    source = resources.files("nadhir.screening.suggestion") / "passages.yaml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    rows = yaml.load(source.read_text("utf-8"), Loader=loader)  # noqa: S506 - a safe loader either way
    return tuple(
        Passage(row["text"], row["language"], row["main"], tuple(row.get("also", ())), row.get("part"))
        for row in rows
    )


def measure() -> dict[str, Any]:
    """Shares of passages by half and language, and the time a passage takes (milliseconds).

    `first` and `among_five`: the main indicator is the first, or among the first five; `any_among_five`:
    it or another accepted one is.
    """
    suggest("warm", language="en")
    rows = []
    for passage in passages():
        begun = time.perf_counter()
        found = [one.element for one in suggest(passage.text, language=passage.language, k=FIRST)]
        rows.append((passage, found, time.perf_counter() - begun))
    times = [1000 * spent for _, _, spent in rows]
    return {
        "indicators": len({passage.main for passage, _, _ in rows}),
        "milliseconds": {"median": round(statistics.median(times), 2), "most": round(max(times), 2)},
        "halves": {
            half: {
                "all": _shares(row for row in rows if row[0].half == half),
                **{
                    language: _shares(
                        row for row in rows if row[0].half == half and row[0].language == language
                    )
                    for language in ("ar", "en", "fr")
                },
            }
            for half in HALVES
        },
    }


def _shares(rows: Iterable[tuple[Passage, list[str], float]]) -> dict[str, Any]:
    kept = list(rows)

    def share(hits: int) -> float:
        return round(hits / len(kept), 4) if kept else 0.0

    return {
        "passages": len(kept),
        "first": share(sum(found[:1] == [one.main] for one, found, _ in kept)),
        "among_five": share(sum(one.main in found for one, found, _ in kept)),
        "any_among_five": share(sum(bool({one.main, *one.also} & set(found)) for one, found, _ in kept)),
    }
