"""The acts of the story in the dialogue network: people recorded, asked, heard; a dispute; an insight."""

from __future__ import annotations

from typing import Any

from nadhir import doctrine
from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration import texts
from nadhir.web.demonstration.acts import act
from nadhir.web.demonstration.stage import Stage
from nadhir.web.directory import services as directory
from nadhir.web.directory.models import Actor, Member, Profile
from nadhir.web.directory.selectors import Wanted
from nadhir.web.directory.services import Agreed
from nadhir.web.response import services
from nadhir.web.response.models import Activation, Dispute, Insight

LISTS = ("faiths", "languages", "places", "hears_faiths", "hears_groups", "topics", "against_groups")


@act
def keep_networks(stage: Stage, viewer: Viewer) -> None:
    """Record the networks of the coordinator, and their people, each with their consent."""
    for told in texts.load("story/dialogue.yaml")["networks"]:
        network = directory.actor_record(
            viewer=viewer,
            kind=told["kind"],
            slug=told["slug"],
            names=told["names"],
            place=stage.places["XN"],
            fictional=True,
        )
        stage.kept[told["slug"]] = network
        for person in told["people"]:
            stage.kept[person["id"]] = _person(stage, viewer, network, person)


def _person(stage: Stage, viewer: Viewer, network: Actor, told: dict[str, Any]) -> Member:
    profile = {name: tuple(told.get(name, ())) for name in LISTS}
    return directory.member_record(
        viewer=viewer,
        network=network,
        name=told["name"],
        profile=Profile(role=told["role"], **profile),
        agreed=Agreed(tuple(told["scopes"]), stage.day(told["days"]), told["how"]),
        contact=told.get("contact", ""),
        trust=told.get("trust", ""),
        safety=told.get("safety"),
        urgent=told.get("urgent", False),
        fictional=True,
    )


@act
def ask_network(
    stage: Stage,
    viewer: Viewer,
    *,
    network: str,
    purpose: str,
    days: int,
    wanted: dict[str, Any],
    situation: str = "",
) -> Activation:
    """Ask a network that somebody speak."""
    return services.activation_ask(
        viewer=viewer,
        network=stage.kept[network],
        purpose=purpose,
        until=stage.day(days),
        wanted=Wanted(**wanted),
        situation=stage.kept[situation] if situation else None,
        fictional=True,
    )


@act
def check_and_invite(
    stage: Stage, viewer: Viewer, *, request: str, harm: dict[str, str], people: list[str], message: str
) -> None:
    """Answer the questions of harm, then ask people of the network."""
    answers = {one.id: ("no", "") for one in doctrine.load("conflict-sensitivity").elements}
    answers |= {question: ("yes", measure) for question, measure in harm.items()}
    asked: Activation = stage.kept[request]
    services.activation_check(viewer=viewer, activation=asked, answers=answers)
    members = [stage.kept[one] for one in people]
    services.activation_invite(viewer=viewer, activation=asked, members=members, message=message)


@act
def hear_answer(stage: Stage, viewer: Viewer, *, request: str, person: str, answer: str, how: str) -> None:
    """Record what somebody of the network answered."""
    asked: Activation = stage.kept[request]
    invitation = asked.invitations.get(member=stage.kept[person])
    services.invitation_answer(viewer=viewer, invitation=invitation, answer=answer, how=how)


@act
def begin_request(stage: Stage, viewer: Viewer, *, request: str, title: str) -> None:
    """Begin with those who said yes."""
    asked: Activation = stage.kept[request]
    asked.refresh_from_db()
    services.activation_begin(viewer=viewer, activation=asked, title=title)


@act
def end_request(stage: Stage, viewer: Viewer, *, request: str, what_happened: str) -> None:
    """Say what happened."""
    asked: Activation = stage.kept[request]
    asked.refresh_from_db()
    services.activation_end(viewer=viewer, activation=asked, what_happened=what_happened)


@act
def hear_dispute(
    stage: Stage, viewer: Viewer, *, forum: str, issue: str, parties: list[str], note: str, day_of: int
) -> Dispute:
    """Record a dispute before a forum."""
    return services.dispute_open(
        viewer=viewer,
        forum=stage.kept[forum],
        issue=issue,
        parties=parties,
        note=note,
        opened_on=stage.day(day_of),
        place=stage.places["XN-01"],
        fictional=True,
    )


@act
def go_on_with_dispute(
    stage: Stage, viewer: Viewer, *, dispute: str, letters: list[str], how: str, steps: list[dict[str, Any]]
) -> None:
    """The parties agree to talk, and the forum talks with them."""
    kept: Dispute = stage.kept[dispute]
    services.dispute_consent(viewer=viewer, dispute=kept, letters=letters, how=how, on=kept.opened_on)
    for step in steps:
        services.dispute_step(
            viewer=viewer, dispute=kept, kind=step["kind"], on=stage.day(step["day_of"]), note=step["note"]
        )


@act
def give_insight(
    stage: Stage, viewer: Viewer, *, network: str, request: str, rule: str, words: str, role: str = ""
) -> Insight:
    """Tell analysts what the network hears."""
    return services.insight_give(
        viewer=viewer,
        network=stage.kept[network],
        activation=stage.kept[request],
        rule=rule,
        words=words,
        role=role,
        fictional=True,
    )


@act
def answer_insight(stage: Stage, viewer: Viewer, *, insight: str, feedback: str) -> None:
    """Tell the network what became of it."""
    services.insight_answer(viewer=viewer, insight=stage.kept[insight], feedback=feedback)
