"""The side bar: rooms by role, and what waits in each."""

from __future__ import annotations

from collections.abc import Callable

import lxml.html
import pytest
from django.test import Client

from nadhir.web.intake.services import item_dismiss
from tests.web.conftest import PERSONAS, World

ClientOf = Callable[..., Client]


def rooms(client: Client, path: str = "/directory/") -> dict[str, str]:
    """The rooms of the side bar with their figures."""
    page = lxml.html.fromstring(client.get(path).content)
    found = {}
    for link in page.xpath("//div[@class='side-in']/nav//a"):
        figure = link.xpath("span")
        found[link.get("href")] = figure[0].text_content() if figure else ""
    return found


def test_a_quiet_house_shows_no_figures(client_of: ClientOf) -> None:
    assert set(rooms(client_of("analyst")).values()) == {""}


def test_what_waits_is_counted_and_what_is_done_is_not(world: World, client_of: ClientOf) -> None:
    item = world.event()
    client = client_of("analyst")
    assert rooms(client)["/inbox/"] == "1"
    item_dismiss(viewer=world.viewer("analyst"), item=item, because="Twice the same.")
    assert rooms(client)["/inbox/"] == ""


def test_a_warning_is_counted_where_it_waits(world: World, client_of: ClientOf) -> None:
    world.warning()
    assert rooms(client_of("decision_maker"))["/warnings/"] == "1"
    assert rooms(client_of("officer"))["/warnings/"] == ""


def test_nobody_counts_what_they_may_not_see(world: World, client_of: ClientOf) -> None:
    world.event()
    world.warning()
    assert set(rooms(client_of("outsider")).values()) == {""}


@pytest.mark.parametrize(
    ("persona", "missing"),
    [("reporter", "/inbox/"), ("decision_maker", "/sources/"), ("officer", "/situations/")],
)
def test_rooms_follow_the_role(client_of: ClientOf, persona: str, missing: str) -> None:
    assert missing not in rooms(client_of(persona))
    assert "/directory/" in rooms(client_of(persona))


@pytest.mark.parametrize("persona", PERSONAS)
def test_everybody_finds_the_outlook(client_of: ClientOf, persona: str) -> None:
    assert "/outlook/" in rooms(client_of(persona))


def test_counting_costs_little_once_it_is_done(
    world: World, client_of: ClientOf, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    world.warning()
    client = client_of("analyst")
    client.get("/account/preferences/")
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        client.get("/account/preferences/")


def test_the_figure_is_in_the_readers_digits(world: World, client_of: ClientOf) -> None:
    world.event()
    person = world.people["analyst"]
    person.digits = "arab"
    person.save()
    assert rooms(client_of("analyst", "ar"))["/inbox/"] == "١"


def links(client: Client, path: str) -> set[str]:
    return set(lxml.html.fromstring(client.get(path).content).xpath("//a/@href"))


@pytest.mark.parametrize("persona", PERSONAS)
def test_everybody_finds_what_is_assessed_against(client_of: ClientOf, persona: str) -> None:
    assert "/doctrine/" in links(client_of(persona), "/directory/")


def test_the_calendar_is_found_beside_the_situations(client_of: ClientOf) -> None:
    for persona in ("analyst", "reviewer", "coordinator"):
        assert "/situations/calendar/" in links(client_of(persona), "/situations/")
        assert client_of(persona).get("/situations/calendar/").status_code == 200
    assert "/situations/calendar/" not in links(client_of("officer"), "/situations/")


def test_elements_lead_to_what_they_say(world: World, client_of: ClientOf) -> None:
    assessment = world.signed_assessment()
    situation, client = assessment.situation, client_of("analyst")
    cited = assessment.findings.exclude(evidence=None).first()
    assert cited is not None
    there = f"/doctrine/un-foa-2014/#e-{cited.element}"
    assert there in links(client, f"/situations/{situation.pk}/evidence/")
    assert there in links(client, f"/situations/{situation.pk}/coverage/")
    read = links(client, f"/situations/assessments/{assessment.pk}/")
    assert f"/doctrine/un-foa-2014/#e-{cited.element.partition('.')[0]}" in read
    page = lxml.html.fromstring(client.get("/doctrine/un-foa-2014/").content)
    assert page.xpath(f"//*[@id='e-{cited.element}']")
