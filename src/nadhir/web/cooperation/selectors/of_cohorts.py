"""Reading cohorts: who learns what, where are they, what did they learn."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from nadhir.doctrine import learning
from nadhir.errors import NotAllowed
from nadhir.screening.normalise import fold
from nadhir.web.cooperation import teaching
from nadhir.web.cooperation.models import (
    Certificate,
    Cohort,
    Enrolment,
    Evaluation,
    LearningPath,
    SessionPresence,
    TestResult,
)
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Actor, Expert
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Engagement

FEW = 10  # below it a difference may be chance
HIDDEN_BELOW = 3  # fewer evaluations could be told apart


def cohorts(viewer: Viewer, *, words: str = "", status: str = "", mine: bool = False) -> QuerySet[Cohort]:
    """Cohorts that the viewer may know of: what is open first, then the latest.

    Args:
        words: in the name, in any language and spelling.
        mine: only those in which the viewer is enrolled.
    """
    found = policy.visible(Cohort.objects.all(), viewer)
    if words.strip():
        found = found.filter(folded__contains=fold(words.strip()))
    if status:
        found = found.filter(status=status)
    if mine:
        own = Enrolment.objects.filter(user=viewer.user_id).exclude(status=Enrolment.Status.LEFT)
        found = found.filter(pk__in=own.values("cohort_id"))
    return found.order_by(F("starts_on").desc(nulls_first=True), "-pk")


def counted(found: QuerySet[Cohort], viewer: Viewer) -> QuerySet[Cohort]:
    """The same, each with how many are enrolled, women among them, how many completed it, and its host."""
    there = ~Q(status=Enrolment.Status.LEFT)
    return found.annotate(
        many=_many(there),
        women=_many(there & Q(sex=Enrolment.Sex.FEMALE)),
        done=_many(Q(status=Enrolment.Status.COMPLETED)),
    ).prefetch_related(Prefetch("host", queryset=directory.actors(viewer)))


def count_rows(viewer: Viewer, rows: list[Cohort]) -> list[Cohort]:
    """The same for the rows of one page, in place: a long list is then not counted to its end."""
    known = {one.pk: one for one in counted(Cohort.objects.filter(pk__in=[one.pk for one in rows]), viewer)}
    rows[:] = [known[one.pk] for one in rows]
    return rows


def _many(which: Q) -> Coalesce:
    """How many enrolments of a cohort; counted for the rows of a page only."""
    found = Enrolment.objects.filter(which, cohort=OuterRef("pk")).order_by().values("cohort")
    return Coalesce(Subquery(found.annotate(many=Count("pk")).values("many")), 0)


def cohort(viewer: Viewer, pk: Any) -> Cohort:
    """One cohort.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = counted(cohorts(viewer), viewer).select_related("owner", "place", "path").filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="cohort.read")
    return found


def learning_paths(viewer: Viewer) -> QuerySet[LearningPath]:
    return policy.visible(LearningPath.objects.all(), viewer).order_by("pk")


def learning_path(viewer: Viewer, pk: Any) -> LearningPath:
    """Raises:
    NotAllowed: there is none, or none that this viewer may know of.
    """
    found = learning_paths(viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="learning_path.read")
    return found


def enrolments(viewer: Viewer) -> QuerySet[Enrolment]:
    return policy.visible(Enrolment.objects.select_related("cohort", "cohort__owner"), viewer)


def enrolment(viewer: Viewer, pk: Any) -> Enrolment:
    """Raises:
    NotAllowed: there is none in a cohort, or none that this viewer may know of.
    """
    found = enrolments(viewer).filter(pk=pk, cohort__isnull=False).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="enrolment.read")
    return found


def learner_of(enrolment: Enrolment) -> Viewer:
    """Who somebody that comes by a link, or writes on paper, is to services: nobody of the house, reading in
    this language."""
    spoken = enrolment.language or (enrolment.cohort.language if enrolment.cohort is not None else "en")
    return Viewer(language=spoken)


def test_result(viewer: Viewer, pk: Any) -> TestResult:
    """Raises:
    NotAllowed: there is none in a cohort, or none that this viewer may know of.
    """
    found = policy.visible(TestResult.objects.select_related("enrolment__cohort"), viewer)
    one = found.filter(pk=pk, enrolment__cohort__isnull=False).first()
    if one is None:
        raise NotAllowed("not_allowed.record", act="test_result.read")
    return one


def own_enrolment(viewer: Viewer, cohort: Cohort) -> Enrolment | None:
    """The viewer's own, unless they left."""
    if viewer.user_id is None:
        return None
    own = Enrolment.objects.filter(cohort=cohort, user_id=viewer.user_id)
    return own.exclude(status=Enrolment.Status.LEFT).first()


def sessions(viewer: Viewer, cohort: Cohort) -> QuerySet[Engagement]:
    """Its sessions that the viewer may know of, in the order of their days."""
    return (
        response.engagements(viewer).filter(cohorts=cohort).order_by(F("held_on").asc(nulls_last=True), "pk")
    )


@dataclass(frozen=True, slots=True)
class Trainer:
    """Somebody who teaches; None where they no longer agree to be shown, or not to this viewer."""

    actor: Actor | None


def trainers(viewer: Viewer, cohort: Cohort) -> list[Trainer]:
    """Who teaches, by name only as long and as far as they agreed to it."""
    agreed = set(
        policy.visible(Expert.objects.filter(actor__cohorts_trained=cohort), viewer).values_list(
            "actor_id", flat=True
        )
    )
    seen = directory.actors(viewer).filter(pk__in=agreed).in_bulk()
    keys = cohort.trainers.order_by("pk").values_list("pk", flat=True)
    return [Trainer(seen.get(key)) for key in keys]


@dataclass(slots=True)
class Learner:
    """A row of the list that the desk keeps."""

    enrolment: Enrolment
    was_at: int = 0
    before: list[TestResult] = field(default_factory=list)
    after: list[TestResult] = field(default_factory=list)
    certificate: Certificate | None = None

    @property
    def name(self) -> str:
        return str(self.enrolment.name.open_or("–"))

    @property
    def standing(self) -> str:
        """The status in words; of whoever had not completed a cohort when it ended, that they did not."""
        cohort = self.enrolment.cohort
        ended = cohort is not None and cohort.status == Cohort.Status.ENDED
        if ended and self.enrolment.status == Enrolment.Status.ENROLLED:
            return _("not completed")
        return self.enrolment.get_status_display()

    @property
    def passed(self) -> int:
        """In how many modules the test after was passed."""
        return len({one.module for one in self.after if one.passed})


def learners(found: Iterable[Enrolment]) -> list[Learner]:
    """What is known of each of these; three queries, however many there are. The caller saw to it that the
    viewer may read them."""
    rows = {one.pk: Learner(one) for one in found}
    there = SessionPresence.objects.filter(enrolment__in=list(rows), present=True).order_by()
    for key, many in there.values_list("enrolment").annotate(many=Count("pk")):
        rows[key].was_at = many
    for result in TestResult.objects.filter(enrolment__in=list(rows)):
        side = rows[result.enrolment_id]
        (side.before if result.kind == TestResult.Kind.BEFORE else side.after).append(result)
    for paper in Certificate.objects.filter(enrolment__in=list(rows)).order_by("issued_on", "pk"):
        rows[paper.enrolment_id].certificate = paper
    return list(rows.values())


def presences(cohort: Cohort, held: Iterable[Engagement]) -> dict[tuple[uuid.UUID, uuid.UUID], bool]:
    """Who was at which session, by enrolment and engagement."""
    found = SessionPresence.objects.filter(enrolment__cohort=cohort, engagement__in=list(held))
    return {
        (one, session): was
        for one, session, was in found.values_list("enrolment_id", "engagement_id", "present")
    }


@dataclass(frozen=True, slots=True)
class Gain:
    """What was learned of one objective: shares of right answers in per cent, of whoever took both tests."""

    objective: learning.Objective
    before: int
    after: int

    @property
    def points(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Results:
    """The tests of one module: how many took each, medians and a distribution in per cent.

    `both` took both; only of them can a difference be told.
    """

    ref: str
    module: learning.Module | None
    before: int
    after: int
    both: int
    passed: int
    middle_before: int | None
    middle_after: int | None
    spread_before: tuple[int, ...]
    spread_after: tuple[int, ...]
    gains: tuple[Gain, ...]

    @property
    def few(self) -> bool:
        return self.both < FEW


BANDS = ((0, 20), (20, 40), (40, 60), (60, 80), (80, 101))


def results(cohort: Cohort) -> list[Results]:
    """What the tests of a cohort say, without a name. The first test after counts: a second one is taken by
    whoever knows the questions. The caller saw to it that the viewer keeps the cohort."""
    found = TestResult.objects.filter(enrolment__cohort=cohort).exclude(
        enrolment__status=Enrolment.Status.LEFT
    )
    first: dict[tuple[str, str], dict[uuid.UUID, TestResult]] = {}
    passed: dict[str, set[uuid.UUID]] = {}
    for one in found.order_by("at", "pk"):
        first.setdefault((one.module, one.kind), {}).setdefault(one.enrolment_id, one)
        if one.passed and one.kind == TestResult.Kind.AFTER:
            passed.setdefault(one.module, set()).add(one.enrolment_id)
    return [
        _results(ref, first.get((ref, "before"), {}), first.get((ref, "after"), {}), len(passed.get(ref, ())))
        for ref in cohort.modules
    ]


def _results(
    ref: str, before: Mapping[Any, TestResult], after: Mapping[Any, TestResult], passed: int
) -> Results:
    both = before.keys() & after.keys()
    module = teaching.module_of(ref)
    return Results(
        ref=ref,
        module=module,
        before=len(before),
        after=len(after),
        both=len(both),
        passed=passed,
        middle_before=_middle(before[key] for key in both) if both else _middle(before.values()),
        middle_after=_middle(after[key] for key in both) if both else _middle(after.values()),
        spread_before=_spread(before.values()),
        spread_after=_spread(after.values()),
        gains=_gains(module, [before[key] for key in both], [after[key] for key in both]),
    )


def _share(one: TestResult) -> float:
    return 100 * one.right / one.questions if one.questions else 0.0


def _middle(found: Iterable[TestResult]) -> int | None:
    shares = [_share(one) for one in found]
    return round(median(shares)) if shares else None


def _spread(found: Iterable[TestResult]) -> tuple[int, ...]:
    shares = [_share(one) for one in found]
    return tuple(sum(low <= share < high for share in shares) for low, high in BANDS)


def _gains(
    module: learning.Module | None, before: list[TestResult], after: list[TestResult]
) -> tuple[Gain, ...]:
    if module is None or not before:
        return ()
    told = []
    for objective in module.objectives:
        first, last = _of_objective(before, objective.id), _of_objective(after, objective.id)
        if first is not None and last is not None:
            told.append(Gain(objective, first, last))
    return tuple(told)


def _of_objective(found: list[TestResult], objective: str) -> int | None:
    right = asked = 0
    for one in found:
        pair = one.answers.get("objectives", {}).get(objective, (0, 0))
        right, asked = right + pair[0], asked + pair[1]
    return round(100 * right / asked) if asked else None


@dataclass(frozen=True, slots=True)
class Opinions:
    """What learners thought, without their names: medians by question, how many answered, and their words in
    an order that tells nothing. Empty while so few answered that one could be told from another."""

    many: int
    ratings: tuple[tuple[str, float, int], ...] = ()
    words: tuple[str, ...] = ()

    @property
    def too_few(self) -> bool:
        return 0 < self.many < HIDDEN_BELOW


def opinions(viewer: Viewer, cohort: Cohort, questions: Iterable[str]) -> Opinions:
    """The evaluations of a cohort, for its desk."""
    found = list(policy.visible(Evaluation.objects.filter(cohort=cohort), viewer).order_by("words"))
    if len(found) < HIDDEN_BELOW:
        return Opinions(len(found))
    rated = []
    for name in questions:
        given = [one.ratings[name] for one in found if name in one.ratings]
        if given:
            rated.append((name, float(median(given)), len(given)))
    return Opinions(len(found), tuple(rated), tuple(one.words for one in found if one.words))


def certificate(viewer: Viewer, pk: Any) -> Certificate:
    """Raises:
    NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(Certificate.objects.all(), viewer)
    one = (
        found.select_related("enrolment", "enrolment__cohort", "enrolment__cohort__owner")
        .filter(pk=pk)
        .first()
    )
    if one is None:
        raise NotAllowed("not_allowed.record", act="certificate.read")
    return one


def certificate_numbered(number: str) -> Certificate | None:
    """The certificate of this number, for whoever holds the paper: the number cannot be guessed."""
    return Certificate.objects.filter(number=number).first()


def sexes(cohort: Cohort) -> Counter[str]:
    """How many are enrolled, by sex."""
    there = cohort.enrolments.exclude(status=Enrolment.Status.LEFT)
    return Counter(dict(there.values_list("sex").annotate(many=Count("pk")).order_by()))
