"""Plans: recorded of a catalogue or with elements of their own, adopted, carried out, closed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from nadhir import doctrine
from nadhir.doctrine.catalogue import Element
from nadhir.doctrine.outline import as_kept, with_kinds
from nadhir.errors import DoctrineError, NotPossibleNow
from nadhir.sources.records import WrittenDate
from nadhir.web.cooperation.models import Instrument, Measure, Plan, PlanAction, PlanVersion, Serving
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import Share
from nadhir.web.core.services import record_change, record_share
from nadhir.web.core.viewer import Viewer

# What a person fills in, besides the kind, the names and the elements.
PLANNED = (
    "actor", "instrument", "region", "place", "period_from", "period_until", "women_goal", "sources",
)  # fmt: skip
Status = Plan.Status


@transaction.atomic
def plan_record(
    *,
    viewer: Viewer,
    kind: str,
    names: Mapping[str, str],
    catalogue: str = "",
    elements: Sequence[Element] = (),
    overlay_of: Plan | None = None,
    follows: Plan | None = None,
    slug: str | None = None,
    tlp: str = "amber",
    share_with: Iterable[uuid.UUID] = (),
    fictional: bool = False,
    **fields: Any,
) -> Plan:
    """Record a plan that is tracked. The same slug again is the same plan.

    Args:
        catalogue: a catalogue that comes with Nadhir, whose commitments are tracked.
        elements: own commitments, where there is no catalogue.
        overlay_of: the plan whose commitments it takes up for a region or a place.
        follows: the plan of the year before.
        fields: those of `PLANNED`.

    Raises:
        NotPossibleNow: it has no name, no commitments or an impossible period; or it lies over a plan that
            itself lies over another.
    """
    policy.require(viewer, "plan.record")
    if slug is not None and (known := Plan.objects.filter(slug=slug).first()):
        return known
    policy.require_sight(viewer, *[one for one in (overlay_of, fields.get("instrument")) if one])
    named = _named(names)
    given = {name: fields[name] for name in PLANNED if name in fields}
    _coherent(given)
    if overlay_of is not None:
        if overlay_of.overlay_of_id is not None:
            raise NotPossibleNow("plan.overlay_of_overlay")
        if not given.get("region") and not given.get("place"):
            raise NotPossibleNow("plan.overlay_without_region")
        catalogue, elements = overlay_of.catalogue, ()
    elif catalogue:
        try:
            doctrine.load(catalogue)
        except DoctrineError:
            raise NotPossibleNow("plan.catalogue_unknown") from None
    elif not elements and kind != Plan.Kind.STRATEGIC:
        # Of a strategic plan it may be known only that it is there, and for which years.
        raise NotPossibleNow("plan.without_elements")
    made = Plan.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        created_at=clock.now(),
        tlp=tlp,
        kind=kind,
        names=named,
        slug=slug,
        catalogue=catalogue,
        elements=as_kept(with_kinds(elements)),
        overlay_of=overlay_of,
        follows=follows,
        fictional=fictional,
        **given,
    )
    record_share(record=made, groups=share_with)
    ledger.record(viewer, "plan.record", made, kind=kind, catalogue=catalogue)
    return made


def _named(names: Mapping[str, str]) -> dict[str, str]:
    named = {lang: name.strip()[:300] for lang, name in names.items() if name.strip()}
    if not named:
        raise NotPossibleNow("plan.without_name")
    return named


def _coherent(given: Mapping[str, Any]) -> None:
    first, last = given.get("period_from"), given.get("period_until")
    if first and last and last < first:
        raise NotPossibleNow("plan.ends_before_start")
    if not 0 <= (given.get("women_goal") or 0) <= 100:
        raise NotPossibleNow("plan.percent")


@transaction.atomic
def plan_change(
    *,
    viewer: Viewer,
    plan: Plan,
    version: int | None = None,
    names: Mapping[str, str] | None = None,
    **fields: Any,
) -> Plan:
    """Change what frames a plan: its name, whose it is, its period, its goal. Not its commitments.

    Raises:
        NotPossibleNow: as of `plan_record`; or it is closed.
        Conflict: somebody changed it since.
    """
    policy.require(viewer, "plan.keep", plan)
    _open(plan)
    changed = {name: fields[name] for name in PLANNED if name in fields}
    _coherent({name: changed.get(name, getattr(plan, name)) for name in PLANNED})
    if plan.overlay_of_id and not (changed.get("region", plan.region) or changed.get("place", plan.place)):
        raise NotPossibleNow("plan.overlay_without_region")
    if names is not None:
        changed["names"] = _named(names)
    record_change(record=plan, version=version, **changed)
    ledger.record(viewer, "plan.change", plan, fields=sorted(changed))
    return plan


def _open(plan: Plan) -> None:
    if plan.status == Status.CLOSED:
        raise NotPossibleNow("plan.closed")


@transaction.atomic
def plan_write(
    *,
    viewer: Viewer,
    plan: Plan,
    elements: Sequence[Element],
    note: str = "",
    version: int | None = None,
) -> Plan:
    """Give a plan other commitments. A draft is written over; what was adopted is kept, and what is written
    then is a version of its own, with a word on what changed.

    Raises:
        NotPossibleNow: the commitments are those of a catalogue or of another plan; something hangs on one
            that would be gone; nothing changed; or, after adoption, nothing is said of what changed.
        Conflict: somebody changed it since.
    """
    policy.require(viewer, "plan.keep", plan)
    _open(plan)
    if plan.catalogue or plan.overlay_of_id:
        raise NotPossibleNow("plan.elements_of_another")
    if not elements:
        raise NotPossibleNow("plan.without_elements")
    kept = as_kept(_in_all_languages(plan.elements, with_kinds(elements)))
    if kept == plan.elements:
        raise NotPossibleNow("plan.unchanged")
    gone = {one["id"] for one in plan.elements} - {one["id"] for one in kept}
    if used := sorted(_used(plan) & gone):
        raise NotPossibleNow("plan.element_in_use", elements=used[:12])
    if plan.status != Status.DRAFT and not note.strip():
        raise NotPossibleNow("plan.change_unsaid")
    record_change(record=plan, version=version, elements=kept)
    if plan.status != Status.DRAFT:
        _keep_version(viewer, plan, note.strip())
    ledger.record(viewer, "plan.write", plan, elements=len(kept))
    return plan


def _in_all_languages(before: Sequence[Mapping[str, Any]], elements: Iterable[Element]) -> list[Element]:
    """What was not changed keeps its words in the languages in which it was not edited."""
    known = {one["id"]: one for one in before}
    found = []
    for one in elements:
        old = known.get(one.id)
        same = old is not None and one.text.en in old["text"].values() and one.text.en == one.text.ar
        found.append(_of(old, one) if old is not None and same else one)
    return found


def _of(old: Mapping[str, Any], new: Element) -> Element:
    text = doctrine.Text.of(old["text"])
    label = doctrine.Text.of(old["label"]) if old["label"] else None
    return Element(new.id, new.kind, new.parent, text, label)


def _used(plan: Plan) -> set[str]:
    """The elements on which something hangs: here, or on a plan for a region."""
    of_plan = Q(plan=plan) | Q(plan__overlay_of=plan)
    used = set(PlanAction.objects.filter(of_plan).values_list("element", flat=True))
    used |= set(Measure.objects.filter(of_plan).values_list("element", flat=True))
    return used | set(Serving.objects.filter(plan=plan, serves=True).values_list("element", flat=True))


def _keep_version(viewer: Viewer, plan: Plan, note: str) -> PlanVersion:
    number = PlanVersion.objects.filter(plan=plan).count() + 1
    return PlanVersion.objects.create(
        plan=plan,
        number=number,
        elements=plan.elements,
        note=note[:300],
        by_id=viewer.user_id,
        at=clock.now(),
    )


@transaction.atomic
def plan_adopt(
    *,
    viewer: Viewer,
    plan: Plan,
    adopted: WrittenDate | None = None,
    adopted_by: str = "",
    instrument: Instrument | None = None,
    version: int | None = None,
) -> Plan:
    """Record that the draft was adopted: its commitments are kept as they stand.

    Args:
        adopted: the day, as it is written.
        adopted_by: by whom and how.
        instrument: the text by which it was adopted.

    Raises:
        NotPossibleNow: it is no draft, has no commitments, or the day lies ahead.
        Conflict: somebody changed it since.
    """
    policy.require(viewer, "plan.keep", plan)
    if plan.status != Status.DRAFT:
        raise NotPossibleNow("plan.not_draft")
    # Of a strategic plan its frame alone may be known, and that it was adopted.
    framed = plan.kind == Plan.Kind.STRATEGIC
    if not (plan.elements or plan.catalogue or plan.overlay_of_id or framed):
        raise NotPossibleNow("plan.without_elements")
    if adopted is not None and adopted.start > clock.now().date():
        raise NotPossibleNow("plan.adopted_ahead")
    if instrument is not None:
        policy.require_sight(viewer, instrument)
    written = (
        {**asdict(adopted), "start": adopted.start.isoformat(), "end": adopted.end.isoformat()}
        if adopted
        else None
    )
    record_change(
        record=plan,
        version=version,
        status=Status.ADOPTED,
        adopted=written,
        adopted_on=adopted.start if adopted else None,
        adopted_by=adopted_by.strip()[:300],
        instrument=instrument or plan.instrument,
    )
    if plan.elements:
        _keep_version(viewer, plan, adopted_by.strip())
    ledger.record(viewer, "plan.adopt", plan)
    return plan


@transaction.atomic
def plan_begin(*, viewer: Viewer, plan: Plan, version: int | None = None) -> Plan:
    """Say that it is being carried out. Own commitments are adopted first; those of a catalogue were.

    Raises:
        NotPossibleNow: it is not adopted, or under way or closed already.
        Conflict: somebody changed it since.
    """
    policy.require(viewer, "plan.keep", plan)
    adopted = plan.status == Status.ADOPTED
    by_others = plan.status == Status.DRAFT and bool(plan.catalogue or plan.overlay_of_id)
    if not adopted and not by_others:
        raise NotPossibleNow("plan.not_adopted" if plan.status == Status.DRAFT else "plan.not_to_begin")
    record_change(record=plan, version=version, status=Status.UNDER_WAY)
    ledger.record(viewer, "plan.begin", plan)
    return plan


@transaction.atomic
def plan_close(*, viewer: Viewer, plan: Plan, closing: str, version: int | None = None) -> Plan:
    """Close a plan, with what came of it.

    Raises:
        NotPossibleNow: nothing is said of what came of it; or it is a draft, or closed already.
        Conflict: somebody changed it since.
    """
    policy.require(viewer, "plan.keep", plan)
    _open(plan)
    if plan.status == Status.DRAFT:
        raise NotPossibleNow("plan.not_adopted")
    if not closing.strip():
        raise NotPossibleNow("plan.closing_unsaid")
    record_change(record=plan, version=version, status=Status.CLOSED, closing=closing.strip())
    ledger.record(viewer, "plan.close", plan)
    return plan


@transaction.atomic
def plan_reopen(*, viewer: Viewer, plan: Plan, version: int | None = None) -> Plan:
    """Take a plan up again that was closed.

    Raises:
        NotPossibleNow: it is not closed.
        Conflict: somebody changed it since.
    """
    policy.require(viewer, "plan.keep", plan)
    if plan.status != Status.CLOSED:
        raise NotPossibleNow("plan.not_closed")
    record_change(record=plan, version=version, status=Status.UNDER_WAY)
    ledger.record(viewer, "plan.reopen", plan)
    return plan


@transaction.atomic
def plan_carry_over(
    *,
    viewer: Viewer,
    plan: Plan,
    names: Mapping[str, str],
    period_from: date,
    period_until: date,
) -> Plan:
    """Make the plan of the next year: the same commitments, and the actions that are not finished. What was
    carried over before is not carried over again.

    Raises:
        NotPossibleNow: as of `plan_record`; or the new period begins before this one.
    """
    policy.require(viewer, "plan.keep", plan)
    if plan.period_from and period_from <= plan.period_from:
        raise NotPossibleNow("plan.carried_back")
    groups = Share.objects.filter(record_id=plan.pk).values_list("group_id", flat=True)
    made = plan.followed_by.first() or plan_record(
        viewer=viewer,
        kind=plan.kind,
        names=names,
        catalogue=plan.catalogue,
        elements=_as_elements(plan),
        overlay_of=plan.overlay_of,
        follows=plan,
        tlp=plan.tlp,
        share_with=list(groups),
        fictional=plan.fictional,
        actor=plan.actor,
        region=plan.region,
        place=plan.place,
        women_goal=plan.women_goal,
        period_from=period_from,
        period_until=period_until,
    )
    open_ones = PlanAction.objects.filter(plan=plan, carried_to=None).filter(unfinished())
    for action in open_ones:
        kept = ("element", "title", "language", "lead", "who", "budget", "currency", "undertaking", "note")
        PlanAction.objects.create(
            plan=made,
            carried_from=action,
            status=action.status,
            **{name: getattr(action, name) for name in kept},
        )
    ledger.record(viewer, "plan.carry_over", made, plan=plan.pk)
    return made


def _as_elements(plan: Plan) -> list[Element]:
    return [
        Element(one["id"], one["kind"], one["parent"], doctrine.Text.of(one["text"]))
        if not one["label"]
        else Element(
            one["id"],
            one["kind"],
            one["parent"],
            doctrine.Text.of(one["text"]),
            doctrine.Text.of(one["label"]),
        )
        for one in plan.elements
    ]


def unfinished() -> Q:
    """Actions that are neither done nor dropped, by themselves or by their undertaking."""
    ended = ("done", "refused", "lapsed", "cancelled")
    return Q(status__in=[PlanAction.Status.PLANNED, PlanAction.Status.UNDER_WAY]) & ~Q(
        undertaking__status__in=ended
    )
