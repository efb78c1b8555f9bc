"""Worksheets: one element after another, each coder alone; and reconciling two of them."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir import doctrine
from nadhir.doctrine.phrases import explain
from nadhir.errors import Conflict, NadhirError, NotAllowed, NotPossibleNow
from nadhir.web.core import policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.expressions import coding, selectors, services, wording
from nadhir.web.expressions.models import RABAT, TESTS, Expression, Worksheet
from nadhir.web.expressions.writing import ConclusionForm, ElementForm, ReconciliationForm, conclusion_of

LAST = "conclusion"


@signed_in
@require_POST
def worksheet_begin(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Begin to code, or go on."""
    one = selectors.expression(request.viewer, pk)
    try:
        sheet = services.worksheet_begin(
            viewer=request.viewer, expression=one, test=request.POST.get("test", "")
        )
    except NadhirError as problem:
        if isinstance(problem, NotAllowed):
            raise
        messages.error(request, explain(problem, get_language()))
        return redirect("expression", pk=pk)
    return redirect("worksheet", pk=sheet.pk)


@signed_in
def worksheet(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What do I find on this element, and why? The words that were sent stay where they cannot be kept."""
    sheet = selectors.worksheet(request.viewer, pk)
    mine = sheet.created_by_id == request.viewer.user_id
    if not mine or sheet.state != Worksheet.State.DRAFT:
        return _read(request, sheet)
    steps = [*(one.id for one in coding.elements(sheet.test)), LAST]
    step = request.GET.get("element", "")
    if step not in steps:
        step = next((one for one in steps[:-1] if one not in sheet.findings), LAST)
    if request.method != "POST":
        return _page(request, sheet, steps, step, _form(sheet, step))
    form = _form(sheet, step, request.POST)
    if not form.is_valid():
        return _page(request, sheet, steps, step, form, 422)
    try:
        _keep(request, sheet, step, form)
    except Conflict as problem:
        sheet = selectors.worksheet(request.viewer, pk)
        sent = request.POST.copy()
        sent["version"] = str(sheet.version)
        form = _form(sheet, step, sent)
        form.add_error(None, explain(problem, get_language()))
        return _page(request, sheet, steps, step, form, 409)
    except NadhirError as problem:
        form.add_error(None, explain(problem, get_language()))
        return _page(request, sheet, steps, step, form, 422)
    if sheet.state == Worksheet.State.SUBMITTED:
        messages.success(request, _("Handed in. It opens to others when the second one is in too."))
        return redirect("expression", pk=sheet.expression_id)
    onward = steps[min(steps.index(step) + 1, len(steps) - 1)]
    return redirect(f"{reverse('worksheet', args=[sheet.pk])}?element={onward}")


def _form(sheet: Worksheet, step: str, posted: Any = None) -> Any:
    if step == LAST:
        return ConclusionForm(posted, test=sheet.test, findings=sheet.findings, initial=conclusion_of(sheet))
    start = {**sheet.findings.get(step, {}), "version": sheet.version}
    return ElementForm(posted, test=sheet.test, initial=start)


def _keep(request: Request, sheet: Worksheet, step: str, form: Any) -> None:
    """Keep one step; the last one hands the worksheet in where that was asked."""
    viewer, version = request.viewer, form.cleaned_data["version"]
    if step != LAST:
        given = {name: form.cleaned_data[name] for name in ("value", "reasoning", "evidence")}
        services.worksheet_write(viewer=viewer, worksheet=sheet, element=step, version=version, **given)
        return
    services.worksheet_conclude(viewer=viewer, worksheet=sheet, version=version, **form.given)
    # What was written is kept even where it cannot be handed in yet.
    form.data = {**form.data.dict(), "version": str(sheet.version)} | _lists(form)
    if "submit" in request.POST:
        services.worksheet_submit(viewer=viewer, worksheet=sheet)


def _lists(form: Any) -> dict[str, Any]:
    return {"exposed": form.cleaned_data["exposed"]} if "exposed" in form.cleaned_data else {}


def _page(
    request: Request, sheet: Worksheet, steps: list[str], step: str, form: Any, status: int = 200
) -> HttpResponseBase:
    catalogue = doctrine.load(sheet.test)
    one = selectors.expression(request.viewer, sheet.expression_id)
    context = {
        "sheet": sheet,
        "expression": one,
        "targets": [wording.target_of(target) for target in one.targets.all()],
        "title": wording.test_words()[sheet.test],
        "rabat": sheet.test == RABAT,
        "form": form,
        "step": step,
        "element": None if step == LAST else catalogue.element(step),
        "place": steps.index(step) + 1,
        "all": len(steps),
        "steps": [
            (key, _("Conclusion") if key == LAST else wording.element_words(sheet.test, key),
             bool(sheet.judgement) if key == LAST else key in sheet.findings)
            for key in steps
        ],
        "done": sum(key in sheet.findings for key in steps),
        "rules": catalogue.of_kind("rule"),
        "failures": catalogue.of_kind("failure_mode"),
        "outcome": wording.outcome_words()[coding.outcome(sheet.findings)] if sheet.test == RABAT else "",
        "older": sheet.edition != catalogue.version,
        "edition": catalogue.version,
    }  # fmt: skip
    return render(request, "expressions/worksheet.html", context, status=status)


def _read(request: Request, sheet: Worksheet) -> HttpResponseBase:
    """A worksheet that was handed in: read, not written."""
    if request.method == "POST":
        raise NotAllowed("not_allowed.record")
    own = request.viewer.organisation_id == sheet.owner_id
    context = {
        "sheet": sheet,
        "expression": selectors.expression(request.viewer, sheet.expression_id),
        "title": wording.test_words()[sheet.test],
        "rabat": sheet.test == RABAT,
        "who": sheet.created_by.name if own and sheet.created_by else "",
        "mine": sheet.created_by_id == request.viewer.user_id,
        "older": sheet.state == Worksheet.State.SUBMITTED and sheet.edition != coding.edition(sheet.test),
        "edition": coding.edition(sheet.test),
        "rows": [
            (
                wording.element_words(sheet.test, key),
                wording.value_words(sheet.test, coding.value_of(sheet.findings, key)),
                found,
            )
            for key, found in sheet.findings.items()
        ],
        "exposed": [wording.exposed_words()[key] for key in sheet.exposed],
        "tier": wording.element_words(RABAT, sheet.tier) if sheet.tier else "",
    }
    return render(request, "expressions/worksheet_read.html", context)


@signed_in
@require_POST
def worksheet_release(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Give a worksheet up, or, as a reviewer, make room for another coder."""
    one, sheet = _of_expression(request, pk)
    try:
        services.worksheet_release(viewer=request.viewer, expression=one, worksheet=sheet)
    except NotPossibleNow as problem:
        messages.error(request, explain(problem, get_language()))
    else:
        messages.success(request, _("Given up. Somebody else can code now."))
    return redirect("expression", pk=one.pk)


def _of_expression(request: Request, pk: uuid.UUID) -> tuple[Expression, Worksheet]:
    """A worksheet through its expression: a reviewer may free it without being able to read it."""
    sheet = Worksheet.objects.filter(pk=pk).first()
    if sheet is None:
        raise NotAllowed("not_allowed.record")
    return selectors.expression(request.viewer, sheet.expression_id), sheet


@signed_in
@require_POST
def worksheet_renew(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Go on with the present edition of the catalogue."""
    sheet = selectors.worksheet(request.viewer, pk)
    try:
        made = services.worksheet_renew(viewer=request.viewer, worksheet=sheet)
    except NotPossibleNow as problem:
        messages.error(request, explain(problem, get_language()))
        return redirect("worksheet", pk=pk)
    messages.success(request, _("Taken over. Look at each element again before you hand it in."))
    return redirect("worksheet", pk=made.pk)


# -- reconciling -------------------------------------------------------------------------------------------


@signed_in
def reconciliation(request: Request, pk: uuid.UUID, test: str) -> HttpResponseBase:
    """Where do the two differ, and what do we hold in the end?"""
    viewer = request.viewer
    one = selectors.expression(viewer, pk)
    if test not in TESTS:
        raise NotAllowed("not_allowed.record")
    side = next(side for side in selectors.sides(viewer, one) if side.test == test)
    policy.require(viewer, "worksheet.reconcile", one)
    if not side.ready or len(side.open) != 2 or viewer.user_id in side.coders:
        if request.method == "POST":
            _refuse(request, one, test)
        return redirect(reverse("expression", args=[pk]) + f"#{test}")
    rows = coding.compared(test, side.open[0].findings, side.open[1].findings)
    form = ReconciliationForm(request.POST or None, test=test, rows=rows)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.reconciliation_record(
                viewer=viewer,
                expression=one,
                test=test,
                findings=form.findings,
                way=form.cleaned_data["way"],
                **form.given,
            )
        except NadhirError as problem:
            form.add_error(None, explain(problem, get_language()))
        else:
            messages.success(
                request, _("Reconciled. The final findings stand on the page of the expression.")
            )
            return redirect(reverse("expression", args=[pk]) + f"#{test}")
    return render(request, "expressions/reconcile.html", _compared(one, side, form, rows), status=status)


def _refuse(request: Request, one: Expression, test: str) -> None:
    """Say why it cannot be reconciled, in the words of the service."""
    try:
        services.reconciliation_record(
            viewer=request.viewer, expression=one, test=test, findings={}, judgement=""
        )
    except NadhirError as problem:
        messages.error(request, explain(problem, get_language()))


def _compared(
    one: Expression, side: selectors.Side, form: ReconciliationForm, rows: list[coding.Compared]
) -> dict[str, Any]:
    words = {key.id: wording.value_words(side.test, key.id) for key in coding.values(side.test)}
    return {
        "expression": one,
        "title": wording.test_words()[side.test],
        "rabat": side.test == RABAT,
        "form": form,
        "parts": form.parts,
        "words": words,
        "same": sum(row.same for row in rows),
        "of": len(rows),
        "sheets": side.open,
        "outcomes": [wording.outcome_words()[coding.outcome(sheet.findings)] for sheet in side.open]
        if side.test == RABAT
        else [],
        "exposed": [[wording.exposed_words()[key] for key in sheet.exposed] for sheet in side.open],
        "failures": doctrine.load(side.test).of_kind("failure_mode"),
    }
