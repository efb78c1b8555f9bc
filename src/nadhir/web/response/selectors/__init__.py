"""Reading undertakings, engagements and the way from a signal to a result; each side in its module."""

from nadhir.web.response.selectors.engagements import engagements
from nadhir.web.response.selectors.threads import STEPS, Step, Thread, Work, acts, thread, threads
from nadhir.web.response.selectors.undertakings import (
    GOING_ON,
    is_overdue,
    overdue,
    situations_of,
    steps,
    undertaking,
    undertakings,
)

__all__ = [
    "GOING_ON",
    "STEPS",
    "Step",
    "Thread",
    "Work",
    "acts",
    "engagements",
    "is_overdue",
    "overdue",
    "situations_of",
    "steps",
    "thread",
    "threads",
    "undertaking",
    "undertakings",
]
