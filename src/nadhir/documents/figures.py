"""Figures made ready for paper: checked, standing alone, with letters in our fonts and their direction.

SVG flows in, SVG flows out. A figure that names anything outside itself (an image, a style sheet, an
entity) is refused, so that no drawing can make a server read a file or call an address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from nadhir.documents import fonts
from nadhir.documents.words import PDI, RLI
from nadhir.errors import DocumentError

LARGEST = 20_000_000  # bytes
TALLEST = 1.3  # of a page's text, where its width is 1; the caption must fit too
_SVG = "{http://www.w3.org/2000/svg}"
_HREF = ("href", "{http://www.w3.org/1999/xlink}href")
_INSIDE = re.compile(r"#|data:image/(png|jpeg|gif|webp);base64,")
_OUTSIDE_STYLE = re.compile(r"@import|url\(\s*['\"]?(?!#)", re.IGNORECASE)
_TURNED = {"start": "end", "end": "start"}
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px|pt|mm|cm|in)?\s*$")
_LONGEST = 1e6  # of a side, in the figure's own units
_LARGEST_SHOWN = 60  # characters of a reason


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure as it can be set; `height` is its height where its width is 1."""

    svg: bytes
    height: float

    def width(self, wanted: float) -> float:
        """The share of the text's width that it can take without running off the page."""
        return min(max(wanted, 0.05), 1.0, TALLEST / self.height)


def ready(svg: str | bytes) -> Drawing:
    """The figure as it can be set.

    Raises:
        DocumentError: it is not SVG, is damaged, too large, or draws on something outside it.
    """
    raw = svg.encode("utf-8", "replace") if isinstance(svg, str) else bytes(svg)
    if len(raw) > LARGEST:
        raise DocumentError("document.figure_damaged", detail=f"{len(raw)} > {LARGEST} B")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError("document.figure_damaged", detail=str(error)[:_LARGEST_SHOWN]) from None
    if root.tag != f"{_SVG}svg":
        raise DocumentError("document.figure_damaged", detail=f"<{etree.QName(root).localname}>")
    about: Any = root.getroottree().docinfo
    if about.doctype:
        raise DocumentError("document.figure_outside", detail="DOCTYPE")
    _stand_alone(root)
    height = _height(root)
    _letters(root)
    return Drawing(etree.tostring(root, encoding="utf-8"), height)


def _height(root: etree._Element) -> float:
    box = [float(part) for part in _NUMBER.findall(str(root.get("viewBox") or ""))]
    if len(box) != 4:
        sides = (_LENGTH.match(str(root.get(side) or "")) for side in ("width", "height"))
        box = [0, 0, *(float(side[1]) for side in sides if side)]
    if len(box) != 4 or not all(0 < side < _LONGEST for side in box[2:]):
        raise DocumentError("document.figure_damaged", detail="viewBox")
    return box[3] / box[2]


def _stand_alone(root: etree._Element) -> None:
    _no_copies_of_copies(root)
    for one in root.iter():
        if not isinstance(one.tag, str):  # a processing instruction or an entity
            raise DocumentError("document.figure_outside", detail="<?…?>")
        name = etree.QName(one).localname
        for key in _HREF:
            target = one.get(key)
            if target is None:
                continue
            if name == "a":  # leads away on a page, and nowhere on paper
                del one.attrib[key]
            elif not _INSIDE.match(target.strip()):
                raise DocumentError("document.figure_outside", detail=target[:_LARGEST_SHOWN])
        told = " ".join(str(value) for value in one.attrib.values()) + (
            one.text or "" if name == "style" else ""
        )
        if name in {"script", "foreignObject"} or _OUTSIDE_STYLE.search(told):
            raise DocumentError("document.figure_outside", detail=f"<{name}>")


def _no_copies_of_copies(root: etree._Element) -> None:
    """A copy that holds copies can grow without end when it is drawn."""
    copies = list(root.iter(f"{_SVG}use"))
    holding = {up.get("id") for one in copies for up in (one, *one.iterancestors())}
    for one in copies:
        for key in _HREF:
            if one.get(key, "").strip().removeprefix("#") in holding:
                raise DocumentError("document.figure_outside", detail="<use>")


def _letters(root: etree._Element) -> None:
    """Our fonts, and right-to-left words as a browser sets them: Typst's drawing of SVG knows neither the
    attribute `direction` nor what "start" is in it."""
    root.set("font-family", f"{fonts.SANS}, {fonts.ARABIC}")
    if root.get("direction") != "rtl":
        return
    for one in root.iter(f"{_SVG}text", f"{_SVG}tspan"):
        anchor = one.get("text-anchor")
        if anchor in _TURNED or (anchor is None and one.tag == f"{_SVG}text"):
            one.set("text-anchor", _TURNED[anchor or "start"])
        if one.text and not len(one):
            one.text = f"{RLI}{one.text}{PDI}"
