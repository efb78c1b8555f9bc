"""What a run keeps while it works: its parts, and what they were made from."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nadhir.doctrine.phrases import Reason, phrasebook
from nadhir.errors import NotPossibleNow
from nadhir.screening.bulk.formats import Source
from nadhir.screening.bulk.lines import BOOK
from nadhir.screening.bulk.tally import Tally
from nadhir.screening.bulk.work import part_path, read_tally, rejects_path

if TYPE_CHECKING:
    from nadhir.screening.bulk.run import Options

LAYOUT = 1
"""Changes when parts of an earlier program can no longer be gone on with."""

_RESULT = ("text_column", "language_column", "reasons_language", "batch_rows")
_ENDS = 1 << 20


class Parts:
    """The folder beside an output that holds what is done."""

    def __init__(self, out: Path) -> None:
        self.folder = out.with_name(f"{out.name}.parts")
        self._rejects = out.with_name(f"{out.name}.rejects.jsonl")

    def described(self, sources: Sequence[Source], options: Options, version: str) -> dict[str, Any]:
        """What a run is made from: two runs with the same description give the same rows."""
        return {
            "layout": LAYOUT,
            "input": [_identity(source) for source in sources],
            "options": {
                one.name: getattr(options, one.name) for one in fields(options) if one.name in _RESULT
            },
            "screener": version,
        }

    @contextmanager
    def held(self, wanted: dict[str, Any], *, fresh: bool) -> Iterator[None]:
        """Take the folder for this run alone: a new one, or one that an equal run has left.

        Raises:
            NotPossibleNow: `parts.differ`, `parts.in_use`.
        """
        self.folder.mkdir(exist_ok=True)
        with self._locked():
            manifest = self.folder / "manifest.json"
            before = _read(manifest)
            if fresh:
                self._clear()
                before = None
            if before is not None and before != wanted:
                raise NotPossibleNow(
                    "parts.differ",
                    book=BOOK,
                    folder=str(self.folder),
                    what=[
                        phrasebook(BOOK).text(f"differs.{name}")
                        for name in wanted
                        if before.get(name) != wanted[name]
                    ],
                )
            if before is None:
                self._clear()
                manifest.write_text(json.dumps(wanted, ensure_ascii=False, indent=1), "utf-8")
            yield

    def tally(self, index: int) -> Tally | None:
        """The counts of a batch that is done; None where it is not."""
        path = part_path(self.folder, index)
        return read_tally(path) if path.exists() else None

    def join_rejects(self, count: int, lang: str) -> Path | None:
        """Write the rows that could not be read to one file, with the reason in words; None if none."""
        self._rejects.unlink(missing_ok=True)
        found = [path for index in range(count) if (path := rejects_path(self.folder, index)).exists()]
        if not found:
            return None
        beside = self._rejects.with_name(f".{self._rejects.name}.tmp")
        with beside.open("w", encoding="utf-8") as file:
            for path in found:
                for line in path.read_text("utf-8").splitlines():
                    reject = json.loads(line)
                    said = Reason(reject["code"], reject["params"], book=BOOK).say(lang)
                    row = {
                        **{name: reject[name] for name in ("file", "line", "code")},
                        "message": said,
                        "excerpt": reject["excerpt"],
                    }
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")
        beside.replace(self._rejects)
        return self._rejects

    def remove(self) -> None:
        """Throw the parts away: the output is there."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _clear(self) -> None:
        for path in self.folder.iterdir():
            if path.name != "lock":
                path.unlink() if not path.is_dir() else shutil.rmtree(path)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            with suppress(ImportError):  # Windows has no such lock
                import fcntl

                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    raise NotPossibleNow("parts.in_use", book=BOOK, folder=str(self.folder)) from None
            yield
        finally:
            os.close(handle)


def _identity(source: Source) -> dict[str, Any]:
    """By what an input is known again: its name, size and time, and a hash of its two ends."""
    found = source.path.stat()
    digest = hashlib.sha256()
    with source.path.open("rb") as file:
        digest.update(file.read(_ENDS))
        file.seek(max(0, found.st_size - _ENDS))
        digest.update(file.read(_ENDS))
    return {
        "name": source.path.name,
        "size": found.st_size,
        "changed": found.st_mtime_ns,
        "ends": digest.hexdigest(),
        "encoding": source.encoding,
    }


def _read(path: Path) -> dict[str, Any] | None:
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None
