"""Office files from the outside: what is in the container, and is it safe to unpack.

Everything here is decided from the container's own table of contents, before anything is unpacked.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

from nadhir.errors import FileRefused
from nadhir.sources.files import refuse
from nadhir.sources.limits import Limits, megabytes

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_END_OF_ARCHIVE = b"PK\x05\x06"
_TAIL = 65_557  # the end record with its longest comment
_RATIO_FROM = 1_000_000  # small parts of repetitive XML shrink a lot and harm nobody
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
# What the standard library lets through from a damaged archive.
_BREAKAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError,
    RuntimeError,
)  # fmt: skip
_OFFICE = {
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": "xlsb",
    "word/document.xml": "docx",
    "ppt/presentation.xml": "pptx",
}


def kind_of_zip(path: Path, limits: Limits) -> str:
    """`xlsx`, `xlsb`, `docx`, `pptx`, `ods`, `odt` or `zip`, by the names of the parts.

    Raises:
        FileRefused: `zip.cut_short`, `zip.broken` or `zip.too_many_parts`.
    """
    _check_contents_size(path, limits)
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            mimetype = archive.read("mimetype")[:80] if _small(archive, "mimetype") else b""
    except _BREAKAGE:
        raise refuse(path, "zip.broken") from None
    for part, kind in _OFFICE.items():
        if part in names:
            return kind
    for ending, kind in ((b"opendocument.spreadsheet", "ods"), (b"opendocument.text", "odt")):
        if mimetype.endswith(ending):
            return kind
    return "zip"


def check_workbook(path: Path, limits: Limits) -> frozenset[str]:
    """The parts of a workbook that is safe to unpack.

    Raises:
        FileRefused: `file.password_protected`, `zip.bomb`, `zip.broken`, `workbook.texts_too_large` or
            `xml.entities`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_growth(path, parts, limits)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _check_declarations(path, archive, part)
    except _BREAKAGE:
        raise refuse(path, "zip.broken") from None
    return frozenset(part.filename for part in parts)


def refuse_ole(path: Path) -> FileRefused:
    """Why an OLE file is refused: it is either locked with a password or from before 2007."""
    with path.open("rb") as source:
        before = b""
        while part := source.read(1 << 20):
            if _ENCRYPTED_PACKAGE in before[-64:] + part:
                return refuse(path, "file.password_protected")
            before = part
    return refuse(path, "format.old_office")


def _check_contents_size(path: Path, limits: Limits) -> None:
    """Look at the number of parts before the list of them is read into memory."""
    with path.open("rb") as source:
        size = source.seek(0, 2)
        source.seek(max(0, size - _TAIL))
        tail = source.read()
    at = tail.rfind(_END_OF_ARCHIVE)
    if at < 0 or len(tail) < at + 22:
        raise refuse(path, "zip.cut_short")
    entries = int.from_bytes(tail[at + 10 : at + 12], "little")
    contents = int.from_bytes(tail[at + 12 : at + 16], "little")
    if entries > limits.archive_entries or contents > limits.archive_entries * 1_000:
        raise refuse(path, "zip.too_many_parts", limit=limits.archive_entries)


def _check_growth(path: Path, parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    total = 0
    for part in parts:
        if part.flag_bits & 0x1:
            raise refuse(path, "file.password_protected")
        total += part.file_size
        grows = part.file_size > _RATIO_FROM and part.file_size > limits.ratio * max(1, part.compress_size)
        if grows or total > limits.workbook_bytes:
            raise refuse(
                path,
                "zip.bomb",
                part=part.filename,
                size_mb=megabytes(max(total, part.file_size)),
                limit_mb=megabytes(limits.workbook_bytes),
                ratio=limits.ratio,
            )
        # openpyxl holds these whole; the rows it streams.
        if (
            part.filename.lower().endswith(("sharedstrings.xml", "styles.xml"))
            and part.file_size > limits.shared_bytes
        ):
            raise refuse(
                path,
                "workbook.texts_too_large",
                size_mb=megabytes(part.file_size),
                limit_mb=megabytes(limits.shared_bytes),
            )


def _check_declarations(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No part of a workbook has a reason to declare a document type."""
    with archive.open(part) as source:
        head = source.read(4096).replace(b"\0", b"")
    if b"<!DOCTYPE" in head.upper():
        raise refuse(path, "xml.entities")


def _small(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.namelist() and archive.getinfo(name).file_size < 200
