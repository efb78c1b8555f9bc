"""Reading undertakings, engagements and the way from a signal to a result; each side in its module."""

from nadhir.web.response.selectors.engagements import engagements
from nadhir.web.response.selectors.threads import STEPS, Step, Thread, Work, acts, thread, threads
from nadhir.web.response.selectors.undertakings import (
    COLUMNS,
    GOING_ON,
    between,
    is_overdue,
    mine,
    overdue,
    parts,
    proof,
    proofs,
    situations_of,
    steps,
    times,
    to_be_reminded,
    undertaking,
    undertakings,
    without_day,
)

__all__ = [
    "COLUMNS",
    "GOING_ON",
    "STEPS",
    "Step",
    "Thread",
    "Work",
    "acts",
    "between",
    "engagements",
    "is_overdue",
    "mine",
    "overdue",
    "parts",
    "proof",
    "proofs",
    "situations_of",
    "steps",
    "thread",
    "threads",
    "times",
    "to_be_reminded",
    "undertaking",
    "undertakings",
    "without_day",
]
