"""For which body, which period and which readers something is collected, and what was found so far.

Records are read once for all sections. Sentences, tables and charts go onto the paper of the scope.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from nadhir.documents import model as m
from nadhir.documents.charts import Bar, bar_list
from nadhir.web.cooperation.models import Body, Report
from nadhir.web.core import clock, policy
from nadhir.web.core.models import Record
from nadhir.web.core.templatetags.nadhir import day, in_words, number, percent
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Actor
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Engagement, Undertaking
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.documents.frame import Paper
from nadhir.web.situations.models import Situation
from nadhir.web.warnings import selectors as warnings
from nadhir.web.warnings.models import Warning

MOST = 400  # rows of one kind that are read; a report that has more says so
SHOWN = 60  # rows of one table


@dataclass
class Scope:
    """What a report is about, with the records that may be in it.

    Attributes:
        report: with its period, its label and its owner.
        body: the body that reports; its place and its actor say which records are its own.
        paper: what is collected goes there.
    """

    report: Report
    body: Body
    paper: Paper

    @property
    def viewer(self) -> Viewer:
        return self.paper.audience.viewer

    @property
    def actor(self) -> Actor:
        return self.body.actor

    @property
    def first(self) -> date:
        return self.report.period_from

    @property
    def last(self) -> date:
        return self.report.period_until

    @property
    def as_of(self) -> date:
        """The day on which something is late or not: the last of the period, or today where it still runs."""
        return min(self.last, clock.now().date())

    @property
    def days(self) -> tuple[date, date]:
        return self.first, self.last

    # -- what there is -------------------------------------------------------------------------------------

    @cached_property
    def place_ids(self) -> frozenset[uuid.UUID]:
        """The place of the body with the places within it; none where it has no place."""
        if self.body.place_id is None:
            return frozenset()
        within = Q(pk=self.body.place_id) | Q(parent=self.body.place_id)
        return frozenset(directory.places(self.viewer).filter(within).values_list("pk", flat=True))

    @cached_property
    def place_code(self) -> str:
        return self.body.place.code if self.body.place else ""

    @cached_property
    def situations(self) -> list[Situation]:
        """Situations in its place that were under watch in the period. Discreet ones are not told of."""
        found = situations.situations(self.viewer).filter(
            places__in=self.place_ids, discreet=False, since__lte=self.last
        )
        return self.paper.allowed(found.distinct().order_by("since", "pk")[:MOST])

    @cached_property
    def situation_ids(self) -> list[uuid.UUID]:
        return [one.pk for one in self.situations]

    @cached_property
    def engagements(self) -> list[Engagement]:
        """What the body convened or took part in, and what its desk held in its place, by time."""
        held = self._engagements().filter(status=Engagement.Status.HELD, held_on__range=self.days)
        return self.paper.allowed(held.order_by("held_on", "pk")[:MOST])

    @cached_property
    def planned(self) -> list[Engagement]:
        """What is planned for after the period."""
        ahead = self._engagements().filter(status=Engagement.Status.PLANNED, held_on__gt=self.last)
        return self.paper.allowed(ahead.order_by("held_on", "pk")[:20])

    def _engagements(self) -> QuerySet[Engagement]:
        # What others convened is theirs to report, wherever it was held.
        there = Q(place__in=self.place_ids) | Q(situation__in=self.situation_ids)
        there &= Q(owner=self.report.owner_id, convened_by=None, meeting=None)
        found = response.engagements(self.viewer).exclude(situation__discreet=True)
        return found.filter(self._own | there).distinct().select_related("place", "situation")

    @property
    def _own(self) -> Q:
        """Engagements of the body itself."""
        return Q(convened_by=self.actor) | Q(partners=self.actor) | Q(meeting__body=self.body)

    @cached_property
    def undertakings(self) -> list[Undertaking]:
        """What the body promised or was promised, and what was taken on at its meetings or for its situations
        by nobody else: begun or ended in the period, or still open at its end. Nothing of closed meetings."""
        found = response.undertakings(self.viewer).exclude(situation__discreet=True)
        found = found.exclude(warning__kind=Warning.Kind.NOTE)
        met = Undertaking.Origin.ENGAGEMENT
        found = found.exclude(origin=met, origin_id__in=response.untold().values("pk"))
        mine = Q(actor=self.actor) | Q(towards=self.actor)
        watched = Q(situation__in=self.situation_ids, owner=self.report.owner_id, actor=None)
        mine |= watched & ~Q(origin=met)
        mine |= Q(origin=met, origin_id__in=[one.pk for one in self.engagements])
        mine |= Q(obligation__instrument__parties=self.actor) | Q(plan_actions__plan__actor=self.actor)
        at_last = Q(created_at__date__lte=self.last)
        going = Q(ended_at=None) | Q(ended_at__date__gte=self.first)
        return self.paper.allowed(found.filter(mine, at_last, going).distinct()[:MOST])

    @cached_property
    def warnings(self) -> list[Warning]:
        """Alerts issued in the period about its situations. Confidential notes are not told of."""
        found = warnings.warnings(self.viewer).filter(
            situation__in=self.situation_ids, kind=Warning.Kind.ALERT, issued_at__date__range=self.days
        )
        return self.paper.allowed(found.order_by("issued_at", "pk")[:MOST])

    def may_name(self, *records: Record) -> bool:
        """Whether the readers of the report may have the names of records; where not, that is counted."""
        seen = all(policy.sees(self.viewer, one) for one in records)
        told = seen and self.paper.audience.may_have(*records)
        if told:
            self.paper.uses(*records)
        else:
            self.paper.keep_back()
        return told

    # -- what is written -----------------------------------------------------------------------------------

    def says(self, *flow: m.Inline) -> None:
        """A sentence made from records."""
        self.paper.paragraph(*flow)

    def gap(self, words: str) -> None:
        """That something is not known here."""
        self.paper.soft(words)

    def table(
        self,
        header: Sequence[m.Flow],
        rows: Iterable[Sequence[m.Flow]],
        *,
        kinds: tuple[m.ColumnKind, ...] = (),
        shares: tuple[float, ...] = (),
        caption: str = "",
    ) -> None:
        """A table; what is cut off is said under it."""
        all_rows = list(rows)
        if not all_rows:
            return
        self.paper.table(header, all_rows[:SHOWN], kinds=kinds, shares=shares, caption=caption)
        if len(all_rows) > SHOWN:
            self.gap(_("More that are not listed: %(n)s.") % {"n": number(len(all_rows) - SHOWN)})

    def bars(self, title: str, counted: Iterable[tuple[str, int]]) -> None:
        """A small chart; its figures stand in a table or a sentence beside it."""
        kept = [(label, many) for label, many in counted if many][:8]
        if len(kept) < 2:
            return
        shown = [Bar(label, float(many), number(many)) for label, many in kept]
        said = ", ".join(f"{label}: {number(many)}" for label, many in kept)
        svg = bar_list(shown, title=title, description=said, rtl=get_language_bidi())
        self.paper.blocks.append(m.Figure(svg, title, f"{title}: {said}", width=0.7))

    def notes(self, sources: Sequence[Mapping[str, Any]]) -> tuple[m.Inline, ...]:
        """The documents that a statement rests on, as notes."""
        return tuple(m.Cite(m.Note(said, said)) for one in sources[:3] if (said := source_said(one)))

    def words_of(self, one: Undertaking, text: str) -> m.Isolate:
        """Words of an undertaking as the readers of the report may have them."""
        return m.Isolate(self.paper.said(text, one.situation_id), one.lang)


def source_said(source: Mapping[str, Any]) -> str:
    """A document by publisher, title and date, as far as these are known."""
    told = [source.get(name) for name in ("publisher", "title", "date")]
    named = [in_words(one) if isinstance(one, dict) else str(one) for one in told if one]
    return ". ".join(one for one in named if one)


def listed(counted: Iterable[tuple[str, int]]) -> str:
    """Kinds with how many there are of each, in a line."""
    return ", ".join(f"{label} ({number(many)})" for label, many in counted if many)


def share(part: int, whole: int) -> str:
    """A share in words; a dash where there is nothing to divide by."""
    return percent(part / whole) if whole else "–"


def when(first: date | None, last: date | None = None) -> str:
    """A day, or from one to another; a dash where nothing is known."""
    if first is None:
        return day(last) if last else "–"
    return day(first) if last in (None, first) else f"{day(first)} – {day(last)}"
