"""Judging findings on pages: with buttons, with two keys, and by nobody who may not."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from nadhir.web.core.models import Tlp
from nadhir.web.intake.models import Item, Judgement
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
CALL = "Kill all the Shia, expel the vermin from the valley."


def shown(response: Any) -> str:
    return str(response.content.decode())


def button(page: str, verdict: str) -> str:
    """The value of the button that says `verdict` of the first row."""
    found = re.search(rf'name="judge" value="({verdict}:[^"]+)"', page)
    assert found, "no button"
    return found[1]


def test_two_keys_a_judgement_in_the_inbox(world: World, client_of: ClientOf) -> None:
    item, client = world.item(CALL), client_of("analyst")
    page = shown(client.get("/inbox/"))
    assert "by screening" in page
    assert '<mark class="m-risk">' in page, "the words are marked in the list"
    for key in "ync":
        assert f'data-key="{key}"' in page
    answer = client.post(
        "/inbox/judge/", {"judge": button(page, "agreed"), "query": "status=all"}, follow=True
    )
    assert answer.redirect_chain[0][0] == "/inbox/?status=all"
    assert "(by a person)" in shown(answer)
    assert Judgement.objects.get().item == item


def test_a_script_gets_the_row_alone_and_stays_on_it(world: World, client_of: ClientOf) -> None:
    world.item(CALL)
    client = client_of("reviewer")
    value = button(shown(client.get("/inbox/")), "dismissed")
    row = shown(client.post("/inbox/judge/", {"judge": value}, headers={"HX-Request": "true"}))
    assert row.count("<tr") == 1
    assert 'aria-current="true"' in row
    assert "speech: no concern" in row
    again = shown(client.post("/inbox/judge/", {"judge": value}, headers={"HX-Request": "true"}))
    assert "Somebody changed this" in again, "an old version is refused in the row"


def test_a_correction_on_the_page_of_the_report(world: World, client_of: ClientOf) -> None:
    item, client = world.item(CALL), client_of("analyst")
    address = reverse("item_judge", args=[item.pk])
    sent = {
        "verdict": "corrected",
        "concern": "review",
        "hateful": "yes",
        "violence": "none",
        "mode": "quotation",
        "language": "en",
        "targets": ["jews", "shia"],
        "note": "a sermon is quoted",
        "version": item.version,
        "finding_version": item.finding["version"],
    }
    wrong = client.post(address, {**sent, "concern": "none"})
    assert wrong.status_code == 422
    assert "at least worth keeping an eye on" in shown(wrong)
    assert "a sermon is quoted" in shown(wrong), "what was typed is kept"
    page = shown(client.post(address, sent, follow=True))
    assert "a sermon is quoted" in page
    assert "By screening" in page
    assert "urgent" in page, "the finding stays to be seen"
    item.refresh_from_db()
    assert item.concern == "review"


def test_the_file_of_the_inbox_says_who_says_so(world: World, client_of: ClientOf) -> None:
    world.item(CALL)
    client = client_of("analyst")
    client.post("/inbox/judge/", {"judge": button(shown(client.get("/inbox/")), "dismissed")})
    answer = client.get("/inbox/?format=csv&status=all")
    line = answer.getvalue().decode().splitlines()[1]
    assert "no concern,a person" in line


def test_others_see_what_was_said_but_not_by_whom_and_cannot_say_it(
    world: World, client_of: ClientOf
) -> None:
    item = world.item(CALL, source=world.source(slug="bulletin", tlp=Tlp.GREEN))
    client = client_of("second_analyst")
    client.post(reverse("item_judge", args=[item.pk]), {"verdict": "dismissed", "note": "for us"})
    partner = client_of("partner_analyst")
    page = shown(partner.get(reverse("item", args=[item.pk])))
    assert "dismissed" in page
    assert "Second Analyst" not in page
    assert "for us" not in page
    assert 'name="verdict"' not in page
    assert partner.post(reverse("item_judge", args=[item.pk]), {"verdict": "agreed"}).status_code in (
        403,
        422,
    )
    assert Judgement.objects.count() == 1
    assert 'name="judge"' not in shown(partner.get("/inbox/?status=all"))


@pytest.mark.parametrize(
    "value", ["", "agreed", "agreed:x", "agreed:00000000-0000-0000-0000-000000000000@x", "x:y@1"]
)
def test_what_is_no_judgement_is_refused(world: World, client_of: ClientOf, value: str) -> None:
    world.item(CALL)
    assert client_of("analyst").post("/inbox/judge/", {"judge": value}).status_code in (400, 403, 404)
    assert not Judgement.objects.exists()


def test_judging_asks_for_no_more_queries_with_more_rows(
    world: World, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    source = world.source()
    for number in range(12):
        world.item(f"{CALL} Number {number} of many different things {number * 7}.", source=source)
    client = client_of("analyst")
    client.get("/inbox/")
    with django_assert_max_num_queries(30):
        client.get("/inbox/")
    assert Item.objects.count() == 12
    assert not list(get_messages(client.get("/inbox/").wsgi_request))
