"""Coding passages: suggestions, several elements at once, other catalogues, newer versions; and erasing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import lxml.html
import pytest
from django.test import Client

from nadhir.sources import Record
from nadhir.web.core.models import Entry
from nadhir.web.intake.models import Item
from nadhir.web.intake.services import records_take
from nadhir.web.situations import codings
from nadhir.web.situations import services as situations
from nadhir.web.situations.models import Anchor, Evidence
from tests.web.conftest import World

ClientOf = Callable[[str], Client]
TEXT = "Soldiers took boys of twelve to the front.\nThe market was calm.\nThey were told to leave again."


def page(item: Item) -> str:
    return f"/inbox/{item.pk}/"


def posted(situation: Any, **fields: Any) -> dict[str, Any]:
    return {"situation": str(situation.pk), "polarity": "risk", "strength": "moderate", **fields}


def tree(response: Any) -> Any:
    return lxml.html.fromstring(response.content)


def test_one_passage_is_tied_to_several_elements_at_once(world: World, client_of: ClientOf) -> None:
    item, situation = world.item(TEXT), world.situation()
    sent = posted(
        situation,
        quote="They were told to leave",
        suggested=["7.10"],
        element="9.1",
        elements=["7.1", "9.1"],
        strength="strong",
        polarity="mitigation",
        concerns=str(situation.groups.get().pk),
        note="from the elders",
    )
    assert client_of("analyst").post(page(item), sent).status_code == 302
    pieces = Evidence.objects.order_by("pk")
    assert [piece.element for piece in pieces] == ["7.10", "9.1", "7.1"]
    assert {(p.strength, p.polarity, p.note) for p in pieces} == {("strong", "mitigation", "from the elders")}
    assert {p.concerns_id for p in pieces} == {situation.groups.get().pk}


def test_suggestions_come_with_their_reason_for_the_words_that_were_selected(
    world: World, client_of: ClientOf
) -> None:
    item = world.item(TEXT)
    world.situation()
    client = client_of("analyst")
    response = client.post(
        f"{page(item)}suggestions/", {"quote": "Soldiers took boys of twelve to the front."}
    )
    found = tree(response).xpath("//input[@name='suggested']")
    assert 1 <= len(found) <= 5
    (offered,) = tree(response).xpath("//input[@name='offered']/@value")
    assert offered.split() == [one.get("value") for one in found]
    reasons = tree(response).xpath("//label[@class='choice']//span[@class='soft small']")
    assert len(reasons) == len(found)
    assert all(one.text_content().strip() for one in reasons)


def test_without_a_script_a_button_asks_for_suggestions_and_keeps_what_was_typed(
    world: World, client_of: ClientOf
) -> None:
    item, situation = world.item(TEXT), world.situation()
    sent = posted(situation, quote="The market was calm.", note="my thoughts", elements=["7.1"], act="show")
    response = client_of("analyst").post(page(item), sent)
    assert response.status_code == 200
    html = response.content.decode()
    assert "my thoughts" in html
    assert "Choose at least one" not in html
    assert tree(response).xpath("//input[@name='elements'][@value='7.1'][@checked]")
    assert not Evidence.objects.exists()


def test_what_was_suggested_and_what_was_taken_is_told(world: World, client_of: ClientOf) -> None:
    item, situation, client = world.item(TEXT), world.situation(), client_of("analyst")
    first = posted(
        situation, quote="They were told to leave", suggested=["7.10"], offered="9.1 7.10 nonsense 1.1"
    )
    client.post(page(item), first)
    second = posted(situation, quote="The market was calm.", element="7.1", offered="9.1 7.10")
    client.post(page(item), second)
    third = posted(situation, quote="Soldiers took boys", element="7.1")
    client.post(page(item), third)
    ranks = dict(Evidence.objects.values_list("quote", "rank"))
    assert ranks == {"They were told to leave": 2, "The market was calm.": 0, "Soldiers took boys": None}
    told = Entry.objects.filter(act="evidence.code").order_by("number").first()
    assert told is not None
    assert told.data["suggested"] == ["9.1", "7.10", "1.1"]
    taken = codings.taken(world.viewer("analyst"))
    assert (taken.passages, taken.right, taken.few) == (2, 1, True)
    assert codings.taken(world.viewer("outsider")).share is None


def test_what_the_desk_coded_before_is_suggested_from_and_what_others_coded_is_not(world: World) -> None:
    item, situation = world.item(TEXT), world.situation(shared=True)
    situations.evidence_code(
        viewer=world.viewer("analyst"),
        situation=situation,
        item=item,
        start=0,
        end=42,
        elements=["7.10", "7.1"],
    )
    (past,) = codings.past_codings(world.viewer("second_analyst"), "un-foa-2014")
    assert set(past.elements) == {"7.10", "7.1"}
    for persona in ("partner_analyst", "outsider"):
        assert codings.past_codings(world.viewer(persona), "un-foa-2014") == []


def test_a_passage_is_coded_to_another_catalogue(world: World, client_of: ClientOf) -> None:
    item, situation, client = world.item(TEXT), world.situation(), client_of("analyst")
    asked = posted(situation, quote="The market was calm.", framework="un-af-2009", act="show")
    offered = tree(client.post(page(item), asked)).xpath("//select[@name='element']//option/@value")
    element = offered[1]
    client.post(
        page(item), posted(situation, quote="The market was calm.", framework="un-af-2009", element=element)
    )
    piece = Evidence.objects.get()
    assert (piece.framework, piece.element) == ("un-af-2009", element)
    listed = client.get(f"/situations/{situation.pk}/evidence/").content.decode()
    assert "2009" in listed
    assert client.get(f"/situations/{situation.pk}/evidence/?framework=un-foa-2014").status_code == 200
    assert client.get(f"/situations/{situation.pk}/evidence/?format=csv").status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"quote": "x" * 10_001, "element": "7.1"},
        {"quote": "The market was calm.", "elements": ["99.9"]},
        {"quote": "The market was calm.", "element": "14.1", "framework": "un-af-2009"},
        {"quote": "The market was calm."},
    ],
)
def test_what_cannot_be_coded_is_refused(world: World, client_of: ClientOf, fields: dict[str, Any]) -> None:
    item = world.item(TEXT)
    assert client_of("analyst").post(page(item), posted(world.situation(), **fields)).status_code == 422
    assert not Evidence.objects.exists()


def test_a_passage_of_more_than_ten_thousand_characters_is_refused_by_the_service(world: World) -> None:
    item = world.item("word " * 3_000)
    with pytest.raises(Exception, match=r"evidence\.too_long"):
        situations.evidence_code(
            viewer=world.viewer("analyst"),
            situation=world.situation(),
            item=item,
            start=0,
            end=10_001,
            elements=["7.1"],
        )


def test_codings_may_overlap_and_signs_that_turn_letters_round_stay_in_their_place(
    world: World, client_of: ClientOf
) -> None:
    text = "قال \u202eالقائد\u202c إن عليهم الرحيل قبل الجمعة."
    item, situation, client = world.item(text), world.situation(), client_of("analyst")
    for quote in (text[4:20], text[10:30]):
        assert client.post(page(item), posted(situation, quote=quote, element="7.1")).status_code == 302
    assert Evidence.objects.count() == 2
    assert all(item.text[p.start : p.end].split() == p.quote.split() for p in Evidence.objects.all())
    assert client.get(page(item)).status_code == 200


@pytest.mark.parametrize("persona", ["reviewer", "reporter", "outsider"])
def test_suggestions_are_for_those_who_code(world: World, client_of: ClientOf, persona: str) -> None:
    item = world.item(TEXT)
    assert client_of(persona).post(f"{page(item)}suggestions/", {"quote": "They"}).status_code == 403


def changed(world: World) -> tuple[Any, Evidence, Item]:
    item = world.item(TEXT, external_id="r1")
    situation = world.situation()
    start = TEXT.index("They were")
    piece = situations.evidence_code(
        viewer=world.viewer("analyst"),
        situation=situation,
        item=item,
        start=start,
        end=len(TEXT),
        elements=["7.10"],
    )[0]
    newer = TEXT.replace("told to leave again", "asked to leave again")
    record = Record(text=newer, raw=newer.encode(), external_id="r1")
    return (
        situation,
        piece,
        records_take(viewer=world.viewer("analyst"), source=item.source, records=[record])[0],
    )


def test_both_wordings_are_shown_and_a_person_confirms(world: World, client_of: ClientOf) -> None:
    situation, piece, newer = changed(world)
    client = client_of("analyst")
    address = f"/situations/{situation.pk}/evidence/?standing=check"
    html = client.get(address).content.decode()
    assert "They were told to leave again." in html
    assert "They were asked to leave again<" in html
    assert "Somebody has to look" in html
    assert "Coded from an earlier version" in client.get(page(newer)).content.decode()
    client.post(f"/situations/evidence/{piece.pk}/judge/", {"holds": "yes", "query": "standing=check"})
    assert Anchor.objects.get().holds is True
    assert "Somebody has to look" not in client.get(address).content.decode()
    again = client.post(f"/situations/evidence/{piece.pk}/judge/", {"holds": "yes"}, follow=True)
    assert "nothing to confirm" in again.content.decode()


def test_what_no_longer_says_so_is_withdrawn(world: World, client_of: ClientOf) -> None:
    _situation, piece, _newer = changed(world)
    client = client_of("analyst")
    client.post(f"/situations/evidence/{piece.pk}/judge/", {"holds": "no"})
    piece.refresh_from_db()
    assert piece.withdrawn_at is None
    client.post(f"/situations/evidence/{piece.pk}/judge/", {"holds": "no", "because": "asked, not told"})
    piece.refresh_from_db()
    assert piece.withdrawn_at is not None


def test_a_reviewer_removes_the_words_after_confirming(world: World, client_of: ClientOf) -> None:
    _situation, piece, newer = changed(world)
    client = client_of("reviewer")
    item = Item.objects.get(pk=piece.item_id)
    assert "/erase/" in client.get(page(item)).content.decode()
    html = client.get(f"{page(item)}erase/").content.decode()
    assert "What happens" in html
    assert client.post(f"{page(item)}erase/", {"because": "threatened"}).status_code == 422
    item.refresh_from_db()
    assert item.text
    done = client.post(f"{page(item)}erase/", {"because": "threatened", "sure": "on"}, follow=True)
    assert "Removed for protection" in done.content.decode()
    item.refresh_from_db()
    newer.refresh_from_db()
    assert (item.text, newer.text) == ("", "")
    listed = client_of("analyst").get(f"/situations/{_situation.pk}/evidence/?standing=all").content.decode()
    assert "Removed for protection" in listed
    assert "asked to leave" not in listed
    assert client.get(f"{page(item)}erase/").status_code == 302


@pytest.mark.parametrize("persona", ["analyst", "partner_analyst", "reporter", "administrator", "outsider"])
def test_nobody_else_removes_words(world: World, client_of: ClientOf, persona: str) -> None:
    item = world.item(TEXT)
    sent = {"because": "threatened", "sure": "on"}
    assert client_of(persona).get(f"{page(item)}erase/").status_code == 403
    assert client_of(persona).post(f"{page(item)}erase/", sent).status_code == 403
    item.refresh_from_db()
    assert item.text == TEXT
