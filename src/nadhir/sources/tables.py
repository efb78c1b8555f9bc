"""What every table looks like to the rest: named columns, and rows that come one at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pydantic_core

from nadhir.doctrine.phrases import Reason
from nadhir.errors import FileRefused
from nadhir.sources.files import refuse
from nadhir.sources.limits import Limits
from nadhir.sources.records import Rejection, note

Cell = str | int | float | bool | None
"""What a cell holds once it is in: JSON's plain values. Dates are ISO 8601 text."""

SAMPLE_ROWS = 60


class Row(NamedTuple):
    """One row: its number as a reader of the file counts it, its cells by column, remarks."""

    number: int
    cells: dict[str, Cell]
    notes: tuple[Reason, ...] = ()


@dataclass(slots=True)
class Table:
    """A table that was opened far enough to know its columns.

    Attributes:
        columns: names in the order of the file, made unique.
        expected: about how many rows, for progress; exact only for Parquet.
        rows: gives the rows from the start each time it is called.
        notes: about the table as a whole; `rows` may add to it.
        sorted_columns: whether rows come with their columns in the order of the alphabet, which makes
            their canonical JSON cheap.
    """

    columns: tuple[str, ...]
    expected: int | None
    rows: Callable[[], Iterator[Row | Rejection]]
    notes: list[Reason] = field(default_factory=list)
    sorted_columns: bool = False

    def sample(self, size: int = SAMPLE_ROWS) -> list[Row]:
        """The first good rows, as far as they come; a file that breaks later is for the reader to say."""
        found: list[Row] = []
        try:
            for row in islice(self.rows(), 20 * size):
                if isinstance(row, Row):
                    found.append(row)
                if len(found) >= size:
                    break
        except FileRefused:
            if not found:
                raise
        return found


def column_names(
    path: Path, header: Iterable[object], limits: Limits
) -> tuple[tuple[str, ...], list[Reason]]:
    """Names for columns: trimmed, unique, none empty; with a remark where one had to be changed.

    Raises:
        FileRefused: `table.too_many_columns`.
    """
    names: list[str] = []
    twice: list[str] = []
    taken: set[str] = set()
    for at, cell in enumerate(header, start=1):
        if at > limits.columns:
            raise refuse(path, "table.too_many_columns", limit=limits.columns)
        name = " ".join(str(cell).replace("\0", "").split())[:200] if cell is not None else ""
        name = name.strip("\ufeff\u200e\u200f") or f"column {at}"
        unique, times = name, 1
        while unique in taken:
            times += 1
            unique = f"{name} ({times})"
        if times > 1:
            twice.append(name)
        taken.add(unique)
        names.append(unique)
    remarks = [note("table.duplicate_columns", file=path.name, columns=twice)] if twice else []
    return tuple(names), remarks


def order_of(columns: Sequence[str]) -> list[int]:
    """The positions of the columns in the order of the alphabet."""
    return sorted(range(len(columns)), key=lambda at: columns[at])


def plain(value: Any) -> Cell:
    """A cell of any library as a plain value: dates as ISO 8601, whole numbers as integers."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None
    if isinstance(value, datetime):
        midnight = value.time() == time() and value.tzinfo is None
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("utf-8", "backslashreplace")
    if isinstance(value, (dict, list, tuple)):
        return canonical({"": value}).decode()[4:-1]
    return str(value)


def canonical(cells: dict[str, Any], *, in_order: bool = False) -> bytes:
    """A row as canonical JSON: sorted keys, UTF-8, no spaces."""
    if not in_order:
        cells = dict(sorted(cells.items()))
    return pydantic_core.to_json(cells, fallback=str)


def words_of(cell: Cell) -> str:
    """A cell as text, trimmed."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


# "=1+1", "@SUM(", "+cmd|": what a spreadsheet would run. "@name" and "-5" are not.
_FORMULA = re.compile(r"""[\s'"\0]*(?:=|[+@-]\s*[^\s(|]{0,40}?[A-Za-z_][\w.]{0,40}[(|])""")


def runs_in_a_spreadsheet(words: str) -> bool:
    """Whether a spreadsheet would take these words for a formula."""
    return _FORMULA.match(words) is not None
