"""Outlines: numbers, bullets and spaces, in three scripts, and what is wrong in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir import doctrine
from nadhir.doctrine.outline import as_kept, as_outline, commitments_of, of_kept, read_outline
from nadhir.errors import DoctrineError


def shape(text: str) -> list[tuple[str, str | None, str, str]]:
    return [(one.id, one.parent, one.kind, one.text.en) for one in read_outline(text)]


def test_numbers_say_what_stands_under_what() -> None:
    assert shape("1. Warn early\n1.1 Name focal points\n1.1.1 in each district\n2. Answer early") == [
        ("1", None, "objective", "Warn early"),
        ("1.1", "1", "commitment", "Name focal points"),
        ("1.1.1", "1.1", "step", "in each district"),
        ("2", None, "commitment", "Answer early"),
    ]


def test_bullets_and_spaces_say_it_too() -> None:
    assert shape("- Warn early\n  • Name focal points\n\t* in each district\n- Answer early") == [
        ("1", None, "objective", "Warn early"),
        ("1.1", "1", "commitment", "Name focal points"),
        ("1.1.1", "1.1", "step", "in each district"),
        ("2", None, "commitment", "Answer early"),
    ]


@pytest.mark.parametrize(
    ("line", "number", "words"),
    [
        ("١- إنشاء شبكة", "1", "إنشاء شبكة"),
        ("\u200f٣. تدريب القادة", "3", "تدريب القادة"),
        ("2) Former les comités", "2", "Former les comités"),
        ("07: Meet", "7", "Meet"),
        ("2030 Agenda in schools", "1", "2030 Agenda in schools"),
        ("12 meetings a year", "1", "12 meetings a year"),
    ],
)
def test_numbers_of_every_script_and_figures_that_are_none(line: str, number: str, words: str) -> None:
    (one,) = read_outline(line)
    assert (one.id, one.text.en) == (number, words)


def test_arabic_numbers_with_parts() -> None:
    assert shape("١. الإنذار\n١-١ تسمية جهات الاتصال")[1][:3] == ("1.1", "1", "commitment")


def test_lines_without_numbers_never_take_one_that_is_taken() -> None:
    assert [one[0] for one in shape("1. One\nTwo\n3. Three\nFour")] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("", "outline.empty", ""),
        ("  \n\t\n", "outline.empty", ""),
        ("\n".join("line" for _ in range(501)), "outline.too_many", ""),
        ("1. One\n1. Two", "outline.broken", "Line 2: the number 1"),
        ("1.1 Name focal points", "outline.broken", "Line 1: 1.1 stands under 1"),
        ("a\n b\n  c\n   d\n    e", "outline.broken", "Line 5"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(text: str, code: str, said: str) -> None:
    with pytest.raises(DoctrineError) as refused:
        read_outline(text)
    assert refused.value.code == code
    told = " ".join(problem.en for problem in refused.value.params.get("detail", []))
    assert said in told.replace("\u2068", "").replace("\u2069", "")


def test_codes_of_others_are_kept_where_a_dash_follows() -> None:
    assert shape("A1 – Warn early\n  A1.b – Name focal points\nTrust – the first thing") == [
        ("A1", None, "objective", "Warn early"),
        ("A1.b", "A1", "commitment", "Name focal points"),
        ("1", None, "commitment", "Trust – the first thing"),
    ]


@given(st.text(alphabet=st.sampled_from("ab1٢.-) \t\n•ا"), max_size=120))
def test_whatever_is_pasted_becomes_elements_that_hold_together_or_is_refused(text: str) -> None:
    try:
        elements = read_outline(text)
    except DoctrineError:
        return
    ids = [one.id for one in elements]
    assert len(set(ids)) == len(ids)
    assert all(one.parent is None or ids.index(one.parent) < ids.index(one.id) for one in elements)
    assert all(one.text.en.strip() for one in elements)


def test_what_is_kept_comes_back() -> None:
    elements = read_outline("1. Warn early\n1.1 Name focal points")
    catalogue = of_kept(as_kept(elements), name="own", title={"ar": "خطة"})
    assert catalogue.elements == elements
    assert catalogue.title.en == "خطة"
    assert read_outline(as_outline(elements, "en")) == elements


def test_the_commitments_of_catalogues() -> None:
    found = {name: len(commitments_of(doctrine.load(name))) for name in ("un-hate-speech-2019", "fez-2017")}
    assert found == {"un-hate-speech-2019": 13, "fez-2017": 9}
    assert [one.id for one in commitments_of(doctrine.load("sdg"))] == ["5", "10", "11", "16", "17"]
