"""A tool card as a document: one page to take along."""

from __future__ import annotations

from itertools import zip_longest

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from nadhir.doctrine import responses
from nadhir.documents import model as m
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.situations.documents.frame import Audience, Paper
from nadhir.web.situations.documents.kinds import Kind


def labels() -> dict[str, str]:
    """The headings of a card, in the language that is active."""
    return {
        "when": pgettext("tool card", "When"),
        "steps": _("Steps"),
        "dos": _("Do"),
        "donts": _("Do not"),
        "questions": _("Ask first, so that it does no harm"),
        "note": _("How to note the result"),
        "card": _("Tool card"),
    }


def build(audience: Audience, card: responses.Card) -> m.Document:
    """The card; the same for everybody."""
    with audience.speaking():
        paper, said = Paper(audience), labels()
        paper.paragraph(m.Run(in_words(card.purpose), "strong"))
        paper.heading(said["when"])
        paper.paragraph(in_words(card.when))
        paper.heading(said["steps"])
        paper.blocks.append(m.ListBlock(tuple(in_words(one) for one in card.steps), ordered=True))
        # Side by side, so that a card stays on its page.
        pairs = zip_longest(card.dos, card.donts)
        rows = [(in_words(do), in_words(do_not)) for do, do_not in pairs]
        paper.table((said["dos"], said["donts"]), rows, shares=(1, 1))
        paper.heading(said["questions"])
        paper.points([in_words(one) for one in (*responses.before_anything(), *card.questions)])
        paper.heading(said["note"])
        paper.paragraph(in_words(card.note))
        return paper.finished(in_words(card.title), subtitle=said["card"], reference=card.id)


KIND = Kind(
    "card",
    gettext_lazy("Tool card"),
    gettext_lazy("One thing that a leader can do, on one page."),
    build,
)
