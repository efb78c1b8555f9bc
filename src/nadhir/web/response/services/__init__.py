"""Writing undertakings, engagements and what was learnt of them; each side in its own module."""

from nadhir.web.response.services.engagements import engagement_record
from nadhir.web.response.services.following import (
    undertaking_change,
    undertaking_hand_over,
    undertaking_progress,
    undertaking_prove,
    undertaking_set_deadline,
)
from nadhir.web.response.services.reminders import undertakings_remind
from nadhir.web.response.services.undertakings import (
    Asked,
    Planned,
    undertaking_begin,
    undertaking_complete,
    undertaking_make,
    undertaking_move,
    undertaking_refuse,
    undertaking_renew,
)

__all__ = [
    "Asked",
    "Planned",
    "engagement_record",
    "undertaking_begin",
    "undertaking_change",
    "undertaking_complete",
    "undertaking_hand_over",
    "undertaking_make",
    "undertaking_move",
    "undertaking_progress",
    "undertaking_prove",
    "undertaking_refuse",
    "undertaking_renew",
    "undertaking_set_deadline",
    "undertakings_remind",
]
