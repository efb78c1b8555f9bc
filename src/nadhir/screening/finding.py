"""What screening says about one text, as plain data that can be kept and read again.

A finding sorts; it does not judge. It speaks of the words in front of it and of nobody's guilt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from nadhir.doctrine.phrases import Reason
from nadhir.doctrine.text import Text

Concern = Literal["none", "watch", "review", "urgent"]
Violence = Literal["none", "passive", "direct"]
Mode = Literal["assertion", "question", "quotation", "negation", "counter_speech", "reclaimed", "none"]
Coverage = Literal["well", "thinly", "not_covered"]

CONCERNS: tuple[Concern, ...] = ("none", "watch", "review", "urgent")
VIOLENCE: tuple[Violence, ...] = ("none", "passive", "direct")
COVERAGES: tuple[Coverage, ...] = ("not_covered", "thinly", "well")

REPORT = "violence_report"
"""Kind of the spans that tell of violence done to people, as opposed to speech that calls for it."""


@dataclass(frozen=True, slots=True)
class Target:
    """A group something is said of: its id in the lexicon's concepts and the attribute it is protected by."""

    group: str
    attribute: str


@dataclass(frozen=True, slots=True)
class Span:
    """A passage of the original string, `start` to `end` (exclusive, in code points), and what was seen."""

    start: int
    end: int
    kind: str
    entry: str
    gloss: Text | None = None

    def as_json(self) -> dict[str, Any]:
        data: dict[str, Any] = {"start": self.start, "end": self.end, "kind": self.kind, "entry": self.entry}
        if self.gloss is not None:
            data["gloss"] = self.gloss.as_dict()
        return data

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Span:
        gloss = data.get("gloss")
        return cls(data["start"], data["end"], data["kind"], data["entry"], Text.of(gloss) if gloss else None)


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of screening one text.

    `concern` is about speech: how soon a person should look at it. `hateful_probability` and
    `inciting_probability` are calibrated or None; inciting is what threatens a group or calls for something
    to be done to it (in Bengali and German, what incites to violence or approves of it). `hateful` says that
    the first is above the threshold of the language, or, where there is none, that the concern is "review"
    or higher. `violence` is what the speech does: "direct" calls for or threatens it, "passive" approves of
    it. Reports of violence are spans of kind "violence_report" (`reports_violence`) and raise no concern by
    themselves. `indicators` are suggestions from the 2014 Framework of Analysis. With coverage "not_covered",
    a concern of "none" means nothing.
    """

    concern: Concern
    language: str
    coverage: Coverage
    version: str
    hateful_probability: float | None = None
    inciting_probability: float | None = None
    hateful: bool = False
    violence: Violence = "none"
    hallmarks: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    mode: Mode = "none"
    spans: tuple[Span, ...] = ()
    reasons: tuple[Reason, ...] = ()
    indicators: tuple[str, ...] = ()

    @property
    def reports_violence(self) -> bool:
        return any(span.kind == REPORT for span in self.spans)

    @property
    def covered(self) -> bool:
        """Whether "none" may be read as "nothing found" rather than "could not look"."""
        return self.coverage != "not_covered"

    def as_json(self) -> dict[str, Any]:
        """A dictionary that JSON can hold. What is empty, unknown or "none" is left out."""
        data: dict[str, Any] = {
            "concern": self.concern,
            "language": self.language,
            "coverage": self.coverage,
            "version": self.version,
        }
        for name in ("hateful_probability", "inciting_probability"):
            if getattr(self, name) is not None:
                data[name] = getattr(self, name)
        if self.hateful:
            data["hateful"] = True
        for name in ("violence", "mode"):
            if getattr(self, name) != "none":
                data[name] = getattr(self, name)
        for name in ("hallmarks", "indicators"):
            if getattr(self, name):
                data[name] = list(getattr(self, name))
        if self.targets:
            data["targets"] = [{"group": one.group, "attribute": one.attribute} for one in self.targets]
        if self.spans:
            data["spans"] = [span.as_json() for span in self.spans]
        if self.reasons:
            data["reasons"] = [reason.as_json() for reason in self.reasons]
        return data

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Finding:
        """The finding that `as_json` wrote.

        Raises:
            KeyError: one of the four fields that are always written is missing.
        """
        return cls(
            concern=cast(Concern, data["concern"]),
            language=data["language"],
            coverage=cast(Coverage, data["coverage"]),
            version=data["version"],
            hateful_probability=data.get("hateful_probability"),
            inciting_probability=data.get("inciting_probability"),
            hateful=data.get("hateful", False),
            violence=cast(Violence, data.get("violence", "none")),
            hallmarks=tuple(data.get("hallmarks", ())),
            targets=tuple(Target(one["group"], one["attribute"]) for one in data.get("targets", ())),
            mode=cast(Mode, data.get("mode", "none")),
            spans=tuple(Span.of_json(span) for span in data.get("spans", ())),
            reasons=tuple(Reason.of_json(reason) for reason in data.get("reasons", ())),
            indicators=tuple(data.get("indicators", ())),
        )
