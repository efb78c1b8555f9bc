"""Making one of two: final findings with reasons, by a person who coded neither worksheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.expressions import coding
from nadhir.web.expressions.models import Expression, Reconciliation, Worksheet
from nadhir.web.expressions.rules import CODERS
from nadhir.web.expressions.services.expressions import tidy
from nadhir.web.expressions.services.worksheets import (
    EXPOSED,
    LONGEST,
    check_exposure,
    check_tier,
    finding_of,
)


@transaction.atomic
def reconciliation_record(
    *,
    viewer: Viewer,
    expression: Expression,
    test: str,
    findings: Mapping[str, Mapping[str, str]],
    judgement: str,
    way: str = Reconciliation.Way.THIRD,
    exposed: Sequence[str] = (),
    exposed_note: str = "",
    tier: str = "",
) -> Reconciliation:
    """Keep the final findings on `expression` by `test`: for each element `value` and `reasoning`.

    Raises:
        NotAllowed: the viewer coded one of the two, or may not reconcile.
        NotPossibleNow: `reconciliation.not_yet`, `reconciliation.done`, `reconciliation.other_edition`,
            `worksheet.incomplete`, `worksheet.no_judgement` and what else holds for a worksheet.
    """
    policy.require(viewer, "worksheet.reconcile", expression)
    if viewer.user_id is None:
        raise NotAllowed("not_allowed.act", act="worksheet.reconcile")
    Expression.objects.select_for_update().get(pk=expression.pk)
    sheets = list(Worksheet.objects.filter(expression=expression, test=test, state=Worksheet.State.SUBMITTED))
    if len(sheets) < CODERS:
        raise NotPossibleNow("reconciliation.not_yet")
    if any(one.created_by_id == viewer.user_id for one in sheets):
        raise NotPossibleNow("reconciliation.own_worksheet")
    if Reconciliation.objects.filter(expression=expression, test=test).exists():
        raise NotPossibleNow("reconciliation.done")
    edition = coding.edition(test)
    if {one.edition for one in sheets} != {edition}:
        raise NotPossibleNow("reconciliation.other_edition")
    final = _final(test, findings)
    shown = [one for one in EXPOSED if one in exposed]
    note = tidy(exposed_note)[:LONGEST]
    if not tidy(judgement):
        raise NotPossibleNow("worksheet.no_judgement")
    check_exposure(test, final, shown, note)
    check_tier(test, final, tier)
    rows = coding.compared(test, sheets[0].findings, sheets[1].findings)
    made = Reconciliation.objects.create(
        expression=expression,
        test=test,
        edition=edition,
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        tlp=expression.tlp,
        fictional=expression.fictional,
        way=Reconciliation.Way(way),
        findings=final,
        exposed=shown,
        exposed_note=note,
        tier=tier,
        judgement=tidy(judgement)[:LONGEST],
        same=sum(row.same for row in rows),
        of=len(rows),
        by_id=viewer.user_id,
        at=clock.now(),
    )
    ledger.record(
        viewer,
        "reconciliation.record",
        made,
        expression=expression.pk,
        test=test,
        worksheets=[one.pk for one in sheets],
        same=made.same,
        of=made.of,
    )
    return made


def _final(test: str, findings: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    elements = [one.id for one in coding.elements(test)]
    missing = [one for one in elements if not findings.get(one, {}).get("value")]
    if missing:
        raise NotPossibleNow("worksheet.incomplete", count=len(missing))
    return {
        one: finding_of(test, findings[one]["value"], findings[one].get("reasoning", ""), "")
        for one in elements
    }
