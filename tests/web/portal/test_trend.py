"""The page of expressions over time, its file, and the card of a situation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nadhir.sources import WrittenDate
from nadhir.web.core import clock
from nadhir.web.core.models import Tlp
from nadhir.web.intake.models import Item
from nadhir.web.situations.models import Situation
from nadhir.web.situations.services import item_attach
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
CALL = "Kill all the Shia, they are vermin."
TREND = "/screening/trend/"


def shown(response: Any) -> str:
    return str(response.content.decode())


def said(world: World, *, days: int = 0, text: str = CALL, **fields: Any) -> Item:
    number = world.made["said"] = world.made.get("said", 0) + 1
    day = clock.now().date() - timedelta(days=days)
    when = WrittenDate(str(day), day, day, "day")
    return world.item(f"{text} {number}", external_id=f"said-{number}", published=when, **fields)


def surging(world: World) -> Situation:
    """A situation with far more this month than in those before."""
    situation, viewer = world.situation(), world.viewer("analyst")
    calm = said(world, days=70, text="A calm market day was reported in the town.")
    for item in [*(said(world) for _ in range(6)), said(world, days=70), calm]:
        item_attach(viewer=viewer, situation=situation, item=item)
    return situation


def test_the_page_says_counts_shares_and_parts(world: World, client_of: ClientOf) -> None:
    said(world)
    said(world, text="A calm market day was reported in the town.")
    page = shown(client_of("analyst").get(TREND))
    assert "1 of 2 screened reports (50.0" in page.replace("\xa0", " ")
    assert "Few reports were screened" in page
    for part in ("Shia", "English", "<svg"):
        assert part in page
    assert "Nothing was screened" in shown(client_of("outsider").get(TREND))


def test_filters_live_in_the_address(world: World, client_of: ClientOf) -> None:
    said(world)
    client = client_of("analyst")
    page = shown(client.get(TREND, {"group": "jews", "by": "week", "months": "3"}))
    assert "0 of 1 screened" in page
    for strange in (
        {"group": "x"},
        {"months": "99999"},
        {"situation": "x"},
        {"place": "\x00"},
        {"level": "none"},
    ):
        assert client.get(TREND, strange).status_code in (200, 400)


def test_the_file_holds_every_period_and_part(world: World, client_of: ClientOf) -> None:
    said(world)
    lines = client_of("reviewer").get(TREND, {"format": "csv"}).getvalue().decode("utf-8-sig").splitlines()
    assert lines[0] == "Counted by,What,From,Expressions,Screened"
    assert lines[12].startswith(f"all,,{clock.now().date().replace(day=1)},1,1")
    assert sum("Shia" in line for line in lines) == 12


def test_a_surge_is_flagged_on_the_situation_and_its_outlook(world: World, client_of: ClientOf) -> None:
    situation = surging(world)
    client = client_of("analyst")
    for name in ("situation", "situation_outlook"):
        page = shown(client.get(reverse(name, args=[situation.pk])))
        assert "surge" in page, name
        assert "This month so far: <b>6</b>" in page, name
        assert "take this with care" in page, name
    assert "of 8 screened" in shown(client.get(TREND, {"situation": str(situation.pk)}))


def test_a_card_counts_only_what_the_reader_may_see(world: World, client_of: ClientOf) -> None:
    situation, viewer = world.situation(shared=True), world.viewer("analyst")
    item_attach(viewer=viewer, situation=situation, item=said(world))
    green = said(world, source=world.source(slug="bulletin", tlp=Tlp.GREEN))
    item_attach(viewer=viewer, situation=situation, item=green)
    page = reverse("situation", args=[situation.pk])
    assert "2 of 2 screened" in shown(client_of("analyst").get(page))
    assert "1 of 1 screened" in shown(client_of("partner_analyst").get(page))
    assert "screened reports" not in shown(client_of("coordinator").get(page))
    assert client_of("outsider").get(TREND, {"situation": str(situation.pk)}).status_code == 200


@pytest.mark.parametrize("persona", ["reporter", "officer", "decision_maker", "administrator", "coordinator"])
def test_others_have_no_such_page(client_of: ClientOf, persona: str) -> None:
    assert client_of(persona).get(TREND).status_code == 403


def test_the_page_asks_a_bounded_number_of_questions(
    world: World, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    for at in range(20):
        said(world, days=at * 9)
    client = client_of("analyst")
    client.get(TREND)
    with django_assert_max_num_queries(30):
        client.get(TREND)
