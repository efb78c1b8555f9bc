"""The labelled posts the model learns from: all sets of a language, with what they say for each head.

Which sets there are and what their labels mean stands in `screening/labelled.yaml`. Functional suites
(HateCheck and its kin) are no part of it: they are a check, not a curriculum.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nadhir.screening.labelled import Labelled, held_back, learnt_from, truth
from nadhir.screening.model.weights import HEADS, Head

MOST_HEADS = 2  # that the weights of one language hold
_FIRST: tuple[Head, ...] = ("hateful", "inciting", "direct", "offensive")  # where there are more


@dataclass(frozen=True, slots=True, eq=False)
class Posts:
    """The posts of one language, all sets one after the other.

    `truth`, int8[posts, heads]: 1, 0, or -1 where the set does not say. `of_set`, int64[posts]: the number
    of the set in `sets`; `rows`: the row in its file. `folds`, int64[posts]: 0 to `folds` - 1, the same for
    the same text; -1 for what is held back. `digests`: SHA-256 of each file.
    """

    sets: tuple[Labelled, ...]
    texts: list[str]
    truth: NDArray[np.int8]
    of_set: NDArray[np.int64]
    rows: NDArray[np.int64]
    folds: NDArray[np.int64]
    digests: tuple[str, ...]

    @property
    def heads(self) -> tuple[Head, ...]:
        """The heads, two at most, of which there are posts that are so and posts that are not."""
        said = [head for head in _FIRST if {0, 1} <= set(self.truth[:, HEADS.index(head)].tolist())]
        said = said[:MOST_HEADS]
        return tuple(head for head in HEADS if head in said)


def languages(*folders: Path) -> tuple[str, ...]:
    """The languages that there are labelled posts of in the folders."""
    return tuple(sorted({one.language for one, _ in learnt_from(folders) if one.language}))


def posts(folder: Path, language: str, folds: int, more: Sequence[Path] = ()) -> Posts:
    """All labelled posts of a language in `folder` and `more`. A post's fold follows from its text.

    Raises:
        FileNotFoundError: there are none.
    """
    found = [(one, path) for one, path in learnt_from([folder, *more]) if one.language == language]
    if not found:
        raise FileNotFoundError(f"no labelled posts of {language} in {folder}")
    sets = tuple(one for one, _ in found)
    tables = [pl.read_parquet(path) for _, path in found]
    texts = [text or "" for table in tables for text in table["text"].to_list()]
    own = np.fromiter((_digit(text) % folds for text in texts), np.int64, len(texts))
    held = np.concatenate([held_back(*each).to_numpy() for each in zip(sets, tables, strict=True)])
    return Posts(
        sets=sets,
        texts=texts,
        truth=np.concatenate([_truth(one, table) for one, table in zip(sets, tables, strict=True)]),
        of_set=np.repeat(np.arange(len(sets)), [len(table) for table in tables]),
        rows=np.concatenate([np.arange(len(table)) for table in tables]),
        folds=np.where(held, -1, own),
        digests=tuple(hashlib.sha256(path.read_bytes()).hexdigest() for _, path in found),
    )


def key(text: str) -> bytes:
    """The same for texts that differ only in case and blanks."""
    folded = " ".join(text.casefold().split())
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).digest()


def _digit(text: str) -> int:
    return int.from_bytes(key(text)[:8], "big")


def _truth(one: Labelled, table: pl.DataFrame) -> NDArray[np.int8]:
    found = np.full((len(table), len(HEADS)), -1, np.int8)
    for head, answers in _answers(one, table):
        found[:, HEADS.index(head)] = answers
    if one.unclear:
        unclear = [bool(one.parts(label) & one.unclear) for label in table["label"].to_list()]
        found[unclear, HEADS.index("hateful")] = -1
    return found


def _answers(one: Labelled, table: pl.DataFrame) -> Iterator[tuple[Head, list[bool]]]:
    labels = table["label"].to_list()
    if one.kind == "violence":
        classes = [one.violence(label) for label in labels]
        yield "inciting", [said != "none" for said in classes]
        yield "direct", [said == "direct" for said in classes]
        return
    yield "hateful", truth(one, table)
    if one.ordinary is not None:
        yield "offensive", [one.ordinary not in one.parts(label) for label in labels]
