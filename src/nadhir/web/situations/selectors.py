"""Reading situations, evidence and assessments, as far as the viewer may."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from nadhir import doctrine
from nadhir.doctrine.catalogue import Element
from nadhir.errors import NotAllowed
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.models import Assessment, Evidence, Finding, Situation


@dataclass(frozen=True, slots=True)
class FactorRow:
    """One factor of a framework with the state of each of its indicators, in their order."""

    factor: Element
    indicators: tuple[tuple[Element, str], ...]
    finding: Finding | None

    @property
    def assessed(self) -> int:
        return sum(state != Finding.Value.NOT_ASSESSED for _, state in self.indicators)


def situations(viewer: Viewer) -> QuerySet[Situation]:
    """Situations that the viewer may know of, those under watch first."""
    found = policy.visible(Situation.objects.prefetch_related("places"), viewer)
    return found.order_by("-status", "-since", "pk")


def situation(viewer: Viewer, pk: Any) -> Situation:
    """One situation.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = situations(viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="situation.read")
    return found


def evidence(viewer: Viewer, situation: Situation) -> QuerySet[Evidence]:
    """The evidence of a situation whose reports the viewer may read, the newest first."""
    found = policy.visible(Evidence.objects.filter(situation=situation), viewer)
    return found.select_related("item", "item__source", "concerns", "created_by").order_by("-pk")


def assessments(viewer: Viewer, situation: Situation) -> QuerySet[Assessment]:
    found = policy.visible(Assessment.objects.filter(situation=situation), viewer)
    return found.select_related("signed_by", "created_by").order_by("-number")


def assessment(viewer: Viewer, pk: Any) -> Assessment:
    """One assessment.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(
        Assessment.objects.select_related("situation", "signed_by", "created_by"), viewer
    ).filter(pk=pk)
    if (one := found.first()) is None:
        raise NotAllowed("not_allowed.record", act="assessment.read")
    return one


def latest_signed(viewer: Viewer, situation: Situation) -> Assessment | None:
    return assessments(viewer, situation).filter(status=Assessment.Status.SIGNED).first()


def matrix(framework: str, findings: dict[str, Finding]) -> list[FactorRow]:
    """Every factor with its indicators; what no finding speaks of is "not assessed", visibly."""
    catalogue = doctrine.load(framework)
    return [
        FactorRow(
            factor,
            tuple(
                (indicator, findings[indicator.id].value if indicator.id in findings else "not_assessed")
                for indicator in catalogue.children(factor.id)
            ),
            findings.get(factor.id),
        )
        for factor in catalogue.roots()
    ]


def findings_of(assessment: Assessment) -> dict[str, Finding]:
    """The findings of an assessment by element; the assessment itself was read through the policy."""
    return {finding.element: finding for finding in assessment.findings.prefetch_related("evidence")}


def states_of_evidence(pieces: QuerySet[Evidence]) -> dict[str, str]:
    """What the evidence alone says of each element: risk outweighs mitigation, nothing is no statement."""
    states: dict[str, str] = {}
    for element, polarity in pieces.filter(withdrawn_at=None).values_list("element", "polarity"):
        if polarity == Evidence.Polarity.RISK:
            states[element] = Finding.Value.PRESENT
        else:
            states.setdefault(element, Finding.Value.MITIGATION)
    return states


def coverage(rows: list[FactorRow]) -> Counter[str]:
    """How many indicators are in each state. A count of what is known, not a measure of risk."""
    return Counter(state for row in rows for _, state in row.indicators)


def current_of(viewer: Viewer, found: Iterable[Situation]) -> dict[uuid.UUID, Assessment]:
    """The signed assessment in force of each of these situations, as far as the viewer may read it."""
    wanted = {"situation__in": [one.pk for one in found], "status": Assessment.Status.SIGNED}
    signed = policy.visible(Assessment.objects.filter(**wanted), viewer).order_by("number")
    return {one.situation_id: one for one in signed.defer("frozen", "narrative", "gaps")}


def in_the_making(viewer: Viewer) -> QuerySet[Assessment]:
    """Assessments that wait to be finished or signed, those that have waited longest first."""
    states = [Assessment.Status.DRAFT, Assessment.Status.REVIEW]
    found = policy.visible(Assessment.objects.filter(status__in=states), viewer)
    return found.select_related("situation").order_by("submitted_at", "pk")
