"""Doctrine pages, and a partner's own indicators that count as evidence for the Framework."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rdflib
from django.core.files.uploadedfile import SimpleUploadedFile

from nadhir import doctrine
from nadhir.errors import Conflict, DoctrineError, NotAllowed, NotPossibleNow
from nadhir.web.core.models import Tlp
from nadhir.web.situations import coverage, drafting, schemes, selectors, services, writing
from nadhir.web.situations.models import Scheme

pytestmark = pytest.mark.django_db
RAW = b"code,parent,text_en\nGOV,,Governance\nGOV.1,GOV,Disputed elections\nGOV.3,GOV,Vote put off\n"


def bring(world: Any, persona: str = "analyst", **fields: Any) -> Scheme:
    given = {"raw": RAW, "file_name": "own.csv", "slug": "own", "title": "Own harvest indicators", **fields}
    return services.scheme_bring(viewer=world.viewer(persona), **given)


@pytest.mark.parametrize("persona", ["analyst", "reporter", "decision_maker"])
def test_everybody_signed_in_reads_the_catalogues(world, client_of, shown, persona):
    client = client_of(persona)
    assert "Catalogues" in shown(client.get("/doctrine/"))
    said = shown(client.get("/doctrine/un-foa-2014/"))
    assert all(
        one.text.en in said.replace("&#x27;", "'") for one in doctrine.load("un-foa-2014").elements[:20]
    )
    assert client.get("/doctrine/crosswalk/un-af-2009/un-foa-2014/").status_code == 200


@pytest.mark.parametrize("info", doctrine.catalogues(), ids=lambda info: info.id)
def test_each_catalogue_has_a_page(world, client_of, info):
    assert client_of("analyst").get(f"/doctrine/{info.id}/").status_code == 200


@pytest.mark.parametrize(
    "address", ["/doctrine/none/", "/doctrine/crosswalk/un-foa-2014/rabat-2012/", "/doctrine/scheme-zz/"]
)
def test_what_is_not_there(world, client_of, address):
    assert client_of("analyst").get(address).status_code == 404


def test_catalogues_and_crosswalks_can_be_taken_along(world, client_of):
    client = client_of("analyst")
    for address in ("/doctrine/un-foa-2014/", "/doctrine/crosswalk/un-af-2009/un-foa-2014/"):
        assert rdflib.Graph().parse(data=client.get(f"{address}?format=skos").content, format="turtle")
        assert json.loads(client.get(f"{address}?format=json").content)
        assert client.get(f"{address}?format=xlsx").content[:2] == b"PK"
        assert client.get(f"{address}?format=csv").content


def test_evidence_on_own_indicators_counts_for_what_they_are_mapped_to(world):
    viewer, situation = world.viewer("analyst"), world.situation()
    one = bring(world)
    item = world.item("The vote was put off again before the market day.")
    services.evidence_code(
        viewer=viewer,
        situation=situation,
        item=item,
        start=0,
        end=20,
        elements=["GOV.3"],
        framework=schemes.catalogue_id(one),
    )

    def states() -> dict[str, str]:
        return selectors.states_of_evidence(selectors.evidence_found(viewer, situation))

    assert states() == {}, "nothing counts before a person has mapped it"
    services.scheme_map(viewer=viewer, scheme=one, pairs={"GOV": ["3"], "GOV.3": ["8.8", "1.5"]})
    assert states() == {"8.8": "present", "1.5": "present"}
    rows = selectors.matrix_of_states("un-foa-2014", states())
    assert selectors.coverage(rows)["present"] == 2
    found = coverage.coverage(viewer, situation)
    assert {row.element.id for row in found.indicators if row.through} == {"8.8", "1.5"}
    assert [piece.element for piece in selectors.evidence_found(viewer, situation, element="8.8")] == [
        "GOV.3"
    ]
    assert not selectors.evidence_found(viewer, situation, element="3").exists()
    services.scheme_retire(viewer=viewer, scheme=one)
    assert states() == {"8.8": "present", "1.5": "present"}, "what was coded stays"


def test_what_is_under_an_element_is_read_as_that_element(world):
    one = bring(world)
    services.scheme_map(viewer=world.viewer("analyst"), scheme=one, pairs={"GOV": ["3"]})
    one.refresh_from_db()
    assert schemes.mapped(one) == {"GOV": ("3",), "GOV.1": ("3",), "GOV.3": ("3",)}


def test_bringing_and_mapping_on_the_pages(world, client_of, shown):
    client = client_of("analyst")
    sent = {
        "file": SimpleUploadedFile("own.csv", RAW),
        "slug": "own",
        "title": "Own",
        "language": "en",
        "tlp": "green",
    }
    made = client.post("/doctrine/schemes/new/", sent)
    one = Scheme.objects.get()
    assert made["Location"] == f"/doctrine/schemes/{one.pk}/"
    page = client.get(made["Location"])
    assert "0 of 3" in shown(page)
    assert b'name="take-GOV.1"' in page.content, "suggestions by likeness of words"
    client.post(made["Location"], {"version": "1", "map-GOV.1": "8.8، 7.14", "take-GOV.3": ["1.4"]})
    one.refresh_from_db()
    assert one.crosswalk == {"GOV.1": ["8.8", "7.14"], "GOV.3": ["1.4"]}
    said = shown(client.get(f"/doctrine/{schemes.catalogue_id(one)}/"))
    assert "GOV.2" in said, "gaps are told in words"
    walk = client.get(f"/doctrine/crosswalk/{schemes.catalogue_id(one)}/un-foa-2014/?format=skos")
    assert rdflib.Graph().parse(data=walk.content, format="turtle")
    wrong = client.post(made["Location"], {"version": "2", "map-GOV.1": "99.9"})
    assert wrong.status_code == 422
    assert b"99.9" in wrong.content
    late = client.post(made["Location"], {"version": "1", "map-GOV.1": "8.1"})
    assert late.status_code == 422
    assert b'value="8.1"' in late.content, "the words of the person are kept"


def test_what_cannot_be_taken_is_said_and_not_kept(world, client_of):
    sent = {
        "file": SimpleUploadedFile("own.csv", b"code,text\nA,x\nA,y\n"),
        "slug": "own",
        "language": "en",
        "tlp": "green",
    }
    assert client_of("analyst").post("/doctrine/schemes/new/", sent).status_code == 422
    assert not Scheme.objects.exists()


def test_refusals(world):
    viewer, one = world.viewer("analyst"), bring(world)
    with pytest.raises(NotPossibleNow):
        bring(world)
    with pytest.raises(DoctrineError):
        services.scheme_map(viewer=viewer, scheme=one, pairs={"NONE": ["3"]})
    with pytest.raises(DoctrineError):
        services.scheme_map(viewer=viewer, scheme=one, pairs={"GOV": ["99"]})
    with pytest.raises(Conflict):
        services.scheme_map(viewer=viewer, scheme=one, pairs={"GOV": ["3"]}, version=9)
    with pytest.raises(NotAllowed):
        services.scheme_map(viewer=world.viewer("partner_analyst"), scheme=one, pairs={"GOV": ["3"]})
    with pytest.raises(NotAllowed):
        bring(world, "reviewer", slug="x")


@pytest.mark.parametrize("persona", ["partner_analyst", "outsider", "reporter"])
def test_a_scheme_of_the_desk_stays_there(world, client_of, persona):
    one = bring(world, tlp=Tlp.AMBER)
    client = client_of(persona)
    assert client.get(f"/doctrine/{schemes.catalogue_id(one)}/").status_code in (403, 404)
    assert client.get(f"/doctrine/crosswalk/{schemes.catalogue_id(one)}/un-foa-2014/").status_code in (
        403,
        404,
    )
    assert b"Own harvest" not in client.get("/doctrine/").content


def test_an_assessment_cites_what_own_indicators_answer_to(world):
    viewer, situation, one = world.viewer("analyst"), world.situation(), bring(world)
    item = world.item("The vote was put off again before the market day.")
    (piece,) = services.evidence_code(
        viewer=viewer,
        situation=situation,
        item=item,
        start=0,
        end=20,
        elements=["GOV.3"],
        framework=schemes.catalogue_id(one),
    )
    before = services.assessment_draft(viewer=viewer, situation=situation)
    assert not before.findings.exists()
    with pytest.raises(NotPossibleNow):
        services.finding_record(
            viewer=viewer, assessment=before, element="8.8", value="present", evidence=[piece]
        )
    services.scheme_map(viewer=viewer, scheme=one, pairs={"GOV.3": ["8.8"]})
    (row,) = [row for row in writing.rows_of(viewer, before, "8") if piece in [c.piece for c in row.offered]]
    assert row.element.id == "8.8"
    assert piece in [citation.piece for citation in drafting.citable(viewer, before, "8")]
    assert drafting.citable(viewer, before, "9") == []
    found = services.finding_record(
        viewer=viewer, assessment=before, element="8.8", value="present", evidence=[piece]
    )
    assert list(found.evidence.all()) == [piece]


def test_a_new_assessment_starts_with_what_own_indicators_answer_to(world):
    viewer, situation, one = world.viewer("analyst"), world.situation(), bring(world)
    services.scheme_map(viewer=viewer, scheme=one, pairs={"GOV.3": ["8.8", "1.5"]})
    item = world.item("The vote was put off again before the market day.")
    (piece,) = services.evidence_code(
        viewer=viewer,
        situation=situation,
        item=item,
        start=0,
        end=20,
        elements=["GOV.3"],
        framework=schemes.catalogue_id(one),
    )
    draft = services.assessment_draft(viewer=viewer, situation=situation)
    assert {(f.element, f.value, f.evidence.get()) for f in draft.findings.all()} == {
        ("8.8", "present", piece),
        ("1.5", "present", piece),
    }


def test_a_passage_is_coded_to_own_indicators_on_the_page(world, client_of, shown):
    item, situation = world.item("The vote was put off again before the market day."), world.situation()
    raw = RAW + b"GOV.3.a,GOV.3,Put off twice\n"
    one = bring(world, raw=raw, tlp=Tlp.AMBER)
    framework, client = schemes.catalogue_id(one), client_of("analyst")
    sent = {
        "situation": str(situation.pk),
        "quote": "The vote was put off again",
        "polarity": "risk",
        "strength": "moderate",
        "framework": framework,
        "element": "GOV.3.a",
    }
    asked = client.post(f"/inbox/{item.pk}/", {**sent, "act": "show"}).content.decode()
    assert "Put off twice" in asked, "also what stands deeper than one step"
    assert client.post(f"/inbox/{item.pk}/", sent).status_code == 302
    (piece,) = selectors.evidence(world.viewer("analyst"), situation)
    assert (piece.framework, piece.element) == (framework, "GOV.3.a")
    listed = shown(client.get(f"/situations/{situation.pk}/evidence/"))
    assert "Put off twice" in listed
    assert "Own harvest indicators (1)" in listed
    services.scheme_retire(viewer=world.viewer("analyst"), scheme=one)
    assert framework not in client.get(f"/inbox/{item.pk}/").content.decode()


def test_nobody_codes_to_indicators_that_are_not_open_to_them(world):
    one = bring(world, tlp=Tlp.AMBER)
    situation = world.situation()
    Scheme.objects.filter(pk=one.pk).update(
        owner=world.organisations["network"], created_by=world.people["partner_analyst"]
    )
    with pytest.raises(NotAllowed):
        services.evidence_code(
            viewer=world.viewer("analyst"),
            situation=situation,
            item=world.item("The vote was put off again."),
            start=0,
            end=8,
            elements=["GOV.3"],
            framework=schemes.catalogue_id(one),
        )


def code(world: Any, situation: Any, one: Scheme, element: str) -> Any:
    item = world.item(f"{element}: the vote was put off again before the market day.")
    return services.evidence_code(
        viewer=world.viewer("analyst"), situation=situation, item=item, start=0, end=20, elements=[element],
        framework=schemes.catalogue_id(one),
    )[0]  # fmt: skip


def test_evidence_is_filtered_by_a_partners_indicators(world, client_of, shown):
    situation, one = world.situation(), bring(world)
    code(world, situation, one, "GOV.1")
    client, framework = client_of("analyst"), schemes.catalogue_id(one)
    page = client.get(f"/situations/{situation.pk}/evidence/?framework={framework}&element=GOV")
    assert f'value="{framework}" selected' in page.content.decode()
    assert "Vote put off" in page.content.decode(), "the elements of the scheme can be chosen"
    assert "GOV.1: the vote" in shown(page)
    assert "GOV.1: the vote" not in shown(
        client.get(f"/situations/{situation.pk}/evidence/?framework={framework}&element=GOV.3")
    )
    assert "GOV.1: the vote" not in shown(
        client.get(f"/situations/{situation.pk}/evidence/?framework=un-af-2009")
    )


def test_coverage_of_a_partners_indicators_is_counted_by_them(world, client_of, shown):
    raw = RAW + b"GOV.3.a,GOV.3,Put off twice\nCAL,,Calm\n"
    situation, one = world.situation(), bring(world, raw=raw)
    for element in ("GOV.1", "GOV.3", "GOV.3.a", "CAL"):
        code(world, situation, one, element)
    framework = schemes.catalogue_id(one)
    found = coverage.coverage(world.viewer("analyst"), situation, framework=framework)
    assert [(row.factor.id, row.element.id, row.risk) for row in found.indicators] == [
        ("GOV", "GOV.1", 1), ("GOV", "GOV.3.a", 1), ("CAL", "CAL", 1),
    ]  # fmt: skip
    assert found.wholes == {"GOV": (1, 0)}, "what stands between counts for the whole"
    said = shown(client_of("analyst").get(f"/situations/{situation.pk}/coverage/?framework={framework}"))
    assert "Put off twice" in said
    assert "Own harvest indicators (1)" in said


def test_what_is_mapped_counts_and_is_not_said_to_be_left_out(world, django_assert_num_queries):
    viewer, situation, one = world.viewer("analyst"), world.situation(), bring(world)
    code(world, situation, one, "GOV.1")
    assert coverage.crossed_pieces(viewer, situation) == 1
    services.scheme_map(viewer=viewer, scheme=one, pairs={"GOV": ["3"], "GOV.3": ["8.8"]})
    assert coverage.crossed_pieces(viewer, situation) == 0
    assert coverage.coverage(viewer, situation).wholes == {"3": (0, 1)}, "read as what it stands under"
    with django_assert_num_queries(5):
        coverage.coverage(viewer, situation)
    for element in ("GOV.3", "GOV"):
        code(world, situation, one, element)
    with django_assert_num_queries(5):  # asked once for each scheme, not for each element
        assert coverage.coverage(viewer, situation).wholes == {"3": (0, 2)}


def test_a_scheme_that_one_may_not_read_is_offered_in_no_filter(world, client_of):
    one, situation = bring(world, tlp=Tlp.AMBER), world.situation(shared=True)
    framework, client = schemes.catalogue_id(one), client_of("partner_analyst")
    for side in ("evidence", "coverage"):
        page = client.get(f"/situations/{situation.pk}/{side}/?framework={framework}")
        assert page.status_code == 200
        assert "Own harvest" not in page.content.decode()
