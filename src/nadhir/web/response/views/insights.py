"""What networks tell, under the rule of attribution; and what became of it, which they are owed."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nadhir.web.core import policy
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.response import selectors, services
from nadhir.web.response.forms import dialogue as forms
from nadhir.web.response.models import Insight
from nadhir.web.response.views.acting import act, done


@signed_in
def insights(request: Request) -> HttpResponseBase:
    """What was told, and to what is an answer owed?"""
    viewer = request.viewer
    policy.require(viewer, "network.ask")
    found = selectors.insights(viewer)
    page = page_of(request, found)
    context = {
        "page": page,
        "rows": [selectors.shown(viewer, one) for one in page.rows],
        "owed": found.filter(feedback_at=None).count(),
        "may_give": directory.own_networks(viewer).exists(),
    }
    return render(request, "response/insights.html", context)


@signed_in
def insight_new(request: Request) -> HttpResponseBase:
    """Tell analysts something."""
    viewer = request.viewer
    policy.require(viewer, "insight.give")
    form = forms.InsightForm(
        request.POST or None,
        viewer=viewer,
        activations=selectors.activations,
        initial=_asked(viewer, request.GET.get("activation", "")),
    )
    made: list[Insight] = []
    if done(request, form, lambda: made.append(services.insight_give(viewer=viewer, **form.told()))):
        messages.success(request, _("Given. The desk owes you an answer on what becomes of it."))
        return redirect("insight", pk=made[0].pk)
    lead = _("It becomes a report of the desk that is told, with no more of its origin than the rule allows.")
    return act(
        request, form, title=_("Give an insight"), lead=lead, back=reverse("insights"), button=_("Give it")
    )


def _asked(viewer: Viewer, named: str) -> dict[str, Any]:
    """What the request that it answers already says."""
    try:
        found = selectors.activations(viewer).filter(pk=uuid.UUID(named)).first()
    except ValueError:
        return {}
    if found is None:
        return {}
    return {"activation": found.pk, "network": found.network_id, "situation": found.situation_id}


@signed_in
def insight(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What was said, how may it be used, what became of it?"""
    viewer = request.viewer
    found = selectors.insight(viewer, pk)
    answers = found.desk_id == viewer.organisation_id and policy.may(viewer, "item.read")
    form = forms.FeedbackForm(request.POST or None, initial={"version": found.version})

    def answer() -> None:
        services.insight_answer(viewer=viewer, insight=found, **form.cleaned_data)

    if done(request, form, answer):
        messages.success(request, _("The network reads it now."))
        return redirect("insight", pk=pk)
    context = {
        "shown": selectors.shown(viewer, found),
        "insight": found,
        "form": form if answers and not found.feedback else None,
    }
    status = 200 if request.method != "POST" else getattr(form, "refused", 422)
    return render(request, "response/insight.html", context, status=status)
