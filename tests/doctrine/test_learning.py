"""Modules for learning: whole in three languages, answerable, marked rightly, refused with clear words."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nadhir import doctrine
from nadhir.doctrine import learning
from nadhir.doctrine.learning import markdown
from nadhir.doctrine.phrases import explain, phrasebook
from nadhir.doctrine.text import LANGUAGES, Text
from nadhir.errors import DoctrineError
from tests.doctrine.words import faults

SLUGS = (
    "framework-of-analysis",
    "rabat-and-dangerous-speech",
    "reporting-safely",
    "conflict-sensitive-dialogue",
)
MODULES = pytest.mark.parametrize("module", learning.modules(), ids=lambda one: one.slug)
# Grades of sources and of information are letters and figures in every language.
GRADES = re.compile(r"(?<![A-Za-z])[A-F][1-6]?(?![A-Za-z])")


def words(number: int) -> dict[str, str]:
    return {"ar": f"كلمة {number}", "en": f"word {number}", "fr": f"mot {number}"}


def small() -> dict[str, Any]:
    """The smallest module that is right, with one question of each kind."""
    option = {"a": True, "b": False}
    options = [
        {"id": name, "text": words(number), "right": right}
        for number, (name, right) in enumerate(option.items())
    ]
    pairs = [{"id": name, "left": words(1), "right": words(2)} for name in "ab"]
    asked: list[dict[str, Any]] = [
        {"id": "one", "kind": "single", "options": options},
        {"id": "many", "kind": "multiple", "options": options},
        {"id": "row", "kind": "order", "options": [{"id": name, "text": words(1)} for name in "abc"]},
        {"id": "pair", "kind": "match", "pairs": pairs},
        {"id": "yes", "kind": "true_false", "answer": True},
    ]
    return {
        "slug": "our-own",
        "edition": "1",
        "title": words(1),
        "summary": words(2),
        "audience": words(3),
        "languages": ["ar", "en", "fr"],
        "minutes": {"field": 30},
        "objectives": [{"id": "know", "text": words(4)}],
        "sections": [{"id": "start", "title": words(5), "body": words(6)}],
        "questions": [
            {**one, "objective": "know", "ask": words(7), "explanation": words(8)} for one in asked
        ],
        "test_length": 2,
        "pass_mark": 70,
        "reviewed_on": "2026-11-22",
    }


def exercise(section: str) -> dict[str, Any]:
    return {"id": "try", "section": section, "title": words(1), "task": words(2)}


def every_text(module: learning.Module) -> list[tuple[str, Text]]:
    found = [("title", module.title), ("summary", module.summary), ("audience", module.audience)]
    found += [(one.id, one.text) for one in module.objectives]
    for section in module.sections:
        found += [(section.id, section.title), (section.id, section.body)]
    for exercise in module.exercises:
        found += [(exercise.id, exercise.title), (exercise.id, exercise.task)]
        found += [(exercise.id, exercise.feedback)] if exercise.feedback else []
        for option in exercise.options:
            found.append((exercise.id, option.text))
            found += [(exercise.id, option.feedback)] if option.feedback else []
    if module.case:
        found += [("case", module.case.title), ("case", module.case.body)]
        found += [("case", text) for one in module.case.questions for text in (one.ask, one.answer)]
    for question in module.questions:
        found += [(question.id, question.ask), (question.id, question.explanation)]
        found += [(question.id, option.text) for option in question.options]
        found += [(question.id, text) for pair in question.pairs for text in (pair.left, pair.right)]
    return found


def shape(text: str) -> list[tuple[str, int]]:
    """Which blocks a text has, and how many parts each: the same in every language."""
    parts = {
        markdown.Points: lambda one: len(one.items),
        markdown.Steps: lambda one: len(one.items),
        markdown.Grid: lambda one: len(one.rows) * 100 + len(one.head),
    }
    return [(type(one).__name__, parts.get(type(one), lambda _: 1)(one)) for one in markdown.blocks(text)]


def test_four_modules_come_along_in_the_order_in_which_they_are_best_taken() -> None:
    assert tuple(one.slug for one in learning.modules()) == SLUGS
    assert learning.module("reporting-safely@2026.1").slug == "reporting-safely"
    with pytest.raises(DoctrineError) as refused:
        learning.module("reporting-safely@1")
    assert "reporting-safely@2026.1" in explain(refused.value, "fr")


@MODULES
def test_a_module_is_enough_to_teach_with(module: learning.Module) -> None:
    assert set(module.languages) == set(LANGUAGES)
    assert set(module.minutes) == set(learning.SETTINGS)
    assert module.minutes["field"] < module.minutes["headquarters"]
    assert len(module.sections_in("headquarters")) >= 8
    assert len(module.sections_in("field")) >= 8
    assert len(module.questions) >= 24
    assert len(module.exercises) == 2
    assert module.sources
    assert module.case is not None
    assert len(module.case.questions) >= 2
    assert {one.kind for one in module.questions} == set(learning.QUESTION_KINDS)
    asked = Counter(one.objective for one in module.questions)
    assert set(asked) == {one.id for one in module.objectives}
    assert min(asked.values()) >= 4
    for lang in LANGUAGES:
        said = sum(len(section.body.in_(lang).split()) for section in module.sections)
        assert said > 1_500, f"{lang}: {said} words"


@MODULES
def test_the_words_are_native_and_whole(module: learning.Module) -> None:
    wrong = []
    for place, text in every_text(module):
        bare = Text(ar=GRADES.sub("", text.ar).strip(), en=text.en, fr=text.fr)
        if re.search(r"\w", bare.en) and text.en != text.fr:
            wrong += [
                f"{module.slug} {place}: {fault}" for fault in faults(bare) if fault != "ar has stray spaces"
            ]
    assert wrong == []


@MODULES
def test_the_languages_are_built_alike(module: learning.Module) -> None:
    for place, text in every_text(module):
        shapes = {lang: shape(text.in_(lang)) for lang in LANGUAGES}
        assert shapes["ar"] == shapes["en"] == shapes["fr"], f"{module.slug} {place}: {shapes}"


@MODULES
def test_numbers_of_indicators_exist_in_the_framework(module: learning.Module) -> None:
    known = {element.id for element in doctrine.load("un-foa-2014").elements}
    named = {
        number
        for _, text in every_text(module)
        for words in text.as_dict().values()
        for number in re.findall(r"(?<![\d.,])(?:[1-9]|1[0-4])\.\d{1,2}(?![\d.])", words)
    }
    assert named <= known


@MODULES
def test_the_case_is_told_of_an_invented_country(module: learning.Module) -> None:
    """What is told is told of an invented country."""
    assert module.case is not None
    assert "invented country" in module.case.body.en
    assert "متخيَّل" in module.case.body.ar


@MODULES
def test_every_question_can_be_answered_and_is_marked_right(module: learning.Module) -> None:
    for kind in learning.TEST_KINDS:
        for seed in ("", "a", "b"):
            asked = learning.choose(module, kind, seed)
            right = {one.id: one.right for one in asked}
            # As it comes back from a browser.
            marked = learning.mark(module, json.loads(json.dumps(right)), kind, seed)
            assert (marked.right, marked.questions, marked.passed) == (len(asked), len(asked), True)
            assert marked.missed() == ()
            nothing = learning.mark(module, {}, kind, seed)
            assert (nothing.right, nothing.passed) == (0, False)
            assert nothing.missed()
    assert all(one.explanation.en for one in module.questions)


@MODULES
def test_tests_before_and_after_are_parallel_and_share_no_question(module: learning.Module) -> None:
    for seed in ("", "amina", "jean"):
        before, after = (learning.choose(module, kind, seed) for kind in ("before", "after"))
        assert len(before) == len(after) == module.test_length
        assert not {one.id for one in before} & {one.id for one in after}
        assert Counter(one.objective for one in before) == Counter(one.objective for one in after)
    others = {tuple(one.id for one in learning.choose(module, "before", str(seed))) for seed in range(20)}
    assert len(others) > 10


def test_a_half_answer_is_not_right() -> None:
    module = learning.read(small())
    assert not learning.is_right(module.question("row"), ["a", "c", "b"])
    assert not learning.is_right(module.question("many"), ["a", "b"])
    assert not learning.is_right(module.question("pair"), {"a": "a"})
    assert not learning.is_right(module.question("pair"), {"a": "b", "b": "a"})
    assert learning.is_right(module.question("one"), "a")
    assert learning.is_right(module.question("yes"), ["true"])


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["one", "many", "row", "pair", "yes", "other"]), JUNK))
def test_whatever_is_sent_is_marked(answers: dict[str, Any]) -> None:
    marked = learning.mark(learning.read(small()), answers, "practice")
    assert 0 <= marked.right <= marked.questions == 5


@given(st.text(max_size=200))
def test_any_text_is_read_as_blocks(text: str) -> None:
    markdown.blocks(text)
    markdown.plain(text)


def test_markdown_has_marks_and_no_html() -> None:
    assert markdown.runs("a **b** *c* <b>") == (
        markdown.Run("a "),
        markdown.Run("b", "strong"),
        markdown.Run(" "),
        markdown.Run("c", "emphasis"),
        markdown.Run(" <b>"),
    )
    kinds = [
        type(one).__name__
        for one in markdown.blocks(
            "### h\n\np\np\n\n- a\n- b\n\n1. c\n\n> q\n\n=> x => y\n\n|a|b|\n|---|---|\n|c|"
        )
    ]
    assert kinds == ["Heading", "Paragraph", "Points", "Points", "Quote", "Steps", "Grid"]
    grid = markdown.blocks("|a|b|\n|---|---|\n|c|")[0]
    assert isinstance(grid, markdown.Grid)
    assert grid.rows == (((markdown.Run("c"),), ()),)


def test_a_module_of_fewer_languages_repeats_its_first() -> None:
    entry = small()
    only = json.loads(
        json.dumps(entry),
        object_hook=lambda one: {"fr": one["fr"]} if set(one) == {"ar", "en", "fr"} else one,
    )
    only["languages"] = ["fr"]
    module = learning.read(only)
    assert module.languages == ("fr",)
    assert module.title.ar == module.title.fr == "mot 1"


def broken(change: Any) -> list[str]:
    entry = copy.deepcopy(small())
    change(entry)
    with pytest.raises(learning.ModuleBroken) as refused:
        learning.read(entry)
    return [problem.code for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda m: m.pop("title"), "problem.missing"),
        (lambda m: m.update(titel=1), "problem.key_unknown"),
        (lambda m: m["title"].pop("ar"), "problem.language_missing"),
        (lambda m: m["title"].update(ar=""), "problem.empty"),
        (lambda m: m.update(edition=1.1), "problem.not_text"),
        (lambda m: m.update(edition="new!"), "problem.form"),
        (lambda m: m.update(reviewed_on="2026-02-31"), "problem.form"),
        (lambda m: m.update(pass_mark=120), "problem.range"),
        (lambda m: m.update(pass_mark="70"), "problem.not_a_number"),
        (lambda m: m.update(sections={}), "problem.not_a_list"),
        (lambda m: m.update(sections=[]), "problem.too_few"),
        (lambda m: m.update(languages=["de"]), "problem.not_among"),
        (lambda m: m.update(minutes={"headquarters": 30, "field": 3}), "problem.range"),
        (lambda m: m["sections"][0].update(settings=["headquarters"]), "problem.setting_empty"),
        (lambda m: m["sections"].append(m["sections"][0]), "problem.twice"),
        (lambda m: m["questions"][0].update(objective="else"), "problem.no_such_objective"),
        (lambda m: m["objectives"].append({"id": "o", "text": words(1)}), "problem.objective_not_asked"),
        (lambda m: m["questions"][0]["options"][0].update(right=False), "problem.one_right_answer"),
        (lambda m: m["questions"][1]["options"][0].update(right=False), "problem.no_right_answer"),
        (lambda m: m["questions"][2].update(options=[]), "problem.options_needed"),
        (lambda m: m["questions"][3]["pairs"].pop(), "problem.pairs_needed"),
        (lambda m: m["questions"][4].pop("answer"), "problem.missing"),
        (lambda m: m["questions"][0].update(answer=True), "problem.answer_not_here"),
        (lambda m: m.update(test_length=6), "problem.test_too_long"),
        (lambda m: m.update(exercises=[exercise("no")]), "problem.no_such_section"),
        (lambda m: m.update(exercises=[exercise("start")]), "problem.no_feedback"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_three_languages(change: Any, code: str) -> None:
    assert code in broken(change)
    assert code in phrasebook("nadhir.doctrine.learning")


def test_a_problem_of_a_file_has_its_line() -> None:
    entry = small()
    entry["questions"][2]["objective"] = "else"
    # Written out whole: equal parts must not refer to one another.
    text = yaml.safe_dump(json.loads(json.dumps(entry)), allow_unicode=True, sort_keys=False)
    with pytest.raises(learning.ModuleBroken) as refused:
        learning.read_file(text)
    (problem,) = refused.value.problems
    assert "objective: else" in text.splitlines()[(problem.line or 0) - 1]
    assert problem.where == "questions › row › objective"
    assert "else" in problem.say("ar")


@pytest.mark.parametrize(
    "raw", ["a: [", "- 1", "", b"\xff\xfe\x00", "a: &a [*a]", "x" * 2_000_001, "- " * 60_000, "[" * 60_000]
)
def test_what_is_no_module_is_refused(raw: str | bytes) -> None:
    with pytest.raises(learning.ModuleBroken) as refused:
        learning.read_file(raw)
    assert explain(refused.value, "en")


def test_json_is_read_too() -> None:
    assert learning.read_file(json.dumps(small())).ref == "our-own@1"
