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
from nadhir.doctrine.text import Text
from nadhir.forecasting.onset.base import Base
from nadhir.forecasting.onset.features import coup_years, descriptions
from nadhir.forecasting.outlook.ahead import month_after
from nadhir.forecasting.outlook.sight import BOOK as OUTLOOK
from nadhir.forecasting.outlook.sight import Sight
from nadhir.forecasting.outlook.ties import speaks_to
from nadhir.forecasting.panel import FloatArray
from nadhir.forecasting.panel.crosswalk import COUNTED_UNDER
from nadhir.forecasting.panel.names import name_of

BOOK = "nadhir.forecasting"
MOST = 4

# A group that adds less than this to the log odds is not worth a reader's time.
WORTH = 0.05
_OF_EACH = 2
# What a group adds to the log odds: it multiplies the odds by about 1.3.
CLEAR = 0.25
# Above this share of countries, a figure is worth calling higher or lower than theirs.
_MOST_OF_ALL = 0.6
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
    facts = Facts(sight.base, sight.as_of)
    return [_for_country(sight, facts, row, unknown) for row, unknown in enumerate(sight.little_known)]


def little_to_go_on(sight: Sight) -> list[bool]:
    """For each country, whether the model knows too little of it: two features or the population are
    unknown or beyond what it learned from, or its violence is counted under another country."""
    return [
        bool(doubt(iso3, unknown)) for iso3, unknown in zip(sight.panel.iso3, sight.little_known, strict=True)
    ]


def _counted_under(iso3: str) -> str | None:
    return next((main for main, others in COUNTED_UNDER.items() if iso3 in others), None)


def _for_country(sight: Sight, facts: Facts, row: int, unknown: list[str]) -> tuple[Reason, ...]:
    weight = dict(zip(sight.weights.features, sight.beyond[row].tolist(), strict=True))
    groups = {group: found for group, found in by_group(weight).items() if found[0] >= WORTH}
    order = sorted(groups, key=lambda group: -groups[group][0])
    told = [
        said(facts, row, groups[group][1]) or _stands_out(sight, row, groups[group], weight)
        for group in order
    ]
    # Two reasons of each group first, so that a long war does not hide a coup; then what is left of them.
    chosen = [reason for several in told for reason in several[:_OF_EACH]]
    chosen += [reason for several in told for reason in several[_OF_EACH:]]
    # Size is exposure, not a risk factor: it is said only after everything else.
    chosen.sort(key=lambda reason: reason.code == _EXPOSURE)
    unsure = doubt(sight.panel.iso3[row], unknown)
    if not chosen:
        code = "reason.no_deaths" if facts.calm(row) else "reason.nothing_stands_out"
        chosen = [Reason(code, {"factors": [], "indicators": []}, BOOK)]
    return (*chosen[: MOST - len(unsure)], *unsure)


def _stands_out(
    sight: Sight, row: int, group: tuple[float, list[str]], weight: dict[str, float]
) -> list[Reason]:
    """A group that clearly raises the risk and has no reason of its own is told by where its most telling
    figure stands, if that figure speaks to a risk factor and stands out."""
    odds, names = group
    if odds < CLEAR:
        return []
    told = standing(sight, row, pulling(names, weight)[0])
    return [told] if told.params["factors"] and told.code in ("driver.higher", "driver.lower") else []


def pulling(names: list[str], weight: dict[str, float]) -> list[str]:
    """The features that pull their group its way, the strongest first; one that is not known pulls
    nowhere."""
    odds = sum(weight[name] for name in names)
    return sorted((name for name in names if weight[name] * odds > 0), key=lambda name: -abs(weight[name]))


def capital(text: Text) -> Text:
    """The text with a first letter as at the start of a sentence."""
    return Text(ar=text.ar, en=text.en[:1].upper() + text.en[1:], fr=text.fr[:1].upper() + text.fr[1:])


def standing(sight: Sight, row: int, feature: str) -> Reason:
    """Where a figure stands among the countries of the time."""
    place = sight.weights.features.index(feature)
    column: FloatArray = sight.x()[sight.here, place]
    mine = float(sight.x()[row, place])
    known = column[~np.isnan(column)]
    below, above = float((known < mine).mean()), float((known > mine).mean())
    if mine == 0 and below == 0 and above < 1:
        code, share = "driver.none", above
    elif below >= _MOST_OF_ALL:
        code, share = "driver.higher", below
    elif above >= _MOST_OF_ALL:
        code, share = "driver.lower", above
    else:
        code, share = "driver.usual", below
    ties = speaks_to(feature, low=above > below)
    # Nobody stands above all of a hundred: the country itself is one of them.
    what = {"what": capital(descriptions()[feature].title).as_dict(), "of_100": min(round(100 * share), 99)}
    return Reason(code, {**what, "factors": list(ties.factors), "indicators": list(ties.indicators)}, OUTLOOK)


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
    """The figures that reasons quote, as known at the end of a month."""

    def __init__(self, base: Base, as_of: str) -> None:
        self.base = base
        self.as_of = as_of
        self.months = base.months("deaths", 36)
        self.total, self.one_sided = base.total, base.one_sided
        self.abroad, self.inside = base.latest("displaced_abroad"), base.latest("displaced_inside")
        self.population = base.latest("population")
        self.infant_mortality = base.latest("infant_mortality")
        self.growth = base.latest("gdp_growth")
        self.coups = coup_years(base.panel, base.year)

    @property
    def last_year(self) -> str:
        """The calendar year, or the twelve months up to a month in the middle of one."""
        return str(self.base.now) if self.base.december else f"{self.base.now - 1}–{self.base.now}"

    def year_of(self, grid: FloatArray, column: int) -> int:
        """The year in which a column of (trailing) years ends."""
        return int(self.base.now - (grid.shape[1] - 1 - column))

    def calm(self, row: int) -> bool:
        return not self.months[row].sum() > 0

    def deaths(self, row: int, kind: str) -> dict[str, Any] | None:
        deaths = float(self.base.deaths(kind)[row, -1])
        return {"deaths": round(deaths), "year": self.last_year} if deaths >= _CONFLICT_DEATHS else None

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
        return {"month": {"date": month_after(self.as_of, place - 35)}, "deaths": int(months[place])}

    def lasting(self, row: int) -> dict[str, Any] | None:
        first = max(self.total.shape[1] - 10, 0)
        window: FloatArray = self.total[row, first:]
        deaths = float(np.nansum(window))
        if int((window >= _CONFLICT_DEATHS).sum()) < 3:
            return None
        years = {"first": str(self.year_of(self.total, first)), "last": str(self.base.now)}
        return {"deaths": round(deaths), **years}

    def record(self, row: int) -> dict[str, Any] | None:
        series = np.nan_to_num(self.one_sided[row])
        worst = int(np.argmax(series))
        if series[worst] < _RECORD_DEATHS or worst == len(series) - 1:
            return None
        return {"deaths": round(float(series[worst])), "year": str(self.year_of(self.one_sided, worst))}

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
