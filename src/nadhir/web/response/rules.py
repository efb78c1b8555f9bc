"""Who may know of which undertakings and engagements: their owner's people, whoever is to act, and those
who may know of the warning that caused them."""

from __future__ import annotations

from django.db.models import Q

from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Item
from nadhir.web.response.models import Engagement, Undertaking, UndertakingProof, UndertakingStep
from nadhir.web.warnings.rules import of_warning


def of_undertaking(viewer: Viewer, prefix: str = "") -> Q:
    allowed = policy.NOTHING
    if viewer.user_id is None:
        return allowed
    if viewer.has("analyst", "reviewer", "coordinator", "officer"):
        allowed |= policy.marked(viewer, prefix)
    if viewer.has("decision_maker"):
        allowed |= Q(**{f"{prefix}warning__isnull": False}) & of_warning(viewer, f"{prefix}warning__")
    entrusted = Q(**{f"{prefix}person_id": viewer.user_id}) | Q(**{f"{prefix}asker_id": viewer.user_id})
    return allowed | entrusted


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
