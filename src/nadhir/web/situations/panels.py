"""What rooms further along the thread add to the pages of a situation.

Situations must not know warnings and responses, which rest on them. An app that builds on situations
registers here what it has to show, from the `ready()` of its app:

- a panel: a card on the page of the situation;
- figures: cards on what the figures say may come, in the middle of the outlook side;
- an outlook: a card beside them;
- a count: a column of the list of situations;
- a strand: records whose acts belong to the timeline of the situation.

Whoever registers asks the policy; nothing is filtered here.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.models import Situation


@dataclass(frozen=True, slots=True)
class Panel:
    """A card: the template of its inside, and what that template reads as `panel`."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Strand:
    """Records of one kind whose acts are told in the timeline.

    Attributes:
        ids: a queryset of identifiers, or the identifiers, of what the viewer may know of.
        words: what an act is called, by its name, in the reader's language.
        links: where an entry leads, by the identifier of its record; called once for the entries shown.
    """

    ids: Any
    words: Mapping[str, str]
    links: Callable[[Sequence[uuid.UUID]], Mapping[uuid.UUID, tuple[str, str]]]


PanelOf = Callable[[Viewer, Situation], Panel | None]
CountOf = Callable[[Viewer, Sequence[uuid.UUID]], Mapping[uuid.UUID, int]]
StrandOf = Callable[[Viewer, Situation], Strand]

_panels: dict[str, PanelOf] = {}
_outlooks: dict[str, PanelOf] = {}
_figures: dict[str, PanelOf] = {}
_strands: dict[str, StrandOf] = {}
_counts: dict[str, CountOf] = {}


def register(
    name: str,
    *,
    panel: PanelOf | None = None,
    outlook: PanelOf | None = None,
    figures: PanelOf | None = None,
    count: CountOf | None = None,
    strand: StrandOf | None = None,
) -> None:
    """Add what the app `name` has to show; the same name again replaces what it had."""
    if panel is not None:
        _panels[name] = panel
    if outlook is not None:
        _outlooks[name] = outlook
    if figures is not None:
        _figures[name] = figures
    if count is not None:
        _counts[name] = count
    if strand is not None:
        _strands[name] = strand


def panels(viewer: Viewer, situation: Situation) -> list[Panel]:
    """The cards that other rooms add, in the order in which they registered."""
    return _made(_panels, viewer, situation)


def figures(viewer: Viewer, situation: Situation) -> list[Panel]:
    """The cards that other rooms add on what the figures say."""
    return _made(_figures, viewer, situation)


def outlooks(viewer: Viewer, situation: Situation) -> list[Panel]:
    """The cards that other rooms add beside the outlook of a situation."""
    return _made(_outlooks, viewer, situation)


def _made(registered: Mapping[str, PanelOf], viewer: Viewer, situation: Situation) -> list[Panel]:
    found = [panel(viewer, situation) for panel in registered.values()]
    return [panel for panel in found if panel is not None]


def counts(name: str, viewer: Viewer, situations: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """How many records of the app `name` belong to each situation; nothing where no such app is there."""
    count = _counts.get(name)
    return count(viewer, situations) if count else {}


def strands(viewer: Viewer, situation: Situation) -> list[Strand]:
    return [strand(viewer, situation) for strand in _strands.values()]
