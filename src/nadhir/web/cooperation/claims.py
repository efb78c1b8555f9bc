"""When two documents contradict each other, and when one only says it less exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

# What is only another word for the same: names, roles and texts are told beside each other, not judged.
COUNTED = frozenset({"number"})
COARSE = frozenset({"month", "year"})


def disagree(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two values cannot both hold.

    Two numbers must be equal. Of two dates, one that is known to the month or year only agrees with every
    date within it; two that name days must name the same.
    """
    if "number" in one and "number" in other:
        return bool(one["number"] != other["number"])
    if "start" in one and "start" in other:
        return not _same_time(one, other)
    return False


def _same_time(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if (one["start"], one["end"]) == (other["start"], other["end"]):
        return True
    return _within(one, other) or _within(other, one)


def _within(exact: Mapping[str, Any], coarse: Mapping[str, Any]) -> bool:
    if coarse.get("precision") not in COARSE:
        return False
    return bool(coarse["start"] <= exact["start"] and exact["end"] <= coarse["end"])


def contradicted(values: Iterable[Mapping[str, Any]]) -> bool:
    """Whether any two of the values cannot both hold."""
    told = list(values)
    return any(disagree(one, other) for n, one in enumerate(told) for other in told[n + 1 :])
