"""Asking a dialogue network: the check of harm, people who say yes themselves, what came of it.

The ledger says that people were asked and that somebody answered, never who, nor what: it is kept for good,
and its readers are not the network's coordinators.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, timedelta

from django.db import transaction

from nadhir import doctrine
from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.core import clock, ledger, policy, rounds, sealed
from nadhir.web.core.services import record_change, record_name_readers
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Actor, Member
from nadhir.web.directory.selectors import Wanted
from nadhir.web.directory.services import members_mark_asked
from nadhir.web.response import links
from nadhir.web.response.models import Activation, Engagement, Invitation, Undertaking
from nadhir.web.response.models.dialogue import GOING_ON
from nadhir.web.response.services.undertakings import (
    undertaking_complete,
    undertaking_make,
    undertaking_refuse,
)
from nadhir.web.situations.models import Situation

CHECK = "conflict-sensitivity"
LONGEST = 90  # days that a network may be asked for
ANSWERS = ("yes", "no", "taken_back")
Status = Activation.Status

# Said of an undertaking that nobody is left to carry out. It tells no more than it must.
NOT_AFTER_ALL = "–"


@transaction.atomic
def activation_ask(
    *,
    viewer: Viewer,
    network: Actor,
    purpose: str,
    until: date,
    wanted: Wanted,
    situation: Situation | None = None,
    library_id: str = "",
    fictional: bool = False,
) -> Activation:
    """Ask a network that somebody of it speak to somebody.

    Args:
        wanted: the audience and what it is about.
        library_id: of the card or option of the response library that it follows.

    Raises:
        NotPossibleNow: `activation.*`: no purpose, no audience, a day that is past or too far.
    """
    policy.require(viewer, "network.ask", network)
    if situation is not None:
        policy.require_sight(viewer, situation)
    today = clock.now().date()
    if network.kind not in (Actor.Kind.NETWORK, Actor.Kind.BODY):
        raise NotPossibleNow("member.no_network")
    if not purpose.strip() or not wanted:
        raise NotPossibleNow("activation.incomplete")
    if not today <= until <= today + timedelta(days=LONGEST):
        raise NotPossibleNow("activation.day", days=LONGEST)
    audience = {key: value for key, value in asdict(wanted).items() if value and key != "by"}
    activation = Activation.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        network=network,
        situation=situation,
        purpose=purpose.strip(),
        audience=audience,
        library_id=library_id.strip()[:80],
        until=until,
        fictional=fictional,
    )
    ledger.record(viewer, "activation.ask", activation, network=network.pk)
    return activation


@transaction.atomic
def activation_check(
    *, viewer: Viewer, activation: Activation, answers: Mapping[str, tuple[str, str]]
) -> Activation:
    """Answer the questions of conflict sensitivity: for each "yes" or "no", and what is done about a yes.

    A yes without a measure stops the request for good; whoever asked sees that it is not taken forward.

    Raises:
        NotPossibleNow: `check.unanswered`, `activation.wrong_state`.
    """
    _kept(viewer, activation, Status.ASKED)
    questions = [one.id for one in doctrine.load(CHECK).elements]
    if any(answers.get(one, ("", ""))[0] not in ("yes", "no") for one in questions):
        raise NotPossibleNow("check.unanswered")
    told = {one: {"answer": answers[one][0], "measure": answers[one][1].strip()} for one in questions}
    harm = any(one["answer"] == "yes" and not one["measure"] for one in told.values())
    kept = sealed.sealed_for(activation, "check_answers", json.dumps(told, ensure_ascii=False))
    record_change(
        record=activation,
        status=Status.STOPPED if harm else Status.CHECKED,
        check_answers=kept,
        ended_on=clock.now().date() if harm else None,
    )
    ledger.record(viewer, "activation.check", activation)
    return activation


@transaction.atomic
def activation_invite(
    *, viewer: Viewer, activation: Activation, members: Iterable[Member], message: str
) -> list[Invitation]:
    """Ask people of the network whether they will do it; the same person is asked once.

    Args:
        message: what they read when they open their link. It names nobody.

    Raises:
        NotPossibleNow: `activation.wrong_state`, `activation.nobody`, `activation.no_consent`.
    """
    _kept(viewer, activation, Status.CHECKED, Status.INVITING)
    people = list(members)
    if not people or not message.strip():
        raise NotPossibleNow("activation.nobody")
    for one in people:
        policy.require_sight(viewer, one)
        if not one.may_ask or one.network_id != activation.network_id:
            raise NotPossibleNow("activation.no_consent")
    today = clock.now().date()
    for one in people:
        Invitation.objects.get_or_create(activation=activation, member=one, defaults={"asked_on": today})
    members_mark_asked(viewer=viewer, members=people)
    words = sealed.sealed_for(activation, "message", message.strip())
    record_change(record=activation, status=Status.INVITING, message=words)
    ledger.record(viewer, "activation.invite", activation)
    return list(Invitation.objects.filter(activation=activation).select_related("member"))


@transaction.atomic
def invitation_answer(*, viewer: Viewer, invitation: Invitation, answer: str, how: str) -> Invitation:
    """Record what somebody answered to their coordinator.

    Args:
        how: by what way they said so, and when.

    Raises:
        NotPossibleNow: `invitation.without_how`, `invitation.closed`.
    """
    policy.require_sight(viewer, invitation)
    _keeps(viewer, invitation.activation)
    if not how.strip():
        raise NotPossibleNow("invitation.without_how")
    return _answered(viewer, invitation, answer, how.strip())


@transaction.atomic
def invitation_answer_by_link(*, invitation: Invitation, answer: str) -> Invitation:
    """Record what somebody answered by their link."""
    return _answered(installation(), invitation, answer, "link")


def _answered(viewer: Viewer, invitation: Invitation, answer: str, how: str) -> Invitation:
    before = invitation.told.get("answer", "")
    if answer not in ANSWERS or not links.answerable(invitation):
        raise NotPossibleNow("invitation.closed")
    if answer == "taken_back" and before != "yes":
        answer = "no"
    if before == answer:
        return invitation
    # Filled up, so that a seal of a yes is as long as that of a no.
    told = {"answer": answer.ljust(10), "how": how, "at": clock.now().isoformat(timespec="minutes")}
    invitation.answer = json.dumps(told, ensure_ascii=False)
    invitation.save(update_fields=["answer"])
    activation = invitation.activation
    ledger.record(viewer, "activation.answer", activation)
    if before == "yes" and activation.status == Status.BEGUN and not _agreed(activation):
        _call_off(activation)
    return invitation


def _agreed(activation: Activation) -> list[Invitation]:
    """Those who said yes, and whose consent holds."""
    asked = activation.invitations.select_related("member")
    today = clock.now().date()
    return [
        one
        for one in asked
        if one.says_yes
        and one.member.may_ask
        and one.member.withdrawn_at is None
        and (one.member.consent_until or today) >= today
    ]


def _call_off(activation: Activation) -> None:
    system = installation(activation.network.owner_id)
    if activation.undertaking is not None and activation.undertaking.ended_at is None:
        undertaking_refuse(viewer=system, undertaking=activation.undertaking, because=NOT_AFTER_ALL)
    record_change(record=activation, status=Status.ABORTED, ended_on=clock.now().date())


@transaction.atomic
def activation_begin(
    *, viewer: Viewer, activation: Activation, title: str, due_on: date | None = None
) -> Undertaking:
    """Begin with those who said yes: an undertaking of the network, which names none of them.

    Raises:
        NotPossibleNow: `activation.no_yes`: nobody said yes, or their consent ended.
    """
    _kept(viewer, activation, Status.INVITING)
    if not _agreed(activation):
        raise NotPossibleNow("activation.no_yes")
    situation = activation.situation
    if situation is not None and not (policy.sees(viewer, situation) and policy.works_on(viewer, situation)):
        situation = None
    person = viewer.user_id and activation.network.owner_id == viewer.organisation_id
    undertaking = undertaking_make(
        viewer=viewer,
        title=title,
        who=str(activation.network.names.get(viewer.language) or activation.network)[:200],
        due_on=due_on or activation.until,
        situation=situation,
        origin=Undertaking.Origin.REQUEST,
        origin_id=activation.pk,
        actor=activation.network,
        tlp="amber",
        fictional=activation.fictional,
    )
    if person and activation.created_by_id:
        record_name_readers(record=undertaking, users=[activation.created_by_id])
    record_change(record=activation, status=Status.BEGUN, undertaking=undertaking)
    ledger.record(viewer, "activation.begin", activation, undertaking=undertaking.pk)
    return undertaking


@transaction.atomic
def activation_end(
    *,
    viewer: Viewer,
    activation: Activation,
    what_happened: str,
    aborted: bool = False,
    session: Engagement | None = None,
) -> Activation:
    """Say what happened, or why it was broken off; whoever asked reads it, so that it names nobody."""
    _kept(viewer, activation, Status.BEGUN)
    if not what_happened.strip():
        raise NotPossibleNow("activation.without_words")
    if session is not None:
        policy.require_sight(viewer, session)
    undertaking = activation.undertaking
    if undertaking is not None and undertaking.ended_at is None:
        if aborted:
            undertaking_refuse(viewer=viewer, undertaking=undertaking, because=what_happened)
        else:
            undertaking_complete(viewer=viewer, undertaking=undertaking, result=what_happened)
    record_change(
        record=activation,
        status=Status.ABORTED if aborted else Status.DONE,
        what_happened=what_happened.strip(),
        session=session,
        ended_on=clock.now().date(),
    )
    ledger.record(viewer, "activation.end", activation)
    return activation


@transaction.atomic
def activation_decline(*, viewer: Viewer, activation: Activation) -> Activation:
    """Do not take it forward. No reason is asked for, and none is shown to whoever asked."""
    _kept(viewer, activation, *GOING_ON)
    record_change(record=activation, status=Status.DECLINED, ended_on=clock.now().date())
    ledger.record(viewer, "activation.decline", activation)
    return activation


@rounds.register("response.activations", every=timedelta(hours=6))
def activations_lapse() -> int:
    """What nobody took forward until its day is not taken forward; how many."""
    late = Activation.objects.filter(status__in=GOING_ON, until__lt=clock.now().date())
    for one in late:
        with transaction.atomic():
            record_change(record=one, status=Status.DECLINED, ended_on=one.until)
            ledger.record(installation(), "activation.decline", one)
    return len(late)


def _keeps(viewer: Viewer, activation: Activation) -> None:
    policy.require_sight(viewer, activation)
    if not directory.keeps(viewer, activation.network):
        raise NotAllowed("not_allowed.act", act="network.keep")


def _kept(viewer: Viewer, activation: Activation, *allowed: str) -> None:
    _keeps(viewer, activation)
    if activation.status not in allowed:
        raise NotPossibleNow("activation.wrong_state")
