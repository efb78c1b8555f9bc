"""One batch: its rows read, screened and written as a part. The same wherever it is done.

A part is a Parquet file with the findings (columns `f:…`) and what came in (columns `i:…`), and its counts
in the metadata; rows that could not be read stand beside it. Both appear whole or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from nadhir.screening.bulk.batch import Chunk, Reject
from nadhir.screening.bulk.columns import findings_of
from nadhir.screening.bulk.objects import columns_of, parsed, text_array
from nadhir.screening.bulk.tally import Tally, tally_of
from nadhir.screening.screener import Screener

FOUND, GIVEN = "f:", "i:"
_TALLY = b"nadhir.tally"


class OtherScreener(Exception):
    """A process or node has another version of the screener, so that its findings would not fit."""


@dataclass(frozen=True, slots=True)
class Work:
    """What to do with every batch of a run; `version` is that of the screener which all must have, and
    `second_look` whether it takes one."""

    parts: Path
    text_column: str
    language_column: str | None = None
    reasons_language: str | None = None
    version: str | None = None
    second_look: bool = False

    def __call__(self, chunk: Chunk) -> Tally:
        """Screen one batch and write its part.

        Raises:
            OSError: the part cannot be written.
            OtherScreener: the screener here is not that of the run.
        """
        screener = Screener.default(second_look=self.second_look)
        if self.version not in (None, screener.version):
            raise OtherScreener(self.version, screener.version)
        table, rejects, repaired = _rows(chunk)
        texts, strange, mended = texts_of(table, self.text_column)
        languages = None
        if self.language_column is not None:
            languages, _, _ = texts_of(table, self.language_column)
            languages = languages.to_pylist()
        findings = findings_of(texts, screener, languages=languages, reasons_language=self.reasons_language)
        if strange is not None:
            findings = _not_text(findings, strange)
        tally = tally_of(
            findings, index=chunk.index, rejected=len(rejects), repaired=repaired + mended, done=chunk.done
        )
        write_part(self.parts, findings, table, rejects, tally)
        return tally


def texts_of(table: pa.RecordBatch, column: str) -> tuple[pa.Array, pa.Array | None, int]:
    """The texts of a column as a string array, which rows hold something else, and how many values were
    repaired. A column that a batch lacks, as a batch of objects may, holds nothing."""
    place = table.schema.get_field_index(column)
    if place < 0:
        return pa.nulls(table.num_rows, pa.string()), None, 0
    array = table.column(place)
    field = table.schema.field(place)
    if field.metadata and b"nadhir" in field.metadata:
        values = [None if value is None else json.loads(value) for value in array.to_pylist()]
        strange = pa.array([value is not None and not isinstance(value, str) for value in values])
        texts, mended = text_array([value if isinstance(value, str) else None for value in values])
        return texts, strange, mended
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if is_text(array.type):
        try:
            array = array.cast(pa.large_string())
            array.validate(full=True)
            return array, None, 0
        except pa.ArrowInvalid:
            raw = array.cast(pa.large_binary()).to_pylist()
            texts = [None if value is None else value.decode("utf-8", "replace") for value in raw]
            return pa.array(texts, pa.large_string()), None, _damaged(raw)
    return pa.nulls(len(array), pa.string()), array.is_valid(), 0


def is_text(kind: pa.DataType) -> bool:
    """Whether a column of this Arrow type may hold texts."""
    if pa.types.is_dictionary(kind):
        return is_text(kind.value_type)
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_string_view(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_binary_view(kind)
        or pa.types.is_null(kind)
    )


def part_path(parts: Path, index: int) -> Path:
    return parts / f"part-{index:07d}.parquet"


def rejects_path(parts: Path, index: int) -> Path:
    return parts / f"part-{index:07d}.rejects.jsonl"


def write_part(
    parts: Path, findings: pa.RecordBatch, table: pa.RecordBatch, rejects: Iterable[Reject], tally: Tally
) -> None:
    """Write the part of one batch; the rejects first, so that a part that is there is complete."""
    lines = "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in rejects)
    if lines:
        _whole(rejects_path(parts, tally.index), lambda path: path.write_bytes(_utf8(lines)))
    fields = [field.with_name(f"{FOUND}{field.name}") for field in findings.schema]
    fields += [field.with_name(f"{GIVEN}{field.name}") for field in table.schema]
    schema = pa.schema(
        fields, metadata={**(table.schema.metadata or {}), _TALLY: json.dumps(tally.as_json())}
    )
    joined = pa.Table.from_arrays([*findings.columns, *table.columns], schema=schema)
    _whole(part_path(parts, tally.index), lambda path: pq.write_table(joined, path, compression="lz4"))


def read_tally(path: Path) -> Tally | None:
    """The counts of a part; None where it is not there or was damaged."""
    try:
        metadata = pq.read_schema(path).metadata or {}
        return Tally.of_json(json.loads(metadata[_TALLY]))
    except (OSError, pa.ArrowException, KeyError, ValueError):
        return None


def without_tally(metadata: dict[bytes, bytes] | None) -> dict[bytes, bytes]:
    return {name: value for name, value in (metadata or {}).items() if name != _TALLY}


def _rows(chunk: Chunk) -> tuple[pa.RecordBatch, list[Reject], int]:
    if chunk.table is not None:
        return chunk.table, list(chunk.rejects), chunk.repaired
    objects, broken = parsed(chunk.lines, chunk.file, chunk.first)
    table, repaired = columns_of(objects)
    return table, [*chunk.rejects, *broken], repaired


def _not_text(findings: pa.RecordBatch, strange: pa.Array) -> pa.RecordBatch:
    """Say "not_text" of rows that hold a number or a list where a text should be."""
    place = findings.schema.get_field_index("reading")
    marked = pc.if_else(strange, pa.scalar("not_text"), findings.column(place))
    return findings.set_column(place, findings.schema.field(place), marked)


def _damaged(raw: list[bytes | None]) -> int:
    def is_damaged(value: bytes) -> bool:
        try:
            value.decode()
        except UnicodeDecodeError:
            return True
        return False

    return sum(value is not None and is_damaged(value) for value in raw)


def _utf8(words: str) -> bytes:
    return words.encode("utf-8", "replace")


def _whole(path: Path, write: Any) -> None:
    """Write a file so that it appears whole, or not at all."""
    beside = path.with_name(f".{path.name}.tmp")
    try:
        write(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
