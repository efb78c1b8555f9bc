"""The trend brief: expressions of hate by month, target, hallmark, language, speaker type and place.

Kinds are counted, never names: no speaker, no author, no passage.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language_bidi, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from nadhir.documents import charts
from nadhir.documents import model as m
from nadhir.documents.charts import Bar
from nadhir.web.core.models import Tlp
from nadhir.web.core.templatetags.nadhir import day, in_words, language_name, month, number, percent
from nadhir.web.directory import selectors as directory
from nadhir.web.expressions import selectors as expressions
from nadhir.web.expressions.models import Medium, Speaker
from nadhir.web.intake import selectors as intake
from nadhir.web.intake.models import Item
from nadhir.web.intake.selectors import Asked, Part, Trend
from nadhir.web.portal import speech
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.documents.frame import LABELS, Audience, Paper, titled
from nadhir.web.situations.documents.kinds import Kind
from nadhir.web.situations.models import Situation

SHOWN = 12  # rows of each kind
BARS = 8
MOST = 20_000  # recorded expressions that are counted


@dataclass(frozen=True, slots=True)
class Subject:
    """What is counted, and of which situation; None for all reports."""

    asked: Asked
    situation: Situation | None = None


def build(audience: Audience, subject: Subject) -> m.Document:
    """The brief, counted among what its readers may have."""
    with audience.speaking():
        paper = Paper(audience)
        if subject.situation is not None:
            paper.about(subject.situation)
            paper.uses(subject.situation)
        found = _items(audience, subject.situation)
        trend = intake.trend_of(found, subject.asked)
        if not audience.reach:
            paper.used.update(_labels(found))
        _answer(paper, trend)
        if trend.screened:
            _over_time(paper, trend)
            for title, parts, name in _kinds(trend):
                _part(paper, title, [(name(part.key), part.total) for part in parts], trend.expressions)
        _recorded(paper, found, subject.asked)
        _method(paper)
        about = paper.situation_name(subject.situation) if subject.situation else _("all reports")
        return paper.finished(
            titled(_("Trends in hate speech"), about),
            subtitle=_("%(first)s to %(last)s")
            % {"first": day(subject.asked.since), "last": day(subject.asked.until)},
            reference=_("Trend brief"),
        )


def _items(audience: Audience, situation: Situation | None) -> QuerySet[Item]:
    """The reports that are counted: those that the maker may see and the readers may have."""
    found = situations.items_of(audience.viewer, situation) if situation else intake.items(audience.viewer)
    if not audience.reach:
        return found
    wide = LABELS[LABELS.index(audience.reach) :]
    ours = Q(owner_id=audience.viewer.organisation_id)
    return found.filter(tlp__in=wide).filter(ours | Q(tlp__in=[Tlp.GREEN, Tlp.CLEAR]))


def _labels(found: QuerySet[Item]) -> set[str]:
    return set(found.order_by().values_list("tlp", flat=True).distinct())


def _answer(paper: Paper, trend: Trend) -> None:
    paper.heading(_("In short"))
    if not trend.screened:
        paper.soft(_("Nothing was screened in this time that fits."))
        return
    surge = trend.surge
    mean = {"now": number(surge.now), "mean": number(round(surge.mean, 1))}
    if surge.few:
        said = _("Too little was screened this month to say whether it grows.")
    elif surge.rising:
        said = _("It grows: %(now)s this month, %(mean)s on average in the six months before.") % mean
    else:
        said = (
            _("It does not clearly grow: %(now)s this month, %(mean)s on average in the six before.") % mean
        )
    paper.paragraph(
        m.Run(said, "strong"),
        " ",
        _("In the time shown: %(n)s of %(all)s screened reports (%(share)s).")
        % {
            "n": number(trend.expressions),
            "all": number(trend.screened),
            "share": percent(trend.share),
        },
    )
    if trend.cut:
        paper.soft(_("Only the newest are counted."))


def _over_time(paper: Paper, trend: Trend) -> None:
    points = trend.points
    paper.heading(_("Over time"))
    marks = sorted({0, len(points) // 2, len(points) - 1})
    said = _("%(n)s of %(all)s screened reports") % {
        "n": number(trend.expressions),
        "all": number(trend.screened),
    }
    line = charts.line_chart(
        [float(point.expressions) for point in points],
        title=_("Expressions by month"),
        description=said,
        ticks=[(at, month(points[at].start)) for at in marks],
        write=lambda value: number(round(value, 1)) if value % 1 else number(int(value)),
        rtl=get_language_bidi(),
        width=460,
    )
    paper.blocks.append(m.Figure(line, _("Expressions by month"), said, width=0.8))
    paper.table(
        (_("Month"), _("Expressions"), pgettext("reports", "Screened"), _("Share")),
        [
            (
                month(point.start),
                number(point.expressions),
                number(point.screened),
                percent(point.share),
            )
            for point in points
        ],
        kinds=("words", "number", "number", "number"),
    )


def _kinds(trend: Trend) -> list[tuple[str, Sequence[Part], Callable[[str], str]]]:
    return [
        (_("Of whom it speaks"), trend.groups, speech.group_words),
        (_("By hallmark of dangerous speech"), trend.hallmarks, speech.hallmark_words),
        (_("By language"), trend.languages, language_name),
        (_("By country that is named"), trend.places, _country),
    ]


def _country(code: str) -> str:
    return in_words(directory.country_names().get(code, {"en": code}))


def _part(paper: Paper, title: str, rows: Sequence[tuple[str, int]], total: int) -> None:
    """One kind: bars and a table."""
    if not rows:
        return
    paper.heading(title)
    bars = [Bar(name, float(many), number(many)) for name, many in rows[:BARS]]
    paper.blocks.append(
        m.Figure(charts.bar_list(bars, title=title, rtl=get_language_bidi()), "", title, width=0.7)
    )
    paper.table(
        (title, _("Expressions"), _("Share")),
        [
            (m.Isolate(name), number(many), percent(many / total) if total else "–")
            for name, many in rows[:SHOWN]
        ],
        kinds=("words", "number", "number"),
    )


def _recorded(paper: Paper, found: QuerySet[Item], asked: Asked) -> None:
    """Speech acts that people recorded: by kind of speaker and medium."""
    seen = expressions.expressions_in(paper.audience.viewer, found.order_by().values("pk"))
    kept = [one for one in seen[:MOST] if paper.audience.may_have(one)]
    months = (asked.until.year - asked.since.year) * 12 + asked.until.month - asked.since.month + 1
    trend = expressions.counted(kept, until=asked.until, months=max(months, 1))
    if not trend.total:
        return
    for one in kept:
        paper.uses(one)
    kinds: list[tuple[str, str, Any]] = [
        ("speaker", _("By kind of speaker"), Speaker),
        ("medium", _("By medium"), Medium),
    ]
    for key, title, choices in kinds:
        rows = [(str(choices(part.key).label), part.total) for part in trend.parts[key] if part.total]
        _part(paper, title, rows, trend.total)


def _method(paper: Paper) -> None:
    paper.heading(_("How it was counted"))
    paper.paragraph(
        _(
            "Counted are reports whose concern is of the level chosen, as a person found it or else the "
            "screening. What is not covered by screening is left out, and one report may count under "
            "several groups, hallmarks and countries."
        )
    )
    paper.paragraph(_("Kinds are counted. Speakers and authors are not named, and nobody is accused."))


KIND = Kind(
    "trend",
    gettext_lazy("Trend brief"),
    gettext_lazy("Counts by target, hallmark, kind of speaker, language and place; no names."),
    build,
)
