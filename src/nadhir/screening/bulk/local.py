"""The engine for one machine: batches screened in this process or in several others.

As many batches as there are workers wait, and no more are read before one is done.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import chain

from nadhir.errors import NotPossibleNow
from nadhir.screening.bulk.batch import Chunk
from nadhir.screening.bulk.lines import BOOK
from nadhir.screening.bulk.tally import Tally

Screen = Callable[[Chunk], Tally]


def run(chunks: Iterable[Chunk], work: Screen, workers: int) -> Iterator[Tally]:
    """Screen all batches; what is counted comes in the order in which batches are done.

    Raises:
        NotPossibleNow: `worker.died`: a process was ended from outside, as a system short of memory does.
    """
    remaining = iter(chunks)
    beginning = [chunk for _, chunk in zip(range(2), remaining, strict=False)]
    # A process of its own costs more than a single batch does.
    if workers == 1 or len(beginning) < 2:
        yield from map(work, chain(beginning, remaining))
        return
    # Never forked: a copy of a process that has threads, as Arrow starts them, may stand still for ever.
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_prepare)
    waiting: set[Future[Tally]] = set()
    try:
        for chunk in chain(beginning, remaining):
            waiting.add(pool.submit(work, chunk))
            if len(waiting) >= 2 * workers:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (one.result() for one in done)
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (one.result() for one in done)
    except BrokenProcessPool:
        raise NotPossibleNow("worker.died", book=BOOK) from None
    finally:
        # What has begun is finished and kept; what has not is left for the next run.
        pool.shutdown(wait=True, cancel_futures=True)


def _prepare() -> None:
    """Leave Ctrl-C to the process that gives the work, and keep to one core."""
    import pyarrow as pa

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["OMP_NUM_THREADS"] = "1"  # the encoder's, read when it is loaded
    pa.set_cpu_count(1)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Leave no process behind where the one that gives the work was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
