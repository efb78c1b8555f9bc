"""Warnings, their options and recipients, acknowledgements and decisions."""

from nadhir.web.warnings.models.channel import Channel
from nadhir.web.warnings.models.clearance import (
    Chain,
    ChainStep,
    Citation,
    Clearance,
    Comment,
    GroupMember,
    RecipientGroup,
)
from nadhir.web.warnings.models.delivery import Delivery, Wish
from nadhir.web.warnings.models.proposal import Proposal
from nadhir.web.warnings.models.warning import Decision, Option, Recipient, Warning

__all__ = [
    "Chain",
    "ChainStep",
    "Channel",
    "Citation",
    "Clearance",
    "Comment",
    "Decision",
    "Delivery",
    "GroupMember",
    "Option",
    "Proposal",
    "Recipient",
    "RecipientGroup",
    "Warning",
    "Wish",
]
