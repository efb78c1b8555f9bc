"""Which collector says something for which section, and what it said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nadhir.doctrine.text import Language, Text
from nadhir.documents import model as m
from nadhir.web.cooperation.models import Report
from nadhir.web.cooperation.reporting import body, risks, summary, work, working
from nadhir.web.cooperation.reporting.scope import Scope
from nadhir.web.core import words
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.documents.frame import OUTWARD, Audience, Paper

COLLECTORS: Mapping[str, Callable[[Scope], None]] = {
    "summary": summary.summary,
    "mandate": body.mandate,
    "committees": body.committees,
    "situation": risks.situation,
    "warnings": risks.warned,
    "hate_speech": risks.hate_speech,
    "law": risks.law,
    "dialogue": work.dialogue,
    "training": work.training,
    "plans": work.plans,
    "decisions": working.decisions,
    "cooperation": working.cooperation,
    "maturity": body.maturity,
    "difficulties": working.difficulties,
    "needs": working.needs,
    "recommendations": working.recommendations,
    "annex_meetings": work.annex_meetings,
    "annex_members": body.annex_members,
    "annex_undertakings": working.annex_undertakings,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known for a section, in one language.

    Attributes:
        blocks: all of it, in order.
        withheld: how much was left out because the readers of the report may not have it.
    """

    blocks: tuple[m.Block, ...]
    withheld: int = 0

    @property
    def sentences(self) -> tuple[m.Paragraph, ...]:
        """What is said in words, gaps among it."""
        return tuple(one for one in self.blocks if isinstance(one, m.Paragraph))

    @property
    def rest(self) -> tuple[m.Block, ...]:
        """Tables, charts and lists."""
        return tuple(one for one in self.blocks if not isinstance(one, m.Paragraph))

    @property
    def said(self) -> tuple[m.Paragraph, ...]:
        """Sentences that tell something, without the gaps."""
        return tuple(one for one in self.sentences if not is_gap(one))

    @property
    def filled(self) -> bool:
        """Whether more is known than that something is missing."""
        return bool(self.said or self.rest)

    @property
    def as_text(self) -> str:
        """The sentences as a person would go on writing them."""
        return "\n\n".join(plain(one.flow) for one in self.said)


def plain(flow: m.Flow) -> str:
    """The words of a flow alone."""
    if isinstance(flow, tuple):
        return "".join(plain(one) for one in flow)
    if isinstance(flow, m.Cite):
        return ""
    words_ = flow if isinstance(flow, str | Text) else flow.words
    return words_ if isinstance(words_, str) else words_.in_(None)


def is_gap(one: m.Paragraph) -> bool:
    """Whether a sentence only says that something is not known."""
    return isinstance(one.flow, m.Run) and one.flow.style == "emphasis"


def known_codes() -> frozenset[str]:
    """The sections of which something can be known."""
    return frozenset(COLLECTORS)


def scope_of(viewer: Viewer, report: Report, lang: Language) -> Scope:
    """What a report is about, for readers as far as it travels."""
    reach = report.tlp if report.tlp in OUTWARD else str(OUTWARD[0])
    paper = Paper(Audience(viewer, lang, words.digits_in("ar"), reach=reach))
    return Scope(report, report.body, paper)


def known(scope: Scope, code: str) -> Known:
    """What is known for one section, in the language of the scope; nothing where there is no collector."""
    collector = COLLECTORS.get(code)
    if collector is None:
        return Known(())
    paper = scope.paper
    kept, paper.blocks, before = paper.blocks, [], paper.withheld
    with paper.audience.speaking():
        collector(scope)
    found = Known(tuple(paper.blocks), paper.withheld - before)
    paper.blocks = kept
    return found
