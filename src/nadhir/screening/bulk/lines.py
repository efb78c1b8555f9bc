"""Bytes of a file, in blocks of whole lines: unpacked, in UTF-8, never more than one line too many.

Knows gzip and encodings, and nothing of what stands in the lines.
"""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from nadhir.errors import FileRefused

BOOK = "nadhir.screening.bulk"
BLOCK_BYTES = 1 << 20
MAX_LINE_BYTES = 32 << 20
"""A longer line is given up: no post is that long, and its parser would need many times its size."""


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines, the number of the first, and the lines that were too long, by number and beginning."""

    data: bytes
    first_line: int
    too_long: tuple[tuple[int, bytes], ...] = ()


class Lines:
    """The lines of one file. `place` is how many bytes of the file on disk have been read."""

    def __init__(self, path: Path, *, compressed: bool, encoding: str, line_end: bytes = b"\n") -> None:
        self.place = 0
        self._path = path
        self._compressed = compressed
        self._encoding = encoding
        self._end = line_end

    def blocks(self) -> Iterator[Block]:
        """Blocks of about a megabyte; a longer line makes a block of its own.

        Raises:
            FileRefused: `gzip.broken`: what is packed is damaged or cut short.
        """
        rest = b""
        line = 1
        skipping = b""
        for raw in self._pieces():
            piece = raw
            too_long: list[tuple[int, bytes]] = []
            if skipping:
                end = piece.find(b"\n")
                if end < 0:
                    continue
                piece = piece[end + 1 :]
                too_long.append((line, skipping))
                skipping = b""
                line += 1
            joined = rest + piece
            cut = joined.rfind(b"\n") + 1
            data, rest = joined[:cut], joined[cut:]
            if data or too_long:
                yield Block(data, line, tuple(too_long))
                line += data.count(b"\n")
            if len(rest) > MAX_LINE_BYTES:
                skipping, rest = rest[:400], b""
        if skipping:
            yield Block(b"", line, ((line, skipping),))
        elif rest:
            yield Block(rest, line)

    def _pieces(self) -> Iterator[bytes]:
        decoder = None
        if self._encoding != "utf-8":
            decoder = codecs.getincrementaldecoder(self._encoding)("replace")
        with opened(self._path, compressed=self._compressed) as (stream, raw):
            first = True
            while True:
                try:
                    piece = stream.read(BLOCK_BYTES)
                except (EOFError, zlib.error, gzip.BadGzipFile):
                    raise FileRefused("gzip.broken", book=BOOK, file=self._path.name) from None
                ended = not piece
                self.place = raw.tell()
                if decoder:
                    piece = decoder.decode(piece, final=ended).encode("utf-8", "replace")
                if first:
                    piece = piece.removeprefix(codecs.BOM_UTF8)
                    first = False
                if self._end != b"\n":
                    piece = piece.replace(self._end, b"\n")
                if piece:
                    yield piece
                if ended:
                    return


@contextmanager
def opened(path: Path, *, compressed: bool) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The unpacked bytes of a file, and the file itself, whose position says how far one is."""
    with path.open("rb") as raw:
        if not compressed:
            yield raw, raw
            return
        with gzip.GzipFile(fileobj=raw, mode="rb") as unpacked:
            yield cast("IO[bytes]", unpacked), raw


def repaired(words: str) -> str:
    """A text without half letters: a pair of them becomes its letter, what is left over U+FFFD."""
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
