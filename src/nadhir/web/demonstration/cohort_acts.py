"""The acts of the story in which people learn: a cohort to its certificates, and one that is open."""

from __future__ import annotations

import hashlib
from typing import Any

from nadhir.doctrine import learning
from nadhir.sources.dates import parse_written
from nadhir.web.cooperation import selectors, services
from nadhir.web.cooperation.models import Certificate, Cohort, Enrolment
from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration import texts
from nadhir.web.demonstration.acts import act
from nadhir.web.demonstration.stage import Stage


def _refs(slugs: list[str]) -> list[str]:
    known = {one.slug: one.ref for one in learning.modules()}
    return [known[slug] for slug in slugs if slug in known]


@act
def plan_cohort(stage: Stage, viewer: Viewer, *, cohort: str) -> Cohort:
    """Plan a cohort, with its path and sessions, and open it for enrolment."""
    told = dict(texts.load("story/cohorts.yaml")[cohort])
    path = told.pop("path", None)
    if path is not None:
        made = services.learning_path_record(
            viewer=viewer,
            names=path["names"],
            about=path["about"],
            modules=_refs(path["modules"]),
            fictional=True,
        )
        told["path"] = made
    sessions = told.pop("sessions")
    told["trainers"] = [stage.kept[one].actor for one in told.pop("trainers", []) if one in stage.kept]
    host, place = told.pop("host"), told.pop("place")
    told["starts_on"], told["ends_on"] = stage.day(told.pop("from")), stage.day(told.pop("until"))
    planned = services.cohort_record(
        viewer=viewer,
        host=stage.actors[host],
        place=stage.places[place],
        modules=_refs(told.pop("modules")),
        share_with=stage.groups,
        fictional=True,
        **told,
    )
    for at, one in enumerate(sessions):
        session = services.cohort_session_add(
            viewer=viewer,
            cohort=planned,
            names=one["names"],
            when=parse_written(stage.day(one["day"]).isoformat()),
            agenda=one.get("agenda", ""),
        )
        stage.kept[f"{cohort}-session-{at}"] = session
    return services.cohort_open(viewer=viewer, cohort=planned)


@act
def join_cohort(stage: Stage, viewer: Viewer, *, cohort: str, sex: str) -> Enrolment:
    """Enrol oneself."""
    return services.enrolment_make(viewer=viewer, cohort=_fresh(stage, cohort), myself=True, sex=sex)


@act
def enrol_list(stage: Stage, viewer: Viewer, *, cohort: str) -> None:
    """Enrol the participants of a list as somebody typed it."""
    listed = texts.load("story/cohorts.yaml")["list"]
    services.enrolments_take_list(viewer=viewer, cohort=_fresh(stage, cohort), text=listed)
    services.cohort_begin(viewer=viewer, cohort=_fresh(stage, cohort))


@act
def take_tests(stage: Stage, viewer: Viewer, *, cohort: str, kind: str, right: int) -> None:  # noqa: ARG001
    """Everybody takes the tests; of ten answers about so many are right."""
    found = _fresh(stage, cohort)
    for at, row in enumerate(found.enrolments.order_by("at", "pk")):
        if kind == "after" and at % 9 == 8:
            continue  # two of them did not come back for it
        for ref in found.modules:
            module = learning.module(ref)
            chosen = learning.choose(module, kind, str(row.pk))  # type: ignore[arg-type]
            answers = {
                one.id: one.right if _luck(f"{at}:{kind}:{one.id}") < right else _wrong(one) for one in chosen
            }
            services.test_result_record(
                viewer=selectors.learner_of(row),
                enrolment=row,
                module=ref,
                kind=kind,
                answers=answers,
                language=found.language,
                by_link=True,
            )


def _luck(seed: str) -> int:
    """From 0 to 9, the same each time."""
    return hashlib.sha256(seed.encode()).digest()[0] % 10


def _wrong(question: learning.Question) -> Any:
    others = [option.id for option in question.options if not option.right]
    return others[:1] if question.kind in ("single", "true_false") else []


@act
def mark_present(stage: Stage, viewer: Viewer, *, cohort: str, session: int, away: list[int]) -> None:
    """Mark who was at a session: all but those whose number in the list is named."""
    found = _fresh(stage, cohort)
    rows = list(found.enrolments.order_by("at", "pk"))
    engagement = stage.kept[f"{cohort}-session-{session}"]
    engagement.refresh_from_db()
    present = {row.pk: at not in away for at, row in enumerate(rows)}
    services.session_presence_mark(viewer=viewer, cohort=found, engagement=engagement, present=present)


@act
def end_cohort(stage: Stage, viewer: Viewer, *, cohort: str) -> None:
    """Hear what they thought of it, end it, and hand out certificates."""
    found = _fresh(stage, cohort)
    rows = list(found.enrolments.order_by("at", "pk"))
    for row, told in zip(rows, texts.load("story/cohorts.yaml")["opinions"], strict=False):
        services.evaluation_give(enrolment=row, **told)
    services.cohort_end(viewer=viewer, cohort=found)
    services.certificates_issue(viewer=viewer, cohort=_fresh(stage, cohort))


@act
def replace_certificate(stage: Stage, viewer: Viewer, *, cohort: str, because: str) -> Certificate:
    """Revoke one that bears a wrong name, and issue it anew."""
    certified = _fresh(stage, cohort).enrolments.filter(certificates__isnull=False).order_by("at", "pk")
    wrong = certified[2].certificates.get()
    services.certificate_revoke(viewer=viewer, certificate=wrong, because=because)
    return services.certificate_issue(viewer=viewer, enrolment=wrong.enrolment)


def _fresh(stage: Stage, cohort: str) -> Cohort:
    found: Cohort = stage.kept[cohort]
    found.refresh_from_db()
    return found
