"""A record as it can be kept and shown: the one place where its words are changed, and they are told.

A database holds no zero byte and no half of a surrogate pair; a page holds no other control character, and
turns every line end into a line feed. Positions in a text (passages, marks) are counted by people's browsers
as well as here, so both must see the same letters. What cannot be kept becomes U+FFFD, one for one. `raw`
keeps every byte as it came.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any, TypeVar

from nadhir.doctrine.phrases import Reason
from nadhir.sources import Record

T = TypeVar("T")

BOOK = "nadhir.web"
MARK = "\ufffd"
TITLE = 500  # characters kept of a title
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c]")
_IMPOSSIBLE = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# They turn the letters after them round, on screen only: a known way past filters and readers.
_OVERRIDES = re.compile("[\u202d\u202e]")


def storable(record: Record) -> Record:
    """The record with words that can be kept, and with notes on what was marked in its title and text."""
    notes = list(record.notes)
    words = "\n".join(filter(None, (record.title, record.text)))
    marked = len(_IMPOSSIBLE.findall(words))
    if marked:
        notes.append(Reason("item.letters_marked", {"count": marked}, BOOK))
    turned = len(_OVERRIDES.findall(words))
    if turned:
        notes.append(Reason("item.direction_overrides", {"count": turned}, BOOK))
    title = " ".join(record.title.split())[:TITLE] if record.title else None
    # Fields without a role stay in `raw` only.
    return clean(replace(record, title=title, notes=tuple(notes), attributes={}))


def clean(value: T) -> T:
    """The same value with every string in it made storable; bytes, numbers and dates as they are."""
    return _clean(value)  # type: ignore[no-any-return]


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _IMPOSSIBLE.sub(MARK, _LINE_ENDS.sub("\n", value))
    if value is None or isinstance(value, (bytes, bool, int, float, date)):
        return value
    if isinstance(value, Mapping):
        return {_clean(key): _clean(part) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(_clean(part) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {part.name: getattr(value, part.name) for part in fields(value)}
        cleaned = {name: _clean(part) for name, part in parts.items()}
        changed = {name: part for name, part in cleaned.items() if part != parts[name]}
        return replace(value, **changed) if changed else value
    return value
