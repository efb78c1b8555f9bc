"""Figures and models looked at from the end of one year: computed once, shared by all countries.

Panel, weights and a forecast of deaths in; features, risks, ranks and draws out, all by row of the panel.
Nothing later than that year is seen. Models are known by their interfaces only.
"""

from __future__ import annotations

import functools
import hashlib
import re

import numpy as np
import numpy.typing as npt

import nadhir
from nadhir.errors import PanelError
from nadhir.forecasting.onset.features import matrix
from nadhir.forecasting.onset.model import OnsetWeights
from nadhir.forecasting.outlook.ahead import DeathsForecast
from nadhir.forecasting.panel import FloatArray, Panel

MONTHS = 36


class Sight:
    """What can be seen from December of `year`.

    Args:
        panel: the figures; those after `year` are not looked at.
        weights: the onset model.
        fatalities: the forecast of deaths.
        year: a base year.
    """

    def __init__(self, panel: Panel, weights: OnsetWeights, fatalities: DeathsForecast, year: int) -> None:
        self.panel, self.weights, self.fatalities, self.year = panel, weights, fatalities, year
        self._x: dict[int, FloatArray] = {}
        self._risk: dict[int, FloatArray] = {}
        self._ranks: dict[int, dict[int, int]] = {}
        self._draws: dict[tuple[str, int], FloatArray | None] = {}

    @property
    def as_of(self) -> str:
        """The newest month seen, ISO 8601."""
        return f"{self.year}-12"

    def row(self, iso3: str) -> int:
        """The row of a country that existed in the year.

        Raises:
            PanelError: `outlook.country`.
        """
        if iso3 not in self.panel.iso3 or self.panel.iso3.index(iso3) not in self.ranks(self.year):
            raise PanelError("outlook.country", book=BOOK, country=iso3, year=str(self.year))
        return self.panel.iso3.index(iso3)

    def x(self, year: int) -> FloatArray:
        """(countries, features) of an earlier base year or this one."""
        if year not in self._x:
            self._x[year] = matrix(self.panel, year)
        return self._x[year]

    def risk(self, year: int) -> FloatArray:
        """(countries,)"""
        if year not in self._risk:
            self._risk[year] = self.weights.predict(self.x(year))
        return self._risk[year]

    def ranks(self, year: int) -> dict[int, int]:
        """Row to rank, for the countries that existed in `year`."""
        if year not in self._ranks:
            self._ranks[year] = ranks(self.panel, year, self.risk(year))
        return self._ranks[year]

    def draws(self, outcome: str, months: int) -> FloatArray | None:
        """(countries, months, draws); None where the figures of that outcome are not there."""
        if (outcome, months) not in self._draws:
            self._draws[outcome, months] = self.fatalities.draws(self.panel, self.year, outcome, months)
        return self._draws[outcome, months]

    @functools.cached_property
    def here(self) -> npt.NDArray[np.int64]:
        """Rows of the countries that existed in the year."""
        return np.flatnonzero(self.panel.exists[:, self.panel.column(self.year)])

    @functools.cached_property
    def typical(self) -> FloatArray:
        """(features,), the median of the countries of the year; NaN where nothing is known."""
        x = self.x(self.year)[self.here]
        known = ~np.isnan(x).all(axis=0)
        median = np.full(x.shape[1], np.nan)
        median[known] = np.nanmedian(x[:, known], axis=0)
        return median

    @functools.cached_property
    def interval(self) -> tuple[FloatArray, FloatArray]:
        """Low and high of the risk, each (countries,)."""
        return self.weights.predict_interval(self.x(self.year))

    @functools.cached_property
    def beyond(self) -> FloatArray:
        """(countries, features), what each adds to the log odds beyond the average country of the year. A
        model may have learned from times in which the usual was another; readers compare with today's."""
        adds = self.weights.contributions(self.x(self.year))
        return np.asarray(adds - adds[self.here].mean(axis=0), dtype=np.float64)

    @functools.cached_property
    def little_known(self) -> list[list[str]]:
        """For each country the features that are not known or unfamiliar."""
        return self.weights.little_known(self.x(self.year))

    @functools.cached_property
    def version(self) -> str:
        """Stands for exactly these models on exactly these figures, run by exactly this code."""
        parts = (
            panel_version(self.panel),
            onset_version(self.weights, self.x(self.year)),
            self.fatalities.version,
            nadhir.__version__,
            self.as_of,
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


BOOK = "nadhir.forecasting.outlook"


def panel_version(panel: Panel) -> str:
    """The version of kept figures; for others a hash of the grids."""
    if panel.version:
        return panel.version
    digest = hashlib.sha256(repr((panel.iso3, panel.first_year, panel.first_month_year)).encode())
    for grids in (panel.yearly, panel.monthly):
        for name in sorted(grids):
            digest.update(name.encode() + np.ascontiguousarray(grids[name]).tobytes())
    return digest.hexdigest()[:12]


def onset_version(weights: OnsetWeights, x: FloatArray) -> str:
    """What the weights call themselves; for nameless ones a hash of what they say of `x`."""
    name = weights.card.get("version")
    if name:
        return str(name)
    said = np.round(weights.predict(x), 9)
    return "onset-" + hashlib.sha256(repr(weights.features).encode() + said.tobytes()).hexdigest()[:8]


def base_year(panel: Panel, as_of: str | None) -> int:
    """The year that `as_of` ("2022" or "2022-12") means; by default the last full one.

    Raises:
        PanelError: `watch.as_of`, or `panel.year_outside` where `MONTHS` months of figures do not end there.
    """
    last = panel.first_month_year + panel.months // 12 - 1
    if as_of is None:
        return last
    written = re.fullmatch(r"(\d{4})(-12)?", as_of)
    if written is None:
        raise PanelError("watch.as_of", as_of=as_of, example=f"{last}-12")
    year = int(written[1])
    first = panel.first_month_year + MONTHS // 12 - 1
    if not first <= year <= last:
        raise PanelError("panel.year_outside", year=year, first=first, last=last)
    return year


def ranks(panel: Panel, year: int, risk: FloatArray) -> dict[int, int]:
    """Row to rank for the countries that existed in `year`; equal risks go by code, so that the order is
    always the same."""
    rows = np.flatnonzero(panel.exists[:, panel.column(year)])
    ordered = sorted((int(row) for row in rows), key=lambda row: (-float(risk[row]), panel.iso3[row]))
    return {row: place for place, row in enumerate(ordered, start=1)}


def rounded(risk: float) -> float:
    """Three significant digits: more would pretend to a precision that is not there."""
    return float(f"{float(risk):.3g}")
