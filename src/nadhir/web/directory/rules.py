"""Who may know of which actors and places."""

from __future__ import annotations

from django.db.models import Q

from nadhir.web.core import clock, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor, ActorName, ContactView, Member, MemberTrait, Place, Tenure


@policy.register(Place)
def places(viewer: Viewer) -> Q:
    return policy.EVERYTHING if viewer.known else policy.NOTHING


@policy.register(Actor)
def actors(viewer: Viewer) -> Q:
    return policy.marked(viewer)


@policy.register(ActorName)
def names(viewer: Viewer) -> Q:
    return policy.marked(viewer, "actor__")


@policy.register(Tenure)
def tenures(viewer: Viewer) -> Q:
    return policy.marked(viewer, "actor__") & policy.marked(viewer, "body__")


# The people of a network are for its coordinators alone: those of the organisation that keeps it. Not even
# they meet somebody whose consent does not hold: see `selectors.lapsed` for asking again.


def of_member(viewer: Viewer, prefix: str = "") -> Q:
    if viewer.organisation_id is None or not viewer.has("coordinator"):
        return policy.NOTHING
    holds = Q(
        **{
            f"{prefix}withdrawn_at": None,
            f"{prefix}consent_until__gte": clock.now().date(),
        }
    )
    return holds & Q(**{f"{prefix}network__owner_id": viewer.organisation_id})


@policy.register(Member)
def members(viewer: Viewer) -> Q:
    return of_member(viewer)


@policy.register(MemberTrait)
def member_traits(viewer: Viewer) -> Q:  # noqa: ARG001 - machinery
    return policy.NOTHING


@policy.register(ContactView)
def contact_views(viewer: Viewer) -> Q:
    return of_member(viewer, "member__")
