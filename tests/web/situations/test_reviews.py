"""Reviews that are due: who is reminded, when, and when no more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.urls import reverse

from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock, outbox
from nadhir.web.core.models import Outgoing
from nadhir.web.situations import services

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from nadhir.web.situations.models import Situation
    from tests.web.conftest import World

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def watched(world: World, persona: str = "analyst", **fields: Any) -> Situation:
    """A situation under watch since 2 March, to be reviewed every thirty days: next on 1 April."""
    with clock.at(START):
        return services.situation_open(
            viewer=world.viewer("analyst"),
            names={"en": "Salt plain"},
            places=[world.place.pk],
            responsible_id=world.people[persona].pk,
            **fields,
        )


def sent_on(day: int) -> int:
    """How many mails have left by noon of a day counted from the beginning of the watch."""
    now = START + day * DAY
    with clock.at(now):
        outbox.deliver(now)
    return len(mail.outbox)


def test_the_person_responsible_is_reminded_once_when_due_and_every_seven_days(world: World) -> None:
    watched(world)
    assert [sent_on(day) for day in (29, 30, 30, 31, 36, 37, 38, 44)] == [0, 1, 1, 1, 1, 2, 2, 3]
    assert {tuple(one.to) for one in mail.outbox} == {(world.people["analyst"].email,)}
    first, second = mail.outbox[:2]
    assert first.subject == "A review is due today"
    assert second.subject == "A review is overdue"
    assert "/situations/" in first.body
    assert "Salt plain" not in first.subject + first.body


def test_starting_again_reminds_nobody_twice(world: World) -> None:
    one = watched(world)
    assert sent_on(30) == 1
    with clock.at(START + 30 * DAY):
        assert services.reviews_recover() == 1
        services.review_remind(situation=one)
    assert sent_on(31) == 1


def test_nobody_is_reminded_of_a_watch_that_ended_or_passed_to_another(world: World) -> None:
    closed, passed = watched(world), watched(world)
    with clock.at(START + DAY):
        services.situation_close(viewer=world.viewer("analyst"), situation=closed, because="quiet")
        services.situation_change(
            viewer=world.viewer("analyst"), situation=passed,
            responsible_id=world.people["second_analyst"].pk,
        )  # fmt: skip
    assert sent_on(40) == 1
    assert mail.outbox[0].to == [world.people["second_analyst"].email]


def test_a_signed_assessment_moves_the_review(world: World) -> None:
    one = watched(world)
    with clock.at(START + 10 * DAY):
        world.signed_assessment(situation=one)
    assert [sent_on(day) for day in (30, 39, 40)] == [0, 0, 1]


def test_the_mail_speaks_the_language_of_the_person(world: World) -> None:
    person = world.people["analyst"]
    person.language = "ar"
    person.save()
    watched(world)
    sent_on(31)
    assert "نيسان/أبريل" in mail.outbox[0].body


def test_somebody_who_may_not_see_it_or_has_left_is_not_reminded(world: World) -> None:
    watched(world)
    person = world.people["analyst"]
    person.is_active = False
    person.save()
    assert sent_on(31) == 0
    assert not Outgoing.objects.filter(state=Outgoing.State.FAILED).exists()


def test_only_somebody_of_the_desk_is_responsible(world: World) -> None:
    with pytest.raises(NotPossibleNow, match="responsible_elsewhere"):
        watched(world, "partner_analyst")


def test_without_a_person_nothing_lies_in_the_outbox(world: World) -> None:
    world.situation()
    assert not Outgoing.objects.exists()


def test_who_opens_a_situation_is_proposed_and_the_page_says_who_it_is(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    client, person = client_of("analyst"), world.people["analyst"]
    form = client.get(reverse("situation_new")).context["form"]
    assert form["responsible"].value() == str(person.pk)
    one = watched(world, share_with=[world.group.pk])
    words = shown(client.get(reverse("situation", args=[one.pk])))
    assert person.name in words
    assert "under watch" in words
    desk = shown(client.get("/"))
    assert "Salt plain" in desk


def test_a_discreet_situation_needs_an_outward_name(world: World, client_of: Callable[..., Client]) -> None:
    with pytest.raises(NotPossibleNow, match="without_outward_name"):
        watched(world, discreet=True)
    one = watched(world, discreet=True, framing="region", outward_names={"en": "A dry \u202eregion"})
    assert one.outward_names == {"en": "A dry region"}
    page = client_of("analyst").get(reverse("situation_edit", args=[one.pk])).content.decode()
    assert "A dry region" in page
