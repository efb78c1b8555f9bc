"""The outbox: what leaves the house is written in the transaction that causes it and sent afterwards.

For each kind of message something is registered that sends it: a `Post`, which makes parcels of many messages
at once, or a plain function for a kind of which there are few. A worker claims messages, has them made into
parcels (which may look into the database), carries the parcels by several threads (which may not), and marks
what became of each as soon as it is known. A message whose cause is recorded twice is one message (`key`).

What a worker has claimed is its own as long as it lives (see `leases`); a claim runs out after `CLAIM`
whatever happens. If a process dies after the other side accepted a message and before the worker noted that,
a matter of microseconds, or if the machine dies, the message leaves again, with the same key: no protocol to
the outside can rule that out. Mails carry the key as Message-ID, webhooks as Idempotency-Key, so that the
other side can tell.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db import OperationalError, transaction

from nadhir.errors import NadhirError
from nadhir.web.core import carrying, clock, leases
from nadhir.web.core.carrying import Parcel
from nadhir.web.core.leases import Worker
from nadhir.web.core.models import Outgoing

logger = logging.getLogger(__name__)

CLAIM = timedelta(minutes=5)
ATTEMPTS = 8
MOST = 200  # messages in one claim
LANE = "mail"  # of what says no other


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message: its state, in words of the other side what was wrong, and a code for that.

    `bounced`: the address itself is no good.
    """

    message: Outgoing
    state: str
    code: str = ""
    problem: str = ""
    bounced: bool = False
    due_at: datetime | None = None


class Post(Protocol):
    """How messages of one kind are sent."""

    def prepare(self, messages: Sequence[Outgoing], now: datetime) -> Iterable[Parcel | Outcome]:
        """Each message as a parcel, or as what became of it without one: withdrawn, or later."""

    def settle(self, outcomes: Sequence[Outcome]) -> None:
        """Keep what became of the messages; in the transaction that marks them."""


Sender = Callable[[Outgoing], None]
posts: dict[str, tuple[Post, str]] = {}


@dataclass(frozen=True, slots=True)
class _OneByOne:
    """A plain function as a post: called in the worker's own thread, since it may look into the database."""

    sender: Sender

    def prepare(self, messages: Sequence[Outgoing], now: datetime) -> Iterable[Parcel | Outcome]:  # noqa: ARG002
        return [Parcel(one, lambda _lines, one=one: self.sender(one), here=True) for one in messages]  # type: ignore[misc]

    def settle(self, outcomes: Sequence[Outcome]) -> None:
        """Nothing beside the message itself is kept."""


def register(kind: str) -> Callable[[Sender], Sender]:
    """Make the decorated function the sender of messages of `kind`."""

    def keep(sender: Sender) -> Sender:
        posts[kind] = (_OneByOne(sender), LANE)
        return sender

    return keep


def register_post(kind: str, post: Post, *, lane: str = LANE) -> None:
    """Make `post` send messages of `kind`. Lanes do not wait for each other: what is slow has its own."""
    posts[kind] = (post, lane)


def lanes() -> list[str]:
    """All lanes that something was registered for."""
    return sorted({lane for _, lane in posts.values()})


def put(*, kind: str, key: str, due_at: datetime | None = None, **data: Any) -> Outgoing:
    """Write a message into the outbox; a second one with the same key is the same message."""
    fields = {"kind": kind, "data": data, "due_at": due_at or clock.now()}
    return Outgoing.objects.get_or_create(key=key, defaults=fields)[0]


def put_many(messages: Sequence[Outgoing]) -> list[Outgoing]:
    """The same for many at once: those whose key is known already are left out. Gives what is there."""
    Outgoing.objects.bulk_create(messages, ignore_conflicts=True, batch_size=500)
    found: list[Outgoing] = []
    for start in range(0, len(messages), 500):
        found += Outgoing.objects.filter(key__in=[one.key for one in messages[start : start + 500]])
    return found


def withdraw(messages: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Keep back those of these messages that nobody is sending yet; which."""
    waiting = Outgoing.objects.filter(pk__in=list(messages), state=Outgoing.State.WAITING)
    kept = set(waiting.select_for_update().values_list("pk", flat=True))
    Outgoing.objects.filter(pk__in=kept).update(state=Outgoing.State.WITHDRAWN)
    return kept


def retry(messages: Iterable[uuid.UUID], *, now: datetime) -> int:
    """Have these tried again at once: those that were given up, and those that wait for a later try."""
    again = Outgoing.objects.filter(
        pk__in=list(messages), state__in=[Outgoing.State.FAILED, Outgoing.State.WAITING]
    )
    return again.update(state=Outgoing.State.WAITING, attempts=0, due_at=now, problem="")


def deliver(
    now: datetime,
    *,
    limit: int = MOST,
    lane: str | None = None,
    worker: Worker | None = None,
    threads: int = 1,
) -> int:
    """Send what is due; how many left. A message that fails waits longer each time and is kept.

    Args:
        limit: how many are claimed at once.
        lane: only of this one.
        worker: whose claims they are; without one they run out by time alone.
        threads: how many carry at the same time. With 1, everything happens in the caller's thread.
    """
    sent, ours = 0, [kind for kind, (_, runs) in posts.items() if lane in (None, runs)]
    owner = worker.id if worker else uuid.uuid4()
    while claimed := _claimed(now, limit, owner, ours):
        sent += _send(claimed, now, owner, worker, threads)
        if len(claimed) < limit:
            break
    return sent


def free_dead(now: datetime) -> int:
    """Free what dead workers had claimed: what they noted to have left is marked so, the rest waits again, in
    its turn; how many messages that are."""
    return sum(free(lease) for lease in leases.leases_dead(now=now))


def free(lease: uuid.UUID) -> int:
    """End the lease of a worker, whose claims nobody works on any more; how many messages wait again."""
    noted = leases.noted_by(lease)
    claimed = Outgoing.objects.filter(claimed_by=lease, state=Outgoing.State.SENDING)
    left = list(claimed.filter(pk__in=noted)) if noted else []
    _settle([Outcome(one, Outgoing.State.SENT) for one in left if one.kind in posts], lease)
    freed = claimed.update(state=Outgoing.State.WAITING, claimed_by=None, due_at=clock.now(), uncertain=True)
    leases.lease_end(lease=lease)
    return freed


def _claimed(
    now: datetime, limit: int, owner: uuid.UUID, kinds: Sequence[str] | None = None
) -> list[Outgoing]:
    waiting = Outgoing.objects.filter(
        kind__in=list(posts) if kinds is None else kinds,
        state__in=[Outgoing.State.WAITING, Outgoing.State.SENDING],
        due_at__lte=now,
    )
    with transaction.atomic():
        messages = list(waiting.select_for_update(skip_locked=_can_skip_locked()).order_by("due_at")[:limit])
        run_out = [message.pk for message in messages if message.state == Outgoing.State.SENDING]
        if run_out:
            Outgoing.objects.filter(pk__in=run_out).update(uncertain=True)
        if messages:
            Outgoing.objects.filter(pk__in=[message.pk for message in messages]).update(
                state=Outgoing.State.SENDING, due_at=now + CLAIM, claimed_by=owner
            )
    return messages


def _can_skip_locked() -> bool:
    return bool(transaction.get_connection().features.has_select_for_update_skip_locked)


def _send(
    messages: Sequence[Outgoing], now: datetime, owner: uuid.UUID, worker: Worker | None, threads: int
) -> int:
    """Make parcels of claimed messages, carry them, and mark each as soon as its end is known."""
    by_kind: dict[str, list[Outgoing]] = defaultdict(list)
    for message in messages:
        by_kind[message.kind].append(message)
    parcels: list[Parcel] = []
    known: list[Outcome] = []
    for kind, ours in by_kind.items():
        try:
            for made in posts[kind][0].prepare(ours, now):
                (parcels if isinstance(made, Parcel) else known).append(made)  # type: ignore[arg-type]
        except Exception as problem:
            logger.exception("messages of kind %s could not be made", kind)
            known += [_failed(one, now, problem) for one in ours]
    _settle(known, owner)
    sent, until = 0, time.monotonic() + CLAIM.total_seconds() / 2
    with worker.sending() if worker else nullcontext():
        ended = carrying.carry(
            parcels,
            threads=threads,
            trusted=lambda: time.monotonic() < until and (worker is None or worker.trusted),
            beat=worker.beat if worker else None,
            note=worker.note if worker else None,
        )
        for some in ended:
            outcomes = [_outcome(parcel.message, now, problem) for parcel, problem in some]
            _settle(outcomes, owner)
            sent += sum(outcome.state == Outgoing.State.SENT for outcome in outcomes)
    return sent


def _outcome(message: Outgoing, now: datetime, problem: BaseException | None) -> Outcome:
    if problem is None:
        return Outcome(message, Outgoing.State.SENT)
    if isinstance(problem, carrying.NotCarried):
        return Outcome(message, Outgoing.State.WAITING, due_at=now)
    return _failed(message, now, problem)


def _failed(message: Outgoing, now: datetime, problem: BaseException) -> Outcome:
    """A try that failed: again later, or given up."""
    logger.warning("message %s (%s) failed: %s", message.pk, message.kind, problem)
    refused = problem if isinstance(problem, carrying.Refused) else None
    final = isinstance(problem, NadhirError) or bool(refused and refused.final)
    attempts = message.attempts + 1
    message.attempts = attempts
    words = (
        str(problem)
        if refused or isinstance(problem, NadhirError)
        else f"{type(problem).__name__}: {problem}"
    )
    return Outcome(
        message,
        Outgoing.State.FAILED if final or attempts >= ATTEMPTS else Outgoing.State.WAITING,
        code=refused.code if refused else "",
        problem=words[:300],
        bounced=bool(refused and refused.bounced),
        due_at=now + timedelta(seconds=30 * 2**attempts),
    )


def _settle(outcomes: Sequence[Outcome], owner: uuid.UUID) -> None:
    """Mark what became of messages. A database that is busy is asked again: an end that is known and not
    marked would be a message that leaves twice."""
    if not outcomes:
        return
    for pause in (0.1, 0.5, 2.0, 5.0, None):
        try:
            _mark(outcomes, owner)
            return
        except OperationalError:
            if pause is None or transaction.get_connection().in_atomic_block:
                raise
            time.sleep(pause)


@transaction.atomic
def _mark(outcomes: Sequence[Outcome], owner: uuid.UUID) -> None:
    mine = Outgoing.objects.filter(claimed_by=owner, state=Outgoing.State.SENDING)
    sent = [one.message.pk for one in outcomes if one.state == Outgoing.State.SENT]
    if sent:
        mine.filter(pk__in=sent).update(
            state=Outgoing.State.SENT, sent_at=clock.now(), problem="", claimed_by=None
        )
    for one in outcomes:
        if one.state != Outgoing.State.SENT:
            mine.filter(pk=one.message.pk).update(
                state=one.state,
                attempts=one.message.attempts,
                due_at=one.due_at or clock.now(),
                problem=one.problem,
                claimed_by=None,
            )
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        by_kind[one.message.kind].append(one)
    for kind, ours in by_kind.items():
        posts[kind][0].settle(ours)
