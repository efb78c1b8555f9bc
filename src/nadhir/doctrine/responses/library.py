"""What can be done: options by factor, phase and actor, and tool cards for leaders, in three languages.

In: `options.yaml`, `cards.yaml` and `vocabulary.yaml`. Out: `Option` and `Card`. A file in which something is
named that does not exist (a factor, actor, card, tool or recommendation) is refused whole. Nothing here ranks
one option above another, and nothing knows where an option was used or what came of it.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

from nadhir.doctrine.loader import library, read_checked
from nadhir.doctrine.responses.evidence import names
from nadhir.doctrine.text import Text
from nadhir.errors import DoctrineError

if TYPE_CHECKING:
    from nadhir.doctrine.responses.schema import CardEntry, OptionEntry, Vocabulary
    from nadhir.doctrine.schema import Words

FRAMEWORK, PLAN = "un-foa-2014", "fez-2017"
Phase = Literal["prevention", "response"]
PHASES: tuple[Phase, ...] = ("prevention", "response")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be done.

    Attributes:
        factors: ids of the Framework of 2014 that it answers to.
        lead: days from the decision until it begins to work, from and to.
        bases: keys of the legal footings it may rest on.
        tools: keys of the tools that research looked at; none where nothing is known.
        cards: tool cards that help with it.
        plans: ids of the plan of religious leaders that it carries out.
        questions: what to ask first, so that it does no harm; `before_anything` comes before them.
    """

    id: str
    title: Text
    text: Text
    needs: Text
    risks: Text
    factors: tuple[str, ...]
    phases: tuple[str, ...]
    actors: tuple[str, ...]
    lead: tuple[int, int]
    bases: tuple[str, ...]
    tools: tuple[str, ...]
    cards: tuple[str, ...]
    plans: tuple[str, ...]
    questions: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A tool card: one page for a leader."""

    id: str
    title: Text
    purpose: Text
    when: Text
    factors: tuple[str, ...]
    steps: tuple[Text, ...]
    dos: tuple[Text, ...]
    donts: tuple[Text, ...]
    questions: tuple[Text, ...]
    note: Text


def options() -> tuple[Option, ...]:
    """All options, in the order in which they are written."""
    return tuple(_options().values())


def option(option_id: str) -> Option:
    """One option.

    Raises:
        DoctrineError: `option.unknown`.
    """
    try:
        return _options()[option_id]
    except KeyError:
        raise DoctrineError("option.unknown", option=option_id) from None


def cards() -> tuple[Card, ...]:
    """All tool cards."""
    return tuple(_cards().values())


def card(card_id: str) -> Card:
    """One tool card.

    Raises:
        DoctrineError: `card.unknown`.
    """
    try:
        return _cards()[card_id]
    except KeyError:
        raise DoctrineError("card.unknown", card=card_id) from None


def actors() -> Mapping[str, Text]:
    """Who can do something, by key."""
    return {key: _text(words) for key, words in _vocabulary().actors.items()}


def bases() -> Mapping[str, Text]:
    """Legal footings in general terms, by key."""
    return {key: _text(words) for key, words in _vocabulary().bases.items()}


def before_anything() -> tuple[Text, ...]:
    """What is asked before anything is done, whatever it is."""
    return tuple(_text(words) for words in _vocabulary().before)


@functools.cache
def _vocabulary() -> Vocabulary:
    from nadhir.doctrine.responses.schema import Vocabulary

    return read_checked(Vocabulary, _raw("vocabulary"), name="vocabulary")


@functools.cache
def _cards() -> Mapping[str, Card]:
    return read_cards(_raw("cards"))


@functools.cache
def _options() -> Mapping[str, Option]:
    return read_options(_raw("options"))


def read_cards(raw: bytes | str) -> Mapping[str, Card]:
    """Cards from the text of their file, by id.

    Raises:
        DoctrineError: `catalogue.broken`, with every problem.
    """
    from nadhir.doctrine.responses.schema import CardsFile

    entries = read_checked(CardsFile, raw, name="cards", key="entries").entries
    _whole("cards", entries, {"factors": _elements(FRAMEWORK)})
    return {one.id: _card(one) for one in entries}


def read_options(raw: bytes | str) -> Mapping[str, Option]:
    """Options from the text of their file, by id; whatever they name exists.

    Raises:
        DoctrineError: `catalogue.broken`, with every problem.
    """
    from nadhir.doctrine.responses.schema import OptionsFile

    entries = read_checked(OptionsFile, raw, name="options", key="entries").entries
    _whole(
        "options",
        entries,
        {
            "factors": _elements(FRAMEWORK),
            "actors": set(_vocabulary().actors),
            "bases": set(_vocabulary().bases),
            "tools": set(names()["tool"]),
            "cards": set(_cards()),
            "plans": _elements(PLAN),
        },
    )
    return {one.id: _option(one) for one in entries}


def _whole(name: str, entries: Iterable[Any], known: Mapping[str, set[str]]) -> None:
    """Refuse a file in which an id stands twice or something is named that is not there."""
    problems, seen = [], set()
    for one in entries:
        if one.id in seen:
            problems.append(f"{one.id} ×2")
        seen.add(one.id)
        for field, there in known.items():
            problems += [f"{one.id}: {field}: {key}" for key in getattr(one, field) if key not in there]
        lead = getattr(one, "lead", [0, 0])
        if lead[0] > lead[1]:
            problems.append(f"{one.id}: lead: {lead}")
    if problems:
        raise DoctrineError("catalogue.broken", catalogue=name, detail=problems[:8])


def _elements(catalogue: str) -> set[str]:
    return {element.id for element in library().load(catalogue).elements}


def _option(one: OptionEntry) -> Option:
    return Option(
        id=one.id,
        title=_text(one.title),
        text=_text(one.text),
        needs=_text(one.needs),
        risks=_text(one.risks),
        factors=tuple(one.factors),
        phases=tuple(one.phases),
        actors=tuple(one.actors),
        lead=(one.lead[0], one.lead[1]),
        bases=tuple(one.bases),
        tools=tuple(one.tools),
        cards=tuple(one.cards),
        plans=tuple(one.plans),
        questions=tuple(_text(words) for words in one.questions),
    )


def _card(one: CardEntry) -> Card:
    return Card(
        id=one.id,
        title=_text(one.title),
        purpose=_text(one.purpose),
        when=_text(one.when),
        factors=tuple(one.factors),
        steps=tuple(_text(words) for words in one.steps),
        dos=tuple(_text(words) for words in one.dos),
        donts=tuple(_text(words) for words in one.donts),
        questions=tuple(_text(words) for words in one.questions),
        note=_text(one.note),
    )


def _text(words: Words) -> Text:
    return Text(ar=words.ar, en=words.en, fr=words.fr)


def _raw(name: str) -> bytes:
    return (resources.files("nadhir.doctrine.responses") / f"{name}.yaml").read_bytes()
