"""Reading received alerts, the feeds that they come from, and keys to ours, as far as the viewer may."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from nadhir.documents import cap
from nadhir.documents.cap import Alert, signing
from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.accounts.models import User
from nadhir.web.accounts.selectors import viewer_of
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.exchange.composing import Reader, current, is_opened_to, keyed_reader_of, opened_to, reader_of
from nadhir.web.exchange.models import AlertFeed, AlertReference, FeedKey, ReceivedAlert
from nadhir.web.exchange.services.keys import sha256_of
from nadhir.web.exchange.signing import signing_key
from nadhir.web.warnings import selectors as warnings
from nadhir.web.warnings.models import Recipient, Warning
from nadhir.web.warnings.rules import OUT

MOST = 50  # warnings in one feed of ours, the latest
State = ReceivedAlert.State
BAD = (State.HELD, State.REFUSED)


@dataclass(frozen=True, slots=True)
class Standing:
    """Received alerts in a sentence."""

    current: int
    held: int
    refused: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class Link:
    """An earlier message that one is about: the message, where it has come."""

    sender: str
    identifier: str
    sent: Any
    alert: ReceivedAlert | None


def alerts(viewer: Viewer) -> QuerySet[ReceivedAlert]:
    """All received alerts that the viewer may know of, the latest first, without their bytes."""
    found = policy.visible(ReceivedAlert.objects.select_related("source", "owner", "feed"), viewer)
    return found.defer("raw").order_by("-received_at", "-pk")


def alert(viewer: Viewer, pk: Any) -> ReceivedAlert:
    """One received alert.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of; the two look alike.
    """
    found = alerts(viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="alert.read")
    return found


def narrowed(
    found: QuerySet[ReceivedAlert], *, words: str = "", state: str = "", status: str = ""
) -> QuerySet[ReceivedAlert]:
    """The alerts that a filter leaves.

    Args:
        words: in the headline, the identifier or the sender.
        state: one of `ReceivedAlert.State`, or "bad": held back or not readable.
        status: one of `ReceivedAlert.Status`.
    """
    if words := words.strip():
        found = found.filter(
            Q(headline__icontains=words) | Q(identifier__icontains=words) | Q(sender__icontains=words)
        )
    if state == "bad":
        found = found.filter(state__in=BAD)
    elif state:
        found = found.filter(state=state)
    return found.filter(status=status) if status else found


def standing(viewer: Viewer) -> Standing:
    """How the alerts that the viewer may know of stand."""
    counted = (
        policy.visible(ReceivedAlert.objects.all(), viewer)
        .order_by()
        .aggregate(
            current=Count("pk", filter=Q(state=State.CURRENT)),
            held=Count("pk", filter=Q(state=State.HELD)),
            refused=Count("pk", filter=Q(state=State.REFUSED)),
            unanswered=Count("pk", filter=Q(state=State.CURRENT, acknowledged_at=None)),
        )
    )
    return Standing(**counted)


def earlier_of(viewer: Viewer, alert: ReceivedAlert) -> list[Link]:
    """The messages that an alert is about, in the order in which it names them."""
    found = policy.visible(AlertReference.objects.filter(alert=alert), viewer).order_by("pk")
    return _linked(viewer, alert, found)


def _linked(viewer: Viewer, alert: ReceivedAlert, found: Iterable[AlertReference]) -> list[Link]:
    named = list(found)
    there = alerts(viewer).filter(owner=alert.owner_id, identifier__in=[one.identifier for one in named])
    by_name = {(one.sender, one.identifier, one.sent): one for one in there.order_by("-received_at")}
    return [
        Link(one.sender, one.identifier, one.sent, by_name.get((one.sender, one.identifier, one.sent)))
        for one in named
    ]


def later_of(viewer: Viewer, alert: ReceivedAlert) -> QuerySet[ReceivedAlert]:
    """The messages that are about this one, the first one first."""
    if alert.sent is None:
        return ReceivedAlert.objects.none()
    about = AlertReference.objects.filter(
        sender=alert.sender, identifier=alert.identifier, sent=alert.sent, alert__owner=alert.owner_id
    )
    return alerts(viewer).filter(pk__in=about.values("alert")).exclude(pk=alert.pk).order_by("sent", "pk")


def same_name(viewer: Viewer, alert: ReceivedAlert) -> QuerySet[ReceivedAlert]:
    """Other messages that bear the same identifier and say something else."""
    if not alert.identifier:
        return ReceivedAlert.objects.none()
    named = alerts(viewer).filter(owner=alert.owner_id, sender=alert.sender, identifier=alert.identifier)
    return named.exclude(pk=alert.pk)


def raw_of(viewer: Viewer, alert: ReceivedAlert) -> bytes:
    """The message as it came."""
    found = policy.visible(ReceivedAlert.objects.filter(pk=alert.pk), viewer)
    return bytes(found.values_list("raw", flat=True).get())


def feeds(viewer: Viewer) -> QuerySet[AlertFeed]:
    """The feeds of others, with how many `many` alerts each brought and when the `latest` came."""
    found = policy.visible(AlertFeed.objects.select_related("source"), viewer)
    counted = found.annotate(many=Count("alerts"), latest=Max("alerts__received_at"))
    return counted.order_by("name", "pk")


def feed(viewer: Viewer, pk: Any) -> AlertFeed:
    """One feed of somebody else.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = feeds(viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="feed.read")
    return found


def active_feeds() -> list[AlertFeed]:
    """What is to be fetched, for the worker."""
    return list(AlertFeed.objects.filter(active=True).select_related("source").order_by("fetched_at"))


# ---------------------------------------------------------------- ours


def signed_alert(viewer: Viewer, pk: Any) -> bytes:
    """The last message of a warning for a person who is signed in, with our signature.

    Raises:
        NotAllowed: there is none, or none that this person may know of.
        NotPossibleNow: `warning_cap.not_out`: it has not been issued.
    """
    warning = warnings.warning(viewer, pk)
    if warning.status not in OUT:
        raise NotPossibleNow("warning_cap.not_out", book="nadhir.web.exchange")
    return signed(current(warning, reader_of(viewer, warning)))


def signed(message: Alert) -> bytes:
    """A message of ours with our signature."""
    return signing.sign(cap.compose(message), signing_key())


# ---------------------------------------------------------------- keys to ours


def keys(viewer: Viewer) -> QuerySet[FeedKey]:
    """The keys that the viewer may close: their own, and those of their desk for somebody outside."""
    return policy.visible(FeedKey.objects.select_related("group"), viewer)


def key(viewer: Viewer, pk: Any) -> FeedKey:
    """One key.

    Raises:
        NotAllowed: there is none, or none of theirs.
    """
    found = keys(viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="feed.read")
    return found


def key_of(words: str) -> FeedKey | None:
    """The key with these words, if it opens anything now."""
    found = FeedKey.objects.select_related("user__organisation", "group", "owner")
    known = found.filter(sha256=sha256_of(words)).first()
    if known is None or not known.good or (known.user is not None and not known.user.is_active):
        return None
    return known


def opened_by(key: FeedKey) -> list[tuple[Warning, Reader]]:
    """The warnings that are out and that a key opens, the latest first, with how they may be read by it."""
    if key.user is not None:
        return _of_person(key, key.user)
    return _of_address(key)


def _of_person(key: FeedKey, user: User) -> list[tuple[Warning, Reader]]:
    """What the person may read now, and nothing besides: a key outlives no clearance."""
    viewer = viewer_of(user)
    found = warnings.warnings(viewer).filter(status__in=OUT)
    if key.group is not None:
        if key.group_id not in viewer.groups:
            return []
        found = opened_to(key.group, found)
    found = found.select_related("situation", "owner").order_by("-issued_at", "-pk")
    out = list(found[:MOST])
    own = warnings.own_lines(viewer, out)
    told = [(one, keyed_reader_of(one, own.get(one.pk), user.email)) for one in out]
    # A label that may not travel by link is told to those who are named for it, and to nobody else.
    return [(one, reader) for one, reader in told if reader.content or one.pk in own]


def _of_address(key: FeedKey) -> list[tuple[Warning, Reader]]:
    """What is addressed to somebody outside, as by the links in their mails."""
    lines = policy.visible(
        Recipient.objects.filter(
            email__iexact=key.email, user=None, warning__owner=key.owner_id, warning__status__in=OUT
        ),
        installation(),
    )
    told = []
    for line in lines.select_related("warning__owner", "warning__situation").order_by(
        "-warning__issued_at", "-pk"
    )[:MOST]:
        viewer = Viewer(recipient_id=line.pk, name=line.name, language=line.language)
        seen = warnings.warnings(viewer).filter(pk=line.warning_id).first()
        if seen is not None and (key.group is None or _is_opened(key, seen)):
            content = warnings.content_open(viewer, seen, line)
            told.append((seen, Reader(line.email, content)))
    return told


def _is_opened(key: FeedKey, warning: Warning) -> bool:
    group = key.group
    return group is not None and is_opened_to(group, warning)
