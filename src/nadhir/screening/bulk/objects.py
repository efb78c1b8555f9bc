"""JSON Lines to columns, whatever the values are: one object a line, a broken line costs that line.

A column whose values are all text, all numbers or all truth values becomes a column of that type. One
with lists, objects or a mixture is kept as JSON text and marked so, and comes out again as it went in.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from nadhir.screening.bulk.batch import Reject
from nadhir.screening.bulk.lines import repaired

AS_JSON = {b"nadhir": b"json"}
"""What a field says of itself where its texts are JSON."""

_EXACT = 2**53  # beyond which a double no longer holds every whole number


def parsed(lines: bytes, file: str, first: int) -> tuple[list[dict[str, Any]], list[Reject]]:
    """The objects of some lines, and the lines that are none; `first` is the number of the first line."""
    objects: list[dict[str, Any]] = []
    rejects: list[Reject] = []
    for number, line in enumerate(_texts(lines), start=first):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as problem:
            code = "json.broken" if isinstance(problem, ValueError) else "json.too_deep"
            rejects.append(Reject(file, number, code, {}, line[:300]))
            continue
        if isinstance(value, dict):
            objects.append(value)
        else:
            rejects.append(Reject(file, number, "json.not_an_object", {}, line[:300]))
    return objects, rejects


def columns_of(objects: Sequence[dict[str, Any]]) -> tuple[pa.RecordBatch, int]:
    """Objects as columns, in the order in which names first appear, and how many values were repaired
    because they held half letters or bytes that are no text. A value that is not there is null."""
    names = list(dict.fromkeys(name for one in objects for name in one))
    fields: list[pa.Field] = []
    arrays: list[pa.Array] = []
    mended = 0
    for name in names:
        values = [one.get(name) for one in objects]
        kind, values, as_json = _kind(values)
        array, count = text_array(values) if kind == pa.string() else (pa.array(values, kind), 0)
        mended += count
        fields.append(pa.field(_whole(name), kind, metadata=AS_JSON if as_json else None))
        arrays.append(array)
    schema = pa.schema(fields)
    if not arrays:
        # A record batch without columns has no rows either; a column that nobody sees keeps their number.
        return pa.RecordBatch.from_pydict({"": pa.nulls(len(objects))}), 0
    return pa.RecordBatch.from_arrays(arrays, schema=schema), mended


def text_array(values: Sequence[str | None]) -> tuple[pa.Array, int]:
    """A string array, and how many of its values had to be repaired."""
    try:
        return pa.array(values, pa.string()), 0
    except UnicodeEncodeError:
        pass
    whole = [None if value is None else _whole(value) for value in values]
    count = sum(one != other for one, other in zip(values, whole, strict=True))
    return pa.array(whole, pa.string()), count


def _whole(value: str) -> str:
    """A text that UTF-8 can hold. What Python kept of bytes that are no text counts as half a letter."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return repaired(value)
    return value


def _texts(lines: bytes) -> list[str]:
    """Lines as text; bytes that are no UTF-8 stand in them as half letters, to be counted later."""
    texts = lines.decode("utf-8", "surrogateescape").split("\n")
    return texts[:-1] if texts[-1] == "" else texts


def _kind(values: list[Any]) -> tuple[pa.DataType, list[Any], bool]:
    """The type of a column, its values, and whether they had to be written as JSON."""
    types = set(map(type, values)) - {type(None)}
    if types <= {str}:
        return (pa.string() if types else pa.null()), values, False
    if types == {bool}:
        return pa.bool_(), values, False
    numbers = [value for value in values if type(value) is int]
    if types == {int} and all(-(2**63) <= value < 2**63 for value in numbers):
        return pa.int64(), values, False
    if types <= {int, float} and all(abs(value) <= _EXACT for value in numbers):
        return pa.float64(), values, False
    return pa.string(), [None if one is None else json.dumps(one, ensure_ascii=False) for one in values], True
