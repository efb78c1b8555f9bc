"""Footnotes to evidence, as far as the readers of a document may have it, and the list of what was cited."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from nadhir.documents import model as m
from nadhir.documents import words
from nadhir.web.core.templatetags.nadhir import day, in_words, number, written_date
from nadhir.web.intake.models import EVENT_KINDS, Item
from nadhir.web.situations.documents.frame import Paper
from nadhir.web.situations.models import Evidence
from nadhir.web.situations.reading import Citation

_THIN = "\u2009"  # between the marks of two notes, which would read as one number
LONGEST = 400  # characters of a passage in a note
MOST_LISTED = 1_000  # reports in the list at the end


class Footnotes:
    """Notes to passages; remembers the reports that they come from."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.items: dict[uuid.UUID, Citation] = {}
        self.counted: dict[uuid.UUID, int] = {}
        self.withdrawn = 0

    def cite(self, citation: Citation) -> m.Cite:
        """The note on a passage that the maker of the document may read."""
        piece, paper = citation.piece, self.paper
        if not paper.audience.may_have(piece, piece.item):
            return self.withheld()
        paper.uses(piece, piece.item)
        self.items.setdefault(piece.item_id, citation)
        self.counted[piece.item_id] = self.counted.get(piece.item_id, 0) + 1
        return m.Cite(m.Note(f"e{piece.pk.hex}", self._note(citation)))

    def cites(self, citations: Iterable[Citation], held: int) -> list[m.Inline]:
        """The notes on the passages of a finding, and one for all that were kept back."""
        notes: list[m.Inline] = [self.cite(one) for one in citations]
        if held:
            notes.append(self.withheld(held))
        apart: list[m.Inline] = []
        for note in dict.fromkeys(notes):
            apart += [_THIN, note] if apart else [note]
        return apart

    def withheld(self, many: int = 1) -> m.Cite:
        """The note in place of what these readers may not have: the same for all, so as to tell nothing."""
        self.paper.keep_back(many)
        return m.Cite(m.Note("withheld", _("Withheld: not for the readers of this document.")))

    def _note(self, citation: Citation) -> tuple[m.Inline, ...]:
        piece, item = citation.piece, citation.piece.item
        state = [", ".join(_states(piece))] if _states(piece) else []
        self.withdrawn += citation.withdrawn
        if erased(item):
            return (_erased(), *(f" · {one}" for one in state))
        quote = citation.quote if len(citation.quote) <= LONGEST else f"{citation.quote[:LONGEST].rstrip()}…"
        where = self.source(citation)
        return (
            *self.paper.quoted(quote, lang=item.language),
            " – ",
            *where,
            *(f" · {one}" for one in (when(item), rating(item, citation), *state) if one),
        )

    def source(self, citation: Citation) -> tuple[m.Inline, ...]:
        """Who says it, and in which report; neither where the source is protected."""
        item = citation.piece.item
        if citation.source is None or not self.named(citation):
            return (_("source protected"),)
        name = self.paper.own(in_words(citation.source.names))
        title = headline(self.paper, item)
        return (name, words.comma(self.paper.audience.lang), *title) if title else (name,)

    def named(self, citation: Citation) -> bool:
        """Whether the source may be named: never outside the desk where it spoke under the Chatham House
        rule, nor where its own label does not reach so far."""
        source = citation.source
        if source is None:
            return False
        return not (
            self.paper.audience.reach and (source.chatham_house or not self.paper.audience.may_have(source))
        )

    def annex(self) -> None:
        """The reports that were cited, each with its rating."""
        paper = self.paper
        paper.heading(_("Reports that are cited"))
        if not self.items:
            paper.soft(_("No report is cited that the readers of this document may have."))
            return
        rows = [self._row(key, one) for key, one in list(self.items.items())[:MOST_LISTED]]
        paper.table(
            (_("Report"), _("Source"), _("Date"), pgettext("rating", "Rating"), _("Passages")),
            rows,
            kinds=("words", "words", "words", "words", "number"),
            caption=_("Rated by the Admiralty code: the source from A (completely reliable) to F (cannot be "
                      "judged), what it says from 1 (confirmed) to 6 (cannot be judged)."),
        )  # fmt: skip
        if (more := len(self.items) - MOST_LISTED) > 0:
            paper.soft(
                ngettext("%(n)s more report is cited.", "%(n)s more reports are cited.", more)
                % {"n": number(more)}
            )

    def _row(self, key: uuid.UUID, citation: Citation) -> tuple[m.Flow, ...]:
        item = citation.piece.item
        if erased(item):
            return (_erased(), "–", "–", "–", number(self.counted[key]))
        title = headline(self.paper, item) if self.named(citation) else ()
        return (
            title or _("without a title"),
            self.paper.own(in_words(citation.source.names))
            if citation.source and self.named(citation)
            else _("source protected"),
            when(item) or "–",
            rating(item, citation),
            number(self.counted[key]),
        )


def headline(paper: Paper, item: Item) -> tuple[m.Inline, ...]:
    """What a report is called: what its event was and between whom, or its title; empty where it has neither.

    Our words and the names of sides stand apart, so that each keeps its direction.
    """
    event: dict[str, Any] = item.event or {}
    sides = [paper.own(side) for side in (event.get("side_a"), event.get("side_b")) if side]
    kind = event.get("kind") or ""
    if not sides and kind not in EVENT_KINDS:
        return (paper.own(item.title, lang=item.language),) if item.title else ()
    said: list[m.Inline] = [str(EVENT_KINDS.get(kind, _("event")))]
    for at, side in enumerate(sides):
        said += [" – ", side] if at else [" (", side]
    return (*said, ")") if sides else tuple(said)


def erased(item: Item) -> bool:
    """Whether the words of a report were taken out to protect somebody."""
    return item.erased_at is not None


def _erased() -> str:
    return str(_("The words of this report were taken out to protect somebody."))


def when(item: Item) -> str:
    """The day a report tells of, or on which it was published or came."""
    known: Any = item.occurred or item.published
    return written_date(known) if known else day(item.received_at)


def rating(item: Item, citation: Citation) -> str:
    """The two ratings of a report, such as B2, where its source may be known."""
    letter = citation.source.reliability if citation.source else "F"
    return f"{letter}{item.credibility}"


def _states(piece: Evidence) -> list[str]:
    """What happened to a passage since."""
    return [_("withdrawn on %(day)s") % {"day": day(piece.withdrawn_at)}] if piece.withdrawn_at else []
