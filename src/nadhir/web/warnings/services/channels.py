"""By which ways somebody is reached: named before the warning goes out, or added when one of them fails."""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.sources.outward import Network, Undelivered, place_of
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings.models import Channel, Recipient, Warning, Wish
from nadhir.web.warnings.services.naming import recipients_changed
from nadhir.web.warnings.services.state import require_state

NUMBER = re.compile(r"[+@#A-Za-z0-9][A-Za-z0-9._:!@-]{1,99}")
OPEN = (Warning.Status.DRAFT, Warning.Status.SUBMITTED, Warning.Status.APPROVED, Warning.Status.ISSUED)


def networks_allowed() -> tuple[Network, ...]:
    """Networks inside that the operator lets webhooks lead to."""
    return tuple(ipaddress.ip_network(one) for one in settings.NADHIR_WEBHOOK_NETWORKS)


def usual_ways(recipient: Recipient) -> list[Channel]:
    """The ways to somebody for whom nobody chose one: mail, and the page where they sign in. Not kept yet."""
    ways = []
    if recipient.email:
        ways.append(Channel(recipient=recipient, order=1, kind=Channel.Kind.MAIL, address=recipient.email))
    if recipient.user_id:
        ways.append(Channel(recipient=recipient, order=2, kind=Channel.Kind.PAGE))
    return ways


def channels_ensure(*, recipients: Iterable[Recipient]) -> None:
    """Give those for whom nobody chose a way the usual ones: the page where they sign in, and mail."""
    people = {one.pk: one for one in recipients}
    with_some = set(
        Channel.objects.filter(recipient__in=people).values_list("recipient", flat=True).distinct()
    )
    made = []
    for one in people.values():
        if one.pk not in with_some:
            made += usual_ways(one)
    Channel.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)


@transaction.atomic
def channel_add(*, viewer: Viewer, recipient: Recipient, kind: str, address: str = "") -> Channel:
    """Add a way to somebody. A webhook gets the secret that it is signed with.

    Args:
        address: a mailbox; `gateway:number` for a message; the address of a webhook. None for page and feed.

    Raises:
        NotPossibleNow: the warning is over, or the address is not one; what is wrong is said. Or the warning
            was approved, and a second person must add a way that carries its text.
    """
    warning = recipient.warning
    policy.require(viewer, "warning.draft", warning)
    require_state(warning, *OPEN)
    address = address.strip()
    _require_address(recipient, kind, address)
    # A webhook carries the text itself. Once it was approved for these ways, one more needs a second person.
    if kind == Channel.Kind.WEBHOOK and warning.status not in OPEN[:2]:
        wrote = viewer.user_id == warning.created_by_id
        if not viewer.system and (wrote or not policy.may(viewer, "warning.approve", warning)):
            raise NotPossibleNow("channel.second_person")
    channels_ensure(recipients=[recipient])
    if kind in (Channel.Kind.PAGE, Channel.Kind.CAP):
        address = ""
    order = recipient.channels.count() + 1
    channel, made = Channel.objects.get_or_create(
        recipient=recipient, kind=kind, address=address, defaults={"order": order}
    )
    if not made and channel.stopped_at:
        Channel.objects.filter(pk=channel.pk).update(stopped_at=None, stopped_because="")
        channel.refresh_from_db()
    if made and kind == Channel.Kind.WEBHOOK:
        channel.secret = secrets.token_urlsafe(32)
        channel.save(update_fields=["secret"])
    ledger.record(viewer, "warning.channel", warning, recipient=recipient.pk, channel=channel.pk, kind=kind)
    return channel


def _require_address(recipient: Recipient, kind: str, address: str) -> None:
    if kind == Channel.Kind.PAGE and recipient.user_id is None:
        raise NotPossibleNow("channel.no_account", name=recipient.name)
    if kind == Channel.Kind.MAIL:
        try:
            validate_email(address)
        except ValidationError:
            raise NotPossibleNow("channel.no_mailbox") from None
    if kind == Channel.Kind.MESSAGE:
        gateway, _, number = address.partition(":")
        if gateway not in settings.NADHIR_GATEWAYS:
            raise NotPossibleNow("channel.no_gateway", known=sorted(settings.NADHIR_GATEWAYS))
        if not NUMBER.fullmatch(number):
            raise NotPossibleNow("channel.no_number")
    if kind == Channel.Kind.WEBHOOK:
        try:
            place_of(address, allowed=networks_allowed())
        except Undelivered as refused:
            code = "inward" if refused.why == "inward" else "address"
            raise NotPossibleNow(f"channel.webhook_{code}") from None


@transaction.atomic
def channel_remove(*, viewer: Viewer, channel: Channel) -> None:
    """Take a way off again, before anything was sent by it.

    Raises:
        NotPossibleNow: something was; it can be stopped instead.
    """
    warning = channel.recipient.warning
    policy.require(viewer, "warning.draft", warning)
    if channel.deliveries.exists():
        raise NotPossibleNow("channel.used")
    ledger.record(viewer, "warning.channel_remove", warning, channel=channel.pk, kind=channel.kind)
    channel.delete()


def channels_stop(*, channels: Iterable[Channel], because: str, now: datetime | None = None) -> None:
    """Send nothing more by these ways. `because` is a code of phrases.yaml."""
    keys = [one.pk for one in channels]
    Channel.objects.filter(pk__in=keys, stopped_at=None).update(
        stopped_at=now or clock.now(), stopped_because=because
    )


@transaction.atomic
def recipient_stand_by(*, viewer: Viewer, recipient: Recipient, standby: bool) -> Recipient:
    """Have a deputy told only where somebody stays silent, or from the beginning.

    Raises:
        NotPossibleNow: the warning is out; who was told cannot be untold. Or it is approved, and more
            people would be told than it was approved for.
    """
    policy.require(viewer, "warning.draft", recipient.warning)
    require_state(recipient.warning, *(OPEN[:3] if standby else OPEN[:2]))
    if recipient.standby != standby:
        recipients_changed(viewer, recipient.warning)
    Recipient.objects.filter(pk=recipient.pk).update(standby=standby)
    ledger.record(viewer, "warning.stand_by", recipient.warning, recipient=recipient.pk, standby=standby)
    recipient.refresh_from_db()
    return recipient


@transaction.atomic
def wish_keep(
    *, viewer: Viewer, digest: bool, quiet_from: int | None = None, quiet_until: int | None = None
) -> Wish:
    """Keep how the viewer wishes to be written to. Quiet hours are two hours of the day, or none."""
    if viewer.user_id is None:
        raise NotAllowed("not_allowed.act", act="wish.keep")
    if (quiet_from is None) != (quiet_until is None):
        quiet_from = quiet_until = None
    return Wish.objects.update_or_create(
        user_id=viewer.user_id,
        defaults={"digest": digest, "quiet_from": quiet_from, "quiet_until": quiet_until},
    )[0]
