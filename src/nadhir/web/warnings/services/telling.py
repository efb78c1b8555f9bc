"""Who is told what, in the transaction that causes it. How it is sent, and by which ways, is `sending`'s."""

from __future__ import annotations

from collections.abc import Iterable

from nadhir.web.warnings.models import Recipient, Warning
from nadhir.web.warnings.services.sending import deliveries_put


def recipients_tell(*, warning: Warning, recipients: Iterable[Recipient], message: str) -> None:
    """Have every one of these recipients told, once for each warning and kind of word.

    Args:
        message: "issue", "cancel", "replaced" or "expire". What takes something back goes only to those
            whom it reached.
    """
    deliveries_put(warning=warning, recipients=recipients, message=message)
