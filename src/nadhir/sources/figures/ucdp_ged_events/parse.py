"""UCDP GED as it is published, one row an event."""

from __future__ import annotations

from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Parsed
from nadhir.sources.figures.ucdp_events import by_month


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Events summed by State and month.

    Raises:
        PanelError: what `by_month` raises.
    """
    return by_month(files)
