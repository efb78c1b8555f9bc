"""Reading what institutions agreed, founded, planned and learnt; each side in its module."""

from nadhir.web.cooperation.selectors.bodies import bodies, body, body_of, meetings_of
from nadhir.web.cooperation.selectors.instruments import (
    engagement,
    engagements,
    instrument,
    instruments,
    instruments_of,
    promises,
)
from nadhir.web.cooperation.selectors.meetings import decisions, meeting, meeting_of

__all__ = [
    "bodies",
    "body",
    "body_of",
    "decisions",
    "engagement",
    "engagements",
    "instrument",
    "instruments",
    "instruments_of",
    "meeting",
    "meeting_of",
    "meetings_of",
    "promises",
]
