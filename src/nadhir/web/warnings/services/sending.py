"""Who is told what by which way: written down, put into the outbox, and what became of it kept.

A `Delivery` is made in the transaction that causes it, one for each recipient, way, message and version, and
never a second. A word that takes something back (cancelled, replaced, expired) goes to those whom the thing
itself reached, and to nobody else: what has not left yet is withdrawn; where it is just leaving, the word
waits to see whether it did (see `warnings.delivery`).
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock, ledger, outbox, policy
from nadhir.web.core.models import Outgoing
from nadhir.web.core.outbox import Outcome
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings import sending_times
from nadhir.web.warnings.models import Channel, Delivery, Recipient, Warning, Wish
from nadhir.web.warnings.sending_times import Wishes
from nadhir.web.warnings.services.channels import channels_ensure, channels_stop

Message, State, Kind = Delivery.Message, Delivery.State, Channel.Kind
TAKES_BACK = frozenset({Message.CANCEL, Message.REPLACED, Message.EXPIRE})
KINDS = {Kind.MAIL: "warning.mail", Kind.MESSAGE: "warning.message", Kind.WEBHOOK: "warning.webhook"}
DIGEST = "warning.digest"
DESK = "warning.desk"
DESK_WAITS = timedelta(minutes=2)  # what fails together is told together


@transaction.atomic
def deliveries_put(*, warning: Warning, recipients: Iterable[Recipient], message: str) -> int:
    """Have these recipients told, each by every way that is open to them; how many messages that makes.

    Args:
        message: of `Delivery.Message`. "issue" of a warning that replaces another is its update.
    """
    people = {one.pk: one for one in recipients if not one.standby}
    if message == Message.ISSUE and warning.updates_id:
        message = Message.UPDATE
    channels_ensure(recipients=people.values())
    if message in TAKES_BACK:
        deliveries_withdraw(recipients=people.values())
        ways = _ways_that_reached(people)
    else:
        ways = list(Channel.objects.filter(recipient__in=people, stopped_at=None))
        if message in (Message.REMINDER, Message.RELIEVED):  # the page says so by itself
            ways = [way for way in ways if way.kind != Kind.PAGE]
    for way in ways:
        way.recipient = people[way.recipient_id]
    edition, now = edition_of(warning), clock.now()
    made = [Delivery(recipient=way.recipient, channel=way, message=message, edition=edition) for way in ways]
    for one in made:
        if one.channel.kind == Kind.PAGE:
            one.state, one.sent_at = State.SENT, now
    _address(warning, made, now)
    Delivery.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)
    only_page = {one.recipient_id for one in made} - {
        one.recipient_id for one in made if one.channel.kind != Kind.PAGE
    }
    Recipient.objects.filter(pk__in=only_page, delivered_at=None).update(delivered_at=now)
    return len(made)


def edition_of(warning: Warning) -> int:
    """Which version of a warning this is: 1 for the first of its chain."""
    edition, before = 1, warning.updates
    while before is not None and edition < 1000:
        edition, before = edition + 1, before.updates
    return edition


def _address(warning: Warning, made: Sequence[Delivery], now: datetime) -> None:
    """Put a message into the outbox for each delivery that leaves the house; several share a collection."""
    alert = warning.kind == Warning.Kind.ALERT
    wishes = _wishes([one.recipient for one in made])
    put: dict[str, Outgoing] = {}
    keys: dict[uuid.UUID, str] = {}
    for one in made:
        kind = KINDS.get(Kind(one.channel.kind))
        if kind is None:
            continue
        person, told = (
            one.recipient,
            {"alert": alert, "principal": getattr(one.recipient, "principal", False)},
        )
        wish = wishes.get(person.user_id, Wishes())
        due = now
        key = f"warning:{warning.pk}:{one.message}:{one.channel.pk}"
        if one.channel.kind == Kind.MAIL and wish.digest and sending_times.may_collect(one.message, **told):
            due, kind = sending_times.next_digest(now, wish), DIGEST
            key = f"warning:digest:{one.channel.address.lower()}:{due:%Y-%m-%dT%H}"[:200]
        elif not sending_times.urgent(one.message, **told):
            due = sending_times.after_quiet(now, wish)
        put.setdefault(key, Outgoing(kind=kind, key=key, due_at=due))
        keys[one.pk] = key
    there = {one.key: one for one in outbox.put_many(list(put.values()))}
    for one in made:
        if one.pk in keys:
            one.outgoing = there[keys[one.pk]]


def _wishes(people: Sequence[Recipient]) -> dict[uuid.UUID | None, Wishes]:
    users = {one.user_id for one in people if one.user_id}
    return {
        one.user_id: Wishes(
            digest=one.digest,
            quiet=(one.quiet_from, one.quiet_until)
            if one.quiet_from is not None and one.quiet_until is not None
            else None,
            zone=_zone(getattr(one.user, "time_zone", "")),
        )
        for one in Wish.objects.filter(user__in=users).select_related("user")
    }


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError):
        return ZoneInfo("UTC")


def _ways_that_reached(people: dict[uuid.UUID, Recipient]) -> list[Channel]:
    """The open ways by which something went, or may just be going, to each. Where all by which it went are
    stopped since, every open one; whom nothing reached but the page finds the word there."""
    went = Delivery.objects.filter(recipient__in=people).exclude(message__in=TAKES_BACK)
    maybe = Q(state=State.SENT) | Q(outgoing__state=Outgoing.State.SENDING) | Q(outgoing__uncertain=True)
    reached: dict[uuid.UUID, dict[uuid.UUID, str]] = defaultdict(dict)
    for person, used, kind in went.filter(maybe).values_list("recipient", "channel", "channel__kind"):
        reached[person][used] = kind
    for one in people.values():
        if one.acknowledged_at:
            reached[one.pk] |= {}
    open_ways: dict[uuid.UUID, list[Channel]] = defaultdict(list)
    for way in Channel.objects.filter(recipient__in=list(reached), stopped_at=None):
        open_ways[way.recipient_id].append(way)
    chosen: list[Channel] = []
    for pk, ways in open_ways.items():
        same = [way for way in ways if way.pk in reached[pk]]
        only_page = set(reached[pk].values()) == {Kind.PAGE}
        chosen += same if only_page or any(way.kind != Kind.PAGE for way in same) else ways
    return chosen


def deliveries_withdraw(*, recipients: Iterable[Recipient]) -> int:
    """Keep back what has not left yet; how many."""
    waiting = Delivery.objects.filter(recipient__in=[one.pk for one in recipients], state=State.WAITING)
    rows = list(waiting.values_list("pk", "outgoing", "outgoing__kind", "outgoing__state"))
    own = outbox.withdraw(key for _, key, kind, _ in rows if key and kind != DIGEST)
    gone = [
        pk
        for pk, key, kind, state in rows
        if key is None or key in own or (kind == DIGEST and state == Outgoing.State.WAITING)
    ]
    return Delivery.objects.filter(pk__in=gone).update(state=State.WITHDRAWN, ended_at=clock.now())


def deliveries_settle(
    *, outcomes: Sequence[Outcome], only: dict[uuid.UUID, list[uuid.UUID] | None] | None = None
) -> None:
    """Keep what became of messages: called in the transaction that marks them.

    Args:
        only: of a collection, which deliveries were in it, where that is known.
    """
    now = clock.now()
    sent = [one.message.pk for one in outcomes if one.state == Outgoing.State.SENT]
    went = Delivery.objects.filter(
        outgoing__in=sent, state__in=[State.WAITING, State.FAILED, State.WITHDRAWN]
    )
    if only is not None:
        known = {key: keys for key, keys in only.items() if keys is not None}
        inside = Q(pk__in=[pk for keys in known.values() for pk in keys])
        went = went.filter(inside | ~Q(outgoing__in=list(known)))
    people = list(went.values_list("recipient", flat=True))
    went.update(state=State.SENT, sent_at=now, ended_at=None, problem="", detail="")
    Recipient.objects.filter(pk__in=people, delivered_at=None).update(delivered_at=now)
    for one in outcomes:
        if one.state == Outgoing.State.SENT:
            continue
        ours = Delivery.objects.filter(outgoing=one.message.pk, state=State.WAITING)
        if one.state == Outgoing.State.WITHDRAWN:
            ours.update(state=State.WITHDRAWN, ended_at=now)
        elif one.state == Outgoing.State.FAILED:
            _fail(
                list(ours.select_related("channel", "recipient")),
                one.code or "delivery.failed",
                one.problem,
                one.bounced,
            )
        elif one.problem:
            ours.update(problem=one.code or "delivery.failed", detail=one.problem[:300])


def _fail(lost: Sequence[Delivery], code: str, detail: str, bounced: bool) -> None:
    """Nothing more is tried: keep why, stop a way that leads nowhere, and tell the desk."""
    now = clock.now()
    Delivery.objects.filter(pk__in=[one.pk for one in lost]).update(
        state=State.BOUNCED if bounced else State.FAILED, ended_at=now, problem=code, detail=detail[:300]
    )
    if bounced:
        channels_stop(channels=[one.channel for one in lost], because=code, now=now)
    for warning in {one.recipient.warning_id for one in lost}:
        outbox.put(
            kind=DESK,
            key=f"warning:{warning}:trouble:{now:%Y-%m-%dT%H}",
            due_at=now + DESK_WAITS,
            warning=str(warning),
        )


@transaction.atomic
def delivery_bounce(*, delivery: Delivery, detail: str = "") -> bool:
    """A mail that had left came back: keep it, stop the mailbox, tell the desk; whether that was news."""
    fresh = Delivery.objects.select_for_update().select_related("channel", "recipient").get(pk=delivery.pk)
    if fresh.state == State.BOUNCED:
        return False
    _fail([fresh], "delivery.came_back", detail, bounced=True)
    return True


@transaction.atomic
def delivery_retry(*, viewer: Viewer, delivery: Delivery) -> Delivery:
    """Try once more what was given up, or at once what waits: the same message, with the same key.

    Raises:
        NotPossibleNow: it has left, or was withdrawn, or its way is stopped.
    """
    policy.require(viewer, "warning.draft", delivery.recipient.warning)
    fresh = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("channel", "outgoing")
        .get(pk=delivery.pk)
    )
    if fresh.outgoing is None or fresh.state not in (State.FAILED, State.BOUNCED, State.WAITING):
        raise NotPossibleNow("delivery.not_again")
    if fresh.channel.stopped_at is not None:
        Channel.objects.filter(pk=fresh.channel_id).update(stopped_at=None, stopped_because="")
    if fresh.outgoing.state == Outgoing.State.SENT:  # it left, and came back
        Outgoing.objects.filter(pk=fresh.outgoing.pk).update(state=Outgoing.State.FAILED)
    outbox.retry([fresh.outgoing.pk], now=clock.now())
    Delivery.objects.filter(pk=fresh.pk).update(state=State.WAITING, ended_at=None)
    ledger.record(viewer, "warning.send_again", delivery.recipient.warning, delivery=fresh.pk)
    fresh.refresh_from_db()
    return fresh


@transaction.atomic
def delivery_put_other_way(*, viewer: Viewer, channel: Channel) -> int:
    """Send by a way that was added later what the person should have by now; how many messages.

    Raises:
        NotPossibleNow: the warning is not out.
    """
    warning = channel.recipient.warning
    policy.require(viewer, "warning.draft", warning)
    if warning.status != Warning.Status.ISSUED or channel.recipient.standby:
        return 0
    message = Message.UPDATE if warning.updates_id else Message.ISSUE
    now = clock.now()
    one = Delivery(recipient=channel.recipient, channel=channel, message=message, edition=edition_of(warning))
    if channel.kind == Kind.PAGE:
        one.state, one.sent_at = State.SENT, now
    _address(warning, [one], now)
    Delivery.objects.bulk_create([one], ignore_conflicts=True)
    ledger.record(viewer, "warning.send_other_way", warning, delivery=one.pk, kind=channel.kind)
    return 1


@transaction.atomic
def deliveries_mark_fetched(*, recipient: Recipient) -> int:
    """Called when a recipient's CAP feed is fetched: what stands in it has arrived; how many."""
    now = clock.now()
    waiting = Delivery.objects.filter(recipient=recipient, channel__kind=Kind.CAP, state=State.WAITING)
    fetched = waiting.update(state=State.SENT, sent_at=now)
    if fetched:
        Recipient.objects.filter(pk=recipient.pk, delivered_at=None).update(delivered_at=now)
    return fetched
