"""Records into JSON-safe data: dataclasses, texts, reasons, tuples and mappings, nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from nadhir.doctrine.phrases import Reason
from nadhir.doctrine.text import Text


def plain(value: Any) -> Any:
    """`value` as JSON takes it; a figure that is not known (NaN) becomes null.

    Raises:
        TypeError: something that is none of ours.
    """
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, Text):
        return value.as_dict()
    if isinstance(value, Reason):
        return {"code": value.code, "params": plain(value.params), "book": value.book}
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(type(value).__name__)
