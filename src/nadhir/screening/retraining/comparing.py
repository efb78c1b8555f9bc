"""Before and after: the figures of two screeners on the same sets, and whether one may follow the other.

What counts are held parts: functional suites, test parts, and sets that neither was learnt from. Others are
shown, and said to be learnt from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

LARGEST_FALL = 0.01
"""Of the mean over held parts, and of one part before it is named as worse."""

LEAST_TEXTS = 50
"""A smaller part is shown, but does not count: chance decides there."""

Table = Literal["set", "language", "functionality"]


@dataclass(frozen=True, slots=True)
class Row:
    """One figure before and after: macro-F1 of sets and languages, accuracy of functionalities, and of
    ordinary talk the share that is flagged for review, where less is better. `held`: neither screener was
    learnt from these texts."""

    table: Table
    name: str
    kind: str
    texts: int
    held: bool
    before: float
    after: float

    @property
    def counts(self) -> bool:
        return self.table == "set" and self.held and self.kind != "background" and self.texts >= LEAST_TEXTS


@dataclass(frozen=True, slots=True)
class Comparison:
    """All rows, and the versions of both screeners."""

    before: str
    after: str
    rows: tuple[Row, ...]

    @property
    def means(self) -> tuple[float, float] | None:
        """The mean macro-F1 over held parts, before and after; None where there is none."""
        held = [row for row in self.rows if row.counts]
        if not held:
            return None
        return sum(row.before for row in held) / len(held), sum(row.after for row in held) / len(held)

    @property
    def fell(self) -> bool:
        """Whether the mean over held parts fell by more than may be."""
        means = self.means
        return means is not None and means[1] < means[0] - LARGEST_FALL - 1e-9

    @property
    def worse(self) -> tuple[Row, ...]:
        """The held parts whose figure fell by more than may be, the worst first."""
        fallen = [row for row in self.rows if row.counts and row.after < row.before - LARGEST_FALL - 1e-9]
        return tuple(sorted(fallen, key=lambda row: row.after - row.before))

    def as_json(self) -> dict[str, Any]:
        means = self.means and [round(mean, 4) for mean in self.means]
        return {
            "before": self.before,
            "after": self.after,
            "mean_of_held_parts": {"before": means[0], "after": means[1]} if means else None,
            "worse": [row.name for row in self.worse],
            "fell": self.fell,
            "rows": [asdict(row) for row in self.rows],
        }


def compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> Comparison:
    """Put two results of `measure_folder` beside each other."""
    rows = (*_sets(before, after), *_languages(before, after), *_functionalities(before, after))
    return Comparison(before["screener"], after["screener"], rows)


def _sets(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Row]:
    for name, was in before["sets"].items():
        now = after["sets"].get(name)
        if now is None:
            continue
        kind = was["kind"]
        parts = was.get("test_part"), now.get("test_part")
        if all(part is not None and part["unseen"] for part in parts):
            yield Row("set", name, kind, parts[0]["texts"], True, _figure(parts[0]), _figure(parts[1]))
        else:
            held = kind == "functional" or not (was["learnt_from"] or now["learnt_from"])
            yield Row("set", name, kind, was["texts"], held, _figure(was), _figure(now))


def _figure(one: Mapping[str, Any]) -> float:
    if "flagged" in one:
        return float(one["flagged"])
    scored = one.get("hateful") or one["violence"]
    return float(scored["macro_f1"])


def _languages(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Row]:
    for language, kinds in before["by_language"].items():
        for kind, was in kinds.items():
            now = after["by_language"].get(language, {}).get(kind)
            if now is not None:
                held = kind != "posts"
                yield Row("language", language, kind, was["texts"], held, was["macro_f1"], now["macro_f1"])


def _functionalities(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Row]:
    for name, was in before["sets"].items():
        now = after["sets"].get(name, {}).get("by_functionality", {})
        for functionality, one in sorted(was.get("by_functionality", {}).items()):
            if functionality in now:
                yield Row(
                    "functionality",
                    functionality,
                    name,
                    one["texts"],
                    True,
                    one["accuracy"],
                    now[functionality]["accuracy"],
                )
