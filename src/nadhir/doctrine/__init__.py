"""What the field agrees on: frameworks, tests, plans and scales as versioned data in three languages.

    >>> from nadhir import doctrine
    >>> framework = doctrine.load("un-foa-2014")
    >>> framework.element("8").label.in_("fr")
    'Éléments déclencheurs'

See `catalogue` for what a catalogue is, `loader` for how it is read, `text` and `phrases` for how the
pure core speaks, and `places` for countries and their subdivisions.
"""

from __future__ import annotations

from nadhir.doctrine.catalogue import Catalogue, CatalogueInfo, Crosswalk, Element
from nadhir.doctrine.loader import Library, Supplier, library
from nadhir.doctrine.text import Text

__all__ = [
    "Catalogue",
    "CatalogueInfo",
    "Crosswalk",
    "Element",
    "Library",
    "Supplier",
    "Text",
    "catalogues",
    "counterparts",
    "crosswalk",
    "library",
    "load",
    "supply",
]


def catalogues() -> tuple[CatalogueInfo, ...]:
    """The title pages of all catalogues that come with Nadhir, in the order of their ids."""
    return library().catalogues()


def load(catalogue_id: str) -> Catalogue:
    """A catalogue by its id, such as "un-foa-2014"; read once and then kept.

    Raises:
        DoctrineError: `catalogue.unknown` or `catalogue.broken`.
    """
    return library().load(catalogue_id)


def crosswalk(source: str, target: str) -> Crosswalk:
    """What of `target` answers to each element of `source`, in whichever direction it was written.

    Raises:
        DoctrineError: `crosswalk.unknown` or `crosswalk.broken`.
    """
    return library().crosswalk(source, target)


def counterparts(source: str, element_id: str, target: str) -> tuple[Element, ...]:
    """The elements of `target` that answer to one element of `source`; an indicator follows its factor.

    Raises:
        DoctrineError: the catalogue, the element or the crosswalk is unknown.
    """
    return library().counterparts(source, element_id, target)


def supply(name: str, supplier: Supplier) -> None:
    """Let catalogues and crosswalks from elsewhere be found too; the same name again replaces."""
    library().supply(name, supplier)
