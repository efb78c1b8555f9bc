"""Figures and people beside each other: do they point in opposite directions, and what does each not see?

The figures speak of whole countries, with a delay, and of what can be counted; people speak of places and
groups, today, and of what was reported to them. Neither corrects the other, and nothing is added up. Where
they point in different directions, that is said, both ways, with what only one side sees.

Plain data in, plain data out: whoever holds assessments passes a `View` of the latest one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from nadhir.doctrine.phrases import Reason
from nadhir.doctrine.text import Text
from nadhir.forecasting.onset.features import FEATURES, descriptions
from nadhir.forecasting.outlook.country import CountryOutlook
from nadhir.forecasting.outlook.levers import percent
from nadhir.forecasting.outlook.sight import BOOK
from nadhir.forecasting.outlook.ties import low_figures, number
from nadhir.forecasting.outlook.watch import WatchEntry, WatchList, level_of
from nadhir.forecasting.plain import plain

Side = Literal["people_higher", "figures_higher"]

# A change of rank within a year that is worth a word; at the lower end of the list ranks lie close together.
RANKS = 10
# Classes of risk that count as high, and as low.
HIGH, LOW = 4, 2
# A risk that grew by half within a year; smaller changes lie well within its range.
GREW = 1.5
FIRST = 10
# Months between figures and assessment from which they hardly speak of the same time.
FAR_APART = 12


@dataclass(frozen=True, slots=True)
class View:
    """What the analysts' latest signed assessment says, as far as the reader may know it.

    Attributes:
        trend: `rising`, `steady`, `falling` or `unclear`; None where nothing is signed.
        signed_on: the day of the signature.
        findings: indicator of `un-foa-2014` to `present`, `mitigation`, `absent`, `no_information` or
            `not_assessed`; an indicator that is left out is not assessed.
    """

    trend: str | None
    signed_on: date | None = None
    findings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a country stands by the figures: what of an outlook bears on a disagreement.

    Attributes:
        level: 1 to 5; 0 where there is too little to go on, and then the figures disagree with nobody.
        previous_rank, previous_risk: None where there was none.
        reasons: what the figures say raises the risk; their parameter `indicators` names indicators.
    """

    iso3: str
    name: Text
    as_of: str
    risk: float
    base_rate: float
    level: int
    rank: int
    previous_rank: int | None
    previous_risk: float | None
    reasons: tuple[Reason, ...]

    @property
    def moved(self) -> int:
        """Ranks risen within a year (positive: worse); 0 where there was no rank before."""
        return 0 if self.previous_rank is None else self.previous_rank - self.rank

    @classmethod
    def of_outlook(cls, outlook: CountryOutlook) -> Stand:
        """The stand of a country outlook."""
        onset = outlook.onset
        return cls(
            iso3=outlook.iso3,
            name=outlook.name,
            as_of=outlook.as_of,
            risk=onset.risk,
            base_rate=onset.base_rate,
            level=0 if outlook.little_to_go_on else onset.level,
            rank=onset.rank,
            previous_rank=onset.previous_rank,
            previous_risk=onset.previous_risk,
            reasons=tuple(told for driver in outlook.raising for told in (driver.words, *driver.more)),
        )

    @classmethod
    def of_entry(cls, entry: WatchEntry, as_of: str) -> Stand:
        """The stand of a line of the watch list."""
        return cls(
            iso3=entry.iso3,
            name=entry.name,
            as_of=as_of,
            risk=entry.risk,
            base_rate=entry.base_rate,
            level=0 if entry.little_to_go_on else level_of(entry.risk),
            rank=entry.rank,
            previous_rank=entry.previous_rank,
            previous_risk=entry.previous_risk,
            reasons=entry.reasons,
        )


@dataclass(frozen=True, slots=True)
class SeenByFigures:
    """An indicator that a figure speaks to and that people have not looked at, or find absent.

    Attributes:
        finding: what people say of it: `not_assessed`, `no_information` or `absent`.
        reasons: the figures.
    """

    indicator: str
    finding: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Figures and people beside each other.

    Attributes:
        side: who sees more risk, where the two point in opposite directions; else None.
        words: that, in one sentence.
        seen_by_figures_only: indicators that figures speak to and people do not report; those that people
            find absent first.
        seen_by_people_only: indicators that people find present and no figure of the model speaks to.
        cautions: why the two may differ and both be right.
    """

    side: Side | None
    words: Reason
    seen_by_figures_only: tuple[SeenByFigures, ...]
    seen_by_people_only: tuple[str, ...]
    cautions: tuple[Reason, ...]

    def as_json(self) -> dict[str, Any]:
        """JSON-safe."""
        told: dict[str, Any] = plain(self)
        return told


@dataclass(frozen=True, slots=True)
class Jump:
    """A risk that leapt within a year: a reason for people to look, and nothing more.

    Attributes:
        times: the risk as a multiple of that of a year before; None for a State that was not there.
        ranks: ranks risen.
        words: what leapt, the plainest first.
    """

    iso3: str
    name: Text
    times: float | None
    ranks: int
    words: tuple[Reason, ...]


def side_of(trend: str | None, stand: Stand) -> Side | None:
    """Who sees more risk, if the trend of an assessment and the figures point in opposite directions.

    People see more where they find the risk rising and the figures are low (the lowest two classes, or
    not above the average of countries), or fell by ten ranks within a year and are not high. The figures
    see more where people find it falling and the figures are high, or above the average and risen by ten
    ranks.
    """
    if not stand.level:
        return None
    above = stand.risk > stand.base_rate
    if trend == "rising" and stand.level < HIGH:
        low = stand.level <= LOW or not above
        return "people_higher" if low or stand.moved <= -RANKS else None
    if trend == "falling" and (stand.level >= HIGH or (above and stand.moved >= RANKS)):
        return "figures_higher"
    return None


def disagreement(view: View, outlook: CountryOutlook | Stand) -> Disagreement:
    """An assessment beside the figures of a country."""
    stand = outlook if isinstance(outlook, Stand) else Stand.of_outlook(outlook)
    side = side_of(view.trend, stand)
    code = f"disagree.{side or ('silent' if view.trend is None or not stand.level else 'none')}"
    params = {"country": stand.name.as_dict(), "percent": percent(stand.risk), "rank": stand.rank}
    return Disagreement(
        side=side,
        words=Reason(code, params, BOOK),
        seen_by_figures_only=seen_by_figures(view.findings, stand.reasons),
        seen_by_people_only=seen_by_people(view.findings),
        cautions=_cautions(view, stand),
    )


def seen_by_figures(findings: Mapping[str, str], reasons: Iterable[Reason]) -> tuple[SeenByFigures, ...]:
    """Indicators that the reasons speak to and that people do not report as present or mitigated."""
    spoken: dict[str, list[Reason]] = {}
    for reason in reasons:
        for indicator in reason.params.get("indicators", ()):
            spoken.setdefault(indicator, []).append(reason)
    found = [
        SeenByFigures(indicator, finding, tuple(told))
        for indicator, told in spoken.items()
        if (finding := findings.get(indicator, "not_assessed"))
        in ("absent", "no_information", "not_assessed")
    ]
    return tuple(sorted(found, key=lambda one: (one.finding != "absent", number(one.indicator))))


def seen_by_people(findings: Mapping[str, str], features: Iterable[str] = FEATURES) -> tuple[str, ...]:
    """Indicators that people find present and that no feature of the model speaks to."""
    known = set(features)
    told = [about.indicators for name, about in descriptions().items() if name in known]
    told += [ties.indicators for name, ties in low_figures().items() if name in known]
    counted = {indicator for indicators in told for indicator in indicators}
    present = [indicator for indicator, finding in findings.items() if finding == "present"]
    return tuple(sorted((one for one in present if one not in counted), key=number))


def jump(outlook: CountryOutlook | Stand) -> Jump | None:
    """Whether the risk leapt within a year to above the average: by half and ten ranks, into the first ten,
    or into the high classes. None also where there is too little to go on."""
    stand = outlook if isinstance(outlook, Stand) else Stand.of_outlook(outlook)
    if not stand.level or stand.risk <= stand.base_rate or stand.previous_risk is None:
        return None
    times = stand.risk / stand.previous_risk
    name = stand.name.as_dict()
    before, now = percent(stand.previous_risk), percent(stand.risk)
    words = []
    if times >= GREW and stand.moved >= RANKS:
        told = {"country": name, "before": before, "now": now, "ranks": stand.moved}
        words.append(Reason("jump.grew", told, BOOK))
    if stand.previous_rank is not None and stand.rank <= FIRST < stand.previous_rank and times > 1:
        place = {"country": name, "rank": stand.rank, "previous": stand.previous_rank, "first": FIRST}
        words.append(Reason("jump.first", place, BOOK))
    if stand.level >= HIGH > level_of(stand.previous_risk) and times >= 1 + (GREW - 1) / 2:
        words.append(Reason("jump.high", {"country": name, "before": before, "now": now}, BOOK))
    return Jump(stand.iso3, stand.name, round(times, 2), stand.moved, tuple(words)) if words else None


def leaps(found: WatchList) -> tuple[tuple[WatchEntry, Jump], ...]:
    """The countries of a list whose risk leapt within a year, the highest risk first."""
    told = ((entry, jump(Stand.of_entry(entry, found.as_of))) for entry in found.entries)
    return tuple((entry, leapt) for entry, leapt in told if leapt is not None)


def _cautions(view: View, stand: Stand) -> tuple[Reason, ...]:
    found = [Reason("disagree.whole_country", {}, BOOK)]
    if view.signed_on is not None:
        year, month = (int(part) for part in stand.as_of.split("-"))
        apart = (view.signed_on.year - year) * 12 + view.signed_on.month - month
        told = {"figures": {"date": stand.as_of}, "view": {"date": view.signed_on.isoformat()[:7]}}
        if apart >= FAR_APART:
            found.append(Reason("disagree.figures_older", {**told, "months": apart}, BOOK))
        elif apart <= -FAR_APART:
            found.append(Reason("disagree.view_older", {**told, "months": -apart}, BOOK))
    if not stand.level:
        found.append(Reason("disagree.little", {"country": stand.name.as_dict()}, BOOK))
    return tuple(found)
