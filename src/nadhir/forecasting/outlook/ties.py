"""Which elements of the Framework of Analysis a figure speaks to, whether it is high or low.

`features.yaml` says what a high figure speaks to; some figures speak when they are low (rights, democracy,
income), which `low.yaml` says. Neither is proof that an element is present.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

import yaml

from nadhir.forecasting.onset.features import descriptions

PACKAGE = "nadhir.forecasting.outlook"


@dataclass(frozen=True, slots=True)
class Ties:
    """Elements of `un-foa-2014`."""

    factors: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()


def speaks_to(feature: str, *, low: bool) -> Ties:
    """What a figure speaks to; `low`: it lies in the lower half of countries."""
    if low and feature in low_figures():
        return low_figures()[feature]
    about = descriptions()[feature]
    return Ties(about.factors, about.indicators)


def together(several: Iterable[Ties]) -> Ties:
    """All of them, each once, in the order of their numbers."""
    told = list(several)
    factors = {element for ties in told for element in ties.factors}
    indicators = {element for ties in told for element in ties.indicators}
    return Ties(tuple(sorted(factors, key=number)), tuple(sorted(indicators, key=number)))


def number(element: str) -> tuple[int, ...]:
    """For sorting elements by their numbers: 7.14 comes before 10.1."""
    return tuple(int(part) if part.isdigit() else 0 for part in element.split("."))


@functools.cache
def low_figures() -> Mapping[str, Ties]:
    """The table `low.yaml`."""
    text = (resources.files(PACKAGE) / "low.yaml").read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    told = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader either way
    return MappingProxyType(
        {name: Ties(tuple(entry["factors"]), tuple(entry["indicators"])) for name, entry in told.items()}
    )
