"""The way from a first signal to a result.

The days between the steps are computed from what the records themselves keep, for a viewer who may see the
warning. A step that has not happened is shown as missing, never guessed.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet

from nadhir.web.core import policy
from nadhir.web.core.models import Entry
from nadhir.web.core.viewer import Viewer
from nadhir.web.response import states
from nadhir.web.response.models import Undertaking
from nadhir.web.response.selectors.undertakings import GOING_ON, undertakings
from nadhir.web.situations.rules import of_assessment
from nadhir.web.warnings import selectors as warnings
from nadhir.web.warnings.models import Warning

STEPS = ("signal", "screened", "assessed", "warned", "acknowledged", "decided", "acted", "result")
LONG = ("assessment__frozen", "assessment__narrative", "assessment__gaps")  # not for a list
# Ended without being done: where that became of all, nothing more is to come.
UNDONE = (states.REFUSED, states.LAPSED, states.CANCELLED)
BRIEF = ("number", "status", "issued_at", "valid_until", "assessment_id", "assessment__signed_at")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the thread, and when it was reached; None where it was not, or not yet.

    `due` is the moment by which it should be reached, where there is one; `without` says why it will not be:
    "no_action" was decided, all undertakings were "refused", or the warning was "cancelled".
    """

    name: str
    at: datetime | None
    due: datetime | None = None
    without: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """A warning with the dates of its way, and how many were told, acknowledged and decided."""

    warning: Warning
    steps: tuple[Step, ...]
    told: int = 0
    acknowledged: int = 0
    decided: int = 0

    def at(self, name: str) -> datetime | None:
        return next(step.at for step in self.steps if step.name == name)

    def hours_between(self, first: str, last: str) -> float | None:
        """From one step to another, in hours; None while one of them is not reached."""
        start, end = self.at(first), self.at(last)
        return None if start is None or end is None else (end - start).total_seconds() / 3600

    @property
    def hours(self) -> float | None:
        """From the first signal to the first result, in hours; None while there is no result."""
        return self.hours_between("signal", "result")


@dataclass(frozen=True, slots=True)
class Work:
    """The undertakings of one warning, taken together."""

    made: int = 0
    refused: int = 0
    began: datetime | None = None
    result: datetime | None = None
    begin_by: date | None = None
    end_by: date | None = None


def thread(viewer: Viewer, warning: Warning) -> Thread:
    """The way of one warning that the viewer may see."""
    policy.require_sight(viewer, warning)
    return _threads([warning])[0]


def threads(viewer: Viewer, found: QuerySet[Warning] | None = None, *, texts: bool = True) -> list[Thread]:
    """The ways of warnings, the newest first: all that the viewer may know of, or `found` among them.

    Five queries, however many warnings there are.

    Args:
        texts: False where only the steps are wanted; thousands are then read in a moment.
    """
    wanted = warnings.warnings(viewer)
    if found is not None:
        wanted = wanted.filter(pk__in=found.order_by().values("pk"))
    if texts:
        return _threads(list(wanted.select_related("assessment").defer(*LONG)))
    return _threads(list(wanted.select_related(None).select_related("assessment").only(*BRIEF)))


def _threads(found: list[Warning]) -> list[Thread]:
    milestones, work = warnings.milestones(found), _work_of(found)
    return [_thread(one, milestones[one.pk], work.get(one.pk, Work())) for one in found]


def _work_of(found: Iterable[Warning]) -> dict[uuid.UUID, Work]:
    open_ = Q(status__in=(states.OPEN, states.ACCEPTED))
    rows = Undertaking.objects.filter(warning__in=[one.pk for one in found]).order_by()
    grouped = rows.values(key=F("warning")).annotate(
        made=Count("pk"),
        refused=Count("pk", filter=Q(status__in=UNDONE)),
        began=Min("began_at"),
        result=Min("result_at"),
        begin_by=Min("due_on", filter=open_),
        end_by=Min("due_on", filter=Q(status__in=GOING_ON)),
    )
    work: list[dict[str, Any]] = [dict(row) for row in grouped]
    return {row.pop("key"): Work(**row) for row in work}


def _thread(warning: Warning, reached: warnings.Milestones, work: Work) -> Thread:
    issued = warning.status == Warning.Status.ISSUED
    by = warning.valid_until if issued else None
    over = "cancelled" if warning.status == Warning.Status.CANCELLED else ""
    idle = over
    if reached.decided and not reached.to_act and not work.made:
        idle = "no_action"
    elif work.made and work.made == work.refused:
        idle = "refused"
    steps = (
        Step("signal", reached.signal),
        # Screening is part of taking an item in, so it is reached at the same moment.
        Step("screened", reached.signal),
        Step("assessed", warning.assessment.signed_at),
        Step("warned", warning.issued_at),
        Step("acknowledged", reached.first_acknowledged, by, over),
        Step("decided", reached.first_decided, by, over),
        Step("acted", work.began, _end_of(work.begin_by), idle),
        Step("result", work.result, _end_of(work.end_by), idle),
    )
    return Thread(
        warning,
        tuple(Step(step.name, step.at) if step.at else step for step in steps),
        told=reached.told,
        acknowledged=reached.acknowledged,
        decided=reached.decided,
    )


def _end_of(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time.max, UTC)


def acts(viewer: Viewer, *, number: str = "") -> QuerySet[Entry]:
    """The recorded acts upon warnings, their assessments and undertakings that the viewer may know of, the
    newest first.

    Args:
        number: only those of the warning with this number.
    """
    told = warnings.warnings(viewer)
    promised = undertakings(viewer)
    if number:
        told, promised = told.filter(number=number), promised.filter(warning__number=number)
    assessed = told if viewer.system else told.filter(of_assessment(viewer, "assessment__"))
    subjects = (
        Q(subject_id__in=told.order_by().values("pk"))
        | Q(subject_id__in=assessed.order_by().values("assessment_id"))
        | Q(subject_id__in=promised.order_by().values("pk"))
    )
    return Entry.objects.filter(subjects).order_by("-number")
