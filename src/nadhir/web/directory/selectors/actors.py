"""Reading places and actors."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.cache import cache
from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, When

from nadhir.doctrine.text import language as working_language
from nadhir.errors import NotAllowed
from nadhir.screening.normalise import fold
from nadhir.screening.sounds import sounds_of, words_of
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.keys import WIDTH
from nadhir.web.directory.models import Actor, ActorName, NameKey, Place, Tenure

MOST_WORDS = 8  # of those somebody types to find a name
SOUND = 2  # consonants from which on a sound says something


def place_ids() -> dict[str, uuid.UUID]:
    """The identifier of every place by its code; kept for a while, since places hardly ever change."""
    # Identifiers grow with time, so a place that was added or taken back changes one of the two.
    state = (Place.objects.count(), Place.objects.order_by("-pk").values_list("pk", flat=True).first())
    kept: tuple[Any, dict[str, uuid.UUID]] | None = cache.get("places")
    if kept is None or kept[0] != state:
        kept = (state, dict(Place.objects.values_list("code", "pk")))
        cache.set("places", kept, 3600)
    return kept[1]


def code_of(text: str) -> str:
    """What somebody wrote, if it can be the code of a place; nothing otherwise."""
    return text if re.fullmatch(r"[A-Z0-9-]{2,10}", text) else ""


def places_of(ids: Iterable[uuid.UUID]) -> QuerySet[Place]:
    """Places by their identifiers. Places are nobody's secret, so no viewer is asked for."""
    return Place.objects.filter(pk__in=list(ids))


def country_names() -> dict[str, dict[str, str]]:
    """The names of every country by its code. Places are nobody's secret, so no viewer is asked for."""
    return dict(Place.objects.filter(parent=None).values_list("code", "names"))


def names_by_code(codes: Iterable[str]) -> dict[str, dict[str, str]]:
    """The names of these places by their code. Places are nobody's secret."""
    return dict(Place.objects.filter(code__in=list(codes)).values_list("code", "names"))


def places(viewer: Viewer) -> QuerySet[Place]:
    """All places that can be watched."""
    return policy.visible(Place.objects.all(), viewer)


def actors(
    viewer: Viewer, *, named: str = "", kind: str = "", place: str = "", language: str | None = None
) -> QuerySet[Actor]:
    """Actors, by name in `language`; those that are only said alike after those that are written so.

    Args:
        named: words of any of their names, as far as one knows them, in any order, language and script.
        place: code of their place.
        language: of the reader; decides the order.
    """
    found = policy.visible(Actor.objects.select_related("place"), viewer)
    if kind:
        found = found.filter(kind=kind)
    if place:
        found = found.filter(place__code=place)
    order = f"sort_{working_language(language)}"
    if not named.strip():
        return found.order_by(order, "pk")
    written, said = written_so(named), said_so(named)
    if said is None:
        return found.filter(written).order_by(order, "pk")
    found = found.filter(written | said)
    return found.annotate(by_sound=Case(When(written, then=0), default=1)).order_by("by_sound", order, "pk")


def written_so(named: str) -> Q:
    """Actors one of whose names holds these words, or begins words with them, in any order."""
    part = ActorName.objects.filter(folded__contains=fold(named.strip()))
    found = Q(pk__in=part.values("actor"))
    if words := words_of(named)[:MOST_WORDS]:
        found |= _all(f"w{word}"[:WIDTH] for word in words)
    return found


def said_so(named: str) -> Q | None:
    """Actors with words that sound like these in Arabic or Latin letters; None where too little is known of
    how they sound."""
    heard = sounds_of(named)[:MOST_WORDS]
    if not heard or all(len(sound) < SOUND for forms in heard for sound in forms):
        return None
    found = Q()
    for forms in heard:
        keys = [f"s{sound}"[:WIDTH] for sound in forms]
        found &= Q(pk__in=NameKey.objects.filter(key__in=keys).values("actor"))
    return found


def _all(beginnings: Iterable[str]) -> Q:
    """Actors with a key for each of these beginnings."""
    found = Q()
    for start in beginnings:
        # A range and not a pattern: of that an index knows where to look, whichever database it is.
        keys = NameKey.objects.filter(key__gte=start, key__lt=f"{start}\U0010ffff")
        found &= Q(pk__in=keys.values("actor"))
    return found


def actor(viewer: Viewer, pk: Any) -> Actor:
    """One actor.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(Actor.objects.select_related("place", "owner"), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="actor.read")
    return found


def actors_by_kind(viewer: Viewer) -> Counter[str]:
    """How many actors of each kind the viewer may know of."""
    found = policy.visible(Actor.objects.all(), viewer).order_by()
    return Counter(dict(found.values_list("kind").annotate(many=Count("pk"))))


def spellings(viewer: Viewer, actor: Actor) -> QuerySet[ActorName]:
    """Every name of an actor: undated ones first, then as they came into use."""
    found = policy.visible(ActorName.objects.filter(actor=actor), viewer)
    return found.order_by("valid_from", "language", "pk")


def roles_of(viewer: Viewer, actor: Actor) -> QuerySet[Tenure]:
    """The roles that an actor holds or held, the latest first."""
    found = policy.visible(Tenure.objects.filter(actor=actor), viewer)
    return found.select_related("body").order_by("-valid_from", "pk")


def people_of(viewer: Viewer, body: Actor) -> QuerySet[Tenure]:
    """Who holds or held roles in a body, the latest first."""
    found = policy.visible(Tenure.objects.filter(body=body), viewer)
    return found.select_related("actor").order_by("-valid_from", "pk")


def with_roles(viewer: Viewer, found: QuerySet[Actor]) -> QuerySet[Actor]:
    """Actors with `roles_known`, the roles of each that the viewer may know of."""
    known = policy.visible(Tenure.objects.select_related("body"), viewer).order_by(F("valid_from").desc())
    return found.prefetch_related(Prefetch("tenures", queryset=known, to_attr="roles_known"))


def became(viewer: Viewer, pk: Any) -> Actor | None:
    """What an actor that is gone was merged into, after however many merges; None where it never was one that
    this viewer may know of, or where they may not know of what it became."""
    gone = Actor.objects.filter(policy.marked(viewer), pk=pk).exclude(merged_into=None).first()
    seen = {gone.pk} if gone else set()
    at = gone
    while at is not None and at.merged_into_id is not None and at.merged_into_id not in seen:
        seen.add(at.merged_into_id)
        at = at.merged_into
    if at is None:
        return None
    return policy.visible(Actor.objects.filter(pk=at.pk), viewer).first()
