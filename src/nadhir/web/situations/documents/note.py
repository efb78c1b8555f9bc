"""The confidential note: the judgement on one or two pages, in words that name no source."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadhir.doctrine.claims import sentences
from nadhir.documents import model as m
from nadhir.web.core.templatetags.nadhir import number
from nadhir.web.situations import reading, selectors
from nadhir.web.situations.documents import parts, standing
from nadhir.web.situations.documents.frame import MARK, Audience, Paper, numbered, titled
from nadhir.web.situations.models import Assessment, Situation
from nadhir.web.situations.reading import FactorSaid, Reading

FACTORS = 5
LONGEST = 1_400  # characters of what the assessment says as a whole
SHORT = 300  # of any other text


def build(audience: Audience, situation: Situation) -> m.Document:
    """The note, for readers who may have what the audience says."""
    with audience.speaking():
        paper = Paper(audience)
        paper.about(situation)
        paper.uses(situation)
        latest = selectors.latest_signed(audience.viewer, situation)
        if latest is None:
            paper.soft(_("There is no signed assessment that the maker of this document may read."))
        elif not audience.may_release(latest):
            paper.keep_back()
        else:
            paper.uses(latest)
            _judged(paper, reading.read(audience.viewer, latest, everything=True))
        paper.heading(_("Ahead"))
        parts.ahead(paper, situation)
        held = [one for one in standing.protections(paper, situation) if one.level is None or one.level > 2]
        if held:
            paper.heading(_("What protects"))
            paper.points([(paper.own(one.record.what), " – ", one.words) for one in held[:FACTORS]])
        return paper.finished(
            titled(_("Confidential note"), paper.situation_name(situation)),
            reference=_("Confidential note"),
            version=_("assessment %(number)s, %(state)s")
            % {"number": number(latest.number), "state": latest.get_status_display()}
            if latest and audience.may_release(latest)
            else "",
        )


def _judged(paper: Paper, read: Reading) -> None:
    told = parts.told(read.assessment)
    paper.heading(_("Judgement"))
    paper.paragraph(
        m.Run(parts.trend_sentence(read.trend), "strong"), " ",
        _("Confidence: %(words)s.") % {"words": read.confidence_words},
    )  # fmt: skip
    paper.prose(shortened(read.narrative, LONGEST, paper.audience.lang))
    groups = parts.known_groups(paper, read.assessment.situation)
    if groups:
        paper.heading(_("Who is at risk"))
        paper.points([paper.name(one.names) for one in groups])
    rising = [one for one in read.factors if one.own.trend == Assessment.Trend.RISING] or [
        one for one in read.factors if one.found
    ]
    if rising:
        paper.heading(_("Why"))
        for one in rising[:FACTORS]:
            _why(paper, one)
    if told.scenarios:
        paper.heading(_("What may come"))
        paper.points(
            [
                (m.Run(parts.likelihood(one["likelihood"], paper.audience.lang), "strong"), " – ",
                 paper.own(one["title"]))
                for one in told.scenarios
            ]
        )  # fmt: skip
    lowering = [(one.factor, told.lowering.get(one.factor.id, "")) for one in read.factors]
    rows = [(factor, said) for factor, said in lowering if said][:FACTORS]
    if rows:
        paper.heading(_("What would lower the risk"))
        paper.points([paper.own(shortened(said, SHORT, paper.audience.lang)) for _factor, said in rows])
    _rests(paper, read)


def _why(paper: Paper, one: FactorSaid) -> None:
    trend = f" – {one.own.trend_words}" if one.own.trend else ""
    paper.paragraph(m.Run(numbered(one.factor, paper.audience.lang), "strong"), trend)
    paper.prose(shortened(one.own.reasoning, SHORT, paper.audience.lang))


def _rests(paper: Paper, read: Reading) -> None:
    """How much it rests on and what is missing; no source by name."""
    passages = 0
    for factor in read.factors:
        for said in (factor.own, *factor.found):
            passages += len(said.citations) + said.held
    paper.heading(_("How sure, and on what"))
    paper.paragraph(
        ngettext("It rests on %(n)s passage.", "It rests on %(n)s passages.", passages)
        % {"n": number(passages)},
        " ",
        _("%(n)s of %(all)s indicators are assessed; nothing is added up.")
        % {"n": number(read.assessed), "all": number(read.indicators)},
    )
    if read.gaps.strip():
        paper.prose(shortened(read.gaps, SHORT * 2, paper.audience.lang))


def shortened(text: str, most: int, lang: str) -> str:
    """The first sentences of a text, as many whole ones as there is room for; without citation marks."""
    plain = _without_marks(text)
    if len(plain) <= most:
        return plain
    end = 0
    for _start, stop in sentences(plain, lang):  # type: ignore[arg-type]
        if stop > most:
            break
        end = stop
    return plain[:end] if end else f"{plain[: most - 1].rstrip()}…"


def _without_marks(text: str) -> str:
    return MARK.sub("", text)
