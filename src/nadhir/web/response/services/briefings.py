"""Briefings: questions, answers that rest on evidence, one page in three languages, action points."""

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
from nadhir.web.response.models import Briefing, BriefingQuestion, Engagement, Undertaking
from nadhir.web.response.services.undertakings import undertaking_make
from nadhir.web.situations.models import Evidence, Situation

# Letters of one page: what a person reads on the way into the room.
PAGE = 3_200
WRITTEN = ("audience", "titles", "texts")


@transaction.atomic
def briefing_begin(
    *,
    viewer: Viewer,
    audience: str,
    titles: Mapping[str, str],
    situation: Situation | None = None,
    tlp: str | None = None,
    texts: Mapping[str, str] | None = None,
    fictional: bool = False,
) -> Briefing:
    """Begin a briefing. Its label is by default that of its situation.

    Raises:
        NotPossibleNow: nobody is named for whom it is, it has no title, or a text is longer than a page.
    """
    policy.require(viewer, "briefing.write")
    if situation is not None:
        policy.require_sight(viewer, situation)
    written = {"audience": audience, "titles": titles, "texts": texts or {}}
    said = _coherent(written)
    made = Briefing.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        created_at=clock.now(),
        tlp=tlp or (situation.tlp if situation is not None else "amber"),
        fictional=fictional or (situation is not None and situation.fictional),
        situation=situation,
        **said,
    )
    ledger.record(viewer, "briefing.begin", made)
    return made


@transaction.atomic
def briefing_write(
    *, viewer: Viewer, briefing: Briefing, version: int | None = None, ready: bool = False, **fields: Any
) -> Briefing:
    """Change a briefing that was not given yet.

    Args:
        version: the version that the person saw.
        ready: whether it is done and may be given.
        fields: those of `WRITTEN`.

    Raises:
        NotPossibleNow: it was given; it is longer than a page.
        Conflict: somebody changed it since.
    """
    policy.require(viewer, "briefing.change", briefing)
    _not_given(briefing)
    said = _coherent({name: fields.get(name, getattr(briefing, name)) for name in WRITTEN})
    status = Briefing.Status.READY if ready else Briefing.Status.DRAFT
    record_change(record=briefing, version=version, status=status, **said)
    ledger.record(viewer, "briefing.write", briefing, ready=ready)
    return briefing


@transaction.atomic
def briefing_ask(
    *,
    viewer: Viewer,
    briefing: Briefing,
    question: Mapping[str, str],
    answer: Mapping[str, str] | None = None,
) -> BriefingQuestion:
    """Add what the audience wants to know, with the short answer as far as there is one."""
    policy.require(viewer, "briefing.change", briefing)
    _not_given(briefing)
    if not _said(question):
        raise NotPossibleNow("briefing.without_question")
    last = briefing.questions.aggregate(last=Max("order"))["last"] or 0
    made = BriefingQuestion.objects.create(
        briefing=briefing, order=last + 1, question=_said(question), answer=_said(answer or {})
    )
    ledger.record(viewer, "briefing.ask", briefing, question=made.pk)
    return made


@transaction.atomic
def briefing_answer(*, viewer: Viewer, question: BriefingQuestion, answer: Mapping[str, str]) -> None:
    """Write the answer to a question."""
    policy.require(viewer, "briefing.change", question.briefing)
    _not_given(question.briefing)
    BriefingQuestion.objects.filter(pk=question.pk).update(answer=_said(answer))
    ledger.record(viewer, "briefing.answer", question.briefing, question=question.pk)


@transaction.atomic
def briefing_rest_on(*, viewer: Viewer, briefing: Briefing, evidence: Iterable[Evidence]) -> None:
    """Name the evidence that a briefing rests on, instead of what was named before.

    Raises:
        NotAllowed: a piece that the viewer may not read.
        NotPossibleNow: a piece of another situation.
    """
    policy.require(viewer, "briefing.change", briefing)
    _not_given(briefing)
    pieces = list(evidence)
    policy.require_sight(viewer, *pieces)
    if any(piece.situation_id != briefing.situation_id for piece in pieces):
        raise NotPossibleNow("briefing.foreign_evidence")
    briefing.evidence.set(pieces)
    ledger.record(viewer, "briefing.evidence", briefing, pieces=[str(piece.pk) for piece in pieces])


@transaction.atomic
def briefing_give(*, viewer: Viewer, briefing: Briefing, engagement: Engagement) -> Briefing:
    """Record at which engagement a briefing was given; from then on it is not changed.

    Raises:
        NotPossibleNow: it is not ready, or the engagement was called off.
    """
    policy.require(viewer, "briefing.change", briefing)
    policy.require_sight(viewer, engagement)
    if briefing.status != Briefing.Status.READY:
        raise NotPossibleNow("briefing.not_ready")
    if engagement.status == Engagement.Status.CALLED_OFF:
        raise NotPossibleNow("engagement.not_planned")
    record_change(record=briefing, status=Briefing.Status.GIVEN, engagement_id=engagement.pk)
    ledger.record(viewer, "briefing.give", briefing, engagement=engagement.pk)
    return briefing


@transaction.atomic
def briefing_action_point(
    *, viewer: Viewer, briefing: Briefing, title: str, who: str, due_on: date | None = None
) -> Undertaking:
    """Keep what somebody took on at a briefing, as an undertaking that comes from its engagement.

    Raises:
        NotPossibleNow: it was not given yet.
    """
    policy.require(viewer, "briefing.change", briefing)
    if briefing.engagement is None:
        raise NotPossibleNow("briefing.not_given")
    return undertaking_make(
        viewer=viewer,
        title=title,
        who=who,
        due_on=due_on,
        situation=briefing.situation,
        origin=Undertaking.Origin.ENGAGEMENT,
        origin_id=briefing.engagement.pk,
        tlp=briefing.tlp,
    )


def _not_given(briefing: Briefing) -> None:
    fresh = Briefing.objects.select_for_update().get(pk=briefing.pk)
    if fresh.status == Briefing.Status.GIVEN:
        raise NotPossibleNow("briefing.given")


def _coherent(written: Mapping[str, Any]) -> dict[str, Any]:
    said = {
        "audience": written["audience"].strip(),
        "titles": _said(written["titles"]),
        "texts": _said(written["texts"]),
    }
    if not said["audience"] or not said["titles"]:
        raise NotPossibleNow("briefing.without_audience")
    for language, text in said["texts"].items():
        if len(text) > PAGE:
            raise NotPossibleNow("briefing.too_long", language=language, length=len(text), most=PAGE)
    return said


def _said(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: text.strip() for language, text in texts.items() if text.strip()}
