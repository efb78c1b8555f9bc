"""The words in the file of an agreement: plain text, a PDF with words in it, or a Word document."""

from __future__ import annotations

import tempfile
from pathlib import Path

from nadhir.errors import NotPossibleNow
from nadhir.sources.limits import Limits
from nadhir.sources.pdf import read_pdf
from nadhir.sources.word import read_word
from nadhir.web.response.documents import files
from nadhir.web.response.documents.files import Kept

WORD = files.OFFICE["word/"][1]


def kept(name: str, content: bytes) -> Kept:
    """What is kept of the file.

    Raises:
        NotPossibleNow: it is empty, too large, or neither text, PDF nor Word document.
    """
    found = files.kept(name, content)
    if found.media_type not in ("text/plain", "application/pdf", WORD):
        raise NotPossibleNow("clauses.unknown_file")
    return found


def words_of(file: Kept) -> str:
    """The words in it, line by line.

    Raises:
        FileRefused: it is locked, broken, a scan without words, or takes too long to read.
    """
    if file.media_type == "text/plain":
        return file.content.decode("utf-8-sig")
    with tempfile.TemporaryDirectory(prefix="nadhir-text-") as folder:
        path = Path(folder) / ("text.docx" if file.media_type == WORD else "text.pdf")
        path.write_bytes(file.content)
        if file.media_type == WORD:
            return read_word(path, Limits())
        return str(read_pdf(path, file.content, Limits()).text)
