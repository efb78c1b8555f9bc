"""Where the parts of the forecast lie: with the package, or, where some were made here, in a folder.

    FOLDER/<part>/current     the name of the folder that holds
    FOLDER/<part>/<name>/     what was made, whole

`NADHIR_FORECASTING` names FOLDER; whoever starts a process that knows a workspace sets it, and processes that
this one starts inherit it. What holds is looked up once, so that a process keeps to one version.
"""

from __future__ import annotations

import functools
import os
import secrets
from pathlib import Path

VARIABLE = "NADHIR_FORECASTING"
CURRENT = "current"
PANEL, ONSET, FATALITIES, RECORD = "panel", "onset", "fatalities", "record"


def home() -> Path | None:
    """The folder of what was made here; None where nobody named one."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else None


def folder(part: str) -> Path | None:
    """The folder of a part that was made here and holds; None where that of the package does."""
    return _installed(os.environ.get(VARIABLE), part)


def install(made: Path) -> None:
    """Let `made`, a folder in FOLDER/<part>, hold from now on. The one before it stays where it is."""
    current = made.parent / CURRENT
    fresh = current.with_name(f".{CURRENT}.{secrets.token_hex(8)}")
    fresh.write_text(f"{made.name}\n", "utf-8")
    os.replace(fresh, current)  # noqa: PTH105 - replaces on every system
    forget()


def forget() -> None:
    """Look up again what holds."""
    _installed.cache_clear()


@functools.cache
def _installed(named: str | None, part: str) -> Path | None:
    if not named:
        return None
    try:
        name = (Path(named) / part / CURRENT).read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Path(named) / part / name
