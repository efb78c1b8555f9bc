"""The fonts that documents are set in, and which characters they can show.

The files stand in `vendor/`, with their licences (SIL Open Font Licence 1.1) beside them; where they come
from is in `web/static/vendor/VENDORED.yaml`. No font of the machine is used, so that a document looks the
same everywhere.
"""

from __future__ import annotations

import functools
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from nadhir.errors import DocumentError

if TYPE_CHECKING:
    import typst

FOLDER = Path(__file__).with_name("vendor")

SANS, ARABIC, MONO = "IBM Plex Sans", "IBM Plex Sans Arabic", "IBM Plex Mono"
# As the files name themselves: a family of its own each.
SANS_STRONG, ARABIC_STRONG = "IBM Plex Sans SmBld", "IBM Plex Sans Arabic SmBld"
OTHERS = (
    "Noto Sans Ethiopic", "Noto Sans Devanagari", "Noto Sans Bengali", "Noto Sans Myanmar",
    "Noto Sans Hebrew", "Noto Sans SC",
)  # fmt: skip

# White space and what is never drawn: joiners, direction marks, variation selectors, soft hyphen.
_NOT_DRAWN = "\t\n\r\u00a0\u00ad\u061c\u200b-\u200f\u2028\u2029\u202f\u2060\u2066-\u2069\ufe00-\ufe0f\ufeff"


def files() -> list[Path]:
    """The font files, in the order of their names.

    Raises:
        DocumentError: the installation lacks them.
    """
    found = sorted(FOLDER.glob("*/*.ttf"))
    if not found:
        raise DocumentError("document.not_set", detail=str(FOLDER))
    return found


@functools.cache
def typefaces() -> typst.Fonts:
    """The fonts as Typst wants them; read once in a process."""
    import typst  # a large library, loaded where a page is made

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in sorted({file.parent for file in files()})],
    )


@functools.cache
def unknown() -> re.Pattern[str]:
    """Matches one character that no shipped font can show."""
    known = sorted({span for file in files() for span in _spans(file.read_bytes())})
    shown = "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in known)
    return re.compile(f"[^{_NOT_DRAWN}{shown}]")


def _spans(font: bytes) -> Iterator[tuple[int, int]]:
    """The spans of code points in a TrueType font's character map (OpenType specification, table cmap)."""
    tables = struct.unpack(">H", font[4:6])[0]
    start = 0
    for place in range(12, 12 + 16 * tables, 16):
        if font[place : place + 4] == b"cmap":
            start = struct.unpack(">I", font[place + 8 : place + 12])[0]
    for number in range(struct.unpack(">H", font[start + 2 : start + 4])[0]):
        at = start + struct.unpack(">I", font[start + 8 + 8 * number : start + 12 + 8 * number])[0]
        kind = struct.unpack(">H", font[at : at + 2])[0]
        if kind == 4:
            yield from _spans_of_segments(font, at)
        elif kind == 12:
            groups = struct.unpack(">I", font[at + 12 : at + 16])[0]
            for group in range(at + 16, at + 16 + 12 * groups, 12):
                first, last, _ = struct.unpack(">III", font[group : group + 12])
                yield first, last


def _spans_of_segments(font: bytes, at: int) -> Iterator[tuple[int, int]]:
    doubled = struct.unpack(">H", font[at + 6 : at + 8])[0]
    count = doubled // 2
    last = struct.unpack(f">{count}H", font[at + 14 : at + 14 + doubled])
    first = struct.unpack(f">{count}H", font[at + 16 + doubled : at + 16 + 2 * doubled])
    for low, high in zip(first, last, strict=True):
        if low != 0xFFFF:
            yield low, high
