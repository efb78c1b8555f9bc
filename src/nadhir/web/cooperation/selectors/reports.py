"""Reading periodic reports: which are due, what stands in them, what is still missing, who was asked."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet

from nadhir.doctrine import reports as templates
from nadhir.errors import DoctrineError, NotAllowed
from nadhir.web.accounts.models import User
from nadhir.web.accounts.selectors import able, viewer_of
from nadhir.web.cooperation import terms
from nadhir.web.cooperation.models import Body, Contribution, Report, ReportSection, ReportStep
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Actor, Tenure

OPEN = (Report.Status.WRITING, Report.Status.CLEARANCE, Report.Status.CLEARED)
OUT = (Report.Status.SUBMITTED, Report.Status.ANSWERED)
LONG = ("frozen",)
# Acts by which a person writes a part of a report, and so cannot be the one who clears it.
WRITING = frozenset(
    {
        "report.begin", "report.change", "report_section.write", "report_section.fill", "contribution.take",
        "report.hand_in",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Missing:
    """A section that people must write and did not, in these languages."""

    code: str
    languages: tuple[str, ...]


def reports(viewer: Viewer, *, status: str = "", body: Any = None, words: str = "") -> QuerySet[Report]:
    """Reports that the viewer may know of: those being written first, by the day they are due.

    Args:
        status: one of the statuses, or `open`, `late`.
        body: identifier of the body that reports.
        words: part of the name of that body, in any language and spelling.
    """
    found = policy.visible(Report.objects.select_related("body__actor", "to__actor", "owner"), viewer)
    today = clock.now().date()
    if status == "open":
        found = found.filter(status__in=OPEN)
    elif status == "late":
        found = found.filter(status__in=OPEN, due_on__lt=today)
    elif status:
        found = found.filter(status=status)
    if body:
        found = found.filter(body=body)
    if words.strip():
        named = directory.actors(viewer, named=words).order_by().values("pk")
        found = found.filter(body__actor__in=named)
    late = F("due_on").asc(nulls_last=True)
    return found.defer(*LONG).order_by("submitted_on", late, "-pk")


def report(viewer: Viewer, pk: Any) -> Report:
    """One report.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    related = (
        "body__actor",
        "body__place",
        "body__reports_to__actor",
        "to__actor",
        "owner",
        "previous",
        "created_by",
    )
    found = policy.visible(Report.objects.select_related(*related), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="report.read")
    return found


def reports_of(viewer: Viewer, body: Body) -> QuerySet[Report]:
    """The reports of one body, the latest period first."""
    return reports(viewer).filter(body=body).order_by("-period_until", "-pk")


def previous_of(viewer: Viewer, body: Body, template: str, before: date) -> Report | None:
    """The last report of the same kind whose period ended before."""
    found = reports(viewer).filter(body=body, template=template, period_until__lt=before)
    return found.order_by("-period_until", "-pk").first()


def overlapping(
    viewer: Viewer, body: Body, template: str, first: date, last: date, *, but: Any = None
) -> QuerySet[Report]:
    """Reports of the same kind of the same body on days of the same period."""
    found = reports(viewer).filter(
        body=body, template=template, period_from__lte=last, period_until__gte=first
    )
    return found.exclude(pk=but) if but else found


def report_sections(viewer: Viewer, report: Report) -> list[ReportSection]:
    """The sections of a report in their order."""
    found = policy.visible(ReportSection.objects.filter(report=report), viewer)
    return list(found.select_related("assigned_to").order_by("order"))


def report_section(viewer: Viewer, report: Report, code: str) -> ReportSection:
    """One section.

    Raises:
        NotAllowed: the report has none like this that the viewer may know of.
    """
    found = policy.visible(ReportSection.objects.filter(report=report, code=code), viewer)
    one = found.select_related("report", "assigned_to").first()
    if one is None:
        raise NotAllowed("not_allowed.record", act="report.read")
    return one


def contributions(viewer: Viewer, report: Report, *, section: str = "") -> QuerySet[Contribution]:
    """What members were asked for and sent in."""
    found = policy.visible(Contribution.objects.filter(report=report), viewer)
    if section:
        found = found.filter(section=section)
    seen = Prefetch("actor", queryset=directory.actors(viewer))
    return found.select_related("by", "asked_of").prefetch_related(seen).order_by("section", "asked_at", "pk")


def contributions_waiting(viewer: Viewer, report: Report) -> list[Contribution]:
    """What was asked for and did not come, and what came and was neither taken into the text nor left out."""
    open_ = (Contribution.Status.ASKED, Contribution.Status.GIVEN)
    return list(contributions(viewer, report).filter(status__in=open_))


def contribution(viewer: Viewer, pk: Any) -> Contribution:
    """One contribution with its report.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    related = ("report__body__actor", "actor", "by", "asked_of")
    found = policy.visible(Contribution.objects.select_related(*related), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="contribution.read")
    return found


def asked_of_me(viewer: Viewer) -> QuerySet[Contribution]:
    """What the viewer was asked for and can still give, the first due first."""
    if viewer.user_id is None:
        return Contribution.objects.none()
    mine = policy.visible(Contribution.objects.filter(asked_of_id=viewer.user_id), viewer)
    open_ones = mine.filter(status=Contribution.Status.ASKED, report__status=Report.Status.WRITING)
    return open_ones.select_related("report__body__actor").order_by(F("due_on").asc(nulls_last=True), "pk")


def report_steps(viewer: Viewer, report: Report) -> QuerySet[ReportStep]:
    """What happened to it, in order."""
    return (
        policy.visible(ReportStep.objects.filter(report=report), viewer)
        .select_related("by")
        .order_by("at", "pk")
    )


def report_writers(report: Report) -> frozenset[uuid.UUID]:
    """Who wrote any part of it."""
    wrote = {entry.actor_id for entry in ledger.entries_of(report.pk) if entry.act in WRITING}
    return frozenset(actor for actor in {*wrote, report.created_by_id} if actor is not None)


def report_clearers(report: Report) -> list[User]:
    """Who can clear it: people of its desk with that task who wrote no part of it."""
    found = able(report.owner_id, policy.ACTS["report.clear"]).exclude(pk__in=report_writers(report))
    # What only persons who are named may read, the others at the desk cannot clear.
    return [one for one in found if policy.sees(viewer_of(one), report)]


def missing(report: Report, sections: Iterable[ReportSection]) -> tuple[Missing, ...]:
    """The sections that people must write and did not, with the languages that are wanting; and those whose
    words stand in some of the report's languages only."""
    try:
        template = templates.template(report.template)
    except DoctrineError:
        return ()
    must = {one.code for one in template.sections if one.words}
    found = []
    for one in sections:
        wanting = tuple(code for code in report.languages if not str(one.texts.get(code, "")).strip())
        begun = len(wanting) < len(report.languages)
        if wanting and (one.code in must or begun):
            found.append(Missing(one.code, wanting))
    return tuple(found)


def members_of(viewer: Viewer, body: Body) -> list[Tenure]:
    """Who sits in a body today and can be asked for a contribution."""
    today = clock.now().date()
    held = directory.people_of(viewer, body.actor)
    return [one for one in held if terms.standing(one.valid_from, one.valid_to, today) != "over"]


def has_left(viewer: Viewer, body: Body, actor: Actor) -> bool:
    """Whether an actor held a role in a body and holds none any more. Whoever never did has not left."""
    today = clock.now().date()
    held = [one for one in directory.people_of(viewer, body.actor) if one.actor_id == actor.pk]
    return bool(held) and all(terms.standing(one.valid_from, one.valid_to, today) == "over" for one in held)


def contributions_counted(viewer: Viewer, found: Sequence[Report]) -> dict[uuid.UUID, dict[str, int]]:
    """Of each report: how many contributions were asked for, and how many came; one query."""
    rows = policy.visible(Contribution.objects.filter(report__in=[one.pk for one in found]), viewer)
    came = Count("pk", filter=~Q(status=Contribution.Status.ASKED))
    counted = rows.order_by().values("report").annotate(asked=Count("pk"), came=came)
    return {row["report"]: {"asked": row["asked"], "came": row["came"]} for row in counted}
