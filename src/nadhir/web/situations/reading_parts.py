"""Groups at risk, triggers ahead, scenarios and open questions of an assessment, as one reader may see them.

The names of groups and of occasions are for those who may know of them; what the assessment says of them is
for everybody who may read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString

from nadhir import doctrine
from nadhir.doctrine.catalogue import Catalogue, Element
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.models import Assessment, GroupAtRisk, Occasion
from nadhir.web.situations.notes import NO_WORDS, Notes
from nadhir.web.situations.services.parts import LIKELIHOODS


@dataclass(frozen=True, slots=True)
class GroupSaid:
    """What is said of a group; `names` is empty where the reader may not know it."""

    names: Mapping[str, str]
    trend: str
    html: SafeString

    @property
    def trend_words(self) -> str:
        return str(Assessment.Trend(self.trend).label) if self.trend else ""


@dataclass(frozen=True, slots=True)
class TriggerSaid:
    """A date that may set something off."""

    names: Mapping[str, str]
    element: Element | None
    on: date | None
    html: SafeString
    from_calendar: bool = False


@dataclass(frozen=True, slots=True)
class ScenarioSaid:
    """What may come. `likelihood` is an element of ICD 203; None where its word is not one of them, and
    `word` is then what was written."""

    title: str
    html: SafeString
    signs: SafeString
    likelihood: Element | None
    word: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class QuestionSaid:
    """What is not known, and how to find out."""

    element: Element | None
    what: SafeString
    how: SafeString = NO_WORDS


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of an assessment beside its findings."""

    groups: tuple[GroupSaid, ...] = ()
    triggers: tuple[TriggerSaid, ...] = ()
    scenarios: tuple[ScenarioSaid, ...] = ()
    questions: tuple[QuestionSaid, ...] = ()


EMPTY = Parts()


def groups_of(viewer: Viewer, content: Mapping[str, Any], notes: Notes) -> tuple[GroupSaid, ...]:
    if not (told := content.get("groups", ())):
        return ()
    among = GroupAtRisk.objects.filter(pk__in=[one["group"] for one in told])
    known = {str(pk) for pk in policy.visible(among, viewer).values_list("pk", flat=True)}
    return tuple(
        GroupSaid(
            one["names"] if one["group"] in known else {},
            one["trend"],
            notes.html(one["text"], flags=True),
        )
        for one in told
    )


def parts_of(
    viewer: Viewer,
    content: Mapping[str, Any],
    notes: Notes,
    groups: tuple[GroupSaid, ...],
    catalogue: Catalogue,
) -> Parts:
    """All parts; groups are given, as they are read before the findings."""
    return Parts(
        groups,
        _triggers(viewer, content, notes, catalogue),
        _scenarios(content, notes),
        tuple(
            QuestionSaid(_element(catalogue, one["element"]), notes.html(one["what"]), notes.html(one["how"]))
            for one in content.get("questions", ())
        ),
    )


def _triggers(
    viewer: Viewer, content: Mapping[str, Any], notes: Notes, catalogue: Catalogue
) -> tuple[TriggerSaid, ...]:
    if not (told := content.get("triggers", ())):
        return ()
    among = Occasion.objects.filter(pk__in=[one["occasion"] for one in told if one["occasion"]])
    known = {str(pk) for pk in policy.visible(among, viewer).values_list("pk", flat=True)}
    return tuple(
        TriggerSaid(
            one["names"] if one["occasion"] in known else {},
            _element(catalogue, one["element"]),
            date.fromisoformat(one["on"]) if one["on"] else None,
            notes.html(one["text"], flags=True),
            from_calendar=bool(one["occasion"]),
        )
        for one in told
    )


def _scenarios(content: Mapping[str, Any], notes: Notes) -> tuple[ScenarioSaid, ...]:
    scale = doctrine.load(LIKELIHOODS)
    return tuple(
        ScenarioSaid(
            one["title"],
            notes.html(one["text"], flags=True),
            notes.html(one["signs"]),
            _element(scale, one["likelihood"]),
            one["likelihood"],
            date.fromisoformat(one["until"]) if one["until"] else None,
        )
        for one in content.get("scenarios", ())
    )


def _element(catalogue: Catalogue, element: str) -> Element | None:
    return catalogue.element(element) if element in catalogue else None
