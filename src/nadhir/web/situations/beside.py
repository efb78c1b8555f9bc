"""Two assessments beside each other: what they say besides their findings, and findings on two catalogues.

Catalogues of different years ask different questions. What one says of an element of the older one is set
beside what the other says of those that answer to it (`nadhir.doctrine.counterparts`); that is a map, not the
same question, and nothing is counted over it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nadhir import doctrine
from nadhir.doctrine.catalogue import Element
from nadhir.errors import DoctrineError
from nadhir.web.core import policy
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.models import Assessment, Gap, GroupAtRisk, GroupView, Scenario
from nadhir.web.situations.reading import Reading, Said, content_of
from nadhir.web.situations.veils import Bars

LIKELIHOODS = "icd-203"


@dataclass(frozen=True, slots=True)
class Part:
    """Something that an assessment says besides its findings: of what kind, of what, and how."""

    kind: str
    name: str
    state: str
    text: str

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, " ".join(self.name.split()).casefold()

    @property
    def words(self) -> str:
        return " · ".join(part for part in (self.state, self.text) if part)


@dataclass(frozen=True, slots=True)
class PartChange:
    """A part that one of two assessments words otherwise, or does not have."""

    kind: str
    name: str
    here: Part | None
    there: Part | None


def parts(viewer: Viewer, assessment: Assessment) -> list[Part]:
    """Scenarios, groups and open questions of an assessment, as far as the viewer may know of them."""
    bars = Bars(viewer)
    content = content_of(assessment)

    def rows(key: str, model: Any, *names: str) -> Sequence[Mapping[str, Any]]:
        kept: Sequence[Mapping[str, Any]]
        if assessment.frozen is not None and key in content:
            kept = [dict.fromkeys(names) | dict(one) for one in content[key]]
        else:
            kept = list(policy.visible(model.objects.filter(assessment=assessment), viewer).values(*names))
        return list(bars.all(assessment.situation_id, kept))

    found = [
        Part(_("Scenario"), one["title"], _likelihood(one["likelihood"]), one["text"] or "")
        for one in rows("scenarios", Scenario, "title", "likelihood", "text")
    ]
    groups = policy.visible(GroupAtRisk.objects.filter(situation=assessment.situation_id), viewer)
    names = {str(group.pk): in_words(group.names) for group in groups}
    found += [
        Part(_("Group at risk"), names[str(one["group"])], _trend(one["trend"]), one["text"] or "")
        for one in rows("groups", GroupView, "group", "trend", "text")
        if str(one["group"]) in names
    ]
    found += [
        Part(_("Open question"), one["what"], "", one["how"] or "")
        for one in rows("questions", Gap, "what", "how")
    ]
    return found


def _likelihood(element: str) -> str:
    catalogue = doctrine.load(LIKELIHOODS)
    if element not in catalogue:
        return element
    found = catalogue.element(element)
    return (found.label or found.text).in_(get_language())


def _trend(trend: str | None) -> str:
    return str(Assessment.Trend(trend).label) if trend else ""


def part_changes(here: Sequence[Part], there: Sequence[Part]) -> list[PartChange]:
    """What two assessments word otherwise besides their findings; None stands for what one does not have."""
    mine, theirs = {one.key: one for one in here}, {one.key: one for one in there}
    return [
        PartChange(key[0], (mine.get(key) or theirs[key]).name, mine.get(key), theirs.get(key))
        for key in dict.fromkeys((*theirs, *mine))
        if (mine[key].words if key in mine else None) != (theirs[key].words if key in theirs else None)
    ]


@dataclass(frozen=True, slots=True)
class Mapped:
    """An element of the newer catalogue, and those of the older one that it answers to."""

    newer: Said
    older: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Crosswise:
    """Two assessments on two catalogues, mapped onto each other.

    Attributes:
        rows: elements of the newer catalogue on which both catalogues ask, and somebody said something.
        newer_alone, older_alone: what is said on elements without counterpart.
    """

    newer: Reading
    older: Reading
    rows: tuple[Mapped, ...]
    newer_alone: tuple[Said, ...]
    older_alone: tuple[Said, ...]


def crosswise(first: Reading, second: Reading) -> Crosswise | None:
    """Two readings on different catalogues; None where nobody mapped the catalogues onto each other."""

    def edition(one: Reading) -> str:
        return doctrine.load(one.assessment.framework).version

    older, newer = sorted((first, second), key=edition)
    source, target = older.assessment.framework, newer.assessment.framework
    try:
        doctrine.crosswalk(source, target)
    except DoctrineError:
        return None
    return _mapped(older, newer, source, target)


def _mapped(older: Reading, newer: Reading, source: str, target: str) -> Crosswise:
    before, after = _spoken(older), _spoken(newer)
    answering: dict[str, list[Element]] = {}
    unmapped: list[Said] = []
    for element in doctrine.load(source).elements:
        found = doctrine.counterparts(source, element.id, target)
        for other in found:
            answering.setdefault(other.id, []).append(element)
        if not found and element.id in before:
            unmapped.append(before[element.id])
    rows, alone = [], []
    for element in doctrine.load(target).elements:
        mapped = answering.get(element.id)
        if mapped is None:
            if element.id in after:
                alone.append(after[element.id])
            continue
        said = tuple(before[one.id] for one in mapped if one.id in before)
        if said or element.id in after:
            rows.append(Mapped(after.get(element.id) or Said(element), said))
    return Crosswise(newer, older, tuple(rows), tuple(alone), tuple(unmapped))


def _spoken(reading: Reading) -> dict[str, Said]:
    """What is found or reasoned, by element."""
    found: dict[str, Said] = {}
    for factor in reading.factors:
        unknown = (Said(element, "no_information") for element in factor.no_information)
        own = [factor.own] if factor.own.trend or factor.own.reasoning else []
        found |= {said.element.id: said for said in (*own, *unknown, *factor.found)}
    return found
