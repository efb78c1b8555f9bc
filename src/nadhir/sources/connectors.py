"""Sources we know by name: a description (`connector.yaml`) and one function (`parse.py`) per folder.

A connector reads rows that a table reader gives it; it never opens a file itself.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import resources
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from nadhir.doctrine.text import Text
from nadhir.errors import InputRefused
from nadhir.sources.records import Record
from nadhir.sources.tables import Row

PACKAGE = "nadhir.sources"


@dataclass(frozen=True, slots=True)
class Context:
    """What a parse function may know beside the row."""

    file: str


Parse = Callable[[Row, Context], Record]
"""One row to one record, or `RecordRefused`. The cells of the row are text, as in the file."""


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    ar: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    fr: Annotated[str, Field(min_length=1)]

    def as_text(self) -> Text:
        return Text(ar=self.ar, en=self.en, fr=self.fr)


class _Expected(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    minimum: Annotated[int, Field(ge=0)]
    maximum: Annotated[int, Field(gt=0)]

    @model_validator(mode="after")
    def _in_order(self) -> _Expected:
        if self.minimum > self.maximum:
            raise ValueError("minimum above maximum")
        return self


class _Description(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: _Words
    summary: _Words
    url: Annotated[str, Field(pattern=r"^https://")]
    licence: Annotated[str, Field(min_length=1)]
    citation: Annotated[str, Field(min_length=1)]
    tlp: Literal["CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"]
    reliability: Literal["A", "B", "C", "D", "E", "F"]
    expected: _Expected
    recognised_by: Annotated[frozenset[str], Field(min_length=3)]
    required: frozenset[str]
    reads: frozenset[str]
    leaves: dict[str, str]


@dataclass(frozen=True, slots=True)
class Connector:
    """One known source.

    Attributes:
        id: what `sources.read(…, source=…)` takes.
        title, summary: for people.
        url, licence, citation: where it is published and how it is to be named.
        tlp: the label its items get unless somebody chooses another.
        reliability: Admiralty letter of the source (A to F); the credibility of each item is rated apart.
        minimum, maximum: rows that one file of it usually has; fewer or more is said.
        recognised_by: columns that together can only be this source's.
        required: columns without which nothing is taken.
        reads: columns that the parse function reads.
        leaves: columns that it knowingly does not, each with the reason.
    """

    id: str
    title: Text
    summary: Text
    url: str
    licence: str
    citation: str
    tlp: str
    reliability: str
    minimum: int
    maximum: int
    recognised_by: frozenset[str]
    required: frozenset[str]
    reads: frozenset[str]
    leaves: dict[str, str]

    def parse(self) -> Parse:
        """The function that turns a row into a record."""
        module = importlib.import_module(f"{PACKAGE}.{self.id}.parse")
        function: Parse = module.parse
        return function

    def missing(self, columns: Iterable[str]) -> list[str]:
        """Required columns that a table lacks."""
        return sorted(self.required - set(columns))

    def unread(self, columns: Iterable[str]) -> list[str]:
        """Columns that nobody has thought about yet: the source has grown, or this is another one."""
        return [column for column in columns if column not in self.reads and column not in self.leaves]


@functools.cache
def connectors() -> tuple[Connector, ...]:
    """All connectors, by id."""
    folders = sorted(folder.name for folder in resources.files(PACKAGE).iterdir() if folder.is_dir())
    found = [name for name in folders if (resources.files(PACKAGE) / name / "connector.yaml").is_file()]
    return tuple(_load(name) for name in found)


def connector(name: str) -> Connector:
    """The connector called `name`.

    Raises:
        InputRefused: `connector.unknown`.
    """
    for known in connectors():
        if known.id == name:
            return known
    raise InputRefused("connector.unknown", connector=name, known=[known.id for known in connectors()])


def recognised(columns: Iterable[str]) -> Connector | None:
    """The connector whose columns these are, if any."""
    present = set(columns)
    return next((known for known in connectors() if known.recognised_by <= present), None)


def _load(name: str) -> Connector:
    text = (resources.files(PACKAGE) / name / "connector.yaml").read_text("utf-8")
    read = _Description.model_validate(yaml.safe_load(text))
    if read.id != name:
        raise ValueError(f"connector {read.id} stands in folder {name}")
    return Connector(
        id=read.id,
        title=read.title.as_text(),
        summary=read.summary.as_text(),
        url=read.url,
        licence=read.licence,
        citation=read.citation,
        tlp=read.tlp,
        reliability=read.reliability,
        minimum=read.expected.minimum,
        maximum=read.expected.maximum,
        recognised_by=read.recognised_by,
        required=read.required,
        reads=read.reads | read.required,
        leaves=dict(read.leaves),
    )
