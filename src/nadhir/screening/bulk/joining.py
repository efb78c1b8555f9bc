"""Parts to one file: Parquet, CSV or JSON Lines, one part in memory at a time.

What came in keeps its name and values; a column named like one of ours is kept as `<name>_input`. In
Parquet a column has one type: where batches of JSON Lines differ, the wider number, or else text.
"""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import pyarrow as pa
import pyarrow.parquet as pq

from nadhir.errors import FileRefused
from nadhir.screening.bulk.columns import SCHEMA
from nadhir.screening.bulk.lines import BOOK
from nadhir.screening.bulk.objects import AS_JSON
from nadhir.screening.bulk.work import FOUND, GIVEN, part_path, without_tally

OUTPUTS = (".parquet", ".csv", ".jsonl", ".csv.gz", ".jsonl.gz")
_GROUP_ROWS = 1 << 16
_GROUP_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class Plan:
    """The columns of the result: those that came in by their name in the parts, with the name and type
    that they get, and the renamed ones among them."""

    given: tuple[tuple[str, pa.Field], ...]
    metadata: dict[bytes, bytes]
    with_reasons: bool

    @property
    def renamed(self) -> dict[str, str]:
        pairs = ((name.removeprefix(GIVEN), field.name) for name, field in self.given)
        return {old: new for old, new in pairs if old != new}

    @property
    def found(self) -> list[pa.Field]:
        return [field for field in SCHEMA if self.with_reasons or field.name != "reasons"]

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([*(field for _, field in self.given), *self.found], metadata=self.metadata)


def output_format(out: Path) -> str:
    """`parquet`, `csv` or `jsonl`, by the suffix.

    Raises:
        FileRefused: `out.suffix`.
    """
    name = out.name.lower()
    for suffix in OUTPUTS:
        if name.endswith(suffix):
            return suffix.split(".")[1]
    raise FileRefused("out.suffix", book=BOOK, file=out.name, known=list(OUTPUTS))


def new_names(names: Iterable[str]) -> dict[str, str]:
    """What each column that came in is called in the result: its name, unless one of ours has it."""
    given = list(names)
    taken = {*given, *SCHEMA.names}
    new = {}
    for name in given:
        chosen, again = name, 1
        if name in SCHEMA.names:
            while chosen in taken:
                chosen = f"{name}_input" if again == 1 else f"{name}_input_{again}"
                again += 1
            taken.add(chosen)
        new[name] = chosen
    return new


def planned(parts: Path, count: int, *, with_reasons: bool) -> Plan:
    """Look at the schemas of all parts and settle names and types of the result."""
    kinds: dict[str, pa.Field] = {}
    metadata: dict[bytes, bytes] = {}
    for index in range(count):
        schema = pq.read_schema(part_path(parts, index))
        if not index:
            metadata = without_tally(schema.metadata)
        for field in schema:
            if field.name.startswith(GIVEN) and field.name != GIVEN:
                before = kinds.get(field.name)
                kinds[field.name] = field if before is None else _wider(before, field)
    names = new_names(key.removeprefix(GIVEN) for key in kinds)
    given = [(key, field.with_name(names[key.removeprefix(GIVEN)])) for key, field in kinds.items()]
    return Plan(tuple(given), metadata, with_reasons)


def join(parts: Path, count: int, plan: Plan, out: Path) -> None:
    """Write all parts, in order, to a file beside `out` and put it in its place.

    Raises:
        OSError: it cannot be written.
    """
    kind = output_format(out)
    beside = out.with_name(f".{out.name}.tmp")
    tables = (pq.read_table(part_path(parts, index), use_threads=False) for index in range(count))
    try:
        if kind == "parquet":
            _parquet(tables, plan, beside)
        else:
            with _text_file(beside, packed=out.name.lower().endswith(".gz")) as file:
                (_csv if kind == "csv" else _json_lines)(tables, plan, file)
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)


def _parquet(tables: Iterable[pa.Table], plan: Plan, path: Path) -> None:
    schema = plan.schema
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        held: list[pa.Table] = []
        rows = size = 0
        for table in tables:
            held.append(_fitted(table, plan, schema))
            rows += table.num_rows
            size += held[-1].nbytes
            if rows >= _GROUP_ROWS or size >= _GROUP_BYTES:
                writer.write_table(pa.concat_tables(held))
                held, rows, size = [], 0, 0
        if held:
            writer.write_table(pa.concat_tables(held))


def _fitted(table: pa.Table, plan: Plan, schema: pa.Schema) -> pa.Table:
    columns = []
    for key, field in plan.given:
        place = table.schema.get_field_index(key)
        if place < 0:
            columns.append(pa.nulls(table.num_rows, field.type))
        else:
            columns.append(_as(table.column(place), table.schema.field(place), field))
    columns += [table.column(f"{FOUND}{field.name}") for field in plan.found]
    return pa.Table.from_arrays(columns, schema=schema)


def _as(column: pa.ChunkedArray, field: pa.Field, wanted: pa.Field) -> pa.ChunkedArray:
    """A column of a part in the type it has in the result."""
    if field.type == wanted.type and _is_json(field) == _is_json(wanted):
        return column
    if pa.types.is_null(field.type):
        return pa.nulls(len(column), wanted.type)
    if wanted.type == pa.string() and not _is_json(wanted):
        return pa.array([_loose(value, _is_json(field)) for value in column.to_pylist()], pa.string())
    return column.cast(wanted.type)


def _loose(value: Any, as_json: bool) -> str | None:
    """A value as text: texts as they are, everything else as JSON."""
    if value is None:
        return None
    if as_json:
        inner = json.loads(value)
        return inner if isinstance(inner, str) else str(value)
    return value if isinstance(value, str) else _json(value)


def _wider(one: pa.Field, other: pa.Field) -> pa.Field:
    """A type that holds both: what is null fits everywhere, numbers widen, the rest becomes text."""
    if one.type == other.type and _is_json(one) == _is_json(other):
        return one
    for narrow, wide in ((one, other), (other, one)):
        if pa.types.is_null(narrow.type):
            return wide
    if not _is_json(one) and not _is_json(other):
        try:
            schemas = [pa.schema([one.with_name("x")]), pa.schema([other.with_name("x")])]
            kind = pa.unify_schemas(schemas, promote_options="permissive").field(0).type
            return one.with_type(kind)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            pass
    return pa.field(one.name, pa.string())


def _csv(tables: Iterable[pa.Table], plan: Plan, file: IO[str]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    schema = plan.schema
    writer.writerow(schema.names)
    for table in tables:
        fitted = _fitted(table, plan, schema)
        columns = [_cells(fitted.column(at), field) for at, field in enumerate(schema)]
        writer.writerows(zip(*columns, strict=True))


def _cells(column: pa.ChunkedArray, field: pa.Field) -> list[str]:
    """Values as CSV has them: nothing for null, several ids with a semicolon, anything nested as JSON."""
    values = column.to_pylist()
    if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
        return ["" if value is None else value for value in values]
    if field.name in SCHEMA.names and pa.types.is_list(field.type):
        return [";".join(value) for value in values]
    if pa.types.is_float32(field.type):
        return ["" if value is None else f"{value:.6g}" for value in values]
    return ["" if value is None else _cell(value) for value in values]


def _cell(value: Any) -> str:
    said = _plain(value)
    return said if isinstance(said, str) else _json(said)


def _json_lines(tables: Iterable[pa.Table], plan: Plan, file: IO[str]) -> None:
    found = plan.found
    for table in tables:
        columns: list[tuple[str, Sequence[Any]]] = []
        for key, field in plan.given:
            place = table.schema.get_field_index(key)
            if place >= 0:
                values = table.column(place).to_pylist()
                if _is_json(table.schema.field(place)):
                    values = [None if value is None else json.loads(value) for value in values]
                columns.append((field.name, values))
        for field in found:
            values = table.column(f"{FOUND}{field.name}").to_pylist()
            if pa.types.is_float32(field.type):
                values = [None if value is None else float(f"{value:.6g}") for value in values]
            columns.append((field.name, values))
        names = [name for name, _ in columns]
        for row in zip(*(values for _, values in columns), strict=True):
            file.write(_json(dict(zip(names, row, strict=True))) + "\n")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    """What JSON has no word for: times in ISO 8601, bytes in base64."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value if isinstance(value, (str, int, float, list, dict)) else str(value)


def _is_json(field: pa.Field) -> bool:
    return AS_JSON.items() <= (field.metadata or {}).items()


@contextmanager
def _text_file(path: Path, *, packed: bool) -> Iterator[IO[str]]:
    with path.open("wb") as raw:
        if packed:
            # Without name and time, so that the same rows give the same bytes.
            with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as file:
                wrapped = io.TextIOWrapper(cast("IO[bytes]", file), "utf-8", newline="")
                yield wrapped
                wrapped.flush()
                wrapped.detach()
        else:
            with io.TextIOWrapper(raw, "utf-8", newline="") as wrapped:
                yield wrapped
