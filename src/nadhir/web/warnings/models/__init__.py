"""Warnings, their options and recipients, acknowledgements and decisions."""

from nadhir.web.warnings.models.channel import Channel
from nadhir.web.warnings.models.warning import Decision, Option, Recipient, Warning

__all__ = [
    "Channel",
    "Decision",
    "Option",
    "Recipient",
    "Warning",
]
