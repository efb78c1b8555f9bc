"""Who is told what, written into the outbox in the transaction that causes it.

The kinds of word: `issue` (there is a warning), `cancel` (it is taken back), `replaced` (an update that
is not addressed to this person has taken its place). How each is sent, and by which ways, is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable

from nadhir.web.core import outbox
from nadhir.web.warnings.models import Recipient, Warning


def recipients_tell(*, warning: Warning, recipients: Iterable[Recipient], message: str) -> None:
    """Have every one of these recipients told, once for each warning and kind of word.

    Args:
        message: "issue", "cancel" or "replaced".
    """
    for recipient in recipients:
        outbox.put(
            kind="warning.mail",
            key=f"warning:{warning.pk}:{message}:{recipient.pk}",
            recipient=str(recipient.pk),
            message=message,
        )
