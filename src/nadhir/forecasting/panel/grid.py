"""The panel: what happened in each country, by year and by month, as figures on a grid.

A panel is a set of grids, countries down and years (or months) across, with NaN where a figure is not
known or the State did not exist: absence of a row in an event table is a zero, absence of a State is
not. This module must not know where figures come from (`nadhir.forecasting.panel.assembly`) nor how they are
kept (`nadhir.forecasting.panel.store`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nadhir.errors import PanelError
from nadhir.forecasting.panel.columns import signed

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

# Deaths by kind of violence; their sum is all deaths from organised violence.
KINDS = ("state_based", "non_state", "one_sided_government", "one_sided_groups")
BOUNDS = ("deaths_low", "deaths_high")
CONTEXT = ("population", "infant_mortality", "gdp_growth", "displaced_abroad", "displaced_inside", "coup")
MONTHLY = (
    "deaths",
    "deaths_low",
    "deaths_high",
    "events_state_based",
    "events_non_state",
    "events_one_sided",
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where columns came from: publisher's title, version and terms, and the file that was read.

    `left_out` names the rows that have no place in the panel (aggregates, territories), by their code;
    `bounds_widened` counts the figures whose own low and high did not enclose the best estimate.
    """

    id: str
    title: str
    version: str
    licence: str
    citation: str
    url: str
    file: str
    sha256: str
    columns: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    bounds_widened: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Figures by country and time.

    Attributes:
        iso3: the countries, sorted; a grid's row i belongs to `iso3[i]`.
        first_year: the year of a yearly grid's first column.
        exists: (countries, years), whether the State existed in that year according to UCDP.
        yearly: name to (countries, years) grid; `KINDS`, `BOUNDS`, `CONTEXT` and the other columns of
            `columns.yaml`.
        first_month_year: the year whose January is a monthly grid's first column.
        monthly: name to (countries, months) grid; `MONTHLY` and the other columns of `columns.yaml`.
        sources: provenance of every column.
        version: twelve hex digits that stand for exactly these figures, once they are kept; else "".
        provisional_months: how many of the last months are still to be revised by their publisher; they
            may go beyond the last year of the yearly grids.
    """

    iso3: tuple[str, ...]
    first_year: int
    exists: BoolArray
    yearly: Mapping[str, FloatArray]
    first_month_year: int
    monthly: Mapping[str, FloatArray]
    sources: tuple[Source, ...] = ()
    version: str = ""
    provisional_months: int = 0

    @property
    def last_year(self) -> int:
        return int(self.first_year + self.exists.shape[1] - 1)

    @property
    def months(self) -> int:
        """How many months the monthly grids hold."""
        return int(self.monthly["deaths"].shape[1])

    @property
    def as_of(self) -> str:
        """The newest month, ISO 8601."""
        return f"{self.first_month_year + (self.months - 1) // 12}-{(self.months - 1) % 12 + 1:02}"

    @property
    def vintage(self) -> str:
        """The versions of the sources in one line."""
        return "; ".join(f"{source.title} {source.version}" for source in self.sources)

    def column(self, year: int) -> int:
        """The column of `year` in a yearly grid.

        Raises:
            PanelError: `panel.year_outside`.
        """
        if not self.first_year <= year <= self.last_year:
            raise PanelError("panel.year_outside", year=year, first=self.first_year, last=self.last_year)
        return year - self.first_year

    def total(self) -> FloatArray:
        """(countries, years), deaths of all kinds, best estimate."""
        return np.asarray(sum(self.yearly[kind] for kind in KINDS), dtype=np.float64)

    def one_sided(self) -> FloatArray:
        """(countries, years), civilians killed in deliberate attacks, best estimate."""
        return np.asarray(self.yearly["one_sided_government"] + self.yearly["one_sided_groups"])

    def months_to(self, year: int, count: int, name: str = "deaths") -> FloatArray:
        """(countries, count), the monthly figures up to December of `year`.

        Raises:
            PanelError: `panel.year_outside` where the months do not reach that far.
        """
        end = (year - self.first_month_year + 1) * 12
        if end > self.months or end < count:
            last = self.first_month_year + self.months // 12 - 1
            raise PanelError("panel.year_outside", year=year, first=self.first_month_year, last=last)
        return np.asarray(self.monthly[name][:, end - count : end])


def check(panel: Panel) -> None:
    """Raise where the figures contradict themselves.

    Raises:
        PanelError: `panel.shape`, `panel.not_finite`, `panel.negative_in`, `panel.bounds`,
            `panel.months_against_years`.
    """
    years = panel.exists.shape
    months = (years[0], panel.months)
    yearly = dict.fromkeys((*KINDS, *BOUNDS, *CONTEXT, *panel.yearly))
    named = [(name, panel.yearly.get(name), years) for name in yearly]
    named += [(name, panel.monthly.get(name), months) for name in dict.fromkeys((*MONTHLY, *panel.monthly))]
    for name, grid, shape in named:
        if grid is None or grid.shape != shape or len(panel.iso3) != shape[0]:
            raise PanelError("panel.shape", column=name)
        if bool(np.any(np.isinf(grid))):
            raise PanelError("panel.not_finite", column=name)
        if not signed(name) and bool(np.any(grid < 0)):
            raise PanelError("panel.negative_in", column=name)
    for best, grids in ((panel.total(), panel.yearly), (panel.monthly["deaths"], panel.monthly)):
        if bool(np.any((grids["deaths_low"] > best) | (best > grids["deaths_high"]))):
            raise PanelError("panel.bounds")
    _months_against_years(panel)


def _months_against_years(panel: Panel) -> None:
    """Two tables of one publisher, counted apart: they must agree, or one is of another vintage."""
    whole = min(panel.months // 12, panel.last_year - panel.first_month_year + 1)
    by_month = panel.monthly["deaths"][:, : whole * 12].reshape(len(panel.iso3), whole, 12)
    from_months = np.nansum(by_month, axis=2)
    offset = panel.first_month_year - panel.first_year
    from_years = np.nan_to_num(panel.total()[:, offset : offset + whole])
    apart = np.argwhere(from_months != from_years)
    if len(apart):
        row, column = (int(place) for place in apart[0])
        raise PanelError(
            "panel.months_against_years",
            country=panel.iso3[row],
            year=panel.first_month_year + column,
            months=int(from_months[row, column]),
            years=int(from_years[row, column]),
        )
