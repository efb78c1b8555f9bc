"""Who may know of which expressions and worksheets.

An expression needs its report: whoever may not read the report may not read its passage. A worksheet is its
coder's alone until two on the same test are handed in; from then on nobody can code that test any more, and
both are open to those who may read the expression, but not to somebody who is still coding that expression.
"""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q

from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.expressions.models import Expression, Reconciliation, Target, Worksheet
from nadhir.web.intake.rules import of_desk

CODERS = 2


def of_expression(viewer: Viewer, prefix: str = "") -> Q:
    """Expressions of the viewer's work."""
    if not viewer.has("analyst", "reviewer"):
        return policy.NOTHING
    return of_desk(viewer, f"{prefix}item__") & policy.marked(viewer, prefix)


@policy.register(Expression)
def expressions(viewer: Viewer) -> Q:
    return of_expression(viewer)


@policy.register(Target)
def targets(viewer: Viewer) -> Q:
    return of_expression(viewer, "expression__")


@policy.register(Worksheet)
def worksheets(viewer: Viewer) -> Q:
    if viewer.user_id is None:
        return policy.NOTHING
    submitted = Worksheet.objects.filter(state=Worksheet.State.SUBMITTED).order_by()
    both_in = (
        submitted.filter(expression=OuterRef("expression"), test=OuterRef("test"))
        .values("test")
        .annotate(many=Count("pk"))
        .filter(many__gte=CODERS)
    )
    still_coding = Worksheet.objects.filter(
        expression=OuterRef("expression"), created_by_id=viewer.user_id, state=Worksheet.State.DRAFT
    )
    open_now = Q(state=Worksheet.State.SUBMITTED) & Exists(both_in) & ~Exists(still_coding)
    return of_expression(viewer, "expression__") & (Q(created_by_id=viewer.user_id) | open_now)


@policy.register(Reconciliation)
def reconciliations(viewer: Viewer) -> Q:
    """For those who may read both worksheets: not for somebody who is still coding that expression."""
    if viewer.user_id is None:
        return policy.NOTHING
    still_coding = Worksheet.objects.filter(
        expression=OuterRef("expression"), created_by_id=viewer.user_id, state=Worksheet.State.DRAFT
    )
    return of_expression(viewer, "expression__") & ~Q(Exists(still_coding))
