"""What institutions agreed, when they met, and what they promised one another."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nadhir import doctrine
from nadhir.web.cooperation import selectors, standing, telling
from nadhir.web.cooperation.forms import CooperationFilter
from nadhir.web.cooperation.models import Instrument
from nadhir.web.cooperation.selectors import agreed
from nadhir.web.core import export, policy
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Actor
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Engagement
from nadhir.web.situations import selectors as situations

SIDES = ("instruments", "engagements")


@signed_in
def cooperation(request: Request) -> HttpResponseBase:
    """Which agreements and meetings do we know of, and what runs out?"""
    viewer = request.viewer
    show = request.GET.get("show", "")
    if show == "promises":  # where promises were listed once
        rest = request.GET.copy()
        rest.pop("show")
        return redirect(reverse("promises") + (f"?{rest.urlencode()}" if rest else ""))
    show = show if show in SIDES else SIDES[0]
    form = CooperationFilter(request.GET or None, show=show)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    chosen.pop("show", None)
    found = _found(viewer, show, chosen)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response(show, *_table(viewer, show, found))
    page = page_of(request, found)
    if show == "engagements":
        response.as_told(viewer, page.rows)
    party = chosen.get("party")
    context = {
        "show": show,
        "filter": form,
        "applied": _applied(request, viewer, party),
        "filtered": any(chosen.values()),
        "page": page,
        "stand": _stand(viewer, page.rows) if show == "instruments" else {},
        "tabs": _tabs(show),
        "standing": _standing(viewer),
        "may_record": policy.may(viewer, "engagement.record"),
        "may_agree": policy.may(viewer, "instrument.record"),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "cooperation/cooperation.html", context)


def _found(viewer: Viewer, show: str, chosen: dict[str, Any]) -> QuerySet[Any]:
    asked = {
        "words": chosen.get("q", ""),
        "who": chosen.get("who", ""),
        "kind": chosen.get("kind", ""),
        "party": chosen.get("party"),
    }
    if show == "engagements":
        return selectors.engagements(viewer, **asked)
    return selectors.instruments(viewer, **asked, state=chosen.get("state", ""))


def _applied(request: Request, viewer: Viewer, party: Any) -> list[dict[str, str]]:
    """Whose agreements these are, where a page of theirs led here; to be taken off."""
    if party is None:
        return []
    actor = directory.actors(viewer).order_by().filter(pk=party).first()
    rest = request.GET.copy()
    rest.pop("party", None)
    label = in_words(actor.names) if actor is not None else _("not known")
    return [{"label": label, "remove_url": f"?{rest.urlencode()}"}]


def _stand(viewer: Viewer, rows: list[Instrument]) -> dict[Any, dict[str, Any]]:
    """How each agreement stands, in words."""
    return {
        pk: {
            "word": telling.word_of(one),
            "tone": telling.tone_of(one),
            "left": telling.days_left(one.days) if one.code == standing.RUNS_OUT and one.days else "",
        }
        for pk, one in selectors.standings(viewer, rows).items()
    }


def _tabs(show: str) -> list[dict[str, Any]]:
    labels = {"instruments": _("Agreements"), "engagements": _("Meetings")}
    return [
        {"label": labels[side], "url": "?" if side == SIDES[0] else f"?show={side}", "active": side == show}
        for side in SIDES
    ]


def _standing(viewer: Viewer) -> dict[str, int]:
    """The page in a sentence: how much there is, what runs out, and what of the promises is open or late."""
    counted = agreed.promises_counted(selectors.promises(viewer))
    return {
        "instruments": selectors.instruments(viewer).order_by().count(),
        "engagements": response.engagements(viewer).order_by().count(),
        "running_out": selectors.instruments(viewer, state="runs_out").order_by().count(),
        "open": counted["open"] + counted["late"] + counted["undated"],
        "late": counted["late"],
        "undated": counted["undated"],
    }


def _table(viewer: Viewer, show: str, found: QuerySet[Any]) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    columns = [_("name"), _("kind"), _("with"), _("as written"), _("from"), _("until"), _("contradicted by")]
    rows = list(found[: export.MOST])
    stand: dict[Any, standing.Standing] = {}
    if show == "instruments":
        columns += [_("state"), _("in force until")]
        stand = selectors.standings(viewer, rows)
    else:
        response.as_told(viewer, rows)

    def row(one: Instrument | Engagement) -> tuple[Any, ...]:
        dated = (one.dated if isinstance(one, Instrument) else one.held) or {}
        actors = one.parties if isinstance(one, Instrument) else one.convened_by
        other = "; ".join(claim["as_written"] for claim in dated.get("contradicted_by", []))
        now = stand.get(one.pk)
        return (
            in_words(one.names),
            one.get_kind_display(),
            "; ".join(in_words(actor.names) for actor in actors.all()),
            dated.get("as_written"),
            dated.get("start"),
            dated.get("end"),
            other,
            *((telling.word_of(now), now.until) if now else ()),
        )

    return columns, (row(one) for one in rows)


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
        "meeting": selectors.meeting_of(viewer, shown),
        "consultation": response.consultations(viewer).filter(pk__in=[shown.consultation_id]).first(),
        "spoken_by": told("spoken_by", pk__in=[shown.spoken_by_id]).first(),
        "on_behalf_of": told("on_behalf_of", pk__in=[shown.on_behalf_of_id]).first(),
        "partners": told("partners", partnered=shown),
        "bodies_created": told("bodies_created", set_up_at=shown),
        "agreements": selectors.instruments(viewer).filter(engagements=shown)[:20],
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
