"""Coding an expression by a test: two people, each alone.

Who codes is settled under the lock of the expression, so that two who begin or hand in at once are two, and
a third is not let in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.expressions import coding
from nadhir.web.expressions.models import RABAT, TESTS, Expression, Reconciliation, Worksheet
from nadhir.web.expressions.rules import CODERS
from nadhir.web.expressions.services.expressions import tidy

# What may be said of a speaker who could be wronged; the last two say that nothing of it is known.
EXPOSED = ("critic", "journalist", "defender", "opposition", "minority", "none", "unknown")
_WRONGED = frozenset(EXPOSED[:-2])
LONGEST = 5_000


@transaction.atomic
def worksheet_begin(*, viewer: Viewer, expression: Expression, test: str) -> Worksheet:
    """Begin to code `expression` by `test`; whoever began already goes on with the same worksheet.

    Raises:
        NotPossibleNow: `worksheet.unknown_test`, `worksheet.two_already`, `worksheet.item_erased`.
    """
    policy.require(viewer, "worksheet.code", expression)
    if viewer.user_id is None:
        raise NotAllowed("not_allowed.act", act="worksheet.code")
    if test not in TESTS:
        raise NotPossibleNow("worksheet.unknown_test")
    # Locked: of three who begin at once, two are let in.
    Expression.objects.select_for_update().get(pk=expression.pk)
    current = Worksheet.objects.filter(expression=expression, test=test).exclude(
        state=Worksheet.State.RELEASED
    )
    if mine := current.filter(created_by_id=viewer.user_id).first():
        return mine
    if current.count() >= CODERS:
        raise NotPossibleNow("worksheet.two_already")
    if expression.erased:
        raise NotPossibleNow("expression.item_erased")
    worksheet = Worksheet.objects.create(
        expression=expression,
        test=test,
        edition=coding.edition(test),
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        tlp=expression.tlp,
        fictional=expression.fictional,
    )
    ledger.record(viewer, "worksheet.begin", worksheet, expression=expression.pk, test=test)
    return worksheet


@transaction.atomic
def worksheet_write(
    *,
    viewer: Viewer,
    worksheet: Worksheet,
    element: str,
    value: str,
    reasoning: str = "",
    evidence: str = "",
    version: int | None = None,
) -> Worksheet:
    """Write what is found on one element, with the reason and what it rests on.

    Raises:
        NotPossibleNow: the worksheet is handed in or another person's, rests on an older catalogue, the
            element or finding is unknown, or there is no reason.
        Conflict: it was written in another window since `version`.
    """
    _require_own(viewer, worksheet)
    if element not in {one.id for one in coding.elements(worksheet.test)}:
        raise NotPossibleNow("worksheet.unknown_element")
    findings = {**worksheet.findings, element: finding_of(worksheet.test, value, reasoning, evidence)}
    record_change(record=worksheet, version=version, findings=findings)
    ledger.record(viewer, "worksheet.write", worksheet, element=element)
    return worksheet


def finding_of(test: str, value: str, reasoning: str, evidence: str) -> dict[str, Any]:
    if value not in {one.id for one in coding.values(test)}:
        raise NotPossibleNow("worksheet.unknown_element")
    if not tidy(reasoning):
        raise NotPossibleNow("worksheet.no_reason")
    return {"value": value, "reasoning": tidy(reasoning)[:LONGEST], "evidence": tidy(evidence)[:LONGEST]}


@transaction.atomic
def worksheet_conclude(
    *,
    viewer: Viewer,
    worksheet: Worksheet,
    judgement: str,
    exposed: Sequence[str] = (),
    exposed_note: str = "",
    ignored_note: str = "",
    tier: str = "",
    version: int | None = None,
) -> Worksheet:
    """Write what follows in the coder's own words, and look at both ways to fail.

    Raises:
        NotPossibleNow: `worksheet.tier_not_open` where the findings do not allow the tier; as for writing.
        Conflict: it was written in another window since `version`.
    """
    _require_own(viewer, worksheet)
    check_tier(worksheet.test, worksheet.findings, tier)
    record_change(
        record=worksheet,
        version=version,
        judgement=tidy(judgement)[:LONGEST],
        exposed=[one for one in EXPOSED if one in exposed],
        exposed_note=tidy(exposed_note)[:LONGEST],
        ignored_note=tidy(ignored_note)[:LONGEST],
        tier=tier,
    )
    ledger.record(viewer, "worksheet.conclude", worksheet)
    return worksheet


def check_tier(test: str, findings: coding.Findings, tier: str) -> None:
    if tier and (test != RABAT or tier not in {one.id for one in coding.tiers(findings)}):
        raise NotPossibleNow("worksheet.tier_not_open")


@transaction.atomic
def worksheet_submit(*, viewer: Viewer, worksheet: Worksheet, version: int | None = None) -> Worksheet:
    """Hand a worksheet in. It is not changed afterwards; when both are in, both are open.

    Raises:
        NotPossibleNow: `worksheet.incomplete`, `worksheet.no_judgement`, `worksheet.exposed_unchecked`,
            `worksheet.exposed_unanswered`, `worksheet.older_edition`.
        Conflict: it was written in another window since `version`.
    """
    _require_own(viewer, worksheet)
    Expression.objects.select_for_update().get(pk=worksheet.expression_id)
    missing = [one.id for one in coding.elements(worksheet.test) if one.id not in worksheet.findings]
    if missing:
        raise NotPossibleNow("worksheet.incomplete", count=len(missing))
    if not worksheet.judgement:
        raise NotPossibleNow("worksheet.no_judgement")
    check_exposure(worksheet.test, worksheet.findings, worksheet.exposed, worksheet.exposed_note)
    check_tier(worksheet.test, worksheet.findings, worksheet.tier)
    record_change(
        record=worksheet, version=version, state=Worksheet.State.SUBMITTED, submitted_at=clock.now()
    )
    ledger.record(viewer, "worksheet.submit", worksheet, expression=worksheet.expression_id)
    return worksheet


def check_exposure(test: str, findings: coding.Findings, exposed: Sequence[str], note: str) -> None:
    """Whether the second way to fail was looked at: a critic or a minority punished.

    Raises:
        NotPossibleNow: nobody asked, or a threshold is said to be reached against such a speaker without a
            word on it.
    """
    if test != RABAT:
        return
    if not exposed:
        raise NotPossibleNow("worksheet.exposed_unchecked")
    if coding.outcome(findings) == "reached" and not _WRONGED.isdisjoint(exposed) and not note:
        raise NotPossibleNow("worksheet.exposed_unanswered")


@transaction.atomic
def worksheet_release(*, viewer: Viewer, expression: Expression, worksheet: Worksheet) -> Worksheet:
    """Give a worksheet up that was not handed in, so that somebody else can code: by its coder, or by a
    reviewer of the desk, who learns nothing of what is in it.

    Raises:
        NotPossibleNow: `worksheet.handed_in`.
    """
    mine = viewer.user_id is not None and worksheet.created_by_id == viewer.user_id
    act = "worksheet.code" if mine else "worksheet.reconcile"
    policy.require(viewer, act, expression)
    if worksheet.expression_id != expression.pk or worksheet.state != Worksheet.State.DRAFT:
        raise NotPossibleNow("worksheet.handed_in")
    record_change(record=worksheet, state=Worksheet.State.RELEASED)
    ledger.record(viewer, "worksheet.release", worksheet, expression=expression.pk)
    return worksheet


@transaction.atomic
def worksheet_renew(*, viewer: Viewer, worksheet: Worksheet) -> Worksheet:
    """Go on with the present edition of the catalogue, also after the worksheet was handed in: what was found
    on elements that are still there is taken over, the others are to be weighed anew.

    Returns:
        The new worksheet. The one before is kept as it was, given up.

    Raises:
        NotPossibleNow: it rests on the present edition, was given up, or is reconciled already.
    """
    policy.require(viewer, "worksheet.code", worksheet)
    if viewer.user_id is None or worksheet.created_by_id != viewer.user_id:
        raise NotAllowed("not_allowed.record")
    expression, edition = worksheet.expression, coding.edition(worksheet.test)
    Expression.objects.select_for_update().get(pk=expression.pk)
    if worksheet.state == Worksheet.State.RELEASED or worksheet.edition == edition:
        raise NotPossibleNow("worksheet.present_edition")
    if Reconciliation.objects.filter(expression=expression, test=worksheet.test).exists():
        raise NotPossibleNow("reconciliation.done")
    if expression.erased:
        raise NotPossibleNow("expression.item_erased")
    record_change(record=worksheet, state=Worksheet.State.RELEASED)
    still = {one.id for one in coding.elements(worksheet.test)}
    made = Worksheet.objects.create(
        expression=expression,
        test=worksheet.test,
        edition=edition,
        findings={element: found for element, found in worksheet.findings.items() if element in still},
        exposed=worksheet.exposed,
        exposed_note=worksheet.exposed_note,
        ignored_note=worksheet.ignored_note,
        judgement=worksheet.judgement,
        owner_id=worksheet.owner_id,
        created_by_id=worksheet.created_by_id,
        tlp=worksheet.tlp,
        fictional=worksheet.fictional,
    )
    ledger.record(viewer, "worksheet.renew", made, before=worksheet.edition, after=edition, of=worksheet.pk)
    return made


def _require_own(viewer: Viewer, worksheet: Worksheet) -> None:
    policy.require(viewer, "worksheet.code", worksheet)
    if viewer.user_id is None or worksheet.created_by_id != viewer.user_id:
        raise NotAllowed("not_allowed.record")
    if worksheet.state != Worksheet.State.DRAFT:
        raise NotPossibleNow("worksheet.handed_in")
    if worksheet.edition != coding.edition(worksheet.test):
        raise NotPossibleNow("worksheet.older_edition", edition=worksheet.edition)
