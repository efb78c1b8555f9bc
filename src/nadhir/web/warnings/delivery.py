"""How a warning reaches its recipients: what waits in the outbox made into mails, messages and posts.

What is made is made when it is sent, so that it obeys the state of that moment: a warning that was cancelled
since is not sent, and a word that takes it back waits until it is known whom the warning reached.

A warning of a demonstration never leaves the house at all: what would be sent is written into the workspace,
whatever servers are set.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nadhir.errors import NadhirError
from nadhir.web.core import outbox, rounds
from nadhir.web.core.carrying import Lines, Parcel, Refused
from nadhir.web.core.models import Outgoing
from nadhir.web.core.outbox import Outcome
from nadhir.web.warnings import (
    delivery_rules,  # noqa: F401 - registers itself
    sending_mail,
    sending_message,
    sending_webhook,
)
from nadhir.web.warnings.models import Channel, Delivery, Warning
from nadhir.web.warnings.services import reminding, sending

Status, Message = Warning.Status, Delivery.Message
IN = {
    Message.CANCEL: {Status.CANCELLED, Status.UPDATED},  # the latter: its update was cancelled
    Message.REPLACED: {Status.UPDATED},
    Message.EXPIRE: {Status.EXPIRED},
}  # every other message: the warning is in force
SOON = timedelta(seconds=5)
RELATED = ("channel", "recipient__warning__owner", "recipient__warning__updates")


@dataclass(frozen=True)
class Ways:
    """A post for one kind of way: which deliveries still mean something, made into parcels."""

    make: Callable[[Sequence[Delivery], dict[uuid.UUID, str]], Callable[[Lines], None]]
    collected: bool = False
    _carried: dict[uuid.UUID, list[uuid.UUID]] = field(default_factory=dict)

    def prepare(self, messages: Sequence[Outgoing], now: datetime) -> Iterable[Parcel | Outcome]:
        found: dict[uuid.UUID | None, list[Delivery]] = defaultdict(list)
        waiting = Delivery.objects.filter(
            outgoing__in=[one.pk for one in messages], state=Delivery.State.WAITING
        )
        for one in waiting.select_related(*RELATED):
            found[one.outgoing_id].append(one)
        reached = _reached([one for ours in found.values() for one in ours])
        threads = sending_mail.threads_of([one for ours in found.values() for one in ours])
        for message in messages:
            yield self._parcel(message, found[message.pk], now, reached, threads)

    def _parcel(
        self,
        message: Outgoing,
        ours: list[Delivery],
        now: datetime,
        reached: dict[uuid.UUID, str],
        threads: dict[uuid.UUID, str],
    ) -> Parcel | Outcome:
        says = {one.pk: _says(one, reached) for one in ours}
        if "later" in says.values():
            return Outcome(message, Outgoing.State.WAITING, due_at=now + SOON)
        meant = [one for one in ours if says[one.pk] == "send"]
        if not meant:
            return Outcome(message, Outgoing.State.WITHDRAWN)
        if any(one.channel.stopped_at for one in meant):
            return Outcome(message, Outgoing.State.FAILED, code="delivery.stopped", problem="")
        try:
            carry = self.make(meant, threads)
        except (Refused, NadhirError) as problem:
            code = problem.code if isinstance(problem, Refused) else "delivery.failed"
            return Outcome(message, Outgoing.State.FAILED, code=code, problem=str(problem)[:300])
        if self.collected:
            self._carried[message.pk] = [one.pk for one in meant]
        return Parcel(message, carry, here=any(one.recipient.warning.fictional for one in meant))

    def settle(self, outcomes: Sequence[Outcome]) -> None:
        only = None
        if self.collected:
            only = {one.message.pk: self._carried.pop(one.message.pk, None) for one in outcomes}
        sending.deliveries_settle(outcomes=outcomes, only=only)


def _says(delivery: Delivery, reached: dict[uuid.UUID, str]) -> str:
    """Whether a delivery is still meant: "send", "later" or "drop"."""
    message, recipient = Message(delivery.message), delivery.recipient
    if recipient.warning.status not in IN.get(message, {Status.ISSUED}):
        return "drop"
    if message in sending.TAKES_BACK:
        return "send" if recipient.acknowledged_at else reached.get(recipient.pk, "drop")
    if message == Message.REMINDER and recipient.acknowledged_at:
        return "drop"
    return "send"


def _reached(deliveries: Iterable[Delivery]) -> dict[uuid.UUID, str]:
    """By recipient of a word that takes something back: "send" where the thing itself left, or may have left
    with a worker that died; "later" where it is just leaving."""
    people = {one.recipient_id for one in deliveries if one.message in sending.TAKES_BACK}
    found: dict[uuid.UUID, str] = {}
    others = Delivery.objects.filter(recipient__in=people).exclude(message__in=sending.TAKES_BACK)
    others = others.exclude(channel__kind=Channel.Kind.PAGE)
    rows = others.values_list("recipient", "state", "outgoing__state", "outgoing__uncertain")
    for person, state, leaving, uncertain in rows:
        if state in (Delivery.State.SENT, Delivery.State.BOUNCED) or uncertain:
            found[person] = "send"
        elif leaving == Outgoing.State.SENDING:
            found.setdefault(person, "later")
    return found


outbox.register_post("warning.mail", Ways(sending_mail.mail_of))
outbox.register_post("warning.digest", Ways(sending_mail.digest_of, collected=True))
outbox.register_post("warning.message", Ways(sending_message.message_of), lane="outside")
outbox.register_post("warning.webhook", Ways(sending_webhook.post_of), lane="outside")


@outbox.register(sending.DESK)
def tell_desk(message: Outgoing) -> None:
    """Tell whoever issued a warning, and whoever wrote it, that it did not reach everybody."""
    warning = Warning.objects.select_related("issued_by", "created_by", "owner").get(
        pk=uuid.UUID(message.data["warning"])
    )
    lost = Delivery.objects.filter(
        recipient__warning=warning, state__in=[Delivery.State.FAILED, Delivery.State.BOUNCED]
    )
    people = {one.pk: one for one in (warning.issued_by, warning.created_by) if one and one.is_active}
    if lost.exists():
        sending_mail.tell_desk(message, warning, list(people.values()))


@rounds.register("warnings.remind", every=timedelta(minutes=1))
def remind() -> int:
    """Remind who is silent, and tell their deputies."""
    return reminding.recipients_remind()
