"""Learning the decision: `python -m nadhir.screening.decision.learn FOLDER --scores SCORES`.

Four steps. First one logistic regression over shapes and claims, for all languages together, from labelled
posts, from ordinary talk and from sentences written for it (`model/authored/`), which say what posts do
not: that naming a group is not hating it. Then for each language the wording of its written sentences and of
posts (`wording.py`). Then for each language a line of numbers that puts structure, wording and text model
together (`lines.py`), fitted on scores of models that had not seen the text, and its thresholds. Last what
tells, among hateful texts, those that call for something (`learn_calls.py`); it changes nothing in the rest.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from scipy import sparse

from nadhir.screening.decision import learn_calls, wording
from nadhir.screening.decision.lessons import FOLDS, TALK, WRITTEN, Floats, Lesson, labelled, talk, written
from nadhir.screening.decision.lines import LEFT_ALONE, line, line_of_sentences, ranking, regression
from nadhir.screening.decision.weights import COMMON, Line, terms
from nadhir.screening.model.columns import Texts
from nadhir.screening.model.weights import Weights
from nadhir.screening.shape import BITS

STRENGTH = 0.1
"""Inverse strength of regularisation; chosen on folds of the written sentences."""

ENOUGH_WORDINGS = 100
"""Fewer written sentences than this that name their people say nothing of how a language puts it."""

WORDING_OF_POSTS = 0.5
"""What all posts of a language together weigh in its wording, where its sentences weigh 1: our sentences are
written by few hands, posts by thousands, but in posts much else goes along with hatred."""

TOLD_APART = 0.7
"""Posts of which the text model, learnt from others of their set, ranks the hateful higher less often than
this (area under the curve) teach no wording: their labels follow something else."""


def structure(lessons: Sequence[Lesson]) -> tuple[Floats, float, Floats]:
    """The weights of shapes and claims, their intercept, and for each text of the lessons, one after the
    other, what weights learnt without its fold say of it."""
    rows = sparse.vstack([one.matrix for one in lessons]).tocsr()
    truth = np.concatenate([one.truth for one in lessons])
    folds = np.concatenate([one.folds for one in lessons])
    weights = np.concatenate([one.weights() for one in lessons])
    unseen = np.zeros(len(truth))
    for fold in range(FOLDS):
        seen = (folds != fold) & (weights > 0)
        made = regression(rows[seen], truth[seen], weights[seen], STRENGTH)
        unseen[folds == fold] = made.decision_function(rows[folds == fold])
    seen = weights > 0
    made = regression(rows[seen], truth[seen], weights[seen], STRENGTH)
    return made.coef_[0], float(made.intercept_[0]), unseen


def worded(lessons: Sequence[Lesson]) -> tuple[list[Floats], dict[str, Weights]]:
    """What wording says of each text of each lesson, 0 where it says nothing, of texts it learnt from by
    weights learnt without their fold; and the weights of each language. It is counted from what few harmless
    sentences reach in which nothing known is said: more than 0 is more than a mention."""
    said = [np.zeros(len(one.truth)) for one in lessons]
    made: dict[str, Weights] = {}
    for own, one in enumerate(lessons):
        if one.name != WRITTEN or len(one.masked) < ENOUGH_WORDINGS:
            continue
        sets = [own, *(number for number, of in enumerate(lessons) if _teaches(of, one.language))]
        weights, unseen = _worded([lessons[number] for number in sets])
        unsaid = [at for at in one.masked if one.truth[at] == 0 and not one.facts.said[at]]
        usual = float(np.quantile(unseen[0][unsaid], LEFT_ALONE))
        made[one.language] = replace(weights, nothing=weights.nothing - np.float32(usual))
        for number, of in enumerate(lessons):
            if of.language == one.language and of.facts.wordings:
                at = np.array(list(of.facts.wordings), np.int64)
                texts = Texts.of(list(of.facts.wordings.values()))
                said[number][at] = made[one.language].scores(texts)[:, 0]
                if number in sets:
                    said[number][at] = unseen[sets.index(number)][at] - usual
    return said, made


def _teaches(one: Lesson, language: str) -> bool:
    """Whether wording may be learnt from a lesson too: posts whose labels can be learnt at all."""
    known = ~np.isnan(one.text)
    if not one.posts or one.language != language or len(set(one.truth[known].tolist())) < 2:
        return False
    return ranking(one.text[known], one.truth[known]) >= TOLD_APART


def _worded(sets: Sequence[Lesson]) -> tuple[Weights, list[Floats]]:
    """The weights of the wording of written sentences, which come first, and of sets of posts; and what
    weights learnt without its fold say of each text of each set that is short."""
    at = [np.array(list(one.masked), np.int64) for one in sets]
    sizes = np.array([len(rows) for rows in at])
    shares = np.append(1.0, WORDING_OF_POSTS * sizes[0] / max(1, len(sets) - 1) / sizes[1:].clip(1))
    weights, unseen = wording.learn(
        [text for one in sets for text in one.masked.values()],
        np.concatenate([one.truth[rows] for one, rows in zip(sets, at, strict=True)]),
        np.concatenate([one.folds[rows] for one, rows in zip(sets, at, strict=True)]),
        np.repeat(np.arange(len(sets)), sizes),
        shares,
    )
    said = [np.zeros(len(one.truth)) for one in sets]
    for of, rows, found in zip(said, at, np.split(unseen, np.cumsum(sizes)[:-1]), strict=True):
        of[rows] = found
    return weights, said


def learn(
    folder: Path,
    scores: pl.DataFrame | None,
    more: Sequence[Path] = (),
    *,
    day: str,
    kept: Mapping[str, Weights] | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The arrays and the card of a decision learnt from `folder`, `more` and the written sentences.

    `scores`: what models that had not seen the posts said of them; `day`: for the card; `kept`: the wording
    of languages whose posts are not at hand, learnt when they were.
    """
    lessons = [*written(), *labelled(folder, scores, more), *talk(folder)]
    weights, intercept, unseen = structure(lessons)
    ends = np.cumsum([len(one.truth) for one in lessons])
    said = np.split(unseen, ends[:-1])
    words, wordings = worded(lessons)
    sentences = line_of_sentences(lessons, said, words)
    each = list(zip(lessons, said, words, strict=True))

    def fitted(some: list[tuple[Lesson, Floats, Floats]]) -> Line:
        return line(
            [one for one, _, _ in some], [of for _, of, _ in some], [put for _, _, put in some], sentences
        )

    lines: dict[str, Line] = {}
    for code in sorted({one.language for one in lessons}):
        mine = [one for one in each if one[0].language == code]
        if any(one.posts or one.name == WRITTEN for one, _, _ in mine):
            lines[code] = fitted(mine)
    lines[COMMON] = fitted([one for one in each if one[0].name in (WRITTEN, TALK)])
    chances = [
        lines.get(one.language, lines[COMMON]).probability(
            terms(of, one.text, put, one.facts), one.facts.tidy
        )
        for one, of, put in each
    ]
    of_calls, calls, wordings = learn_calls.learn(lessons, chances, wordings)
    arrays: dict[str, Any] = {
        "shape": weights[: 1 << BITS].astype(np.float16),
        "claims": weights[1 << BITS :].astype(np.float32),
        "intercept": np.float32(intercept),
        **of_calls,
        "wording": wording.arrays(wordings | dict(kept or {}), day),
    }
    card = {
        "learnt_on": day,
        "lessons": [
            {
                "name": one.name,
                "language": one.language,
                "texts": len(one.truth),
                "hateful": int(one.truth.sum()),
            }
            for one in lessons
        ],
        "lines": {code: asdict(one) for code, one in lines.items()},
    } | ({"calls": calls} if calls else {})
    return arrays, card


def save(folder: Path, arrays: dict[str, Any], card: dict[str, Any]) -> None:
    """Write what `learn` made, as `Decision.load` reads it."""
    plain = {name: array for name, array in arrays.items() if name != "wording"}
    np.savez_compressed(folder / "weights.npz", **plain)
    np.savez_compressed(folder / wording.FILE, **arrays["wording"])
    (folder / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", "utf-8")


def main(arguments: list[str] | None = None) -> None:
    """Learns, and writes what came of it."""
    parser = argparse.ArgumentParser(
        prog="nadhir.screening.decision.learn", description=__doc__.splitlines()[0]
    )
    parser.add_argument("folder", type=Path, help="folder of Parquet files of labelled posts")
    parser.add_argument(
        "--scores", type=Path, help="scores of posts not seen, as the model's training writes them"
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="where the decision goes")
    asked = parser.parse_args(arguments)
    scores = pl.read_parquet(asked.scores) if asked.scores else None
    arrays, card = learn(asked.folder, scores, day=dt.datetime.now(dt.UTC).date().isoformat())
    save(asked.out, arrays, card)
    sys.stderr.write(json.dumps(card["lines"], indent=1) + "\n")


if __name__ == "__main__":
    main()
