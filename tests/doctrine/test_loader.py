"""Reading catalogue files: what is right becomes a catalogue, all else is refused with the place named."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nadhir.doctrine import Catalogue, Library
from nadhir.doctrine.loader import read_catalogue
from nadhir.doctrine.phrases import explain
from nadhir.errors import DoctrineError


def words(text: str) -> dict[str, str]:
    return {"ar": f"نص {text}", "en": f"text {text}", "fr": f"texte {text}"}


def plain() -> dict[str, Any]:
    """A small catalogue that is right in every way."""
    return {
        "id": "small",
        "kind": "checklist",
        "version": "1",
        "title": words("T"),
        "summary": words("S"),
        "citation": "A/1",
        "sources": ["https://example.org"],
        "licence_note": "ours",
        "guidance": [words("G")],
        "elements": [
            {
                "id": "1",
                "kind": "part",
                "text": words("1"),
                "label": words("L"),
                "attributes": {"scope": "common", "steps": [1, {"a": "b"}]},
                "children": [
                    {"id": "1.1", "kind": "item", "text": words("1.1"), "to_verify": True},
                    {"id": "1.10", "kind": "item", "text": words("1.10"), "show_number": False},
                ],
            },
            {"id": "2", "kind": "part", "text": words("2"), "citation": "para. 4", "guidance": [words("2g")]},
        ],
    }


def read(data: Any) -> Catalogue:
    return read_catalogue(yaml.safe_dump(data, allow_unicode=True), name="small")


def refused(data: Any) -> str:
    """The refusal of a broken catalogue, in English, without the isolating marks."""
    with pytest.raises(DoctrineError) as caught:
        read(data)
    assert caught.value.code == "catalogue.broken"
    return explain(caught.value, "en").replace("\u2068", "").replace("\u2069", "")


def test_what_is_written_is_what_is_read() -> None:
    catalogue = read(plain())
    assert [(element.id, element.parent) for element in catalogue.elements] == [
        ("1", None),
        ("1.1", "1"),
        ("1.10", "1"),
        ("2", None),
    ]
    assert catalogue.element("1.1").to_verify
    assert catalogue.element("1.10").number is None
    assert catalogue.element("2").citation == "para. 4"
    assert catalogue.element("1").text.in_("fr") == "texte 1"
    assert [element.id for element in catalogue.of_kind("part")] == ["1", "2"]
    assert [element.id for element in catalogue.lineage("1.10")] == ["1.10", "1"]
    assert catalogue.children("2") == ()
    assert "1.10" in catalogue
    assert catalogue.as_json()["elements"][0]["attributes"] == {"scope": "common", "steps": [1, {"a": "b"}]}


def test_a_catalogue_that_was_read_cannot_be_changed() -> None:
    element = read(plain()).element("1")
    with pytest.raises(TypeError):
        element.attributes["scope"] = "other"  # type: ignore[index]
    with pytest.raises(AttributeError):
        element.to_verify = True  # type: ignore[misc]
    assert {element}, "an element can be a key of a set"


def broken(change: str) -> dict[str, Any]:
    data = plain()
    first = data["elements"][0]
    match change:
        case "language":
            del first["children"][0]["text"]["fr"]
        case "empty":
            first["children"][0]["text"]["ar"] = "   "
        case "element":
            data["elements"] = []
        case "no text":
            del data["elements"][1]["text"]
        case "key":
            first["children"][1]["colour"] = "red"
        case "number":
            first["children"][1]["id"] = 1.10
        case "twice":
            data["elements"][1]["id"] = "1.1"
        case "label":
            first["label"]["fr"] = "x" * 41
        case "kind":
            data["kind"] = "novel"
        case "yes":
            first["children"][0]["to_verify"] = "yes"
        case "list":
            first["children"] = {"id": "1.1"}
        case "name":
            data["id"] = "other"
        case "text":
            data["elements"][1]["text"] = "text 2"
    return data


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("language", "1.1 › text › fr is missing"),
        ("empty", "1.1 › text › ar is empty"),
        ("element", "elements is empty"),
        ("no text", "2 › text is missing"),
        ("key", "the key 1.10 › colour is not known"),
        ("number", "1.1 at 1 › children › #2 › id is not text; numbers need quotation marks"),
        ("twice", "the id 1.1 stands twice"),
        ("label", "1 › label › fr is longer than allowed"),
        ("kind", "novel at kind is not an accepted value"),
        ("yes", "yes at 1.1 › to_verify should be true or false"),
        ("list", "1 › children is not a list"),
        ("name", "the file calls itself other, unlike its name"),
        ("text", "2 › text is not a set of keys and values"),
    ],
)
def test_a_broken_catalogue_is_refused_with_the_place(change: str, said: str) -> None:
    assert said in refused(broken(change))


@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
@pytest.mark.parametrize(
    "change", ["language", "empty", "key", "number", "twice", "label", "kind", "yes", "list", "name", "text"]
)
def test_a_refusal_is_worded_in_each_language(change: str, lang: str) -> None:
    with pytest.raises(DoctrineError) as caught:
        read(broken(change))
    said = {one: explain(caught.value, one) for one in ("ar", "en", "fr")}
    assert len(set(said.values())) == 3
    assert "small" in said[lang]
    assert "–" not in said[lang], "a parameter of the phrase was not given"


def test_all_problems_are_named_at_once() -> None:
    data = broken("language")
    data["elements"][1]["colour"] = "red"
    said = refused(data)
    assert "1.1 › text › fr" in said
    assert "2 › colour" in said


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"- a list",
        b"id: [unclosed",
        b"id: \xff\xfe\xfa",
        b"id: !!python/object/apply:os.system ['true']",
        b"id: 2001-99-99",
        b"id: !!bool maybe",
        b"id: !!timestamp never",
        b"id: *nowhere",
        b"&a [*a]",
        b"\x00",
        b"[" * 5000,
    ],
)
def test_a_file_that_is_no_catalogue_is_refused_quietly(raw: bytes) -> None:
    with pytest.raises(DoctrineError) as caught:
        read_catalogue(raw, name="small")
    assert caught.value.code == "catalogue.broken"
    assert caught.value.params["detail"]


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_fall(raw: str) -> None:
    with pytest.raises(DoctrineError):
        read_catalogue(raw, name="small")


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path to every value inside nested lists and mappings."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    found = []
    for step, value in inner:
        found += [(*path, step), *places(value, (*path, step))]
    return found


REQUIRED = {"id", "kind", "version", "title", "summary", "citation", "sources", "licence_note", "elements"}
REQUIRED |= {"text", "ar", "en", "fr"}
OPTIONAL = {"label", "citation"}


def held(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path[:-1]:
        data = data[step]
    return data


def of_our_making(path: tuple[Any, ...]) -> bool:
    """Attributes are free; every other place has a shape."""
    return "attributes" not in path


def may_be_missing(path: tuple[Any, ...]) -> bool:
    """An element need not have a label or a citation; a catalogue needs its citation."""
    return path[-1] in OPTIONAL and len(path) > 1


NEEDED = [p for p in places(plain()) if of_our_making(p) and p[-1] in REQUIRED and not may_be_missing(p)]


@given(path=st.sampled_from(NEEDED))
def test_whatever_required_thing_is_missing_is_named(path: tuple[Any, ...]) -> None:
    data = copy.deepcopy(plain())
    del held(data, path)[path[-1]]
    assert f"{path[-1]} is missing" in refused(data)


@given(
    path=st.sampled_from([p for p in places(plain()) if of_our_making(p)]),
    value=st.one_of(st.none(), st.integers(), st.floats(allow_nan=False), st.just({"a": 1}), st.just([[]])),
)
def test_a_value_of_the_wrong_kind_is_refused_or_harmless(path: tuple[Any, ...], value: Any) -> None:
    """Only what may be left out (a label, a citation) may be null; nothing else passes."""
    data = copy.deepcopy(plain())
    held(data, path)[path[-1]] = value
    if value is None and may_be_missing(path):
        assert read(data).elements
    else:
        assert refused(data)


MAPPINGS = [
    p for p in [(), *places(plain())] if of_our_making(p) and isinstance(held(plain(), (*p, None)), dict)
]


@given(
    path=st.sampled_from(MAPPINGS),
    key=st.text(st.characters(codec="ascii", categories=["Ll"]), min_size=1),
)
def test_a_key_that_nobody_knows_is_refused_anywhere(path: tuple[Any, ...], key: str) -> None:
    data = copy.deepcopy(plain())
    held(data, (*path, None))[f"{key}_x"] = "x"
    assert "is not known" in refused(data)


@pytest.fixture
def shelf(tmp_path: Path) -> Library:
    (tmp_path / "catalogues").mkdir()
    (tmp_path / "crosswalks").mkdir()
    for name in ("small", "other"):
        data = {**plain(), "id": name}
        (tmp_path / "catalogues" / f"{name}.yaml").write_text(yaml.safe_dump(data), "utf-8")
    return Library(tmp_path)


def crosswalk(folder: Path, **changes: Any) -> None:
    walk = {"source": "small", "target": "other", "ours": True, "note": words("n"), "pairs": {"1": ["1.1"]}}
    (folder / "crosswalks" / "small--other.yaml").write_text(yaml.safe_dump({**walk, **changes}), "utf-8")


def test_a_catalogue_is_read_once(shelf: Library) -> None:
    assert shelf.ids() == ("other", "small")
    assert shelf.load("small") is shelf.load("small")


@pytest.mark.parametrize("asked", ["missing", "../small", "", "small.yaml", "SMALL"])
def test_only_a_known_id_opens_a_file(shelf: Library, asked: str) -> None:
    with pytest.raises(DoctrineError) as caught:
        shelf.load(asked)
    assert caught.value.code == "catalogue.unknown"
    assert caught.value.params == {"catalogue": asked, "known": ["other", "small"]}
    assert "other, small" in explain(caught.value, "fr")


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert Library(tmp_path).catalogues() == ()
    assert Library(tmp_path).crosswalks() == ()


def test_a_crosswalk_reads_both_ways(shelf: Library, tmp_path: Path) -> None:
    crosswalk(tmp_path, pairs={"1": ["1.1", "2"], "2": ["2"]})
    assert dict(shelf.crosswalk("small", "other")) == {"1": ("1.1", "2"), "2": ("2",)}
    assert dict(shelf.crosswalk("other", "small")) == {"1.1": ("1",), "2": ("1", "2")}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pairs": {"9": ["1"]}}, "small has no element 9"),
        ({"pairs": {"1": ["9.9"]}}, "other has no element 9.9"),
        ({"pairs": {}}, "pairs is empty"),
        ({"pairs": {"1": []}}, "is empty"),
        ({"target": "elsewhere"}, "small--elsewhere"),
        ({"note": {"ar": "ن", "en": "n"}}, "note › fr is missing"),
    ],
)
def test_a_crosswalk_that_leads_nowhere_is_refused(
    shelf: Library, tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    crosswalk(tmp_path, **changes)
    with pytest.raises(DoctrineError) as caught:
        shelf.crosswalk("small", "other")
    assert caught.value.code == "crosswalk.broken"
    assert said in explain(caught.value, "en").replace("\u2068", "").replace("\u2069", "")
