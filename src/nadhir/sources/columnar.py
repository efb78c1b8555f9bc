"""Parquet, in batches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nadhir.errors import FileRefused
from nadhir.sources.files import refuse
from nadhir.sources.limits import Limits, megabytes
from nadhir.sources.records import Rejection, excerpt_of
from nadhir.sources.tables import Cell, Row, Table, column_names, order_of, plain

_BATCH = 512
_DAMAGED = "\ufffd\0"  # no cell holds this: it stands for one that cannot be decoded


def open_parquet(path: Path, limits: Limits) -> Table:
    """Read the schema of a Parquet file.

    Raises:
        FileRefused: `parquet.broken` (also cut short), `parquet.group_too_large`,
            `table.too_many_columns`.
    """
    with _reader(path) as parquet:
        metadata = parquet.metadata
        names = parquet.schema_arrow.names
        largest = max(
            (metadata.row_group(at).total_byte_size for at in range(metadata.num_row_groups)), default=0
        )
        expected = metadata.num_rows
    if largest > limits.row_group_bytes:
        raise refuse(
            path,
            "parquet.group_too_large",
            size_mb=megabytes(largest),
            limit_mb=megabytes(limits.row_group_bytes),
        )
    columns, notes = column_names(path, names, limits)
    order = order_of(columns)
    ordered = [columns[at] for at in order]

    def rows() -> Iterator[Row | Rejection]:
        number = 0
        for batch in _batches(path):
            cells = [_cells(batch.column(at)) for at in order]
            for values in zip(*cells, strict=True):
                number += 1
                row = dict(zip(ordered, values, strict=True))
                if _DAMAGED in values:
                    shown = excerpt_of(" ".join(str(value) for value in values if value is not None))
                    yield Rejection(path.name, number, "row.undecodable", {"line": number}, shown)
                else:
                    yield Row(number, row)

    return Table(columns, int(expected), rows, notes, sorted_columns=True)


def _cells(column: Any) -> list[Cell]:
    try:
        return [plain(cell) for cell in column.to_pylist()]
    except UnicodeDecodeError:  # text that is none: found cell by cell, so that the others are kept
        return [_cell(scalar) for scalar in column]


def _cell(scalar: Any) -> Cell:
    try:
        return plain(scalar.as_py())
    except UnicodeDecodeError:
        return _DAMAGED


def _batches(path: Path) -> Iterator[Any]:
    import pyarrow as pa

    with _reader(path) as parquet:
        batches = parquet.iter_batches(batch_size=_BATCH, use_threads=False)
        while True:
            try:
                batch = next(batches)
            except StopIteration:
                return
            except (pa.ArrowException, OSError, ValueError) as error:
                raise _broken(path, error) from None
            yield batch


def _reader(path: Path) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq  # a tenth of a second that other formats need not wait for

    try:
        return pq.ParquetFile(path, memory_map=False, buffer_size=1 << 20, pre_buffer=False)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _broken(path, error) from None


def _broken(path: Path, error: Exception) -> FileRefused:
    if "ncrypt" in str(error):
        return refuse(path, "file.password_protected")
    return refuse(path, "parquet.broken")
