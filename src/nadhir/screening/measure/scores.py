"""Figures of agreement between what is true and what was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence


def f1(truth: Sequence[Hashable], said: Sequence[Hashable], one: Hashable) -> float:
    """Harmonic mean of precision and recall of one class; 0 where it was never rightly said."""
    cells = Counter((right == one, found == one) for right, found in zip(truth, said, strict=True))
    hit = cells[True, True]
    return 2 * hit / (2 * hit + cells[True, False] + cells[False, True]) if hit else 0.0


def macro_f1(truth: Sequence[Hashable], said: Sequence[Hashable], classes: Sequence[Hashable]) -> float:
    """The mean of F1 over `classes`, each counting the same however rare it is."""
    return sum(f1(truth, said, one) for one in classes) / len(classes)


def accuracy(truth: Sequence[Hashable], said: Sequence[Hashable]) -> float:
    """The share that agrees; 0 of nothing."""
    return sum(one == other for one, other in zip(truth, said, strict=True)) / len(truth) if truth else 0.0


def binary(truth: Sequence[bool], said: Sequence[bool]) -> dict[str, float]:
    """Accuracy, macro-F1 over both classes, and precision, recall and F1 of the positive one."""
    cells = Counter(zip(truth, said, strict=True))
    found = cells[True, True] + cells[False, True]
    positive = cells[True, True] + cells[True, False]
    return {
        "accuracy": round(accuracy(truth, said), 4),
        "macro_f1": round(macro_f1(truth, said, (True, False)), 4),
        "f1": round(f1(truth, said, True), 4),
        "precision": round(cells[True, True] / found, 4) if found else 0.0,
        "recall": round(cells[True, True] / positive, 4) if positive else 0.0,
    }


def classes(truth: Sequence[str], said: Sequence[str], names: Sequence[str]) -> dict[str, object]:
    """Accuracy and macro-F1 over several classes, with the F1 of each."""
    return {
        "accuracy": round(accuracy(truth, said), 4),
        "macro_f1": round(macro_f1(truth, said, names), 4),
        "f1": {name: round(f1(truth, said, name), 4) for name in names},
    }
