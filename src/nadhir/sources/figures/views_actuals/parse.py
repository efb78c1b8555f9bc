"""ViEWS prediction challenge: what came, by window."""

from __future__ import annotations

from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Parsed
from nadhir.sources.figures.views import windows


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by window (the year forecast), ViEWS' country and month.

    Raises:
        PanelError: what `windows` raises.
    """
    return windows(files, ())
