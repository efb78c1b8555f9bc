"""What the figures say of one country, as plain records: risk, why, what came of the like, deaths ahead.

Everything is JSON-safe by `as_json` and speaks through texts and reasons, never through weights of a
model. The records know nothing of how they are made (`nadhir.forecasting.outlook.make`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from nadhir.doctrine.phrases import Reason
from nadhir.doctrine.text import Text
from nadhir.forecasting.plain import plain

Came = Literal["onset", "ongoing", "none", "unknown"]
Outcome = Literal["all", "state", "onesided", "nonstate"]


@dataclass(frozen=True, slots=True)
class Risk:
    """The risk that a new mass killing starts within two years, 0 to 1.

    Attributes:
        low, high: rough 90 % range; it does not cover errors in the figures.
        base_rate: the average risk over countries in recent years.
        level: class of the risk, 1 (very low) to 5 (very high).
        rank: 1 for the highest risk, among `of` countries.
        previous_risk, previous_rank: by the same model on the figures of a year before; None for a State
            that was not there.
    """

    risk: float
    low: float
    high: float
    base_rate: float
    level: int
    rank: int
    of: int
    previous_risk: float | None
    previous_rank: int | None

    @property
    def times(self) -> float:
        """The risk as a multiple of the average."""
        return self.risk / self.base_rate

    @property
    def moved(self) -> int | None:
        """Ranks risen within a year (positive: worse); None where there was no rank before."""
        return None if self.previous_rank is None else self.previous_rank - self.rank


@dataclass(frozen=True, slots=True)
class TrailPoint:
    """What the same model says of an earlier year. It has learned from later years: change, not skill."""

    year: int
    risk: float
    rank: int
    of: int


@dataclass(frozen=True, slots=True)
class Driver:
    """A group of figures that raises or lowers the risk beside an average country.

    Attributes:
        group: of `features.yaml`.
        odds: what the group adds to the log odds; for ordering and for the length of a bar, not for
            readers.
        strength: 1 (slightly), 2 (clearly) or 3 (strongly).
        effect: in words, "raises the risk clearly".
        words: the figure that says it best.
        more: further figures of the group, the most telling first.
        factors, indicators: elements of `un-foa-2014` that such figures speak to; never proof that they
            are present. Empty for mere exposure.
    """

    group: str
    title: Text
    odds: float
    strength: int
    effect: Reason
    words: Reason
    more: tuple[Reason, ...]
    factors: tuple[str, ...]
    indicators: tuple[str, ...]

    @property
    def raises(self) -> bool:
        return self.odds > 0


@dataclass(frozen=True, slots=True)
class PastCase:
    """A country-year of the past whose figures were most alike, and what came of it within two years.

    What came is told by UCDP's one-sided violence: civilians killed in deliberate attacks, as far as
    recorded. `ongoing`: the base year or the year before saw 1,000 or more already; `onset`: a year with
    1,000 or more followed; `none`: no such year; `unknown`: the two years are not in the figures.

    Attributes:
        likeness: 1 for the same figures, falling towards 0.
        killed: civilians killed in deliberate attacks, by year: the base year and the two that followed.
        onset_year: the first of the following years with 1,000 or more.
        alike: what it had most in common, titles of groups.
        words: what came, in words.
    """

    iso3: str
    name: Text
    year: int
    likeness: float
    came: Came
    onset_year: int | None
    killed: Mapping[str, int]
    deaths: Mapping[str, int]
    alike: tuple[Text, ...]
    words: Reason


@dataclass(frozen=True, slots=True)
class Likes:
    """What came of the many most similar country-years together.

    Attributes:
        cases: how many were judged; those in which such killing was under way already are left out.
        onsets: in how many a year with 1,000 or more civilians killed followed within two years.
        words: the same in words.
    """

    cases: int
    onsets: int
    words: Reason


@dataclass(frozen=True, slots=True)
class Lever:
    """What the risk would be if figures that people can act on were as in a typical country.

    This is how countries differ, not a promise of what a measure brings.

    Attributes:
        risk_then: 0 to 1, everything else being as it is.
        percent_lower: by how much of itself the risk would fall.
    """

    group: str
    title: Text
    risk_then: float
    percent_lower: int
    words: Reason
    factors: tuple[str, ...]
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeathsAhead:
    """Deaths to be expected, month by month.

    Attributes:
        outcome: all kinds, State-based, one-sided or non-State violence.
        model: what made the draws.
        first_month: ISO 8601.
        mean, q05, q25, q50, q75, q95: one figure for each month.
        year_mean, year_low, year_high: deaths of the first twelve months together, with a 90 % range.
        chance_25, chance_100, chance_1000: chance that these twelve months bring so many deaths.
    """

    outcome: Outcome
    model: str
    first_month: str
    mean: tuple[float, ...]
    q05: tuple[float, ...]
    q25: tuple[float, ...]
    q50: tuple[float, ...]
    q75: tuple[float, ...]
    q95: tuple[float, ...]
    year_mean: float
    year_low: float
    year_high: float
    chance_25: float
    chance_100: float
    chance_1000: float


@dataclass(frozen=True, slots=True)
class History:
    """Recorded deaths of all kinds, month by month, the oldest first; 0 before the State existed.

    Attributes:
        by_kind: the same months by kind of violence, the kinds that the figures tell apart. Where they count
            events and years only, a month's share is an estimate (`nadhir.forecasting.fatalities.kinds`).
    """

    first_month: str
    deaths: tuple[int, ...]
    by_kind: Mapping[Outcome, tuple[int, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, outcome: Outcome) -> tuple[int, ...]:
        """Months of one kind, or of all together; empty where that kind is not told apart."""
        return self.deaths if outcome == "all" else self.by_kind.get(outcome, ())


@dataclass(frozen=True, slots=True)
class CountryOutlook:
    """What the figures say of one country.

    Attributes:
        as_of: the newest month of the figures used, ISO 8601.
        headline: the answer in one or two sentences.
        trail: earlier years by the same model, the oldest first, this one last.
        drivers: the heaviest first, raising and lowering.
        cases: the most alike first.
        lowering: what would lower the risk, the strongest first; empty where the data cannot say.
        deaths: by outcome; outcomes without figures are left out.
        doubts: plain warnings where the model has little to go on.
        notes: what a reader must know.
        version: stands for exactly this model on exactly these figures.
    """

    iso3: str
    name: Text
    as_of: str
    version: str
    headline: tuple[Reason, ...]
    onset: Risk
    trail: tuple[TrailPoint, ...]
    drivers: tuple[Driver, ...]
    cases: tuple[PastCase, ...]
    likes: Likes | None
    lowering: tuple[Lever, ...]
    deaths: Mapping[Outcome, DeathsAhead]
    history: History
    doubts: tuple[Reason, ...]
    notes: tuple[Reason, ...]
    covers: tuple[str, ...]

    @property
    def raising(self) -> tuple[Driver, ...]:
        return tuple(driver for driver in self.drivers if driver.raises)

    @property
    def easing(self) -> tuple[Driver, ...]:
        return tuple(driver for driver in self.drivers if not driver.raises)

    @property
    def little_to_go_on(self) -> bool:
        """Whether too little is known of the country for its risk to mean much."""
        codes = ("reason.little_to_go_on", "reason.counted_elsewhere")
        return any(doubt.code in codes for doubt in self.doubts)

    def as_json(self) -> dict[str, Any]:
        """JSON-safe."""
        told: dict[str, Any] = plain(self)
        return told
