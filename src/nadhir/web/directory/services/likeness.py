"""Proposing pairs of actors that may be one: for what was just recorded, and again and again for all.

Fifty thousand actors are not compared with one another but within blocks: those with the same name, a pair of
words that sound alike, the same address, or a family name in the same body. A block that is larger than
`CROWD` says little: `Mohamed Ali` is many people. Of such only those are compared that share a place or a
body.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator
from datetime import timedelta
from itertools import combinations, islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from nadhir.screening.normalise import fold
from nadhir.web.core import clock, rounds
from nadhir.web.directory.keys import pairs_of
from nadhir.web.directory.likeness import Known, Role, judge
from nadhir.web.directory.models import Actor, ActorName, Duplicate, NameKey, Tenure

CROWD = 12
NEAR = 60  # looked at for one actor
IN_ONE = 500  # values of one question to the database
Pair = tuple[UUID, UUID]


@rounds.register("directory.duplicates", every=timedelta(hours=6))
def duplicates_round() -> int:
    """Compare all actors with one another; how many pairs are new."""
    return duplicates_propose()


def duplicates_propose(actors: Iterable[UUID] | None = None) -> int:
    """Propose pairs among all actors, or of these with any other; how many are new.

    What a person found to be two stays so, unless the pair has come to share something else since. All are
    compared before anything is written, so that nobody waits for it.
    """
    if actors is None:
        known = _known(None)
        pairs = _pairs(known.values())
    else:
        chosen = set(actors)
        known = _known(chosen | _around(_known(chosen).values()))
        pairs = {pair for pair in _pairs(known.values()) if not chosen.isdisjoint(pair)}
    found = {pair: told for pair in pairs if (told := judge(known[pair[0]], known[pair[1]]))}
    return _keep(found, None if actors is None else chosen)


def _known(pks: Collection[UUID] | None) -> dict[UUID, Known]:
    """What is compared of these actors, or of all."""
    if pks is None:
        return _known_where(Q(), Q())
    found: dict[UUID, Known] = {}
    rest = iter(pks)
    while part := list(islice(rest, IN_ONE)):
        found |= _known_where(Q(pk__in=part), Q(actor__in=part))
    return found


def _known_where(which: Q, within: Q) -> dict[UUID, Known]:
    columns = ("pk", "kind", "fictional", "place_id", "email", "url", "began", "ended", "owner_id")
    actors = Actor.objects.filter(which, merged_into=None)
    known = {row[0]: Known(*row) for row in actors.values_list(*columns)}
    for actor_id, text in ActorName.objects.filter(within).values_list("actor_id", "text"):
        if actor_id in known:
            known[actor_id].names.append(text)
    served = ("actor_id", "body_id", "kind", "valid_from", "valid_to")
    for actor_id, *role in Tenure.objects.filter(within).values_list(*served):
        if actor_id in known:
            known[actor_id].roles.append(Role(*role))
    return known


def _around(known: Iterable[Known]) -> set[UUID]:
    """Others that one of these may be, as far as the index tells."""
    found: set[UUID] = set()
    for one in known:
        keys = {key for name in one.names for key in pairs_of(name)}
        alike = NameKey.objects.filter(key__in=sorted(keys)[:IN_ONE]).values_list("actor_id", flat=True)
        same = ActorName.objects.filter(folded__in={fold(name)[:300] for name in one.names})
        found.update(alike.distinct()[:NEAR])
        found.update(same.values_list("actor_id", flat=True).distinct()[:NEAR])
        if one.email:
            mine = Actor.objects.filter(email__iexact=one.email, owner=one.owner)
            found.update(mine.values_list("pk", flat=True)[:NEAR])
        if one.person and one.roles:
            family = {f"s{sound}" for forms in _families(one) for sound in forms}
            beside = Tenure.objects.filter(body__in={role.body for role in one.roles}).values("actor")
            named = NameKey.objects.filter(key__in=family, actor__in=beside)
            found.update(named.values_list("actor_id", flat=True).distinct()[:NEAR])
    return found


def _families(one: Known) -> Iterator[frozenset[str]]:
    """How the last words of the names of several words sound."""
    for words in one.heard:
        yield words[-1].sounds


def _pairs(known: Iterable[Known]) -> set[Pair]:
    """Pairs that stand together in a block; the older record first."""
    blocks: dict[Hashable, set[UUID]] = defaultdict(set)
    by_pk = {one.pk: one for one in known}
    for one in by_pk.values():
        for key in _blocks(one):
            blocks[key].add(one.pk)
    found: set[Pair] = set()
    for members in blocks.values():
        if len(members) <= CROWD:
            found.update(combinations(sorted(members), 2))
            continue
        for near in _thinned(by_pk[pk] for pk in members):
            found.update(combinations(sorted(near), 2))
    return found


def _blocks(one: Known) -> Iterator[Hashable]:
    yield from (("name", spelt) for spelt in one.spelt)
    yield from {key for name in one.names for key in pairs_of(name)}
    if one.email:
        yield "email", one.owner, one.email.casefold()
    if one.person:
        bodies = {role.body for role in one.roles}
        sounds = {sound for forms in _families(one) for sound in forms} if bodies else set()
        yield from ((body, sound) for body in bodies for sound in sounds)


def _thinned(crowd: Iterable[Known]) -> Iterator[set[UUID]]:
    """Of a crowd those that share a place or a body, where these are not a crowd themselves."""
    near: dict[Hashable, set[UUID]] = defaultdict(set)
    for one in crowd:
        for shared in {one.place, *(role.body for role in one.roles)} - {None}:
            near[shared].add(one.pk)
    yield from (members for members in near.values() if 1 < len(members) <= CROWD)


@transaction.atomic
def _keep(found: dict[Pair, tuple[float, list[dict[str, Any]]]], chosen: set[UUID] | None) -> int:
    """Write what was found, and take back proposals that nothing speaks for any more."""
    kept = Duplicate.objects.select_for_update().exclude(status=Duplicate.Status.MERGED)
    if chosen is not None:
        kept = kept.filter(Q(one__in=chosen) | Q(other__in=chosen))
    known = {(row.one_id, row.other_id): row for row in kept}
    merged = Duplicate.objects.filter(status=Duplicate.Status.MERGED).values_list("one_id", "other_id")
    judged = set(merged)
    now = clock.now()
    new, changed = [], []
    for pair, (weight, reasons) in found.items():
        if (row := known.get(pair)) is None:
            if pair not in judged:
                one, other = pair
                new.append(
                    Duplicate(one_id=one, other_id=other, weight=weight, reasons=reasons, proposed_at=now)
                )
            continue
        reasons = [*(reason for reason in row.reasons if reason["code"] == "asked"), *reasons]
        again = row.status != Duplicate.Status.PROPOSED
        if _more(row.reasons, reasons) if again else row.reasons != reasons:
            row.status, row.weight, row.reasons = Duplicate.Status.PROPOSED, weight, reasons
            changed.append(row)
    Duplicate.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    Duplicate.objects.bulk_update(changed, ["status", "weight", "reasons"], batch_size=300)
    stale = [
        row.pk
        for pair, row in known.items()
        if pair not in found and row.status == Duplicate.Status.PROPOSED and row.judged_at is None
        and not any(reason["code"] == "asked" for reason in row.reasons)
    ]  # fmt: skip
    Duplicate.objects.filter(pk__in=stale).delete()
    return len(new)


def _more(judged: Iterable[dict[str, Any]], reasons: Iterable[dict[str, Any]]) -> bool:
    """Whether more speaks for it now than when a person judged."""
    then = {reason["code"] for reason in judged if reason["for"]}
    return any(reason["for"] and reason["code"] not in then for reason in reasons)


def known_alike(rows: list[Known]) -> list[list[UUID]]:
    """For each of what is not recorded yet, the actors that it may be."""
    near = _known(_near(rows))
    blocks: dict[Hashable, set[UUID]] = defaultdict(set)
    for one in near.values():
        for key in _blocks(one):
            blocks[key].add(one.pk)
    found = []
    for row in rows:
        candidates = {pk for key in _blocks(row) for pk in blocks[key]}
        alike = [pk for pk in sorted(candidates) if _may_be(row, near[pk])]
        found.append(alike[:5])
    return found


def _near(rows: Iterable[Known]) -> set[UUID]:
    """Actors that share a key or a name with one of these, asked for all together."""
    keys = {key for one in rows for name in one.names for key in pairs_of(name)}
    names = {fold(name)[:300] for one in rows for name in one.names}
    found: set[UUID] = set()
    for part in _parts(sorted(keys)):
        found.update(NameKey.objects.filter(key__in=part).values_list("actor_id", flat=True))
    for part in _parts(sorted(names)):
        found.update(ActorName.objects.filter(folded__in=part).values_list("actor_id", flat=True))
    return found


def _may_be(row: Known, other: Known) -> bool:
    row.fictional = other.fictional
    return judge(row, other) is not None


def _parts(values: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while part := list(islice(rest, IN_ONE)):
        yield part
