"""Carrying parcels by several threads that know nothing of the database.

A parcel is a message made ready: a function that takes it outside. Threads keep what they have open, a mail
server or a partner's machine, for the next parcel (`Lines`); what became of each parcel comes back to the one
thread that marks it.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from nadhir.web.core.models import Outgoing

BEAT = 1.0  # seconds between two looks at whether the worker should say that it lives


class Refused(Exception):
    """The other side will not take it.

    Attributes:
        code: of a phrase that says why, for the people who sent it.
        final: it makes no sense to try again.
        bounced: the address itself is no good.
    """

    def __init__(self, code: str, detail: str = "", *, final: bool = False, bounced: bool = False) -> None:
        super().__init__(detail or code)
        self.code = code
        self.final = final or bounced
        self.bounced = bounced


class NotCarried(Exception):
    """The worker no longer trusts its claim: the parcel stayed here."""


class Closable(Protocol):
    """Something open that can be closed."""

    def close(self) -> None: ...


C = TypeVar("C", bound=Closable)


class Lines:
    """What one thread has open, by name; and `silent`, the names that did not answer it."""

    def __init__(self) -> None:
        self._open: dict[str, Any] = {}
        self.silent: set[str] = set()

    def get(self, name: str, make: Callable[[], C]) -> C:
        """What is open under this name, or a new one."""
        if name not in self._open:
            self._open[name] = make()
        line: C = self._open[name]
        return line

    def drop(self, name: str) -> None:
        """Close what is open under this name, where it is."""
        line = self._open.pop(name, None)
        if line is not None:
            with contextlib.suppress(Exception):
                line.close()

    def close(self) -> None:
        """Close everything."""
        for name in list(self._open):
            self.drop(name)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message made ready.

    Attributes:
        carry: takes it outside; raises `Refused`, an error of the house, or whatever a channel raises.
        here: it must be carried in the thread of the worker, because it needs the database.
    """

    message: Outgoing
    carry: Callable[[Lines], None]
    here: bool = False


Ended = tuple[Parcel, BaseException | None]


def carry(
    parcels: Sequence[Parcel],
    *,
    threads: int = 1,
    trusted: Callable[[], bool] = lambda: True,
    beat: Callable[[], None] | None = None,
    note: Callable[[uuid.UUID], None] | None = None,
) -> Iterator[list[Ended]]:
    """Carry parcels; what became of them, in groups, as soon as it is known.

    Args:
        threads: how many at the same time; 1 is the caller's own.
        trusted: asked before each: whether the claim on it still holds.
        beat: called every second or so while others carry.
        note: called with each message the moment it has left.
    """
    here = [one for one in parcels if one.here or threads == 1]
    there = [one for one in parcels if not (one.here or threads == 1)]
    if there:
        yield from _by_threads(there, min(threads, len(there)), trusted, beat, note)
    lines = Lines()
    try:
        for one in here:
            yield [_carried(one, lines, trusted, note)]
    finally:
        lines.close()


def _by_threads(
    parcels: Sequence[Parcel],
    threads: int,
    trusted: Callable[[], bool],
    beat: Callable[[], None] | None,
    note: Callable[[uuid.UUID], None] | None,
) -> Iterator[list[Ended]]:
    waiting: queue.SimpleQueue[Parcel] = queue.SimpleQueue()
    ended: queue.SimpleQueue[Ended] = queue.SimpleQueue()
    for one in parcels:
        waiting.put(one)

    def run() -> None:
        lines = Lines()
        try:
            while True:
                ended.put(_carried(waiting.get_nowait(), lines, trusted, note))
        except queue.Empty:
            pass
        finally:
            lines.close()

    for number in range(threads):
        threading.Thread(target=run, name=f"carrier-{number}", daemon=True).start()
    left = len(parcels)
    while left:
        some: list[Ended] = []
        with contextlib.suppress(queue.Empty):
            some.append(ended.get(timeout=BEAT))
            while True:
                some.append(ended.get_nowait())
        if beat:
            beat()
        if some:
            left -= len(some)
            yield some


def _carried(
    parcel: Parcel,
    lines: Lines,
    trusted: Callable[[], bool],
    note: Callable[[uuid.UUID], None] | None,
) -> Ended:
    if not trusted():
        return parcel, NotCarried()
    try:
        parcel.carry(lines)
    except Exception as problem:  # noqa: BLE001 - whatever a channel raises is recorded and retried
        return parcel, problem
    if note:
        note(parcel.message.pk)
    return parcel, None
