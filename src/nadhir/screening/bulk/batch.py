"""A batch of input, and a row that could not be read: what readers hand to whoever screens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

BATCH_BYTES = 16 << 20
"""At most so much text in one batch, but for a single row that is larger."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that could not be read: where it stood, a phrase that says why, and how it began."""

    file: str
    line: int
    code: str
    params: dict[str, Any] = field(default_factory=dict)
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One batch of input: rows as columns, or lines of JSON still to be read.

    `first` is the number of its first row or line in `file`; `repaired` counts the rows in which bytes
    that are no text were replaced; `done` is the share of all input that was read up to here (0 to 1).
    """

    index: int
    file: str
    first: int
    table: pa.RecordBatch | None = None
    lines: bytes = b""
    rejects: tuple[Reject, ...] = ()
    repaired: int = 0
    done: float = 0.0
