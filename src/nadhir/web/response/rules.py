"""Who may know of which undertakings and engagements: their owner's people, whoever is to act, and those
who may know of the warning that caused them."""

from __future__ import annotations

from django.db.models import Q

from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Item
from nadhir.web.response.models import (
    Briefing,
    BriefingQuestion,
    Consultation,
    ConsultationDraft,
    ConsultationInput,
    Engagement,
    EngagementFile,
    LibraryUse,
    Participation,
    Review,
    Undertaking,
    UndertakingProof,
    UndertakingStep,
)
from nadhir.web.warnings.models import Warning
from nadhir.web.warnings.rules import of_warning


def of_undertaking(viewer: Viewer, prefix: str = "") -> Q:
    allowed = policy.NOTHING
    if viewer.user_id is None:
        return allowed
    if viewer.has("analyst", "reviewer"):
        allowed |= policy.marked(viewer, prefix)
    elif viewer.has("coordinator", "officer"):
        # What is done because of a confidential note tells of it: it is for those who may read the note.
        other = Q(**{f"{prefix}warning__isnull": True}) | Q(**{f"{prefix}warning__kind": Warning.Kind.ALERT})
        allowed |= policy.marked(viewer, prefix) & (other | of_warning(viewer, f"{prefix}warning__"))
    if viewer.has("decision_maker"):
        allowed |= Q(**{f"{prefix}warning__isnull": False}) & of_warning(viewer, f"{prefix}warning__")
    for name in ("person_id", "asker_id", "created_by_id"):
        allowed |= Q(**{f"{prefix}{name}": viewer.user_id})
    return allowed


@policy.register(Undertaking)
def undertakings(viewer: Viewer) -> Q:
    return of_undertaking(viewer)


@policy.register(UndertakingStep)
def steps(viewer: Viewer) -> Q:
    return of_undertaking(viewer, "undertaking__")


@policy.register(UndertakingProof)
def proofs(viewer: Viewer) -> Q:
    """What shows that it was done; of a report only for those who may read it."""
    told = of_undertaking(viewer, "undertaking__")
    return told & (Q(item=None) | Q(item__in=policy.visible(Item.objects.order_by(), viewer).values("pk")))


@policy.register(Engagement)
def engagements(viewer: Viewer) -> Q:
    return policy.marked(viewer)


@policy.register(Review)
def reviews(viewer: Viewer) -> Q:
    """What a desk says of its own warnings is for that desk, and for the desks it is opened to."""
    if not viewer.has("analyst", "reviewer"):
        return policy.NOTHING
    told = Q(warning=None) | of_warning(viewer, "warning__")
    others = Q(status=Review.Status.CLOSED) & told
    return policy.marked(viewer) & (Q(owner_id=viewer.organisation_id) | others)


@policy.register(LibraryUse)
def library_uses(viewer: Viewer) -> Q:
    """What came of an option or a tool card, for those who may use them."""
    if not viewer.has("analyst", "reviewer", "coordinator", "officer", "decision_maker"):
        return policy.NOTHING
    return policy.marked(viewer)


@policy.register(Participation)
def participations(viewer: Viewer) -> Q:
    """Who took part is for the desk that convened it; under the Chatham House rule and at a closed meeting
    for nobody else, else for whoever may know of the engagement."""
    own = Q(engagement__owner_id=viewer.organisation_id) & ~Q(
        engagement__attribution=Engagement.Attribution.CLOSED
    )
    mine = Q(engagement__created_by_id=viewer.user_id) if viewer.user_id is not None else policy.NOTHING
    opened = Q(engagement__attribution=Engagement.Attribution.OPEN)
    return policy.marked(viewer, "engagement__") & (own | mine | opened)


@policy.register(EngagementFile)
def engagement_files(viewer: Viewer) -> Q:
    """Papers go with the engagement, unless only that it took place may be told; photographs and minutes stay
    at its desk where who was there does."""
    own = Q(engagement__owner_id=viewer.organisation_id)
    opened = Q(engagement__attribution=Engagement.Attribution.OPEN)
    closed = Q(engagement__attribution=Engagement.Attribution.CLOSED)
    paper = Q(kind__in=[EngagementFile.Kind.PAPER, EngagementFile.Kind.ADOPTED]) & ~closed
    return policy.marked(viewer, "engagement__") & (own | opened | paper)


@policy.register(Consultation)
def consultations(viewer: Viewer) -> Q:
    return policy.marked(viewer)


@policy.register(ConsultationInput)
def consultation_inputs(viewer: Viewer) -> Q:
    return policy.marked(viewer, "consultation__")


@policy.register(ConsultationDraft)
def consultation_drafts(viewer: Viewer) -> Q:
    return policy.marked(viewer, "consultation__")


def of_briefing(viewer: Viewer, prefix: str = "") -> Q:
    """A briefing in the making is its desk's; given, it is for whom its label lets read it."""
    if not viewer.has("analyst", "reviewer", "coordinator", "officer", "decision_maker"):
        return policy.NOTHING
    own = Q(**{f"{prefix}owner_id": viewer.organisation_id})
    given = Q(**{f"{prefix}status": Briefing.Status.GIVEN})
    return policy.marked(viewer, prefix) & (own | given)


@policy.register(Briefing)
def briefings(viewer: Viewer) -> Q:
    return of_briefing(viewer)


@policy.register(BriefingQuestion)
def briefing_questions(viewer: Viewer) -> Q:
    return of_briefing(viewer, "briefing__")
