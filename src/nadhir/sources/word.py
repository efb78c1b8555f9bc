"""The words of a Word document, paragraph by paragraph. Nothing in it is run or fetched."""

from __future__ import annotations

import zipfile
from pathlib import Path

from lxml import etree

from nadhir.sources.archives import check_workbook
from nadhir.sources.files import refuse
from nadhir.sources.limits import Limits

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"


def read_word(path: Path, limits: Limits) -> str:
    """The text of a .docx: each paragraph a line, cells of a table row after one another. Words that were
    struck as a tracked change are left out, words that were put in are there. Numbers that Word makes by
    itself are no words of the document.

    Raises:
        FileRefused: `zip.broken`, `zip.bomb`, `xml.entities`, `document.no_text` or `document.too_long`.
    """
    if _BODY not in check_workbook(path, limits):
        raise refuse(path, "zip.broken")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(_BODY).file_size > limits.markup_bytes:
                raise refuse(path, "document.too_long", length=limits.text_chars, limit=limits.text_chars)
            root = etree.fromstring(archive.read(_BODY), parser)
    except (etree.XMLSyntaxError, zipfile.BadZipFile, OSError, RuntimeError):
        raise refuse(path, "zip.broken") from None
    text = "\n".join(_line(paragraph) for paragraph in root.iter(f"{_W}p")).strip()
    if not any(map(str.isalnum, text)):
        raise refuse(path, "document.no_text")
    if len(text) > limits.text_chars:
        raise refuse(path, "document.too_long", length=len(text), limit=limits.text_chars)
    return text


def _line(paragraph: etree._Element) -> str:
    """The words of one paragraph; a paragraph within a text box stands where it is met."""
    said = []
    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        if next(node.iterancestors(f"{_W}p")) is not paragraph:
            continue
        if node.tag == f"{_W}t":
            said.append(node.text or "")
        elif node.tag == f"{_W}noBreakHyphen":
            said.append("-")
        else:
            said.append("\t" if node.tag == f"{_W}tab" else "\n")
    return "".join(said)
