"""What is planned: commitments, actions, measures, readings, and what serves them: each as far as the label
of its plan reaches, and what serves one only for those who may know of both."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from nadhir.doctrine.outline import read_outline
from nadhir.web.cooperation import services
from nadhir.web.cooperation.services import Judged
from tests.web.marked.marks import LABELS, OFFICER, REACH, Marked, names

PLANNED = ("green", "amber", "strict", "red")


def add_plans(there: Marked) -> None:
    for label in PLANNED:
        _plan(there, label)


def _plan(there: Marked, label: str) -> None:
    officer = there.world.viewer("officer")
    readers = OFFICER if label == "red" else REACH[label]
    today = datetime.now(UTC).date()

    def told(what: str, who: frozenset[str] = readers, *, leading: bool = False) -> str:
        return there.marks(f"plan {label}: {what}", who, leading=leading)

    first = f"1. {told('objective')}\n1.1 {told('commitment')}"
    plan = services.plan_record(
        viewer=officer,
        kind="work",
        names=names(told("name", leading=True)),
        elements=read_outline(first),
        tlp=LABELS[label],
        share_with=[there.world.group.pk] if label == "strict" else (),
        actor=there.made["actor strict"],
        period_from=date(today.year, 1, 1),
        period_until=date(today.year, 12, 31),
    )
    services.plan_adopt(viewer=officer, plan=plan, adopted_by=told("by whom it was adopted"))
    services.plan_write(
        viewer=officer,
        plan=plan,
        elements=read_outline(f"{first}\n2. {told('what was added')}"),
        note=told("what changed"),
    )
    action = services.plan_action_add(
        viewer=officer,
        plan=plan,
        element="1.1",
        title=told("action"),
        who=told("who"),
        note=told("note of an action"),
        lead=there.made["actor strict"],
        ends_on=today,
        budget=Decimal(5),
        currency="EUR",
    )
    measure = services.measure_add(
        viewer=officer,
        plan=plan,
        element="1.1",
        words=told("measure"),
        unit=there.marks(f"plan {label}: unit", readers, plain=True),
        source=told("source of a measure"),
    )
    services.reading_add(
        viewer=officer, measure=measure, read_on=today, value=Decimal(3), source=told("source of a reading")
    )
    held = there.made["convened strict"]
    note = told("how a meeting serves it", readers & REACH["strict"])
    services.serving_judge(viewer=officer, record=held, judged=[Judged(str(plan.pk), "1.1", note=note)])
    lying = services.plan_record(
        viewer=officer,
        kind="work",
        names=names(told("name for a region")),
        overlay_of=plan,
        region=told("region"),
        tlp=LABELS[label],
    )
    services.plan_begin(viewer=officer, plan=lying)
    services.plan_close(viewer=officer, plan=lying, closing=told("what came of it"))
    there.ids["plan"] += [plan.pk, lying.pk]
    there.ids["plan_action"].append(action.pk)
    there.ids["measure"].append(measure.pk)
    there.made[f"plan {label}"] = plan
