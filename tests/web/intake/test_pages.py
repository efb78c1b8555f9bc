"""Taking files in through the page: the mapping is shown first, then the worker does it; who may see what."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nadhir.web.core.models import Tlp
from nadhir.web.core.worker import work_once
from nadhir.web.intake.models import Batch, Item, Source
from nadhir.web.intake.services import batch_receive
from tests.web.conftest import World
from tests.web.intake.conftest import Receive, Written, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_connection")]
ClientOf = Callable[..., Client]
SOURCES = "/sources/"
FIELD = table(
    ("1", "2026-03-01", "The market of the east bank was calm."),
    ("2", "2026-03-02", "Families left their houses in the night."),
    columns=("nr", "day", "what"),
)


def upload(client: Client, name: str, content: bytes | str, **more: str) -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post(SOURCES, {"file": SimpleUploadedFile(name, data), **more})


def shown(response: Any) -> str:
    return str(response.content.decode())


def address(batch: Batch, name: str = "batch") -> str:
    return reverse(name, args=[batch.pk])


@pytest.fixture
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker closes connections between tasks; here it works within the transaction of the test."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)


# ------------------------------------------------------------------ the way of a file


def test_columns_are_shown_and_changed_before_anything_is_taken(world: World, client_of: ClientOf) -> None:
    client = client_of("analyst")
    response = upload(client, "field.csv", FIELD, new_source="Field notes")
    batch = Batch.objects.get()
    assert response["Location"] == address(batch)
    page = shown(client.get(address(batch)))
    for words in ("Is this how to read its columns?", "what", "day", "Nothing was taken in yet"):
        assert words in page
    assert (batch.state, Item.objects.count()) == (Batch.State.WAITING, 0)
    chosen = {"text": "what", "published": "", "occurred": "day", "id": "nr"}
    confirmed = client.post(address(batch), chosen)
    assert confirmed.status_code == 302
    batch.refresh_from_db()
    assert (batch.state, Item.objects.count()) == (Batch.State.QUEUED, 0), "the worker takes it"
    assert 'hx-trigger="every 2s"' in shown(client.get(address(batch)))
    work_once()
    batch.refresh_from_db()
    assert (batch.state, batch.added) == (Batch.State.DONE, 2)
    item = Item.objects.get(external_id="1")
    assert item.published is None
    assert item.occurred is not None
    assert item.occurred["start"] == "2026-03-01"
    assert item.created_by == world.people["analyst"]
    done = shown(client.get(address(batch)))
    assert "hx-get" not in done, "it asks no more"
    assert "?source=field-notes" in done


def test_a_document_needs_no_mapping(world: World, client_of: ClientOf) -> None:
    client = client_of("analyst")
    response = upload(client, "note.txt", "A quiet day was reported from the valley.")
    assert Batch.objects.get().state == Batch.State.QUEUED
    assert "Is this how" not in shown(client.get(response["Location"]))
    work_once()
    assert Item.objects.get().text.startswith("A quiet day")


def test_the_second_press_takes_nothing_twice(world: World, client_of: ClientOf) -> None:
    client = client_of("analyst")
    upload(client, "field.csv", FIELD)
    batch = Batch.objects.get()
    chosen = {"text": "what", "id": "nr"}
    client.post(address(batch), chosen)
    again = client.post(address(batch), chosen)
    assert again.status_code == 302
    assert [str(one) for one in get_messages(again.wsgi_request)][-1] == "This file was confirmed already."
    work_once()
    assert Item.objects.count() == 2
    upload(client, "field.csv", FIELD)
    latest = Batch.objects.order_by("-created_at")[0]
    client.post(address(latest), chosen)
    work_once()
    latest.refresh_from_db()
    assert (latest.added, latest.known) == (0, 2)


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"text": ""}, "This field is required"),
        ({"text": "nowhere"}, "Select a valid choice"),
        ({"text": "what", "title": "what"}, "is read as"),
    ],
)
def test_a_mapping_that_cannot_be_is_said_and_nothing_is_taken(
    world: World, client_of: ClientOf, chosen: dict[str, str], words: str
) -> None:
    client = client_of("analyst")
    upload(client, "field.csv", FIELD)
    batch = Batch.objects.get()
    response = client.post(address(batch), chosen)
    assert response.status_code == 422
    assert words in shown(response)
    batch.refresh_from_db()
    assert batch.state == Batch.State.WAITING


def test_progress_is_a_part_of_a_page(world: World, client_of: ClientOf) -> None:
    client = client_of("analyst")
    upload(client, "note.txt", "A quiet day was reported from the valley.")
    part = client.get(address(Batch.objects.get()), headers={"HX-Request": "true"})
    assert "<html" not in shown(part)
    assert 'id="batch"' in shown(part)


def test_what_broke_off_is_tried_again_once(
    world: World, client_of: ClientOf, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of("analyst")
    batch = receive("field.csv", FIELD, mapping={"text": "what", "id": "nr"}).batch
    problem = {"code": "batch.interrupted", "params": {}, "book": "nadhir.web"}
    Batch.objects.filter(pk=batch.pk).update(state=Batch.State.FAILED, problem=problem)
    assert "interrupted" in shown(client.get(address(batch)))
    client.post(address(batch, "batch_again"))
    twice = client.post(address(batch, "batch_again"))
    assert "did not break off" in [str(one) for one in get_messages(twice.wsgi_request)][-1]
    work_once()
    batch.refresh_from_db()
    assert (batch.state, batch.added, batch.known) == (Batch.State.DONE, 0, 2)
    assert client.get(address(batch, "batch_again")).status_code == 405


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "empty"),
        ("notext.csv", b"a,b\n1,2\n3,4\n", "No column of"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "PNG"),
        (
            "page.xml",
            b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><rss/>',
            "document type or entities",
        ),
        ("cut.csv.gz", b"\x1f\x8b\x08\0\0\0\0\0", "cut short"),
    ],
)
def test_a_refusal_stands_beside_the_form_and_nothing_is_kept(
    world: World, client_of: ClientOf, kept: Callable[[], set[str]], name: str, content: bytes, words: str
) -> None:
    before = kept()
    response = upload(client_of("analyst"), name, content, new_source="A new one")
    assert response.status_code == 422
    assert words in shown(response)
    assert 'value="A new one"' in shown(response), "what was typed stays"
    assert kept() == before
    assert not list(settings.WORKSPACE.files.glob(".*"))
    assert not Batch.objects.exists()
    assert not Source.objects.exists()


def test_what_is_too_large_for_the_page_is_sent_to_the_command_line(
    world: World, client_of: ClientOf, settings: Any
) -> None:
    settings.NADHIR_UPLOAD_BYTES = 100
    response = upload(client_of("analyst"), "large.csv", FIELD * 10)
    assert response.status_code == 422
    assert "larger than 100" in shown(response).replace("\xa0", " ")
    assert "nadhir ingest" in shown(response)
    assert not Batch.objects.exists()


def test_no_file_no_harm(world: World, client_of: ClientOf) -> None:
    response = client_of("analyst").post(SOURCES, {})
    assert response.status_code == 422
    assert "This field is required" in shown(response)


@pytest.mark.parametrize(
    ("given", "shown_as"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\Users\\me\\field.csv", "field.csv"),
        ("calm\u202evsc.exe.csv", "calmvsc.exe.csv"),
        ("<b>x</b>.csv", "b>.csv"),
        ("تقرير.csv", "تقرير.csv"),
    ],
)
def test_a_name_of_a_file_is_shown_harmlessly(
    world: World, client_of: ClientOf, given: str, shown_as: str
) -> None:
    client = client_of("analyst")
    response = upload(client, given, FIELD)
    batch = Batch.objects.get()
    assert batch.file_name == shown_as
    page = shown(client.get(response["Location"]))
    assert "\u202e" not in page
    assert "<b>x" not in page
    assert not (settings.WORKSPACE.home.parent / "etc").exists()


# ------------------------------------------------------------------ protected sources


def test_a_source_can_be_protected_when_it_is_named(world: World, client_of: ClientOf) -> None:
    client = client_of("analyst")
    upload(client, "a.csv", FIELD, new_source="Council of Elders", chatham_house="on")
    assert Source.objects.get().chatham_house
    upload(client, "b.csv", FIELD, source="council-of-elders", chatham_house="on")
    assert Batch.objects.count() == 2


def test_protection_is_never_silently_left_out(world: World, client_of: ClientOf) -> None:
    world.source(slug="radio")
    client = client_of("analyst")
    for chosen in ({"source": "radio"}, {"new_source": "Radio"}):
        response = upload(client, "a.csv", FIELD, chatham_house="on", **chosen)
        assert response.status_code == 422
        assert "so that nobody is exposed" in shown(response)
    unnamed = upload(client, "a.csv", FIELD, chatham_house="on")
    assert "Name the source that is to be protected" in shown(unnamed)
    assert not Batch.objects.exists()


def test_another_desk_sees_neither_protected_source_nor_any_file(
    world: World, client_of: ClientOf, receive: Receive
) -> None:
    elders = world.source(slug="elders", names={"en": "Council of Elders"}, chatham_house=True, tlp=Tlp.GREEN)
    radio = world.source(slug="radio", names={"en": "Radio Two Banks"}, tlp=Tlp.GREEN)
    protected = receive("sheikh-n.csv", table((1, ""), (2, "Words of a calm day.")), source=elders)
    public = receive("radio.csv", table((1, "Other words of a calm day.")), source=radio)
    partner = client_of("partner_analyst")
    page = shown(partner.get(SOURCES))
    assert "Radio Two Banks" in page
    assert not [name for name in ("Elders", "sheikh-n", "radio.csv") if name in page]
    for taken in (protected, public):
        for name in ("batch", "batch_rejects"):
            assert partner.get(address(taken.batch, name)).status_code == 403
        assert partner.post(address(taken.batch), {"text": "text"}).status_code == 403
        assert partner.post(address(taken.batch, "batch_again")).status_code == 403


# ------------------------------------------------------------------ rejects


def test_rejects_are_for_those_who_see_the_file(world: World, client_of: ClientOf, receive: Receive) -> None:
    taken = receive("field.csv", 'id,text\n1,Words of a calm day\n2,\n3,"=cmd|x",extra\n')
    link = address(taken.batch, "batch_rejects")
    client = client_of("analyst")
    assert link in shown(client.get(address(taken.batch)))
    response = client.get(link)
    assert response["Content-Disposition"] == 'attachment; filename="rejects-field.csv.csv"'
    content = response.getvalue().decode("utf-8-sig")  # type: ignore[attr-defined]
    assert [line.split(",")[1] for line in content.splitlines()[1:]] == ["3", "4"]
    assert not re.search(r"(^|,)\"?=", content, re.MULTILINE)
    colleague = client_of("second_analyst").get(link)
    assert colleague.getvalue().decode("utf-8-sig") == content  # type: ignore[attr-defined]
    for persona in ("reporter", "officer", "decision_maker", "partner_analyst", "outsider"):
        assert client_of(persona).get(link).status_code == 403
    assert Client().get(link).status_code == 302


def test_no_rejects_no_link(world: World, client_of: ClientOf, receive: Receive) -> None:
    batch = receive("a.csv", table((1, "Words of a calm day."))).batch
    assert address(batch, "batch_rejects") not in shown(client_of("analyst").get(address(batch)))
    assert client_of("analyst").get(address(batch, "batch_rejects")).status_code == 403


# ------------------------------------------------------------------ who may


def test_an_officer_takes_files_in_and_reads_no_inbox(world: World, client_of: ClientOf) -> None:
    client = client_of("officer")
    upload(client, "field.csv", FIELD)
    batch = Batch.objects.get()
    client.post(address(batch), {"text": "what", "id": "nr"})
    work_once()
    page = shown(client.get(address(batch)))
    assert ">2<" in page
    assert "/inbox/" not in page
    assert "/inbox/" not in shown(client.get(SOURCES))


def test_a_reviewer_reads_sources_and_takes_nothing_in(
    world: World, client_of: ClientOf, receive: Receive
) -> None:
    batch = receive("a.csv", table((1, "Words of a calm day."))).batch
    client = client_of("reviewer")
    page = shown(client.get(SOURCES))
    assert "a.csv" in page
    assert 'type="file"' not in page
    assert upload(client, "b.csv", FIELD).status_code == 403
    assert client.post(address(batch, "batch_again")).status_code == 403
    assert Batch.objects.count() == 1


@pytest.mark.parametrize("persona", ["reporter", "decision_maker", "coordinator"])
def test_others_have_no_sources(world: World, client_of: ClientOf, persona: str) -> None:
    client = client_of(persona)
    assert client.get(SOURCES).status_code == 403
    assert upload(client, "a.csv", FIELD).status_code == 403
    assert not Batch.objects.exists()


def test_an_empty_page_teaches(world: World, client_of: ClientOf) -> None:
    page = shown(client_of("analyst").get(SOURCES))
    assert "Take a first file in" in page
    assert "nadhir ingest" in page


def test_many_sources_and_files_ask_few_questions(
    world: World, client_of: ClientOf, written: Written, django_assert_max_num_queries: Any
) -> None:
    viewer = world.viewer("analyst")
    for number in range(25):
        path = written(f"{number}.csv", table((1, f"Words of day {number}.")))
        batch_receive(viewer=viewer, path=path, source=world.source(slug=f"source-{number}"))
    client = client_of("analyst")
    with django_assert_max_num_queries(18):
        page = shown(client.get(SOURCES))
    assert "healthy" in page
    assert "1–20 of 25" in page
