"""When a message leaves: at once where it is urgent, else as the person wishes. Pure.

Urgent is everything about an alert and every cancellation, whatever anybody wishes, but for the word that an
alert has expired or was replaced, and for reminders, which respect the night. What is written directly to a
principal waits for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

DIGEST_HOUR = 7  # of the person's own day
MARGIN = timedelta(minutes=2)  # a collection that is about to leave takes nothing more
REMINDERS = frozenset({"reminder", "relieved"})
LATE = frozenset({"expire", "replaced"})


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wishes: see `models.Wish`."""

    digest: bool = False
    quiet: tuple[int, int] | None = None
    zone: tzinfo | None = None


def urgent(message: str, *, alert: bool, principal: bool) -> bool:
    """Whether a message about an alert, or about a note, waits for no hour of the day."""
    if message in ("cancel", "escalation") or principal:
        return True
    return alert and message not in REMINDERS | LATE


def may_collect(message: str, *, alert: bool, principal: bool) -> bool:
    """Whether a message may come in the one mail a day of somebody who wishes that."""
    return not urgent(message, alert=alert, principal=principal) and message not in REMINDERS


def after_quiet(now: datetime, wishes: Wishes) -> datetime:
    """`now`, or the end of the quiet hours that it lies in."""
    if wishes.quiet is None or wishes.quiet[0] == wishes.quiet[1]:
        return now
    begin, end = wishes.quiet
    local = now.astimezone(wishes.zone or now.tzinfo)
    inside = begin <= local.hour < end if begin < end else local.hour >= begin or local.hour < end
    return _next_hour(local, end) if inside else now


def next_digest(now: datetime, wishes: Wishes) -> datetime:
    """When the next collection leaves that can still take something."""
    soon = (now + MARGIN).astimezone(wishes.zone or now.tzinfo)
    return after_quiet(_next_hour(soon, DIGEST_HOUR), wishes)


def _next_hour(local: datetime, hour: int) -> datetime:
    then = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return then if then > local else then + timedelta(days=1)
