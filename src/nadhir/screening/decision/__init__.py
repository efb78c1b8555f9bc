"""From evidence to a probability: what claims, shape and text model say together, language by language."""

from nadhir.screening.decision.evidence import Evidence
from nadhir.screening.decision.weights import THRESHOLD, Decision, Line

__all__ = ["THRESHOLD", "Decision", "Evidence", "Line"]
