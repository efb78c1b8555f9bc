"""The process that reads one PDF and dies: `python -m nadhir.sources.pdf_worker PATH LIMITS`.

PDFs are programs as much as documents. This one runs under a limit of memory and processor time set
before anything of the file is touched, and answers with one line of JSON:
`{"pages": [...], "title": …, "author": …}` or `{"refused": code, …}`.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def main(arguments: list[str]) -> int:
    """Read `arguments[0]` within the limits in `arguments[1]` (JSON)."""
    limits = json.loads(arguments[1])
    _limit_process(limits["memory_bytes"], limits["seconds"])
    try:
        answer = read_pages(arguments[0], limits["pages"], limits["text_chars"])
    except MemoryError:
        answer = {"refused": "pdf.too_heavy"}
    except RecursionError:
        answer = {"refused": "pdf.broken"}
    sys.stdout.write(json.dumps(answer))
    return 0


def read_pages(path: str, most_pages: int, most_chars: int) -> dict[str, Any]:
    """The text of each page, or why there is none."""
    import pypdf
    from pypdf.errors import PyPdfError

    pages: list[str] = []
    length = 0
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            return {"refused": "file.password_protected"}
        count = len(reader.pages)
        if count > most_pages:
            return {"refused": "pdf.too_many_pages", "pages": count, "limit": most_pages}
        for page in reader.pages:
            pages.append(page.extract_text() or "")
            length += len(pages[-1])
            if length > most_chars:
                return {"refused": "document.too_long", "length": length, "limit": most_chars}
        said = reader.metadata
        return {
            "pages": pages,
            "title": str(said.title) if said and said.title else None,
            "author": str(said.author) if said and said.author else None,
        }
    except (MemoryError, RecursionError):
        raise
    except PyPdfError:
        return {"refused": "pdf.broken"}
    except Exception as error:  # noqa: BLE001 - a damaged PDF can raise anything; this process ends here
        return {"refused": "pdf.broken", "detail": type(error).__name__}


def _limit_process(memory_bytes: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:  # no such limits on this system; the caller's clock still runs
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
