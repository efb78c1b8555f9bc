"""The shape of a module's file, checked by pydantic before anything is built. Unknown keys are refused."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from nadhir.doctrine.learning.model import QuestionKind, Setting
from nadhir.doctrine.text import Language

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Long = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)*$", max_length=20)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Address = Annotated[str, StringConstraints(pattern=r"^https://\S+$", max_length=300)]
Settings = Annotated[list[Setting], Field(min_length=1, max_length=2)]
# Words by language; that all languages of the module are there is looked at afterwards.
Words = dict[Language, Line]
LongWords = dict[Language, Long]
BOTH: list[Setting] = ["headquarters", "field"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ObjectiveEntry(_Part):
    id: Id
    text: Words


class SectionEntry(_Part):
    id: Id
    settings: Settings = BOTH
    title: Words
    body: LongWords


class OptionEntry(_Part):
    id: Id
    text: Words
    right: bool = False
    feedback: Words | None = None


class ExerciseEntry(_Part):
    id: Id
    section: Id
    settings: Settings = BOTH
    title: Words
    task: LongWords
    options: list[OptionEntry] = Field(default_factory=list, max_length=12)
    feedback: LongWords | None = None


class CaseQuestionEntry(_Part):
    ask: Words
    answer: LongWords


class CaseEntry(_Part):
    title: Words
    body: LongWords
    questions: list[CaseQuestionEntry] = Field(min_length=1, max_length=20)


class PairEntry(_Part):
    id: Id
    left: Words
    right: Words


class QuestionEntry(_Part):
    id: Id
    kind: QuestionKind
    objective: Id
    ask: Words
    options: list[OptionEntry] = Field(default_factory=list, max_length=12)
    pairs: list[PairEntry] = Field(default_factory=list, max_length=12)
    # Of a question whose answer is true or false.
    answer: bool | None = None
    explanation: Words


class SourceEntry(_Part):
    citation: Line
    url: Address | Literal[""] = ""


class ModuleFile(_Part):
    """A whole module."""

    slug: Slug
    edition: Version
    title: Words
    summary: Words
    audience: Words
    languages: Annotated[list[Language], Field(min_length=1, max_length=3)]
    minutes: Annotated[dict[Setting, Annotated[int, Field(ge=5, le=2000)]], Field(min_length=1)]
    objectives: list[ObjectiveEntry] = Field(min_length=1, max_length=12)
    requires: list[Slug] = Field(default_factory=list, max_length=12)
    sections: list[SectionEntry] = Field(min_length=1, max_length=40)
    exercises: list[ExerciseEntry] = Field(default_factory=list, max_length=40)
    case: CaseEntry | None = None
    questions: list[QuestionEntry] = Field(min_length=2, max_length=200)
    test_length: Annotated[int, Field(ge=1, le=100)]
    pass_mark: Annotated[int, Field(ge=1, le=100)]
    sources: list[SourceEntry] = Field(default_factory=list, max_length=60)
    reviewed_on: Day
