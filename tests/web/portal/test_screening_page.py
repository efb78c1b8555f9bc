"""The screening room: what it says of the screener, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nadhir.web.intake.services import finding_judge
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
CALL = "Kill all the Shia, expel the vermin from the valley."


def shown(response: Any) -> str:
    return str(response.content.decode())


def test_few_judgements_are_called_few(world: World, client_of: ClientOf) -> None:
    client = client_of("analyst")
    assert "Nobody has judged" in shown(client.get("/screening/"))
    finding_judge(viewer=world.viewer("analyst"), item=world.item(CALL), verdict="agreed")
    page = shown(client.get("/screening/"))
    assert "too few to say how often" in page
    assert "English" in page


def test_many_are_told_as_a_share(world: World, client_of: ClientOf) -> None:
    source = world.source()
    for number in range(20):
        item = world.item(f"{CALL} {number} of {number * 31}", source=source)
        verdict = "dismissed" if number % 4 == 0 else "agreed"
        finding_judge(viewer=world.viewer("analyst"), item=item, verdict=verdict)
    page = shown(client_of("reviewer").get("/screening/"))
    assert "<b>75.0 %</b>" in page.replace("\xa0", " ")
    lines = client_of("reviewer").get("/screening/?format=csv").getvalue().decode().splitlines()
    assert lines[1].startswith("English,urgent,")
    assert ",20,15,0,5,0.75,0.5313,0.8881" in lines[1]


@pytest.mark.parametrize("persona", ["reporter", "officer", "decision_maker", "administrator", "coordinator"])
def test_others_have_no_such_room(client_of: ClientOf, persona: str) -> None:
    assert client_of(persona).get(reverse("screening")).status_code == 403
