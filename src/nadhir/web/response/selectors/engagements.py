"""Reading engagements, who took part in them, consultations and briefings."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Case, F, Model, Prefetch, Q, QuerySet, When

from nadhir.errors import NotAllowed
from nadhir.web.core import clock, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.response.models import (
    Briefing,
    BriefingQuestion,
    Consultation,
    ConsultationDraft,
    ConsultationInput,
    Engagement,
    EngagementFile,
    Participation,
    Undertaking,
)
from nadhir.web.response.selectors.undertakings import undertakings

M = TypeVar("M", bound=Model)


def engagements(viewer: Viewer) -> QuerySet[Engagement]:
    return policy.visible(Engagement.objects.select_related("place"), viewer).order_by("-held_on", "-pk")


def engagement(viewer: Viewer, pk: uuid.UUID) -> Engagement:
    """One engagement.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    return _one(engagements(viewer), pk, "engagement.read")


def withheld(viewer: Viewer, engagement: Engagement) -> frozenset[str]:
    """Names of fields of a visible engagement that are not shown to `viewer`: besides what stays at its desk,
    outside of its organisation who spoke there unless that may be told, and of a closed one who was there."""
    hidden = policy.hidden_fields(viewer, engagement)
    open_to_all = engagement.attribution == Engagement.Attribution.OPEN
    made = viewer.user_id is not None and viewer.user_id == engagement.created_by_id
    if open_to_all or made or viewer.system or viewer.organisation_id == engagement.owner_id:
        return hidden
    hidden |= {"spoken_by", "on_behalf_of"}
    closed = engagement.attribution == Engagement.Attribution.CLOSED
    return hidden | {"partners", "bodies_created"} if closed else hidden


def participations(viewer: Viewer, engagement: Engagement) -> list[Participation]:
    """Who took part, as far as the viewer may know: a person is named only where they agreed to it, except to
    the desk that convened it."""
    found = policy.visible(Participation.objects.filter(engagement=engagement), viewer)
    seen = directory.actors(viewer)
    rows = list(
        found.select_related("place").prefetch_related(Prefetch("actor", queryset=seen)).order_by("pk")
    )
    own = viewer.organisation_id == engagement.owner_id
    people = [row.actor_id for row in rows if row.actor_id]
    known = set(seen.filter(pk__in=people).values_list("pk", flat=True))
    for row in rows:
        row.shown = row.actor if row.actor_id in known and (own or row.named) else None  # type: ignore[attr-defined]
    return rows


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many took part, by sex, age and faith; each largest first."""

    total: int
    sexes: tuple[tuple[str, int], ...]
    ages: tuple[tuple[str, int], ...]
    faiths: tuple[tuple[str, int], ...]


def attendance_of(rows: Iterable[Participation]) -> Attendance:
    """The same rows in numbers. What was not said counts as not said."""
    known = list(rows)

    def by(label: Any) -> tuple[tuple[str, int], ...]:
        counted: Counter[str] = Counter()
        for row in known:
            counted[str(label(row))] += row.many
        return tuple(counted.most_common())

    return Attendance(
        total=sum(row.many for row in known),
        sexes=by(lambda row: row.get_sex_display()),
        ages=by(lambda row: row.get_age_display()),
        faiths=by(lambda row: row.faith),
    )


def participation(viewer: Viewer, pk: uuid.UUID) -> Participation:
    """One row of participants."""
    found = policy.visible(Participation.objects.select_related("engagement"), viewer)
    return _one(found, pk, "engagement.read")


def files(viewer: Viewer, engagement: Engagement) -> QuerySet[EngagementFile]:
    """Papers and photographs that were not withdrawn, and whose consent has not run out."""
    found = policy.visible(_kept().filter(engagement=engagement), viewer)
    return found.defer("raw").order_by("at", "pk")


def file(viewer: Viewer, pk: uuid.UUID) -> EngagementFile:
    """One file with its bytes."""
    found = policy.visible(_kept(), viewer)
    return _one(found.select_related("engagement"), pk, "engagement.read")


def _kept() -> QuerySet[EngagementFile]:
    agreed = Q(consent_until=None) | Q(consent_until__gte=clock.now().date())
    return EngagementFile.objects.filter(agreed, withdrawn_at=None)


def commitments(viewer: Viewer, engagement: Engagement) -> QuerySet[Undertaking]:
    """What was taken on there."""
    found = undertakings(viewer).filter(origin=Undertaking.Origin.ENGAGEMENT, origin_id=engagement.pk)
    return found.order_by(F("due_on").asc(nulls_last=True), "pk")


def consultations(viewer: Viewer) -> QuerySet[Consultation]:
    """Consultation processes, those under way first."""
    return policy.visible(Consultation.objects.all(), viewer).order_by("-status", "-created_at", "-pk")


def consultation(viewer: Viewer, pk: uuid.UUID) -> Consultation:
    """One consultation."""
    return _one(consultations(viewer), pk, "consultation.read")


def rounds(viewer: Viewer, consultation: Consultation) -> QuerySet[Engagement]:
    """Its rounds, in the order in which they were held."""
    return engagements(viewer).filter(consultation=consultation).order_by("held_on", "pk")


def inputs(viewer: Viewer, consultation: Consultation) -> QuerySet[ConsultationInput]:
    """What was put in. `told` is whether it may be told by whom: that is for the round that it
    was put in at to say."""
    found = policy.visible(ConsultationInput.objects.filter(consultation=consultation), viewer)
    own = Q(round__owner_id=viewer.organisation_id)
    told = Q(round=None) | Q(round__attribution=Engagement.Attribution.OPEN) | own
    found = found.annotate(told=Case(When(told, then=True), default=False)).select_related("round")
    return found.prefetch_related(Prefetch("actor", queryset=directory.actors(viewer)))


def put_in(viewer: Viewer, pk: uuid.UUID) -> ConsultationInput:
    """One input."""
    found = policy.visible(ConsultationInput.objects.select_related("consultation"), viewer)
    return _one(found, pk, "consultation.read")


def drafts(viewer: Viewer, consultation: Consultation) -> QuerySet[ConsultationDraft]:
    """Versions of the text, the newest first."""
    found = policy.visible(ConsultationDraft.objects.filter(consultation=consultation), viewer)
    return found.order_by("-number")


def briefings(viewer: Viewer) -> QuerySet[Briefing]:
    """Briefings, the newest first."""
    return policy.visible(Briefing.objects.all(), viewer).order_by("-created_at", "-pk")


def briefing(viewer: Viewer, pk: uuid.UUID) -> Briefing:
    """One briefing."""
    return _one(briefings(viewer).select_related("situation", "engagement"), pk, "briefing.read")


def questions(viewer: Viewer, briefing: Briefing) -> QuerySet[BriefingQuestion]:
    """What the audience wants to know."""
    return policy.visible(BriefingQuestion.objects.filter(briefing=briefing), viewer)


def question(viewer: Viewer, pk: uuid.UUID) -> BriefingQuestion:
    """One question."""
    found = policy.visible(BriefingQuestion.objects.select_related("briefing"), viewer)
    return _one(found, pk, "briefing.read")


def _one(found: QuerySet[M], pk: uuid.UUID, act: str) -> M:
    one = found.filter(pk=pk).first()
    if one is None:
        raise NotAllowed("not_allowed.record", act=act)
    return one


def untold() -> QuerySet[Engagement]:
    """Engagements of which nothing leaves: those of which only that they took place may be told, and those
    of discreet situations. Asked to leave them out, for whomever."""
    secret = Q(attribution=Engagement.Attribution.CLOSED) | Q(situation__discreet=True)
    return Engagement.objects.filter(secret)
