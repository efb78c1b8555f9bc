"""Striking words that must not leave the desk, with the reason; and showing them again.

What is struck is struck in everything that is told of the situation (see `veils`). Nothing is removed: the
desk goes on reading the words, and what was signed keeps its fingerprint.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.models import Assessment, Dissent, Evidence, Finding, Redaction, Situation
from nadhir.web.situations.services.findings import plain
from nadhir.web.situations.veils import pattern_of, veiled

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
def situation_redact(*, viewer: Viewer, situation: Situation, quote: str, kind: str, because: str) -> int:
    """Strike words wherever they stand in a situation, and say in how many texts that is.

    Raises:
        NotPossibleNow: they stand nowhere that the viewer may read; and as for `redaction_record`.
    """
    policy.require(viewer, "text.redact", situation)
    found = _texts_with(viewer, situation, quote)
    if not found:
        raise NotPossibleNow("redaction.not_in_text")
    record, field = found[0]
    redaction_record(viewer=viewer, record=record, field=field, quote=quote, kind=kind, because=because)
    return len(found)


def _texts_with(viewer: Viewer, situation: Situation, words: str) -> list[tuple[Redactable, str]]:
    """The texts of a situation that hold the words, as far as the viewer may read them: record and field."""
    if not words.strip():
        return []
    pattern = pattern_of(words)
    return [
        (record, name)
        for record in _texts(viewer, situation)
        for name in FIELDS[type(record)]
        if pattern.search(getattr(record, name))
    ]


def _texts(viewer: Viewer, situation: Situation) -> Iterator[Any]:
    yield situation
    within = policy.visible(Assessment.objects.filter(situation=situation.pk), viewer)
    yield from within.defer("frozen").order_by("-number")
    for model in (Finding, Dissent):
        found = policy.visible(model._default_manager.filter(assessment__situation=situation.pk), viewer)
        yield from found.select_related("assessment").defer("assessment__frozen")
    pieces = veiled(Evidence, viewer, "quote", "note").filter(situation=situation.pk)
    yield from pieces.select_related("situation").order_by("-pk")


@transaction.atomic
def redaction_record(
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
