"""What is known of an incident besides its report: kept beside it, printed, and gone when it is erased."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.sources import EventFacts, Record
from nadhir.web.core import ledger
from nadhir.web.intake import selectors, services
from nadhir.web.intake.models import Incident, Item
from nadhir.web.situations.documents import Audience
from nadhir.web.situations.documents import incident as document
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
FACTS = EventFacts(kind="one_sided", deaths_best=3, injured=7, weapons="machetes", cause="a stolen herd")


def reported(world: World, **fields: Any) -> Item:
    record = Record(text="Men came at night.", raw=b"x", event=FACTS)
    source = world.source(**fields)
    return services.records_take(viewer=world.viewer("analyst"), source=source, records=[record])[0]


def printed(world: World, item: Item, **fields: Any) -> str:
    return str(document.build(Audience(world.viewer("analyst"), "en", **fields), item).blocks)


def write(world: World, item: Item, persona: str = "analyst", **fields: Any) -> Incident:
    return services.incident_record(viewer=world.viewer(persona), item=item, **fields)


def test_what_the_source_gives_is_kept_and_printed(world: World) -> None:
    item = reported(world)
    assert (item.event or {})["injured"] == 7
    said = printed(world, item)
    assert "machetes" in said
    assert "a stolen herd" in said
    assert "Injured" in said


def test_what_is_added_by_hand_goes_before_and_leaves_the_report_alone(world: World) -> None:
    item = reported(world)
    item.refresh_from_db()
    before = (item.sha256, item.event)
    made = write(
        world, item, counts={"injured_low": 5, "injured": 9, "injured_high": 12},
        told={"weapons": "rifles", "follow_up": "Call the clinic by Friday.", "comment": "Seen from afar."},
    )  # fmt: skip
    said = printed(world, item)
    for words in ("best estimate 9, between 5 and 12", "rifles", "Call the clinic", "Seen from afar"):
        assert words in said
    assert "machetes" not in said
    assert "a stolen herd" in said, "what was not written by hand stays the report's"
    item.refresh_from_db()
    assert (item.sha256, item.event) == before
    last = list(ledger.entries_of(item.pk))[-1]
    assert last.act == "incident.record"
    assert "rifles" not in str(last.data)
    assert made.version == 1


def test_words_of_a_protected_source_are_not_printed(world: World) -> None:
    item = reported(world, slug="dialogue", chatham_house=True)
    said = printed(world, item, reach="amber")
    assert "a stolen herd" not in said
    write(world, item, told={"cause": "Cattle."})
    assert "Cattle." in printed(world, item, reach="amber")


def test_two_people_write_and_nothing_is_lost(world: World, client_of: ClientOf) -> None:
    item, client = reported(world), client_of("analyst")
    page = f"/sources/items/{item.pk}/incident/"
    assert b"machetes" in client.get(page).content, "the form begins with what the report gives"
    write(world, item, "second_analyst", version=0, told={"cause": "Land."})
    with pytest.raises(Conflict):
        write(world, item, version=0, told={"cause": "Water."})
    answer = client.post(page, {"version": "0", "cause": "Water."})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Water." in text
    assert "Land." in text
    assert client.post(page, {"version": "1", "cause": "Water.", "injured": "4"}).status_code == 302
    kept = selectors.incident(world.viewer("analyst"), item)
    assert kept is not None
    assert (kept.cause, kept.injured, kept.version) == ("Water.", 4, 2)
    shown = client.get(f"/inbox/{item.pk}/").content.decode()
    assert "Water." in shown
    assert "Incident report" in shown


@pytest.mark.parametrize(
    "sent", [{"injured": "-1"}, {"injured": "x"}, {"injured_low": "9", "injured": "3"}, {"version": "-4"}]
)
def test_figures_that_cannot_be(world: World, client_of: ClientOf, sent: dict[str, str]) -> None:
    item = reported(world)
    answer = client_of("analyst").post(f"/sources/items/{item.pk}/incident/", {"version": "0", **sent})
    assert answer.status_code == 422
    assert not Incident.objects.exists()


def test_for_analysts_of_the_desk_only(world: World, client_of: ClientOf) -> None:
    item = reported(world, tlp="green")
    for persona in ("reporter", "coordinator", "outsider", "reviewer"):
        assert client_of(persona).get(f"/sources/items/{item.pk}/incident/").status_code in (403, 404)
        with pytest.raises(NotAllowed):
            write(world, item, persona, told={"cause": "x"})
    with pytest.raises(NotPossibleNow):
        write(world, item, "partner_analyst", told={"cause": "x"})


def test_what_was_added_goes_when_the_report_is_erased(world: World) -> None:
    item = reported(world)
    write(world, item, told={"cause": "Land."})
    services.item_erase(viewer=world.viewer("reviewer"), item=item, because="a witness")
    assert not Incident.objects.exists()
    with pytest.raises(NotPossibleNow):
        write(world, item, told={"cause": "Land."})
