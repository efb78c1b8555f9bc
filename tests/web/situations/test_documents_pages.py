"""The pages of documents, their files, and what is written down when one leaves the desk."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import Any

import docx
import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from nadhir.web.core.models import Entry, Tlp
from nadhir.web.situations.documents.kinds import OF_SITUATION
from nadhir.web.situations.models import Release
from tests.web.conftest import PERSONAS, World

ClientOf = Callable[..., Client]
QUOTE = "They were told to leave their home"


@pytest.fixture
def page(world: World) -> str:
    return reverse("assessment_document", args=[world.signed_assessment().pk])


def test_a_person_takes_the_file_in_the_language_chosen(page: str, client_of: ClientOf) -> None:
    response = client_of("analyst").get(page, {"format": "pdf", "lang": "fr"})
    assert response.headers["Content-Type"] == "application/pdf"
    assert "-fr.pdf" in response.headers["Content-Disposition"]
    said = pypdf.PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    assert "TLP:AMBER" in said
    word = client_of("analyst").get(page, {"format": "docx", "lang": "en"})
    assert any("Key judgement" in one.text for one in docx.Document(io.BytesIO(word.content)).paragraphs)
    markdown = client_of("analyst").get(page, {"format": "md"})
    assert QUOTE in markdown.content.decode()


def test_the_page_shows_the_words_in_the_readers_language(page: str, client_of: ClientOf) -> None:
    said = client_of("analyst", "ar").get(page).content.decode()
    assert 'lang="ar" dir="rtl"' in said
    assert Release.objects.count() == 0, "looking is no release"


@pytest.mark.parametrize("persona", sorted(PERSONAS))
def test_documents_of_a_situation_are_for_those_who_work_on_it(
    world: World, client_of: ClientOf, persona: str
) -> None:
    situation = world.situation()
    allowed = persona in {"analyst", "second_analyst", "reviewer"}
    for kind in OF_SITUATION:
        response = client_of(persona).get(reverse("situation_document", args=[situation.pk, kind]))
        assert (response.status_code == 200) is allowed, (persona, kind)


def test_an_unknown_kind_is_not_found(world: World, client_of: ClientOf) -> None:
    address = reverse("situation_document", args=[world.situation().pk, "poem"])
    assert client_of("analyst").get(address).status_code == 404


def test_the_side_of_documents_lists_kinds_and_releases(world: World, client_of: ClientOf) -> None:
    situation = world.situation()
    said = client_of("analyst").get(reverse("situation_documents", args=[situation.pk])).content.decode()
    assert "Confidential note" in said
    assert "Nothing has left the desk yet." in said


def send(client: Client, page: str, *, reach: str = "green", **fields: str) -> Any:
    query = f"?lang=en&reach={reach}"
    seen = client.get(page + query).context["release_form"]["seen"].value()
    return client.post(page + query, {"audience": "the Council", "form": "pdf", "seen": seen, **fields})


def test_a_release_is_written_down_with_its_fingerprint(page: str, client_of: ClientOf) -> None:
    response = send(client_of("analyst"), page, because="asked for by the Council")
    assert response.status_code == 200
    release = Release.objects.get()
    assert release.sha256 == hashlib.sha256(response.content).hexdigest()
    assert (release.audience, release.tlp, release.language) == ("the Council", Tlp.GREEN, "en")
    entry = Entry.objects.get(act="release.make")
    assert entry.data["sha256"] == release.sha256
    assert "the Council" not in str(entry.data), "the ledger holds no names"
    said = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(response.content)).pages)
    assert "the Council" in said
    assert QUOTE not in said


def test_going_further_than_the_record_needs_a_reason(page: str, client_of: ClientOf) -> None:
    response = send(client_of("analyst"), page)
    assert response.status_code == 422
    assert not Release.objects.exists()


def test_words_that_changed_since_are_read_again(page: str, client_of: ClientOf) -> None:
    response = send(client_of("analyst"), page, because="asked for", seen="0" * 64)
    assert response.status_code == 409
    assert not Release.objects.exists()


def test_nothing_leaves_the_desk_without_being_written_down(page: str, client_of: ClientOf) -> None:
    assert client_of("analyst").get(page, {"reach": "green", "format": "pdf"}).status_code == 403


def test_accusing_wording_is_pointed_at_before_release(world: World, client_of: ClientOf) -> None:
    signed = world.signed_assessment()
    signed.frozen["narrative"] = "The army committed genocide in the valley."
    signed.save()
    page = reverse("assessment_document", args=[signed.pk])
    said = client_of("analyst").get(page, {"reach": "amber", "lang": "en"}).content.decode()
    assert "Look at this wording" in said
    assert send(client_of("analyst"), page, reach="amber").status_code == 422
    assert send(client_of("analyst"), page, reach="amber", because="quoted from a court").status_code == 200
    assert Release.objects.get().remarks[0]["kind"] == "crime_established"


def test_what_is_marked_red_does_not_leave(world: World, client_of: ClientOf) -> None:
    situation = world.situation(tlp=Tlp.RED)
    page = reverse("situation_document", args=[situation.pk, "profile"])
    response = send(client_of("analyst"), page, because="asked for")
    assert response.status_code == 422
    assert not Release.objects.exists()


def test_a_reader_of_another_desk_releases_nothing(world: World, client_of: ClientOf) -> None:
    situation = world.situation(shared=True)
    page = reverse("situation_document", args=[situation.pk, "profile"])
    client = client_of("partner_analyst")
    assert client.get(page).status_code == 200
    assert client.post(page + "?reach=green", {"audience": "us", "form": "pdf"}).status_code in (403, 409)
    assert not Release.objects.exists()
