"""Every catalogue that comes with Nadhir, whoever wrote it: can be read, and reads well."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nadhir import doctrine
from nadhir.doctrine import library
from tests.doctrine.words import every_text, faults

EVERY = pytest.mark.parametrize("catalogue_id", library().ids())


def test_the_list_is_the_title_page_of_each() -> None:
    listed = doctrine.catalogues()
    assert [info.id for info in listed] == list(library().ids())
    for info in listed:
        catalogue = doctrine.load(info.id)
        assert info.elements == len(catalogue.elements) > 0
        assert info.to_verify == len([element for element in catalogue.elements if element.to_verify])
        assert info.title == catalogue.title


@EVERY
def test_every_text_is_native(catalogue_id: str) -> None:
    texts = every_text(doctrine.load(catalogue_id))
    assert [f"{where}: {fault}" for where, text in texts for fault in faults(text)] == []


@EVERY
def test_no_two_siblings_say_the_same(catalogue_id: str) -> None:
    catalogue = doctrine.load(catalogue_id)
    for siblings in [catalogue.roots(), *(catalogue.children(element.id) for element in catalogue.elements)]:
        for lang in ("ar", "en", "fr"):
            said = [element.text.in_(lang) for element in siblings]
            assert len(set(said)) == len(said), f"{lang}: {said}"


@EVERY
def test_children_follow_their_parent(catalogue_id: str) -> None:
    catalogue = doctrine.load(catalogue_id)
    seen: set[str] = set()
    for element in catalogue.elements:
        assert element.parent is None or element.parent in seen
        seen.add(element.id)
        assert catalogue.element(element.id) is element
        if element.parent:
            assert element in catalogue.children(element.parent)


@EVERY
def test_a_catalogue_says_where_it_comes_from(catalogue_id: str) -> None:
    catalogue = doctrine.load(catalogue_id)
    assert catalogue.citation
    assert all(source.startswith("https://") for source in catalogue.sources)


@EVERY
def test_plain_data_can_be_written_as_json(catalogue_id: str) -> None:
    catalogue = doctrine.load(catalogue_id)
    again = json.loads(json.dumps(catalogue.as_json(), ensure_ascii=False))
    assert [element["id"] for element in again["elements"]] == [element.id for element in catalogue.elements]


@EVERY
def test_the_page_about_doctrine_names_it(catalogue_id: str) -> None:
    page = Path(__file__).parents[2] / "docs" / "explanation" / "doctrine.md"
    assert f"| `{catalogue_id}` |" in page.read_text("utf-8")
