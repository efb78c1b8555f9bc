"""Making one actor of two, by a person: names chosen, every reference moved, and all of it noted.

Nothing is ever merged by the system. What cannot be moved, since the other has its own, stays with the
record that is gone and comes back with it. See `unmerging` for taking them apart again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import NamedReader, Share, Tlp
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import spans
from nadhir.web.directory.models import Actor, ActorName, Duplicate, Merge, Tenure
from nadhir.web.directory.services.actors import name_put
from nadhir.web.directory.services.finding import actors_index
from nadhir.web.directory.services.references import columns, moved_over

# Taken over from the one that goes, where the one that stays has nothing.
FILLED = ("note", "place_id", "email", "url", "began", "ended", "succeeded_by_id")
SNAPSHOT = ("kind", "names", "tlp", "sources", *FILLED)


@transaction.atomic
def duplicate_ask(*, viewer: Viewer, one: Actor, other: Actor) -> Duplicate:
    """Put two records side by side that a person holds to be one.

    Raises:
        NotPossibleNow: `merge.itself`.
    """
    policy.require(viewer, "actor.merge", one)
    policy.require(viewer, "actor.merge", other)
    if one.pk == other.pk:
        raise NotPossibleNow("merge.itself")
    first, second = sorted((one, other), key=lambda actor: actor.pk)
    reasons = [{"code": "asked", "for": True}]
    pair, made = Duplicate.objects.get_or_create(
        one=first, other=second, defaults={"reasons": reasons, "proposed_at": clock.now()}
    )
    if not made and pair.status != Duplicate.Status.PROPOSED:
        pair.status = Duplicate.Status.PROPOSED
        pair.reasons = [*(reason for reason in pair.reasons if reason["code"] != "asked"), *reasons]
        pair.save(update_fields=["status", "reasons"])
    return pair


@transaction.atomic
def duplicate_keep_apart(*, viewer: Viewer, duplicate: Duplicate, note: str = "") -> Duplicate:
    """Say that two records are two; they are not proposed again unless they come to share something more.

    Raises:
        NotPossibleNow: `merge.judged`: somebody judged them meanwhile.
    """
    policy.require(viewer, "actor.merge", duplicate.one)
    policy.require(viewer, "actor.merge", duplicate.other)
    _judge(viewer, duplicate, Duplicate.Status.DIFFERENT, note)
    ledger.record(viewer, "duplicate.keep_apart", duplicate.one, other=duplicate.other_id)
    return duplicate


def _judge(viewer: Viewer, duplicate: Duplicate, status: str, note: str) -> None:
    now = clock.now()
    open_still = Duplicate.objects.filter(pk=duplicate.pk, status=Duplicate.Status.PROPOSED)
    if not open_still.update(status=status, note=note[:300], judged_by=viewer.user_id, judged_at=now):
        raise NotPossibleNow("merge.judged")
    duplicate.refresh_from_db()


@transaction.atomic
def actor_merge(
    *,
    viewer: Viewer,
    kept: Actor,
    gone: Actor,
    names: Mapping[str, str] | None = None,
    carried: Iterable[UUID] | None = None,
    note: str = "",
    versions: tuple[int, int] | None = None,
) -> Merge:
    """Make one of two: `kept` takes over what refers to `gone`, which leads to it from now on.

    Args:
        names: what it is called in each language; None to keep the names of `kept`.
        carried: spellings of `gone` that are taken over; None for all.
        versions: of kept and gone, as the person saw them.

    Raises:
        NotAllowed: one of them is another desk's.
        NotPossibleNow: `merge.itself`, `merge.already`, `merge.related`, `merge.other_kind`,
            `merge.other_reach`.
        Conflict: one of them changed meanwhile; nothing was merged.
    """
    _check(viewer, kept, gone)
    seen = versions or (kept.version, gone.version)
    before = {"kept": _snapshot(kept), "gone": _snapshot(gone)}
    record_change(record=gone, version=seen[1], merged_into=kept)
    changed = _filled(kept, gone)
    if names is not None and (named := {one: text.strip() for one, text in names.items() if text.strip()}):
        changed["names"] = named
    changed = {field: value for field, value in changed.items() if getattr(kept, field) != value}
    was = {field: getattr(kept, field) for field in changed}
    record_change(record=kept, version=seen[0], **changed)
    copies = _carry(kept, gone, carried)
    moved = [told for column in columns() for told in moved_over(column, gone.pk, kept.pk)]
    _no_successor_of_itself(kept)
    merge = Merge.objects.create(
        kept=kept,
        gone=gone,
        moved=moved,
        before={
            **before,
            "changed": {field: [_plain(was[field]), _plain(value)] for field, value in changed.items()},
            "copies": copies,
        },
        note=note[:300],
        by_id=viewer.user_id,
        at=clock.now(),
    )
    _settle(viewer, kept, gone, note)
    actors_index([kept])
    ledger.record(viewer, "actor.merge", kept, gone=gone.pk, merge=merge.pk, moved=len(moved))
    return merge


def _check(viewer: Viewer, kept: Actor, gone: Actor) -> None:
    if kept.pk == gone.pk:
        policy.require(viewer, "actor.merge", kept)
        raise NotPossibleNow("merge.itself")
    for one in (kept, gone):
        into = Actor.objects.filter(pk=one.pk).values_list("merged_into", flat=True).first()
        if into is not None and policy.may(viewer, "actor.merge", one):
            raise NotPossibleNow("merge.already")
        policy.require(viewer, "actor.merge", one)
    if (kept.kind == Actor.Kind.PERSON) != (gone.kind == Actor.Kind.PERSON):
        raise NotPossibleNow("merge.other_kind")
    both = Q(actor=kept, body=gone) | Q(actor=gone, body=kept)
    if Tenure.objects.filter(both).exists():
        raise NotPossibleNow("merge.related")
    if _reach(kept) != _reach(gone):
        raise NotPossibleNow("merge.other_reach")


def _reach(actor: Actor) -> tuple[str, frozenset[UUID], frozenset[UUID]]:
    """How far a record is read: merging must neither widen nor narrow that of either in silence."""
    groups: frozenset[UUID] = frozenset()
    if actor.tlp in (Tlp.GREEN, Tlp.AMBER):
        groups = frozenset(Share.objects.filter(record_id=actor.pk).values_list("group_id", flat=True))
    readers = NamedReader.objects.filter(record_id=actor.pk).values_list("user_id", flat=True)
    return actor.tlp, groups, frozenset(readers)


def _snapshot(actor: Actor) -> dict[str, Any]:
    return {field: _plain(getattr(actor, field)) for field in SNAPSHOT}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


def _filled(kept: Actor, gone: Actor) -> dict[str, Any]:
    """What `gone` knows and `kept` does not."""
    found = {field: getattr(gone, field) for field in FILLED if not getattr(kept, field)}
    known = {field: value for field, value in found.items() if value and value != kept.pk}
    began, ended = (known.get(field) or getattr(kept, field) for field in ("began", "ended"))
    if spans.backwards(began, ended):
        known.pop("began", None)
        known.pop("ended", None)
    new = [source for source in gone.sources if source not in kept.sources]
    return known | ({"sources": [*kept.sources, *new]} if new else {})


def _carry(kept: Actor, gone: Actor, carried: Iterable[UUID] | None) -> list[dict[str, str]]:
    """Copy spellings of `gone`; which row of ours is the copy of which."""
    wanted = ActorName.objects.filter(actor=gone)
    if carried is not None:
        wanted = wanted.filter(Q(pk__in=list(carried)) | Q(text__in=list(kept.names.values())))
    mine = set(ActorName.objects.filter(actor=kept).values_list("text", flat=True))
    copies = []
    for name in wanted.order_by("pk"):
        if name.text in mine:
            continue
        kind = ActorName.Kind.SPELLING if name.kind == ActorName.Kind.NAME else name.kind
        told = {"kind": str(kind), "valid_from": name.valid_from, "valid_to": name.valid_to}
        copy = name_put(kept, text=name.text, language=name.language, sources=name.sources, **told)
        copies.append({"copy": str(copy.pk), "of": str(name.pk), **told})
    for language, text in kept.names.items():
        name_put(kept, text=text, language=language)
    return copies


def _no_successor_of_itself(kept: Actor) -> None:
    """Where one came after the other, nothing comes after the one that both are."""
    Actor.objects.filter(pk=kept.pk, succeeded_by=kept.pk).update(succeeded_by=None)
    kept.refresh_from_db(fields=["succeeded_by"])


def _settle(viewer: Viewer, kept: Actor, gone: Actor, note: str) -> None:
    """The question whether they are one is answered."""
    first, second = sorted((kept.pk, gone.pk))
    Duplicate.objects.update_or_create(
        one_id=first,
        other_id=second,
        defaults={
            "status": Duplicate.Status.MERGED,
            "note": note[:300],
            "judged_by_id": viewer.user_id,
            "judged_at": clock.now(),
        },
        create_defaults={
            "status": Duplicate.Status.MERGED,
            "note": note[:300],
            "judged_by_id": viewer.user_id,
            "judged_at": clock.now(),
            "proposed_at": clock.now(),
            "reasons": [{"code": "asked", "for": True}],
        },
    )


def require_both(viewer: Viewer, merge: Merge) -> None:
    """Go on only where `viewer` may judge of both records of a merge, though neither may be shown now."""
    policy.require(viewer, "actor.merge")
    policy.require_sight(viewer, merge)
    for one in (merge.kept, merge.gone):
        if not policy.may(viewer, "actor.merge", one):
            raise NotAllowed("not_allowed.other_desk", act="actor.merge")
