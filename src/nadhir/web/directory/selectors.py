"""Reading places and actors."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet

from nadhir.screening.normalise import fold
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor, Place


def place_ids() -> dict[str, uuid.UUID]:
    """The identifier of every place by its code; kept for a while, since places hardly ever change."""
    # Identifiers grow with time, so a place that was added or taken back changes one of the two.
    state = (Place.objects.count(), Place.objects.order_by("-pk").values_list("pk", flat=True).first())
    kept: tuple[Any, dict[str, uuid.UUID]] | None = cache.get("places")
    if kept is None or kept[0] != state:
        kept = (state, dict(Place.objects.values_list("code", "pk")))
        cache.set("places", kept, 3600)
    return kept[1]


def places(viewer: Viewer) -> QuerySet[Place]:
    """All places that can be watched."""
    return policy.visible(Place.objects.all(), viewer)


def actors(viewer: Viewer, *, named: str = "", kind: str = "") -> QuerySet[Actor]:
    """Actors, by any of their spellings."""
    found = policy.visible(Actor.objects.select_related("place"), viewer)
    if kind:
        found = found.filter(kind=kind)
    if named:
        found = found.filter(Q(spellings__folded__contains=fold(named))).distinct()
    return found.order_by("names__en")
