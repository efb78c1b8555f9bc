"""Taking a merge apart again, also after either record was edited, and where one merge followed another.

What was moved and still stands where the merge put it goes back. What was edited since stays edited, what
came to refer to the kept record since stays with it, and the person is told of both.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock, ledger
from nadhir.web.core.models import NamedReader, Share, Tlp
from nadhir.web.core.services import record_change, record_name_readers
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor, ActorName, Duplicate, Merge
from nadhir.web.directory.services.finding import actors_index
from nadhir.web.directory.services.merging import require_both
from nadhir.web.directory.services.references import Column, column, put, put_link


@dataclass
class Undone:
    """What taking apart came to.

    Attributes:
        back: references that refer to the other again.
        lost: references that could not be put back, by model: the row is gone, was changed to name a third,
            or a rule of the database is against it.
        edited: fields of the kept record that were edited since, and stay so.
        names: names of the other that were edited since, and stay with the kept record too.
    """

    back: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    edited: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {"back": self.back, "lost": dict(self.lost), "edited": self.edited, "names": self.names}


@transaction.atomic
def merge_undo(*, viewer: Viewer, merge: Merge, note: str = "") -> Undone:
    """Make two of one again. The two are not proposed to be one again.

    Raises:
        NotAllowed: one of the two is another desk's.
        NotPossibleNow: `merge.undone`; `merge.wiped`: the consent that the other came with is gone.
    """
    require_both(viewer, merge)
    if Merge.objects.select_for_update().get(pk=merge.pk).before.get("wiped"):
        raise NotPossibleNow("merge.wiped")
    now = clock.now()
    if not Merge.objects.filter(pk=merge.pk, undone_at=None).update(
        undone_at=now, undone_by_id=viewer.user_id
    ):
        raise NotPossibleNow("merge.undone")
    merge.refresh_from_db()
    kept, gone = Actor.objects.get(pk=merge.kept_id), Actor.objects.get(pk=merge.gone_id)
    later = merges_later(kept)
    undone = Undone()
    for told in merge.moved:
        _put_back(told, gone, kept, later, undone)
    fields_back(merge, kept, later, undone)
    for copy in merge.before["copies"]:
        _name_back(copy, later, undone)
    _shown_again(gone, [kept, *(one.kept for one in later)])
    for one in later:
        one.save(update_fields=["moved", "before"])
    merge.before = {**merge.before, "undone": {**undone.as_json(), "note": note[:300]}}
    merge.save(update_fields=["before"])
    first, second = sorted((kept.pk, gone.pk))
    Duplicate.objects.filter(one=first, other=second).update(
        status=Duplicate.Status.DIFFERENT, note=note[:300], judged_by=viewer.user_id, judged_at=now
    )
    actors_index([kept, gone, *(one.kept for one in later)])
    ledger.record(viewer, "actor.merge_undo", kept, gone=gone.pk, merge=merge.pk, back=undone.back)
    return undone


def _shown_again(gone: Actor, holders: list[Actor]) -> None:
    """Show the other again, no further than those are shown that it was part of meanwhile."""
    narrowest = min((gone, *holders), key=lambda one: Tlp.values.index(one.tlp))
    for one in holders:
        if gone.tlp in (Tlp.GREEN, Tlp.AMBER):
            groups = Share.objects.filter(record_id=one.pk).values_list("group_id", flat=True)
            Share.objects.filter(record_id=gone.pk).exclude(group_id__in=list(groups)).delete()
        readers = list(NamedReader.objects.filter(record_id=one.pk).values_list("user_id", flat=True))
        NamedReader.objects.filter(record_id=gone.pk).exclude(user_id__in=readers).delete()
        if one is narrowest and one.tlp == Tlp.RED:
            record_name_readers(record=gone, users=readers)
    record_change(record=gone, merged_into=None, tlp=narrowest.tlp)


def merges_later(kept: Actor) -> list[Merge]:
    """Merges by which the kept record itself went into another, one after the other."""
    found: list[Merge] = []
    at: Actor | None = kept
    while at is not None and at.merged_into_id is not None:
        merge = Merge.objects.filter(gone=at, undone_at=None).select_related("kept").first()
        if merge is None or any(merge.pk == one.pk for one in found):
            break
        found.append(merge)
        at = merge.kept
    return found


def _put_back(told: dict[str, Any], gone: Actor, kept: Actor, later: list[Merge], undone: Undone) -> None:
    """Let one reference refer to the other again."""
    if told["how"] == "stayed":
        return
    here = column(told["model"], told["field"])
    if here is None:
        undone.lost[told["model"]] += 1
        return
    if told["how"] == "joined":
        done = put_link(here, told["row"], gone.pk)
    else:
        done = _returned(here, told, gone, {kept.pk, *(one.kept_id for one in later)}, later)
    if done:
        undone.back += 1
    else:
        undone.lost[told["model"]] += 1


def _returned(
    here: Column, told: dict[str, Any], gone: Actor, holders: set[UUID], later: list[Merge]
) -> bool:
    """Whether a row that was moved refers to the other again; later merges forget that they moved it."""
    row = None
    for merge in later:
        mine = [one for one in merge.moved if _same(one, told)]
        merge.moved = [one for one in merge.moved if not _same(one, told)]
        row = next((one["row"] for one in mine if one["how"] == "joined"), row)
    if row is not None:  # a later merge dropped the link, since the third had one of its own
        return put_link(here, row, gone.pk)
    pk = here.model._meta.pk.to_python(told["pk"])
    now = here.rows().filter(pk=pk).values_list(here.attname, flat=True).first()
    # Where the kept one came after the other, the merge left it without a successor.
    itself = here.model is Actor and pk in holders and now is None
    return (now in holders or itself) and put(here, pk, gone.pk)


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one[part] == other[part] for part in ("model", "field", "pk"))


def fields_back(merge: Merge, kept: Actor, later: list[Merge], undone: Undone) -> None:
    """Take back what the merge filled in, where nobody edited it since; also where it was handed on."""
    back = {}
    for name, (was, became) in merge.before["changed"].items():
        if _plain(getattr(kept, name)) == became:
            back[name] = was
        else:
            undone.edited.append(name.removesuffix("_id"))
    record_change(record=kept, **back)
    handed = {name: became for name, (_was, became) in merge.before["changed"].items() if name in back}
    for one in later:
        onwards = {}
        for name, became in list(handed.items()):
            was, then = one.before["changed"].get(name, (None, None))
            if name in one.before["changed"] and then == became and _plain(getattr(one.kept, name)) == became:
                onwards[name] = was
                del one.before["changed"][name]
        if onwards:
            record_change(record=one.kept, **onwards)
        handed = {name: value for name, value in handed.items() if name in onwards}


def _name_back(copy: dict[str, str], later: list[Merge], undone: Undone) -> None:
    """Take a copied name out again, and copies of that copy, where nobody edited them since."""
    told = ("kind", "valid_from", "valid_to")
    name = ActorName.objects.filter(pk=copy["copy"]).select_related("actor").first()
    if name is not None:
        edited = any(getattr(name, field) != copy[field] for field in told)
        if edited or name.text in name.actor.names.values():
            undone.names.append(name.text)
        else:
            name.delete()
    for merge in later:
        for again in [one for one in merge.before["copies"] if one["of"] == copy["copy"]]:
            merge.before["copies"] = [one for one in merge.before["copies"] if one is not again]
            _name_back(again, later, undone)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
