"""The caution of the place finder, read from `rules.yaml`: decoys, shared names, ordinary words, cues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

from nadhir.screening.places.line import key


@dataclass(frozen=True, slots=True)
class Shared:
    """Names that several places carry.

    Attributes:
        keys: the names as they stand in a line.
        names: the same names as written.
        places: ISO codes, the likelier first.
        otherwise: the code to fall back on, by language.
        demonym: the names are words for people and things.
    """

    keys: tuple[str, ...]
    names: tuple[str, ...]
    places: tuple[str, ...]
    otherwise: Mapping[str, str]
    demonym: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """All caution, with names in the form they have in a line (see `line.key`).

    Attributes:
        decoys: phrases that swallow the name inside them.
        shared: names that several places carry.
        hint: names that need a cue or company, with the neighbours whose mention is company enough.
        firm: names that need a word of kind, or a cue and their country.
        given: names of persons.
        small: what written small is no place.
        ordinary: names of subdivisions that need their country and a word of kind.
        prepositions, directions, kinds, languages: the cues.
    """

    decoys: frozenset[str]
    shared: tuple[Shared, ...]
    hint: Mapping[str, frozenset[str]]
    firm: frozenset[str]
    given: frozenset[str]
    small: frozenset[str]
    ordinary: frozenset[str]
    prepositions: frozenset[str]
    directions: frozenset[str]
    kinds: frozenset[str]
    languages: frozenset[str]


def read() -> Rules:
    """The rules as shipped."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (resources.files("nadhir.screening.places") / "rules.yaml").read_text("utf-8")
    raw: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader either way
    cues = raw["cues"]
    return Rules(
        decoys=_keys(raw["decoys"].values()),
        shared=tuple(_shared(entry) for entry in raw["shared"]),
        hint={
            key(name): frozenset(company) for names in raw["hint"].values() for name, company in names.items()
        },
        firm=_keys(raw["firm"].values()),
        given=_keys([raw["given"]]),
        small=_keys([raw["small"]]),
        ordinary=_keys(raw["ordinary"].values()),
        prepositions=_keys(cues["prepositions"].values()),
        directions=_keys(cues["directions"].values()),
        kinds=_keys(cues["kinds"].values()),
        languages=_keys(cues["languages"].values()),
    )


def _keys(lists: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset(key(str(name)) for names in lists for name in names)


def _shared(entry: Mapping[str, Any]) -> Shared:
    return Shared(
        keys=tuple(key(name) for name in entry["names"]),
        names=tuple(entry["names"]),
        places=tuple(entry["places"]),
        otherwise=entry.get("else", {}),
        demonym=bool(entry.get("demonym", False)),
    )
