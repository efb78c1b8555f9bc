"""Who may know of what the desk keeps about its warnings: chains, clearances, comments, usual recipients."""

from __future__ import annotations

from django.db.models import Q

from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings.models import (
    Chain,
    ChainStep,
    Citation,
    Clearance,
    Comment,
    GroupMember,
    RecipientGroup,
)
from nadhir.web.warnings.rules import of_warning


def _of_organisation(viewer: Viewer, prefix: str = "") -> Q:
    """For those who set them; what a warning goes through stands on its page."""
    if not viewer.has("reviewer", "administrator"):
        return policy.NOTHING
    return Q(**{f"{prefix}owner_id": viewer.organisation_id})


@policy.register(Chain)
def chains(viewer: Viewer) -> Q:
    return _of_organisation(viewer)


@policy.register(ChainStep)
def chain_steps(viewer: Viewer) -> Q:
    return _of_organisation(viewer, "chain__")


def at_desk_of(viewer: Viewer) -> Q:
    """What is said and done at the desk about a warning: for its analysts and reviewers, and for whoever is
    to clear it."""
    if viewer.user_id is None or viewer.organisation_id is None:
        return policy.NOTHING
    own = Q(warning__owner_id=viewer.organisation_id)
    if viewer.has("analyst", "reviewer"):
        return of_warning(viewer, "warning__") & own
    clears = Clearance.objects.filter(person_id=viewer.user_id).values("warning")
    return of_warning(viewer, "warning__") & own & Q(warning__in=clears)


@policy.register(Clearance)
def clearances(viewer: Viewer) -> Q:
    return at_desk_of(viewer)


@policy.register(Comment)
def comments(viewer: Viewer) -> Q:
    return at_desk_of(viewer)


@policy.register(Citation)
def citations(viewer: Viewer) -> Q:
    """That a passage is cited; the passage itself is asked for at the door of evidence."""
    return at_desk_of(viewer)


def _usual(viewer: Viewer, prefix: str = "") -> Q:
    if not viewer.has("analyst", "reviewer"):
        return policy.NOTHING
    return Q(**{f"{prefix}owner_id": viewer.organisation_id}) & policy.marked(viewer, f"{prefix}situation__")


@policy.register(RecipientGroup)
def recipient_groups(viewer: Viewer) -> Q:
    return _usual(viewer)


@policy.register(GroupMember)
def group_members(viewer: Viewer) -> Q:
    return _usual(viewer, "group__")
