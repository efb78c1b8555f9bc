"""Reading networks, forums and councils, and the people in them.

People are for the coordinators of the organisation that keeps the network. Whoever asks a network for help
learns of no single person here: see `selectors.reach`.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from nadhir.errors import NotAllowed
from nadhir.web.core import clock, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor, ContactView, Member, Place, consent_holds

KINDS = (Actor.Kind.NETWORK, Actor.Kind.BODY)


@dataclass(frozen=True, slots=True)
class Lapsed:
    """Somebody whose consent ran out: enough to ask again, and no more."""

    pk: uuid.UUID
    called: dict[str, str]
    since: date | None


def networks(viewer: Viewer) -> QuerySet[Actor]:
    """Networks, forums and councils that the viewer may know of."""
    found = policy.visible(Actor.objects.select_related("place", "owner"), viewer)
    return found.filter(kind__in=KINDS).order_by("pk")


def own_networks(viewer: Viewer) -> QuerySet[Actor]:
    """Those that the viewer keeps as a coordinator, with how many people in each consent today (`many`)."""
    found = networks(viewer).filter(owner_id=viewer.organisation_id)
    if viewer.organisation_id is None or not policy.may(viewer, "network.keep"):
        return found.none()
    today = clock.now().date()
    held = Q(dialogue_members__withdrawn_at=None, dialogue_members__consent_until__gte=today)
    return found.annotate(many=Count("dialogue_members", filter=held))


def keeps(viewer: Viewer, network: Actor) -> bool:
    """Whether the viewer is a coordinator of this network."""
    return policy.may(viewer, "network.keep", network)


def network(viewer: Viewer, pk: Any) -> Actor:
    """A network that the viewer keeps.

    Raises:
        NotAllowed: there is none, or the viewer does not keep it; the two look alike.
    """
    found = own_networks(viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="network.keep")
    return found


def members(viewer: Viewer, network: Actor | None = None) -> QuerySet[Member]:
    """The people whose consent holds, in networks that the viewer keeps."""
    found = policy.visible(Member.objects.select_related("network"), viewer)
    if network is not None:
        found = found.filter(network=network)
    return found.order_by("pseudonym", "pk")


def member(viewer: Viewer, pk: Any) -> Member:
    """One person.

    Raises:
        NotAllowed: there is none, their consent does not hold, or the viewer does not keep their network.
    """
    found = members(viewer).select_related("coordinator", "owner").filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="member.read")
    return found


def lapsed(viewer: Viewer, network: Actor) -> list[Lapsed]:
    """Those whose consent ran out and was not taken back, for its coordinators to ask again."""
    if not keeps(viewer, network):
        return []
    gone = Member.objects.filter(network=network, withdrawn_at=None).exclude(consent_holds())
    gone = gone.order_by("consent_until", "pk")
    return [Lapsed(one.pk, one.called, one.consent_until) for one in gone[:200]]


def lapsed_member(viewer: Viewer, pk: Any) -> Member:
    """One person whose consent ran out, to be asked again by a coordinator of the network.

    Raises:
        NotAllowed: see `member`.
    """
    found = Member.objects.select_related("network").filter(pk=pk, withdrawn_at=None).first()
    if found is None or not found.name or not keeps(viewer, found.network):
        raise NotAllowed("not_allowed.record", act="member.read")
    return found


def contact_views(viewer: Viewer, *, member: Member | None = None) -> QuerySet[ContactView]:
    """Who opened the contact of whom, the latest first."""
    found = policy.visible(ContactView.objects.select_related("by", "member"), viewer)
    return found.filter(member=member) if member is not None else found


def places_near(place: Place | None) -> QuerySet[Place]:
    """A country and its parts, of which `place` is one; all countries where there is none. Nothing finer:
    nobody is to be found by a village. Places are nobody's secret."""
    if place is None:
        return Place.objects.filter(parent=None).order_by("code")
    country = place.parent_id or place.pk
    return Place.objects.filter(Q(pk=country) | Q(parent_id=country)).order_by("kind", "code")
