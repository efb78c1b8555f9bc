"""Documents as plain data, so that one can be kept word for word and made into a file years later.

`to_data` gives what JSON can hold, `of_data` the same document again; nothing is lost between them, and what
nobody knows any more is refused rather than left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from nadhir.doctrine.text import Text
from nadhir.documents import model as m
from nadhir.errors import DocumentError

_KINDS: Mapping[str, type[Any]] = {
    one.__name__: one
    for one in (
        m.Cite, m.Contents, m.Document, m.Figure, m.Heading, m.Isolate, m.KeyValues, m.Link, m.ListBlock,
        m.Meta, m.Note, m.Notice, m.PageBreak, m.Paragraph, m.Quote, m.Run, m.Signature, m.Signatures,
        m.Table, Text,
    )
}  # fmt: skip
KIND, DAY = "_", "_day"


def to_data(value: Any) -> Any:
    """A document, or a part of one, as dictionaries, lists and words.

    Raises:
        DocumentError: `document.unknown_part`: something that no document holds.
    """
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, date):
        return {DAY: value.isoformat()}
    if isinstance(value, tuple | list):
        return [to_data(one) for one in value]
    if is_dataclass(value) and type(value).__name__ in _KINDS:
        told = {one.name: to_data(getattr(value, one.name)) for one in fields(value)}
        return {KIND: type(value).__name__, **told}
    raise DocumentError("document.unknown_part", part=type(value).__name__)


def of_data(data: Any) -> Any:
    """What `to_data` was given.

    Raises:
        DocumentError: `document.unknown_part`: the data were made by another program, or altered.
    """
    if isinstance(data, list):
        return tuple(of_data(one) for one in data)
    if not isinstance(data, dict):
        return data
    if DAY in data:
        return date.fromisoformat(data[DAY])
    kind = _KINDS.get(data.get(KIND, ""))
    told = {name: of_data(one) for name, one in data.items() if name != KIND}
    if kind is None or not told.keys() <= {one.name for one in fields(kind)}:
        raise DocumentError("document.unknown_part", part=str(data.get(KIND, "?")))
    return kind(**told)
