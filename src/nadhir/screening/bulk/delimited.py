"""CSV and its relatives in batches: every value as the text it stood as, every broken row named.

Knows separators, quotes and lines. A quote that was never closed costs its own line: the lines that it
swallowed are read again.
"""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterator
from typing import NamedTuple

import pyarrow as pa

from nadhir.screening.bulk.batch import BATCH_BYTES, Chunk, Reject
from nadhir.screening.bulk.formats import Source, refuse
from nadhir.screening.bulk.lines import MAX_LINE_BYTES, Lines
from nadhir.screening.bulk.objects import text_array

_SEPARATORS = ",;\t|"
_SAMPLE_LINES = 60
_RECORD_LINES = 10_000  # that one value in quotes may span


class _RunawayQuote(Exception):
    """A value in quotes went on for longer than any value does."""


class Record(NamedTuple):
    """Cells, the line they begin on, the text as it stood, and what is wrong with them."""

    cells: list[str]
    line: int
    text: str
    problem: str


def header(source: Source) -> list[str]:
    """The names of the columns: each once, none empty.

    Raises:
        FileRefused: `csv.no_header`.
    """
    first = next((one for one in Records(source) if any(one.cells)), None)
    if first is None:
        raise refuse(source.path, "csv.no_header")
    names: list[str] = []
    for at, cell in enumerate(first.cells, start=1):
        name = wanted = _text(cell).strip() or f"column_{at}"
        again = 2
        while name in names:
            name, again = f"{wanted}_{again}", again + 1
        names.append(name)
    return names


def batches(source: Source, rows: int) -> Iterator[Chunk]:
    """The rows of a file as columns of text."""
    names = header(source)
    records = Records(source)
    records.width = len(names)
    schema = pa.schema([pa.field(name, pa.string()) for name in names])
    held: list[list[str]] = []
    rejects: list[Reject] = []
    size = number = 0
    begun = False

    def full() -> Chunk:
        done = min(1.0, records.lines.place / source.size)
        columns = list(zip(*held, strict=True)) if held else [()] * len(names)
        made = [text_array(column) for column in columns]
        table = pa.RecordBatch.from_arrays([array for array, _ in made], schema=schema)
        mended = sum(count for _, count in made)
        first = number - len(held) + 1
        return Chunk(0, source.path.name, first, table, b"", tuple(rejects), mended, done)

    for record in records:
        if not begun:
            begun = bool(any(record.cells))  # the header, or blank lines before it
            continue
        cells, problem = _fitted(record, len(names))
        if problem:
            params = {"found": len(record.cells), "expected": len(names)}
            rejects.append(Reject(source.path.name, record.line, problem, params, _text(record.text[:300])))
        elif cells:
            held.append(cells)
            number += 1
            size += len(record.text)
        if len(held) >= rows or size >= BATCH_BYTES // 2 or len(rejects) >= rows:
            yield full()
            held, rejects, size = [], [], 0
    if held or rejects or not number:
        yield full()


def _fitted(record: Record, width: int) -> tuple[list[str], str]:
    """The cells of a row as wide as the header, none for a blank line, or what is wrong."""
    cells = record.cells
    if record.problem or len(cells) == width or not any(cells):
        return cells if len(cells) == width else [], record.problem
    if len(cells) > width and not any(cells[width:]):
        return cells[:width], ""
    return [], "csv.ragged"


class Records:
    """The records of a file. Set `width` once it is known how many cells a row has."""

    def __init__(self, source: Source) -> None:
        # The module's own limit is one for the whole process; ours is never below it.
        csv.field_size_limit(max(csv.field_size_limit(), MAX_LINE_BYTES))
        self.lines = Lines(
            source.path, compressed=source.compressed, encoding=source.encoding, line_end=source.line_end
        )
        self.width = 0
        self._separator = _separator(source)
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._size = 0
        self._line = 0
        self._ended = False
        self._too_long: deque[tuple[int, str]] = deque()

    def __iter__(self) -> Iterator[Record]:
        lines = self._texts()
        reader = csv.reader(self._feed(lines), delimiter=self._separator)
        first = True
        taken = self._taken
        while True:
            taken.clear()
            self._size = 0
            problem = ""
            try:
                cells = next(reader)
            except StopIteration:
                yield from self._given_up()
                return
            except (_RunawayQuote, csv.Error) as found:
                cells, problem = (
                    [],
                    "csv.unclosed_quote" if isinstance(found, _RunawayQuote) else "csv.broken",
                )
                reader = csv.reader(self._feed(lines), delimiter=self._separator)
            if first and cells and cells[0].lower() == "sep=":
                continue  # a spreadsheet's hint, which the separator was guessed with
            yield from self._given_up()
            if self._ended and taken and not problem and self._inside_quotes():
                problem = "csv.unclosed_quote"
            if len(taken) > 1 and (problem or (self.width > 1 and len(cells) != self.width)):
                problem, cells = problem or "csv.unclosed_quote", []
                self._give_back()
                reader = csv.reader(self._feed(lines), delimiter=self._separator)
            first = False
            text = taken[0] if len(taken) == 1 else "".join(taken)
            yield Record(cells, self._line - len(taken) + 1, text, problem)

    def _texts(self) -> Iterator[str]:
        for block in self.lines.blocks():
            if block.too_long:
                self._too_long.extend(
                    (line, begin.decode("utf-8", "replace")) for line, begin in block.too_long
                )
                self._line += len(block.too_long)
            text = block.data.decode("utf-8", "surrogateescape")
            yield from text.splitlines(keepends=True) if _plain(text) else _split(text)

    def _given_up(self) -> Iterator[Record]:
        while self._too_long:
            line, begin = self._too_long.popleft()
            yield Record([], line, begin, "line.too_long")

    def _feed(self, lines: Iterator[str]) -> Iterator[str]:
        taken, again = self._taken, self._again
        while True:
            line = again.popleft() if again else next(lines, None)
            if line is None:
                self._ended = True
                return
            self._line += 1
            if taken:
                self._size += len(line)
                if len(taken) >= _RECORD_LINES or self._size > MAX_LINE_BYTES:
                    again.appendleft(line)
                    self._line -= 1
                    raise _RunawayQuote
            taken.append(line)
            yield line

    def _inside_quotes(self) -> bool:
        """Whether the last record of the file ends inside quotes."""
        try:
            list(csv.reader(self._taken, delimiter=self._separator, strict=True))
        except csv.Error as problem:
            return "end of data" in str(problem)
        return False

    def _give_back(self) -> None:
        taken = self._taken
        self._again.extendleft(reversed(taken[1:]))
        self._line -= len(taken) - 1
        del taken[1:]
        self._ended = False


def _plain(text: str) -> bool:
    """Whether Python's own idea of lines is that of CSV: no other sign that it takes for a line's end."""
    return text.isascii() and not any(sign in text for sign in "\x0b\x0c\x1c\x1d\x1e\r")


def _split(text: str) -> list[str]:
    lines = text.split("\n")
    last = lines.pop()
    return [line + "\n" for line in lines] + ([last] if last else [])


def _text(cell: str) -> str:
    return cell.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _separator(source: Source) -> str:
    """The separator by which most of the first lines fall into the same number of cells."""
    lines = Lines(
        source.path, compressed=source.compressed, encoding=source.encoding, line_end=source.line_end
    )
    block = next((one for one in lines.blocks() if one.data), None)
    text = block.data.decode("utf-8", "replace") if block else ""
    sample = _split(text)[:_SAMPLE_LINES]
    if sample and sample[0].lower().startswith("sep=") and len(sample[0].strip("\r\n")) == 5:
        return sample[0][4]
    tabbed = source.path.name.lower().removesuffix(".gz").endswith((".tsv", ".tab"))
    best, most = "\t" if tabbed else ",", 0.0
    for separator in sorted(_SEPARATORS, key=lambda sign: sign != best):
        try:
            widths = Counter(len(cells) for cells in csv.reader(sample, delimiter=separator) if cells)
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
