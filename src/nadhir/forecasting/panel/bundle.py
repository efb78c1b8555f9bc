"""Tables on their way into the panel: what a reader of foreign files hands over, and nothing of their form.

A `Table` is one source's figures as a frame with the columns `iso3`, `year` (and `month`), one row per key,
and named columns of `columns.yaml`; a few tables serve back-tests and keep keys of their own. `Tables` is
what one folder held. Nothing here knows where files lie or how they were written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nadhir.errors import PanelError
from nadhir.forecasting.panel.grid import Source

if TYPE_CHECKING:
    import polars as pl

Absent = Literal["unknown", "zero", "zero_where_named"]
"""What it means that a source has no row for a country and time within the years it covers."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One source's figures.

    Attributes:
        name: the id of the source.
        frame: the figures; `iso3` and `year` (and `month`, 1 to 12) are the key, unless the table is for
            back-tests only.
        source: provenance, with the columns that the frame holds.
        absent: what a missing row means.
        covers: first and last year that the source tells of, left-out rows included.
        provisional: the publisher will still revise these figures.
    """

    name: str
    frame: pl.DataFrame
    source: Source
    absent: Absent = "unknown"
    covers: tuple[int, int] | None = None
    provisional: bool = False


class Tables(Mapping[str, Table]):
    """The tables of one folder by the id of their source; a file that was not there is not in it."""

    def __init__(self, tables: Mapping[str, Table], *, folder: str = "") -> None:
        self._tables = dict(tables)
        self.folder = folder

    def __getitem__(self, name: str) -> Table:
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def needed(self, name: str) -> Table:
        """The table `name`.

        Raises:
            PanelError: `panel.table_missing`.
        """
        try:
            return self._tables[name]
        except KeyError:
            raise PanelError("panel.table_missing", table=name, folder=self.folder) from None

    def frame(self, name: str) -> pl.DataFrame:
        """The figures of the table `name`.

        Raises:
            PanelError: `panel.table_missing`.
        """
        return self.needed(name).frame
