"""The outlook of a country as a document: the risk with its range, why, past cases, deaths ahead, doubts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nadhir.documents import model as m
from nadhir.forecasting import watch_list
from nadhir.forecasting.outlook import CountryOutlook
from nadhir.web.core import words
from nadhir.web.core.templatetags.nadhir import chance, in_words, number, percent
from nadhir.web.portal import figures
from nadhir.web.situations.documents.frame import Audience, Paper, titled
from nadhir.web.situations.documents.kinds import Kind
from nadhir.web.situations.documents.parts import element_name
from nadhir.web.situations.models import FRAMEWORK

CASES = 8


def build(audience: Audience, found: CountryOutlook) -> m.Document:
    """The outlook; figures only, the same for everybody."""
    with audience.speaking():
        paper = Paper(audience)
        told = figures.told(found, scale="log")
        _risk(paper, found, told)
        _drivers(paper, found)
        _cases(paper, found)
        _deaths(paper, told)
        _lowering(paper, found)
        _doubts(paper, found)
        return paper.finished(
            titled(_("Outlook"), in_words(found.name)),
            subtitle=_("What the figures say, beside what people see"),
            reference=f"{_('Outlook')} {found.iso3}",
            vintage=_("to %(month)s, model %(version)s")
            % {"month": words.known_date(found.as_of, audience.lang), "version": found.version},
        )


def _risk(paper: Paper, found: CountryOutlook, told: dict[str, Any]) -> None:
    paper.heading(_("The risk"))
    for reason in found.headline:
        paper.paragraph(m.Run(in_words(reason), "strong"))
    onset = found.onset
    paper.facts(
        (_("Risk of a new mass killing within two years"), m.Run(chance(onset.risk), "number")),
        (_("Rough range"), m.Run(f"{chance(onset.low)} – {chance(onset.high)}", "number")),
        (_("Average of all countries"), m.Run(chance(onset.base_rate), "number")),
        (_("Rank"), _("%(rank)s of %(all)s") % {"rank": number(onset.rank), "all": number(onset.of)}),
    )
    title = _("Risk with its range, beside the average of all countries")
    paper.blocks.append(m.Figure(told["risk_chart"], title, title, width=0.9))
    if len(found.trail) > 1:
        caption = _("Risk by year, by the same model")
        paper.blocks.append(m.Figure(told["trail_chart"], caption, caption, width=0.9))


def _drivers(paper: Paper, found: CountryOutlook) -> None:
    paper.heading(_("Why"))
    lang = paper.audience.lang
    paper.table(
        (_("What"), _("Effect"), _("Factors that it speaks to")),
        [
            (
                (m.Run(in_words(one.title), "strong"), " – ", in_words(one.words)),
                in_words(one.effect),
                " · ".join(element_name(FRAMEWORK, factor, lang) for factor in one.factors) or "–",
            )
            for one in found.drivers
        ],
        shares=(5, 3, 4),
        caption=_("Figures that speak to a factor do not prove that it is present."),
    )


def _cases(paper: Paper, found: CountryOutlook) -> None:
    if not found.cases:
        return
    paper.heading(_("Past cases with the most alike figures"))
    if found.likes:
        paper.paragraph(in_words(found.likes.words))
    came = figures.came_words()
    paper.table(
        (_("Country"), _("Year"), _("What came")),
        [
            (
                in_words(one.name),
                words.figures(str(one.year), paper.audience.lang),
                f"{came[one.came]}. {in_words(one.words)}",
            )
            for one in found.cases[:CASES]
        ],
        shares=(3, 1, 6),
    )


def _deaths(paper: Paper, told: dict[str, Any]) -> None:
    if not told["outcomes"]:
        return
    paper.heading(_("Deaths ahead"))
    if told["fan"]:
        title = _("Deaths by month, recorded and expected")
        paper.blocks.append(m.Figure(told["fan"], title, title))
    paper.table(
        (_("Kind"), _("Expected in twelve months"), _("Nine times in ten between"), _("Chance of 1,000")),
        [
            (
                one["words"],
                one["ahead"]["mean"],
                m.Run(f"{one['ahead']['low']} – {one['ahead']['high']}", "number"),
                percent(one["ahead"]["ahead"].chance_1000),
            )
            for one in told["outcomes"]
        ],
        kinds=("words", "number", "number", "number"),
    )


def _lowering(paper: Paper, found: CountryOutlook) -> None:
    if not found.lowering:
        return
    paper.heading(_("What would lower the risk"))
    paper.points(
        [(m.Run(in_words(one.title), "strong"), " – ", in_words(one.words)) for one in found.lowering]
    )
    paper.soft(_("This is how countries differ, not a promise of what a measure brings."))


def _doubts(paper: Paper, found: CountryOutlook) -> None:
    said = [in_words(one) for one in (*found.doubts, *found.notes)]
    paper.heading(_("How to read it"))
    paper.points(list(dict.fromkeys(said)))
    paper.facts((_("Sources"), m.Isolate(watch_list().vintage, "en")))


KIND = Kind(
    "outlook",
    gettext_lazy("Outlook"),
    gettext_lazy("The risk with its range, why, past cases, deaths ahead, and doubts."),
    build,
)
