"""What services of all apps share: one way to change a record without overwriting somebody else."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import F

from nadhir.errors import Conflict
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
