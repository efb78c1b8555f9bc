"""The page on which people without an account tell what happened, and read what became of it.

Nothing of the sender is asked, kept or sent on: no name, no cookie, no address in the database. How much
comes from one address is counted for some minutes in memory, as a hash, so that nobody drowns the desk.

The page works without a script and without a line: a small worker in the browser keeps the page, and what was
written waits on the device until it can leave. Then it is wiped from the device.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django import forms
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nadhir.doctrine.phrases import explain
from nadhir.doctrine.text import LANGUAGES
from nadhir.errors import NadhirError, NotPossibleNow
from nadhir.web.accounts.selectors import desk_that_is_told
from nadhir.web.core import clock, throttling
from nadhir.web.core.http import Request, signed_in
from nadhir.web.intake import selectors, services
from nadhir.web.intake.models import Item, PublicReport
from nadhir.web.intake.services.telling import LONGEST, code_hash, code_read, day_told

View = Callable[[HttpRequest], HttpResponseBase]
BARE: dict[str, Any] = {"nav": [], "viewer": None, "search_url": None}
# How much one address, and everybody together, may send.
ONE, ALL = 12, 600
TOO_MANY = "told.too_many"
TRIES = 20  # codes that one address may try
# Pictures fill a disk: how many one address, and everybody together, may send.
PICTURES, ALL_PICTURES = 4, 60


class ToldForm(forms.Form):
    """What happened, where, when, and whether somebody is in danger."""

    WHEN = [
        ("today", _("Today")),
        ("yesterday", _("Yesterday")),
        ("week", _("This week")),
        ("other", _("Another day")),
    ]
    DANGER = [("now", _("Yes, now")), ("soon", _("Perhaps soon")), ("no", _("No, or I do not know"))]

    text = forms.CharField(
        label=_("What did you see or hear?"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 5, "dir": "auto", "autocomplete": "off"}),
    )
    where = forms.CharField(
        label=_("Where?"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
        help_text=_("The nearest town or area. Only analysts see it."),
    )
    when = forms.ChoiceField(label=_("When?"), choices=WHEN, required=False, widget=forms.RadioSelect)
    day = forms.DateField(label=_("Which day"), required=False, widget=forms.DateInput({"type": "date"}))
    danger = forms.ChoiceField(
        label=_("Is somebody in danger?"), choices=DANGER, required=False, widget=forms.RadioSelect
    )
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png"}),
        help_text=_("Where and with what it was taken is removed before it is kept."),
    )
    code = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day is not None and day > clock.now().date():
            raise forms.ValidationError(_("That day has not come yet."))
        return day


def in_own_language(view: View) -> View:
    """Answer in the language that the address or the form names; no cookie remembers it."""

    @wraps(view)
    def spoken(request: HttpRequest) -> HttpResponseBase:
        wanted = request.POST.get("language") or request.GET.get("language") or ""
        if wanted not in LANGUAGES:
            return view(request)
        with translation.override(wanted):
            answer = view(request)
            answer.headers["Content-Language"] = wanted
            return answer

    return spoken


@csrf_exempt  # it acts for nobody: whoever sends it from elsewhere only tells us something
@require_http_methods(["GET", "HEAD", "POST"])
@in_own_language
def told_new(request: HttpRequest) -> HttpResponseBase:
    """Tell us what happened. No account is needed, and no name is asked."""
    if desk_that_is_told() is None:
        raise Http404
    form = ToldForm(request.POST or None, request.FILES or None, initial={"when": "today", "danger": "no"})
    by_script = request.headers.get("Accept", "").startswith("application/json")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                throttling.count(request, "told", ONE, ALL, code=TOO_MANY)
                if form.cleaned_data["picture"]:
                    throttling.count(request, "picture", PICTURES, ALL_PICTURES, code=TOO_MANY)
                code = _take(dict(form.cleaned_data))
            except NadhirError as refused:
                form.add_error(None, explain(refused, get_language()))
                status = 429 if refused.code == TOO_MANY else 422
            else:
                if by_script:
                    return _private(JsonResponse({"code": code}))
                return _private(render(request, "intake/told_thanks.html", {**BARE, "code": code}))
    if by_script:
        words = [str(word) for several in form.errors.values() for word in several]
        return _private(JsonResponse({"problems": words}, status=status))
    return _private(render(request, "intake/told.html", {**BARE, "form": form}, status=status))


def _take(given: dict[str, Any]) -> str:
    when, day = given.pop("when") or "today", given.pop("day")
    today = clock.now().date()
    sent = given.pop("picture")
    told = services.public_report_take(
        text=given["text"],
        code=given["code"] or None,
        where=given["where"],
        day=day if when == "other" else day_told(when, today),
        danger=given["danger"] or PublicReport.Danger.NO,
        picture=sent.read() if sent else None,
    )
    return told[1]


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@in_own_language
def told_answer(request: HttpRequest) -> HttpResponseBase:
    """What became of a report, for whoever has its code. The code is never part of an address."""
    if desk_that_is_told() is None:
        raise Http404
    context: dict[str, Any] = dict(BARE)
    status = 200
    if request.method == "POST":
        try:
            throttling.count(request, "code", TRIES, ALL, code=TOO_MANY)
            context["report"], context["state"] = _found(request.POST.get("code", ""))
        except NotPossibleNow as refused:
            context["words"] = explain(refused, get_language())
            status = 422
    return _private(render(request, "intake/told_answer.html", context, status=status))


def _found(typed: str) -> tuple[PublicReport, str]:
    code = code_read(typed)
    report = selectors.told_by_code(code_hash(code)) if code else None
    if report is None:
        raise NotPossibleNow("told.unknown_code")
    if report.item.erased_at is not None or report.item.status == Item.Status.DISMISSED:
        return report, "read"
    return report, "new" if report.item.status == Item.Status.NEW else "read"


@require_GET
def told_worker(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001
    """The worker that keeps this page in the browser; served from here so that it reaches no other page."""
    path = finders.find("nadhir/report-worker.js")
    if path is None:
        raise Http404
    with open(str(path), "rb") as script:  # noqa: PTH123
        answer = HttpResponse(script.read(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@signed_in
@require_POST
def told_reply(request: Request, pk: Any) -> HttpResponseBase:
    """Answer whoever told it."""
    report = selectors.told(request.viewer, pk)
    services.public_report_answer(viewer=request.viewer, report=report, answer=request.POST.get("answer", ""))
    return redirect("item", pk=report.item_id)


@signed_in
@require_GET
def told_picture(request: Request, pk: Any) -> HttpResponseBase:
    """The picture that came with a report."""
    report = selectors.told(request.viewer, pk)
    if report.picture is None:
        raise Http404
    answer = HttpResponse(bytes(report.picture), content_type="image/jpeg")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    response.headers["Cache-Control"] = "no-store"
    return response
