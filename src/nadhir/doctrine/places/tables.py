"""The tables beside this package: tab-separated, UTF-8, `#` starts a comment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nadhir.errors import DoctrineError

DATA = Path(__file__).parent / "data"


def rows(name: str, columns: int) -> Iterator[list[str]]:
    """The rows of a table, cells stripped.

    Raises:
        DoctrineError: `gazetteer.broken` where a row has another number of cells.
    """
    text = (DATA / name).read_text("utf-8")
    for number, line in enumerate(text.split("\n"), start=1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != columns:
            raise DoctrineError("gazetteer.broken", book="nadhir.doctrine.places", table=name, line=number)
        yield cells


def parts(cell: str) -> list[str]:
    """The names of a cell, in which "; " stands between two."""
    return cell.split("; ") if cell else []
