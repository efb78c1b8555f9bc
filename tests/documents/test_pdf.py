"""PDF: what was given is on the page, once, in order, in its direction; strangers' words are only words."""

from __future__ import annotations

import io
import socket
from dataclasses import replace
from datetime import date
from typing import Any

import pypdf
import pytest

from nadhir.doctrine.phrases import explain
from nadhir.doctrine.text import LANGUAGES, Language, Text
from nadhir.documents import figures, fonts, pdf
from nadhir.documents import model as m
from nadhir.errors import DocumentError
from tests.documents import sample

SMALL = m.Document("A title", "en", date(2031, 5, 20), (m.Paragraph("Words."),))
ATTACKS = (
    '#read("/etc/passwd")', "$x^2$", "*bold* _it_", "@preview/cetz:0.3.4", "<label>", "\\u{41}", "// gone",
    '"); #panic("x")', "#import sys: inputs", "`raw`", "= Heading", "[link](javascript:1)", "]#[",
)  # fmt: skip


def read(document: m.Document) -> str:
    reader = pypdf.PdfReader(io.BytesIO(pdf.to_pdf(document)))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def blocks(*given: m.Block) -> m.Document:
    return replace(SMALL, blocks=given)


def places(page: Any) -> dict[str, float]:
    """Where on a page words begin, from its left."""
    found: dict[str, float] = {}

    def visit(text: str, _: Any, matrix: list[float], *rest: Any) -> None:
        if text.strip():
            found.setdefault(text.strip(), matrix[4])

    page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_everything_is_there_in_order(papers: dict[str, pypdf.PdfReader], lang: Language) -> None:
    said = " ".join(" ".join(page.extract_text() for page in papers[lang].pages).split())
    expected = [
        "TLP:AMBER+STRICT", sample.TITLE, sample.HEADINGS["summary"], sample.AFTER, "Kasra Front (KF)",
        "7.14", "ሰላም", "https://example.org/a?b=1&c=2", "这里很安全", "T-0029",
    ]  # fmt: skip
    at = 0
    for words in expected:
        wanted = " ".join((words.in_(lang) if isinstance(words, Text) else words).split())
        assert wanted.strip(" ;") in said[at:], wanted
        at = said.index(wanted.strip(" ;"), at) if words != "T-0029" else at


def test_arabic_is_set_in_arabic(papers: dict[str, pypdf.PdfReader]) -> None:
    said = " ".join(page.extract_text() for page in papers["ar"].pages)
    for words in ("المحتويات", "كسرى", "Kasra Watch", "TLP:AMBER+STRICT", "T-0029", "٣٠"):
        assert words in said, words
    used = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in papers["ar"].pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert {"IBMPlexSansArabic", "IBMPlexSansArabic-SmBld"} <= {
        name.removesuffix("-Identity-H") for name in used
    }


def test_columns_run_as_the_language_reads(papers: dict[str, pypdf.PdfReader]) -> None:
    for lang, order in (("ar", -1), ("en", 1)):
        page = next(page for page in papers[lang].pages if "14.5" in page.extract_text())
        found = places(page)
        at = [next(x for words, x in found.items() if part in words) for part in ("7.14", "42", "14.5")]
        assert at[::order] == sorted(at), lang


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_is_marked_and_counted(papers: dict[str, pypdf.PdfReader], lang: Language) -> None:
    pages = papers[lang].pages
    count = len(pages)
    for number, page in enumerate(pages, 1):
        said = page.extract_text()
        assert "TLP:AMBER+STRICT" in said
        assert "ZMN/2031/007" in said
        if lang == "en":
            assert f"Page {number} of {count}" in said
        if lang == "ar":
            assert "٠١٢٣٤٥٦٧٨٩"[number] in said


def test_a_table_repeats_its_header() -> None:
    rows = tuple((f"row {n}", str(n)) for n in range(120))
    made = blocks(m.Table(("Names of rows", "Number"), rows, ("words", "number")))
    reader = pypdf.PdfReader(io.BytesIO(pdf.to_pdf(made)))
    assert len(reader.pages) > 2
    assert all("Names of rows" in page.extract_text() for page in reader.pages)


def test_bookmarks_and_what_the_file_says_of_itself(papers: dict[str, pypdf.PdfReader]) -> None:
    reader = papers["ar"]
    titles = [one["/Title"] for one in reader.outline if isinstance(one, dict)]
    assert titles == [sample.HEADINGS["summary"].ar, sample.HEADINGS["factors"].ar]
    assert reader.metadata is not None
    assert reader.metadata.title == sample.TITLE.ar
    assert reader.metadata.author == sample.NAME.ar
    assert str(reader.metadata["/CreationDate"]).startswith("D:20310520000000")
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "ar"
    assert "/StructTreeRoot" in root
    assert root["/MarkInfo"]["/Marked"]


def test_the_same_document_gives_the_same_bytes() -> None:
    assert pdf.to_pdf(sample.assessment("fr", notes=3)) == pdf.to_pdf(sample.assessment("fr", notes=3))


def test_one_source_has_one_number(papers: dict[str, pypdf.PdfReader]) -> None:
    said = " ".join(page.extract_text() for page in papers["en"].pages)
    assert said.count(sample.NOTE.en) == 1
    assert "(KW)1" in said
    assert "nobody was hurt1" in said


@pytest.mark.parametrize("attack", ATTACKS)
def test_strangers_words_are_never_markup(attack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", None)
    said = read(
        m.Document(
            attack,
            "en",
            date(2031, 1, 1),
            (
                m.Heading(attack),
                m.Paragraph((attack, m.Run(attack, "code"), m.Cite(m.Note(attack, attack)))),
                m.Table((attack,), ((attack,),)),
                m.Quote(attack, lang="en", source=attack),
            ),
            marking=attack,
            meta=m.Meta(author=attack, reference=attack, keywords=(attack,)),
        )
    )
    assert said.replace(" ", "").count(attack.replace(" ", "")) >= 9


def test_notes_are_numbered_as_they_are_read() -> None:
    def cite(key: str) -> m.Cite:
        return m.Cite(m.Note(key, f"note {key}"))

    table = m.Table((("h", cite("two")),), ((("c", cite("three")),),), caption=("cap", cite("one")))
    quote = m.Quote(("q", cite("four")), source=("s", cite("five")))
    said = read(blocks(table, quote, m.Paragraph(("end", cite("one")))))
    for words in ("cap1", "h2", "c3", "q4", "s5", "end1"):
        assert words in said
    order = [said.index(f"note {key}") for key in ("one", "two", "three", "four", "five")]
    assert order == sorted(order)


def test_remarks_tell_what_was_changed() -> None:
    said = read(blocks(m.Paragraph("evil\u202etxt \x00 한국 🔥")))
    assert "eviltxt" in said
    assert "□□" in said
    for words in ("Hidden direction marks", "no file can hold", "no font"):
        assert words in said
    assert "How this document" not in read(SMALL)


def test_very_many_notes_stand_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_FOOTNOTES", 5)
    said = read(blocks(sample.testimonies(6)))
    assert "because there are so many" in said
    assert said.index("T-0001") < said.index("T-0006")


def test_long_words_and_paragraphs_fit() -> None:
    assert "aaaa" in read(blocks(m.Paragraph("a" * 3_000), m.Paragraph("word " * 6_000)))


def test_lists_breaks_and_empty_parts_do_not_fail() -> None:
    said = read(
        blocks(
            m.Paragraph(""), m.ListBlock(()), m.ListBlock(("",)), m.KeyValues(()), m.Table(("h",), ()),
            m.PageBreak(), m.Signatures(()), m.Quote("", source=""), m.Paragraph("one\ntwo\tthree"),
            m.Heading(""), m.Contents(),
        )
    )  # fmt: skip
    assert "two three" in said


def test_pages_can_be_looked_at() -> None:
    pages = pdf.to_png(SMALL, dots_per_inch=30)
    assert [page[:4] for page in pages] == [b"\x89PNG"]


def refused(document: m.Document) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        pdf.to_pdf(document)
    for lang in LANGUAGES:
        assert explain(caught.value, lang) != str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (replace(SMALL, blocks=()), "document.empty"),
        (replace(SMALL, title=" \u202e "), "document.untitled"),
        (blocks(m.Heading("x", 5)), "document.heading_level"),
        (blocks(m.Table(("a", "b"), (("1", "2"), ("1",)))), "document.table_uneven"),
        (blocks(m.Table((), ())), "document.table_uneven"),
        (blocks(m.Figure("<svg/>", "c", "")), "document.figure_silent"),
        (blocks(m.Figure("<svg", "c", "a")), "document.figure_damaged"),
        (blocks(m.Figure("", "c", "a")), "document.figure_damaged"),
        (blocks(m.Figure("<p/>", "c", "a")), "document.figure_damaged"),
        (blocks(m.Paragraph(m.Cite(m.Note("k", m.Cite(m.Note("l", "x")))))), "document.note_in_note"),
        (
            blocks(m.Paragraph((m.Cite(m.Note("k", "one")), m.Cite(m.Note("k", "two"))))),
            "document.note_twice",
        ),
    ],
)
def test_what_cannot_be_set_is_refused_in_words(document: m.Document, code: str) -> None:
    assert refused(document).code == code


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="/etc/passwd"/>', '<image href="https://example.org/a.png"/>',
        '<use href="other.svg#a"/>', "<script>1</script>", "<foreignObject/>", "<?xml-stylesheet href='x'?>",
        "<style>@import 'x'</style>", '<rect fill="url(http://example.org/a)"/>',
        '<rect style="fill:url( /etc/passwd)"/>',
    ],
)  # fmt: skip
def test_figures_stand_alone(inside: str) -> None:
    assert refused(blocks(m.Figure(SVG.format(inside), "c", "a"))).code == "document.figure_outside"


def test_copies_of_copies_are_not_drawn() -> None:
    nested = '<g id="a"><rect/></g><g id="b"><use href="#a"/></g><use href="#b"/>'
    assert refused(blocks(m.Figure(SVG.format(nested), "c", "a"))).code == "document.figure_outside"
    assert b"#a" in figures.ready(SVG.format('<g id="a"><rect/></g><use href="#a"/>')).svg


@pytest.mark.parametrize(
    "svg",
    [
        SVG.format("<g>" * 300 + "</g>" * 300),
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 0"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" width="-5" height="1e999"/>',
        "\x00\ud800",
    ],
)
def test_a_damaged_figure_is_said_to_be_damaged(svg: str) -> None:
    assert refused(blocks(m.Figure(svg, "c", "a"))).code == "document.figure_damaged"


def test_a_tall_figure_stays_on_its_page() -> None:
    tall = figures.ready(SVG.replace("0 0 9 9", "0,0,10,130").format(""))
    assert tall.height == 13
    assert tall.width(1.0) == pytest.approx(0.1)
    assert (
        figures.ready('<svg xmlns="http://www.w3.org/2000/svg" width="20px" height="10"/>').width(0.7) == 0.7
    )


def test_entities_are_not_read() -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SVG.format("<text>&a;</text>")
    assert refused(blocks(m.Figure(bomb, "c", "a"))).code == "document.figure_outside"


def test_links_of_a_figure_lead_nowhere_on_paper() -> None:
    ready = figures.ready(SVG.format('<a href="/x"><rect fill="url(#a)"/></a>')).svg
    assert b"/x" not in ready
    assert b"url(#a)" in ready


def test_right_to_left_figures_are_turned() -> None:
    ready = figures.ready(
        SVG.replace("<svg", '<svg direction="rtl"').format('<text>س 1</text><text text-anchor="end">x</text>')
    ).svg.decode()
    assert '<text text-anchor="end">\u2067س 1\u2069</text>' in ready
    assert '<text text-anchor="start">' in ready


def test_fonts_are_ours_and_licensed() -> None:
    for file in fonts.files():
        assert "SIL Open Font License" in (file.parent / "LICENSE").read_text("utf-8")
    families = set(fonts.typefaces().families())
    assert families == {
        fonts.SANS, fonts.ARABIC, fonts.MONO, fonts.SANS_STRONG, fonts.ARABIC_STRONG, *fonts.OTHERS,
    }  # fmt: skip


def test_a_long_title_leaves_room_on_the_page() -> None:
    title = " ".join(f"word{n}" for n in range(200))
    reader = pypdf.PdfReader(
        io.BytesIO(pdf.to_pdf(replace(SMALL, title=title, blocks=(m.PageBreak(), m.Paragraph("End.")))))
    )
    last = reader.pages[-1].extract_text()
    assert "End." in last
    assert "word10" in last
    assert "word20" not in last
