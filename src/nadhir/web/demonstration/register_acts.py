"""The acts of the story that keep the register of a situation: ties, actors, law, cases and costs."""

from __future__ import annotations

from typing import Any

from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration.acts import act
from nadhir.web.demonstration.stage import Stage
from nadhir.web.situations import services as situations
from nadhir.web.situations.models import Case, CostNote, Neighbour, Party, Resilience, Situation, Tension


@act
def answer_for(stage: Stage, viewer: Viewer, *, situation: str, person: str) -> Situation:
    """Make somebody of the desk responsible for a situation."""
    one: Situation = stage.kept[situation]
    one.refresh_from_db()
    return situations.situation_change(viewer=viewer, situation=one, responsible_id=stage.person(person).pk)


@act
def tell_groups(stage: Stage, viewer: Viewer, *, situation: str, about: dict[str, str]) -> Situation:
    """Say how groups at risk stand, by their `id`."""
    one: Situation = stage.kept[situation]
    one.refresh_from_db()
    told = {stage.kept[group].pk: words for group, words in about.items()}
    groups = [
        {"id": group.pk, "names": group.names, "attribute": group.attribute, "about": told.get(group.pk, "")}
        for group in one.groups.all()
    ]
    return situations.situation_change(viewer=viewer, situation=one, groups=groups)


@act
def record_tension(
    stage: Stage,
    viewer: Viewer,
    *,
    situation: str,
    groups: list[str],
    places: list[str],
    began: int,
    **words: Any,
) -> Tension:
    """Record a tension that began some days ago."""
    return situations.tension_record(
        viewer=viewer,
        situation=stage.kept[situation],
        groups=[stage.kept[group].pk for group in groups],
        places=[stage.places[code].pk for code in places],
        began_on=stage.day(began),
        **words,
    )


@act
def read_tension(stage: Stage, viewer: Viewer, *, tension: str, stood: int, **said: Any) -> None:
    """Say how a tension stands."""
    situations.tension_read(viewer=viewer, tension=stage.kept[tension], on=stage.day(stood), **said)


@act
def record_protection(
    stage: Stage, viewer: Viewer, *, situation: str, actor: str = "", groups: list[str], **said: Any
) -> Resilience:
    """Record something that protects."""
    return situations.resilience_record(
        viewer=viewer,
        situation=stage.kept[situation],
        actor=stage.actors[actor].pk if actor else None,
        groups=[stage.kept[group].pk for group in groups],
        **said,
    )


@act
def read_protection(stage: Stage, viewer: Viewer, *, protection: str, stood: int, **said: Any) -> None:
    """Say how strong a protection is."""
    situations.resilience_read(viewer=viewer, resilience=stage.kept[protection], on=stage.day(stood), **said)


@act
def record_party(stage: Stage, viewer: Viewer, *, situation: str, actor: str = "", **said: Any) -> Party:
    """Record an actor of the situation."""
    return situations.party_record(
        viewer=viewer,
        situation=stage.kept[situation],
        actor=stage.actors[actor].pk if actor else None,
        **said,
    )


@act
def record_neighbour(stage: Stage, viewer: Viewer, *, situation: str, place: str, **said: str) -> Neighbour:
    """Record a neighbour that is drawn in."""
    return situations.neighbour_record(
        viewer=viewer, situation=stage.kept[situation], place=stage.places[place].pk, **said
    )


@act
def state_law(
    stage: Stage, viewer: Viewer, *, place: str, positions: list[dict[str, Any]], checked: int
) -> None:
    """Write down where a State stands; `since` is a year, articles are given by their number."""
    for told in positions:
        fields = dict(told)
        articles = {
            f"{fields['instrument']}.{article}": {"domesticated": state}
            for article, state in fields.pop("articles", {}).items()
        }
        since = fields.pop("since", None)
        situations.legal_position_record(
            viewer=viewer,
            place=stage.places[place],
            checked_on=stage.day(checked),
            since=stage.today.replace(year=since, month=6, day=1) if since else None,
            articles=articles,
            **fields,
        )


@act
def record_case(
    stage: Stage,
    viewer: Viewer,
    *,
    situation: str,
    opened: int,
    standing: str,
    decided: int | None = None,
    **said: str,
) -> Case:
    """Record a case about past acts."""
    return situations.case_record(
        viewer=viewer,
        situation=stage.kept[situation],
        stage=standing,
        opened_on=stage.day(opened),
        decided_on=None if decided is None else stage.day(decided),
        **said,
    )


@act
def note_cost(stage: Stage, viewer: Viewer, *, situation: str, **said: Any) -> CostNote:
    """Note what inaction would cost."""
    return situations.cost_note_record(viewer=viewer, situation=stage.kept[situation], **said)
