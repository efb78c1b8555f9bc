"""Taking files in, and what a person does with an item.

A file is copied into the workspace under its SHA-256 before anything is made of it. Its records are taken
in chunks; each chunk is one transaction with its items, places, custody entries and counts, so that whatever
happens, what was taken is whole and the rest comes when the file is taken in again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from nadhir import sources
from nadhir.errors import InputRefused, NotPossibleNow
from nadhir.sources import Mapping, Record, Rejection, RejectsFile
from nadhir.web.accounts.models import User
from nadhir.web.accounts.selectors import desk_of
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import Tlp
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake import reading, taking
from nadhir.web.intake.models import Batch, Credibility, Item, Reliability, Source

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
    batch, opened = _batch_open(
        viewer, path, source, connector, mapping, text_column, file_name or path.name, Batch.State.RUNNING
    )
    return _batch_take(viewer, batch, opened, progress)


def batch_propose(
    *,
    viewer: Viewer,
    path: Path,
    file_name: str,
    source: Source | None = None,
    mapping: dict[str, str] | None = None,
) -> Batch:
    """Keep a file and say how its columns would be read; nothing is taken in before a person agrees.

    Raises:
        FileRefused: the file cannot be read at all. Nothing was kept.
        NotAllowed: the viewer may not take reports in.
    """
    batch, _ = _batch_open(viewer, path, source, None, mapping, None, file_name, Batch.State.WAITING)
    return batch


@transaction.atomic
def batch_confirm(*, viewer: Viewer, batch: Batch, mapping: dict[str, str] | None = None) -> Batch:
    """Agree to how the columns are read, and queue the batch for the worker.

    Raises:
        NotPossibleNow: it was confirmed before.
    """
    policy.require(viewer, "item.receive", batch)
    fresh = Batch.objects.select_for_update().get(pk=batch.pk)
    if fresh.state != Batch.State.WAITING:
        raise NotPossibleNow("batch.confirmed")
    fresh.state = Batch.State.QUEUED
    if mapping is not None:
        fresh.mapping = mapping
    fresh.save(update_fields=["state", "mapping"])
    ledger.record(viewer, "batch.confirm", fresh)
    return fresh


def batch_run(*, viewer: Viewer, batch: Batch) -> Taken:
    """Take in a confirmed batch from the file that was kept. A batch that broke off is simply run again:
    what is known adds nothing."""
    policy.require(viewer, "item.receive", batch)
    Batch.objects.filter(pk=batch.pk).update(
        state=Batch.State.RUNNING, added=0, known=0, revised=0, rejected=0, problem=None
    )
    batch.refresh_from_db()
    with taking.file_named(batch.sha256, batch.file_name) as path:
        try:
            opened = sources.read(path, source=batch.connector or None, mapping=batch.mapping)
        except InputRefused as refused:
            problem = {"code": refused.code, "params": refused.params}
            _batch_end(viewer, batch, Batch.State.FAILED, problem)
            return Taken(batch, None)
        return _batch_take(viewer, batch, opened, None)


def _batch_open(
    viewer: Viewer,
    path: Path,
    source: Source | None,
    connector: str | None,
    mapping: Mapping | dict[str, str] | None,
    text_column: str | None,
    name: str,
    state: str,
) -> tuple[Batch, sources.Reading]:
    policy.require(viewer, "item.receive")
    opened = sources.read(path, source=connector, mapping=mapping, text_column=text_column)
    digest, size = taking.file_keep(path)
    batch = _batch_begin(viewer, source or _source_of(viewer, opened), opened, name, digest, size, state)
    return batch, opened


def _batch_take(viewer: Viewer, batch: Batch, opened: sources.Reading, progress: Progress | None) -> Taken:
    rejects = RejectsFile(settings.WORKSPACE.rejects / f"{batch.pk}.csv", viewer.language)
    seen = reading.Occurrences()
    try:
        with rejects:
            for chunk in taking.chunks_of(opened):
                _take_chunk(viewer, batch, chunk, seen, rejects)
                if progress is not None:
                    progress(batch)
        batch.notes = [note.as_json() for note in opened.notes]
        # A file that broke off: what came before stands, and the batch says where it ended.
        _batch_end(viewer, batch, Batch.State.FAILED if batch.problem else Batch.State.DONE, batch.problem)
    except InputRefused as refused:
        _batch_end(
            viewer, batch, Batch.State.FAILED, problem={"code": refused.code, "params": refused.params}
        )
    except BaseException:
        _batch_end(viewer, batch, Batch.State.FAILED, problem={"code": "batch.interrupted", "params": {}})
        raise
    finally:
        seen.close()
    return Taken(batch, rejects.path if batch.rejected else None)


@transaction.atomic
def records_take(*, viewer: Viewer, source: Source, records: Sequence[Record]) -> list[Item]:
    """Take in records that did not come as a file: a form, a message; the items that are new."""
    policy.require(viewer, "item.receive", source)
    seen = reading.Occurrences()
    try:
        return taking.items_add(viewer, source, None, reading.read_all(source.slug, records, seen))
    finally:
        seen.close()


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
            tlp=known.tlp.lower().replace("+", "_"),
        )
    return source_record(viewer=viewer, slug=f"files-{opened.format}")


@transaction.atomic
def _batch_begin(
    viewer: Viewer,
    source: Source,
    opened: sources.Reading,
    name: str,
    digest: str,
    size: int,
    state: str,
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
        mapping=opened.mapping.as_dict() if opened.mapping else None,
        state=state,
        expected=opened.expected,
        fictional=source.fictional,
    )
    ledger.record(viewer, "batch.begin", batch, sha256=digest, size=size, source=source.slug)
    return batch


@transaction.atomic
def _batch_end(viewer: Viewer, batch: Batch, state: str, problem: dict[str, Any] | None = None) -> None:
    batch.state = state
    batch.problem = problem
    batch.finished_at = clock.now()
    batch.save(update_fields=["state", "problem", "notes", "finished_at"])
    counts = {name: getattr(batch, name) for name in ("added", "known", "revised", "rejected")}
    ledger.record(viewer, f"batch.{state}", batch, **counts)


def _take_chunk(
    viewer: Viewer,
    batch: Batch,
    chunk: Sequence[Record | Rejection],
    seen: reading.Occurrences,
    rejects: RejectsFile,
) -> None:
    records = [taken for taken in chunk if isinstance(taken, Record)]
    refused = [taken for taken in chunk if isinstance(taken, Rejection)]
    reads = reading.read_all(batch.source.slug, records, seen)
    with transaction.atomic():
        items = taking.items_add(viewer, batch.source, batch, reads)
        batch.added += len(items)
        batch.known += len(reads) - len(items)
        batch.revised += sum(item.revises_id is not None for item in items)
        batch.rejected += len(refused)
        batch.save(update_fields=["added", "known", "revised", "rejected"])
    for rejection in refused:
        if "kept" in rejection.params:  # the reader's word that nothing after it could be read
            batch.problem = {"code": rejection.code, "params": {**rejection.params, "file": batch.file_name}}
        rejects.add(rejection)


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
