"""The panel's columns: what each figure is, who publishes it, and whether its terms let us ship it.

`columns.yaml` is the one list; grids, the store, the command line and the documentation follow it.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

import yaml

from nadhir.doctrine.text import Text


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the panel.

    Attributes:
        name: as in `Panel.yearly` or `Panel.monthly`.
        title: for people.
        unit: code of a unit: deaths, events, people, per_cent, per_thousand, dollars, years, yes_no, index,
            share, count.
        sources: ids of the sources that may fill it.
        ship: whether it may stand in the package; false wherever one of the sources forbids it.
        signed: may be negative.
        share_alike: shipped under the source's own terms, in a table of its own.
    """

    name: str
    title: Text
    unit: str
    sources: tuple[str, ...]
    ship: bool
    signed: bool = False
    share_alike: bool = False


def yearly_columns() -> tuple[Column, ...]:
    """The columns by year, in order."""
    return tuple(_columns()["yearly"].values())


def monthly_columns() -> tuple[Column, ...]:
    """The columns by month, in order."""
    return tuple(_columns()["monthly"].values())


def signed(name: str) -> bool:
    """Whether figures of a column may be negative; a column nobody knows may not."""
    found = _columns()["yearly"].get(name) or _columns()["monthly"].get(name)
    return found is not None and found.signed


@functools.cache
def _columns() -> Mapping[str, Mapping[str, Column]]:
    text = (resources.files("nadhir.forecasting.panel") / "columns.yaml").read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    told = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader either way
    return MappingProxyType(
        {
            grid: MappingProxyType({name: _column(name, entry) for name, entry in told[grid].items()})
            for grid in ("yearly", "monthly")
        }
    )


def _column(name: str, entry: Mapping[str, object]) -> Column:
    return Column(
        name=name,
        title=Text.of(entry["title"]),  # type: ignore[arg-type]
        unit=str(entry["unit"]),
        sources=tuple(str(part) for part in entry["sources"]),  # type: ignore[attr-defined]
        ship=bool(entry.get("ship", False)),
        signed=bool(entry.get("signed", False)),
        share_alike=bool(entry.get("share_alike", False)),
    )
