"""Taking files in.

A file is copied into the workspace under its SHA-256, and what is read is the copy, so that what is kept is
what was read. Its records are taken in chunks; each chunk is one transaction with its items, places, custody
entries and counts, so that whatever happens, what was taken is whole and the rest comes when the file is
taken in again. A file of which nothing can be read is refused, and nothing of it is kept.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from nadhir import sources
from nadhir.errors import FileRefused, InputRefused, NadhirError, NotPossibleNow
from nadhir.sources import Limits, Mapping, Record, Rejection, RejectsFile
from nadhir.web.accounts.selectors import desk_of
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import Tlp
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake import panels, reading, taking
from nadhir.web.intake.models import Batch, Item, Reliability, Source
from nadhir.web.intake.storable import clean

Progress = Callable[[Batch], None]
Show = Callable[[sources.Reading], None]
Chunk = Sequence[Record | Rejection]

SLUG = 80
QUICK = 8  # seconds that a page waits for a document to be opened
INTERRUPTED = {"code": "batch.interrupted", "params": {}, "book": "nadhir.web"}


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file."""

    batch: Batch
    rejects: Path | None


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source as somebody names it; recorded when its first file is accepted, not before."""

    name: str
    chatham_house: bool = False


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
    """Record a source; the same slug at the same desk is the same source, and stays as it was recorded.

    Raises:
        InputRefused: `source.without_name`.
        NotPossibleNow: `source.not_protected`: the Chatham House rule is asked for, and the source was
            recorded without it. To take the report in all the same would expose who is to be protected.
    """
    policy.require(viewer, "item.receive")
    desk = desk_of(viewer)
    wanted = slugify(slug, allow_unicode=True)[:SLUG]
    if not wanted:
        raise InputRefused("source.without_name", book="nadhir.web")
    source, made = Source.objects.get_or_create(
        owner=desk,
        slug=wanted,
        defaults={
            "names": clean(names) if names else dict.fromkeys(("ar", "en", "fr"), clean(slug)),
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
        ledger.record(viewer, "source.record", source, slug=wanted, reliability=reliability)
    elif chatham_house and not source.chatham_house:
        raise NotPossibleNow("source.not_protected", source=source.names)
    return source


def batch_receive(
    *,
    viewer: Viewer,
    path: Path,
    source: Source | NewSource | None = None,
    connector: str | None = None,
    mapping: Mapping | dict[str, str] | None = None,
    text_column: str | None = None,
    file_name: str | None = None,
    show: Show | None = None,
    progress: Progress | None = None,
) -> Taken:
    """Take in one file.

    Args:
        source: whose reports these are; where None, the connector's own or one named after the format.
        connector: the connector to read with; where None, recognised or none.
        mapping: which column is what, for a table; where None it is guessed.
        text_column: the one column that must hold the text.
        file_name: the name to remember, where `path` is a temporary one.
        show: called once with how the file will be read, before anything is taken.
        progress: called after each chunk with the batch so far.

    Raises:
        FileRefused: the file cannot be read at all. Nothing was kept.
        NotAllowed: the viewer may not take reports in.
    """
    policy.require(viewer, "item.receive")
    _check_source(viewer, source)
    # Opened where it lies first: what can be refused at sight is not copied.
    read = partial(sources.read, source=connector, mapping=mapping, text_column=text_column)
    opened = read(path)
    if show is not None:
        show(opened)
    digest, size = taking.file_keep(path)
    name = taking.name_kept(file_name or path.name)
    try:
        with taking.file_named(digest, name) as kept:
            opened = read(kept)
            chunks = taking.chunks_of(opened)
            first = list(_first(chunks))
            batch = _batch_begin(viewer, source, opened, name, digest, size, Batch.State.RUNNING)
            return _batch_take(viewer, batch, opened, chain(first, chunks), progress)
    except NadhirError:
        _file_forget(digest)
        raise


def _first(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """The first chunk, if there is one: a file that breaks before it does so here."""
    for chunk in chunks:
        yield chunk
        return


def batch_propose(
    *,
    viewer: Viewer,
    path: Path,
    file_name: str,
    source: Source | NewSource | None = None,
    mapping: dict[str, str] | None = None,
) -> Batch:
    """Keep a file and say how its columns would be read; nothing is taken in before a person agrees.

    Raises:
        FileRefused: the file cannot be read at all. Nothing was kept.
        NotAllowed: the viewer may not take reports in.
        NotPossibleNow: see `source_record`.
    """
    policy.require(viewer, "item.receive")
    _check_source(viewer, source)
    opened = sources.read(path, mapping=mapping, limits=Limits(seconds_per_document=QUICK))
    if opened.format not in taking.TABLES:
        _look_inside(opened)
    digest, size = taking.file_keep(path)
    name = taking.name_kept(file_name)
    try:
        return _batch_begin(viewer, source, opened, name, digest, size, Batch.State.WAITING)
    except NadhirError:
        _file_forget(digest)
        raise


def _look_inside(opened: sources.Reading) -> None:
    """Read the first record of a document or feed, so that a person is told at once what cannot be read. What
    takes too long for a page is left to the worker."""
    try:
        next(iter(opened), None)
    except FileRefused as refused:
        if refused.code != "pdf.too_slow":
            raise


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


@transaction.atomic
def batch_requeue(*, viewer: Viewer, batch: Batch) -> Batch:
    """Queue a batch again that broke off; what is known already adds nothing.

    Raises:
        NotPossibleNow: it did not break off, or waits already.
    """
    policy.require(viewer, "item.receive", batch)
    fresh = Batch.objects.select_for_update().get(pk=batch.pk)
    if fresh.state != Batch.State.FAILED:
        raise NotPossibleNow("batch.not_failed")
    fresh.state = Batch.State.QUEUED
    fresh.save(update_fields=["state"])
    ledger.record(viewer, "batch.requeue", fresh)
    return fresh


@transaction.atomic
def batch_release(*, batch: Batch) -> bool:
    """Put back into the queue what a process that died left half taken in; whether it was."""
    running = Batch.objects.filter(pk=batch.pk, state=Batch.State.RUNNING)
    return bool(running.update(state=Batch.State.QUEUED))


def batch_run(*, viewer: Viewer, batch: Batch) -> Taken:
    """Take in a queued batch from the file that was kept; nothing where it is not queued any more."""
    policy.require(viewer, "item.receive", batch)
    queued = Batch.objects.filter(pk=batch.pk, state=Batch.State.QUEUED)
    taken = queued.update(
        state=Batch.State.RUNNING, added=0, known=0, revised=0, rejected=0, problem=None, finished_at=None
    )
    batch.refresh_from_db()
    if not taken:
        return Taken(batch, None)
    try:
        with taking.file_named(batch.sha256, batch.file_name) as path:
            opened = sources.read(path, source=batch.connector or None, mapping=batch.mapping)
            return _batch_take(viewer, batch, opened, taking.chunks_of(opened), None)
    except InputRefused as refused:
        _batch_end(viewer, batch, Batch.State.FAILED, _problem(refused, batch.file_name))
        return Taken(batch, None)


def _batch_take(
    viewer: Viewer,
    batch: Batch,
    opened: sources.Reading,
    chunks: Iterable[Chunk],
    progress: Progress | None,
) -> Taken:
    rejects = RejectsFile(settings.WORKSPACE.rejects / f"{batch.pk}.csv", viewer.language)
    seen = reading.Occurrences()
    problem = None
    with ExitStack() as after:
        after.callback(seen.close)
        # However it ends: what was rejected by then is told.
        after.callback(rejects.__exit__, None, None, None)
        try:
            for chunk in chunks:
                problem = _take_chunk(viewer, batch, chunk, seen, rejects) or problem
                if progress is not None:
                    progress(batch)
        except BaseException:
            _batch_end(viewer, batch, Batch.State.FAILED, INTERRUPTED)
            raise
    batch.notes = clean([note.as_json() for note in opened.notes])
    # A file that broke off: what came before stands, and the batch says where it ended.
    _batch_end(viewer, batch, Batch.State.FAILED if problem else Batch.State.DONE, problem)
    return Taken(batch, rejects.path if rejects.count else None)


@transaction.atomic
def records_take(*, viewer: Viewer, source: Source, records: Sequence[Record]) -> list[Item]:
    """Take in records that did not come as a file: a form, a message; the items that are new."""
    policy.require(viewer, "item.receive", source)
    seen = reading.Occurrences()
    try:
        found = taking.unknown(source.owner_id, reading.identify_all(source.slug, records, seen))
        return taking.items_add(viewer, source, None, _read(source.owner_id, found))
    finally:
        seen.close()


def _read(desk: uuid.UUID, found: Sequence[reading.Identified]) -> list[reading.Read]:
    """Read what is new, with the words that the desk keeps for some places."""
    if not found:
        return []
    return reading.read_all(found, clock.now().date(), panels.screeners(desk))


def _check_source(viewer: Viewer, source: Source | NewSource | None) -> None:
    if isinstance(source, Source):
        policy.require_sight(viewer, source)


def _source_of(viewer: Viewer, given: Source | NewSource | None, opened: sources.Reading) -> Source:
    """The source of a file: the given one, its connector's, or one that names its format."""
    if isinstance(given, Source):
        return given
    if given is not None:
        return source_record(viewer=viewer, slug=given.name, chatham_house=given.chatham_house)
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
    return source_record(viewer=viewer, slug=f"files-{opened.format}", names=_files_called(opened.format))


def _files_called(format_: str) -> dict[str, str]:
    """What the source of files without one is called."""
    shown = {"feed": "RSS/Atom", "parquet": "Parquet"}.get(format_, format_.upper())
    return {
        "ar": f"ملفات {shown} بلا مصدر مسمّى",
        "en": f"{shown} files without a named source",
        "fr": f"Fichiers {shown} sans source nommée",
    }


@transaction.atomic
def _batch_begin(
    viewer: Viewer,
    given: Source | NewSource | None,
    opened: sources.Reading,
    name: str,
    digest: str,
    size: int,
    state: str,
) -> Batch:
    source = _source_of(viewer, given, opened)
    # The same file still "running" from here belongs to a process that was killed; were it alive after all,
    # it would write its own end over this.
    left = Batch.objects.filter(source=source, sha256=digest, state=Batch.State.RUNNING, created_by=None)
    left.update(state=Batch.State.FAILED, problem=INTERRUPTED, finished_at=clock.now())
    batch = Batch.objects.create(
        owner_id=source.owner_id,
        created_by_id=viewer.user_id,
        tlp=source.tlp,
        source=source,
        file_name=name,
        sha256=digest,
        size=size,
        format=opened.format,
        connector=opened.connector or "",
        mapping=clean(opened.mapping.as_dict()) if opened.mapping else None,
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
    chunk: Chunk,
    seen: reading.Occurrences,
    rejects: RejectsFile,
) -> dict[str, Any] | None:
    """Take in one chunk; the problem that ended the file, if one did."""
    records = [taken for taken in chunk if isinstance(taken, Record)]
    refused = [replace(taken, file=batch.file_name) for taken in chunk if isinstance(taken, Rejection)]
    # Only what is new is screened: a file that comes again is gone through in a moment.
    found = taking.unknown(batch.owner_id, reading.identify_all(batch.source.slug, records, seen))
    reads = _read(batch.owner_id, found)
    with transaction.atomic():
        items = taking.items_add(viewer, batch.source, batch, reads)
        counts = {
            "added": batch.added + len(items),
            "known": batch.known + len(records) - len(items),
            "revised": batch.revised + sum(item.revises_id is not None for item in items),
            "rejected": batch.rejected + len(refused),
        }
        Batch.objects.filter(pk=batch.pk).update(**counts)
    for name, count in counts.items():
        setattr(batch, name, count)
    problem = None
    for rejection in refused:
        told = clean(rejection)
        if "kept" in told.params:  # the reader's word that nothing after it could be read
            problem = told.reason.as_json()
        rejects.add(told)
    return problem


def _problem(refused: InputRefused, file_name: str) -> dict[str, Any]:
    """A refusal as it is kept on a batch, with the name that the file came with."""
    params = {**refused.params, "file": file_name}
    return clean({"code": refused.code, "params": params, "book": refused.phrase_book})


def _file_forget(digest: str) -> None:
    """Remove the copy of a file of which nothing was taken, unless it came before under another name."""
    if not Batch.objects.filter(sha256=digest).exists():
        taking.file_drop(digest)
