"""What can be done with a warning: drafted (`drafting`, `naming`, `citing`), commented upon (`commenting`),
cleared (`clearing`), issued (`issuing`), updated (`updating`), answered (`answering`).

A warning rests on a signed assessment and names who must know. Approval is the act of a second person. What
is issued is frozen; delivery goes through the outbox, one message per recipient.
"""

from nadhir.web.warnings.services.answering import (
    decision_record,
    recipient_mark_delivered,
    recipient_mark_read,
    warning_acknowledge,
)
from nadhir.web.warnings.services.citing import citations_choose
from nadhir.web.warnings.services.clearing import (
    StepGiven,
    chain_set,
    warning_approve,
    warning_return,
)
from nadhir.web.warnings.services.commenting import comment_make, comment_resolve
from nadhir.web.warnings.services.drafting import (
    WRITTEN,
    option_add,
    option_remove,
    option_write,
    warning_draft,
    warning_submit,
    warning_write,
)
from nadhir.web.warnings.services.issuing import (
    warning_as_issued,
    warning_cancel,
    warning_issue,
)
from nadhir.web.warnings.services.naming import (
    recipient_group_add,
    recipient_group_drop,
    recipient_group_keep,
    recipient_name,
    recipient_remove,
    recipient_write,
    recipients_name_role,
)
from nadhir.web.warnings.services.proposing import (
    proposal_dismiss,
    proposal_make,
    proposal_take,
    proposals_look,
    proposals_renew,
)
from nadhir.web.warnings.services.updating import warning_update, warnings_expire

__all__ = [
    "WRITTEN",
    "StepGiven",
    "chain_set",
    "citations_choose",
    "comment_make",
    "comment_resolve",
    "decision_record",
    "option_add",
    "option_remove",
    "option_write",
    "proposal_dismiss",
    "proposal_make",
    "proposal_take",
    "proposals_look",
    "proposals_renew",
    "recipient_group_add",
    "recipient_group_drop",
    "recipient_group_keep",
    "recipient_mark_delivered",
    "recipient_mark_read",
    "recipient_name",
    "recipient_remove",
    "recipient_write",
    "recipients_name_role",
    "warning_acknowledge",
    "warning_approve",
    "warning_as_issued",
    "warning_cancel",
    "warning_draft",
    "warning_issue",
    "warning_return",
    "warning_submit",
    "warning_update",
    "warning_write",
    "warnings_expire",
]
