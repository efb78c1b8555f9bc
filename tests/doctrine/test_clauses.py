"""Clauses cut from a text, and two versions of them compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.doctrine.clauses import Clause, compared, cut, figure_of, whole

LINES = st.lists(
    st.sampled_from(
        [
            "Article 1", "Article premier – Objet", "ARTICLE II: Areas", "المادة 1", "المادة الثانية: أ",
            "المادة (٣)", "1. To train together.", "1.1 Each year.", "2) To meet", "Annex 1", "", "  ",
            "The parties agree,", "in 2012. That year", "2. again", "Chapter III", "Art. 4. Costs",
        ]
    )
)  # fmt: skip


def squeezed(text: str) -> str:
    return "".join(text.split())


def numbers(text: str) -> list[str]:
    return [one.number for one in cut(text)]


@given(st.one_of(st.text(max_size=300), LINES.map("\n".join)))
def test_no_letter_is_lost_and_none_is_put_in(text: str) -> None:
    told = "".join(one.label + one.heading + one.text for one in cut(text))
    assert squeezed(told) == squeezed(text)


@given(LINES.map("\n".join))
def test_no_number_stands_twice(text: str) -> None:
    found = numbers(text)
    assert len(found) == len(set(found))


@given(LINES.map("\n".join))
def test_the_whole_is_cut_into_the_same_clauses_again(text: str) -> None:
    once = cut(text)
    assert squeezed(whole(cut(whole(once)))) == squeezed(whole(once))


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Article 1", "1"),
        ("ARTICLE IV – Areas", "4"),
        ("Article premier", "1"),
        ("Article 1er : Objet", "1"),
        ("Article deuxième", "2"),
        ("Art. 12", "12"),
        ("المادة 1", "1"),
        ("المادة (٣)", "3"),
        ("المادة الأولى: الأهداف", "1"),
        ("المادة الحادية عشرة", "11"),
        ("مادة ٥ - النفقات", "5"),
        ("البند 7", "7"),
        ("Section Three", "3"),
        ("1. Aims", "1"),
        ("1.1 Aims", "1.1"),
        ("١.٢ الأهداف", "1.2"),
        ("Annex 2", "A2"),
    ],
)
def test_a_clause_begins(line: str, number: str) -> None:
    assert numbers(f"{line}\nWords of it.") == [number]


@pytest.mark.parametrize(
    "line",
    [
        "In article 3 it says",
        "2012. was a year",
        "Articles of faith",
        "(a) first",
        "7. out of order",
        "1.5% of it",
    ],
)
def test_a_clause_does_not_begin(line: str) -> None:
    found = cut(f"Before.\n{line}\nafter")
    assert [one.number for one in found] in ([""], ["", ""])


def test_headings_are_told_from_texts() -> None:
    text = "Article 1 – Aims\nTo learn.\nArticle 2\nAreas of cooperation\nTraining.\nArticle 3\nOne line only"
    assert [(one.number, one.heading, one.text) for one in cut(text)] == [
        ("1", "Aims", "To learn."),
        ("2", "Areas of cooperation", "Training."),
        ("3", "", "One line only"),
    ]


def test_a_title_on_the_line_of_the_article_stands_alone() -> None:
    found = cut("Article 2 – Training\n2.1 Forty mediators.\nArticle 3: They meet.\nArticle 4\nPeace")
    assert [(one.heading, one.text) for one in found] == [
        ("Training", ""), ("", "Forty mediators."), ("", "They meet."), ("", "Peace"),
    ]  # fmt: skip


def test_paragraphs_of_an_article_are_numbered_under_it() -> None:
    text = "Article 2\n1. Training.\n2. Events.\nArticle 3\n1. Costs.\n3.2 Travel."
    assert numbers(text) == ["2", "2.1", "2.2", "3", "3.1", "3.2"]


def test_what_stands_before_is_the_preamble() -> None:
    first = cut("The parties,\nwishing peace,\nArticle 1\nPeace.")[0]
    assert (first.number, first.text) == ("", "The parties,\nwishing peace,")


@pytest.mark.parametrize(
    ("written", "figure"), [("XIV", "14"), ("٣.١", "3.1"), ("Third", "3"), ("الثالثة", "3")]
)
def test_figures(written: str, figure: str) -> None:
    assert figure_of(written) == figure


def clauses(*texts: str) -> list[Clause]:
    return [Clause(str(at), f"Article {at}", "", text) for at, text in enumerate(texts, start=1)]


TRAIN = "The parties train mediators of both banks together each spring"
MEET = "The parties meet once a year in the capital to look at what was done"
SHARE = "The parties share what they learn with the council of elders"
PAY = "Each party pays what it spends"


def kinds(older: list[Clause], newer: list[Clause]) -> list[tuple[str, str, str]]:
    return [
        (one.kind, one.older.number if one.older else "", one.newer.number if one.newer else "")
        for one in compared(older, newer)
    ]


def test_an_inserted_clause_moves_the_others() -> None:
    assert kinds(clauses(TRAIN, MEET), clauses(TRAIN, SHARE, MEET)) == [
        ("same", "1", "1"),
        ("added", "", "2"),
        ("moved", "2", "3"),
    ]


def test_a_removed_clause_stands_where_it_was() -> None:
    assert kinds(clauses(TRAIN, SHARE, MEET), clauses(TRAIN, MEET)) == [
        ("same", "1", "1"),
        ("removed", "2", ""),
        ("moved", "3", "2"),
    ]


def test_other_words_under_the_same_number_are_a_change() -> None:
    changed = compared(clauses(TRAIN, MEET), clauses(TRAIN, MEET.replace("once", "twice")))
    assert [one.kind for one in changed] == ["same", "changed"]
    assert changed[1].reworded


def test_a_clause_that_moved_may_have_other_words() -> None:
    changed = compared(clauses(TRAIN, PAY), clauses(PAY, TRAIN + ", at least twenty"))
    assert {(one.kind, one.reworded) for one in changed} == {("moved", True), ("moved", False)}


def test_something_else_under_a_number_is_no_change_of_it() -> None:
    assert kinds(clauses(TRAIN), clauses(PAY)) == [("removed", "1", ""), ("added", "", "1")]


@given(
    st.lists(st.sampled_from([TRAIN, MEET, SHARE, PAY, TRAIN + " twice"])),
    st.lists(st.sampled_from([TRAIN, MEET, SHARE, PAY])),
)
def test_every_clause_of_both_versions_is_told_once(before: list[str], after: list[str]) -> None:
    older, newer = clauses(*before), clauses(*after)
    changes = compared(older, newer)
    assert [one.newer for one in changes if one.newer] == newer
    assert sorted(one.older.number for one in changes if one.older) == sorted(one.number for one in older)
