"""Learning alone: which modules there are, reading one, its exercises, case and tests, taking it along."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from nadhir.doctrine import learning
from nadhir.doctrine.phrases import explain
from nadhir.doctrine.text import language
from nadhir.errors import DoctrineError, NotPossibleNow
from nadhir.web.cooperation import selectors, services, teaching
from nadhir.web.cooperation.documents import learning as papers
from nadhir.web.cooperation.forms.cohorts import SETTINGS, TEST_KINDS, test_words
from nadhir.web.cooperation.models import Module
from nadhir.web.cooperation.selectors import learning as read
from nadhir.web.cooperation.views.testing import explained, laid_out
from nadhir.web.core import policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.middleware import status_of
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.documents.outlet import NAMES, Offer, outlet


@signed_in
@require_safe
def learning_list(request: Request) -> HttpResponseBase:
    """What can I learn here, and how far am I?"""
    viewer = request.viewer
    offered = [one for _ref, one in teaching.choices(viewer)]
    far = read.progress_of(viewer, offered)
    ours = read.modules(viewer)
    rows = [_row(one, far[one.ref]) for one in offered]
    own = ours.filter(owner_id=viewer.organisation_id) if viewer.organisation_id else ours.none()
    drafts = own.exclude(status=Module.Status.PUBLISHED)[:50]
    context = {
        "rows": rows,
        "invented": {one.ref for one in ours.filter(fictional=True)},
        "begun": sum(row["progress"].enrolment is not None for row in rows),
        "completed": sum(row["progress"].completed for row in rows),
        "drafts": [{"row": one, "title": one.content.get("title", {})} for one in drafts],
        "paths": selectors.learning_paths(viewer)[:20],
        "may_write": policy.may(viewer, "module.write"),
    }
    return render(request, "cooperation/learning.html", context)


def _row(module: learning.Module, far: read.Progress) -> dict[str, Any]:
    sections = module.sections_in(far.setting)
    return {
        "module": module,
        "progress": far,
        "sections": len(sections),
        "read": len(far.read),
        "settings": [
            (setting, dict(SETTINGS)[setting], module.minutes[setting]) for setting in module.settings
        ],
        "languages": [(code, NAMES[code]) for code in module.languages],
    }


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def module(request: Request, ref: str) -> HttpResponseBase:
    """What is in this module, for whom, and where did I stop? Posting chooses the edition."""
    viewer = request.viewer
    seen = read.module(viewer, ref)
    if request.method == "POST":
        services.enrolment_begin(viewer=viewer, module=seen.module, setting=request.POST.get("setting", ""))
        return redirect("module", ref=ref)
    far = read.progress(viewer, seen.module)
    sections = seen.module.sections_in(far.setting)
    context = {
        **_row(seen.module, far),
        "seen": seen,
        "sections": [{"section": one, "read": one.id in far.read} for one in sections],
        **_lacking(seen.module, far),
        "requires": [one for one in learning.modules() if one.slug in seen.module.requires],
        "tests": [
            {"kind": kind, "words": test_words()[kind], "result": far.tests.get(kind)} for kind in TEST_KINDS
        ],
        "reader": _reader(seen.module),
        "row": seen.row,
        "may_export": policy.may(viewer, "table.export"),
        **_may(viewer, seen.row),
    }
    return render(request, "cooperation/module.html", context)


def _lacking(module: learning.Module, far: read.Progress) -> dict[str, Any]:
    """The section to read next, and what is still to do before the module is completed."""
    unread = [one for one in module.sections_in(far.setting) if one.id not in far.read]
    tested = "after" in far.tests and far.tests["after"].passed
    lacking = {} if far.completed else {"sections": len(unread), "test": not tested}
    return {"next": unread[0] if unread else None, "lacking": lacking}


def _may(viewer: Viewer, row: Module | None) -> dict[str, bool]:
    draft = row is not None and row.status == Module.Status.DRAFT
    publishes = row is not None and policy.may(viewer, "module.publish", row)
    return {
        "may_write": policy.may(viewer, "module.write"),
        "may_edit": draft and policy.may(viewer, "module.write", row),
        "may_publish": draft and publishes and row is not None and row.written_by_id != viewer.user_id,
        "may_withdraw": publishes and row is not None and row.status != Module.Status.WITHDRAWN,
    }


def _reader(module: learning.Module) -> str:
    """The language in which a module is shown: the reader's, or the first that it is written in."""
    asked = language(get_language())
    return asked if asked in module.languages else module.languages[0]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def module_section(request: Request, ref: str, lesson: str) -> HttpResponseBase:
    """One section to read. Posting says that it was read and goes on, or answers an exercise."""
    viewer = request.viewer
    seen = read.module(viewer, ref)
    far = read.progress(viewer, seen.module)
    try:
        shown = seen.module.section(lesson)
    except DoctrineError:
        raise Http404 from None
    sections = list(seen.module.sections_in(far.setting))
    place = next((at for at, one in enumerate(sections) if one.id == lesson), None)
    after = sections[place + 1] if place is not None and place + 1 < len(sections) else None
    answered = request.POST.get("exercise", "")
    if request.method == "POST" and not answered:
        services.enrolment_read(viewer=viewer, module=seen.module, section=lesson)
        if after is not None:
            return redirect("module_section", ref=ref, lesson=after.id)
        return redirect("module_case", ref=ref) if seen.module.case else redirect("module", ref=ref)
    exercises = [
        _exercise(one, request.POST.get("answer", "") if one.id == answered else "")
        for one in seen.module.exercises_after(lesson, far.setting)
    ]
    context = {
        "seen": seen,
        "module": seen.module,
        "section": shown,
        "number": None if place is None else place + 1,
        "count": len(sections),
        "before": sections[place - 1] if place else None,
        "after": after,
        "is_read": lesson in far.read,
        "exercises": exercises,
        "reader": _reader(seen.module),
    }
    if request.headers.get("HX-Request") and answered:
        chosen = [one for one in exercises if one["exercise"].id == answered]
        return render(
            request, "cooperation/_exercise.html", {**context, "one": chosen[0] if chosen else None}
        )
    return render(request, "cooperation/module_section.html", context)


def _exercise(exercise: learning.Exercise, answer: str) -> dict[str, Any]:
    chosen = next((option for option in exercise.options if option.id == answer), None)
    options = learning.shuffled(exercise.options, exercise.id)
    return {"exercise": exercise, "options": options, "chosen": chosen}


@signed_in
@require_safe
def module_case(request: Request, ref: str) -> HttpResponseBase:
    """An invented story to work through, with what a good answer has in it."""
    seen = read.module(request.viewer, ref)
    if seen.module.case is None:
        raise Http404
    context = {"seen": seen, "module": seen.module, "case": seen.module.case, "reader": _reader(seen.module)}
    return render(request, "cooperation/module_case.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def module_test(request: Request, ref: str, test_kind: str) -> HttpResponseBase:
    """What do I know, before and after? The page asks, or shows what was right and why."""
    viewer = request.viewer
    seen = read.module(viewer, ref)
    if test_kind not in TEST_KINDS:
        raise Http404
    kind: learning.TestKind = "before" if test_kind == "before" else "after"
    far = read.progress(viewer, seen.module)
    back = reverse("module", args=[ref])
    base = {"module": seen.module, "kind": kind, "kind_words": test_words()[kind], "back_url": back}
    if request.method == "POST":
        begun = services.enrolment_begin(viewer=viewer, module=seen.module)
        if "begin" in request.POST:
            return redirect("module_test", ref=ref, test_kind=kind)
        try:
            services.test_result_record(
                viewer=viewer,
                enrolment=begun,
                module=ref,
                kind=kind,
                answers=teaching.answers_of(seen.module, kind, str(begun.pk), request.POST),
                language=get_language() or "",
                by_link=False,
            )
        except NotPossibleNow as refused:
            words = explain(refused, get_language())
            page = {**base, "words": words}
            return render(request, "cooperation/test_refused.html", page, status=status_of(refused))
        services.enrolment_tested(enrolment=begun, module=seen.module)
        return redirect("module_test", ref=ref, test_kind=kind)
    known = far.tests.get(kind)
    if known is not None and (known.passed or kind == "before" or "again" not in request.GET):
        each = explained(seen.module, known) if "given" in known.answers else []
        percent = round(100 * known.right / known.questions) if known.questions else 0
        missed = [one for one in seen.module.objectives if _missed(known.answers, one.id)]
        page = {**base, "result": known, "each": each, "percent": percent, "missed": missed, "alone": True}
        page |= _lacking(seen.module, far)
        return render(request, "cooperation/module_test_result.html", page)
    seed = str(far.enrolment.pk) if far.enrolment else None
    if seed is None:
        # Which questions are asked depends on the enrolment: it is begun by opening the test with a button.
        return render(
            request, "cooperation/module_test_begin.html", {**base, "count": seen.module.test_length}
        )
    return render(request, "cooperation/test.html", {**base, "questions": laid_out(seen.module, kind, seed)})


def _missed(answers: dict[str, Any], objective: str) -> bool:
    right, many = answers.get("objectives", {}).get(objective, (0, 0))
    return bool(right < many)


@signed_in
@require_safe
def module_offline(request: Request, ref: str) -> HttpResponseBase:
    """The module as one file that opens without a line, in one language and edition."""
    seen = read.module(request.viewer, ref)
    asked = request.GET.get("lang", "")
    lang = asked if asked in seen.module.languages else _reader(seen.module)
    setting = request.GET.get("setting", "")
    setting = setting if setting in seen.module.minutes else seen.module.settings[0]
    with translation.override(lang):
        content = render(
            request, "cooperation/module_offline.html", papers.offline(seen.module, setting, lang)
        ).content
    response = HttpResponse(content, content_type="text/html; charset=utf-8")
    name = f"{seen.module.slug}-{seen.module.edition}-{setting}-{lang}.html"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def module_document(request: Request, ref: str) -> HttpResponseBase:
    """The module as a handbook, PDF or Word, in a language of choice."""
    seen = read.module(request.viewer, ref)
    asked = request.GET.get("setting", "")
    setting = asked if asked in seen.module.minutes else seen.module.settings[0]
    back = (reverse("module", args=[ref]), in_words(seen.module.title))
    subject = papers.Subject(seen.module, setting, seen.row)
    name = f"{seen.module.slug}-{setting}"
    return outlet(request, Offer(papers.KIND, subject, seen.row, None, name, back, (("setting", setting),)))
