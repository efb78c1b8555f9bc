"""What a higher app hangs into intake: the words that a desk knows besides the project's own.

Intake does not know situations; whoever keeps words for some places registers here which screener reads a
report. Nothing is asked where nobody registered, or where a desk keeps no words.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection

from nadhir.screening import Screener

Choose = Callable[[Collection[str]], Screener | None]
"""From the codes of the places that a report tells of to the screener for it; None for the usual one."""
Provider = Callable[[uuid.UUID], Choose | None]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Ask `provider` once for each desk and chunk of reports."""
    if provider not in _providers:
        _providers.append(provider)


def screeners(desk: uuid.UUID) -> Choose | None:
    """How this desk's reports are read; None where the usual screener reads all."""
    chosen = [choose for provider in _providers if (choose := provider(desk)) is not None]
    return chosen[0] if chosen else None
