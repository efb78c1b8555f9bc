"""Acts of the story upon undertakings: planning beside others, a part done, another day, what shows it."""

from __future__ import annotations

from typing import Any

from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration.acts import act
from nadhir.web.demonstration.stage import Stage
from nadhir.web.response import services
from nadhir.web.response.models import Undertaking
from nadhir.web.response.services import Asked, Planned


@act
def plan(
    stage: Stage,
    viewer: Viewer,
    *,
    situation: str,
    title: str,
    whose: str,
    due: int,
    actor: str = "",
    person: str = "",
    asked: dict[str, Any] | None = None,
    towards: str = "",
    place: str = "",
    of: str = "",
    apart: bool = False,
    **planned: Any,
) -> Undertaking:
    """Plan something in a situation, or as a step `of` what is planned; `apart` from the sharing groups."""
    parent = stage.kept[of] if of else None
    return services.undertaking_make(
        viewer=viewer,
        title=title,
        who=whose,
        due_on=stage.day(due),
        situation=stage.kept[situation],
        origin=Undertaking.Origin.OWN,
        parent=parent,
        actor=stage.actors[actor] if actor else None,
        person=stage.person(person) if person else None,
        asked=Asked(**(asked or {})),
        planned=Planned(
            towards=stage.actors[towards] if towards else None,
            place=stage.places[place] if place else None,
            **planned,
        ),
        share_with=() if apart else stage.groups,
    )


@act
def bring_to(stage: Stage, viewer: Viewer, *, undertaking: str, to: str, words: str = "") -> None:
    """Bring an undertaking to another state."""
    services.undertaking_move(viewer=viewer, undertaking=stage.kept[undertaking], to=to, words=words)


@act
def tell_progress(stage: Stage, viewer: Viewer, *, undertaking: str, words: str) -> None:
    """Say which part is done."""
    services.undertaking_progress(viewer=viewer, undertaking=stage.kept[undertaking], words=words)


@act
def put_off(stage: Stage, viewer: Viewer, *, undertaking: str, due: int, because: str) -> None:
    """Set another day."""
    services.undertaking_set_deadline(
        viewer=viewer, undertaking=stage.kept[undertaking], due_on=stage.day(due), because=because
    )


@act
def show_it(stage: Stage, viewer: Viewer, *, undertaking: str, words: str) -> None:
    """Add what shows that it was done."""
    services.undertaking_prove(viewer=viewer, undertaking=stage.kept[undertaking], words=words)
