"""Which workers live: so that what a dead one had claimed is free at once, and what a live one has is not.

A worker holds a lock on a file of its own in the workspace as long as its process lives; the system gives it
back however the process ends, also at SIGKILL. Whoever can take the lock knows that the worker is dead. On
another machine, which does not see the file, the heartbeat in the table tells: `SILENT` seconds without one.

In the same file a worker notes each message the moment it has left. Whoever frees the claims of a dead worker
reads there what does not have to leave again.

A worker that was silent for longer than half of that (a stopped process, a machine asleep) no longer trusts
its own claims: it sends nothing more of them, because another may have taken them over.
"""

from __future__ import annotations

import fcntl
import os
import platform
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings

from nadhir.web.core import clock
from nadhir.web.core.models import Lease, new_id

HEXADECIMAL = frozenset("0123456789abcdef")
BEAT = 5.0  # seconds between two heartbeats
SILENT = 90.0  # seconds without one after which a worker that cannot be asked is held to be dead


class Worker:
    """The lease of a worker of this process: taken on entering, given back on leaving."""

    def __init__(self) -> None:
        self.id = new_id()
        self._file = -1
        self._beaten = 0.0
        self._out = 0
        self._over = False
        self._one = threading.Lock()

    def __enter__(self) -> Self:
        path = _file_of(self.id)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        Lease.objects.create(pk=self.id, host=platform.node()[:200], seen_at=clock.now())
        self._beaten = time.monotonic()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        lease_end(lease=self.id)
        os.close(self._file)

    def note(self, message: uuid.UUID) -> None:
        """Write down that a message has left, the moment it has: before the database is asked. A process may
        be killed in between; the file outlives it."""
        os.write(self._file, f"{message.hex}\n".encode())

    @contextmanager
    def sending(self) -> Iterator[None]:
        """While messages are out; once none are, what was noted is forgotten: it is marked."""
        with self._one:
            self._out += 1
        try:
            yield
        finally:
            with self._one:
                self._out -= 1
                if not self._out:
                    os.ftruncate(self._file, 0)

    def beat(self) -> None:
        """Say that one lives, where that is due."""
        with self._one:
            if time.monotonic() - self._beaten < BEAT:
                return
            if Lease.objects.filter(pk=self.id).update(seen_at=clock.now()):
                self._beaten = time.monotonic()

    @property
    def trusted(self) -> bool:
        """Whether nobody can have taken this worker for dead."""
        return not self._over and time.monotonic() - self._beaten < SILENT / 2

    def end(self) -> None:
        """Send nothing more of what was claimed."""
        self._over = True


def leases_dead(*, now: datetime) -> list[uuid.UUID]:
    """The leases of workers that died."""
    return [lease.pk for lease in Lease.objects.all() if _dead(lease, now)]


def others_live(worker: Worker, now: datetime) -> bool:
    """Whether another worker lives, here or elsewhere."""
    return any(lease.pk != worker.id and not _dead(lease, now) for lease in Lease.objects.all())


def noted_by(lease: uuid.UUID) -> set[uuid.UUID]:
    """What a worker noted to have left, and may not have marked any more."""
    try:
        lines = _file_of(lease).read_text("ascii", "replace").split()
    except FileNotFoundError:
        return set()
    return {uuid.UUID(hex=line) for line in lines if len(line) == 32 and HEXADECIMAL.issuperset(line)}


def lease_end(*, lease: uuid.UUID) -> None:
    """End a lease."""
    Lease.objects.filter(pk=lease).delete()
    _file_of(lease).unlink(missing_ok=True)


def _dead(lease: Lease, now: datetime) -> bool:
    try:
        file = os.open(_file_of(lease.pk), os.O_RDWR)
    except FileNotFoundError:  # of another machine
        return lease.seen_at < now - timedelta(seconds=SILENT)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(file)
    return True


def _file_of(lease: uuid.UUID) -> Path:
    return Path(settings.WORKSPACE.workers) / f"{lease.hex}.lock"
