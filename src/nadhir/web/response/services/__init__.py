"""Writing undertakings, engagements and what was learnt of them; each side in its own module."""

from nadhir.web.response.services.engagements import engagement_record
from nadhir.web.response.services.undertakings import (
    undertaking_begin,
    undertaking_complete,
    undertaking_make,
    undertaking_refuse,
)

__all__ = [
    "engagement_record",
    "undertaking_begin",
    "undertaking_complete",
    "undertaking_make",
    "undertaking_refuse",
]
