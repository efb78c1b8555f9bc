"""Learning to tell, among hateful texts, those that threaten or call for something (see `calls.py`).

From the written sentences alone, structure and wording from the hateful ones: shapes and claims for all
languages together, wording for each language that has enough of them, then the two lines. What a line is
fitted on, and what the figures for the model card are taken of, comes from weights that had not seen the fold
of the sentence. Of labelled posts nothing is learnt here; where a set says which posts incite to violence,
the figures say how it does there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from nadhir.screening.decision import wording
from nadhir.screening.decision.calls import columns, inciting
from nadhir.screening.decision.lessons import FOLDS, Floats, Lesson, Truth
from nadhir.screening.decision.lines import ranking, regression
from nadhir.screening.model.columns import Texts
from nadhir.screening.model.weights import Weights
from nadhir.screening.shape import BITS

STRENGTH = 0.1
"""Inverse strength of regularisation of structure; chosen on folds of the written sentences."""

ENOUGH = 100
"""Fewer calls than this among its sentences teach no wording: structure alone does better."""

BINS = 10
_INCITING = "vitd_bn"
"""A set whose labels say which posts incite to violence, or approve of it."""


@dataclass(frozen=True, slots=True, eq=False)
class _Sentences:
    """Those of all languages, one after the other: a row of shapes and claims each, the number of their
    language, their folds, whether they are hateful and call for something, how probable it is that they are
    hateful, and whether all that is claimed in them is denied."""

    rows: Any
    language: npt.NDArray[np.int64]
    folds: npt.NDArray[np.int64]
    hateful: npt.NDArray[np.bool_]
    calls: Truth
    chance: Floats
    denied: npt.NDArray[np.bool_]

    def share_of_denied(self, fold: int) -> float:
        """The share of calls among what is hateful and denied, outside one fold."""
        found = self.calls[self.hateful & self.denied & (self.folds != fold)]
        return round(float(found.sum() + 1) / (len(found) + 2), 4)


def learn(
    lessons: Sequence[Lesson], chances: Sequence[Floats], wordings: Mapping[str, Weights]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Weights]]:
    """The arrays and the part of the card that `Calls` is made of, with figures; and the wordings with their
    second head. `chances`: for each lesson how probable it is that its texts are hateful, by weights that
    had not seen them. All is as it was, and the rest empty, where no sentences are among the lessons."""
    written = [(one, chance) for one, chance in zip(lessons, chances, strict=True) if one.calls is not None]
    if not written:
        return {}, {}, dict(wordings)
    own = _Sentences(
        sparse.vstack([one.matrix for one, _ in written]).tocsr(),
        np.repeat(np.arange(len(written)), [len(one.truth) for one, _ in written]),
        np.concatenate([one.folds for one, _ in written]),
        np.concatenate([one.truth for one, _ in written]) == 1,
        np.concatenate([one.calls for one, _ in written if one.calls is not None]),
        np.concatenate([chance for _, chance in written]),
        np.concatenate([one.facts.denied for one, _ in written]),
    )
    structure, made = _structure(own, own.folds)
    words, wordings = _worded([one for one, _ in written], wordings)
    terms = columns(own.chance, structure, words)
    alone = _line(terms[:, :3], own, ~own.denied)
    worded = _line(terms, own, ~own.denied & ~np.isnan(words))
    lines = {"worded": _kept(worded, FOLDS), "alone": _kept(alone, FOLDS)}
    unseen = np.zeros(len(structure))
    for fold in range(FOLDS):
        at = own.folds == fold
        by = _kept(worded, fold), _kept(alone, fold)
        unseen[at] = inciting(terms[at], words[at], own.chance[at], *by)
        at &= own.denied
        unseen[at] = own.chance[at] * own.share_of_denied(fold)
    codes = [one.language for one, _ in written]
    figures = {
        **_figures(own, unseen),
        "languages": _by_language(own, unseen, _structure(own, own.language)[0], codes),
        "posts": {
            one.name: _on_posts(one, chance, made, lines, wordings)
            for one, chance in zip(lessons, chances, strict=True)
            if one.name == _INCITING
        },
    }
    arrays = {
        "calls_shape": made.coef_[0][: 1 << BITS].astype(np.float16),
        "calls_claims": made.coef_[0][1 << BITS :].astype(np.float32),
        "calls_intercept": np.float32(made.intercept_[0]),
    }
    return arrays, {**lines, "denied": own.share_of_denied(FOLDS), "figures": figures}, wordings


def _structure(own: _Sentences, groups: npt.NDArray[np.int64]) -> tuple[Floats, Any]:
    """What shapes and claims say of each sentence by weights learnt without its group; and what was learnt
    from all."""
    ones = np.ones(len(own.calls))
    unseen = np.zeros(len(own.calls))
    for group in np.unique(groups):
        seen = own.hateful & (groups != group)
        made = regression(own.rows[seen], own.calls[seen], ones[seen], STRENGTH)
        unseen[groups == group] = made.decision_function(own.rows[groups == group])
    hateful = own.hateful
    return unseen, regression(own.rows[hateful], own.calls[hateful], ones[hateful], STRENGTH)


def _worded(written: Sequence[Lesson], wordings: Mapping[str, Weights]) -> tuple[Floats, dict[str, Weights]]:
    """What the wording of each sentence says by weights that had not seen its fold, NaN where it says
    nothing; and the weights of each language with their second head."""
    said, made = [], dict(wordings)
    for one in written:
        found = np.full(len(one.truth), np.nan)
        said.append(found)
        at = np.array([number for number in one.masked if one.truth[number]], np.int64)
        if one.calls is None or one.language not in made or one.calls[at].sum() < ENOUGH:
            continue
        texts = [one.masked[number] for number in at.tolist()]
        with_it, unseen = wording.with_calls(made[one.language], texts, one.calls[at], one.folds[at])
        made[one.language] = with_it
        # What is harmless was no lesson, so that nothing has seen it.
        found[list(one.masked)] = _second(with_it, list(one.masked.values()))
        found[at] = unseen
    return np.concatenate(said), made


def _second(weights: Weights, texts: Sequence[str]) -> Floats:
    scores = weights.scores(Texts.of(texts))[:, weights.heads.index(wording.CALLS)]
    return np.asarray(scores, np.float64)


def _line(terms: Floats, own: _Sentences, which: npt.NDArray[np.bool_]) -> Floats:
    """The weights of some columns, float64[folds + 1, columns]: learnt without each fold, and from all. They
    make the probability, which is a product, as likely as can be for all sentences, the harmless too."""
    made = []
    for fold in range(FOLDS + 1):
        seen = which & (own.folds != fold)
        made.append(_likeliest(terms[seen], own.chance[seen], own.calls[seen]))
    return np.array(made).round(4)


def _likeliest(terms: Floats, chance: Floats, calls: Truth) -> Floats:
    from scipy.optimize import minimize

    def cost(line: Floats) -> tuple[float, Floats]:
        of_hateful = 1 / (1 + np.exp(-np.clip(terms @ line, -30, 30)))
        share = np.clip(chance * of_hateful, 1e-9, 1 - 1e-9)
        likely = np.where(calls == 1, np.log(share), np.log(1 - share)).sum()
        slope = np.where(calls == 1, 1 - of_hateful, -share * (1 - of_hateful) / (1 - share))
        # A little is asked for: of few sentences that are told apart without fault no weight is endless.
        return 0.5 * float(line @ line) - float(likely), line - terms.T @ slope

    return np.asarray(minimize(cost, np.zeros(terms.shape[1]), jac=True, method="BFGS").x, np.float64)


def _kept(line: Floats, fold: int) -> tuple[float, ...]:
    return tuple(line[fold].tolist())


# ------------------------------------------------------------------ figures


def _figures(own: _Sentences, shares: Floats) -> dict[str, Any]:
    """How far probabilities of inciting are shares: sentences by tenths of the probability, with its mean and
    the share that calls for something; and the mean distance of the two (expected calibration error)."""
    tenth = np.minimum((shares * BINS).astype(int), BINS - 1)
    bins = [
        {
            "from": number / BINS,
            "sentences": int(here.sum()),
            "said": round(float(shares[here].mean()), 4),
            "found": round(float(own.calls[here].mean()), 4),
        }
        for number in range(BINS)
        for here in [tenth == number]
        if here.any()
    ]
    apart = sum(one["sentences"] * abs(one["said"] - one["found"]) for one in bins)
    return {"bins": bins, "calibration_error": round(apart / len(shares), 4)}


def _by_language(own: _Sentences, shares: Floats, left_out: Floats, codes: Sequence[str]) -> dict[str, Any]:
    """How often a call is ranked above other sentences, above other hateful ones, and above those by
    structure alone, learnt without that language (areas under the curve)."""
    found = {}
    for code, here in [("all", own.language >= 0), *((c, own.language == n) for n, c in enumerate(codes))]:
        hateful = here & own.hateful
        found[code] = {
            "sentences": int(here.sum()),
            "calls": int(own.calls[here].sum()),
            "ranked": round(ranking(shares[here], own.calls[here]), 4),
            "ranked_in_hateful": round(ranking(shares[hateful], own.calls[hateful]), 4),
            "ranked_left_out": round(ranking(left_out[hateful], own.calls[hateful]), 4),
        }
    return found


def _on_posts(
    one: Lesson,
    chance: Floats,
    made: Any,
    lines: Mapping[str, tuple[float, ...]],
    wordings: Mapping[str, Weights],
) -> dict[str, Any]:
    """How often a post that is labelled inciting is ranked above another: by the text model, learnt from
    others of the set, and by what was learnt here, which knows no posts."""
    words = np.full(len(one.truth), np.nan)
    weights = wordings.get(one.language)
    if weights is not None and wording.CALLS in weights.heads and one.facts.wordings:
        words[list(one.facts.wordings)] = _second(weights, list(one.facts.wordings.values()))
    terms = columns(chance, made.decision_function(one.matrix), words)
    shares = inciting(terms, words, chance, lines["worded"], lines["alone"])
    known = ~np.isnan(one.text)
    return {
        "posts": int(known.sum()),
        "text_model": round(ranking(one.text[known], one.truth[known]), 4),
        "calls": round(ranking(shares[known], one.truth[known]), 4),
    }
