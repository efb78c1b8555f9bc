"""Disputes before a standing forum: who brought what, where does it stand, how did it end?"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nadhir.errors import NotAllowed
from nadhir.web.core import policy
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.response import selectors, services
from nadhir.web.response.forms import dialogue as forms
from nadhir.web.response.models import Dispute
from nadhir.web.response.views.acting import act, done


@signed_in
def disputes(request: Request) -> HttpResponseBase:
    """Which disputes are before a forum?"""
    viewer = request.viewer
    policy.require(viewer, "network.ask")
    found = selectors.disputes(viewer)
    context = {
        "page": page_of(request, found),
        "going_on": found.filter(outcome=Dispute.Outcome.OPEN).count(),
        "may_record": directory.own_networks(viewer).exists(),
    }
    return render(request, "response/disputes.html", context)


@signed_in
def dispute_new(request: Request) -> HttpResponseBase:
    """Record a dispute that was brought before a forum."""
    viewer = request.viewer
    policy.require(viewer, "dispute.record")
    form = forms.DisputeForm(request.POST or None, viewer=viewer)
    made: list[Dispute] = []
    if done(request, form, lambda: made.append(services.dispute_open(viewer=viewer, **form.told()))):
        return redirect("dispute", pk=made[0].pk)
    lead = _("Parties get letters. Nobody is talked with before they agreed to it.")
    return act(
        request,
        form,
        title=_("Record a dispute"),
        lead=lead,
        back=reverse("disputes"),
        button=_("Record it"),
    )


@signed_in
def dispute(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What is it about, who agreed to talk, what was done?"""
    viewer = request.viewer
    found = selectors.dispute(viewer, pk)
    keeps = directory.keeps(viewer, found.forum)
    unread = _("cannot be read")
    seen = {one.pk for one in selectors.engagements(viewer).filter(kind="dialogue")}
    context = {
        "dispute": found,
        "keeps": keeps,
        "parties": [
            {"party": one, "name": one.name.open_or(unread) if keeps else ""}
            for one in selectors.parties(viewer, found)
        ],
        "steps": [
            {
                "step": one,
                "note": one.note.open_or(unread) if keeps else "",
                "session": one.session if one.session_id in seen else None,
            }
            for one in selectors.dispute_steps(viewer, found)
        ],
        "terms": found.terms.open_or(unread) if keeps or not found.terms_secret else "",
        "going_on": found.outcome == Dispute.Outcome.OPEN,
    }
    return render(request, "response/dispute.html", context)


@signed_in
def dispute_consent(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Record which parties agreed to be talked with."""
    viewer, found = request.viewer, _kept(request.viewer, pk)
    letters = [one.letter for one in selectors.parties(viewer, found)]
    form = forms.PartiesForm(request.POST or None, letters=letters)

    def consent() -> None:
        services.dispute_consent(viewer=viewer, dispute=found, **form.cleaned_data)

    return _acted(request, form, found, consent, title=_("Who agreed to talk"), button=_("Record it"))


@signed_in
def dispute_step(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Record a step of the mediation."""
    viewer, found = request.viewer, _kept(request.viewer, pk)
    form = forms.StepForm(request.POST or None, viewer=viewer, sessions=selectors.engagements)

    def step() -> None:
        services.dispute_step(viewer=viewer, dispute=found, **form.cleaned_data)

    return _acted(request, form, found, step, title=_("Record a step"), button=_("Record it"))


@signed_in
def dispute_end(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say how it ended."""
    viewer, found = request.viewer, _kept(request.viewer, pk)
    form = forms.OutcomeForm(request.POST or None)

    def end() -> None:
        services.dispute_end(viewer=viewer, dispute=found, **form.cleaned_data)

    return _acted(request, form, found, end, title=_("How it ended"), button=_("Record it"))


def _kept(viewer: Viewer, pk: uuid.UUID) -> Dispute:
    found = selectors.dispute(viewer, pk)
    if not directory.keeps(viewer, found.forum):
        raise NotAllowed("not_allowed.act", act="dispute.record")
    return found


def _acted(request: Request, form: Any, found: Dispute, do: Any, **shown: Any) -> HttpResponseBase:
    if done(request, form, do):
        messages.success(request, _("Recorded."))
        return redirect("dispute", pk=found.pk)
    return act(request, form, lead="", back=reverse("dispute", args=[found.pk]), **shown)
