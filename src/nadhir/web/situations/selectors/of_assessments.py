"""Assessments with their findings, as far as the viewer may know."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from nadhir import doctrine
from nadhir.doctrine.catalogue import CatalogueInfo, Element
from nadhir.errors import NotAllowed
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import schemes, veils
from nadhir.web.situations.models import FRAMEWORK, Assessment, Dissent, Finding, Situation

OUT = (Assessment.Status.SIGNED, Assessment.Status.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class FactorRow:
    """One factor of a framework with the state of each of its indicators, in their order."""

    factor: Element
    indicators: tuple[tuple[Element, str], ...]
    finding: Finding | None

    @property
    def assessed(self) -> int:
        return sum(state != Finding.Value.NOT_ASSESSED for _, state in self.indicators)


def assessments(viewer: Viewer, situation: Situation) -> QuerySet[Assessment]:
    found = policy.visible(Assessment.objects.filter(situation=situation), viewer)
    return found.select_related("signed_by", "created_by").order_by("-number")


def assessment(viewer: Viewer, pk: Any) -> Assessment:
    """One assessment.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    related = ("situation", "signed_by", "created_by", "supersedes", "owner")
    found = veils.veiled(Assessment, viewer).select_related(*related).filter(pk=pk)
    if (one := found.first()) is None:
        raise NotAllowed("not_allowed.record", act="assessment.read")
    return one


def latest_signed(viewer: Viewer, situation: Situation) -> Assessment | None:
    signed = assessments(viewer, situation).filter(status=Assessment.Status.SIGNED)
    return signed.filter(framework=FRAMEWORK).first() or signed.first()


def signed_assessments(viewer: Viewer) -> QuerySet[Assessment]:
    """The signed assessments of all situations, the latest first."""
    found = veils.veiled(Assessment, viewer).filter(status=Assessment.Status.SIGNED)
    return found.select_related("situation").order_by("-signed_at")


def dissents(viewer: Viewer, assessment: Assessment) -> QuerySet[Dissent]:
    """Other views kept with an assessment, in the order in which they came."""
    found = veils.veiled(Dissent, viewer, "text", situation="assessment.situation_id")
    return found.filter(assessment=assessment).select_related("by", "assessment").order_by("at")


def matrix(framework: str, findings: dict[str, Finding]) -> list[FactorRow]:
    """Every factor with its indicators; what no finding speaks of is "not assessed", visibly."""
    states = {element: finding.value for element, finding in findings.items()}
    return matrix_of_states(framework, states, findings)


def matrix_of_states(
    framework: str, states: dict[str, str], findings: dict[str, Finding] | None = None
) -> list[FactorRow]:
    """The same from the state of each element alone."""
    catalogue = doctrine.load(framework)
    return [
        FactorRow(
            factor,
            tuple(
                (indicator, states.get(indicator.id, str(Finding.Value.NOT_ASSESSED)))
                for indicator in schemes.leaves(catalogue, factor)
            ),
            (findings or {}).get(factor.id),
        )
        for factor in catalogue.roots()
    ]


def findings_of(assessment: Assessment) -> dict[str, Finding]:
    """The findings of an assessment by element; the assessment itself was read through the policy."""
    return {finding.element: finding for finding in assessment.findings.prefetch_related("evidence")}


def coverage(rows: list[FactorRow]) -> Counter[str]:
    """How many indicators are in each state. A count of what is known, not a measure of risk."""
    return Counter(state for row in rows for _, state in row.indicators)


def current_of(viewer: Viewer, found: Iterable[Situation]) -> dict[uuid.UUID, Assessment]:
    """The signed assessment in force of each of these situations, as far as the viewer may read it."""
    wanted = {"situation__in": [one.pk for one in found], "status": Assessment.Status.SIGNED}
    signed = policy.visible(Assessment.objects.filter(**wanted), viewer).order_by("number")
    known: dict[uuid.UUID, Assessment] = {}
    for one in signed.defer("frozen", "narrative", "gaps"):
        # One on another framework may stand beside; the page of a situation speaks of the usual one.
        before = known.get(one.situation_id)
        if before is None or one.framework == FRAMEWORK or before.framework != FRAMEWORK:
            known[one.situation_id] = one
    return known


def frameworks() -> list[CatalogueInfo]:
    """The catalogues that an assessment can be written on, the usual one first."""
    found = [one for one in doctrine.catalogues() if one.kind == "framework"]
    return sorted(found, key=lambda one: (one.id != FRAMEWORK, one.id))


def in_the_making(viewer: Viewer) -> QuerySet[Assessment]:
    """Assessments that wait to be finished or signed, those that have waited longest first."""
    states = [Assessment.Status.DRAFT, Assessment.Status.REVIEW]
    found = veils.veiled(Assessment, viewer).filter(status__in=states)
    return found.select_related("situation").order_by("submitted_at", "pk")
