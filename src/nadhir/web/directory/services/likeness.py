"""Which actors may be one."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID


def duplicates_propose(actors: Iterable[UUID] | None = None) -> int:  # noqa: ARG001 - see the next step
    """Propose pairs; how many are new."""
    return 0
