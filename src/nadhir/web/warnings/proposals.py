"""Pages of what the thresholds propose: the list, and saying why one is not followed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadhir.doctrine import places
from nadhir.errors import DoctrineError
from nadhir.web.core import export, policy
from nadhir.web.core.acting import attempted, status_after
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import day, in_words, month, number
from nadhir.web.situations import selectors as situations
from nadhir.web.warnings import selectors, services
from nadhir.web.warnings.forms import ReasonForm
from nadhir.web.warnings.models import Proposal


def reason_of(one: Proposal) -> str:
    """What crossed the threshold, in a sentence that can stand under "why now"."""
    facts: Mapping[str, Any] = one.facts
    if one.kind == Proposal.Kind.FORECAST:
        return _(
            "The statistical risk of a new mass killing in %(country)s within two years is put at "
            "%(risk)s %%, after %(before)s %% a year earlier (place %(rank)s, before %(rank_before)s)."
        ) % {
            "country": _country(facts["country"]),
            "risk": number(round(100 * facts["risk"], 1)),
            "before": number(round(100 * facts["before"], 1)),
            "rank": number(facts["rank"]),
            "rank_before": number(facts["rank_before"] or 0),
        }
    if one.kind == Proposal.Kind.SURGE:
        return ngettext(
            "%(n)s urgent expression was found in %(month)s, against %(mean)s in a usual month.",
            "%(n)s urgent expressions were found in %(month)s, against %(mean)s in a usual month.",
            facts["now"],
        ) % {"n": number(facts["now"]), "month": _month(facts["month"]), "mean": number(facts["mean"])}
    if one.kind == Proposal.Kind.OCCASION:
        return _("%(name)s on %(day)s may trigger violence, and the time to prepare for it has begun.") % {
            "name": in_words(facts["names"]),
            "day": day(date.fromisoformat(facts["on"])),
        }
    return ngettext(
        "%(month)s held %(events)s reported events, more than any month of the year before "
        "(at most %(most)s).",
        "%(month)s held %(events)s reported events, more than any month of the %(n)s years before "
        "(at most %(most)s).",
        facts["years"],
    ) % {
        "month": _month(facts["month"]),
        "events": number(facts["events"]),
        "n": number(facts["years"]),
        "most": number(facts["most_before"]),
    }


def _country(iso3: str) -> str:
    try:
        return in_words(places.country(iso3).names.as_dict())
    except DoctrineError:
        return iso3


def _month(first: str) -> str:
    return month(date.fromisoformat(first))


def where_to_look(one: Proposal) -> str:
    """The page on which the figures of a proposal can be looked at."""
    if one.kind == Proposal.Kind.FORECAST:
        return reverse("outlook_country", args=[one.facts["country"]])
    if one.kind == Proposal.Kind.OCCASION:
        return reverse("occasion", args=[one.facts["occasion"]])
    return reverse("situation", args=[one.situation_id])


@signed_in
def proposal_list(request: Request) -> HttpResponseBase:
    """What do the thresholds propose to look at, and what became of it?"""
    viewer = request.viewer
    policy.require(viewer, "proposal.judge")
    judged = request.GET.get("show") == "judged"
    found = selectors.proposals(viewer)
    opened = found.filter(status=Proposal.Status.OPEN).count()
    shown = (
        found.exclude(status=Proposal.Status.OPEN) if judged else found.filter(status=Proposal.Status.OPEN)
    )
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("nadhir-proposals", *_table(found[: export.MOST]))
    page = page_of(request, shown.select_related("judged_by", "warning"))
    watched = situations.situations(viewer).in_bulk({one.situation_id for one in page.rows})
    signed = situations.current_of(viewer, watched.values())
    rows = [
        {
            "proposal": one,
            "reason": reason_of(one),
            "look": where_to_look(one),
            "situation": watched.get(one.situation_id),
            "assessment": signed.get(one.situation_id),
        }
        for one in page.rows
    ]
    context = {
        "page": page,
        "rows": rows,
        "opened": opened,
        "judged": judged,
        "tabs": [
            {"label": _("Open"), "url": "?", "active": not judged},
            {"label": _("Judged"), "url": "?show=judged", "active": judged},
        ],
        "may_draft": policy.may(viewer, "warning.draft"),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "warnings/proposals.html", context)


def _table(found: QuerySet[Proposal]) -> tuple[list[str], list[list[Any]]]:
    columns = [_("Threshold"), _("Why now"), _("Proposed"), _("Status"), _("Reason"), _("Warning")]
    rows = [
        [
            one.get_kind_display(),
            reason_of(one),
            one.created_at,
            one.get_status_display(),
            one.dismissed_because,
            one.warning.number if one.warning else "",
        ]
        for one in found.select_related("warning")
    ]
    return columns, rows


@signed_in
def proposal_dismiss(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say why a proposal is not followed."""
    viewer = request.viewer
    one = selectors.proposal(viewer, pk)
    policy.require(viewer, "proposal.judge", one)
    form: forms.Form = ReasonForm(request.POST or None, label=_("Why no warning is due"))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = attempted(form, lambda: services.proposal_dismiss(viewer=viewer, proposal=one, **given))
        if done is not None:
            messages.success(request, _("Kept with its reason."))
            return redirect("proposals")
    context = {"form": form, "proposal": one, "reason": reason_of(one), "back_url": reverse("proposals")}
    return render(request, "warnings/proposal_dismiss.html", context, status=status_after(request, form))
