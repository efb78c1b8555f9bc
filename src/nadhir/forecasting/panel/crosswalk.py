"""Which State does a number of a conflict data set mean?

UCDP numbers States as Gleditsch and Ward do, the mass-killing coding as the Correlates of War project
does, ViEWS in its own way, ACLED by ISO's three digits (which are M49's); Polity and V-Dem mostly follow
Correlates of War and ISO, with codes of their own where history is delicate (Germany, Yemen, Serbia, the
Pacific islands). So there is one list with the years for which a code holds, `figures/crosswalk.csv`.
Successor States carry on their predecessor's row only where UCDP does so (Russia and the Soviet Union,
Serbia and Yugoslavia, Yemen and the Yemen Arab Republic).
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Literal

from nadhir.doctrine import places
from nadhir.errors import PanelError

System = Literal["gw", "ucdp", "cow", "polity", "views", "iso3", "iso2", "m49", "vdem", "name"]
Code = int | str

# A system that differs from another in some codes only: the others are looked up there.
_LIKE: Mapping[str, System] = MappingProxyType({"ucdp": "gw", "polity": "cow", "vdem": "iso3"})

# Events in the second place stand under the first in UCDP's country tables: readers must be told.
COUNTED_UNDER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"ISR": ("PSE",), "SRB": ("XKX",), "MAR": ("ESH",)}
)


@dataclass(frozen=True, slots=True)
class Span:
    """A code means `iso3` from the year `first` to the year `last`, both included."""

    iso3: str
    first: int
    last: int


def iso3(system: System, code: Code, year: int) -> str:
    """The State that `code` of `system` means in `year`, as ISO 3166-1 alpha-3 (or the withdrawn code of
    a State that is no more; XKX for Kosovo).

    Raises:
        PanelError: `panel.country_unknown`.
    """
    for span in meaning(system, code):
        if span.first <= year <= span.last:
            return span.iso3
    raise PanelError("panel.country_unknown", system=system, number=code, year=year)


def meaning(system: System, code: Code) -> tuple[Span, ...]:
    """Every State that `code` of `system` ever meant; none where the code is nobody's."""
    found = spans().get((system, code), ())
    if found:
        return found
    if system in _LIKE:
        return meaning(_LIKE[system], code)
    if system == "name":
        place = places.named(str(code))
        return (Span(place.iso3, 0, 9999),) if place is not None and place.iso3 else ()
    return ()


@functools.cache
def spans() -> Mapping[tuple[str, Code], tuple[Span, ...]]:
    """Every code with its spans."""
    found: dict[tuple[str, Code], list[Span]] = {}
    source = resources.files("nadhir.forecasting.panel") / "figures" / "crosswalk.csv"
    for row in csv.DictReader(source.read_text("utf-8").splitlines()):
        span = Span(row["iso3"], int(row["from"] or 0), int(row["until"] or 9999))
        code: Code = int(row["code"]) if row["code"].isdigit() else row["code"]
        found.setdefault((row["system"], code), []).append(span)
    return MappingProxyType({key: tuple(several) for key, several in found.items()})
