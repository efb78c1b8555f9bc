"""An agreement as a document: what was promised, how it stands, who signed, and the words of the clauses."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nadhir.doctrine.clauses import Clause
from nadhir.documents import model as m
from nadhir.web.cooperation import selectors, telling
from nadhir.web.cooperation.models import Instrument
from nadhir.web.cooperation.selectors import agreed
from nadhir.web.core import clock
from nadhir.web.core.templatetags.nadhir import in_words, number, written_date
from nadhir.web.situations.documents.frame import Audience, Paper
from nadhir.web.situations.documents.kinds import Kind

MOST = 300


def build(audience: Audience, one: Instrument) -> m.Document:
    """The agreement as these readers may have it."""
    viewer = audience.viewer
    with audience.speaking():
        paper = Paper(audience)
        paper.uses(one)
        now = selectors.standings(viewer, [one])[one.pk]
        found = list(selectors.promises(viewer, instrument=one)[:MOST])
        may = paper.allowed(found)
        rows = selectors.as_promises(viewer, may)
        states = [row.state for row in rows]
        counted = {state: states.count(state) for state in ("done", "late", "lapsed", "open", "undated")}
        paper.paragraph(
            m.Run(telling.sentence_of(now), "strong"),
            " ",
            telling.promises_in_words({**counted, "all": len(rows)}),
        )
        if notice := telling.notice_of(now, clock.now().date()):
            paper.paragraph(notice)
        if one.changed:
            paper.heading(_("What it changed"))
            paper.prose(in_words(one.changed))
        _facts(paper, one)
        _promises(paper, one, rows)
        _signed(paper, one)
        _words(paper, one)
        return paper.finished(
            paper.said(in_words(one.names)),
            subtitle=str(one.get_kind_display()),
            reference=_("Agreement"),
            version=number(one.version),
            of_risk=False,
        )


def _facts(paper: Paper, one: Instrument) -> None:
    viewer = paper.audience.viewer
    chain = agreed.chain(viewer, one)
    paper.facts(
        (_("Signed on"), paper.own(_when(one.dated))),
        (_("Where"), paper.name(one.place.names)) if one.place else None,
        (_("In force from"), paper.own(_when(one.begins))) if one.begins else None,
        (_("In force until"), paper.own(_when(one.ends))) if one.ends else None,
        (
            _("Between"),
            paper.own(" · ".join(in_words(actor.names) for actor in paper.allowed(one.parties.all()))),
        ),
        (
            _("Renewals"),
            paper.own(" ← ".join(f"{in_words(step.names)} ({_when(step.dated)})" for step in chain)),
        )
        if chain and paper.audience.may_have(*chain)
        else None,
    )


def _when(written: Any) -> str:
    return written_date(written) if written else _("not known")


def _promises(paper: Paper, one: Instrument, rows: list[agreed.Promise]) -> None:
    if not rows:
        return
    paper.heading(_("What was promised"))
    header = (_("What"), _("Who"), _("By"), _("How it stands"), _("Evidence"))
    for group in telling.by_area(one, rows):
        if not group.rows:
            continue
        paper.heading(paper.said(group.title), 2)
        lines = []
        for row in group.rows:
            promise = row["promise"]
            what = promise.title
            if row["obligation"] and row["obligation"].deliverable:
                what = f"{what} → {row['obligation'].deliverable}"
            state = " · ".join(filter(None, (row["word"], row["late"], promise.result)))
            lines.append(
                (
                    paper.own(what),
                    paper.own(promise.who),
                    row["due"] or "–",
                    paper.own(state),
                    number(row["proofs"]),
                )
            )
        paper.table(header, lines, shares=(4, 3, 2, 3, 1))


def _signed(paper: Paper, one: Instrument) -> None:
    lines = []
    for row in agreed.signatures(paper.audience.viewer, one):
        told = row.told  # type: ignore[attr-defined]
        if not paper.allowed([told["party"]]):
            continue
        signatory = [told["signatory"]] if told["signatory"] else []
        names = [in_words(actor.names) for actor in paper.allowed(signatory)]
        lines.append(
            (
                paper.name(told["party"].names),
                paper.own(" · ".join(filter(None, (*names, row.capacity)))),
                _when(row.signed),
            )
        )
    if lines:
        paper.heading(_("Who signed"))
        paper.table((_("Party"), _("Signed by"), _("On")), lines)


def _words(paper: Paper, one: Instrument) -> None:
    """The latest agreed words in the language of the document, else the latest there are."""
    texts = agreed.texts(paper.audience.viewer, one)
    own = [text for text in texts if text.language == paper.audience.lang] or texts
    chosen = next((text for text in own if text.adopted), own[0] if own else None)
    if chosen is None:
        return
    paper.heading(_("The text"))
    if chosen.language != paper.audience.lang:
        paper.soft(_("It is not kept in this language."))
    for told in chosen.clauses:
        clause = Clause.of(told)
        title = " ".join(filter(None, (clause.label, clause.heading)))
        if title:
            paper.heading(paper.said(title), 2)
        if clause.text:
            paper.prose(clause.text)


KIND = Kind(
    "instrument",
    gettext_lazy("Agreement"),
    gettext_lazy("What was promised, how it stands, and the words of the clauses."),
    build,
)
