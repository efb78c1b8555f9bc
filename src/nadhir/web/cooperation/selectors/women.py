"""The share of women among those whom the work for a plan reached, with what it rests on.

Figures come from the record of a meeting, else from the rows of who took part, and from those enrolled in a
training. Where it is not known how many of them were women, a meeting counts as not known: it is never put
at nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from nadhir.web.cooperation.models import Cohort, Enrolment
from nadhir.web.cooperation.selectors.commitments import Narrowed, Scope, records, seen, served_by
from nadhir.web.cooperation.selectors.plans import rows_of
from nadhir.web.core import policy
from nadhir.web.core.viewer import Role, Viewer
from nadhir.web.response.models import Engagement, Participation

DESK: tuple[Role, ...] = ("analyst", "reviewer", "coordinator")


@dataclass(frozen=True, slots=True)
class Share:
    """`women` of `people`, at `meetings` and in `trainings`; of `unknown` of both it is not known."""

    women: int
    people: int
    meetings: int
    trainings: int
    unknown: int

    @property
    def share(self) -> float | None:
        return self.women / self.people if self.people else None


def women_of(viewer: Viewer, scope: Scope, by: Narrowed | None = None) -> Share:
    """The share of women at what was held and taught for these commitments."""
    by = by or Narrowed()
    family = [one for listed in rows_of(scope.catalogue).values() for one in listed]
    held = records(viewer, "engagement", scope, family, by).filter(status="held").order_by()
    taught = seen(viewer, "cohort", scope, by).filter(
        pk__in=served_by(viewer, "cohort", scope, by).values("cohort")
    )
    taught = taught.exclude(status="planned")
    women, people, trainings, sessions = _taught(viewer, taught)
    # Who sat in a training is counted there, and not again at its sessions.
    if sessions:
        held = held.exclude(pk__in=sessions)
    own, theirs, meetings, all_meetings = _held(viewer, held)
    unknown = all_meetings - meetings + taught.count() - trainings
    return Share(women + own, people + theirs, meetings, trainings, unknown)


def _taught(viewer: Viewer, taught: QuerySet[Cohort]) -> tuple[int, int, int, list[object]]:
    enrolled = policy.visible(Enrolment.objects.filter(cohort__in=taught.values("pk")), viewer)
    told = enrolled.exclude(status=Enrolment.Status.LEFT).exclude(sex=Enrolment.Sex.OTHER)
    counted = told.aggregate(women=Count("pk", filter=Q(sex=Enrolment.Sex.FEMALE)), people=Count("pk"))
    known = list(told.order_by().values_list("cohort_id", flat=True).distinct())
    sessions = list(taught.filter(pk__in=known).values_list("sessions", flat=True))
    return counted["women"], counted["people"], len(known), [one for one in sessions if one]


def _held(viewer: Viewer, held: QuerySet[Engagement]) -> tuple[int, int, int, int]:
    """Women, people and meetings where both are known, and all meetings; of a closed one only its desk is
    told who was there."""
    open_ones = ~Q(attribution=Engagement.Attribution.CLOSED)
    if viewer.system:
        open_ones = ~Q(pk=None)
    elif viewer.organisation_id is not None and viewer.has(*DESK):
        open_ones |= Q(owner_id=viewer.organisation_id)
    if viewer.user_id is not None:
        open_ones |= Q(created_by_id=viewer.user_id)
    said = open_ones & Q(participants__gt=0, women__isnull=False)
    counted = held.aggregate(
        women_of=Sum("women", filter=said),
        people_of=Sum("participants", filter=said),
        meetings=Count("pk", filter=said),
        held=Count("pk"),
    )
    unsaid = Q(engagement__participants=None) | Q(engagement__participants=0) | Q(engagement__women=None)
    rows = policy.visible(Participation.objects.filter(unsaid, engagement__in=held.values("pk")), viewer)
    listed = (
        rows.exclude(sex=Participation.Sex.OTHER)
        .order_by()
        .aggregate(
            women=Sum("many", filter=Q(sex=Participation.Sex.FEMALE)),
            people=Sum("many"),
            meetings=Count("engagement", distinct=True),
        )
    )
    return (
        (counted["women_of"] or 0) + (listed["women"] or 0),
        (counted["people_of"] or 0) + (listed["people"] or 0),
        counted["meetings"] + listed["meetings"],
        counted["held"],
    )
