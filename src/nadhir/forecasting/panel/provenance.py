"""The publishers of our figures: titles, terms and how to cite them.

One entry per source in `sources.yaml`; `DATA-SOURCES.md` says the same to people, and a test holds the
two together.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any

import yaml

from nadhir.forecasting.panel import Source
from nadhir.forecasting.panel.tables import SourceFile


def source(id: str, file: SourceFile, *, version: str, left_out: Iterable[str] = ()) -> Source:  # noqa: A002 - the field's own name
    """The provenance of what was read from `file`."""
    told = publishers()[id]
    return Source(
        id=id,
        title=told["title"],
        version=version,
        licence=told["licence"],
        citation=told["citation"],
        url=told["url"],
        file=file.name,
        sha256=file.sha256,
        columns=tuple(told["columns"]),
        left_out=tuple(sorted(left_out)),
    )


@functools.cache
def publishers() -> Mapping[str, Mapping[str, Any]]:
    """Every source that the panel is made from, by id."""
    text = (resources.files("nadhir.forecasting.panel") / "sources.yaml").read_text("utf-8")
    told: Mapping[str, Mapping[str, Any]] = yaml.safe_load(text)
    return told
