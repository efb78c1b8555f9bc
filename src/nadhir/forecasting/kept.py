"""Where the parts of the forecast lie: with the package, or, where some were made here, in a folder.

    FOLDER/<part>/current     the name of the folder that holds
    FOLDER/<part>/<name>/     what was made, whole

`NADHIR_FORECASTING` names FOLDER; whoever starts a process that knows a workspace sets it, and processes that
this one starts inherit it. What holds is looked up once, so that a process keeps to one version. What was
made here and cannot be read is left aside: what ships stands in for it, and `lost` says so.
"""

from __future__ import annotations

import functools
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from nadhir.errors import PanelError

T = TypeVar("T")

VARIABLE = "NADHIR_FORECASTING"
CURRENT = "current"
_UNREADABLE = f"{CURRENT}?"
_LOST: dict[str, str] = {}
PANEL, ONSET, FATALITIES, RECORD = "panel", "onset", "fatalities", "record"


def home() -> Path | None:
    """The folder of what was made here; None where nobody named one."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else None


def folder(part: str) -> Path | None:
    """The folder of a part that was made here and holds; None where that of the package does."""
    return _installed(os.environ.get(VARIABLE), part)


def held(part: str, read: Callable[[Path | None], T]) -> T:
    """What a part holds: as it was made here, or, where that cannot be read, as it ships.

    Args:
        read: reads the part from a folder; from the package where that is None.

    Raises:
        PanelError: what `read` raises of the package's own.
    """
    made = folder(part)
    if made is None:
        return read(None)
    try:
        found = read(made)
    except PanelError:
        _LOST[part] = made.name
        return read(None)
    _LOST.pop(part, None)
    return found


def lost() -> tuple[str, ...]:
    """What was made here and could not be read when it was last wanted: "panel/2024-12-0f3a", sorted."""
    return tuple(f"{part}/{name}" for part, name in sorted(_LOST.items()))


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
    _LOST.clear()


@functools.cache
def _installed(named: str | None, part: str) -> Path | None:
    if not named:
        return None
    try:
        name = (Path(named) / part / CURRENT).read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError):
        name = ""
    # A name that leads elsewhere, or none, is as good as a folder that is not there.
    plain = name and name not in (".", "..") and not set(name) & set("/\\\0")
    return Path(named) / part / (name if plain else _UNREADABLE)
