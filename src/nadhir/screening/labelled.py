"""Labelled sets: a file of texts and labels, and what its labels mean here. Training and measuring ask this.

The table is `labelled.yaml`. A set that is not in it may be measured, by what its columns and labels say;
nothing is ever learnt from it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import polars as pl
import yaml

Kind = Literal["functional", "posts", "violence", "background"]

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

_LEARNT_FROM = ("posts", "violence")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?")


@dataclass(frozen=True, slots=True)
class Labelled:
    """What is known of a set.

    `hateful` are the labels that count as hateful, or, where sets are `compound`, parts of labels; or the
    `column` of numbers says it instead, hateful from `at_least` on. `classes` says the same of violence.
    Training takes `unclear` labels neither for hateful nor for harmless, and every label but `ordinary` for
    offensive; it leaves out the rows whose `split` is in `held`. `language` is None where a set has several.
    """

    name: str
    kind: Kind
    hateful: frozenset[str] = frozenset()
    compound: bool = False
    column: str | None = None
    at_least: float = 0
    classes: Mapping[str, str] = field(default_factory=dict)
    unclear: frozenset[str] = frozenset()
    ordinary: str | None = None
    held: frozenset[str] = frozenset({"dev", "test"})
    language: str | None = None
    citation: str | None = None
    licence: str | None = None
    known: bool = True

    @property
    def learnt_from(self) -> bool:
        """Whether training reads the set. Functional suites are a check, not a curriculum."""
        return self.known and self.kind in _LEARNT_FROM and self.language is not None

    def keeps(self, part: str) -> bool:
        """Whether training leaves out this part of the set."""
        return self.learnt_from and part in self.held

    def parts(self, label: object) -> frozenset[str]:
        """What a label says, part by part."""
        if label is None:
            return frozenset()
        return frozenset(str(label).split("_") if self.compound else (str(label),))

    def is_hateful(self, label: str | None) -> bool:
        return bool(self.parts(label) & self.hateful)

    def violence(self, label: str | None) -> str:
        """What a text with this label does with violence: none, passive, direct."""
        return self.classes.get(label or "", "none")


def truth(labelled: Labelled, frame: pl.DataFrame) -> list[bool]:
    """For each text of a set whether it is hateful."""
    if labelled.column is not None and labelled.column in frame.columns:
        return [
            value is not None and value >= labelled.at_least for value in frame[labelled.column].to_list()
        ]
    return [labelled.is_hateful(label) for label in frame["label"].to_list()]


def held_back(labelled: Labelled, frame: pl.DataFrame) -> pl.Series:
    """For each text of a set whether it is kept from training."""
    if "split" not in frame.columns:
        return pl.Series([False] * frame.height, dtype=pl.Boolean)
    return frame["split"].is_in(list(labelled.held)).fill_null(value=False)


def known(name: str) -> Labelled | None:
    """What the table says of a set."""
    pattern = _pattern(name)
    if pattern is None:
        return None
    entry = _table()[pattern]
    language = entry.get("language") or _stands_for(pattern, name)
    sets = {key: frozenset(entry[key]) for key in ("hateful", "unclear", "held") if key in entry}
    return Labelled(**{**entry, **sets, "name": name, "language": language})


def described(name: str, columns: Iterable[str], labels: Iterable[str | None]) -> Labelled | None:
    """What a set is, by the table or, where it is not there, by its columns and labels; None where
    neither says whether a text is hateful."""
    listed = known(name)
    if listed is not None:
        return listed
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


def files(*folders: Path) -> dict[str, Path]:
    """The files of sets in some folders by the name of the set, sorted; a later folder goes before."""
    found = {path.stem: path for folder in folders for path in folder.glob("*.parquet")}
    return dict(sorted(found.items()))


def learnt_from(folders: Sequence[Path]) -> Iterator[tuple[Labelled, Path]]:
    """The sets in some folders that training reads, in the order of the table."""
    there = [(known(name), path) for name, path in files(*folders).items()]
    for pattern in _table():
        for one, path in there:
            if one is not None and one.learnt_from and _pattern(one.name) == pattern:
                yield one, path


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


def _pattern(name: str) -> str | None:
    """The entry of the table that a set comes under, the first that fits."""
    return next((pattern for pattern in _table() if fnmatch(name, pattern)), None)


def _stands_for(pattern: str, name: str) -> str | None:
    """The language that the `*` of a pattern stands for, where it is one."""
    rest = name.removeprefix(pattern.removesuffix("*"))
    return rest if pattern.endswith("*") and _LANGUAGE.fullmatch(rest) else None


def _says_hateful(label: str) -> bool:
    low = label.casefold()
    if low in HATEFUL:
        return True
    parts = re.split(r"[_\W]+", low)
    return not {"non", "not", "no", "normal"} & set(parts) and bool(HATEFUL & set(parts))


@functools.cache
def _table() -> dict[str, Any]:
    source = resources.files("nadhir.screening") / "labelled.yaml"
    loaded: dict[str, Any] = yaml.safe_load(source.read_text("utf-8"))
    return loaded
