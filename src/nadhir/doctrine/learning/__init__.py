"""Modules for learning: what is taught about risk, speech, reporting and dialogue, in three languages.

    >>> from nadhir.doctrine import learning
    >>> module = learning.module("framework-of-analysis@2026.1")
    >>> test = learning.choose(module, "before", seed="somebody")
    >>> learning.mark(module, {one.id: one.right for one in test}, "before", seed="somebody").passed
    True

See `model` for what a module is, `reading` for how one is read and what can be wrong with it, `marking` for
tests, and `markdown` for the words of its sections.
"""

from __future__ import annotations

from nadhir.doctrine.learning.marking import choose, is_right, mark, shuffled
from nadhir.doctrine.learning.model import (
    QUESTION_KINDS,
    SETTINGS,
    TEST_KINDS,
    Case,
    CaseQuestion,
    Exercise,
    Marked,
    MarkedQuestion,
    Module,
    Objective,
    Option,
    Pair,
    Question,
    Section,
    Setting,
    Source,
    TestKind,
)
from nadhir.doctrine.learning.reading import (
    ModuleBroken,
    Problem,
    module,
    modules,
    parse,
    read,
    read_file,
    source,
)

__all__ = [
    "QUESTION_KINDS",
    "SETTINGS",
    "TEST_KINDS",
    "Case",
    "CaseQuestion",
    "Exercise",
    "Marked",
    "MarkedQuestion",
    "Module",
    "ModuleBroken",
    "Objective",
    "Option",
    "Pair",
    "Problem",
    "Question",
    "Section",
    "Setting",
    "Source",
    "TestKind",
    "choose",
    "is_right",
    "mark",
    "module",
    "modules",
    "parse",
    "read",
    "read_file",
    "shuffled",
    "source",
]
