"""Consultations: rounds, what was put in, drafts, the adopted text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor
from nadhir.web.response.models import Consultation, ConsultationDraft, ConsultationInput, Engagement


@transaction.atomic
def consultation_begin(
    *,
    viewer: Viewer,
    names: Mapping[str, str],
    about: Mapping[str, str] | None = None,
    convened_by: Iterable[Actor] = (),
    slug: str | None = None,
    tlp: str = "amber",
    **fields: Any,
) -> Consultation:
    """Begin a consultation process. The same slug again is the same process.

    Args:
        fields: `status`, `launched`, `sources`, `fictional`.

    Raises:
        NotPossibleNow: it has no name.
    """
    policy.require(viewer, "consultation.keep")
    if slug is not None and (known := Consultation.objects.filter(slug=slug).first()):
        return known
    named = _said(names)
    if not named:
        raise NotPossibleNow("engagement.without_name")
    made = Consultation.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        created_at=clock.now(),
        tlp=tlp,
        slug=slug,
        names=named,
        about=_said(about or {}),
        **fields,
    )
    made.convened_by.set(list(convened_by))
    ledger.record(viewer, "consultation.begin", made)
    return made


@transaction.atomic
def consultation_round(
    *, viewer: Viewer, consultation: Consultation, engagement: Engagement, region: str
) -> Engagement:
    """Make an engagement a round of the process, held for a region.

    Raises:
        NotPossibleNow: it is a round of another process.
    """
    policy.require(viewer, "engagement.change", engagement)
    policy.require(viewer, "consultation.keep", consultation)
    if engagement.consultation_id not in (None, consultation.pk):
        raise NotPossibleNow("consultation.other_round")
    record_change(record=engagement, consultation_id=consultation.pk, region=region.strip())
    ledger.record(viewer, "consultation.round", consultation, engagement=engagement.pk)
    return engagement


@transaction.atomic
def consultation_put_in(
    *,
    viewer: Viewer,
    consultation: Consultation,
    text: str,
    language: str,
    round: Engagement | None = None,  # noqa: A002 - the field's own word
    actor: Actor | None = None,
) -> ConsultationInput:
    """Keep what somebody put in, at a round or in writing.

    Raises:
        NotPossibleNow: it is empty, or the round is of another process; the text was adopted already.
    """
    policy.require(viewer, "consultation.keep", consultation)
    _under_way(consultation)
    if not text.strip():
        raise NotPossibleNow("consultation.empty")
    if round is not None and round.consultation_id != consultation.pk:
        raise NotPossibleNow("consultation.other_round")
    if actor is not None:
        policy.require_sight(viewer, actor)
    made = ConsultationInput.objects.create(
        consultation=consultation,
        round=round,
        actor=actor,
        language=language,
        text=text.strip(),
        by_id=viewer.user_id,
        at=clock.now(),
    )
    ledger.record(viewer, "consultation.input", consultation, input=made.pk)
    return made


@transaction.atomic
def consultation_answer(*, viewer: Viewer, put_in: ConsultationInput, answer: str) -> ConsultationInput:
    """Say what became of an input: whoever gave it is owed that."""
    policy.require(viewer, "consultation.keep", put_in.consultation)
    ConsultationInput.objects.filter(pk=put_in.pk).update(answer=answer.strip())
    put_in.answer = answer.strip()
    ledger.record(viewer, "consultation.answer", put_in.consultation, input=put_in.pk)
    return put_in


@transaction.atomic
def consultation_draft(
    *, viewer: Viewer, consultation: Consultation, texts: Mapping[str, str], note: str = ""
) -> ConsultationDraft:
    """Put a new version of the text forward. Earlier ones stay.

    Raises:
        NotPossibleNow: it is empty; the text was adopted already.
    """
    policy.require(viewer, "consultation.keep", consultation)
    Consultation.objects.select_for_update().get(pk=consultation.pk)
    _under_way(consultation)
    said = _said(texts)
    if not said:
        raise NotPossibleNow("consultation.empty")
    last = consultation.drafts.aggregate(last=Max("number"))["last"] or 0
    made = ConsultationDraft.objects.create(
        consultation=consultation,
        number=last + 1,
        texts=said,
        note=note.strip(),
        by_id=viewer.user_id,
        at=clock.now(),
    )
    ledger.record(viewer, "consultation.draft", consultation, number=made.number)
    return made


@transaction.atomic
def consultation_adopt(*, viewer: Viewer, consultation: Consultation, on: date) -> ConsultationDraft:
    """Record that the latest draft was adopted.

    Raises:
        NotPossibleNow: there is no draft, or a text was adopted already; the day has not come.
    """
    policy.require(viewer, "consultation.keep", consultation)
    fresh = Consultation.objects.select_for_update().get(pk=consultation.pk)
    _under_way(fresh)
    if on > clock.now().date():
        raise NotPossibleNow("consultation.day_ahead")
    draft = consultation.drafts.order_by("-number").first()
    if draft is None:
        raise NotPossibleNow("consultation.without_draft")
    ConsultationDraft.objects.filter(pk=draft.pk).update(adopted_on=on)
    draft.adopted_on = on
    record_change(record=consultation, status=Consultation.Status.ADOPTED)
    ledger.record(viewer, "consultation.adopt", consultation, number=draft.number, on=on.isoformat())
    return draft


def _under_way(consultation: Consultation) -> None:
    if consultation.status != Consultation.Status.UNDER_WAY:
        raise NotPossibleNow("consultation.over")


def _said(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: text.strip() for language, text in texts.items() if text.strip()}
