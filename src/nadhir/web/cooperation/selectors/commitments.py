"""What serves which commitment: engagements, undertakings, trainings and instruments, counted and listed.

Counting is the database's work: a matrix over ten thousand engagements is a handful of queries. Each column
counts what the viewer may know of, and nothing else.
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, CharField, Count, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from nadhir.doctrine.catalogue import Catalogue
from nadhir.doctrine.text import Text
from nadhir.errors import NotAllowed
from nadhir.web.cooperation.models import Cohort, Instrument, Plan, Serving
from nadhir.web.cooperation.selectors.plans import catalogue_of, catalogues, plan, root_of, rows_of
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor, Place
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Engagement, Undertaking

Served = Engagement | Undertaking | Cohort | Instrument
COLUMNS = ("engagement", "undertaking", "cohort", "instrument")
GOALS = "sdg"
_NOTHING = Text("", "", "")
_MODELS = {"engagement": Engagement, "undertaking": Undertaking, "cohort": Cohort, "instrument": Instrument}
_HELD = {
    "engagement": {"done": ["held"], "planned": ["planned"]},
    "undertaking": {"done": ["done"], "begun": ["under_way"], "planned": ["open", "accepted"]},
    "cohort": {"done": ["ended"], "begun": ["under_way", "open"], "planned": ["planned"]},
    "instrument": {"done": ["agreed", "ended"], "planned": ["draft"]},
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose commitments are looked at.

    Attributes:
        key: how it is named in an address: the catalogue, or the identifier of a plan.
        plan: the plan, where one was named.
        own: the plan whose own commitments they are; None for those of a catalogue.
        place, region: only what took place there, for a plan that takes others' commitments up.
    """

    key: str
    catalogue: Catalogue
    plan: Plan | None = None
    own: Plan | None = None
    place: Place | None = None
    region: str = ""

    def servings(self) -> Q:
        """The judgements about it."""
        return Q(plan=self.own) if self.own is not None else Q(catalogue=self.catalogue.id)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is looked at of it: a period, what an actor did, what took place somewhere."""

    first: date | None = None
    last: date | None = None
    actor: Actor | None = None
    place: Place | None = None


def scope_of(viewer: Viewer, key: str) -> Scope:
    """The commitments that an address names.

    Raises:
        NotAllowed: there is no such catalogue or plan, or none that the viewer may know of.
    """
    for catalogue in catalogues():
        if catalogue.id == key:
            return Scope(key, catalogue)
    try:
        pk = uuid.UUID(key)
    except ValueError:
        raise NotAllowed("not_allowed.record", act="plan.read") from None
    return scope_of_plan(plan(viewer, pk))


def scope_of_plan(shown: Plan) -> Scope:
    """The commitments of a plan."""
    root = root_of(shown)
    lies_over = shown.overlay_of_id is not None
    return Scope(
        str(shown.pk),
        catalogue_of(shown),
        plan=shown,
        own=None if root.catalogue else root,
        place=shown.place if lies_over else None,
        region=shown.region if lies_over and shown.place is None else "",
    )


def of_key(scope: Scope, element: str, pk: uuid.UUID) -> str:
    """What was judged, as `Serving.key` holds it."""
    return f"{scope.own.pk if scope.own is not None else scope.catalogue.id}:{element}:{pk}"


def column_of(record: Served) -> str:
    """In which column a record stands."""
    return next(name for name, model in _MODELS.items() if isinstance(record, model))


def _all(viewer: Viewer, column: str) -> QuerySet[Any]:
    if column == "engagement":
        return response.engagements(viewer).order_by()
    if column == "undertaking":
        return response.undertakings(viewer).order_by()
    if column == "cohort":
        return policy.visible(Cohort.objects.all(), viewer)
    return policy.visible(Instrument.objects.all(), viewer)


_DAY = {"engagement": "held_on", "undertaking": "due_on", "cohort": "starts_on", "instrument": "dated_on"}
_ACTORS = {
    "engagement": ("convened_by", "partners"),
    "undertaking": ("actor",),
    "cohort": ("host", "trainers"),
    "instrument": ("parties",),
}


def seen(viewer: Viewer, column: str, scope: Scope, by: Narrowed) -> QuerySet[Any]:
    """The records of one column that the viewer may know of and that were asked for. What was called off,
    refused or lapsed serves nothing."""
    stands = [status for listed in _HELD[column].values() for status in listed]
    found = _all(viewer, column).filter(status__in=stands)
    if by.first:
        found = found.filter(**{f"{_DAY[column]}__gte": by.first})
    if by.last:
        found = found.filter(**{f"{_DAY[column]}__lte": by.last})
    if by.actor is not None:
        took = Q()
        for name in _ACTORS[column]:
            took |= Q(**{name: by.actor})
        found = found.filter(pk__in=_all(viewer, column).filter(took).values("pk"))
    for place in (by.place, scope.place):
        if place is not None:
            found = found.filter(Q(place=place) | Q(place__parent=place))
    if scope.region:
        # A region has no borders here: only an engagement says in words which one it belongs to.
        found = found.filter(region__iexact=scope.region) if column == "engagement" else found.none()
    return found


def served_by(viewer: Viewer, column: str, scope: Scope, by: Narrowed) -> QuerySet[Serving]:
    """The judgements that a record serves one of its commitments."""
    asked = Serving.objects.filter(scope.servings(), serves=True)
    return asked.filter(**{f"{column}__in": seen(viewer, column, scope, by).values("pk")})


def _row(scope: Scope, name: str = "element") -> Case:
    families = rows_of(scope.catalogue).items()
    whens = [When(**{f"{name}__in": family, "then": Value(row)}) for row, family in families]
    return Case(*whens, default=Value(""), output_field=CharField())


def _with_goals(found: QuerySet[Any], prefix: str = "") -> QuerySet[Any]:
    told: QuerySet[Any] = found.annotate(told=Cast(f"{prefix}goals", TextField()))
    return told


def _named(goal: str) -> Q:
    return Q(told__contains=f'"{goal}"')


def _goals_told(viewer: Viewer, scope: Scope, by: Narrowed) -> dict[str, Counter[str]]:
    """How many engagements say of themselves that they serve each goal, by how they stand."""
    rows = list(rows_of(scope.catalogue).items())
    found = _with_goals(seen(viewer, "engagement", scope, by).exclude(goals=[]))
    asked = {
        f"{state}{at}": Count("pk", filter=_any(family) & Q(status__in=stands))
        for at, (_row, family) in enumerate(rows)
        for state, stands in _HELD["engagement"].items()
    }
    told = found.aggregate(**asked)
    return {
        row: Counter({state: told[f"{state}{at}"] for state in _HELD["engagement"] if told[f"{state}{at}"]})
        for at, (row, _family) in enumerate(rows)
    }


def _any(family: Iterable[str]) -> Q:
    named = Q()
    for one in family:
        named |= _named(one)
    return named


def counted(viewer: Viewer, scope: Scope, by: Narrowed) -> dict[str, dict[str, Counter[str]]]:
    """By commitment and column, how many records serve it, by how they stand (`done`, `begun`, `planned`).
    Each is counted once for a commitment, whatever under it it serves."""
    told = {row: {column: Counter[str]() for column in COLUMNS} for row in rows_of(scope.catalogue)}
    for column in COLUMNS:
        found: Any = served_by(viewer, column, scope, by).annotate(row=_row(scope))
        if column == "engagement" and scope.catalogue.id == GOALS:
            for row, states in _goals_told(viewer, scope, by).items():
                told[row][column] += states
            found = _beside_goals(scope, found)
        grouped = found.order_by().values("row", f"{column}__status")
        for one in grouped.annotate(n=Count(column, distinct=True)):
            if one["row"]:
                told[one["row"]][column][_state_of(column, one[f"{column}__status"])] += one["n"]
    return told


def _state_of(column: str, status: str) -> str:
    return next(name for name, listed in _HELD[column].items() if status in listed)


def counts(told: dict[str, dict[str, Counter[str]]]) -> dict[str, dict[str, int]]:
    """How many records of each column serve each commitment."""
    return {row: {column: states.total() for column, states in by.items()} for row, by in told.items()}


def states_of(told: dict[str, dict[str, Counter[str]]]) -> dict[str, set[str]]:
    """By commitment, how what serves it stands."""
    return {row: {state for states in by.values() for state in states} for row, by in told.items()}


def _beside_goals(scope: Scope, found: QuerySet[Serving]) -> QuerySet[Serving]:
    """Judgements about engagements that do not say themselves that they serve the goal."""
    goals = Cast("engagement__goals", TextField())
    said = Case(
        *(
            When(Q(row=row) & _any(family), then=Value(True))
            for row, family in rows_of(scope.catalogue).items()
        ),
        default=Value(False),
        output_field=BooleanField(),
    )
    return found.annotate(told=goals).annotate(said=said).filter(said=False)


def states(viewer: Viewer, scopes: Iterable[Scope]) -> dict[str, dict[str, set[str]]]:
    """For each scope, by element: how what serves it stands. A hundred plans take as many queries as one."""
    listed = list(scopes)
    told: dict[str, dict[str, set[str]]] = {scope.key: defaultdict(set) for scope in listed}
    about = Q(catalogue__in={one.catalogue.id for one in listed if one.own is None})
    about |= Q(plan__in={one.own.pk for one in listed if one.own is not None})
    anywhere = Scope("", Catalogue("", "plan", "", _NOTHING, _NOTHING, "", (), "", ()))
    for column in COLUMNS:
        if not Serving.objects.filter(**{f"{column}__isnull": False}).exists():
            continue
        found = Serving.objects.filter(about, serves=True)
        found = found.filter(**{f"{column}__in": seen(viewer, column, anywhere, Narrowed()).values("pk")})
        names = ["catalogue", "plan_id", "element", f"{column}__status"]
        if any(one.place for one in listed):
            names += [f"{column}__place_id", f"{column}__place__parent_id"]
        if column == "engagement" and any(one.region for one in listed):
            names.append("engagement__region")
        for row in found.order_by().values(*names).distinct():
            state = _state_of(column, row[f"{column}__status"])
            for scope in listed:
                if _is_about(scope, column, row):
                    told[scope.key][row["element"]].add(state)
    for scope in listed:
        if scope.catalogue.id == GOALS:
            for goal, stands in _goals_told(viewer, scope, Narrowed()).items():
                told[scope.key][goal] |= set(stands)
    return told


def _is_about(scope: Scope, column: str, row: dict[str, Any]) -> bool:
    own: uuid.UUID | None = scope.own.pk if scope.own is not None else None
    catalogue = scope.catalogue.id if scope.own is None else row["catalogue"]
    if row["plan_id"] != own or row["catalogue"] != catalogue:
        return False
    if scope.place is not None:
        return scope.place.pk in (row[f"{column}__place_id"], row[f"{column}__place__parent_id"])
    if scope.region:
        return str(row.get("engagement__region", "")).lower() == scope.region.lower()
    return True


def records(
    viewer: Viewer, column: str, scope: Scope, elements: Iterable[str], by: Narrowed
) -> QuerySet[Any]:
    """The records of one column that serve one of these elements, the latest first."""
    family = tuple(elements)
    judged = served_by(viewer, column, scope, by).filter(element__in=family).values(column)
    found = seen(viewer, column, scope, by)
    if column == "engagement" and scope.catalogue.id == GOALS:
        found = _with_goals(found).filter(Q(pk__in=judged) | _any(family))
    else:
        found = found.filter(pk__in=judged)
    return found.order_by(F(_DAY[column]).desc(nulls_last=True), "-pk")


def unjudged(viewer: Viewer, column: str, scope: Scope) -> QuerySet[Any]:
    """Records of which nobody said yet whether they serve one of these commitments, the latest first."""
    judged = Serving.objects.filter(scope.servings(), **{f"{column}__isnull": False}).values(column)
    found = seen(viewer, column, scope, Narrowed()).exclude(pk__in=judged)
    if column == "engagement" and scope.catalogue.id == GOALS:
        found = found.filter(goals=[])
    return found.order_by(F(_DAY[column]).desc(nulls_last=True), "-pk")


def cohort(viewer: Viewer, pk: uuid.UUID) -> Cohort:
    """One training.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(Cohort.objects.all(), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="cohort.read")
    return found


def judgements(viewer: Viewer, record: Served) -> list[Serving]:
    """What was judged of one record, as far as the viewer may know of the plan."""
    found = policy.visible(Serving.objects.filter(**{column_of(record): record}), viewer)
    return list(found.select_related("plan", "by").order_by("catalogue", "plan_id", "element"))


__all__ = [
    "COLUMNS",
    "GOALS",
    "Narrowed",
    "Scope",
    "Served",
    "cohort",
    "column_of",
    "counted",
    "counts",
    "judgements",
    "of_key",
    "records",
    "scope_of",
    "scope_of_plan",
    "seen",
    "served_by",
    "states",
    "states_of",
    "unjudged",
]
