"""How records become rows: the machinery behind `intake.services`, which decides and records.

A file is kept under its SHA-256; records are read in chunks; a chunk's items, places, clusters and custody
entries are written together.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from django.conf import settings

from nadhir.errors import InputRefused
from nadhir.sources import Record, Rejection
from nadhir.web.core import clock, ledger
from nadhir.web.core.models import new_id
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.selectors import place_ids
from nadhir.web.intake import clusters, reading
from nadhir.web.intake.models import Batch, ClusterBand, Item, ItemPlace, Source

CHUNK = 400
TABLES = frozenset({"csv", "jsonl", "parquet", "xlsx"})


def file_keep(path: Path) -> tuple[str, int]:
    """Copy the file into the workspace under its SHA-256; its hash and size in bytes."""
    digest, size = hashlib.sha256(), 0
    folder: Path = settings.WORKSPACE.files
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    waiting = folder / f".{uuid.uuid4().hex}.part"
    try:
        with (
            path.open("rb") as read,
            os.fdopen(os.open(waiting, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as kept,
        ):
            while block := read.read(1 << 20):
                digest.update(block)
                size += len(block)
                kept.write(block)
        name = digest.hexdigest()
        target = folder / name[:2] / name
        target.parent.mkdir(mode=0o700, exist_ok=True)
        if target.exists():
            waiting.unlink()
        else:
            shutil.move(waiting, target)
    finally:
        waiting.unlink(missing_ok=True)
    return name, size


@contextlib.contextmanager
def file_named(sha256: str, name: str) -> Iterator[Path]:
    """The kept file under the name it came with, which readers go by, for as long as the block lasts."""
    folder: Path = settings.WORKSPACE.files
    with tempfile.TemporaryDirectory(dir=folder, prefix=".reading-") as named:
        path = Path(named) / (Path(name).name or "file")
        path.hardlink_to(folder / sha256[:2] / sha256)
        yield path


def chunks_of(opened: Iterable[Record | Rejection]) -> Iterator[list[Record | Rejection]]:
    chunk: list[Record | Rejection] = []
    try:
        for taken in opened:
            chunk.append(taken)
            if len(chunk) >= CHUNK:
                yield chunk
                chunk = []
    except InputRefused:
        # What was read before the file broke off is good; then the break is told.
        if chunk:
            yield chunk
        raise
    if chunk:
        yield chunk


def items_add(
    viewer: Viewer, source: Source, batch: Batch | None, reads: Sequence[reading.Read]
) -> list[Item]:
    """Add what is new of `reads`, with places, clusters and custody entries; the items added.

    Called within the transaction of the service that takes the records.
    """
    desk = source.owner_id
    there = set(
        Item.objects.filter(owner_id=desk, fingerprint__in=[read.fingerprint for read in reads]).values_list(
            "fingerprint", flat=True
        )
    )
    new: list[reading.Read] = []
    for read in reads:
        if read.fingerprint not in there:
            there.add(read.fingerprint)
            new.append(read)
    if not new:
        return []
    earlier = _earlier(desk, [read.key for read in new])
    items = [_item(viewer, source, batch, read, earlier.get(read.key)) for read in new]
    _cluster(desk, items, new)
    Item.objects.bulk_create(items)
    _places_add(items, new)
    ClusterBand.objects.bulk_create(
        ClusterBand(band=band, item_id=item.pk)
        for item, read in zip(items, new, strict=True)
        if item.leads_cluster
        for band in read.bands
    )
    ledger.record_many(
        viewer,
        [
            ledger.Act(
                "item.receive",
                Item.noun,
                item.pk,
                {"sha256": item.sha256, "batch": str(batch.pk) if batch else None},
            )
            for item in items
        ],
    )
    return items


def _earlier(desk: uuid.UUID, keys: Sequence[str]) -> dict[str, uuid.UUID]:
    """The latest item at the desk for each key, where there is one."""
    rows = Item.objects.filter(owner_id=desk, key__in=keys).order_by("pk").values_list("key", "pk")
    return dict(rows)


def _item(
    viewer: Viewer,
    source: Source,
    batch: Batch | None,
    read: reading.Read,
    revises: uuid.UUID | None,
) -> Item:
    record, finding, identifier = read.record, read.finding, new_id()
    when = record.occurred or record.published
    hint = next((hint for hint in record.places if hint.latitude is not None), None)
    return Item(
        id=identifier,
        owner_id=source.owner_id,
        created_by_id=viewer.user_id,
        tlp=source.tlp,
        fictional=source.fictional,
        source=source,
        batch=batch,
        row=record.row,
        external_id=(record.external_id or "")[:200],
        key=read.key,
        fingerprint=read.fingerprint,
        revises_id=revises,
        raw=record.raw,
        raw_type=_raw_type(batch),
        sha256=hashlib.sha256(record.raw).hexdigest(),
        title=(record.title or "")[:500],
        text=record.text,
        folded=read.folded,
        url=(record.url or "")[:1000],
        author=(record.author or "")[:200],
        notes=[note.as_json() for note in record.notes],
        published=reading.date_as_json(record.published),
        occurred=reading.date_as_json(record.occurred),
        occurred_on=when.start if when else None,
        received_at=clock.now(),
        latitude=hint.latitude if hint else None,
        longitude=hint.longitude if hint else None,
        place_precision=record.event.place_precision if record.event else None,
        event=asdict(record.event) if record.event else None,
        language=finding.language,
        coverage=finding.coverage,
        concern=finding.concern,
        finding=finding.as_json(),
        priority=read.priority.level,
        weight=read.priority.weight,
        reasons=[reason.as_json() for reason in read.priority.reasons],
        cluster=identifier,
    )


def _raw_type(batch: Batch | None) -> str:
    if batch is None:
        return "text/plain"
    return "application/json" if batch.format in TABLES else batch.format


def _cluster(desk: uuid.UUID, items: Sequence[Item], reads: Sequence[reading.Read]) -> None:
    """Put near-copies of earlier items, or of earlier ones in this chunk, into their clusters."""
    wanted = {band for read in reads for band in read.bands}
    candidates: dict[int, list[tuple[uuid.UUID, str]]] = defaultdict(list)
    found = ClusterBand.objects.filter(band__in=wanted, item__owner_id=desk).values_list(
        "band", "item__cluster", "item__folded"
    )
    for band, cluster, folded in found:
        candidates[band].append((cluster, folded))
    for item, read in zip(items, reads, strict=True):
        near = {pair for band in read.bands for pair in candidates[band]}
        copied = clusters.closest(read.folded, sorted(near))
        if copied is not None:
            item.cluster, item.leads_cluster = copied, False
        else:
            for band in read.bands:
                candidates[band].append((item.cluster, read.folded))


def _places_add(items: Sequence[Item], reads: Sequence[reading.Read]) -> None:
    known = place_ids()
    rows: list[ItemPlace] = []
    for item, read in zip(items, reads, strict=True):
        taken: set[tuple[uuid.UUID, str]] = set()
        codes = [(code, ItemPlace.Role.EVENT, 1, 1.0) for code in read.event_places]
        codes += [
            (place.code, ItemPlace.Role.MENTIONED, place.count, place.certainty) for place in read.places
        ]
        for code, role, mentions, certainty in codes:
            place_id = known.get(code)
            if place_id is not None and (place_id, role) not in taken:
                taken.add((place_id, role))
                rows.append(
                    ItemPlace(
                        item_id=item.pk, place_id=place_id, role=role, mentions=mentions, certainty=certainty
                    )
                )
    ItemPlace.objects.bulk_create(rows)
