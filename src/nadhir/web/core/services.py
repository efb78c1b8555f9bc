"""What services of all apps share: one way to change a record without overwriting somebody else."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, TypeVar

from django.apps import apps
from django.db import transaction
from django.db.models import CharField, F, Model, TextField

from nadhir.errors import Conflict, NotPossibleNow
from nadhir.web.core import sealed
from nadhir.web.core.models import NamedReader, Record, Share

R = TypeVar("R", bound=Record)


def record_change(*, record: R, version: int | None = None, **fields: Any) -> R:
    """Set `fields` on `record` if nobody changed it since `version`.

    Args:
        version: the version that the person saw; None to compare with the one in hand.

    Raises:
        Conflict: somebody did; nothing is written.
    """
    seen = record.version if version is None else version
    manager: Any = type(record)._default_manager
    changed = manager.filter(pk=record.pk, version=seen).update(version=F("version") + 1, **fields)
    if not changed:
        raise Conflict("conflict.changed")
    for name, value in fields.items():
        setattr(record, name, value)
    record.version = seen + 1
    return record


def record_share(*, record: Record, groups: Iterable[uuid.UUID]) -> None:
    """Open `record` to sharing groups, besides those that it is open to already."""
    for group_id in groups:
        Share.objects.get_or_create(record_id=record.pk, group_id=group_id)


def record_name_readers(*, record: Record, users: Iterable[uuid.UUID]) -> None:
    """Name persons as readers of `record`."""
    for user_id in users:
        NamedReader.objects.get_or_create(record_id=record.pk, user_id=user_id)


@transaction.atomic
def records_reseal() -> int:
    """Seal everything that is sealed anew with the key in use, and make what is found by it again.

    All or nothing: where one seal cannot be read, all keep the key that they have.

    Returns:
        How many fields were sealed anew.

    Raises:
        NotPossibleNow: `sealed.unreadable`: a key is missing, or a field was altered.
    """
    done = 0
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, (CharField, TextField)):
                done += _resealed(model, field.attname, bound=isinstance(field, sealed.SealedTextField))
    for run in sealed.reindexers.values():
        run()
    return done


def _resealed(model: type[Model], name: str, *, bound: bool) -> int:
    """Seal one column anew. A seal in a plain column is bound to no place."""
    manager: Any = model._base_manager
    rows = manager.exclude(**{f"{name}__isnull": True}).values_list("pk", name)
    rows = rows if bound else rows.filter(**{f"{name}__startswith": f"{sealed.MARK}."})
    label, done = model._meta.label_lower, 0
    for pk, token in list(rows):
        place = f"{label}.{name}:{pk}" if bound else ""
        if not token or sealed.current(str(token)):
            continue
        try:
            words = sealed.unseal(str(token), place=place)
        except NotPossibleNow:
            if bound:
                raise
            continue  # words that somebody wrote and that only look like a seal
        anew = sealed.seal(words, place=place)
        manager.filter(pk=pk).update(**{name: sealed.Sealed(anew, place) if bound else anew})
        done += 1
    return done
