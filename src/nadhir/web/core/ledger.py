"""The ledger: every act, in one order, each entry hashing the one before.

It serves audit, custody and the timeline from warning to result. It holds identifiers, hashes and small
facts, never the content of a report, so that content can be withdrawn for somebody's protection and the
chain stays whole.

The hash of an entry is SHA-256 over the canonical JSON of its fields and the hash before it. The head row
is locked while entries are added, so two writers never build on the same predecessor.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from nadhir.errors import LedgerBroken
from nadhir.web.core import clock
from nadhir.web.core.models import Entry, LedgerHead, Record
from nadhir.web.core.viewer import Viewer

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Act:
    """One act to be recorded: what was done to which record, and the small facts of it."""

    act: str
    noun: str
    subject_id: uuid.UUID
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Proof:
    """That the chain holds: how many entries, and the hash that stands for all of them."""

    count: int
    hash: str


def record(viewer: Viewer, act: str, subject: Record, **data: Any) -> Entry:
    """Record one act within the transaction of the service that did it."""
    return record_many(viewer, [Act(act, subject.noun, subject.pk, data)])[0]


def record_many(viewer: Viewer, acts: Iterable[Act]) -> list[Entry]:
    """Record acts in their order, under one lock."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("the ledger is written in the transaction of the act it records")
    LedgerHead.objects.get_or_create(pk=1)
    head = LedgerHead.objects.select_for_update().get(pk=1)
    moment = clock.now()
    entries: list[Entry] = []
    number, previous = head.count, head.hash
    for done in acts:
        number += 1
        # Stored as it is hashed: what JSON cannot hold becomes text before, not after.
        data = json.loads(json.dumps(done.data, cls=DjangoJSONEncoder))
        entry = Entry(
            number=number,
            at=moment,
            actor_id=viewer.user_id,
            act=done.act,
            noun=done.noun,
            subject_id=done.subject_id,
            data=data,
            previous=previous,
        )
        entry.hash = previous = hash_of(entry)
        entries.append(entry)
    Entry.objects.bulk_create(entries, batch_size=1000)
    LedgerHead.objects.filter(pk=1).update(count=number, hash=previous)
    return entries


def hash_of(entry: Entry) -> str:
    """SHA-256 of the entry's fields, in hexadecimal."""
    fields = [
        entry.number,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        str(entry.actor_id or ""),
        entry.act,
        entry.noun,
        str(entry.subject_id),
        entry.data,
        entry.previous,
    ]
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def verify() -> Proof:
    """Walk the whole chain.

    Raises:
        LedgerBroken: with the number of the first entry that does not fit, and what is wrong with it.
    """
    previous, number = START, 0
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2000):
        number += 1
        if entry.number != number:
            raise LedgerBroken("ledger.missing", number=number)
        if entry.previous != previous:
            raise LedgerBroken("ledger.unlinked", number=number)
        if entry.hash != hash_of(entry):
            raise LedgerBroken("ledger.altered", number=number)
        previous = entry.hash
    head = LedgerHead.objects.filter(pk=1).first()
    expected = (head.count, head.hash) if head else (0, START)
    if expected != (number, previous):
        raise LedgerBroken("ledger.cut", number=number, expected=expected[0])
    return Proof(number, previous)


def length() -> int:
    """How many acts the ledger holds: as long as it stays the same, nothing was done to any record."""
    return LedgerHead.objects.filter(pk=1).values_list("count", flat=True).first() or 0


def entries_of(*subject_ids: uuid.UUID) -> list[Entry]:
    """The acts upon the given records, in order. The caller has made sure that they may be seen."""
    return list(Entry.objects.filter(subject_id__in=subject_ids).order_by("number"))
