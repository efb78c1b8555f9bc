"""Pages that explain: guides with questions, news of partners, programmes by region."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir import doctrine
from nadhir.web.cooperation import selectors, services
from nadhir.web.cooperation.forms.processes import GuideForm, NewsForm, ProgrammeForm, WordsForm
from nadhir.web.cooperation.models import Guide
from nadhir.web.core import export, policy
from nadhir.web.core.acting import act, identifier_of
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.directory import selectors as directory


@signed_in
def guide_list(request: Request) -> HttpResponseBase:
    """What is explained here, for whom, and what was asked about it?"""
    viewer = request.viewer
    kind = request.GET.get("kind", "")
    found = selectors.guides(viewer, kind=kind if kind in Guide.Kind.values else "")
    page = page_of(request, found)
    context = {
        "page": page,
        "kind": kind,
        "tabs": [
            {"label": label, "url": f"?kind={value}" if value else "?", "active": value == kind}
            for value, label in [("", _("All")), *Guide.Kind.choices]
        ],
        "waiting": selectors.open_questions(viewer),
        "may_write": policy.may(viewer, "guide.write"),
    }
    return render(request, "cooperation/guides.html", context)


@signed_in
def guide(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What does it mean, in plain words?"""
    viewer = request.viewer
    shown = selectors.guide(viewer, pk)
    own = (get_language() or "en")[:2]
    asked = request.GET.get("language", own)
    code = next((one for one in (asked, own, *shown.texts) if one in shown.texts), "")
    context = {
        "guide": shown,
        "text": shown.texts.get(code, ""),
        "language": code,
        "languages": list(shown.texts),
        "explains": doctrine.load(shown.catalogue).title if shown.catalogue else None,
        "questions": selectors.guide_questions(viewer, shown),
        "may_write": policy.may(viewer, "guide.write", shown),
        "may_ask": policy.may(viewer, "guide.ask", shown),
    }
    return render(request, "cooperation/guide.html", context)


def _given(given: dict[str, Any]) -> dict[str, Any]:
    catalogue = given.pop("explains")
    return {**given, "catalogue": catalogue}


@signed_in
def guide_new(request: Request) -> HttpResponseBase:
    """Write a guide."""
    viewer = request.viewer
    policy.require(viewer, "guide.write")

    def do(given: dict[str, Any]) -> Guide:
        given.pop("version")
        return services.guide_write(viewer=viewer, **_given(given))

    return act(
        request,
        GuideForm(request.POST or None, initial={"kind": request.GET.get("kind", "")}),
        do,
        title=_("New guide"),
        lead=_("A plan explained for religious actors, or a practice explained for officials: plain words."),
        button=_("Keep as a draft"),
        done=_("Kept. Nobody outside the desk reads it before it is published."),
        back=lambda made: reverse("guide", args=[made.pk]),
        cancel=reverse("guides"),
    )


@signed_in
def guide_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Write it anew."""
    viewer = request.viewer
    shown = selectors.guide(viewer, pk)
    policy.require(viewer, "guide.write", shown)
    return act(
        request,
        GuideForm(request.POST or None, initial=GuideForm.first(shown)),
        lambda given: services.guide_write(viewer=viewer, guide=shown, **_given(given)),
        title=_("Change the guide"),
        button=_("Save"),
        done=_("Saved."),
        back=reverse("guide", args=[pk]),
        about=in_words(shown.names),
    )


@signed_in
@require_POST
def guide_publish(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Let others read it, or take it back."""
    shown = selectors.guide(request.viewer, pk)
    services.guide_publish(viewer=request.viewer, guide=shown, published=not shown.published)
    return redirect("guide", pk=pk)


@signed_in
def guide_ask(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Ask about it."""
    viewer = request.viewer
    shown = selectors.guide(viewer, pk)
    policy.require(viewer, "guide.ask", shown)
    language = (get_language() or "en")[:2]
    return act(
        request,
        WordsForm(request.POST or None),
        lambda given: services.guide_question_ask(
            viewer=viewer, guide=shown, question=given["words"], language=language
        ),
        title=_("Ask a question"),
        lead=_("The desk that wrote the guide answers; question and answer are then there for every reader."),
        button=_("Ask"),
        done=_("Asked."),
        back=reverse("guide", args=[pk]),
        about=in_words(shown.names),
    )


@signed_in
def guide_answer(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Answer a question."""
    viewer = request.viewer
    asked = selectors.guide_question(viewer, pk)
    policy.require(viewer, "guide.write", asked.guide)
    return act(
        request,
        WordsForm(request.POST or None, initial={"words": asked.answer}),
        lambda given: services.guide_question_answer(viewer=viewer, asked=asked, answer=given["words"]),
        title=_("Answer"),
        lead=asked.question,
        button=_("Answer"),
        done=_("Answered."),
        back=reverse("guide", args=[asked.guide_id]),
        about=in_words(asked.guide.names),
    )


@signed_in
def news_list(request: Request) -> HttpResponseBase:
    """What did our partners publish?"""
    viewer = request.viewer
    actor = identifier_of(request.GET.get("actor", ""))
    words = request.GET.get("q", "")
    found = selectors.news(viewer, actor=actor, words=words)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        columns = [_("date"), _("partner"), _("title"), _("language"), _("address")]
        rows = (
            (one.dated_on, in_words(one.actor.names), one.title, one.language, one.url)
            for one in found[: export.MOST]
        )
        return export.table_response("news", columns, rows)
    context = {
        "page": page_of(request, found),
        "words": words,
        "partner": directory.actors(viewer).filter(pk=actor).first() if actor else None,
        "filtered": bool(actor or words.strip()),
        "may_record": policy.may(viewer, "news.record"),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "cooperation/news.html", context)


@signed_in
def news_new(request: Request) -> HttpResponseBase:
    """Keep what a partner published."""
    viewer = request.viewer
    policy.require(viewer, "news.record")
    first = {"language": (get_language() or "en")[:2], "tlp": "green"}
    return act(
        request,
        NewsForm(request.POST or None, viewer=viewer, initial=first),
        lambda given: services.news_record(viewer=viewer, media=given.pop("medium"), **given),
        title=_("What a partner published"),
        lead=_("Told in our words, with the way to it. Nothing is copied."),
        button=_("Keep it"),
        done=_("Kept."),
        back=reverse("news"),
    )


@signed_in
@require_POST
def news_dead(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say that its address leads nowhere, or does again."""
    one = selectors.news_item(request.viewer, pk)
    services.news_mark_dead(viewer=request.viewer, news=one, dead=one.dead_since is None)
    return redirect("news")


@signed_in
def programme_list(request: Request) -> HttpResponseBase:
    """Who works where, since when?"""
    viewer = request.viewer
    found = selectors.programmes(viewer, actor=identifier_of(request.GET.get("actor", "")))
    if export.wanted(request):
        policy.require(viewer, "table.export")
        columns = [_("region"), _("name"), _("whose"), _("since"), _("until"), _("coverage")]
        rows = (
            (
                one.region,
                in_words(one.names),
                in_words(one.actor.names),
                one.began_on,
                one.ended_on,
                one.coverage,
            )
            for one in found[: export.MOST]
        )
        return export.table_response("programmes", columns, rows)
    page = page_of(request, found)
    context = {
        "page": page,
        "regions": len({one.region for one in page.rows if one.region}),
        "may_record": policy.may(viewer, "programme.record"),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "cooperation/programmes.html", context)


@signed_in
def programme_new(request: Request) -> HttpResponseBase:
    """Record a programme."""
    viewer = request.viewer
    policy.require(viewer, "programme.record")

    def do(given: dict[str, Any]) -> Any:
        place = given.pop("place")
        return services.programme_record(viewer=viewer, places=[place] if place else [], **given)

    return act(
        request,
        ProgrammeForm(request.POST or None, viewer=viewer, initial={"tlp": "green"}),
        do,
        title=_("New programme"),
        button=_("Record it"),
        done=_("Recorded."),
        back=reverse("programmes"),
    )
