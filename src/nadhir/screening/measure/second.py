"""What a second look changes: the same sets by the compact screener and with the encoder, side by side."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nadhir.screening.measure.skill import measure_folder
from nadhir.screening.measure.speed import short_posts
from nadhir.screening.screener import Screener

LANGUAGES = ("en", "ar", "fr")
ENOUGH = 64  # posts of each language, to see how many the encoder reads in a second


def measure_second_look(
    folder: Path, compact: Mapping[str, Any], *, limit: int | None = None, only: Sequence[str] = ()
) -> dict[str, Any]:
    """The figures of `measure_folder` with a second look; and in `compared`, by set, the main figures before
    and after, `compact` being what `measure_folder` gave without.

    Raises:
        NotPossibleNow: `encoder.*`: the extra is missing or does not work on this machine.
    """
    screener = Screener.default(second_look=True)
    found = measure_folder(folder, limit=limit, only=only, screener=screener)
    found["compared"] = {
        name: {"before": headline(compact["sets"][name]), "after": headline(one)}
        for name, one in found["sets"].items()
    }
    return {**found, "encoder": _speed(folder, screener)}


def headline(figures: Mapping[str, Any]) -> dict[str, float]:
    """The main figures of a set: macro-F1 and accuracy, or of ordinary talk what is flagged and called
    hateful."""
    if "flagged" in figures:
        return {"flagged": figures["flagged"], "hateful": figures["hateful_share"]}
    scored = figures.get("hateful") or figures["violence"]
    return {"macro_f1": scored["macro_f1"], "accuracy": scored["accuracy"]}


def _speed(folder: Path, screener: Screener) -> dict[str, Any]:
    look = screener.second_look
    posts = [post for language in LANGUAGES for post in short_posts(folder, language, ENOUGH)]
    if look is None or not posts:
        return {}
    began = time.perf_counter()
    look.encoder.vectors(posts)
    seconds = time.perf_counter() - began
    return {"name": look.encoder.name, "posts": len(posts), "per_second": round(len(posts) / seconds)}
