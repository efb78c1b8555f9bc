"""Counting expressions over time: by target, hallmark, kind of speaker, medium and place. Never by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from nadhir.web.expressions.models import Expression

MOST = 20_000  # expressions that are counted


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of something: how many expressions in each period and in all."""

    key: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Trend:
    """Expressions by month, and the same by kind; parts with the most come first.

    `parts` maps `target`, `hallmark`, `speaker`, `medium` and `place` to their parts. One expression may
    count under several targets and hallmarks.
    """

    months: tuple[date, ...]
    counts: tuple[int, ...]
    parts: Mapping[str, tuple[Part, ...]]

    @property
    def total(self) -> int:
        return sum(self.counts)


def counted(found: Iterable[Expression], *, until: date, months: int) -> Trend:
    """Count expressions by the month in which they were spoken, or recorded where that is not known.

    Args:
        found: with their targets and places at hand.
        until: the last day; its month is the last one.
        months: how many.
    """
    starts = _months(until, months)
    at = {start: place for place, start in enumerate(starts)}
    counts = [0] * months
    kinds: dict[str, dict[str, Counter[int]]] = {
        kind: {} for kind in ("target", "hallmark", "speaker", "medium", "place")
    }
    for one in found:
        spoken = one.spoken_on or one.created_at.date()
        place = at.get(spoken.replace(day=1))
        if place is None:
            continue
        counts[place] += 1
        keys = {
            "target": {target.key for target in one.targets.all()},
            "hallmark": set(one.hallmarks),
            "speaker": {one.speaker_type},
            "medium": {one.medium},
            "place": {one.place.code} if one.place else set(),
        }
        for kind, values in keys.items():
            for value in values:
                kinds[kind].setdefault(value, Counter())[place] += 1
    return Trend(tuple(starts), tuple(counts), {kind: _parts(of, months) for kind, of in kinds.items()})


def _parts(found: Mapping[str, Counter[int]], months: int) -> tuple[Part, ...]:
    parts = [Part(key, tuple(counts[at] for at in range(months))) for key, counts in found.items()]
    return tuple(sorted(parts, key=lambda part: (-part.total, part.key)))


def _months(until: date, months: int) -> list[date]:
    last = until.year * 12 + until.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(last - months + 1, last + 1)]
