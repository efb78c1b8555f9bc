"""Reading the calendar: which occasions come when, where, and within which lead time.

An occasion that comes back every year is told of for each year. Dates are taken as they were given: feasts of
a lunar calendar, and days that depend on a decision, differ by country and by year, and are never computed.
"""

from __future__ import annotations

import calendar as months
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from nadhir.errors import NotAllowed
from nadhir.screening.normalise import fold
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import veils
from nadhir.web.situations.models import Occasion, Situation

# Beyond this many years nobody plans; a yearly occasion is told of no further.
FURTHEST = timedelta(days=3_660)


def reads(viewer: Viewer) -> bool:
    """Whether the calendar is open to this viewer."""
    return viewer.system or viewer.has("analyst", "reviewer", "coordinator")


@dataclass(frozen=True, slots=True)
class Ahead:
    """One time that an occasion takes place.

    Attributes:
        on: its first day.
        until: its last day; the same where it has only one.
        days: days until it begins; 0 where it is today or under way.
        begins_lead: from when on it should be prepared for.
    """

    occasion: Occasion
    on: date
    until: date
    days: int

    @property
    def begins_lead(self) -> date:
        return self.on - timedelta(days=self.occasion.lead_days)

    @property
    def in_lead(self) -> bool:
        """Whether its lead time has begun."""
        return self.days <= self.occasion.lead_days

    @property
    def under_way(self) -> bool:
        return self.days == 0

    @property
    def several_days(self) -> bool:
        return self.until != self.on


def occasions(viewer: Viewer) -> QuerySet[Occasion]:
    """Occasions that the viewer may know of; of their situations, those that the viewer may know of."""
    seen = veils.situations(viewer)
    found = veils.veiled_occasions(viewer).select_related("owner", "created_by")
    return found.prefetch_related("places__parent", Prefetch("situations", queryset=seen))


def occasion(viewer: Viewer, pk: uuid.UUID) -> Occasion:
    """One occasion.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    if (found := occasions(viewer).filter(pk=pk).first()) is None:
        raise NotAllowed("not_allowed.record", act="occasion.read")
    return found


def occasions_found(
    viewer: Viewer,
    *,
    words: str = "",
    kind: str = "",
    place: str = "",
    situation: Situation | None = None,
    cancelled: bool = False,
) -> QuerySet[Occasion]:
    """Occasions narrowed down, whenever they are.

    Args:
        words: looked for in the names in all languages, folded.
        kind: one of `Occasion.Kind`.
        place: code of a country or subdivision; a country includes its subdivisions, and a subdivision what
            concerns its whole country.
        situation: only what is tied to it, or to its places.
        cancelled: with those that were cancelled.
    """
    found = occasions(viewer)
    if not cancelled:
        found = found.filter(cancelled_at=None)
    if kind:
        found = found.filter(kind=kind)
    if place:
        found = found.filter(pk__in=_at("code", [place]))
    if situation is not None:
        found = found.filter(of(situation))
    if words.strip():
        wanted = fold(words.strip())
        # By the names that the viewer may read: what is struck is not found out by asking for it.
        rows = found.order_by().prefetch_related(None).select_related(None).only("pk", "names")
        named = [one.pk for one in rows if any(wanted in fold(str(name)) for name in one.names.values())]
        found = found.filter(pk__in=named)
    return found


def of(situation: Situation) -> Q:
    """What concerns a situation: what is tied to it, and what happens at its places, in their country or in
    parts of them."""
    tied = Occasion.situations.through.objects.filter(situation_id=situation.pk).values("occasion_id")
    watched = Situation.places.through.objects.filter(situation_id=situation.pk).values("place_id")
    return Q(pk__in=tied) | Q(pk__in=_at("pk", watched))


def _at(by: str, watched: Any) -> Any:
    """Identifiers of the occasions at these places, in their countries or in parts of them.

    Args:
        by: what `watched` holds of places: their `pk` or their `code`.
    """
    here = Q(**{f"place__{by}__in": watched}) | Q(**{f"place__parent__{by}__in": watched})
    here |= Q(**{f"place__parts__{by}__in": watched})
    return Occasion.places.through.objects.filter(here).values("occasion_id")


def occasions_ahead(viewer: Viewer, situation: Situation, today: date, days: int = 90) -> list[Ahead]:
    """What comes within `days` days in a situation or is under way, the soonest first.

    Args:
        today: from when on it is looked ahead.
        days: how far. What has a longer lead time is told of as soon as that has begun.
    """
    return ahead(occasions_found(viewer, situation=situation), today, days)


def all_ahead(viewer: Viewer, today: date, days: int = 90) -> list[Ahead]:
    """The same for every place."""
    return ahead(occasions_found(viewer), today, days)


def ahead(found: Iterable[Occasion], today: date, days: int) -> list[Ahead]:
    """What of `found` is under way, comes within `days` days, or is within its own lead time."""
    told: list[Ahead] = []
    for one in found:
        horizon = today + timedelta(days=max(days, one.lead_days))
        told.extend(expand(one, today, horizon, today=today))
    return sorted(told, key=_soonest)


def between(found: Iterable[Occasion], first: date, last: date, *, today: date) -> list[Ahead]:
    """Every time that one of `found` touches the days `first`…`last`, in order."""
    return sorted((time for one in found for time in expand(one, first, last, today=today)), key=_soonest)


def _soonest(one: Ahead) -> tuple[date, date, str]:
    return one.on, one.until, str(one.occasion.pk)


def expand(one: Occasion, first: date, last: date, *, today: date) -> Iterator[Ahead]:
    """The times at which an occasion touches the days `first`…`last`.

    A yearly occasion comes back from its own year on, until `yearly_until` where that is given. The 29th of
    February is kept on the 28th in the years that lack it: better a day early than forgotten.
    """
    length = (one.ends_on - one.starts_on) if one.ends_on else timedelta()
    for on in _starts(one, first - length, min(last, today + FURTHEST)):
        if on <= last and on + length >= first:
            yield Ahead(one, on, on + length, max((on - today).days, 0))


def _starts(one: Occasion, first: date, last: date) -> Iterator[date]:
    if not one.yearly:
        yield one.starts_on
        return
    for year in range(max(first.year, one.starts_on.year), last.year + 1):
        on = in_year(one.starts_on, year)
        if one.yearly_until is not None and on > one.yearly_until:
            return
        yield on


def in_year(day: date, year: int) -> date:
    """The same day in another year."""
    return day.replace(year=year, day=min(day.day, months.monthrange(year, day.month)[1]))


def by_month(times: Sequence[Ahead]) -> list[tuple[date, list[Ahead]]]:
    """Times by the month in which they begin, given as its first day."""
    found: dict[date, list[Ahead]] = {}
    for time in times:
        found.setdefault(time.on.replace(day=1), []).append(time)
    return sorted(found.items())
