"""What screening was learnt from, by its own cards: agreement with those texts says little.

The cards of the model and of the decision name the sets and how many texts of each they learnt from.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nadhir.screening import learnt
from nadhir.screening.learnt import Part

ORDINARY = "talk"
"""What the decision's card calls ordinary talk, which is of no labelled set."""


def share_learnt_from(name: str, kind: str, texts: int) -> float:
    """The share (0 to 1) of a set of `texts` that screening was learnt from, as far as its cards say."""
    if kind == "background":
        return min(1.0, _lessons().get(ORDINARY, 0) / texts) if texts else 0.0
    shares = _model_shares()
    if name in shares:
        return shares[name]
    return min(1.0, _lessons().get(name, 0) / texts) if texts else 0.0


def out_of_fold(name: str) -> Any:
    """What the model's card says of a set: figures of the model alone, on texts it had not seen."""
    for language in _card("model").get("languages", {}).values():
        if name in language.get("figures", {}):
            return language["figures"][name]
    return None


def is_unseen(part: float, learnt: float) -> bool:
    """Whether a part of a set, by its share, can be apart from the share that was learnt from."""
    return part + learnt <= 1.001


def _model_shares() -> dict[str, float]:
    return {
        one["name"]: one["trained_on"] / one["posts"]
        for language in _card("model").get("languages", {}).values()
        for one in language.get("sets", ())
        if one["posts"]
    }


def _lessons() -> dict[str, int]:
    counts: dict[str, int] = {}
    for lesson in _card("decision").get("lessons", ()):
        counts[lesson["name"]] = counts.get(lesson["name"], 0) + lesson["texts"]
    return counts


def _card(part: Part) -> Mapping[str, Any]:
    """The card of what holds here; empty where that part of screening was not learnt."""
    return _read(part, learnt.folder())


@functools.cache
def _read(part: Part, _: Path | None) -> Mapping[str, Any]:
    raw = learnt.read(part, "card.json")
    loaded: dict[str, Any] = json.loads(raw) if raw else {}
    return loaded
