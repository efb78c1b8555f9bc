"""The map of events: what happened where, as far as the viewer may know it, gathered so that it stays light.

A precise place can betray a person. Only what public sources tell is shown where it happened; everything else
is moved to a tenth of a degree, about ten kilometres, for everybody: a map is looked at over shoulders.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce, Substr, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadhir.documents import charts
from nadhir.web.core.models import Tlp
from nadhir.web.core.templatetags.nadhir import day, in_words, number
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake import selectors as intake
from nadhir.web.intake.models import EVENT_KINDS, Item, ItemPlace
from nadhir.web.portal.waiting import named

# The newest so many are drawn; a map of more would show less.
MOST = 2000
# Squares, in degrees, whose events become one dot: as small as leaves this many dots.
CELLS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
DOTS = 200
ROUGH = 0.1


@dataclass(frozen=True, slots=True)
class Where:
    """The country of an event, and the code of the smallest place that is known of it."""

    code: str
    country: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Event:
    """One report with a position, as it may be shown."""

    pk: UUID
    latitude: float
    longitude: float
    exact: bool
    violent: bool
    deaths: int
    on: date | None
    kind: str
    title: str
    where: Where | None


@dataclass(frozen=True, slots=True)
class Row:
    """The events of one country, for the table beside the map."""

    code: str
    names: Mapping[str, str]
    events: int
    violent: int
    deaths: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What the map shows.

    Attributes:
        events: the newest first, `MOST` at most.
        more: whether there are others that are not drawn.
    """

    events: tuple[Event, ...]
    more: bool
    by_country: tuple[Row, ...]

    @property
    def violent(self) -> int:
        return sum(event.violent for event in self.events)

    @property
    def first(self) -> date | None:
        return min((event.on for event in self.events if event.on), default=None)

    @property
    def last(self) -> date | None:
        return max((event.on for event in self.events if event.on), default=None)

    @property
    def rough(self) -> int:
        """How many were moved for somebody's protection."""
        return sum(not event.exact for event in self.events)


@dataclass(slots=True)
class Spot:
    """Events that lie close together: one dot."""

    events: list[Event] = field(default_factory=list)

    @property
    def position(self) -> tuple[float, float]:
        """Longitude and latitude of their middle."""
        many = len(self.events)
        return (
            round(sum(event.longitude for event in self.events) / many, 2),
            round(sum(event.latitude for event in self.events) / many, 2),
        )


def events(
    viewer: Viewer, *, today: date, place: str = "", violent: bool = False, days: int | None = None
) -> Shown:
    """The newest events with a position that the viewer may know of.

    Args:
        place: code of a country or subdivision.
        violent: only violence against civilians.
        days: only what happened within so many days.
    """
    found = intake.items(viewer).filter(latitude__isnull=False, longitude__isnull=False)
    found = found.exclude(status=Item.Status.DISMISSED)
    if place:
        happened = ItemPlace.Role.EVENT
        found = found.filter(item_places__place__code=place, item_places__role=happened).distinct()
    if violent:
        found = found.filter(priority=Item.Priority.VIOLENCE)
    if days:
        found = found.filter(occurred_on__gte=today - timedelta(days=days))
    rows = list(_rows(found))
    known = _places(viewer, [row["pk"] for row in rows[:MOST]])
    shown = tuple(_event(row, known) for row in rows[:MOST])
    return Shown(shown, len(rows) > MOST, _by_country(shown))


def _rows(found: QuerySet[Item]) -> Iterable[Mapping[str, Any]]:
    asked = found.annotate(
        begins=Substr("text", 1, 80), when=Coalesce("occurred_on", TruncDate("received_at"))
    )
    return asked.order_by("-when", "-pk").values(
        "pk", "latitude", "longitude", "tlp", "source__tlp", "priority", "weight", "event", "occurred_on",
        "title", "begins",
    )[: MOST + 1]  # fmt: skip


def _places(viewer: Viewer, keys: Sequence[UUID]) -> dict[UUID, Where]:
    """Where each item happened; asked in parts, since a database takes only so many at a time."""
    told: dict[UUID, list[tuple[bool, str, Mapping[str, str]]]] = {}
    place = "item_places__place__"
    for start in range(0, len(keys), 500):
        happened = intake.items(viewer).filter(
            pk__in=keys[start : start + 500], item_places__role=ItemPlace.Role.EVENT
        )
        rows = happened.order_by().values_list("pk", f"{place}code", f"{place}names", f"{place}parent")
        for pk, code, names, parent in rows:
            told.setdefault(pk, []).append((parent is not None, code, names))
    return {pk: _smallest(places) for pk, places in told.items()}


def _smallest(places: list[tuple[bool, str, Mapping[str, str]]]) -> Where:
    """The country and, where it is known, the part of it."""
    ordered = sorted(places, key=lambda place: place[:2])
    _, country, names = ordered[0]
    return Where(ordered[-1][1], country, names)


def _event(row: Mapping[str, Any], known: Mapping[UUID, Where]) -> Event:
    exact = row["tlp"] == Tlp.CLEAR and row["source__tlp"] == Tlp.CLEAR
    kind = (row["event"] or {}).get("kind") or ""
    return Event(
        pk=row["pk"],
        latitude=row["latitude"] if exact else round(row["latitude"] / ROUGH) * ROUGH,
        longitude=row["longitude"] if exact else round(row["longitude"] / ROUGH) * ROUGH,
        exact=exact,
        violent=row["priority"] == Item.Priority.VIOLENCE,
        deaths=row["weight"],
        on=row["occurred_on"],
        kind=kind,
        title=row["title"][:80] or " ".join(row["begins"].split()),
        where=known.get(row["pk"]),
    )


def _by_country(shown: Sequence[Event]) -> tuple[Row, ...]:
    counted: Counter[str] = Counter()
    violent: Counter[str] = Counter()
    deaths: Counter[str] = Counter()
    names: dict[str, Mapping[str, str]] = {}
    for event in shown:
        if event.where is None:
            continue
        code = event.where.country
        names.setdefault(code, event.where.names)
        counted[code] += 1
        violent[code] += event.violent
        deaths[code] += event.deaths
    rows = (Row(code, names[code], many, violent[code], deaths[code]) for code, many in counted.items())
    return tuple(sorted(rows, key=lambda row: (-row.violent, -row.events, row.code)))


def gathered(shown: Sequence[Event]) -> list[Spot]:
    """Events in the smallest squares that leave no more than `DOTS` dots."""
    spots: dict[tuple[int, int], Spot] = {}
    for cell in CELLS:
        spots = {}
        for event in shown:
            key = (round(event.longitude / cell), round(event.latitude / cell))
            spots.setdefault(key, Spot()).events.append(event)
        if len(spots) <= DOTS:
            break
    return list(spots.values())


def drawn(spots: Sequence[Spot]) -> str:
    """The map as the server draws it."""
    places = [
        charts.Place(
            *spot.position,
            label=_words(spot),
            weight=len(spot.events),
            tone="" if any(event.violent for event in spot.events) else "low",
            exact=any(event.exact for event in spot.events),
        )
        for spot in spots
    ]
    return charts.point_map(
        places,
        title=_("Where it happened"),
        description=_("Full dots: violence against civilians among it. Rings: places shown roughly."),
        write=lambda many: ngettext("%(n)s event", "%(n)s events", many) % {"n": number(many)},
        width=960,
        height=520,
        cell=14,
    )


def points(spots: Sequence[Spot]) -> dict[str, Any]:
    """The same for the map that pans, in the form that `nadhir/map.js` reads."""
    rows: list[list[Any]] = []
    for spot in spots:
        longitude, latitude = spot.position
        tone = "" if any(event.violent for event in spot.events) else "low"
        rows.append([longitude, latitude, _words(spot), tone, _address(spot)])
    xs = [row[0] for row in rows] or [-180.0, 180.0]
    ys = [row[1] for row in rows] or [-56.0, 80.0]
    box = [min(xs) - 1, min(ys) - 1, max(xs) + 1, max(ys) + 1]
    bare = not charts.on_land([charts.Place(*spot.position) for spot in spots])
    return {"box": box, "points": rows, "net": bare}


def _words(spot: Spot) -> str:
    """What a dot stands for."""
    many = len(spot.events)
    if many == 1:
        event = spot.events[0]
        what = str(EVENT_KINDS[event.kind]) if event.kind in EVENT_KINDS else event.title
        parts = [what, day(event.on)]
        if event.deaths:
            parts.append(_("deaths: %(n)s") % {"n": number(event.deaths)})
        return " · ".join(filter(None, parts))
    deaths = sum(event.deaths for event in spot.events)
    said = ngettext("%(n)s event, deaths: %(deaths)s", "%(n)s events, deaths: %(deaths)s", many) % {
        "n": number(many),
        "deaths": number(deaths),
    }
    where = _most(spot)
    return f"{named(in_words(where.names))} · {said}" if where else said


def _address(spot: Spot) -> str:
    """The report, or all reports from the place that most of the events happened in."""
    if len(spot.events) == 1:
        return reverse("item", args=[spot.events[0].pk])
    where = _most(spot)
    return f"{reverse('inbox')}?place={where.code}&status=all" if where else ""


def _most(spot: Spot) -> Where | None:
    counted = Counter(event.where.code for event in spot.events if event.where)
    if not counted:
        return None
    code = counted.most_common(1)[0][0]
    return next(event.where for event in spot.events if event.where and event.where.code == code)
