"""The styles of a Word document: what a person would change in Word to change how it looks.

Fonts are ones that every Word has, since a file that people edit travels without its fonts.
"""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from nadhir.doctrine.text import Language
from nadhir.documents.word_runs import SCREEN_LANGUAGE, add

FONT = "Arial"
INK, SOFT, ACCENT = RGBColor(0x1B, 0x23, 0x28), RGBColor(0x5B, 0x66, 0x6E), RGBColor(0x0A, 0x6A, 0x66)
_LAST_TAB = 9_300  # where the words at the end of a header stand

# Of the template: name, points, colour, bold, space before and after in points.
_KNOWN = (
    ("Normal", 10.5, INK, False, 0, 7),
    ("Title", 22, INK, True, 0, 4),
    ("Subtitle", 13, SOFT, False, 0, 4),
    ("Heading 1", 16, INK, True, 22, 8),
    ("Heading 2", 13, INK, True, 18, 6),
    ("Heading 3", 11.5, INK, True, 14, 5),
    ("Heading 4", 10.5, INK, True, 12, 4),
    ("Caption", 9.5, SOFT, False, 4, 6),
    ("Quote", 10.5, INK, False, 6, 4),
    ("Header", 8.5, SOFT, False, 0, 0),
    ("Footer", 8.5, SOFT, False, 0, 0),
    ("List Bullet", 10.5, INK, False, 0, 4),
    ("List Number", 10.5, INK, False, 0, 4),
)
# Our own, named as their identifiers.
_OURS = (
    ("Soft", 9.5, SOFT, False, 0, 6),
    ("Cell", 9.5, INK, False, 2, 2),
    ("SoftCell", 9.5, SOFT, False, 2, 2),
    ("HeaderCell", 9.5, INK, True, 2, 2),
    ("Notice", 10.5, INK, False, 0, 8),
    ("NoticeTitle", 10.5, INK, True, 8, 2),
    ("ContentsTitle", 13, INK, True, 14, 6),
    ("Signature1", 10.5, INK, True, 40, 2),
    ("Footnote Text", 9, INK, False, 0, 2),
)
_LARGER_ARABIC = 1.12  # Arabic letters of one size look smaller than Latin ones


def prepare(document: Any, lang: Language) -> None:
    """Set page, styles and languages of an empty document."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(23)
    section.top_margin, section.bottom_margin = Mm(26), Mm(24)
    for name, *look in _KNOWN:
        _style(document.styles[name], lang, *look)
    for name, *look in _OURS:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _style(style, lang, *look)
    document.styles["Quote"].paragraph_format.left_indent = Mm(6)
    document.styles["Quote"].paragraph_format.right_indent = Mm(6)
    document.styles["Quote"].font.italic = False
    _edges(document)
    reference = document.styles.add_style("Footnote Reference", WD_STYLE_TYPE.CHARACTER)
    reference.font.superscript = True
    _lines(document)
    _defaults(document, lang)


def _style(style: Any, lang: Language, *look: Any) -> None:
    size, colour, bold, before, after = look
    style.font.size, style.font.color.rgb, style.font.bold = Pt(size), colour, bold
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    words = style.element.get_or_add_rPr()
    fonts = words.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        words.insert(0, fonts)
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{key}"), FONT)
    for name in ("bCs", "szCs", "spacing", "kern"):
        for old in words.findall(qn(f"w:{name}")):
            words.remove(old)
    if bold:
        heavy = OxmlElement("w:bCs")
        words.find(qn("w:b")).addnext(heavy)
    large = OxmlElement("w:szCs")
    scale = _LARGER_ARABIC if lang == "ar" else 1.0
    large.set(qn("w:val"), str(round(size * scale * 2)))
    words.find(qn("w:sz")).addnext(large)


def _edges(document: Any) -> None:
    """One tab at the far end in headers and footers; no rule under the title."""
    for name in ("Header", "Footer"):
        look = document.styles[name].element.get_or_add_pPr()
        for old in look.findall(qn("w:tabs")):
            look.remove(old)
        tabs = look._insert_tabs(OxmlElement("w:tabs"))
        add(tabs, "tab", val="right", pos=_LAST_TAB)
    title = document.styles["Title"].element.get_or_add_pPr()
    for old in title.findall(qn("w:pBdr")):
        title.remove(old)


def _lines(document: Any) -> None:
    """A table style of horizontal hairlines."""
    style = document.styles.add_style("Lines", WD_STYLE_TYPE.TABLE)
    table = OxmlElement("w:tblPr")
    borders = add(table, "tblBorders")
    for side in ("top", "bottom", "insideH"):
        add(borders, side, val="single", sz=4, space=0, color="C9C4B7")
    style.element.append(table)


def _defaults(document: Any, lang: Language) -> None:
    """The languages of words that say none: the document's, and Arabic for right-to-left letters."""
    look = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in look.findall(qn("w:lang")):
        look.remove(old)
    left = SCREEN_LANGUAGE["en" if lang == "ar" else lang]
    add(look, "lang", val=left, eastAsia="zh-CN", bidi="ar-SA")
