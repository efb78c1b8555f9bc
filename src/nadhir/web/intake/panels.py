"""What a higher app hangs into intake: the words that a desk knows besides the project's own, what is to
happen when a newer version of a report comes, and what it keeps of a report's words.

Intake does not know situations; whoever keeps words for some places registers here which screener reads a
report. Nothing is asked where nobody registered, or where a desk keeps no words. Whoever keeps words of a
report registers how they are wiped when it is taken out to protect somebody.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from nadhir.screening import Screener
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Item

Choose = Callable[[Collection[str]], Screener | None]
"""From the codes of the places that a report tells of to the screener for it; None for the usual one."""
Provider = Callable[[uuid.UUID], Choose | None]


class Heard(Protocol):
    """Called with reports, in the transaction in which something happens to them."""

    def __call__(self, *, viewer: Viewer, items: Sequence[Item]) -> None: ...


_providers: list[Provider] = []
_revisions: list[Heard] = []
_wipers: list[Heard] = []


def hear_of_revisions(heard: Heard) -> None:
    """Call `heard` with reports that came as newer versions, in the transaction that takes them in."""
    if heard not in _revisions:
        _revisions.append(heard)


def wipe_with(wiper: Heard) -> None:
    """Call `wiper` with reports whose words are wiped, in the transaction that does it."""
    if wiper not in _wipers:
        _wipers.append(wiper)


def revised(viewer: Viewer, items: Sequence[Item]) -> None:
    """Tell whoever listens that these reports came as newer versions."""
    for heard in _revisions if items else ():
        heard(viewer=viewer, items=items)


def wipe(viewer: Viewer, items: Sequence[Item]) -> None:
    """Let everybody wipe what they keep of the words of these reports."""
    for wiper in _wipers if items else ():
        wiper(viewer=viewer, items=items)


def register(provider: Provider) -> None:
    """Ask `provider` once for each desk and chunk of reports."""
    if provider not in _providers:
        _providers.append(provider)


def screeners(desk: uuid.UUID) -> Choose | None:
    """How this desk's reports are read; None where the usual screener reads all."""
    chosen = [choose for provider in _providers if (choose := provider(desk)) is not None]
    return chosen[0] if chosen else None
