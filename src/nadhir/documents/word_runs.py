"""Words as runs of WordprocessingML, with their direction, language and style; footnotes as Word has them.

Word knows no isolates that every version of it honours. A run says itself whether it reads from the right
(`w:rtl`); where words of the other direction stand in a sentence, direction marks (U+200E, U+200F) on both
sides keep them whole in every program.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from nadhir.documents import words as w
from nadhir.documents.model import Direction
from nadhir.documents.scribe import Item

LRM, RLM = "\u200e", "\u200f"
SCREEN_LANGUAGE = {"ar": "ar-SA", "en": "en-GB", "fr": "fr-FR"}
_MARK: dict[Direction, str] = {"ltr": LRM, "rtl": RLM}
_STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}
MONO = "Courier New"


def add(parent: Any, name: str, /, **attributes: object) -> Any:
    """A new element at the end of another; `val="x"` becomes `w:val="x"`."""
    written = {_qualified(key): str(value) for key, value in attributes.items()}
    return etree.SubElement(parent, _qualified(name), written)


@functools.cache
def _qualified(name: str) -> str:
    return qn(f"w:{name}")


def segments(words: str, base: Direction) -> Iterator[tuple[str, Direction]]:
    """Words cut where their direction changes; what has none between two directions takes `base`."""
    if base == "ltr" and words.isascii():
        yield words, base
        return
    current: Direction = base
    start = rest = 0  # where the segment begins; where letters without direction began after it
    for place, letter in enumerate(words):
        strong = _STRONG.get(unicodedata.bidirectional(letter))
        if strong is None:
            continue
        if strong != current:
            cut = rest if current != base else place
            if cut > start:
                yield words[start:cut], current
            if current != base and strong == base:
                start = cut
            else:
                start = place
                if current != base and place > cut:
                    yield words[cut:place], base
            current = strong
        rest = place + 1
    if current != base and rest < len(words):
        yield words[start:rest], current
        start, current = rest, base
    if start < len(words):
        yield words[start:], current


def write(paragraph: Any, items: Iterable[Item], base: Direction, *, lang: str = "") -> None:
    """Append a flow to a `w:p` element.

    Args:
        paragraph: the element.
        items: what to write.
        base: the paragraph's direction.
        lang: the language tag of the words, where an item has none.
    """
    flow = list(items)
    stack: list[Direction] = [base]
    for place, item in enumerate(flow):
        here = stack[-1]
        if item.kind == "note":
            _note(paragraph, item)
        elif item.kind == "words":
            _words(paragraph, item, here, lang)
        elif item.words == w.PDI:
            inner = stack.pop() if len(stack) > 1 else here
            if inner != stack[-1]:
                _run(paragraph, _MARK[inner] + _MARK[stack[-1]], item, stack[-1], lang)
        elif item.words in {w.FSI, w.LRI, w.RLI}:
            inner = _opened(item.words, flow[place + 1 :], here)
            if inner != here:
                _run(paragraph, _MARK[here] + _MARK[inner], item, inner, lang)
            stack.append(inner)
        else:
            _run(paragraph, item.words, item, here, lang)


def _opened(mark: str, after: list[Item], here: Direction) -> Direction:
    if mark != w.FSI:
        return "rtl" if mark == w.RLI else "ltr"
    inside = ""
    for item in after:
        if item.words == w.PDI:
            break
        inside += item.words
    return w.direction(inside, here)


def _words(paragraph: Any, item: Item, base: Direction, lang: str) -> None:
    parent = paragraph
    if item.url:
        # A field needs no relation, and so serves in notes too.
        address = item.url.replace("\\", "%5C")
        parent = add(paragraph, "fldSimple", instr=f' HYPERLINK "{address}" ')
    for words, direction in segments(item.words, base):
        _run(parent, words, item, direction, lang)


def _run(parent: Any, words: str, item: Item, direction: Direction, lang: str) -> None:
    run = add(parent, "r")
    look = add(run, "rPr")
    if item.style == "code":
        add(look, "rFonts", ascii=MONO, hAnsi=MONO, cs=MONO)
    if item.style == "strong":
        add(look, "b")
        add(look, "bCs")
    if item.style == "emphasis":
        add(look, "i")
        add(look, "iCs")
    if item.url:
        add(look, "color", val="0A6A66")
        add(look, "u", val="single")
    if direction == "rtl":
        add(look, "rtl")
    tag = item.lang or lang
    if tag:
        tag = SCREEN_LANGUAGE.get(tag, tag)
        add(look, "lang", **({"bidi": tag} if direction == "rtl" else {"val": tag}))
    for number, line in enumerate(words.split("\n")):
        if number:
            add(run, "br")
        for count, part in enumerate(line.split("\t")):
            if count:
                add(run, "tab")
            if part:
                text = add(run, "t")
                text.text = part
                text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _note(paragraph: Any, item: Item) -> None:
    """The number of a note; a later citation is a field that follows the first one's number."""
    name = f"_Note{item.note}"
    if not item.first:
        field = add(paragraph, "fldSimple", instr=f" NOTEREF {name} \\f \\h ")
        run = add(field, "r")
        add(add(run, "rPr"), "rStyle", val="FootnoteReference")
        add(run, "t").text = str(item.note)
        return
    add(paragraph, "bookmarkStart", id=100_000 + item.note, name=name)
    run = add(paragraph, "r")
    add(add(run, "rPr"), "rStyle", val="FootnoteReference")
    add(run, "footnoteReference", id=item.note)
    add(paragraph, "bookmarkEnd", id=100_000 + item.note)


def field(paragraph: Any, instruction: str, shown: str) -> None:
    """A field such as PAGE, with what it shows until a program works it out."""
    run = add(add(paragraph, "fldSimple", instr=f" {instruction} "), "r")
    add(run, "t").text = shown


def paragraph(
    parent: Any, style: str = "", direction: Direction = "ltr", *, align: str = "", keep: bool = False
) -> Any:
    """A new `w:p`. `align` is "right" or nothing."""
    one = add(parent, "p")
    look = add(one, "pPr")
    if style:
        add(look, "pStyle", val=style)
    if keep:
        add(look, "keepNext")
    if direction == "rtl":
        add(look, "bidi")
    if align:
        add(look, "jc", val=align)
    return one
