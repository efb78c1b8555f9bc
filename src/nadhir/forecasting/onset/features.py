"""What the onset model looks at: a panel in, a matrix out.

Every feature uses figures known at the end of the base month and nothing later (`onset.base`). Each one is
described, sourced and tied to the risk factors of the UN Framework of Analysis in `features.yaml`; the
order there is the order of the columns. `FEATURES` can be computed from figures whose terms let them
ship; `EXTENDED` adds those that everybody may fetch but the package may not carry. The features were
chosen beforehand for being known to matter and being sayable in words; none by its scored result.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

import numpy as np
import yaml

from nadhir.doctrine.text import Text
from nadhir.errors import PanelError
from nadhir.forecasting.onset.base import Base, over
from nadhir.forecasting.panel import FloatArray, Panel

_COUP_YEARS = 5
_MEMORY_YEARS = 10
_GROWTH_LIMIT = 20.0
_CONFLICT_DEATHS = 25
# Below this many deaths in five years, violence counts as new.
_QUIET_DEATHS = 100
_QUIET_YEARS = 15
# Half-way between the most closed and the most open regimes seen to kill.
_HALF_DEMOCRACY = 0.35
# Slow figures (shares of groups) hold until a newer one comes.
_SLOW = 99

Feature = Callable[[Base], FloatArray]


def matrix(panel: Panel, month: int | str, features: Sequence[str] | None = None) -> FloatArray:
    """The features of a base month, "2023-10", or of a base year, meaning its December.

    Returns:
        (countries, features), NaN where a figure is not known.

    Raises:
        PanelError: `panel.year_outside`, `watch.as_of`.
    """
    base = Base(panel, month)
    columns = [_ALL[name](base) for name in (FEATURES if features is None else features)]
    x = np.column_stack(columns)
    return np.where(np.isfinite(x), x, np.nan)


def latest(panel: Panel, name: str, year: int) -> FloatArray:
    """(countries,), the newest figure of `name` that is at most three years old in `year`."""
    return Base(panel, year).latest(name)


def coup_years(panel: Panel, year: int) -> list[list[int]]:
    """For each country the years, up to five back, in which a coup was tried."""
    window = Base(panel, year).yearly("coup")[:, -_COUP_YEARS:]
    first = year - window.shape[1] + 1
    return [[first + int(column) for column in np.flatnonzero(row > 0)] for row in window]


def _log(values: FloatArray) -> FloatArray:
    return np.asarray(np.log2(1.0 + values), dtype=np.float64)


def _last(grid: FloatArray) -> FloatArray:
    return grid[:, -1] if grid.shape[1] else np.full(grid.shape[0], np.nan)


def _kind(name: str) -> Feature:
    return lambda base: _log(_last(base.deaths(name)))


def _mean_log(grid: FloatArray, years: int) -> FloatArray:
    return _log(over(grid[:, -years:], np.nanmean))


def _escalation(base: Base) -> FloatArray:
    return _log(_last(base.total)) - _log(over(base.total[:, -4:-1], np.nanmean))


def _sum_of_months(base: Base, name: str, count: int) -> FloatArray:
    found = base.months(name, count)
    return found.sum(axis=1) if found.shape[1] == count else np.full(base.countries, np.nan)


def _trend(base: Base) -> FloatArray:
    return _recent(base) - _log(_sum_of_months(base, "deaths", 12))


def _recent(base: Base) -> FloatArray:
    return _log(4.0 * _sum_of_months(base, "deaths", 3))


def _violent_months(base: Base) -> FloatArray:
    found = base.months("deaths", 36)
    return over(np.where(np.isnan(found), np.nan, found > 0), np.nanmean)


def _new_violence(base: Base) -> FloatArray:
    now = _last(base.total)
    before = np.nansum(base.total[:, -6:-1], axis=1)
    new = (now >= _CONFLICT_DEATHS) & (before < _QUIET_DEATHS)
    return np.where(np.isnan(now), np.nan, new.astype(np.float64))


def _quiet_years(base: Base) -> FloatArray:
    found = np.full(base.countries, float(_QUIET_YEARS))
    grid = base.total[:, -_QUIET_YEARS:]
    for ago in range(grid.shape[1] - 1, -1, -1):
        found = np.where(grid[:, grid.shape[1] - 1 - ago] >= _CONFLICT_DEATHS, float(ago), found)
    return np.where(np.isnan(_last(base.total)), np.nan, found)


def _decayed(grid: FloatArray, kept: float) -> FloatArray:
    weight = kept ** np.arange(grid.shape[1] - 1, -1, -1)
    return np.asarray(np.nan_to_num(grid) @ weight, dtype=np.float64)


def _decayed_violence(base: Base) -> FloatArray:
    return np.where(np.isnan(_last(base.total)), np.nan, _log(_decayed(base.total, 0.8)))


def _coup(base: Base) -> FloatArray:
    return over(base.yearly("coup")[:, -_COUP_YEARS:], np.nanmax)


def _democracy(base: Base, back: int = 0) -> FloatArray:
    return base.latest("vdem_polyarchy", carry=2, back=back)


def _democracy_change(years: int) -> Feature:
    return lambda base: _democracy(base) - _democracy(base, years)


def _per_thousand(name: str, back: int = 0) -> Feature:
    return lambda base: _log(1000.0 * base.latest(name, back=back) / base.latest("population", back=back))


def _cut(values: FloatArray) -> FloatArray:
    return np.clip(values, -_GROWTH_LIMIT, _GROWTH_LIMIT)


def _rate(base: Base) -> FloatArray:
    """Infant deaths per 1,000 live births; the United Nations' own longer series where it is at hand and
    the World Bank's copy of it is silent, so that the years before 1990 can be learned from."""
    known = base.latest("infant_mortality")
    return np.where(np.isnan(known), base.latest("infant_mortality_un"), known)


def _infant_mortality(base: Base) -> FloatArray:
    return np.asarray(np.sqrt(_rate(base)))


def _infant_mortality_relative(base: Base) -> FloatArray:
    rate = _rate(base)
    known = rate[rate > 0]
    middle = float(np.median(known)) if len(known) else np.nan
    return np.asarray(np.log2(np.where(rate > 0, rate, np.nan)) - np.log2(middle))


def _positive_log(values: FloatArray) -> FloatArray:
    return np.asarray(np.log2(np.where(values > 0, values, np.nan)))


_SHIPPED: Mapping[str, Feature] = MappingProxyType(
    {
        "state_based": _kind("state_based"),
        "non_state": _kind("non_state"),
        "one_sided_government": _kind("one_sided_government"),
        "one_sided_groups": _kind("one_sided_groups"),
        "escalation": _escalation,
        "recent_deaths": _recent,
        "trend": _trend,
        "worst_month": lambda base: _log(over(base.months("deaths", 12), np.nanmax)),
        "violent_months": _violent_months,
        "attacks": lambda base: _log(_sum_of_months(base, "events_one_sided", 12)),
        "battles": lambda base: _log(_sum_of_months(base, "events_state_based", 12)),
        "deaths_per_million": lambda base: _log(1e6 * _last(base.total) / base.latest("population")),
        "new_violence": _new_violence,
        "past_violence": lambda base: _mean_log(base.total, _MEMORY_YEARS),
        "past_one_sided": lambda base: _log(over(base.one_sided, np.nanmax)),
        "one_sided_five_years": lambda base: _mean_log(base.one_sided, 5),
        "government_killings": lambda base: _log(
            over(base.deaths("one_sided_government")[:, -_MEMORY_YEARS:], np.nanmax)
        ),
        "decayed_violence": _decayed_violence,
        "quiet_years": _quiet_years,
        "coup": _coup,
        "coup_now": lambda base: _last(base.yearly("coup")),
        "coup_memory": lambda base: _decayed(base.yearly("coup"), 0.75),
        "democracy": _democracy,
        "half_democracy": lambda base: -np.abs(_democracy(base) - _HALF_DEMOCRACY),
        "democracy_change_1": _democracy_change(1),
        "democracy_change_3": _democracy_change(3),
        "democracy_change_5": _democracy_change(5),
        "regime_upheaval": lambda base: np.abs(_democracy(base) - _democracy(base, 5)),
        "liberal_democracy": lambda base: base.latest("vdem_liberal", carry=2),
        "equality_gap": lambda base: base.latest("vdem_egalitarian", carry=2) - _democracy(base),
        "voice": lambda base: base.latest("wgi_voice"),
        "displaced_abroad": _per_thousand("displaced_abroad"),
        "displaced_abroad_change": lambda base: (
            _per_thousand("displaced_abroad")(base) - _per_thousand("displaced_abroad", back=3)(base)
        ),
        "displaced_inside": _per_thousand("displaced_inside"),
        "infant_mortality": _infant_mortality,
        "infant_mortality_relative": _infant_mortality_relative,
        "gdp_growth": lambda base: _cut(base.latest("gdp_growth")),
        "worst_growth": lambda base: _cut(over(base.yearly("gdp_growth")[:, -3:], np.nanmin)),
        "gdp_per_person": lambda base: _positive_log(base.latest("gdp_per_person", carry=5)),
        "population": lambda base: _positive_log(base.latest("population")),
        "near_violence": lambda base: base.near(_log(_last(base.total))),
        "near_one_sided": lambda base: base.near(_log(_last(base.one_sided))),
        "near_escalation": lambda base: base.near(_escalation(base)),
        "near_coups": lambda base: base.near(_coup(base)),
        "near_democracy": lambda base: base.near(_democracy(base)),
        "near_infant_mortality": lambda base: base.near(_infant_mortality(base)),
    }
)
_UNSHIPPED: Mapping[str, Feature] = MappingProxyType(
    {
        "terror": lambda base: base.latest("pts", carry=2),
        "terror_change": lambda base: base.latest("pts", carry=2) - base.latest("pts", carry=2, back=3),
        "excluded": lambda base: base.latest("excluded_share", carry=_SLOW),
        "discriminated": lambda base: base.latest("discriminated_share", carry=_SLOW),
        "groups_excluded": lambda base: _log(base.latest("groups_excluded", carry=_SLOW)),
        "largest_excluded": lambda base: base.latest("largest_excluded", carry=_SLOW),
        "fractionalisation": lambda base: base.latest("fractionalisation", carry=_SLOW),
    }
)
_ALL: Mapping[str, Feature] = MappingProxyType({**_SHIPPED, **_UNSHIPPED})

FEATURES: tuple[str, ...] = tuple(_SHIPPED)
EXTENDED: tuple[str, ...] = tuple(_ALL)


@dataclass(frozen=True, slots=True)
class Description:
    """What a feature is and where it touches the Framework of Analysis (`un-foa-2014`).

    Attributes:
        group: what it measures together with others of that group.
        title: its name for readers.
        formula: how it is computed, t being the twelve months up to the base month.
        source: ids of sources.
        factors, indicators: elements of the Framework that it speaks to; empty where it only measures
            exposure.
        reasons: codes of phrases that may be said of it.
        lean: what the expert index gives it, in standard deviations; 0 where it is not in the index.
    """

    group: str
    title: Text
    formula: str
    source: tuple[str, ...]
    factors: tuple[str, ...]
    indicators: tuple[str, ...]
    reasons: tuple[str, ...]
    lean: float


@functools.cache
def descriptions() -> Mapping[str, Description]:
    """The documented table, feature by feature.

    Raises:
        PanelError: `features.table`, where the table and the code name different features.
    """
    text = (resources.files("nadhir.forecasting.onset") / "features.yaml").read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    told = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader either way
    if tuple(told) != EXTENDED:
        raise PanelError("features.table", table=list(told), code=list(EXTENDED))
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
                lean=float(entry.get("lean", 0.0)),
            )
            for name, entry in told.items()
        }
    )
