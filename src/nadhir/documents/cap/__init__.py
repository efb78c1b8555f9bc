"""Alerts in the Common Alerting Protocol, OASIS CAP 1.2: made, read, signed, and followed through their life.

    from nadhir.documents import cap

    raw = cap.compose(alert)             # bytes; refuses what the specification does not allow
    read = cap.parse(raw)                # what it says, with notes on what was tolerated
    states = cap.states(known, now)      # which alerts stand, which were updated, cancelled or have expired

What is ours to send obeys the specification to the letter; what comes from others is read as far as its
meaning is certain. CAP 1.1 is read as well. Signatures: `nadhir.documents.cap.signing`; feeds:
`nadhir.documents.cap.feeds`. No connection is opened here.
"""

from nadhir.documents.cap.chain import Known, Life, State, states
from nadhir.documents.cap.model import (
    Alert,
    Area,
    Circle,
    Info,
    Pair,
    Point,
    Polygon,
    Reference,
    Resource,
    moment_of,
    written_moment,
)
from nadhir.documents.cap.reading import LARGEST, Read, parse
from nadhir.documents.cap.rules import problems
from nadhir.documents.cap.writing import compose

__all__ = [
    "LARGEST",
    "Alert",
    "Area",
    "Circle",
    "Info",
    "Known",
    "Life",
    "Pair",
    "Point",
    "Polygon",
    "Read",
    "Reference",
    "Resource",
    "State",
    "compose",
    "moment_of",
    "parse",
    "problems",
    "states",
    "written_moment",
]
