"""What a catalogue of doctrine is: a versioned, cited list of elements in three languages.

A catalogue may be a framework of analysis, a threshold test, a plan of action, a checklist or a scale:
something that a situation, an expression or an institution is assessed or tracked against. It holds
words and structure only. It must not know how it is stored (`loader` does), and it never counts,
weighs or sums its elements: the frameworks here are qualitative.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from nadhir.doctrine.text import Text
from nadhir.errors import DoctrineError

Kind = Literal["framework", "test", "worksheet", "strategy", "plan", "checklist", "scale", "goals"]

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Element:
    """One numbered statement of a catalogue: a factor, an indicator, a level, a commitment …

    `to_verify` marks wording or numbering that nobody has yet compared with the official text;
    `show_number` is False where the number itself is in doubt, and the id is then only ours.
    """

    id: str
    kind: str
    parent: str | None
    text: Text
    label: Text | None = None
    to_verify: bool = False
    show_number: bool = True
    guidance: tuple[Text, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, hash=False)
    citation: str | None = None

    @property
    def number(self) -> str | None:
        """The id where it is a number that may be shown to a reader; None where it is in doubt."""
        return self.id if self.show_number else None

    def as_json(self) -> dict[str, Any]:
        """The element as plain data; the three languages side by side."""
        return {
            "id": self.id,
            "kind": self.kind,
            "parent": self.parent,
            "label": self.label.as_dict() if self.label else None,
            "text": self.text.as_dict(),
            "to_verify": self.to_verify,
            "show_number": self.show_number,
            "guidance": [text.as_dict() for text in self.guidance],
            "attributes": _thawed(self.attributes),
            "citation": self.citation,
        }


@dataclass(frozen=True, slots=True)
class CatalogueInfo:
    """The title page of a catalogue, for lists."""

    id: str
    kind: Kind
    version: str
    title: Text
    elements: int
    to_verify: int


@dataclass(frozen=True)
class Catalogue:
    """A catalogue with its elements in the order of the document; children follow their parent."""

    id: str
    kind: Kind
    version: str
    title: Text
    summary: Text
    citation: str
    sources: tuple[str, ...]
    licence_note: str
    elements: tuple[Element, ...]
    guidance: tuple[Text, ...] = ()
    _by_id: Mapping[str, Element] = field(init=False, repr=False, compare=False)
    _children: Mapping[str | None, tuple[Element, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        children: dict[str | None, list[Element]] = {}
        for element in self.elements:
            children.setdefault(element.parent, []).append(element)
        object.__setattr__(self, "_by_id", {element.id: element for element in self.elements})
        object.__setattr__(self, "_children", {parent: tuple(kids) for parent, kids in children.items()})

    def __contains__(self, element_id: object) -> bool:
        return element_id in self._by_id

    def element(self, element_id: str) -> Element:
        """The element with this id.

        Raises:
            DoctrineError: `element.unknown`.
        """
        try:
            return self._by_id[element_id]
        except KeyError:
            raise DoctrineError("element.unknown", catalogue=self.id, element=element_id) from None

    def children(self, element_id: str) -> tuple[Element, ...]:
        """The elements directly under this one; none for a leaf.

        Raises:
            DoctrineError: `element.unknown`.
        """
        return self._children.get(self.element(element_id).id, ())

    def roots(self) -> tuple[Element, ...]:
        """The elements that stand under no other."""
        return self._children.get(None, ())

    def of_kind(self, kind: str) -> tuple[Element, ...]:
        """The elements of one kind, such as "indicator"; none where the catalogue has no such kind."""
        return tuple(element for element in self.elements if element.kind == kind)

    def lineage(self, element_id: str) -> tuple[Element, ...]:
        """The element and what stands above it, the nearest first.

        Raises:
            DoctrineError: `element.unknown`.
        """
        line = [self.element(element_id)]
        while (above := line[-1].parent) is not None:
            line.append(self.element(above))
        return tuple(line)

    def info(self) -> CatalogueInfo:
        """The title page."""
        return CatalogueInfo(
            id=self.id,
            kind=self.kind,
            version=self.version,
            title=self.title,
            elements=len(self.elements),
            to_verify=sum(element.to_verify for element in self.elements),
        )

    def as_json(self) -> dict[str, Any]:
        """The whole catalogue as plain data; the three languages side by side."""
        return {
            "id": self.id,
            "kind": self.kind,
            "version": self.version,
            "title": self.title.as_dict(),
            "summary": self.summary.as_dict(),
            "citation": self.citation,
            "sources": list(self.sources),
            "licence_note": self.licence_note,
            "guidance": [text.as_dict() for text in self.guidance],
            "elements": [element.as_json() for element in self.elements],
        }


@dataclass(frozen=True, eq=False)
class Crosswalk(Mapping[str, tuple[str, ...]]):
    """Which elements of one catalogue answer to which of another; a reading aid, not an identity.

    A mapping from element ids of `source` to element ids of `target`. `ours` says that no official
    document draws the correspondence.
    """

    source: str
    target: str
    note: Text
    ours: bool
    pairs: Mapping[str, tuple[str, ...]]

    def __getitem__(self, element_id: str) -> tuple[str, ...]:
        return self.pairs[element_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def reversed(self) -> Crosswalk:
        """The same correspondences read from `target` to `source`."""
        back: dict[str, list[str]] = {}
        for one, others in self.pairs.items():
            for other in others:
                back.setdefault(other, []).append(one)
        return Crosswalk(
            source=self.target,
            target=self.source,
            note=self.note,
            ours=self.ours,
            pairs=MappingProxyType({one: tuple(others) for one, others in back.items()}),
        )


def _thawed(value: Any) -> Any:
    """Plain lists and dictionaries of a frozen attribute value."""
    if isinstance(value, Mapping):
        return {key: _thawed(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_thawed(inner) for inner in value]
    return value
