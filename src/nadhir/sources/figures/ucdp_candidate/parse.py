"""UCDP candidate events: the months after the last yearly version, still to be revised."""

from __future__ import annotations

from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Parsed
from nadhir.sources.figures.ucdp_events import by_month


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Events of all files summed by State and month; an event that stands in two files is that of the later.

    Raises:
        PanelError: what `by_month` raises.
    """
    return by_month(files)
