"""Foreign tables in, checked columns out.

Reads one delimited file whole, plain or compressed, and refuses what figures must never be made from: a
missing column, a half-downloaded file, a row cut short, a word where a number belongs, a negative count. It
knows nothing of countries or sources.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import math
import zipfile
import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from nadhir.errors import PanelError

# Spellings of "no figure" that the public tables use.
BLANK = ("", "NA", "N/A", "NaN", "nan", "NULL", "..", ".", "-")
ENDINGS = ("", ".gz", ".zip")
# Above this size a short row in mid file is left to polars, which is thirty times faster and more lenient.
_EXACT_BYTES = 48_000_000
_MOST_BYTES = 4_000_000_000


@dataclass(frozen=True, eq=False)
class SourceFile:
    """A file that figures are read from, with the SHA-256 of its bytes."""

    name: str
    sha256: str
    content: bytes

    @classmethod
    def of(cls, path: Path) -> SourceFile:
        """Read the file at `path`.

        Raises:
            PanelError: `panel.file_missing`, `panel.file_unreadable`.
        """
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise PanelError("panel.file_missing", folder=str(path.parent), file=path.name) from None
        except OSError:
            raise PanelError("panel.file_unreadable", file=path.name) from None
        return cls(path.name, hashlib.sha256(content).hexdigest(), content)

    @cached_property
    def text(self) -> bytes:
        """The table as UTF-8, unpacked; Latin-1 where it is no UTF-8.

        Raises:
            PanelError: `panel.file_unreadable`.
        """
        content = self.content
        try:
            if content[:2] == b"\x1f\x8b":
                content = gzip.decompress(content)
            elif content[:4] == b"PK\x03\x04":
                content = self._unzipped(content)
        except (EOFError, OSError, zlib.error, zipfile.BadZipFile):
            raise PanelError("panel.file_unreadable", file=self.name) from None
        content = content.removeprefix(b"\xef\xbb\xbf")
        if b"\x00" in content[:4096]:
            raise PanelError("panel.file_unreadable", file=self.name)
        try:
            content.decode()
        except UnicodeDecodeError:
            content = content.decode("latin-1").encode()
        return content

    def _unzipped(self, content: bytes) -> bytes:
        """The largest table of an archive, as publishers pack them together with notes."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            tables = [
                entry
                for entry in archive.infolist()
                if entry.filename.lower().endswith((".csv", ".txt", ".tsv"))
                and "Metadata" not in entry.filename
            ]
            if not tables or max(entry.file_size for entry in tables) > _MOST_BYTES:
                raise zipfile.BadZipFile
            return archive.read(max(tables, key=lambda entry: entry.file_size))

    def table(self, *, separator: str = ",", skip: int = 0, only: Collection[str] | None = None) -> Foreign:
        """The file as a table of text.

        Args:
            skip: lines before the header, as the World Bank writes them.
            only: the columns wanted, of a table with hundreds; those that are there are read.

        Raises:
            PanelError: `panel.file_unreadable`, `panel.file_empty`, `panel.row_short`, `panel.row_long`.
        """
        text = self.text
        for _ in range(skip):
            text = text.partition(b"\n")[2]
        if not text.strip():
            raise PanelError("panel.file_empty", file=self.name)
        if text.lstrip()[:1] == b"<":
            raise PanelError("panel.file_unreadable", file=self.name)  # an error page, saved as a table
        if len(text) <= _EXACT_BYTES:
            self._same_width(text, separator)
        try:
            header = next(csv.reader(io.StringIO(text.partition(b"\n")[0].decode()), delimiter=separator), [])
            wanted = [at for at, name in enumerate(header) if only is None or name.strip() in only]
            if not wanted:
                raise PanelError("panel.columns_missing", file=self.name, columns=sorted(only or ()))
            frame = pl.read_csv(
                text,
                separator=separator,
                infer_schema=False,
                raise_if_empty=False,
                columns=wanted if only is not None else None,
            )
        except (pl.exceptions.PolarsError, ValueError, csv.Error):
            raise PanelError("panel.file_unreadable", file=self.name) from None
        if frame.height and self._cut_at_end(text, separator, len(header)):
            raise PanelError("panel.row_short", file=self.name, row=frame.height + 1)
        return Foreign(self.name, frame.rename({name: name.strip() for name in frame.columns}))

    @staticmethod
    def _cut_at_end(text: bytes, separator: str, width: int) -> bool:
        """Whether the last row, which nothing ends, has too few fields."""
        if text.endswith(b"\n"):
            return False
        last = text[text.rfind(b"\n") + 1 :]
        return b'"' not in last and last.count(separator.encode()) < width - 1

    def _same_width(self, text: bytes, separator: str) -> None:
        reader = csv.reader(io.StringIO(text.decode(), newline=""), delimiter=separator)
        try:
            width = len(next(reader, []))
            for fields in reader:
                if len(fields) < width and fields:
                    raise PanelError("panel.row_short", file=self.name, row=reader.line_num)
                if len(fields) > width:
                    raise PanelError("panel.row_long", file=self.name, row=reader.line_num)
        except csv.Error:
            raise PanelError("panel.file_unreadable", file=self.name) from None


@dataclass(frozen=True, eq=False)
class Foreign:
    """A table as its publisher wrote it, every cell text; None where empty."""

    name: str
    frame: pl.DataFrame

    @property
    def columns(self) -> list[str]:
        return self.frame.columns

    def has(self, *columns: str) -> bool:
        """Whether all `columns` are there."""
        return set(columns) <= set(self.frame.columns)

    def need(self, columns: Iterable[str]) -> None:
        """Raise where a column is missing.

        Raises:
            PanelError: `panel.columns_missing`.
        """
        missing = [name for name in columns if name not in self.frame.columns]
        if missing:
            raise PanelError("panel.columns_missing", file=self.name, columns=missing)

    def first_of(self, names: Sequence[str]) -> str:
        """The first of several spellings of a column that is there.

        Raises:
            PanelError: `panel.columns_missing`.
        """
        found = next((name for name in names if name in self.frame.columns), None)
        if found is None:
            raise PanelError("panel.columns_missing", file=self.name, columns=list(names[:1]))
        return found

    def text(self, column: str) -> pl.Series:
        """A column of words; an empty cell is "" (never null)."""
        self.need([column])
        return self.frame[column].fill_null("").str.strip_chars()

    def number(self, column: str, *, signed: bool = False, needed: bool = False) -> pl.Series:
        """A column of figures, null where blank.

        Args:
            signed: figures may be negative.
            needed: figures may not be blank.

        Raises:
            PanelError: `panel.columns_missing`, `panel.not_a_number`, `panel.negative`, `panel.blank`.
        """
        words = self.text(column)
        blank = words.is_in(BLANK)
        found = words.set(blank, None).cast(pl.Float64, strict=False)
        odd = ~blank & (found.is_null() | ~found.is_finite().fill_null(value=False))
        self.refuse("panel.not_a_number", odd, column, words)
        if not signed:
            self.refuse("panel.negative", (found < 0).fill_null(value=False), column, words)
        if needed:
            self.refuse("panel.blank", blank, column, words)
        return found

    def whole(self, column: str, *, signed: bool = False) -> pl.Series:
        """A column of whole numbers that may not be blank, such as years.

        Raises:
            PanelError: what `number` raises.
        """
        found = self.number(column, needed=True, signed=signed)
        self.refuse("panel.not_a_number", (found != found.floor()), column, self.text(column))
        self.refuse("panel.not_a_number", found.abs() > 2**53, column, self.text(column))
        return found.cast(pl.Int64)

    def year(self, column: str) -> pl.Series:
        """A column of years.

        Raises:
            PanelError: what `number` raises.
        """
        found = self.whole(column)
        self.refuse("panel.not_a_number", (found < 1500) | (found > 2200), column, self.text(column))
        return found.rename("year")

    def refuse(self, code: str, where: pl.Series, column: str, words: pl.Series) -> None:
        """Raise `code` for the first row that is so.

        Raises:
            PanelError: `code`.
        """
        place = where.arg_max() if where.any() else None
        if place is not None:
            value = str(words[place])[:40]
            raise PanelError(code, file=self.name, row=place + 2, column=column, value=value)


def find(folder: Path, patterns: Sequence[str], *, endings: Sequence[str] = (".csv",)) -> list[Path]:
    """The files of `folder` that fit one of `patterns` (globs without the ending), by name.

    Raises:
        PanelError: `panel.folder_missing`.
    """
    if not folder.is_dir():
        raise PanelError("panel.folder_missing", folder=str(folder))
    found = {
        path
        for pattern in patterns
        for ending in endings
        for packed in (ENDINGS if ending != ".parquet" else ("",))
        for path in folder.glob(f"{pattern}{ending}{packed}")
        if path.is_file()
    }
    return sorted(found)


def finite(value: float | None) -> float:
    """A figure for a grid: NaN where there is none."""
    return math.nan if value is None else float(value)
