"""Periodic reports: while they are written for their desk, afterwards as far as their label reaches; what
somebody is asked for besides for them."""

from __future__ import annotations

from datetime import date

from nadhir.web.cooperation import services
from nadhir.web.cooperation.models import Report
from nadhir.web.core import clock
from nadhir.web.directory.services import actor_record
from tests.web.marked.marks import LABELS, OF_DESK, REACH, Marked, names


def add_periodic(there: Marked) -> None:
    _written(there)
    for label in ("green", "amber"):
        _answered(there, label)


def _begun(there: Marked, what: str, readers: frozenset[str], *, at_place: bool, label: str) -> Report:
    officer = there.world.viewer("officer")
    actor = actor_record(
        viewer=officer, kind="body", names={"en": f"Reporting committee {what}"}, tlp="clear"
    )
    body = services.body_record(
        viewer=officer,
        kind="national",
        actor=actor,
        tlp="clear",
        place=there.world.place if at_place else None,
    )
    report = services.report_begin(
        viewer=officer,
        body=body,
        template="national-yearly",
        names=names(there.marks(f"report {what}: title", readers, leading=True)),
        period_from=date(2020, 1, 1),
        period_until=date(2035, 12, 31),
        tlp=LABELS[label],
    )
    section = report.sections.get(code="summary")
    words = there.marks(f"report {what}: words of a section", readers)
    services.report_section_write(viewer=officer, section=section, texts={"en": words})
    there.ids["report"].append(report.pk)
    return report


def _written(there: Marked) -> None:
    """One that is being written, of a place that everything is told of: each sees beside it what they may."""
    officer, world = there.world.viewer("officer"), there.world
    report = _begun(there, "in the making", OF_DESK, at_place=True, label="green")
    asked = OF_DESK | {"coordinator"}
    member = actor_record(
        viewer=officer, kind="organisation", names={"en": "Member that is asked"}, tlp="clear"
    )
    (one,) = services.contribution_ask(
        viewer=officer,
        report=report,
        actors=[member],
        sections=["summary"],
        asked_of=world.people["coordinator"],
    )
    # Whoever is asked must read of which report: its title, and nothing else of it.
    title = there.marks.marker("report in the making: title")
    there.marks.readers[title] |= {"coordinator"}
    services.contribution_give(
        viewer=world.viewer("coordinator"),
        contribution=one,
        text=there.marks("contribution to a report", asked),
        language="en",
    )
    (other,) = services.contribution_ask(
        viewer=officer,
        report=report,
        actors=[member],
        sections=["training"],
        asked_of=world.people["coordinator"],
    )
    reason = there.marks("why a contribution was left out", asked)
    services.contribution_leave(viewer=officer, contribution=other, reason=reason)
    there.ids["contribution"] += [one.pk, other.pk]


def _answered(there: Marked, label: str) -> None:
    officer, reviewer = there.world.viewer("officer"), there.world.viewer("reviewer")
    readers = REACH[label]
    report = _begun(there, label, readers, at_place=False, label=label)
    services.report_hand_in(viewer=officer, report=report, anyway=True)
    remark = there.marks(f"report {label}: remark of who cleared it", readers)
    services.report_return(viewer=reviewer, report=report, note=remark)
    services.report_hand_in(viewer=officer, report=report, anyway=True)
    services.report_clear(viewer=reviewer, report=report)
    services.report_submit(viewer=officer, report=report)
    decided = names(there.marks(f"report {label}: decision on it", readers))
    services.report_answer(viewer=officer, report=report, words=decided, on=clock.now().date())
