"""Pages on which a member gives its part of a report: signed in, or by a signed link without an account.

Opening a link changes nothing: scanners of messages open every link before a person does. It shows the
question and what was sent, nothing of the report. A link that is forged, old or closed gets the same refusal
as one that never was.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nadhir.doctrine import reports as templates
from nadhir.doctrine.phrases import explain
from nadhir.errors import NotAllowed
from nadhir.web.cooperation import report_links, reporting, selectors, services
from nadhir.web.cooperation.forms.reports import GiveForm
from nadhir.web.cooperation.models import Contribution
from nadhir.web.core.acting import attempted, status_after
from nadhir.web.core.http import Request, signed_in

BARE: dict[str, Any] = {"nav": [], "viewer": None, "search_url": None}


def _question(one: Contribution) -> dict[str, Any]:
    """What is asked, of whom, for what, by when."""
    section, lang = templates.template(one.report.template).section(one.section), get_language()
    return {
        "contribution": one,
        "title": section.title.in_(lang),
        "guidance": section.guidance.in_(lang),
        "report_names": one.report.names,
        "period": reporting.period_words(one.report),
        "open": report_links.answerable(one),
    }


@signed_in
def contribution(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What am I asked for, and what became of what I gave?"""
    viewer = request.viewer
    one = selectors.contribution(viewer, pk)
    mine = viewer.user_id is not None and viewer.user_id == one.asked_of_id
    first = {"text": one.text, "language": one.language or viewer.language}
    data = request.POST if request.method == "POST" else None
    form = GiveForm(data, languages=one.report.languages, initial=first)
    if request.method == "POST" and not mine:
        raise NotAllowed("not_allowed.act", act="contribution.give")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempted(form, lambda: services.contribution_give(viewer=viewer, contribution=one, **given)):
            return redirect(f"{reverse('contribution', args=[pk])}?given=1")
    context = {**_question(one), "form": form, "mine": mine, "given": "given" in request.GET}
    return render(request, "cooperation/contribution.html", context, status=status_after(request, form))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contribution_by_link(request: Request, token: str) -> HttpResponseBase:
    """The same for whoever has no account."""
    try:
        one = report_links.contribution_of(token)
    except NotAllowed as refused:
        words = explain(refused, translation.get_language())
        return _private(render(request, "warnings/link_refused.html", {**BARE, "words": words}, status=403))
    first = {"text": one.text, "language": one.language or one.report.languages[0]}
    data = request.POST if request.method == "POST" else None
    form = GiveForm(data, languages=one.report.languages, initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempted(form, lambda: services.contribution_give_by_link(contribution=one, **given)):
            return _private(redirect(f"{reverse('contribution_by_link', args=[token])}?given=1"))
    context = {**BARE, **_question(one), "form": form, "mine": True, "given": "given" in request.GET}
    status = status_after(request, form)
    return _private(
        render(request, "cooperation/contribution.html", {**context, "bare": True}, status=status)
    )


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
