"""A cohort to learn in, for the tests of cohorts, enrolment and certificates."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from nadhir.doctrine import learning
from nadhir.sources.dates import parse_written
from nadhir.web.cooperation import services
from nadhir.web.cooperation.models import Cohort, Enrolment, TestResult
from nadhir.web.core import clock
from nadhir.web.response.models import Engagement
from tests.web.conftest import World

MODULE = learning.modules()[0]


def a_cohort(world: World, *, persona: str = "officer", **fields: Any) -> Cohort:
    """Planned by the desk; teaches one module, asks for its test alone."""
    today = clock.now().date()
    defaults: dict[str, Any] = {
        "names": {"en": "Reading signs", "ar": "قراءة العلامات"},
        "modules": [MODULE.ref],
        "starts_on": today - timedelta(days=9),
        "ends_on": today - timedelta(days=2),
        "hours": 12,
    }
    return services.cohort_record(viewer=world.viewer(persona), **{**defaults, **fields})


def a_session(world: World, cohort: Cohort, *, days: int, persona: str = "officer") -> Engagement:
    """A session so many days from today."""
    day = (clock.now() + timedelta(days=days)).date().isoformat()
    return services.cohort_session_add(
        viewer=world.viewer(persona), cohort=cohort, names={"en": f"Session {days}"}, when=parse_written(day)
    )


def enrolled(world: World, cohort: Cohort, name: str = "Amina Yusuf", **fields: Any) -> Enrolment:
    return services.enrolment_make(viewer=world.viewer("officer"), cohort=cohort, name=name, **fields)


def joined(world: World, cohort: Cohort, persona: str = "analyst") -> Enrolment:
    """Somebody with an account, who enrols in a cohort that is opened for it."""
    cohort.refresh_from_db()
    if cohort.status == Cohort.Status.PLANNED:
        services.cohort_open(viewer=world.viewer("officer"), cohort=cohort)
    return services.enrolment_make(viewer=world.viewer(persona), cohort=cohort, myself=True)


def took_test(enrolment: Enrolment, kind: str = "after", *, right: bool = True) -> TestResult:
    """The test of the module, all right or all wrong, by link."""
    chosen = learning.choose(MODULE, kind, str(enrolment.pk))  # type: ignore[arg-type]
    answers = {one.id: one.right for one in chosen} if right else {}
    from nadhir.web.cooperation.selectors import learner_of

    return services.test_result_record(
        viewer=learner_of(enrolment),
        enrolment=enrolment,
        module=MODULE.ref,
        kind=kind,
        answers=answers,
        language="en",
        by_link=True,
    )


def completed(world: World, cohort: Cohort, enrolment: Enrolment) -> Enrolment:
    """Passed, and the cohort said so."""
    took_test(enrolment)
    return services.enrolment_complete(viewer=world.viewer("officer"), enrolment=enrolment)
