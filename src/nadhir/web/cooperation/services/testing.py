"""Tests before and after: taken in a browser, or on paper and entered. A result is never changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from nadhir.doctrine import learning
from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.cooperation import teaching
from nadhir.web.cooperation.models import Cohort, Enrolment, TestResult
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer


@transaction.atomic
def test_result_record(
    *,
    viewer: Viewer,
    enrolment: Enrolment,
    module: str,
    kind: str,
    answers: Mapping[str, Any],
    language: str,
    by_link: bool,
) -> TestResult:
    """Keep a test that somebody took in a browser: their own, or by their link.

    Raises:
        NotAllowed: it is somebody else's test.
        NotPossibleNow: see `may_take`.
    """
    if not by_link and (viewer.user_id is None or viewer.user_id != enrolment.user_id):
        raise NotAllowed("not_allowed.record", act="test_result.record")
    locked = Enrolment.objects.select_for_update().select_related(None).get(pk=enrolment.pk)
    may_take(locked, module, kind)
    found = teaching.needed(module)
    marked = learning.mark(found, answers, kind, str(locked.pk))  # type: ignore[arg-type]
    return _result(
        viewer, locked, module, kind, language,
        {"given": dict(answers), "objectives": teaching.by_objective(marked)},
        (marked.right, marked.questions, marked.passed),
    )  # fmt: skip


@transaction.atomic
def test_results_enter(
    *,
    viewer: Viewer,
    cohort: Cohort,
    module: str,
    kind: str,
    right: Mapping[Any, Mapping[str, int]],
    language: str,
) -> int:
    """Enter tests that were taken on paper; how many.

    Args:
        right: by identifier of the enrolment how many answers were right of each objective.

    Raises:
        NotPossibleNow: more are right than were asked, or somebody took the test already; nothing is entered.
    """
    policy.require(viewer, "cohort.keep", cohort)
    if module not in cohort.modules:
        raise NotPossibleNow("test.of_another")
    found = teaching.needed(module)
    asked = Counter(one.objective for one in learning.choose(found, kind, str(cohort.pk)))  # type: ignore[arg-type]
    rows = {row.pk: row for row in cohort.enrolments.select_for_update().filter(pk__in=list(right))}
    for key, counted in right.items():
        if key not in rows:
            continue
        may_take(rows[key], module, kind, on_paper=True)
        if any(not 0 <= counted.get(name, 0) <= many for name, many in asked.items()):
            raise NotPossibleNow("test.too_many_right")
        objectives = {name: [counted.get(name, 0), many] for name, many in asked.items()}
        total = sum(one for one, _ in objectives.values())
        passed = total * 100 >= found.pass_mark * asked.total()
        _result(
            viewer, rows[key], module, kind, language,
            {"paper": True, "objectives": objectives},
            (total, asked.total(), passed),
        )  # fmt: skip
    return len(rows)


def may_take(enrolment: Enrolment, module: str, kind: str, *, on_paper: bool = False) -> None:
    """Go on only where this test can be taken, or entered, now.

    The test before is taken once, and not after that after. The test after can be taken again until it is
    passed; what was learned is read from the first.

    Raises:
        NotPossibleNow: `test.of_another`, `enrolment.ended`, `test.twice`, `test.before_too_late`,
            `test.passed_already`, `test.after_too_early`.
    """
    cohort = enrolment.cohort
    if kind not in TestResult.Kind.values or (cohort is not None and module not in cohort.modules):
        raise NotPossibleNow("test.of_another")
    if cohort is not None and cohort.status == Cohort.Status.CALLED_OFF:
        raise NotPossibleNow("cohort.over")
    if enrolment.status == Enrolment.Status.LEFT:
        raise NotPossibleNow("enrolment.ended")
    known = list(enrolment.results.filter(module=module))
    before = [one for one in known if one.kind == TestResult.Kind.BEFORE]
    after = [one for one in known if one.kind == TestResult.Kind.AFTER]
    if kind == TestResult.Kind.BEFORE:
        if before:
            raise NotPossibleNow("test.twice")
        if after or (not on_paper and enrolment.status == Enrolment.Status.COMPLETED):
            raise NotPossibleNow("test.before_too_late")
        return
    if any(one.passed for one in after) or (after and on_paper):
        raise NotPossibleNow("test.passed_already" if not on_paper else "test.twice")
    if cohort is not None and not on_paper and _all_to_come(cohort):
        raise NotPossibleNow("test.after_too_early")


def _all_to_come(cohort: Cohort) -> bool:
    days = list(cohort.sessions.exclude(status="called_off").values_list("held_on", flat=True))
    return bool(days) and all(day is not None and day > clock.now().date() for day in days)


def _result(
    viewer: Viewer,
    enrolment: Enrolment,
    module: str,
    kind: str,
    language: str,
    answers: dict[str, Any],
    score: tuple[int, int, bool],
) -> TestResult:
    right, questions, passed = score
    made = TestResult.objects.create(
        enrolment=enrolment, module=module, kind=kind, language=language or viewer.language, answers=answers,
        right=right, questions=questions, passed=passed, at=clock.now(),
    )  # fmt: skip
    if enrolment.cohort is not None:
        ledger.record(
            viewer, "test_result.record", enrolment.cohort, result=made.pk, kind=kind, module=module
        )
    return made
