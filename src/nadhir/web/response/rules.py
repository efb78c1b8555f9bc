"""Who may know of which undertakings and engagements: their owner's people, whoever is to act, and those
who may know of the warning that caused them."""

from __future__ import annotations

from django.db.models import Q

from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.response.models import Engagement, Undertaking, UndertakingStep
from nadhir.web.warnings.rules import of_warning


def of_undertaking(viewer: Viewer, prefix: str = "") -> Q:
    allowed = policy.NOTHING
    if viewer.user_id is None:
        return allowed
    if viewer.has("analyst", "reviewer", "coordinator", "officer"):
        allowed |= policy.marked(viewer, prefix)
    if viewer.has("decision_maker"):
        allowed |= Q(**{f"{prefix}warning__isnull": False}) & of_warning(viewer, f"{prefix}warning__")
    return allowed | Q(**{f"{prefix}person_id": viewer.user_id})


@policy.register(Undertaking)
def undertakings(viewer: Viewer) -> Q:
    return of_undertaking(viewer)


@policy.register(UndertakingStep)
def steps(viewer: Viewer) -> Q:
    return of_undertaking(viewer, "undertaking__")


@policy.register(Engagement)
def engagements(viewer: Viewer) -> Q:
    return policy.marked(viewer)
