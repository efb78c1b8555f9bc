"""Acts of the story that found a committee, convene it, follow up what it decided and read how far it is."""

from __future__ import annotations

from typing import Any

from nadhir.sources.records import WrittenDate
from nadhir.web.cooperation import services
from nadhir.web.cooperation.documents.drafting import Told, drafted
from nadhir.web.cooperation.models import AgendaItem, Body, Maturity, Meeting
from nadhir.web.cooperation.selectors.meetings import Quorum, agenda, attendance
from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration import texts
from nadhir.web.demonstration.acts import act
from nadhir.web.demonstration.stage import Stage
from nadhir.web.directory.models import Actor
from nadhir.web.directory.services import actor_record, tenure_record
from nadhir.web.response import services as response


def _written(stage: Stage, viewer: Viewer, *days: int) -> WrittenDate:
    first, last = stage.day(days[0]), stage.day(days[-1])
    return WrittenDate(
        texts.days(first, last, viewer.language), first, last, "day" if first == last else "range"
    )


def _actor(stage: Stage, viewer: Viewer, slug: str, told: dict[str, Any] | None = None) -> Actor:
    """An actor of the story; one that is named here for the first time is recorded."""
    if slug not in stage.actors and told is not None:
        stage.actors[slug] = actor_record(
            viewer=viewer, slug=slug, kind="organisation", place=stage.places["XN"], fictional=True, **told
        )
    return stage.actors[slug]


@act
def found_body(
    stage: Stage,
    viewer: Viewer,
    *,
    slug: str,
    kind: str,
    names: dict[str, str],
    place: str,
    founded: int,
    members: list[dict[str, Any]],
    steps: list[dict[str, Any]],
    **told: Any,
) -> Body:
    """Record a body with those who sit in it and the steps of its founding."""
    actor = actor_record(
        viewer=viewer, kind="body", slug=slug, names=names, place=stage.places[place], fictional=True
    )
    stage.actors[slug] = actor
    known = services.body_record(
        viewer=viewer,
        kind=kind,
        actor=actor,
        place=stage.places[place],
        fictional=True,
        share_with=stage.groups,
        **services.dated_fields(_written(stage, viewer, founded), "founded"),
        **told,
    )
    for member in members:
        _seat(stage, viewer, known.actor, dict(member))
    for step in steps:
        days, who = step.get("days"), step.get("whose")
        fields = {name: value for name, value in step.items() if name not in ("days", "whose", "due")}
        written = _written(stage, viewer, *days) if days else None
        made = services.founding_step_record(
            viewer=viewer, body=known, **services.dated_fields(written, "dated"), **fields
        )
        if who:
            due = stage.day(step["due"])
            services.founding_step_undertake(viewer=viewer, step=made, who=who, due_on=due)
    return known


def _seat(stage: Stage, viewer: Viewer, body: Actor, told: dict[str, Any]) -> None:
    names = told.pop("names", None)
    actor = _actor(stage, viewer, told.pop("actor"), {"names": names} if names else None)
    for end in ("valid_from", "valid_to"):
        if end in told:
            told[end] = stage.day(told[end]).isoformat()
    tenure_record(viewer=viewer, actor=actor, body=body, **told)


@act
def convene_body(
    stage: Stage,
    viewer: Viewer,
    *,
    body: str,
    names: dict[str, str],
    place: str,
    held: list[int],
    chair: str = "",
    quorum: int | None = None,
    status: str = "held",
    points: list[dict[str, Any]] | None = None,
    **told: Any,
) -> Meeting:
    """Plan a meeting, or record one with its agenda and what became of each point."""
    meeting = services.meeting_record(
        viewer=viewer,
        body=stage.kept[body],
        names=names,
        status=status,
        place=stage.places[place],
        chair=stage.actors[chair] if chair else None,
        quorum=quorum,
        **response.held_fields(_written(stage, viewer, *held)),
        **told,
    )
    for point in points or ():
        _point(stage, viewer, meeting, point)
    return meeting


def _point(stage: Stage, viewer: Viewer, meeting: Meeting, told: dict[str, Any]) -> None:
    by = told.get("by")
    made: AgendaItem = services.agenda_item_record(
        viewer=viewer,
        meeting=meeting,
        title=told["title"],
        language=told["language"],
        presented_by=stage.actors[by] if by else None,
    )
    if "result" in told:
        services.agenda_item_change(
            viewer=viewer, point=made, result=told["result"], words=told.get("words", "")
        )
    for one in told.get("do", ()):
        done = services.agenda_item_undertake(
            viewer=viewer,
            point=made,
            title=one["title"],
            who=one["whose"],
            actor=stage.actors[one["actor"]] if "actor" in one else None,
            due_on=stage.day(one["due"]),
        )
        if "keep" in one:
            stage.kept[one["keep"]] = done


@act
def note_presence(stage: Stage, viewer: Viewer, *, meeting: str, rows: dict[str, str]) -> None:
    """Say who was there: a presence by actor; who represented them stands after a colon."""
    told = []
    for slug, said in rows.items():
        presence, _colon, by = said.partition(": ")
        told.append({"actor": stage.actors[slug], "presence": presence, "represented_by": by})
    services.attendance_record(viewer=viewer, meeting=stage.kept[meeting], rows=told)


@act
def table_paper(
    stage: Stage,
    viewer: Viewer,
    *,
    meeting: str,
    title: str,
    versions: list[dict[str, str]],
    adopted: bool = False,
    enacted: dict[str, Any] | None = None,
) -> None:
    """Table a paper in its versions; adopt the last, and keep it among the agreements."""
    text = None
    for version in versions:
        text = services.meeting_text_table(
            viewer=viewer, meeting=stage.kept[meeting], title=title, texts=version
        )
    if adopted and text is not None:
        services.meeting_text_adopt(viewer=viewer, text=text)
        if enacted:
            services.meeting_text_enact(viewer=viewer, text=text, **enacted)


@act
def close_meeting(
    stage: Stage,
    viewer: Viewer,
    *,
    meeting: str,
    communique: dict[str, str] | None = None,
    issued: bool = False,
) -> None:
    """Close a meeting; write its communiqué, or leave the draft of it, and issue it."""
    one: Meeting = stage.kept[meeting]
    services.meeting_close(viewer=viewer, meeting=one, put_off=True)
    lines = [line for line in attendance(viewer, one) if line.presence]
    told = Told(one, agenda(viewer, one), Quorum.of(lines, one.quorum))
    services.meeting_communicate(viewer=viewer, meeting=one, texts=communique or drafted(told))
    if issued:
        services.meeting_issue(viewer=viewer, meeting=one)


@act
def read_checklist(
    stage: Stage, viewer: Viewer, *, body: str, read: int, levels: dict[str, list[str]], note: str = ""
) -> Maturity:
    """Read how far a body is: by criterion a level, and what shows it."""
    made = services.maturity_begin(viewer=viewer, body=stage.kept[body], read_on=stage.day(read), note=note)
    told = {number: {"level": said[0], "shown_by": said[1]} for number, said in levels.items()}
    services.maturity_read(viewer=viewer, maturity=made, levels=told)
    return services.maturity_close(viewer=viewer, maturity=made)
