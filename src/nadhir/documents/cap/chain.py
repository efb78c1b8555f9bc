"""What became of alerts: which stand, which were updated, cancelled, or have expired.

The answer depends on the messages only, not on the order in which they came: a cancellation that overtakes
its alert cancels it all the same when it comes.

A message takes effect upon those that it references only

- where it comes through the same feed, or is of the same sender and both are signed with the same certificate
  that we know: a sender's name alone anybody can write, and nobody cancels the alerts of others;
- where both have the same status: an exercise never touches what is real;
- where it was sent after them;
- where it is trusted (`Known.effective`): not held back for its signature or a doubtful identifier.

Of several, a cancellation outweighs an update, and a later one an earlier one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from nadhir.documents.cap.model import Reference

Key = Hashable


class State(StrEnum):
    """What a message is now. `NOTED` for those that say nothing of the world themselves."""

    CURRENT = "current"
    UPDATED = "updated"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Known:
    """A message that is known, as far as its life goes.

    Attributes:
        key: what the caller knows it by.
        feed: where it came from; messages of the same feed may speak for each other.
        signer: whose trusted signature it bears; "" for none.
        effective: whether it may change what it references.
    """

    key: Key
    reference: Reference
    msg_type: str
    status: str
    feed: Hashable
    references: tuple[Reference, ...] = ()
    expires: datetime | None = None
    effective: bool = True
    signer: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """What became of a message, and by which other one."""

    state: State
    by: Key | None = None


def states(known: Iterable[Known], now: datetime) -> Mapping[Key, Life]:
    """The life of each message at the moment `now`."""
    every = list(known)
    changes: dict[Reference, list[Known]] = defaultdict(list)
    for one in every:
        if one.effective and one.msg_type in ("Update", "Cancel"):
            for reference in one.references:
                changes[reference].append(one)
    return {one.key: _life(one, changes.get(one.reference, ()), now) for one in every}


def _life(one: Known, changes: Iterable[Known], now: datetime) -> Life:
    if one.msg_type not in ("Alert", "Update"):
        return Life(State.NOTED)
    bearing = [change for change in changes if bears(change, one)]
    for kind, state in (("Cancel", State.CANCELLED), ("Update", State.UPDATED)):
        of_kind = [change for change in bearing if change.msg_type == kind]
        if of_kind:
            latest = max(of_kind, key=lambda change: (change.reference.sent, change.reference.identifier))
            return Life(state, latest.key)
    if one.expires is not None and one.expires <= now:
        return Life(State.EXPIRED)
    return Life(State.CURRENT)


def bears(change: Known, upon: Known) -> bool:
    """Whether a message may change another that it references."""
    theirs = change.reference.sender == upon.reference.sender and change.signer != ""
    return (
        change.key != upon.key
        and change.status == upon.status
        and change.reference.sent >= upon.reference.sent
        and (change.feed == upon.feed or (theirs and change.signer == upon.signer))
    )
