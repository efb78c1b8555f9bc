"""The profile of a situation: what is at stake, for whom, who acts, what pulls apart and what holds."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadhir import doctrine
from nadhir.documents import model as m
from nadhir.web.core import policy
from nadhir.web.core.templatetags.nadhir import day, in_words, number
from nadhir.web.situations import selectors, shown
from nadhir.web.situations.documents import parts, standing
from nadhir.web.situations.documents.frame import Audience, Paper, numbered, titled, together
from nadhir.web.situations.models import FRAMEWORK, Assessment, Finding, Situation

EVENTS = 300  # on the map


def build(audience: Audience, situation: Situation) -> m.Document:
    """The profile, for readers who may have what the audience says."""
    with audience.speaking():
        paper = Paper(audience)
        paper.about(situation)
        paper.uses(situation)
        latest = selectors.latest_signed(audience.viewer, situation)
        _answer(paper, situation, latest)
        _stake(paper, situation)
        _standing(paper, situation)
        _framework(paper, situation, latest)
        _map(paper, situation)
        paper.heading(_("Ahead"))
        parts.ahead(paper, situation)
        standing.law(paper, situation)
        standing.cost(paper, situation)
        return paper.finished(
            titled(_("Situation profile"), paper.situation_name(situation)),
            reference=_("Situation profile"),
            version=_("version %(n)s of the record") % {"n": number(situation.version)},
        )


def _answer(paper: Paper, situation: Situation, latest: Assessment | None) -> None:
    """How it stands, first."""
    paper.heading(_("How it stands"))
    if latest is None:
        paper.paragraph(_("No signed assessment that the maker of this document may read."))
    elif paper.audience.may_have(latest):
        paper.uses(latest)
        paper.paragraph(
            m.Run(parts.trend_sentence(latest.trend), "strong"), " ",
            _("Confidence: %(words)s.") % {"words": latest.get_confidence_display()}, " ",
            _("Signed on %(day)s.") % {"day": day(latest.signed_at)},
        )  # fmt: skip
    else:
        paper.keep_back()
    paper.facts(
        (_("Under watch since"), day(situation.since)),
        (_("Places"), paper.own(parts.places_of(situation))) if not paper.discreet else None,
        (_("Status"), str(situation.get_status_display())),
        (
            _("Review"),
            ngettext("every day", "every %(n)s days", situation.review_days)
            % {"n": number(situation.review_days)},
        ),
    )


def _stake(paper: Paper, situation: Situation) -> None:
    paper.heading(_("What is at stake"))
    if situation.about.strip():
        paper.prose(situation.about)
    paper.heading(_("Groups at risk"), 2)
    parts.groups(paper, parts.Told(), situation)
    paper.heading(_("Who acts"), 2)
    standing.parties(paper, situation)
    standing.neighbours(paper, situation)


def _standing(paper: Paper, situation: Situation) -> None:
    paper.heading(_("What pulls apart"))
    standing.tension_table(paper, standing.tensions(paper, situation))
    paper.heading(_("What holds together"))
    standing.protection_table(paper, standing.protections(paper, situation))


def _framework(paper: Paper, situation: Situation, latest: Assessment | None) -> None:
    """Factors by the signed assessment, else by evidence alone."""
    viewer, lang = paper.audience.viewer, paper.audience.lang
    if not policy.may(viewer, "assessment.dissent"):
        return
    paper.heading(in_words(doctrine.load(latest.framework if latest else FRAMEWORK).title))
    if latest is not None and not paper.audience.may_have(latest):
        paper.soft(_("Kept at the desk."))
        return
    _states, rows = shown.framework_states(viewer, situation, latest)
    said = []
    for row in rows:
        counted = [
            together(titled(str(value.label), number(many)))
            for value in Finding.Value
            if (many := sum(state == value for _element, state in row.indicators))
        ]
        said.append((numbered(row.factor, lang), " · ".join(counted)))
    paper.table((_("Factor"), _("Its indicators")), said, shares=(3, 5))
    paper.soft(
        _("As assessment %(n)s found it.") % {"n": number(latest.number)}
        if latest
        else _("By the coded evidence alone. Nobody has weighed it yet.")
    )


def _map(paper: Paper, situation: Situation) -> None:
    """Where events happened; a map would tell where a discreet situation is."""
    if paper.discreet or not policy.may(paper.audience.viewer, "item.read"):
        return
    found = list(selectors.located(paper.audience.viewer, situation)[:EVENTS])
    events = paper.allowed(found)
    if not events:
        return
    paper.heading(_("Where it happened"))
    said = ngettext("%(n)s event", "%(n)s events", len(events)) % {"n": number(len(events))}
    caption = _("%(events)s of the attached reports; rings stand for places shown only roughly") % {
        "events": said
    }
    paper.blocks.append(m.Figure(shown.event_map(events), caption, caption))
