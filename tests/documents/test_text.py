"""Markdown and plain text: the same words in the same order, and nothing turns into a link or an image."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.doctrine.text import LANGUAGES, Language
from nadhir.documents import model as m
from nadhir.documents import text
from nadhir.errors import DocumentError
from tests.documents import sample

SMALL = m.Document("A title", "en", date(2031, 5, 20), (m.Paragraph("Words."),))


def markdown(*blocks: m.Block) -> str:
    return (
        text.to_markdown(replace(SMALL, blocks=blocks))
        .removeprefix("# A title\n\n20 May 2031\n\n")
        .rstrip("\n")
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("write", [text.to_markdown, text.to_plain])
def test_everything_is_there_in_order(write: object, lang: Language) -> None:
    assert callable(write)
    said = write(sample.assessment(lang))
    expected = [
        "TLP:AMBER+STRICT", sample.TITLE.in_(lang), sample.HEADINGS["summary"].in_(lang),
        "\u2066Kasra Watch (KW)\u2069", sample.COUNT.in_(lang), "+14.5%", sample.HEADINGS["voices"].in_(lang),
        "ሰላም ለሁሉም", "한국어", sample.NOTE.in_(lang), "T-0029",
    ]  # fmt: skip
    places = [said.index(words) for words in expected]
    assert places == sorted(places)
    assert said.count(sample.NOTE.in_(lang)) == 1


def test_markdown_keeps_the_shape() -> None:
    note = m.Cite(m.Note("k", "Where."))
    assert markdown(
        m.Heading("Head", 2),
        m.Paragraph(("One ", m.Run(" two ", "strong"), note, note)),
        m.Table(("a", "b"), (("1|2", "3"),), ("words", "number")),
        m.Quote("said", source="who"),
        m.ListBlock(("x", "y"), ordered=True),
    ) == (
        "### Head\n\nOne  **two** [^1][^1]\n\n| a | b |\n| --- | ---: |\n| 1\\|2 | 3 |\n\n"
        "> said\n>\n> — who\n\n1. x\n2. y\n\n[^1]: Where."
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("![x](http://e.org/a.png)", "\\!\\[x\\](http://e.org/a.png)"),
        ("<script>", "\\<script\\>"),
        ("- no list", "\\- no list"),
        ("1. no list", "1\\. no list"),
        ("# no head", "\\# no head"),
        ("a\n=== no rule", "a\n\\=== no rule"),
        ("`a` *b* _c_", "\\`a\\` \\*b\\* \\_c\\_"),
    ],
)
def test_strangers_words_are_no_markdown(words: str, expected: str) -> None:
    assert markdown(m.Paragraph(words)) == expected


def test_links_lead_only_where_links_may() -> None:
    assert markdown(m.Paragraph(m.Link("a", "https://e.org/(x)"))) == "[a](<https://e.org/(x)>)"
    assert markdown(m.Paragraph(m.Link("a", "javascript:alert(1)"))) == "a"
    plain = text.to_plain(replace(SMALL, blocks=(m.Paragraph(m.Link("a", "https://e.org/")),)))
    assert "a <https://e.org/>" in plain


@given(st.text(st.characters(exclude_categories=[]), max_size=40).filter(lambda words: words.strip()))
def test_any_words_can_be_written(words: str) -> None:
    made = replace(SMALL, blocks=(m.Paragraph((words, m.Isolate(words), m.Run(words, "code"))),))
    for said in (text.to_markdown(made), text.to_plain(made)):
        said.encode("utf-8")
        assert "\x00" not in said
        assert "\u202e" not in said


def test_ten_thousand_notes() -> None:
    said = text.to_plain(replace(SMALL, blocks=(sample.testimonies(10_000),)))
    assert "[10000]" in said


def test_what_is_uneven_or_silent_is_refused() -> None:
    for block in (m.Table(("a",), (("1", "2"),)), m.Figure("<svg/>", "c", " ")):
        with pytest.raises(DocumentError):
            text.to_plain(replace(SMALL, blocks=(block,)))
