"""The track record as plain records: what the models would have said of every past year, and what came.

Made from the results of the back-tests (`nadhir.forecasting.record.of_backtests`), kept as JSON of aggregated
figures and of named country-years, read again by `TrackRecord.of_json`. Nothing here is written by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nadhir.doctrine.phrases import Reason
from nadhir.doctrine.text import Text
from nadhir.forecasting.panel.names import name_of
from nadhir.forecasting.plain import plain

FORMAT = 2


@dataclass(frozen=True, slots=True)
class Score:
    """A figure with its 95 % interval from resampling countries."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Named:
    """A country in a past year: what the model had said of it beforehand, and what came.

    Attributes:
        risk, rank: the largest risk and the best rank named in the two years before.
        onset: whether the Early Warning Project codes a new mass killing in that year.
        near: whether it codes one in the year before or after.
        killed: civilians killed in deliberate attacks in that year (UCDP); None where not known. A high
            figure without an onset often means a mass killing that had begun before.
    """

    iso3: str
    risk: float
    rank: int
    onset: bool
    near: bool = False
    killed: int | None = None

    @property
    def name(self) -> Text:
        return name_of(self.iso3)


@dataclass(frozen=True, slots=True)
class YearRecord:
    """One outcome year.

    Attributes:
        countries: how many were judged.
        listed: the first thirty, by rank.
        missed: onsets outside the first thirty.
    """

    year: int
    countries: int
    listed: tuple[Named, ...]
    missed: tuple[Named, ...]

    @property
    def onsets(self) -> tuple[Named, ...]:
        """All that came, the best foreseen first."""
        return (*self.found, *self.missed)

    @property
    def found(self) -> tuple[Named, ...]:
        """Onsets among the first thirty."""
        return tuple(one for one in self.listed if one.onset)

    @property
    def first(self) -> tuple[Named, ...]:
        """The first ten."""
        return tuple(one for one in self.listed if one.rank <= 10)

    @property
    def false_alarms(self) -> tuple[Named, ...]:
        """Those of the first ten in which no new mass killing was coded in that year."""
        return tuple(one for one in self.first if not one.onset)


@dataclass(frozen=True, slots=True)
class Bin:
    """Calibration: base years whose risk lay between two bounds.

    Attributes:
        forecast: their mean risk.
        observed: share that saw an onset within two years.
        observed_low, observed_high: 95 % interval of that share (Wilson).
        count, onsets: how many base years, how many with an onset.
    """

    low: float
    high: float
    forecast: float
    observed: float
    observed_low: float
    observed_high: float
    count: int
    onsets: int


@dataclass(frozen=True, slots=True)
class Surprise:
    """A country in a window whose deaths lay outside the range that had been foretold.

    Attributes:
        came: deaths of the twelve months.
        mean, low, high: what had been foretold for their sum, with its 90 % range.
    """

    iso3: str
    came: float
    mean: float
    low: float
    high: float

    @property
    def name(self) -> Text:
        return name_of(self.iso3)


@dataclass(frozen=True, slots=True)
class DeathsYear:
    """How the ranges of deaths held in one window.

    Attributes:
        held_active, held_quiet: share of countries whose deaths lay within the 90 % range, of those with and
            without deaths in the year before; None where there were none.
        active, quiet: how many those were.
        surprises: the worst misses, the worst first.
    """

    window: int
    active: int
    quiet: int
    held_active: float | None
    held_quiet: float | None
    surprises: tuple[Surprise, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """Figures that others published of their own forecasts; cited, not computed here."""

    id: str
    title: Text
    citation: str
    figures: tuple[str, ...]
    note: Text


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """What the models would have said, and what came.

    Attributes:
        made_on: the day, ISO 8601, as told by whoever ran the back-test; None where not told.
        version: of the onset model.
        vintage: the versions of the sources.
        first_year, last_year, country_years, onsets: what was judged.
        scores: forecast (`model`, baselines, `reference`: EWP's own) to statistic to figure.
        differences: forecast minus reference, paired.
        probability: Brier score, calibration slope and intercept, mean risk and rate of the model.
        calibration: by class of risk.
        years: the oldest first.
        fatalities: forecast to window (a year, or `mean`) to score; smaller is better.
        fatalities_difference: window to mean CRPS less that of conflictology.
        deaths: how the ranges of deaths held, by window.
        published: what others say of theirs.
        notes: what must be known to read it.
    """

    made_on: str | None
    version: str
    vintage: str
    first_year: int
    last_year: int
    country_years: int
    onsets: int
    scores: Mapping[str, Mapping[str, Score]]
    differences: Mapping[str, Mapping[str, Score]]
    probability: Mapping[str, float]
    calibration: tuple[Bin, ...]
    years: tuple[YearRecord, ...]
    fatalities: Mapping[str, Mapping[str, Mapping[str, float]]]
    fatalities_difference: Mapping[str, Score]
    deaths: tuple[DeathsYear, ...]
    published: tuple[Published, ...]
    notes: tuple[Reason, ...]

    @property
    def misses(self) -> tuple[tuple[int, Named], ...]:
        """Every onset outside the first thirty, with its year."""
        return tuple((year.year, one) for year in self.years for one in year.missed)

    def found_among(self, first: int) -> int:
        """How many onsets stood among the `first` countries of their year."""
        return sum(one.rank <= first for year in self.years for one in year.found)

    @property
    def windows(self) -> tuple[str, ...]:
        """Windows of the fatalities back-test, `mean` last."""
        found = {window for of in self.fatalities.values() for window in of}
        return tuple(sorted(found, key=lambda window: (window == "mean", window)))

    def as_json(self) -> dict[str, Any]:
        """JSON-safe; the opposite of `of_json`."""
        told: dict[str, Any] = {"format": FORMAT, **plain(self)}
        return told

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> TrackRecord:
        """The record that `as_json` told.

        Raises:
            KeyError, TypeError, ValueError: it is not one.
        """
        if data["format"] != FORMAT:
            raise ValueError(data["format"])
        return cls(
            made_on=data["made_on"],
            version=data["version"],
            vintage=data["vintage"],
            first_year=data["first_year"],
            last_year=data["last_year"],
            country_years=data["country_years"],
            onsets=data["onsets"],
            scores=_scores(data["scores"]),
            differences=_scores(data["differences"]),
            probability=dict(data["probability"]),
            calibration=tuple(Bin(**told) for told in data["calibration"]),
            years=tuple(
                YearRecord(
                    year=told["year"],
                    countries=told["countries"],
                    listed=tuple(Named(**one) for one in told["listed"]),
                    missed=tuple(Named(**one) for one in told["missed"]),
                )
                for told in data["years"]
            ),
            fatalities={
                name: {window: dict(scores) for window, scores in of.items()}
                for name, of in data["fatalities"].items()
            },
            fatalities_difference={
                window: Score(**told) for window, told in data["fatalities_difference"].items()
            },
            deaths=tuple(
                DeathsYear(**{**told, "surprises": tuple(Surprise(**one) for one in told["surprises"])})
                for told in data["deaths"]
            ),
            published=tuple(
                Published(
                    told["id"],
                    Text.of(told["title"]),
                    told["citation"],
                    tuple(told["figures"]),
                    Text.of(told["note"]),
                )
                for told in data["published"]
            ),
            notes=tuple(Reason.of_json(told) for told in data["notes"]),
        )


def _scores(data: Mapping[str, Any]) -> dict[str, dict[str, Score]]:
    return {name: {of: Score(**figure) for of, figure in told.items()} for name, told in data.items()}
