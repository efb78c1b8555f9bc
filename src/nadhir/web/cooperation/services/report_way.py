"""The way of a report: handing in, clearing or giving back, submitting, and the answer of the higher body."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.cooperation import reporting, selectors
from nadhir.web.cooperation.models import Instrument, Report
from nadhir.web.cooperation.services.reports import (
    ANSWERED,
    CLEARANCE,
    CLEARED,
    SUBMITTED,
    WRITING,
    _named,
    _step,
    _writable,
)
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.services import record_change
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor
from nadhir.web.response.models import Engagement, Undertaking
from nadhir.web.response.services import Asked, undertaking_make


@dataclass(frozen=True, slots=True)
class Decided:
    """What the higher body decided that somebody is to do."""

    title: str
    who: str
    due_on: date | None = None
    actor: Actor | None = None


@transaction.atomic
def report_hand_in(*, viewer: Viewer, report: Report, anyway: bool = False) -> Report:
    """Hand a report in to be cleared. From then on it is kept word for word: what is cleared is what was
    handed in.

    Args:
        anyway: hand it in although sections are empty, languages are missing or contributions are neither
            taken nor left out; what is missing is printed as a gap.

    Raises:
        NotPossibleNow: it is not being written any more, or something is missing.
    """
    policy.require(viewer, "report.write", report)
    _writable(report)
    sections = selectors.report_sections(viewer, report)
    missing = selectors.missing(report, sections)
    if missing and not anyway:
        raise NotPossibleNow("report.gaps", many=len(missing))
    waiting = selectors.contributions_waiting(viewer, report)
    if waiting and not anyway:
        raise NotPossibleNow("report.contributions_waiting", many=len(waiting))
    frozen = reporting.made(viewer, report, sections)
    record_change(record=report, status=CLEARANCE, frozen=frozen, sha256=_digest(frozen))
    _step(viewer, report, "hand_in")
    ledger.record(viewer, "report.hand_in", report, sha256=report.sha256, missing=len(missing))
    return report


def _digest(frozen: Mapping[str, Any]) -> str:
    """SHA-256 of what is kept, in hexadecimal."""
    text = json.dumps(frozen, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@transaction.atomic
def report_take_back(*, viewer: Viewer, report: Report) -> Report:
    """Take a report back that was handed in and that nobody has cleared yet, to go on writing it.

    Raises:
        NotPossibleNow: it is not before those who clear it.
    """
    policy.require(viewer, "report.write", report)
    if report.status != CLEARANCE:
        raise NotPossibleNow("report.not_in_clearance")
    record_change(record=report, status=WRITING, frozen=None, sha256="")
    _step(viewer, report, "take_back")
    ledger.record(viewer, "report.take_back", report)
    return report


@transaction.atomic
def report_clear(*, viewer: Viewer, report: Report, note: str = "") -> Report:
    """Clear a report, as somebody who wrote no part of it.

    Raises:
        NotAllowed: the viewer wrote a part of it.
        NotPossibleNow: it is not before those who clear it.
    """
    _as_clearer(viewer, report)
    record_change(record=report, status=CLEARED)
    _step(viewer, report, "clear", note)
    ledger.record(viewer, "report.clear", report)
    return report


@transaction.atomic
def report_return(*, viewer: Viewer, report: Report, note: str) -> Report:
    """Give a report back to its writers with what is to be put right.

    Raises:
        NotAllowed: the viewer wrote a part of it.
        NotPossibleNow: it is not before those who clear it, or nothing is said.
    """
    _as_clearer(viewer, report)
    if not note.strip():
        raise NotPossibleNow("report.return_without_note")
    record_change(record=report, status=WRITING, frozen=None, sha256="")
    _step(viewer, report, "return", note.strip())
    ledger.record(viewer, "report.return", report)
    return report


def _as_clearer(viewer: Viewer, report: Report) -> None:
    policy.require(viewer, "report.clear", report)
    if report.status != CLEARANCE:
        raise NotPossibleNow("report.not_in_clearance")
    if viewer.user_id is not None and viewer.user_id in selectors.report_writers(report):
        raise NotAllowed("not_allowed.own_report", act="report.clear")


@transaction.atomic
def report_submit(*, viewer: Viewer, report: Report, on: date | None = None) -> Report:
    """Record that a cleared report went to the higher body.

    Raises:
        NotPossibleNow: it was not cleared; the day is in the future, or before the period began.
    """
    policy.require(viewer, "report.write", report)
    if report.status != CLEARED:
        raise NotPossibleNow("report.not_cleared")
    on = on or clock.now().date()
    if on > clock.now().date():
        raise NotPossibleNow("report.in_the_future")
    if on < report.period_from:
        raise NotPossibleNow("report.before_its_period")
    record_change(record=report, status=SUBMITTED, submitted_on=on)
    _step(viewer, report, "submit")
    ledger.record(viewer, "report.submit", report, sha256=report.sha256, on=on.isoformat())
    return report


@transaction.atomic
def report_answer(
    *,
    viewer: Viewer,
    report: Report,
    words: Mapping[str, str],
    on: date,
    engagement: Engagement | None = None,
    resolution: Instrument | None = None,
    decisions: Iterable[Decided] = (),
) -> Report:
    """Record what the higher body decided on a report. What somebody is to do becomes an undertaking.

    Args:
        engagement: the session at which it was decided; undertakings come from it.
        resolution: the text that says so; undertakings come from it where no session is named.

    Raises:
        NotPossibleNow: it was not submitted, or answered before; nothing is said; the day is before its
            submission or in the future; or somebody is to do something and neither session nor text is named.
    """
    policy.require(viewer, "report.write", report)
    named = [one for one in (engagement, resolution) if one is not None]
    policy.require_sight(viewer, *named)
    said, decided = _named(words), list(decisions)
    if report.status != SUBMITTED:
        raise NotPossibleNow("report.not_submitted")
    if not said:
        raise NotPossibleNow("report.answer_empty")
    if on > clock.now().date():
        raise NotPossibleNow("report.in_the_future")
    if report.submitted_on and on < report.submitted_on:
        raise NotPossibleNow("report.answered_before_submission")
    if decided and not named:
        raise NotPossibleNow("report.answer_without_source")
    origin = Undertaking.Origin.ENGAGEMENT if engagement is not None else Undertaking.Origin.INSTRUMENT
    made = [
        undertaking_make(
            viewer=viewer,
            title=one.title,
            who=one.who,
            due_on=one.due_on,
            actor=one.actor,
            origin=origin,
            origin_id=named[0].pk,
            asked=Asked(by=in_words(report.to.actor.names) if report.to else ""),
            tlp=report.tlp,
            fictional=report.fictional,
        )
        for one in decided
    ]
    answer = {"words": said, "undertakings": [str(one.pk) for one in made]}
    record_change(
        record=report,
        status=ANSWERED,
        answer=answer,
        answered_on=on,
        decided_in=engagement,
        resolution=resolution,
    )
    _step(viewer, report, "answer")
    ledger.record(viewer, "report.answer", report, undertakings=len(made))
    return report
