"""Word: read back, it holds the same words, with real headings, notes and directions."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from nadhir.doctrine.text import LANGUAGES, Language
from nadhir.documents import model as m
from nadhir.documents import word
from nadhir.errors import DocumentError
from tests.documents import sample

SMALL = m.Document("A title", "en", date(2031, 5, 20), (m.Paragraph("Words."),))


def saved(document: m.Document) -> tuple[Any, Any, bytes]:
    """The document opened again, its footnotes, its bytes."""
    raw = word.to_word(document)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        there = "word/footnotes.xml" in archive.namelist()
        notes = etree.fromstring(archive.read("word/footnotes.xml")) if there else None
    return docx.Document(io.BytesIO(raw)), notes, raw


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headings_words_and_tables_are_read_back(files: dict[str, Any], lang: Language) -> None:
    file = files[lang]
    headings = [(one.style.name, one.text) for one in file.paragraphs if one.style.name.startswith("Heading")]
    assert headings == [
        ("Heading 1", sample.HEADINGS["summary"].in_(lang)),
        ("Heading 1", sample.HEADINGS["factors"].in_(lang)),
        ("Heading 2", sample.HEADINGS["voices"].in_(lang)),
    ]
    assert file.paragraphs[0].text == sample.TITLE.in_(lang)
    said = "\n".join(one.text for one in file.paragraphs)
    for words in ("Kasra Watch (KW)", "ሰላም ለሁሉም", "한국어", "这里很安全", sample.CAUTION.in_(lang)):
        assert words in said
    table = file.tables[1]
    assert [cell.text for cell in table.rows[0].cells][2] == sample.COUNT.in_(lang)
    assert len(table.rows) == 15
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in table.rows[14].cells][2:] == ["42", "+14.5%"]


def test_arabic_reads_from_the_right(files: dict[str, Any]) -> None:
    body = files["ar"].element.body
    arabic = re.compile("[\u0600-\u06ff]")
    for run in body.iter(qn("w:r")):
        words = "".join(text.text for text in run.iter(qn("w:t")))
        turned = run.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None
        if arabic.search(words):
            assert turned, words
            assert not re.search("[A-Za-z]", words), words
        elif re.search("[A-Za-z]", words):
            assert not turned, words
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in files["ar"].tables)
    assert body.sectPr.find(qn("w:bidi")) is not None
    plain = [one for one in files["ar"].paragraphs if one.text == sample.CAUTION.ar]
    assert plain
    assert all(one._p.pPr.find(qn("w:bidi")) is not None for one in plain)
    assert not list(files["en"].element.body.iter(qn("w:bidiVisual")))


def test_a_quotation_keeps_its_own_direction(files: dict[str, Any]) -> None:
    quotes = [one for one in files["ar"].paragraphs if one.style.name == "Quote"]
    assert [one._p.pPr.find(qn("w:bidi")) is not None for one in quotes] == [False, True, False, False, False]
    languages = {one.get(qn("w:val")) for one in quotes[0]._p.iter(qn("w:lang"))}
    assert languages == {"am"}


def test_notes_are_words_own() -> None:
    file, notes, _ = saved(sample.assessment("ar"))
    told = [one for one in notes if int(one.get(qn("w:id"))) > 0]
    assert [int(one.get(qn("w:id"))) for one in told] == list(range(1, 31))
    words = "".join(text.text for text in told[0].iter(qn("w:t"))).strip()
    assert words == sample.NOTE.ar
    cited = [one.get(qn("w:id")) for one in file.element.body.iter(qn("w:footnoteReference"))]
    assert cited == [str(n) for n in range(1, 31)]
    again = [one.get(qn("w:instr")) for one in file.element.body.iter(qn("w:fldSimple"))]
    assert again.count(" NOTEREF _Note1 \\f \\h ") == 3
    bookmarks = [one.get(qn("w:name")) for one in file.element.body.iter(qn("w:bookmarkStart"))]
    assert len(set(bookmarks)) == len(bookmarks) == 30


def test_pages_are_marked_and_counted(files: dict[str, Any]) -> None:
    section = files["fr"].sections[0]
    assert "TLP:AMBER+STRICT" in section.header.paragraphs[0].text
    fields = [one.get(qn("w:instr")).strip() for one in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert section.page_width.mm == pytest.approx(210, abs=0.1)


def test_what_the_file_says_of_itself(files: dict[str, Any]) -> None:
    known = files["ar"].core_properties
    assert (known.title, known.author) == (sample.TITLE.ar, sample.NAME.ar)
    assert known.created.date() == date(2031, 5, 20)


def test_a_figure_is_a_picture_with_words(files: dict[str, Any]) -> None:
    file = files["en"]
    (inline,) = file.inline_shapes
    assert inline._inline.docPr.get("descr") == sample.CAPTION.en
    picture = next(part for part in file.part.package.iter_parts() if part.partname.endswith(".png"))
    assert picture.blob.startswith(b"\x89PNG")


def test_ordered_lists_begin_anew() -> None:
    steps = m.ListBlock(("a", "b"), ordered=True)
    file, _, _ = saved(replace(SMALL, blocks=(steps, steps)))
    numbers = [one.get(qn("w:val")) for one in file.element.body.iter(qn("w:numId"))]
    assert numbers[0] == numbers[1]
    assert numbers[1] != numbers[2]


def test_strangers_words_are_only_words() -> None:
    words = '<w:p/> & ]]> \x00 \ud800 \u202e {HYPERLINK "x"}'
    link = m.Link(words, 'https://example.org/"onerror')
    safe = m.Link("here", "https://example.org/\\a")
    file, _, _ = saved(
        replace(SMALL, title=words, blocks=(m.Paragraph((words, link, safe, m.Link("", "javascript:1"))),))
    )
    said = file.paragraphs[2].text
    assert said.count('<w:p/> & ]]> � �  {HYPERLINK "x"}') == 2
    assert "javascript:1" in said
    fields = [one.get(qn("w:instr")) for one in file.element.body.iter(qn("w:fldSimple"))]
    assert fields == [' HYPERLINK "https://example.org/%5Ca" ']
    assert any("Hidden direction marks" in one.text for one in file.paragraphs)


def test_the_same_document_gives_the_same_bytes() -> None:
    assert saved(SMALL)[2] == saved(SMALL)[2]


@pytest.mark.parametrize(
    "block",
    [
        m.Figure("<svg", "c", "a"),
        m.Figure("<svg/>", "c", ""),
        m.Table(("a",), (("1", "2"),)),
        m.Heading("x", 0),
    ],
)
def test_what_cannot_be_set_is_refused(block: m.Block) -> None:
    with pytest.raises(DocumentError):
        word.to_word(replace(SMALL, blocks=(block,)))
