"""What research found on the tools of prevention: counts, read from the tables of a release and kept by us.

In: a folder with `findings` and `tool_factors` (CSV, also gzip) of "Tools for Atrocity Prevention". Out:
`Evidence`: per tool how many findings say that it lowers, raises or does not clearly change what it is to
prevent, how many studies, of which years and designs; per factor whether the tool worked better or worse with
it. Only counts are kept, under names of ours (`names.tsv`): nothing of the source's own words.

Whether a factor helps or hinders is counted from the findings themselves: the summary table says of factors
that hinder "more effective", and marks practitioners who say so by a number below zero.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import resources
from typing import Any, Literal

from nadhir.doctrine.text import Text

Strength = Literal["strong", "moderate", "limited", "slight", "none"]
Direction = Literal["lowers", "raises", "mixed", "divided", "unknown"]

OUTCOMES = (
    "mass-atrocities",
    "violence-against-civilians",
    "conflict",
    "human-rights-violations",
    "adverse-consequences",
)

# The stated rule of strength: see docs/reference/evidence-on-tools.md.
FEW_STUDIES, SOME_STUDIES, MANY_STUDIES = 5, 20, 40
COMPARED_HALF, ONE_WAY = 0.5, 0.6
SOME_IDENTIFIED, MANY_IDENTIFIED = 3, 10
# Of a factor something is said from three findings on, or where three practitioners name it.
TELLING = 3
MOSTLY = 0.6


@dataclass(frozen=True, slots=True)
class Counts:
    """Findings on whether a tool works: how many say what, from how many studies of which years."""

    lowers: int = 0
    raises: int = 0
    mixed: int = 0
    studies: int = 0
    first: int | None = None
    last: int | None = None

    @property
    def findings(self) -> int:
        return self.lowers + self.raises + self.mixed

    @property
    def direction(self) -> Direction:
        """What more than half of the findings say; "divided" where no answer has more than half."""
        if not self.findings:
            return "unknown"
        for name in ("lowers", "raises", "mixed"):
            if getattr(self, name) * 2 > self.findings:
                return name
        return "divided"


@dataclass(frozen=True, slots=True)
class Designs:
    """How the findings on the whole effect were made: comparing several cases, in one, statistics that set
    cause apart from coincidence."""

    compared: int = 0
    one_case: int = 0
    unclear: int = 0
    identified: int = 0


@dataclass(frozen=True, slots=True)
class Body:
    """Findings on one question, with how they were made."""

    counts: Counts
    designs: Designs

    @property
    def strength(self) -> Strength:
        """How much stands behind what they say, by the stated rule."""
        whole, designs = self.counts, self.designs
        if not whole.findings:
            return "none"
        if whole.studies < FEW_STUDIES:
            return "slight"
        compared = designs.compared >= COMPARED_HALF * whole.findings
        if whole.studies < SOME_STUDIES or not compared or designs.identified < SOME_IDENTIFIED:
            return "limited"
        one_way = max(whole.lowers, whole.raises, whole.mixed) >= ONE_WAY * whole.findings
        if whole.studies >= MANY_STUDIES and designs.identified >= MANY_IDENTIFIED and one_way:
            return "strong"
        return "moderate"


@dataclass(frozen=True, slots=True)
class FactorCounts:
    """One thing that makes a tool work better or worse: findings, and practitioners who said so.

    `chosen` tells whether whoever uses the tool can choose it; None where the source does not say.
    """

    key: str
    chosen: bool | None
    more: int = 0
    less: int = 0
    mixed: int = 0
    asked: int = 0
    said_more: int = 0
    said_less: int = 0
    said_mixed: int = 0

    @property
    def findings(self) -> int:
        return self.more + self.less + self.mixed

    @property
    def said(self) -> int:
        return self.said_more + self.said_less + self.said_mixed

    @property
    def name(self) -> Text:
        return names()["factor"][self.key]

    @property
    def reading(self) -> Literal["helps", "hinders", "unclear"]:
        """What at least six in ten findings say; of practitioners, where there are too few findings."""
        if self.findings >= TELLING:
            more, less, of = self.more, self.less, self.findings
        else:
            more, less, of = self.more + self.said_more, self.less + self.said_less, self.findings + self.said
        if more >= MOSTLY * of:
            return "helps"
        return "hinders" if less >= MOSTLY * of else "unclear"


@dataclass(frozen=True, slots=True)
class ToolEvidence:
    """What is known of one tool. `other_factors` counts those of which too little is known to name them."""

    key: str
    whole: Counts
    outcomes: Mapping[str, Body]
    designs: Designs
    factors: tuple[FactorCounts, ...]
    other_factors: int = 0

    @property
    def name(self) -> Text:
        return names()["tool"][self.key]

    @property
    def strength(self) -> Strength:
        """How much stands behind what is said of the tool as a whole."""
        return Body(self.whole, self.designs).strength

    def read_as(self, reading: str) -> tuple[FactorCounts, ...]:
        """The factors that help, hinder or are unclear, those with most behind them first."""
        return tuple(one for one in self.factors if one.reading == reading)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The whole: where it was counted, and every tool.

    Attributes:
        files: per file its name, SHA-256 and rows.
        reversed: pairs of tool and factor where the summary table says "more" and the findings say "less".
        unnamed: names of the source that we have no words for, with nothing else of them kept.
    """

    release: str
    citation: str
    files: tuple[Mapping[str, Any], ...]
    tools: tuple[ToolEvidence, ...]
    reversed: int = 0
    unnamed: tuple[str, ...] = ()

    def tool(self, key: str) -> ToolEvidence:
        """One tool.

        Raises:
            KeyError: nothing is kept of it.
        """
        for one in self.tools:
            if one.key == key:
                return one
        raise KeyError(key)

    def as_json(self) -> dict[str, Any]:
        """Plain data, without what can be computed from it, but for strength and direction, which readers of
        the file want."""
        plain = asdict(self)
        for told, one in zip(plain["tools"], self.tools, strict=True):
            told["strength"], told["direction"] = one.strength, one.whole.direction
            for key, body in one.outcomes.items():
                told["outcomes"][key]["strength"] = body.strength
        return plain


def of_json(data: Mapping[str, Any]) -> Evidence:
    """Evidence from what `Evidence.as_json` gave."""
    tools = tuple(
        ToolEvidence(
            key=one["key"],
            whole=Counts(**one["whole"]),
            outcomes={
                name: Body(Counts(**body["counts"]), Designs(**body["designs"]))
                for name, body in one["outcomes"].items()
            },
            designs=Designs(**one["designs"]),
            factors=tuple(FactorCounts(**factor) for factor in one["factors"]),
            other_factors=one["other_factors"],
        )
        for one in data["tools"]
    )
    return Evidence(
        release=data["release"],
        citation=data["citation"],
        files=tuple(data["files"]),
        tools=tools,
        reversed=data["reversed"],
        unnamed=tuple(data["unnamed"]),
    )


@functools.cache
def evidence() -> Evidence:
    """What ships with Nadhir."""
    source = resources.files("nadhir.doctrine.responses") / "evidence.json"
    return of_json(json.loads(source.read_text("utf-8")))


@functools.cache
def names() -> Mapping[str, Mapping[str, Text]]:
    """Our words for tools and factors, by kind and key."""
    found: dict[str, dict[str, Text]] = {"tool": {}, "factor": {}}
    for kind, key, ar, en, fr, *_others in _rows():
        found[kind][key] = Text(ar=ar, en=en, fr=fr)
    return found


@functools.cache
def keys() -> Mapping[str, Mapping[str, str]]:
    """By kind, from any name that the source uses, hyphenated, to our key."""
    found: dict[str, dict[str, str]] = {"tool": {}, "factor": {}}
    for kind, key, _ar, _en, _fr, *others in _rows():
        found[kind].update(dict.fromkeys([key, *others], key))
    return found


def _rows() -> list[list[str]]:
    source = resources.files("nadhir.doctrine.responses") / "names.tsv"
    lines = source.read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]
