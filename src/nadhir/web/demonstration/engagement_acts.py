"""Acts of the story that convene, consult, brief and look back, and what is made of crossed thresholds."""

from __future__ import annotations

from typing import Any

from nadhir.sources.records import WrittenDate
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.demonstration import texts
from nadhir.web.demonstration.acts import act
from nadhir.web.demonstration.stage import Stage
from nadhir.web.directory.services import actor_record
from nadhir.web.response import services
from nadhir.web.response.models import (
    Briefing,
    Consultation,
    ConsultationDraft,
    ConsultationInput,
    Engagement,
    EngagementFile,
    Review,
    Undertaking,
)
from nadhir.web.situations.selectors import evidence
from nadhir.web.warnings import selectors as told
from nadhir.web.warnings import services as warnings
from nadhir.web.warnings.models import Proposal

ACTORS = ("convened_by", "partners", "bodies_created")
ONE_ACTOR = ("spoken_by", "on_behalf_of")


@act
def bring_together(
    stage: Stage,
    viewer: Viewer,
    *,
    held: list[int],
    place: str,
    situation: str = "",
    tlp: str = "green",
    people: list[dict[str, Any]] | None = None,
    **told: Any,
) -> Engagement:
    """Plan something, or record that it was held, with those who took part."""
    fields = {name: value for name, value in told.items() if name not in (*ACTORS, *ONE_ACTOR)}
    fields |= {name: [_actor(stage, slug) for slug in told.get(name, ())] for name in ACTORS}
    fields |= {name: _actor(stage, told[name]) for name in ONE_ACTOR if name in told}
    first, last = stage.day(held[0]), stage.day(held[-1])
    written = WrittenDate(
        texts.days(first, last, viewer.language), first, last, "day" if first == last else "range"
    )
    made = services.engagement_record(
        viewer=viewer,
        situation=stage.kept[situation] if situation else None,
        place=stage.places[place],
        tlp=tlp,
        fictional=True,
        **services.held_fields(written),
        **fields,
    )
    for row in people or ():
        line = dict(row)
        if "actor" in line:
            line["actor"] = _actor(stage, line["actor"])
        if "place" in line:
            line["place"] = stage.places[line["place"]]
        services.participation_add(viewer=viewer, engagement=made, **line)
    return made


def _actor(stage: Stage, name: str) -> Any:
    """An actor of the stage, or one that a step of the story made."""
    return stage.actors.get(name) or stage.kept[name]


@act
def set_up_body(stage: Stage, viewer: Viewer, *, slug: str, kind: str, names: dict[str, str]) -> Any:
    """Record a body that came into being."""
    return actor_record(
        viewer=viewer, kind=kind, slug=slug, names=names, place=stage.places["XN-01"], fictional=True
    )


@act
def add_paper(stage: Stage, viewer: Viewer, *, engagement: str, text: str, **told: Any) -> EngagementFile:
    """Add a paper in plain text."""
    return services.engagement_file_add(
        viewer=viewer,
        engagement=stage.kept[engagement],
        name="paper.txt",
        content=text.encode(),
        **told,
    )


@act
def take_on(
    stage: Stage, viewer: Viewer, *, engagement: str, title: str, whose: str, due: int
) -> Undertaking:
    """Keep what somebody took on at an engagement."""
    convened: Engagement = stage.kept[engagement]
    return services.undertaking_make(
        viewer=viewer,
        title=title,
        who=whose,
        due_on=stage.day(due),
        situation=convened.situation,
        origin=Undertaking.Origin.ENGAGEMENT,
        origin_id=convened.pk,
        tlp=convened.tlp,
        share_with=stage.groups,
    )


# ---------------------------------------------------------------- consultations


@act
def consult(stage: Stage, viewer: Viewer, *, convened_by: list[str], **told: Any) -> Consultation:
    """Begin a process that many are heard in."""
    return services.consultation_begin(
        viewer=viewer,
        convened_by=[_actor(stage, slug) for slug in convened_by],
        tlp="green",
        fictional=True,
        **told,
    )


@act
def make_round(stage: Stage, viewer: Viewer, *, consultation: str, engagement: str, region: str) -> None:
    """Make an engagement a round of the process."""
    services.consultation_round(
        viewer=viewer,
        consultation=stage.kept[consultation],
        engagement=stage.kept[engagement],
        region=region,
    )


@act
def put_in(
    stage: Stage,
    viewer: Viewer,
    *,
    consultation: str,
    text: str,
    language: str,
    at_round: str = "",
    actor: str = "",
) -> ConsultationInput:
    """Keep what somebody said at a round, or wrote."""
    return services.consultation_put_in(
        viewer=viewer,
        consultation=stage.kept[consultation],
        text=text,
        language=language,
        round=stage.kept[at_round] if at_round else None,
        actor=_actor(stage, actor) if actor else None,
    )


@act
def answer_input(stage: Stage, viewer: Viewer, *, said: str, answer: str) -> None:
    """Say what became of it."""
    services.consultation_answer(viewer=viewer, put_in=stage.kept[said], answer=answer)


@act
def put_forward(
    stage: Stage, viewer: Viewer, *, consultation: str, texts: dict[str, str], note: str = ""
) -> ConsultationDraft:
    """Put a version of the text forward."""
    return services.consultation_draft(
        viewer=viewer, consultation=stage.kept[consultation], texts=texts, note=note
    )


@act
def adopt(stage: Stage, viewer: Viewer, *, consultation: str, adopted: int) -> None:
    """Record that the latest version was adopted."""
    one: Consultation = stage.kept[consultation]
    one.refresh_from_db()
    services.consultation_adopt(viewer=viewer, consultation=one, on=stage.day(adopted))


# ---------------------------------------------------------------- briefings


@act
def prepare_briefing(
    stage: Stage,
    viewer: Viewer,
    *,
    questions: list[dict[str, dict[str, str]]],
    situation: str = "",
    quotes: list[str] | None = None,
    ready: bool = False,
    **told: Any,
) -> Briefing:
    """Write a briefing with its questions, upon the passages that begin with `quotes`."""
    about = stage.kept[situation] if situation else None
    made = services.briefing_begin(viewer=viewer, situation=about, fictional=True, tlp="green", **told)
    for one in questions:
        services.briefing_ask(viewer=viewer, briefing=made, **one)
    if quotes and about is not None:
        standing = evidence(viewer, about).filter(withdrawn_at=None)
        pieces = [standing.filter(quote__startswith=quote).order_by("pk")[:1].get() for quote in quotes]
        services.briefing_rest_on(viewer=viewer, briefing=made, evidence=pieces)
    if ready:
        services.briefing_write(viewer=viewer, briefing=made, ready=True)
    return made


@act
def give_briefing(stage: Stage, viewer: Viewer, *, briefing: str, engagement: str) -> None:
    """Say at which engagement it was given."""
    services.briefing_give(viewer=viewer, briefing=stage.kept[briefing], engagement=stage.kept[engagement])


@act
def note_action(
    stage: Stage, viewer: Viewer, *, briefing: str, title: str, whose: str, due: int
) -> Undertaking:
    """Keep what was taken on at a briefing."""
    one: Briefing = stage.kept[briefing]
    one.refresh_from_db()
    return services.briefing_action_point(
        viewer=viewer, briefing=one, title=title, who=whose, due_on=stage.day(due)
    )


# ---------------------------------------------------------------- looking back, thresholds


@act
def look_back(
    stage: Stage,
    viewer: Viewer,
    *,
    warning: str = "",
    situation: str = "",
    happened: int | None = None,
    signal: int | None = None,
    **said: Any,
) -> Review:
    """Say what came of a warning, or of what nobody warned of."""
    about = {"warning": stage.kept[warning]} if warning else {"situation": stage.kept[situation]}
    for record in about.values():
        record.refresh_from_db()
    return services.review_write(
        viewer=viewer,
        happened_on=stage.day(happened) if happened is not None else None,
        signal_on=stage.day(signal) if signal is not None else None,
        **about,
        **said,
    )


@act
def close_review(stage: Stage, viewer: Viewer, *, review: str) -> None:
    """Close it as the second person."""
    services.review_close(viewer=viewer, review=stage.kept[review])


@act
def look_at_thresholds(stage: Stage, viewer: Viewer, *, situation: str, stood: int) -> int:  # noqa: ARG001
    """What the daily round proposes for a situation, but for the outlook of an invented country."""
    one = stage.kept[situation]
    return warnings.proposals_look(situation=one, today=stage.day(stood), figures=None)


@act
def take_proposal(stage: Stage, viewer: Viewer, *, situation: str, occasion: int, warning: str) -> None:
    """Follow what was proposed for an occasion."""
    found = _proposed(stage, situation, occasion)
    warnings.proposal_take(viewer=viewer, proposal=found, warning=stage.kept[warning])


@act
def dismiss_proposal(stage: Stage, viewer: Viewer, *, situation: str, occasion: int, because: str) -> None:
    """Say why it is not followed."""
    found = _proposed(stage, situation, occasion)
    warnings.proposal_dismiss(viewer=viewer, proposal=found, because=because)


def _proposed(stage: Stage, situation: str, occasion: int) -> Proposal:
    return told.proposals(installation()).get(
        situation=stage.kept[situation],
        kind=Proposal.Kind.OCCASION,
        facts__on=stage.day(occasion).isoformat(),
    )
