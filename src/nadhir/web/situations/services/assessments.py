"""Opening situations, attaching reports, coding passages, and the two-person assessment.

Nothing here adds findings up: the Framework is qualitative, and the platform never computes a score of it.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Max

from nadhir import doctrine
from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import Tlp
from nadhir.web.core.services import record_change, record_share
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Place
from nadhir.web.intake.models import Item
from nadhir.web.intake.services import item_mark_attached
from nadhir.web.situations.models import (
    Assessment,
    Attachment,
    Dissent,
    Evidence,
    Finding,
    GroupAtRisk,
    Situation,
)

FRAMEWORK = "un-foa-2014"


@transaction.atomic
def situation_open(
    *,
    viewer: Viewer,
    names: Mapping[str, str],
    places: Iterable[uuid.UUID],
    about: str = "",
    groups: Sequence[Mapping[str, Any]] = (),
    since: date | None = None,
    review_days: int = 30,
    tlp: str = Tlp.AMBER,
    share_with: Iterable[uuid.UUID] = (),
    fictional: bool = False,
) -> Situation:
    """Put a place and groups under watch.

    Args:
        names: the name by language; at least one.
        groups: mappings with `names` and `attribute`.
    """
    policy.require(viewer, "situation.open")
    named = {language: name.strip() for language, name in names.items() if name.strip()}
    if not named:
        raise NotPossibleNow("situation.without_name")
    situation = Situation.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        tlp=tlp,
        names=named,
        about=about,
        since=since or clock.now().date(),
        review_days=review_days,
        fictional=fictional,
    )
    situation.places.set(Place.objects.filter(pk__in=list(places)))
    GroupAtRisk.objects.bulk_create(
        GroupAtRisk(situation=situation, names=group["names"], attribute=group["attribute"])
        for group in groups
    )
    record_share(record=situation, groups=share_with)
    ledger.record(viewer, "situation.open", situation, tlp=tlp)
    return situation


@transaction.atomic
def item_attach(*, viewer: Viewer, situation: Situation, item: Item) -> Attachment:
    """Attach an item to a situation; twice is once."""
    policy.require(viewer, "situation.change", situation, item)
    attachment, made = Attachment.objects.get_or_create(
        situation=situation, item=item, defaults={"by_id": viewer.user_id, "at": clock.now()}
    )
    if made:
        item_mark_attached(viewer=viewer, item=item)
        ledger.record(viewer, "item.attach", item, situation=situation.pk)
    return attachment


@transaction.atomic
def evidence_code(
    *,
    viewer: Viewer,
    situation: Situation,
    item: Item,
    start: int,
    end: int,
    elements: Sequence[str],
    framework: str = FRAMEWORK,
    polarity: str = Evidence.Polarity.RISK,
    strength: str = Evidence.Strength.MODERATE,
    concerns: GroupAtRisk | None = None,
    note: str = "",
) -> list[Evidence]:
    """Tie the passage `start`…`end` (code points of the item's text) to elements of a framework.

    The item is attached to the situation if it was not. The same passage coded twice to the same element is
    one piece of evidence.

    Raises:
        NotPossibleNow: the passage is empty or outside the text, or no element is named.
        DoctrineError: the framework has no such element.
    """
    policy.require(viewer, "evidence.code", situation, item)
    quote = item.text[start:end] if 0 <= start < end <= len(item.text) else ""
    if not quote.strip():
        raise NotPossibleNow("evidence.no_passage")
    if not elements:
        raise NotPossibleNow("evidence.no_element")
    catalogue = doctrine.load(framework)
    coded: list[Evidence] = []
    for element in dict.fromkeys(elements):
        catalogue.element(element)
        evidence, made = Evidence.objects.get_or_create(
            situation=situation,
            item=item,
            framework=framework,
            element=element,
            start=start,
            end=end,
            defaults={
                "owner_id": situation.owner_id,
                "created_by_id": viewer.user_id,
                "tlp": _narrower(situation.tlp, item.tlp),
                "quote": quote,
                "polarity": polarity,
                "strength": strength,
                "concerns": concerns,
                "note": note,
                "fictional": situation.fictional,
            },
        )
        if made:
            ledger.record(
                viewer,
                "evidence.code",
                evidence,
                item=item.pk,
                situation=situation.pk,
                element=f"{framework}:{element}",
                polarity=polarity,
                quote_sha256=hashlib.sha256(quote.encode("utf-8", "surrogatepass")).hexdigest(),
            )
        coded.append(evidence)
    item_attach(viewer=viewer, situation=situation, item=item)
    return coded


def _narrower(first: str, second: str) -> str:
    """The narrower of two handling labels: what rests on both may travel no further than either."""
    order = list(Tlp.values)
    return min(first, second, key=order.index)


@transaction.atomic
def evidence_withdraw(*, viewer: Viewer, evidence: Evidence, because: str) -> Evidence:
    """Withdraw a piece of evidence; what was signed on it keeps citing it, and says so."""
    policy.require(viewer, "evidence.code", evidence)
    if evidence.withdrawn_at is not None:
        raise NotPossibleNow("evidence.withdrawn")
    record_change(record=evidence, withdrawn_at=clock.now())
    ledger.record(viewer, "evidence.withdraw", evidence, because=because[:300])
    return evidence


@transaction.atomic
def assessment_draft(*, viewer: Viewer, situation: Situation, framework: str = FRAMEWORK) -> Assessment:
    """Begin an assessment. Elements with evidence start as present or mitigation, with it cited; the
    others start as not assessed. The person decides; this only saves them typing."""
    policy.require(viewer, "assessment.draft", situation)
    last = situation.assessments.aggregate(last=Max("number"))["last"] or 0
    before = situation.assessments.filter(status=Assessment.Status.SIGNED).order_by("-number").first()
    assessment = Assessment.objects.create(
        owner_id=situation.owner_id,
        created_by_id=viewer.user_id,
        tlp=situation.tlp,
        situation=situation,
        framework=framework,
        number=last + 1,
        supersedes=before,
        fictional=situation.fictional,
    )
    cited: dict[str, list[Evidence]] = {}
    for evidence in situation.evidence.filter(framework=framework, withdrawn_at=None):
        cited.setdefault(evidence.element, []).append(evidence)
    for element, pieces in cited.items():
        risk = any(piece.polarity == Evidence.Polarity.RISK for piece in pieces)
        finding = Finding.objects.create(
            assessment=assessment,
            element=element,
            value=Finding.Value.PRESENT if risk else Finding.Value.MITIGATION,
        )
        finding.evidence.set(pieces)
    ledger.record(viewer, "assessment.draft", assessment, situation=situation.pk, framework=framework)
    return assessment


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
    evidence: Iterable[Evidence] | None = None,
) -> Finding:
    """Record what the assessment finds on one element.

    Raises:
        NotPossibleNow: the assessment is no longer a draft; or something is said to be present or mitigated
            without a single piece of evidence.
    """
    policy.require(viewer, "assessment.draft", assessment)
    _in(assessment, Assessment.Status.DRAFT)
    doctrine.load(assessment.framework).element(element)
    finding, _ = Finding.objects.update_or_create(
        assessment=assessment,
        element=element,
        defaults={"value": value, "trend": trend, "confidence": confidence, "reasoning": reasoning},
    )
    if evidence is not None:
        finding.evidence.set(list(evidence))
    needs_evidence = value in (Finding.Value.PRESENT, Finding.Value.MITIGATION)
    if needs_evidence and not finding.evidence.exists():
        raise NotPossibleNow("finding.without_evidence", element=element)
    ledger.record(viewer, "finding.record", assessment, element=element, value=value)
    return finding


@transaction.atomic
def assessment_write(
    *,
    viewer: Viewer,
    assessment: Assessment,
    version: int | None = None,
    **fields: str,
) -> Assessment:
    """Write the narrative, gaps, trend and confidence of a draft."""
    policy.require(viewer, "assessment.draft", assessment)
    _in(assessment, Assessment.Status.DRAFT)
    allowed = {"narrative", "gaps", "trend", "confidence"}
    record_change(
        record=assessment,
        version=version,
        **{name: value for name, value in fields.items() if name in allowed},
    )
    ledger.record(viewer, "assessment.write", assessment, fields=sorted(allowed & fields.keys()))
    return assessment


@transaction.atomic
def assessment_submit(*, viewer: Viewer, assessment: Assessment) -> Assessment:
    """Hand a draft to review.

    Raises:
        NotPossibleNow: there is no narrative, or no finding beyond "not assessed".
    """
    policy.require(viewer, "assessment.draft", assessment)
    _in(assessment, Assessment.Status.DRAFT)
    if not assessment.narrative.strip():
        raise NotPossibleNow("assessment.without_narrative")
    if not assessment.findings.exclude(value=Finding.Value.NOT_ASSESSED).exists():
        raise NotPossibleNow("assessment.without_findings")
    record_change(record=assessment, status=Assessment.Status.REVIEW, submitted_at=clock.now())
    ledger.record(viewer, "assessment.submit", assessment)
    return assessment


@transaction.atomic
def assessment_return(*, viewer: Viewer, assessment: Assessment, because: str) -> Assessment:
    """Send an assessment back to its author, with the reason."""
    policy.require(viewer, "assessment.review", assessment)
    _in(assessment, Assessment.Status.REVIEW)
    if not because.strip():
        raise NotPossibleNow("assessment.return_without_reason")
    record_change(record=assessment, status=Assessment.Status.DRAFT, returned_because=because.strip())
    ledger.record(viewer, "assessment.return", assessment)
    return assessment


@transaction.atomic
def assessment_sign(*, viewer: Viewer, assessment: Assessment) -> Assessment:
    """Sign an assessment: a second person vouches for it, and its words and citations are frozen.

    Raises:
        NotAllowed: the signer wrote it.
        NotPossibleNow: it is not in review.
    """
    policy.require(viewer, "assessment.review", assessment)
    _in(assessment, Assessment.Status.REVIEW)
    if assessment.created_by_id == viewer.user_id:
        raise NotAllowed("assessment.two_persons")
    frozen = assessment_as_signed(assessment)
    fingerprint = hashlib.sha256(
        json.dumps(frozen, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    ).hexdigest()
    record_change(
        record=assessment,
        status=Assessment.Status.SIGNED,
        signed_by_id=viewer.user_id,
        signed_at=clock.now(),
        frozen=frozen,
        frozen_hash=fingerprint,
    )
    earlier = assessment.situation.assessments.filter(status=Assessment.Status.SIGNED)
    for superseded in earlier.exclude(pk=assessment.pk):
        record_change(record=superseded, status=Assessment.Status.SUPERSEDED)
        ledger.record(viewer, "assessment.supersede", superseded, by=assessment.pk)
    ledger.record(viewer, "assessment.sign", assessment, sha256=fingerprint)
    return assessment


def assessment_as_signed(assessment: Assessment) -> dict[str, Any]:
    """Everything the assessment says and cites, as plain data."""
    findings = assessment.findings.prefetch_related("evidence__item").order_by("element")
    data = {
        "framework": assessment.framework,
        "number": assessment.number,
        "narrative": assessment.narrative,
        "gaps": assessment.gaps,
        "trend": assessment.trend,
        "confidence": assessment.confidence,
        "findings": [
            {
                "element": finding.element,
                "value": finding.value,
                "trend": finding.trend,
                "confidence": finding.confidence,
                "reasoning": finding.reasoning,
                "evidence": [
                    {
                        "id": piece.pk,
                        "item": piece.item_id,
                        "item_sha256": piece.item.sha256,
                        "quote": piece.quote,
                        "start": piece.start,
                        "end": piece.end,
                    }
                    for piece in sorted(finding.evidence.all(), key=lambda piece: piece.pk)
                ],
            }
            for finding in findings
        ],
        "dissent": [dissent.text for dissent in assessment.dissents.order_by("at")],
    }
    return dict(json.loads(json.dumps(data, cls=DjangoJSONEncoder)))


@transaction.atomic
def dissent_record(*, viewer: Viewer, assessment: Assessment, text: str) -> Dissent:
    """Keep another view with the assessment, at any time before it is superseded."""
    policy.require(viewer, "assessment.dissent", assessment)
    if assessment.status not in (Assessment.Status.DRAFT, Assessment.Status.REVIEW, Assessment.Status.SIGNED):
        raise NotPossibleNow("assessment.superseded")
    if not text.strip():
        raise NotPossibleNow("dissent.empty")
    dissent = Dissent.objects.create(
        assessment=assessment, by_id=viewer.user_id, at=clock.now(), text=text.strip()
    )
    ledger.record(viewer, "assessment.dissent", assessment, dissent=dissent.pk)
    return dissent


def _in(assessment: Assessment, *allowed: str) -> None:
    if assessment.status not in allowed:
        raise NotPossibleNow("assessment.wrong_state", state=assessment.status)
