"""Reads catalogues and crosswalks from their YAML files; each is read once and then kept.

In: a folder with `catalogues/<id>.yaml` and `crosswalks/<source>--<target>.yaml`. Out: `Catalogue`,
`CatalogueInfo` and `Crosswalk`. Nothing is read before it is asked for. A file that is not right is
refused whole, with every problem named: half a framework would be worse than none.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import yaml

from nadhir.doctrine.catalogue import Catalogue, CatalogueInfo, Crosswalk, Element
from nadhir.doctrine.phrases import phrasebook
from nadhir.doctrine.text import Text
from nadhir.errors import DoctrineError

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

    from nadhir.doctrine.schema import ElementEntry, ShortWords, Words

Model = TypeVar("Model", bound="BaseModel")

_PROBLEMS_SHOWN = 8

# What pydantic calls a problem, and what we call it.
_PROBLEMS = {
    "missing": "problem.missing",
    "extra_forbidden": "problem.key_unknown",
    "string_type": "problem.not_text",
    "string_too_short": "problem.empty",
    "string_too_long": "problem.too_long",
    "too_short": "problem.empty",
    "bool_type": "problem.not_yes_or_no",
    "list_type": "problem.not_a_list",
    "model_type": "problem.not_a_mapping",
    "dict_type": "problem.not_a_mapping",
}


class Supplier(Protocol):
    """Catalogues and crosswalks from somewhere else, by their ids; None for what is not there."""

    def catalogue(self, catalogue_id: str) -> Catalogue | None: ...

    def crosswalk(self, source: str, target: str) -> Crosswalk | None: ...


class Library:
    """The catalogues and crosswalks of one folder."""

    def __init__(self, folder: Traversable) -> None:
        self._folder = folder
        self._loaded: dict[str, Catalogue] = {}
        self._suppliers: dict[str, Supplier] = {}

    def supply(self, name: str, supplier: Supplier) -> None:
        """Ask `supplier` for what is not in the folder: catalogues that came from elsewhere. The same name
        again replaces what was there."""
        self._suppliers[name] = supplier

    def ids(self) -> tuple[str, ...]:
        """The ids of the catalogues, in alphabetical order, from the file names alone."""
        return _stems(self._folder / "catalogues")

    def catalogues(self) -> tuple[CatalogueInfo, ...]:
        """The title pages of all catalogues, in the order of their ids.

        Raises:
            DoctrineError: `catalogue.broken`.
        """
        return tuple(self.load(catalogue_id).info() for catalogue_id in self.ids())

    def load(self, catalogue_id: str) -> Catalogue:
        """The catalogue with this id; the same object every time.

        Raises:
            DoctrineError: `catalogue.unknown`, or `catalogue.broken` with every problem of its file.
        """
        if catalogue_id not in self._loaded:
            known = self.ids()
            if catalogue_id not in known:
                for supplier in self._suppliers.values():
                    if (supplied := supplier.catalogue(catalogue_id)) is not None:
                        return supplied
                raise DoctrineError("catalogue.unknown", catalogue=catalogue_id, known=list(known))
            source = self._folder / "catalogues" / f"{catalogue_id}.yaml"
            self._loaded[catalogue_id] = read_catalogue(source.read_bytes(), name=catalogue_id)
        return self._loaded[catalogue_id]

    def crosswalks(self) -> tuple[tuple[str, str], ...]:
        """The pairs (source, target) for which a crosswalk was written; each can also be read backwards."""
        pairs = (stem.partition("--") for stem in _stems(self._folder / "crosswalks"))
        return tuple((source, target) for source, _, target in pairs)

    def crosswalk(self, source: str, target: str) -> Crosswalk:
        """What of `target` answers to each element of `source`, in whichever direction it was written.

        Raises:
            DoctrineError: `crosswalk.unknown`, or `crosswalk.broken` with every problem of its file.
        """
        written = self.crosswalks()
        if (source, target) in written:
            return self._read_crosswalk(source, target)
        if (target, source) in written:
            return self._read_crosswalk(target, source).reversed()
        for supplier in self._suppliers.values():
            if (supplied := supplier.crosswalk(source, target)) is not None:
                return supplied
            if (supplied := supplier.crosswalk(target, source)) is not None:
                return supplied.reversed()
        raise DoctrineError("crosswalk.unknown", source=source, target=target)

    def counterparts(self, source: str, element_id: str, target: str) -> tuple[Element, ...]:
        """The elements of `target` that answer to one element of `source`.

        An element without an entry of its own is read as its parent is: an indicator follows its factor.

        Raises:
            DoctrineError: the catalogue, the element or the crosswalk is unknown.
        """
        walk, into = self.crosswalk(source, target), self.load(target)
        for element in self.load(source).lineage(element_id):
            if element.id in walk:
                return tuple(into.element(other) for other in walk[element.id])
        return ()

    def _read_crosswalk(self, source: str, target: str) -> Crosswalk:
        name = f"{source}--{target}"
        raw = (self._folder / "crosswalks" / f"{name}.yaml").read_bytes()
        return read_crosswalk(raw, name=name, source=self.load(source), target=self.load(target))


@functools.cache
def library() -> Library:
    """The catalogues that come with Nadhir."""
    return Library(resources.files("nadhir.doctrine"))


def read_catalogue(raw: bytes | str, *, name: str) -> Catalogue:
    """Build a catalogue from the text of its file; `name` is the file name without `.yaml`.

    Raises:
        DoctrineError: `catalogue.broken`; `detail` names every problem (the first eight), each a `Text`.
    """
    from nadhir.doctrine.schema import CatalogueFile

    code = "catalogue.broken"
    file = _validated(CatalogueFile, raw, code=code, name=name)
    problems = []
    if file.id != name:
        problems.append(_problem("problem.name_differs", found=file.id))
    elements = tuple(_elements(file.elements, parent=None))
    seen: set[str] = set()
    for element in elements:
        if element.id in seen:
            problems.append(_problem("problem.twice", where=element.id))
        seen.add(element.id)
    _refuse(problems, code=code, name=name)
    return Catalogue(
        id=file.id,
        kind=file.kind,
        version=file.version,
        title=_text(file.title),
        summary=_text(file.summary),
        citation=file.citation,
        sources=tuple(file.sources),
        licence_note=file.licence_note,
        guidance=tuple(_text(words) for words in file.guidance),
        elements=elements,
    )


def read_crosswalk(raw: bytes | str, *, name: str, source: Catalogue, target: Catalogue) -> Crosswalk:
    """Build a crosswalk from the text of its file, and check that both ends of every pair exist.

    Raises:
        DoctrineError: `crosswalk.broken`; `detail` as for a catalogue.
    """
    from nadhir.doctrine.schema import CrosswalkFile

    code = "crosswalk.broken"
    file = _validated(CrosswalkFile, raw, code=code, name=name)
    problems = []
    if (file.source, file.target) != (source.id, target.id):
        problems.append(_problem("problem.name_differs", found=f"{file.source}--{file.target}"))
    ends = [(source, one) for one in file.pairs]
    ends += [(target, other) for others in file.pairs.values() for other in others]
    problems += [
        _problem("problem.no_such_element", where=element_id, catalogue=catalogue.id)
        for catalogue, element_id in ends
        if element_id not in catalogue
    ]
    _refuse(problems, code=code, name=name)
    pairs = {one: tuple(others) for one, others in file.pairs.items()}
    return Crosswalk(
        source=file.source,
        target=file.target,
        note=_text(file.note),
        ours=file.ours,
        pairs=MappingProxyType(pairs),
    )


def read_checked(model: type[Model], raw: bytes | str, *, name: str, key: str = "") -> Model:
    """The text of another file of doctrine as `model`; a file that is a bare list is put under `key`.

    Raises:
        DoctrineError: `catalogue.broken` with every problem (the first eight).
    """
    return _validated(model, raw, code="catalogue.broken", name=name, key=key)


def _stems(folder: Traversable) -> tuple[str, ...]:
    if not folder.is_dir():
        return ()
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


def _validated(model: type[Model], raw: bytes | str, *, code: str, name: str, key: str = "") -> Model:
    from pydantic import ValidationError

    data = _parsed(raw, code=code, name=name)
    if key:
        data = {key: data}
    try:
        return model.model_validate(data)
    except ValidationError as error:
        _refuse(_problems(error, data), code=code, name=name)
        raise


def _parsed(raw: bytes | str, *, code: str, name: str) -> Any:
    # The C loader reads ten times faster where it is built in; both build plain values only.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(raw, Loader=loader)  # noqa: S506 - a safe loader either way
    except (yaml.YAMLError, ValueError, KeyError, AttributeError, RecursionError) as error:
        # Besides its own errors PyYAML lets those through that a tag forced on a wrong value brings about.
        mark = getattr(error, "problem_mark", None)
        problem = _problem("problem.not_yaml", line=mark.line + 1 if mark else None)
        raise DoctrineError(code, catalogue=name, detail=[problem]) from error


def _problems(error: ValidationError, data: Any) -> list[Text]:
    return [_worded(details, data) for details in error.errors(include_url=False, include_context=False)]


def _worded(details: ErrorDetails, data: Any) -> Text:
    where = _where(details["loc"], data)
    phrase = _PROBLEMS.get(details["type"], "problem.not_expected")
    return _problem(phrase, where=where, found=_shown(details["input"]))


def _shown(value: Any) -> str:
    """A refused value as a message may quote it; a list or mapping could be of any size."""
    return str(value)[:60] if isinstance(value, (str, int, float)) else "…"


def _where(loc: Sequence[int | str], data: Any) -> str:
    """The path to a value as a writer of the file knows it: ids of elements, not positions in lists."""
    steps: list[str] = []
    for step in loc:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            data = None
        if isinstance(step, str):
            steps.append(step)
        elif isinstance(data, dict) and isinstance(data.get("id"), str):
            steps = [data["id"]]
        else:
            steps.append(f"#{step + 1}")
    return " › ".join(steps) or "–"


def _problem(phrase: str, **params: Any) -> Text:
    book = phrasebook("nadhir.doctrine")
    return Text(**{lang: book.say(phrase, lang, **params) for lang in ("ar", "en", "fr")})


def _refuse(problems: Sequence[Text], *, code: str, name: str) -> None:
    if problems:
        raise DoctrineError(code, catalogue=name, detail=list(problems[:_PROBLEMS_SHOWN]))


def _elements(entries: Sequence[ElementEntry], *, parent: str | None) -> Iterator[Element]:
    for entry in entries:
        yield Element(
            id=entry.id,
            kind=entry.kind,
            parent=parent,
            text=_text(entry.text),
            label=_text(entry.label) if entry.label else None,
            to_verify=entry.to_verify,
            show_number=entry.show_number,
            guidance=tuple(_text(words) for words in entry.guidance),
            attributes=_frozen(entry.attributes),
            citation=entry.citation,
        )
        yield from _elements(entry.children, parent=entry.id)


def _text(words: Words | ShortWords) -> Text:
    return Text(ar=words.ar, en=words.en, fr=words.fr)


def _frozen(value: Any) -> Any:
    """Read-only mappings and tuples of an attribute value, so that a cached catalogue cannot change."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: _frozen(inner) for key, inner in value.items()})
    if isinstance(value, list):
        return tuple(_frozen(inner) for inner in value)
    return value
