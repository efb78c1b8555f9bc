"""Documents about situations: what stands in them, and what does not for those who may not read it."""

from __future__ import annotations

import io
from typing import Any

import docx
import pypdf
import pytest

from nadhir.documents import model as m
from nadhir.documents import pdf, text, word
from nadhir.web.core.models import Tlp
from nadhir.web.situations import selectors, services
from nadhir.web.situations.documents import OF_SITUATION, Audience, of_assessment, of_item
from nadhir.web.situations.models import Assessment
from tests.web.conftest import World

QUOTE = "They were told to leave their home"


def audience(world: World, persona: str = "analyst", lang: Any = "en", **more: Any) -> Audience:
    return Audience(world.viewer(persona), lang, **more)


def plain(made: m.Document) -> str:
    return " ".join(text.to_plain(made).split())


def read_pdf(made: m.Document) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf.to_pdf(made))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def read_word(made: m.Document) -> str:
    file = docx.Document(io.BytesIO(word.to_word(made)))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return " ".join([*(one.text for one in file.paragraphs), *cells])


def seen(world: World, signed: Assessment, persona: str = "analyst") -> Assessment:
    return selectors.assessment(world.viewer(persona), signed.pk)


def test_assessment_tells_the_judgement_first_then_evidence(world: World) -> None:
    made = of_assessment(audience(world), seen(world, world.signed_assessment()))
    headings = [block.words for block in made.blocks if isinstance(block, m.Heading)]
    assert headings[0] == "Key judgement"
    said = plain(made)
    assert "The risk is rising." in said
    assert QUOTE in said
    assert "F6" in said, "the rating of source and information"
    assert "does not decide whether a crime" in said
    assert made.marking == "TLP:AMBER"


@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
def test_every_document_is_made_in_every_language(world: World, lang: Any) -> None:
    situation = world.situation()
    signed = world.signed_assessment(situation=situation)
    made = [kind.build(audience(world, lang=lang), situation) for kind in OF_SITUATION.values()]
    made += [
        of_assessment(audience(world, lang=lang), signed),
        of_item(audience(world, lang=lang), world.event()),
    ]
    for one in made:
        assert one.lang == lang
        assert len(pypdf.PdfReader(io.BytesIO(pdf.to_pdf(one))).pages) >= 1
        assert word.to_word(one)


def test_what_was_put_in_can_be_read_out_of_pdf_and_word(world: World) -> None:
    made = of_assessment(audience(world), seen(world, world.signed_assessment()))
    for said in (read_pdf(made), read_word(made)):
        assert "Pressure to leave is growing." in said
        assert "Armed conflict" in said or "1." in said
    assert QUOTE in read_pdf(made)


def test_a_named_reader_learns_that_passages_are_withheld_and_nothing_of_them(world: World) -> None:
    warning = world.warning()  # the decision-maker is named, and may read what it rests on
    signed = seen(world, warning.assessment, "decision_maker")
    for lang in ("ar", "en", "fr"):
        made = of_assessment(audience(world, "decision_maker", lang), signed)
        for said in (plain(made), read_pdf(made), read_word(made)):
            assert QUOTE not in said
            assert "field-notes" not in said
            assert "people of the east bank" not in said
        assert any(isinstance(block, m.Notice) and block.kind == "withheld" for block in made.blocks)


def test_an_audience_may_be_narrower_than_its_maker(world: World) -> None:
    signed = seen(world, world.signed_assessment())
    inside = of_assessment(audience(world), signed)
    outside = of_assessment(audience(world, reach=Tlp.GREEN), signed)
    assert QUOTE in plain(inside)
    assert QUOTE not in plain(outside)
    assert outside.marking == "TLP:GREEN"
    assert "Analyst" not in plain(outside), "persons of the desk are not named outside it"
    assert QUOTE in plain(of_assessment(audience(world, reach=Tlp.AMBER), signed)), "ours to pass on"


def test_the_marking_is_that_of_the_narrowest_thing_in_it(world: World) -> None:
    situation = world.situation()
    item = world.item(QUOTE + "s before the market day.", source=world.source(slug="red", tlp=Tlp.RED))
    assert item.tlp == Tlp.RED
    analyst = world.viewer("analyst")
    services.evidence_code(viewer=analyst, situation=situation, item=item, start=0, end=34, elements=["7.1"])
    draft = services.assessment_draft(viewer=analyst, situation=situation)
    assert of_assessment(audience(world), draft).marking == "TLP:RED"


def test_withdrawn_evidence_is_said(world: World) -> None:
    signed = world.signed_assessment()
    piece = signed.situation.evidence.get()
    services.evidence_withdraw(viewer=world.viewer("analyst"), evidence=piece, because="misread")
    said = plain(of_assessment(audience(world), seen(world, signed)))
    assert "1 passage that this assessment cites was withdrawn since" in said
    assert "withdrawn on" in said


def test_an_assessment_without_findings_is_still_a_document(world: World) -> None:
    draft = services.assessment_draft(viewer=world.viewer("analyst"), situation=world.situation())
    said = plain(of_assessment(audience(world), draft))
    assert "Nothing was found yet" in said
    assert "Not signed yet" in said


def test_names_with_direction_controls_do_not_turn_words_round(world: World) -> None:
    situation = world.situation()
    situation.names = {"en": "Nour \u202eValley\u2066 وادي"}
    situation.save()
    made = OF_SITUATION["profile"].build(audience(world), situation)
    assert "\u202e" not in read_pdf(made)
    assert "\u202e" not in text.to_plain(made)


def test_a_discreet_document_goes_by_the_outward_name(world: World) -> None:
    situation = world.situation()
    situation.outward_names = {"en": "a valley in the region"}
    situation.save()
    draft = world.assessment_in_review(situation)
    services.assessment_return(viewer=world.viewer("reviewer"), assessment=draft, because="name")
    services.assessment_write(
        viewer=world.viewer("analyst"), assessment=draft, narrative="In Nour Valley pressure is growing."
    )
    said = plain(of_assessment(audience(world, discreet=True), draft))
    assert "Nour Valley" not in said
    assert "In a valley in the region pressure is growing." in said
    assert "people of the east bank" not in said


def test_a_note_stays_within_two_pages_and_names_no_source(world: World) -> None:
    signed = world.signed_assessment()
    made = OF_SITUATION["note"].build(audience(world), signed.situation)
    assert len(pypdf.PdfReader(io.BytesIO(pdf.to_pdf(made))).pages) <= 2
    assert QUOTE not in plain(made)
    assert "It rests on 1 passage." in plain(made)


def test_an_incident_report_says_what_is_not_recorded(world: World) -> None:
    said = plain(of_item(audience(world), world.event(deaths=3)))
    assert "best estimate 3, between 3 and 5" in said
    assert "not recorded" in said
    assert "Nour Valley" in said


def test_a_dialogue_brief_names_nobody_and_no_theme_heard_once(world: World) -> None:
    situation = world.situation()
    source = world.source(slug="circle", chatham_house=True)
    analyst = world.viewer("analyst")
    for number in range(2):
        item = world.item(
            f"Elder Tamar said people fear the market, time {number}.", source=source, author="Tamar"
        )
        elements = ["7.1"] if number else ["7.1", "2.1"]
        services.evidence_code(
            viewer=analyst, situation=situation, item=item, start=0, end=30, elements=elements
        )
    made = OF_SITUATION["insights"].build(audience(world), situation)
    said = plain(made)
    assert "Tamar" not in said
    assert "circle" not in said
    assert "1 theme was heard in one conversation only" in said


def test_a_thing_without_a_source_is_flagged(world: World) -> None:
    signed = world.assessment_in_review(world.situation())
    services.assessment_return(viewer=world.viewer("reviewer"), assessment=signed, because="facts")
    services.assessment_write(
        viewer=world.viewer("analyst"),
        assessment=signed,
        narrative="On 4 May soldiers burnt twelve houses in the valley.",
    )
    said = plain(of_assessment(audience(world), signed))
    assert said.count("On 4 May soldiers burnt twelve houses") == 2
    assert "Sentences without a source" in said


def test_parts_of_an_assessment_stand_in_it_with_their_notes(world: World) -> None:
    draft = world.assessment_in_review(world.situation())
    services.assessment_return(viewer=world.viewer("reviewer"), assessment=draft, because="parts")
    piece = draft.situation.evidence.get()
    mark = f"[e:{piece.pk.hex[-8:]}]"
    services.assessment_write(
        viewer=world.viewer("analyst"), assessment=draft, narrative=f"Families were told to leave {mark}."
    )
    group = draft.situation.groups.get()
    draft.group_views.create(group=group, trend="rising", text=f"Named at the market {mark}.")
    draft.scenarios.create(
        title="Houses are taken", likelihood="likely", text="After the vote.", signs="Lists."
    )
    draft.open_questions.create(element="7.1", what="Who wrote the list?", how="Ask the printer.")
    draft.triggers.create(element="8.1", text="The vote may set it off.")
    draft.findings.filter(element="7.10").update(lowering="A presence at night.")
    made = of_assessment(audience(world), seen(world, draft))
    said = plain(made)
    told = ("Named at the market", "Houses are taken", "Likely", "Lists.", "Who wrote the list?")
    for words in (*told, "Ask the printer.", "The vote may set it off."):
        assert words in said, words
    assert "[e:" not in said
    assert said.count("Families were told to leave") == 1, "it cites, so it is not flagged"
    outside = plain(of_assessment(audience(world, reach=Tlp.CLEAR), seen(world, draft)))
    assert QUOTE not in outside
    assert "Withheld: not for the readers" in outside


def test_a_note_made_for_others_carries_the_judgement_it_is_made_of(world: World) -> None:
    signed = world.signed_assessment()
    said = plain(OF_SITUATION["note"].build(audience(world, reach=Tlp.GREEN), signed.situation))
    assert "The risk is rising." in said
    assert "Pressure to leave is growing." in said
    assert QUOTE not in said
    signed.tlp = Tlp.RED
    signed.save()
    said = plain(OF_SITUATION["note"].build(audience(world, reach=Tlp.GREEN), signed.situation))
    assert "Pressure to leave is growing." not in said
