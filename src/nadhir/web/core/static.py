"""Static files that a browser may keep for a year: their address carries the hash of their content."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


@functools.cache
def _mark(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        return ""
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10]


class MarkedStaticFiles(StaticFilesStorage):
    """Adds `?v=` and the hash, so that a changed file is a new address and nothing has to be collected."""

    def url(self, name: str | None) -> str:
        address = super().url(name)
        mark = _mark(name) if name else ""
        return f"{address}?v={mark}" if mark else address
