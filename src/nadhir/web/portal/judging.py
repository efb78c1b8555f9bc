"""Judging what screening found: on the page of a report, and with two keys in the inbox."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir.doctrine.phrases import explain
from nadhir.errors import NadhirError, NotAllowed
from nadhir.web.core import policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.intake import selectors as intake
from nadhir.web.intake.models import Item, Judgement
from nadhir.web.intake.services import Correction, finding_judge
from nadhir.web.portal import rows
from nadhir.web.portal.desk import item_page
from nadhir.web.portal.forms import Ticked
from nadhir.web.portal.speech import JudgementForm


@signed_in
@require_POST
def item_judge(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Agree with, correct or dismiss the finding of a report."""
    shown = intake.item(request.viewer, pk)
    finding = intake.finding_of(shown)
    if finding is None:
        raise NotAllowed("not_allowed.record")
    form = JudgementForm(request.POST, item=shown, finding=finding)
    if form.is_valid():
        try:
            judgement = _judge(request, shown, form.cleaned_data)
        except NadhirError as problem:
            form.add_error(None, explain(problem, get_language()))
        else:
            messages.success(request, _kept(judgement))
            return redirect(reverse("item", args=[shown.pk]) + "#judge")
    return item_page(request, intake.item(request.viewer, pk), judging=form, status=422)


def _judge(request: Request, shown: Item, chosen: dict[str, Any]) -> Judgement:
    correction = Correction(
        concern=chosen["concern"] or None,
        hateful=None if not chosen["hateful"] else chosen["hateful"] == "yes",
        violence=chosen["violence"] or None,
        targets=chosen["targets"],
        mode=chosen["mode"] or None,
        language=chosen["language"] or None,
    )
    return finding_judge(
        viewer=request.viewer,
        item=shown,
        verdict=chosen["verdict"],
        correction=correction if chosen["verdict"] == Judgement.Verdict.CORRECTED else Correction(),
        note=chosen["note"],
        version=chosen["version"],
        finding_version=chosen["finding_version"] or None,
    )


def _kept(judgement: Judgement) -> str:
    return {
        Judgement.Verdict.AGREED: _("You agree with the screening. That is kept."),
        Judgement.Verdict.CORRECTED: _("Your correction is kept; it counts from now on."),
        Judgement.Verdict.DISMISSED: _("The finding is dismissed; the report itself stays where it is."),
    }[Judgement.Verdict(judgement.verdict)]


@signed_in
@require_POST
def inbox_judge(request: Request) -> HttpResponseBase:
    """Agree with or dismiss one finding in the list: `judge=agreed:<id>@<version>`. A script gets the row
    alone, so that the reader stays where they are."""
    viewer = request.viewer
    policy.require(viewer, "finding.judge")
    verdict, _colon, ticked = request.POST.get("judge", "").partition(":")
    problem = ""
    try:
        asked = Ticked.of(ticked)
        verdict = Judgement.Verdict(verdict)
    except ValueError:
        raise NotAllowed("not_understood") from None
    shown = intake.item(viewer, asked.pk)
    try:
        judgement = finding_judge(viewer=viewer, item=shown, verdict=verdict, version=asked.version)
    except NadhirError as refused:
        problem = explain(refused, get_language())
    if request.headers.get("HX-Request"):
        return _row(request, asked.pk, problem)
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, _kept(judgement))
    query = QueryDict(request.POST.get("query", "")).urlencode()
    return redirect(reverse("inbox") + (f"?{query}" if query else ""))


def _row(request: Request, pk: uuid.UUID, problem: str) -> HttpResponseBase:
    viewer = request.viewer
    found = list(
        intake.rows(intake.items(viewer).filter(pk=pk)).prefetch_related("item_places__place").order_by()
    )
    context = {
        "row": rows.rows_of(viewer, found)[0],
        "copies": intake.copies_of(viewer, found),
        "may_triage": policy.may(viewer, "item.triage"),
        "may_judge": True,
        "current": True,
        "problem": problem,
    }
    return render(request, "portal/_inbox_row.html", context)


urlpatterns = [
    path("inbox/judge/", inbox_judge, name="inbox_judge"),
    path("inbox/<uuid:pk>/judgement/", item_judge, name="item_judge"),
]
