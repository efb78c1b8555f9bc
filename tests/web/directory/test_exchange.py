"""The directory as files: what goes out comes in again, what is strange is asked about or refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nadhir.errors import NotPossibleNow
from nadhir.sources import vcard
from nadhir.web.directory import actor_list
from nadhir.web.directory.models import Actor, ActorName
from nadhir.web.directory.services import actor_name_add, tenure_record
from tests.web.conftest import World
from tests.web.directory.test_merging import actor

ClientOf = Callable[..., Client]
PAGE = "/directory/import/"


def preview(client: Client, content: str | bytes, name: str = "list.csv") -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return client.post(PAGE, {"file": SimpleUploadedFile(name, raw), "tlp": "green"})


def take(client: Client, shown: Any, **chosen: str) -> Any:
    return client.post(PAGE, {"kept": shown.context["kept"], "tlp": "green", "take": "1", **chosen})


def names() -> set[str]:
    return {next(iter(one.names.values())) for one in Actor.objects.all()}


def test_what_goes_out_comes_in_again(world: World, client_of: ClientOf) -> None:
    told = {"en": "=Council, “the old”", "ar": "مجلس | قديم"}
    one = actor(
        world, "", names=told, kind="body", began="2009-05", place=world.place, note={"fr": "une\nnote"}
    )
    actor_name_add(
        viewer=world.viewer("officer"),
        actor=one,
        text="@Conseil",
        language="fr",
        kind="former",
        valid_to="2012",
    )
    client = client_of("officer")
    out = client.get("/directory/?format=csv").getvalue()
    assert b"'=Council" in out
    shown = preview(client, out)
    assert (shown.context["asked"], shown.context["wrong"]) == (1, 0)
    assert shown.context["rows"][0]["line"].same == one
    assert take(client, shown, **{f"row-{shown.context['rows'][0]['line'].number}": "new"}).status_code == 302
    again = Actor.objects.exclude(pk=one.pk).get()
    assert (again.names, again.kind, again.began, again.place, again.note) == (
        one.names, "body", "2009-05", world.place, {"fr": "une\nnote"},
    )  # fmt: skip
    spelling = ActorName.objects.get(actor=again, text="@Conseil")
    assert (spelling.kind, spelling.valid_to, spelling.language) == ("former", "2012", "fr")


def test_columns_of_others_in_mixed_scripts(world: World, client_of: ClientOf) -> None:
    sheet = (
        "\ufeffالاسم;النوع;Pays;Site web;Depuis\r\n"
        "سلمى كريم;شخص;Nour Valley;example.org;mai 2009\r\n"
        "Conseil de la paix;réseau;;;\r\n"
        ";réseau;;;\r\n"
        "Bad;galaxy;Nowhere;not a site;03/04/2012\r\n"
    )
    client = client_of("officer")
    shown = preview(client, sheet)
    assert (shown.context["ready"], shown.context["asked"], shown.context["wrong"]) == (2, 0, 2)
    bad = shown.context["rows"][3]["line"]
    assert (bad.number, len(bad.problems)) == (5, 4)
    assert not Actor.objects.exists()
    assert take(client, shown).status_code == 302
    assert names() == {"سلمى كريم", "Conseil de la paix"}
    person = Actor.objects.get(names__ar="سلمى كريم")
    assert (person.kind, person.place, person.url, person.began) == (
        "person", world.place, "https://example.org", "2009-05",
    )  # fmt: skip


def test_who_may_be_known_and_who_stands_twice_is_asked_about(world: World, client_of: ClientOf) -> None:
    actor(world, "Adama Dieng")
    secret = actor(world, "Salma Karim", tlp="amber", persona="coordinator")
    client = client_of("officer")
    shown = preview(
        client, "name,kind\nأداما ديانغ,person\nSalma Karim,person\nIdris Toure,person\nIdris Toure,person\n"
    )
    lines = [row["line"] for row in shown.context["rows"]]
    assert [len(line.known) for line in lines] == [1, 0, 0, 0]
    assert (lines[2].twice, lines[3].twice) == ([5], [4])
    take(client, shown, **{"row-5": "new"})
    assert sorted(Actor.objects.exclude(pk=secret.pk).values_list("names__en", flat=True)) == [
        "Adama Dieng", "Idris Toure", "Salma Karim",
    ]  # fmt: skip


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_encodings(world: World, client_of: ClientOf, codec: str) -> None:
    shown = preview(
        client_of("officer"), "الاسم,النوع\nمجلس الحكماء في وادي النور والقرى,هيئة\n".encode(codec)
    )
    assert shown.context["rows"][0]["line"].name == "مجلس الحكماء في وادي النور والقرى"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\n", "no column for the name"),
        (b"a,b\n1,2\n", "no column for the name"),
        (b"\x00\x01\x02\x03" * 50, "neither as a table"),
        (b'name\n"never closed\n', "neither as a table"),
        (b"name\n" + b"one\n" * 1_001, "too long"),
        (b"name\n" + b"x" * 2_000_001, "too long"),
    ],
)
def test_what_is_no_list(world: World, client_of: ClientOf, content: bytes, said: str) -> None:
    answer = preview(client_of("officer"), content)
    assert answer.status_code in (409, 422)
    assert said in answer.content.decode()


def test_cards_come_in(world: World, client_of: ClientOf) -> None:
    cards = (
        "BEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN;LANGUAGE=ar:مجلس\nFN;LANGUAGE=en:Council\nNICKNAME:CoE\n"
        "EMAIL:a@example.org\nURL:https://council.example.org\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D8=AF=D9=8A=D9=86=D8=BA;Adama\nEND:VCARD\n"
    )
    client = client_of("officer")
    shown = preview(client, cards, "phone.vcf")
    assert shown.context["ready"] == 2
    take(client, shown)
    council = Actor.objects.get(names__en="Council")
    assert (council.kind, council.names["ar"], council.email) == ("organisation", "مجلس", "")
    assert ActorName.objects.filter(actor=council, text="CoE").exists()


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_cards_go_out_without_addresses(world: World, client_of: ClientOf, version: str) -> None:
    one = actor(world, "Salma Karim", email="salma@example.org", tlp="clear")
    body = actor(world, "Hidden Council", kind="body", tlp="amber")
    tenure_record(viewer=world.viewer("officer"), actor=one, body=body, kind="chair", valid_from="2020")
    mine = client_of("officer").get(f"/directory/{one.pk}/card/?version={version}").content.decode()
    (card,) = vcard.read(mine)
    assert card.names[0][0] == "Salma Karim"
    assert card.organisations == ["Hidden Council"]
    theirs = client_of("outsider").get(f"/directory/?format=vcf&version={version}").getvalue().decode()
    assert "Salma Karim" in theirs
    assert "Hidden" not in theirs
    assert "salma@example.org" not in mine + theirs
    assert client_of("reporter").get(f"/directory/{one.pk}/card/").status_code == 403


@pytest.mark.parametrize("persona", ["analyst", "reporter", "outsider"])
def test_only_those_who_record_take_lists(world: World, client_of: ClientOf, persona: str) -> None:
    assert client_of(persona).get(PAGE).status_code == 403
    assert preview(client_of(persona), "name\nA council\n").status_code == 403


def test_a_list_that_was_tampered_with_is_refused(world: World, client_of: ClientOf) -> None:
    shown = preview(client_of("officer"), "name\nA council\n")
    other = client_of("coordinator").post(PAGE, {"kept": shown.context["kept"], "tlp": "green", "take": "1"})
    assert other.status_code in (409, 422)
    assert not Actor.objects.exists()
    assert actor_list.MOST == 1_000


def test_a_list_is_not_read_on_once_it_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    many: list[int] = []
    line = actor_list.Line
    monkeypatch.setattr(actor_list, "_line", lambda number, *_row: many.append(number) or line(number, ""))
    with pytest.raises(NotPossibleNow, match="too_long"):
        actor_list.read("name\n" + "a\n" * 50_000)
    assert len(many) == actor_list.MOST + 1
