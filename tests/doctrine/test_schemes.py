"""A partner's own indicators: read in four forms, gaps told in words, what would be wrong refused."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from nadhir import doctrine
from nadhir.cli import app
from nadhir.doctrine.catalogue import Catalogue, Crosswalk
from nadhir.doctrine.loader import library
from nadhir.doctrine.phrases import explain
from nadhir.doctrine.schemes import SchemeRead, catalogue_of, read_scheme
from nadhir.doctrine.text import Text
from nadhir.errors import DoctrineError

TABLE = [
    ["code", "parent", "label_fr", "text_fr", "text_en"],
    ["GOV", "", "Gouvernance", "La gouvernance se dégrade", "Governance declines"],
    ["GOV.1", "GOV", "", "Élections contestées", "Disputed elections"],
    ["GOV.10", "GOV", "", "Report du scrutin", "Vote put off"],
]


def read(raw: bytes, name: str = "au.csv", language: str = "en") -> SchemeRead:
    return read_scheme(raw, file_name=name, catalogue_id="scheme-x", language=language)


def as_csv(table: list[list[str]]) -> bytes:
    return "\n".join(";".join(row) for row in table).encode()


def as_xlsx(table: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    for row in table:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_data() -> dict[str, Any]:
    def words(row: list[str]) -> dict[str, Any]:
        return {"code": row[0], "text": {"fr": row[3], "en": row[4]}}

    top = {**words(TABLE[1]), "label": {"fr": "Gouvernance"}, "children": [words(row) for row in TABLE[2:]]}
    return {"title": {"en": "Partner"}, "version": "2", "elements": [top]}


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (as_csv(TABLE), "au.csv"),
        (as_xlsx(TABLE), "au.xlsx"),
        (json.dumps(as_data()).encode(), "au.json"),
        (yaml.safe_dump(as_data()).encode(), "au.yaml"),
    ],
    ids=["csv", "xlsx", "json", "yaml"],
)
def test_four_forms_give_the_same_catalogue(raw: bytes, name: str) -> None:
    catalogue = read(raw, name).catalogue
    told = [(one.id, one.parent, one.kind, one.text.en, one.text.fr) for one in catalogue.elements]
    assert told == [
        ("GOV", None, "factor", "Governance declines", "La gouvernance se dégrade"),
        ("GOV.1", "GOV", "indicator", "Disputed elections", "Élections contestées"),
        ("GOV.10", "GOV", "indicator", "Vote put off", "Report du scrutin"),
    ]
    assert catalogue_of(json.loads(json.dumps(catalogue.as_json()))) == catalogue


def test_gaps_are_told_in_words_in_three_languages() -> None:
    gaps = read(b"code,parent,text\nA.1,,One\nA.2,,Two\nA.4,Z,Four\n").gaps
    assert {gap.code for gap in gaps} == {
        "scheme.parent_missing", "scheme.language_missing", "scheme.numbers_missing",
    }  # fmt: skip
    said = " ".join(gap.say("en") for gap in gaps)
    assert "A.3" in said
    assert "Z" in said
    assert all(gap.say(lang) for gap in gaps for lang in ("ar", "fr"))


def test_a_language_that_is_missing_is_filled_by_one_that_is_there() -> None:
    (element,) = read("code,text\nA,انتخابات\n".encode(), language="ar").catalogue.elements
    assert element.text == Text("انتخابات", "انتخابات", "انتخابات")


@pytest.mark.parametrize(
    ("raw", "name", "code", "said"),
    [
        (b"code,text\nA,x\nA,y\n", "s.csv", "scheme.broken", "already"),
        (b"code,text\nA,\n", "s.csv", "scheme.broken", "no words"),
        (b"code,text\nA B,x\n", "s.csv", "scheme.broken", "will not do"),
        (b"code,parent,text\nA,B,x\nB,A,y\n", "s.csv", "scheme.broken", "above itself"),
        (
            b"code,text\n" + b"".join(b"C%d,x\n" % at for at in range(2_001)),
            "s.csv",
            "scheme.too_many",
            "2000",
        ),
        (b"name,text\nA,x\n", "s.csv", "scheme.no_code", "code"),
        (b"code,text\n", "s.csv", "scheme.empty", "no elements"),
        (b"", "s.csv", "scheme.no_code", "code"),
        ("code,text\nA,é\n".encode("latin-1"), "s.csv", "scheme.not_utf8", "UTF-8"),
        (b"{", "s.json", "scheme.format", "cannot be read"),
        (b'{"elements": 3}', "s.json", "scheme.format", "cannot be read"),
        (b"a: &x [1]\nelements: [*x, *x]", "s.yaml", "scheme.format", "cannot be read"),
        (b"PK\x03\x04 broken", "s.xlsx", "scheme.format", "cannot be read"),
        (b"x" * (5 * 2**20 + 1), "s.csv", "scheme.too_large", "megabytes"),
        (json.dumps([[[]]]).encode(), "s.json", "scheme.format", "cannot be read"),
    ],
)
def test_what_would_make_a_wrong_catalogue_is_refused(raw: bytes, name: str, code: str, said: str) -> None:
    with pytest.raises(DoctrineError) as refused:
        read(raw, name)
    assert refused.value.code == code
    assert said in explain(refused.value, "en")
    assert explain(refused.value, "ar")


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: f"code,parent,text\n{text}".encode("utf-8", "replace"))
)
def test_nothing_but_refusals_come_of_any_file(raw: bytes) -> None:
    for name in ("s.csv", "s.json", "s.yaml", "s.xlsx"):
        try:
            assert read(raw, name).catalogue.elements
        except DoctrineError:
            continue


def test_what_is_supplied_from_elsewhere_is_found_like_the_rest() -> None:
    scheme = read(as_csv(TABLE)).catalogue

    class Supplied:
        def catalogue(self, catalogue_id: str) -> Catalogue | None:
            return scheme if catalogue_id == "scheme-x" else None

        def crosswalk(self, source: str, target: str) -> Crosswalk | None:
            if (source, target) != ("scheme-x", "un-foa-2014"):
                return None
            note = Text("–", "–", "–")
            return Crosswalk(source, target, note, True, {"GOV": ("3",), "GOV.1": ("8.8",)})

    doctrine.supply("test", Supplied())
    try:
        assert doctrine.load("scheme-x") is scheme
        assert [one.id for one in doctrine.counterparts("scheme-x", "GOV.1", "un-foa-2014")] == ["8.8"]
        assert [one.id for one in doctrine.counterparts("scheme-x", "GOV.10", "un-foa-2014")] == ["3"]
        assert [one.id for one in doctrine.counterparts("un-foa-2014", "8.8", "scheme-x")] == ["GOV.1"]
        with pytest.raises(DoctrineError):
            doctrine.load("scheme-y")
        assert "scheme-x" not in {info.id for info in doctrine.catalogues()}
    finally:
        library()._suppliers.pop("test")


def test_the_command_tells_what_is_missing(tmp_path) -> None:
    file = tmp_path / "au.csv"
    file.write_bytes(b"code,parent,text\nA.1,,One\nA.3,Z,Three\n")
    result = CliRunner().invoke(app, ["doctrine", "check", str(file), "--lang", "en"])
    assert result.exit_code == 0, result.output
    assert "A.1  One" in result.output
    assert "A.2" in result.output
    assert CliRunner().invoke(app, ["doctrine", "check", str(tmp_path / "none.csv")]).exit_code != 0
