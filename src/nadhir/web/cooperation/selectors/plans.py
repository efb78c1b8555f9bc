"""Reading plans: what was committed to, what is done for it, for how much, and how it is measured."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When

from nadhir import doctrine
from nadhir.doctrine.catalogue import Catalogue, Element
from nadhir.doctrine.outline import commitments_of, of_kept
from nadhir.errors import NotAllowed
from nadhir.screening.normalise import fold
from nadhir.web.cooperation.models import Measure, Plan, PlanAction, PlanVersion
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory

# Catalogues of which somebody can say that they carry them out, those of the source documents first.
TRACKED = ("un-hate-speech-2019", "fez-2017", "sdg")
KINDS = ("strategy", "plan", "goals", "checklist")
# How a commitment stands, the furthest first.
STATES = ("done", "begun", "planned", "nothing")


def catalogues() -> list[Catalogue]:
    """The catalogues that can be carried out."""
    first = [doctrine.load(one) for one in TRACKED]
    others = [one.id for one in doctrine.catalogues() if one.kind in KINDS and one.id not in TRACKED]
    return [*first, *(doctrine.load(one) for one in others)]


def root_of(plan: Plan) -> Plan:
    """The plan whose commitments it takes up; itself where they are its own."""
    return plan.overlay_of or plan


def catalogue_of(plan: Plan) -> Catalogue:
    """Its commitments, as a catalogue."""
    root = root_of(plan)
    if root.catalogue:
        return doctrine.load(root.catalogue)
    return of_kept(root.elements, name=str(root.pk), title=root.names)


def rows_of(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Each commitment with everything that stands under it, itself included."""
    return {one.id: (one.id, *under(catalogue, one.id)) for one in commitments_of(catalogue)}


def under(catalogue: Catalogue, element: str) -> list[str]:
    """Everything that stands under an element, at whatever depth."""
    found = []
    for child in catalogue.children(element):
        found += [child.id, *under(catalogue, child.id)]
    return found


def chosen_elements(catalogue: Catalogue) -> list[Element]:
    """What an action, a measure or a record may be put to: commitments and what stands under them."""
    known = {one for family in rows_of(catalogue).values() for one in family}
    return [one for one in catalogue.elements if one.id in known]


def plans(viewer: Viewer, *, kind: str = "", status: str = "", words: str = "") -> QuerySet[Plan]:
    """Plans that the viewer may know of: what is carried out first, then by period."""
    order = {"under_way": 0, "adopted": 1, "draft": 2, "closed": 3}
    found = policy.visible(Plan.objects.select_related("overlay_of", "place"), viewer)
    if kind:
        found = found.filter(kind=kind)
    if status:
        found = found.filter(status=status)
    if wanted := fold(words.strip()):
        named = found.order_by().values_list("pk", "names")
        found = found.filter(pk__in=[pk for pk, n in named if any(wanted in fold(x) for x in n.values())])
    rank = Case(*(When(status=name, then=Value(at)) for name, at in order.items()), default=Value(9))
    return found.annotate(rank=rank).order_by("rank", F("period_from").desc(nulls_last=True), "pk")


def plan(viewer: Viewer, pk: Any) -> Plan:
    """One plan.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of; or it takes up one that they may not
            know of.
    """
    found = policy.visible(Plan.objects.all(), viewer)
    one = found.select_related("overlay_of", "place", "owner", "instrument", "actor", "follows").filter(pk=pk)
    shown = one.first()
    if shown is None or (shown.overlay_of and not policy.sees(viewer, shown.overlay_of)):
        raise NotAllowed("not_allowed.record", act="plan.read")
    return shown


def overlays(viewer: Viewer, plan: Plan) -> list[Plan]:
    """The plans that take its commitments up for a region or a place."""
    found = policy.visible(Plan.objects.filter(overlay_of=plan), viewer)
    return list(found.select_related("place").order_by("region", "pk"))


def versions(viewer: Viewer, plan: Plan) -> list[PlanVersion]:
    """Its versions, the newest first."""
    found = policy.visible(PlanVersion.objects.filter(plan=root_of(plan)), viewer)
    return list(found.select_related("by").order_by("-number"))


def actions(viewer: Viewer, plans: Iterable[Plan]) -> QuerySet[Any]:
    """What is done for their commitments; `stands` is how, as its undertaking tells where it is one."""
    found = policy.visible(PlanAction.objects.filter(plan__in=[one.pk for one in plans]), viewer)
    seen = directory.actors(viewer)
    shown = Case(When(lead__in=seen.values("pk"), then=F("lead_id")), default=None)
    found = found.select_related("plan", "plan__place", "lead", "undertaking", "carried_from__plan")
    return found.annotate(stands=_stands(), lead_shown=shown).order_by(
        F("starts_on").asc(nulls_last=True), F("ends_on").asc(nulls_last=True), "pk"
    )


def _stands() -> Case:
    ended = {"done": "done", "under_way": "under_way", "open": "planned", "accepted": "planned"}
    told = [When(undertaking__status=status, then=Value(stands)) for status, stands in ended.items()]
    dropped = When(undertaking__status__in=["refused", "lapsed", "cancelled"], then=Value("dropped"))
    return Case(*told, dropped, default=F("status"))


def action(viewer: Viewer, pk: Any) -> PlanAction:
    """One action.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(
        PlanAction.objects.select_related("plan__overlay_of", "lead", "undertaking"), viewer
    )
    action: PlanAction = _one(found.annotate(stands=_stands()), pk)
    return action


def measures(viewer: Viewer, plans: Iterable[Plan]) -> QuerySet[Measure]:
    """What tells whether commitments are met, with what was read."""
    found = policy.visible(Measure.objects.filter(plan__in=[one.pk for one in plans]), viewer)
    return found.select_related("plan").prefetch_related("readings__by").order_by("element", "pk")


def measure(viewer: Viewer, pk: Any) -> Measure:
    """One measure.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    one: Measure = _one(policy.visible(Measure.objects.select_related("plan__overlay_of"), viewer), pk)
    return one


def _one(found: QuerySet[Any], pk: Any) -> Any:
    shown = found.filter(pk=pk).first()
    if shown is None:
        raise NotAllowed("not_allowed.record", act="plan.read")
    return shown


@dataclass(frozen=True, slots=True)
class Money:
    """What was set aside and spent, in one currency. Currencies are never added to each other."""

    currency: str
    budget: Decimal | None
    spent: Decimal | None


def money_of(found: QuerySet[Any]) -> list[Money]:
    """The sums of actions, one line for each currency."""
    sums = found.order_by().exclude(currency="").exclude(stands="dropped", spent=None)
    rows = sums.values("currency").annotate(b=Sum("budget"), s=Sum("spent")).order_by("currency")
    return [Money(row["currency"], row["b"], row["s"]) for row in rows]


@dataclass(slots=True)
class Tally:
    """What there is for one commitment: actions by how they stand, and the furthest of all that serves it."""

    actions: Counter[str] = field(default_factory=Counter)
    states: set[str] = field(default_factory=set)

    @property
    def state(self) -> str:
        return next((one for one in STATES if one in self.states), "nothing")


_OF_ACTION = {"done": "done", "under_way": "begun", "planned": "planned"}


def action_tallies(viewer: Viewer, plans: Sequence[Plan]) -> dict[tuple[Any, str], Counter[str]]:
    """Actions of these plans, and of those that take them up for a region, by plan and element."""
    pks = [one.pk for one in plans]
    mine = Q(plan__in=pks) | Q(plan__overlay_of__in=pks)
    found = policy.visible(PlanAction.objects.filter(mine), viewer).annotate(stands=_stands()).order_by()
    rows = found.values("plan_id", "plan__overlay_of_id", "element", "stands").annotate(n=Count("pk"))
    told: dict[tuple[Any, str], Counter[str]] = defaultdict(Counter)
    wanted = set(pks)
    for row in rows:
        for pk in {row["plan_id"], row["plan__overlay_of_id"]} & wanted:
            told[pk, row["element"]][row["stands"]] += row["n"]
    return told


def tallied(
    catalogue: Catalogue,
    plan: Plan,
    done: Mapping[tuple[Any, str], Counter[str]],
    served: Mapping[str, set[str]],
) -> dict[str, Tally]:
    """How each commitment of a plan stands.

    Args:
        done: of `action_tallies`.
        served: by element, how what serves it stands.
    """
    tallies: dict[str, Tally] = {}
    for row, family in rows_of(catalogue).items():
        tally = tallies[row] = Tally()
        for element in family:
            tally.actions += done.get((plan.pk, element), Counter())
            tally.states |= served.get(element, set())
        tally.states |= {_OF_ACTION[one] for one in tally.actions if one in _OF_ACTION}
    return tallies
