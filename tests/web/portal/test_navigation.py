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
