"""An assessment as a document: the judgement first, what it rests on, what it does not know, who differs.

A signed assessment is told from its frozen copy; what happened to its evidence since is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from nadhir import doctrine
from nadhir.documents import model as m
from nadhir.web.core import words
from nadhir.web.core.templatetags.nadhir import day, in_words, number
from nadhir.web.situations import reading, selectors
from nadhir.web.situations.documents import parts
from nadhir.web.situations.documents.evidence import Footnotes
from nadhir.web.situations.documents.frame import Audience, Paper, numbered, titled
from nadhir.web.situations.models import Assessment, Finding
from nadhir.web.situations.reading import FactorSaid, Reading, Said
from nadhir.web.situations.services.statements import uncited

LONG = 60  # blocks from which a list of contents helps


def build(audience: Audience, assessment: Assessment) -> m.Document:
    """The whole assessment, for readers who may have what the audience says."""
    with audience.speaking():
        return _Assessment(audience, assessment).document()


class _Assessment:
    """One assessment in the making of its document."""

    def __init__(self, audience: Audience, assessment: Assessment) -> None:
        self.audience, self.assessment = audience, assessment
        self.paper = Paper(audience)
        self.paper.about(assessment.situation)
        self.paper.uses(assessment)
        self.notes = Footnotes(self.paper)
        self.reading: Reading = reading.read(audience.viewer, assessment, everything=True)
        self.told = parts.told(assessment)
        self.paper.marks = {
            one.mark: self.notes.cite(one.citation) if one.citation else self.notes.withheld()
            for one in self.reading.notes
            if one.known
        }

    def _all(self) -> Iterator[Said]:
        for factor in self.reading.factors:
            yield factor.own
            yield from factor.found

    def document(self) -> m.Document:
        for section in (
            self._judgement, self._whole, self._groups, self._matrix, self._findings, self._triggers,
            self._scenarios, self._lowering, self._unknown, self._dissent, self._flagged, self._annex,
            self._signatures,
        ):  # fmt: skip
            section()
        if len(self.paper.blocks) > LONG:  # after the judgement, which is read first
            heads = [at for at, block in enumerate(self.paper.blocks) if isinstance(block, m.Heading)]
            self.paper.blocks.insert(heads[1], m.Contents())
        one, lang = self.assessment, self.audience.lang
        return self.paper.finished(
            titled(_("Assessment of risk"), self.paper.situation_name(one.situation)),
            subtitle=in_words(doctrine.load(one.framework).title),
            reference=words.figures(f"{_('Assessment')} {one.number}", lang),
            version=self._version(),
        )

    def _version(self) -> str:
        one = self.assessment
        state = str(one.get_status_display())
        if one.signed_at:
            state = _("%(state)s on %(day)s") % {"state": state, "day": day(one.signed_at)}
        return _("assessment %(number)s, %(state)s") % {
            "number": words.figures(str(one.number), self.audience.lang),
            "state": state,
        }

    # -- what is said first ------------------------------------------------------------------------------

    def _judgement(self) -> None:
        paper, read = self.paper, self.reading
        self._standing()
        paper.heading(_("Key judgement"))
        paper.paragraph(
            m.Run(parts.trend_sentence(read.trend), "strong"),
            " ",
            _("Confidence: %(words)s.") % {"words": read.confidence_words},
            " ",
            _("%(n)s of %(all)s indicators are assessed; nothing is added up.")
            % {"n": number(read.assessed), "all": number(read.indicators)},
        )
        if not read.assessed:
            paper.soft(_("Nothing was found yet. That does not mean that there is no risk."))

    def _standing(self) -> None:
        """What a reader must know before reading on."""
        one, read = self.assessment, self.reading
        if one.status not in selectors.OUT:
            self.paper.notice("caution", _("Not signed yet: it may change, and nobody vouches for it."))
        if one.status == Assessment.Status.SUPERSEDED:
            self.paper.notice("caution", _("A later assessment holds. This one is kept as it was signed."))
        if read.intact is False:
            self.paper.notice(
                "caution",
                _("The kept copy no longer has the fingerprint it was signed with. Do not rely on it."),
            )
        if read.withdrawn:
            self.paper.notice("caution", _gone(read.withdrawn), _("Evidence was withdrawn"))

    def _whole(self) -> None:
        self.paper.heading(_("Cumulative effect"))
        if self.reading.narrative.strip():
            self.paper.prose(self.reading.narrative)
        else:
            self.paper.soft(_("Not written yet."))

    def _groups(self) -> None:
        self.paper.heading(_("Groups at risk"))
        parts.groups(self.paper, self.told, self.assessment.situation)

    # -- what was found ----------------------------------------------------------------------------------

    def _matrix(self) -> None:
        lang = self.audience.lang
        self.paper.heading(_("Factors"))
        self.paper.table(
            (_("Factor"), _("Its indicators"), _("Trend"), _("Confidence")),
            [
                (
                    numbered(one.factor, lang),
                    _states(one),
                    one.own.trend_words or "–",
                    one.own.confidence_words or "–",
                )
                for one in self.reading.factors
            ],
            shares=(5, 6, 2, 2),
            caption=_("Factors with the state of their indicators; nothing is added up."),
        )

    def _findings(self) -> None:
        self.paper.heading(_("Findings"))
        spoken = [one for one in self.reading.factors if one.speaks]
        if not spoken:
            self.paper.soft(_("No finding yet."))
        for one in spoken:
            self._factor(one)
        for said in self.reading.strays:  # on elements that the catalogue no longer has
            self._found(said)

    def _factor(self, one: FactorSaid) -> None:
        self.paper.heading(numbered(one.factor, self.audience.lang), 2)
        if one.own.trend or one.own.confidence:
            self.paper.paragraph(m.Run(_weighed(one.own), "emphasis"))
        if one.own.reasoning:
            self.paper.prose(one.own.reasoning)
        for said in one.found:
            self._found(said)

    def _found(self, said: Said) -> None:
        number_of = words.figures(said.element.number or "", self.audience.lang)
        self.paper.paragraph(
            m.Run(number_of, "number"),
            " " if number_of else "",
            m.Run(said.element.text.in_(self.audience.lang), "strong"),
            " – ",
            _weighed(said),
            *self.notes.cites(said.citations, said.held),
        )
        if said.reasoning:
            self.paper.prose(said.reasoning)

    # -- what may come, and what would help --------------------------------------------------------------

    def _triggers(self) -> None:
        self.paper.heading(_("Triggers ahead"))
        parts.triggers(self.paper, self.told, self.assessment)

    def _scenarios(self) -> None:
        self.paper.heading(_("Scenarios"))
        parts.scenarios(self.paper, self.told)

    def _lowering(self) -> None:
        self.paper.heading(_("What would lower the risk"))
        known = [(one.factor, self.told.lowering.get(one.factor.id, "")) for one in self.reading.factors]
        rows = [
            (numbered(factor, self.audience.lang), self.paper.own(said)) for factor, said in known if said
        ]
        if rows:
            self.paper.table((_("Factor"), _("What would lower it")), rows, shares=(2, 5))
        else:
            self.paper.soft(_("Not written yet."))

    def _unknown(self) -> None:
        paper, read = self.paper, self.reading
        paper.heading(_("What is not known"))
        if read.gaps.strip():
            self.paper.prose(read.gaps)
        if self.told.questions:
            rows = [
                (words.figures(one["element"], self.audience.lang) or "–", paper.cited(one["what"]),
                 paper.cited(one["how"]) if one["how"] else "–")
                for one in self.told.questions
            ]  # fmt: skip
            paper.table(
                (_("Indicator"), _("What is not known"), _("How to find out")), rows, shares=(1, 4, 4)
            )
        missing = [element for one in read.factors for element in one.no_information]
        if missing:
            paper.paragraph(_("Without information:"))
            paper.points([numbered(one, self.audience.lang) for one in missing])
        if many := read.coverage[Finding.Value.NOT_ASSESSED]:
            paper.paragraph(
                ngettext("%(n)s indicator is not assessed.", "%(n)s indicators are not assessed.", many)
                % {"n": number(many)}
            )
        paper.soft(_("“No information” and “not assessed” do not mean that there is no risk."))

    # -- who differs, and what it rests on ---------------------------------------------------------------

    def _dissent(self) -> None:
        self.paper.heading(_("Other views"))
        found = list(selectors.dissents(self.audience.viewer, self.assessment))
        if not found:
            self.paper.soft(_("Nobody has recorded another view."))
        for one in found:
            who = "" if self.audience.reach or one.by is None else one.by.name
            signature = (" – ", self.paper.own(who), ", ", day(one.at)) if who else (" – ", day(one.at))
            self.paper.notice("dissent", (self.paper.own(one.text), *signature))

    def _flagged(self) -> None:
        """Sentences that claim a fact without a source, as whoever signs was shown them."""
        found = list(self._bare())
        if not found:
            return
        self.paper.heading(_("Sentences without a source"))
        self.paper.paragraph(_("These state a fact and cite no passage. Read them as the authors’ own view."))
        self.paper.points([self.paper.own(one) for one in dict.fromkeys(found)])

    def _bare(self) -> Iterator[str]:
        """Sentences of the assessment that claim a fact, cite nothing, and were not let through."""
        yield from (one.text for one in uncited(reading.content_of(self.assessment)) if not one.waved)

    def _annex(self) -> None:
        self.notes.annex()

    def _signatures(self) -> None:
        one = self.assessment
        if self.audience.reach:  # persons of the desk are not named outside it
            return
        entries = [_person(one.created_by, _("drafted"), day(one.created_at))]
        if one.signed_at:
            entries.append(_person(one.signed_by, _("signed"), day(one.signed_at)))
        self.paper.blocks.append(m.Signatures(tuple(entries)))
        if one.frozen_hash:
            self.paper.facts((_("Fingerprint"), m.Run(one.frozen_hash, "code")))


def _person(who: object, role: str, when: str) -> m.Signature:
    return m.Signature(getattr(who, "name", "") or "–", role, when)


def _gone(many: int) -> str:
    return ngettext(
        "%(n)s passage that this assessment cites was withdrawn since. Its note says so.",
        "%(n)s passages that this assessment cites were withdrawn since. Their notes say so.",
        many,
    ) % {"n": number(many)}


def _states(one: FactorSaid) -> str:
    """How many indicators of a factor are in each state, in words; a count of what is known."""
    counted = Counter(said.value for said in one.found)
    counted[str(Finding.Value.NO_INFORMATION)] += len(one.no_information)
    counted[str(Finding.Value.NOT_ASSESSED)] += len(one.not_assessed)
    return " · ".join(
        titled(str(value.label), number(counted[value])) for value in Finding.Value if counted[value]
    )


def _weighed(said: Said) -> str:
    """Value, trend and confidence in a few words."""
    told = [said.value_words] if said.value != Finding.Value.NOT_ASSESSED else []
    if said.trend:
        told.append(pgettext("finding", "trend: %(words)s") % {"words": said.trend_words})
    if said.confidence:
        told.append(pgettext("finding", "confidence: %(words)s") % {"words": said.confidence_words})
    return " · ".join(told) or said.value_words
