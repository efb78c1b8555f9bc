"""Wiping what situations keep of the words of a report that is taken out to protect somebody.

A signed assessment keeps its citation and its words of its own; the passage in its frozen copy goes. What
was signed keeps the fingerprint it was signed with; beside it stands the fingerprint of what is left, so that
anything else that is changed still shows (`intact` in `reading`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Item
from nadhir.web.situations.frozen import LEFT, holds, left_of
from nadhir.web.situations.models import Assessment, Evidence, Redaction


@transaction.atomic
def evidence_wipe(*, viewer: Viewer, items: Sequence[Item]) -> None:
    """Wipe passages, notes and frozen copies of these reports; called where they are erased."""
    policy.require(viewer, "item.erase", *items)
    ids = [item.pk for item in items]
    pieces = Evidence.objects.filter(item__in=ids)
    keys = list(pieces.values_list("pk", flat=True))
    situations = list(pieces.values_list("situation", flat=True).distinct())
    Redaction.objects.filter(record_id__in=[*ids, *keys]).update(quote="")
    acts = [ledger.Act("evidence.erase", Evidence.noun, key, {}) for key in keys]
    for assessment in Assessment.objects.filter(situation__in=situations, frozen__isnull=False):
        frozen, before = dict(assessment.frozen or {}), holds(assessment.frozen, assessment.frozen_hash)
        if not _passages_wiped(frozen, {str(one) for one in (*ids, *keys)}):
            continue
        frozen.pop(LEFT, None)
        # A copy that somebody had altered before must not be vouched for now.
        frozen[LEFT] = left_of(frozen) if before else ""
        Assessment.objects.filter(pk=assessment.pk).update(frozen=frozen)
        facts = {"signed_sha256": assessment.frozen_hash, "left_sha256": frozen[LEFT]}
        acts.append(ledger.Act("assessment.erase", Assessment.noun, assessment.pk, facts))
    pieces.filter(withdrawn_at=None).update(withdrawn_at=clock.now())
    pieces.update(quote="", note="")
    ledger.record_many(viewer, acts)


def _passages_wiped(said: Any, wanted: set[str]) -> bool:
    """Take the passages of these reports out of plain data, wherever it cites them; were there any?"""
    done = False
    if isinstance(said, dict):
        if "quote" in said and wanted & {
            str(said.get("id")),
            str(said.get("item")),
            str(said.get("evidence")),
        }:
            words = str(said["quote"])
            if words:
                said["quote_sha256"] = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
            said["quote"], said["erased"] = "", True
            done = True
        parts: Any = said.values()
    else:
        parts = said if isinstance(said, list) else ()
    for part in parts:
        done = _passages_wiped(part, wanted) or done
    return done
