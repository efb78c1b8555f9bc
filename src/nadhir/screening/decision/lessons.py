"""What the decision learns from: sentences written for it, labelled posts, and ordinary talk.

Each lesson is texts of one origin in one language, read as the screener reads them. Folds are fixed and
nothing is drawn at random; functional suites are never read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
import yaml
from scipy import sparse

from nadhir.screening.decision import wording
from nadhir.screening.decision.evidence import COLUMNS, Evidence
from nadhir.screening.decision.weights import hatefulness
from nadhir.screening.lexicon import available, extended, lexicon
from nadhir.screening.matching import Matcher
from nadhir.screening.model.columns import Texts
from nadhir.screening.model.sets import languages, posts
from nadhir.screening.model.weights import HEADS, Model
from nadhir.screening.pages import Pages
from nadhir.screening.shape import BITS

FOLDS = 5
WEIGHT_OF_POSTS, WEIGHT_OF_TALK, WEIGHT_OF_WRITTEN = 0.005, 0.2, 1.0
"""What a post, a piece of ordinary talk and a written sentence weigh; a set's posts in balance."""

WRITTEN, TALK = "written", "talk"
CALLS = "calls"
"""Marks the hateful sentences of a file that threaten or call for something to be done to people."""

TWINS = 40
"""Written sentences in a row that share a fold."""

MOST_OF_A_SET = 4_000
_AT_ONCE = 4_096
TALK_FILE = "afrisenti_background"
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
    without its features, from which `weights.terms` are made. `calls`: of written sentences, which threaten
    or call for something (1, 0). `masked` are the short texts from which wording may be learnt, by number."""

    name: str
    language: str
    matrix: Any
    truth: Truth
    folds: npt.NDArray[np.int64]
    text: Floats
    facts: Evidence
    weight: float
    posts: bool
    shown: npt.NDArray[np.bool_] | None = None
    calls: Truth | None = None
    masked: dict[int, str] = field(default_factory=dict)

    def weights(self) -> Floats:
        """What each text weighs for structure: of posts, the hateful as much together as the rest; nothing
        what is not `shown`."""
        if not self.posts:
            return np.full(len(self.truth), self.weight) * (1 if self.shown is None else self.shown)
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
    starts = range(0, len(texts), _AT_ONCE)
    whole = replace(
        facts[0],
        count=len(texts),
        named=np.concatenate([one.named for one in facts]),
        said=np.concatenate([one.said for one in facts]),
        praised=np.concatenate([one.praised for one in facts]),
        claimed=np.concatenate([one.claimed for one in facts]),
        denied=np.concatenate([one.denied for one in facts]),
        barred=np.concatenate([one.barred for one in facts]),
        length=np.concatenate([one.length for one in facts]),
        tidy=np.concatenate([one.tidy for one in facts]),
        readings={},
        wordings={
            at + number: text
            for at, one in zip(starts, facts, strict=True)
            for number, text in one.wordings.items()
        },
    )
    return sparse.hstack([sparse.vstack(shapes), sparse.vstack(claims)]).tocsr(), whole


def masked(texts: Sequence[str], matcher: Matcher) -> dict[int, str]:
    """The short ones of some texts by their number, with every name of a group masked."""
    found: dict[int, str] = {}
    for start in range(0, len(texts), _AT_ONCE):
        pages = Pages(texts[start : start + _AT_ONCE], [matcher])
        short = np.flatnonzero(pages.ends - pages.starts <= wording.SHORT).tolist()
        for number, page in zip(short, pages.pages(short), strict=True):
            found[start + number] = wording.masked(page)
    return found


def text_scores(texts: Sequence[str], language: str) -> Floats:
    """What the text model, which has seen none of these texts, says of them."""
    model = Model.load()
    if language not in model.languages:
        return np.full(len(texts), np.nan)
    return hatefulness(model.scores(Texts.of(texts), [language] * len(texts))).astype(np.float64)


class Written(NamedTuple):
    """The sentences written in one language: what reads them, which are hateful (1, 0), their folds, and
    which threaten or call for something to be done to people (1, 0)."""

    language: str
    matcher: Matcher
    texts: list[str]
    truth: Truth
    folds: npt.NDArray[np.int64]
    calls: Truth


def sentences() -> Iterator[Written]:
    """The sentences written for screening, by language, said of people who do not exist."""
    folder = resources.files("nadhir.screening.model") / "authored"
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        code = path.name.removesuffix(".yaml")
        if code not in available():
            continue
        file = yaml.safe_load(path.read_text("utf-8"))
        matcher = Matcher(extended(lexicon(code), {"minority": file["people"]}, since="2026-11"))
        entries = [*file["hateful"], *file["harmless"]]
        texts = [one[CALLS] if isinstance(one, dict) else one for one in entries]
        calls = np.array([isinstance(one, dict) for one in entries]).astype(np.int8)
        truth = np.repeat([1, 0], [len(file["hateful"]), len(file["harmless"])]).astype(np.int8)
        # Twins stand at the same place of both lists: they share a fold, and so do the sentences around them.
        folds = np.concatenate([np.arange(len(file[kind])) // TWINS for kind in ("hateful", "harmless")])
        yield Written(code, matcher, texts, truth, folds % FOLDS, calls)


def written() -> Iterator[Lesson]:
    """The written sentences as lessons."""
    for code, matcher, texts, truth, folds, calls in sentences():
        rows, facts = matrix(texts, matcher)
        # Hatred that no known word shows would teach that to name a group is to hate it.
        shown = (truth == 0) | facts.said
        said = text_scores(texts, code)
        yield Lesson(
            WRITTEN,
            code,
            rows,
            truth,
            folds,
            said,
            facts,
            WEIGHT_OF_WRITTEN,
            posts=False,
            shown=shown,
            masked=facts.wordings,
            calls=calls,
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
            texts = [of.texts[row] for row in rows]
            made, facts = matrix(texts, matcher)
            yield Lesson(
                one.name,
                code,
                made,
                of.truth[rows, column],
                of.folds[rows],
                text,
                facts,
                WEIGHT_OF_POSTS,
                posts=True,
                masked=masked(texts, matcher),
            )


def talk(folder: Path) -> Iterator[Lesson]:
    """Ordinary talk, in which nobody is hated: half of it, the rest is kept for measuring."""
    path = folder / f"{TALK_FILE}.parquet"
    if not path.is_file():
        return
    for (kind,), group in pl.read_parquet(path).group_by("lang", maintain_order=True):
        code = _TALK_IN.get(str(kind), "")
        if code in available():
            texts = group["text"].to_list()[::2]
            made, facts = matrix(texts, Matcher(lexicon(code)))
            truth, folds = np.zeros(len(texts), np.int8), np.arange(len(texts)) % FOLDS
            said = text_scores(texts, code)
            yield Lesson(TALK, code, made, truth, folds, said, facts, WEIGHT_OF_TALK, posts=False)
