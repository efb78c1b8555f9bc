"""Who is told what, in the transaction that causes it. How it is sent, and by which ways, is `sending`'s."""

from __future__ import annotations

from collections.abc import Iterable

from nadhir.web.warnings.models import Channel, Delivery, Recipient, Warning
from nadhir.web.warnings.services.sending import deliveries_put


def recipients_tell(*, warning: Warning, recipients: Iterable[Recipient], message: str) -> None:
    """Have every one of these recipients told, once for each warning and kind of word.

    Args:
        message: "issue", "cancel", "replaced" or "expire". What takes something back goes only to those
            whom it reached.
    """
    deliveries_put(warning=warning, recipients=recipients, message=message)


def recipients_of_earlier_tell(*, warning: Warning) -> None:
    """Tell of the cancellation of an update those who got an earlier version and of whom no word of the
    update had reached: they hold a text that says that an update was sent to them."""
    told = Delivery.objects.filter(recipient__warning=warning, state=Delivery.State.SENT)
    told = told.exclude(channel__kind=Channel.Kind.PAGE)  # where it stands, whether or not anybody looks
    reached = {_person(one) for one in warning.recipients.filter(pk__in=told.values("recipient"))}
    earlier = warning.updates
    while earlier is not None:
        replaced = Delivery.objects.filter(
            recipient__warning=earlier, message=Delivery.Message.REPLACED
        ).values("recipient")
        left = [one for one in earlier.recipients.exclude(pk__in=replaced) if _person(one) not in reached]
        recipients_tell(warning=earlier, recipients=left, message="cancel")
        reached |= {_person(one) for one in left}
        earlier = earlier.updates


def _person(one: Recipient) -> str:
    """Who a recipient is, from one version of a warning to the next."""
    return str(one.user_id or one.email.lower())
