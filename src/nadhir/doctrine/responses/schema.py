"""The shape of the files of options and tool cards, checked by pydantic before anything is built of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from nadhir.doctrine.schema import Id, Line, Words

Lead = Annotated[int, Field(ge=0, le=3650)]
Some = Annotated[list[Id], Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class OptionEntry(_Part):
    """One option."""

    id: Id
    factors: Some
    phases: Annotated[list[Literal["prevention", "response"]], Field(min_length=1)]
    actors: Some
    lead: Annotated[list[Lead], Field(min_length=2, max_length=2)]
    bases: Some
    tools: list[Line] = Field(default_factory=list)
    cards: list[Id] = Field(default_factory=list)
    plans: list[Id] = Field(default_factory=list)
    title: Words
    text: Words
    needs: Words
    risks: Words
    questions: Annotated[list[Words], Field(min_length=1)]


class CardEntry(_Part):
    """One tool card."""

    id: Id
    factors: Some
    title: Words
    purpose: Words
    when: Words
    steps: Annotated[list[Words], Field(min_length=3)]
    dos: Annotated[list[Words], Field(min_length=1)]
    donts: Annotated[list[Words], Field(min_length=1)]
    questions: Annotated[list[Words], Field(min_length=1)]
    note: Words


class Vocabulary(_Part):
    """Actors, legal footings, and what is asked before anything is done."""

    actors: dict[Id, Words]
    bases: dict[Id, Words]
    before: list[Words]


class OptionsFile(_Part):
    entries: Annotated[list[OptionEntry], Field(min_length=1)]


class CardsFile(_Part):
    entries: Annotated[list[CardEntry], Field(min_length=1)]
