"""Reading how a warning was sent, as far as the viewer may."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from nadhir.doctrine.phrases import phrasebook
from nadhir.errors import NotAllowed
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings.models import Channel, Delivery, Recipient, Warning, Wish
from nadhir.web.warnings.services.reminding import escalation_due, reminder_due

LOST = (Delivery.State.FAILED, Delivery.State.BOUNCED)
BOOK = "nadhir.web"


@dataclass(frozen=True, slots=True)
class Line:
    """One recipient: what was sent by which way, and what follows where they stay silent."""

    recipient: Recipient
    deliveries: list[Delivery]
    ways: list[Channel]
    remind_at: datetime | None
    escalate_at: datetime | None

    @property
    def lost(self) -> bool:
        """Whether nothing open is left that reached this person: the desk must find another way."""
        if self.recipient.acknowledged_at or self.recipient.standby:
            return False
        reached = any(one.state == Delivery.State.SENT for one in self.deliveries)
        waits = any(one.state == Delivery.State.WAITING for one in self.deliveries)
        return not (reached or waits)


@dataclass(slots=True)
class Standing:
    """How the sending stands, in numbers of people."""

    people: int = 0
    reached: int = 0
    waiting: int = 0
    lost: int = 0
    acknowledged: int = 0
    standby: int = 0
    troubled: list[Line] = field(default_factory=list)


def deliveries(viewer: Viewer, warning: Warning) -> list[Line]:
    """Every recipient with what was sent to them, for the desk.

    Raises:
        NotAllowed: the viewer does not sit at the desk that issues it.
    """
    if not (
        viewer.system or (viewer.organisation_id == warning.owner_id and viewer.has("analyst", "reviewer"))
    ):
        raise NotAllowed("not_allowed.record", act="warning.read")
    found = policy.visible(Delivery.objects.filter(recipient__warning=warning), viewer)
    by_person: dict[Any, list[Delivery]] = defaultdict(list)
    for one in found.select_related("channel", "outgoing"):
        by_person[one.recipient_id].append(one)
    ways: dict[Any, list[Channel]] = defaultdict(list)
    for way in policy.visible(Channel.objects.filter(recipient__warning=warning), viewer):
        ways[way.recipient_id].append(way)
    people = policy.visible(Recipient.objects.filter(warning=warning), viewer)
    lines = []
    for person in people.select_related("deputy", "user", "warning").order_by("name", "pk"):
        silent = warning.status == Warning.Status.ISSUED and not person.acknowledged_at and not person.standby
        for way in [*ways[person.pk], *(one.channel for one in by_person[person.pk])]:
            way.shown = shown_address(viewer, way, person)
        lines.append(
            Line(
                person,
                by_person[person.pk],
                ways[person.pk],
                reminder_due(person) if silent and not person.reminded_at else None,
                escalation_due(person) if silent and person.deputy_id and not person.escalated_at else None,
            )
        )
    return lines


def shown_address(viewer: Viewer, way: Channel, person: Recipient) -> str:
    """An address as the desk may read it. That with which somebody of another organisation signs in is used
    and not shown: the desk named the person, and never had it."""
    user = person.user
    if user is None or user.organisation_id == viewer.organisation_id:
        return way.address
    return "" if way.address.casefold() == user.email.casefold() else way.address


def standing_of(lines: Iterable[Line]) -> Standing:
    """How the sending stands."""
    told = Standing()
    for line in lines:
        if line.recipient.standby:
            told.standby += 1
            continue
        told.people += 1
        reached = any(one.state == Delivery.State.SENT for one in line.deliveries)
        told.reached += reached
        told.waiting += not reached and any(one.state == Delivery.State.WAITING for one in line.deliveries)
        told.lost += line.lost
        told.acknowledged += line.recipient.acknowledged_at is not None
        if line.lost or any(one.state in LOST for one in line.deliveries):
            told.troubled.append(line)
    return told


def delivery(viewer: Viewer, pk: Any) -> Delivery:
    """One delivery.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(Delivery.objects.all(), viewer)
    one = found.select_related("recipient__warning", "channel").filter(pk=pk).first()
    if one is None:
        raise NotAllowed("not_allowed.record", act="warning.read")
    return one


def channel(viewer: Viewer, pk: Any) -> Channel:
    """One way to a recipient.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(Channel.objects.all(), viewer)
    one = found.select_related("recipient__warning").filter(pk=pk).first()
    if one is None:
        raise NotAllowed("not_allowed.record", act="warning.read")
    return one


def channels(viewer: Viewer, recipient: Recipient) -> list[Channel]:
    """The ways to a recipient."""
    found = list(policy.visible(Channel.objects.filter(recipient=recipient), viewer))
    for way in found:
        way.shown = shown_address(viewer, way, recipient)
    return found


def wish_of(viewer: Viewer) -> Wish:
    """How the viewer wishes to be written to; the usual where nothing is said."""
    found = policy.visible(Wish.objects.all(), viewer).first() if viewer.user_id else None
    return found or Wish()


def said(code: str) -> str:
    """A problem in words of the reader's language; the other side's own words stand beside it."""
    book = phrasebook(BOOK)
    return book.say(code, get_language()) if code in book else ""
