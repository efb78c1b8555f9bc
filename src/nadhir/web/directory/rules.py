"""Who may know of which actors and places."""

from __future__ import annotations

from django.db.models import Q

from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor, ActorName, Place, Tenure


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
