"""What the onset model looks at: a panel in, a matrix out.

Every feature of base year t uses figures up to December of t and nothing later. Each one is described,
sourced and tied to the risk factors of the UN Framework of Analysis in `features.yaml`; the order here is
the order of the columns. The features were chosen beforehand for being known to matter, being open to
everybody, and being sayable in words; none was chosen by looking at scores.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

import numpy as np
import yaml

from nadhir.doctrine.text import Text
from nadhir.errors import PanelError
from nadhir.forecasting.panel import FloatArray, Panel

# How long a yearly figure stands in for a later one that was not published.
_CARRY_YEARS = 3
_COUP_YEARS = 5
_MEMORY_YEARS = 10
_GROWTH_LIMIT = 20.0


def matrix(panel: Panel, year: int) -> FloatArray:
    """The features of base year `year`: (countries, features), NaN where a figure is not known.

    Raises:
        PanelError: `panel.year_outside`.
    """
    panel.column(year)
    return np.column_stack([_FEATURES[name](panel, year) for name in FEATURES])


def latest(panel: Panel, name: str, year: int) -> FloatArray:
    """(countries,), the newest figure of `name` that is at most `_CARRY_YEARS` old in `year`."""
    end = panel.column(year)
    found = np.full(len(panel.iso3), np.nan)
    for column in range(max(end - _CARRY_YEARS, 0), end + 1):
        known = panel.yearly[name][:, column]
        found = np.where(np.isnan(known), found, known)
    return found


def coup_years(panel: Panel, year: int) -> list[list[int]]:
    """For each country the years, up to five back, in which a coup was tried."""
    window = _window(panel, panel.yearly["coup"], year, _COUP_YEARS)
    first = year - window.shape[1] + 1
    return [[first + int(column) for column in np.flatnonzero(row > 0)] for row in window]


def _window(panel: Panel, grid: FloatArray, year: int, years: int) -> FloatArray:
    end = panel.column(year) + 1
    return grid[:, max(end - years, 0) : end]


def _over(grid: FloatArray, reduce: Callable[..., FloatArray]) -> FloatArray:
    """`reduce` over time; NaN where nothing is known."""
    if not grid.shape[1]:
        return np.full(grid.shape[0], np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # an all-NaN row is what we want NaN for
        return reduce(grid, axis=1)


def _log(grid: FloatArray) -> FloatArray:
    return np.asarray(np.log2(1.0 + grid), dtype=np.float64)


def _kind(name: str) -> Callable[[Panel, int], FloatArray]:
    return lambda panel, year: _log(panel.yearly[name][:, panel.column(year)])


def _escalation(panel: Panel, year: int) -> FloatArray:
    total = panel.total()
    before = _over(_window(panel, total, year, 4)[:, :-1], np.nanmean)
    return _log(total[:, panel.column(year)]) - _log(before)


def _growth(panel: Panel, year: int) -> FloatArray:
    return np.clip(latest(panel, "gdp_growth", year), -_GROWTH_LIMIT, _GROWTH_LIMIT)


_FEATURES: Mapping[str, Callable[[Panel, int], FloatArray]] = MappingProxyType(
    {
        "state_based": _kind("state_based"),
        "non_state": _kind("non_state"),
        "one_sided_government": _kind("one_sided_government"),
        "one_sided_groups": _kind("one_sided_groups"),
        "escalation": _escalation,
        "past_violence": lambda panel, year: _log(
            _over(_window(panel, panel.total(), year, _MEMORY_YEARS), np.nanmean)
        ),
        "past_one_sided": lambda panel, year: _log(
            _over(panel.one_sided()[:, : panel.column(year) + 1], np.nanmax)
        ),
        "coup": lambda panel, year: _over(_window(panel, panel.yearly["coup"], year, _COUP_YEARS), np.nanmax),
        "displaced_abroad": lambda panel, year: _log(
            1000.0 * latest(panel, "displaced_abroad", year) / latest(panel, "population", year)
        ),
        "infant_mortality": lambda panel, year: np.sqrt(latest(panel, "infant_mortality", year)),
        "gdp_growth": _growth,
        "population": lambda panel, year: np.log2(latest(panel, "population", year)),
    }
)

FEATURES: tuple[str, ...] = tuple(_FEATURES)


@dataclass(frozen=True, slots=True)
class Description:
    """What a feature is and where it touches the Framework of Analysis (`un-foa-2014`).

    Attributes:
        group: what it measures together with others of that group.
        title: its name for readers.
        formula: how it is computed, t being the base year.
        source: ids of `sources.yaml`.
        factors, indicators: elements of the Framework that it speaks to; empty where it only measures
            exposure.
        reasons: codes of phrases that may be said of it.
    """

    group: str
    title: Text
    formula: str
    source: tuple[str, ...]
    factors: tuple[str, ...]
    indicators: tuple[str, ...]
    reasons: tuple[str, ...]


@functools.cache
def descriptions() -> Mapping[str, Description]:
    """The documented table, feature by feature.

    Raises:
        PanelError: `features.table`, where the table and the code name different features.
    """
    text = (resources.files("nadhir.forecasting.onset") / "features.yaml").read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    told = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader either way
    if tuple(told) != FEATURES:
        raise PanelError("features.table", table=list(told), code=list(FEATURES))
    return MappingProxyType(
        {
            name: Description(
                group=entry["group"],
                title=Text.of(entry["title"]),
                formula=entry["formula"],
                source=tuple(entry["source"]),
                factors=tuple(entry["factors"]),
                indicators=tuple(entry["indicators"]),
                reasons=tuple(entry["reasons"]),
            )
            for name, entry in told.items()
        }
    )
