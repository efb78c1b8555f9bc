"""Which State does a number of a conflict data set mean?

UCDP numbers States as Gleditsch and Ward do, the mass-killing coding as the Correlates of War project
does, ViEWS in its own way; the rest use ISO 3166. The tables differ exactly where history is delicate
(Germany, Yemen, Serbia, the Pacific islands), so there is one list with the years for which a number
holds, `figures/crosswalk.csv`. Successor States carry on their predecessor's row only where UCDP does so
(Russia and the Soviet Union, Serbia and Yugoslavia, Yemen and the Yemen Arab Republic).
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Literal

from nadhir.errors import PanelError

System = Literal["gw", "cow", "views"]

# Events in the second place stand under the first in UCDP's country tables: readers must be told.
COUNTED_UNDER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"ISR": ("PSE",), "SRB": ("XKX",), "MAR": ("ESH",)}
)


@dataclass(frozen=True, slots=True)
class Span:
    """A number means `iso3` from the year `first` to the year `last`, both included."""

    iso3: str
    first: int
    last: int


def iso3(system: System, code: int, year: int) -> str:
    """The State that `code` of `system` means in `year`, as ISO 3166-1 alpha-3 (or the withdrawn code of
    a State that is no more; XKX for Kosovo).

    Raises:
        PanelError: `panel.country_unknown`.
    """
    for span in spans().get((system, code), ()):
        if span.first <= year <= span.last:
            return span.iso3
    raise PanelError("panel.country_unknown", system=system, number=code, year=year)


@functools.cache
def spans() -> Mapping[tuple[str, int], tuple[Span, ...]]:
    """Every number with its spans."""
    found: dict[tuple[str, int], list[Span]] = {}
    source = resources.files("nadhir.forecasting.panel") / "figures" / "crosswalk.csv"
    for row in csv.DictReader(source.read_text("utf-8").splitlines()):
        span = Span(row["iso3"], int(row["from"] or 0), int(row["until"] or 9999))
        found.setdefault((row["system"], int(row["code"])), []).append(span)
    return MappingProxyType({key: tuple(several) for key, several in found.items()})
