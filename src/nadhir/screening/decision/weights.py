"""The learnt part of a decision: weights of shapes and claims, and how each language combines them.

    structure = weights of the shape + weights of the claims
    odds of hateful = the line of the language · (1, structure, text model, whether a group is named, …)

A language that had no labelled posts uses the common line and no text model. Probabilities are logistic;
`card.json` says what was learnt from, when, and how well it holds.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from nadhir.screening.decision.evidence import Evidence
from nadhir.screening.finding import Concern

Numbers = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
COMMON = "*"
"""The line for languages without labelled posts."""


TERMS = ("one", "structure", "text", "named", "said", "text_named", "structure_said", "length")
"""What a line weighs: `named` and `said` are 1 where a group is named and something said of somebody, their
products with the scores let these count for more or less there; `length` is the logarithm of characters."""


@dataclass(frozen=True, slots=True)
class Line:
    """How one language combines its evidence (a weight for each of `TERMS`), and its thresholds on the
    probability of hateful: from `hateful` on a text counts as hateful, from `watch` and `review` on it is
    worth a look."""

    weights: tuple[float, ...]
    hateful: float
    watch: float
    review: float

    def concern(self, share: float, *, named: bool) -> Concern:
        """How concerned to be for a probability alone; at most "watch" where no group is named."""
        if share >= self.review and named:
            return "review"
        return "watch" if share >= self.watch else "none"


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

    def structure(self, evidence: Evidence) -> Floats:
        """What shape and claims say of each text: log odds of being hateful, whatever the language."""
        weights = evidence.shape_value * self.shape[evidence.shape_feature]
        shape = np.bincount(evidence.shape_text, weights, minlength=evidence.count)
        weights = self.claims[evidence.claim_column]
        claims = np.bincount(evidence.claim_text, weights, minlength=evidence.count)
        return np.asarray(self.intercept + shape + claims, np.float64)

    def probability(self, evidence: Evidence, text: Numbers, line: Line) -> Floats:
        """The probability that each text is hateful, by the line of its language; `text` is what the text
        model says (NaN where it says nothing)."""
        odds = terms(self.structure(evidence), text, evidence) @ np.array(line.weights)
        return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))), np.float64)


def terms(structure: Floats, text: npt.NDArray[Any], evidence: Evidence) -> Floats:
    """The values of `TERMS` for each text, float64[texts, terms]."""
    known = np.nan_to_num(np.asarray(text, np.float64))
    named, said = evidence.named.astype(np.float64), evidence.said.astype(np.float64)
    length = np.log(np.clip(evidence.length, 10, 1000) / 80)
    ones = np.ones(len(known))
    return np.column_stack((ones, structure, known, named, said, known * named, structure * said, length))


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
            {
                language: Line(**line | {"weights": tuple(line["weights"])})
                for language, line in lines.items()
            },
        )
