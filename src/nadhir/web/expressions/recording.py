"""Recording a passage of a report as a speech act, and changing what is known of it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nadhir.doctrine.phrases import explain
from nadhir.errors import Conflict, NadhirError
from nadhir.web.core import policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.passages import located
from nadhir.web.expressions import selectors, services
from nadhir.web.expressions.forms import ExpressionForm, initial_of, suggested
from nadhir.web.expressions.models import Expression
from nadhir.web.intake import selectors as intake
from nadhir.web.intake.models import Item

SHOWN = 20_000  # characters of a report beside the form


@signed_in
def expression_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Record a passage. The page of a report sends `begin` with the words selected there."""
    viewer = request.viewer
    item = intake.item(viewer, pk)
    policy.require(viewer, "expression.record", item)
    status = 200
    if request.method == "POST" and "begin" not in request.POST:
        form = ExpressionForm(request.POST, viewer=viewer, item=item)
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                made = services.expression_record(
                    viewer=viewer, item=item, start=data["start"], end=data["end"], told=form.told
                )
            except NadhirError as problem:
                form.add_error(None, explain(problem, get_language()))
            else:
                messages.success(request, _("Recorded. Two people can now weigh it, each alone."))
                return redirect("expression", pk=made.pk)
    else:
        form = ExpressionForm(viewer=viewer, item=item, initial=_begun(request, item))
    return render(request, "expressions/form.html", _context(form, item, None), status=status)


def _begun(request: Request, item: Item) -> dict[str, object]:
    """What stands in the form at first: the passage that was selected, and what screening suggests."""
    quote = request.POST.get("quote", "")
    counted = [request.POST.get(name, "") for name in ("start", "end")]
    start, end = (int(one) if one.isascii() and one.isdigit() and len(one) < 10 else None for one in counted)
    found = located(item.text, quote, start, end) if quote else None
    return suggested(item, intake.finding_of(item), *(found or (None, None)))


def _context(form: ExpressionForm, item: Item, known: Expression | None) -> dict[str, object]:
    return {"form": form, "item": item, "text": item.text[:SHOWN], "expression": known}


@signed_in
def expression_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change what is known of a speech act."""
    viewer = request.viewer
    one = selectors.expression(viewer, pk)
    policy.require(viewer, "expression.change", one)
    item = intake.item(viewer, one.item_id)
    status = 200
    if request.method == "POST":
        form = ExpressionForm(request.POST, viewer=viewer, item=item, known=one)
        status = 422
        if form.is_valid():
            try:
                services.expression_change(
                    viewer=viewer, expression=one, told=form.told, version=form.cleaned_data["version"]
                )
            except Conflict as problem:
                one = selectors.expression(viewer, pk)
                sent = request.POST.copy()
                sent["version"] = str(one.version)  # seen now: it is shown beside
                form, status = ExpressionForm(sent, viewer=viewer, item=item, known=one), 409
                form.add_error(None, explain(problem, get_language()))
                return render(
                    request, "expressions/form.html", _context(form, item, one) | {"theirs": one}, status=409
                )
            except NadhirError as problem:
                form.add_error(None, explain(problem, get_language()))
            else:
                messages.success(request, _("Saved."))
                return redirect("expression", pk=one.pk)
    else:
        start = initial_of(one, policy.hidden_fields(viewer, one))
        form = ExpressionForm(viewer=viewer, item=item, known=one, initial=start)
    return render(request, "expressions/form.html", _context(form, item, one), status=status)
