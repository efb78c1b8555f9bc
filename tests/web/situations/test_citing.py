"""Sentences that claim a fact: cited, let through or flagged; remarks on wording; what is frozen."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from nadhir.errors import Conflict, NotPossibleNow
from nadhir.web.core import clock
from nadhir.web.intake.models import Item
from nadhir.web.situations import services
from nadhir.web.situations.models import Assessment, Evidence
from nadhir.web.situations.reading import read
from nadhir.web.situations.services import ScenarioRow, assessment_as_signed, mark_of
from nadhir.web.situations.services.statements import digest_of, language_of, uncited
from tests.web.situations.test_writing import page_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.web.conftest import World

FACT = "Nine families were driven from the east bank."
VERDICT = "The army committed genocide."


@pytest.fixture
def draft(world: World) -> Assessment:
    """A draft that rests on one passage and claims one fact without citing it."""
    one, viewer = world.situation(shared=True), world.viewer("analyst")
    services.evidence_code(
        viewer=viewer, situation=one, item=world.item("They were told to leave their homes."),
        start=0, end=21, elements=["7.10"],
    )  # fmt: skip
    draft = services.assessment_draft(viewer=viewer, situation=one)
    return services.assessment_write(viewer=viewer, assessment=draft, narrative=FACT)


def bare(draft: Assessment) -> list[str]:
    draft.refresh_from_db()
    return [one.text for one in uncited(assessment_as_signed(draft)) if not one.waved]


def claim(client: Client, draft: Assessment, **data: Any) -> Any:
    address = reverse("assessment_claim", args=[draft.pk])
    return client.post(address, {"digest": digest_of(FACT), **data}, follow=True)


def test_the_draft_lists_what_is_not_cited(
    client_of: Callable[..., Client], draft: Assessment, shown: Callable[[Any], str]
) -> None:
    client = client_of("analyst")
    for part in ("overall", "check"):
        assert FACT in shown(client.get(page_of(draft, part)))
    assert f"{FACT} [not cited]" in shown(client.get(reverse("assessment", args=[draft.pk])))


def test_one_tap_cites_a_passage(
    client_of: Callable[..., Client], draft: Assessment, shown: Callable[[Any], str]
) -> None:
    client, piece = client_of("analyst"), Evidence.objects.get()
    claim(client, draft, do="cite", evidence=str(piece.pk))
    assert bare(draft) == []
    assert draft.narrative == f"{FACT} {mark_of(piece.pk)}"
    response = client.get(reverse("assessment", args=[draft.pk]))
    note = response.context["reading"].notes[0]
    assert (note.number, note.citation.quote) == (1, piece.quote)
    assert 'href="#n1"' in response.content.decode()
    assert mark_of(piece.pk) not in shown(response)


@pytest.mark.parametrize("place", ["finding", "group", "trigger", "scenario"])
def test_a_sentence_is_cited_wherever_it_stands(world: World, draft: Assessment, place: str) -> None:
    viewer, piece = world.viewer("analyst"), Evidence.objects.get()
    services.assessment_write(viewer=viewer, assessment=draft, narrative="We judge that it grows.")
    if place == "finding":
        services.finding_record(
            viewer=viewer, assessment=draft, element="7.13", value="absent", reasoning=FACT
        )
    else:
        row: Any = {
            "group": lambda: services.GroupRow(draft.situation.groups.get().pk, "", FACT),
            "trigger": lambda: services.TriggerRow("8.1", None, FACT),
            "scenario": lambda: ScenarioRow("Flight", "likely", FACT),
        }[place]()
        services.assessment_part_write(viewer=viewer, assessment=draft, part=f"{place}s", rows=[row])
    assert bare(draft) == [FACT]
    services.assessment_claim_cite(viewer=viewer, assessment=draft, digest=digest_of(FACT), evidence=piece.pk)
    assert bare(draft) == []
    assert list(assessment_as_signed(draft)["citations"]) == [piece.pk.hex[-8:]]


def test_a_mark_that_names_nothing_cites_nothing(
    world: World, client_of: Callable[..., Client], draft: Assessment, shown: Callable[[Any], str]
) -> None:
    services.assessment_write(
        viewer=world.viewer("analyst"), assessment=draft, narrative=f"{FACT} [e:00000000]"
    )
    assert len(bare(draft)) == 1
    words = shown(client_of("analyst").get(reverse("assessment", args=[draft.pk])))
    assert "This mark names no passage." in words


@pytest.mark.parametrize(("waved", "words"), [("judgement", "[judgement]"), ("known", "[commonly known]")])
def test_a_sentence_is_let_through_and_says_so(
    waved: str, words: str, client_of: Callable[..., Client], draft: Assessment, shown: Callable[[Any], str]
) -> None:
    client = client_of("analyst")
    claim(client, draft, do=waved)
    assert bare(draft) == []
    assert f"{FACT} {words}" in shown(client.get(reverse("assessment", args=[draft.pk])))
    claim(client, draft, do="undo")
    assert bare(draft) == [FACT]


def test_what_was_let_through_is_asked_again_once_it_is_reworded(world: World, draft: Assessment) -> None:
    viewer = world.viewer("analyst")
    services.assessment_claim_wave(viewer=viewer, assessment=draft, digest=digest_of(FACT), waved="known")
    draft.refresh_from_db()
    services.assessment_write(viewer=viewer, assessment=draft, narrative=FACT.replace("Nine", "Ninety"))
    assert len(bare(draft)) == 1


def test_a_sentence_that_is_gone_is_neither_cited_nor_let_through(world: World, draft: Assessment) -> None:
    viewer, piece = world.viewer("analyst"), Evidence.objects.get()
    for act in (
        lambda: services.assessment_claim_wave(
            viewer=viewer, assessment=draft, digest="0" * 16, waved="known"
        ),
        lambda: services.assessment_claim_cite(
            viewer=viewer, assessment=draft, digest="0" * 16, evidence=piece.pk
        ),
    ):
        with pytest.raises(Conflict, match=r"claim\.gone"):
            act()
    for act in (
        lambda: services.assessment_claim_wave(
            viewer=viewer, assessment=draft, digest=digest_of(FACT), waved="so"
        ),
        lambda: services.assessment_claim_cite(
            viewer=viewer, assessment=draft, digest=digest_of(FACT), evidence=uuid.uuid4()
        ),
    ):
        with pytest.raises(NotPossibleNow):
            act()


def test_only_authors_of_the_draft_go_through_its_sentences(
    client_of: Callable[..., Client], draft: Assessment
) -> None:
    for persona in ("reviewer", "reporter", "outsider"):
        address = reverse("assessment_claim", args=[draft.pk])
        sent = client_of(persona).post(address, {"digest": digest_of(FACT), "do": "known"})
        assert sent.status_code in (403, 404)
    assert bare(draft) == [FACT]


@pytest.mark.parametrize(
    ("text", "lang"),
    [("قُتل تسعة أشخاص عند الجسر.", "ar"), ("Nine people were killed at the bridge.", "en"),
     ("Neuf personnes ont été tuées près du pont.", "fr"), ("", "en"), ("123", "en")],
)  # fmt: skip
def test_each_text_is_read_in_its_language(text: str, lang: str) -> None:
    assert language_of(text) == lang


# ---------------------------------------------------------------- wording


def test_remarks_on_wording_are_listed_and_answered_before_review_and_signing(
    world: World, client_of: Callable[..., Client], draft: Assessment, shown: Callable[[Any], str]
) -> None:
    analyst, reviewer = client_of("analyst"), client_of("reviewer")
    services.assessment_write(viewer=world.viewer("analyst"), assessment=draft, narrative=VERDICT)
    page = shown(analyst.get(page_of(draft, "check")))
    assert "committed genocide" in page
    assert "Its silence is no clearance." in page
    submit, sign = (reverse(f"assessment_{step}", args=[draft.pk]) for step in ("submit", "sign"))
    refused = analyst.post(submit)
    assert refused["Location"].endswith("?factor=check")
    draft.refresh_from_db()
    assert draft.status == "draft"
    analyst.post(submit, {"because": "Quoted from the court."})
    draft.refresh_from_db()
    assert draft.status == "review"
    reviewer.post(sign)
    draft.refresh_from_db()
    assert draft.status == "review"
    reviewer.post(sign, {"because": "I read the judgment."})
    draft.refresh_from_db()
    assert draft.status == "signed"
    kept = (draft.frozen or {})["acknowledged"]
    assert [(one["step"], one["because"]) for one in kept] == [
        ("submit", "Quoted from the court."),
        ("sign", "I read the judgment."),
    ]
    assert kept[0]["remarks"][0]["kind"] == "crime_established"
    assert "I read the judgment." in shown(analyst.get(reverse("assessment", args=[draft.pk])))


def test_without_remarks_nothing_is_asked(world: World, draft: Assessment) -> None:
    services.assessment_submit(viewer=world.viewer("analyst"), assessment=draft)
    assert draft.acknowledged == []


# ---------------------------------------------------------------- what is signed


def signed(world: World, draft: Assessment, narrative: str) -> Assessment:
    analyst = world.viewer("analyst")
    services.assessment_write(viewer=analyst, assessment=draft, narrative=narrative)
    services.assessment_part_write(
        viewer=analyst, assessment=draft, part="scenarios",
        rows=[ScenarioRow("Flight", "likely", "Families may leave.")],
    )  # fmt: skip
    services.assessment_submit(viewer=analyst, assessment=draft)
    return services.assessment_sign(viewer=world.viewer("reviewer"), assessment=draft)


def test_parts_citations_and_flags_are_frozen_and_the_hash_proves_them(
    world: World, client_of: Callable[..., Client], draft: Assessment, shown: Callable[[Any], str]
) -> None:
    piece = Evidence.objects.get()
    one = signed(world, draft, f"{FACT} {mark_of(piece.pk)}\n\nTwo houses were burnt.")
    frozen = one.frozen or {}
    assert frozen["citations"][piece.pk.hex[-8:]]["quote"] == piece.quote
    assert [said["text"] for said in frozen["uncited"]] == ["Two houses were burnt."]
    one.scenarios.update(title="Slipped in later")
    words = shown(client_of("analyst").get(reverse("assessment", args=[one.pk])))
    assert "Flight" in words
    assert "Slipped in later" not in words
    assert "Two houses were burnt. [not cited]" in words
    assert read(world.viewer("analyst"), one).intact
    frozen["scenarios"][0]["likelihood"] = "unlikely"
    Assessment.objects.filter(pk=one.pk).update(frozen=frozen)
    one.refresh_from_db()
    assert not read(world.viewer("analyst"), one).intact


def test_a_note_says_that_its_passage_was_withdrawn_since(
    world: World, client_of: Callable[..., Client], draft: Assessment
) -> None:
    piece = Evidence.objects.get()
    one = signed(world, draft, f"{FACT} {mark_of(piece.pk)}")
    services.evidence_withdraw(viewer=world.viewer("analyst"), evidence=piece, because="a mistake")
    response = client_of("analyst").get(reverse("assessment", args=[one.pk]))
    note = response.context["reading"].notes[0]
    assert note.withdrawn
    assert "withdrawn since" in response.content.decode()


def test_evidence_withdrawn_between_draft_and_signing_is_told_when_it_is_signed(
    world: World, client_of: Callable[..., Client], draft: Assessment
) -> None:
    analyst, piece = world.viewer("analyst"), Evidence.objects.get()
    services.assessment_write(viewer=analyst, assessment=draft, narrative=f"{FACT} {mark_of(piece.pk)}")
    services.assessment_submit(viewer=analyst, assessment=draft)
    services.evidence_withdraw(viewer=analyst, evidence=piece, because="a mistake")
    page = client_of("reviewer").get(reverse("assessment", args=[draft.pk]))
    assert page.context["reading"].withdrawn == 1
    assert "Evidence was withdrawn" in page.content.decode()


def test_words_that_were_erased_are_gone_and_the_note_stays(
    world: World, client_of: Callable[..., Client], draft: Assessment
) -> None:
    piece = Evidence.objects.select_related("item").get()
    one = signed(world, draft, f"{FACT} {mark_of(piece.pk)}")
    type(piece.item).objects.filter(pk=piece.item_id).update(erased_at=clock.now())
    response = client_of("analyst").get(reverse("assessment", args=[one.pk]))
    assert response.context["reading"].notes[0].erased
    assert "The citation stays." in response.content.decode()


def test_a_note_on_a_passage_that_a_reader_may_not_see_says_only_that(
    world: World, client_of: Callable[..., Client], draft: Assessment, shown: Callable[[Any], str]
) -> None:
    piece = Evidence.objects.get()
    one = signed(world, draft, f"{FACT} {mark_of(piece.pk)}")
    Item.objects.filter(pk=piece.item_id).update(tlp="red", created_by=world.people["second_analyst"])
    response = client_of("analyst").get(reverse("assessment", args=[one.pk]))
    assert piece.quote not in response.content.decode()
    assert "A passage held by the desk." in shown(response)


def test_what_was_signed_before_sentences_were_looked_at_is_read_as_it_is(
    world: World, client_of: Callable[..., Client], draft: Assessment, shown: Callable[[Any], str]
) -> None:
    one = signed(world, draft, FACT)
    older = {"groups", "triggers", "scenarios", "questions", "citations", "waved", "uncited", "acknowledged"}
    frozen = {name: said for name, said in (one.frozen or {}).items() if name not in older}
    for finding in frozen["findings"]:
        del finding["lowering"], finding["derived"]
    Assessment.objects.filter(pk=one.pk).update(frozen=frozen)
    words = shown(client_of("analyst").get(reverse("assessment", args=[one.pk])))
    assert FACT in words
    assert "not cited" not in words


def test_markup_in_a_cited_text_stays_words(
    world: World, client_of: Callable[..., Client], draft: Assessment
) -> None:
    hostile = "<script>alert(1)</script> were seen. [e:00000000]<b>"
    services.assessment_write(viewer=world.viewer("analyst"), assessment=draft, narrative=hostile)
    for address in (reverse("assessment", args=[draft.pk]), page_of(draft, "check")):
        page = client_of("analyst").get(address).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page
