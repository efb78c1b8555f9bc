"""Who may know of which actors and places."""

from __future__ import annotations

from django.db.models import Q

from nadhir.web.core import clock, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import (
    Actor,
    ActorName,
    AddressView,
    Asset,
    Consent,
    ContactView,
    Duplicate,
    Expert,
    Member,
    MemberTrait,
    Merge,
    NameKey,
    Partner,
    Place,
    Tenure,
    consent_in_force,
)


@policy.register(Place)
def places(viewer: Viewer) -> Q:
    return policy.EVERYTHING if viewer.known else policy.NOTHING


@policy.register(Actor)
def actors(viewer: Viewer) -> Q:
    """What was merged into another is shown nowhere but to whoever may take it apart again."""
    return policy.marked(viewer) & Q(merged_into=None)


@policy.register(ActorName)
def names(viewer: Viewer) -> Q:
    return policy.marked(viewer, "actor__")


@policy.register(NameKey)
def name_keys(viewer: Viewer) -> Q:
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


# Two records that may be one are a question for those who keep the directory.


@policy.register(Duplicate)
def duplicates(viewer: Viewer) -> Q:
    if not policy.may(viewer, "actor.merge"):
        return policy.NOTHING
    return policy.marked(viewer, "one__") & policy.marked(viewer, "other__")


@policy.register(Merge)
def merges(viewer: Viewer) -> Q:
    if not policy.may(viewer, "actor.merge"):
        return policy.NOTHING
    return policy.marked(viewer, "kept__") & policy.marked(viewer, "gone__")


# Experts, civil society and the assets of communities are shown as far, and as long, as they agreed to it.


def of_consented(viewer: Viewer, prefix: str = "") -> Q:
    if not viewer.known:
        return policy.NOTHING
    own = Q(**{f"{prefix}owner_id": viewer.organisation_id}) if viewer.organisation_id else policy.NOTHING
    wider = Q(**{f"{prefix}consent": Consent.PUBLIC})
    if viewer.partner:
        wider |= Q(**{f"{prefix}consent": Consent.PARTNERS})
    return policy.marked(viewer, prefix) & consent_in_force(prefix) & (own | wider)


@policy.register(Expert)
def experts(viewer: Viewer) -> Q:
    return of_consented(viewer) & Q(actor__merged_into=None)


@policy.register(Partner)
def partners(viewer: Viewer) -> Q:
    return of_consented(viewer) & Q(actor__merged_into=None)


@policy.register(Asset)
def assets(viewer: Viewer) -> Q:
    """Where people can hide is for those who protect them."""
    if not viewer.has("coordinator", "analyst", "reviewer"):
        return policy.NOTHING
    return of_consented(viewer)


@policy.register(AddressView)
def address_views(viewer: Viewer) -> Q:
    """Who looked up an address is told to those who keep it."""
    if viewer.organisation_id is None or not policy.may(viewer, "partner.keep"):
        return policy.NOTHING
    mine = policy.NOTHING
    for kept in ("expert", "partner", "asset"):
        mine |= Q(**{f"{kept}__owner_id": viewer.organisation_id})
    return mine
