"""Where undertakings come from, and what else stands on their page: higher apps say it here.

Response must not know instruments and plans, which rest on it. An app that makes undertakings of its own
records registers here how to find them, from the `ready()` of its app. Whoever registers asks the policy: of
an origin that the viewer may not know, nothing is told but its kind.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nadhir.web.core.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Source:
    """The record that an undertaking comes from.

    Attributes:
        label: what it is called, in the reader's language.
        url: its page.
        situation: the situation that it belongs to, where there is one.
        title, who: words to begin with, where the record has some.
    """

    label: str
    url: str
    situation: Any = None
    title: str = ""
    who: str = ""


# Of an identifier and a part of the record: what it is, for a viewer; None where they may not know of it.
SourceOf = Callable[[Viewer, uuid.UUID, str], Source | None]

_sources: dict[str, SourceOf] = {}


def register(origin: str, source: SourceOf) -> None:
    """Say how records of `origin` are found; the same origin again replaces what was said."""
    _sources[origin] = source


def source_of(viewer: Viewer, origin: str, pk: uuid.UUID | None, part: str = "") -> Source | None:
    """The record that an undertaking comes from, for a viewer who may know of it."""
    found = _sources.get(origin)
    return found(viewer, pk, part) if found is not None and pk is not None else None


def registered() -> list[str]:
    """The origins that somebody can make an undertaking of."""
    return sorted(_sources)


@dataclass(frozen=True, slots=True)
class Card:
    """A card that a higher app hangs into the page of an undertaking: its template and what that reads."""

    template: str
    context: dict[str, Any]


# Of an undertaking, for a viewer: the card; None where there is nothing to show.
CardOf = Callable[[Viewer, Any], Card | None]

_cards: dict[str, CardOf] = {}


def hang(name: str, card: CardOf) -> None:
    """Hang a card into the page of every undertaking; the same name again replaces it."""
    _cards[name] = card


def cards(viewer: Viewer, undertaking: Any) -> list[Card]:
    """The cards of one undertaking."""
    made = (card(viewer, undertaking) for card in _cards.values())
    return [card for card in made if card is not None]
