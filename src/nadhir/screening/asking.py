"""py3langid's model asked about many texts at once.

Method and model are those of py3langid: byte sequences found by one automaton, and naive Bayes over those
that tell languages apart (Lui & Baldwin 2012). What is done here is the work for all texts together: a step
of the automaton takes the next byte of every text. A text gets the same answer alone and among others.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Ranked = tuple[tuple[str, ...], float]
"""The languages that come first, best first, and the probability of the first among all candidates."""

Shares = npt.NDArray[np.float32]

_TOLD = 3  # languages of a text that are told
_TOGETHER = 2_048  # texts that are walked through at once
_FEW = 32  # texts that are walked through one by one
_SUMMED = 64  # texts whose weights are summed at once, so that they stay in the processor's cache


class Asker:
    """The model, restricted to some groups of languages. Only their weights are kept."""

    def __init__(self, groups: Iterable[tuple[str, ...]]) -> None:
        """`groups`: the languages to choose from, as `ranked` is asked about them."""
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        walk = _Walk(model)
        columns = {
            group: [column for column, label in enumerate(model.nb_classes) if label in group]
            for group in groups
        }
        # One array for all groups: each sees its columns of it.
        weights = model.nb_ptc[:, [one for chosen in columns.values() for one in chosen]]
        nothing = np.asarray(model.nb_pc)
        self._groups: dict[tuple[str, ...], _Group] = {}
        first = 0
        for group, chosen in columns.items():
            labels = [model.nb_classes[column] for column in chosen]
            seen = weights[:, first : first + len(chosen)]
            self._groups[group] = _Group(walk, labels, seen, nothing[chosen])
            first += len(chosen)

    def ranked(self, texts: Sequence[str], candidates: tuple[str, ...]) -> list[Ranked]:
        """The likeliest of a group of candidates for each text; those that the model does not know are left
        out."""
        return self._groups[candidates].ranked(texts)


class _Group:
    """Languages to choose from: their labels, and their weights for each feature and for nothing."""

    def __init__(
        self, walk: _Walk, labels: list[str], weights: npt.NDArray[np.float16], nothing: Shares
    ) -> None:
        self._walk, self._labels, self._weights, self._nothing = walk, labels, weights, nothing
        first = {label: column for column, label in reversed(list(enumerate(labels)))}
        self._twins = [
            (first[label], column) for column, label in enumerate(labels) if first[label] != column
        ]

    def ranked(self, texts: Sequence[str]) -> list[Ranked]:
        """See `Asker`."""
        found: list[Ranked] = []
        for start in range(0, len(texts), _TOGETHER):
            shares = self._shares([_bytes(text) for text in texts[start : start + _TOGETHER]])
            order = np.argsort(-shares, axis=1, kind="stable")[:, :_TOLD]
            best = np.take_along_axis(shares, order[:, :1], 1)[:, 0].tolist()
            found += [
                (tuple([self._labels[one] for one in columns]), share)
                for columns, share in zip(order.tolist(), best, strict=True)
            ]
        return found

    def _shares(self, texts: Sequence[bytes]) -> Shares:
        """The probability of each language, float32[texts, languages]; all alike where nothing is known."""
        scores = self._scores(texts)
        lengths = np.array([len(text) or 1 for text in texts])
        scores *= (1 / np.sqrt(lengths)).astype(np.float32)[:, None]
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        for one, twin in self._twins:  # two scripts of one language
            scores[:, one] += scores[:, twin]
            scores[:, twin] = 0
        return scores

    def _scores(self, texts: Sequence[bytes]) -> Shares:
        """The sum of weights of each text for each language; nothing where it has no feature."""
        owner, feature, count = self._features(texts)
        weight = np.log1p(count.astype(np.float32))[:, None]
        scores = np.zeros((len(texts), len(self._labels)), np.float32)
        # The features of a batch are few beside all: their weights together stay in the processor's cache.
        seen = np.zeros(len(self._weights), bool)
        seen[feature] = True
        weights = self._weights[seen].astype(np.float32)
        place = (np.cumsum(seen) - 1)[feature]
        starts = np.flatnonzero(np.diff(owner, prepend=-1))
        for first in range(0, len(starts), _SUMMED):
            some = starts[first : first + _SUMMED]
            end = starts[first + _SUMMED] if first + _SUMMED < len(starts) else len(owner)
            rows = weights[place[some[0] : end]]
            rows *= weight[some[0] : end]
            scores[owner[some]] = np.add.reduceat(rows, some - some[0], axis=0) + self._nothing
        return scores

    def _features(self, texts: Sequence[bytes]) -> tuple[npt.NDArray[np.int64], ...]:
        """Which text has which feature how often, sorted by text and feature."""
        owners, features = self._walk.each(texts) if len(texts) < _FEW else self._walk.together(texts)
        size = len(self._weights)
        keys, counts = np.unique(owners * size + features, return_counts=True)
        return keys // size, keys % size, counts


class _Walk:
    """The automaton: which features stand in a text, once for each time."""

    def __init__(self, model: Any) -> None:
        self._model = model.tk_nextmove, model.tk_row, model.tk_output
        self._next = np.asarray(model.tk_nextmove)
        self._row = np.asarray(model.tk_row).astype(np.int64) << 8
        self._output = np.array(model.tk_output, np.int32)

    def each(self, texts: Sequence[bytes]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """One text after the other: quicker for a few. Columns of texts and features."""
        owners: list[int] = []
        features: list[int] = []
        following, row, output = self._model
        for number, text in enumerate(texts):
            state, before = 0, len(features)
            for byte in text:
                state = following[(row[state] << 8) + byte]
                feature = output[state]
                if feature >= 0:
                    features.append(feature)
            owners += [number] * (len(features) - before)
        return np.array(owners, np.int64), np.array(features, np.int64)

    def together(self, texts: Sequence[bytes]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """All texts at once, a byte of each at every step. Columns of texts and features, in any order."""
        lengths = np.array([len(text) for text in texts])
        order = np.argsort(-lengths, kind="stable")
        data = np.frombuffer(b"".join(texts), np.uint8)
        at = (np.cumsum(lengths) - lengths)[order]
        # How many of the texts, the longest first, are longer than 0, 1, 2 … bytes.
        alive = len(texts) - np.cumsum(np.bincount(lengths))[:-1]
        state = np.zeros(len(texts), np.int64)
        owners, features = [np.zeros(0, np.int64)], [np.zeros(0, np.int32)]
        for step, count in enumerate(alive.tolist()):
            state = self._next[self._row[state[:count]] + data[at[:count] + step]]
            seen = self._output[state]
            rows = np.flatnonzero(seen >= 0)
            owners.append(rows)
            features.append(seen[rows])
        return order[np.concatenate(owners)], np.concatenate(features).astype(np.int64)


def _bytes(text: str) -> bytes:
    """A text as the model was trained to read it."""
    small = text.lower() if text.isupper() else text
    return unicodedata.normalize("NFC", small).encode("utf-8", "surrogatepass")
