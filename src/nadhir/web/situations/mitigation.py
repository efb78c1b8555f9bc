"""What mitigation says of the elements of factor 6, for a person to accept or to overrule.

Factor 6 of the Framework of 2014 asks what is missing that could protect. Passages that speak of mitigation
and what protects a situation speak against its indicators. Nothing is decided here, and nothing is weighed.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from nadhir import doctrine
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import schemes, veils
from nadhir.web.situations.models import FRAMEWORK, Assessment, Evidence, Finding, Resilience

MITIGATING = "6"
"""The factor of the framework of 2014 that is read from mitigation."""


@dataclass(slots=True)
class Derived:
    """What speaks against an indicator.

    Attributes:
        pieces: passages that tell of mitigation.
        protections: what protects, in the words in which it was recorded.
        risks: how many passages speak for the indicator all the same.
    """

    pieces: list[uuid.UUID] = field(default_factory=list)
    protections: list[str] = field(default_factory=list)
    risks: int = 0

    @property
    def value(self) -> Finding.Value:
        """What accepting the reading finds: mitigation where a passage tells of it, otherwise absent."""
        return Finding.Value.MITIGATION if self.pieces else Finding.Value.ABSENT


def derived_of(viewer: Viewer, assessment: Assessment, elements: Sequence[str]) -> dict[str, Derived]:
    """The readings of those of `elements` that stand under factor 6 and that anything speaks against."""
    if assessment.framework != FRAMEWORK:
        return {}
    under = {one.id for one in doctrine.load(FRAMEWORK).children(MITIGATING)} & set(elements)
    if not under:
        return {}
    found: dict[str, Derived] = {}
    pieces = Evidence.objects.filter(
        schemes.counting_for(FRAMEWORK, under), situation=assessment.situation_id, withdrawn_at=None
    )
    coded = policy.visible(pieces, viewer).order_by("pk")
    rows = coded.values_list("framework", "element", "pk", "polarity")
    said = ((framework, element, (pk, polarity)) for framework, element, pk, polarity in rows)
    for element, (pk, polarity) in schemes.answering(said, FRAMEWORK):
        if element not in under:
            continue
        one = found.setdefault(element, Derived())
        if polarity == Evidence.Polarity.MITIGATION:
            one.pieces.append(pk)
        else:
            one.risks += 1
    kept = Resilience.objects.filter(situation=assessment.situation_id, ended_on=None)
    veil = veils.Veil(viewer)
    veil.know(assessment.situation)
    for what, speaks_against in policy.visible(kept, viewer).values_list("what", "elements"):
        for element in under & set(speaks_against):
            known = veil.text(assessment.situation_id, what)
            found.setdefault(element, Derived()).protections.append(known)
    return {element: one for element, one in found.items() if one.pieces or one.protections}
