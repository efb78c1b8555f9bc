"""JSON Lines: one object a line. A broken line costs that line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nadhir.sources.files import opened, refuse, unpacked_size
from nadhir.sources.formats import Found
from nadhir.sources.limits import Limits
from nadhir.sources.records import Rejection, excerpt_of
from nadhir.sources.tables import SAMPLE_ROWS, Cell, Row, Table, column_names, plain
from nadhir.sources.text_lines import lines_of

_DEPTH = 4
_NO_COLUMNS: tuple[str, ...] = ()


def open_json_lines(path: Path, found: Found, limits: Limits) -> Table:
    """Learn the columns of a JSON Lines file from its first objects.

    An object inside an object becomes columns such as `user.name`; a list stays a list, as JSON.

    Raises:
        FileRefused: `json.not_lines` where none of the first lines is an object.
    """

    def rows() -> Iterator[Row | Rejection]:
        with opened(path, limits, compressed=found.compressed) as source:
            for number, line in enumerate(lines_of(source, found.encoding, limits, found.head), start=1):
                if line.problem:
                    yield Rejection(path.name, number, line.problem, {"line": number}, excerpt_of(line.text))
                elif line.text.strip():
                    yield _row(path, number, line.text)

    columns: dict[str, None] = {}
    seen = broken = 0
    for row in rows():
        if isinstance(row, Rejection):
            broken += 1
        else:
            seen += 1
            columns.update(dict.fromkeys(row.cells))
        if seen >= SAMPLE_ROWS or broken > 1_000:
            break
    if not seen:
        raise refuse(path, "json.not_lines")
    names, notes = column_names(path, columns or _NO_COLUMNS, limits)
    return Table(names, _expected(path, found), rows, notes)


def _row(path: Path, number: int, text: str) -> Row | Rejection:
    try:
        value = json.loads(text, parse_constant=_no_constant)
        if "\\u" in text:
            value = _whole(value)
    except (ValueError, RecursionError):
        code = "json.cut_short" if not text.endswith(("\n", "\r")) else "json.broken"
        return Rejection(path.name, number, code, {"line": number}, excerpt_of(text))
    if not isinstance(value, dict):
        return Rejection(path.name, number, "json.not_an_object", {"line": number}, excerpt_of(text))
    cells: dict[str, Cell] = {}
    _flatten(value, "", cells, _DEPTH)
    return Row(number, cells)


def _flatten(value: dict[str, Any], prefix: str, into: dict[str, Cell], depth: int) -> None:
    for name, inner in value.items():
        key = f"{prefix}{name}"
        if isinstance(inner, dict) and depth and inner:
            _flatten(inner, f"{key}.", into, depth - 1)
        else:
            into[key] = plain(inner)


def _whole(value: Any) -> Any:
    """JSON can spell half a letter (\\ud83d), in names as well; what is no text becomes U+FFFD."""
    if isinstance(value, str):
        if value.isascii():
            return value
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_whole(name): _whole(inner) for name, inner in value.items()}
    return [_whole(inner) for inner in value] if isinstance(value, list) else value


def _no_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are no JSON


def _expected(path: Path, found: Found) -> int | None:
    size = unpacked_size(path) if found.compressed else found.size
    lines = found.head.count(b"\n")
    return int(size * lines / len(found.head)) if size and lines else None
