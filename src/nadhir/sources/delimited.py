"""CSV and its relatives: any separator, any line end, quotes that were never closed."""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from nadhir.sources.files import opened, refuse, unpacked_size
from nadhir.sources.formats import Found
from nadhir.sources.limits import Limits
from nadhir.sources.records import Rejection, excerpt_of
from nadhir.sources.tables import Row, Table, column_names, order_of
from nadhir.sources.text_lines import Line, lines_of

_SEPARATORS = ",;\t|"
_SAMPLE_LINES = 60
_MOST_IN_MEMORY = 8 * 1024 * 1024


class _RunawayQuote(Exception):
    """A record in quotes went on for longer than any record does."""


def open_delimited(path: Path, found: Found, limits: Limits) -> Table:
    """Read the header of a CSV or TSV file.

    Raises:
        FileRefused: `table.no_header`, `table.too_many_columns`, or what `files.opened` raises.
    """
    # The module's own limit is one for the whole process; ours is never below it.
    csv.field_size_limit(max(csv.field_size_limit(), limits.line_bytes))
    separator = _separator(path, found)
    with opened(path, limits, compressed=found.compressed) as source:
        reader = _Records(lines_of(source, found.encoding, limits, found.head), separator, limits)
        header = next((record for record in reader if any(record.cells)), None)
    if header is None:
        raise refuse(path, "table.no_header")
    columns, notes = column_names(path, header.cells, limits)

    def rows() -> Iterator[Row | Rejection]:
        with opened(path, limits, compressed=found.compressed) as again:
            records = _Records(lines_of(again, found.encoding, limits, found.head), separator, limits)
            yield from _rows(path, records, columns)

    return Table(columns, _expected(path, found), rows, notes, sorted_columns=True)


def _rows(path: Path, records: _Records, columns: tuple[str, ...]) -> Iterator[Row | Rejection]:
    width = len(columns)
    order = order_of(columns)
    names = [columns[at] for at in order]
    in_order = itemgetter(*order) if width > 1 else tuple
    records.width = width
    number = 0
    for cells, problem, line, text in records:
        if not cells and not problem:  # an empty line, which a spreadsheet shows as an empty row
            number += bool(number)
            continue
        number += 1
        if number == 1:
            continue
        if not problem and len(cells) != width:
            if len(cells) > width and not any(cells[width:]):
                cells = cells[:width]
            elif any(cells):
                problem = "row.ragged" if text.endswith(("\n", "\r")) else "row.cut_short"
            else:
                continue
        if problem:
            params = {"line": line, "found": len(cells), "expected": width}
            yield Rejection(path.name, number, problem, params, excerpt_of(text))
        else:
            yield Row(number, dict(zip(names, in_order(cells), strict=True)))


class _Record(NamedTuple):
    """Cells, what is wrong with them, the line they begin on, and the text as it stood."""

    cells: list[str]
    problem: str
    line: int
    text: str


class _Records:
    """Records of a delimited text. Where a quote was opened and never closed, the line with the quote
    is given up and the lines it swallowed are read again, if they are rows."""

    def __init__(self, lines: Iterator[Line], separator: str, limits: Limits) -> None:
        self._lines = lines
        self._again: deque[Line] = deque()
        self._taken: list[Line] = []
        self._size = 0
        self._limits = limits
        self._separator = separator
        self._ended = False
        self._line = 0
        self.width = 0

    def __iter__(self) -> Iterator[_Record]:
        reader = csv.reader(self._feed(), delimiter=self._separator)
        first = True
        while True:
            self._taken.clear()
            self._size = 0
            line = self._line + 1
            problem = ""
            try:
                cells = next(reader)
            except StopIteration:
                return
            except _RunawayQuote:
                cells, problem = [], "csv.unclosed_quote"
                reader = csv.reader(self._feed(), delimiter=self._separator)
            except csv.Error:
                cells, problem = [], "csv.broken"
            taken = self._taken
            if first and cells and cells[0].lower() == "sep=":
                continue  # a spreadsheet's hint, which the separator was guessed with
            first = False
            if self._ended and not problem:  # the file ended inside quotes
                problem = "csv.unclosed_quote"
            if len(taken) == 1:
                problem = taken[0].problem or problem
                yield _Record(cells, problem, line, taken[0].text)
                continue
            problem = next((one.problem for one in taken if one.problem), problem)
            doubtful = problem or len(cells) != self.width or not self._well_formed(taken)
            if doubtful and self._swallowed_rows(taken):
                self._give_back(taken)
                problem, cells = "csv.unclosed_quote", []
                reader = csv.reader(self._feed(), delimiter=self._separator)
            text = "".join(one.text for one in taken[:20])
            yield _Record(cells, problem, line, text)

    def _feed(self) -> Iterator[str]:
        while True:
            if self._again:
                line = self._again.popleft()
            else:
                following = next(self._lines, None)
                if following is None:
                    self._ended = bool(self._taken)
                    return
                line = following
            self._line += 1
            taken = self._taken
            taken.append(line)
            if len(taken) > 1:
                self._size += len(line.text)
                if len(taken) > self._limits.record_lines or self._size > _MOST_IN_MEMORY:
                    raise _RunawayQuote
            yield line.text

    def _well_formed(self, taken: list[Line]) -> bool:
        """Whether every closing quote ends its cell, as it does where a cell was meant to hold lines."""
        try:
            list(csv.reader([line.text for line in taken], delimiter=self._separator, strict=True))
        except csv.Error:
            return False
        return True

    def _swallowed_rows(self, taken: list[Line]) -> bool:
        """Whether the lines after the first are mostly rows of their own."""
        if self.width < 2:
            return False
        rest = [line.text for line in taken[1:] if line.text.strip()]
        whole = 0
        for text in rest:
            try:
                whole += len(next(csv.reader([text], delimiter=self._separator))) == self.width
            except csv.Error:
                continue
        return whole > len(rest) / 2

    def _give_back(self, taken: list[Line]) -> None:
        self._again.extendleft(reversed(taken[1:]))
        self._line -= len(taken) - 1
        del taken[1:]
        self._ended = False


def _separator(path: Path, found: Found) -> str:
    """The separator by which most of the first lines fall into the same number of cells."""
    text = found.head.decode(found.encoding.name, errors="replace").lstrip("\ufeff")
    lines = text.splitlines(keepends=True)[:_SAMPLE_LINES]
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        return lines[0][4]
    if len(lines) > 1 and len(text) == len(found.head):
        lines = lines[:-1]  # may be cut
    named = path.name.lower().removesuffix(".gz")
    best, most = "\t" if named.endswith((".tsv", ".tab")) else ",", 0.0
    for separator in sorted(_SEPARATORS, key=lambda sign: sign != best):
        try:
            widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=separator) if cells)
        except csv.Error:
            continue
        if not widths:
            continue
        width, times = widths.most_common(1)[0]
        # Many cells and even rows speak for a separator; one cell a row says nothing.
        fits = (times / sum(widths.values())) * min(width, 5) if width > 1 else 0.0
        if fits > most * 1.05:
            best, most = separator, fits
    return best


def _expected(path: Path, found: Found) -> int | None:
    """About how many rows, from the size and the length of the first lines."""
    size = unpacked_size(path) if found.compressed else found.size
    lines = found.head.count(b"\n")
    if not size or not lines:
        return None
    if size <= len(found.head):
        return max(0, lines - (1 if found.head.endswith(b"\n") else 0))
    return int(size * lines / len(found.head))
