"""The list of situations and how each stands, as far as the viewer may know."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from nadhir import doctrine
from nadhir.errors import NotAllowed
from nadhir.forecasting.outlook.disagreement import View
from nadhir.screening.normalise import fold
from nadhir.web.accounts.models import SharingGroup
from nadhir.web.core import clock, policy
from nadhir.web.core.models import Share
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import veils
from nadhir.web.situations.models import Assessment, Evidence, Situation
from nadhir.web.situations.rules import at_desk
from nadhir.web.situations.selectors.of_assessments import current_of, in_the_making
from nadhir.web.situations.selectors.of_evidence import evidence_found, states_of_evidence


@dataclass(frozen=True, slots=True)
class Overview:
    """How a situation stands, as far as the viewer may know.

    Attributes:
        latest: the signed assessment that holds.
        pending: a draft, or one in review.
        evidence: pieces that were not withdrawn.
        fresh: those coded since the latest assessment was signed.
        review_due: when the next assessment should be there; None where the viewer does not assess, or the
            watch has ended.
    """

    situation: Situation
    latest: Assessment | None = None
    pending: Assessment | None = None
    evidence: int = 0
    fresh: int = 0
    review_due: date | None = None

    @property
    def overdue(self) -> int:
        """Days since the review was due; 0 where it is not."""
        return max((clock.now().date() - self.review_due).days, 0) if self.review_due else 0


def situations(viewer: Viewer) -> QuerySet[Situation]:
    """Situations that the viewer may know of, those under watch first."""
    found = veils.situations(viewer).prefetch_related("places__parent")
    return found.order_by("-status", "-since", "pk")


def situations_found(
    viewer: Viewer,
    *,
    words: str = "",
    status: str = Situation.Status.WATCHED,
    place: str = "",
    trend: str = "",
    overdue: bool = False,
    making: bool = False,
) -> QuerySet[Situation]:
    """Situations narrowed down.

    Args:
        words: looked for in the names of the situation and its groups in all languages, folded.
        status: one of `Situation.Status`, or `all`.
        place: ISO code of a country or subdivision; a country includes its subdivisions.
        trend: of the latest signed assessment, or `none` where there is no such assessment.
        overdue: only those whose review is due.
        making: only those in which an assessment is being written or waits for a signature.
    """
    found = situations(viewer).annotate(
        latest_trend=Subquery(_signed(viewer).values("trend")[:1]),
        latest_at=Subquery(_signed(viewer).values("signed_at")[:1]),
    )
    if status != "all":
        found = found.filter(status=status)
    if place:
        # Where a discreet situation is, must not be found out by asking.
        there = Q(places__code=place) | Q(places__parent__code=place)
        found = found.filter(there, at_desk(viewer) | Q(framing=Situation.Framing.COUNTRY)).distinct()
    if trend:
        found = found.filter(latest_trend=None if trend == "none" else trend)
    if making:
        found = found.filter(pk__in=in_the_making(viewer).order_by().values("situation"))
    if words.strip():
        found = found.filter(pk__in=_named(viewer, found, fold(words.strip())))
    if overdue:
        # Few situations are watched at a time, and dates add up differently in each database.
        rows = found.order_by().values_list("pk", "since", "latest_at", "review_days", "status")
        today = clock.now().date()
        due = [pk for pk, *row in rows if (day := _due(*row)) is not None and day < today]
        found = found.filter(pk__in=due)
    return found


def _signed(viewer: Viewer) -> QuerySet[Assessment]:
    """The signed assessments of the situation of an outer query, the latest first."""
    of_outer = Assessment.objects.filter(situation=OuterRef("pk"), status=Assessment.Status.SIGNED)
    return policy.visible(of_outer, viewer).order_by("-number")


def _named(viewer: Viewer, found: QuerySet[Situation], wanted: str) -> list[uuid.UUID]:
    """Those that the viewer knows under such a name, or with a group of such a name."""
    shown = found.order_by().prefetch_related(None).prefetch_related("groups")
    return [
        one.pk
        for one in shown
        if any(
            wanted in fold(name)
            for names in (veils.name_for(viewer, one), *(group.names for group in one.groups.all()))
            for name in names.values()
        )
    ]


def _due(since: date, signed_at: datetime | None, review_days: int, status: str) -> date | None:
    if status != Situation.Status.WATCHED:
        return None
    return (signed_at.date() if signed_at else since) + timedelta(days=review_days)


def situation(viewer: Viewer, pk: Any) -> Situation:
    """One situation.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    known = situations(viewer).select_related("owner", "responsible").prefetch_related("groups")
    found = known.filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="situation.read")
    return found


def open_to(viewer: Viewer, situation: Situation) -> list[SharingGroup]:
    """The sharing groups that a situation is opened to, as far as the viewer may know of them."""
    shares = Share.objects.filter(record_id=situation.pk).values("group")
    return list(policy.visible(SharingGroup.objects.filter(pk__in=shares), viewer))


def countries_of(situation: Situation) -> list[str]:
    """ISO 3166-1 alpha-3 of the countries of a situation; invented places have none."""
    places = [place.parent or place for place in situation.places.all()]
    return list(dict.fromkeys(place.iso3 for place in places if place.iso3))


def view_of(viewer: Viewer, situation: Situation, latest: Assessment | None) -> View:
    """What people say of a situation, for setting beside figures: the signed assessment, else the state of
    each indicator by evidence alone."""
    if latest is None:
        return View(None, findings=states_of_evidence(evidence_found(viewer, situation)))
    indicators = {element.id for element in doctrine.load(latest.framework).of_kind("indicator")}
    findings = {
        one["element"]: one["value"]
        for one in (latest.frozen or {}).get("findings", ())
        if one["element"] in indicators
    }
    return View(latest.trend, latest.signed_at.date() if latest.signed_at else None, findings)


def overviews(viewer: Viewer, found: Sequence[Situation]) -> list[Overview]:
    """How these situations stand; a few queries, however many there are."""
    ids = [one.pk for one in found]
    latest = current_of(viewer, found)
    making = in_the_making(viewer).filter(situation__in=ids).defer("narrative", "gaps", "frozen")
    pending = {one.situation_id: one for one in making.order_by("number")}
    counted = _counted(viewer, ids, latest.values())
    assesses = policy.may(viewer, "assessment.draft") or policy.may(viewer, "assessment.review")
    rows = []
    for one in found:
        signed, (many, fresh) = latest.get(one.pk), counted.get(one.pk, (0, 0))
        due = _due(one.since, signed.signed_at if signed else None, one.review_days, one.status)
        rows.append(
            Overview(one, signed, pending.get(one.pk), many, fresh, review_due=due if assesses else None)
        )
    return rows


def _counted(
    viewer: Viewer, ids: Sequence[uuid.UUID], latest: Iterable[Assessment]
) -> dict[uuid.UUID, tuple[int, int]]:
    """By situation: pieces of evidence that stand, and those coded since the latest assessment was signed."""
    pieces = policy.visible(Evidence.objects.filter(situation__in=ids, withdrawn_at=None), viewer)
    since = Q(pk__in=[])
    for signed in latest:
        since |= Q(situation=signed.situation_id, created_at__gt=signed.signed_at)
    rows = pieces.order_by().values("situation").annotate(many=Count("pk"), fresh=Count("pk", filter=since))
    return {row["situation"]: (row["many"], row["fresh"]) for row in rows}
