"""What waits on a desk: the first few of each kind, how many more, and where they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from nadhir.web.portal.waiting import EACH, waiting_assessments
from nadhir.web.situations import selectors, services
from tests.web.conftest import World

pytestmark = pytest.mark.django_db


def _waiting(world: World, many: int) -> None:
    analyst = world.viewer("analyst")
    for number in range(many):
        situation = services.situation_open(
            viewer=analyst,
            names={"en": f"Valley {number}"},
            places=[world.place.pk],
            since=datetime.now(UTC).date(),
        )
        draft = services.assessment_draft(viewer=analyst, situation=situation)
        services.assessment_write(viewer=analyst, assessment=draft, narrative="It grows.")
        services.finding_record(viewer=analyst, assessment=draft, element="9.1", value="absent")
        draft.refresh_from_db()
        services.assessment_submit(viewer=analyst, assessment=draft)


def test_more_assessments_than_the_desk_shows_are_counted_and_led_to(
    world: World, client_of: Callable[..., Client]
) -> None:
    _waiting(world, EACH)
    reviewer = world.viewer("reviewer")
    assert waiting_assessments(reviewer)[1] == 0
    _waiting(world, 2)
    found, more = waiting_assessments(reviewer)
    assert (len(found), more) == (EACH, 2)
    page = client_of("reviewer").get("/").content.decode()
    assert "2 more assessments wait" in page
    assert f"{reverse('situations')}?waiting=on" in page


def test_the_list_shows_where_an_assessment_is_being_made(
    world: World, client_of: Callable[..., Client]
) -> None:
    world.situation()
    _waiting(world, 1)
    found = selectors.situations_found(world.viewer("reviewer"), making=True)
    assert [one.names["en"] for one in found] == ["Valley 0"]
    assert client_of("reviewer").get(f"{reverse('situations')}?waiting=on").status_code == 200
    assert not selectors.situations_found(world.viewer("coordinator"), making=True)
