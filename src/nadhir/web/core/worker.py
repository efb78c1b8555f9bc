"""The worker: sends what is in the outbox and runs the tasks that wait.

In a small installation it is a thread of the web process; in a large one a process of its own, or several.
Sending does not wait for tasks: each lane of the outbox has a thread, so that neither the taking in of a
large file nor a partner's slow machine holds up a mail.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker as Tasks

from nadhir.web.core import clock, leases, outbox, rounds
from nadhir.web.core.leases import Worker

logger = logging.getLogger(__name__)

PAUSE = 2.0  # seconds between rounds; a mail may wait that long
THREADS = 8  # that carry at the same time, of one lane
LOOK = 10  # rounds between two looks for workers that died


def work_once() -> int:
    """One round: every waiting task, what comes again, then what is due to leave; how many messages left."""
    _tasks_once()
    return outbox.deliver(clock.now())


def work(
    stop: threading.Event, *, pause: float = PAUSE, begun: Callable[[int, bool], None] | None = None
) -> None:
    """Work until `stop` is set. A round that fails is logged, and the next one comes all the same.

    Args:
        pause: seconds between rounds.
        begun: called once at the beginning with the number of messages that were freed from workers that
            died, and whether no other worker lives. Only then may what looks half done be begun again.
    """
    with Worker() as worker:
        freed = outbox.free_dead(clock.now())
        if begun:
            begun(freed, not leases.others_live(worker, clock.now()))
        carriers = [
            threading.Thread(target=_again, args=(_sender(lane, worker), stop, pause), name=f"outbox-{lane}")
            for lane in outbox.lanes()
        ]
        for carrier in carriers:
            carrier.daemon = True
            carrier.start()
        try:
            _again(_tasks_once, stop, pause)
        finally:
            stop.set()
            worker.end()
            for carrier in carriers:
                carrier.join(timeout=30)
            outbox.free(worker.id)


def _tasks_once() -> None:
    Tasks(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="nadhir",
        excluded_queue_names=[],
    ).run()
    rounds.run_due(clock.now())


def _sender(lane: str, worker: Worker) -> Callable[[], None]:
    """One round of a lane."""
    rounds_gone = 0

    def send() -> None:
        nonlocal rounds_gone
        rounds_gone += 1
        worker.beat()
        if rounds_gone % LOOK == 0:
            outbox.free_dead(clock.now())
        outbox.deliver(clock.now(), lane=lane, worker=worker, threads=THREADS)

    return send


def _again(once: Callable[[], None], stop: threading.Event, pause: float) -> None:
    """Do it until `stop` is set."""
    while not stop.is_set():
        close_old_connections()
        try:
            once()
        except Exception:
            logger.exception("a round of the worker failed")
        finally:
            close_old_connections()
        stop.wait(pause)
