"""The shape of a catalogue file and of a crosswalk file, checked by pydantic before anything is built.

Kept apart from `loader` so that pydantic is imported only when a file is really read. Every text needs
its three languages, unknown keys are refused, and a number must be quoted: YAML reads 1.10 as 1.1.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from nadhir.doctrine.catalogue import Kind

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.+_-]*$", max_length=40)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Words(_Part):
    """One statement in the three languages."""

    ar: Line
    en: Line
    fr: Line


ShortLine = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class ShortWords(_Part):
    """A name for tables and chips."""

    ar: ShortLine
    en: ShortLine
    fr: ShortLine


class ElementEntry(_Part):
    """An element and those under it."""

    id: Id
    kind: Id
    text: Words
    label: ShortWords | None = None
    to_verify: bool = False
    show_number: bool = True
    guidance: list[Words] = Field(default_factory=list)
    attributes: dict[str, JsonValue] = Field(default_factory=dict)
    citation: Line | None = None
    children: list[ElementEntry] = Field(default_factory=list)


class CatalogueFile(_Part):
    """A whole `catalogues/<id>.yaml`."""

    id: Id
    kind: Kind
    version: Line
    title: Words
    summary: Words
    citation: Line
    sources: list[Line]
    licence_note: Line
    guidance: list[Words] = Field(default_factory=list)
    elements: list[ElementEntry] = Field(min_length=1)


class CrosswalkFile(_Part):
    """A whole `crosswalks/<source>--<target>.yaml`."""

    source: Id
    target: Id
    ours: bool
    note: Words
    pairs: dict[str, Annotated[list[Id], Field(min_length=1)]] = Field(min_length=1)
