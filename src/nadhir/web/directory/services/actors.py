"""Recording places and actors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from nadhir.doctrine import places as gazetteer
from nadhir.doctrine.text import LANGUAGES
from nadhir.screening.normalise import fold
from nadhir.web.core import ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor, ActorName, Place, Tenure


@transaction.atomic
def place_sync() -> int:
    """Bring countries and subdivisions of the gazetteer into the database; how many are new."""
    known = dict(Place.objects.values_list("code", "pk"))
    new: list[Place] = []
    for country in gazetteer.all_countries():
        if country.code not in known:
            place = _place(country, Place.Kind.COUNTRY)
            known[country.code] = place.pk
            new.append(place)
    # Parents are flushed before their parts, which refer to them.
    Place.objects.bulk_create(new, batch_size=500)
    parts: list[Place] = []
    for country in gazetteer.all_countries():
        for part in gazetteer.subdivisions(country.code):
            if part.code not in known:
                place = _place(part, Place.Kind.SUBDIVISION)
                place.parent_id = known[country.code]
                known[part.code] = place.pk
                parts.append(place)
    Place.objects.bulk_create(parts, batch_size=500)
    return len(new) + len(parts)


def _place(place: gazetteer.Place, kind: str) -> Place:
    return Place(
        code=place.code,
        kind=kind,
        iso3=place.iso3 or "" if kind == Place.Kind.COUNTRY else "",
        names=place.names.as_dict(),
        latitude=place.latitude,
        longitude=place.longitude,
    )


@transaction.atomic
def place_invent(
    *,
    code: str,
    names: Mapping[str, str],
    parent: Place | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Place:
    """Record an invented place of a demonstration; the same code again is the same place."""
    kind = Place.Kind.SUBDIVISION if parent else Place.Kind.COUNTRY
    place, _ = Place.objects.get_or_create(
        code=code,
        defaults={
            "kind": kind,
            "parent": parent,
            "names": dict(names),
            "latitude": latitude,
            "longitude": longitude,
            "fictional": True,
        },
    )
    return place


@transaction.atomic
def actor_record(
    *,
    viewer: Viewer,
    kind: str,
    names: Mapping[str, str],
    slug: str | None = None,
    spellings: Iterable[Mapping[str, str]] = (),
    tlp: str = "green",
    **fields: Any,
) -> Actor:
    """Record an actor with its names and spellings. Never merges by spelling; the same slug again is the
    same actor.

    Args:
        spellings: mappings with `text`, `language`, and where known `valid_from`, `valid_to`.
        fields: note, place, email, sources, fictional.
    """
    policy.require(viewer, "actor.record")
    if slug is not None and (known := Actor.objects.filter(slug=slug).first()):
        return known
    actor = Actor.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        tlp=tlp,
        kind=kind,
        names=dict(names),
        slug=slug,
        **fields,
    )
    written = [{"text": names[lang], "language": lang} for lang in LANGUAGES if names.get(lang)]
    for spelling in [*written, *spellings]:
        ActorName.objects.get_or_create(
            actor=actor,
            text=spelling["text"][:300],
            defaults={
                "language": spelling["language"],
                "folded": fold(spelling["text"])[:300],
                "valid_from": spelling.get("valid_from", ""),
                "valid_to": spelling.get("valid_to", ""),
            },
        )
    ledger.record(viewer, "actor.record", actor, kind=kind)
    return actor


@transaction.atomic
def tenure_record(
    *,
    viewer: Viewer,
    actor: Actor,
    body: Actor,
    role: Mapping[str, str],
    valid_from: str = "",
    valid_to: str = "",
    sources: Iterable[Any] = (),
) -> Tenure:
    """Record a role that an actor holds or held in a body."""
    policy.require(viewer, "actor.record", actor, body)
    tenure, made = Tenure.objects.get_or_create(
        actor=actor,
        body=body,
        valid_from=valid_from,
        defaults={"role": dict(role), "valid_to": valid_to, "sources": list(sources)},
    )
    if made:
        ledger.record(viewer, "tenure.record", actor, body=body.pk)
    return tenure
