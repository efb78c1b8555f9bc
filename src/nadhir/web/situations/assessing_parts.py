"""Writing the parts of a draft beside its findings, and checking the whole before it is handed on."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir import doctrine
from nadhir.doctrine.phrases import explain
from nadhir.errors import Conflict, NadhirError, NotPossibleNow
from nadhir.web.core import policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.situations import drafting, selectors, services
from nadhir.web.situations.models import Assessment
from nadhir.web.situations.reading import content_of, read
from nadhir.web.situations.services.parts import part_rows
from nadhir.web.situations.services.statements import Statement, remarks, uncited
from nadhir.web.situations.writing_parts import formset_of, rows_in


def part(request: Request, draft: Assessment, name: str) -> HttpResponseBase:
    """Write groups at risk, triggers ahead, scenarios or gaps."""
    viewer = request.viewer
    now = part_rows(viewer, draft, name)
    forms, status, theirs, problem = formset_of(viewer, draft, name, now), 200, None, ""
    seen = services.part_token(now)
    if request.method == "POST":
        forms, status = formset_of(viewer, draft, name, now, request.POST), 422
        sent_seen = request.POST.get("seen", "")
        if forms.is_valid():
            try:
                rows = rows_in(forms)
                changed = services.assessment_part_write(
                    viewer=viewer, assessment=draft, part=name, rows=rows, seen=sent_seen
                )
            except Conflict as conflict:
                status, problem = 409, explain(conflict, get_language())
                theirs = read(viewer, draft).parts
            except NotPossibleNow as refused:
                problem = explain(refused, get_language())
            else:
                messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
                onward = drafting.after([], name) if "onward" in request.POST else name
                return redirect(drafting.address_of(draft, onward))
        # Whoever has now seen what others saved may put their own words in place.
        seen = seen if status == 409 else sent_seen
    context = drafting.writing_frame(viewer, draft, name) | {
        "forms": forms,
        "seen": seen,
        "theirs": theirs,
        "problem": problem,
        "title": drafting.titles()[name],
        "citable": drafting.citable(viewer, draft),
    }
    return render(request, "situations/write_part.html", context, status=status)


def check(request: Request, draft: Assessment) -> HttpResponseBase:
    """What is not cited, and what the wording check remarks on, before the draft is handed on."""
    viewer = request.viewer
    content = content_of(draft)
    found = uncited(content)
    context = drafting.writing_frame(viewer, draft, drafting.CHECK) | {
        "sentences": [_sentence(draft, one) for one in found if not one.waved],
        "waved": [_sentence(draft, one) for one in found if one.waved],
        "remarks": remarks_of(draft),
        "citable": drafting.citable(viewer, draft),
    }
    return render(request, "situations/write_check.html", context)


def _sentence(draft: Assessment, one: Any) -> dict[str, Any]:
    written_in = drafting.part_of(draft.framework, one)
    return {
        "one": one,
        "where": place_words(draft, Statement(one.place, one.text)),
        "url": drafting.address_of(draft, written_in),
    }


def remarks_of(draft: Assessment) -> list[dict[str, Any]]:
    """What the check of wording remarks on, each with its place."""
    lang = get_language()
    return [
        {
            "where": place_words(draft, statement),
            "before": statement.text[max(0, remark.start - 60) : remark.start],
            "words": statement.text[remark.start : remark.end],
            "after": statement.text[remark.end : remark.end + 60],
            "why": remark.why.say(lang),
            "instead": remark.instead.in_(lang) if remark.instead else "",
        }
        for statement, remark in remarks(content_of(draft))
    ]


def place_words(draft: Assessment, one: Statement) -> str:
    """Where a text stands, in words."""
    lang = get_language()
    if one.kind in ("finding", "lowering"):
        catalogue = doctrine.load(draft.framework)
        if one.about not in catalogue:
            return one.about
        element = catalogue.element(one.about)
        return f"{element.number or ''} {(element.label or element.text).in_(lang)}".strip()
    titles = drafting.titles()
    of_kind = {
        "group": "groups",
        "trigger": "triggers",
        "scenario": "scenarios",
        "signs": "scenarios",
        "question": "gaps",
        "how": "gaps",
        "gaps": "gaps",
    }
    return titles[of_kind.get(one.kind, drafting.OVERALL)]


@signed_in
@require_POST
def assessment_claim(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Cite a passage behind a sentence, or let the sentence through without one."""
    draft = selectors.assessment(request.viewer, pk)
    policy.require(request.viewer, "assessment.draft", draft)
    digest, deed = request.POST.get("digest", "")[:16], request.POST.get("do", "")
    try:
        if deed == "cite":
            evidence = _uuid(request.POST.get("evidence", ""))
            services.assessment_claim_cite(
                viewer=request.viewer, assessment=draft, digest=digest, evidence=evidence
            )
            done = _("Cited.")
        else:
            waved = "" if deed == "undo" else deed
            services.assessment_claim_wave(
                viewer=request.viewer, assessment=draft, digest=digest, waved=waved
            )
            done = _("Kept. It is printed with the sentence.") if waved else _("Taken back.")
    except NadhirError as refused:
        messages.error(request, explain(refused, get_language()))
    else:
        messages.success(request, done)
    return redirect(drafting.address_of(draft, drafting.CHECK) + "#sentences")


def _uuid(written: str) -> uuid.UUID:
    try:
        return uuid.UUID(written)
    except ValueError:
        raise NotPossibleNow("finding.foreign_evidence") from None
