"""The file of what was not taken, beside what was: one line per rejection, to be worked through."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from nadhir.sources.records import Rejection

COLUMNS = ("file", "row", "code", "message", "excerpt")
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def safe_cell(words: str) -> str:
    """`words` in a form that no spreadsheet runs: an apostrophe before what would start a formula."""
    bare = words.lstrip(" \t\r\n\0'\"\u200b\u200e\u200f\ufeff\u2066\u2067\u2068")
    return f"'{words}" if words.startswith(_TRIGGERS) or bare.startswith(_TRIGGERS[:4]) else words


class RejectsFile:
    """Writes rejections to a CSV that spreadsheets open in any script.

    The file appears whole when the block ends well and has something in it; until then, and after an
    error, there is none (an older one of that name stays as it was).

    Args:
        path: where it will stand.
        lang: language of the messages, `ar`, `en` or `fr`.
    """

    def __init__(self, path: Path, lang: str = "en") -> None:
        self.path = path
        self.count = 0
        self._lang = lang
        self._file: IO[str] | None = None
        self._write: Callable[[list[str]], object] | None = None

    def __enter__(self) -> Self:
        return self

    def add(self, rejection: Rejection) -> None:
        """Write one rejection."""
        if self._write is None:
            self._write = self._begin()
        cells = [
            rejection.file,
            "" if rejection.row is None else str(rejection.row),
            rejection.code,
            rejection.reason.say(self._lang),
            rejection.excerpt,
        ]
        self._write([safe_cell(cell) for cell in cells])
        self.count += 1

    def _begin(self) -> Callable[[list[str]], object]:
        self._file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed in __exit__
            "w",
            encoding="utf-8-sig",
            newline="",
            dir=self.path.parent,
            prefix=f".{self.path.name}.",
            delete=False,
        )
        write = csv.writer(self._file).writerow
        write(COLUMNS)
        return write

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        file = self._file
        if file is None:
            return
        self._file = self._write = None
        try:
            if kind is None:
                file.flush()
                os.fsync(file.fileno())
            file.close()
            if kind is None:
                Path(file.name).replace(self.path)
        finally:
            Path(file.name).unlink(missing_ok=True)
