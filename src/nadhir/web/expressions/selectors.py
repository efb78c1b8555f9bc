"""Reading expressions and what was found on them, as far as the viewer may."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from nadhir.doctrine.agreement import Agreement, cohen_kappa, krippendorff_alpha, percent_agreement
from nadhir.errors import NotAllowed
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.expressions import coding, wording
from nadhir.web.expressions.models import TESTS, Expression, Reconciliation, Target, Worksheet
from nadhir.web.expressions.rules import CODERS
from nadhir.web.expressions.trends import Part, Trend, counted

__all__ = [
    "Measured",
    "Part",
    "Side",
    "Trend",
    "agreement_of",
    "counted",
    "days",
    "expression",
    "expressions",
    "expressions_found",
    "expressions_in",
    "finals",
    "reconciliation",
    "sides",
    "states",
    "states_in_words",
    "targets_counted",
    "targets_known",
    "worksheet",
    "worksheets",
]

_LIVE = (Worksheet.State.DRAFT, Worksheet.State.SUBMITTED)
_HEAVY = ("item__raw", "item__text", "item__folded", "item__finding")


def expressions(viewer: Viewer) -> QuerySet[Expression]:
    """Expressions that the viewer may know of, the latest first."""
    found = Expression.objects.select_related("item", "item__source", "place", "owner").defer(*_HEAVY)
    return policy.visible(found, viewer).prefetch_related("targets").order_by("-spoken_on", "-pk")


def expression(viewer: Viewer, pk: Any) -> Expression:
    """One expression.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = expressions(viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record")
    return found


def expressions_in(viewer: Viewer, items: Any) -> QuerySet[Expression]:
    """Expressions in some items: a queryset of their identifiers, or identifiers."""
    return expressions(viewer).filter(item__in=items)


def expressions_found(
    viewer: Viewer,
    *,
    target: str = "",
    hallmark: str = "",
    speaker: str = "",
    medium: str = "",
    place: str = "",
    state: str = "",
) -> QuerySet[Expression]:
    """Expressions narrowed down.

    Args:
        target: the key of a target group.
        place: code of a country or subdivision; a country includes its subdivisions.
        state: `uncoded`, `coding` (a coder is wanted or at work), `ready` (two are in, to be reconciled) or
            `reconciled`, by any of the tests.
    """
    found = expressions(viewer)
    if target:
        found = found.filter(Exists(Target.objects.filter(expression=OuterRef("pk"), key=target)))
    if hallmark:
        # A list of a few short words, looked into as text: the same on every database.
        found = found.annotate(marks=Cast("hallmarks", TextField())).filter(marks__contains=f'"{hallmark}"')
    if speaker:
        found = found.filter(speaker_type=speaker)
    if medium:
        found = found.filter(medium=medium)
    if place:
        found = found.filter(Q(place__code=place) | Q(place__parent__code=place))
    if state:
        found = found.filter(_in_state(state))
    return found


def _in_state(state: str) -> Q:
    live = Worksheet.objects.filter(expression=OuterRef("pk"), state__in=_LIVE)
    final = Reconciliation.objects.filter(expression=OuterRef("pk"))
    if state == "uncoded":
        return ~Q(Exists(live))
    if state == "reconciled":
        return Q(Exists(final))
    wanted = Q(pk__in=[])
    for test in TESTS:
        submitted = _many(test, (Worksheet.State.SUBMITTED,))
        open_still = ~Q(Exists(final.filter(test=test)))
        if state == "ready":
            wanted |= Q(pk__in=submitted.filter(many__gte=CODERS).values("expression")) & open_still
        else:
            begun = _many(test, _LIVE)
            both = submitted.filter(many__gte=CODERS)
            wanted |= Q(pk__in=begun.values("expression")) & ~Q(pk__in=both.values("expression"))
    return wanted


def _many(test: str, states_wanted: Sequence[str]) -> Any:
    return (
        Worksheet.objects.filter(test=test, state__in=states_wanted)
        .order_by()
        .values("expression")
        .annotate(many=Count("pk"))
    )


def targets_known(viewer: Viewer) -> list[tuple[str, str]]:
    """The groups that visible expressions speak against: key and one of their names."""
    found = policy.visible(Target.objects.all(), viewer).order_by("key", "pk").values_list("key", "name")
    known: dict[str, str] = {}
    for key, name in found:
        known.setdefault(key, name)
    return list(known.items())


# -- who coded what ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Side:
    """How far one test of one expression is.

    Attributes:
        begun: worksheets that are being coded or handed in; who and how far, never what is in them.
        mine: the viewer's own worksheet.
        open: the worksheets that the viewer may read.
        final: what was made of them.
    """

    test: str
    begun: tuple[Worksheet, ...] = ()
    mine: Worksheet | None = None
    open: tuple[Worksheet, ...] = ()
    final: Reconciliation | None = None
    coders: tuple[uuid.UUID | None, ...] = field(default=())

    @property
    def submitted(self) -> int:
        return sum(one.state == Worksheet.State.SUBMITTED for one in self.begun)

    @property
    def places_left(self) -> int:
        return CODERS - len(self.begun)

    @property
    def ready(self) -> bool:
        """Whether both are in and nobody has reconciled them."""
        return self.submitted >= CODERS and self.final is None

    @property
    def state(self) -> str:
        if self.final:
            return "reconciled"
        if self.ready:
            return "ready"
        return "coding" if self.begun else "uncoded"


def sides(viewer: Viewer, one: Expression) -> list[Side]:
    """Both tests of an expression, as far as the viewer may know."""
    # Who codes and whether they are done belongs to the expression; what they wrote is asked of the policy.
    bare = Worksheet.objects.filter(expression=one, state__in=_LIVE).select_related("created_by")
    begun = list(bare.defer("findings", "judgement", "exposed", "exposed_note", "ignored_note", "tier"))
    readable = list(worksheets(viewer).filter(expression=one))
    finals = policy.visible(Reconciliation.objects.filter(expression=one).select_related("by"), viewer)
    final = {found.test: found for found in finals}
    made = []
    for test in TESTS:
        of_test = [sheet for sheet in readable if sheet.test == test]
        mine = next((sheet for sheet in of_test if sheet.created_by_id == viewer.user_id), None)
        both = [sheet for sheet in of_test if sheet.state == Worksheet.State.SUBMITTED]
        at_work = tuple(sheet for sheet in begun if sheet.test == test)
        made.append(
            Side(
                test,
                at_work,
                mine,
                tuple(both) if len(both) >= CODERS else (),
                final.get(test),
                tuple(sheet.created_by_id for sheet in at_work),
            )
        )
    return made


def states(shown: Iterable[Expression]) -> dict[uuid.UUID, dict[str, str]]:
    """By expression and test, how far the coding is: for a list. The caller has asked the policy for the
    expressions; that they are coded is no secret, what was found is."""
    keys = [one.pk for one in shown]
    found: dict[uuid.UUID, dict[str, str]] = {key: dict.fromkeys(TESTS, "uncoded") for key in keys}
    rows = (
        Worksheet.objects.filter(expression__in=keys, state__in=_LIVE)
        .order_by()
        .values("expression", "test")
        .annotate(submitted=Count("pk", filter=Q(state=Worksheet.State.SUBMITTED)))
    )
    for row in rows:
        found[row["expression"]][row["test"]] = "ready" if row["submitted"] >= CODERS else "coding"
    done = Reconciliation.objects.filter(expression__in=keys).values_list("expression", "test")
    for key, test in done:
        found[key][test] = "reconciled"
    return found


def states_in_words(of_tests: dict[str, str]) -> list[str]:
    """How far the tests of one expression are, but for those that nobody began."""
    tests, words = wording.test_words(), wording.state_words()
    return [f"{tests[test]}: {words[state]}" for test, state in of_tests.items() if state != "uncoded"]


def targets_counted(viewer: Viewer, found: Any) -> list[tuple[str, int]]:
    """Against whom some expressions are, in the reader's language, the most first."""
    keys = found.order_by().values("pk")
    rows = policy.visible(Target.objects.filter(expression__in=keys), viewer).order_by().values("key")
    names = dict(targets_known(viewer))
    many = sorted(rows.annotate(n=Count("expression", distinct=True)), key=lambda row: -row["n"])
    return [(wording.target_words(row["key"], names[row["key"]]), row["n"]) for row in many]


def worksheets(viewer: Viewer) -> QuerySet[Worksheet]:
    """Worksheets that the viewer may read: their own, and those of two who are both done."""
    found = Worksheet.objects.filter(state__in=_LIVE).select_related("expression", "created_by")
    return policy.visible(found, viewer).order_by("submitted_at", "pk")


def worksheet(viewer: Viewer, pk: Any) -> Worksheet:
    """One worksheet.

    Raises:
        NotAllowed: there is none, or none that this viewer may read yet.
    """
    found = worksheets(viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record")
    return found


def reconciliation(viewer: Viewer, one: Expression, test: str) -> Reconciliation | None:
    found = Reconciliation.objects.filter(expression=one, test=test).select_related("by")
    return policy.visible(found, viewer).first()


def finals(viewer: Viewer, shown: Sequence[Expression]) -> dict[tuple[uuid.UUID, str], Reconciliation]:
    """Final findings of some expressions, by expression and test."""
    found = policy.visible(Reconciliation.objects.filter(expression__in=[one.pk for one in shown]), viewer)
    return {(one.expression_id, one.test): one for one in found}


@dataclass(frozen=True, slots=True)
class Measured:
    """How far two coders agreed over all elements that two coded by one test."""

    test: str
    pairs: int
    share: Agreement
    kappa: Agreement
    alpha: Agreement


def agreement_of(viewer: Viewer, test: str, shown: Any = None) -> Measured:
    """Agreement of all pairs of worksheets on `test` that the viewer may read, element by element.

    Args:
        shown: identifiers of the expressions that count; None for all.
    """
    found = worksheets(viewer).filter(test=test, state=Worksheet.State.SUBMITTED)
    if shown is not None:
        found = found.filter(expression__in=shown)
    pairs: dict[uuid.UUID, list[Worksheet]] = {}
    for sheet in found.order_by("pk"):
        pairs.setdefault(sheet.expression_id, []).append(sheet)
    first: list[str | None] = []
    second: list[str | None] = []
    two = [both for both in pairs.values() if len(both) == CODERS]
    for both in two:
        for row in coding.compared(test, both[0].findings, both[1].findings):
            first.append(row.first.get("value") or None)
            second.append(row.second.get("value") or None)
    return Measured(
        test,
        len(two),
        percent_agreement((first, second)),
        cohen_kappa(first, second),
        krippendorff_alpha((first, second)),
    )


def days(viewer: Viewer, since: date) -> QuerySet[Expression]:
    """Expressions spoken since a day, or recorded since where nobody knows the day."""
    return expressions(viewer).filter(
        Q(spoken_on__gte=since) | Q(spoken_on=None, created_at__date__gte=since)
    )
