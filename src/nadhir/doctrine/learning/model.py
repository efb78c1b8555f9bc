"""What a module for learning is: sections to read, exercises, a case, questions. Plain values, nothing else.

Words are Markdown of the small kind that `markdown` reads, in a `Text`. A module has two settings: for
headquarters and for the field, where sections are fewer and practice weighs more. It must not know who
learns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from nadhir.doctrine.text import Language, Text
from nadhir.errors import DoctrineError

Setting = Literal["headquarters", "field"]
SETTINGS: tuple[Setting, ...] = get_args(Setting)
QuestionKind = Literal["single", "multiple", "order", "match", "true_false"]
QUESTION_KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)
TestKind = Literal["before", "after", "practice"]
TEST_KINDS: tuple[TestKind, ...] = get_args(TestKind)


@dataclass(frozen=True, slots=True)
class Objective:
    """What somebody can do after the module."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Section:
    """A page to read. `settings` says in which editions it stands."""

    id: str
    title: Text
    body: Text
    settings: tuple[Setting, ...] = SETTINGS


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose; `feedback` is said of it in an exercise."""

    id: str
    text: Text
    right: bool = False
    feedback: Text | None = None


@dataclass(frozen=True, slots=True)
class Exercise:
    """Something to try after a section. With options, each has its feedback; without, the learner writes for
    themselves (nothing is kept) and then reads `feedback`."""

    id: str
    section: str
    title: Text
    task: Text
    options: tuple[Option, ...] = ()
    feedback: Text | None = None
    settings: tuple[Setting, ...] = SETTINGS


@dataclass(frozen=True, slots=True)
class CaseQuestion:
    """A question on the case, and what a good answer has in it."""

    ask: Text
    answer: Text


@dataclass(frozen=True, slots=True)
class Case:
    """An invented story in an invented place to work through, alone or in a group."""

    title: Text
    body: Text
    questions: tuple[CaseQuestion, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """What belongs together in a question of matching."""

    id: str
    left: Text
    right: Text


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the test.

    Attributes:
        options: answers; in an `order` question they stand in the right order. Of `true_false` there are two,
            `true` and `false`, without words of their own.
        pairs: of a `match` question only.
    """

    id: str
    kind: QuestionKind
    objective: str
    ask: Text
    explanation: Text
    options: tuple[Option, ...] = ()
    pairs: tuple[Pair, ...] = ()

    @property
    def right(self) -> list[str] | dict[str, str]:
        """The right answer as it would be given: ids of options, in order where order is asked for; of a
        match question each pair's id to the id of the pair whose right side belongs to it (itself)."""
        if self.kind == "match":
            return {pair.id: pair.id for pair in self.pairs}
        return [option.id for option in self.options if self.kind == "order" or option.right]


@dataclass(frozen=True, slots=True)
class Source:
    """What a module leans on."""

    citation: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Module:
    """A module, one edition of it.

    Attributes:
        slug, edition: its name and its version ("2026.1"); together they are `ref`.
        languages: in which it is really written; the words of others repeat the first of these.
        minutes: how long it takes, in each setting that it has.
        requires: slugs of modules to take first.
        test_length: number of questions in the test before and in that after.
        pass_mark: share of right answers needed, in per cent.
        reviewed_on: ISO date on which somebody last read it through.
    """

    slug: str
    edition: str
    title: Text
    summary: Text
    audience: Text
    languages: tuple[Language, ...]
    minutes: Mapping[Setting, int]
    objectives: tuple[Objective, ...]
    requires: tuple[str, ...]
    sections: tuple[Section, ...]
    exercises: tuple[Exercise, ...]
    case: Case | None
    questions: tuple[Question, ...]
    test_length: int
    pass_mark: int
    sources: tuple[Source, ...]
    reviewed_on: str

    @property
    def ref(self) -> str:
        return f"{self.slug}@{self.edition}"

    @property
    def settings(self) -> tuple[Setting, ...]:
        return tuple(setting for setting in SETTINGS if setting in self.minutes)

    def sections_in(self, setting: str | None) -> tuple[Section, ...]:
        """The sections of one edition; all of them where `setting` is none of the module's."""
        if setting not in self.minutes:
            return self.sections
        return tuple(section for section in self.sections if setting in section.settings)

    def exercises_after(self, section: str, setting: str | None = None) -> tuple[Exercise, ...]:
        return tuple(
            one
            for one in self.exercises
            if one.section == section and (setting not in self.minutes or setting in one.settings)
        )

    def section(self, section_id: str) -> Section:
        """Raises:
        DoctrineError: `section.unknown`.
        """
        for section in self.sections:
            if section.id == section_id:
                return section
        raise DoctrineError("section.unknown", book=BOOK, section=section_id, module=self.ref)

    def question(self, question_id: str) -> Question:
        """Raises:
        DoctrineError: `question.unknown`.
        """
        for question in self.questions:
            if question.id == question_id:
                return question
        raise DoctrineError("question.unknown", book=BOOK, question=question_id, module=self.ref)


BOOK = "nadhir.doctrine.learning"


@dataclass(frozen=True, slots=True)
class MarkedQuestion:
    """One question of a test that was marked."""

    question: Question
    answered: bool
    right: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """A test that was marked: how many are right of how many, whether that passes, and each by itself."""

    module: str
    kind: TestKind
    right: int
    questions: int
    passed: bool
    each: tuple[MarkedQuestion, ...]

    def missed(self) -> tuple[str, ...]:
        """The objectives in which something was wrong, to be read again."""
        return tuple(dict.fromkeys(one.question.objective for one in self.each if not one.right))
