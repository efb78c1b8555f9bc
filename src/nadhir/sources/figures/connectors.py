"""Figures we know by name: a description (`connector.yaml`) and one function (`parse.py`) per folder.

The description says whose figures they are, on what terms, which files hold them and how large they are
wont to be; the function turns files into canonical rows.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable
from importlib import resources
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from nadhir.forecasting.panel.bundle import Absent
from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Parsed

PACKAGE = "nadhir.sources.figures"
Parse = Callable[[tuple[SourceFile, ...]], Parsed]


class Range(BaseModel):
    """The least and the most that is to be expected, both included."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    minimum: Annotated[int, Field(ge=0)]
    maximum: Annotated[int, Field(gt=0)]

    @model_validator(mode="after")
    def _in_order(self) -> Range:
        if self.minimum > self.maximum:
            raise ValueError("minimum above maximum")
        return self


class Connector(BaseModel):
    """One source of figures.

    Attributes:
        id: its name in `Tables`.
        title, publisher, url, licence, citation: whose it is, where it is published, on what terms.
        ship: whether the terms allow figures from it in the package.
        share_alike: shipped figures stay under the source's own terms, in a table of their own.
        files: globs without ending; `several` where more than one file is taken together.
        endings: of the files; each may be packed as .gz or .zip.
        version: a pattern whose groups are joined by a dot, searched in the file name; without it the last
            year is told.
        needed: a folder without it makes no panel.
        instead_of: a source that this one replaces where both are there.
        absent: what a missing row means.
        columns: what the canonical frame may hold beside its key.
        rows, years: what a whole file of it holds.
        provisional: will be revised.
        backtest: serves back-tests only and has keys of its own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Annotated[str, Field(min_length=3)]
    publisher: Annotated[str, Field(min_length=3)]
    url: Annotated[str, Field(pattern=r"^https://")]
    licence: Annotated[str, Field(min_length=3)]
    citation: Annotated[str, Field(min_length=10)]
    ship: bool
    share_alike: bool = False
    files: Annotated[tuple[str, ...], Field(min_length=1)]
    endings: tuple[str, ...] = (".csv",)
    several: bool = False
    version: str | None = None
    needed: bool = False
    instead_of: str | None = None
    absent: Absent = "unknown"
    columns: tuple[str, ...]
    rows: Range
    years: Range
    provisional: bool = False
    backtest: bool = False
    note: str | None = None
    form: Literal["country_years", "country_months", "other"] = "country_years"

    def parse(self) -> Parse:
        """The function that turns its files into canonical rows."""
        function: Parse = importlib.import_module(f"{PACKAGE}.{self.id}.parse").parse
        return function


@functools.cache
def connectors() -> tuple[Connector, ...]:
    """All sources of figures, by id."""
    folders = sorted(folder.name for folder in resources.files(PACKAGE).iterdir() if folder.is_dir())
    found = [name for name in folders if (resources.files(PACKAGE) / name / "connector.yaml").is_file()]
    return tuple(_load(name) for name in found)


def _load(name: str) -> Connector:
    text = (resources.files(PACKAGE) / name / "connector.yaml").read_text("utf-8")
    read = Connector.model_validate(yaml.safe_load(text))
    if read.id != name:
        raise ValueError(f"source {read.id} stands in folder {name}")
    return read
