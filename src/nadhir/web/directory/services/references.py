"""Everything that refers to an actor, in whichever app, found in the models themselves.

A relation is a column, also the one of a table that joins many with many; so all are moved alike. Columns
that hold the identifier of an actor without being a relation are made known with `follow`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Model

from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor, ActorName, Duplicate, Merge, NameKey

# What belongs to the record itself, and is dealt with by name.
OWN = (ActorName, NameKey, Duplicate, Merge)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that holds the identifier of an actor; `only` says of which rows where it may hold others."""

    model: type[Model]
    attname: str
    only: tuple[tuple[str, Any], ...] = ()

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def joins(self) -> bool:
        """Whether a row is nothing but a link between two records."""
        return bool(self.model._meta.auto_created)

    def of(self, pks: Iterable[UUID]) -> Any:
        """Rows that refer to one of these actors."""
        return self.rows().filter(**{f"{self.attname}__in": list(pks)})

    def rows(self) -> Any:
        return self.model._base_manager.filter(**dict(self.only))


_followed: list[tuple[str, str, tuple[tuple[str, Any], ...]]] = []


def follow(label: str, attname: str, **only: Any) -> None:
    """Have `attname` of a model treated as a reference to an actor, in the rows that `only` describes."""
    _followed.append((label, attname, tuple(sorted(only.items()))))


def columns() -> Iterator[Column]:
    """All columns that refer to actors."""
    for relation in Actor._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        model: Any = relation.related_model
        field: Any = relation.field  # type: ignore[union-attr]
        if model in OWN or (model is Actor and field.name == "merged_into"):
            continue
        yield Column(model, field.attname)
    for label, attname, only in _followed:
        yield Column(apps.get_model(label), attname, only)


def column(label: str, attname: str) -> Column | None:
    """The column that was noted so, where it is still there."""
    return next((one for one in columns() if (one.label, one.attname) == (label, attname)), None)


def moved_over(here: Column, gone: UUID, kept: UUID) -> Iterator[dict[str, Any]]:
    """Let all rows of a column that refer to `gone` refer to `kept`; what happened to each, to be undone.

    Yields:
        `model`, `field`, `pk` and `how`: `moved`; `joined`, where a link to `kept` is there already (then
        `row` is the link that was dropped); `stayed`, where a rule of the database lets only one refer to it.
    """
    for pk in list(here.of([gone]).values_list("pk", flat=True)):
        told: dict[str, Any] = {"model": here.label, "field": here.attname, "pk": str(pk)}
        if put(here, pk, kept):
            yield told | {"how": "moved"}
        elif here.joins:
            row = here.rows().filter(pk=pk).values().get()
            here.rows().filter(pk=pk).delete()
            yield told | {"how": "joined", "row": {name: str(value) for name, value in row.items()}}
        else:
            yield told | {"how": "stayed"}


def put(here: Column, pk: Any, actor: UUID) -> bool:
    """Let a row refer to an actor; False where the database has a rule against it."""
    try:
        with transaction.atomic():
            return bool(here.rows().filter(pk=pk).update(**{here.attname: actor}))
    except IntegrityError:
        return False


def put_link(here: Column, row: Mapping[str, str], actor: UUID) -> bool:
    """Make a link again that was dropped; False where its other end is gone."""
    fields = {name: value for name, value in row.items() if name != here.model._meta.pk.attname}
    if here.rows().filter(**{**fields, here.attname: actor}).exists():
        return True
    for field in here.model._meta.concrete_fields:
        if field.is_relation and field.attname != here.attname:
            ends: Any = field.related_model
            if not ends._base_manager.filter(pk=fields[field.attname]).exists():
                return False
    try:
        with transaction.atomic():
            here.model._base_manager.create(**{**fields, here.attname: actor})
    except IntegrityError:
        return False
    return True


def actor_references(*, viewer: Viewer, actor: Actor) -> int:
    """How many rows refer to an actor, in all apps, of those that the viewer may know of."""
    return sum(_known(viewer, here, here.of([actor.pk])).count() for here in columns())


def _known(viewer: Viewer, here: Column, rows: Any) -> Any:
    """Those rows that the viewer may know of; a link by the record at its other end."""
    if here.model in policy.rules:
        return rows.filter(pk__in=policy.visible(here.model._default_manager.all(), viewer).values("pk"))
    for field in here.model._meta.concrete_fields if here.joins else ():
        if field.is_relation and field.attname != here.attname and field.related_model in policy.rules:
            ends: Any = field.related_model
            known = policy.visible(ends._default_manager.all(), viewer)
            return rows.filter(**{f"{field.name}__in": known.values("pk")})
    return rows.none()
