"""A briefing as a document: one page of answers, what it rests on by number, and what was taken on."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nadhir.documents import model as m
from nadhir.web.core.templatetags.nadhir import day, in_words
from nadhir.web.response import selectors
from nadhir.web.response.models import Briefing
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.documents.frame import Audience, Paper
from nadhir.web.situations.documents.kinds import Kind

PASSAGES = 6


def build(audience: Audience, briefing: Briefing) -> m.Document:
    """The page, in the language of the document where it was written in it."""
    viewer, lang = audience.viewer, audience.lang
    with audience.speaking():
        paper = Paper(audience)
        paper.uses(briefing)
        selectors.as_told(viewer, [briefing])
        if briefing.situation is not None:
            seen = situations.situations(viewer).filter(pk__in=[briefing.situation_id]).first()
            if seen is not None:
                paper.about(seen)
        if lang in briefing.texts:
            paper.prose(briefing.texts[lang])
        elif briefing.texts:
            paper.soft(_("This briefing was not written in this language."))
            paper.prose(in_words(briefing.texts))
        for one in selectors.questions_as_told(viewer, briefing, selectors.questions(viewer, briefing)):
            paper.heading(paper.said(in_words(one.question)), 2)
            answer = in_words(one.answer)
            if answer:
                paper.prose(answer)
            else:
                paper.soft(_("Not answered yet."))
        pieces = situations.pieces(viewer, briefing.evidence.values_list("pk", flat=True))
        may = [one for one in pieces.values() if audience.may_have(one, one.item)]
        paper.keep_back(len(pieces) - len(may))
        if may:
            paper.heading(_("What it rests on"), 2)
            paper.uses(*may)
            paper.points([paper.quoted(one.quote[:300], lang=one.item.language) for one in may[:PASSAGES]])
        if briefing.engagement is not None:
            found = selectors.commitments(viewer, briefing.engagement)
            taken = selectors.as_read(viewer, paper.allowed(found))
            if taken:
                paper.heading(_("Taken on"), 2)
                paper.points(
                    [(paper.own(one.title), " – ", paper.own(one.who), due(one.due_on)) for one in taken]
                )
        return paper.finished(
            paper.said(in_words(briefing.titles)),
            subtitle=paper.said(briefing.audience),
            reference=_("Briefing"),
        )


def due(on: date | None) -> str:
    return f" · {day(on)}" if on else ""


KIND = Kind(
    "briefing",
    gettext_lazy("Briefing"),
    gettext_lazy("One page that answers the questions of those who decide."),
    build,
)
