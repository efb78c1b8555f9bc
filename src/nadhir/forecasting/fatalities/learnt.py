"""What the model learnt, kept in a file: arrays only, read with numpy alone.

`load(outcome)` gives the weights that hold, those learnt here or those that ship. The latter are made from
the shipped panel by `python -m nadhir.forecasting.fatalities.train`.
"""

from __future__ import annotations

import functools
import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np

from nadhir.errors import PanelError
from nadhir.forecasting import kept
from nadhir.forecasting.fatalities.courses import Courses
from nadhir.forecasting.fatalities.kinds import OUTCOMES
from nadhir.forecasting.fatalities.likeness import Likeness
from nadhir.forecasting.fatalities.model import FatalitiesWeights
from nadhir.forecasting.fatalities.quiet import Quiet
from nadhir.forecasting.panel.grid import FloatArray

_FORMAT = 2
_DIGITS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Shipped:
    """Weights with what they were learnt from.

    Attributes:
        weights: the model.
        outcome: which kind of violence.
        learnt_to: the last month learnt from, ISO 8601.
        version: twelve hex digits that stand for exactly these weights.
    """

    weights: FatalitiesWeights
    outcome: str
    learnt_to: str
    version: str


def rounded(weights: FatalitiesWeights) -> FatalitiesWeights:
    """The same with few digits, so that machines that add in another order ship the same file."""

    def short(values: FloatArray) -> FloatArray:
        return np.round(values, _DIGITS)

    likeness, quiet = weights.likeness, weights.quiet
    return FatalitiesWeights(
        likeness=Likeness(*map(short, (likeness.middle, likeness.spread, likeness.centres, likeness.errors))),
        quiet=Quiet(short(quiet.chance), short(quiet.sizes)),
        courses=weights.courses,
        blend=short(weights.blend),
    )


def write(weights: FatalitiesWeights, path: Path, *, outcome: str, learnt_to: str) -> None:
    """Keep `weights` (rounded) as `path`, an `.npz` archive."""
    arrays: Mapping[str, object] = {
        "format": np.int64(_FORMAT),
        "outcome": np.str_(outcome),
        "learnt_to": np.str_(learnt_to),
        "courses": np.array([weights.courses.lasting, weights.courses.fading, weights.courses.quiet]),
        "blend": weights.blend,
        **{name: getattr(weights.likeness, name) for name in ("middle", "spread", "centres", "errors")},
        **{name: getattr(weights.quiet, name) for name in ("chance", "sizes")},
    }
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def read(content: bytes, name: str = "") -> Shipped:
    """The weights in the bytes of such a file.

    Raises:
        PanelError: `fatalities.weights`.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            if int(arrays["format"]) != _FORMAT:
                raise PanelError("fatalities.weights", file=name)
            weights = FatalitiesWeights(
                likeness=Likeness(arrays["middle"], arrays["spread"], arrays["centres"], arrays["errors"]),
                quiet=Quiet(arrays["chance"], arrays["sizes"]),
                courses=Courses(*(float(part) for part in arrays["courses"])),
                blend=arrays["blend"],
            )
            told = str(arrays["outcome"]), str(arrays["learnt_to"])
    except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error, zipfile.BadZipFile):
        raise PanelError("fatalities.weights", file=name) from None
    return Shipped(weights, *told, hashlib.sha256(content).hexdigest()[:12])


def load(outcome: str) -> Shipped:
    """The weights that hold for one kind of violence: those learnt here, else those that ship.

    Raises:
        PanelError: `fatalities.outcome`, `fatalities.weights`.
    """
    if outcome not in OUTCOMES:
        raise PanelError("fatalities.outcome", outcome=outcome, known=list(OUTCOMES))
    return kept.held(kept.FATALITIES, lambda made: _holding(made, outcome))


@functools.cache
def _holding(made: Path | None, outcome: str) -> Shipped:
    folder: Traversable = made or resources.files("nadhir.forecasting.fatalities") / "weights"
    file = folder / f"{outcome}.npz"
    try:
        content = file.read_bytes()
    except OSError:
        raise PanelError("fatalities.weights", file=file.name) from None
    return read(content, file.name)
