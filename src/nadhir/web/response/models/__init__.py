"""Undertakings, engagements, and what was learnt from them."""

from nadhir.web.response.models.engagement import Engagement
from nadhir.web.response.models.undertaking import Undertaking, UndertakingStep

__all__ = [
    "Engagement",
    "Undertaking",
    "UndertakingStep",
]
