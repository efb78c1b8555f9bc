"""The shape of the file of report templates, checked by pydantic before anything is built of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from nadhir.doctrine.schema import Line, Words


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SectionEntry(_Part):
    """One section."""

    title: Words
    guidance: Words
    known: bool = False
    words: bool = False
    lasts: bool = False
    annex: bool = False


class TemplateEntry(_Part):
    """One kind of report: its sections by their codes."""

    id: Line
    title: Words
    about: Words
    bodies: list[Line]
    sections: Annotated[list[Line], Field(min_length=1)]


class TemplatesFile(_Part):
    """The whole file."""

    sections: dict[str, SectionEntry]
    templates: Annotated[list[TemplateEntry], Field(min_length=1)]
