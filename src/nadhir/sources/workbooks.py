"""XLSX, row by row. Formulas are never calculated: the value saved with them is taken, and said so."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from nadhir.doctrine.phrases import Reason
from nadhir.errors import FileRefused
from nadhir.sources.archives import check_workbook
from nadhir.sources.files import refuse
from nadhir.sources.limits import Limits
from nadhir.sources.records import Rejection, excerpt_of, note
from nadhir.sources.tables import Row, Table, column_names, order_of, plain

_MOST_ROWS = 1_048_576  # what the format allows
_HEADER_WITHIN = 30
_FORMULA_ELEMENT = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})


def open_workbook(path: Path, limits: Limits) -> Table:
    """Find the first visible sheet with content, and the header in it.

    Raises:
        FileRefused: what `archives.check_workbook` raises; `workbook.broken`, `table.no_header`,
            `table.too_many_columns`.
    """
    parts = check_workbook(path, limits)
    notes: list[Reason] = []
    if any(part.endswith("vbaProject.bin") for part in parts):
        notes.append(note("workbook.macros", file=path.name))
    sheet, header_row, header, others, rows_told = _find_table(path)
    if others:
        notes.append(note("workbook.other_sheets", file=path.name, sheet=sheet, others=others))
    while header and header[-1] is None:
        header.pop()
    columns, remarks = column_names(path, header, limits)
    try:
        formulas = _has_formulas(path, parts)
    except _BREAKAGE as error:
        raise _broken(path, error) from None

    def rows() -> Iterator[Row | Rejection]:
        return _rows(path, sheet, header_row, columns, formulas)

    expected = max(0, rows_told - header_row) if rows_told else None
    return Table(columns, expected, rows, notes + remarks, sorted_columns=True)


def _rows(
    path: Path, sheet: str, header_row: int, columns: tuple[str, ...], formulas: bool
) -> Iterator[Row | Rejection]:
    width = len(columns)
    order = order_of(columns)
    names = [columns[at] for at in order]
    written = _values(path, sheet, data_only=False) if formulas else None
    for number, values in _values(path, sheet, data_only=True):
        as_written = next(written)[1] if written else values
        if number <= header_row or not any(value is not None for value in as_written):
            continue
        if any(value is not None for value in as_written[width:]):
            found = max(at for at, value in enumerate(as_written, start=1) if value is not None)
            params = {"line": number, "found": found, "expected": width}
            yield Rejection(path.name, number, "row.ragged", params, excerpt_of(list(values)))
            continue
        cells = [_cell(value) for value in values[:width]] + [None] * (width - len(values))
        notes = _formula_notes(columns, values, as_written) if formulas else ()
        yield Row(number, dict(zip(names, [cells[at] for at in order], strict=True)), notes)


def _cell(value: object) -> Any:
    cell = plain(value)
    return None if isinstance(cell, str) and cell in _ERRORS else cell


def _formula_notes(columns: tuple[str, ...], values: Any, as_written: Any) -> tuple[Reason, ...]:
    notes = []
    for column, value, formula in zip(columns, values, as_written, strict=False):
        words = formula if isinstance(formula, str) else getattr(formula, "text", None)
        if not isinstance(words, str) or not words.startswith("=") or words == value:
            continue
        code = "cell.formula_without_value" if value is None else "cell.formula_value_taken"
        notes.append(note(code, column=column, formula=excerpt_of(words, 80)))
    return tuple(notes)


def _find_table(path: Path) -> tuple[str, int, list[Any], list[str], int | None]:
    """The sheet, the number of its header row, the header, the sheets left out, the rows it tells of."""
    with _opened(path, data_only=True) as book:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        told = {sheet.title: sheet.max_row for sheet in sheets}
        visible = list(told)
    for name in visible:
        candidate: tuple[int, list[Any]] | None = None
        for number, values in _values(path, name, data_only=True):
            filled = sum(value is not None for value in values)
            # One filled cell above a wider row is a title; where no wider row comes, it is the header.
            if filled > 1 or (filled and candidate is None):
                candidate = (number, list(values))
            if filled > 1:
                break
            if number >= _HEADER_WITHIN:
                break
        if candidate:
            others = [other for other in visible if other != name]
            return name, candidate[0], candidate[1], others, told[name]
    raise refuse(path, "table.no_header")


def _values(path: Path, sheet: str, *, data_only: bool) -> Iterator[tuple[int, tuple[Any, ...]]]:
    with _opened(path, data_only=data_only) as book:
        worksheet = book[sheet]
        worksheet.reset_dimensions()  # what a file says of its own size is not to be trusted
        rows = iter(worksheet.iter_rows(values_only=True))
        number = 0
        while True:
            try:
                values = next(rows)
            except StopIteration:
                return
            except FileRefused:
                raise
            except _BREAKAGE as error:
                raise _broken(path, error) from None
            number += 1
            if number > _MOST_ROWS:
                raise refuse(path, "workbook.broken")
            yield number, tuple(values)


# openpyxl lets whatever a damaged part provokes pass through.
_BREAKAGE = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, ValueError, TypeError, IndexError,
    AttributeError, SyntaxError, NotImplementedError, RecursionError, OverflowError,
)  # fmt: skip


def _opened(path: Path, *, data_only: bool) -> Any:
    import openpyxl  # a tenth of a second that other formats need not wait for

    # It warns of parts that it leaves out (styles, validation lists); none of them is anything we read.
    warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")
    try:
        return closing(openpyxl.load_workbook(path, read_only=True, data_only=data_only, keep_links=False))
    except _BREAKAGE as error:
        raise _broken(path, error) from None


def _broken(path: Path, error: Exception) -> FileRefused:
    forbidden = type(error).__name__ in {"EntitiesForbidden", "DTDForbidden", "ExternalReferenceForbidden"}
    return refuse(path, "xml.entities" if forbidden else "workbook.broken")


def _has_formulas(path: Path, parts: frozenset[str]) -> bool:
    """Whether any sheet holds a formula; only then is the book read a second time for them."""
    with zipfile.ZipFile(path) as archive:
        for part in parts:
            if not part.startswith("xl/worksheets/"):
                continue
            with archive.open(part) as source:
                before = b""
                while data := source.read(1 << 20):
                    if _FORMULA_ELEMENT.search(before[-32:] + data):
                        return True
                    before = data
    return False
