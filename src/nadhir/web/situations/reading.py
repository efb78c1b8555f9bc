"""An assessment as it is read: what it finds and on what, what it does not know, and whether it still stands.

A signed assessment is read from its frozen copy, word for word; a draft from its findings. Whoever may not
see a report reads the finding and its reasoning, and how many passages the desk holds for it, but not the
passages.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nadhir import doctrine
from nadhir.doctrine.catalogue import Element
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Source
from nadhir.web.situations import selectors
from nadhir.web.situations.frozen import holds
from nadhir.web.situations.models import Assessment, Evidence, Finding
from nadhir.web.situations.services import assessment_as_signed
from nadhir.web.situations.veils import Bars

SHOWN = 3  # passages shown under a finding unless all are asked for


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage that the viewer may read. `source` is None where its name is protected."""

    piece: Evidence
    quote: str
    source: Source | None

    @property
    def withdrawn(self) -> bool:
        return self.piece.withdrawn_at is not None

    @property
    def erased(self) -> bool:
        """Whether the words were removed to protect somebody; the citation is what is left."""
        return self.piece.item.erased_at is not None


@dataclass(frozen=True, slots=True)
class Said:
    """What is found on one element.

    Attributes:
        citations: the passages shown.
        more: further passages that the viewer may read.
        held: passages that stay with the desk.
        withdrawn: how many of all that are cited were withdrawn since.
    """

    element: Element
    value: str = Finding.Value.NOT_ASSESSED
    trend: str = ""
    confidence: str = ""
    reasoning: str = ""
    citations: tuple[Citation, ...] = ()
    more: int = 0
    held: int = 0
    withdrawn: int = 0

    @property
    def value_words(self) -> str:
        return str(Finding.Value(self.value).label)

    @property
    def trend_words(self) -> str:
        return str(Assessment.Trend(self.trend).label) if self.trend else ""

    @property
    def confidence_words(self) -> str:
        return str(Assessment.Confidence(self.confidence).label) if self.confidence else ""

    @property
    def words(self) -> tuple[str, str, str, str]:
        return self.value, self.trend, self.confidence, self.reasoning


@dataclass(frozen=True, slots=True)
class FactorSaid:
    """What is found on a factor: on itself, on its indicators, and what is not known."""

    factor: Element
    own: Said
    found: tuple[Said, ...]
    no_information: tuple[Element, ...]
    not_assessed: tuple[Element, ...]

    @property
    def speaks(self) -> bool:
        """Whether anything was found or reasoned."""
        return bool(self.found or self.own.trend or self.own.reasoning)


@dataclass(frozen=True, slots=True)
class Reading:
    """An assessment for one reader.

    Attributes:
        coverage: how many indicators are in each state; a count of what is known, nothing more.
        intact: whether the frozen copy still has the fingerprint it was signed with; None for a draft.
        withdrawn: how many of the passages it cites were withdrawn since.
    """

    assessment: Assessment
    narrative: str
    gaps: str
    trend: str
    confidence: str
    factors: tuple[FactorSaid, ...]
    coverage: Counter[str] = field(default_factory=Counter)
    intact: bool | None = None
    withdrawn: int = 0

    @property
    def trend_words(self) -> str:
        return str(Assessment.Trend(self.trend).label)

    @property
    def confidence_words(self) -> str:
        return str(Assessment.Confidence(self.confidence).label)

    @property
    def indicators(self) -> int:
        return sum(self.coverage.values())

    @property
    def assessed(self) -> int:
        return self.indicators - self.coverage[Finding.Value.NOT_ASSESSED]

    @property
    def states(self) -> dict[str, str]:
        """The state of each indicator."""
        found: dict[str, str] = {}
        for factor in self.factors:
            found |= {said.element.id: said.value for said in factor.found}
            found |= {element.id: str(Finding.Value.NO_INFORMATION) for element in factor.no_information}
        return found


@dataclass(frozen=True, slots=True)
class Change:
    """An element on which two assessments say something else."""

    element: Element
    here: Said
    there: Said


def content_of(assessment: Assessment) -> dict[str, Any]:
    """What the assessment says, as plain data: its frozen copy once it is signed."""
    if assessment.frozen is not None:
        return dict(assessment.frozen)
    return assessment_as_signed(assessment)


def read(viewer: Viewer, assessment: Assessment, *, everything: bool = False) -> Reading:
    """An assessment that the viewer may know of, for that viewer.

    Args:
        everything: all passages that the viewer may read, not only the first few of each finding.
    """
    bars = Bars(viewer)
    content = bars.all(assessment.situation_id, content_of(assessment))
    findings = {finding["element"]: finding for finding in content["findings"]}
    sources = _Sources(viewer, findings, None if everything else SHOWN)
    catalogue = doctrine.load(assessment.framework)
    factors = []
    coverage: Counter[str] = Counter()
    for factor in catalogue.roots():
        said = [_said(child, findings.get(child.id), sources) for child in catalogue.children(factor.id)]
        coverage.update(one.value for one in said)
        factors.append(
            FactorSaid(
                factor,
                _said(factor, findings.get(factor.id), sources),
                tuple(
                    one
                    for one in said
                    if one.value not in (Finding.Value.NO_INFORMATION, Finding.Value.NOT_ASSESSED)
                    or one.reasoning
                ),
                tuple(one.element for one in said if one.value == Finding.Value.NO_INFORMATION),
                tuple(one.element for one in said if one.value == Finding.Value.NOT_ASSESSED),
            )
        )
    return Reading(
        assessment,
        narrative=content["narrative"],
        gaps=content["gaps"],
        trend=content["trend"],
        confidence=content["confidence"],
        factors=tuple(factors),
        coverage=coverage,
        intact=intact(assessment),
        withdrawn=len(sources.withdrawn),
    )


def intact(assessment: Assessment) -> bool | None:
    """Whether what was signed still has its fingerprint; None where nothing was signed."""
    if assessment.frozen is None:
        return None
    return holds(assessment.frozen, assessment.frozen_hash)


def changes(here: Reading, there: Reading) -> list[Change]:
    """The elements on which two readings of the same framework differ, in the order of the framework."""
    mine, theirs = _by_element(here), _by_element(there)
    catalogue = doctrine.load(here.assessment.framework)
    return [
        Change(element, mine.get(element.id) or Said(element), theirs.get(element.id) or Said(element))
        for element in catalogue.elements
        if _words(mine.get(element.id)) != _words(theirs.get(element.id))
    ]


def _by_element(reading: Reading) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for factor in reading.factors:
        unknown = [Said(element, Finding.Value.NO_INFORMATION) for element in factor.no_information]
        found |= {said.element.id: said for said in (factor.own, *unknown, *factor.found)}
    return found


def _words(said: Said | None) -> tuple[str, str, str, str]:
    return said.words if said else (Finding.Value.NOT_ASSESSED, "", "", "")


class _Sources:
    """The evidence behind the findings, as far as this viewer may read it."""

    def __init__(self, viewer: Viewer, findings: Mapping[str, Mapping[str, Any]], most: int | None) -> None:
        self.viewer, self.most = viewer, most
        # Identifier and words of every passage, by element.
        self.cited = {
            element: [(uuid.UUID(piece["id"]), piece["quote"]) for piece in finding["evidence"]]
            for element, finding in findings.items()
        }
        among = Evidence.objects.filter(pk__in={key for pairs in self.cited.values() for key, _ in pairs})
        self.open = set(policy.visible(among, viewer).values_list("pk", flat=True))
        # That a passage was withdrawn is a fact about the assessment, which the viewer may read; whose
        # passage it was is not told.
        self.withdrawn = set(among.filter(withdrawn_at__isnull=False).values_list("pk", flat=True))
        self.pieces = selectors.pieces(viewer, [key for one in self.cited for key, _ in self.shown(one)])

    def shown(self, element: str) -> list[tuple[uuid.UUID, str]]:
        """The first passages of an element that the viewer may read."""
        return [pair for pair in self.cited[element] if pair[0] in self.open][: self.most]


def _said(element: Element, finding: Mapping[str, Any] | None, sources: _Sources) -> Said:
    if finding is None:
        return Said(element)
    keys = [key for key, _ in sources.cited[element.id]]
    open_to = sum(key in sources.open for key in keys)
    pairs = sources.shown(element.id)
    citations = tuple(cite(sources.viewer, sources.pieces[key], quote) for key, quote in pairs)
    return Said(
        element,
        value=finding["value"],
        trend=finding["trend"],
        confidence=finding["confidence"],
        reasoning=finding["reasoning"],
        citations=citations,
        more=open_to - len(citations),
        held=len(keys) - open_to,
        withdrawn=sum(key in sources.withdrawn for key in keys),
    )


def cite(viewer: Viewer, piece: Evidence, quote: str | None = None) -> Citation:
    """A passage with its source, unless the source is protected from this viewer."""
    hidden = policy.hidden_fields(viewer, piece.item)
    return Citation(
        piece, piece.quote if quote is None else quote, None if "source" in hidden else piece.item.source
    )


def title_of(item: Any) -> str:
    """What an item is called where its text is not at hand; empty where it has no title."""
    return str(item.headline) if item.event or item.title else ""
