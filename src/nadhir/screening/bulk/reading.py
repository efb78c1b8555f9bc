"""Input files in batches: each small enough to hold, the same for any number of workers.

A batch ends at `rows` rows or at 16 MiB, whichever comes first; batches never span two files. CSV is taken
apart here, because only who has read all before knows where a record begins; JSON lines are taken apart by
whoever screens them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from nadhir.screening.bulk import delimited, objects
from nadhir.screening.bulk.batch import BATCH_BYTES, Chunk, Reject
from nadhir.screening.bulk.formats import Source, refuse
from nadhir.screening.bulk.lines import Lines


def chunks(sources: Sequence[Source], rows: int) -> Iterator[Chunk]:
    """All batches of all files, in order.

    Raises:
        FileRefused: a file turned out to be damaged, such as a gzip file cut short.
    """
    total = sum(source.size for source in sources) or 1
    before = index = 0
    for source in sources:
        if source.format == "parquet":
            batches = _parquet(source, rows)
        elif source.format == "csv":
            batches = delimited.batches(source, rows)
        else:
            batches = _json_lines(source, rows)
        for chunk in batches:
            share = (before + chunk.done * source.size) / total
            yield Chunk(
                index, chunk.file, chunk.first, chunk.table, chunk.lines, chunk.rejects, chunk.repaired, share
            )
            index += 1
        before += source.size


def column_names(source: Source) -> list[str]:
    """The columns of a file: its header or schema; for JSON Lines, those of the first objects."""
    if source.format == "parquet":
        return list(_opened(source.path).schema_arrow.names)
    if source.format == "csv":
        return delimited.header(source)
    first = next(_json_lines(source, 1_000), None)
    found, _ = objects.parsed(first.lines, source.path.name, 1) if first else ([], [])
    return list(dict.fromkeys(name for one in found for name in one))


def _json_lines(source: Source, rows: int) -> Iterator[Chunk]:
    lines = Lines(
        source.path, compressed=source.compressed, encoding=source.encoding, line_end=source.line_end
    )
    name = source.path.name
    held: list[bytes] = []
    size = count = 0
    first = 1
    rejects: list[Reject] = []

    def full() -> Chunk:
        done = min(1.0, lines.place / source.size)
        return Chunk(0, name, first, lines=b"".join(held), rejects=tuple(rejects), done=done)

    for block in lines.blocks():
        rejects += [
            Reject(name, line, "line.too_long", {}, begin.decode("utf-8", "replace")[:300])
            for line, begin in block.too_long
        ]
        if block.too_long:
            # Numbers of lines run on inside a chunk, so one that was left out ends it.
            if held:
                yield full()
            held, size, count, rejects = [], 0, 0, [] if held else rejects
            first = block.first_line
        for part, inside in _cut(block.data, rows - count, rows):
            held.append(part)
            size += len(part)
            count += inside
            if count >= rows or size >= BATCH_BYTES:
                yield full()
                first += count
                held, size, count, rejects = [], 0, 0, []
    if held or rejects:
        yield full()


def _cut(data: bytes, first: int, rows: int) -> Iterator[tuple[bytes, int]]:
    """Pieces of whole lines: the first of `first` lines, the others of `rows`, with how many lines."""
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == 10) + 1
    if data and (not len(ends) or ends[-1] != len(data)):
        ends = np.append(ends, len(data))
    start = at = 0
    wanted = first
    while at < len(ends):
        last = min(at + wanted, len(ends))
        end = int(ends[last - 1])
        yield data[start:end], last - at
        start, at, wanted = end, last, rows


def _parquet(source: Source, rows: int) -> Iterator[Chunk]:
    parquet = _opened(source.path)
    metadata = parquet.metadata
    total = max(1, metadata.num_rows)
    number = 0
    if not metadata.num_rows:
        empty = pa.RecordBatch.from_pylist([], schema=parquet.schema_arrow)
        yield Chunk(0, source.path.name, 1, empty, done=1.0)
    for at in range(metadata.num_row_groups):
        group = metadata.row_group(at)
        each = max(1, group.total_byte_size // max(1, group.num_rows))
        size = max(1, min(rows, BATCH_BYTES // each))
        batches = parquet.iter_batches(batch_size=size, row_groups=[at], use_threads=False)
        while True:
            try:
                batch = next(batches)
            except StopIteration:
                break
            except (pa.ArrowException, OSError, ValueError) as error:
                raise refuse(source.path, "parquet.broken", detail=str(error)[:200]) from None
            yield Chunk(0, source.path.name, number + 1, batch, done=(number + batch.num_rows) / total)
            number += batch.num_rows


def _opened(path: Path) -> Any:
    try:
        return pq.ParquetFile(path, memory_map=False, buffer_size=1 << 20, pre_buffer=False)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise refuse(path, "parquet.broken", detail=str(error)[:200]) from None
