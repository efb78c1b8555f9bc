"""Papers and photographs of engagements: what is kept of a file.

A file is known by what it is, not by what it is called: its first bytes must say so. Pictures are written
anew without anything but the picture, for what a camera notes (the place, the hour, the device) can lead to
the people on it.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass

from nadhir.documents import pictures
from nadhir.errors import NotPossibleNow
from nadhir.web.intake.services import name_kept

MOST = 16 * 1024 * 1024

# What no text holds: control characters besides tabs, line ends and page breaks.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
OFFICE = {
    "word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a file."""

    name: str
    media_type: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def kept(name: str, content: bytes, *, photograph: bool = False) -> Kept:
    """What is to be kept of a file: all of a paper, nothing but the picture of a picture.

    Raises:
        NotPossibleNow: `paper.empty`, `paper.too_large`, `paper.unknown_kind`, or `paper.no_picture` where a
            photograph cannot be read as one.
    """
    if not content:
        raise NotPossibleNow("paper.empty")
    if len(content) > MOST:
        raise NotPossibleNow("paper.too_large", most=MOST // (1024 * 1024))
    media_type = media_type_of(content)
    if photograph and not media_type.startswith("image/"):
        raise NotPossibleNow("paper.no_picture")
    if media_type.startswith("image/"):
        content, media_type = pictures.picture_only(content), pictures.MEDIA_TYPE
    return Kept(name_kept(name), media_type, content)


def media_type_of(content: bytes) -> str:
    """What a file is, by its own bytes: a PDF, an office document, plain text in UTF-8, a JPEG or PNG.

    Raises:
        NotPossibleNow: `paper.unknown_kind`: anything else, programs and pages among it.
    """
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return "image/jpeg" if content[0] == 0xFF else "image/png"
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise NotPossibleNow("paper.unknown_kind") from None
    if CONTROL.search(text) or text.lstrip("\ufeff \t\r\n")[:1] == "<":
        raise NotPossibleNow("paper.unknown_kind")
    return "text/plain"


def _office(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if any(name.endswith("vbaProject.bin") for name in names):
                raise NotPossibleNow("paper.unknown_kind")
            for start, (_, media_type) in OFFICE.items():
                if any(name.startswith(start) for name in names):
                    return media_type
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                found = archive.read("mimetype").decode("ascii", "replace").strip()
                if found.startswith(OPEN_DOCUMENT):
                    return found
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        pass
    raise NotPossibleNow("paper.unknown_kind")
