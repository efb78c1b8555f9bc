"""Reading how far a body is: the levels of each criterion over time, and what changed since the last time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from nadhir import doctrine
from nadhir.doctrine.catalogue import Catalogue, Element
from nadhir.errors import NotAllowed
from nadhir.web.cooperation.models import Body, Maturity
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer

SHOWN = 8  # readings beside each other


def readings(viewer: Viewer, body: Body) -> QuerySet[Maturity]:
    """Readings of a body, the earliest first."""
    return policy.visible(Maturity.objects.filter(body=body), viewer).order_by("read_on", "pk")


def reading(viewer: Viewer, pk: Any) -> Maturity:
    """One reading.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(Maturity.objects.select_related("body__actor"), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="maturity.read")
    return found


@dataclass(frozen=True, slots=True)
class Level:
    """A level as it was read: its place among the levels (0 is the lowest), and what shows it."""

    element: Element
    order: int
    shown_by: str


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion and its level at each reading; None where nobody looked at it."""

    criterion: Element
    levels: tuple[Level | None, ...]
    change: str  # "", up, down, new, gone: against the reading before the last

    @property
    def last(self) -> Level | None:
        return self.levels[-1] if self.levels else None


@dataclass(frozen=True, slots=True)
class Dimension:
    element: Element
    rows: tuple[Row, ...]


def checklist(catalogue: str = "national-mechanism") -> Catalogue:
    return doctrine.load(catalogue)


def values(catalogue: Catalogue) -> tuple[Element, ...]:
    """The levels of a checklist, the lowest first."""
    return tuple(sorted(catalogue.of_kind("value"), key=lambda one: int(one.attributes["order"])))


def over_time(catalogue: Catalogue, found: Iterable[Maturity]) -> list[Dimension]:
    """Each criterion of the checklist with its level at each of the readings."""
    told = [one.levels for one in found]
    known = {one.id: one for one in values(catalogue)}

    def level(kept: Any) -> Level | None:
        element = known.get(kept.get("level", "")) if isinstance(kept, dict) else None
        if element is None:
            return None
        return Level(element, int(element.attributes["order"]), str(kept.get("shown_by", "")))

    def row(criterion: Element) -> Row:
        levels = tuple(level(one.get(criterion.id)) for one in told)
        return Row(criterion, levels, _change(levels))

    return [
        Dimension(one, tuple(row(child) for child in catalogue.children(one.id)))
        for one in catalogue.of_kind("dimension")
    ]


def _change(levels: tuple[Level | None, ...]) -> str:
    if len(levels) < 2:
        return ""
    before, now = levels[-2], levels[-1]
    if before is None or now is None:
        return "new" if now is not None else "gone" if before is not None else ""
    return "up" if now.order > before.order else "down" if now.order < before.order else ""


def changes(found: Iterable[Dimension]) -> dict[str, list[Row]]:
    """The criteria that changed since the reading before, by how."""
    told: dict[str, list[Row]] = {}
    for dimension in found:
        for row in dimension.rows:
            if row.change:
                told.setdefault(row.change, []).append(row)
    return told
