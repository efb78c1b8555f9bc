"""Lines: how structure, wording and text model are put together, in sentences and in posts.

A line is fitted on what weights say that had not seen the text, so that it knows how far each can be
trusted. Where nothing known is said of a group, wording must say a good deal before a text counts as
hateful.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nadhir.screening.decision.lessons import TALK, WRITTEN, Floats, Lesson, Truth
from nadhir.screening.decision.weights import TERMS, THRESHOLD, Line, terms
from nadhir.screening.model.fitting import macro_f1

CALM = 0.99
"""The share of ordinary talk of a language that must stay below the threshold of "review"."""

LEFT_ALONE = 0.95
"""The share of harmless sentences, in which a group is named and nothing known said, that wording may not
call hateful: a name is no reason."""

ENOUGH = 300
"""Fewer posts of a form than this, or fewer hateful ones than a tenth of it, say nothing about a line."""

TALK_IN_A_LINE = 0.3
_WITHOUT_TEXT = np.array([not term.startswith("text") for term in TERMS], np.float64)
_WITHOUT_WORDING = np.array([not term.startswith("wording") for term in TERMS], np.float64)
_IN_SENTENCES, _IN_POSTS = (0.03, 1.0), (1.0, 0.25)


def regression(rows: Any, truth: Truth, weights: Floats, strength: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, solver="liblinear", max_iter=400).fit(rows, truth, weights)


def ranking(scores: Floats, truth: Truth) -> float:
    """How often a hateful text is ranked above another: the area under the curve."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(truth, scores))


def line_of_sentences(
    lessons: Sequence[Lesson], structures: Sequence[Floats], words: Sequence[Floats]
) -> Floats:
    """How evidence is put together in sentences, in every language alike: there are too few sentences of
    one language to learn it from, and shapes know no language. Without the text model: in a sentence the
    words that posts are known by mislead, names of groups above all."""
    made = [
        terms(said, one.text, put, one.facts) * _WITHOUT_TEXT
        for one, said, put in zip(lessons, structures, words, strict=True)
    ]
    learnt = _fitted(lessons, made, lambda one: one.facts.tidy, _IN_SENTENCES)
    return _where_nothing_is_said(lessons, made, learnt)


def _where_nothing_is_said(lessons: Sequence[Lesson], made: Sequence[Floats], learnt: Floats) -> Floats:
    """The weights of terms as they are, but for sentences that name a group and say nothing known of it:
    there structure and wording decide alone, so that of the harmless written ones `LEFT_ALONE` stay below
    the threshold, of all languages together."""
    of = TERMS.index
    rows, truth = [], []
    for one, terms_of in zip(lessons, made, strict=True):
        if one.name == WRITTEN:
            unsaid = one.facts.named & ~one.facts.said
            rows.append(terms_of[unsaid])
            truth.append(one.truth[unsaid])
    all_rows, all_truth = np.concatenate(rows), np.concatenate(truth)
    if len(set(all_truth.tolist())) < 2:
        return learnt
    columns = [of("structure"), of("wording")]
    fitted = regression(all_rows[:, columns], all_truth, np.ones(len(all_truth)), 1.0)
    changed = learnt.copy()
    changed[columns] = fitted.coef_[0]
    changed[of("length")] = changed[of("structure_length")] = (
        0  # a short sentence is no worse than a long one
    )
    for term in ("structure", "wording", "length"):
        changed[of(f"{term}_said")] += learnt[of(term)] - changed[of(term)]
    odds = all_rows[all_truth == 0] @ changed
    moved = float(np.quantile(odds, LEFT_ALONE))
    changed[of("named")] -= moved
    changed[of("said")] += moved
    return changed


def line(
    lessons: Sequence[Lesson], structures: Sequence[Floats], words: Sequence[Floats], sentences: Floats
) -> Line:
    """How a language puts its evidence together, in sentences and in posts: within a set the hateful weigh
    as much as the rest, all sets of posts alike; ordinary talk only speaks against. Then moved so that the
    threshold is where the macro-F1 is best, of the sets of posts and of the written sentences."""
    made = [
        terms(said, one.text, put, one.facts)
        for one, said, put in zip(lessons, structures, words, strict=True)
    ]
    posts = _of_posts(lessons, made)
    if all(one.name != WRITTEN for one in lessons):  # nothing says that sentences are another matter here
        posts = sentences = _fitted(lessons, made, lambda one: np.ones(len(one.truth), bool), _IN_POSTS)
    chances = [
        1 / (1 + np.exp(-np.where(one.facts.tidy, rows @ sentences, rows @ posts)))
        for one, rows in zip(lessons, made, strict=True)
    ]
    calm = [
        float(np.quantile(chance, CALM))
        for one, chance in zip(lessons, chances, strict=True)
        if one.name == TALK
    ]
    review = round(max([THRESHOLD, *calm]), 2)
    return Line(tuple(map(float, sentences.round(4))), tuple(map(float, posts.round(4))), THRESHOLD, review)


def _of_posts(lessons: Sequence[Lesson], made: Sequence[Floats]) -> Floats:
    """The weights of terms for posts, with wording only where the language's own posts are told apart better
    with it: it was learnt from sentences."""
    without = [rows * _WITHOUT_WORDING for rows in made]
    either = [_fitted(lessons, rows, lambda one: ~one.facts.tidy, _IN_POSTS) for rows in (without, made)]
    of_posts = [(one, rows) for one, rows in zip(lessons, made, strict=True) if one.posts and one.truth.any()]

    def mean(learnt: Floats) -> float:
        told = [macro_f1((rows @ learnt >= 0).astype(np.int8), one.truth) for one, rows in of_posts]
        return float(np.mean(told)) if told else 0.0

    without_it, with_it = either
    return without_it if mean(without_it) > mean(with_it) else with_it


def _fitted(
    lessons: Sequence[Lesson],
    made: Sequence[Floats],
    form: Callable[[Lesson], npt.NDArray[np.bool_]],
    shares: tuple[float, float],
) -> Floats:
    """The weights of terms for texts of one form. Written sentences speak for both forms, with a full stop
    or without; `shares` is what all posts together and they weigh.

    Of written sentences that are hateful only those speak in which something known is said: a name alone
    must stay a name.
    """
    parts = _parts(lessons, made, form, shares)
    rows, truth = np.concatenate([one.rows for one in parts]), np.concatenate([one.truth for one in parts])
    weights = np.concatenate([one.weights() for one in parts])
    seen = weights > 0
    fitted = regression(rows[seen][:, 1:], truth[seen], weights[seen] * 2e3, 1.0)
    learnt = np.array([fitted.intercept_[0], *fitted.coef_[0]])
    learnt[0] -= _best_cut(
        [(one.rows[one.shown] @ learnt, one.truth[one.shown], one.share) for one in parts if one.truth.any()]
    )
    return learnt


class _Part(NamedTuple):
    """Texts of one lesson in one form, and what they weigh together; see `Lesson.shown`."""

    rows: Floats
    truth: Truth
    shown: npt.NDArray[np.bool_]
    share: float

    def weights(self) -> Floats:
        """What each text weighs: the hateful as much together as the rest; ordinary talk only a little."""
        hateful = min(max(float(self.truth[self.shown].mean()), 1e-6), 1 - 1e-6)
        balance = np.where(self.truth == 1, 0.5 / hateful, 0.5 / (1 - hateful))
        each = balance if self.truth.any() else np.full(len(self.truth), TALK_IN_A_LINE)
        return np.asarray(each * self.shown / self.shown.sum() * self.share, np.float64)


def _parts(
    lessons: Sequence[Lesson],
    made: Sequence[Floats],
    form: Callable[[Lesson], npt.NDArray[np.bool_]],
    shares: tuple[float, float],
) -> list[_Part]:
    kept = []
    for one, rows in zip(lessons, made, strict=True):
        some = form(one) if one.posts else np.ones(len(one.truth), bool)
        enough = ENOUGH if one.posts else 1
        if some.sum() >= enough and (one.truth[some].sum() >= enough / 10 or one.name == TALK):
            kept.append((one, rows, some))
    of_posts = shares[0] / max(1, sum(one.posts for one, _, _ in kept))
    return [
        _Part(
            rows[some],
            one.truth[some],
            np.ones(int(some.sum()), bool) if one.shown is None else one.shown[some],
            of_posts if one.posts else shares[1],
        )
        for one, rows, some in kept
    ]


def _best_cut(sets: Sequence[tuple[Floats, Truth, float]]) -> float:
    """The log odds from which on to call a text hateful: where the weighted mean of macro-F1 is best."""
    from sklearn.metrics import f1_score

    def mean(cut: float) -> float:
        return sum(
            share * float(f1_score(truth, odds >= cut, average="macro")) for odds, truth, share in sets
        )

    return float(max(np.round(np.arange(-2, 3, 0.1), 1), key=mean))
