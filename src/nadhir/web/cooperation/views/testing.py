"""Tests before and after: taken while signed in, by a signed link, or on paper and entered."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nadhir.doctrine import learning
from nadhir.doctrine.phrases import explain
from nadhir.errors import NadhirError, NotAllowed, NotPossibleNow
from nadhir.web.cooperation import links, selectors, services, teaching
from nadhir.web.cooperation.forms.cohorts import TEST_KINDS, EvaluationForm, test_words
from nadhir.web.cooperation.models import Enrolment, TestResult
from nadhir.web.cooperation.selectors import of_cohorts as read
from nadhir.web.cooperation.views.cohorts import own_tests
from nadhir.web.cooperation.views.enrolling import _kept
from nadhir.web.core.acting import attempted
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.middleware import status_of
from nadhir.web.core.templatetags.nadhir import in_words, number

BARE: dict[str, Any] = {"nav": [], "viewer": None, "search_url": None}
ROWS = 60


def laid_out(
    module: learning.Module, kind: learning.TestKind, seed: str, answers: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The questions of a test as the page shows them; with `answers`, what was chosen."""
    told = []
    for question in learning.choose(module, kind, seed):
        given = (answers or {}).get(question.id)
        row: dict[str, Any] = {
            "id": question.id,
            "name": f"q-{question.id}",
            "kind": question.kind,
            "ask": in_words(question.ask),
        }
        if question.kind == "match":
            rights = learning.shuffled(question.pairs, f"{seed}:{question.id}")
            row["choices"] = [(pair.id, in_words(pair.right)) for pair in rights]
            row["pairs"] = [
                (f"q-{question.id}-{pair.id}", in_words(pair.left), (given or {}).get(pair.id, ""))
                for pair in question.pairs
            ]
        else:
            shown = list(question.options)
            if question.kind != "true_false":
                shown = learning.shuffled(shown, f"{seed}:{question.id}")
            if question.kind == "order":
                row["places"] = list(range(1, len(shown) + 1))
                row["options"] = [
                    (
                        option.id,
                        in_words(option.text),
                        (given or []).index(option.id) + 1 if option.id in (given or []) else 0,
                    )
                    for option in shown
                ]
            else:
                row["options"] = [
                    (option.id, in_words(option.text), option.id in (given or [])) for option in shown
                ]
        told.append(row)
    return told


def explained(module: learning.Module, result: TestResult) -> list[dict[str, Any]]:
    """Each question of a test that was taken, with what was answered, what is right, and why."""
    given: dict[str, Any] = result.answers.get("given", {})
    kind: Any = result.kind
    marked = learning.mark(module, given, kind, str(result.enrolment_id))
    return [
        {
            "ask": in_words(one.question.ask),
            "right": one.right,
            "answered": one.answered,
            "given": _words(one.question, given.get(one.question.id)),
            "answer": _words(one.question, one.question.right),
            "why": in_words(one.question.explanation),
        }
        for one in marked.each
    ]


def _words(question: learning.Question, answer: Any) -> list[str]:
    if question.kind == "match":
        pairs = {pair.id: pair for pair in question.pairs}
        chosen = answer if isinstance(answer, dict) else {}
        return [
            f"{in_words(pairs[left].left)} – {in_words(pairs[right].right)}"
            for left, right in chosen.items()
            if left in pairs and right in pairs
        ]
    texts = {option.id: in_words(option.text) for option in question.options}
    listed = [answer] if isinstance(answer, str) else answer or []
    return [texts[one] for one in listed if one in texts]


def _asked(request: Request, kind: str) -> tuple[str, learning.TestKind]:
    if kind not in TEST_KINDS:
        raise Http404
    known: learning.TestKind = "before" if kind == "before" else "after"
    return request.GET.get("module", "") or request.POST.get("module", ""), known


@signed_in
def test_take(request: Request, pk: uuid.UUID, test_kind: str) -> HttpResponseBase:
    """Take a test."""
    found = selectors.enrolment(request.viewer, pk)
    if found.user_id != request.viewer.user_id:
        raise NotAllowed("not_allowed.record", act="test_result.record")
    ref, known = _asked(request, test_kind)
    back = reverse("enrolment", args=[found.pk])
    try:
        services.may_take(found, ref, known)
        module = teaching.needed(ref)
    except NotPossibleNow as refused:
        return _refused(request, refused, back, {})
    if request.method == "POST":
        made = services.test_result_record(
            viewer=request.viewer,
            enrolment=found,
            module=ref,
            kind=known,
            answers=teaching.answers_of(module, known, str(found.pk), request.POST),
            language=get_language() or "",
            by_link=False,
        )
        return redirect("test_result", pk=made.pk)
    return _page(request, found, module, known, back, {})


def _page(
    request: Request,
    found: Enrolment,
    module: learning.Module,
    kind: learning.TestKind,
    back: str,
    more: dict[str, Any],
) -> HttpResponse:
    context = {
        "module": module,
        "cohort": found.cohort,
        "kind": kind,
        "kind_words": test_words()[kind],
        "questions": laid_out(module, kind, str(found.pk)),
        "back_url": back,
        **more,
    }
    return render(request, "cooperation/test.html", context)


def _refused(request: Request, refused: NadhirError, back: str, more: dict[str, Any]) -> HttpResponse:
    context = {"words": explain(refused, get_language()), "back_url": back, **more}
    return render(request, "cooperation/test_refused.html", context, status=status_of(refused))


@signed_in
def test_result(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What was right, and why? For whoever took the test: the desk reads how many were right, and of what."""
    viewer = request.viewer
    found = selectors.test_result(viewer, pk)
    if found.enrolment.user_id != viewer.user_id:
        raise NotAllowed("not_allowed.record", act="test_result.read")
    back = reverse("enrolment", args=[found.enrolment_id])
    return render(request, "cooperation/test_result.html", _result(found) | {"back_url": back})


def _result(found: TestResult) -> dict[str, Any]:
    module = teaching.module_of(found.module)
    return {
        "result": found,
        "module": module,
        "cohort": found.enrolment.cohort,
        "kind_words": test_words()[found.kind],
        "each": explained(module, found) if module and "given" in found.answers else [],
        "percent": round(100 * found.right / found.questions) if found.questions else 0,
    }


@signed_in
def test_sheet(request: Request, pk: uuid.UUID, test_kind: str) -> HttpResponseBase:
    """The test on paper, the same for everybody, with the answers for the trainer on a page of their own."""
    shown = _kept(request.viewer, pk)
    ref, known = _asked(request, test_kind)
    refs = [ref] if ref in shown.modules else list(shown.modules)
    with translation.override(shown.language if shown.language in ("ar", "en", "fr") else get_language()):
        parts = []
        for one in refs:
            if (module := teaching.module_of(one)) is None:
                continue
            questions = laid_out(module, known, str(shown.pk))
            answers = {
                one.id: _words(one, one.right) for one in learning.choose(module, known, str(shown.pk))
            }
            objectives = {one.id: in_words(one.text) for one in module.objectives}
            of = {one.id: objectives[one.objective] for one in learning.choose(module, known, str(shown.pk))}
            for row in questions:
                row |= {"answer": answers[row["id"]], "objective": of[row["id"]]}
            parts.append({"module": module, "title": in_words(module.title), "questions": questions})
        context = {"cohort": shown, "parts": parts, "kind": known, "kind_words": test_words()[known]}
        return render(request, "cooperation/test_sheet.html", context)


@signed_in
def tests_enter(request: Request, pk: uuid.UUID, test_kind: str) -> HttpResponseBase:
    """Enter tests that were taken on paper: how many answers were right, of each objective."""
    viewer = request.viewer
    shown = _kept(viewer, pk)
    ref, known = _asked(request, test_kind)
    ref = ref if ref in shown.modules else (shown.modules or [""])[0]
    back = reverse("cohort", args=[shown.pk])
    try:
        module = teaching.needed(ref)
    except NotPossibleNow as refused:
        return _refused(request, refused, back, {})
    asked = Counter(one.objective for one in learning.choose(module, known, str(shown.pk)))
    done = TestResult.objects.filter(module=ref, kind=known).values("enrolment_id")
    found = selectors.enrolments(viewer).filter(cohort=shown).exclude(status=Enrolment.Status.LEFT)
    page = page_of(
        request, found.exclude(pk__in=done).order_by("at", "pk"), size=ROWS // max(1, len(asked)) + 8
    )
    words, status = "", 200
    if request.method == "POST":
        try:
            right = _typed(request, page.rows, asked)
            many = services.test_results_enter(
                viewer=viewer, cohort=shown, module=ref, kind=known, right=right, language=shown.language
            )
        except NotPossibleNow as refused:
            words, status = explain(refused, get_language()), status_of(refused)
        else:
            from django.contrib import messages

            said = ngettext("%(n)s test entered.", "%(n)s tests entered.", many) % {"n": number(many)}
            messages.success(request, said)
            return redirect(back)
    objectives = [(one.id, in_words(one.text), asked[one.id]) for one in module.objectives if asked[one.id]]
    context = {
        "cohort": shown,
        "module": module,
        "kind": known,
        "kind_words": test_words()[known],
        "objectives": objectives,
        "rows": [
            {
                "learner": one,
                "cells": [
                    (
                        f"r-{one.enrolment.pk}-{name}",
                        most,
                        request.POST.get(f"r-{one.enrolment.pk}-{name}", ""),
                    )
                    for name, _text, most in objectives
                ],
            }
            for one in read.learners(page.rows)
        ],
        "page": page,
        "words": words,
        "others": [one for one in teaching.taught(list(shown.modules), viewer) if one.module is not None],
    }
    return render(request, "cooperation/tests_enter.html", context, status=status)


def _typed(request: Request, rows: list[Enrolment], asked: Counter[str]) -> dict[uuid.UUID, dict[str, int]]:
    """What was filled in; a row without a figure is left out.

    Raises:
        NotPossibleNow: `test.too_many_right`, for what is no number too.
    """
    right: dict[uuid.UUID, dict[str, int]] = {}
    for row in rows:
        cells = {name: request.POST.get(f"r-{row.pk}-{name}", "").strip() for name in asked}
        if not any(cells.values()):
            continue
        if any(cell and not (cell.isdecimal() and len(cell) < 4) for cell in cells.values()):
            raise NotPossibleNow("test.too_many_right")
        right[row.pk] = {name: int(cell or 0) for name, cell in cells.items()}
    if not right:
        raise NotPossibleNow("test.nothing_entered")
    return right


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def learner_by_link(request: Request, token: str) -> HttpResponseBase:
    """What can I do? For somebody who learns without an account: their tests, and what they think of it.

    Opening changes nothing, and the page names nobody.
    """
    try:
        found = links.enrolment_of(token)
    except NotAllowed as refused:
        words = explain(refused, get_language())
        return _private(render(request, "warnings/link_refused.html", {**BARE, "words": words}, status=403))
    here = reverse("learner_by_link", args=[token])
    kind, ref = request.GET.get("kind", ""), request.GET.get("module", "")
    if kind in TEST_KINDS:
        return _private(_test_by_link(request, found, ref, "before" if kind == "before" else "after", here))
    form = EvaluationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def give() -> Any:
            return services.evaluation_give(enrolment=found, language=get_language() or "", **given)

        if attempted(form, give) is not None:
            return _private(redirect(here))
    result = _own_result(found, request.GET.get("result", ""))
    if result is not None:
        context = {**BARE, **_result(result), "back_url": here}
        return _private(render(request, "cooperation/test_result.html", context))
    evaluates = found.cohort is not None and found.cohort.status in ("under_way", "ended")
    context = {
        **BARE,
        "cohort": found.cohort,
        "tests": own_tests(found),
        "kinds": test_words(),
        "here": here,
        "form": form if evaluates and not found.progress.get("evaluated") else None,
        "thanked": bool(found.progress.get("evaluated")),
    }
    return _private(render(request, "cooperation/learner_by_link.html", context))


def _test_by_link(
    request: Request, found: Enrolment, ref: str, kind: learning.TestKind, here: str
) -> HttpResponse:
    try:
        services.may_take(found, ref, kind)
        module = teaching.needed(ref)
        if request.method != "POST":
            return _page(request, found, module, kind, here, BARE)
        made = services.test_result_record(
            viewer=selectors.learner_of(found),
            enrolment=found,
            module=ref,
            kind=kind,
            answers=teaching.answers_of(module, kind, str(found.pk), request.POST),
            language=get_language() or "",
            by_link=True,
        )
    except NotPossibleNow as refused:
        return _refused(request, refused, here, BARE)
    return redirect(f"{here}?result={made.pk}")


def _own_result(found: Enrolment, asked: str) -> TestResult | None:
    from nadhir.web.core.acting import identifier_of

    key = identifier_of(asked)
    return found.results.filter(pk=key).select_related("enrolment__cohort").first() if key else None


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
