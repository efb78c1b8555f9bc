"""The two-person assessment: drafted by one person, signed by another, frozen as it was signed.

Findings themselves are written in `findings`. What is signed never changes: a later view is a new
assessment, another view is a dissent.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Exists, Max

from nadhir import doctrine
from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import Entry
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import schemes
from nadhir.web.situations.frozen import fingerprint_of
from nadhir.web.situations.models import FRAMEWORK, Assessment, Dissent, Evidence, Finding, Situation
from nadhir.web.situations.services.apart import require_single, views_open
from nadhir.web.situations.services.findings import (
    STATED,
    WRITING,
    in_state,
    plain,
    standing_evidence,
)
from nadhir.web.situations.services.freezing import parts_as_signed, statements_as_signed
from nadhir.web.situations.services.reviews import review_remind
from nadhir.web.situations.services.statements import acknowledge


@transaction.atomic
def assessment_draft(*, viewer: Viewer, situation: Situation, framework: str = FRAMEWORK) -> Assessment:
    """Begin an assessment. Elements with evidence that the viewer may read start as present or mitigation,
    with it cited; the others start as not assessed. The person decides; this only saves them typing."""
    policy.require(viewer, "assessment.draft", situation)
    if doctrine.load(framework).kind != "framework":
        raise NotPossibleNow("assessment.no_framework", catalogue=framework)
    # Locked, so that two people who begin at once get two numbers.
    locked = Situation.objects.select_for_update().get(pk=situation.pk)
    last = locked.assessments.aggregate(last=Max("number"))["last"] or 0
    signed = locked.assessments.filter(status=Assessment.Status.SIGNED, framework=framework)
    before = signed.order_by("-number").first()
    assessment = Assessment.objects.create(
        owner_id=locked.owner_id,
        created_by_id=viewer.user_id,
        tlp=locked.tlp,
        situation=locked,
        framework=framework,
        number=last + 1,
        supersedes=before,
        fictional=locked.fictional,
    )
    start_findings(viewer, assessment)
    ledger.record(viewer, "assessment.draft", assessment, situation=locked.pk, framework=framework)
    return assessment


def start_findings(viewer: Viewer, assessment: Assessment) -> None:
    """Elements with evidence start as present or mitigation, with what the viewer may read of it cited."""
    counting = schemes.counting_for(assessment.framework)
    pieces = Evidence.objects.filter(counting, situation=assessment.situation_id, withdrawn_at=None)
    cited: dict[str, list[tuple[Any, str]]] = {}
    rows = policy.visible(pieces, viewer).values_list("framework", "element", "pk", "polarity")
    said = ((framework, element, (pk, polarity)) for framework, element, pk, polarity in rows)
    for element, piece in schemes.answering(said, assessment.framework):
        cited.setdefault(element, []).append(piece)
    findings = [
        Finding(
            assessment=assessment,
            element=element,
            value=Finding.Value.PRESENT
            if any(polarity == Evidence.Polarity.RISK for _, polarity in found)
            else Finding.Value.MITIGATION,
        )
        for element, found in cited.items()
    ]
    Finding.objects.bulk_create(findings)
    citation = Finding.evidence.through
    citation._default_manager.bulk_create(
        [
            citation(finding_id=finding.pk, evidence_id=pk)
            for finding in findings
            for pk, _ in cited[finding.element]
        ],
        batch_size=1000,
    )


@transaction.atomic
def assessment_write(
    *,
    viewer: Viewer,
    assessment: Assessment,
    version: int | None = None,
    **fields: str,
) -> Assessment:
    """Write the narrative, gaps, trend and confidence of a draft.

    Args:
        version: the version that the person saw.

    Raises:
        Conflict: somebody wrote in the meantime.
        NotPossibleNow: the assessment is no longer a draft.
    """
    policy.require(viewer, "assessment.draft", assessment)
    in_state(assessment, Assessment.Status.DRAFT)
    allowed = {"narrative", "gaps", "trend", "confidence"}
    record_change(
        record=assessment,
        version=version,
        **{name: plain(value) for name, value in fields.items() if name in allowed},
    )
    ledger.record(viewer, "assessment.write", assessment, fields=sorted(allowed & fields.keys()))
    return assessment


@transaction.atomic
def assessment_submit(*, viewer: Viewer, assessment: Assessment, because: str = "") -> Assessment:
    """Hand a draft to review.

    Args:
        because: why the author goes on with wording that the check remarks on, where it does.

    Raises:
        NotPossibleNow: there is no narrative, no finding beyond "not assessed", a finding rests on evidence
            that was withdrawn, or remarks on the wording are not answered.
    """
    policy.require(viewer, "assessment.draft", assessment)
    in_state(assessment, Assessment.Status.DRAFT)
    if not assessment.narrative.strip():
        raise NotPossibleNow("assessment.without_narrative")
    if not assessment.findings.exclude(value=Finding.Value.NOT_ASSESSED).exists():
        raise NotPossibleNow("assessment.without_findings")
    stated = assessment.findings.filter(value__in=STATED)
    if (bare := stated.filter(~Exists(standing_evidence())).first()) is not None:
        raise NotPossibleNow("finding.without_evidence", element=bare.element)
    kept = acknowledge(viewer, assessment, assessment_as_signed(assessment), because, "submit")
    record_change(
        record=assessment,
        status=Assessment.Status.REVIEW,
        submitted_at=clock.now(),
        acknowledged=kept,
    )
    ledger.record(viewer, "assessment.submit", assessment)
    views_open(viewer, assessment)
    return assessment


@transaction.atomic
def assessment_return(
    *, viewer: Viewer, assessment: Assessment, because: str, version: int | None = None
) -> Assessment:
    """Send an assessment back to its author, with the reason."""
    policy.require(viewer, "assessment.review", assessment)
    in_state(assessment, Assessment.Status.REVIEW)
    if assessment.team_id is not None:
        # Handed in beside the views of other teams: whoever could take it back could write after reading.
        raise NotPossibleNow("joint.sealed")
    if not because.strip():
        raise NotPossibleNow("assessment.return_without_reason")
    assessment.signatures.all().delete()
    record_change(
        record=assessment,
        version=version,
        status=Assessment.Status.DRAFT,
        returned_because=because.strip(),
    )
    ledger.record(viewer, "assessment.return", assessment)
    return assessment


@transaction.atomic
def assessment_sign(
    *, viewer: Viewer, assessment: Assessment, version: int | None = None, because: str = ""
) -> Assessment:
    """Sign an assessment: a second person vouches for it, and its words and citations are frozen.

    Args:
        version: the version that the person read.
        because: why the signer goes on with wording that the check remarks on, where it does.

    Raises:
        NotAllowed: the signer wrote it, or a part of it.
        NotPossibleNow: it is not in review, or remarks on the wording are not answered.
        Conflict: it was sent back and changed since the person read it.
    """
    policy.require(viewer, "assessment.review", assessment)
    in_state(assessment, Assessment.Status.REVIEW)
    require_single(assessment, "joint.sign_together")
    if wrote(viewer, assessment):
        raise NotAllowed("assessment.two_persons")
    kept = acknowledge(viewer, assessment, assessment_as_signed(assessment), because, "sign")
    Assessment.objects.filter(pk=assessment.pk).update(acknowledged=kept)
    assessment.acknowledged = kept
    return finalise(viewer, assessment, version=version)


def finalise(viewer: Viewer, assessment: Assessment, *, version: int | None = None) -> Assessment:
    """Freeze an assessment that is signed by all who must, and put it in the place of the one before."""
    frozen = assessment_as_signed(assessment)
    fingerprint = fingerprint_of(frozen)
    record_change(
        record=assessment,
        version=version,
        status=Assessment.Status.SIGNED,
        signed_by_id=viewer.user_id,
        signed_at=clock.now(),
        frozen=frozen,
        frozen_hash=fingerprint,
    )
    earlier = assessment.situation.assessments.filter(
        status=Assessment.Status.SIGNED, framework=assessment.framework
    )
    for superseded in earlier.exclude(pk=assessment.pk):
        record_change(record=superseded, status=Assessment.Status.SUPERSEDED)
        ledger.record(viewer, "assessment.supersede", superseded, by=assessment.pk)
    ledger.record(viewer, "assessment.sign", assessment, sha256=fingerprint)
    review_remind(situation=assessment.situation)
    return assessment


def wrote(viewer: Viewer, assessment: Assessment) -> bool:
    """Whether the viewer began the assessment or wrote a part of it, as the ledger tells."""
    if viewer.user_id is None:
        return False
    return (
        assessment.created_by_id == viewer.user_id
        or Entry.objects.filter(subject_id=assessment.pk, actor_id=viewer.user_id, act__in=WRITING).exists()
    )


def assessment_as_signed(assessment: Assessment) -> dict[str, Any]:
    """Everything the assessment says and cites, as plain data."""
    cited: dict[Any, list[dict[str, Any]]] = {}
    columns = ("finding", "evidence", "evidence__item", "evidence__item__sha256", "evidence__quote")
    citations = Finding.evidence.through._default_manager.filter(finding__assessment=assessment)
    for finding_id, *piece in citations.order_by("evidence").values_list(
        *columns, "evidence__start", "evidence__end"
    ):
        cited.setdefault(finding_id, []).append(
            dict(zip(("id", "item", "item_sha256", "quote", "start", "end"), piece, strict=True))
        )
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
                "lowering": finding.lowering,
                "derived": finding.derived,
                "evidence": cited.get(finding.pk, []),
            }
            for finding in assessment.findings.order_by("element")
        ],
        "dissent": [dissent.text for dissent in assessment.dissents.order_by("at")],
    }
    data |= parts_as_signed(assessment)
    data |= statements_as_signed(assessment, data)
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
