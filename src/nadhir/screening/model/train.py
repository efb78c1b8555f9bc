"""Training the model: `python -m nadhir.screening.model.train FOLDER`, with labelled posts in FOLDER.

For each language and head one logistic regression over hashed features (sets and labels: `sets`). Within a
set, the posts that are hateful weigh as much together as those that are not; all sets of a language make
one model, and one threshold for it. How strongly weights are held small is chosen on a fold that is set
aside of those trained on; scores for measuring come from models that have not seen the post or its copies.

Writes `model.npz` and `card.json`, and on request the scores of every post by such models.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import io
import json
import sys
from collections.abc import Mapping
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
from nadhir.screening.model.weights import HEADS, Calibration, Head, Weights, packed

FOLDS = 5
_BITS = {"am": 18, "ar": 18, "en": 18}
_USUAL_BITS = 17

# Written onto Arabic nouns: and, so; by, like, for; the.
_ARABIC_BEFORE = (
    *(one + two + the for one in ("", "و", "ف") for two in ("", "ب", "ك", "ل") for the in ("", "ال")),
    *("لل", "ولل", "فلل"),
)


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
    all_posts: Mapping[str, Posts], trained: Mapping[str, Trained], version: str, day: str
) -> dict[str, Any]:
    """What a reader of the model ought to know: data, terms, figures, limits."""
    made_with = ("numpy", "scikit-learn", "scipy")
    described: dict[str, Any] = {
        "version": version,
        "trained_on": day,
        "made_with": {name: version_of(name) for name in made_with},
        "method": "logistic regression over hashed words, word pairs and character pieces",
        "features": {"kept_if_in_texts": 2, "hidden": "names of groups in the lexicons"},
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


def main(arguments: list[str] | None = None) -> None:
    """Trains, and writes what came of it."""
    parser = argparse.ArgumentParser(prog="nadhir.screening.model.train", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder of Parquet files of labelled posts")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="where the model goes")
    parser.add_argument("--scores", type=Path, help="Parquet file for the scores of posts not seen")
    parser.add_argument("--day", default=dt.datetime.now(dt.UTC).date().isoformat(), help="for the card")
    parser.add_argument("--show-groups", action="store_true", help="let the model see names of groups")
    parser.add_argument("--only", nargs="*", help="only these languages, for trying things out")
    asked = parser.parse_args(arguments)
    all_posts = {
        code: posts(asked.folder, code, FOLDS)
        for code in languages(asked.folder)
        if not asked.only or code in asked.only
    }
    trained = {}
    for code, of in all_posts.items():
        hidden = Hidden.of([]) if asked.show_groups else group_names(code)
        trained[code] = train(of, _BITS.get(code, _USUAL_BITS), hidden)
        _say(f"{code} {json.dumps(figures(of, trained[code]))}")
    _write(asked.out, all_posts, trained, asked.day)
    if asked.scores:
        unseen_scores(all_posts, trained).write_parquet(asked.scores)


def _write(out: Path, all_posts: Mapping[str, Posts], trained: Mapping[str, Trained], day: str) -> None:
    weights = {code: one.weights for code, one in trained.items()}
    calibrations = {code: one.calibrations for code, one in trained.items()}
    digest = hashlib.sha256()
    for _, array in sorted(packed("", weights, calibrations).items()):
        digest.update(array.tobytes())
    version = digest.hexdigest()[:12]
    buffer = io.BytesIO()
    arrays: dict[str, Any] = packed(version, weights, calibrations)
    np.savez_compressed(buffer, **arrays)
    (out / "model.npz").write_bytes(buffer.getvalue())
    described = json.dumps(card(all_posts, trained, version, day), indent=1, ensure_ascii=False)
    (out / "card.json").write_text(described + "\n", "utf-8")
    _say(f"version {version}, {len(buffer.getvalue()) / 1e6:.2f} MB")


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
