"""Training the model: `python -m nadhir.screening.model.train FOLDER`, with labelled posts in FOLDER.

For each language and head one logistic regression over hashed features (sets and labels:
`screening/labelled.yaml`). Within a set, the posts that are hateful weigh as much together as those that are
not; all sets of a language make one model, and one threshold for it. How strongly weights are held small is
chosen on a fold that is set aside of those trained on; scores for measuring come from models that have not
seen the post or its copies.

Names of groups are seen like any other word. Alone, a linear model learns of them that naming a group is
hateful (Dixon et al. 2018), but here it does not decide alone: the decision weighs it by structure, which
knows whether anything is said of those named. Measured out of fold, seeing names gains one to four points
of macro-F1 on posts and loses nothing on written sentences; `--hide-groups` leaves them out.

Writes `model.npz` and `card.json`, and on request the scores of every post by models that had not seen it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nadhir.screening.lexicon import available, lexicon
from nadhir.screening.model.columns import Texts
from nadhir.screening.model.features import Hidden
from nadhir.screening.model.fitting import (
    Fit,
    Floats,
    calibration,
    counted,
    fit_well,
    macro_f1,
    threshold,
)
from nadhir.screening.model.sets import Posts, languages, posts
from nadhir.screening.model.weights import HEADS, Calibration, Head, Model, Weights, packed

FOLDS = 5
_BITS = {"am": 18, "ar": 18, "en": 18}
_USUAL_BITS = 17

# Written onto Arabic nouns: and, so; by, like, for; the.
_ARABIC_BEFORE = (
    *(one + two + the for one in ("", "و", "ف") for two in ("", "ب", "ك", "ل") for the in ("", "ال")),
    *("لل", "ولل", "فلل"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """An earlier model and its card."""

    model: Model
    card: Mapping[str, Any]


Told = Callable[[str, Mapping[str, Any]], None]


def group_names(code: str) -> Hidden:
    """The names of groups in the lexicon of a language, with their particles, to be hidden."""
    if code not in available():
        return Hidden.of([])
    read = lexicon(code)
    before, after = read.particles
    names = {name for one in read.entries if one.kind == "group" for name in one.patterns}
    return Hidden.of(
        prefix + name + suffix
        for name in names
        if "..." not in name and name.strip("-") == name
        for prefix in (_ARABIC_BEFORE if code == "ar" else ("", *before))
        for suffix in ("", *after)
    )


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """A language: its weights, its calibrations, and the scores, float64[posts, heads], of models that had
    not seen the post; NaN where no set of the language says anything about the head."""

    weights: Weights
    calibrations: Mapping[Head, Calibration]
    scores: Floats
    strengths: Mapping[Head, float]


def train(of: Posts, bits: int, hidden: Hidden) -> Trained:
    """The model of one language."""
    counts = counted(Texts.of(of.texts), bits, hidden)
    fits: dict[Head, Fit] = {}
    calibrations: dict[Head, Calibration] = {}
    scores = np.full((len(of.texts), len(HEADS)), np.nan)
    for head in of.heads:
        column = HEADS.index(head)
        truth, known = of.truth[:, column], of.truth[:, column] >= 0

        def trained_on(rows: NDArray[np.int64], truth: NDArray[np.int8] = truth) -> Fit:
            return fit_well(counts[rows], truth[rows], of.of_set[rows], of.folds[rows])

        for fold in range(FOLDS):
            unseen = np.flatnonzero(of.folds == fold)
            seen = np.flatnonzero((of.folds != fold) & (of.folds >= 0) & known)
            scores[unseen, column] = trained_on(seen).scores(counts[unseen])
        own = np.flatnonzero((of.folds >= 0) & known)
        fits[head] = trained_on(own)
        held = np.flatnonzero(of.folds < 0)
        scores[held, column] = fits[head].scores(counts[held])
        calibrations[head] = calibration(scores[own, column], truth[own], of.of_set[own])
    strengths = {head: one.strength for head, one in fits.items()}
    return Trained(_as_weights(fits, bits, hidden), calibrations, scores, strengths)


def _as_weights(fits: Mapping[Head, Fit], bits: int, hidden: Hidden) -> Weights:
    table = np.zeros((2 << bits, 2), np.float32)
    for column, one in enumerate(fits.values()):
        table[:, column] = one.weights
    both = table.view(np.complex64)[:, 0]
    nothing = np.array([one.nothing for one in fits.values()], np.float32)
    return Weights(tuple(fits), bits, hidden, both[: 1 << bits], both[1 << bits :], nothing)


def figures(of: Posts, trained: Trained) -> dict[str, Any]:
    """Macro-F1 by head and set, of scores by models that had not seen the posts.

    A set with a part held back is measured on that part, at the threshold of the language; the others on
    all posts, each fold at the threshold that the other folds give.
    """
    found: dict[str, Any] = {}
    for head, calibrated in trained.calibrations.items():
        column = HEADS.index(head)
        scores, truth = trained.scores[:, column], of.truth[:, column]
        cuts = np.full(len(scores), calibrated.threshold)
        for fold in range(FOLDS):
            others = (of.folds >= 0) & (of.folds != fold) & (truth >= 0)
            cuts[of.folds == fold] = threshold(scores[others], truth[others], of.of_set[others])
        for number, one in enumerate(of.sets):
            rows = (of.of_set == number) & (truth >= 0)
            held = rows & (of.folds < 0)
            measured = held if held.any() else rows
            if not measured.any():
                continue
            called = (scores[measured] >= cuts[measured]).astype(np.int8)
            found.setdefault(one.name, {})[head] = {
                "posts": int(measured.sum()),
                "positive": int(truth[measured].sum()),
                "on": "held back" if held.any() else "folds",
                "macro_f1": round(macro_f1(called, truth[measured]), 4),
            }
    return found


def unseen_scores(all_posts: Mapping[str, Posts], trained: Mapping[str, Trained]) -> pl.DataFrame:
    """Every labelled post by set and row, with its fold (-1: held back), scores and truths."""
    tables = []
    for code, of in all_posts.items():
        names = np.array([one.name for one in of.sets])
        columns: dict[str, Any] = {
            "set": names[of.of_set], "row": of.rows, "language": [code] * len(of.rows), "fold": of.folds,
        }  # fmt: skip
        for number, head in enumerate(HEADS):
            columns[head] = trained[code].scores[:, number].astype(np.float32)
            columns[f"{head}_truth"] = of.truth[:, number]
        tables.append(pl.DataFrame(columns))
    return pl.concat(tables)


def card(
    all_posts: Mapping[str, Posts], trained: Mapping[str, Trained], version: str, day: str, *, hide: bool
) -> dict[str, Any]:
    """What a reader of the model ought to know: data, terms, figures, limits."""
    made_with = ("numpy", "scikit-learn", "scipy")
    described: dict[str, Any] = {
        "version": version,
        "trained_on": day,
        "made_with": {name: version_of(name) for name in made_with},
        "method": "logistic regression over hashed words, word pairs and character pieces",
        "features": {"kept_if_in_texts": 2, "names_of_groups": "hidden" if hide else "seen"},
        "languages": {},
    }
    for code, one in trained.items():
        entry: dict[str, Any] = {
            "slots": 2 << one.weights.bits,
            "hidden_words": len(one.weights.hidden.words) + len(one.weights.hidden.pairs),
            "strength": dict(one.strengths),
            "decision": {head: asdict(made) for head, made in one.calibrations.items()},
        }
        of = all_posts[code]
        entry["sets"] = [
            {
                "name": each.name,
                "posts": int((of.of_set == number).sum()),
                "trained_on": int(((of.of_set == number) & (of.folds >= 0)).sum()),
                "licence": each.licence,
                "citation": each.citation,
                "sha256": of.digests[number],
            }
            for number, each in enumerate(of.sets)
        ]
        entry["figures"] = figures(of, one)
        described["languages"][code] = entry
    return described


def train_all(
    folder: Path,
    out: Path,
    *,
    day: str,
    more: Sequence[Path] = (),
    only: Sequence[str] = (),
    hide: bool = False,
    kept: Kept | None = None,
    told: Told = lambda *_: None,
) -> pl.DataFrame:
    """Train a model of every language that there are posts of in `folder` and `more`; what came of it goes
    to `out`. `day` is for the card; `hide` the names of groups; `told` hears of each language its figures.

    Languages of an earlier model, `kept`, that there are no posts of stay in the file as they are.

    Returns:
        Every post's scores by models that had not seen it, as `unseen_scores` says.
    """
    wanted = [code for code in languages(folder, *more) if not only or code in only]
    read = {code: posts(folder, code, FOLDS, more) for code in wanted}
    all_posts = {code: of for code, of in read.items() if of.heads}
    trained = {}
    for code, of in all_posts.items():
        hidden = group_names(code) if hide else Hidden.of([])
        trained[code] = train(of, _BITS.get(code, _USUAL_BITS), hidden)
        told(code, figures(of, trained[code]))
    weights = {code: one.weights for code, one in trained.items()}
    calibrations = {code: one.calibrations for code, one in trained.items()}
    entries = {}
    if kept is not None:
        for code in sorted(set(kept.model.languages) - set(weights)):
            weights[code], calibrations[code] = kept.model.weights(code), kept.model.calibrations(code)
            entries[code] = kept.card["languages"][code] | {"kept_from": kept.model.version}
    version = _written(out / "model.npz", weights, calibrations)
    described = card(all_posts, trained, version, day, hide=hide)
    described["languages"] |= entries
    (out / "card.json").write_text(json.dumps(described, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return unseen_scores(all_posts, trained)


def _written(
    path: Path, weights: Mapping[str, Weights], calibrations: Mapping[str, Mapping[Head, Calibration]]
) -> str:
    """Write the file; its version, which follows from what is in it."""
    digest = hashlib.sha256()
    for _, array in sorted(packed("", weights, calibrations).items()):
        digest.update(array.tobytes())
    version = digest.hexdigest()[:12]
    arrays: dict[str, Any] = packed(version, weights, calibrations)
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)
    return version


def main(arguments: list[str] | None = None) -> None:
    """Trains, and writes what came of it."""
    parser = argparse.ArgumentParser(prog="nadhir.screening.model.train", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder of Parquet files of labelled posts")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="where the model goes")
    parser.add_argument("--scores", type=Path, help="Parquet file for the scores of posts not seen")
    parser.add_argument("--day", default=dt.datetime.now(dt.UTC).date().isoformat(), help="for the card")
    parser.add_argument("--hide-groups", action="store_true", help="keep the names of groups from the model")
    parser.add_argument("--only", nargs="*", default=[], help="only these languages, for trying things out")
    asked = parser.parse_args(arguments)

    def told(code: str, found: Mapping[str, Any]) -> None:
        sys.stderr.write(f"{code} {json.dumps(found)}\n")
        sys.stderr.flush()

    scores = train_all(
        asked.folder, asked.out, day=asked.day, only=asked.only, hide=asked.hide_groups, told=told
    )
    if asked.scores:
        scores.write_parquet(asked.scores)


if __name__ == "__main__":
    main()
