"""Who may know of what networks are asked, of disputes, and of what networks tell.

What goes on inside a network or a forum is for the coordinators of the organisation that keeps it. The desk
that asks sees what it asked and what came of it; the desk that was told an insight sees that.
"""

from __future__ import annotations

from django.db.models import Q

from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.response.models import (
    Activation,
    Dispute,
    DisputeParty,
    DisputeStep,
    Insight,
    Invitation,
)


def _keeps(viewer: Viewer, network: str) -> Q:
    """The records of networks that the viewer keeps as a coordinator."""
    if viewer.organisation_id is None or not viewer.has("coordinator"):
        return policy.NOTHING
    return Q(**{f"{network}__owner_id": viewer.organisation_id})


@policy.register(Activation)
def activations(viewer: Viewer) -> Q:
    allowed = _keeps(viewer, "network")
    if viewer.organisation_id is not None and viewer.has("analyst", "reviewer", "coordinator"):
        allowed |= policy.marked(viewer) & Q(owner_id=viewer.organisation_id)
    return allowed


@policy.register(Invitation)
def invitations(viewer: Viewer) -> Q:
    return _keeps(viewer, "activation__network")


def of_dispute(viewer: Viewer, prefix: str = "") -> Q:
    allowed = _keeps(viewer, f"{prefix}forum")
    if viewer.has("analyst", "reviewer", "coordinator"):
        allowed |= policy.marked(viewer, prefix)
    return allowed


@policy.register(Dispute)
def disputes(viewer: Viewer) -> Q:
    return of_dispute(viewer)


@policy.register(DisputeParty)
def dispute_parties(viewer: Viewer) -> Q:
    return of_dispute(viewer, "dispute__")


@policy.register(DisputeStep)
def dispute_steps(viewer: Viewer) -> Q:
    return of_dispute(viewer, "dispute__")


@policy.register(Insight)
def insights(viewer: Viewer) -> Q:
    allowed = _keeps(viewer, "network")
    if viewer.organisation_id is not None and viewer.has("analyst", "reviewer"):
        allowed |= Q(desk_id=viewer.organisation_id)
    return allowed
