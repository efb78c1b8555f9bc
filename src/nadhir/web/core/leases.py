"""Which workers live: so that what a dead one had claimed is free at once, and what a live one has is not.

A worker holds a lock on a file of its own in the workspace as long as its process lives; the system gives it
back however the process ends, also at SIGKILL. Whoever can take the lock knows that the worker is dead. On
another machine, which does not see the file, the heartbeat in the table tells: `SILENT` seconds without one.

A worker that was silent for longer than half of that (a stopped process, a machine asleep) no longer trusts
its own claims: it sends nothing more of them, because another may have taken them over.
"""

from __future__ import annotations

import fcntl
import logging
import os
import platform
import threading
import time
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db import transaction

from nadhir.web.core import clock
from nadhir.web.core.models import Lease, Outgoing, new_id

logger = logging.getLogger(__name__)

BEAT = 5.0  # seconds between two heartbeats
SILENT = 90.0  # seconds without one after which a worker that cannot be asked is held to be dead


class Worker:
    """The lease of a worker of this process: taken on entering, given back on leaving."""

    def __init__(self) -> None:
        self.id = new_id()
        self._file = -1
        self._beaten = 0.0
        self._one = threading.Lock()

    def __enter__(self) -> Self:
        path = _file_of(self.id)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        Lease.objects.create(pk=self.id, host=platform.node()[:200], seen_at=clock.now())
        self._beaten = time.monotonic()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        lease_free(lease=self.id)
        os.close(self._file)

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
        return time.monotonic() - self._beaten < SILENT / 2


def leases_free_dead(*, now: datetime) -> int:
    """Free what dead workers had claimed; how many messages."""
    return sum(lease_free(lease=lease.pk) for lease in Lease.objects.all() if _dead(lease, now))


def others_live(worker: Worker, now: datetime) -> bool:
    """Whether another worker lives, here or elsewhere."""
    return any(lease.pk != worker.id and not _dead(lease, now) for lease in Lease.objects.all())


@transaction.atomic
def lease_free(*, lease: uuid.UUID) -> int:
    """End a lease: its messages wait again, in their turn; how many."""
    claimed = Outgoing.objects.filter(claimed_by=lease, state=Outgoing.State.SENDING)
    freed = claimed.update(
        state=Outgoing.State.WAITING, claimed_by=None, due_at=clock.now(), uncertain=True
    )
    Lease.objects.filter(pk=lease).delete()
    _file_of(lease).unlink(missing_ok=True)
    return freed


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
