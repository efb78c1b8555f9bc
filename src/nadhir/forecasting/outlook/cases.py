"""The past cases most like a country's figures now, and what came of them.

All country-years whose two following years were over by then are compared, feature by feature in standard
deviations, features and groups of them weighing as much as the model makes of them. What came is told from
UCDP's one-sided violence: a year with 1,000 or more civilians killed in deliberate attacks. That is the
scale of the mass-killing literature (Ulfelder and Valentino 2008, doi:10.2139/ssrn.1703426; the Early
Warning Project codes 1,000 within a year), but not its coding: UCDP counts only deaths that are documented
and attributed to an organised actor, so it finds fewer.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from nadhir.doctrine.phrases import Reason
from nadhir.forecasting.onset.features import descriptions
from nadhir.forecasting.outlook.country import Came, Likes, PastCase
from nadhir.forecasting.outlook.drivers import title_of
from nadhir.forecasting.outlook.sight import BOOK, Sight
from nadhir.forecasting.panel import BoolArray, FloatArray
from nadhir.forecasting.panel.names import name_of

MASS = 1000
AFTER = 2
CASES = 6
MANY = 50
# The same country is like itself: years nearer than this are one story, not another case.
APART = 5
_OF_ONE = 2
# Years before this one have no deaths to compare, or too short a memory of them.
_FIRST_BASE_YEAR = 1991
_COMMON = 3
# A case must be known in groups that make up this share of the weight.
_KNOWN = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class _Pool:
    """Past country-years: rows of the panel, base years, and features in standard deviations."""

    row: np.ndarray
    year: np.ndarray
    z: FloatArray
    mean: FloatArray
    scale: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """The past as seen from one month; made once for all countries."""

    sight: Sight
    pool: _Pool
    groups: dict[str, list[int]]
    member: FloatArray
    weight: FloatArray

    @classmethod
    def of(cls, sight: Sight) -> Past:
        """Everything that was over by the month of `sight`."""
        groups: dict[str, list[int]] = {}
        for place, name in enumerate(sight.weights.features):
            groups.setdefault(descriptions()[name].group, []).append(place)
        member, weight = _weights(sight, groups)
        return cls(sight, _pool(sight), groups, member, weight)

    def of_country(self, row: int) -> tuple[tuple[PastCase, ...], Likes | None]:
        """The most similar country-years, at most two of one country and those `APART` years apart; and
        what came of the `MANY` most similar ones where such killing was not under way already."""
        if not len(self.pool.row):
            return (), None
        distance, by_group = self._distances(row)
        own = (self.pool.row == row) & (self.sight.base.year - self.pool.year < APART)
        others = np.isfinite(distance) & ~own
        order = [int(i) for i in np.argsort(distance, kind="stable")[: 10 * MANY] if others[i]]
        chosen: list[int] = []
        for i in order:
            if len(chosen) == CASES:
                break
            if self._another(i, chosen):
                chosen.append(i)
        cases = tuple(self._case(i, float(distance[i]), by_group[i]) for i in chosen)
        return cases, self._likes(order)

    def _likes(self, order: list[int]) -> Likes:
        judged: list[Came] = []
        for i in order:
            came, _ = self._came(int(self.pool.row[i]), int(self.pool.year[i]))
            judged += [came] if came in ("onset", "none") else []
            if len(judged) == MANY:
                break
        onsets = judged.count("onset")
        words = Reason("likes", {"cases": len(judged), "onsets": onsets, "threshold": MASS}, BOOK)
        return Likes(len(judged), onsets, words)

    def _another(self, i: int, chosen: list[int]) -> bool:
        """Whether it is another story than those chosen."""
        same = [int(self.pool.year[j]) for j in chosen if self.pool.row[i] == self.pool.row[j]]
        return len(same) < _OF_ONE and all(abs(int(self.pool.year[i]) - year) >= APART for year in same)

    def _distances(self, row: int) -> tuple[FloatArray, FloatArray]:
        """(pool,), root of the weighted mean square over groups, infinite where too little is known; and
        (pool, groups), the mean square of each group, NaN where nothing of it is known."""
        x = self.sight.x()[row]
        apart = (self.pool.z - (x - self.pool.mean) / self.pool.scale) ** 2
        known = ~np.isnan(apart)
        sums, counts = np.where(known, apart, 0.0) @ self.member, known @ self.member
        there = counts > 0
        squares = np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=there)
        share = there @ self.weight
        mean = np.divide(
            np.nan_to_num(squares) @ self.weight, share, out=np.full(len(share), np.inf), where=share > 0
        )
        return np.where(share >= _KNOWN, np.sqrt(mean), np.inf), squares

    def _case(self, i: int, distance: float, by_group: FloatArray) -> PastCase:
        row, year = int(self.pool.row[i]), int(self.pool.year[i])
        came, onset_year = self._came(row, year)
        killed = self._told(self.sight.panel.one_sided(), row, year)
        heavy = [(float(self.weight[g]), group) for g, group in enumerate(self.groups) if by_group[g] <= 1.0]
        near = [group for _, group in sorted(heavy, key=lambda one: -one[0])]
        names = self.sight.weights.features
        after = [killed[str(later)] for later in range(year + 1, year + 1 + AFTER) if str(later) in killed]
        params: dict[str, Any] = {
            "country": name_of(self.sight.panel.iso3[row]).as_dict(),
            "year": str(year),
            "most": max(after, default=0),
            "before": killed.get(str(year), 0),
            "when": None if onset_year is None else str(onset_year),
            "threshold": MASS,
        }
        return PastCase(
            iso3=self.sight.panel.iso3[row],
            name=name_of(self.sight.panel.iso3[row]),
            year=year,
            likeness=round(float(np.exp(-distance)), 3),
            came=came,
            onset_year=onset_year,
            killed=killed,
            deaths=self._told(self.sight.panel.total(), row, year),
            alike=tuple(title_of(g, [names[place] for place in self.groups[g]]) for g in near[:_COMMON]),
            words=Reason(f"case.{came}", params, BOOK),
        )

    def _told(self, grid: FloatArray, row: int, year: int) -> dict[str, int]:
        """The figures of the base year and those after it, as far as they are known and over."""
        panel = self.sight.panel
        years = range(year, min(year + AFTER, self.sight.base.year) + 1)
        found = {each: float(grid[row, panel.column(each)]) for each in years}
        return {str(each): int(figure) for each, figure in found.items() if not np.isnan(figure)}

    def _came(self, row: int, year: int) -> tuple[Came, int | None]:
        """What came within two years, and the first year of it. It was under way already where the base
        year or the year before saw as much."""
        panel = self.sight.panel
        killed = self._told(panel.one_sided(), row, year)
        before = panel.one_sided()[row, panel.column(year) - 1] if year > panel.first_year else 0.0
        if killed.get(str(year), 0) >= MASS or before >= MASS:
            return "ongoing", None
        after = [later for later in range(year + 1, year + 1 + AFTER) if killed.get(str(later), 0) >= MASS]
        if after:
            return "onset", after[0]
        complete = all(str(later) in killed for later in range(year, year + 1 + AFTER))
        return ("none" if complete else "unknown"), None


def _pool(sight: Sight) -> _Pool:
    panel = sight.panel
    first = max(_FIRST_BASE_YEAR, panel.first_year)
    rows, years, found = [], [], []
    for year in range(first, sight.base.year - AFTER + 1):
        there: BoolArray = panel.exists[:, panel.column(year)]
        rows += np.flatnonzero(there).tolist()
        years += [year] * int(there.sum())
        found.append(sight.x(f"{year}-12")[there])
    width = len(sight.weights.features)
    x = np.concatenate(found) if found else np.empty((0, width))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        mean = np.nanmean(x, axis=0) if len(x) else np.zeros(width)
        scale = np.nanstd(x, axis=0) if len(x) else np.ones(width)
    scale = np.where(scale > 0, scale, 1.0)
    return _Pool(
        np.array(rows, dtype=np.int64), np.array(years, dtype=np.int64), (x - mean) / scale, mean, scale
    )


def _weights(sight: Sight, groups: dict[str, list[int]]) -> tuple[FloatArray, FloatArray]:
    """How much the model makes of what, by the spread of what it adds: (features, groups), the share of each
    feature within its group, and (groups,), that of each group; equal shares where it makes nothing of
    any."""
    adds = sight.beyond[sight.here]
    member = np.zeros((adds.shape[1], len(groups)))
    for column, places in enumerate(groups.values()):
        member[places, column] = _shares(adds[:, places].std(axis=0))
    by_group = np.column_stack([adds[:, places].sum(axis=1) for places in groups.values()])
    return member, _shares(by_group.std(axis=0))


def _shares(spread: FloatArray) -> FloatArray:
    total = float(spread.sum())
    return np.asarray(spread / total if total else np.full(len(spread), 1 / len(spread)))
