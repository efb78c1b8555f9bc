"""What can be done with a warning: drafted (`drafting`), approved and issued (`issuing`), answered
(`answering`).

A warning rests on a signed assessment and names who must know. Approval is the act of a second person. What
is issued is frozen; delivery goes through the outbox, one message per recipient.
"""

from nadhir.web.warnings.services.answering import (
    decision_record,
    recipient_mark_delivered,
    recipient_mark_read,
    warning_acknowledge,
)
from nadhir.web.warnings.services.drafting import (
    WRITTEN,
    option_add,
    option_remove,
    option_write,
    recipient_name,
    recipient_remove,
    warning_draft,
    warning_submit,
    warning_write,
)
from nadhir.web.warnings.services.issuing import (
    warning_approve,
    warning_as_issued,
    warning_cancel,
    warning_issue,
    warning_return,
)
from nadhir.web.warnings.services.proposing import (
    proposal_dismiss,
    proposal_make,
    proposal_take,
    proposals_renew,
)

__all__ = [
    "WRITTEN",
    "decision_record",
    "option_add",
    "option_remove",
    "option_write",
    "proposal_dismiss",
    "proposal_make",
    "proposal_take",
    "proposals_renew",
    "recipient_mark_delivered",
    "recipient_mark_read",
    "recipient_name",
    "recipient_remove",
    "warning_acknowledge",
    "warning_approve",
    "warning_as_issued",
    "warning_cancel",
    "warning_draft",
    "warning_issue",
    "warning_return",
    "warning_submit",
    "warning_write",
]
