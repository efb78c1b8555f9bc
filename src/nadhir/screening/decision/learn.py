"""Learning the decision: `python -m nadhir.screening.decision.learn FOLDER --scores SCORES`.

Two steps. First one logistic regression over shapes and claims, for all languages together, from labelled
posts, from ordinary talk and from sentences written for it (`model/authored/`), which say what posts do
not: that naming a group is not hating it. Then for each language with posts a line of three numbers that
puts structure and text model together, fitted on scores of models that had not seen the post, and its
thresholds. Folds are fixed; nothing is drawn at random; functional suites are never read.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import yaml
from scipy import sparse

from nadhir.screening.decision.evidence import COLUMNS, Evidence
from nadhir.screening.decision.weights import COMMON, TERMS, THRESHOLD, Line, hatefulness, terms
from nadhir.screening.lexicon import available, extended, lexicon
from nadhir.screening.matching import Matcher
from nadhir.screening.model.columns import Texts
from nadhir.screening.model.sets import languages, posts
from nadhir.screening.model.weights import HEADS, Model
from nadhir.screening.pages import Pages
from nadhir.screening.shape import BITS

FOLDS = 5
STRENGTH = 0.1
"""Inverse strength of regularisation; chosen on folds of the written sentences."""

WEIGHT_OF_POSTS, WEIGHT_OF_TALK, WEIGHT_OF_WRITTEN = 0.005, 0.2, 5.0
"""What a post, a piece of ordinary talk and a written sentence weigh; a set's posts in balance."""

CALM = 0.99
"""The share of ordinary talk of a language that must stay below the threshold of "review"."""

_WITHOUT_TEXT = np.array([not term.startswith("text") for term in TERMS], np.float64)
_IN_SENTENCES, _IN_POSTS = (0.03, 1.0), (1.0, 0.25)
TALK_IN_A_LINE = 0.3
ENOUGH = 300
"""Fewer posts of a form than this, or fewer hateful ones than a tenth of it, say nothing about a line."""

MOST_OF_A_SET = 4_000
_AT_ONCE = 4_096
_TALK = "afrisenti_background"
_TALK_IN = {
    "pcm": "en",
    "por": "pt",
    "arq": "ar",
    "ary": "ar",
    "hau": "ha",
    "swa": "sw",
    "kin": "rw",
    "amh": "am",
}

Floats = npt.NDArray[np.float64]
Truth = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """Texts of one origin in one language: their evidence as a matrix, whether each is hateful (1, 0),
    its fold, and what the text model says of it (NaN where it says nothing). `facts` is the evidence
    without its features, from which `weights.terms` are made."""

    name: str
    language: str
    matrix: Any
    truth: Truth
    folds: npt.NDArray[np.int64]
    text: Floats
    facts: Evidence
    weight: float
    posts: bool

    def weights(self) -> Floats:
        """What each text weighs: of posts, the hateful as much together as the rest."""
        if not self.posts:
            return np.full(len(self.truth), self.weight)
        share = min(max(float(self.truth.mean()), 1e-6), 1 - 1e-6)
        return self.weight * np.where(self.truth == 1, 0.5 / share, 0.5 / (1 - share))


def matrix(texts: Sequence[str], matcher: Matcher) -> tuple[Any, Evidence]:
    """The evidence of texts, a row each: shape features, then columns of claims; and its facts."""
    shapes, claims, facts = [], [], []
    for start in range(0, len(texts), _AT_ONCE):
        one = Evidence.of(Pages(texts[start : start + _AT_ONCE], [matcher]))
        shapes.append(
            sparse.csr_matrix(
                (one.shape_value, (one.shape_text, one.shape_feature)), shape=(one.count, 1 << BITS)
            )
        )
        ones = np.ones(len(one.claim_text), np.float32)
        claims.append(
            sparse.csr_matrix((ones, (one.claim_text, one.claim_column)), shape=(one.count, COLUMNS))
        )
        facts.append(one)
    whole = replace(
        facts[0],
        count=len(texts),
        named=np.concatenate([one.named for one in facts]),
        said=np.concatenate([one.said for one in facts]),
        claimed=np.concatenate([one.claimed for one in facts]),
        denied=np.concatenate([one.denied for one in facts]),
        length=np.concatenate([one.length for one in facts]),
        tidy=np.concatenate([one.tidy for one in facts]),
        readings={},
    )
    return sparse.hstack([sparse.vstack(shapes), sparse.vstack(claims)]).tocsr(), whole


def text_scores(texts: Sequence[str], language: str) -> Floats:
    """What the text model, which has seen none of these texts, says of them."""
    model = Model.load()
    if language not in model.languages:
        return np.full(len(texts), np.nan)
    return hatefulness(model.scores(Texts.of(texts), [language] * len(texts))).astype(np.float64)


def written() -> Iterator[Lesson]:
    """The sentences written for screening, by language, said of people who do not exist."""
    folder = resources.files("nadhir.screening.model") / "authored"
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        code = path.name.removesuffix(".yaml")
        if code not in available():
            continue
        file = yaml.safe_load(path.read_text("utf-8"))
        matcher = Matcher(extended(lexicon(code), {"minority": file["people"]}, since="2026-11"))
        texts = [*file["hateful"], *file["harmless"]]
        truth = np.repeat([1, 0], [len(file["hateful"]), len(file["harmless"])]).astype(np.int8)
        # Twins stand at the same place of both lists: they share a fold.
        folds = np.concatenate([np.arange(len(file[kind])) // 8 for kind in ("hateful", "harmless")]) % FOLDS
        rows, facts = matrix(texts, matcher)
        # Hatred that no known word shows would teach that to name a group is to hate it.
        shown = np.flatnonzero((truth == 0) | facts.said)
        said = text_scores(texts, code)[shown]
        facts = replace(
            facts,
            count=len(shown),
            named=facts.named[shown],
            said=facts.said[shown],
            claimed=facts.claimed[shown],
            denied=facts.denied[shown],
            length=facts.length[shown],
            tidy=facts.tidy[shown],
        )
        yield Lesson(
            "written",
            code,
            rows[shown],
            truth[shown],
            folds[shown],
            said,
            facts,
            WEIGHT_OF_WRITTEN,
            posts=False,
        )


def labelled(folder: Path, scores: pl.DataFrame | None, more: Sequence[Path] = ()) -> Iterator[Lesson]:
    """Labelled posts of `folder` and `more`, by set."""
    for code in languages(folder, *more):
        if code not in available():
            continue
        matcher, of = Matcher(lexicon(code)), posts(folder, code, FOLDS, more)
        column = HEADS.index("hateful") if "hateful" in of.heads else HEADS.index("inciting")
        if "hateful" not in of.heads and code != "bn":
            continue
        for number, one in enumerate(of.sets):
            rows = np.flatnonzero((of.of_set == number) & (of.folds >= 0) & (of.truth[:, column] >= 0))
            rows = rows[:MOST_OF_A_SET]
            text = np.full(len(rows), np.nan)
            if scores is not None:
                known = scores.filter((pl.col("set") == one.name) & (pl.col("language") == code))
                by_row = dict(zip(known["row"].to_list(), known[HEADS[column]].to_list(), strict=True))
                text = np.array([by_row.get(int(of.rows[row]), np.nan) for row in rows], np.float64)
            made, facts = matrix([of.texts[row] for row in rows], matcher)
            truth, folds = of.truth[rows, column], of.folds[rows]
            yield Lesson(one.name, code, made, truth, folds, text, facts, WEIGHT_OF_POSTS, posts=True)


def talk(folder: Path) -> Iterator[Lesson]:
    """Ordinary talk, in which nobody is hated: half of it, the rest is kept for measuring."""
    path = folder / f"{_TALK}.parquet"
    if not path.is_file():
        return
    for (kind,), group in pl.read_parquet(path).group_by("lang", maintain_order=True):
        code = _TALK_IN.get(str(kind), "")
        if code in available():
            texts = group["text"].to_list()[::2]
            made, facts = matrix(texts, Matcher(lexicon(code)))
            truth, folds = np.zeros(len(texts), np.int8), np.arange(len(texts)) % FOLDS
            said = text_scores(texts, code)
            yield Lesson("talk", code, made, truth, folds, said, facts, WEIGHT_OF_TALK, posts=False)


def structure(lessons: Sequence[Lesson]) -> tuple[Floats, float, Floats]:
    """The weights of shapes and claims, their intercept, and for each text of the lessons, one after the
    other, what weights learnt without its fold say of it."""
    rows = sparse.vstack([one.matrix for one in lessons]).tocsr()
    truth = np.concatenate([one.truth for one in lessons])
    folds = np.concatenate([one.folds for one in lessons])
    weights = np.concatenate([one.weights() for one in lessons])
    unseen = np.zeros(len(truth))
    for fold in range(FOLDS):
        seen = folds != fold
        made = _regression(rows[seen], truth[seen], weights[seen], STRENGTH)
        unseen[~seen] = made.decision_function(rows[~seen])
    made = _regression(rows, truth, weights, STRENGTH)
    return made.coef_[0], float(made.intercept_[0]), unseen


def _regression(rows: Any, truth: Truth, weights: Floats, strength: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, solver="liblinear", max_iter=400).fit(rows, truth, weights)


def line_of_sentences(lessons: Sequence[Lesson], structures: Sequence[Floats]) -> Floats:
    """How evidence is put together in sentences, in every language alike: there are too few sentences of
    one language to learn it from, and shapes know no language. Without the text model: in a sentence the
    words that posts are known by mislead, names of groups above all."""
    made = [
        terms(said, one.text, one.facts) * _WITHOUT_TEXT
        for one, said in zip(lessons, structures, strict=True)
    ]
    return _fitted(lessons, made, lambda one: one.facts.tidy, _IN_SENTENCES)


def line(lessons: Sequence[Lesson], structures: Sequence[Floats], sentences: Floats) -> Line:
    """How a language puts its evidence together, in sentences and in posts: within a set the hateful weigh
    as much as the rest, all sets of posts alike; ordinary talk only speaks against. Then moved so that the
    threshold is where the macro-F1 is best, of the sets of posts and of the written sentences."""
    made = [terms(said, one.text, one.facts) for one, said in zip(lessons, structures, strict=True)]
    posts = _fitted(lessons, made, lambda one: ~one.facts.tidy, _IN_POSTS)
    if all(one.name != "written" for one in lessons):  # nothing says that sentences are another matter here
        posts = sentences = _fitted(lessons, made, lambda one: np.ones(len(one.truth), bool), _IN_POSTS)
    chances = [
        1 / (1 + np.exp(-np.where(one.facts.tidy, rows @ sentences, rows @ posts)))
        for one, rows in zip(lessons, made, strict=True)
    ]
    calm = [
        float(np.quantile(chance, CALM))
        for one, chance in zip(lessons, chances, strict=True)
        if one.name == "talk"
    ]
    review = round(max([THRESHOLD, *calm]), 2)
    return Line(tuple(map(float, sentences.round(4))), tuple(map(float, posts.round(4))), THRESHOLD, review)


def _fitted(
    lessons: Sequence[Lesson],
    made: Sequence[Floats],
    form: Callable[[Lesson], npt.NDArray[np.bool_]],
    shares: tuple[float, float],
) -> Floats:
    """The weights of terms for texts of one form. Written sentences speak for both forms, with a full stop
    or without; `shares` is what all posts together and they weigh."""
    of_posts, of_written = shares
    parts = []
    for one, rows in zip(lessons, made, strict=True):
        some = form(one) if one.posts else np.ones(len(one.truth), bool)
        enough = ENOUGH if one.posts else 1
        if some.sum() >= enough and (one.truth[some].sum() >= enough / 10 or one.name == "talk"):
            parts.append((one, rows[some], one.truth[some]))
    count = max(1, sum(one.posts for one, _, _ in parts))
    weights = []
    for one, _, truth in parts:
        share = min(max(float(truth.mean()), 1e-6), 1 - 1e-6)
        balance = np.where(truth == 1, 0.5 / share, 0.5 / (1 - share)) if truth.any() else TALK_IN_A_LINE
        weight = of_posts / count if one.posts else of_written
        weights.append(np.broadcast_to(balance, truth.shape) / len(truth) * weight)
    rows, truth = np.concatenate([rows for _, rows, _ in parts]), np.concatenate([one for _, _, one in parts])
    fitted = _regression(rows[:, 1:], truth, np.concatenate(weights) * 2e3, 1.0)
    learnt = np.array([fitted.intercept_[0], *fitted.coef_[0]])
    learnt[0] -= _best_cut(
        [(rows @ learnt, truth, of_posts / count) for one, rows, truth in parts if one.posts]
        + [(rows @ learnt, truth, of_written) for one, rows, truth in parts if not one.posts and truth.any()]
    )
    return learnt


def _best_cut(sets: Sequence[tuple[Floats, Truth, float]]) -> float:
    """The log odds from which on to call a text hateful: where the weighted mean of macro-F1 is best."""
    from sklearn.metrics import f1_score

    def mean(cut: float) -> float:
        return sum(
            share * float(f1_score(truth, odds >= cut, average="macro")) for odds, truth, share in sets
        )

    return float(max(np.round(np.arange(-2, 3, 0.1), 1), key=mean))


def learn(
    folder: Path, scores: pl.DataFrame | None, more: Sequence[Path] = (), *, day: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The arrays and the card of a decision learnt from `folder`, `more` and the written sentences.

    `scores`: what models that had not seen the posts said of them; `day`: for the card.
    """
    lessons = [*written(), *labelled(folder, scores, more), *talk(folder)]
    weights, intercept, unseen = structure(lessons)
    ends = np.cumsum([len(one.truth) for one in lessons])
    said = np.split(unseen, ends[:-1])
    sentences = line_of_sentences(lessons, said)
    lines: dict[str, Line] = {}
    for code in sorted({one.language for one in lessons}):
        mine = [(one, part) for one, part in zip(lessons, said, strict=True) if one.language == code]
        if any(one.posts for one, _ in mine) or any(one.name == "written" for one, _ in mine):
            lines[code] = line([one for one, _ in mine], [part for _, part in mine], sentences)
    plain = [(one, part) for one, part in zip(lessons, said, strict=True) if one.name in ("written", "talk")]
    lines[COMMON] = line([one for one, _ in plain], [part for _, part in plain], sentences)
    arrays = {
        "shape": weights[: 1 << BITS].astype(np.float16),
        "claims": weights[1 << BITS :].astype(np.float32),
        "intercept": np.float32(intercept),
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
    }
    return arrays, card


def save(folder: Path, arrays: dict[str, Any], card: dict[str, Any]) -> None:
    """Write what `learn` made, as `Decision.load` reads it."""
    np.savez_compressed(folder / "weights.npz", **arrays)
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
