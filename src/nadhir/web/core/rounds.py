"""What the worker does again and again: expiries, reminders, escalations, thresholds.

An app registers a function with the time between two runs. The worker asks after every round of its own
which are due. Of several workers one runs it: whoever moves the time of the last run forward has it.

    @rounds.register("warnings.expire", every=timedelta(minutes=5))
    def warnings_expire() -> int: ...

A round that fails is logged and comes again at its next time; what it does must therefore bear being done
again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from nadhir.web.core.models import Round

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Registered:
    """A function that comes again, and after what time. It says how much it did."""

    run: Callable[[], int]
    every: timedelta


registered: dict[str, Registered] = {}


def register(name: str, *, every: timedelta) -> Callable[[Callable[[], int]], Callable[[], int]]:
    """Have the decorated function run each time that `every` has passed since its last beginning."""

    def keep(run: Callable[[], int]) -> Callable[[], int]:
        registered[name] = Registered(run, every)
        return run

    return keep


def run_due(now: datetime) -> dict[str, int]:
    """Run what is due; what each did, by name. One that fails does not keep the others from running."""
    done: dict[str, int] = {}
    for name, one in registered.items():
        if not _taken(name, one.every, now):
            continue
        try:
            done[name] = one.run()
        except Exception:
            logger.exception("the round %s failed", name)
    return done


def _taken(name: str, every: timedelta, now: datetime) -> bool:
    """Whether the run of this moment is ours."""
    if Round.objects.filter(name=name, began_at__lte=now - every).update(began_at=now):
        return True
    if Round.objects.filter(name=name).exists():
        return False
    return Round.objects.get_or_create(name=name, defaults={"began_at": now})[1]
