"""Labelled sets: a file with texts and labels, and what its labels mean here."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from importlib import resources
from pathlib import Path
from typing import Any

import polars as pl
import yaml

# What sets that are not in the table call hateful, and violent.
HATEFUL = frozenset(
    {
        "hate", "hateful", "hatespeech", "hate_speech", "hate-speech", "religious_hate", "racism", "racist",
        "sexism", "sexist", "homophobia", "xenophobia", "misogyny", "antisemitism", "islamophobia", "hof",
    }
)  # fmt: skip
VIOLENT: Mapping[str, str] = {
    "non_violence": "none",
    "nonviolence": "none",
    "passive_violence": "passive",
    "passive": "passive",
    "direct_violence": "direct",
    "direct": "direct",
    "call2violence": "direct",
}
SENTIMENT = frozenset({"positive", "negative", "neutral", "mixed", "none"})
TEST_PARTS = ("test", "dev", "valid", "validation")
"""Names of the parts that nothing was trained on; the first that is there counts."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """What is known of a set: `kind`, the labels that count as hateful or as violent, or the `column` of
    numbers that says it instead, hateful from `at_least` on; and its source."""

    name: str
    kind: str
    hateful: frozenset[str] = frozenset()
    parts: bool = False
    column: str | None = None
    at_least: float = 0
    classes: Mapping[str, str] = field(default_factory=dict)
    citation: str | None = None
    licence: str | None = None
    known: bool = True

    def is_hateful(self, label: str | None) -> bool:
        if label is None:
            return False
        if self.parts:
            return any(part in self.hateful for part in label.split("_"))
        return label in self.hateful


def truth(labelled: Labelled, frame: pl.DataFrame) -> list[bool]:
    """For each text of a set whether it is hateful."""
    if labelled.column is not None and labelled.column in frame.columns:
        return [
            value is not None and value >= labelled.at_least for value in frame[labelled.column].to_list()
        ]
    return [labelled.is_hateful(label) for label in frame["label"].to_list()]


def described(name: str, columns: Iterable[str], labels: Iterable[str | None]) -> Labelled | None:
    """What a set is, by the table or, where it is not there, by its columns and labels; None where
    neither says whether a text is hateful."""
    for pattern, entry in _table().items():
        if fnmatch(name, pattern):
            return Labelled(
                name=name,
                kind=entry["kind"],
                hateful=frozenset(entry.get("hateful", ())),
                parts=entry.get("parts", False),
                column=entry.get("column"),
                at_least=entry.get("at_least", 0),
                classes=entry.get("classes", {}),
                citation=entry.get("citation"),
                licence=entry.get("licence"),
            )
    found = {label for label in labels if label is not None}
    if found and found <= SENTIMENT:
        return Labelled(name, "background", known=False)
    classes = {label: VIOLENT[label.casefold()] for label in found if label.casefold() in VIOLENT}
    if "direct" in classes.values():
        return Labelled(name, "violence", classes=classes, known=False)
    hateful = frozenset(label for label in found if _says_hateful(label))
    if not hateful:
        return None
    return Labelled(name, "functional" if "functionality" in columns else "posts", hateful, known=False)


def read(path: Path, limit: int | None = None) -> pl.DataFrame:
    """A set as a table with `text`, `label` and what else it has; with a `limit`, evenly spread rows."""
    frame = pl.read_parquet(path)
    if limit is not None and frame.height > limit:
        return frame.gather_every(-(-frame.height // limit))
    return frame


def unseen_part(frame: pl.DataFrame) -> str | None:
    """The name of the part of a set that nothing was trained on; None where it has none."""
    if "split" not in frame.columns:
        return None
    there = set(frame["split"].unique().to_list())
    return next((name for name in TEST_PARTS if name in there), None)


def _says_hateful(label: str) -> bool:
    low = label.casefold()
    if low in HATEFUL:
        return True
    parts = re.split(r"[_\W]+", low)
    return not {"non", "not", "no", "normal"} & set(parts) and bool(HATEFUL & set(parts))


@functools.cache
def _table() -> dict[str, Any]:
    source = resources.files("nadhir.screening.measure") / "sets.yaml"
    loaded: dict[str, Any] = yaml.safe_load(source.read_text("utf-8"))
    return loaded
