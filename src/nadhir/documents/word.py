"""A document as Word (.docx): real headings, real footnotes, right-to-left paragraphs, tables that repeat
their header, figures as pictures.

The same `Document` as for PDF flows in. Letters no font of ours can show are kept, since the reader's own
machine may show them. The same document gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.shared import Emu
from lxml import etree

from nadhir.doctrine.dates import date_in_words
from nadhir.documents import figures, pdf
from nadhir.documents import words as w
from nadhir.documents.model import (
    Block,
    Contents,
    Document,
    Figure,
    Flow,
    Heading,
    KeyValues,
    ListBlock,
    Notice,
    PageBreak,
    Paragraph,
    Quote,
    Signature,
    Signatures,
    Table,
)
from nadhir.documents.scribe import Items, Scribe, quote_direction, rows
from nadhir.documents.word_runs import add, field, paragraph, write
from nadhir.documents.word_styles import prepare
from nadhir.errors import DocumentError

_TEXT_WIDTH = 9_300  # twentieths of a point, between the margins of A4
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_TONE = {"caution": "8F2D2A", "dissent": "0A6A66", "withheld": "5B666E"}
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a file in an archive


def to_word(document: Document) -> bytes:
    """The document as .docx.

    Raises:
        DocumentError: as for PDF.
    """
    return _Writer(Scribe(document)).written()


class _Writer:
    def __init__(self, scribe: Scribe) -> None:
        self.scribe = scribe
        self.direction = scribe.direction
        self.docx: Any = docx.Document()
        prepare(self.docx, scribe.lang)
        self.body = self.docx.element.body
        self._section = self.body.sectPr  # stands last, and so waits until everything is written
        self.body.remove(self._section)

    def written(self) -> bytes:
        """Everything, as the bytes of the file."""
        document = self.scribe.document
        self._text("Title", document.title)
        if document.subtitle:
            self._text("Subtitle", document.subtitle)
        self._text("Soft", date_in_words(document.date.isoformat(), document.lang))
        for block in document.blocks:
            self._block(block)
        remarks = self.scribe.remarks()
        if remarks:
            self._text("Soft", "")
            self._text("Soft", self.scribe.say("remarks"))
            for remark in remarks:
                self._text("Soft", remark)
        self._end()
        self._edges()
        self._footnotes()
        self._metadata()
        return self._packed()

    def _end(self) -> None:
        """The section's own properties, with its direction."""
        self.body.append(self._section)
        if self.direction == "rtl":
            bidi = OxmlElement("w:bidi")
            grid = self._section.find("{*}docGrid")
            self._section.append(bidi) if grid is None else grid.addprevious(bidi)

    def _block(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            self._text("", block.flow)
        elif isinstance(block, Heading):
            said, level = self.scribe.heading(block)
            self._text(f"Heading{level}", said)
        elif isinstance(block, ListBlock):
            self._list(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, KeyValues):
            self._pairs(block)
        elif isinstance(block, Figure):
            self._figure(block)
        elif isinstance(block, Quote):
            self._quote(block)
        elif isinstance(block, Notice):
            self._notice(block)
        elif isinstance(block, Contents):
            self._contents(block)
        elif isinstance(block, PageBreak):
            add(add(paragraph(self.body), "r"), "br", type="page")
        elif isinstance(block, Signatures):
            for one in block.entries:
                self._signature(one)

    def _text(self, style: str, flow: Flow, *, keep: bool = False) -> Any:
        one = paragraph(self.body, style, self.direction, keep=keep)
        write(one, self.scribe.flow(flow), self.direction)
        return one

    def _list(self, block: ListBlock) -> None:
        number = None
        if block.ordered:
            numbering = self.docx.part.numbering_part.element
            style = self.docx.styles["List Number"].element
            known = numbering.num_having_numId(style.pPr.numPr.numId.val)
            fresh = numbering.add_num(known.abstractNumId.val)
            fresh.add_lvlOverride(ilvl=0).add_startOverride(1)
            number = fresh.numId
        for item in block.items:
            one = paragraph(self.body, "ListNumber" if block.ordered else "ListBullet", self.direction)
            if number is not None:
                chosen = OxmlElement("w:numPr")
                add(chosen, "ilvl", val=0)
                add(chosen, "numId", val=number)
                one.pPr.pStyle.addnext(chosen)
            write(one, self.scribe.flow(item), self.direction)

    def _grid(self, widths: list[int], style: str) -> Any:
        table = add(self.body, "tbl")
        look = add(table, "tblPr")
        add(look, "tblStyle", val=style)
        if self.direction == "rtl":
            add(look, "bidiVisual")
        add(look, "tblW", w=5000, type="pct")
        add(
            look,
            "tblLook",
            val="0620",
            firstRow=1,
            lastRow=0,
            firstColumn=0,
            lastColumn=0,
            noHBand=1,
            noVBand=1,
        )
        grid = add(table, "tblGrid")
        for width in widths:
            add(grid, "gridCol", w=width)
        return table

    def _cell(self, row: Any, width: int, flow: Flow, *, number: bool = False, style: str = "Cell") -> None:
        cell = add(row, "tc")
        add(add(cell, "tcPr"), "tcW", w=width, type="dxa")
        items = self.scribe.flow(flow)
        figure = number and not any(w.has_right_to_left(item.words) for item in items)
        # A figure reads from left to right and stands at the right of its cell in every language.
        one = paragraph(cell, style, "ltr" if figure else self.direction, align="right" if figure else "")
        write(one, items, "ltr" if figure else self.direction)

    def _table(self, block: Table) -> None:
        columns = len(block.header)
        given = rows(block)
        if block.caption:
            self._text("Caption", block.caption, keep=True)
        shares = block.shares or (1.0,) * columns
        widths = [int(_TEXT_WIDTH * share / sum(shares)) for share in shares]
        kinds = block.kinds or ("words",) * columns
        table = self._grid(widths, "Lines")
        row = add(table, "tr")
        look = add(row, "trPr")
        add(look, "cantSplit")
        add(look, "tblHeader")
        for width, kind, cell in zip(widths, kinds, block.header, strict=True):
            self._header(row, width, cell, number=kind == "number")
        for cells in given:
            row = add(table, "tr")
            add(add(row, "trPr"), "cantSplit")
            for width, kind, cell in zip(widths, kinds, cells, strict=True):
                self._cell(row, width, cell, number=kind == "number")
        paragraph(self.body, "Cell", self.direction)

    def _header(self, row: Any, width: int, flow: Flow, *, number: bool) -> None:
        cell = add(row, "tc")
        add(add(cell, "tcPr"), "tcW", w=width, type="dxa")
        # Figures stand at the right, which is where right-to-left words begin anyway.
        align = "right" if number and self.direction == "ltr" else ""
        write(
            paragraph(cell, "HeaderCell", self.direction, align=align), self.scribe.flow(flow), self.direction
        )

    def _pairs(self, block: KeyValues) -> None:
        widths = [_TEXT_WIDTH // 4, _TEXT_WIDTH * 3 // 4]
        table = self._grid(widths, "TableNormal")
        for name, value in block.pairs:
            row = add(table, "tr")
            self._cell(row, widths[0], name, style="SoftCell")
            self._cell(row, widths[1], value)
        paragraph(self.body, "Cell", self.direction)

    def _figure(self, block: Figure) -> None:
        alternative = self.scribe.plain(block.alternative)
        if not alternative:
            raise DocumentError("document.figure_silent")
        picture = io.BytesIO(pdf.figure_png(block.svg))
        width = Emu(int(_TEXT_WIDTH * 635 * figures.ready(block.svg).width(block.width)))
        inline = self.docx.part.new_pic_inline(picture, width, None)
        inline.docPr.set("descr", alternative)
        one = paragraph(self.body, "", self.direction, keep=True)
        add(add(one, "r"), "drawing").append(inline)
        if block.caption:
            self._text("Caption", block.caption)

    def _quote(self, block: Quote) -> None:
        said = self.scribe.flow(block.flow)
        direction = block.direction or quote_direction(said, block.lang, self.direction)
        one = paragraph(self.body, "Quote", direction, keep=bool(block.source))
        write(one, said, direction, lang=block.lang)
        if block.source:
            self._text("Soft", "— ")
            write(self.body[-1], self.scribe.flow(block.source), self.direction)

    def _notice(self, block: Notice) -> None:
        title = block.title or self.scribe.say(f"notice.{block.kind}")
        for flow, style, keep in ((title, "NoticeTitle", True), (block.flow, "Notice", False)):
            one = self._text(style, flow, keep=keep)
            lines = OxmlElement("w:pBdr")
            side = "right" if self.direction == "rtl" else "left"
            add(lines, side, val="single", sz=18, space=8, color=_TONE[block.kind])
            bidi = one.pPr.find("{*}bidi")
            one.pPr.append(lines) if bidi is None else bidi.addprevious(lines)

    def _contents(self, block: Contents) -> None:
        """A field that Word fills when the file is opened; until then, the headings without pages."""
        self._text("ContentsTitle", block.title or self.scribe.say("contents"))
        headings = [one for one in self.scribe.document.blocks if isinstance(one, Heading)]
        listed = [one for one in headings if one.level <= block.depth]
        first = paragraph(self.body, "Cell", self.direction)
        add(add(first, "r"), "fldChar", fldCharType="begin", dirty="true")
        add(add(first, "r"), "instrText").text = f' TOC \\o "1-{block.depth}" \\h \\z \\u '
        add(add(first, "r"), "fldChar", fldCharType="separate")
        one = first
        for heading in listed:
            one = self._text("Cell", heading.words)
        add(add(one, "r"), "fldChar", fldCharType="end")

    def _signature(self, one: Signature) -> None:
        self._text("Signature1", (one.name,))
        for line in (one.role, one.when):
            if line:
                self._text("Soft", line)

    def _edges(self) -> None:
        """Header and footer of every page."""
        document, scribe = self.scribe.document, self.scribe
        section = self.docx.sections[0]
        head = section.header._element
        foot = section.footer._element
        for part in (head, foot):
            for old in list(part):
                part.remove(old)
        one = paragraph(head, "Header", self.direction)
        write(one, scribe.flow(document.title), self.direction)
        if document.marking:
            add(add(one, "r"), "tab")
            from_marking: Items = scribe.flow(document.marking)
            write(one, from_marking, self.direction)
        one = paragraph(foot, "Footer", self.direction)
        write(one, scribe.flow(document.meta.reference), self.direction)
        add(add(one, "r"), "tab")
        before, between, after = scribe.around("page.of")
        for words, code in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
            write(one, scribe.flow(words), self.direction)
            if code:
                field(one, code, "1")

    def _footnotes(self) -> None:
        if not self.scribe.notes:
            return
        notes = OxmlElement("w:footnotes")
        for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
            one = add(notes, "footnote", type=kind, id=number)
            add(add(paragraph(one), "r"), kind)
        for note in self.scribe.notes:
            one = paragraph(add(notes, "footnote", id=note.number), "FootnoteText", self.direction)
            run = add(one, "r")
            add(add(run, "rPr"), "rStyle", val="FootnoteReference")
            add(run, "footnoteRef")
            gap = add(add(one, "r"), "t")
            gap.text = "\u00a0"
            write(one, note.items, self.direction, lang=note.lang)
        blob = etree.tostring(notes, xml_declaration=True, encoding="UTF-8", standalone=True)
        package = self.docx.part.package
        part = Part(PackURI("/word/footnotes.xml"), _FOOTNOTES, blob, package)
        self.docx.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    def _metadata(self) -> None:
        document, scribe, known = self.scribe.document, self.scribe, self.docx.core_properties
        made = datetime(document.date.year, document.date.month, document.date.day, tzinfo=UTC)
        known.title = scribe.plain(document.title)[:255]
        known.subject = scribe.plain(document.subtitle)[:255]
        known.author = scribe.plain(document.meta.author)[:255]
        known.last_modified_by = known.author
        known.keywords = ", ".join(scribe.plain(word) for word in document.meta.keywords)[:255]
        known.comments = scribe.plain(document.meta.reference)[:255]
        known.language = document.lang
        known.created = known.modified = made
        known.revision = 1

    def _packed(self) -> bytes:
        """The archive with no time of its own in it."""
        first, second = io.BytesIO(), io.BytesIO()
        self.docx.save(first)
        with zipfile.ZipFile(first) as old, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(zipfile.ZipInfo(name, _EARLIEST), old.read(name), zipfile.ZIP_DEFLATED)
        return second.getvalue()
