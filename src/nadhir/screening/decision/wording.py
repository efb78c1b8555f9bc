"""How a short text puts it: words, word pairs and pieces of words, with the names of groups masked.

Lexicon and structure know words and a few ways to join them; people have thousands. This part learnt from
sentences written for it (`model/authored/`), in which everything is said of people who do not exist, and from
short labelled posts; since names are masked there and here, it cannot learn which group is named. It is read
in short texts that name a group, in languages it has sentences of. Features and weights are those of the text
model (`model/`). Where there are enough of them, a second head tells sentences that threaten or call for
something from what else is hateful (`calls.py`); both are read in one pass.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nadhir.screening import learnt
from nadhir.screening.matching import Hit
from nadhir.screening.model.columns import Texts
from nadhir.screening.model.features import Hidden
from nadhir.screening.model.weights import Calibration, Head, Model, Weights, packed
from nadhir.screening.pages import Page

SHORT = 200
"""Characters of a text whose wording is read; longer ones say many things."""

MASK = "xxgroupxx"
BITS = 17
STRENGTH = 4.0
"""Inverse strength of regularisation; chosen on folds of the written sentences."""

FILE = "wording.npz"
CALLS: Head = "inciting"
"""What the second head is kept as."""

Floats = npt.NDArray[np.float64]


def masked(page: Page) -> str:
    """The text of a page with every name of a group, or slur for one, masked."""
    parts, at = [], 0
    for start, end in sorted({(hit.start, hit.end) for hit in page.content if _names(hit)}):
        if start >= at:
            parts += [page.text[at:start], f" {MASK} "]
            at = end
    return "".join([*parts, page.text[at:]])


def _names(hit: Hit) -> bool:
    return hit.kind in ("group", "slur")


def scores(
    wordings: Mapping[int, str], count: int, language: str
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Log odds, float32[count] each, of the texts whose masked `wordings` are given by number: of being
    hateful, 0 for the rest and in languages without sentences; and, where that is learnt, of calling for
    something if they are, else NaN."""
    hateful, calls = np.zeros(count, np.float32), np.full(count, np.nan, np.float32)
    model = _load(learnt.folder())
    if model is None or not wordings or language not in model.languages:
        return hateful, calls
    weights = model.weights(language)
    said = weights.scores(Texts.of(list(wordings.values())))
    hateful[list(wordings)] = said[:, 0]
    if CALLS in weights.heads:
        calls[list(wordings)] = said[:, weights.heads.index(CALLS)]
    return hateful, calls


def knows(language: str) -> bool:
    """Whether there is anything learnt of how this language puts it."""
    model = _load(learnt.folder())
    return model is not None and language in model.languages


def held(languages: Iterable[str]) -> dict[str, Weights]:
    """The weights that hold here, of those of some languages that have any."""
    model = _load(learnt.folder())
    return {code: model.weights(code) for code in languages if model is not None and code in model.languages}


def learn(
    texts: Sequence[str],
    truth: npt.NDArray[np.int8],
    folds: npt.NDArray[np.int64],
    of_set: npt.NDArray[np.int64],
    shares_of_sets: Floats,
) -> tuple[Weights, Floats]:
    """The weights of one language, and what weights learnt without its fold say of each masked text; a text
    of a set weighs its share (see `fitting.fit`)."""
    whole, nothing, unseen = _fitted(texts, truth, folds, of_set, shares_of_sets)
    parts = whole[: 1 << BITS], whole[1 << BITS :]
    return Weights(("hateful",), BITS, Hidden.of([]), *parts, np.array([nothing], np.float32)), unseen


def with_calls(
    weights: Weights, texts: Sequence[str], calls: npt.NDArray[np.int8], folds: npt.NDArray[np.int64]
) -> tuple[Weights, Floats]:
    """The weights of one language with a second head, learnt from hateful masked texts and which of them
    call for something; and what such a head, learnt without its fold, says of each."""
    alone = np.zeros(len(texts), np.int64)
    whole, nothing, unseen = _fitted(texts, calls, folds, alone, np.ones(1))
    second = np.complex64(1j) * whole
    return replace(
        weights,
        heads=(*weights.heads, CALLS),
        pieces=weights.pieces + second[: 1 << BITS],
        words=weights.words + second[1 << BITS :],
        nothing=np.append(weights.nothing, np.float32(nothing)),
    ), unseen


def _fitted(
    texts: Sequence[str],
    truth: npt.NDArray[np.int8],
    folds: npt.NDArray[np.int64],
    of_set: npt.NDArray[np.int64],
    shares_of_sets: Floats,
) -> tuple[npt.NDArray[np.complex64], float, Floats]:
    """The weights of one head, as real parts; the score of nothing; and what each text scores by weights
    that had not seen its fold."""
    from nadhir.screening.model.fitting import counted, fit  # scikit-learn, which reading does not need

    counts = counted(Texts.of(texts), BITS, Hidden.of([]))
    unseen = np.zeros(len(texts))
    for fold in np.unique(folds):
        seen, kept = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        made = fit(counts[seen], truth[seen], of_set[seen], STRENGTH, shares_of_sets, few=True)
        unseen[kept] = made.scores(counts[kept])
    whole = fit(counts, truth, of_set, STRENGTH, shares_of_sets, few=True)
    table = np.zeros((2 << BITS, 2), np.float32)
    table[:, 0] = whole.weights
    return table.view(np.complex64)[:, 0], whole.nothing, unseen


def arrays(made: Mapping[str, Weights], version: str) -> dict[str, npt.NDArray[Any]]:
    """What `FILE` holds of the weights of all languages."""
    plain = {code: dict.fromkeys(one.heads, Calibration(1.0, 0.0, 0.0)) for code, one in made.items()}
    return packed(version, made, plain, apart=True)


@functools.cache
def _load(_: Path | None) -> Model | None:
    raw = learnt.read("decision", FILE)
    return None if raw is None else Model(np.load(io.BytesIO(raw)))
