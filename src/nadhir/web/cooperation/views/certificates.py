"""Certificates: issued, handed over, revoked; and checked by anybody who holds the paper.

The page of checking needs no sign-in. It shows what the paper says and whether it holds, and no more; a
number cannot be guessed, and how many may be tried is limited. The reason of a revocation stays inside.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from nadhir.doctrine.phrases import explain
from nadhir.doctrine.text import LANGUAGES, language
from nadhir.errors import NotPossibleNow
from nadhir.web.cooperation import certifying, selectors, services
from nadhir.web.cooperation.documents import certificates as paper
from nadhir.web.cooperation.forms.cohorts import NumberForm, RevokeForm
from nadhir.web.cooperation.models import Certificate
from nadhir.web.cooperation.views.cohorts import _said
from nadhir.web.core import policy, throttling
from nadhir.web.core.acting import act
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import number

BARE: dict[str, Any] = {"nav": [], "viewer": None, "search_url": None}
TRIES, ALL_TRIES = 60, 3_000  # checks of one address, and of everybody, in ten minutes


def address_of(one: Certificate) -> str:
    """Where the paper is checked."""
    return f"{settings.BASE_URL}{reverse('certificate_check', args=[one.number])}"


@signed_in
@require_POST
def certificate_issue(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Issue a certificate to one person."""
    found = selectors.enrolment(request.viewer, pk)
    _said(
        request,
        lambda: services.certificate_issue(viewer=request.viewer, enrolment=found),
        _("Issued. It can be handed over now."),
    )
    return redirect("enrolment", pk=found.pk)


@signed_in
@require_POST
def certificates_issue(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Issue certificates to everybody who completed the cohort and has none."""
    from django.contrib import messages

    shown = selectors.cohort(request.viewer, pk)
    many = services.certificates_issue(viewer=request.viewer, cohort=shown)
    words = ngettext("%(n)s certificate issued.", "%(n)s certificates issued.", many) % {"n": number(many)}
    messages.success(request, words)
    return redirect("cohort", pk=shown.pk)


@signed_in
@require_GET
def certificate_document(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """The paper, in a language of choice; or its words with their signature, to be checked without a line."""
    found = selectors.certificate(request.viewer, pk)
    printed = json.loads(found.printed.open())
    if request.GET.get("form") == "json":
        answer = HttpResponse(certifying.statement(printed, found.signature), content_type="application/json")
        answer["Content-Disposition"] = f'attachment; filename="certificate-{found.number}.json"'
        return answer
    asked = request.GET.get("lang", "")
    lang = language(asked if asked in LANGUAGES else get_language())
    answer = HttpResponse(paper.to_pdf(printed, address_of(found), lang), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="certificate-{found.number}-{lang}.pdf"'
    return answer


@signed_in
def certificate_revoke(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Revoke a certificate."""
    viewer = request.viewer
    found = selectors.certificate(viewer, pk)
    cohort: Any = found.enrolment.cohort
    policy.require(viewer, "certificate.issue", cohort)
    return act(
        request,
        RevokeForm(request.POST or None),
        lambda given: services.certificate_revoke(viewer=viewer, certificate=found, **given),
        title=_("Revoke the certificate %(number)s") % {"number": found.number},
        lead=_("This cannot be taken back. Another can be issued to the same person."),
        button=_("Revoke it"),
        done=_("Revoked. Whoever checks it learns so from now on."),
        back=reverse("enrolment", args=[found.enrolment_id]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def certificate_ask(request: Request) -> HttpResponseBase:
    """Which certificate is to be checked?"""
    form = NumberForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            known = certifying.number_read(form.cleaned_data["number"])
            if known is not None:
                return _private(redirect("certificate_check", code=known))
            form.add_error("number", explain(NotPossibleNow("certificate.no_number"), get_language()))
    context = {**BARE, "form": form, "key": certifying.public_key()}
    return _private(render(request, "cooperation/certificate_ask.html", context, status=status))


@require_safe
def certificate_check(request: Request, code: str) -> HttpResponseBase:
    """What does this paper say, and does it hold?"""
    try:
        throttling.count(request, "certificate", TRIES, ALL_TRIES, code="certificate.too_many")
    except NotPossibleNow as refused:
        context = {**BARE, "words": explain(refused, get_language())}
        return _private(render(request, "cooperation/certificate_check.html", context, status=429))
    read = certifying.number_read(code)
    found = selectors.certificate_numbered(read) if read else None
    if found is None:
        context = {**BARE, "unknown": True, "typed": code[:40]}
        return _private(render(request, "cooperation/certificate_check.html", context, status=404))
    printed, intact = _printed(found)
    context = {
        **BARE,
        "certificate": found,
        "intact": intact,
        "name": printed.get("name", "") if intact else "",
        "facts": paper.facts(printed) if intact else [],
        "fictional": bool(printed.get("fictional")),
    }
    return _private(render(request, "cooperation/certificate_check.html", context))


def _printed(found: Certificate) -> tuple[dict[str, Any], bool]:
    """What was printed, and whether it is still what was signed."""
    try:
        printed = json.loads(found.printed.open())
    except (ValueError, NotPossibleNow):
        return {}, False
    if not isinstance(printed, dict) or printed.get("number") != found.number:
        return {}, False
    return printed, certifying.holds(printed, found.signature)


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
