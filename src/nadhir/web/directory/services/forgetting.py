"""Forgetting an actor whose name came with a consent, also where it was made one with others since.

What a merge handed on from it is taken off the record that was kept; what that record knew by itself stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q

from nadhir.web.core.services import record_change
from nadhir.web.directory.keys import sorted_as
from nadhir.web.directory.models import Actor, ActorName, Duplicate, Expert, Merge, NameKey, Partner
from nadhir.web.directory.services.finding import actors_index
from nadhir.web.directory.services.unmerging import Undone, fields_back, merges_later

GONE = {
    "ar": "سجل سُحبت الموافقة عليه",
    "en": "Record whose consent was taken back",
    "fr": "Fiche dont l’accord a été retiré",
}


def came_with(record: Expert | Partner) -> Actor:
    """The actor whose name came with a record: not the one that the record was moved to by a merge."""
    told = {"model": record._meta.label, "field": "actor_id", "pk": str(record.pk), "how": "moved"}
    actor, seen = record.actor, set[UUID]()
    while actor.pk not in seen:
        seen.add(actor.pk)
        done = Merge.objects.filter(kept=actor, undone_at=None).select_related("gone").order_by("-at")
        actor = next((merge.gone for merge in done if told in merge.moved), actor)
    return actor


def actor_forget(actor: Actor) -> None:
    """Wipe what is known of an actor, and what merges took from it: for good."""
    for merge in Merge.objects.filter(gone=actor, undone_at=None):
        _taken_off(merge)
    plain: dict[str, Any] = {"names": GONE, "note": {}, "email": "", "url": "", "place": None}
    plain |= {"sources": [], "former": []}
    sorts: dict[str, Any] = {f"sort_{code}": sorted_as(GONE, code) for code in GONE}
    record_change(record=actor, **plain, **sorts)
    ActorName.objects.filter(actor=actor).delete()
    NameKey.objects.filter(actor=actor).delete()
    for merge in Merge.objects.filter(Q(gone=actor) | Q(kept=actor)):
        away = merge.gone_id == actor.pk
        merge.before |= {"gone" if away else "kept": {}, "changed": {}, "copies": []}
        if away:
            merge.before["wiped"] = True
        if "undone" in merge.before:
            merge.before["undone"] |= {"names": [], "note": ""}
        merge.note = ""
        merge.save(update_fields=["before", "note"])
    for pair in Duplicate.objects.filter(Q(one=actor) | Q(other=actor)):
        pair.reasons = [reason for reason in pair.reasons if "text" not in reason]
        pair.note = ""
        pair.save(update_fields=["reasons", "note"])


def _taken_off(merge: Merge) -> None:
    """Take what a merge handed on off the record that was kept, and off those that it went into itself."""
    kept = Actor.objects.get(pk=merge.kept_id)
    later = merges_later(kept)
    holders = {one.pk: one for one in (kept, *(further.kept for further in later))}
    own: dict[Any, Mapping[str, str]] = {one.kept_id: one.before["kept"].get("names", {}) for one in later}
    own[kept.pk] = merge.before["kept"].get("names", {})
    handed = {field: became for field, (_was, became) in merge.before["changed"].items() if field != "names"}
    was = merge.before["changed"].get("sources", [[], []])[0]
    handed["sources"] = [one for one in handed.get("sources", []) if one not in was]
    fields_back(merge, kept, later, Undone())
    came: dict[UUID, set[str]] = {pk: set() for pk in holders}
    for copy in merge.before["copies"]:
        for pk, text in _copies_off(copy["copy"], later):
            came.setdefault(pk, set()).add(text)
    for pk, one in holders.items():
        names = {code: text for code, text in one.names.items() if text[:300] not in came[pk]}
        back = {code: text for code, text in own[pk].items() if code not in names}
        sources = [source for source in one.sources if source not in handed["sources"]]
        record_change(record=one, names=names | back if names != one.names else names, sources=sources)
    for further in later:
        further.save(update_fields=["before"])
    for other in Merge.objects.filter(Q(kept__in=holders) | Q(gone__in=holders)).exclude(pk=merge.pk):
        _scrubbed(other, came, handed)
    actors_index(list(holders.values()))


def _copies_off(pk: str, later: list[Merge]) -> Iterator[tuple[UUID, str]]:
    """Take a copied name out again, and copies of that copy, whoever edited them since."""
    name = ActorName.objects.filter(pk=pk).first()
    if name is not None:
        yield name.actor_id, name.text
        name.delete()
    for merge in later:
        again = [one for one in merge.before["copies"] if one["of"] == pk]
        merge.before["copies"] = [one for one in merge.before["copies"] if one not in again]
        for one in again:
            yield from _copies_off(one["copy"], later)


def _scrubbed(merge: Merge, came: Mapping[UUID, set[str]], handed: Mapping[str, Any]) -> None:
    """Take what was handed on out of what another merge noted of those that held it."""

    def clean(field: str, value: Any, texts: set[str]) -> Any:
        if field == "names":
            return {code: text for code, text in value.items() if text[:300] not in texts}
        if field == "sources":
            return [one for one in value if one not in handed["sources"]]
        return None if value and value == handed.get(field) else value

    for side, pk in (("kept", merge.kept_id), ("gone", merge.gone_id)):
        if pk in came:
            noted = merge.before[side]
            merge.before[side] = {field: clean(field, value, came[pk]) for field, value in noted.items()}
    if merge.kept_id in came:
        texts = came[merge.kept_id]
        merge.before["changed"] = {
            field: [clean(field, value, texts) for value in both]
            for field, both in merge.before["changed"].items()
        }
    merge.save(update_fields=["before"])
