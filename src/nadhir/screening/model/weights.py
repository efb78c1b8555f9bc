"""The trained weights: texts in, a score for each thing they may be out.

    score = weight of nothing + sum of the weights of pieces / √letters + sum of those of words / √words

One linear model for each language it was trained for. Of texts in others nothing is said: left out of the
training, a language is ranked by a model of all the others no better than by chance. All comes from one
file, `model.npz`, written by `train`; weights are kept in eight bits, as signed square roots of a share of
the largest. Not known here: what the weights were learnt from (`card.json`), and what is concluded.
"""

from __future__ import annotations

import functools
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from nadhir.screening import learnt
from nadhir.screening.model.columns import Texts
from nadhir.screening.model.features import LENGTHS, Hidden, Pieces, pieces

Head = Literal["hateful", "offensive", "inciting", "direct"]
HEADS: tuple[Head, ...] = ("hateful", "offensive", "inciting", "direct")
"""What a text may be: hateful; offensive in any way; inciting to or approving of violence; calling for it."""

PIECES_SHARE = np.float32(0.22)
WORDS_SHARE = np.float32(0.36)
"""How much pieces and words weigh beside each other: half of 1 / √(features that a letter or word makes)."""

_PART = 1 << 16  # characters read at once, so that what is made of them stays in the processor's cache
_STEPS = 127
_LEAST = 12  # steps; less than a hundredth of the largest weight is nothing, which keeps the file small


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The weights of one language for its heads, two at most.

    `pieces` and `words`, complex64[slots]: two heads share an array as real and imaginary part, so that one
    look and one sum serves both. `nothing`: the score of a text of which nothing is known.
    """

    heads: tuple[Head, ...]
    bits: int
    hidden: Hidden
    pieces: NDArray[np.complex64]
    words: NDArray[np.complex64]
    nothing: NDArray[np.float32]

    def scores(self, texts: Texts) -> NDArray[np.float32]:
        """Log-odds, float32[texts, heads]; positive speaks for it, before any threshold."""
        sums = np.zeros(len(texts), np.complex64)
        for first, part in texts.parts(_PART):
            sums[first : first + len(part)] = self._sums(pieces(part, self.bits, self.hidden))
        both = sums.view(np.float32).reshape(-1, 2)
        return both[:, : len(self.heads)] + self.nothing

    def _sums(self, found: Pieces) -> NDArray[np.complex64]:
        of_pieces = self.pieces.take(found.characters[0])
        for slots in found.characters[1:]:
            of_pieces += self.pieces.take(slots)
        of_words = self.words.take(found.words[0])
        of_words += self.words.take(found.words[1])
        by_letters, by_words = shares(found)
        summed = by_letters * np.add.reduceat(of_pieces, found.positions[:-1])
        summed += by_words * np.add.reduceat(of_words, found.word_numbers[:-1])
        return cast("NDArray[np.complex64]", summed)


def shares(found: Pieces) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What one piece and one word count in each text, float32[texts]; 0 where there is none."""
    letters = np.where(found.letters > 0, PIECES_SHARE / np.sqrt(np.maximum(found.letters, 1)), 0)
    words = np.where(found.spoken > 0, WORDS_SHARE / np.sqrt(np.maximum(found.spoken, 1)), 0)
    return letters.astype(np.float32), words.astype(np.float32)


@dataclass(frozen=True, slots=True)
class Calibration:
    """How log-odds become a probability (Platt 1999) and from where on they count.

    `threshold` is one of the score, for all texts of the language.
    """

    slope: float
    offset: float
    threshold: float

    def probability(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """The share of such texts that people called so, in labelled posts of the language."""
        odds = np.clip(self.slope * scores + self.offset, -30, 30)
        probability: NDArray[np.float32] = (1 / (1 + np.exp(-odds))).astype(np.float32)
        return probability


class Model:
    """All languages' weights, each unpacked when first used. Safe to share between threads."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """`arrays`: what `packed` made, or a file of it as `numpy.load` opens it."""
        about = json.loads(bytes(arrays["about"]))
        self._arrays = arrays
        self._about: dict[str, dict[str, Any]] = about["languages"]
        self.version: str = about["version"]
        self._unpacked: dict[str, Weights] = {}

    @classmethod
    def load(cls, path: Path | None = None) -> Model:
        """The model that holds here (see `screening.learnt`), made once, or that of a file.

        Raises:
            NotPossibleNow: `learnt.broken`: what was installed here cannot be read.
        """
        return cls(np.load(io.BytesIO(path.read_bytes()))) if path else _holding(learnt.folder())

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages the model was trained for."""
        return tuple(self._about)

    def heads(self, language: str) -> tuple[Head, ...]:
        """What the model says anything about in this language; none where it was not trained for it."""
        return tuple(self._of(language))

    def calibrations(self, language: str) -> dict[Head, Calibration]:
        """How each head of a language becomes a probability."""
        return {head: Calibration(**made) for head, made in self._of(language).items()}

    def calibration(self, language: str, head: Head) -> Calibration | None:
        """None where the model says nothing about it in this language."""
        made = self._of(language).get(head)
        return Calibration(**made) if made else None

    def trained(self, languages: Sequence[str]) -> NDArray[np.bool_]:
        """bool[texts]: whether the model was trained for the language of each."""
        return np.fromiter((code in self._about for code in languages), bool, len(languages))

    def scores(self, texts: Texts, languages: Sequence[str]) -> NDArray[np.float32]:
        """Log-odds, float32[texts, heads as in `HEADS`]; NaN where a language lacks a head or a model."""
        return self._each(texts, languages, probable=False)

    def probabilities(self, texts: Texts, languages: Sequence[str]) -> NDArray[np.float32]:
        """Calibrated probabilities, float32[texts, heads]; NaN where a language lacks a head or a model."""
        return self._each(texts, languages, probable=True)

    def _each(self, texts: Texts, languages: Sequence[str], *, probable: bool) -> NDArray[np.float32]:
        found = np.full((len(texts), len(HEADS)), np.nan, np.float32)
        codes, which = np.unique(np.array(languages, dtype=np.str_), return_inverse=True)
        for number, code in enumerate(codes.tolist()):
            if code not in self._about:
                continue
            rows = np.flatnonzero(which == number)
            weights = self.weights(code)
            scores = weights.scores(texts if len(codes) == 1 else texts.take(rows))
            for column, head in enumerate(weights.heads):
                calibration = self.calibration(code, head) if probable else None
                values = scores[:, column]
                found[rows, HEADS.index(head)] = calibration.probability(values) if calibration else values
        return found

    def weights(self, language: str) -> Weights:
        """The weights of a language.

        Raises:
            KeyError: the model was not trained for it.
        """
        if language not in self._unpacked:
            self._unpacked[language] = self._unpack(language)
        return self._unpacked[language]

    def _unpack(self, code: str) -> Weights:
        about, arrays = self._about[code], self._arrays
        tables = []
        for part in ("pieces", "words"):
            steps = arrays[f"{code}.{part}"].astype(np.float32)
            steps *= np.abs(steps)
            steps *= np.atleast_1d(np.array(about["largest"]) / _STEPS**2).astype(np.float32)[:, None]
            table = np.zeros((steps.shape[1], 2), np.float32)
            table[:, : len(steps)] = steps.T
            tables.append(table.view(np.complex64)[:, 0])
        return Weights(
            heads=tuple(about["heads"]),
            bits=about["bits"],
            hidden=Hidden(arrays[f"{code}.hidden_words"], arrays[f"{code}.hidden_pairs"]),
            pieces=tables[0],
            words=tables[1],
            nothing=np.array(about["nothing"], np.float32),
        )

    def _of(self, language: str) -> dict[Head, Any]:
        return self._about[language]["heads"] if language in self._about else {}


def packed(
    version: str,
    models: Mapping[str, Weights],
    calibrations: Mapping[str, Mapping[Head, Calibration]],
    *,
    apart: bool = False,
) -> dict[str, NDArray[Any]]:
    """The arrays of the file. Unpacked again, no weight is further off than a hundredth of the largest: of
    both heads, or with `apart` of its own, so that a second head changes nothing in the first."""
    arrays: dict[str, NDArray[Any]] = {}
    about: dict[str, Any] = {}
    for code, weights in models.items():
        tables = {"pieces": weights.pieces, "words": weights.words}
        values = {
            part: np.ascontiguousarray(table).view(np.float32).reshape(-1, 2)[:, : len(weights.heads)].T
            for part, table in tables.items()
        }
        of_heads = np.max([np.abs(table).max(axis=1) for table in values.values()], axis=0)
        of_heads = np.where(of_heads > 0, of_heads, 1) if apart else np.full(1, of_heads.max() or 1)
        largest = of_heads[:, None]
        for part, table in values.items():
            steps = np.sign(table) * np.sqrt(np.abs(table) / largest) * _STEPS
            arrays[f"{code}.{part}"] = np.rint(np.where(np.abs(steps) < _LEAST, 0, steps)).astype(np.int8)
        arrays[f"{code}.hidden_words"] = weights.hidden.words
        arrays[f"{code}.hidden_pairs"] = weights.hidden.pairs
        about[code] = {
            "bits": weights.bits,
            "largest": largest[:, 0].tolist() if apart else float(largest[0, 0]),
            "nothing": [float(one) for one in weights.nothing],
            "heads": {
                head: {"slope": one.slope, "offset": one.offset, "threshold": one.threshold}
                for head, one in ((head, calibrations[code][head]) for head in weights.heads)
            },
        }
    text = json.dumps({"version": version, "lengths": LENGTHS, "languages": about})
    return arrays | {"about": np.frombuffer(text.encode(), np.uint8)}


@functools.cache
def _holding(_: Path | None) -> Model:
    return Model(np.load(io.BytesIO(learnt.read("model", "model.npz") or b"")))
