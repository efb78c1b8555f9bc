"""Recording places."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from nadhir.doctrine import places as gazetteer
from nadhir.web.directory.models import Place


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
