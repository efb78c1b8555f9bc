"""What is written of a discreet situation goes by its outward name in the rooms of response."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from nadhir.web.core import clock
from nadhir.web.core.models import Tlp
from nadhir.web.response import services
from nadhir.web.response.models import Briefing, Engagement, Review
from nadhir.web.situations.models import Situation
from nadhir.web.situations.services import situation_change
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
WORDS = {"en": "Talks in Nour Valley"}


@pytest.fixture
def situation(world: World) -> Situation:
    made = world.situation(shared=True)
    return situation_change(
        viewer=world.viewer("analyst"), situation=made, discreet=True, outward_names={"en": "a valley"}
    )


@pytest.fixture
def meeting(world: World, situation: Situation) -> Engagement:
    return services.engagement_record(
        viewer=world.viewer("analyst"),
        kind="dialogue",
        names=WORDS,
        outcome=WORDS,
        situation=situation,
        held_on=clock.now().date(),
        share_with=[world.group.pk],
    )


@pytest.fixture
def briefing(world: World, situation: Situation, meeting: Engagement) -> Briefing:
    analyst = world.viewer("analyst")
    made = services.briefing_begin(
        viewer=analyst, audience="Who watches Nour Valley", titles=WORDS, texts=WORDS, situation=situation,
        tlp=Tlp.GREEN,
    )  # fmt: skip
    services.briefing_ask(viewer=analyst, briefing=made, question=WORDS, answer=WORDS)
    services.briefing_write(viewer=analyst, briefing=made, ready=True)
    return services.briefing_give(viewer=analyst, briefing=made, engagement=meeting)


@pytest.fixture
def review(world: World, situation: Situation) -> Review:
    analyst = world.viewer("analyst")
    made = services.review_write(
        viewer=analyst, situation=situation, outcome="missed", happened_on=clock.now().date(),
        what_happened=WORDS["en"], lesson=WORDS["en"],
    )  # fmt: skip
    Review.objects.filter(pk=made.pk).update(status="closed", tlp=Tlp.GREEN)
    return made


def test_no_page_and_no_file_says_its_name_to_another_desk(
    world: World, client_of: Callable[..., Client], meeting: Engagement, briefing: Briefing, review: Review
) -> None:
    paths = [
        "/cooperation/?show=engagements",
        "/cooperation/?show=engagements&format=csv",
        f"/cooperation/engagements/{meeting.pk}/",
        f"/response/situations/{meeting.situation_id}/who-does-what/",
        "/response/briefings/",
        "/response/briefings/?format=csv",
        f"/response/briefings/{briefing.pk}/",
        "/response/reviews/",
        "/response/reviews/?format=csv",
        f"/response/reviews/{review.pk}/",
    ]
    named = {}
    for persona in ("partner_analyst", "analyst"):
        client = client_of(persona)
        for path in paths:
            answer = client.get(path)
            body = b"".join(answer) if answer.streaming else answer.content
            assert answer.status_code == 200, path
            named[persona, path] = "Nour Valley" in body.decode()
    assert [path for (persona, path), told in named.items() if persona == "partner_analyst" and told] == []
    assert any(told for (persona, _), told in named.items() if persona == "analyst")


def test_what_waits_on_the_first_page_does_not_say_it_either(
    world: World, client_of: Callable[..., Client], situation: Situation
) -> None:
    analyst, today = world.viewer("analyst"), clock.now().date()
    whole = services.undertaking_make(
        viewer=analyst, title="Calm Nour Valley", who="elders", due_on=today, situation=situation,
        origin="own", share_with=[world.group.pk],
    )  # fmt: skip
    part = services.undertaking_make(
        viewer=analyst, title="Go there", who="elders", due_on=today, parent=whole, origin="own"
    )
    paths = ["/", f"/situations/{situation.pk}/", reverse("undertaking", args=[part.pk])]
    for persona, told in (("partner_analyst", False), ("analyst", True)):
        pages = [client_of(persona).get(path).content.decode() for path in paths]
        assert ["Calm Nour Valley" in page for page in pages] == [told] * 3, persona
        assert ["Calm a valley" in page for page in pages] == [not told] * 3, persona


def test_another_desk_does_not_write_on_what_it_reads_otherwise(
    client_of: Callable[..., Client], meeting: Engagement
) -> None:
    page = f"/response/engagements/{meeting.pk}/edit/"
    assert client_of("partner_analyst").get(page).status_code == 403
    assert client_of("analyst").get(page).status_code == 200
