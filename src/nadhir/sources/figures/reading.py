"""A folder of public tables in, the tables of a panel out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection
from pathlib import Path

from nadhir.errors import PanelError
from nadhir.forecasting.panel.bundle import Table, Tables
from nadhir.forecasting.panel.grid import Source
from nadhir.sources.figures.connectors import Connector, connectors
from nadhir.sources.figures.files import SourceFile, find

_KEYS = {"iso3", "year", "month"}


def read_folder(
    folder: Path,
    *,
    only: Collection[str] | None = None,
    expect: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Tables:
    """Every table in `folder` whose form is known, each with its provenance.

    Args:
        only: ids of the sources to read; all without it.
        expect: refuse tables that are smaller, larger, shorter or longer than their publishers' are wont
            to be, as a half-downloaded one is.
        progress: called with the title of each source before it is read.

    Raises:
        PanelError: `panel.folder_missing`; `panel.file_missing` for a source that a panel cannot do
            without; `panel.file_ambiguous` where two vintages lie side by side; and what the files bring.
    """
    tables: dict[str, Table] = {}
    for connector in connectors():
        if only is not None and connector.id not in only:
            continue
        paths = find(folder, connector.files, endings=connector.endings)
        if not paths:
            if connector.needed and not _replaced(folder, connector):
                wanted = f"{connector.files[0]}{connector.endings[0]}"
                raise PanelError("panel.file_missing", folder=str(folder), file=wanted)
            continue
        if len(paths) > 1 and not connector.several:
            raise PanelError("panel.file_ambiguous", files=[path.name for path in paths])
        if progress:
            progress(connector.title)
        tables[connector.id] = read(connector, tuple(SourceFile.of(path) for path in paths), expect=expect)
    for connector in connectors():
        if connector.id in tables and connector.instead_of:
            tables.pop(connector.instead_of, None)
    return Tables(tables, folder=str(folder))


def read(connector: Connector, files: tuple[SourceFile, ...], *, expect: bool = False) -> Table:
    """The table that `files` of one source hold.

    Raises:
        PanelError: what the parse function raises, or `panel.expected`.
    """
    parsed = connector.parse()(files)
    frame = parsed.frame
    name = ", ".join(file.name for file in files)
    if expect:
        _expected(connector, name, frame.height, parsed.covers)
    covers = parsed.covers
    told = parsed.version or _version(connector, files) or (f"to {covers[1]}" if covers else "–")
    digest = files[0].sha256
    if len(files) > 1:
        digest = hashlib.sha256("".join(file.sha256 for file in files).encode()).hexdigest()
    source = Source(
        id=connector.id,
        title=connector.title,
        version=told,
        licence=connector.licence,
        citation=" ".join(connector.citation.split()),
        url=connector.url,
        file=name,
        sha256=digest,
        columns=tuple(column for column in frame.columns if column not in _KEYS),
        left_out=parsed.left_out,
        bounds_widened=parsed.bounds_widened,
    )
    return Table(connector.id, frame, source, connector.absent, covers, connector.provisional)


def _replaced(folder: Path, needed: Connector) -> bool:
    """Whether another form of the same figures is there."""
    return any(
        other.instead_of == needed.id and find(folder, other.files, endings=other.endings)
        for other in connectors()
    )


def _version(connector: Connector, files: tuple[SourceFile, ...]) -> str | None:
    if connector.version is None:
        return None
    found = re.search(connector.version, files[-1].name, re.IGNORECASE)
    return ".".join(group for group in found.groups() if group) if found else None


def _expected(connector: Connector, name: str, rows: int, covers: tuple[int, int] | None) -> None:
    years = covers[1] - covers[0] + 1 if covers else 0
    for what, found, wanted in (("rows", rows, connector.rows), ("years", years, connector.years)):
        if not wanted.minimum <= found <= wanted.maximum:
            raise PanelError(
                "panel.expected",
                file=name,
                what=what,
                found=found,
                minimum=wanted.minimum,
                maximum=wanted.maximum,
            )
