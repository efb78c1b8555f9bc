"""Undertakings, engagements, and what was learnt from them."""

from nadhir.web.response.models.engagement import Engagement
from nadhir.web.response.models.undertaking import Undertaking, UndertakingProof, UndertakingStep
from nadhir.web.response.models.wording import Audience, Kind, Theme

__all__ = [
    "Audience",
    "Engagement",
    "Kind",
    "Theme",
    "Undertaking",
    "UndertakingProof",
    "UndertakingStep",
]
