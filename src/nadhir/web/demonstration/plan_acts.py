"""The acts of the story in which something is planned: a national plan, a province, a committee’s year."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from nadhir.doctrine.catalogue import Element
from nadhir.doctrine.text import Text
from nadhir.sources.records import WrittenDate
from nadhir.web.cooperation import services
from nadhir.web.cooperation.models import Plan
from nadhir.web.cooperation.services import Judged
from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration import texts
from nadhir.web.demonstration.acts import act
from nadhir.web.demonstration.stage import Stage


@act
def make_plan(stage: Stage, viewer: Viewer, *, plan: str) -> Plan:
    """Record a plan, adopt it where it has commitments of its own, and say what is done for it."""
    told: dict[str, Any] = texts.load("story/plans.yaml")[plan]
    over = stage.kept.get(told.get("over", ""))
    made = services.plan_record(
        viewer=viewer,
        kind=told["kind"],
        names=told["names"],
        slug=told["slug"],
        elements=[_element(one) for one in told.get("elements", ())],
        overlay_of=over,
        place=stage.places[told["place"]] if "place" in told else None,
        actor=stage.kept[told["body"]].actor if "body" in told else None,
        period_from=stage.day(told["from"]),
        period_until=stage.day(told["until"]),
        women_goal=told.get("women_goal"),
        share_with=stage.groups,
        fictional=True,
    )
    if "adopted" in told:
        day = stage.day(told["adopted"])
        written = WrittenDate(texts.days(day, day, viewer.language), day, day, "day")
        services.plan_adopt(viewer=viewer, plan=made, adopted=written, adopted_by=told["adopted_by"])
    services.plan_begin(viewer=viewer, plan=made)
    for one in told.get("actions", ()):
        _action(stage, viewer, made, one)
    for one in told.get("measures", ()):
        _measure(stage, viewer, made, one)
    return made


def _element(told: Mapping[str, Any]) -> Element:
    return Element(told["id"], "", told.get("parent"), Text.of(told["text"]))


def _action(stage: Stage, viewer: Viewer, plan: Plan, told: Mapping[str, Any]) -> None:
    made = services.plan_action_add(
        viewer=viewer,
        plan=plan,
        element=told["element"],
        title=told["title"],
        language=told["language"],
        who=told["who"],
        lead=stage.actors.get(told.get("lead", "")),
        starts_on=stage.day(told["from"]),
        ends_on=stage.day(told["until"]),
        currency=told.get("currency", ""),
        **{name: Decimal(told[name]) for name in ("budget", "spent") if name in told},
    )
    status = told.get("status", "planned")
    if status != "planned":
        services.plan_action_move(viewer=viewer, action=made, to=status, note=told.get("note", ""))
    if "undertake" in told:
        services.plan_action_undertake(viewer=viewer, action=made, due_on=stage.day(told["undertake"]))


def _measure(stage: Stage, viewer: Viewer, plan: Plan, told: Mapping[str, Any]) -> None:
    made = services.measure_add(
        viewer=viewer,
        plan=plan,
        element=told["element"],
        words=told["words"],
        language=told["language"],
        unit=told["unit"],
        baseline=Decimal(told["baseline"]),
        target=Decimal(told["target"]),
        source=told["source"],
    )
    for day, value in told["readings"]:
        services.reading_add(viewer=viewer, measure=made, read_on=stage.day(day), value=Decimal(value))


@act
def judge_served(stage: Stage, viewer: Viewer, *, plan: str) -> None:
    """Say which commitments the meetings and promises of the story serve: of the plan, and of texts."""
    told: dict[str, Any] = texts.load("story/plans.yaml")[plan]
    own = str(stage.kept[plan].pk)
    for one in (*told["serves"], *told["texts"]):
        record = stage.kept[one.get("engagement") or one["undertaking"]]
        services.serving_judge(
            viewer=viewer, record=record, judged=[Judged(one.get("of", own), one["element"])]
        )
