"""Bytes cut into lines of text, each within its limit, each with what is wrong with it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from nadhir.sources.encodings import Encoding
from nadhir.sources.limits import Limits

_REPLACED = "\ufffd"


class Line(NamedTuple):
    """A line with its end; `problem` is a code where it cannot be taken as it is."""

    text: str
    problem: str = ""


def lines_of(source: BinaryIO, encoding: Encoding, limits: Limits, head: bytes) -> Iterator[Line]:
    """The lines of `source`, of which `head` is the beginning. A byte order mark is left out."""
    if encoding.wide or (b"\r" in head and b"\n" not in head):
        return _decoded_whole(source, encoding, limits)
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


def _decoded_whole(source: BinaryIO, encoding: Encoding, limits: Limits) -> Iterator[Line]:
    """For encodings whose line ends are not one byte, and for files that end lines with CR alone."""
    newline = "" if encoding.wide else "\r"
    reader = io.TextIOWrapper(source, encoding=encoding.name, errors="replace", newline=newline)
    while text := reader.readline(limits.line_bytes):
        ended = text.endswith(("\n", "\r"))
        text = text.lstrip("\ufeff") if text[0] == "\ufeff" else text
        if not ended and len(text) >= limits.line_bytes:
            yield Line(text[:2000] + "\n", "line.too_long")
            while (rest := reader.readline(limits.line_bytes)) and not rest.endswith(("\n", "\r")):
                pass
        elif "\0" in text:
            yield Line(text.replace("\0", _REPLACED), "row.nul_bytes")
        else:
            yield Line(text, "row.undecodable" if _REPLACED in text else "")
