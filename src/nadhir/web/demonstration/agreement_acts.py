"""Acts of the story in which institutions agree on something, and what becomes of it."""

from __future__ import annotations

from typing import Any

from nadhir.sources.records import WrittenDate
from nadhir.web.cooperation import services
from nadhir.web.cooperation.models import Instrument, InstrumentText, Obligation
from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration import texts
from nadhir.web.demonstration.acts import act
from nadhir.web.demonstration.stage import Stage
from nadhir.web.directory.models import Actor
from nadhir.web.directory.services import actor_record
from nadhir.web.response.services import undertaking_move


def _written(stage: Stage, viewer: Viewer, day: int) -> WrittenDate:
    on = stage.day(day)
    return WrittenDate(texts.days(on, on, viewer.language), on, on, "day")


def _actor(stage: Stage, name: str) -> Actor:
    known: Actor | None = stage.actors.get(name) or stage.kept.get(name)
    if known is None:
        raise KeyError(name)
    return known


@act
def name_state(stage: Stage, viewer: Viewer, *, slug: str, names: dict[str, str], place: str) -> Actor:
    """Record an invented State."""
    made = actor_record(
        viewer=viewer, kind="state", slug=slug, names=names, place=stage.places[place], fictional=True
    )
    stage.actors[slug] = made
    return made


@act
def agree(
    stage: Stage,
    viewer: Viewer,
    *,
    parties: list[str],
    signed: int,
    ends: int | None = None,
    renews: str = "",
    place: str = "",
    signatures: list[dict[str, str]] | None = None,
    **told: Any,
) -> Instrument:
    """Record an agreement with who signed it."""
    written = _written(stage, viewer, signed)
    dates = services.dates_of("dated", written)
    if ends is not None:
        dates |= services.dates_of("ends", _written(stage, viewer, ends))
    made = services.instrument_record(
        viewer=viewer,
        parties=[_actor(stage, slug) for slug in parties],
        renews=stage.kept[renews] if renews else None,
        place=stage.places[place] if place else None,
        fictional=True,
        **{"tlp": "green", **told, **dates},
    )
    for row in signatures or ():
        services.instrument_sign(
            viewer=viewer,
            instrument=made,
            party=_actor(stage, row["party"]),
            signatory=_actor(stage, row["by"]) if "by" in row else None,
            focal_point=_actor(stage, row["turn_to"]) if "turn_to" in row else None,
            capacity=row.get("capacity", ""),
            signed=written,
        )
    return made


@act
def promise(
    stage: Stage,
    viewer: Viewer,
    *,
    agreement: str,
    whose: str,
    due: int | None = None,
    actor: str = "",
    turn_to: str = "",
    came_of_it: dict[str, str] | None = None,
    **told: Any,
) -> Obligation:
    """Record what an agreement obliges somebody to do, and where it is over what came of it."""
    made = services.obligation_make(
        viewer=viewer,
        instrument=stage.kept[agreement],
        who=whose,
        actor=_actor(stage, actor) if actor else None,
        focal_point=_actor(stage, turn_to) if turn_to else None,
        due=_written(stage, viewer, due) if due is not None else None,
        **told,
    )
    if came_of_it:
        undertaking_move(
            viewer=viewer,
            undertaking=made.undertaking,
            to=came_of_it["to"],
            words=came_of_it.get("words", ""),
            changed_for=came_of_it.get("changed_for", ""),
        )
    return made


@act
def write_down(stage: Stage, viewer: Viewer, *, agreement: str, **told: Any) -> InstrumentText:
    """Keep the words of an agreement."""
    return services.instrument_text_add(viewer=viewer, instrument=stage.kept[agreement], **told)


@act
def adhere(
    stage: Stage, viewer: Viewer, *, agreement: str, state: str, step: str, when: int, reference: str
) -> Any:
    """Record a step of an invented State."""
    return services.adherence_record(
        viewer=viewer,
        instrument=stage.kept[agreement],
        state=_actor(stage, state),
        step=step,
        dated=_written(stage, viewer, when),
        reference=reference,
    )


@act
def convene_under(stage: Stage, _viewer: Viewer, *, agreement: str, engagement: str) -> None:
    """Tie what was convened to its agreement."""
    made = stage.kept[agreement]
    services.instrument_convene(viewer=stage.system, instrument=made, engagement=stage.kept[engagement])
