"""The learnt part of a decision: weights of shapes and claims, and how each language combines them.

    structure = weights of the shape + weights of the claims
    odds of hateful = the line of the language · (1, structure, text model, whether a group is named, …)

A language that had no labelled posts uses the common line and no text model. Probabilities are logistic;
`card.json` says what was learnt from, when, and how well it holds.
"""

from __future__ import annotations

import functools
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nadhir.screening import learnt
from nadhir.screening.decision import wording
from nadhir.screening.decision.calls import Calls
from nadhir.screening.decision.evidence import Evidence
from nadhir.screening.finding import CONCERNS
from nadhir.screening.model.weights import HEADS

Numbers = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
COMMON = "*"
"""The line for languages without labelled posts."""


TERMS = (
    "one", "structure", "text", "named", "said", "claimed", "denied", "length",
    "structure_said", "structure_length", "text_named", "text_length", "length_said", "wording",
    "wording_said",
)  # fmt: skip
"""What a line weighs: `named` and `said` are 1 where a group is named and something said of somebody,
`claimed` and `denied` where the rules would have the text reviewed or all its claims are denied, `length`
is the logarithm of characters, `wording` what `wording.py` says of how it is put. Products let the scores
count for more or less there: word counts say little of a short sentence."""

THRESHOLD = 0.5
"""From which probability on a text counts as hateful, in every language: lines are fitted for it."""


@dataclass(frozen=True, slots=True)
class Line:
    """How one language combines its evidence: a weight for each of `TERMS`, in texts written as `sentences`
    and in `posts`, whose words mean different things; and the probabilities from which on a text is worth
    a look. The probability is that among texts of which half are hateful."""

    sentences: tuple[float, ...]
    posts: tuple[float, ...]
    watch: float
    review: float

    def probability(self, made: Floats, tidy: npt.NDArray[np.bool_]) -> Floats:
        """The probability that texts are hateful whose terms are `made`."""
        odds = np.where(tidy, made @ np.array(self.sentences), made @ np.array(self.posts))
        return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))), np.float64)

    def concerns(self, shares: Floats, named: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        """How concerned to be for probabilities alone, counted in `CONCERNS`; at most "watch" where nothing
        is said of a group."""
        review = (shares >= self.review) & named
        levels = CONCERNS.index("watch"), CONCERNS.index("review")
        return np.where(review, levels[1], np.where(shares >= self.watch, levels[0], 0))


@dataclass(frozen=True, slots=True)
class Decision:
    """Weights of the shape features and of the claim columns, and the line of each language; `calmed` are
    the languages whose ordinary talk was among the lessons; `calls` tells what calls for something, None
    where that was not learnt; `digest` changes with any of them."""

    shape: Numbers
    claims: Numbers
    intercept: float
    lines: dict[str, Line]
    calmed: frozenset[str] = frozenset()
    calls: Calls | None = None
    digest: str = ""

    @classmethod
    def load(cls) -> Decision | None:
        """What holds here (see `screening.learnt`); None where nothing has been learnt yet."""
        return _load(learnt.folder())

    def line(self, language: str) -> Line:
        """The line of a language, or the common one."""
        return self.lines.get(language) or self.lines[COMMON]

    def structure(self, evidence: Evidence) -> Floats:
        """What shape and claims say of each text: log odds of being hateful, whatever the language."""
        return evidence.weighed(self.shape, self.claims, self.intercept)

    def probability(
        self, evidence: Evidence, text: Numbers, languages: Mapping[str, npt.NDArray[np.int64]]
    ) -> tuple[Floats, Numbers]:
        """The probability that each text is hateful, by the line of its language, and what its wording says
        of calling for something (`wording.scores`); `text`, float32[texts, heads], is what the text model
        says (NaN where it says nothing), `languages` the numbers of the texts in each language."""
        of_text = {number: code for code, rows in languages.items() for number in rows.tolist()}
        wordings: dict[str, dict[int, str]] = {code: {} for code in languages}
        for number, words in evidence.wordings.items():
            wordings[of_text[number]][number] = words
        worded, calling = np.zeros(evidence.count, np.float32), np.full(evidence.count, np.nan, np.float32)
        for language, said in wordings.items():
            hateful, calls = wording.scores(said, evidence.count, language)
            worded += hateful
            calling = np.where(np.isnan(calls), calling, calls)
        made = terms(self.structure(evidence), hatefulness(text), worded, evidence)
        shares = np.zeros(evidence.count)
        for language, rows in languages.items():
            shares[rows] = self.line(language).probability(made[rows], evidence.tidy[rows])
        return shares, calling

    def inciting(self, evidence: Evidence, calling: Numbers, hateful: Floats) -> Floats:
        """The probability that each text is inciting, given that of being hateful; NaN where that was not
        learnt."""
        if self.calls is None:
            return np.full(evidence.count, np.nan)
        return self.calls.probability(evidence, calling, hateful)


def hatefulness(scores: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """What the text model says of being hateful; where it learnt only of incitement, what it says of that."""
    hateful, inciting = scores[:, HEADS.index("hateful")], scores[:, HEADS.index("inciting")]
    return np.where(np.isnan(hateful), inciting, hateful)


def terms(structure: Floats, text: npt.NDArray[Any], worded: npt.NDArray[Any], evidence: Evidence) -> Floats:
    """The values of `TERMS` for each text, float64[texts, terms]."""
    known = np.nan_to_num(np.asarray(text, np.float64))
    named, said = np.asarray(evidence.named, np.float64), np.asarray(evidence.said, np.float64)
    length = np.log(np.clip(evidence.length, 10, 1000) / 80)
    alone = (np.ones(len(known)), structure, known, named, said, evidence.claimed, evidence.denied, length)
    # Where a known word praises and none does the opposite, wording cannot speak against.
    kind = evidence.praised & ~evidence.said
    worded = np.where(kind, np.minimum(worded, 0), worded)
    products = (structure * said, structure * length, known * named, known * length, length * said)
    return np.column_stack((*alone, *products, worded, worded * said))


@functools.cache
def _load(_: Path | None) -> Decision | None:
    about, raw = learnt.read("decision", "card.json"), learnt.read("decision", "weights.npz")
    if about is None or raw is None:
        return None
    worded = learnt.read("decision", wording.FILE) or b""
    card = json.loads(about)
    lines = card["lines"]
    # Where nothing but posts was at hand, as when a desk learns from its own, posts must do.
    calmed = frozenset(one["language"] for one in card["lessons"] if one["name"] == "talk")
    with np.load(io.BytesIO(raw), allow_pickle=False) as held:
        return Decision(
            held["shape"].astype(np.float32),
            held["claims"].astype(np.float32),
            float(held["intercept"]),
            {code: _line(line) for code, line in lines.items()},
            calmed or frozenset(lines),
            Calls.of(held, card),
            hashlib.sha256(about + raw + worded).hexdigest(),
        )


def _line(kept: dict[str, Any]) -> Line:
    return Line(tuple(kept["sentences"]), tuple(kept["posts"]), kept["watch"], kept["review"])
