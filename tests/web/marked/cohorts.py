"""Cohorts with people who learn: what leads to one of them is for the desk that trains them, and for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from nadhir.doctrine import learning
from nadhir.sources.dates import parse_written
from nadhir.web.cooperation import selectors, services
from nadhir.web.cooperation.models import Cohort, Enrolment
from tests.web.marked.marks import LABELS, OFFICER, REACH, Marked, names

LABELLED = ("green", "shared", "amber", "strict", "red")


def add_cohorts(there: Marked) -> None:
    module = learning.modules()[0]
    for label in LABELLED:
        _cohort(there, label, module)
    _path(there, module)


def _cohort(there: Marked, label: str, module: learning.Module) -> None:
    """Kept by the officer, whose own RED is."""
    officer = there.world.viewer("officer")
    readers = OFFICER if label == "red" else REACH[label]
    today = datetime.now(UTC).date()

    def told(what: str, who: frozenset[str] = OFFICER, *, leading: bool = False) -> str:
        return there.marks(f"cohort {label}: {what}", who, leading=leading)

    made = services.cohort_record(
        viewer=officer,
        names=names(told("name", readers, leading=True)),
        modules=[module.ref],
        host=there.made["actor strict"],
        starts_on=today - timedelta(days=9),
        tlp=LABELS[label],
        share_with=[there.world.group.pk] if label in ("shared", "strict") else (),
    )
    session = services.cohort_session_add(
        viewer=officer,
        cohort=made,
        names=names(told("name of a session", readers)),
        when=parse_written((today - timedelta(days=2)).isoformat()),
        agenda=told("agenda of a session", readers),
    )
    rows = [_person(there, made, told, number) for number in range(3)]
    services.session_presence_mark(
        viewer=officer, cohort=made, engagement=session, present={row.pk: True for row in rows}
    )
    services.cohort_begin(viewer=officer, cohort=made)
    for row in rows:
        _tested(row, module)
        services.evaluation_give(enrolment=row, ratings={"useful": 4}, words=told("words of an opinion"))
    services.enrolments_complete(viewer=officer, cohort=made)
    first = services.certificate_issue(viewer=officer, enrolment=Enrolment.objects.get(pk=rows[0].pk))
    services.certificate_issue(viewer=officer, enrolment=Enrolment.objects.get(pk=rows[1].pk))
    services.certificate_revoke(
        viewer=officer, certificate=first, because=told("why a certificate was revoked")
    )
    there.ids["cohort"].append(made.pk)
    there.ids["engagement"].append(session.pk)
    there.ids["enrolment"] += [row.pk for row in rows]
    there.ids["certificate"].append(first.pk)
    there.ids["test_result"] += list(rows[0].results.values_list("pk", flat=True))
    there.made[f"cohort {label}"] = made
    there.made[f"enrolment {label}"] = rows[0]
    there.made[f"certificate {label}"] = first
    there.made[f"test_result {label}"] = rows[0].results.get()


def _person(there: Marked, cohort: Cohort, told: Any, number: int) -> Enrolment:
    return services.enrolment_make(
        viewer=there.world.viewer("officer"),
        cohort=cohort,
        name=f"Learner {told(f'name of learner {number}')}",
        organisation=told(f"organisation of learner {number}"),
        sex="female",
    )


def _tested(row: Enrolment, module: learning.Module) -> None:
    chosen = learning.choose(module, "after", str(row.pk))
    services.test_result_record(
        viewer=selectors.learner_of(row),
        enrolment=row,
        module=module.ref,
        kind="after",
        answers={one.id: one.right for one in chosen},
        language="en",
        by_link=True,
    )


def _path(there: Marked, module: learning.Module) -> None:
    for label in ("green", "strict"):
        made = services.learning_path_record(
            viewer=there.world.viewer("officer"),
            names=names(there.marks(f"path {label}: name", REACH[label], leading=True)),
            about=names(there.marks(f"path {label}: about", REACH[label])),
            modules=[module.ref],
            tlp=LABELS[label],
        )
        there.ids["learning_path"].append(made.pk)
        there.made[f"learning_path {label}"] = made
