"""What the watch page knows: the statistical list, our own situations beside it, and where they disagree.

The list comes from `nadhir.forecasting` and is the same for everybody; situations, assessments and reports
come through selectors, as far as the viewer may see them. Nothing here is added up across the two: figure and
assessment stand side by side, and a disagreement is said aloud.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.db.models import Count

from nadhir.doctrine import places as gazetteer
from nadhir.doctrine.phrases import Reason
from nadhir.doctrine.text import LANGUAGES
from nadhir.documents import charts
from nadhir.forecasting import RISK_CLASSES, WatchEntry, WatchList, watch_list
from nadhir.forecasting.outlook import disagreement
from nadhir.forecasting.outlook.disagreement import Jump, Side, Stand, side_of
from nadhir.screening.normalise import fold
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.intake import selectors as intake
from nadhir.web.intake.models import Item, ItemPlace
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import Assessment, Situation
from nadhir.web.warnings import selectors as warnings

BOOK = "nadhir.forecasting.outlook"
# The first thirty are what the model's track record is judged on.
FIRST = 30
# A move of fewer ranks than this is noise.
WORTH_TELLING = 3
RECENTLY = timedelta(days=90)
WEEK = timedelta(days=7)
DAY = timedelta(days=1)
AHEAD_YEARS = 2

Order = Literal["rank", "change", "deaths"]


@dataclass(frozen=True, slots=True)
class Covering:
    """A situation under watch and the assessment of it that is in force, as far as the viewer may read it."""

    situation: Situation
    assessment: Assessment | None

    @property
    def looked_at(self) -> date:
        """The day of the last signed assessment, or that on which the watch began."""
        if self.assessment is not None and self.assessment.signed_at is not None:
            return self.assessment.signed_at.date()
        return self.situation.since

    @property
    def due_on(self) -> date:
        return self.looked_at + timedelta(days=self.situation.review_days)

    @property
    def rising(self) -> bool:
        return self.assessment is not None and self.assessment.trend == Assessment.Trend.RISING

    def overdue(self, today: date) -> int:
        """Days by which the review is late; 0 where it is not."""
        return max(0, (today - self.due_on).days)


@dataclass(frozen=True, slots=True)
class Country:
    """One line of the list: figures, and our own view where a situation covers the country.

    Attributes:
        code: ISO 3166-1 alpha-2, as places of reports are named by.
        level: class of the risk, 1 to 5; 0 where there is too little to go on.
    """

    entry: WatchEntry
    code: str
    level: int
    covering: Covering | None = None

    @property
    def change(self) -> int | None:
        """Ranks risen within a year (a rise is worse); None for a State that was not there."""
        if self.entry.previous_rank is None:
            return None
        return self.entry.previous_rank - self.entry.rank

    @property
    def deaths_12(self) -> int:
        return sum(self.entry.deaths_36[-12:])

    @property
    def disagreement(self) -> Side | None:
        """Who sees more risk, where our assessment and the figures point in opposite directions."""
        if self.covering is None or self.covering.assessment is None:
            return None
        stand = Stand.of_entry(self.entry, watch_list().as_of)
        return side_of(self.covering.assessment.trend, stand)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it stands there; that little is known is said beside the country already."""
        known = tuple(reason for reason in self.entry.reasons if reason.code != "reason.little_to_go_on")
        return known or self.entry.reasons


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page says first: what got worse, where, and what is missing.

    Attributes:
        worsening: situations whose assessment of the last three months says "rising", the latest first.
        violent: reports of violence against civilians that came within a week.
        violent_most: names of the place that most of them happened in, and how many.
        riser: the country that rose most among the first thirty of the statistical list.
        overdue: situations whose review is late, the latest first.
        unassessed: situations without any signed assessment.
        silent: warnings in force that nobody has acknowledged within a day.
    """

    worsening: tuple[Covering, ...]
    violent: int
    violent_most: tuple[Mapping[str, str], int] | None
    riser: Country | None
    overdue: tuple[Covering, ...]
    unassessed: int
    silent: int

    @property
    def worse(self) -> bool:
        return bool(self.worsening or self.violent)


def under_watch(viewer: Viewer, *, places: bool = True) -> list[Covering]:
    """The situations under watch that the viewer may know of: what is due for review first.

    Args:
        places: whether their places will be asked for.
    """
    watched = situations.situations(viewer).filter(status=Situation.Status.WATCHED)
    found = list(watched.prefetch_related("places__parent" if places else None)[:500])
    current = situations.current_of(viewer, found)
    return sorted(
        (Covering(situation, current.get(situation.pk)) for situation in found),
        key=lambda one: (one.due_on, one.situation.pk),
    )


def covering_of(viewer: Viewer, situation: Situation) -> Covering:
    """One situation with its assessment in force, as far as the viewer may read it."""
    return Covering(situation, situations.current_of(viewer, [situation]).get(situation.pk))


def countries(watched: Iterable[Covering]) -> list[Country]:
    """The list by rank, each country with the situation that covers it; of several, the one that rises, then
    the one assessed last."""
    covered: dict[str, Covering] = {}
    for one in sorted(watched, key=lambda one: (one.rising, one.assessment is not None, one.looked_at)):
        for iso3 in situations.countries_of(one.situation):
            covered[iso3] = one
    return [
        Country(entry, code_of(entry.iso3), level_of(entry), covered.get(entry.iso3))
        for entry in watch_list().entries
    ]


def entries() -> tuple[WatchEntry, ...]:
    """What the figures say of each country, the highest risk first."""
    return watch_list().entries


def counted_under(iso3: str) -> WatchEntry | None:
    """The country under which the figures count the violence of a place that they do not know by itself."""
    return next((entry for entry in entries() if iso3 in entry.covers), None)


def level_of(entry: WatchEntry) -> int:
    """The class of a country's risk; 0 where there is too little to go on."""
    return 0 if entry.little_to_go_on else charts.level(entry.risk, RISK_CLASSES)


@functools.cache
def code_of(iso3: str) -> str:
    """ISO 3166-1 alpha-2 of a country, as places of reports are named by."""
    return gazetteer.country(iso3).code


def narrowed(
    listed: Sequence[Country], *, words: str = "", level: int | None = None, ours: bool = False
) -> list[Country]:
    """The countries that a filter leaves.

    Args:
        words: part of a name in any of the three languages, however it is spelt, or a code; also of a place
            whose violence is counted under the country.
        level: one class of risk; 0 for those with too little to go on.
        ours: only countries that a situation of ours covers.
    """
    wanted = fold(words.strip())
    return [
        one
        for one in listed
        if (not wanted or any(_called(code, wanted) for code in (one.entry.iso3, *one.entry.covers)))
        and (level is None or one.level == level)
        and (not ours or one.covering is not None)
    ]


def _called(iso3: str, wanted: str) -> bool:
    exact, spelt = _spellings(iso3)
    return wanted in exact or any(wanted in name for name in spelt)


@functools.cache
def _spellings(iso3: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Folded codes and names of a country."""
    place = gazetteer.country(iso3)
    names = {place.names.in_(language) for language in LANGUAGES}
    return frozenset({fold(iso3), fold(place.code)}), tuple(sorted(fold(name) for name in names))


def ordered(listed: Sequence[Country], by: Order) -> list[Country]:
    """The countries in another order. By change, those above the average risk come first: further down,
    ranks lie so close together that a jump says little."""
    if by == "change":
        average = listed[0].entry.base_rate if listed else 0.0
        return sorted(
            listed,
            key=lambda one: (one.level == 0 or one.entry.risk < average, -(one.change or 0), one.entry.rank),
        )
    if by == "deaths":
        return sorted(listed, key=lambda one: (-one.deaths_12, one.entry.rank))
    return list(listed)


def answer(viewer: Viewer, listed: Sequence[Country], watched: Sequence[Covering], now: datetime) -> Answer:
    """What the page says first, made from what the viewer may see."""
    since = (now - RECENTLY).date()
    worsening = [one for one in watched if one.rising and one.looked_at >= since]
    violent = _violent(viewer, now)
    risers = [
        one for one in listed if one.entry.rank <= FIRST and one.level and (one.change or 0) >= WORTH_TELLING
    ]
    return Answer(
        worsening=tuple(sorted(worsening, key=lambda one: one.looked_at, reverse=True)),
        violent=violent.count(),
        violent_most=_most(viewer, violent),
        riser=max(risers, key=lambda one: (one.change or 0, -one.entry.rank), default=None),
        overdue=tuple(one for one in watched if one.overdue(now.date())),
        unassessed=sum(one.assessment is None for one in watched),
        silent=_silent(viewer, now),
    )


@dataclass(frozen=True, slots=True)
class Worsened:
    """What the figures alone say has got worse within a year.

    Attributes:
        risers: of the first thirty, those that rose most, three at most.
        deadliest: the country whose deaths grew most, with those of the last twelve months and before.
        high: countries whose risk is high or very high.
    """

    risers: tuple[Country, ...]
    deadliest: tuple[Country, int, int] | None
    high: int


def worsened(listed: Sequence[Country]) -> Worsened:
    """What got worse, by the figures alone; the same for everybody."""
    risers = [
        one for one in listed if one.entry.rank <= FIRST and one.level and (one.change or 0) >= WORTH_TELLING
    ]
    risers.sort(key=lambda one: (-(one.change or 0), one.entry.rank))
    grown = [(one, sum(one.entry.deaths_36[-24:-12]), one.deaths_12) for one in listed]
    most = max(grown, key=lambda row: row[2] - row[1], default=None)
    return Worsened(
        risers=tuple(risers[:3]),
        deadliest=most if most and most[2] > most[1] else None,
        high=sum(one.level >= 4 for one in listed),
    )


def leaps() -> tuple[tuple[WatchEntry, Jump], ...]:
    """The countries whose risk leapt within a year, by the figures alone, the highest risk first."""
    return disagreement.leaps(watch_list())


def leapt() -> Reason:
    """The same in one sentence."""
    names = [entry.name.as_dict() for entry, _ in leaps()]
    return Reason("leap.countries", {"countries": names}, BOOK) if names else Reason("leap.none", {}, BOOK)


def _silent(viewer: Viewer, now: datetime) -> int:
    """Warnings in force that nobody acknowledged within a day; only the desk can see that."""
    if not viewer.has("analyst", "reviewer"):
        return 0
    in_force = warnings.narrowed(
        warnings.with_answers(warnings.warnings(viewer)), status="in_force", answer="unanswered"
    )
    return int(in_force.filter(issued_at__lt=now - DAY).order_by().count())


def _violent(viewer: Viewer, now: datetime) -> Any:
    """Reports of violence that came in this week. Those that tell of what happened long ago, as the files of
    past years do by the thousand, are no news; those that do not say when may be."""
    found = intake.items(viewer).filter(
        priority=Item.Priority.VIOLENCE, leads_cluster=True, received_at__gte=now - WEEK
    )
    return found.exclude(occurred_on__lt=(now - RECENTLY).date()).order_by()


def _most(viewer: Viewer, violent: Any) -> tuple[Mapping[str, str], int] | None:
    """The country in which most of the reports happened, if reports say so."""
    here = violent.filter(item_places__role=ItemPlace.Role.EVENT, item_places__place__parent=None)
    counted = here.values("item_places__place").annotate(many=Count("pk", distinct=True)).order_by("-many")
    first = counted.first()
    if first is None:
        return None
    place = directory.places(viewer).filter(pk=first["item_places__place"]).first()
    return (place.names, first["many"]) if place else None


def looks_ahead_to(figures: WatchList) -> date:
    """The last month that the risk speaks of."""
    year, month = (int(part) for part in figures.as_of.split("-"))
    return date(year + AHEAD_YEARS, month, 1)


def months_of(figures: WatchList) -> tuple[date, date]:
    """First and last month of the deaths shown beside each country."""
    year, month = (int(part) for part in figures.as_of.split("-"))
    shown = len(figures.entries[0].deaths_36)
    first = year * 12 + month - shown
    return date(first // 12, first % 12 + 1, 1), date(year, month, 1)


def about(figure: float) -> int:
    """A figure in two digits that mean something: more would pretend to know."""
    return int(float(f"{figure:.2g}")) if figure >= 1 else round(figure)
