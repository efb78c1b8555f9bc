"""What an author does about a sentence that claims a fact without a citation: cite, or let it through."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction

from nadhir.errors import Conflict, NotPossibleNow
from nadhir.web.core import ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.models import Assessment, Evidence
from nadhir.web.situations.services.assessments import assessment_as_signed
from nadhir.web.situations.services.findings import in_state
from nadhir.web.situations.services.statements import WAVED_AS, Uncited, mark_of, uncited


@transaction.atomic
def assessment_claim_wave(*, viewer: Viewer, assessment: Assessment, digest: str, waved: str) -> None:
    """Let a sentence without a citation through as a judgement or as commonly known; or no longer.

    Args:
        waved: one of `WAVED_AS`, or empty to take it back.

    Raises:
        Conflict: `claim.gone`, the sentence no longer stands in the draft, or now cites something.
        NotPossibleNow: not a draft, or a word that is not of `WAVED_AS`.
    """
    policy.require(viewer, "assessment.draft", assessment)
    fresh = Assessment.objects.select_for_update().get(pk=assessment.pk)
    in_state(fresh, Assessment.Status.DRAFT)
    if waved not in ("", *WAVED_AS):
        raise NotPossibleNow("finding.unknown_word", word=waved)
    kept = dict(fresh.waved)
    if waved:
        found = next((one for one in uncited(assessment_as_signed(fresh)) if one.digest == digest), None)
        if found is None:
            raise Conflict("claim.gone")
        kept[digest] = {"as": waved, "text": found.text, "by": str(viewer.user_id)}
    else:
        kept.pop(digest, None)
    # Not a new version: the words of the draft are what they were.
    Assessment.objects.filter(pk=fresh.pk).update(waved=kept)
    ledger.record(viewer, "assessment.write", fresh, waved=waved)


@transaction.atomic
def assessment_claim_cite(
    *, viewer: Viewer, assessment: Assessment, digest: str, evidence: uuid.UUID
) -> None:
    """Write the mark of a passage behind a sentence, wherever it stands in the draft.

    Raises:
        Conflict: `claim.gone`, the sentence no longer stands in the draft, or now cites something.
        NotPossibleNow: not a draft; the passage is of another situation, withdrawn, or not open to the
            viewer.
    """
    policy.require(viewer, "assessment.draft", assessment)
    fresh = Assessment.objects.select_for_update().get(pk=assessment.pk)
    in_state(fresh, Assessment.Status.DRAFT)
    pieces = Evidence.objects.filter(pk=evidence, situation=fresh.situation_id, withdrawn_at=None)
    if not policy.visible(pieces, viewer).exists():
        raise NotPossibleNow("finding.foreign_evidence")
    found = [one for one in uncited(assessment_as_signed(fresh)) if one.digest == digest]
    if not found:
        raise Conflict("claim.gone")
    for one in found:
        _append(fresh, one, mark_of(evidence))
    ledger.record(viewer, "assessment.write", fresh, cited=evidence)


def _append(assessment: Assessment, one: Uncited, mark: str) -> None:
    """Write a mark behind a sentence, in the row and column that its place names."""
    kind, _, about = one.place.partition(":")
    rows: Any
    if kind in ("narrative", "gaps"):
        rows, column = Assessment.objects.filter(pk=assessment.pk), kind
    elif kind == "finding":
        rows, column = assessment.findings.filter(element=about), "reasoning"
    elif kind == "group":
        rows, column = assessment.group_views.filter(group=uuid.UUID(about)), "text"
    else:
        ordered = assessment.triggers if kind == "trigger" else assessment.scenarios
        chosen = list(ordered.values_list("pk", flat=True))[int(about)]
        rows, column = ordered.filter(pk=chosen), "text"
    text = rows.values_list(column, flat=True).get()
    changed: dict[str, Any] = {column: f"{text[: one.end]} {mark}{text[one.end :]}"}
    if kind in ("narrative", "gaps"):
        changed["version"] = assessment.version + 1
        assessment.version += 1
    rows.update(**changed)
