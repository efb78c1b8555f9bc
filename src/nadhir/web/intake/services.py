"""Taking files in, and what a person does with an item.

A file is copied into the workspace under its SHA-256 before anything is made of it. Its records are taken
in chunks; each chunk is one transaction with its items, places, custody entries and counts, so that whatever
happens, what was taken is whole and the rest comes when the file is taken in again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from nadhir import sources
from nadhir.errors import InputRefused, NotPossibleNow
from nadhir.sources import Mapping, Record, Rejection
from nadhir.sources.rejects import RejectsFile
from nadhir.web.accounts.models import Organisation, User
from nadhir.web.accounts.selectors import desk_of
from nadhir.web.core import ledger, policy
from nadhir.web.core.models import Tlp, new_id
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.selectors import place_ids
from nadhir.web.intake import clusters, reading
from nadhir.web.intake.models import Batch, ClusterBand, Credibility, Item, ItemPlace, Reliability, Source

CHUNK = 400

Progress = Callable[[Batch], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file."""

    batch: Batch
    rejects: Path | None


@transaction.atomic
def source_record(
    *,
    viewer: Viewer,
    slug: str,
    names: dict[str, str] | None = None,
    connector: str = "",
    reliability: str = Reliability.F,
    chatham_house: bool = False,
    licence: str = "",
    tlp: str = Tlp.AMBER,
    fictional: bool = False,
) -> Source:
    """Record a source; the same slug at the same desk is the same source."""
    policy.require(viewer, "item.receive")
    desk = desk_of(viewer)
    name = {"ar": slug, "en": slug, "fr": slug}
    source, made = Source.objects.get_or_create(
        owner=desk,
        slug=slug,
        defaults={
            "names": names or name,
            "connector": connector,
            "reliability": reliability,
            "chatham_house": chatham_house,
            "licence": licence,
            "tlp": tlp,
            "created_by_id": viewer.user_id,
            "fictional": fictional,
        },
    )
    if made:
        ledger.record(viewer, "source.record", source, slug=slug, reliability=reliability)
    return source


def batch_receive(
    *,
    viewer: Viewer,
    path: Path,
    source: Source | None = None,
    connector: str | None = None,
    mapping: Mapping | dict[str, str] | None = None,
    text_column: str | None = None,
    file_name: str | None = None,
    progress: Progress | None = None,
) -> Taken:
    """Take in one file.

    Args:
        source: whose reports these are; where None, the connector's own or one named after the format.
        connector: the connector to read with; where None, recognised or none.
        mapping: which column is what, for a table; where None it is guessed.
        text_column: the one column that must hold the text.
        file_name: the name to remember, where `path` is a temporary one.
        progress: called after each chunk with the batch so far.

    Raises:
        FileRefused: the file cannot be read at all. Nothing was kept.
        NotAllowed: the viewer may not take reports in.
    """
    policy.require(viewer, "item.receive")
    name = file_name or path.name
    opened = sources.read(path, source=connector, mapping=mapping, text_column=text_column)
    source = source or _source_of(viewer, opened)
    digest, size = _keep(path)
    batch = _batch_begin(viewer, source, opened, name, digest, size)
    rejects = RejectsFile(settings.WORKSPACE.rejects / f"{batch.pk}.csv")
    seen = reading.Occurrences()
    try:
        with rejects:
            for chunk in _chunks(opened):
                _take_chunk(viewer, batch, chunk, seen, rejects, name)
                if progress is not None:
                    progress(batch)
        _batch_end(viewer, batch, Batch.State.DONE)
    except InputRefused as problem:
        # The file broke off: what came before stands, and the batch says where it ended.
        _batch_end(
            viewer, batch, Batch.State.FAILED, problem={"code": problem.code, "params": problem.params}
        )
    except BaseException:
        _batch_end(viewer, batch, Batch.State.FAILED, problem={"code": "batch.interrupted", "params": {}})
        raise
    finally:
        seen.close()
    return Taken(batch, rejects.path if batch.rejected else None)


def _source_of(viewer: Viewer, opened: sources.Reading) -> Source:
    """The source of a file that came without one: its connector's, or one that names its format."""
    known = sources.connector(opened.connector) if opened.connector else None
    if known is not None:
        return source_record(
            viewer=viewer,
            slug=known.id,
            names=known.title.as_dict(),
            connector=known.id,
            reliability=known.reliability,
            licence=known.licence,
            tlp=known.tlp,
        )
    return source_record(viewer=viewer, slug=f"files-{opened.format}")


def _keep(path: Path) -> tuple[str, int]:
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


@transaction.atomic
def _batch_begin(
    viewer: Viewer, source: Source, opened: sources.Reading, name: str, digest: str, size: int
) -> Batch:
    batch = Batch.objects.create(
        owner_id=source.owner_id,
        created_by_id=viewer.user_id,
        tlp=source.tlp,
        source=source,
        file_name=name[:255],
        sha256=digest,
        size=size,
        format=opened.format,
        connector=opened.connector or "",
        mapping=opened.mapping.as_json() if opened.mapping else None,
        state=Batch.State.RUNNING,
        expected=opened.expected,
        fictional=source.fictional,
    )
    ledger.record(viewer, "batch.begin", batch, sha256=digest, size=size, source=source.slug)
    return batch


@transaction.atomic
def _batch_end(viewer: Viewer, batch: Batch, state: str, problem: dict[str, Any] | None = None) -> None:
    batch.state = state
    batch.problem = problem
    batch.finished_at = datetime.now(UTC)
    batch.save(update_fields=["state", "problem", "finished_at"])
    counts = {name: getattr(batch, name) for name in ("added", "known", "revised", "rejected")}
    ledger.record(viewer, f"batch.{state}", batch, **counts)


def _chunks(opened: Iterable[Record | Rejection]) -> Iterator[list[Record | Rejection]]:
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


def _take_chunk(
    viewer: Viewer,
    batch: Batch,
    chunk: Sequence[Record | Rejection],
    seen: reading.Occurrences,
    rejects: RejectsFile,
    name: str,
) -> None:
    records = [taken for taken in chunk if isinstance(taken, Record)]
    refused = [taken for taken in chunk if isinstance(taken, Rejection)]
    reads = reading.read_all(batch.source.slug, records, seen)
    with transaction.atomic():
        added, known, revised = _items_add(viewer, batch, reads)
        batch.added += added
        batch.known += known
        batch.revised += revised
        batch.rejected += len(refused)
        batch.save(update_fields=["added", "known", "revised", "rejected"])
    for rejection in refused:
        rejects.write(rejection, file=name)


def _items_add(viewer: Viewer, batch: Batch, reads: Sequence[reading.Read]) -> tuple[int, int, int]:
    """Add what is new of `reads`; how many were added, known, and among the added revisions."""
    desk = batch.owner_id
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
        return 0, len(reads), 0
    earlier = _earlier(desk, [read.key for read in new])
    items = [_item(viewer, batch, read, earlier.get(read.key)) for read in new]
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
            ledger.Act("item.receive", Item.noun, item.pk, {"sha256": item.sha256, "batch": str(batch.pk)})
            for item in items
        ],
    )
    revised = sum(item.revises_id is not None for item in items)
    return len(items), len(reads) - len(items), revised


def _earlier(desk: uuid.UUID, keys: Sequence[str]) -> dict[str, uuid.UUID]:
    """The latest item at the desk for each key, where there is one."""
    rows = Item.objects.filter(owner_id=desk, key__in=keys).order_by("pk").values_list("key", "pk")
    return dict(rows)


def _item(viewer: Viewer, batch: Batch, read: reading.Read, revises: uuid.UUID | None) -> Item:
    record, finding, identifier = read.record, read.finding, new_id()
    when = record.occurred or record.published
    hint = next((hint for hint in record.places if hint.latitude is not None), None)
    return Item(
        id=identifier,
        owner_id=batch.owner_id,
        created_by_id=viewer.user_id,
        tlp=batch.source.tlp,
        fictional=batch.fictional,
        source=batch.source,
        batch=batch,
        row=record.row,
        external_id=(record.external_id or "")[:200],
        key=read.key,
        fingerprint=read.fingerprint,
        revises_id=revises,
        raw=record.raw,
        raw_type="application/json" if batch.mapping is not None else batch.format,
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
        received_at=datetime.now(UTC),
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
        codes = [(hint.code, ItemPlace.Role.EVENT, 1, 1.0) for hint in read.record.places if hint.code]
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


@transaction.atomic
def item_assign(*, viewer: Viewer, item: Item, to: User, version: int | None = None) -> Item:
    """Give an item to somebody of the desk."""
    policy.require(viewer, "item.triage", item)
    if to.organisation_id != item.owner_id:
        raise NotPossibleNow("item.assign_outside")
    _open(item)
    record_change(record=item, version=version, assignee_id=to.pk, status=Item.Status.ASSIGNED)
    ledger.record(viewer, "item.assign", item, to=to.pk)
    return item


@transaction.atomic
def item_dismiss(*, viewer: Viewer, item: Item, because: str, version: int | None = None) -> Item:
    """Put an item aside, with the reason. Its near-copies go with it."""
    policy.require(viewer, "item.triage", item)
    _open(item)
    if not because.strip():
        raise NotPossibleNow("item.dismiss_without_reason")
    record_change(
        record=item, version=version, status=Item.Status.DISMISSED, dismissed_because=because.strip()[:300]
    )
    ledger.record(viewer, "item.dismiss", item, because=because.strip()[:300])
    return item


@transaction.atomic
def item_reopen(*, viewer: Viewer, item: Item, version: int | None = None) -> Item:
    """Undo a dismissal."""
    policy.require(viewer, "item.triage", item)
    if item.status != Item.Status.DISMISSED:
        raise NotPossibleNow("item.not_dismissed")
    record_change(record=item, version=version, status=Item.Status.NEW, dismissed_because="")
    ledger.record(viewer, "item.reopen", item)
    return item


@transaction.atomic
def item_rate(*, viewer: Viewer, item: Item, credibility: str, version: int | None = None) -> Item:
    """Rate the information itself, apart from its source."""
    policy.require(viewer, "item.rate", item)
    before = item.credibility
    record_change(record=item, version=version, credibility=Credibility(credibility).value)
    ledger.record(viewer, "item.rate", item, before=before, after=credibility)
    return item


@transaction.atomic
def item_mark_attached(*, viewer: Viewer, item: Item) -> None:
    """Called when an item is attached to a situation: it has left the inbox."""
    policy.require(viewer, "situation.change", item)
    if item.status != Item.Status.ATTACHED:
        Item.objects.filter(pk=item.pk).update(status=Item.Status.ATTACHED, version=F("version") + 1)
        item.refresh_from_db(fields=["status", "version"])


def _open(item: Item) -> None:
    if item.status == Item.Status.DISMISSED:
        raise NotPossibleNow("item.dismissed")


def organisation_of_command_line() -> Organisation:
    """The desk that the command line loads reports into: the first organisation of the workspace."""
    return Organisation.objects.order_by("pk")[0]
