"""Keeping actors findable: the keys of their names, their order in lists, what they were called before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from nadhir.doctrine.text import LANGUAGES
from nadhir.web.directory.keys import former_of, keys_of, sorted_as
from nadhir.web.directory.models import Actor, ActorName, NameKey


def actors_index(actors: Iterable[Actor]) -> None:
    """Bring what these actors are found and sorted by in line with their names."""
    found = list(actors)
    spelt: dict[UUID, list[ActorName]] = defaultdict(list)
    for name in ActorName.objects.filter(actor__in=found):
        spelt[name.actor_id].append(name)
    kept: dict[UUID, dict[str, int]] = defaultdict(dict)
    for pk, actor_id, key in NameKey.objects.filter(actor__in=found).values_list("pk", "actor_id", "key"):
        kept[actor_id][key] = pk
    new, gone = [], []
    for actor in found:
        wanted = keys_of([*actor.names.values(), *(name.text for name in spelt[actor.pk])])
        new += [NameKey(actor=actor, key=key) for key in sorted(wanted - kept[actor.pk].keys())]
        gone += [pk for key, pk in kept[actor.pk].items() if key not in wanted]
        fields: dict[str, Any] = {
            f"sort_{language}": sorted_as(actor.names, language) for language in LANGUAGES
        }
        fields["former"] = former_of(
            (name.text, name.language, name.kind, name.valid_to) for name in spelt[actor.pk]
        )
        changed = {field: value for field, value in fields.items() if getattr(actor, field) != value}
        for field, value in changed.items():
            setattr(actor, field, value)
        if changed:
            Actor.objects.filter(pk=actor.pk).update(**changed)
    NameKey.objects.filter(pk__in=gone).delete()
    NameKey.objects.bulk_create(new, batch_size=2_000)
