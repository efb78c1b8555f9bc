"""How long it takes from a sign to a result: over time, by situation, by kind, and by who was told.

Everything is computed from the dates of threads that the viewer may see, by medians, so that one slow thread
does not speak for all. Each figure says how many threads it rests on; the dates themselves can be exported,
so that anybody can compute them again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import TypeVar

from nadhir.web.response.selectors.threads import Thread

K = TypeVar("K", bound=Hashable)

# From which step to which, in the order of the way.
SPANS = (
    ("signal", "assessed"),
    ("assessed", "warned"),
    ("warned", "acknowledged"),
    ("acknowledged", "decided"),
    ("decided", "acted"),
    ("acted", "result"),
    ("signal", "result"),
)


@dataclass(frozen=True, slots=True)
class Span:
    """The median of a span in days, over `many` threads that have both ends; None where there is none."""

    days: float | None
    many: int


@dataclass(frozen=True, slots=True)
class Measure:
    """What threads that share something (a quarter, a situation, a kind) took.

    Attributes:
        warned: how many of them were issued.
        acknowledged, decided, acted, resulted: how many reached that step.
        spans: by the ends of each of `SPANS`.
    """

    warned: int
    acknowledged: int
    decided: int
    acted: int
    resulted: int
    spans: Mapping[tuple[str, str], Span]


def measure_of(threads: Iterable[Thread]) -> Measure:
    """What these threads took. Threads whose warning was never issued do not count."""
    out = [one for one in threads if one.at("warned") is not None]

    def reached(name: str) -> int:
        return sum(one.at(name) is not None for one in out)

    return Measure(
        warned=len(out),
        acknowledged=reached("acknowledged"),
        decided=reached("decided"),
        acted=reached("acted"),
        resulted=reached("result"),
        spans={span: _span(out, *span) for span in SPANS},
    )


def _span(threads: Iterable[Thread], first: str, last: str) -> Span:
    hours = [found for one in threads if (found := one.hours_between(first, last)) is not None]
    return Span(round(median(hours) / 24, 2) if hours else None, len(hours))


def measured_by(threads: Iterable[Thread], key: Callable[[Thread], K | None]) -> dict[K, Measure]:
    """Measures of the threads that share a key; a thread without one is left out."""
    parts: dict[K, list[Thread]] = {}
    for one in threads:
        if (part := key(one)) is not None:
            parts.setdefault(part, []).append(one)
    return {part: measure_of(together) for part, together in parts.items()}


def quarter_of(thread: Thread) -> str | None:
    """The quarter in which a warning was issued, such as `2026-Q3`; None where it was not."""
    at: datetime | None = thread.at("warned")
    return None if at is None else f"{at.year}-Q{(at.month - 1) // 3 + 1}"
