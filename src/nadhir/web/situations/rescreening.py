"""Reading reports again: asking for it, and how far it is."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nadhir.doctrine.phrases import explain
from nadhir.errors import InputRefused, NotAllowed, NotPossibleNow
from nadhir.web.core import policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.situations import selectors, tasks, veils
from nadhir.web.situations.models import Rescreening


class RescreeningForm(forms.Form):
    """Which reports are to be read again."""

    situation = forms.UUIDField(required=False)
    since = forms.DateField(required=False)


@signed_in
@require_POST
def rescreening_new(request: Request) -> HttpResponseBase:
    """Ask for reports to be read again with the words and the screener of today."""
    viewer = request.viewer
    policy.require(viewer, "screening.renew")
    form = RescreeningForm(request.POST)
    if not form.is_valid():
        raise NotAllowed("not_understood")
    asked = form.cleaned_data["situation"]
    situation = selectors.situation(viewer, asked) if asked else None
    try:
        run = tasks.rescreening_ask(viewer, situation, form.cleaned_data["since"])
    except NotPossibleNow as refused:
        messages.error(request, explain(refused, get_language()))
        latest = policy.visible(Rescreening.objects.all(), viewer).first()
        where = reverse("rescreening", args=[latest.pk]) if latest else reverse("situations")
        return redirect(where)
    messages.success(request, _("The reports are being read again. You need not wait here."))
    return redirect("rescreening", pk=run.pk)


@signed_in
@require_GET
def rescreening(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """How far the reading is, and what changed."""
    found = veils.veiled(Rescreening, request.viewer).select_related("situation")
    run = found.filter(pk=pk).first()
    if run is None:
        raise NotAllowed("not_allowed.record")
    problem = ""
    if run.problem:
        kept = run.problem
        problem = explain(InputRefused(kept["code"], book=kept["book"], **kept["params"]), get_language())
    context = {"run": run, "problem": problem, "open": run.state in ("queued", "running")}
    part = request.headers.get("HX-Request")
    template = "situations/_rescreening.html" if part else "situations/rescreening.html"
    return render(request, template, context)
