"""Reads modules: those that come with Nadhir, and one that somebody wrote in the same form.

In: YAML or JSON text, or the mapping that it holds. Out: a `Module`. One that is not right is refused whole,
and every problem says where it is and, of a text, in which line.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import yaml

from nadhir.doctrine.learning.model import (
    BOOK,
    Case,
    CaseQuestion,
    Exercise,
    Module,
    Objective,
    Option,
    Pair,
    Question,
    Section,
    Source,
)
from nadhir.doctrine.phrases import phrasebook
from nadhir.doctrine.text import LANGUAGES, Text
from nadhir.errors import DoctrineError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from nadhir.doctrine.learning.schema import ModuleFile, OptionEntry

PROBLEMS_MOST = 50
BYTES_MOST = 2_000_000
DEEPEST = 40  # lists in lists; a module needs six
Path = tuple[int | str, ...]

_PROBLEMS = {
    "missing": "problem.missing",
    "extra_forbidden": "problem.key_unknown",
    "string_type": "problem.not_text",
    "string_too_short": "problem.empty",
    "string_too_long": "problem.too_long",
    "string_pattern_mismatch": "problem.form",
    "too_short": "problem.too_few",
    "too_long": "problem.too_many",
    "bool_type": "problem.not_yes_or_no",
    "int_type": "problem.not_a_number",
    "greater_than_equal": "problem.range",
    "less_than_equal": "problem.range",
    "list_type": "problem.not_a_list",
    "model_type": "problem.not_a_mapping",
    "dict_type": "problem.not_a_mapping",
    "literal_error": "problem.not_among",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a module: a code of the phrase book, where, and in which line of its text
    (None where it was not a text)."""

    code: str
    where: str
    line: int | None = None
    params: Mapping[str, Any] = field(default_factory=dict)

    def say(self, lang: str | None) -> str:
        return phrasebook(BOOK).say(self.code, lang, where=self.where, **self.params)

    @property
    def text(self) -> Text:
        return Text(**{lang: self.say(lang) for lang in LANGUAGES})


class ModuleBroken(DoctrineError):
    """A module is not right; `problems` says why, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems[:PROBLEMS_MOST])
        super().__init__("module.broken", book=BOOK, detail=[one.text for one in self.problems[:8]])


@functools.cache
def modules() -> tuple[Module, ...]:
    """The modules that come with Nadhir, in the order in which they are best taken."""
    folder = resources.files("nadhir.doctrine.learning") / "modules"
    found = [read_file(entry.read_bytes()) for entry in folder.iterdir() if entry.name.endswith(".yaml")]
    return tuple(sorted(found, key=lambda one: (len(one.requires), ORDER.get(one.slug, 99), one.slug)))


ORDER = {
    slug: place
    for place, slug in enumerate(
        (
            "framework-of-analysis",
            "rabat-and-dangerous-speech",
            "reporting-safely",
            "conflict-sensitive-dialogue",
        )
    )
}


def module(ref: str) -> Module:
    """A module by `slug@edition`.

    Raises:
        DoctrineError: `module.unknown`.
    """
    for known in modules():
        if known.ref == ref:
            return known
    raise DoctrineError("module.unknown", book=BOOK, module=ref, known=[known.ref for known in modules()])


def source(ref: str) -> str:
    """The text of the file of a module that comes with Nadhir, to begin another from.

    Raises:
        DoctrineError: `module.unknown`.
    """
    known = module(ref)
    folder = resources.files("nadhir.doctrine.learning") / "modules"
    return (folder / f"{known.slug}.yaml").read_text("utf-8")


def read_file(raw: bytes | str) -> Module:
    """A module from the text of its file, YAML or JSON.

    Raises:
        ModuleBroken: with every problem and its line.
    """
    return read(parse(raw), lines=lambda: _lines(raw))


def parse(raw: bytes | str) -> Any:
    """What the text of a file holds, before it is looked at.

    Raises:
        ModuleBroken: it is no YAML or JSON, too large, or refers back to itself.
    """
    if len(raw) > BYTES_MOST:
        raise ModuleBroken([Problem("problem.too_large", "–", params={"most": BYTES_MOST // 1_000_000})])
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        if problem := _winding(raw, loader):
            raise ModuleBroken([Problem(problem, "–")])
        return yaml.load(raw, Loader=loader)  # noqa: S506 - a safe loader either way
    except (yaml.YAMLError, ValueError, KeyError, AttributeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise ModuleBroken([Problem("problem.not_yaml", "–", mark.line + 1 if mark else None)]) from error


def _winding(raw: bytes | str, loader: Any) -> str:
    """Why a text is not to be built, if it is not. One that names a part of itself again could hold more than
    any machine; one that is nested without end would end the process that builds it, since the fast reader
    follows it step by step into the depth."""
    depth = 0
    for event in yaml.parse(raw, Loader=loader):
        if isinstance(event, yaml.AliasEvent):
            return "problem.alias"
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            return "problem.too_deep"
    return ""


def read(mapping: Any, *, lines: Any = None) -> Module:
    """A module from the mapping that its file holds.

    Args:
        lines: gives, when called, the line of each path; asked only where something is wrong.

    Raises:
        ModuleBroken: with every problem.
    """
    from pydantic import ValidationError

    from nadhir.doctrine.learning.schema import ModuleFile

    if not isinstance(mapping, Mapping):
        raise ModuleBroken([Problem("problem.not_a_mapping", "–", 1)])
    try:
        file = ModuleFile.model_validate(mapping)
    except ValidationError as error:
        details = error.errors(include_url=False)
        raise ModuleBroken(_placed([_worded(one) for one in details], mapping, lines)) from None
    found = list(_checked(file))
    if found:
        raise ModuleBroken(_placed(found, mapping, lines))
    return _built(file)


Found = tuple[Path, str, dict[str, Any]]


def _worded(details: ErrorDetails) -> Found:
    code = _PROBLEMS.get(details["type"], "problem.not_expected")
    value = details["input"]
    shown = str(value)[:60] if isinstance(value, (str, int, float)) else "–"
    path = tuple(step for step in details["loc"] if step != "[key]")
    return path, code, {"found": shown}


def _placed(found: Sequence[Found], data: Any, lines: Any) -> list[Problem]:
    known: Mapping[Path, int] = lines() if lines else {}

    def line_of(path: Path) -> int | None:
        while path and path not in known:
            path = path[:-1]
        return known.get(path)

    problems = [Problem(code, _where(path, data), line_of(path), params) for path, code, params in found]
    return sorted(problems, key=lambda one: one.line or 0)


def _where(path: Path, data: Any) -> str:
    """The way to a value as whoever writes the file knows it: ids where there are any, else positions."""
    steps: list[str] = []
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            data = None
        if isinstance(step, str):
            steps.append(step)
        elif isinstance(data, Mapping) and isinstance(data.get("id"), str):
            steps.append(data["id"])
        else:
            steps.append(f"#{step + 1}")
    return " › ".join(steps) or "–"


def _lines(raw: bytes | str) -> dict[Path, int]:
    """The line in which each value of a YAML text begins, by its path."""
    found: dict[Path, int] = {}

    def walk(node: yaml.Node, path: Path) -> None:
        found.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if isinstance(key, yaml.ScalarNode):
                    found[(*path, key.value)] = key.start_mark.line + 1
                    walk(value, (*path, key.value))
        elif isinstance(node, yaml.SequenceNode):
            for place, value in enumerate(node.value):
                walk(value, (*path, place))

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    root = yaml.compose(raw, Loader=loader)
    if root is not None:
        walk(root, ())
    return found


def _checked(file: ModuleFile) -> Iterator[Found]:
    """What a shape cannot say: languages, ids, references, answers that can be given."""
    yield from _languages(file.model_dump(), set(file.languages), ())
    try:
        date.fromisoformat(file.reviewed_on)
    except ValueError:
        yield ("reviewed_on",), "problem.form", {"found": file.reviewed_on}
    for name in ("objectives", "sections", "exercises", "questions"):
        yield from _twice([one.id for one in getattr(file, name)], (name,))
    objectives = {one.id for one in file.objectives}
    sections = {one.id for one in file.sections}
    for setting in file.minutes:
        if not any(setting in section.settings for section in file.sections):
            yield ("minutes", setting), "problem.setting_empty", {}
    for place, exercise in enumerate(file.exercises):
        here: Path = ("exercises", place)
        if exercise.section not in sections:
            yield (*here, "section"), "problem.no_such_section", {"found": exercise.section}
        yield from _twice([one.id for one in exercise.options], (*here, "options"))
        if exercise.options and not any(one.right for one in exercise.options):
            yield (*here, "options"), "problem.no_right_answer", {}
        if not exercise.options and exercise.feedback is None:
            yield here, "problem.no_feedback", {}
    asked = {one.objective for one in file.questions}
    for place, objective in enumerate(file.objectives):
        if objective.id not in asked:
            yield ("objectives", place), "problem.objective_not_asked", {}
    for place, question in enumerate(file.questions):
        if question.objective not in objectives:
            there = ("questions", place, "objective")
            yield there, "problem.no_such_objective", {"found": question.objective}
        yield from (
            (("questions", place, *path), code, params) for path, code, params in _answerable(question)
        )
    if file.test_length > len(file.questions):
        yield ("test_length",), "problem.test_too_long", {}


def _answerable(question: Any) -> Iterator[Found]:
    right = sum(option.right for option in question.options)
    kind = question.kind
    yield from _twice([one.id for one in question.options], ("options",))
    yield from _twice([one.id for one in question.pairs], ("pairs",))
    if kind == "true_false":
        if question.answer is None:
            yield ("answer",), "problem.missing", {}
        if question.options or question.pairs:
            yield (), "problem.only_answer", {}
        return
    if question.answer is not None:
        yield ("answer",), "problem.answer_not_here", {}
    if kind == "match":
        if len(question.pairs) < 2 or question.options:
            yield ("pairs",), "problem.pairs_needed", {}
        return
    if len(question.options) < 2 or question.pairs:
        yield ("options",), "problem.options_needed", {}
    elif kind == "single" and right != 1:
        yield ("options",), "problem.one_right_answer", {}
    elif kind == "multiple" and right == 0:
        yield ("options",), "problem.no_right_answer", {}


def _twice(ids: Sequence[str], path: Path) -> Iterator[Found]:
    for name, count in Counter(ids).items():
        if count > 1:
            last = len(ids) - 1 - ids[::-1].index(name)
            yield (*path, last), "problem.twice", {"found": name}


def _languages(value: Any, needed: set[str], path: Path) -> Iterator[Found]:
    """Words that lack a language of the module."""
    if isinstance(value, dict):
        if value and set(value) <= set(LANGUAGES):
            lacking = sorted(needed - set(value))
            if lacking:
                yield path, "problem.language_missing", {"languages": lacking}
            return
        for key, inner in value.items():
            yield from _languages(inner, needed, (*path, key))
    elif isinstance(value, list) and path[-1:] != ("languages",):
        for place, inner in enumerate(value):
            yield from _languages(inner, needed, (*path, place))


def _built(file: ModuleFile) -> Module:
    first = file.languages[0]

    def words(said: Mapping[Any, str]) -> Text:
        return Text(**{lang: said.get(lang) or said[first] for lang in LANGUAGES})

    def option(entry: OptionEntry) -> Option:
        told = words(entry.feedback) if entry.feedback else None
        return Option(entry.id, words(entry.text), entry.right, told)

    def question(entry: Any) -> Question:
        options = tuple(option(one) for one in entry.options)
        if entry.kind == "true_false":
            book = phrasebook(BOOK)
            options = (
                Option("true", book.text("answer.true"), right=entry.answer is True),
                Option("false", book.text("answer.false"), right=entry.answer is False),
            )
        pairs = tuple(Pair(one.id, words(one.left), words(one.right)) for one in entry.pairs)
        asked, told = words(entry.ask), words(entry.explanation)
        return Question(entry.id, entry.kind, entry.objective, asked, told, options, pairs)

    def case(entry: Any) -> Case:
        asked = tuple(CaseQuestion(words(one.ask), words(one.answer)) for one in entry.questions)
        return Case(words(entry.title), words(entry.body), asked)

    return Module(
        slug=file.slug,
        edition=file.edition,
        title=words(file.title),
        summary=words(file.summary),
        audience=words(file.audience),
        languages=tuple(file.languages),
        minutes=MappingProxyType(dict(file.minutes)),
        objectives=tuple(Objective(one.id, words(one.text)) for one in file.objectives),
        requires=tuple(file.requires),
        sections=tuple(
            Section(one.id, words(one.title), words(one.body), tuple(one.settings)) for one in file.sections
        ),
        exercises=tuple(
            Exercise(
                one.id,
                one.section,
                words(one.title),
                words(one.task),
                tuple(option(entry) for entry in one.options),
                words(one.feedback) if one.feedback else None,
                tuple(one.settings),
            )
            for one in file.exercises
        ),
        case=case(file.case) if file.case else None,
        questions=tuple(question(one) for one in file.questions),
        test_length=file.test_length,
        pass_mark=file.pass_mark,
        sources=tuple(Source(one.citation, one.url) for one in file.sources),
        reviewed_on=file.reviewed_on,
    )
