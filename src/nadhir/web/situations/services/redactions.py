"""Striking words that must not leave the desk, with the reason; and showing them again.

What is struck is struck in everything that is told of the situation (see `veils`). Nothing is removed: the
desk goes on reading the words, and what was signed keeps its fingerprint.
"""

from __future__ import annotations

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.models import Assessment, Dissent, Evidence, Finding, Redaction, Situation
from nadhir.web.situations.services.findings import plain
from nadhir.web.situations.veils import pattern_of

Redactable = Situation | Assessment | Finding | Evidence | Dissent
# Fields that hold a person's words.
FIELDS: dict[type, tuple[str, ...]] = {
    Situation: ("about",),
    Assessment: ("narrative", "gaps"),
    Finding: ("reasoning", "lowering"),
    Evidence: ("quote", "note"),
    Dissent: ("text",),
}
# Fewer letters would black out half of every text.
SHORTEST = 3


@transaction.atomic
def text_redact(
    *, viewer: Viewer, record: Redactable, field: str, quote: str, kind: str, because: str
) -> Redaction:
    """Strike words for everybody outside the desk of the situation.

    Args:
        quote: the words as they stand in `field`; capitals and the space between words do not matter.
        kind: what outsiders are told instead, one of `Redaction.Kind`.
        because: the reason, for the desk.

    Raises:
        NotPossibleNow: the words are not in the text, or too short; there is no reason; or they are struck.
    """
    situation = situation_of(record)
    policy.require(viewer, "text.redact", situation)
    policy.require_sight(viewer, record)
    words = plain(quote)
    if field not in FIELDS[type(record)] or kind not in Redaction.Kind.values:
        raise NotPossibleNow("redaction.unknown_field")
    if len("".join(words.split())) < SHORTEST:
        raise NotPossibleNow("redaction.too_short")
    if not because.strip():
        raise NotPossibleNow("redaction.without_reason")
    if not pattern_of(words).search(getattr(record, field)):
        raise NotPossibleNow("redaction.not_in_text")
    standing = Redaction.objects.filter(situation=situation, lifted_at=None)
    if any(one.casefold() == words.casefold() for one in standing.values_list("quote", flat=True)):
        raise NotPossibleNow("redaction.struck_already")
    struck = Redaction.objects.create(
        situation=situation,
        record_id=record.pk,
        noun=type(record).__name__.lower(),
        field=field,
        quote=words,
        kind=kind,
        because=because.strip()[:300],
        by_id=viewer.user_id,
        at=clock.now(),
    )
    ledger.record(viewer, "text.redact", situation, redaction=struck.pk, kind=kind)
    return struck


@transaction.atomic
def redaction_lift(*, viewer: Viewer, redaction: Redaction, because: str) -> Redaction:
    """Show struck words again. That they were struck stays on record.

    Raises:
        NotPossibleNow: they are shown already, or there is no reason.
    """
    policy.require_sight(viewer, redaction)
    if redaction.situation is None:
        raise NotPossibleNow("redaction.lifted")
    policy.require(viewer, "text.redact", redaction.situation)
    if not because.strip():
        raise NotPossibleNow("redaction.without_reason")
    if not Redaction.objects.filter(pk=redaction.pk, lifted_at=None).update(lifted_at=clock.now()):
        raise NotPossibleNow("redaction.lifted")
    redaction.refresh_from_db()
    ledger.record(
        viewer,
        "redaction.lift",
        redaction.situation,
        redaction=redaction.pk,
        lifted_because=because.strip()[:300],
    )
    return redaction


def situation_of(record: Redactable) -> Situation:
    """The situation that the words are told of, as it is kept."""
    if isinstance(record, Situation):
        return Situation.objects.get(pk=record.pk)
    if isinstance(record, Finding | Dissent):
        return Situation.objects.get(assessments=record.assessment_id)
    return Situation.objects.get(pk=record.situation_id)
