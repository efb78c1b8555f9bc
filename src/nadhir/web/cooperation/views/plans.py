"""Pages of plans: the list, one of them, one commitment, its versions."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from nadhir.doctrine.outline import as_outline, commitments_of, of_kept
from nadhir.documents.charts import sparkline
from nadhir.errors import NotAllowed
from nadhir.web.cooperation.forms.plans import PlanFilter
from nadhir.web.cooperation.models import Measure, Plan, PlanAction
from nadhir.web.cooperation.planning import (
    State,
    Year,
    heads_of,
    money_words,
    quarters_of,
    said_of,
    state_words,
    year_of,
)
from nadhir.web.cooperation.selectors import commitments, plans
from nadhir.web.cooperation.selectors.commitments import COLUMNS, Narrowed, Scope, scope_of_plan
from nadhir.web.cooperation.selectors.women import women_of
from nadhir.web.core import export, policy
from nadhir.web.core.comparing import compared
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words, number
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Undertaking

FEW = 5  # records of each kind on the page of a commitment
PAGE = 30


@signed_in
def plan_list(request: Request) -> HttpResponseBase:
    """Which plans are carried out, and how far is each?"""
    viewer = request.viewer
    form = PlanFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = plans.plans(
        viewer, kind=chosen.get("kind", ""), status=chosen.get("status", ""), words=chosen.get("q", "")
    )
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("nadhir-plans", *_table(viewer, found[:200]))
    page = page_of(request, found, size=PAGE)
    shown = plans.plans(viewer)
    context = {
        "filter": form,
        "filtered": any(chosen.values()),
        "page": page,
        "rows": _rows(viewer, page.rows),
        "answer": Counter(shown.order_by().values_list("status", flat=True)),
        "may_record": policy.may(viewer, "plan.record"),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "cooperation/plans.html", context)


def _rows(viewer: Viewer, found: Sequence[Plan]) -> list[dict[str, Any]]:
    """Plans with how their commitments stand, in a sentence."""
    scopes = {one.pk: scope_of_plan(one) for one in found}
    done = plans.action_tallies(viewer, found)
    served = commitments.states(viewer, scopes.values())
    rows = []
    for one in found:
        scope = scopes[one.pk]
        tallies = plans.tallied(scope.catalogue, one, done, served[scope.key])
        rows.append({"plan": one, "said": said_of(tallies)})
    return rows


def _table(viewer: Viewer, found: QuerySet[Plan]) -> tuple[list[str], Iterator[list[Any]]]:
    columns = [_("Name"), _("Kind"), _("Status"), _("From"), _("Until"), _("Region")]
    columns += [str(state_words()[state]) for state in plans.STATES]

    def rows() -> Iterator[list[Any]]:
        for row in _rows(viewer, list(found)):
            one, counted = row["plan"], row["said"].counted
            region = one.region or (in_words(one.place.names) if one.place else "")
            frame = [in_words(one.names), one.get_kind_display(), one.get_status_display()]
            numbers = [counted[state] for state in plans.STATES]
            yield [*frame, one.period_from, one.period_until, region, *numbers]

    return columns, rows()


@signed_in
def plan(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What was committed to, what is done for it, by whom, for how much, and what serves it?"""
    viewer = request.viewer
    shown = plans.plan(viewer, pk)
    scope = scope_of_plan(shown)
    lying = plans.overlays(viewer, shown)
    actions = plans.actions(viewer, [shown, *lying])
    done = plans.action_tallies(viewer, [shown, *lying])
    told = commitments.counted(viewer, scope, Narrowed())
    served = commitments.states(viewer, map(scope_of_plan, lying)) if lying else {}
    tallies = plans.tallied(scope.catalogue, shown, done, commitments.states_of(told))
    counted = commitments.counts(told)
    rows = _commitments(scope, tallies, counted, list(actions))
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("nadhir-plan", *_plan_table(rows))
    own = actions.filter(plan=shown)
    context = {
        "plan": shown,
        "root": plans.root_of(shown),
        "scope": scope,
        "said": said_of(tallies),
        "rows": rows,
        "money": [money_words(one) for one in plans.money_of(actions)],
        "women": women_of(viewer, scope),
        "lying": [
            {"plan": one, "said": said_of(plans.tallied(scope.catalogue, one, done, served[str(one.pk)]))}
            for one in lying
        ],
        "actor": directory.actors(viewer).filter(pk__in=[shown.actor_id]).first(),
        "instrument": shown.instrument
        if shown.instrument and policy.sees(viewer, shown.instrument)
        else None,
        "follows": _if_seen(viewer, shown.follows),
        "followed_by": plans.plans(viewer).filter(follows=shown).first(),
        "versions": plans.versions(viewer, shown),
        "year": _year(shown, list(own)),
        "unfinished": own.filter(stands__in=["planned", "under_way"]).count(),
        "may_keep": policy.may(viewer, "plan.keep", shown),
        "may_record": policy.may(viewer, "plan.record"),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "cooperation/plan.html", context)


def _if_seen(viewer: Viewer, one: Plan | None) -> Plan | None:
    return one if one is not None and policy.sees(viewer, one) else None


def _year(shown: Plan, actions: list[PlanAction]) -> Year | None:
    year = year_of(shown)
    return quarters_of(year, actions) if year is not None else None


def _commitments(
    scope: Scope,
    tallies: dict[str, plans.Tally],
    counted: dict[str, dict[str, int]],
    actions: list[PlanAction],
) -> list[dict[str, Any]]:
    """One row for each commitment, under the part of the text that it stands in."""
    family_of = {one: row for row, family in plans.rows_of(scope.catalogue).items() for one in family}
    by_row: dict[str, list[PlanAction]] = {}
    for action in actions:
        by_row.setdefault(family_of.get(action.element, ""), []).append(action)
    heads = heads_of(scope.catalogue)
    rows = []
    for one in commitments_of(scope.catalogue):
        tally = tallies[one.id]
        held = [each for each in by_row.get(one.id, []) if each.stands != "dropped"]  # type: ignore[attr-defined]
        rows.append(
            {
                "element": one,
                "head": heads.get(one.id),
                "state": State.of(tally.state),
                "actions": len(held),
                "who": _led(held),
                "counts": [(column, counted[one.id][column]) for column in COLUMNS],
                "served": sum(counted[one.id].values()),
                "columns": counted[one.id],
            }
        )
    return rows


def _led(actions: Sequence[PlanAction]) -> str:
    """Who does it: the first two, and how many more there are."""
    told = list(dict.fromkeys(filter(None, (who_of(one) for one in actions))))
    more = len(told) - 2
    return " · ".join(told[:2]) + (f" · +{number(more)}" if more > 0 else "")


def who_of(action: PlanAction) -> str:
    """Who does an action, as far as the viewer may know of the actor."""
    lead = action.lead if getattr(action, "lead_shown", None) else None
    return action.who or (in_words(lead.names) if lead else "")


def _plan_table(rows: list[dict[str, Any]]) -> tuple[list[str], Iterator[list[Any]]]:
    columns = [_("Number"), _("Commitment"), _("How it stands"), _("Who"), _("Actions")]
    columns += [_("Meetings"), _("Undertakings"), _("Trainings"), _("Agreements")]
    cells = (
        [
            row["element"].number,
            in_words(row["element"].text),
            row["state"].words,
            row["who"],
            row["actions"],
            *(many for _column, many in row["counts"]),
        ]
        for row in rows
    )
    return columns, cells


@signed_in
def plan_element(request: Request, pk: uuid.UUID, commitment: str) -> HttpResponseBase:
    """What is done for this commitment, how is it measured, and what serves it?"""
    viewer = request.viewer
    shown = plans.plan(viewer, pk)
    scope = scope_of_plan(shown)
    if commitment not in scope.catalogue:
        raise NotAllowed("not_allowed.record", act="plan.read")
    element = scope.catalogue.element(commitment)
    family = (element.id, *plans.under(scope.catalogue, element.id))
    lying = plans.overlays(viewer, shown)
    actions = list(plans.actions(viewer, [shown, *lying]).filter(element__in=family))
    made = [one.undertaking_id for one in actions if one.undertaking_id]
    seen = set(response.undertakings(viewer).order_by().filter(pk__in=made).values_list("pk", flat=True))
    others = response.undertakings(viewer).filter(
        origin=Undertaking.Origin.PLAN, origin_id__in=[shown.pk, *(one.pk for one in lying)]
    )
    others = others.filter(origin_part__in=family).exclude(pk__in=made)
    context = {
        "plan": shown,
        "root": plans.root_of(shown),
        "scope": scope,
        "element": element,
        "above": scope.catalogue.element(element.parent) if element.parent else None,
        "below": scope.catalogue.children(element.id),
        "actions": [
            {"action": one, "who": who_of(one), "open": one.undertaking_id in seen} for one in actions
        ],
        "others": response.as_read(viewer, others[:50]),
        "measures": [
            _measured(one) for one in plans.measures(viewer, [shown, *lying]).filter(element__in=family)
        ],
        "sides": _sides(viewer, scope, family),
        "may_keep": policy.may(viewer, "plan.keep", shown) and shown.status != Plan.Status.CLOSED,
        "may_undertake": policy.may(viewer, "undertaking.make"),
        "may_judge": policy.may(viewer, "serving.judge"),
    }
    return render(request, "cooperation/plan_element.html", context)


def _sides(viewer: Viewer, scope: Scope, family: Sequence[str]) -> list[dict[str, Any]]:
    """What serves it, of each kind the latest few."""
    from nadhir.web.cooperation.views.commitments import shown_records

    told = []
    for column in COLUMNS:
        found = commitments.records(viewer, column, scope, family, Narrowed())
        many = found.order_by().values("pk").count()
        if many:
            told.append(
                {"column": column, "many": many, "rows": shown_records(viewer, column, list(found[:FEW]))}
            )
    return told


def _measured(measure: Measure) -> dict[str, Any]:
    """A measure with its readings as a line and as words."""
    readings = list(measure.readings.all())
    values = [float(one.value) for one in readings]
    begin = [float(measure.baseline)] if measure.baseline is not None else []
    latest = readings[-1] if readings else None
    lang = get_language_bidi()
    title = ": ".join(
        [measure.words, " → ".join(number(value) for value in [*begin, *values])]
        if values
        else [measure.words]
    )
    most = max([*begin, *values, *([float(measure.target)] if measure.target is not None else [])], default=1)
    return {
        "measure": measure,
        "readings": readings[::-1],
        "latest": latest,
        "line": sparkline([*begin, *values], title=title, rtl=lang, most=most or 1)
        if len(values) > 1
        else "",
    }


@signed_in
def plan_versions(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What changed in the commitments since they were adopted?"""
    viewer = request.viewer
    shown = plans.plan(viewer, pk)
    kept = plans.versions(viewer, shown)
    texts = [
        as_outline(of_kept(one.elements, name="own", title=shown.names).elements, get_language())
        for one in kept
    ]
    steps = []
    for at, one in enumerate(kept):
        before = texts[at + 1] if at + 1 < len(texts) else None
        steps.append(
            {
                "version": one,
                "text": texts[at],
                "changes": compared(before, texts[at]) if before is not None else [],
            }
        )
    return render(request, "cooperation/plan_versions.html", {"plan": shown, "steps": steps})
