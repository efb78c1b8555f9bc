"""What can be known at the end of a month: the panel cut there, so that no feature can look ahead.

`Base` hands out figures up to its month only. A yearly figure is known once its year is over; deaths and
events run to the month itself, counted in trailing twelve months, so that a base month in the middle of a
year has a whole year behind it like any December.
"""

from __future__ import annotations

import functools
import re
import warnings
from collections.abc import Callable

import numpy as np

from nadhir.doctrine import places
from nadhir.errors import DoctrineError, PanelError
from nadhir.forecasting.panel import KINDS, FloatArray, Panel

# How long a yearly figure stands in for a later one that was not published.
CARRY_YEARS = 3
# Nearness falls by two thirds with every so many kilometres.
_NEAR_KM = 800.0
_EARTH_KM = 6371.0
# The events whose months tell when deaths of a kind came.
_EVENTS = {
    "state_based": "events_state_based",
    "non_state": "events_non_state",
    "one_sided_government": "events_one_sided",
    "one_sided_groups": "events_one_sided",
}
_SPLIT_YEARS = 3


class Base:
    """A panel as known at the end of a month.

    Args:
        panel: the figures; later ones are never read.
        month: "2023-10", or a year, meaning its December.

    Attributes:
        year: the last year that is over.
        now: the calendar year of the base month.
        december: whether the base month ends a year.

    Raises:
        PanelError: `panel.year_outside`, `watch.as_of`.
    """

    def __init__(self, panel: Panel, month: int | str) -> None:
        self.panel = panel
        self.now, number = _parsed(month, panel)
        self.december = number == 12
        self.year = self.now if self.december else self.now - 1
        self._end = panel.column(self.year) + 1
        self._month = (self.now - panel.first_month_year) * 12 + number
        if not self.december and not 12 <= self._month <= panel.months:
            raise PanelError(
                "panel.year_outside", year=self.now, first=panel.first_month_year, last=panel.last_year
            )

    @property
    def countries(self) -> int:
        return len(self.panel.iso3)

    def yearly(self, name: str, *, back: int = 0) -> FloatArray:
        """(countries, years), every year that is over, the newest last, `back` years left off; NaN
        throughout where the panel has no such column."""
        end = max(self._end - back, 0)
        grid = self.panel.yearly.get(name)
        return np.full((self.countries, end), np.nan) if grid is None else grid[:, :end]

    def latest(self, name: str, *, carry: int = CARRY_YEARS, back: int = 0) -> FloatArray:
        """(countries,), the newest figure that is at most `carry` years old, seen `back` years ago."""
        grid = self.yearly(name, back=back)
        found = np.full(self.countries, np.nan)
        for column in range(max(grid.shape[1] - carry - 1, 0), grid.shape[1]):
            found = np.where(np.isnan(grid[:, column]), found, grid[:, column])
        return found

    def months(self, name: str, count: int) -> FloatArray:
        """(countries, up to `count`), the newest last; no column where the panel's months begin later."""
        end = max(self._month, 0)
        return np.asarray(self.panel.monthly[name][:, max(end - count, 0) : end])

    def deaths(self, kind: str) -> FloatArray:
        """(countries, years), deaths of one of `KINDS` in trailing twelve months, the newest last."""
        return self.yearly(kind) if self.december else self._by_months[kind]

    @functools.cached_property
    def total(self) -> FloatArray:
        """(countries, years), deaths of all kinds."""
        return np.asarray(sum(self.deaths(kind) for kind in KINDS), dtype=np.float64)

    @functools.cached_property
    def one_sided(self) -> FloatArray:
        """(countries, years), civilians killed in deliberate attacks."""
        return np.asarray(self.deaths("one_sided_government") + self.deaths("one_sided_groups"))

    @functools.cached_property
    def _by_months(self) -> dict[str, FloatArray]:
        """Trailing years by kind. The deaths of a year that is over are spread over its months as its events
        of that kind were; those of the year under way are shared out by the events of each month, and
        governments' part of attacks on civilians is that of the last years."""
        shape = (self.countries, -(-self._month // 12), 12)
        deaths = self._whole("deaths", shape)
        events = {name: np.nan_to_num(self._whole(name, shape)) for name in _EVENTS.values()}
        every = np.maximum(np.asarray(sum(events.values())), 1.0)
        first = self.panel.first_month_year - self.panel.first_year
        trailing = {}
        for kind, name in _EVENTS.items():
            share = deaths * events[name] / every
            sums = share.sum(axis=2, keepdims=True)
            share = np.where(sums > 0, share, deaths)
            sums = np.maximum(share.sum(axis=2, keepdims=True), 1e-9)
            months = self.yearly(kind)[:, first:, None] * (share / sums)[:, :-1]
            under_way = (deaths * events[name] / every)[:, -1:] * self._part(kind)
            row = np.concatenate([months, under_way], axis=1).reshape(self.countries, -1)[:, : self._month]
            whole = self._month // 12
            trailing[kind] = row[:, self._month - 12 * whole :].reshape(-1, whole, 12).sum(axis=2)
        return trailing

    def _whole(self, name: str, shape: tuple[int, int, int]) -> FloatArray:
        """(countries, years, 12), the months up to now; those still to come in the year under way are 0."""
        known = self.months(name, self._month)
        rest = np.zeros((shape[0], shape[1] * 12 - known.shape[1]))
        return np.concatenate([known, rest], axis=1).reshape(shape)

    def _part(self, kind: str) -> FloatArray:
        """(countries, 1, 1), the part of its events' deaths that a kind has in the year under way."""
        if not kind.startswith("one_sided"):
            return np.ones((self.countries, 1, 1))
        government = np.nan_to_num(over(self.yearly("one_sided_government")[:, -_SPLIT_YEARS:], np.nansum))
        groups = np.nan_to_num(over(self.yearly("one_sided_groups")[:, -_SPLIT_YEARS:], np.nansum))
        share = (government + 0.5) / (government + groups + 1.0)
        return (share if kind == "one_sided_government" else 1.0 - share)[:, None, None]

    def near(self, values: FloatArray) -> FloatArray:
        """(countries,), the mean of other countries' values, the nearer the heavier."""
        weight = nearness(self.panel.iso3)
        known = ~np.isnan(values)
        sums = weight[:, known].sum(axis=1)
        mean = np.divide(
            weight[:, known] @ values[known], sums, out=np.full(len(values), np.nan), where=sums > 1e-9
        )
        return np.asarray(mean)


def over(grid: FloatArray, reduce: Callable[..., FloatArray]) -> FloatArray:
    """`reduce` over time; NaN where nothing is known."""
    nothing = np.isnan(grid).all(axis=1) if grid.shape[1] else np.ones(grid.shape[0], dtype=np.bool_)
    if not grid.shape[1]:
        return np.full(grid.shape[0], np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # an all-NaN row is what we want NaN for
        return np.where(nothing, np.nan, reduce(grid, axis=1))


@functools.lru_cache(maxsize=8)
def nearness(iso3: tuple[str, ...]) -> FloatArray:
    """(countries, countries), exp(−kilometres / 800) between the middles of countries, 0 with itself and
    where a place is not known (States that are no more)."""
    where = np.radians([_middle(code) for code in iso3])
    latitude, longitude = where[:, 0], where[:, 1]
    cosine = np.sin(latitude)[:, None] * np.sin(latitude) + np.cos(latitude)[:, None] * np.cos(
        latitude
    ) * np.cos(longitude[:, None] - longitude)
    weight = np.nan_to_num(np.exp(-_EARTH_KM * np.arccos(np.clip(cosine, -1, 1)) / _NEAR_KM))
    np.fill_diagonal(weight, 0.0)
    return np.asarray(weight, dtype=np.float64)


def _middle(iso3: str) -> tuple[float, float]:
    try:
        place = places.country(iso3)
    except DoctrineError:
        return float("nan"), float("nan")
    if place.latitude is None or place.longitude is None:
        return float("nan"), float("nan")
    return place.latitude, place.longitude


def _parsed(month: int | str, panel: Panel) -> tuple[int, int]:
    written = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2]))?", str(month))
    if written is None:
        raise PanelError("watch.as_of", as_of=str(month), example=panel.as_of)
    return int(written[1]), int(written[2] or 12)
