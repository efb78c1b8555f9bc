"""Pages of undertakings: the list, one of them, and making one."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nadhir.doctrine.phrases import explain
from nadhir.errors import NadhirError, NotAllowed
from nadhir.screening.normalise import fold
from nadhir.web.core import clock, export, policy
from nadhir.web.core.acting import identifier_of
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.middleware import status_of
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Actor
from nadhir.web.response import panels, selectors, services, states
from nadhir.web.response.forms.undertakings import UndertakingFilter, UndertakingForm, default_day
from nadhir.web.response.models import Undertaking
from nadhir.web.response.selectors import coordination
from nadhir.web.response.selectors.coordination import Told
from nadhir.web.response.shown import due_words, origin_words, rows_of, sides, step_words, tabs_of
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import Situation
from nadhir.web.warnings import selectors as warnings
from nadhir.web.warnings.models import Decision


@signed_in
@require_GET
def undertaking_list(request: Request) -> HttpResponseBase:
    """Who promised what, and is it done?"""
    viewer = request.viewer
    form, chosen, found = filtered(request)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("nadhir-undertakings", *_table(viewer, found[: export.MOST]))
    page = page_of(request, found)
    context = {
        "filter": form,
        "filtered": any(chosen.values()),
        "page": page,
        "rows": rows_of(viewer, page.rows),
        "answer": _answer(viewer),
        "tabs": tabs_of(request),
        "sides": sides(request, "undertakings"),
        "may_export": policy.may(viewer, "table.export"),
        "may_make": policy.may(viewer, "undertaking.make"),
    }
    return render(request, "response/undertakings.html", context)


def filtered(request: Request) -> tuple[UndertakingFilter, dict[str, Any], QuerySet[Undertaking]]:
    """The filter of the address, what it chooses, and the undertakings that it leaves."""
    form = UndertakingFilter(request.GET or None, viewer=request.viewer)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return form, chosen, narrowed(request.viewer, selectors.undertakings(request.viewer), chosen)


def narrowed(viewer: Viewer, found: QuerySet[Undertaking], chosen: dict[str, Any]) -> QuerySet[Undertaking]:
    """The undertakings that a filter leaves."""
    status = chosen.get("status", "")
    if who := chosen.get("who", "").strip():
        found = found.filter(Q(who__icontains=who) | Q(title__icontains=who))
    for field in ("origin", "priority", "kind"):
        if chosen.get(field):
            found = found.filter(**{field: chosen[field]})
    if chosen.get("situation"):
        found = found.filter(situation_id=chosen["situation"])
    if chosen.get("mine"):
        found = selectors.mine(found, viewer)
    if status == "going_on":
        return found.filter(status__in=selectors.GOING_ON)
    if status == "overdue":
        return selectors.overdue(found)
    return found.filter(status=status) if status else found


def _table(viewer: Viewer, found: Iterable[Undertaking]) -> tuple[list[str], list[list[Any]]]:
    """The list as a file."""
    columns = [
        _("What"), _("Who"), _("By"), _("How exactly"), _("Status"), _("Overdue"), _("Priority"), _("Kind"),
        _("Comes from"), _("Warning"), _("Asked by"), _("Began"), _("Ended"), _("Result"), _("For whom"),
        _("Why not"), _("Handling"),
    ]  # fmt: skip

    def cells(row: dict[str, Any]) -> list[Any]:
        one: Undertaking = row["undertaking"]
        return [
            one.title,
            one.who,
            one.due_on,
            one.get_due_precision_display() if one.due_on else None,
            one.get_status_display(),
            _("yes") if row["overdue"] else "",
            one.get_priority_display(),
            one.get_kind_display(),
            one.get_origin_display(),
            row["warning"].number if row["warning"] else None,
            one.asked_by,
            one.began_at,
            one.ended_at,
            one.result,
            one.changed_for,
            one.ended_because,
            one.get_tlp_display(),
        ]

    return columns, [cells(row) for row in rows_of(viewer, list(found))]


def _answer(viewer: Viewer) -> dict[str, Any]:
    """The list in a sentence: how many are going on, which are overdue."""
    visible = selectors.undertakings(viewer)
    late = selectors.overdue(visible)
    counted = visible.order_by().aggregate(
        going_on=Count("pk", filter=Q(status__in=selectors.GOING_ON)),
        done=Count("pk", filter=Q(status=Undertaking.Status.DONE)),
    )
    return {**counted, "late": late.count(), "latest": selectors.as_read(viewer, late[:3])}


@signed_in
def undertaking_new(request: Request) -> HttpResponseBase:
    """Make an undertaking of a decision, a recommendation or a commitment, named in the address."""
    viewer = request.viewer
    policy.require(viewer, "undertaking.make")
    start = _start(request)
    if start is None:
        return redirect("undertakings")
    situation = start["situation"]
    form = UndertakingForm(request.POST or None, viewer=viewer, situation=situation, initial=start["first"])
    told = Told()
    if request.method == "POST" and form.is_valid():
        told = clashes_of(viewer, situation, form, key="new")
        if not told or form.cleaned_data["seen"] == digest_of(told):
            if made := _made(viewer, form, start):
                messages.success(request, _("Recorded. Whoever does it can now say when it begins."))
                return redirect("undertaking", pk=made.pk)
        else:
            form.refused = 422  # type: ignore[attr-defined]
    context = {
        "form": form,
        "told": told,
        "digest": digest_of(told),
        "source": start["source"],
        "situation": situation,
        "parent": start["parent"],
        "decisions": [start["decision"]] if start["decision"] else [],
    }
    return render(request, "response/undertaking_new.html", context, status=status_for(request, form))


def _start(request: Request) -> dict[str, Any] | None:
    """What an undertaking is made of, as the address says; None where it names nothing that the viewer knows.

    Raises:
        NotAllowed: it names a decision, situation or undertaking that the viewer may not know of.
    """
    viewer, asked = request.viewer, request.GET
    found: dict[str, Any] = {
        "decision": None, "parent": None, "source": None, "situation": None, "first": {}, "part": "",
        "origin": Undertaking.Origin.OWN, "origin_id": None,
    }  # fmt: skip
    if (pk := identifier_of(asked.get("decision"))) is not None:
        decision: Decision = warnings.decision(viewer, pk)
        found |= {"decision": decision, "situation": decision.warning.situation}
        found |= {"origin": Undertaking.Origin.DECISION, "origin_id": pk}
    elif (pk := identifier_of(asked.get("parent"))) is not None:
        found["parent"] = parent = selectors.undertaking(viewer, pk)
        found |= {"situation": parent.situation, "origin": parent.origin, "origin_id": parent.origin_id}
    elif (pk := identifier_of(asked.get("situation"))) is not None:
        found["situation"] = situations.situation(viewer, pk)
    else:
        named = next((one for one in panels.registered() if identifier_of(asked.get(one)) is not None), None)
        if named is None:
            return None
        found |= {
            "origin": named,
            "origin_id": identifier_of(asked.get(named)),
            "part": asked.get("part", "")[:60],
        }
    source = panels.source_of(viewer, found["origin"], found["origin_id"], found["part"])
    if source is None and found["origin_id"] is not None and found["parent"] is None:
        raise NotAllowed("not_allowed.record", act="undertaking.make")
    if source is not None:
        found |= {"source": source, "situation": found["situation"] or source.situation}
        found["first"] = {"title": source.title, "who": source.who}
    option = found["decision"].option if found["decision"] else None
    found["first"]["due_on"] = default_day(option.lead_days if option else None)
    if found["parent"] is not None:
        found["first"] = {"who": found["parent"].who}
    if found["situation"] is not None:
        # As the viewer may know it; a recipient of a warning need not know of the situation at all.
        found["situation"] = situations.situations(viewer).filter(pk=found["situation"].pk).first()
    return found


def _made(viewer: Viewer, form: UndertakingForm, start: dict[str, Any]) -> Undertaking | None:
    """The undertaking as it was recorded; None where the form says why not."""
    given = form.cleaned_data
    situation: Situation | None = start["situation"]
    shared = None
    if situation is not None and not start["decision"] and not start["parent"]:
        shared = [one.pk for one in situations.open_to(viewer, situation)] if given.get("shared") else []
    asked = services.Asked(
        by=given["asked_by"],
        priority=given["priority"] or Undertaking.Priority.ORDINARY,
        precision=given["due_precision"] or Undertaking.Precision.DAY,
        repeats=given["repeats"],
    )
    try:
        return services.undertaking_make(
            viewer=viewer,
            title=given["title"],
            who=given["who"],
            due_on=given["due_on"],
            decision=start["decision"],
            situation=None if start["decision"] or start["parent"] else situation,
            origin=start["origin"],
            origin_id=start["origin_id"],
            origin_part=start["part"],
            parent=start["parent"],
            actor=body_of(viewer, given["who"]),
            person=given["person"],
            asked=asked,
            planned=form.planned(),
            share_with=shared,
        )
    except NotAllowed:
        raise
    except NadhirError as refused:
        refuse(form, refused)
    return None


def body_of(viewer: Viewer, name: str) -> Actor | None:
    """The actor of the directory that is called so, where there is exactly one."""
    wanted = fold(name)
    found = [
        one
        for one in directory.actors(viewer, named=name)[:20]
        if any(fold(str(word)) == wanted for word in one.names.values())
    ]
    return found[0] if len(found) == 1 else None


def clashes_of(viewer: Viewer, situation: Situation | None, form: UndertakingForm, *, key: str) -> Told:
    """What the plan in a form clashes with, as far as the viewer is told."""
    given = form.cleaned_data
    if situation is None or not given.get("kind"):
        return Told()
    today, planned = clock.now().date(), form.planned()
    last = given.get("due_on") or planned.starts_on or today
    who = given.get("who") or ""
    plan = coordination.plan_of(
        situation=situation,
        key=key,
        who=who,
        actor=body_of(viewer, who) if who else None,
        kind=planned.kind,
        first=planned.starts_on or last,
        last=last,
        place=planned.place,
        audience=planned.audience,
        towards=str(planned.towards.pk) if planned.towards else "",
        quiet=planned.quiet,
    )
    return coordination.told(viewer, situation, plan)


def digest_of(told: Told) -> str:
    """Names the clashes that were shown, so that going ahead means these and no others."""
    named = sorted(f"{one.clash.rule.code}:{one.second.plan.key}" for one in told.meetings)
    named += sorted(f"ask:{desk.pk}" for desk in told.ask)
    return hashlib.sha256("|".join(named).encode()).hexdigest()[:16] if named else ""


@signed_in
@require_POST
def undertaking_clashes(request: Request) -> HttpResponse:
    """What a plan that is being written clashes with: a piece of the page, for as long as it is typed."""
    viewer = request.viewer
    policy.require(viewer, "undertaking.make")
    pk = identifier_of(request.GET.get("situation"))
    situation = situations.situation(viewer, pk) if pk else None
    form = UndertakingForm(request.POST, viewer=viewer, situation=situation)
    form.is_valid()
    told = clashes_of(viewer, situation, form, key=request.GET.get("key", "new"))
    return render(request, "response/_clashes.html", {"told": told, "digest": digest_of(told)})


@signed_in
@require_GET
def undertaking(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """One undertaking: who, what, by when, how it went."""
    viewer = request.viewer
    found = selectors.undertaking(viewer, pk)
    steps: list[Any] = list(selectors.steps(viewer, found))
    told = warnings.warnings(viewer).filter(pk=found.warning_id).first() if found.warning_id else None
    seen = situations.situations(viewer).filter(pk=found.situation_id).first() if found.situation_id else None
    (shown,) = selectors.as_read(viewer, [found])
    for step in steps:
        step.note = situations.spoken(viewer, found.situation_id, step.note)
        step.was, step.became = step_words(step.what, step.before), step_words(step.what, step.after)
    goes_on = found.status in selectors.GOING_ON
    reports = policy.may(viewer, "undertaking.report", found)
    keeps = policy.may(viewer, "undertaking.keep", found)
    context = {
        "undertaking": shown,
        "overdue": selectors.is_overdue(found),
        "due": due_words(found),
        "steps": steps,
        "warning": told,
        "situation": seen,
        "source": origin_words(viewer, found),
        "cards": panels.cards(viewer, found),
        "parent": next(
            iter(selectors.as_read(viewer, selectors.undertakings(viewer).filter(parts=found))), None
        ),
        "parts": rows_of(viewer, list(selectors.parts(viewer, found))),
        "times": list(selectors.times(viewer, found)[:12]),
        "proofs": list(selectors.proofs(viewer, found)),
        "moves": [way for way in states.moves(found.status) if policy.may(viewer, way.act, found)],
        "may_report": reports and goes_on,
        "may_prove": reports,
        "may_keep": keeps and goes_on,
        "may_change": keeps and goes_on and not getattr(shown, "veiled", False),
        "clashes": _clashes_now(viewer, found, seen) if goes_on else Told(),
        "towards": found.towards if found.towards and policy.sees(viewer, found.towards) else None,
        "shows_place": seen is not None and "places" not in policy.hidden_fields(viewer, seen),
    }
    return render(request, "response/undertaking.html", context)


def _clashes_now(viewer: Viewer, found: Undertaking, seen: Situation | None) -> Told:
    if seen is None or not found.kind:
        return Told()
    plans = {one.plan.key: one.plan for one in coordination.actions(viewer, seen)}
    plan = plans.get(str(found.pk))
    return coordination.told(viewer, seen, plan) if plan else Told()


def refuse(form: Any, refused: NadhirError) -> None:
    """Have the form say why it was refused."""
    form.add_error(None, explain(refused, get_language()))
    form.refused = status_of(refused)


def status_for(request: Request, form: Any) -> int:
    return getattr(form, "refused", 422) if request.method == "POST" else 200
