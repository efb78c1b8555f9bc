"""PDFs, read in a process of their own with a limit of time and memory."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from nadhir.sources.files import refuse
from nadhir.sources.limits import Limits, megabytes
from nadhir.sources.prose import document
from nadhir.sources.records import Record, note

_HYPHEN = re.compile(r"(?<=[a-zà-ÿ])-\n(?=[a-zà-ÿ])")
_NO_TITLE = re.compile(
    r"^(?:untitled|microsoft word|document\d*|slide 1|.*\.(?:docx?|indd|pdf|tex|pptx?))\b", re.IGNORECASE
)


def read_pdf(path: Path, raw: bytes, limits: Limits) -> Record:
    """The record of a PDF, its pages one after the other.

    Raises:
        FileRefused: `file.password_protected`, `pdf.broken`, `pdf.no_text` (a scan), `pdf.too_slow`,
            `pdf.too_heavy`, `pdf.too_many_pages`, `document.too_long`.
    """
    answer = _ask_worker(path, limits)
    if "refused" in answer:
        code = str(answer.pop("refused"))
        raise refuse(path, code, **answer)
    pages: list[str] = answer["pages"]
    text = _HYPHEN.sub("", "\n\n".join(page.strip() for page in pages)).strip()
    if not any(map(str.isalnum, text)):
        raise refuse(path, "pdf.no_text", pages=len(pages))
    notes = []
    blank = [at for at, page in enumerate(pages, start=1) if not page.strip()]
    if blank:
        notes.append(note("pdf.pages_without_text", pages=blank[:20]))
    title = answer.get("title")
    if title and (_NO_TITLE.match(title) or len(title) < 4):
        title = None
    attributes: dict[str, Any] = {"pages": len(pages)}
    return document(
        path, text, raw, limits, title=title, author=answer.get("author"), notes=notes, attributes=attributes
    )


def _ask_worker(path: Path, limits: Limits) -> dict[str, Any]:
    wanted = {
        "memory_bytes": limits.memory_bytes,
        "seconds": limits.seconds_per_document,
        "pages": limits.pages,
        "text_chars": limits.text_chars,
    }
    command = [sys.executable, "-m", "nadhir.sources.pdf_worker", str(path.resolve()), json.dumps(wanted)]
    # The same packages as here, and nothing else of this process: no settings, no secrets.
    surroundings = {"PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry), "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, the path as one argument
            command,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds_per_document + 5,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise refuse(path, "pdf.too_slow", seconds=limits.seconds_per_document) from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        # Ended by the processor limit (SIGXCPU, SIGKILL), or for want of memory.
        if done.returncode in {-24, -9}:
            raise refuse(path, "pdf.too_slow", seconds=limits.seconds_per_document) from None
        raise refuse(path, "pdf.too_heavy", limit_mb=megabytes(limits.memory_bytes)) from None
    if answer.get("refused") == "pdf.too_heavy":
        answer["limit_mb"] = megabytes(limits.memory_bytes)
    return dict(answer)
