"""Figures and models looked at from the end of a month: computed once, shared by all countries.

Panel, weights and a forecast of deaths in; features, risks, ranks and draws out, all by row of the panel.
Nothing later than that month is seen. Models are known by their interfaces only.
"""

from __future__ import annotations

import functools
import hashlib
import re

import numpy as np
import numpy.typing as npt

import nadhir
from nadhir.errors import PanelError
from nadhir.forecasting.onset.base import Base
from nadhir.forecasting.onset.features import matrix
from nadhir.forecasting.onset.model import OnsetWeights
from nadhir.forecasting.outlook.ahead import DeathsForecast
from nadhir.forecasting.panel import BoolArray, FloatArray, Panel
from nadhir.forecasting.panel.crosswalk import COUNTED_UNDER
from nadhir.forecasting.panel.names import name_of

MONTHS = 36


class Sight:
    """What can be seen from the end of a month.

    Args:
        panel: the figures; those after the month are not looked at.
        weights: the onset model.
        fatalities: the forecast of deaths.
        as_of: the month, ISO 8601.

    Attributes:
        year: the calendar year of the month.
    """

    def __init__(self, panel: Panel, weights: OnsetWeights, fatalities: DeathsForecast, as_of: str) -> None:
        self.panel, self.weights, self.fatalities, self.as_of = panel, weights, fatalities, as_of
        self.year = int(as_of[:4])
        self._x: dict[str, FloatArray] = {}
        self._risk: dict[str, FloatArray] = {}
        self._ranks: dict[str, dict[int, int]] = {}
        self._draws: dict[tuple[str, int], FloatArray | None] = {}

    def row(self, iso3: str) -> int:
        """The row of a country that existed in the month.

        Raises:
            PanelError: `outlook.country`; `outlook.counted_under` where another country stands for it.
        """
        main = next((main for main, others in COUNTED_UNDER.items() if iso3 in others), None)
        if main is not None and iso3 not in self.panel.iso3:
            told = {"country": name_of(iso3).as_dict(), "main": name_of(main).as_dict(), "code": main}
            raise PanelError("outlook.counted_under", book=BOOK, **told)
        if iso3 not in self.panel.iso3 or self.panel.iso3.index(iso3) not in self.ranks():
            raise PanelError("outlook.country", book=BOOK, country=iso3, year=str(self.year))
        return self.panel.iso3.index(iso3)

    def before(self, years: int = 1) -> str:
        """The same month so many years earlier."""
        return f"{self.year - years}{self.as_of[4:]}"

    def x(self, month: str | None = None) -> FloatArray:
        """(countries, features) at the end of an earlier month, or of this one."""
        month = month or self.as_of
        if month not in self._x:
            self._x[month] = matrix(self.panel, month, self.weights.features)
        return self._x[month]

    def risk(self, month: str | None = None) -> FloatArray:
        """(countries,)"""
        month = month or self.as_of
        if month not in self._risk:
            self._risk[month] = self.weights.predict(self.x(month))
        return self._risk[month]

    def ranks(self, month: str | None = None) -> dict[int, int]:
        """Row to rank, for the countries that existed in the month."""
        month = month or self.as_of
        if month not in self._ranks:
            self._ranks[month] = ranks(self.panel, int(month[:4]), self.risk(month))
        return self._ranks[month]

    def draws(self, outcome: str, months: int) -> FloatArray | None:
        """(countries, months, draws); None where the figures of that outcome are not there."""
        if (outcome, months) not in self._draws:
            self._draws[outcome, months] = self.fatalities.draws(self.panel, self.as_of, outcome, months)
        return self._draws[outcome, months]

    def draws_of(self, row: int, outcome: str, months: int) -> FloatArray | None:
        """(months, draws) of one country, without making those of all others."""
        if (outcome, months) in self._draws:
            found = self._draws[outcome, months]
        else:
            found = self.fatalities.draws(self.panel, self.as_of, outcome, months, only=row)
        return None if found is None else found[row]

    @functools.cached_property
    def base(self) -> Base:
        """The figures known at the end of the month."""
        return Base(self.panel, self.as_of)

    @functools.cached_property
    def here(self) -> npt.NDArray[np.int64]:
        """Rows of the countries that existed in the month."""
        return np.flatnonzero(existed(self.panel, self.year))

    @functools.cached_property
    def typical(self) -> FloatArray:
        """(features,), the median of the countries of the year; NaN where nothing is known."""
        x = self.x()[self.here]
        known = ~np.isnan(x).all(axis=0)
        median = np.full(x.shape[1], np.nan)
        median[known] = np.nanmedian(x[:, known], axis=0)
        return median

    @functools.cached_property
    def interval(self) -> tuple[FloatArray, FloatArray]:
        """Low and high of the risk, each (countries,)."""
        return self.weights.predict_interval(self.x())

    @functools.cached_property
    def beyond(self) -> FloatArray:
        """(countries, features), what each adds to the log odds beyond the average country of the year. A
        model may have learned from times in which the usual was another; readers compare with today's."""
        adds = self.weights.contributions(self.x())
        return np.asarray(adds - adds[self.here].mean(axis=0), dtype=np.float64)

    @functools.cached_property
    def little_known(self) -> list[list[str]]:
        """For each country the features that are not known or unfamiliar."""
        return self.weights.little_known(self.x())

    @functools.cached_property
    def version(self) -> str:
        """Stands for exactly these models on exactly these figures, run by exactly this code."""
        parts = (
            panel_version(self.panel),
            onset_version(self.weights, self.x()),
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


def base_month(panel: Panel, as_of: str | None) -> str:
    """The month that `as_of` means ("2022-10", or "2022" for its December); by default the newest one.

    Raises:
        PanelError: `watch.as_of`, or `panel.year_outside` where `MONTHS` months of figures do not end there.
    """
    written = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2]))?", as_of or panel.as_of)
    if written is None:
        raise PanelError("watch.as_of", as_of=as_of, example=panel.as_of)
    year, month = int(written[1]), int(written[2] or 12)
    behind = (year - panel.first_month_year) * 12 + month
    # A year before it the model is asked too, and its yearly figures must have begun.
    if not MONTHS <= behind <= panel.months or year - 2 < panel.first_year:
        last = panel.first_month_year + (panel.months - 1) // 12
        raise PanelError(
            "panel.year_outside", year=year, first=panel.first_month_year + MONTHS // 12 - 1, last=last
        )
    return f"{year}-{month:02}"


def existed(panel: Panel, year: int) -> BoolArray:
    """(countries,), whether each State existed; the newest year stands in for months after it."""
    return panel.exists[:, panel.column(min(year, panel.last_year))]


def ranks(panel: Panel, year: int, risk: FloatArray) -> dict[int, int]:
    """Row to rank for the countries that existed in `year`; equal risks go by code, so that the order is
    always the same."""
    rows = np.flatnonzero(existed(panel, year))
    ordered = sorted((int(row) for row in rows), key=lambda row: (-float(risk[row]), panel.iso3[row]))
    return {row: place for place, row in enumerate(ordered, start=1)}


def rounded(risk: float) -> float:
    """Three significant digits: more would pretend to a precision that is not there."""
    return float(f"{float(risk):.3g}")
