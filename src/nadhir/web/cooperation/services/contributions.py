"""What members contribute to a report: asking, giving, taking into the text, leaving out, reminding."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time

from django.db import transaction

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.accounts.models import User
from nadhir.web.cooperation import selectors
from nadhir.web.cooperation.models import Contribution, Report, ReportSection
from nadhir.web.cooperation.services.reports import report_section_write
from nadhir.web.core import clock, ledger, outbox, policy
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.directory.models import Actor
from nadhir.web.response.selectors import due_stage

KIND, DUE = "reports.contribution", "reports.due"
LONGEST = 20_000
ASKED, GIVEN = Contribution.Status.ASKED, Contribution.Status.GIVEN
# The hour, in UTC, from which reminders of a day leave.
HOUR = time(6, 0, tzinfo=UTC)


@transaction.atomic
def contribution_ask(
    *,
    viewer: Viewer,
    report: Report,
    actors: Iterable[Actor],
    sections: Iterable[str],
    due_on: date | None = None,
    asked_of: User | None = None,
) -> list[Contribution]:
    """Ask members for sections of a report. What they were asked for already is not asked again.

    Args:
        due_on: by default the day that the report says.
        asked_of: somebody of theirs who signs in here; without, they answer by a signed link.

    Raises:
        NotPossibleNow: the report is not being written any more; nobody or no section is named; a section is
            not of this report; the day has passed; or somebody has left the body.
    """
    policy.require(viewer, "report.write", report)
    if report.status != Report.Status.WRITING:
        raise NotPossibleNow("report.not_open")
    asked, wanted = list(actors), list(dict.fromkeys(sections))
    policy.require_sight(viewer, *asked)
    due_on = due_on or report.contributions_until
    known = {one.code for one in selectors.report_sections(viewer, report)}
    if not asked or not wanted:
        raise NotPossibleNow("contribution.incomplete")
    if not known.issuperset(wanted):
        raise NotPossibleNow("report.section_unknown")
    if due_on is not None and due_on < clock.now().date():
        raise NotPossibleNow("contribution.due_passed")
    for one in asked:
        if selectors.has_left(viewer, report.body, one):
            raise NotPossibleNow("contribution.member_left", name=str(one))
    made = [_asked(report, one, code, due_on, asked_of) for one in asked for code in wanted]
    ledger.record(viewer, "contribution.ask", report, actors=[str(one.pk) for one in asked], sections=wanted)
    return made


def _asked(report: Report, actor: Actor, code: str, due_on: date | None, person: User | None) -> Contribution:
    going = Contribution.objects.filter(report=report, section=code, actor=actor, status__in=[ASKED, GIVEN])
    if (known := going.first()) is not None:
        return known
    made = Contribution.objects.create(
        report=report, section=code, actor=actor, asked_of=person, due_on=due_on, asked_at=clock.now()
    )
    outbox.put(kind=KIND, key=f"contribution:{made.pk}:asked", contribution=str(made.pk))
    return made


@transaction.atomic
def contribution_give(
    *, viewer: Viewer, contribution: Contribution, text: str, language: str
) -> Contribution:
    """Send in what one was asked for; again, as long as it was not taken or left out.

    Raises:
        NotAllowed: somebody else was asked.
        NotPossibleNow: nothing is said, too much, in a language that the report does not have, or too late.
    """
    policy.require(viewer, "contribution.give")
    policy.require_sight(viewer, contribution)
    if viewer.user_id is None or viewer.user_id != contribution.asked_of_id:
        raise NotAllowed("not_allowed.act", act="contribution.give")
    _give(contribution, text, language, viewer.user_id)
    ledger.record(viewer, "contribution.give", contribution.report, contribution=str(contribution.pk))
    return contribution


@transaction.atomic
def contribution_give_by_link(*, contribution: Contribution, text: str, language: str) -> Contribution:
    """The same by whoever holds the signed link.

    Raises:
        NotPossibleNow: as `contribution_give`.
    """
    _give(contribution, text, language, None)
    owner = installation(contribution.report.owner_id)
    ledger.record(
        owner, "contribution.give", contribution.report, contribution=str(contribution.pk), link=True
    )
    return contribution


def _give(contribution: Contribution, text: str, language: str, by: uuid.UUID | None) -> None:
    report = contribution.report
    if report.status != Report.Status.WRITING or contribution.status not in (ASKED, GIVEN):
        raise NotPossibleNow("contribution.closed")
    if not text.strip():
        raise NotPossibleNow("contribution.empty")
    if len(text) > LONGEST:
        raise NotPossibleNow("contribution.too_long", most=LONGEST)
    if language not in report.languages:
        raise NotPossibleNow("contribution.other_language")
    given = {
        "text": text.strip(),
        "language": language,
        "by_id": by,
        "given_at": clock.now(),
        "status": GIVEN,
    }
    Contribution.objects.filter(pk=contribution.pk).update(**given)
    for name, value in given.items():
        setattr(contribution, name, value)


@transaction.atomic
def contribution_take(
    *, viewer: Viewer, contribution: Contribution, version: int | None = None
) -> Contribution:
    """Take what came into the text of its section, in its language, after the words that stand there.

    Args:
        version: the version of the section that the person saw.

    Raises:
        Conflict: somebody wrote on the section since.
        NotPossibleNow: nothing came; the report is not being written any more.
    """
    report = contribution.report
    policy.require(viewer, "report.write", report)
    if contribution.status != GIVEN:
        raise NotPossibleNow("contribution.nothing_came")
    section = ReportSection.objects.select_related("report").get(report=report, code=contribution.section)
    before = section.texts.get(contribution.language, "").strip()
    said = f"{before}\n\n{contribution.text}".strip()
    report_section_write(viewer=viewer, section=section, version=version, texts={contribution.language: said})
    _end(contribution, Contribution.Status.TAKEN, "")
    ledger.record(viewer, "contribution.take", report, contribution=str(contribution.pk))
    return contribution


@transaction.atomic
def contribution_leave(*, viewer: Viewer, contribution: Contribution, reason: str) -> Contribution:
    """Leave out what came, or do without what did not come, and say why.

    Raises:
        NotPossibleNow: no reason is given; it was taken or left out before; the report is closed.
    """
    report = contribution.report
    policy.require(viewer, "report.write", report)
    if report.status != Report.Status.WRITING or contribution.status not in (ASKED, GIVEN):
        raise NotPossibleNow("contribution.closed")
    if not reason.strip():
        raise NotPossibleNow("contribution.without_reason")
    _end(contribution, Contribution.Status.LEFT, reason.strip()[:300])
    ledger.record(viewer, "contribution.leave", report, contribution=str(contribution.pk))
    return contribution


def _end(contribution: Contribution, status: str, answer: str) -> None:
    Contribution.objects.filter(pk=contribution.pk).update(status=status, answer=answer)
    contribution.status, contribution.answer = status, answer


# -- reminders ---------------------------------------------------------------------------------------------


@transaction.atomic
def contributions_remind() -> int:
    """Put today's reminders into the outbox: of contributions that did not come, to those who were asked, and
    of reports that are due, to whoever began them. Again on the same day adds nothing."""
    today = clock.now().date()
    when, told = max(clock.now(), datetime.combine(today, HOUR)), 0
    for one, stage in _waiting(today):
        Contribution.objects.filter(pk=one.pk).update(reminded=stage)
        outbox.put(kind=KIND, key=f"contribution:{one.pk}:{stage}", due_at=when, contribution=str(one.pk))
        told += 1
    due = Report.objects.filter(status__in=selectors.OPEN, due_on__isnull=False, created_by__isnull=False)
    for report in due.defer("frozen"):
        stage = due_stage(report.due_on, today) if report.due_on else ""
        if stage and stage != report.reminded:
            Report.objects.filter(pk=report.pk).update(reminded=stage)
            outbox.put(kind=DUE, key=f"report:{report.pk}:{stage}", due_at=when, report=str(report.pk))
            told += 1
    return told


def _waiting(today: date) -> Iterator[tuple[Contribution, str]]:
    """Contributions to be reminded of, and at which stage. Who left the body is not reminded any more."""
    asked = Contribution.objects.filter(
        status=ASKED, due_on__isnull=False, report__status=Report.Status.WRITING
    )
    for one in asked.select_related("report__body__actor", "actor").order_by("due_on", "pk"):
        stage = due_stage(one.due_on, today) if one.due_on else ""
        left = selectors.has_left(installation(one.report.owner_id), one.report.body, one.actor)
        if stage and stage != one.reminded and not left:
            yield one, stage
