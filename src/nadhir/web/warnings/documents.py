"""A warning as a document: PDF, Word or Markdown, for whoever may read it, marked with its handling.

Its text is that of the issue. What its readers may not have stays out of it; struck words show as bars.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nadhir.documents import model as m
from nadhir.web.core.templatetags.nadhir import day, moment, number
from nadhir.web.situations.documents.frame import Audience, Paper, titled
from nadhir.web.situations.documents.kinds import Kind
from nadhir.web.warnings import selectors
from nadhir.web.warnings.models import Warning
from nadhir.web.warnings.rules import OUT
from nadhir.web.warnings.selectors import Choice, Wording

PASSAGES = 12


@dataclass(frozen=True, slots=True)
class Told:
    """A warning and, where its maker reads the reports behind it, whether they are to be in the document."""

    warning: Warning
    passages: bool


def build(audience: Audience, told: Told) -> m.Document:
    """The warning on a page or two, for readers who may have what the audience says."""
    warning = told.warning
    with audience.speaking():
        paper = Paper(audience)
        if not audience.may_release(warning) or (audience.reach and warning.kind == Warning.Kind.NOTE):
            paper.keep_back()
            return paper.finished(titled(_("Warning"), warning.number), reference=warning.number)
        paper.about(warning.situation)
        paper.uses(warning)
        said = selectors.wording(warning)
        _standing(paper, warning, said)
        _said(paper, said)
        _options(paper, said)
        if told.passages:
            _rests(paper, warning)
        _made(paper, warning)
        return paper.finished(
            paper.said(said.title),
            subtitle=f"{warning.get_kind_display()} {warning.number}",
            reference=warning.number,
            version=str(warning.get_status_display()),
        )


def _standing(paper: Paper, warning: Warning, said: Wording) -> None:
    if warning.status not in OUT:
        paper.notice("caution", _("A draft. It has not been issued."), _("Draft"))
    if said.intact is False:
        paper.notice(
            "caution", _("It no longer has the fingerprint it had when it was issued."), _("Altered")
        )
    if warning.status == Warning.Status.CANCELLED:
        title = _("Cancelled on %(day)s") % {"day": day(warning.cancelled_at)}
        paper.notice("caution", (paper.own(warning.cancelled_because),), title)
    elif warning.status == Warning.Status.UPDATED:
        newer = selectors.successor(paper.audience.viewer, warning)
        words = _("An update has taken its place: %(number)s.") % {"number": newer.number if newer else "–"}
        paper.notice("caution", words, _("No longer in force"))
    elif warning.status == Warning.Status.EXPIRED or said.expired:
        paper.notice("caution", _("It is past its validity."), _("No longer in force"))


def _said(paper: Paper, said: Wording) -> None:
    paper.prose(said.what)
    parts = (
        (_("Where"), said.where),
        (_("Who is at risk"), said.at_risk),
        (_("Why now"), said.why_now),
        (_("If nothing is done"), said.if_nothing),
        (_("Not known"), said.gaps),
    )
    paper.facts(
        (_("Mandate"), said.mandate_words) if said.mandate else None,
        *((label, paper.own(text, lang=said.language)) for label, text in parts if text.strip()),
        (_("Confidence"), said.confidence_words),
        (_("Valid until"), moment(said.valid_until)),
    )


def _options(paper: Paper, said: Wording) -> None:
    paper.heading(_("What can be done, in the order in which one must begin"))
    if said.trigger or said.trigger_on:
        before = (paper.own(said.trigger), " · ", day(said.before)) if said.trigger else day(said.before)
        paper.facts((_("It must work before"), before))
    rows = [_option(paper, said, one) for one in said.plan]
    paper.table((_("What can be done"), _("By whom"), _("Begin by"), _("More")), rows, shares=(5, 3, 2, 5))
    if said.options_because:
        paper.prose(said.options_because)


def _option(paper: Paper, said: Wording, one: Choice) -> tuple[m.Flow, ...]:
    days = ngettext("lead time: %(n)s day", "lead time: %(n)s days", one.lead_days) % {
        "n": number(one.lead_days)
    }
    more: list[m.Inline] = [days]
    for label, text in (
        (_("Legal basis"), one.legal_basis),
        (_("Cost"), one.cost),
        (_("Risk of doing it"), one.risk),
    ):
        if text:
            more += [" · ", f"{titled(label, '')}", paper.own(text, lang=said.language)]
    own = (paper.own(one.text, lang=said.language), paper.own(one.by_whom, lang=said.language))
    return (*own, day(said.begin_by(one)), tuple(more))


def _rests(paper: Paper, warning: Warning) -> None:
    """The passages it rests on, as far as these readers may have them."""
    found = list(selectors.citations(paper.audience.viewer, warning)[:PASSAGES])
    kept = []
    for one in found:
        if paper.audience.may_have(one, one.item) and not one.item.source.chatham_house:
            paper.uses(one, one.item)
            kept.append(one)
        else:
            paper.keep_back()
    if kept:
        paper.heading(_("What it rests on"))
        paper.points([paper.quoted(one.quote, lang=one.item.language) for one in kept])


def _made(paper: Paper, warning: Warning) -> None:
    facts: list[tuple[m.Flow, m.Flow] | None] = [
        (_("Issued"), moment(warning.issued_at)) if warning.issued_at else None,
        (_("Replaces"), m.Run(warning.updates.number, "code")) if warning.updates else None,
        (_("Fingerprint"), m.Run(warning.frozen_hash, "code")) if warning.frozen_hash else None,
    ]
    paper.facts(*facts)


KIND = Kind(
    "warning",
    gettext_lazy("Warning"),
    gettext_lazy("What is feared, why now, and what can be done until when."),
    build,
)
