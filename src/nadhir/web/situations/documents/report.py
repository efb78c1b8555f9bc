"""The situation report: how the indicators of peace and of conflict stand, and what changed in a period."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadhir.documents import model as m
from nadhir.web.core import clock, policy
from nadhir.web.core.templatetags.nadhir import day, number, written_date
from nadhir.web.intake.models import EVENT_KINDS, Item
from nadhir.web.situations import selectors
from nadhir.web.situations.documents import parts, standing
from nadhir.web.situations.documents.evidence import erased, headline
from nadhir.web.situations.documents.frame import Audience, Paper, titled
from nadhir.web.situations.documents.incident import deaths
from nadhir.web.situations.models import Evidence, Situation

PERIOD = 7  # days, unless another period is asked for
EVENTS = 40


def build(audience: Audience, situation: Situation, *, days: int = PERIOD) -> m.Document:
    """The report on the last `days` days, for readers who may have what the audience says."""
    until = clock.now().date()
    since = until - timedelta(days=days)
    with audience.speaking():
        paper = Paper(audience)
        paper.about(situation)
        paper.uses(situation)
        tensions = standing.tensions(paper, situation, since)
        protections = standing.protections(paper, situation, since)
        events = _events(paper, situation, since)
        _answer(paper, tensions, protections, len(events), days)
        paper.heading(_("Conflict indicators"))
        standing.tension_table(paper, tensions, changes=True)
        paper.heading(_("Peace indicators"))
        standing.protection_table(paper, protections, changes=True)
        _event_table(paper, events)
        _coded(paper, situation, since)
        paper.heading(_("Ahead"))
        parts.ahead(paper, situation, days=30)
        paper.heading(_("Comment"))
        paper.facts((_("Comment of the monitor"), "…"))
        return paper.finished(
            titled(_("Situation report"), paper.situation_name(situation)),
            subtitle=_("%(first)s to %(last)s") % {"first": day(since), "last": day(until)},
            reference=_("Situation report"),
            version=_("version %(n)s of the record") % {"n": number(situation.version)},
        )


def _answer(
    paper: Paper, tensions: list[standing.Stood], protections: list[standing.Stood], events: int, days: int
) -> None:
    """What changed, first."""
    worse = sum(one.change > 0 for one in tensions)
    better = sum(one.change < 0 for one in tensions)
    weaker = sum(one.change < 0 for one in protections)
    stronger = sum(one.change > 0 for one in protections)
    paper.heading(_("What changed"))
    paper.points(
        [
            _("Tensions: %(worse)s higher, %(better)s lower, of %(all)s.")
            % {"worse": number(worse), "better": number(better), "all": number(len(tensions))},
            _("What protects: %(weaker)s weaker, %(stronger)s stronger, of %(all)s.")
            % {"weaker": number(weaker), "stronger": number(stronger), "all": number(len(protections))},
            ngettext(
                "%(n)s event was reported in the last %(days)s days.",
                "%(n)s events were reported in the last %(days)s days.",
                events,
            )
            % {"n": number(events), "days": number(days)},
        ]
    )


def _events(paper: Paper, situation: Situation, since: date) -> list[Item]:
    """Attached events of the period that these readers may have."""
    viewer = paper.audience.viewer
    if not policy.may(viewer, "item.read"):
        return []
    attached = selectors.attached(viewer, situation).values("item")
    found = policy.visible(Item.objects.filter(pk__in=attached), viewer).filter(
        event__isnull=False, occurred_on__gte=since
    )
    rows = found.select_related("source").defer("raw", "text", "folded", "finding")
    return paper.allowed(rows.order_by(F("occurred_on").desc(nulls_last=True), "-pk")[:500])


def _event_table(paper: Paper, events: list[Item]) -> None:
    paper.heading(_("Events"))
    if not events:
        paper.soft(_("None was reported that the readers of this document may have."))
        return
    paper.table(
        (_("When"), _("Event"), _("Deaths")),
        [
            (
                written_date(one.occurred) if one.occurred else "–",
                _("words taken out") if erased(one) else headline(paper, one) or _("without a title"),
                deaths(one.event or {}) or "–",
            )
            for one in events[:EVENTS]
        ],
        shares=(2, 5, 3),
    )
    kinds = Counter(str(EVENT_KINDS.get((one.event or {}).get("kind") or "", _("event"))) for one in events)
    paper.paragraph(" · ".join(titled(kind, number(many)) for kind, many in kinds.most_common()))


def _coded(paper: Paper, situation: Situation, since: date) -> None:
    """What was coded in the period, by element; a count of what is known, nothing more."""
    viewer = paper.audience.viewer
    if not policy.may(viewer, "item.read"):
        return
    found = selectors.evidence(viewer, situation).filter(created_at__date__gte=since, withdrawn_at=None)
    pieces = [one for one in found[:2_000] if paper.audience.may_have(one, one.item)]
    if not pieces:
        return
    for one in pieces:
        paper.uses(one, one.item)
    counted = Counter((one.framework, one.element, one.polarity) for one in pieces)
    paper.heading(_("Evidence coded"))
    paper.table(
        (_("Indicator"), _("Speaks for"), _("Passages")),
        [
            (parts.element_name(framework, element, paper.audience.lang),
             str(Evidence.Polarity(polarity).label), number(many))
            for (framework, element, polarity), many in counted.most_common(20)
        ],
        kinds=("words", "words", "number"),
        shares=(6, 2, 0),
    )  # fmt: skip
