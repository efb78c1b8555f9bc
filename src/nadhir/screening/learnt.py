"""Where the learnt parts of screening lie: with the package, or, where some were learnt here, in a folder.

    FOLDER/current            the name of the folder that holds
    FOLDER/<name>/model/      model.npz, card.json
    FOLDER/<name>/decision/   weights.npz, wording.npz, card.json

`NADHIR_SCREENING` names FOLDER; whoever starts a process that knows a workspace sets it, and processes that
this one starts inherit it. What holds is looked up once, so that a process keeps to one version.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Literal

from nadhir.errors import NotPossibleNow

VARIABLE = "NADHIR_SCREENING"
CURRENT = "current"
BOOK = "nadhir.screening.retraining"

Part = Literal["model", "decision"]
FILES: dict[Part, tuple[str, ...]] = {
    "model": ("model.npz", "card.json"),
    "decision": ("weights.npz", "wording.npz", "card.json"),
}

_tried: list[Path] = []


def folder() -> Path | None:
    """The folder of what was learnt here and holds; None where that of the package does."""
    return _tried[-1] if _tried else _installed(os.environ.get(VARIABLE))


def read(part: Part, name: str) -> bytes | None:
    """A file of a learnt part; None where the package comes without it.

    Raises:
        NotPossibleNow: `learnt.broken`: what was installed here is not whole.
    """
    here = folder()
    if here is None:
        packaged = resources.files("nadhir.screening") / part / name
        return packaged.read_bytes() if packaged.is_file() else None
    try:
        return (here / part / name).read_bytes()
    except OSError as problem:
        detail = problem.strerror or str(problem)
        raise NotPossibleNow("learnt.broken", book=BOOK, folder=str(here), detail=detail) from problem


@contextmanager
def using(tried: Path) -> Iterator[None]:
    """Screen with what lies in a folder, to see what it does. Of the whole process: for commands only."""
    _tried.append(tried)
    try:
        yield
    finally:
        _tried.pop()


def forget() -> None:
    """Look up again what holds."""
    _installed.cache_clear()


@functools.cache
def _installed(home: str | None) -> Path | None:
    if not home:
        return None
    try:
        name = (Path(home) / CURRENT).read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Path(home) / name
