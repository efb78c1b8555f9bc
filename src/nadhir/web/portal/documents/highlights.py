"""Weekly highlights: what came, what changed and what is ahead, a line each; no assessment of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nadhir.documents import model as m
from nadhir.forecasting import watch_list
from nadhir.web.core import clock, policy, words
from nadhir.web.core.templatetags.nadhir import chance, day, in_words, number, written_date
from nadhir.web.intake import selectors as intake
from nadhir.web.intake.models import Item
from nadhir.web.portal import watching
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.documents import parts
from nadhir.web.situations.documents.evidence import erased, headline
from nadhir.web.situations.documents.frame import Audience, Paper
from nadhir.web.situations.documents.incident import deaths
from nadhir.web.situations.documents.kinds import Kind
from nadhir.web.situations.models import Evidence
from nadhir.web.situations.selectors import Overview
from nadhir.web.warnings import selectors as warnings

DAYS = 7
REPORTS, SITUATIONS, RISERS = 12, 40, 5
AHEAD = 14


def build(audience: Audience, subject: None = None) -> m.Document:  # noqa: ARG001 - every builder takes one
    """The week that ended now, for readers who may have what the audience says."""
    until = clock.now()
    with audience.speaking():
        paper = Paper(audience)
        _situations(paper)
        _reports(paper)
        _warnings(paper)
        _ahead(paper)
        _figures(paper)
        return paper.finished(
            _("Weekly highlights"),
            subtitle=_("%(first)s to %(last)s")
            % {"first": day(until - timedelta(days=DAYS)), "last": day(until)},
            reference=_("Weekly highlights"),
            vintage=vintage(audience.lang),
        )


def vintage(lang: str) -> str:
    """How old the figures are, and which."""
    figures = watch_list()
    return _("to %(month)s, model %(version)s") % {
        "month": words.known_date(figures.as_of, lang),
        "version": figures.version,
    }


def _situations(paper: Paper) -> None:
    """What is under watch: the trend in force, and what was coded this week."""
    viewer, since = paper.audience.viewer, clock.now() - timedelta(days=DAYS)
    watched = [one.situation for one in watching.under_watch(viewer)][:SITUATIONS]
    kept = paper.allowed(watched)
    paper.heading(_("Situations under watch"))
    if not kept:
        paper.soft(_("None that the readers of this document may know of."))
        return
    fresh = _coded(paper, kept, since)
    rows: list[tuple[m.Flow, ...]] = []
    for row in situations.overviews(viewer, kept):
        signed = row.latest if row.latest and paper.audience.may_have(row.latest) else None
        rows.append(
            (
                paper.own(paper.situation_name(row.situation)),
                str(signed.get_trend_display()) if signed else "–",
                str(signed.get_confidence_display()) if signed else "–",
                _signed(row) if signed else _("not assessed yet"),
                number(fresh.get(row.situation.pk, 0)),
            )
        )
    paper.table(
        (_("Situation"), _("Trend"), _("Confidence"), _("Signed"), _("Coded this week")),
        rows,
        kinds=("words", "words", "words", "words", "number"),
        shares=(5, 2, 2, 3, 0),
    )


def _signed(row: Overview) -> str:
    assert row.latest is not None  # noqa: S101 - for the reader of types
    return day(row.latest.signed_at)


def _coded(paper: Paper, watched: list[Any], since: Any) -> dict[Any, int]:
    """How many passages were coded in each situation."""
    found = policy.visible(
        Evidence.objects.filter(
            situation__in=[one.pk for one in watched], created_at__gte=since, withdrawn_at=None
        ),
        paper.audience.viewer,
    )
    counted: dict[Any, int] = {}
    for one in found.select_related("item").defer("item__raw", "item__text", "item__folded")[:5_000]:
        if paper.audience.may_have(one, one.item):
            counted[one.situation_id] = counted.get(one.situation_id, 0) + 1
    return counted


def _reports(paper: Paper) -> None:
    """The reports of the week that come first, each on a line."""
    viewer = paper.audience.viewer
    if not policy.may(viewer, "item.read"):
        return
    paper.heading(_("Reports of the week"))
    found = intake.rows(intake.items(viewer)).filter(
        received_at__gte=clock.now() - timedelta(days=DAYS),
        leads_cluster=True,
        priority__gte=Item.Priority.HIGH,
        erased_at=None,
    )
    kept = paper.allowed(found.order_by("-priority", "-weight", "-received_at")[: REPORTS * 4])[:REPORTS]
    if not kept:
        paper.soft(_("None of weight that the readers of this document may have."))
        return
    paper.table(
        (_("When"), _("Report"), _("Why it comes first"), _("Source")),
        [
            (
                written_date(one.occurred) if one.occurred else day(one.received_at),
                _headline(paper, one),
                _why(one),
                _source(paper, one),
            )
            for one in kept
        ],
        shares=(3, 6, 3, 3),
    )


def _headline(paper: Paper, item: Item) -> m.Flow:
    """What a report is called, and how many died; no words of a protected source, and never a post itself:
    hateful words are not passed on."""
    if erased(item) or (item.source.chatham_house and not item.event):
        return _("insight from a dialogue")
    name = headline(paper, item) or (_("a report without a title"),)
    told = deaths(item.event or {})
    return (*name, " · ", _("deaths: %(figures)s") % {"figures": told}) if told else name


def _why(item: Item) -> str:
    return str(Item.Priority(item.priority).label)


def _source(paper: Paper, item: Item) -> m.Flow:
    """The source with its rating and a link, unless it is protected."""
    hidden = "source" in policy.hidden_fields(paper.audience.viewer, item)
    outward = paper.audience.reach and (item.source.chatham_house or not paper.audience.may_have(item.source))
    if hidden or outward:
        return _("source protected")
    name = in_words(item.source.names)
    rating = f"{item.source.reliability}{item.credibility}"
    return (m.Link(name, item.url) if item.url else paper.own(name), " ", m.Run(rating, "number"))


def _warnings(paper: Paper) -> None:
    """What was issued this week, by number: a warning is read where it is."""
    since = clock.now() - timedelta(days=DAYS)
    issued = warnings.warnings(paper.audience.viewer).filter(issued_at__gte=since).order_by("-issued_at")
    found = paper.allowed(issued[:50])
    if not found:
        return
    paper.heading(_("Warnings issued"))
    paper.table(
        (_("Number"), _("Issued"), _("Valid until"), _("Status")),
        [
            (
                m.Run(one.number, "code"),
                day(one.issued_at),
                day(one.valid_until),
                str(one.get_status_display()),
            )
            for one in found
        ],
    )


def _ahead(paper: Paper) -> None:
    paper.heading(_("Ahead"))
    parts.everything_ahead(paper, days=AHEAD)


def _figures(paper: Paper) -> None:
    """What the figures alone say has risen within a year."""
    listed = watching.countries([])
    risers = watching.worsened(listed).risers
    paper.heading(_("What the figures say"))
    if not risers:
        paper.soft(_("No country among the first thirty rose clearly within a year."))
        return
    paper.table(
        (_("Country"), _("Risk within two years"), _("Rank"), _("Ranks risen")),
        [
            (in_words(one.entry.name), chance(one.entry.risk), number(one.entry.rank), number(one.change))
            for one in risers[:RISERS]
        ],
        kinds=("words", "number", "number", "number"),
    )
    paper.soft(_("Statistics compare countries; they are set beside assessments and never added to them."))


KIND = Kind(
    "highlights",
    gettext_lazy("Weekly highlights"),
    gettext_lazy("What came, what changed and what is ahead, a line each."),
    build,
)
