"""Reading guides with their questions, news of partners, programmes by region."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from nadhir.errors import NotAllowed
from nadhir.web.cooperation.models import Guide, GuideQuestion, News, Programme
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory


def guides(viewer: Viewer, *, kind: str = "") -> QuerySet[Guide]:
    """Guides with `open_questions`, how many questions wait for an answer; drafts first."""
    found = policy.visible(Guide.objects.all(), viewer)
    if kind:
        found = found.filter(kind=kind)
    waiting = Count("questions", filter=Q(questions__answered_at=None))
    return found.annotate(open_questions=waiting).order_by("published", "kind", "pk")


def guide(viewer: Viewer, pk: Any) -> Guide:
    """One guide.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(Guide.objects.select_related("owner"), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="guide.read")
    return found


def guide_questions(viewer: Viewer, guide: Guide) -> QuerySet[GuideQuestion]:
    """What was asked about a guide: what waits for an answer first."""
    found = policy.visible(GuideQuestion.objects.filter(guide=guide), viewer)
    return found.order_by(F("answered_at").desc(nulls_first=True), "asked_at")


def open_questions(viewer: Viewer) -> int:
    """How many questions wait for an answer."""
    return policy.visible(GuideQuestion.objects.filter(answered_at=None), viewer).count()


def guide_question(viewer: Viewer, pk: Any) -> GuideQuestion:
    """One question.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(GuideQuestion.objects.select_related("guide"), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="guide.read")
    return found


def news(
    viewer: Viewer, *, actor: uuid.UUID | None = None, language: str = "", words: str = ""
) -> QuerySet[News]:
    """What partners published, the latest first."""
    found = policy.visible(News.objects.select_related("actor"), viewer)
    found = found.filter(actor__in=directory.actors(viewer).order_by().values("pk"))
    if actor is not None:
        found = found.filter(actor=actor)
    if language:
        found = found.filter(language=language)
    if words.strip():
        found = found.filter(Q(title__icontains=words.strip()) | Q(summary__icontains=words.strip()))
    return found.order_by(F("dated_on").desc(nulls_last=True), "-pk")


def news_item(viewer: Viewer, pk: Any) -> News:
    """One piece of news.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(News.objects.select_related("actor"), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="news.read")
    return found


def programmes(viewer: Viewer, *, actor: uuid.UUID | None = None) -> QuerySet[Programme]:
    """Where organisations work, by region."""
    found = policy.visible(Programme.objects.select_related("actor").prefetch_related("places"), viewer)
    found = found.filter(actor__in=directory.actors(viewer).order_by().values("pk"))
    if actor is not None:
        found = found.filter(actor=actor)
    return found.order_by("region", F("began_on").asc(nulls_last=True), "pk")
