"""Learning the second look: `python -m nadhir.screening.second_look.learn FOLDER`.

Lessons are the sentences written for screening (`model/authored/`), in five folds in which twins stand
together, and half of the ordinary talk of AfriSenti, negative against positive, each language around its own
middle: feelings are not hate, but they lie in a similar direction. What the compact part says of a sentence
comes from weights that had not seen its fold. Functional suites are never read.

Every choice was made by these folds and by leaving one language out at a time, on the first 3,400 sentences
(middle of eleven languages, area under the curve of the unsaid part in folds, and left out):

- texts as they are, not with the names of groups hidden, which was worse;
- with the prefix of a question, as good as with that of a passage (.80, .82), better in Arabic (.77 v. .73);
- strength of regularisation: flat from 1 to 30; uncertain sentences weigh three times what others do;
- talk at .3 of a language's sentences: one point in either area; at 1 it costs as much again;
- a line of readings, centred by language. Standardising the numbers changed nothing;
- labelled posts as lessons: nothing gained in sentences (.80 at a small weight, .75 at a large one). In posts
  that name a group with nothing known said the encoder was worse than the text model on posts that neither
  had seen (VITD .68 v. .83), and calling such posts hateful by it lowered the macro-F1 of most sets. So it
  looks at sentences only;
- a language in which nothing was gained in folds is left alone;
- near the line: log odds before and readings together were right in .68 of sentences where the former alone
  were in .65; wider bands gained nothing more.

Since the decision reads the wording of sentences itself, little is left to gain: on the written sentences a
point, on functional suites nothing, or less than nothing (see the model card).

Nothing is drawn at random.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import sparse

from nadhir.screening.decision import THRESHOLD, Decision, Evidence, wording
from nadhir.screening.decision import lessons as compact
from nadhir.screening.decision.learn import STRENGTH as OF_STRUCTURE
from nadhir.screening.decision.lines import LEFT_ALONE
from nadhir.screening.decision.weights import terms
from nadhir.screening.second_look.encoder import E5, Encoder
from nadhir.screening.second_look.head import CARD, WEIGHTS, Head, Uncertain

STRENGTH = 10.0
"""Inverse strength of regularisation."""

WEIGHT_OF_UNCERTAIN, WEIGHT_OF_TALK, A_LANGUAGE = 3.0, 0.3, 300
"""What an uncertain sentence weighs beside another; what the talk of a language weighs beside so many."""

ALIKE = 0.002
"""What differs by less in macro-F1 is as good as the other."""

_SENTIMENT = {"negative": 1, "positive": 0}

Floats = npt.NDArray[np.float64]
Truth = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Sentences:
    """The sentences written in one language: which are hateful, their folds, what was read in them, the log
    odds that the compact part gives them without their fold, and their vectors."""

    language: str
    truth: Truth
    folds: npt.NDArray[np.int64]
    facts: Evidence
    odds: Floats
    vectors: Floats

    @property
    def uncertain(self) -> Uncertain:
        return Uncertain.of(self.facts, 1 / (1 + np.exp(-self.odds)))

    @property
    def taught(self) -> Uncertain:
        """What is uncertain where it does not matter whether a full stop ends it: a written sentence speaks
        for others with one, as it does in the decision."""
        whole = replace(self.facts, tidy=np.ones(len(self.truth), bool))
        return Uncertain.of(whole, 1 / (1 + np.exp(-self.odds)))

    @property
    def middle(self) -> Floats:
        return np.asarray(self.vectors.mean(axis=0), np.float64)

    def of(self, chosen: npt.NDArray[np.bool_]) -> tuple[Floats, Truth, Floats]:
        """Vectors, truth and weights of some of them."""
        here = self.taught
        weights = np.where(here.unsaid | here.near, WEIGHT_OF_UNCERTAIN, 1.0)
        return (self.vectors - self.middle)[chosen], self.truth[chosen], weights[chosen]


Lessons = Sequence[tuple[Floats, Truth, Floats]]


def sentences(folder: Path, encoder: Encoder) -> list[Sentences]:
    """All written sentences, by language; `folder` holds the ordinary talk."""
    found = []
    for code, matcher, texts, truth, folds, _ in compact.sentences():
        rows, facts = compact.matrix(texts, matcher)
        vectors = encoder.vectors(texts).astype(np.float64)
        blank = Sentences(code, truth, folds, facts, np.zeros(len(texts)), vectors)
        found.append((blank, rows, compact.text_scores(texts, code)))
    said = _structure([(one, rows) for one, rows, _ in found], list(compact.talk(folder)))
    return [
        replace(one, odds=_odds(one, part, text)) for (one, _, text), part in zip(found, said, strict=True)
    ]


def _structure(written: Sequence[tuple[Sentences, Any]], talk: Sequence[compact.Lesson]) -> list[Floats]:
    """What shapes and claims say of each sentence by weights that had not seen its fold. Like those of the
    decision, but that posts, which weigh little there, are left out; hatred that no known word shows teaches
    nothing here either."""
    from sklearn.linear_model import LogisticRegression

    rows = sparse.vstack([rows for _, rows in written] + [one.matrix for one in talk]).tocsr()
    truth = np.concatenate([one.truth for one, _ in written] + [one.truth for one in talk])
    folds = np.concatenate([one.folds for one, _ in written] + [one.folds for one in talk])
    weights = np.concatenate(
        [np.where((one.truth == 0) | one.facts.said, compact.WEIGHT_OF_WRITTEN, 0.0) for one, _ in written]
        + [one.weights() for one in talk]
    )
    said = np.zeros(len(truth))
    for fold in range(compact.FOLDS):
        seen = (folds != fold) & (weights > 0)
        fitted = LogisticRegression(C=OF_STRUCTURE, solver="liblinear", max_iter=400)
        fitted.fit(rows[seen], truth[seen], weights[seen])
        said[folds == fold] = fitted.decision_function(rows[folds == fold])
    ends = np.cumsum([len(one.truth) for one, _ in written])
    return np.split(said, ends)[: len(written)]


def _odds(one: Sentences, structure: Floats, text: Floats) -> Floats:
    decision = Decision.load()
    if decision is None:
        raise ValueError("the decision comes first")
    line = decision.line(one.language)
    made = terms(structure, text, _worded(one), one.facts)
    tidy = np.asarray(one.facts.tidy, bool)
    return np.asarray(
        np.where(tidy, made @ np.array(line.sentences), made @ np.array(line.posts)), np.float64
    )


def _worded(one: Sentences) -> Floats:
    """What the wording of each sentence says by weights that had not seen its fold; 0 where none is read."""
    said = np.zeros(len(one.truth))
    at = np.array(list(one.facts.wordings), np.int64)
    texts, alone = list(one.facts.wordings.values()), np.zeros(len(at), np.int64)
    said[at] = wording.learn(texts, one.truth[at], one.folds[at], alone, np.ones(1))[1]
    return said


def feelings(folder: Path, encoder: Encoder) -> list[tuple[Floats, Truth, Floats]]:
    """Ordinary talk as lessons, by language: what sounds negative against what sounds positive. Of every
    second text, as in the decision; the rest is kept for measuring."""
    path = folder / f"{compact.TALK_FILE}.parquet"
    if not path.is_file():
        return []
    found = []
    for _, group in pl.read_parquet(path).group_by("lang", maintain_order=True):
        half = group.gather_every(2).filter(pl.col("label").is_in(list(_SENTIMENT)))
        truth = np.array([_SENTIMENT[label] for label in half["label"].to_list()], np.int8)
        if len(set(truth.tolist())) == 2:
            vectors = encoder.vectors(half["text"].to_list()).astype(np.float64)
            share = float(truth.mean())
            weights = np.where(truth == 1, 0.5 / share, 0.5 / (1 - share))
            found.append(
                (vectors - vectors.mean(axis=0), truth, weights * WEIGHT_OF_TALK * A_LANGUAGE / len(truth))
            )
    return found


def direction(lessons: Lessons) -> tuple[Floats, float]:
    """The weights of the numbers of a vector, and an intercept."""
    from sklearn.linear_model import LogisticRegression

    vectors, truth, weights = (np.concatenate(parts) for parts in zip(*lessons, strict=True))
    fitted = LogisticRegression(C=STRENGTH, max_iter=3000).fit(vectors, truth, weights)
    return fitted.coef_[0], float(fitted.intercept_[0])


def unseen(written: Sequence[Sentences], talk: Lessons) -> list[Floats]:
    """The reading of each sentence by weights that had not seen its fold."""
    found = [np.zeros(len(one.truth)) for one in written]
    for fold in range(compact.FOLDS):
        weights, intercept = direction([*(one.of(one.folds != fold) for one in written), *talk])
        for one, readings in zip(written, found, strict=True):
            here = one.folds == fold
            readings[here] = (one.vectors - one.middle)[here] @ weights + intercept
    return found


def together(
    written: Sequence[Sentences], readings: Sequence[Floats]
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """How readings and what was thought before become probabilities, of unsaid sentences and of those near
    the line. Of the unsaid the line is moved to where `LEFT_ALONE` of the harmless stay below it, as the
    decision does: a name is no reason."""
    from sklearn.linear_model import LogisticRegression

    truth, odds, read = (
        np.concatenate(parts)
        for parts in zip(
            *((one.truth, one.odds, part) for one, part in zip(written, readings, strict=True)), strict=True
        )
    )
    both = np.column_stack((odds, read))

    def fitted(kind: npt.NDArray[np.bool_]) -> tuple[float, float, float]:
        made = LogisticRegression(C=100.0).fit(both[kind], truth[kind])
        return float(made.intercept_[0]), float(made.coef_[0][0]), float(made.coef_[0][1])

    unsaid = np.concatenate([one.taught.unsaid for one in written])
    _, before, reading = fitted(unsaid)
    harmless = both[unsaid & (truth == 0)] @ np.array([before, reading])
    moved = -float(np.quantile(harmless, LEFT_ALONE))
    return (moved, before, reading), fitted(np.concatenate([one.taught.near for one in written]))


def head(written: Sequence[Sentences], talk: Lessons, readings: Sequence[Floats]) -> Head:
    """The numbers that ship, from all lessons; `readings` are those of `unseen`."""
    weights, intercept = direction([*(one.of(np.ones(len(one.truth), bool)) for one in written), *talk])
    unsaid, near = together(written, readings)
    offsets = {one.language: round(intercept - float(one.middle @ weights), 6) for one in written}
    return Head(weights, offsets, unsaid, near)


def _called(one: Sentences, readings: Floats, made: Head) -> npt.NDArray[np.bool_]:
    """Which sentences are called hateful after a second look."""
    here, shares = one.uncertain, 1 / (1 + np.exp(-one.odds))
    revised = made.revised(shares, readings, here.unsaid)
    now: Floats = np.where(here.unsaid | here.near, revised, shares)
    return now >= THRESHOLD


def _f1(truth: Truth, called: npt.NDArray[np.bool_]) -> float:
    from sklearn.metrics import f1_score

    return float(f1_score(truth, called, average="macro"))


def figures(
    written: Sequence[Sentences], talk: Lessons, readings: Sequence[Floats], made: Head
) -> dict[str, dict[str, Any]]:
    """By language: macro-F1 of all its sentences before and after, in folds and with the language left out of
    every step of learning; how many are uncertain; how many harmless ones of them are called hateful. A
    second look is `taken` only where it gained something in folds."""
    found = {}
    for one, mine in zip(written, readings, strict=True):
        others = [other for other in written if other is not one]
        theirs = [part for other, part in zip(written, readings, strict=True) if other is not one]
        weights, intercept = direction(
            [*(other.of(np.ones(len(other.truth), bool)) for other in others), *talk]
        )
        unsaid, near = together(others, theirs)
        left_out = Head(weights, {}, unsaid, near)
        strange = (one.vectors - one.middle) @ weights + intercept
        before, after = one.odds >= 0, _called(one, mine, made)
        apart = _called(one, strange, left_out)
        here = one.uncertain.unsaid | one.uncertain.near
        harmless = here & (one.truth == 0)
        found[one.language] = {
            "taken": _f1(one.truth, after) - _f1(one.truth, before) > ALIKE,
            "sentences": len(one.truth),
            "uncertain": int(here.sum()),
            "macro_f1": round(_f1(one.truth, before), 4),
            "macro_f1_folds": round(_f1(one.truth, after), 4),
            "macro_f1_left_out": round(_f1(one.truth, apart), 4),
            "uncertain_right": [
                round(float((said == one.truth)[here].mean()), 4) for said in (before, after, apart)
            ],
            "false_alarms": [round(float(said[harmless].mean()), 4) for said in (before, after, apart)],
        }
    return found


def learn(folder: Path, encoder: Encoder, *, day: str) -> tuple[Head, dict[str, Any]]:
    """The head and its card; `folder` holds the ordinary talk, `day` is for the card."""
    decision = Decision.load()
    written, talk = sentences(folder, encoder), feelings(folder, encoder)
    readings = unseen(written, talk)
    made = head(written, talk, readings)
    by_language = figures(written, talk, readings, made)
    made = replace(
        made, offsets={code: made.offsets[code] for code, one in by_language.items() if one["taken"]}
    )
    card = {
        "learnt_on": day,
        "encoder": encoder.name,
        "decision": decision.digest[:12] if decision else None,
        "talk": sum(len(truth) for _, truth, _ in talk),
        "languages": by_language,
    }
    return made, card


def main(arguments: list[str] | None = None) -> None:
    """Learns, and writes what came of it."""
    parser = argparse.ArgumentParser(
        prog="nadhir.screening.second_look.learn", description=__doc__.splitlines()[0]
    )
    parser.add_argument("folder", type=Path, help="folder that holds ordinary talk (AfriSenti)")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="where the head goes")
    asked = parser.parse_args(arguments)
    made, card = learn(asked.folder, E5.load(), day=dt.datetime.now(dt.UTC).date().isoformat())
    (asked.out / WEIGHTS).write_bytes(made.saved())
    (asked.out / CARD).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", "utf-8")
    sys.stderr.write(json.dumps({**card, "unsaid": made.unsaid, "near": made.near}, indent=1) + "\n")


if __name__ == "__main__":
    main()
