"""Actors as rows and cards that leave the house. Addresses stay here, for everybody: a file of them is a list
of targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.utils.translation import get_language

from nadhir.sources import vcard
from nadhir.sources.vcard import Card, Version
from nadhir.web.core import clock
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import actor_list, selectors, spans
from nadhir.web.directory.models import Actor


def rows(viewer: Viewer, found: QuerySet[Actor]) -> Iterator[tuple[str, ...]]:
    """Rows of a table that can be taken in again: see `actor_list.COLUMNS`."""
    known = found.prefetch_related(selectors.names_seen(viewer))
    for one in known.iterator(chunk_size=500):
        yield actor_list.row_of(one, one.names_known)  # type: ignore[attr-defined]


def cards(viewer: Viewer, actors: Iterable[Actor], version: Version = "4.0") -> Iterator[str]:
    """Address cards, piece by piece."""
    told = (_card(viewer, number, one) for number, one in enumerate(actors, 1))
    return vcard.written(told, version=version)


def _card(viewer: Viewer, number: int, actor: Actor) -> Card:
    known = getattr(actor, "roles_known", None)
    roles = selectors.roles_of(viewer, actor) if known is None else known
    today = clock.now().date().isoformat()
    held = [role for role in roles if not spans.over(role.valid_to, today)][:3]
    first = get_language() or "en"
    names = sorted(actor.names.items(), key=lambda name: name[0] != first)
    others = [(name.text, name.language) for name in selectors.spellings(viewer, actor)]
    return Card(
        number=number,
        names=[(text, language) for language, text in names],
        others=[one for one in others if one[0] not in actor.names.values()],
        kind={"body": "organisation", "state": "organisation"}.get(actor.kind, actor.kind),
        organisations=[in_words(held[0].body.names)] if held and actor.kind == "person" else [],
        titles=[in_words(role.role) or role.get_kind_display() for role in held],
        url=actor.url,
        note=in_words(actor.note),
        uid=str(actor.pk),
    )
