"""What explains institutions to one another: guides with questions and answers, news, programmes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from nadhir import doctrine
from nadhir.errors import DoctrineError, NotPossibleNow
from nadhir.sources import WrittenDate
from nadhir.web.cooperation.models import Guide, GuideQuestion, News, Programme
from nadhir.web.cooperation.services.dossiers import said
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor, Place
from nadhir.web.response.services import held_fields


@transaction.atomic
def guide_write(
    *,
    viewer: Viewer,
    kind: str,
    names: Mapping[str, str],
    texts: Mapping[str, str],
    guide: Guide | None = None,
    version: int | None = None,
    catalogue: str = "",
    element: str = "",
    slug: str | None = None,
    tlp: str = "green",
    **fields: Any,
) -> Guide:
    """Write a guide, or write it anew. The same slug again is the same guide.

    Args:
        catalogue, element: the plan, and the part of it, that is explained.
        fields: `audience`, `sources`, `fictional`.

    Raises:
        Conflict: somebody else changed it since `version`.
        NotPossibleNow: it has no title or no text, or there is no such catalogue or element.
    """
    if guide is None and slug is not None and (known := Guide.objects.filter(slug=slug).first()):
        policy.require(viewer, "guide.write")
        return known
    titled, written = said(names), said(texts)
    if not titled or not written:
        raise NotPossibleNow("guide.empty")
    _explained(catalogue, element)
    told = {
        "kind": kind, "names": titled, "texts": written, "catalogue": catalogue, "element": element,
        "reviewed_on": clock.now().date(), **fields,
    }  # fmt: skip
    if guide is None:
        policy.require(viewer, "guide.write")
        guide = Guide.objects.create(
            owner_id=viewer.desk, created_by_id=viewer.user_id, tlp=tlp, slug=slug, **told
        )
    else:
        policy.require(viewer, "guide.write", guide)
        record_change(record=guide, version=version, **told)
    ledger.record(viewer, "guide.write", guide)
    return guide


def _explained(catalogue: str, element: str) -> None:
    if not catalogue:
        return
    try:
        found = doctrine.load(catalogue)
        if element:
            found.element(element)
    except DoctrineError:
        raise NotPossibleNow("guide.no_catalogue", catalogue=catalogue[:40]) from None


@transaction.atomic
def guide_publish(*, viewer: Viewer, guide: Guide, published: bool = True) -> Guide:
    """Let others read a guide, as far as its label says; or take it back."""
    policy.require(viewer, "guide.write", guide)
    record_change(record=guide, published=published)
    ledger.record(viewer, "guide.publish", guide, published=published)
    return guide


@transaction.atomic
def guide_question_ask(*, viewer: Viewer, guide: Guide, question: str, language: str) -> GuideQuestion:
    """Ask something about a guide.

    Raises:
        NotPossibleNow: nothing was asked.
    """
    policy.require(viewer, "guide.ask", guide)
    if not question.strip():
        raise NotPossibleNow("guide.no_question")
    asked = GuideQuestion.objects.create(
        guide=guide, question=question.strip()[:4000], language=language, asked_by_id=viewer.user_id,
        asked_at=clock.now(),
    )  # fmt: skip
    ledger.record(viewer, "guide.ask", guide, question=asked.pk)
    return asked


@transaction.atomic
def guide_question_answer(*, viewer: Viewer, asked: GuideQuestion, answer: str) -> GuideQuestion:
    """Answer a question, for every reader of the guide.

    Raises:
        NotPossibleNow: the answer says nothing.
    """
    policy.require(viewer, "guide.write", asked.guide)
    policy.require_sight(viewer, asked)
    if not answer.strip():
        raise NotPossibleNow("guide.no_answer")
    asked.answer, asked.answered_by_id, asked.answered_at = answer.strip(), viewer.user_id, clock.now()
    asked.save(update_fields=["answer", "answered_by", "answered_at"])
    ledger.record(viewer, "guide.answer", asked.guide, question=asked.pk)
    return asked


@transaction.atomic
def news_record(
    *,
    viewer: Viewer,
    actor: Actor,
    title: str,
    language: str,
    when: WrittenDate | None = None,
    url: str = "",
    tlp: str = "green",
    **fields: Any,
) -> News:
    """Keep that a partner published something: told in our words, with the way to it. The same address of the
    same partner again is the same piece.

    Args:
        fields: `summary`, `media`, `fictional`.

    Raises:
        NotPossibleNow: it has no title, or is dated ahead of today.
    """
    policy.require(viewer, "news.record")
    policy.require_sight(viewer, actor)
    if not title.strip():
        raise NotPossibleNow("news.without_title")
    if when is not None and when.start > clock.now().date():
        raise NotPossibleNow("news.not_yet")
    if url and (known := policy.visible(News.objects.filter(actor=actor, url=url), viewer).first()):
        return known
    held = held_fields(when)
    made = News.objects.create(
        owner_id=viewer.desk, created_by_id=viewer.user_id, tlp=tlp, actor=actor, title=title.strip(),
        language=language, dated=held["held"], dated_on=held["held_on"], url=url, **fields,
    )  # fmt: skip
    ledger.record(viewer, "news.record", made)
    return made


@transaction.atomic
def news_mark_dead(*, viewer: Viewer, news: News, dead: bool = True) -> News:
    """Say that the address of a piece leads nowhere any more; or that it does again."""
    policy.require(viewer, "news.record", news)
    record_change(record=news, dead_since=clock.now().date() if dead else None)
    ledger.record(viewer, "news.dead", news, dead=dead)
    return news


@transaction.atomic
def programme_record(
    *,
    viewer: Viewer,
    actor: Actor,
    names: Mapping[str, str],
    region: str = "",
    places: Iterable[Place] = (),
    began: WrittenDate | None = None,
    ended_on: date | None = None,
    slug: str | None = None,
    tlp: str = "green",
    **fields: Any,
) -> Programme:
    """Keep where an organisation works on what, since when. The same slug again is the same programme.

    Args:
        fields: `about`, `coverage`, `plan`, `sources`, `fictional`.

    Raises:
        NotPossibleNow: it has no name, or ended before it began.
    """
    policy.require(viewer, "programme.record")
    policy.require_sight(viewer, actor)
    if slug is not None and (known := Programme.objects.filter(slug=slug).first()):
        return known
    if not (named := said(names)):
        raise NotPossibleNow("dossier.without_name")
    held = held_fields(began)
    if ended_on is not None and held["held_on"] is not None and ended_on < held["held_on"]:
        raise NotPossibleNow("programme.ends_first")
    made = Programme.objects.create(
        owner_id=viewer.desk, created_by_id=viewer.user_id, tlp=tlp, slug=slug, actor=actor, names=named,
        region=region.strip(), began=held["held"], began_on=held["held_on"], ended_on=ended_on, **fields,
    )  # fmt: skip
    made.places.set(list(places))
    ledger.record(viewer, "programme.record", made)
    return made
