"""What time it is, to everything that records when something was done.

Services, the ledger and the outbox ask here instead of the machine, so that the loading of a demonstration
can tell a history at the times at which it happened. Nothing else sets the clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """This moment, in UTC."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within the block, in this thread or task only, it is `moment`; for telling a demonstration's past.

    Raises:
        ValueError: `moment` has no time zone, or lies in the future.
    """
    if moment.tzinfo is None or moment > datetime.now(UTC):
        raise ValueError(f"{moment.isoformat()} is not a past moment")
    token = _told.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(token)
