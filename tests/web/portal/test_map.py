"""The map: what happened where, and that nobody is found by it."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import lxml.html
import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from nadhir.sources import EventFacts, PlaceHint, WrittenDate
from nadhir.web.intake.models import Item
from nadhir.web.portal import mapping
from tests.web.conftest import World

ClientOf = Callable[..., Client]


def happened(world: World, number: int = 1, *, tlp: str = "amber", **fields: Any) -> Item:
    """An event at a precise place, from a source with the given label."""
    facts = EventFacts(kind=fields.pop("kind", "one_sided"), deaths_low=1, deaths_best=2, deaths_high=3)
    on = fields.pop("on", date(2023, 10, 12))
    return world.item(
        f"Event {number}: armed men attacked villagers.",
        source=world.source(slug=f"source-{tlp}", tlp=tlp),
        external_id=f"event-{number}",
        event=facts,
        places=(PlaceHint(name="Nour Valley", code="XN-01", latitude=12.3456, longitude=30.9876),),
        occurred=WrittenDate(as_written=str(on), start=on, end=on, precision="day", relative=False),
        **fields,
    )


def points_of(client: Client, query: str = "") -> list[list[Any]]:
    page = lxml.html.fromstring(client.get(f"/map/{query}").content)
    found = page.xpath("//script[@id='points']")
    return json.loads(found[0].text)["points"] if found else []


def test_a_place_that_is_not_public_is_moved(world: World, client_of: ClientOf) -> None:
    happened(world)
    page = client_of("analyst").get("/map/").content.decode()
    ((longitude, latitude, *_),) = points_of(client_of("analyst"))
    assert (longitude, latitude) == (31.0, 12.3)
    assert "12.34" not in page
    assert "30.98" not in page
    assert "moved by up to ten kilometres" in page


def test_a_public_place_stands_where_it_is(world: World, client_of: ClientOf) -> None:
    happened(world, tlp="clear")
    ((longitude, latitude, *_),) = points_of(client_of("analyst"))
    assert (longitude, latitude) == (30.99, 12.35)


def test_a_label_of_the_item_alone_protects_too(world: World, client_of: ClientOf) -> None:
    item = happened(world, tlp="clear")
    Item.objects.filter(pk=item.pk).update(tlp="amber")
    ((longitude, latitude, *_),) = points_of(client_of("analyst"))
    assert (longitude, latitude) == (31.0, 12.3)


@pytest.mark.parametrize("persona", ["outsider", "partner_analyst"])
def test_events_of_others_are_not_shown(world: World, client_of: ClientOf, persona: str) -> None:
    happened(world)
    assert points_of(client_of(persona)) == []


@pytest.mark.parametrize("persona", ["decision_maker", "officer", "reporter", "coordinator"])
def test_the_map_is_the_desks(world: World, client_of: ClientOf, persona: str) -> None:
    happened(world)
    assert client_of(persona).get("/map/").status_code == 403


def test_a_dot_leads_to_its_report(world: World, client_of: ClientOf) -> None:
    item = happened(world)
    ((_, _, words, tone, address),) = points_of(client_of("analyst"))
    assert address == f"/inbox/{item.pk}/"
    assert words == "Violence against civilians · 12 October 2023 · deaths: 2"
    assert tone == ""


def test_a_dot_of_several_leads_to_all_from_there(world: World, client_of: ClientOf) -> None:
    happened(world, 1)
    happened(world, 2)
    ((_, _, words, _, address),) = points_of(client_of("analyst"))
    assert address == "/inbox/?place=XN-01&status=all"
    assert "2 events, deaths: 4" in words


def test_filters(world: World, client_of: ClientOf) -> None:
    happened(world, 1)
    happened(world, 2, kind="state_based", on=datetime.now(UTC).date())
    client = client_of("analyst")
    assert "2 events" in points_of(client)[0][2]
    assert "Violence" in points_of(client, "?violent=on")[0][2]
    assert "State" in points_of(client, "?days=30")[0][2]
    assert points_of(client, "?place=XN-01")
    assert points_of(client, "?place=XN-01&days=30&violent=on") == []


@pytest.mark.parametrize("query", ["?place=nowhere", "?days=0", "?days=x", "?place=%00"])
def test_an_address_that_makes_no_sense_breaks_nothing(client_of: ClientOf, query: str) -> None:
    assert client_of("analyst").get(f"/map/{query}").status_code == 200


def test_dismissed_reports_leave_the_map(world: World, client_of: ClientOf) -> None:
    item = happened(world)
    Item.objects.filter(pk=item.pk).update(status=Item.Status.DISMISSED)
    assert points_of(client_of("analyst")) == []


def test_an_empty_map_says_what_belongs_there(client_of: ClientOf) -> None:
    page = lxml.html.fromstring(client_of("analyst").get("/map/").content)
    assert "Nothing to put on the map yet" in page.get_element_by_id("main").text_content()


def test_the_table_beside_says_the_same(world: World, client_of: ClientOf) -> None:
    happened(world, 1)
    happened(world, 2, kind="state_based")
    page = lxml.html.fromstring(client_of("analyst").get("/map/").content)
    (row,) = page.xpath("//*[@id='countries']//tbody/tr")
    assert [cell.text_content() for cell in row] == ["Nour Valley", "2", "1", "4"]


def test_the_table_can_be_taken_along(world: World, client_of: ClientOf) -> None:
    happened(world)
    lines = client_of("analyst").get("/map/?format=csv").getvalue().decode("utf-8-sig").splitlines()
    assert lines[1] == "XN-01,Nour Valley,1,1,2"


EVENTS = st.lists(
    st.builds(
        mapping.Event,
        pk=st.just(uuid4()),
        latitude=st.floats(-80, 80),
        longitude=st.floats(-180, 180),
        exact=st.booleans(),
        violent=st.booleans(),
        deaths=st.integers(0, 10_000),
        on=st.none() | st.dates(),
        kind=st.sampled_from(["one_sided", "non_state", ""]),
        title=st.text(max_size=20),
        where=st.none(),
    ),
    max_size=60,
)


@settings(max_examples=30, deadline=None)
@given(EVENTS)
def test_no_event_is_lost_or_told_twice(events: list[mapping.Event]) -> None:
    spots = mapping.gathered(events)
    assert sum(len(spot.events) for spot in spots) == len(events)
    assert len(mapping.points(spots)["points"]) == len(spots)


def test_a_world_of_events_stays_light() -> None:
    events = [
        mapping.Event(
            uuid4(), (n * 37 % 1200) / 10 - 50, (n * 73 % 3500) / 10 - 175, True, n % 3 == 0, n % 9,
            date(2023, 10, 1 + n % 31), "one_sided", "", None,
        )
        for n in range(2000)
    ]  # fmt: skip
    spots = mapping.gathered(events)
    page = str(mapping.drawn(spots)) + json.dumps(mapping.points(spots))
    assert len(gzip.compress(page.encode())) < 55_000
    assert not re.search(r"\bnan\b|\binf\b", page)
