"""The views of a joint assessment beside each other: how far they agree, and where they do not.

Views go in as `Reading`s, so that each reader sees the passages that they may read. What two teams chose is
compared element by element. How far they agree is measured by `nadhir.doctrine.agreement`: a figure on how
well the same evidence leads different people to the same reading, and no figure on the risk.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from nadhir import doctrine
from nadhir.doctrine import agreement
from nadhir.doctrine.agreement import Agreement
from nadhir.doctrine.catalogue import Element
from nadhir.doctrine.phrases import Reason
from nadhir.web.situations.models import Assessment, Finding, JointTeam, Settlement
from nadhir.web.situations.reading import FactorSaid, Reading, Said
from nadhir.web.situations.services import Agreed

# Resampling starts from the same point each time, so that the same views give the same figures.
SEED = 2014
_TRENDS = (Assessment.Trend.FALLING, Assessment.Trend.STEADY, Assessment.Trend.RISING)
_CONFIDENCES = (Assessment.Confidence.LOW, Assessment.Confidence.MODERATE, Assessment.Confidence.HIGH)


@dataclass(frozen=True, slots=True)
class View:
    """What one team says: by element, whatever it said something of."""

    team: JointTeam
    reading: Reading
    said: Mapping[str, Said] = field(default_factory=dict)

    @classmethod
    def of(cls, team: JointTeam, reading: Reading) -> View:
        found: dict[str, Said] = {}
        for factor in reading.factors:
            found |= _said(factor)
        return cls(team, reading, found)


def _said(factor: FactorSaid) -> dict[str, Said]:
    unknown = (Said(element, Finding.Value.NO_INFORMATION) for element in factor.no_information)
    return {said.element.id: said for said in (factor.own, *unknown, *factor.found)}


@dataclass(frozen=True, slots=True)
class FactorAgreement:
    """How far the views agree on the indicators of a factor."""

    factor: Element
    same: int
    looked: int
    figure: Agreement


@dataclass(frozen=True, slots=True)
class Difference:
    """An element on which the views are not the same.

    Attributes:
        sides: what each team says, in the order of the teams.
        alone: whether only some of the teams looked at it, and those agree.
    """

    element: Element
    sides: tuple[tuple[JointTeam, Said], ...]
    settlement: Settlement | None
    alone: bool = False

    @property
    def is_factor(self) -> bool:
        return self.element.kind == "factor"

    @property
    def seen(self) -> str:
        return self.settlement.at.isoformat() if self.settlement else ""

    @property
    def agreed(self) -> bool:
        return bool(self.settlement and (self.settlement.value or self.settlement.trend))


class Comparison:
    """Two or more views of the same question, in the order of the teams."""

    def __init__(self, framework: str, views: Sequence[View], settlements: Sequence[Settlement] = ()) -> None:
        self.catalogue = doctrine.load(framework)
        self.views = list(views)
        self.settled = {one.element: one for one in settlements}
        self.indicators = [e for e in self.catalogue.elements if e.kind != "factor"]

    # ------------------------------------------------------------ how far they agree

    def values(self, elements: Sequence[Element]) -> list[list[str | None]]:
        """What each team found on these elements; None where it did not look."""
        return [[_value(view.said.get(element.id)) for element in elements] for view in self.views]

    @cached_property
    def gaps(self) -> bool:
        """Whether some element was looked at by some of the teams only."""
        columns = zip(*self.values(self.indicators), strict=True)
        return any(None in column and any(column) for column in columns)

    @cached_property
    def percent(self) -> Agreement:
        """Share of elements on which two teams found the same, of those that both looked at."""
        return agreement.percent_agreement(self.values(self.indicators), least=1)

    @cached_property
    def kappa(self) -> Agreement | None:
        """Cohen's kappa; None where there are not two teams."""
        if len(self.views) != 2:
            return None
        first, second = self.values(self.indicators)
        return agreement.cohen_kappa(first, second, rng=_rng())

    @cached_property
    def alpha(self) -> Agreement | None:
        """Krippendorff's alpha, where there are more than two teams or some left elements out."""
        if len(self.views) == 2 and not self.gaps:
            return None
        return agreement.krippendorff_alpha(self.values(self.indicators), rng=_rng())

    @cached_property
    def trend(self) -> Agreement:
        """Agreement on where things are going, falling to rising; where a team calls it unclear it is left
        out, as unclear has no place between them."""
        rows = [[_trend(view.said.get(element.id)) for element in self.catalogue.elements]
                for view in self.views]  # fmt: skip
        return agreement.krippendorff_alpha(rows, "ordinal", order=_TRENDS, rng=_rng())

    @cached_property
    def factors(self) -> list[FactorAgreement]:
        """The same factor by factor: how many of how many, and a figure where there are enough."""
        found = []
        for factor in self.catalogue.roots():
            rows = self.values(self.catalogue.children(factor.id))
            columns = [[one for one in column if one] for column in zip(*rows, strict=True)]
            looked = [column for column in columns if len(column) > 1]
            if looked:
                same = sum(len(set(column)) == 1 for column in looked)
                found.append(FactorAgreement(factor, same, len(looked), self._figure(rows)))
        return found

    def _figure(self, rows: list[list[str | None]]) -> Agreement:
        if len(rows) == 2:
            return agreement.cohen_kappa(rows[0], rows[1])
        return agreement.krippendorff_alpha(rows)

    @cached_property
    def measures(self) -> list[tuple[str, Agreement, tuple[Reason, ...]]]:
        """The figures of the whole with how to read them."""
        named = [
            (_("Cohen’s kappa"), self.kappa),
            (_("Krippendorff’s alpha"), self.alpha),
            (_("Krippendorff’s alpha of the trends"), self.trend),
        ]
        return [(name, one, agreement.reading(one)) for name, one in named if one is not None]

    # ------------------------------------------------------------ where they do not

    @cached_property
    def differences(self) -> list[Difference]:
        """Elements on which teams that looked say something else, in the order of the framework."""
        return [one for one in self._unlike if not one.alone]

    @cached_property
    def alone(self) -> list[Difference]:
        """Elements that only some of the teams looked at."""
        return [one for one in self._unlike if one.alone]

    @cached_property
    def open(self) -> list[Difference]:
        """Differences that nobody has recorded a talk on."""
        return [one for one in self.differences if one.settlement is None]

    @cached_property
    def _unlike(self) -> list[Difference]:
        found = []
        for element in self.catalogue.elements:
            sides = tuple((view.team, view.said.get(element.id) or Said(element)) for view in self.views)
            stated = [_value(said) if element.kind != "factor" else None for _team, said in sides]
            trends = [_trend(said) for _team, said in sides]
            if len({*stated} - {None}) > 1 or len({*trends} - {None}) > 1:
                found.append(Difference(element, sides, self.settled.get(element.id)))
            elif any(stated) and None in stated:
                found.append(Difference(element, sides, self.settled.get(element.id), alone=True))
        return found

    # ------------------------------------------------------------ what a joint assessment begins with

    def agreed(self) -> list[Agreed]:
        """What the joint assessment says of each element that a team spoke of."""
        unlike = {one.element.id: one for one in self._unlike}
        found = []
        for element in self.catalogue.elements:
            said = [(view.team, view.said[element.id]) for view in self.views if element.id in view.said]
            spoken = [(team, one) for team, one in said if _speaks(one)]
            if not spoken:
                continue
            one = unlike.get(element.id)
            found.append(self._settled(element, one) if one else _same(element, spoken))
        return found

    def _settled(self, element: Element, one: Difference) -> Agreed:
        """What was settled; without a value the element is left open, and each view is kept."""
        settled = one.settlement
        if settled is not None and (settled.value or settled.trend):
            return Agreed(
                element.id,
                settled.value or _common(_value(said) for _team, said in one.sides),
                trend=settled.trend or _common((_trend(said) for _team, said in one.sides), ""),
                confidence=_least(said.confidence for _team, said in one.sides),
                reasoning=settled.text,
            )
        differing = tuple((team.name, words_of(said)) for team, said in one.sides)
        return Agreed(
            element.id,
            Finding.Value.NOT_ASSESSED,
            reasoning=settled.text if settled else "",
            differing=() if one.alone else differing,
        )

    def words(self) -> dict[str, str]:
        """The words of the whole to begin with: what each team wrote, one below the other."""
        trends = {view.reading.trend for view in self.views}
        return {
            "narrative": self._together("narrative"),
            "gaps": self._together("gaps"),
            "trend": trends.pop() if len(trends) == 1 else Assessment.Trend.UNCLEAR,
            "confidence": _least(view.reading.confidence for view in self.views) or "low",
        }

    def _together(self, name: str) -> str:
        parts = [(view.team.name, getattr(view.reading, name)) for view in self.views]
        return "\n\n".join(f"{team}\n{text}" for team, text in parts if text.strip())


def words_of(said: Said) -> str:
    """What a team says of an element, in one sentence."""
    parts = [said.value_words if said.element.kind != "factor" else "", said.trend_words]
    stated = " · ".join(part for part in parts if part) or "–"
    return f"{stated}. {said.reasoning}".strip() if said.reasoning else stated


def _same(element: Element, spoken: list[tuple[JointTeam, Said]]) -> Agreed:
    reasons = [(team.name, one.reasoning) for team, one in spoken if one.reasoning]
    return Agreed(
        element.id,
        spoken[0][1].value,
        trend=_common((_trend(one) for _team, one in spoken), ""),
        confidence=_least(one.confidence for _team, one in spoken),
        reasoning="\n".join(f"{team}: {text}" for team, text in reasons),
    )


def _speaks(said: Said) -> bool:
    return said.value != Finding.Value.NOT_ASSESSED or bool(said.trend or said.reasoning)


def _value(said: Said | None) -> str | None:
    """What was found; None where nobody looked."""
    return None if said is None or said.value == Finding.Value.NOT_ASSESSED else str(said.value)


def _trend(said: Said | None) -> str | None:
    return said.trend if said is not None and said.trend in _TRENDS else None


def _common(values: Any, otherwise: str = Finding.Value.NOT_ASSESSED) -> str:
    """The one value that all who have one have."""
    found = {value for value in values if value}
    return str(found.pop()) if len(found) == 1 else otherwise


def _least(confidences: Any) -> str:
    """The lowest confidence of those given."""
    given = [one for one in confidences if one]
    return str(min(given, key=_CONFIDENCES.index)) if given else ""


def _rng() -> random.Random:
    return random.Random(SEED)  # noqa: S311 - resampling, no secret
