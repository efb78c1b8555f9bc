"""Which questions a test has, how they are laid before the learner, and how answers are marked.

A test before and a test after share no question where the module has enough of them, and ask as many of each
objective, so that the two can be compared. The choice depends on a seed (of whoever learns) and on nothing
else: the same seed gives the same tests again, on any machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from nadhir.doctrine.learning.model import Marked, MarkedQuestion, Module, Option, Pair, Question, TestKind

T = TypeVar("T", Option, Pair, Question)


def choose(module: Module, kind: TestKind, seed: str = "") -> tuple[Question, ...]:
    """The questions of a test, in the order of the module's objectives.

    Args:
        kind: "before" and "after" are parallel halves; "practice" is every question.
        seed: of whoever learns, such as the id of their enrolment.
    """
    if kind == "practice":
        return module.questions
    length = min(module.test_length, len(module.questions))
    by_objective = {
        objective.id: shuffled(
            [one for one in module.questions if one.objective == objective.id],
            f"{module.ref}:{seed}:{objective.id}",
        )
        for objective in module.objectives
    }
    chosen: list[Question] = []
    for name, count in _shares({name: len(own) for name, own in by_objective.items()}, length).items():
        own = by_objective[name]
        # The test after begins where the test before ended, and comes round where there are too few.
        start = 0 if kind == "before" else count
        chosen += [own[(start + step) % len(own)] for step in range(count)]
    return tuple(chosen)


def _shares(sizes: Mapping[str, int], length: int) -> dict[str, int]:
    """How many of `length` questions each objective gives: in proportion, largest remainder first."""
    whole = sum(sizes.values()) or 1
    shares = {name: length * size // whole for name, size in sizes.items()}
    by_remainder = sorted(sizes, key=lambda name: (-(length * sizes[name] % whole), name))
    for name in by_remainder[: length - sum(shares.values())]:
        shares[name] += 1
    return shares


def shuffled(entries: Sequence[T], seed: str) -> list[T]:
    """The entries in an order that depends on the seed alone."""
    return sorted(entries, key=lambda one: hashlib.sha256(f"{seed}:{one.id}".encode()).digest())


def mark(module: Module, answers: Mapping[str, Any], kind: TestKind, seed: str = "") -> Marked:
    """Mark a test. What is not answered, or not answered in the form of its question, is not right; answers
    to questions that the test does not have are left aside.

    Args:
        answers: question id → ids of the chosen options (a list, or one string), in order where order is
            asked for; of a match question a mapping from pair id to pair id.
        kind, seed: as given to `choose`.
    """
    each = tuple(_marked(question, answers.get(question.id)) for question in choose(module, kind, seed))
    right = sum(one.right for one in each)
    passed = bool(each) and right * 100 >= module.pass_mark * len(each)
    return Marked(module.ref, kind, right, len(each), passed, each)


def is_right(question: Question, answer: Any) -> bool:
    """Whether one answer is right: all of it, since half of a choice is a guess."""
    if question.kind == "match":
        return isinstance(answer, Mapping) and dict(answer) == question.right
    given = [answer] if isinstance(answer, str) else answer
    if not isinstance(given, (list, tuple)):
        return False
    if question.kind == "order":
        return list(given) == question.right
    return sorted(map(str, given)) == sorted(question.right)


def _marked(question: Question, answer: Any) -> MarkedQuestion:
    return MarkedQuestion(question, answered=bool(answer), right=is_right(question, answer))
