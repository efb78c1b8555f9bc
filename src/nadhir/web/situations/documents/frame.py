"""What every document shares: for whom it is made, what it may carry, how it begins and how it ends.

Words of ours come from the catalogue of translations in the language of the document; the words of others
stand as they were written, in their own direction. Whatever is put in tells its handling label here, so that
the document is marked with the narrowest of them.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadhir.doctrine.text import Language
from nadhir.documents import model as m
from nadhir.documents.words import direction, of_language
from nadhir.web.core import clock, words
from nadhir.web.core.models import Record, Tlp
from nadhir.web.core.templatetags.nadhir import day, in_words, number, tlp_words
from nadhir.web.core.viewer import NOBODY, Viewer
from nadhir.web.core.words import Digits
from nadhir.web.situations import veils
from nadhir.web.situations.models import Occasion, Situation

# From the narrowest to the widest.
LABELS: tuple[str, ...] = tuple(Tlp.values)
# What may be chosen for readers outside the desk: the two narrower labels never leave it.
OUTWARD: tuple[str, ...] = (Tlp.AMBER, Tlp.GREEN, Tlp.CLEAR)
_QUOTES: Mapping[str, tuple[str, str]] = {"ar": ("«", "»"), "en": ("“", "”"), "fr": ("«\u00a0", "\u00a0»")}
# A citation mark in a text: see `nadhir.doctrine.claims`.
MARK = re.compile(r"\s?\[e:([0-9a-fA-F]{8})\]")


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom a document is made.

    Attributes:
        viewer: who makes it; nothing that this person may not see is in it.
        lang: the language it is written in.
        digits: those of figures in Arabic.
        reach: the handling label under which it leaves the desk; empty where the maker keeps it.
        made_for: who is to read it, where it leaves the desk.
        discreet: whether a situation goes under its outward name, and nothing of it by name.
    """

    viewer: Viewer
    lang: Language
    digits: Digits = "latn"
    reach: str = ""
    made_for: str = ""
    discreet: bool = False

    def may_have(self, *records: Record) -> bool:
        """Whether records that the maker may see may travel as far as this document.

        What others marked TLP:AMBER was given to us, not to those we give it to.
        """
        if not self.reach:
            return True
        least = LABELS.index(self.reach)
        return all(
            LABELS.index(one.tlp) >= least
            and (one.tlp in (Tlp.GREEN, Tlp.CLEAR) or one.owner_id == self.viewer.organisation_id)
            for one in records
        )

    def may_release(self, record: Record) -> bool:
        """Whether what the document is made of may be in it: released with it, a record of the maker's own
        desk may go further than its label says, but for the two that never leave."""
        own = record.owner_id == self.viewer.organisation_id and record.tlp in OUTWARD
        return self.may_have(record) or own

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """Within the block, everything is said in the language and digits of the document."""
        with translation.override(self.lang), words.digits_by(lambda: self.digits):
            yield


@dataclass
class Paper:
    """A document in the making: its blocks, the labels of what was put in, and what was left out."""

    audience: Audience
    blocks: list[m.Block] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    withheld: int = 0
    fictional: bool = False
    situation: Situation | None = None
    marks: Mapping[str, m.Inline] = field(default_factory=dict)  # what stands for a citation mark
    _outward: list[tuple[re.Pattern[str], str]] = field(default_factory=list)
    _veil: veils.Veil = field(init=False)

    def __post_init__(self) -> None:
        # What leaves the desk is struck as for somebody of whom nothing is known.
        self._veil = veils.Veil(NOBODY if self.audience.reach else self.audience.viewer)

    @property
    def discreet(self) -> bool:
        """Whether the situation goes by its outward name: as chosen, and always outside the desk where it is
        handled discreetly."""
        own = self.situation is not None and self._discreetly(self.situation)
        return own or self.audience.discreet

    def _discreetly(self, situation: Situation) -> bool:
        return self.audience.discreet or bool(self.audience.reach and situation.discreet)

    # -- what it may carry -------------------------------------------------------------------------------

    def uses(self, *records: Record) -> None:
        """Tell that these records are in the document: it is marked with the narrowest label."""
        self.used.update(one.tlp for one in records)
        self.fictional = self.fictional or any(one.fictional for one in records)

    def keep_back(self, many: int = 1) -> None:
        """Tell that something was left out because these readers may not have it."""
        self.withheld += many

    def allowed(self, records: Iterable[Any]) -> list[Any]:
        """Those of the records that may be in the document; the others are counted."""
        kept = []
        for one in records:
            if self.audience.may_have(one):
                self.uses(one)
                kept.append(one)
            else:
                self.keep_back()
        return kept

    def about(self, situation: Situation) -> None:
        """Tell of which situation the document speaks: its struck words show as bars, and where the document
        is discreet, the situation and its places go by its outward name."""
        self.situation = situation
        if not self.discreet:
            return
        self._outward = veils.outward_words(situation)

    # -- words -------------------------------------------------------------------------------------------

    def said(self, text: str, of: uuid.UUID | None = None) -> str:
        """Words of a record as these readers may have them: struck, and under outward names.

        Args:
            of: the situation that they tell of, where the document speaks of several or of another.
        """
        text = self._veil.text(of, text)
        if self.situation is not None:
            text = self._veil.text(self.situation.pk, text)
        return veils.said_outward(self._outward, text)

    def occasions(self, found: Iterable[Occasion]) -> None:
        """Occasions as these readers may have them: those of a discreet situation do not name it."""
        self._veil.occasions(found)

    def own(self, text: str, *, lang: str = "", style: m.Style = "plain") -> m.Isolate:
        """The words of somebody else within a sentence of ours."""
        return m.Isolate(MARK.sub("", self.said(text)), "" if lang == "und" else lang, style)

    def cited(self, text: str) -> tuple[m.Inline, ...]:
        """The words of somebody else with the notes that their citation marks stand for."""
        return tuple(_with_notes(self.said(text), self.marks))

    def name(self, names: Mapping[str, str]) -> m.Isolate:
        """A name in the language of the document, where it has one in it."""
        return self.own(in_words(names))

    def situation_name(self, situation: Situation) -> str:
        """What a situation is called in this document."""
        discreetly = self._discreetly(situation)
        return in_words(veils.outward_name(situation) if discreetly else situation.names)

    def quoted(self, text: str, *, lang: str = "") -> tuple[m.Inline, ...]:
        """A quotation in the marks of the document's language."""
        before, after = _QUOTES[self.audience.lang]
        return (before, self.own(text, lang=lang), after)

    # -- blocks ------------------------------------------------------------------------------------------

    def heading(self, said: m.Words, level: int = 1) -> None:
        self.blocks.append(m.Heading(said, level))

    def paragraph(self, *flow: m.Inline) -> None:
        self.blocks.append(m.Paragraph(tuple(flow)))

    def soft(self, said: str) -> None:
        """A remark of ours, such as that there is nothing."""
        self.blocks.append(m.Paragraph(m.Run(said, "emphasis")))

    def prose(self, text: str) -> None:
        """What a person wrote, paragraph by paragraph; citation marks become notes."""
        own = of_language(self.audience.lang)
        for line in self.said(text).splitlines():
            if not line.strip():
                continue
            flow = tuple(_with_notes(line.strip(), self.marks))
            # Words of the other direction stand in their own, as a quotation does.
            other = direction(line, own)
            self.blocks.append(m.Paragraph(flow) if other == own else m.Quote(flow, direction=other))

    def points(self, items: Sequence[m.Flow]) -> None:
        if items:
            self.blocks.append(m.ListBlock(tuple(items)))

    def facts(self, *pairs: tuple[m.Flow, m.Flow] | None) -> None:
        kept = tuple(pair for pair in pairs if pair is not None)
        if kept:
            self.blocks.append(m.KeyValues(kept))

    def table(self, header: Sequence[m.Flow], rows: Iterable[Sequence[m.Flow]], **options: Any) -> None:
        self.blocks.append(m.Table(tuple(header), tuple(tuple(row) for row in rows), **options))

    def notice(self, kind: m.NoticeKind, flow: m.Flow, title: str = "") -> None:
        self.blocks.append(m.Notice(kind, flow, title))

    # -- the whole ---------------------------------------------------------------------------------------

    @property
    def label(self) -> str:
        """The handling label of the document: how far it is to travel, or the narrowest of what is in it."""
        if self.audience.reach:
            return self.audience.reach
        return min(self.used, key=LABELS.index, default=str(Tlp.CLEAR))

    def finished(
        self,
        title: str,
        *,
        subtitle: str = "",
        reference: str = "",
        version: str = "",
        vintage: str = "",
        keywords: tuple[str, ...] = (),
        of_risk: bool = True,
    ) -> m.Document:
        """The document, with what stands before and after every one.

        Args:
            version: which state of the record it tells, in words.
            vintage: of the figures in it, in words.
            of_risk: whether it speaks of the risk of crimes, and says that it judges none.
        """
        body, self.blocks = self.blocks, []
        label = Tlp(self.label)
        if self.fictional:
            self.notice("caution", _("Invented places and people, for demonstration."), _("Fictional"))
        self.facts(
            (_("Handling"), (m.Run(str(label.label), "strong"), " – ", str(tlp_words(label)))),
            (_("Made for"), self.own(self.audience.made_for)) if self.audience.made_for else None,
            (_("Date"), day(clock.now())),
            (_("Version"), version) if version else None,
            (_("Figures"), vintage) if vintage else None,
        )
        if self.withheld:
            self.notice("withheld", _left_out(self.withheld))
        self.blocks += body
        if of_risk:
            self.blocks.append(m.Paragraph(m.Run(_verdict(), "emphasis")))
        return m.Document(
            title=title,
            lang=self.audience.lang,
            date=clock.now().date(),
            blocks=tuple(self.blocks),
            subtitle=subtitle,
            marking=str(label.label),
            meta=m.Meta(author="Nadhir", reference=reference, keywords=keywords),
            digits="arabic" if words.digits_in(self.audience.lang) == "arab" else "latin",
        )


def _with_notes(line: str, cites: Mapping[str, m.Inline]) -> Iterator[m.Inline]:
    at = 0
    for found in MARK.finditer(line):
        if found.start() > at:
            yield m.Isolate(line[at : found.start()])
        note = cites.get(found[1].lower())
        if note is not None:
            yield note
        at = found.end()
    if at < len(line):
        yield m.Isolate(line[at:])


def _left_out(many: int) -> str:
    """That something is missing, and how much; never what."""
    return ngettext(
        "%(n)s passage or record is left out, because it is not for the readers of this document.",
        "%(n)s passages or records are left out, because they are not for the readers of this document.",
        many,
    ) % {"n": number(many)}


def _verdict() -> str:
    return _(
        "This document speaks of the risk of atrocity crimes. It does not decide whether a crime was "
        "committed, or by whom."
    )


def of_risk(document: m.Document) -> bool:
    """Whether a document ends with the line on risk."""
    with translation.override(document.lang):
        return document.blocks[-1:] == (m.Paragraph(m.Run(_verdict(), "emphasis")),)


def numbered(element: Any, lang: str) -> str:
    """An element of a catalogue by its number, where it has one, and its name."""
    said = (element.label or element.text).in_(lang)
    return f"{words.figures(element.number, lang)}. {said}" if element.number else str(said)


def titled(what: str, name: str) -> str:
    """A kind of thing and its name, with the colon of the language."""
    return str(_("%(what)s: %(who)s") % {"what": what, "who": name})


def together(said: str) -> str:
    """A few words that stay on one line."""
    return said.replace(" ", "\u00a0")
