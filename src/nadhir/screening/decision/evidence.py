"""What a decision rests on, in numbers: the claims read in a text, and its shape.

`structure.py` reads claims it can explain; a claim becomes a few columns here: what it does, to whom, in
which mode, and how concerned the rules are. `shape.py` gives the rest. Neither knows the language.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
import numpy.typing as npt

from nadhir.screening import shape
from nadhir.screening.decision.wording import SHORT, masked
from nadhir.screening.finding import CONCERNS, Concern, Mode
from nadhir.screening.lexicon import Kind
from nadhir.screening.matching import Positions
from nadhir.screening.pages import Pages
from nadhir.screening.rules import Judged, judged
from nadhir.screening.scene import WHAT, WHO, Act, Reading, Whom
from nadhir.screening.structure import read

_ACTS: tuple[str, ...] = get_args(Act)
_MODES: tuple[str, ...] = get_args(Mode)
_WHOM: tuple[str, ...] = get_args(Whom)
_OF_CONCERN = len(_ACTS) * len(_MODES) * len(_WHOM)
_AGAINST: frozenset[Kind] = frozenset({"group", "slur"})
NOTHING_CLAIMED = _OF_CONCERN + 4 * len(CONCERNS)
COLUMNS = NOTHING_CLAIMED + 1


_MAY_CLAIM: frozenset[Kind] = WHO | {"coded", "violence"}
"""Words without which nothing that is said becomes a claim or a report: a who, or what needs none."""


_PRAISED: frozenset[Kind] = frozenset({"praise"})
_SAID = WHAT - _PRAISED
"""Praise says something against somebody only where a claim shows that it is denied."""


def claim_columns(claims: Sequence[Judged]) -> tuple[set[int], Concern]:
    """The columns that are set for the claims of one text, and how concerned the rules are."""
    if not claims:
        return {NOTHING_CLAIMED}, "none"
    columns, highest = set(), 0
    for one in claims:
        claim = one.claim
        columns.add(_kind(claim.act, claim.mode, claim.whom))
        level = CONCERNS.index(one.concern)
        highest = max(highest, level)
        columns.add(_OF_CONCERN + level * 4 + 2 * (claim.whom == "group") + claim.insistent)
    return columns, CONCERNS[highest]


@functools.cache
def _kind(act: str, mode: str, whom: str) -> int:
    """The column of claims that are alike in this."""
    return (_ACTS.index(act) * len(_MODES) + _MODES.index(mode)) * len(_WHOM) + _WHOM.index(whom)


def _is_barred_call(one: Judged) -> bool:
    """ "Nobody may expel …": a call that is denied or spoken against. Where verbs come last it is too often
    another verb that is denied."""
    claim = one.claim
    against = claim.mode in ("negation", "counter_speech") and claim.what.entry.order != "sov"
    return against and claim.act in ("call", "expulsion", "approval")


def _is_tidy(text: str) -> bool:
    return (
        len(text) <= SENTENCE
        and text.rstrip()[-1:] in _LAST
        and "@" not in text
        and "#" not in text
        and "http" not in text
    )


SENTENCE = 100
"""Characters of a text that counts as a sentence: in longer ones the choice of words has its say."""

_LAST = frozenset(".!?؟।።။…\"'»”’)")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence of a batch of texts. `shape_text` and `shape_feature` say which text has which
    feature with which `shape_value`; `claim_text` and `claim_column` the same of claims. `named`, `said`
    and `praised`: whether a group is named, something said of somebody, and a word of praise found;
    `claimed` and `denied`: whether the rules would have the text reviewed, and whether all that is
    claimed is denied, spoken against or said of nobody protected; `barred`: whether all of it is calls
    of which that is true; `length` in characters; `tidy`: written as a short sentence, with a full stop
    or its like at the end and no address, name or hashtag of a network. By their numbers, `readings` are
    those of the texts in which something may be claimed or reported, `judged` what the rules say of
    claims, and `wordings` the short texts that name a group, with its name masked.
    """

    count: int
    shape_text: Positions
    shape_feature: npt.NDArray[np.int32]
    shape_value: npt.NDArray[np.float32]
    claim_text: Positions
    claim_column: Positions
    named: npt.NDArray[np.bool_]
    said: npt.NDArray[np.bool_]
    praised: npt.NDArray[np.bool_]
    claimed: npt.NDArray[np.bool_]
    denied: npt.NDArray[np.bool_]
    barred: npt.NDArray[np.bool_]
    length: Positions
    tidy: npt.NDArray[np.bool_]
    readings: dict[int, Reading]
    judged: dict[int, tuple[Judged, ...]]
    wordings: dict[int, str]

    def weighed(
        self, shape: npt.NDArray[np.float32], claims: npt.NDArray[np.float32], intercept: float
    ) -> npt.NDArray[np.float64]:
        """What weights of shape features and of claim columns come to in each text, log odds."""
        weights = self.shape_value * shape[self.shape_feature]
        of_shape = np.bincount(self.shape_text, weights, minlength=self.count)
        of_claims = np.bincount(self.claim_text, claims[self.claim_column], minlength=self.count)
        return np.asarray(intercept + of_shape + of_claims, np.float64)

    @classmethod
    def of(cls, pages: Pages) -> Evidence:
        """Reads a batch of texts."""
        text, feature = shape.Shapes.of(pages).features()
        named, said = pages.having(_AGAINST), pages.having(_SAID)
        short = pages.ends - pages.starts <= SHORT
        readings: dict[int, Reading] = {}
        judgements: dict[int, tuple[Judged, ...]] = {}
        claimed, denied = np.zeros(len(pages), bool), np.zeros(len(pages), bool)
        barred = np.zeros(len(pages), bool)
        silent = np.ones(len(pages), bool)
        texts: list[int] = []
        columns: list[int] = []
        may_claim = (said & pages.having(_MAY_CLAIM)) | (pages.having(_PRAISED) & named)
        wordings: dict[int, str] = {}
        worded = named & short
        numbers = np.flatnonzero(may_claim | worded).tolist()
        for number, page, is_worded, is_read in zip(
            numbers, pages.pages(numbers), worded[numbers].tolist(), may_claim[numbers].tolist(), strict=True
        ):
            if is_worded:
                wordings[number] = masked(page)
            if not is_read:
                continue
            reading = readings[number] = read(page.text, page.content, page.cues)
            if reading.claims:
                of_rules = judgements[number] = tuple(map(judged, reading.claims))
                found, concern = claim_columns(of_rules)
                texts += [number] * len(found)
                columns += sorted(found)
                claimed[number] = concern in ("review", "urgent")
                denied[number] = concern == "none"
                barred[number] = all(map(_is_barred_call, of_rules))
                silent[number] = False
                said[number] = True
        of_silent = np.flatnonzero(silent)
        return cls(
            len(pages),
            text,
            feature,
            shape.values(text, len(pages)),
            np.append(np.array(texts, np.int64), of_silent),
            np.append(np.array(columns, np.int64), np.full(len(of_silent), NOTHING_CLAIMED)),
            named,
            said,
            pages.having(_PRAISED),
            claimed,
            denied,
            barred,
            pages.ends - pages.starts,
            np.array([_is_tidy(text) for text in pages.texts], bool),
            readings,
            judgements,
            wordings,
        )
