"""Writing an assessment, handing it on, signing it, and reading it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nadhir import doctrine
from nadhir.doctrine.phrases import explain
from nadhir.errors import Conflict, NadhirError, NotAllowed, NotPossibleNow
from nadhir.web.core import clock, policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import (
    assessing_parts,
    beside,
    joint,
    reading,
    selectors,
    services,
    shown,
    veils,
)
from nadhir.web.situations.drafting import CHECK, OVERALL, address_of, after, citable, writing_frame
from nadhir.web.situations.forms import ReasonForm
from nadhir.web.situations.models import FRAMEWORK, Assessment, Finding
from nadhir.web.situations.services.assessments import wrote
from nadhir.web.situations.writing import DissentForm, FactorForm, NarrativeForm, Row, having_seen, rows_of

BEING_MADE = (Assessment.Status.DRAFT, Assessment.Status.REVIEW)


@signed_in
@require_POST
def assessment_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Begin an assessment, or go on with the one that is being written."""
    viewer = request.viewer
    situation = selectors.situation(viewer, pk)
    policy.require(viewer, "assessment.draft")
    framework = request.POST.get("framework", FRAMEWORK)
    if framework not in {one.id for one in selectors.frameworks()}:
        raise NotPossibleNow("assessment.no_framework", catalogue=framework[:40])
    making = selectors.in_the_making(viewer).filter(situation=situation, framework=framework, joint=None)
    if (going_on := making.first()) is not None:
        messages.info(request, _("An assessment is being written already; it must be signed first."))
        return redirect("assessment", pk=going_on.pk)
    draft = services.assessment_draft(viewer=viewer, situation=situation, framework=framework)
    return redirect("assessment_edit", pk=draft.pk)


@signed_in
def assessment_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Write a draft, one factor at a time."""
    viewer = request.viewer
    draft = selectors.assessment(viewer, pk)
    policy.require(viewer, "assessment.draft", draft)
    if veils.Bars(viewer).strike(draft.situation_id):
        raise NotAllowed("redaction.writing")
    if draft.status != Assessment.Status.DRAFT:
        return redirect("assessment", pk=pk)
    part = request.GET.get("factor", "")
    factors = [factor.id for factor in doctrine.load(draft.framework).roots()]
    if part == OVERALL:
        return _overall(request, draft)
    if part == CHECK:
        return assessing_parts.check(request, draft)
    if part in services.PARTS:
        return assessing_parts.part(request, draft, part)
    return _factor(request, draft, part if part in factors else factors[0], factors)


def _factor(request: Request, draft: Assessment, factor: str, factors: list[str]) -> HttpResponseBase:
    viewer = request.viewer
    rows = rows_of(viewer, draft, factor, everything=request.GET.get("all", ""))
    form = FactorForm(request.POST or None, rows=rows)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                changed = services.assessment_factor_write(
                    viewer=viewer, assessment=draft, factor=factor, written=form.written()
                )
            except Conflict as conflict:
                form, status = _contested(request, draft, factor, conflict), 409
            except NotPossibleNow as problem:
                _blame(form, problem)
            else:
                messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
                onward = after(factors, factor) if "onward" in request.POST else factor
                return redirect(address_of(draft, onward))
        status = status if status == 409 else 422
    catalogue = doctrine.load(draft.framework)
    context = writing_frame(request.viewer, draft, factor) | {
        "form": form,
        "factor": catalogue.element(factor),
        "contested": status == 409,
        "citable": citable(request.viewer, draft, factor),
    }
    return render(request, "situations/write_factor.html", context, status=status)


def _contested(request: Request, draft: Assessment, factor: str, conflict: Conflict) -> FactorForm:
    """The same form with the person's words kept, and what somebody else saved beside them."""
    rows: list[Row] = rows_of(request.viewer, draft, factor, everything=request.GET.get("all", ""))
    form = FactorForm(having_seen(request.POST, rows, conflict.params["elements"]), rows=rows)
    form.add_error(None, explain(conflict, get_language()))
    return form


def _blame(form: FactorForm, problem: NotPossibleNow) -> None:
    """Say what is wrong where it is wrong."""
    name = f"{problem.params.get('element', '')}-value"
    form.add_error(name if name in form.fields else None, explain(problem, get_language()))


def _overall(request: Request, draft: Assessment) -> HttpResponseBase:
    viewer, theirs, status = request.viewer, None, 200
    form = NarrativeForm.of(draft)
    if request.method == "POST":
        form, status = NarrativeForm(request.POST), 422
        if form.is_valid():
            try:
                services.assessment_write(viewer=viewer, assessment=draft, **form.cleaned_data)
            except Conflict as conflict:
                status, theirs = 409, selectors.assessment(viewer, draft.pk)
                sent = request.POST.copy()
                sent["version"] = str(theirs.version)
                form = NarrativeForm(sent)
                form.add_error(None, explain(conflict, get_language()))
            else:
                messages.success(request, _("Saved."))
                return redirect(address_of(draft, OVERALL))
    context = writing_frame(viewer, draft, OVERALL) | {"form": form, "theirs": theirs}
    context["citable"] = citable(viewer, draft)
    return render(request, "situations/write_overall.html", context, status=status)


@signed_in
@require_GET
def assessment(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What is our reasoned view?"""
    viewer = request.viewer
    one = selectors.assessment(viewer, pk)
    read = reading.read(viewer, one, everything="all" in request.GET)
    siblings = list(selectors.assessments(viewer, one.situation).defer("frozen"))
    other = _other(request, one, siblings)
    by_successor = next((later for later in siblings if later.supersedes_id == one.pk), None)
    context = {
        "assessment": one,
        "reading": read,
        "everything": "all" in request.GET,
        "framework": doctrine.load(one.framework),
        "matrix": shown.matrix_rows(_factors(read), link=_anchors(read)),
        "situation": one.situation,
        "sees_situation": policy.sees(viewer, one.situation),
        "siblings": [sibling for sibling in siblings if sibling.pk != one.pk],
        "other": other,
        **_beside(viewer, read, other),
        "comparable": other is None or other.assessment.framework == one.framework,
        "successor": by_successor,
        "dissents": selectors.dissents(viewer, one),
        "holds_passages": policy.may(viewer, "item.read"),
        "may_draft": policy.may(viewer, "assessment.draft"),
        "may_review": policy.may(viewer, "assessment.review"),
        "may_export": policy.may(viewer, "table.export"),
        "remarks": assessing_parts.remarks_of(one) if one.status in BEING_MADE else (),
        "outlook": _outlook(viewer, one),
        "may_warn": policy.may(viewer, "warning.draft") and viewer.organisation_id == one.owner_id,
        "may_undertake": policy.may(viewer, "undertaking.make") and policy.works_on(viewer, one.situation),
        "may_dissent": policy.may(viewer, "assessment.dissent")
        and one.status != Assessment.Status.SUPERSEDED,
        "wrote": wrote(viewer, one),
        "return_form": ReasonForm(initial={"version": one.version}),
        "dissent_form": DissentForm(),
        "now": clock.now(),
        **joint.signing(viewer, one),
    }
    return render(request, "situations/assessment.html", context)


def _beside(viewer: Viewer, read: reading.Reading, other: reading.Reading | None) -> dict[str, Any]:
    """What two assessments say otherwise: element by element, or mapped where their catalogues differ."""
    if other is None:
        return {"changes": []}
    parts = beside.part_changes(beside.parts(viewer, read.assessment), beside.parts(viewer, other.assessment))
    if read.assessment.framework == other.assessment.framework:
        return {"changes": reading.changes(read, other), "part_changes": parts}
    crossed = beside.crosswise(read, other)
    titles = {
        name: doctrine.load(one.assessment.framework).title
        for name, one in (("older", crossed.older), ("newer", crossed.newer))
    } if crossed else {}  # fmt: skip
    return {"changes": [], "part_changes": parts, "crossed": crossed, "crossed_titles": titles}


def _outlook(viewer: Viewer, one: Assessment) -> dict[str, Any] | None:
    """What the figures say beside it, for those who may see the situation."""
    if not policy.sees(viewer, one.situation):
        return None
    return shown.outlook_of(viewer, one.situation, one if one.frozen else None)


def _factors(read: reading.Reading) -> list[selectors.FactorRow]:
    """The factors of a reading as the matrix wants them."""
    findings = {
        one.own.element.id: Finding(trend=one.own.trend, confidence=one.own.confidence)
        for one in read.factors
    }
    return selectors.matrix_of_states(read.assessment.framework, read.states, findings)


def _anchors(read: reading.Reading) -> Callable[[str], str]:
    """Where on the page a factor is spoken of."""
    spoken = {one.factor.id for one in read.factors if one.speaks}
    return lambda factor: f"#f-{factor}" if factor in spoken else "#unknown"


def _other(request: Request, one: Assessment, siblings: list[Assessment]) -> reading.Reading | None:
    """The other version that `?with=` names, for showing both side by side."""
    wanted = request.GET.get("with", "")
    found = next((sibling for sibling in siblings if str(sibling.number) == wanted), None)
    if found is None or found.pk == one.pk:
        return None
    return reading.read(request.viewer, selectors.assessment(request.viewer, found.pk))


def _version(request: Request) -> int | None:
    seen = request.POST.get("version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None


def _step(request: Request, pk: uuid.UUID, act: Any, done: str, **fields: Any) -> HttpResponseBase:
    """One step upon an assessment; what prevents it is said on its page, and nothing is lost."""
    one = selectors.assessment(request.viewer, pk)
    try:
        act(viewer=request.viewer, assessment=one, **fields)
    except (NotPossibleNow, Conflict) as problem:
        messages.error(request, explain(problem, get_language()))
    else:
        messages.success(request, done)
    return redirect("assessment", pk=pk)


@signed_in
@require_POST
def assessment_submit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    one = selectors.assessment(request.viewer, pk)
    try:
        because = request.POST.get("because", "")
        services.assessment_submit(viewer=request.viewer, assessment=one, because=because)
    except NadhirError as problem:
        messages.error(request, explain(problem, get_language()))
        return redirect(address_of(one, CHECK if problem.code == "wording.unanswered" else OVERALL))
    messages.success(request, _("Handed to review. A second person signs it or sends it back."))
    return redirect("assessment", pk=pk)


@signed_in
@require_POST
def assessment_return(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    because = request.POST.get("because", "")
    return _step(
        request,
        pk,
        services.assessment_return,
        _("Sent back with your reason."),
        because=because,
        version=_version(request),
    )


@signed_in
@require_POST
def assessment_sign(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    done = _("Signed. Its words and citations no longer change.")
    because = request.POST.get("because", "")
    return _step(request, pk, services.assessment_sign, done, version=_version(request), because=because)


@signed_in
@require_POST
def assessment_dissent(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    text = request.POST.get("text", "")[:20_000]
    return _step(request, pk, services.dissent_record, _("Your view is kept with the assessment."), text=text)
