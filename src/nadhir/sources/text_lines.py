"""Bytes cut into lines of text, each within its limit, each with what is wrong with it."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from nadhir.sources.encodings import Encoding
from nadhir.sources.limits import Limits

_REPLACED = "\ufffd"
_BLOCK = 64 * 1024


class Line(NamedTuple):
    """A line with its end; `problem` is a code where it cannot be taken as it is."""

    text: str
    problem: str = ""


def lines_of(source: BinaryIO, encoding: Encoding, limits: Limits, head: bytes) -> Iterator[Line]:
    """The lines of `source`, of which `head` is the beginning. A byte order mark is left out."""
    if encoding.wide or (b"\r" in head and b"\n" not in head):
        return _decoded_whole(source, encoding, limits.line_bytes)
    return _decoded_singly(source, encoding.name, limits.line_bytes)


def _decoded_singly(source: BinaryIO, encoding: str, limit: int) -> Iterator[Line]:
    """Line by line, so that one damaged line costs one line."""
    readline = source.readline
    raw = readline(limit + 1).removeprefix(b"\xef\xbb\xbf") if encoding == "utf-8" else readline(limit + 1)
    while raw:
        if len(raw) > limit:
            yield Line(raw[:2000].decode(encoding, "replace") + "\n", "line.too_long")
            while len(raw) > limit and not raw.endswith(b"\n"):
                raw = readline(limit + 1)
        elif b"\0" in raw:
            yield Line(raw.decode(encoding, "replace").replace("\0", _REPLACED), "row.nul_bytes")
        else:
            try:
                line = Line(raw.decode(encoding))
            except UnicodeDecodeError:
                line = Line(raw.decode(encoding, "replace"), "row.undecodable")
            yield line
        raw = readline(limit + 1)


def _decoded_whole(source: BinaryIO, encoding: Encoding, limit: int) -> Iterator[Line]:
    """For encodings whose line ends are not one byte, and for files that end lines with CR alone."""
    decoder = codecs.getincrementaldecoder(encoding.name)("replace")
    end = "\n" if encoding.wide else "\r"
    rest, lost = "", False
    while True:
        data = source.read(_BLOCK)
        *lines, rest = (rest + decoder.decode(data, not data)).split(end)
        for text in lines:
            if not lost:
                yield _judged(text + end, limit)
            lost = False
        if len(rest) > limit:
            if not lost:
                yield _judged(rest, limit)
            rest, lost = "", True
        if not data:
            break
    if rest and not lost:
        yield _judged(rest, limit)


def _judged(text: str, limit: int) -> Line:
    text = text.removeprefix("\ufeff")
    if len(text) > limit:
        return Line(text[:2000] + "\n", "line.too_long")
    if "\0" in text:
        return Line(text.replace("\0", _REPLACED), "row.nul_bytes")
    return Line(text, "row.undecodable" if _REPLACED in text else "")
