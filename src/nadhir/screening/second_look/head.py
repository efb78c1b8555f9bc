"""What the second look makes of a vector, and of which texts it is taken.

A sentence is uncertain where a group is named and nothing known is said of anybody (*unsaid*), or where
something is said and the probability is near the line (*near*). Only there the probability is revised; all
else stays as it was, bit for bit. Posts are left alone: there the text model, which learnt from posts, is the
better judge (see `learn.py`).

    reading = weights · vector + offset of the language
    unsaid:  log odds = intercept + weight · reading
    near:    log odds = intercept + weight · log odds before + weight · reading
"""

from __future__ import annotations

import functools
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt

from nadhir.screening.decision import Evidence
from nadhir.screening.second_look.encoder import E5, Encoder, Vectors

NEAR = 1.0
"""Log odds on either side of the line that count as near it: probabilities from .27 to .73."""

WEIGHTS, CARD = "head.npz", "card.json"

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Uncertain:
    """For each text of a batch whether it is uncertain, and in which way."""

    unsaid: Flags
    near: Flags

    @classmethod
    def of(cls, evidence: Evidence, shares: Floats) -> Uncertain:
        """By what was read in the texts, and their probabilities. What was read and denied is settled."""
        sentence = np.asarray(evidence.tidy, bool)
        said = np.asarray(evidence.said, bool)
        unsaid = sentence & evidence.named & ~said
        near = sentence & said & ~evidence.denied & (np.abs(log_odds(shares)) <= NEAR)
        return cls(unsaid, near)


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """Numbers that were learnt: `weights`, float64[SIZE]; for each language that sentences were written in
    what moves its readings to the same middle; and the two ways of putting them together. `digest` changes
    with any of them. No training text can be read back from these few numbers."""

    weights: Floats
    offsets: Mapping[str, float]
    unsaid: tuple[float, float, float]
    near: tuple[float, float, float]
    digest: str = ""

    @classmethod
    def load(cls) -> Head:
        """The head that comes with the package."""
        return _load()

    def saved(self) -> bytes:
        """As `read` takes it."""
        held = io.BytesIO()
        np.savez_compressed(
            held,
            weights=self.weights.astype(np.float32),
            languages=np.array(list(self.offsets)),
            offsets=np.array(list(self.offsets.values()), np.float64),
            unsaid=np.array(self.unsaid, np.float64),
            near=np.array(self.near, np.float64),
        )
        return held.getvalue()

    @classmethod
    def read(cls, raw: bytes) -> Head:
        """What `saved` wrote."""
        with np.load(io.BytesIO(raw), allow_pickle=False) as held:
            unsaid, near = (tuple(map(float, held[kind])) for kind in ("unsaid", "near"))
            offsets = zip(held["languages"].tolist(), held["offsets"].tolist(), strict=True)
            return cls(
                held["weights"].astype(np.float64),
                dict(offsets),
                (unsaid[0], unsaid[1], unsaid[2]),
                (near[0], near[1], near[2]),
                hashlib.sha256(raw).hexdigest(),
            )

    def readings(self, vectors: Vectors, language: str) -> Floats:
        """How hateful texts of a language read by their vectors. Summed row by row: a product of matrices may
        round differently with the number of texts."""
        made = (vectors.astype(np.float64) * self.weights).sum(axis=1)
        return np.asarray(made + self.offsets[language], np.float64)

    def revised(self, shares: Floats, readings: Floats, unsaid: Flags) -> Floats:
        """New probabilities of uncertain texts; `unsaid` says which are of that kind, the rest is near."""
        of_unsaid, of_near = (
            start + before * log_odds(shares) + reading * readings
            for start, before, reading in (self.unsaid, self.near)
        )
        odds = np.where(unsaid, of_unsaid, of_near)
        return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))), np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class SecondLook:
    """Head and encoder together."""

    head: Head
    encoder: Encoder

    @classmethod
    def load(cls) -> SecondLook:
        """The one that comes with the package.

        Raises:
            NotPossibleNow: `encoder.*`: the extra is missing or does not work on this machine.
        """
        return cls(Head.load(), E5.load())

    @property
    def version(self) -> str:
        """Changes with head and encoder."""
        return hashlib.sha256(f"{self.head.digest} {self.encoder.name}".encode()).hexdigest()[:6]

    def at(
        self, texts: Sequence[str], language: str, evidence: Evidence, shares: Floats, covered: Flags
    ) -> tuple[Floats, Flags]:
        """The probabilities after a second look at a batch of texts in one language, and at which it was
        taken. Texts that are not `covered` are passed over, and so are languages that no sentence was
        written in."""
        if language not in self.head.offsets:
            return shares, np.zeros(len(shares), bool)
        uncertain = Uncertain.of(evidence, shares)
        looked = (uncertain.unsaid | uncertain.near) & covered
        places = np.flatnonzero(looked)
        if not len(places):
            return shares, looked
        vectors = self.encoder.vectors([texts[place] for place in places.tolist()])
        readings = self.head.readings(vectors, language)
        revised = shares.copy()
        revised[places] = self.head.revised(shares[places], readings, uncertain.unsaid[places])
        return revised, looked


def log_odds(shares: Floats) -> Floats:
    """Of probabilities; what is very sure is taken for a thousand to one."""
    sure = np.clip(shares, 1e-3, 1 - 1e-3)
    return np.asarray(np.log(sure / (1 - sure)), np.float64)


@functools.cache
def _load() -> Head:
    return Head.read((resources.files("nadhir.screening.second_look") / WEIGHTS).read_bytes())
