"""An assessment as it is read: what it finds and on what, what it does not know, and whether it still stands.

A signed assessment is read from its frozen copy, word for word; a draft from its findings. Whoever may not
see a report reads the finding and its reasoning, and how many passages the desk holds for it, but not the
passages.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from nadhir import doctrine
from nadhir.doctrine.catalogue import Catalogue, Element
from nadhir.doctrine.text import Text
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import selectors
from nadhir.web.situations.citations import Citation as Citation
from nadhir.web.situations.citations import cite as cite
from nadhir.web.situations.frozen import holds
from nadhir.web.situations.models import Assessment, Evidence, Finding
from nadhir.web.situations.notes import NO_WORDS, Footnote, Notes
from nadhir.web.situations.reading_parts import EMPTY, Parts, groups_of, parts_of
from nadhir.web.situations.services import assessment_as_signed
from nadhir.web.situations.veils import Bars

SHOWN = 3  # passages shown under a finding unless all are asked for


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
    lowering: str = ""
    derived: str = ""
    html: SafeString = NO_WORDS
    lowering_html: SafeString = NO_WORDS

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
    def derived_words(self) -> str:
        return str(Finding.Derived(self.derived).label) if self.derived else ""

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
        return bool(self.found or self.own.trend or self.own.reasoning or self.own.lowering)


@dataclass(frozen=True, slots=True)
class Reading:
    """An assessment for one reader.

    Attributes:
        coverage: how many indicators are in each state; a count of what is known, nothing more.
        intact: whether the frozen copy still has the fingerprint it was signed with; None for a draft.
        withdrawn: how many of the passages it cites were withdrawn since.
        parts: groups at risk, triggers ahead, scenarios, and what is not known.
        notes: what its sentences cite, numbered as they are read.
        lead: the first paragraph of the view of the whole.
        uncited: how many sentences claim a fact and say neither where it comes from nor that it is a
            judgement.
        strays: findings on elements that the catalogue no longer has.
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
    parts: Parts = EMPTY
    notes: tuple[Footnote, ...] = ()
    lead: SafeString = NO_WORDS
    narrative_html: SafeString = NO_WORDS
    gaps_html: SafeString = NO_WORDS
    uncited: int = 0
    strays: tuple[Said, ...] = ()

    @property
    def erased(self) -> int:
        """How many footnotes lead to a passage whose words were removed."""
        return sum(note.erased for note in self.notes)

    @property
    def lowers(self) -> bool:
        """Whether anything is said of what would lower a factor."""
        return any(one.own.lowering for one in self.factors)

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
    notes = Notes(viewer, content, get_language())
    catalogue = doctrine.load(assessment.framework)
    # In the order of the page, so that footnotes are numbered as they are read.
    lead, narrative_html = notes.lead_and_rest(content["narrative"])
    groups = groups_of(viewer, content, notes)
    factors = tuple(_factor(catalogue, factor, findings, sources, notes) for factor in catalogue.roots())
    strays = tuple(
        _said(_unknown(element), finding, sources, notes)
        for element, finding in findings.items()
        if element not in catalogue
    )
    parts = parts_of(viewer, content, notes, groups, catalogue)
    factors = tuple(_with_lowering(one, notes) for one in factors)
    gaps_html = notes.html(content["gaps"], flags=True)
    coverage: Counter[str] = Counter()
    for factor in catalogue.roots():
        coverage.update(
            findings.get(one.id, {}).get("value", str(Finding.Value.NOT_ASSESSED))
            for one in catalogue.children(factor.id)
        )
    return Reading(
        assessment,
        narrative=content["narrative"],
        gaps=content["gaps"],
        trend=content["trend"],
        confidence=content["confidence"],
        factors=factors,
        coverage=coverage,
        intact=intact(assessment),
        withdrawn=len(sources.withdrawn | notes.withdrawn),
        parts=parts,
        notes=notes.all(),
        lead=lead,
        narrative_html=narrative_html,
        gaps_html=gaps_html,
        uncited=notes.flagged,
        strays=strays,
    )


def _factor(
    catalogue: Catalogue,
    factor: Element,
    findings: Mapping[str, Mapping[str, Any]],
    sources: _Sources,
    notes: Notes,
) -> FactorSaid:
    own = _said(factor, findings.get(factor.id), sources, notes)
    said = [_said(child, findings.get(child.id), sources, notes) for child in catalogue.children(factor.id)]
    unknown = (Finding.Value.NO_INFORMATION, Finding.Value.NOT_ASSESSED)
    return FactorSaid(
        factor,
        own,
        tuple(one for one in said if one.value not in unknown or one.reasoning),
        tuple(one.element for one in said if one.value == Finding.Value.NO_INFORMATION),
        tuple(one.element for one in said if one.value == Finding.Value.NOT_ASSESSED),
    )


def _with_lowering(one: FactorSaid, notes: Notes) -> FactorSaid:
    return replace(one, own=replace(one.own, lowering_html=notes.html(one.own.lowering)))


def _unknown(element: str) -> Element:
    """Stands for an element that the catalogue does not have: its identifier is all that is left."""
    return Element(element, "indicator", None, Text(element, element, element), show_number=False)


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


def _said(element: Element, finding: Mapping[str, Any] | None, sources: _Sources, notes: Notes) -> Said:
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
        lowering=finding.get("lowering", ""),
        derived=finding.get("derived", ""),
        html=notes.html(finding["reasoning"], flags=True),
    )


def title_of(item: Any) -> str:
    """What an item is called where its text is not at hand; empty where it has no title."""
    return str(item.headline) if item.event or item.title else ""
