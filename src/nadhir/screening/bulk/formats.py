"""What an input file is: Parquet, CSV or JSON Lines, packed or not, and in which encoding.

The content decides; a name is asked only where the content leaves it open.
"""

from __future__ import annotations

import codecs
import gzip
import re
import stat
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nadhir.errors import FileRefused
from nadhir.screening.bulk.lines import BOOK, opened

HEAD_BYTES = 256 * 1024
SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".csv.gz", ".tsv.gz", ".jsonl.gz", ".ndjson.gz")
GuessEncoding = Callable[[bytes], str | None]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_GZIP = b"\x1f\x8b"
_KNOWN_BINARY = {b"PK\x03\x04": "ZIP / XLSX", b"%PDF": "PDF", b"SQLi": "SQLite", b"\xfd7zX": "XZ"}


@dataclass(frozen=True, slots=True)
class Source:
    """One input file and how it is read. `guessed` says that its encoding was not plain."""

    path: Path
    format: str
    size: int
    compressed: bool = False
    encoding: str = "utf-8"
    guessed: bool = False
    line_end: bytes = b"\n"


def refuse(path: Path, code: str, /, **params: Any) -> FileRefused:
    """The refusal of one file, by its name."""
    return FileRefused(code, book=BOOK, file=path.name or str(path), **params)


def inputs(paths: Sequence[Path]) -> list[Path]:
    """The files to read: of a folder, those with a known suffix, by name.

    Raises:
        FileRefused: `file.missing`, `folder.empty`.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.iterdir() if one.name.lower().endswith(SUFFIXES))
            if not inside:
                raise refuse(path, "folder.empty", known=list(SUFFIXES))
            found += inside
        else:
            found.append(path)
    return found


def recognise(path: Path, *, encoding: str | None = None, guess: GuessEncoding | None = None) -> Source:
    """What `path` holds. `encoding` overrules what is seen; `guess` is asked where it is not UTF-8.

    Raises:
        FileRefused: `file.missing`, `file.not_regular`, `file.unreadable`, `file.empty`, `file.binary`,
            `file.not_text`, `gzip.broken`, `json.array`, `encoding.unknown`,
            `encoding.not_utf8`.
    """
    size = _size(path)
    head, compressed = _head(path)
    if not head.strip():
        raise refuse(path, "file.empty")
    if head.startswith(b"PAR1"):
        if compressed:
            raise refuse(path, "parquet.packed")
        return Source(path, "parquet", size)
    kind = next((name for magic, name in _KNOWN_BINARY.items() if head.startswith(magic)), None)
    if kind:
        raise refuse(path, "file.binary", found=kind)
    chosen, guessed = _encoding(path, head, encoding, guess)
    text = head.decode(chosen, "replace").lstrip("\ufeff")
    line_end = b"\r" if "\n" not in text and text.count("\r") > 1 else b"\n"
    return Source(path, _format(path, text), size, compressed, chosen, guessed, line_end)


def _size(path: Path) -> int:
    try:
        found = path.stat()
    except (FileNotFoundError, ValueError):  # a NUL in a name is a ValueError
        raise refuse(path, "file.missing") from None
    except OSError as error:
        raise refuse(path, "file.unreadable", detail=error.strerror) from None
    if not stat.S_ISREG(found.st_mode):  # a pipe would block for ever
        raise refuse(path, "file.not_regular")
    if found.st_size == 0:
        raise refuse(path, "file.empty")
    return found.st_size


def _head(path: Path) -> tuple[bytes, bool]:
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
        if not head.startswith(_GZIP):
            return head, False
        with opened(path, compressed=True) as (stream, _):
            return stream.read(HEAD_BYTES), True
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise refuse(path, "gzip.broken") from None
    except OSError as error:
        raise refuse(path, "file.unreadable", detail=error.strerror) from None


def _encoding(path: Path, head: bytes, given: str | None, guess: GuessEncoding | None) -> tuple[str, bool]:
    if given:
        try:
            return codecs.lookup(given).name, False
        except LookupError:
            raise refuse(path, "encoding.unknown", encoding=given) from None
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name, False
    if _mostly_utf8(head) and not _many_controls(head):
        return "utf-8", False
    found = guess(head) if guess else None
    if found:
        return found, True
    raise refuse(path, "file.not_text" if _many_controls(head) else "encoding.not_utf8")


def _many_controls(head: bytes) -> bool:
    return len(_CONTROLS.findall(head[:65536])) > 8 + len(head[:65536]) // 20


def _mostly_utf8(head: bytes) -> bool:
    """UTF-8, or at least half of the lines that are not plain ASCII: the letters of another encoding
    hardly ever happen to be valid UTF-8."""
    lines = [
        line for line in head.split(b"\n")[: None if len(head) < HEAD_BYTES else -1] if not line.isascii()
    ]
    return not lines or 2 * sum(map(_is_utf8, lines)) >= len(lines)


def _is_utf8(line: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(line)  # its last letter may be cut
    except UnicodeDecodeError:
        return False
    return True


def _format(path: Path, text: str) -> str:
    name = path.name.lower().removesuffix(".gz")
    begin = text.lstrip()[:1]
    if name.endswith((".csv", ".tsv", ".txt", ".tab")):
        return "csv"
    if begin == "{":
        return "jsonl"
    if begin == "[" and name.endswith((".json", ".jsonl", ".ndjson")):
        raise refuse(path, "json.array")
    return "jsonl" if name.endswith((".jsonl", ".ndjson", ".json")) else "csv"
