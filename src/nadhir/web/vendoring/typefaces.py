"""Fonts made ready for setting paper: TrueType as it stood before it was packed for the web, and a selection.

Font files flow in and out as bytes. Outlines are never changed.
"""

from __future__ import annotations

import importlib
import io
import struct
import zlib
from collections.abc import Iterator
from typing import Any


def truetype(packed: bytes) -> bytes:
    """The TrueType font in a WOFF 1.0 file, table by table (W3C Recommendation of 13 December 2012).

    Raises:
        ValueError: it is not WOFF.
    """
    if packed[:4] != b"wOFF":
        raise ValueError("not a WOFF file")
    flavour, count = struct.unpack(">4x4s4xH", packed[:14])
    power = count.bit_length() - 1
    head = struct.pack(">4sHHHH", flavour, count, 16 << power, power, count * 16 - (16 << power))
    directory, body = b"", b""
    for number in range(count):
        entry = packed[44 + 20 * number : 64 + 20 * number]
        tag, start, size, full, checksum = struct.unpack(">4sIIII", entry)
        table = packed[start : start + size]
        directory += struct.pack(">4sIII", tag, checksum, 12 + 16 * count + len(body), full)
        body += zlib.decompress(table) if size < full else table
        body += b"\0" * (-len(body) % 4)
    return head + directory + body


def common_chinese(font: bytes) -> bytes:
    """Of a font of Chinese, the characters in daily use: GB 2312, Big5 level 1, JIS X 0208 level 1, kana,
    full-width forms and the signs that come with them. Needs fonttools.

    Raises:
        ModuleNotFoundError: fonttools is not installed.
    """
    subset: Any = importlib.import_module("fontTools.subset")
    options = subset.Options(
        layout_features=[], hinting=False, notdef_outline=True, recalc_timestamp=False,
        drop_tables=["GSUB", "GPOS", "GDEF", "vhea", "vmtx", "VORG"],
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
    )  # fmt: skip
    opened = subset.load_font(io.BytesIO(font), options)
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=sorted(set(_daily())))
    chosen.subset(opened)
    written = io.BytesIO()
    subset.save_font(opened, written, options)
    return written.getvalue()


def _daily() -> Iterator[int]:
    both = range(0xA1, 0xFF)
    yield from _decoded("gb2312", (bytes((a, b)) for a in range(0xA1, 0xF8) for b in both))
    low = (*range(0x40, 0x7F), *both)
    yield from _decoded("big5", (bytes((a, b)) for a in range(0xA4, 0xC7) for b in low))
    yield from _decoded("euc_jp", (bytes((a, b)) for a in range(0xB0, 0xD0) for b in both))
    yield from (*range(0x3000, 0x3100), *range(0xFF00, 0xFFEF))


def _decoded(encoding: str, pairs: Iterator[bytes]) -> Iterator[int]:
    for pair in pairs:
        letters = pair.decode(encoding, "ignore")
        if len(letters) == 1 and ord(letters) >= 0x2460:  # Latin, Greek and Cyrillic are in our own fonts
            yield ord(letters)
