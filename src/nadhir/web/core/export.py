"""Tables as files: what a page shows as rows, a person may take along as CSV, as far as they may see it.

Cells that a spreadsheet would run as formulas are made safe. The file begins with a byte order mark, since
spreadsheets otherwise take Arabic for Latin-1.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse

from nadhir.sources.rejects import safe_cell

MOST = 100_000  # rows of one export through a page; more is the command line's business


class _Echo:
    """What the CSV writer writes to: it hands the line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def wanted(request: HttpRequest) -> bool:
    """Whether the request asks for the table as a file."""
    return request.GET.get("format") == "csv"


def table_response(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A CSV file, written as it is read.

    Args:
        name: of the file, without ending.
        columns: headings, in the reader's language.
        rows: cells; dates become ISO 8601, None an empty cell.
    """
    response = StreamingHttpResponse(_lines(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer: Any = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(columns)
    for number, row in enumerate(rows):
        if number >= MOST:
            break
        yield writer.writerow([_cell(value) for value in row])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return str(value)
    return safe_cell(str(value))
