"""What is done for the commitments of a plan, for how much, and what tells whether they are met."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from nadhir.errors import Conflict, NotPossibleNow
from nadhir.web.accounts.models import User
from nadhir.web.cooperation import currencies
from nadhir.web.cooperation.models import Measure, Plan, PlanAction, Reading
from nadhir.web.cooperation.selectors.plans import catalogue_of
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import Share
from nadhir.web.core.viewer import Viewer
from nadhir.web.response.models import Undertaking
from nadhir.web.response.services import undertaking_make

Status = PlanAction.Status
# What a person fills in of an action, besides its words.
DONE_BY = ("lead", "who", "starts_on", "ends_on", "budget", "spent", "currency", "note")
LARGEST = Decimal(10) ** 12


def _workable(viewer: Viewer, plan: Plan, element: str | None = None) -> None:
    policy.require(viewer, "plan.keep", plan)
    if plan.status == Plan.Status.CLOSED:
        raise NotPossibleNow("plan.closed")
    if element is not None and element not in catalogue_of(plan):
        raise NotPossibleNow("plan.element_unknown")


def _payable(given: Mapping[str, Any]) -> None:
    """Whether the money and the days make sense."""
    sums = [given[name] for name in ("budget", "spent") if given.get(name) is not None]
    if any(one < 0 for one in sums):
        raise NotPossibleNow("money.negative")
    if any(one >= LARGEST for one in sums):
        raise NotPossibleNow("money.too_large")
    code = given.get("currency") or ""
    if sums and not code:
        raise NotPossibleNow("money.without_currency")
    if code and not currencies.known(code):
        raise NotPossibleNow("money.currency_unknown", currency=code[:3])
    first, last = given.get("starts_on"), given.get("ends_on")
    if first and last and last < first:
        raise NotPossibleNow("plan.ends_before_start")


@transaction.atomic
def plan_action_add(
    *, viewer: Viewer, plan: Plan, element: str, title: str, language: str = "", **fields: Any
) -> PlanAction:
    """Add something that is to be done for a commitment.

    Args:
        fields: those of `DONE_BY`.

    Raises:
        NotPossibleNow: it has no words, its days or sums make no sense, the currency or the commitment is
            unknown, or the plan is closed.
    """
    _workable(viewer, plan, element)
    given = {name: fields[name] for name in DONE_BY if name in fields}
    given["currency"] = (given.get("currency") or "").upper()
    if not title.strip():
        raise NotPossibleNow("plan.action_unsaid")
    _payable(given)
    made = PlanAction.objects.create(
        plan=plan, element=element, title=title.strip(), language=language or viewer.language, **given
    )
    ledger.record(viewer, "plan_action.add", plan, element=element, action=made.pk)
    return made


@transaction.atomic
def plan_action_change(
    *, viewer: Viewer, action: PlanAction, version: int | None = None, **fields: Any
) -> PlanAction:
    """Change an action: `title`, `element`, and those of `DONE_BY`.

    Raises:
        NotPossibleNow: as of `plan_action_add`.
        Conflict: somebody changed it since.
    """
    _workable(viewer, action.plan, fields.get("element"))
    changed = {name: fields[name] for name in ("title", "element", *DONE_BY) if name in fields}
    if "currency" in changed:
        changed["currency"] = (changed["currency"] or "").upper()
    if not str(changed.get("title", action.title)).strip():
        raise NotPossibleNow("plan.action_unsaid")
    _payable({name: changed.get(name, getattr(action, name)) for name in DONE_BY})
    _change(action, version, **changed)
    ledger.record(viewer, "plan_action.change", action.plan, action=action.pk, fields=sorted(changed))
    return action


def _change(action: PlanAction, version: int | None, **fields: Any) -> None:
    seen = action.version if version is None else version
    if not PlanAction.objects.filter(pk=action.pk, version=seen).update(version=F("version") + 1, **fields):
        raise Conflict("conflict.changed")
    for name, value in fields.items():
        setattr(action, name, value)
    action.version = seen + 1


@transaction.atomic
def plan_action_move(
    *, viewer: Viewer, action: PlanAction, to: str, note: str = "", version: int | None = None
) -> PlanAction:
    """Say how an action stands. One that is an undertaking is moved there.

    Raises:
        NotPossibleNow: it is an undertaking; it is dropped and nothing is said why; the plan is closed.
        Conflict: somebody changed it since.
    """
    _workable(viewer, action.plan)
    if action.undertaking_id is not None:
        raise NotPossibleNow("plan.action_is_undertaking")
    if to == Status.DROPPED and not note.strip():
        raise NotPossibleNow("plan.drop_unsaid")
    _change(action, version, status=Status(to), note=note.strip() or action.note)
    ledger.record(viewer, "plan_action.move", action.plan, action=action.pk, to=to)
    return action


@transaction.atomic
def plan_action_undertake(
    *, viewer: Viewer, action: PlanAction, due_on: date | None = None, person: User | None = None
) -> Undertaking:
    """Make an undertaking of an action: it then stands on boards, is reminded of, and tells how it went.

    Raises:
        NotPossibleNow: it is one already, is finished, or nobody is named who does it.
    """
    _workable(viewer, action.plan)
    if action.undertaking is not None:
        return action.undertaking
    if action.status in (Status.DONE, Status.DROPPED):
        raise NotPossibleNow("plan.action_ended")
    who = action.who or (next(iter(action.lead.names.values()), "") if action.lead else "")
    made = undertaking_make(
        viewer=viewer,
        title=action.title,
        who=who[:200],
        due_on=due_on or action.ends_on,
        origin=Undertaking.Origin.PLAN,
        origin_id=action.plan_id,
        origin_part=action.element,
        actor=action.lead,
        person=person,
        language=action.language,
        tlp=action.plan.tlp,
        share_with=list(Share.objects.filter(record_id=action.plan_id).values_list("group_id", flat=True)),
        fictional=action.plan.fictional,
    )
    _change(action, None, undertaking=made)
    ledger.record(viewer, "plan_action.undertake", action.plan, action=action.pk, undertaking=made.pk)
    return made


def _percent(unit: str, *values: Decimal | None) -> None:
    if unit.strip() in ("%", "٪") and any(one is not None and not 0 <= one <= 100 for one in values):
        raise NotPossibleNow("plan.percent")


@transaction.atomic
def measure_add(
    *,
    viewer: Viewer,
    plan: Plan,
    element: str,
    words: str,
    unit: str = "",
    baseline: Decimal | None = None,
    target: Decimal | None = None,
    source: str = "",
    language: str = "",
) -> Measure:
    """Add what tells whether a commitment is met.

    Raises:
        NotPossibleNow: it has no words, a percentage is none, the commitment is unknown, the plan is closed.
    """
    _workable(viewer, plan, element)
    if not words.strip():
        raise NotPossibleNow("measure.unsaid")
    _percent(unit, baseline, target)
    made = Measure.objects.create(
        plan=plan,
        element=element,
        words=words.strip(),
        unit=unit.strip(),
        baseline=baseline,
        target=target,
        source=source.strip(),
        language=language or viewer.language,
    )
    ledger.record(viewer, "measure.add", plan, element=element, measure=made.pk)
    return made


@transaction.atomic
def measure_drop(*, viewer: Viewer, measure: Measure) -> None:
    """Take a measure out that was never read.

    Raises:
        NotPossibleNow: it was read: what was read is kept.
    """
    _workable(viewer, measure.plan)
    if measure.readings.exists():
        raise NotPossibleNow("measure.was_read")
    ledger.record(viewer, "measure.drop", measure.plan, element=measure.element, measure=measure.pk)
    measure.delete()


@transaction.atomic
def reading_add(
    *,
    viewer: Viewer,
    measure: Measure,
    read_on: date,
    value: Decimal,
    women: Decimal | None = None,
    source: str = "",
) -> Reading:
    """Keep a measure as it was read on a day.

    Raises:
        NotPossibleNow: the day lies before the plan began or ahead of today, or a percentage is none.
    """
    _workable(viewer, measure.plan)
    began = measure.plan.period_from or measure.plan.adopted_on
    if began and read_on < began:
        raise NotPossibleNow("reading.before_the_plan", began=began.isoformat())
    if read_on > clock.now().date():
        raise NotPossibleNow("reading.ahead")
    _percent(measure.unit, value)
    _percent("%", women)
    made = Reading.objects.create(
        measure=measure,
        read_on=read_on,
        value=value,
        women=women,
        source=source.strip(),
        by_id=viewer.user_id,
        at=clock.now(),
    )
    ledger.record(viewer, "reading.add", measure.plan, measure=measure.pk, reading=made.pk)
    return made
