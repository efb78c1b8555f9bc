"""Partners' own indicators beside the catalogues that come with the platform.

Doctrine finds them through `Kept`, which is handed to it when the platform starts. A scheme is asked for by
the id that evidence keeps; whoever may read the evidence may read what it was coded to. Lists go through the
policy.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import TypeVar

from django.db.models import Q, QuerySet

from nadhir.doctrine.catalogue import Catalogue, CatalogueInfo, Crosswalk, Element
from nadhir.doctrine.phrases import Reason
from nadhir.doctrine.schemes import catalogue_of
from nadhir.doctrine.text import Text
from nadhir.errors import NotAllowed
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.models import FRAMEWORK, Scheme

PREFIX = "scheme-"
T = TypeVar("T")
# What a mapping made here is; the words of one person's reading, not of an official document.
NOTE = Text(
    "مقابلة وضعها من أدخل المؤشرات، تعين على القراءة وليست تطابقا.",
    "A correspondence drawn by those who brought the indicators: an aid to reading, not an identity.",
    "Correspondance établie par ceux qui ont versé les indicateurs : une aide de lecture, non une identité.",
)


def catalogue_id(scheme: Scheme) -> str:
    """The id of a scheme as a catalogue."""
    return f"{PREFIX}{scheme.pk.hex}"


def pk_of(catalogue: str) -> uuid.UUID | None:
    """The scheme that a catalogue's id names; None where it names none."""
    if not catalogue.startswith(PREFIX):
        return None
    try:
        return uuid.UUID(catalogue.removeprefix(PREFIX))
    except ValueError:
        return None


class Kept:
    """The schemes of this installation, as doctrine asks for them."""

    def catalogue(self, catalogue_id: str) -> Catalogue | None:
        scheme = _scheme(catalogue_id)
        return catalogue_of(scheme.catalogue) if scheme else None

    def crosswalk(self, source: str, target: str) -> Crosswalk | None:
        scheme = _scheme(source) if target == FRAMEWORK else None
        if scheme is None or not scheme.crosswalk:
            return None
        pairs = {code: tuple(elements) for code, elements in scheme.crosswalk.items() if elements}
        return Crosswalk(source, target, NOTE, ours=True, pairs=MappingProxyType(pairs))


def _scheme(catalogue: str) -> Scheme | None:
    pk = pk_of(catalogue)
    return Scheme.objects.filter(pk=pk).first() if pk else None


def schemes(viewer: Viewer) -> QuerySet[Scheme]:
    """Schemes that the viewer may know of, those in use first."""
    found = policy.visible(Scheme.objects.select_related("owner", "created_by"), viewer)
    return found.order_by("retired_at", "slug", "pk")


def scheme(viewer: Viewer, pk: uuid.UUID) -> Scheme:
    """One scheme.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    if (found := schemes(viewer).filter(pk=pk).first()) is None:
        raise NotAllowed("not_allowed.record", act="scheme.read")
    return found


def schemes_in_use(viewer: Viewer) -> list[CatalogueInfo]:
    """The schemes to whose elements the viewer may code."""
    return [catalogue_of(one.catalogue).info() for one in schemes(viewer).filter(retired_at=None)]


def readable(viewer: Viewer) -> list[CatalogueInfo]:
    """The schemes that the viewer may read, those in use first: what was coded to one that is no longer used
    stays."""
    return [catalogue_of(one.catalogue).info() for one in schemes(viewer)]


def leaves(catalogue: Catalogue, root: Element) -> tuple[Element, ...]:
    """What stands at the end of each branch under an element; the element itself where it has none. A scheme
    may be a list or a tree of any depth, where the Framework has factors with their indicators."""
    below = catalogue.children(root.id)
    return tuple(leaf for one in below for leaf in leaves(catalogue, one)) if below else (root,)


def under(catalogue: Catalogue, element: str) -> list[Element]:
    """An element and everything under it."""
    found = [catalogue.element(element)]
    for one in catalogue.children(element):
        found += under(catalogue, one.id)
    return found


def gaps_of(one: Scheme) -> list[Reason]:
    """What was missing in a scheme when it was brought."""
    return [Reason.of_json(gap) for gap in one.catalogue.get("gaps", ())]


def counting_for(framework: str, elements: Iterable[str] = ()) -> Q:
    """The condition on evidence that counts for a framework, or for these elements of it: coded to it, or to
    elements of a scheme that a person mapped to it."""
    wanted = set(elements)
    counts = Q(framework=framework, element__in=wanted) if wanted else Q(framework=framework)
    if framework != FRAMEWORK:
        return counts
    for one in Scheme.objects.exclude(crosswalk={}):
        codes = [code for code, answers in mapped(one).items() if not wanted or wanted & set(answers)]
        if codes:
            counts |= Q(framework=catalogue_id(one), element__in=codes)
    return counts


def mapped(one: Scheme) -> dict[str, tuple[str, ...]]:
    """The elements of the Framework that each element of a scheme answers to, its own or those of what
    stands above it."""
    catalogue = catalogue_of(one.catalogue)
    return {
        element.id: answers
        for element in catalogue.elements
        if (answers := _answers(one, catalogue, element.id))
    }


def _answers(one: Scheme, catalogue: Catalogue, code: str) -> tuple[str, ...]:
    for element in catalogue.lineage(code):
        if found := one.crosswalk.get(element.id):
            return tuple(found)
    return ()


def answering(said: Iterable[tuple[str, str, T]], framework: str) -> Iterator[tuple[str, T]]:
    """Evidence given as catalogue, element and what else is known of it: the elements of `framework` that it
    speaks to, each with the same."""
    schemes = Answers()
    for catalogue, element, beside in said:
        if catalogue == framework or not catalogue.startswith(PREFIX):
            yield element, beside
            continue
        for answer in schemes.of(catalogue, element):
            yield answer, beside


class Answers:
    """What elements of schemes answer to in the Framework. Asks once for each scheme."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, tuple[str, ...]]] = {}

    def of(self, catalogue: str, element: str) -> tuple[str, ...]:
        if catalogue not in self._known:
            there = _scheme(catalogue)
            self._known[catalogue] = mapped(there) if there else {}
        return self._known[catalogue].get(element, ())
