"""Why does a country stand where it stands? Figures and contributions in, reasons in words out.

A reason is said only where the model counts the figure as raising the risk and the figure itself is worth
saying. Which feature may say what, and to which elements of the Framework of Analysis it speaks, stands in
`features.yaml`. A reason names a recorded figure; it does not say that a crime was committed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from nadhir.doctrine.phrases import Reason
from nadhir.forecasting.onset.features import coup_years, descriptions, latest
from nadhir.forecasting.outlook.sight import Sight
from nadhir.forecasting.panel import FloatArray, Panel
from nadhir.forecasting.panel.crosswalk import COUNTED_UNDER
from nadhir.forecasting.panel.names import name_of

BOOK = "nadhir.forecasting"
MOST = 4

# A group that adds less than this to the log odds is not worth a reader's time.
WORTH = 0.05
_OF_EACH = 2
_EXPOSURE = "reason.population"
# What makes a figure worth saying; UCDP itself counts a conflict from 25 deaths a year.
_CONFLICT_DEATHS = 25
_RISE = 1.25
_RECORD_DEATHS = 100
_FLED_PER_1000, _FLED = 5.0, 100_000
_HIGH_INFANT_MORTALITY = 30.0
_SHRANK = -2.0
_POPULOUS = 50e6


def reasons(sight: Sight) -> list[tuple[Reason, ...]]:
    """For each country of the panel at most `MOST` reasons for its risk, the heaviest first and, where the
    model knows little, that it does."""
    facts = Facts(sight.panel, sight.year)
    names = sight.weights.features
    return [
        _for_country(facts, row, dict(zip(names, sight.beyond[row].tolist(), strict=True)), unknown)
        for row, unknown in enumerate(sight.little_known)
    ]


def little_to_go_on(sight: Sight) -> list[bool]:
    """For each country, whether the model knows too little of it: two features or the population are
    unknown or beyond what it learned from, or its violence is counted under another country."""
    return [
        bool(doubt(iso3, unknown)) for iso3, unknown in zip(sight.panel.iso3, sight.little_known, strict=True)
    ]


def _counted_under(iso3: str) -> str | None:
    return next((main for main, others in COUNTED_UNDER.items() if iso3 in others), None)


def _for_country(facts: Facts, row: int, weight: dict[str, float], unknown: list[str]) -> tuple[Reason, ...]:
    groups = {group: found for group, found in by_group(weight).items() if found[0] >= WORTH}
    told = [said(facts, row, groups[group][1]) for group in sorted(groups, key=lambda g: -groups[g][0])]
    # Two reasons of each group first, so that a long war does not hide a coup; then what is left of them.
    chosen = [reason for several in told for reason in several[:_OF_EACH]]
    chosen += [reason for several in told for reason in several[_OF_EACH:]]
    # Size is exposure, not a risk factor: it is said only after everything else.
    chosen.sort(key=lambda reason: reason.code == _EXPOSURE)
    unsure = doubt(facts.panel.iso3[row], unknown)
    if not chosen:
        code = "reason.no_deaths" if facts.calm(row) else "reason.nothing_stands_out"
        chosen = [Reason(code, {"factors": [], "indicators": []}, BOOK)]
    return (*chosen[: MOST - len(unsure)], *unsure)


def by_group(weight: dict[str, float]) -> dict[str, tuple[float, list[str]]]:
    """Groups of features: what they add to the log odds, and their features."""
    sums: dict[str, tuple[float, list[str]]] = {}
    for name, adds in weight.items():
        total, names = sums.get(descriptions()[name].group, (0.0, []))
        sums[descriptions()[name].group] = total + adds, [*names, name]
    return sums


def doubt(iso3: str, unknown: list[str]) -> list[Reason]:
    """That too little is known of a country for its risk to mean much, where that is so."""
    main = _counted_under(iso3)
    base: dict[str, Any] = {"factors": [], "indicators": []}
    if main is not None:
        place = {"place": name_of(main).as_dict()}
        return [Reason("reason.counted_elsewhere", {**place, **base}, BOOK)]
    if len(unknown) > 1 or "population" in unknown:
        titles = [descriptions()[name].title.as_dict() for name in unknown]
        return [Reason("reason.little_to_go_on", {"missing": titles, **base}, BOOK)]
    return []


def said(facts: Facts, row: int, features: list[str]) -> list[Reason]:
    """The reasons that a group of features gives for the country in `row`, each tied to risk factors."""
    found = []
    for feature in features:
        about = descriptions()[feature]
        ties = {"factors": list(about.factors), "indicators": list(about.indicators)}
        for code in about.reasons:
            figure = _FIGURES.get(code)
            params = figure(facts, row) if figure else None
            if params is not None:
                found.append(Reason(code, {**params, **ties}, BOOK))
    codes = list(_FIGURES)
    return sorted(found, key=lambda reason: codes.index(reason.code))


class Facts:
    """The figures that reasons quote, for one base year."""

    def __init__(self, panel: Panel, year: int) -> None:
        self.panel, self.year, self.column = panel, year, panel.column(year)
        self.months = panel.months_to(year, 36)
        self.total = panel.total()
        self.one_sided = panel.one_sided()
        self.abroad = latest(panel, "displaced_abroad", year)
        self.inside = latest(panel, "displaced_inside", year)
        self.population = latest(panel, "population", year)
        self.infant_mortality = latest(panel, "infant_mortality", year)
        self.growth = latest(panel, "gdp_growth", year)
        self.coups = coup_years(panel, year)

    def calm(self, row: int) -> bool:
        return not self.months[row].sum() > 0

    def deaths(self, row: int, kind: str) -> dict[str, Any] | None:
        deaths = float(self.panel.yearly[kind][row, self.column])
        return {"deaths": int(deaths), "year": str(self.year)} if deaths >= _CONFLICT_DEATHS else None

    def rose(self, row: int) -> dict[str, Any] | None:
        before, after = float(self.months[row, 12:24].sum()), float(self.months[row, 24:].sum())
        told = after >= _CONFLICT_DEATHS and after >= _RISE * before
        return {"before": int(before), "after": int(after)} if told else None

    def peak(self, row: int) -> dict[str, Any] | None:
        months = self.months[row]
        # An unknown month (a State that was not there yet) must not pass for a peak.
        place = int(np.argmax(np.nan_to_num(months, nan=-1.0)))
        if place < 24 or months[place] < _CONFLICT_DEATHS:
            return None
        return {"month": {"date": f"{self.year}-{place - 23:02}"}, "deaths": int(months[place])}

    def lasting(self, row: int) -> dict[str, Any] | None:
        first = max(self.column - 9, 0)
        window: FloatArray = self.total[row, first : self.column + 1]
        deaths = float(np.nansum(window))
        if int((window >= _CONFLICT_DEATHS).sum()) < 3:
            return None
        years = {"first": str(self.panel.first_year + first), "last": str(self.year)}
        return {"deaths": int(deaths), **years}

    def record(self, row: int) -> dict[str, Any] | None:
        series = np.nan_to_num(self.one_sided[row, : self.column + 1])
        worst = int(np.argmax(series))
        if series[worst] < _RECORD_DEATHS or worst == self.column:
            return None
        return {"deaths": int(series[worst]), "year": str(self.panel.first_year + worst)}

    def fled(self, row: int, *, with_inside: bool) -> dict[str, Any] | None:
        abroad, inside = float(self.abroad[row]), float(self.inside[row])
        many = abroad >= _FLED or 1000 * abroad >= _FLED_PER_1000 * float(self.population[row])
        if not many or with_inside != (inside > 0):
            return None
        return {"abroad": int(abroad), **({"inside": int(inside)} if with_inside else {})}


def _figure(value: float, name: str, told: bool) -> dict[str, Any] | None:
    return {name: round(float(value), 1)} if told else None


# What each reason quotes, in the order in which a group says them: a change before a level, attacks on
# civilians before fighting, the present before the past.
_FIGURES: Mapping[str, Callable[[Facts, int], dict[str, Any] | None]] = MappingProxyType(
    {
        "reason.deaths_rose": lambda f, row: f.rose(row),
        "reason.one_sided_government": lambda f, row: f.deaths(row, "one_sided_government"),
        "reason.one_sided_groups": lambda f, row: f.deaths(row, "one_sided_groups"),
        "reason.armed_conflict": lambda f, row: f.deaths(row, "state_based"),
        "reason.non_state": lambda f, row: f.deaths(row, "non_state"),
        "reason.peak": lambda f, row: f.peak(row),
        "reason.past_attacks": lambda f, row: f.record(row),
        "reason.long_violence": lambda f, row: f.lasting(row),
        "reason.coup": lambda f, row: {"years": list(map(str, f.coups[row]))} if f.coups[row] else None,
        "reason.displaced": lambda f, row: f.fled(row, with_inside=True),
        "reason.displaced_abroad": lambda f, row: f.fled(row, with_inside=False),
        "reason.infant_mortality": lambda f, row: _figure(
            f.infant_mortality[row], "rate", f.infant_mortality[row] >= _HIGH_INFANT_MORTALITY
        ),
        "reason.economy": lambda f, row: _figure(f.growth[row], "percent", f.growth[row] <= _SHRANK),
        "reason.population": lambda f, row: _figure(
            f.population[row] / 1e6, "millions", f.population[row] >= _POPULOUS
        ),
    }
)
