"""The outbox: what leaves the house is written in the transaction that causes it and sent afterwards.

A sender is registered for each kind of message. The worker claims a message, calls its sender and marks
it sent. A message whose cause is recorded twice is one message (`key`). If the process dies between
sending and marking, the claim runs out and the sender is asked again with the same key, which it can use
to recognise its own message; a mail carries it as Message-ID.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from nadhir.errors import NadhirError
from nadhir.web.core import clock
from nadhir.web.core.models import Outgoing

logger = logging.getLogger(__name__)

Sender = Callable[[Outgoing], None]
senders: dict[str, Sender] = {}

CLAIM = timedelta(minutes=5)
ATTEMPTS = 8


def register(kind: str) -> Callable[[Sender], Sender]:
    """Make the decorated function the sender of messages of `kind`."""

    def keep(sender: Sender) -> Sender:
        senders[kind] = sender
        return sender

    return keep


def put(*, kind: str, key: str, due_at: datetime | None = None, **data: Any) -> None:
    """Write a message into the outbox; a second one with the same key is the same message."""
    Outgoing.objects.get_or_create(
        key=key, defaults={"kind": kind, "data": data, "due_at": due_at or clock.now()}
    )


def deliver(now: datetime, *, limit: int = 200) -> int:
    """Send what is due; how many left. A message that fails waits longer each time and is kept."""
    sent = 0
    for message in _claimed(now, limit):
        try:
            senders[message.kind](message)
        except NadhirError as problem:
            _postpone(message, now, str(problem), final=True)
        except Exception as problem:  # noqa: BLE001 - whatever a channel raises is recorded and retried
            logger.warning("message %s (%s) failed: %s", message.pk, message.kind, problem)
            _postpone(message, now, f"{type(problem).__name__}: {problem}")
        else:
            Outgoing.objects.filter(pk=message.pk).update(
                state=Outgoing.State.SENT, sent_at=clock.now(), problem=""
            )
            sent += 1
    return sent


def _claimed(now: datetime, limit: int) -> list[Outgoing]:
    waiting = Outgoing.objects.filter(
        state__in=[Outgoing.State.WAITING, Outgoing.State.SENDING], due_at__lte=now
    )
    with transaction.atomic():
        messages = list(waiting.select_for_update(skip_locked=_can_skip_locked()).order_by("due_at")[:limit])
        Outgoing.objects.filter(pk__in=[message.pk for message in messages]).update(
            state=Outgoing.State.SENDING, due_at=now + CLAIM
        )
    return messages


def _can_skip_locked() -> bool:
    return bool(transaction.get_connection().features.has_select_for_update_skip_locked)


def _postpone(message: Outgoing, now: datetime, problem: str, *, final: bool = False) -> None:
    attempts = message.attempts + 1
    given_up = final or attempts >= ATTEMPTS
    Outgoing.objects.filter(pk=message.pk).update(
        state=Outgoing.State.FAILED if given_up else Outgoing.State.WAITING,
        attempts=attempts,
        due_at=now + timedelta(seconds=30 * 2**attempts),
        problem=problem[:300],
    )
