"""How records become rows: the machinery behind `intake.services`, which decides and records.

A file is kept under its SHA-256; records are read in chunks; a chunk's items, places, clusters and custody
entries are written together.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection

from nadhir.doctrine.phrases import Reason
from nadhir.errors import FileRefused, InputRefused, NotPossibleNow
from nadhir.screening.normalise import fold
from nadhir.sources import Record, Rejection
from nadhir.sources.records import excerpt_of
from nadhir.web.core import clock, ledger
from nadhir.web.core.models import Tlp, new_id
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.selectors import place_ids
from nadhir.web.intake import clusters, panels, reading
from nadhir.web.intake.models import Batch, ClusterBand, Item, ItemPlace, Source
from nadhir.web.intake.selectors import OPEN

CHUNK = 400
TABLES = frozenset({"csv", "jsonl", "parquet", "xlsx"})
_NEWER = Reason("triage.newer_version", {}, "nadhir.web")
NAME = 180  # bytes of a file name, so that it is one on every system


def name_kept(name: str) -> str:
    """A file's name as it is remembered and shown: no folders, no signs that turn or hide its letters, and
    not too long; its ending, by which readers go, stays."""
    shown = excerpt_of(name.replace("\\", "/").rsplit("/", 1)[-1], 1_000).strip(". ")
    ending = "".join(Path(shown).suffixes[-2:])
    ending = ending if len(ending.encode()) <= 24 else Path(shown).suffix[:6]
    stem = shown.removesuffix(ending).encode()[: NAME - len(ending.encode())].decode("utf-8", "ignore")
    return f"{stem}{ending}" or "file"


def file_keep(path: Path) -> tuple[str, int]:
    """Copy the file into the workspace under its SHA-256; its hash and size in bytes.

    Raises:
        NotPossibleNow: `workspace.unwritable`, where the workspace is full or closed to us.
    """
    waiting = _folder() / f".{uuid.uuid4().hex}.part"
    try:
        with path.open("rb") as read:
            return _copied(read, waiting)
    except OSError as problem:
        raise NotPossibleNow("workspace.unwritable", detail=problem.strerror or str(problem)) from problem
    finally:
        waiting.unlink(missing_ok=True)


def _copied(read: BinaryIO, waiting: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:
        while block := read.read(1 << 20):
            digest.update(block)
            size += len(block)
            kept.write(block)
        # What the ledger says is kept must be there after the current fails.
        kept.flush()
        os.fsync(kept.fileno())
    target = _kept_as(digest.hexdigest())
    target.parent.mkdir(mode=0o700, exist_ok=True)
    if not target.exists():
        waiting.replace(target)
    return digest.hexdigest(), size


def file_drop(sha256: str) -> None:
    """Remove a kept file of which nothing was taken."""
    kept = _kept_as(sha256)
    kept.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # others stand there
        kept.parent.rmdir()


@contextlib.contextmanager
def file_named(sha256: str, name: str) -> Iterator[Path]:
    """The kept file under the name it came with, which readers go by, for as long as the block lasts.

    Raises:
        FileRefused: `file.missing`: somebody took it out of the workspace.
    """
    kept = _kept_as(sha256)
    if not kept.is_file():
        raise FileRefused("file.missing", file=name)
    with tempfile.TemporaryDirectory(dir=_folder(), prefix=".reading-") as named:
        path = Path(named) / name
        try:
            path.hardlink_to(kept)
        except OSError:  # some file systems have no hard links
            path.symlink_to(kept)
        yield path


def _folder() -> Path:
    folder: Path = settings.WORKSPACE.files
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _kept_as(sha256: str) -> Path:
    return _folder() / sha256[:2] / sha256


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


def unknown(desk: uuid.UUID, found: Sequence[reading.Identified]) -> list[reading.Identified]:
    """What of it the desk does not have yet; a record that comes twice is in it once."""
    there = _there(desk, found)
    return list({one.fingerprint: one for one in found if one.fingerprint not in there}.values())


def _there(desk: uuid.UUID, found: Sequence[reading.Identified | reading.Read]) -> set[str]:
    wanted = [one.fingerprint for one in found]
    return set(
        Item.objects.filter(owner_id=desk, fingerprint__in=wanted).values_list("fingerprint", flat=True)
    )


def items_add(
    viewer: Viewer, source: Source, batch: Batch | None, reads: Sequence[reading.Read]
) -> list[Item]:
    """Add what is new of `reads`, with places, clusters and custody entries; the items added. Each record is
    among them once (`unknown`).

    Called within the transaction of the service that takes the records.
    """
    desk = source.owner_id
    # Two processes that take in the same records wait for each other: they have the same source.
    Source.objects.select_for_update(no_key=True).get(pk=source.pk)
    there = _there(desk, reads)
    new = [read for read in reads if read.fingerprint not in there]
    if not new:
        return []
    items = [_item(viewer, source, batch, read) for read in new]
    _revise(desk, items)
    _cluster(source, items, new)
    Item.objects.bulk_create(items)
    _places_add(items, new)
    _bands_add(items, new)
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
    panels.revised(viewer, [item for item in items if item.revises_id])
    return items


def _revise(desk: uuid.UUID, items: Sequence[Item]) -> None:
    """Tie newer versions of a record to the version before, and let the newest stand for it in the inbox.

    A version that is attached or dismissed stays so; its successor comes to the inbox all the same, with the
    reason.
    """
    rows = Item.objects.filter(owner_id=desk, key__in=[item.key for item in items]).order_by("pk")
    latest: dict[str, Item] = {item.key: item for item in rows.only("key", "cluster", "leads_cluster")}
    for item in items:
        before = latest.get(item.key)
        if before is not None:
            item.revises_id = before.pk
            item.reasons = [_NEWER.as_json(), *item.reasons]
            item.cluster, item.leads_cluster = (before.cluster if before.leads_cluster else item.pk), True
            before.leads_cluster = False  # for an earlier version in this very chunk
        latest[item.key] = item
    superseded = [item.revises_id for item in items if item.revises_id]
    Item.objects.filter(pk__in=superseded, status__in=OPEN).update(leads_cluster=False)


def _item(
    viewer: Viewer,
    source: Source,
    batch: Batch | None,
    read: reading.Read,
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
        raw=record.raw,
        raw_type=_raw_type(batch),
        sha256=hashlib.sha256(record.raw).hexdigest(),
        title=record.title or "",
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


def _cluster(source: Source, items: Sequence[Item], reads: Sequence[reading.Read]) -> None:
    """Put near-copies of earlier items, or of earlier ones in this chunk, into their clusters.

    Only what the same people may see is folded into one row: a copy behind a report that somebody may not
    know of would be hidden from them with it.
    """
    if source.tlp == Tlp.RED:
        return
    wanted = {band for read in reads for band in read.bands}
    candidates: dict[int, list[tuple[uuid.UUID, str]]] = defaultdict(list)
    near_ones = ClusterBand.objects.filter(
        band__in=wanted, item__owner_id=source.owner_id, item__tlp=source.tlp
    )
    if source.chatham_house:
        near_ones = near_ones.filter(item__source_id=source.pk)
    else:
        near_ones = near_ones.filter(item__source__chatham_house=False)
    for band, cluster, folded, title in near_ones.values_list(
        "band", "item__cluster", "item__folded", "item__title"
    ):
        candidates[band].append((cluster, clusters.without_title(folded, fold(title))))
    for item, read in zip(items, reads, strict=True):
        near = {pair for band in read.bands for pair in candidates[band]}
        text = clusters.without_title(read.folded, fold(item.title))
        # A newer version leads, also where it is a near-copy of others: what is new in it must be seen.
        copied = None if item.revises_id else clusters.closest(text, sorted(near))
        if copied is not None:
            item.cluster, item.leads_cluster = copied, False
        else:
            for band in read.bands:
                candidates[band].append((item.cluster, text))


def _bands_add(items: Sequence[Item], reads: Sequence[reading.Read]) -> None:
    """Keep the bands of what leads a cluster. Eight rows an item: without objects, in half the time."""
    table, field = ClusterBand._meta.db_table, ClusterBand._meta.get_field("item")
    rows = [
        (band, field.get_db_prep_save(item.pk, connection))
        for item, read in zip(items, reads, strict=True)
        if item.leads_cluster
        for band in read.bands
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(f'INSERT INTO "{table}" (band, item_id) VALUES (%s, %s)', rows)  # noqa: S608


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
