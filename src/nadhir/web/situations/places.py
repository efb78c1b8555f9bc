"""Looking up a place by name in any of the three languages, for putting it under watch."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.core.cache import cache

from nadhir.screening.normalise import fold
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Place


def places_named(viewer: Viewer, words: str, *, most: int = 12) -> list[Place]:
    """Places whose name or code is `words`, begins with it or holds it, in this order; countries first."""
    wanted = fold(words.strip())
    if not wanted:
        return []
    found: list[tuple[int, int, int, uuid.UUID]] = []
    for pk, code, subdivision, names in _folded(viewer):
        rank = min((_rank(wanted, name) for name in (*names, code)), default=9)
        if rank < 9:
            found.append((rank, subdivision, len(names[0]) if names else 0, pk))
    return places_of(viewer, [pk for *_, pk in sorted(found)[:most]])


def places_of(viewer: Viewer, ids: Iterable[uuid.UUID]) -> list[Place]:
    """These places, in this order."""
    wanted = list(ids)
    known = directory.places(viewer).select_related("parent").in_bulk(wanted)
    return [known[pk] for pk in wanted if pk in known]


def _rank(wanted: str, name: str) -> int:
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    if f" {wanted}" in name:
        return 2
    return 3 if len(wanted) > 2 and wanted in name else 9


def _folded(viewer: Viewer) -> list[tuple[uuid.UUID, str, int, list[str]]]:
    """Every place with its folded names. Kept for a while: places hardly ever change."""
    places = directory.places(viewer)
    many = places.count()
    known: tuple[int, list[tuple[uuid.UUID, str, int, list[str]]]] | None = cache.get("places.folded")
    if known is None or known[0] != many:
        rows = places.values_list("pk", "code", "kind", "names")
        folded = [
            (pk, fold(code), int(kind == Place.Kind.SUBDIVISION), [fold(name) for name in names.values()])
            for pk, code, kind, names in rows
        ]
        known = (many, folded)
        cache.set("places.folded", known, 3600)
    return known[1]
