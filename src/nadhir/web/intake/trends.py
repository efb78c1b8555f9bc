"""Expressions of hate over time: how many among how much was screened, by whom they are aimed at and where.

An expression is a report whose concern is at least the level asked for: the concern that a person found where
one judged, else the machine's. Counted against it is what was screened in the same time, in languages that
screening covers or that a person read. A report has the day it happened or was published, else the day it
came. Every figure is counted among the items that are handed in, which the policy has narrowed.
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from nadhir.screening.finding import CONCERNS
from nadhir.web.core import policy
from nadhir.web.core.viewer import installation
from nadhir.web.intake.models import Item, ItemPlace

Unit = Literal["week", "month"]

MOST = 50_000  # expressions of one trend
LEVELS = CONCERNS[1:]
BEFORE = 6  # months that the present one is held against
LEAST = 5  # expressions in a month that can be a surge at all
FEW = 30  # screened reports of a month, below which a share says little
MORE = 2.0  # times as many as the mean of the months before
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the items is counted.

    Attributes:
        since, until: days, both included.
        level: the lowest concern that counts.
        language, group, hallmark, place: only these, where not empty.
    """

    since: date
    until: date
    unit: Unit = "month"
    level: str = "review"
    language: str = ""
    group: str = ""
    hallmark: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One week or month: its first day, the expressions in it, and what was screened."""

    start: date
    expressions: int
    screened: int

    @property
    def share(self) -> float | None:
        return self.expressions / self.screened if self.screened else None


@dataclass(frozen=True, slots=True)
class Part:
    """Expressions of one language, against one group, with one hallmark, or of one place, by period."""

    key: str
    total: int
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Surge:
    """This month against the six before.

    Attributes:
        now: expressions this month; `mean` of the six months before.
        rising: whether there are clearly more, in number and as a share.
        few: whether too little was screened to say so.
    """

    now: int
    mean: float
    rising: bool
    few: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """Expressions over time, and their parts, the largest first. `cut`: there were more than are counted."""

    points: tuple[Point, ...]
    languages: tuple[Part, ...]
    groups: tuple[Part, ...]
    hallmarks: tuple[Part, ...]
    places: tuple[Part, ...]
    surge: Surge
    cut: bool = False

    @property
    def expressions(self) -> int:
        return sum(point.expressions for point in self.points)

    @property
    def screened(self) -> int:
        return sum(point.screened for point in self.points)

    @property
    def share(self) -> float | None:
        return self.expressions / self.screened if self.screened else None


@dataclass(frozen=True, slots=True)
class _Expression:
    pk: uuid.UUID
    day: date
    language: str
    groups: tuple[str, ...]
    hallmarks: tuple[str, ...]


def trend_of(items: QuerySet[Item], asked: Asked) -> Trend:
    """The trend of `items`, which the policy has narrowed."""
    # The months before are needed for the surge, whatever the page shows.
    first = min(asked.since, months_before(asked.until, BEFORE))
    base = _base(items, asked, first)
    found, cut = _expressions(base, asked)
    screened = dict(base.order_by().values_list("day").annotate(many=Count("pk")))
    shown = [one for one in found if one.day >= asked.since]
    starts = list(periods(asked.since, asked.until, asked.unit))
    return Trend(
        points=_points(starts, asked.unit, shown, screened),
        languages=_parts(starts, asked.unit, ((one.day, [one.language]) for one in shown)),
        groups=_parts(starts, asked.unit, ((one.day, one.groups) for one in shown)),
        hallmarks=_parts(starts, asked.unit, ((one.day, one.hallmarks) for one in shown)),
        places=_parts(starts, asked.unit, _placed(shown)),
        surge=surge_of(_monthly(found, screened, asked.until)),
        cut=cut,
    )


def _base(items: QuerySet[Item], asked: Asked, first: date) -> QuerySet[Any]:
    """What was screened, each with its `day`."""
    found = items.annotate(day=Coalesce("occurred_on", TruncDate("received_at")))
    found = found.filter(day__gte=first, day__lte=asked.until, finding__isnull=False)
    found = found.filter(~Q(coverage="not_covered") | Q(judgement__isnull=False))
    if asked.language:
        found = found.filter(language=asked.language)
    if asked.place:
        told = policy.visible(ItemPlace.objects.filter(item=OuterRef("pk")), installation())
        at = Q(place__code=asked.place) | Q(place__parent__code=asked.place)
        found = found.filter(Exists(told.filter(at)))
    return found


def _expressions(base: QuerySet[Any], asked: Asked) -> tuple[list[_Expression], bool]:
    counted = CONCERNS[max(CONCERNS.index(asked.level), 1) :]
    rows = (
        base.filter(concern__in=counted)
        .order_by("-received_at", "-pk")
        .values_list(
            "pk", "day", "language", "finding__targets", "finding__hallmarks",
            "judgement_id", "judgement__targets", "judgement__hallmarks",
        )[: MOST + 1]
    )  # fmt: skip
    read = [_expression(*row) for row in rows]
    kept = [
        one
        for one in read[:MOST]
        if (not asked.group or asked.group in one.groups)
        and (not asked.hallmark or asked.hallmark in one.hallmarks)
    ]
    return kept, len(read) > MOST


def _expression(
    pk: uuid.UUID,
    day: date,
    language: str,
    targets: Any,
    hallmarks: Any,
    judgement: uuid.UUID | None,
    judged_targets: Any,
    judged_hallmarks: Any,
) -> _Expression:
    """What a person found of it where one judged, else what the machine found."""
    groups = judged_targets if judgement else [one["group"] for one in targets or ()]
    signs = judged_hallmarks if judgement else hallmarks
    return _Expression(
        pk, day, language, tuple(dict.fromkeys(groups or ())), tuple(dict.fromkeys(signs or ()))
    )


def _placed(found: Sequence[_Expression]) -> Iterator[tuple[date, list[str]]]:
    """The countries that each expression tells of."""
    days = {one.pk: one.day for one in found}
    ids = list(days)
    countries: dict[uuid.UUID, set[str]] = defaultdict(set)
    for at in range(0, len(ids), _CHUNK):
        told = policy.visible(ItemPlace.objects.filter(item__in=ids[at : at + _CHUNK]), installation())
        for pk, code in told.values_list("item_id", "place__code"):
            countries[pk].add(code.partition("-")[0])
    return ((days[pk], sorted(codes)) for pk, codes in countries.items())


# ------------------------------------------------------------------ weeks and months


def start_of(day: date, unit: Unit) -> date:
    """The first day of its month, or the Monday of its week."""
    return day.replace(day=1) if unit == "month" else day - timedelta(days=day.weekday())


def periods(since: date, until: date, unit: Unit) -> Iterator[date]:
    """The first day of every week or month from `since` to `until`."""
    start = start_of(since, unit)
    while start <= until:
        yield start
        start = (
            start_of(start + timedelta(days=32), "month") if unit == "month" else start + timedelta(days=7)
        )


def months_before(day: date, many: int) -> date:
    """The first day of the month so many months before that of `day`."""
    count = day.year * 12 + day.month - 1 - many
    return date(count // 12, count % 12 + 1, 1)


def _points(
    starts: Sequence[date], unit: Unit, found: Iterable[_Expression], screened: dict[date, int]
) -> tuple[Point, ...]:
    expressions = Counter(start_of(one.day, unit) for one in found)
    whole: Counter[date] = Counter()
    for day, many in screened.items():
        whole[start_of(day, unit)] += many
    return tuple(Point(start, expressions[start], whole[start]) for start in starts)


def _parts(
    starts: Sequence[date], unit: Unit, told: Iterable[tuple[date, Iterable[str]]]
) -> tuple[Part, ...]:
    counted: dict[str, Counter[date]] = defaultdict(Counter)
    for day, keys in told:
        for key in keys:
            counted[key][start_of(day, unit)] += 1
    parts = [Part(key, sum(by.values()), tuple(by[start] for start in starts)) for key, by in counted.items()]
    return tuple(sorted(parts, key=lambda part: (-part.total, part.key)))


def _monthly(found: Iterable[_Expression], screened: dict[date, int], until: date) -> tuple[Point, ...]:
    starts = list(periods(months_before(until, BEFORE), until, "month"))
    return _points(starts, "month", found, screened)


def surge_of(months: Sequence[Point]) -> Surge:
    """Whether the last of these months stands out against those before it.

    It does where there are at least `LEAST` expressions, more than `MORE` times as many as on average, and
    also a larger share of what was screened: that more came in makes no surge.
    """
    *before, now = months
    mean = sum(point.expressions for point in before) / len(before)
    seen = sum(point.screened for point in before)
    usual = sum(point.expressions for point in before) / seen if seen else 0.0
    rising = now.expressions >= LEAST and now.expressions > MORE * mean and (now.share or 0.0) > usual
    return Surge(now.expressions, mean, rising, now.screened < FEW or seen < FEW * len(before))
