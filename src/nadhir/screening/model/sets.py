"""The labelled posts the model may learn from: which file, what its labels mean, whose work, which terms.

Files are Parquet with a column of texts and one of labels; those that are not there are not learnt from.
Functional suites (HateCheck and its kin) are no part of it: they are a check, not a curriculum.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nadhir.screening.model.weights import HEADS, Head

NO_LICENCE = "none stated"


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """A set of labelled posts.

    `means` says which labels stand for each head; a head it lacks is unknown there. `compound`: labels are
    several joined by "_". `ordinary`: the label of what is not offensive, from which that head is read.
    `held`: values of the column `split` that are kept for measuring. `at_least`: the labels are numbers in
    the column `column`, hateful from there on.
    """

    name: str
    language: str
    licence: str
    citation: str
    means: Mapping[Head, frozenset[str]] = field(default_factory=dict)
    ordinary: str | None = "normal"
    compound: bool = False
    held: frozenset[str] = frozenset({"dev", "test"})
    column: str = "label"
    at_least: int | None = None


def _hate(*labels: str) -> dict[Head, frozenset[str]]:
    return {"hateful": frozenset(labels)}


SETS: tuple[LabelledSet, ...] = (
    LabelledSet("amharic_am", "am", NO_LICENCE, "Ayele et al. 2023", _hate("hate")),
    # Its labels and kinds of target do not go with its texts (no better than chance); the intensities do.
    LabelledSet(
        "amharic_intensity_am", "am", NO_LICENCE, "Ayele et al. 2024", ordinary=None,
        column="intensity", at_least=7,
    ),
    LabelledSet("osact4_ar", "ar", NO_LICENCE, "Mubarak et al. 2020", _hate("hate")),
    LabelledSet("lhsab_ar", "ar", NO_LICENCE, "Mulki et al. 2019", _hate("hate")),
    LabelledSet("thsab_ar", "ar", NO_LICENCE, "Haddad et al. 2019", _hate("hate")),
    LabelledSet("mlma_ar", "ar", "MIT", "Ousidhoum et al. 2019", _hate("hateful"), compound=True),
    LabelledSet(
        "vitd_bn", "bn", NO_LICENCE, "Saha et al. 2023",
        {
            "inciting": frozenset({"passive_violence", "direct_violence"}),
            "direct": frozenset({"direct_violence"}),
        },
        ordinary=None,
    ),
    LabelledSet(
        "germeval_violence_de", "de", "GPL-3.0", "GermEval shared task, calls for violence",
        {
            "inciting": frozenset({"call2violence", "support", "glorification", "prospensity", "other"}),
            "direct": frozenset({"call2violence"}),
        },
        ordinary=None,
    ),
    LabelledSet("davidson_en", "en", "MIT", "Davidson et al. 2017", _hate("hate")),
    LabelledSet("ekohate_en_pcm", "en", NO_LICENCE, "Ilevbare et al. 2024", _hate("hateful")),
    LabelledSet("hatemojibuild_en", "en", "CC-BY-4.0", "Kirk et al. 2022", _hate("hateful"), ordinary=None),
    # Ordinary posts are rare in the one part and of another kind in the other: both are needed.
    LabelledSet("hatexplain_en", "en", "MIT", "Mathew et al. 2021", _hate("hatespeech")),
    LabelledSet("mlma_en", "en", "MIT", "Ousidhoum et al. 2019", _hate("hateful"), compound=True),
    LabelledSet("stormfront_en", "en", "CC-BY-SA-3.0", "de Gibert et al. 2018", _hate("hate"), ordinary=None),
    LabelledSet("mlma_fr", "fr", "MIT", "Ousidhoum et al. 2019", _hate("hateful"), compound=True),
    LabelledSet("fortuna_pt", "pt", NO_LICENCE, "Fortuna et al. 2019", _hate("hate"), ordinary=None),
    LabelledSet("toldbr_pt", "pt", "CC-BY-SA-4.0", "Leite et al. 2020", _hate("hate")),
    LabelledSet("rush_ur_latn", "ur-Latn", "MIT", "Rizwan et al. 2020", _hate("religious_hate")),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Posts:
    """The posts of one language, all sets one after the other.

    `truth`, int8[posts, heads]: 1, 0, or -1 where the set does not say. `of_set`, int64[posts]: the number
    of the set in `sets`; `rows`: the row in its file. `folds`, int64[posts]: 0 to `folds` - 1, the same for
    the same text; -1 for what is held back. `digests`: SHA-256 of each file.
    """

    sets: tuple[LabelledSet, ...]
    texts: list[str]
    truth: NDArray[np.int8]
    of_set: NDArray[np.int64]
    rows: NDArray[np.int64]
    folds: NDArray[np.int64]
    digests: tuple[str, ...]

    @property
    def heads(self) -> tuple[Head, ...]:
        """The heads that any of the sets says something about."""
        return tuple(head for number, head in enumerate(HEADS) if (self.truth[:, number] >= 0).any())


def languages(folder: Path) -> tuple[str, ...]:
    """The languages that there are labelled posts of in `folder`."""
    return tuple(sorted({one.language for one in SETS if _path(folder, one).is_file()}))


def posts(folder: Path, language: str, folds: int) -> Posts:
    """All labelled posts of a language. The fold of a post follows from its text alone.

    Raises:
        FileNotFoundError: `folder` has none of them.
    """
    sets = tuple(one for one in SETS if one.language == language and _path(folder, one).is_file())
    if not sets:
        raise FileNotFoundError(f"no labelled posts of {language} in {folder}")
    tables = [pl.read_parquet(_path(folder, one)) for one in sets]
    texts = [text or "" for table in tables for text in table["text"].to_list()]
    own = np.fromiter((_digit(text) % folds for text in texts), np.int64, len(texts))
    held = np.concatenate([_held(one, table) for one, table in zip(sets, tables, strict=True)])
    return Posts(
        sets=sets,
        texts=texts,
        truth=np.concatenate([_truth(one, table) for one, table in zip(sets, tables, strict=True)]),
        of_set=np.repeat(np.arange(len(sets)), [len(table) for table in tables]),
        rows=np.concatenate([np.arange(len(table)) for table in tables]),
        folds=np.where(held, -1, own),
        digests=tuple(hashlib.sha256(_path(folder, one).read_bytes()).hexdigest() for one in sets),
    )


def _path(folder: Path, one: LabelledSet) -> Path:
    return folder / f"{one.name}.parquet"


def _digit(text: str) -> int:
    key = " ".join(text.casefold().split())
    return int.from_bytes(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:8], "big")


def _held(one: LabelledSet, table: pl.DataFrame) -> NDArray[np.bool_]:
    if "split" not in table.columns:
        return np.zeros(len(table), bool)
    return table["split"].is_in(list(one.held)).fill_null(value=False).to_numpy()


def _truth(one: LabelledSet, table: pl.DataFrame) -> NDArray[np.int8]:
    truth = np.full((len(table), len(HEADS)), -1, np.int8)
    for head, answers in _answers(one, table[one.column].to_list()):
        truth[:, HEADS.index(head)] = answers
    return truth


def _answers(one: LabelledSet, labels: list[object]) -> Iterator[tuple[Head, list[bool]]]:
    if one.at_least is not None:
        yield "hateful", [isinstance(label, int) and label >= one.at_least for label in labels]
        return
    split = [set(str(label).split("_")) if one.compound else {str(label)} for label in labels]
    for head, meant in one.means.items():
        yield head, [bool(label & meant) for label in split]
    if one.ordinary is not None:
        yield "offensive", [one.ordinary not in label for label in split]
