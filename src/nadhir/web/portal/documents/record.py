"""The track record as a document: what the models would have said of past years, and what came."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nadhir.documents import model as m
from nadhir.forecasting.record import Named, TrackRecord
from nadhir.web.core import words
from nadhir.web.core.templatetags.nadhir import in_words, number, percent
from nadhir.web.portal import track_record as page
from nadhir.web.situations.documents.frame import Audience, Paper
from nadhir.web.situations.documents.kinds import Kind


def build(audience: Audience, found: TrackRecord) -> m.Document:
    """The record; figures only, the same for everybody."""
    with audience.speaking():
        paper = Paper(audience)
        paper.heading(_("In short"))
        paper.paragraph(m.Run(in_words(page.answer_of(found)), "strong"))
        paper.paragraph(
            _(
                "Each year was foretold by a model that had seen only the years before it, from figures in "
                "their final versions, not from what was known at the time."
            )
        )
        _told_apart(paper, found)
        _calibration(paper, found)
        _deaths(paper, found)
        _years(paper, found)
        _published(paper, found)
        paper.heading(_("How to read it"))
        paper.points([in_words(note) for note in found.notes])
        paper.facts((_("Sources"), m.Isolate(found.vintage, "en")))
        return paper.finished(
            _("Track record"),
            subtitle=_("What the models would have said, and what came"),
            reference=_("Track record"),
            version=found.version,
        )


def _told_apart(paper: Paper, found: TrackRecord) -> None:
    paper.heading(_("Does it tell countries apart?"))
    title = page.called("statistic", page.PLOTTED)
    paper.blocks.append(m.Figure(page.discrimination_chart(found), title, title, width=0.6))
    rows: list[tuple[m.Flow, ...]] = [
        (
            m.Run(row["name"], "strong" if row["ours"] else "plain"),
            *(page.between(cell["figure"]) if cell["figure"] else "–" for cell in row["figures"]),
        )
        for row in page.scores_of(found)
    ]
    paper.table((_("Forecast"), *(page.called("statistic", one) for one in page.SHOWN)), rows)
    paper.soft(_("In brackets: 95 per cent intervals."))


def _calibration(paper: Paper, found: TrackRecord) -> None:
    paper.heading(_("Does it say what it means?"))
    title = _("Risk that was named, and how often a mass killing came")
    paper.blocks.append(m.Figure(page.calibration_chart(found), title, title, width=0.6))
    paper.table(
        (_("Risk"), _("On average"), _("Came"), _("Cases")),
        [
            (
                m.Run(f"{percent(one.low)} – {percent(one.high)}", "number"),
                percent(one.forecast),
                percent(one.observed),
                _("%(onsets)s of %(count)s") % {"onsets": number(one.onsets), "count": number(one.count)},
            )
            for one in found.calibration
        ],
    )


def _deaths(paper: Paper, found: TrackRecord) -> None:
    told = page.deaths_of(found)
    if not told["windows"]:
        return
    paper.heading(_("Deaths by country and month"))
    if chart := page.deaths_chart(found):
        title = _("Error of the forecast of deaths, as a share of that of conflictology")
        paper.blocks.append(m.Figure(chart, title, title, width=0.9))
    paper.table(
        (_("Year"), *told["forecasts"]),
        [(row["window"], *(cell["value"] for cell in row["figures"])) for row in told["windows"]],
        kinds=("words", *("number" for _one in told["forecasts"])),
        caption=_("CRPS: mean error in deaths, lower is better"),
    )


def _years(paper: Paper, found: TrackRecord) -> None:
    paper.heading(_("Year by year"))
    paper.table(
        (
            _("Year"),
            _("Foreseen: among the first thirty"),
            _("Missed"),
            _("False alarms: of the first ten, none began"),
        ),
        [
            (
                words.figures(str(one.year), paper.audience.lang),
                _named(one.found),
                _named(one.missed),
                _named(one.false_alarms, ranks=False),
            )
            for one in reversed(found.years)
        ],
        shares=(1, 4, 3, 6),
        caption=_("With the best rank of the two years before"),
    )


def _named(found: Iterable[Named], *, ranks: bool = True) -> m.Flow:
    said = [f"{in_words(one.name)} {number(one.rank)}" if ranks else in_words(one.name) for one in found]
    return " · ".join(said) or "–"


def _published(paper: Paper, found: TrackRecord) -> None:
    if not found.published:
        return
    paper.heading(_("What others published of theirs"))
    for one in found.published:
        paper.paragraph(m.Run(in_words(one.title), "strong"), " – ", in_words(one.note))
        paper.points([m.Isolate(figure, "en") for figure in one.figures])
        paper.paragraph(m.Isolate(one.citation, "en"))


KIND = Kind(
    "record",
    gettext_lazy("Track record"),
    gettext_lazy("What the models would have said of every past year, and what came."),
    build,
)
