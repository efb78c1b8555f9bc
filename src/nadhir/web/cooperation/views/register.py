"""What institutions agreed, when they met, and what they promised one another."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from nadhir import doctrine
from nadhir.web.cooperation import selectors
from nadhir.web.cooperation.forms import CooperationFilter
from nadhir.web.cooperation.models import Instrument
from nadhir.web.core import clock, export, policy
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Actor
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Engagement, Undertaking
from nadhir.web.situations import selectors as situations

SIDES = ("instruments", "engagements", "promises")


@signed_in
def cooperation(request: Request) -> HttpResponseBase:
    """Which agreements and meetings do we know of, and what was promised?"""
    viewer = request.viewer
    show = request.GET.get("show", "")
    show = show if show in SIDES else SIDES[0]
    form = CooperationFilter(request.GET or None, viewer=viewer, show=show)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    chosen.pop("show", None)
    found = _found(viewer, show, chosen)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response(show, *_table(viewer, show, found))
    page = page_of(request, found)
    _as_read(viewer, show, page.rows)
    context = {
        "show": show,
        "filter": form,
        "filtered": any(chosen.values()),
        "page": page,
        "origins": selectors.instruments_of(viewer, page.rows) if show == "promises" else {},
        "tabs": _tabs(show),
        "standing": _standing(viewer),
        "today": clock.now().date(),
        "may_record": policy.may(viewer, "engagement.record"),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "cooperation/cooperation.html", context)


def _found(viewer: Viewer, show: str, chosen: dict[str, Any]) -> QuerySet[Any]:
    if show == "promises":
        return selectors.promises(viewer)
    asked = {
        "words": chosen.get("q", ""),
        "kind": chosen.get("kind", ""),
        "party": chosen.get("party"),
    }
    if show == "engagements":
        return selectors.engagements(viewer, **asked)
    return selectors.instruments(viewer, **asked)


def _as_read(viewer: Viewer, show: str, found: list[Any]) -> list[Any]:
    """The rows as the viewer may read them, in place."""
    if show == "promises":
        return response.as_read(viewer, found)
    return response.as_told(viewer, found) if show == "engagements" else found


def _tabs(show: str) -> list[dict[str, Any]]:
    labels = {"instruments": _("Agreements"), "engagements": _("Meetings"), "promises": _("Promises")}
    return [
        {"label": labels[side], "url": "?" if side == SIDES[0] else f"?show={side}", "active": side == show}
        for side in SIDES
    ]


def _standing(viewer: Viewer) -> dict[str, int]:
    """The page in a sentence: how much there is, and what of the promises is open or late."""
    promised = selectors.promises(viewer)
    open_ones = promised.filter(ended_at=None)
    return {
        "instruments": selectors.instruments(viewer).count(),
        "engagements": selectors.engagements(viewer).count(),
        "open": open_ones.count(),
        "late": open_ones.filter(due_on__lt=clock.now().date()).count(),
        "undated": open_ones.filter(due_on=None).count(),
    }


def _table(viewer: Viewer, show: str, found: QuerySet[Any]) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    if show == "promises":
        return _promises_table(viewer, found)
    columns = [_("name"), _("kind"), _("with"), _("as written"), _("from"), _("until"), _("contradicted by")]

    def row(one: Instrument | Engagement) -> tuple[Any, ...]:
        dated = (one.dated if isinstance(one, Instrument) else one.held) or {}
        actors = one.parties if isinstance(one, Instrument) else one.convened_by
        other = "; ".join(claim["as_written"] for claim in dated.get("contradicted_by", []))
        return (
            in_words(one.names),
            one.get_kind_display(),
            "; ".join(in_words(actor.names) for actor in actors.all()),
            dated.get("as_written"),
            dated.get("start"),
            dated.get("end"),
            other,
        )

    return columns, (row(one) for one in _as_read(viewer, show, list(found[: export.MOST])))


def _promises_table(
    viewer: Viewer, found: QuerySet[Undertaking]
) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    columns = [_("what"), _("who"), _("agreement"), _("by"), _("status"), _("result")]
    promised = response.as_read(viewer, found[: export.MOST])
    origins = selectors.instruments_of(viewer, promised)
    rows = (
        (
            one.title,
            one.who,
            in_words(origins[one.origin_id].names) if one.origin_id in origins else "",
            one.due_on,
            one.get_status_display(),
            one.result,
        )
        for one in promised
    )
    return columns, rows


@signed_in
def instrument(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What was agreed, between whom, since when, and what came of it?"""
    viewer = request.viewer
    shown = selectors.instrument(viewer, pk)
    context = {
        "instrument": shown,
        "dated": shown.dated,
        "promises": response.as_read(viewer, selectors.promises(viewer, instrument=shown)[:100]),
        "today": clock.now().date(),
        "may_undertake": policy.may(viewer, "undertaking.make") and policy.works_on(viewer, shown),
    }
    return render(request, "cooperation/instrument.html", context)


@signed_in
def engagement(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Who met, when, where, and what came of it?"""
    viewer = request.viewer
    shown = selectors.engagement(viewer, pk)
    seen = directory.actors(viewer)
    took_part = response.participations(viewer, shown)
    hidden = response.withheld(viewer, shown)
    response.as_told(viewer, [shown])

    def told(name: str, **which: Any) -> QuerySet[Actor]:
        return seen.none() if name in hidden else seen.filter(**which)

    context = {
        "engagement": shown,
        "dated": shown.held,
        "hidden": hidden,
        "situation": situations.situations(viewer).filter(engagements=shown).first(),
        "consultation": response.consultations(viewer).filter(pk__in=[shown.consultation_id]).first(),
        "spoken_by": told("spoken_by", pk__in=[shown.spoken_by_id]).first(),
        "on_behalf_of": told("on_behalf_of", pk__in=[shown.on_behalf_of_id]).first(),
        "partners": told("partners", partnered=shown),
        "bodies_created": told("bodies_created", set_up_at=shown),
        "participants": took_part,
        "attendance": response.attendance_of(took_part),
        "goals": _goals(shown),
        "commitments": response.as_read(viewer, response.commitments(viewer, shown)),
        "files": response.files(viewer, shown),
        "may_change": policy.may(viewer, "engagement.change", shown) and not getattr(shown, "veiled", False),
    }
    return render(request, "cooperation/engagement.html", context)


def _goals(engagement: Engagement) -> list[str]:
    """The goals of the 2030 Agenda that it serves, by number and short name."""
    known = {goal.id: (goal.label or goal.text).in_(None) for goal in doctrine.load("sdg").roots()}
    return [f"{goal} · {known[goal]}" for goal in engagement.goals if goal in known]
