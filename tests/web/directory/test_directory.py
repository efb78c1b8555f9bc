"""The directory: found under any name, with dates and sources; nobody exposed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import lxml.html
import pytest
from django.test import Client

from nadhir.web.directory.models import Actor
from nadhir.web.directory.services import actor_record, tenure_record
from tests.web.conftest import PERSONAS, World

ClientOf = Callable[..., Client]


def office(world: World, **fields: Any) -> Actor:
    """An office with an old name and an address, recorded by the desk's officer."""
    return actor_record(
        viewer=world.viewer("officer"),
        kind="body",
        names={"ar": "مكتب المنع", "en": "Prevention Office", "fr": "Bureau de prévention"},
        spellings=[
            {"text": "Office of the Adviser", "language": "en", "valid_from": "2009-11", "valid_to": "2012"},
            {"text": "مكتب أحمد", "language": "ar"},
        ],
        **{
            "tlp": "clear",
            "email": "office@example.org",
            "note": {"en": "One office under two names.", "ar": "مكتب", "fr": "Un bureau"},
            "sources": [
                {"title": {"en": "A page of 2012"}, "publisher": {"en": "The press"}, "date": "2012-10"}
            ],
            **fields,
        },
    )


def words_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(lxml.html.fromstring(answer.content).get_element_by_id("main").text_content().split())


def names_in(client: Client, query: str = "") -> list[str]:
    page = lxml.html.fromstring(client.get(f"/directory/{query}").content)
    return [link.text_content() for link in page.xpath("//tbody//th/a")]


@pytest.mark.parametrize("persona", PERSONAS)
def test_what_is_public_is_open_to_everybody_signed_in(
    world: World, client_of: ClientOf, persona: str
) -> None:
    found = office(world)
    assert names_in(client_of(persona)) == ["Prevention Office"]
    assert "One office under two names." in words_of(client_of(persona), f"/directory/{found.pk}/")


def test_nobody_else_reads_it(client: Client, db: None) -> None:
    assert client.get("/directory/").status_code == 302


@pytest.mark.parametrize("words", ["prevention", "Bureau", "مكتب احمد", "أحمد", "ADVISER"])
def test_it_is_found_under_any_name(world: World, client_of: ClientOf, words: str) -> None:
    office(world)
    assert names_in(client_of("analyst"), f"?q={words}") == ["Prevention Office"]


@pytest.mark.parametrize("query", ["?q=nobody", "?kind=person", "?place=XN-01"])
def test_a_filter_can_leave_nothing(world: World, client_of: ClientOf, query: str) -> None:
    office(world)
    page = client_of("analyst").get(f"/directory/{query}").content.decode()
    assert "Prevention Office" not in page


@pytest.mark.parametrize("query", ["?kind=x", "?place=x", "?page=x", "?q=%00", "?place=%00"])
def test_an_address_that_makes_no_sense_breaks_nothing(client_of: ClientOf, query: str) -> None:
    assert client_of("analyst").get(f"/directory/{query}").status_code == 200


def test_old_names_carry_their_dates(world: World, client_of: ClientOf) -> None:
    words = words_of(client_of("analyst"), f"/directory/{office(world).pk}/")
    assert "Office of the Adviser" in words
    assert "November 2009 to 2012" in words
    assert "Office of the AdviserEnglish" in words
    assert "A page of 2012 The press · October 2012" in words.replace("page of 2012The", "page of 2012 The")


@pytest.mark.parametrize(
    ("persona", "shown"),
    [
        ("analyst", True),
        ("reviewer", True),
        ("officer", True),  # made the record
        ("reporter", False),
        ("decision_maker", False),
        ("coordinator", False),  # of another organisation
        ("outsider", False),
    ],
)
def test_addresses_are_for_the_desk_that_keeps_them(
    world: World, client_of: ClientOf, persona: str, shown: bool
) -> None:
    page = client_of(persona).get(f"/directory/{office(world).pk}/").content.decode()
    assert ("office@example.org" in page) is shown


def test_a_person_under_protection_does_not_exist_for_others(world: World, client_of: ClientOf) -> None:
    hidden = office(world, tlp="amber_strict")
    for persona in ("outsider", "coordinator"):
        assert names_in(client_of(persona)) == []
        answer = client_of(persona).get(f"/directory/{hidden.pk}/")
        unknown = client_of(persona).get(f"/directory/{uuid4()}/")
        assert answer.status_code == unknown.status_code == 403
        assert "Prevention" not in answer.content.decode()


def test_roles_lead_both_ways_and_hide_with_either_side(world: World, client_of: ClientOf) -> None:
    officer = world.viewer("officer")
    body = office(world)
    person = actor_record(viewer=officer, kind="person", names={"en": "Amal Saleh"}, tlp="clear")
    secret = actor_record(viewer=officer, kind="person", names={"en": "Hidden Person"}, tlp="amber_strict")
    for one in (person, secret):
        tenure_record(viewer=officer, actor=one, body=body, role={"en": "adviser"}, valid_from="2012-10")
    words = words_of(client_of("outsider"), f"/directory/{body.pk}/")
    assert "Amal Saleh" in words
    assert "since October 2012" in words
    assert "Hidden Person" not in words
    assert "Hidden Person" in words_of(client_of("officer"), f"/directory/{body.pk}/")
    assert "Prevention Office" in words_of(client_of("outsider"), f"/directory/{person.pk}/")


def test_a_file_of_names_has_no_addresses(world: World, client_of: ClientOf) -> None:
    office(world)
    table = client_of("analyst").get("/directory/?format=csv").getvalue().decode("utf-8-sig")
    assert "Prevention Office" in table
    assert "@" not in table
    assert client_of("reporter").get("/directory/?format=csv").status_code == 403


def test_an_empty_directory_says_what_belongs_there(client_of: ClientOf) -> None:
    assert "The directory is empty" in words_of(client_of("analyst"), "/directory/")


def test_a_long_list_asks_little(
    world: World, client_of: ClientOf, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    body = office(world)
    for number in range(30):
        one = actor_record(
            viewer=world.viewer("officer"), kind="person", names={"en": f"Person {number}"}, tlp="clear"
        )
        tenure_record(viewer=world.viewer("officer"), actor=one, body=body, role={"en": "member"})
    client = client_of("analyst")
    client.get("/directory/")
    with django_assert_max_num_queries(15):  # type: ignore[attr-defined]
        assert len(names_in(client)) == 31
