"""XML of strangers: no document type, no entities, no more than is asked for, nothing fetched."""

from __future__ import annotations

from xml.parsers import expat

from lxml import etree

from nadhir.errors import InputRefused

BOOK = "nadhir.documents.cap"
Element = etree._Element


class _Declared(Exception):
    """A document type or an entity is declared."""


def refuse(code: str, **params: object) -> InputRefused:
    """A refusal of this package."""
    return InputRefused(f"cap.{code}", book=BOOK, **params)


def root_of(raw: bytes, largest: int) -> Element:
    """The root of a document of at most `largest` bytes.

    Raises:
        InputRefused: `cap.too_large`, `cap.entities`, `cap.not_xml`.
    """
    if len(raw) > largest:
        raise refuse("too_large", size=len(raw), limit=largest)
    # Asked before the tree is built: what an entity would grow to is never known.
    _no_declarations(raw)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        return etree.fromstring(raw, parser)
    except (etree.LxmlError, ValueError) as problem:
        line = getattr(problem, "lineno", None)
        raise refuse("not_xml", line=line) from None


def _no_declarations(raw: bytes) -> None:
    parser = expat.ParserCreate()

    def declared(*_: object) -> None:
        raise _Declared

    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    try:
        parser.Parse(raw, True)
    except _Declared:
        raise refuse("entities") from None
    except expat.ExpatError as problem:
        raise refuse("not_xml", line=problem.lineno) from None
    except (ValueError, LookupError):  # an encoding that nobody knows
        raise refuse("not_xml", line=None) from None


def name_of(element: Element) -> tuple[str, str]:
    """Namespace and name of an element."""
    tag = etree.QName(element)
    return tag.namespace or "", tag.localname
