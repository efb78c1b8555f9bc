"""The worker: sends what is in the outbox and runs the tasks that wait.

In a small installation it is a thread of the web process; in a large one a process of its own, or several.
"""

from __future__ import annotations

import logging
import threading

from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker

from nadhir.web.core import clock, outbox, rounds

logger = logging.getLogger(__name__)

PAUSE = 2.0  # seconds between rounds; a mail may wait that long


def work_once() -> int:
    """One round: every waiting task, what comes again, then what is due to leave; how many messages left."""
    Worker(
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
    return outbox.deliver(clock.now())


def work(stop: threading.Event, *, pause: float = PAUSE) -> None:
    """Work until `stop` is set. A round that fails is logged, and the next one comes all the same."""
    while not stop.is_set():
        close_old_connections()
        try:
            work_once()
        except Exception:
            logger.exception("a round of the worker failed")
        finally:
            close_old_connections()
        stop.wait(pause)
