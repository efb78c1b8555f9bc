"""Records of situations: what is watched, what is known, what is held to be so."""

from __future__ import annotations

from nadhir.web.situations.models.assessment import (
    Assessment,
    Dissent,
    Finding,
    Gap,
    GroupView,
    Scenario,
    TriggerAhead,
)
from nadhir.web.situations.models.evidence import Anchor, Evidence
from nadhir.web.situations.models.joint import JointAssessment, JointSignature, JointTeam, Settlement
from nadhir.web.situations.models.law import ArticlePosition, Case, CostNote, LegalPosition
from nadhir.web.situations.models.lexicon import Rescreening, Term, WordList
from nadhir.web.situations.models.occasions import CalendarFile, Occasion
from nadhir.web.situations.models.release import Redaction, Release, Scheme
from nadhir.web.situations.models.situation import (
    FRAMEWORK,
    Attachment,
    GroupAtRisk,
    Neighbour,
    Party,
    Situation,
)
from nadhir.web.situations.models.tensions import Resilience, ResilienceReading, Tension, TensionReading

__all__ = [
    "FRAMEWORK",
    "Anchor",
    "ArticlePosition",
    "Assessment",
    "Attachment",
    "CalendarFile",
    "Case",
    "CostNote",
    "Dissent",
    "Evidence",
    "Finding",
    "Gap",
    "GroupAtRisk",
    "GroupView",
    "JointAssessment",
    "JointSignature",
    "JointTeam",
    "LegalPosition",
    "Neighbour",
    "Occasion",
    "Party",
    "Redaction",
    "Release",
    "Rescreening",
    "Resilience",
    "ResilienceReading",
    "Scenario",
    "Scheme",
    "Settlement",
    "Situation",
    "Tension",
    "TensionReading",
    "Term",
    "TriggerAhead",
    "WordList",
]
