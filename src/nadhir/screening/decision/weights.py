"""The learnt part of a decision: weights of shapes and claims, and how each language combines them.

    structure = weights of the shape + weights of the claims
    hateful   = offset + a · structure + b · text model          a, b, offset of the language

A language that had no labelled posts uses the common line and no text model. Probabilities are logistic;
`card.json` says what was learnt from, when, and how well it holds.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt

from nadhir.screening.decision.evidence import Evidence

Numbers = npt.NDArray[np.float32]
COMMON = "*"
"""The line for languages without labelled posts."""


@dataclass(frozen=True, slots=True)
class Line:
    """How one language combines its evidence, and its thresholds on the probability of hateful:
    from `hateful` on a text counts as hateful, from `watch` and `review` on it is worth a look."""

    offset: float
    structure: float
    text: float
    hateful: float
    watch: float
    review: float


@dataclass(frozen=True, slots=True)
class Decision:
    """Weights of the shape features and of the claim columns, and the line of each language."""

    shape: Numbers
    claims: Numbers
    intercept: float
    lines: dict[str, Line]

    @classmethod
    def load(cls) -> Decision | None:
        """What comes with the project; None where nothing has been learnt yet."""
        return _load()

    def line(self, language: str) -> Line:
        """The line of a language, or the common one."""
        return self.lines.get(language) or self.lines[COMMON]

    def structure(self, evidence: Evidence) -> npt.NDArray[np.float64]:
        """What shape and claims say of each text: log odds of being hateful, whatever the language."""
        weights = evidence.shape_value * self.shape[evidence.shape_feature]
        shape = np.bincount(evidence.shape_text, weights, minlength=evidence.count)
        weights = self.claims[evidence.claim_column]
        claims = np.bincount(evidence.claim_text, weights, minlength=evidence.count)
        return np.asarray(self.intercept + shape + claims, np.float64)

    def probability(
        self, structure: npt.NDArray[np.float64], text: Numbers, languages: Sequence[str]
    ) -> npt.NDArray[np.float64]:
        """The probability that each text is hateful, from what its structure and the text model say."""
        lines = [self.line(language) for language in languages]
        offset, first, second = np.array([(one.offset, one.structure, one.text) for one in lines]).T
        odds = offset + first * structure + second * text
        return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))), np.float64)


@functools.cache
def _load() -> Decision | None:
    folder = resources.files(__package__)
    weights, card = folder / "weights.npz", folder / "card.json"
    if not (weights.is_file() and card.is_file()):
        return None
    lines = json.loads(card.read_text("utf-8"))["lines"]
    with weights.open("rb") as file, np.load(file, allow_pickle=False) as held:
        return Decision(
            held["shape"].astype(np.float32),
            held["claims"].astype(np.float32),
            float(held["intercept"]),
            {language: Line(**line) for language, line in lines.items()},
        )
