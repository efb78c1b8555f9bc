"""Enrolment, attendance, completion, and what learners thought of it.

Names are sealed and never in the ledger: it holds the identifiers of rows. What somebody thought is kept
without any way back to them.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.cooperation import rosters
from nadhir.web.cooperation.models import Cohort, Enrolment, Evaluation, SessionPresence, TestResult
from nadhir.web.cooperation.services.cohorts import OVER, taken
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.response import services as response
from nadhir.web.response.models import Engagement, Participation

RATED = ("useful", "clear", "relevant", "trainers", "conditions")
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a list: rows taken over, and those left out by what was wrong."""

    added: int
    left_out: Mapping[str, int]


@transaction.atomic
def enrolment_make(
    *,
    viewer: Viewer,
    cohort: Cohort,
    name: str = "",
    another: bool = False,
    organisation: str = "",
    sex: str = Enrolment.Sex.OTHER,
    young: bool | None = None,
    language: str = "",
    myself: bool = False,
) -> Enrolment:
    """Enrol somebody; or oneself, in a cohort that is open.

    Args:
        another: the desk says that this is another person of a name that is there already.
        myself: the viewer enrols; name and organisation are those of the account.

    Raises:
        NotPossibleNow: the cohort is over, not open, or full; the person is there already, or has no name.
    """
    policy.require_sight(viewer, cohort)
    if not myself:
        policy.require(viewer, "cohort.keep", cohort)
    elif viewer.user_id is None:
        raise NotAllowed("not_allowed.act", act="enrolment.make")
    locked = _with_room(cohort, 1, (Cohort.Status.OPEN,) if myself else None)
    if myself:
        made = _own_enrolment(viewer, locked, sex, young, language)
    else:
        if not any(char.isalpha() for char in name):
            raise NotPossibleNow("enrolment.without_name")
        if not another and rosters.key_of(name) in names_in(locked):
            raise NotPossibleNow("enrolment.there_already")
        made = Enrolment(
            cohort=locked,
            owner_id=locked.owner_id,
            at=clock.now(),
            organisation=organisation.strip(),
            sex=sex,
            young=young,
            language=language,
        )
        made.name = name.strip()
        made.save()
    ledger.record(viewer, "enrolment.make", cohort, enrolment=made.pk, myself=myself)
    return made


def _own_enrolment(viewer: Viewer, cohort: Cohort, sex: str, young: bool | None, language: str) -> Enrolment:
    known = cohort.enrolments.filter(user=viewer.user_id).first()
    if known is not None and known.status != Enrolment.Status.LEFT:
        raise NotPossibleNow("enrolment.you_already")
    made = known or Enrolment(cohort=cohort, owner_id=cohort.owner_id, user_id=viewer.user_id, at=clock.now())
    made.status, made.ended_at = Enrolment.Status.ENROLLED, None
    made.sex, made.young, made.language = sex, young, language or viewer.language
    made.name = viewer.name
    made.save()
    return made


def _with_room(cohort: Cohort, more: int, states: Sequence[str] | None = None) -> Cohort:
    """The cohort, locked, with seats for so many more.

    Raises:
        NotPossibleNow: `cohort.over`, `cohort.not_open`, `cohort.full`.
    """
    locked = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if locked.status in OVER:
        raise NotPossibleNow("cohort.over")
    if states is not None and locked.status not in states:
        raise NotPossibleNow("cohort.not_open")
    if locked.seats is not None and (free := locked.seats - taken(locked)) < more:
        raise NotPossibleNow("cohort.full", seats=locked.seats, free=max(free, 0), more=more)
    return locked


def names_in(cohort: Cohort) -> set[str]:
    """Keys of the names of everybody enrolled, to notice whoever is there already."""
    rows = cohort.enrolments.exclude(status=Enrolment.Status.LEFT)
    return {rosters.key_of(row.name.open_or("")) for row in rows}


@transaction.atomic
def enrolments_take(*, viewer: Viewer, cohort: Cohort, people: Iterable[rosters.Person]) -> Taken:
    """Enrol everybody of a list, or nobody: those whose row was in order.

    Raises:
        NotPossibleNow: the cohort is over or has too few seats; nobody is left to enrol.
    """
    policy.require(viewer, "cohort.keep", cohort)
    found = list(people)
    wanted = [one for one in found if not one.kept_out]
    if not wanted:
        raise NotPossibleNow("roster.nobody_new")
    locked = _with_room(cohort, len(wanted))
    moment = clock.now()
    rows = []
    for one in wanted:
        row = Enrolment(
            cohort=locked, owner_id=locked.owner_id, at=moment, organisation=one.organisation, sex=one.sex,
            young=one.young, language=one.language,
        )  # fmt: skip
        row.name = one.name
        rows.append(row)
    Enrolment.objects.bulk_create(rows, batch_size=500)
    ledger.record(viewer, "enrolment.take", cohort, many=len(rows))
    return Taken(len(rows), Counter(one.problem for one in found if one.kept_out))


@transaction.atomic
def enrolments_take_list(*, viewer: Viewer, cohort: Cohort, text: str) -> Taken:
    """Enrol everybody of a list as it was pasted, its columns as they are guessed.

    Raises:
        NotPossibleNow: as of `enrolments_take`; the list is empty or too long.
    """
    policy.require(viewer, "cohort.keep", cohort)
    sheet = rosters.read_text(text)
    people = rosters.people_of(sheet, rosters.guess(sheet), year=clock.now().year, known=names_in(cohort))
    return enrolments_take(viewer=viewer, cohort=cohort, people=people)


@transaction.atomic
def enrolment_leave(*, viewer: Viewer, enrolment: Enrolment) -> Enrolment:
    """Take somebody out, or leave; what was recorded stays, and the seat is free.

    Raises:
        NotPossibleNow: they have completed it, or left already.
    """
    cohort = _theirs(viewer, enrolment)
    if enrolment.status != Enrolment.Status.ENROLLED:
        raise NotPossibleNow("enrolment.ended")
    enrolment.status, enrolment.ended_at = Enrolment.Status.LEFT, clock.now()
    enrolment.save(update_fields=["status", "ended_at"])
    ledger.record(viewer, "enrolment.leave", cohort, enrolment=enrolment.pk)
    return enrolment


def _theirs(viewer: Viewer, enrolment: Enrolment) -> Cohort:
    """The cohort, where the viewer is the person or its desk."""
    policy.require_sight(viewer, enrolment)
    if enrolment.cohort is None:
        raise NotPossibleNow("enrolment.alone")
    if viewer.user_id is None or enrolment.user_id != viewer.user_id:
        policy.require(viewer, "cohort.keep", enrolment.cohort)
    return enrolment.cohort


def fulfilling(cohort: Cohort) -> Any:
    """Of a cohort those who are enrolled and fulfil its rule."""
    found = cohort.enrolments.filter(status=Enrolment.Status.ENROLLED).annotate(
        was_at=Count("presences", filter=Q(presences__present=True), distinct=True)
    )
    found = found.filter(was_at__gte=cohort.needed_sessions)
    if cohort.needs_test:
        for ref in cohort.modules:
            passed = TestResult.objects.filter(module=ref, kind=TestResult.Kind.AFTER, passed=True)
            found = found.filter(pk__in=passed.values("enrolment_id"))
    return found


@transaction.atomic
def enrolment_complete(*, viewer: Viewer, enrolment: Enrolment) -> Enrolment:
    """Say that somebody has completed their cohort.

    Raises:
        NotPossibleNow: they do not fulfil its rule, or left.
    """
    cohort = enrolment.cohort
    if cohort is None:
        raise NotPossibleNow("enrolment.alone")
    policy.require(viewer, "cohort.keep", cohort)
    if enrolment.status == Enrolment.Status.COMPLETED:
        return enrolment
    if not fulfilling(cohort).filter(pk=enrolment.pk).exists():
        raise NotPossibleNow("enrolment.not_fulfilled")
    _complete(viewer, cohort, [enrolment.pk])
    enrolment.refresh_from_db()
    return enrolment


@transaction.atomic
def enrolments_complete(*, viewer: Viewer, cohort: Cohort) -> int:
    """Say so of everybody who fulfils the rule; how many."""
    policy.require(viewer, "cohort.keep", cohort)
    keys = list(fulfilling(cohort).values_list("pk", flat=True))
    _complete(viewer, cohort, keys)
    return len(keys)


def _complete(viewer: Viewer, cohort: Cohort, keys: list[Any]) -> None:
    if not keys:
        return
    Enrolment.objects.filter(pk__in=keys).update(status=Enrolment.Status.COMPLETED, ended_at=clock.now())
    ledger.record(viewer, "enrolment.complete", cohort, enrolments=sorted(str(key) for key in keys))


@transaction.atomic
def session_presence_mark(
    *, viewer: Viewer, cohort: Cohort, engagement: Engagement, present: Mapping[Any, bool]
) -> Engagement:
    """Mark who was at a session. The engagement counts its participants from this, by sex and age, without a
    name, and has then been held.

    Args:
        present: by identifier of the enrolment; whoever is not named stays as marked before.

    Raises:
        NotPossibleNow: the session is none of the cohort's, is still to come, or was called off.
    """
    policy.require(viewer, "cohort.keep", cohort)
    if not cohort.sessions.filter(pk=engagement.pk).exists():
        raise NotPossibleNow("session.of_another")
    if engagement.status == Engagement.Status.CALLED_OFF:
        raise NotPossibleNow("session.called_off")
    if engagement.held_on is not None and engagement.held_on > clock.now().date():
        raise NotPossibleNow("session.to_come")
    own = set(cohort.enrolments.filter(pk__in=list(present)).values_list("pk", flat=True))
    rows = [SessionPresence(enrolment_id=key, engagement=engagement, present=present[key]) for key in own]
    SessionPresence.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["enrolment", "engagement"],
        update_fields=["present"],
        batch_size=500,
    )
    if engagement.status == Engagement.Status.PLANNED:
        response.engagement_change(viewer=viewer, engagement=engagement, status=Engagement.Status.HELD)
    response.participations_count(viewer=viewer, engagement=engagement, rows=_counted(engagement))
    ledger.record(viewer, "presence.mark", cohort, engagement=engagement.pk, many=len(rows))
    return engagement


def _counted(engagement: Engagement) -> list[dict[str, Any]]:
    """Those present, as the engagement counts them. Somebody of 30 may be of any age above: not said."""
    there = SessionPresence.objects.filter(engagement=engagement, present=True)
    pairs = Counter(there.values_list("enrolment__sex", "enrolment__young"))
    youth, unsaid = Participation.Age.YOUTH, Participation.Age.UNKNOWN
    counted: Counter[tuple[str, str]] = Counter()
    for (sex, young), many in pairs.items():
        counted[sex, youth if young else unsaid] += many
    return [{"many": many, "sex": sex, "age": age} for (sex, age), many in sorted(counted.items())]


@transaction.atomic
def evaluation_give(
    *,
    enrolment: Enrolment,
    ratings: Mapping[str, int],
    words: str = "",
    language: str = "",
    viewer: Viewer | None = None,
) -> Evaluation:
    """Keep what a learner thought of it. Nothing of it leads back to them: that they gave one is noted with
    their enrolment, what they said is not, and the ledger is written by the installation.

    Args:
        viewer: the person; None where they come by their link.

    Raises:
        NotAllowed: it is not their enrolment.
        NotPossibleNow: they gave one, there is nothing to keep, or the cohort has not begun.
    """
    if viewer is not None and (viewer.user_id is None or viewer.user_id != enrolment.user_id):
        raise NotAllowed("not_allowed.record", act="evaluation.give")
    locked = Enrolment.objects.select_for_update().select_related(None).get(pk=enrolment.pk)
    cohort = locked.cohort
    if cohort is None or cohort.status not in (Cohort.Status.UNDER_WAY, Cohort.Status.ENDED):
        raise NotPossibleNow("evaluation.not_now")
    if locked.progress.get("evaluated"):
        raise NotPossibleNow("evaluation.twice")
    kept = {name: int(ratings[name]) for name in RATED if 1 <= int(ratings.get(name) or 0) <= 5}
    if not kept and not words.strip():
        raise NotPossibleNow("evaluation.empty")
    locked.progress = {**locked.progress, "evaluated": True}
    locked.save(update_fields=["progress"])
    made = Evaluation.objects.create(
        id=uuid.uuid4(),  # one that tells no moment
        cohort=cohort,
        ratings=kept,
        words=words.strip()[:LONGEST],
        language=language,
        on=clock.now().date(),
    )
    ledger.record(installation(cohort.owner_id), "evaluation.give", cohort)
    return made
