"""Pages of engagements, consultations and briefings, as their people use them."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nadhir.web.core.comparing import compared
from nadhir.web.directory.services import actor_record
from nadhir.web.response import services
from nadhir.web.response.models import Briefing, Consultation, Engagement, EngagementFile, Undertaking
from tests.web.response.test_papers import picture

if TYPE_CHECKING:
    from tests.web.conftest import ClientOf, World

FORM = {
    "names_en": "Round table of elders",
    "names_ar": "مائدة مستديرة للشيوخ",
    "kind": "roundtable",
    "status": "held",
    "when": "17–20 December 2012",
    "attribution": "open",
    "themes": ["trust"],
    "tlp": "amber",
}


@pytest.fixture
def elders(world: World) -> Any:
    return actor_record(
        viewer=world.viewer("officer"), kind="network", names={"en": "Council of Elders", "ar": "مجلس الشيوخ"}
    )


@pytest.fixture
def held(world: World) -> Engagement:
    return services.engagement_record(
        viewer=world.viewer("officer"), kind="roundtable", names={"en": "Round table"}
    )


def test_an_engagement_is_recorded_with_names_in_any_script(
    world: World, client_of: ClientOf, elders: Any
) -> None:
    client = client_of("officer")
    answer = client.post(
        "/response/engagements/new/", {**FORM, "convened_by": "مجلس الشيوخ", "place": "Nour Valley"}
    )
    made = Engagement.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"{made.pk}/")
    assert list(made.convened_by.all()) == [elders]
    assert (made.held_on, made.held_until, made.place) == (
        date(2012, 12, 17),
        date(2012, 12, 20),
        world.place,
    )
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Council of Elders" in page
    assert "17–20 December 2012" in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("convened_by", "Nobody we know", "Nobody in the directory is called “Nobody we know”"),
        ("place", "Atlantis", "No place is called “Atlantis”"),
        ("when", "20–17 December 2012", "December 2012"),
        ("when", "03/04/2012", "03/04/2012"),
        ("names_en", "", "a name in one language at least"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_lost(
    client_of: ClientOf, field: str, value: str, words: str
) -> None:
    given = {**FORM, "agenda": "Grazing routes", field: value}
    if field == "names_en":
        given["names_ar"] = ""
    answer = client_of("officer").post("/response/engagements/new/", given)
    page = answer.content.decode()
    assert answer.status_code >= 400
    assert words in page
    assert "Grazing routes" in page
    assert not Engagement.objects.exists()


def test_two_of_the_same_name_are_asked_about(world: World, client_of: ClientOf, elders: Any) -> None:
    twin = actor_record(viewer=world.viewer("officer"), kind="network", names={"en": "Council of Elders"})
    client = client_of("officer")
    page = client.post("/response/engagements/new/", {**FORM, "convened_by": "Council of elders"})
    assert "Several are called" in page.content.decode()
    mark = f"Council of Elders #{twin.pk.hex[-8:]}"
    assert mark in page.content.decode()
    client.post("/response/engagements/new/", {**FORM, "convened_by": mark})
    assert list(Engagement.objects.get().convened_by.all()) == [twin]


def test_a_change_keeps_what_was_not_touched(world: World, client_of: ClientOf, elders: Any) -> None:
    client = client_of("officer")
    client.post("/response/engagements/new/", {**FORM, "convened_by": "Council of Elders"})
    made = Engagement.objects.get()
    address = f"/response/engagements/{made.pk}/edit/"
    assert f"#{elders.pk.hex[-8:]}" in client.get(address).content.decode()
    changed = {**FORM, "convened_by": "Council of Elders", "version": 1, "outcome_en": "A charter."}
    assert client.post(address, changed).status_code == 302
    made.refresh_from_db()
    assert (made.outcome, made.held["as_written"]) == ({"en": "A charter."}, "17–20 December 2012")
    assert client.post(address, changed).status_code == 409


def test_another_desk_changes_what_it_may_know_and_no_more(world: World, client_of: ClientOf) -> None:
    officer = world.viewer("officer")
    speaker = actor_record(viewer=officer, kind="person", names={"en": "Somebody"}, tlp="amber_strict")
    made = services.engagement_record(
        viewer=officer,
        kind="statement",
        names={"en": "Statement"},
        share_with=[world.group.pk],
        attribution="closed",
        agenda="Who was named",
        outcome={"en": "What was promised"},
        convened_by=[speaker],
        spoken_by=speaker,
    )
    address = f"/response/engagements/{made.pk}/edit/"
    client = client_of("partner_analyst")
    page = client.get(address).content.decode()
    assert not any(word in page for word in ("Somebody", "Who was named", "What was promised"))
    given = {**FORM, "names_en": "Statement, as heard", "attribution": "closed", "version": 1}
    assert client.post(address, given).status_code == 302
    made.refresh_from_db()
    assert (made.names["en"], made.agenda) == ("Statement, as heard", "Who was named")
    assert made.outcome == {"en": "What was promised"}
    assert (made.spoken_by, list(made.convened_by.all())) == (speaker, [speaker])


def test_people_papers_and_commitments_stand_on_its_page(client_of: ClientOf, held: Engagement) -> None:
    client = client_of("officer")
    base = f"/response/engagements/{held.pk}"
    row = {"many": 12, "sex": "female", "age": "youth", "faith": "Druze", "part": "participant"}
    assert client.post(f"{base}/participants/new/", row).status_code == 302
    file = SimpleUploadedFile("table.jpg", picture())
    given = {"file": file, "kind": "photograph", "title": "The table", "consent": "All who are on it"}
    assert client.post(f"{base}/files/new/", given).status_code == 302
    assert (
        client.post(f"{base}/commitments/new/", {"title": "Open the well", "who": "Elders"}).status_code
        == 302
    )
    page = client.get(f"/cooperation/engagements/{held.pk}/").content.decode()
    for words in ("Druze", "The table", "Open the well", "All who are on it"):
        assert words in page
    kept = EngagementFile.objects.get()
    shown = client.get(f"/response/papers/{kept.pk}/")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert client.post(f"/response/papers/{kept.pk}/withdraw/").status_code == 302
    assert client.get(f"/response/papers/{kept.pk}/").status_code == 403
    assert Undertaking.objects.get().origin_id == held.pk


def test_a_page_dressed_as_a_paper_is_refused(client_of: ClientOf, held: Engagement) -> None:
    file = SimpleUploadedFile("minutes.pdf", b"<html><script>alert(1)</script>", "application/pdf")
    given = {"file": file, "kind": "paper", "title": "Minutes"}
    answer = client_of("officer").post(f"/response/engagements/{held.pk}/files/new/", given)
    assert answer.status_code >= 400
    assert "This kind of file is not kept" in answer.content.decode()


def test_a_consultation_leads_from_rounds_to_a_text(client_of: ClientOf, held: Engagement) -> None:
    client = client_of("officer")
    client.post("/response/consultations/new/", {"names_en": "Charter of the valley", "tlp": "amber"})
    one = Consultation.objects.get()
    base = f"/response/consultations/{one.pk}"
    assert client.post(f"{base}/rounds/", {"engagement": held.pk, "region": "East"}).status_code == 302
    client.post(f"{base}/put-in/", {"text": "Name the shrines.", "language": "en", "round": held.pk})
    client.post(f"{base}/drafts/new/", {"texts_en": "All may graze."})
    client.post(f"{base}/drafts/new/", {"texts_en": "All may graze and pray."})
    page = client.get(f"{base}/").content.decode()
    for words in ("Round table", "East", "Name the shrines.", "<ins>"):
        assert words in page
    assert client.post(f"{base}/adopt/", {"on": "2026-05-01"}).status_code == 302
    assert "adopted on" in client.get(f"{base}/").content.decode()
    assert "Charter of the valley" in client.get("/response/consultations/").content.decode()


def test_a_briefing_goes_out_as_one_page(world: World, client_of: ClientOf, held: Engagement) -> None:
    client = client_of("officer")
    given = {
        "audience": "The council",
        "titles_en": "Before the market day",
        "texts_en": "Two things matter.",
    }
    client.post("/response/briefings/new/", given)
    one = Briefing.objects.get()
    base = f"/response/briefings/{one.pk}"
    asked = {"question_en": "Who can speak to the herders?", "answer_en": "The women’s council."}
    assert client.post(f"{base}/questions/new/", asked).status_code == 302
    assert client.post(f"{base}/edit/", {**given, "ready": "on", "version": 1}).status_code == 302
    assert client.post(f"{base}/give/", {"engagement": held.pk}).status_code == 302
    assert (
        client.post(f"{base}/action-points/new/", {"title": "Visit them", "who": "Elders"}).status_code == 302
    )
    page = client.get(f"{base}/").content.decode()
    for words in ("Two things matter.", "Who can speak to the herders?", "Visit them"):
        assert words in page
    document = client.get(f"{base}/document/", {"lang": "en", "format": "docx"})
    assert document.status_code == 200
    assert io.BytesIO(document.getvalue()).read(2) in (b"PK", b"<!")
    assert client_of("partner_analyst").get(f"{base}/").status_code == 403


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("", ""),
        ("", "a b"),
        ("a b", ""),
        ("a b c", "a c d"),
        ("نص أول", "نص ثان"),
        ("x\n" * 30_000, "x\n" * 29_999),
    ],
    ids=["empty", "all new", "all gone", "some", "arabic", "long"],
)
def test_pieces_give_both_versions_back(older: str, newer: str) -> None:
    pieces = compared(older, newer)
    assert "".join(one.text for one in pieces if one.kind != "new") == older
    assert "".join(one.text for one in pieces if one.kind != "gone") == newer
