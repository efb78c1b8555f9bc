"""Tables of figures in, checked rows out.

Reads one CSV file, plain or gzip-compressed, and refuses what a forecast must never be made from: a
missing file or column, a half-downloaded archive, a word where a number belongs, a negative count, the
same key twice. It knows nothing of countries or sources; `nadhir.forecasting.panel.build` does.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import math
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nadhir.errors import PanelError

# Spellings of "no figure" that the public tables use.
_BLANK = frozenset({"", "NA", "N/A", "NaN", "nan", "NULL"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file (the header is line 1), its words, its figures (None where blank)."""

    line: int
    text: dict[str, str]
    number: dict[str, float | None]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that figures were read from, with the SHA-256 of its bytes."""

    name: str
    sha256: str
    content: bytes

    def columns(self) -> list[str]:
        """The names in the header.

        Raises:
            PanelError: `panel.file_unreadable`.
        """
        return next(csv.reader(io.StringIO(_decoded(self), newline="")), [])

    def rows(
        self,
        *,
        text: Sequence[str] = (),
        counts: Sequence[str] = (),
        numbers: Sequence[str] = (),
    ) -> Iterator[Row]:
        """The rows, with the columns asked for and no others.

        Args:
            text: columns of words; never None, an empty field is "".
            counts: columns of figures that cannot be negative.
            numbers: columns of figures of either sign.

        Raises:
            PanelError: `panel.file_unreadable`, `panel.columns_missing`, `panel.not_a_number`,
                `panel.negative`, `panel.row_short`.
        """
        reader = csv.reader(io.StringIO(_decoded(self), newline=""))
        header = next(reader, [])
        wanted = [*text, *counts, *numbers]
        missing = [name for name in wanted if name not in header]
        if missing:
            raise PanelError("panel.columns_missing", file=self.name, columns=missing)
        words = [(name, header.index(name)) for name in text]
        figures = [(name, header.index(name), name in counts) for name in (*counts, *numbers)]
        last = max(header.index(name) for name in wanted)
        for fields in reader:
            if len(fields) <= last:
                raise PanelError("panel.row_short", file=self.name, row=reader.line_num)
            yield Row(
                line=reader.line_num,
                text={name: fields[place].strip() for name, place in words},
                number={
                    name: self._figure(fields[place], name, reader.line_num, signed=not counted)
                    for name, place, counted in figures
                },
            )

    def _figure(self, field: str, column: str, line: int, *, signed: bool) -> float | None:
        written = field.strip()
        if written in _BLANK:
            return None
        try:
            figure = float(written)
        except ValueError:
            figure = math.nan
        if not math.isfinite(figure):
            raise PanelError(
                "panel.not_a_number", file=self.name, row=line, column=column, value=written[:40]
            )
        if figure < 0 and not signed:
            raise PanelError("panel.negative", file=self.name, row=line, column=column, value=written)
        return figure


def find(folder: Path, pattern: str) -> SourceFile:
    """The one file of `folder` that fits `pattern` (a glob without the ending `.csv` or `.csv.gz`).

    Raises:
        PanelError: `panel.folder_missing`, `panel.file_missing`, or `panel.file_ambiguous` where two
            vintages lie side by side.
    """
    if not folder.is_dir():
        raise PanelError("panel.folder_missing", folder=str(folder))
    fitting = sorted([*folder.glob(f"{pattern}.csv"), *folder.glob(f"{pattern}.csv.gz")])
    if not fitting:
        raise PanelError("panel.file_missing", folder=str(folder), file=f"{pattern}.csv.gz")
    if len(fitting) > 1:
        raise PanelError("panel.file_ambiguous", files=[path.name for path in fitting])
    return open_file(fitting[0])


def open_file(path: Path) -> SourceFile:
    """The file at `path`, read whole (the largest public table is some megabytes).

    Raises:
        PanelError: `panel.file_missing`.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise PanelError("panel.file_missing", folder=str(path.parent), file=path.name) from None
    return SourceFile(path.name, hashlib.sha256(content).hexdigest(), content)


def needed(file: SourceFile, row: Row, column: str) -> float:
    """A figure that may not be blank.

    Raises:
        PanelError: `panel.blank`.
    """
    figure = row.number[column]
    if figure is None:
        raise PanelError("panel.blank", file=file.name, row=row.line, column=column)
    return figure


def whole(file: SourceFile, row: Row, column: str) -> int:
    """A whole number that may not be blank, such as a year.

    Raises:
        PanelError: `panel.blank`, `panel.not_a_number`.
    """
    figure = needed(file, row, column)
    if figure != int(figure):
        raise PanelError("panel.not_a_number", file=file.name, row=row.line, column=column, value=str(figure))
    return int(figure)


def _decoded(file: SourceFile) -> str:
    content = file.content
    try:
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        return content.decode("utf-8-sig")
    except (EOFError, OSError, zlib.error, UnicodeDecodeError):
        raise PanelError("panel.file_unreadable", file=file.name) from None
