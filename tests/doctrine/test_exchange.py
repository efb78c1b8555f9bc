"""Catalogues for partners' systems: what is written is read again by parsers that are not ours."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF, SKOS
from typer.testing import CliRunner

from nadhir import doctrine
from nadhir.cli import app
from nadhir.doctrine.catalogue import Catalogue, Element
from nadhir.doctrine.exchange import export_catalogue, export_crosswalk
from nadhir.doctrine.text import Text

IDS = [info.id for info in doctrine.catalogues()]
WALK = ("un-af-2009", "un-foa-2014")


def graph(written: bytes) -> rdflib.Graph:
    return rdflib.Graph().parse(data=written, format="turtle")


@pytest.mark.parametrize("catalogue_id", IDS)
def test_every_catalogue_is_a_whole_concept_scheme(catalogue_id: str) -> None:
    catalogue = doctrine.load(catalogue_id)
    found = graph(export_catalogue(catalogue, "skos"))
    (scheme,) = found.subjects(RDF.type, SKOS.ConceptScheme)
    concepts = {
        str(found.value(one, DCTERMS.identifier)): one for one in found.subjects(RDF.type, SKOS.Concept)
    }
    assert concepts.keys() == {element.id for element in catalogue.elements}
    assert set(found.objects(scheme, SKOS.hasTopConcept)) == {concepts[one.id] for one in catalogue.roots()}
    for element in catalogue.elements:
        concept = concepts[element.id]
        assert (concept, SKOS.inScheme, scheme) in found
        definitions = {one.language: str(one) for one in found.objects(concept, SKOS.definition)}
        assert definitions == element.text.as_dict()
        labels = [one.language for one in found.objects(concept, SKOS.prefLabel)]
        assert sorted(labels) == ["ar", "en", "fr"], (
            "one preferred label for each language, as SKOS S14 wants"
        )
        assert bool(list(found.objects(concept, SKOS.notation))) == element.show_number
        above = {concepts[element.parent]} if element.parent else set()
        assert set(found.objects(concept, SKOS.broader)) == above
        assert set(found.subjects(SKOS.narrower, concept)) == above


def test_a_crosswalk_is_a_match_and_never_an_identity() -> None:
    walk = doctrine.crosswalk(*WALK)
    ends = doctrine.load(WALK[0]), doctrine.load(WALK[1])
    found = graph(export_crosswalk(walk, *ends, "skos"))
    matches = {
        (str(one), str(two)) for kind in (SKOS.closeMatch, SKOS.relatedMatch) for one, two in found[:kind:]
    }
    expected = {
        (f"urn:nadhir:un-af-2009:{one}", f"urn:nadhir:un-foa-2014:{two}")
        for one, others in walk.items()
        for two in others
    }
    assert matches == expected
    assert not list(found[: SKOS.exactMatch :])
    close = {str(one) for one, _two in found[: SKOS.closeMatch :]}
    assert close == {"urn:nadhir:un-af-2009:8"}, (
        "only the eighth answers to one alone that answers to it alone"
    )


def test_tables_hold_every_element() -> None:
    catalogue = doctrine.load("un-foa-2014")
    text = export_catalogue(catalogue, "csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["code"] for row in rows] == [element.id for element in catalogue.elements]
    book = openpyxl.load_workbook(io.BytesIO(export_catalogue(catalogue, "xlsx")))
    sheet = list(book.active.iter_rows(values_only=True))
    assert [row[0] for row in sheet[1:]] == [row["code"] for row in rows]
    assert all(isinstance(row[0], str) for row in sheet), "1.10 must not become 1.1"
    assert json.loads(export_catalogue(catalogue, "json")) == catalogue.as_json()
    walk = doctrine.crosswalk(*WALK)
    ends = doctrine.load(WALK[0]), doctrine.load(WALK[1])
    pairs = list(csv.DictReader(io.StringIO(export_crosswalk(walk, *ends, "csv").decode("utf-8-sig"))))
    assert len(pairs) == sum(len(others) for others in walk.values())
    assert json.loads(export_crosswalk(walk, *ends, "json"))["pairs"]["2"] == ["3", "6"]


def test_odd_words_neither_break_the_graph_nor_run_in_a_spreadsheet() -> None:
    odd = '=cmd|"x"!A1 \\ "quoted"\nline\ttab \x07 <b> ؟'
    words = Text(odd, odd, odd)
    element = Element("a.1+b", "indicator", None, words)
    catalogue = Catalogue("s", "framework", "1", words, words, odd, (), odd, (element,))
    found = graph(export_catalogue(catalogue, "skos", base="https://example.org/x> <y#"))
    assert odd.replace("\x07", "") in {str(one) for one in found.objects(None, SKOS.definition)}
    row = next(csv.DictReader(io.StringIO(export_catalogue(catalogue, "csv").decode("utf-8-sig"))))
    assert row["text_en"].startswith("'=")
    assert (
        openpyxl.load_workbook(io.BytesIO(export_catalogue(catalogue, "xlsx"))).active["G2"].data_type == "s"
    )


@pytest.mark.parametrize("form", ["json", "csv", "xlsx", "skos"])
def test_the_command_writes_a_file(tmp_path, form: str) -> None:
    for name in ("rabat-2012", "--".join(WALK)):
        out = tmp_path / f"{name}.{form}"
        result = CliRunner().invoke(app, ["doctrine", "export", name, "--format", form, "--out", str(out)])
        assert result.exit_code == 0, result.output
        assert out.stat().st_size > 500
