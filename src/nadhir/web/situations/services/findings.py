"""What an assessment finds on each element, written one factor at a time.

Several people may write on one draft. Each says what they saw before writing (a token of the words, not of
the citations); where somebody else wrote on the same element meanwhile, nothing is overwritten. Citations
are added and taken away one by one, so they never contradict each other.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet

from nadhir import doctrine
from nadhir.errors import Conflict, NotPossibleNow
from nadhir.web.core import ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.core.words import in_all
from nadhir.web.situations import schemes
from nadhir.web.situations.models import Assessment, Evidence, Finding

# What cannot be said without evidence.
STATED = (Finding.Value.PRESENT, Finding.Value.MITIGATION)
# Acts that make their author one of those who wrote the assessment.
WRITING = ("assessment.draft", "assessment.write", "finding.record", "factor.write")


@dataclass(frozen=True, slots=True)
class Written:
    """What a person wrote on one element.

    Attributes:
        value, trend, confidence: words of `Finding`; trend and confidence may be empty.
        cite, uncite: evidence to cite from now on, and to cite no longer.
        seen: `token_of_finding` of what the person saw before writing.
        lowering: of a factor, what would lower it.
        derived: a word of `Finding.Derived`, or empty.
    """

    value: str
    trend: str = ""
    confidence: str = ""
    reasoning: str = ""
    cite: frozenset[uuid.UUID] = frozenset()
    uncite: frozenset[uuid.UUID] = frozenset()
    seen: str = ""
    lowering: str = ""
    derived: str = ""

    @property
    def token(self) -> str:
        return token_of(self.value, self.trend, self.confidence, self.reasoning, self.lowering, self.derived)


def plain(text: str) -> str:
    """The same text with one kind of line end, as browsers and databases differ in them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def token_of(
    value: str, trend: str, confidence: str, reasoning: str, lowering: str = "", derived: str = ""
) -> str:
    """A short token that stands for these words."""
    told = [value, trend, confidence, plain(reasoning), plain(lowering), derived]
    words = json.dumps(told, ensure_ascii=False)
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def token_of_finding(finding: Finding | None) -> str:
    """The token of a finding as it stands; of "not assessed" where there is none."""
    if finding is None:
        return token_of(Finding.Value.NOT_ASSESSED, "", "", "")
    return token_of(
        finding.value,
        finding.trend,
        finding.confidence,
        finding.reasoning,
        finding.lowering,
        finding.derived,
    )


@transaction.atomic
def finding_record(
    *,
    viewer: Viewer,
    assessment: Assessment,
    element: str,
    value: str,
    trend: str = "",
    confidence: str = "",
    reasoning: str = "",
    lowering: str = "",
    evidence: Iterable[Evidence] | None = None,
) -> Finding:
    """Record what the assessment finds on one element.

    Args:
        evidence: all that is cited from now on; None to leave the citations as they are.

    Raises:
        NotPossibleNow: the assessment is no longer a draft; a word is not one of the vocabulary; evidence
            is withdrawn or not of this situation; or something is said to be present or mitigated without
            a single piece of evidence that stands.
    """
    policy.require(viewer, "assessment.draft", assessment)
    fresh = _open_draft(assessment)
    doctrine.load(fresh.framework).element(element)
    known = fresh.findings.filter(element=element).prefetch_related("evidence").first()
    cited = {piece.pk for piece in known.evidence.all()} if known else set()
    wanted = cited if evidence is None else {piece.pk for piece in evidence}
    written = Written(
        value,
        trend,
        confidence,
        reasoning,
        cite=frozenset(wanted - cited),
        uncite=frozenset(cited - wanted),
        lowering=lowering or (known.lowering if known else ""),
        derived=known.derived if known else "",
    )
    finding = _write(viewer, fresh, element, known, written)
    ledger.record(viewer, "finding.record", fresh, element=element, value=value)
    return finding


@transaction.atomic
def assessment_factor_write(
    *, viewer: Viewer, assessment: Assessment, factor: str, written: Mapping[str, Written]
) -> list[str]:
    """Write what is found on a factor and its indicators, all or nothing.

    What the person did not touch is left as it is now, also where somebody else changed it meanwhile.

    Args:
        written: by element: the factor itself (its value is not asked) and its indicators.

    Returns:
        The elements that changed.

    Raises:
        Conflict: `finding.conflict`, with the `elements` on which somebody else wrote something else since
            the person saw them; nothing is written.
        NotPossibleNow: as for `finding_record`.
        DoctrineError: an element is unknown, or not of this factor.
    """
    policy.require(viewer, "assessment.draft", assessment)
    fresh = _open_draft(assessment)
    catalogue = doctrine.load(fresh.framework)
    own = {factor, *(indicator.id for indicator in catalogue.children(factor))}
    known = {
        finding.element: finding
        for finding in fresh.findings.filter(element__in=own).prefetch_related("evidence")
    }
    contested = []
    changed: dict[str, str] = {}
    for element, mine in written.items():
        if element not in own:
            raise NotPossibleNow("finding.foreign_element", element=element, factor=factor)
        now = token_of_finding(known.get(element))
        touched = mine.token not in (mine.seen, now)
        if touched and now != mine.seen:
            contested.append(element)
        elif touched or mine.cite or mine.uncite:
            changed[element] = mine.value
    if contested:
        raise Conflict("finding.conflict", elements=contested)
    for element in changed:
        mine, finding = written[element], known.get(element)
        if mine.token == mine.seen and finding is not None:
            # Only citations were touched: the words stay as they are now, whoever wrote them.
            mine = Written(
                finding.value,
                finding.trend,
                finding.confidence,
                finding.reasoning,
                mine.cite,
                mine.uncite,
                lowering=finding.lowering,
                derived=finding.derived,
            )
        _write(viewer, fresh, element, finding, mine)
    if changed:
        ledger.record(viewer, "factor.write", fresh, factor=factor, elements=changed)
    return list(changed)


def _open_draft(assessment: Assessment) -> Assessment:
    """The assessment as it is at this moment, held until the transaction ends.

    Raises:
        NotPossibleNow: it is not a draft.
    """
    fresh = Assessment.objects.select_for_update().get(pk=assessment.pk)
    in_state(fresh, Assessment.Status.DRAFT)
    return fresh


def _write(
    viewer: Viewer, assessment: Assessment, element: str, finding: Finding | None, mine: Written
) -> Finding:
    _require_vocabulary(mine)
    words = {
        "value": mine.value,
        "trend": mine.trend,
        "confidence": mine.confidence,
        "reasoning": plain(mine.reasoning),
        "lowering": plain(mine.lowering),
        "derived": mine.derived,
    }
    if finding is None:
        finding = Finding.objects.create(assessment=assessment, element=element, **words)
    else:
        Finding.objects.filter(pk=finding.pk).update(**words)
        for name, value in words.items():
            setattr(finding, name, value)
    if mine.cite or mine.uncite:
        _cite(viewer, assessment, finding, mine)
    if mine.value in STATED and not finding.evidence.filter(withdrawn_at=None).exists():
        raise NotPossibleNow("finding.without_evidence", element=element)
    return finding


def _cite(viewer: Viewer, assessment: Assessment, finding: Finding, mine: Written) -> None:
    """Only what the viewer may read can be cited or dropped; the rest stays as it is."""
    counting = schemes.counting_for(assessment.framework)
    within = Evidence.objects.filter(counting, situation=assessment.situation_id)
    open_to = policy.visible(within, viewer)
    cite = list(open_to.filter(pk__in=mine.cite, withdrawn_at=None))
    if len(cite) != len(mine.cite):
        raise NotPossibleNow("finding.foreign_evidence")
    finding.evidence.add(*cite)
    finding.evidence.remove(*open_to.filter(pk__in=mine.uncite))


def _require_vocabulary(mine: Written) -> None:
    """Raises NotPossibleNow where a word is not one that a finding knows."""
    for word, words in (
        (mine.value, Finding.Value.values),
        (mine.trend, ["", *Assessment.Trend.values]),
        (mine.confidence, ["", *Assessment.Confidence.values]),
        (mine.derived, ["", *Finding.Derived.values]),
    ):
        if word not in words:
            raise NotPossibleNow("finding.unknown_word", word=word)


def standing_evidence() -> QuerySet[Any]:
    """Citations of evidence that was not withdrawn, to be asked of a finding in an outer query."""
    citations: Any = Finding.evidence.through
    found: QuerySet[Any] = citations.objects.filter(finding=OuterRef("pk"), evidence__withdrawn_at=None)
    return found


def in_state(assessment: Assessment, *allowed: str) -> None:
    """Raises NotPossibleNow where the assessment is in none of these states."""
    if assessment.status not in allowed:
        raise NotPossibleNow("assessment.wrong_state", state=in_all(assessment.get_status_display))
