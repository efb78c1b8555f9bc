"""Undertakings, engagements, and what was learnt from them."""

from nadhir.web.response.models.briefing import Briefing, BriefingQuestion
from nadhir.web.response.models.consultation import Consultation, ConsultationDraft, ConsultationInput
from nadhir.web.response.models.dialogue import (
    Activation,
    Dispute,
    DisputeParty,
    DisputeStep,
    Insight,
    Invitation,
)
from nadhir.web.response.models.engagement import Engagement, EngagementFile, Participation
from nadhir.web.response.models.library import LibraryUse
from nadhir.web.response.models.review import Review
from nadhir.web.response.models.undertaking import Undertaking, UndertakingProof, UndertakingStep
from nadhir.web.response.models.wording import Audience, Kind, Theme

__all__ = [
    "Activation",
    "Audience",
    "Briefing",
    "BriefingQuestion",
    "Consultation",
    "ConsultationDraft",
    "ConsultationInput",
    "Dispute",
    "DisputeParty",
    "DisputeStep",
    "Engagement",
    "EngagementFile",
    "Insight",
    "Invitation",
    "Kind",
    "LibraryUse",
    "Participation",
    "Review",
    "Theme",
    "Undertaking",
    "UndertakingProof",
    "UndertakingStep",
]
