"""What may not be told of a meeting is told at no outlet: who spoke, who was there, who put something in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from nadhir.web.core import clock, policy
from nadhir.web.core.models import Tlp
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor
from nadhir.web.directory.services import actor_record
from nadhir.web.response import selectors, services
from nadhir.web.response.models import Consultation, Engagement, EngagementFile
from tests.web.conftest import World

pytestmark = pytest.mark.django_db


def elder(world: World, name: str, tlp: str = Tlp.GREEN) -> Actor:
    return actor_record(viewer=world.viewer("officer"), kind="person", names={"en": name}, tlp=tlp)


def meeting(world: World, attribution: str, *, by: str = "officer", **fields: object) -> Engagement:
    return services.engagement_record(
        viewer=world.viewer(by),
        kind="dialogue",
        names={"en": "Talks at the ford"},
        attribution=attribution,
        share_with=[world.group.pk],
        **fields,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("attribution", "spoke", "partnered"),
    [("open", True, True), ("chatham_house", False, True), ("closed", False, False)],
)
def test_another_desk_reads_no_more_than_may_be_told(
    world: World, client_of: Callable[..., Client], attribution: str, spoke: bool, partnered: bool
) -> None:
    made = meeting(
        world, attribution, spoken_by=elder(world, "Elder Idris"), partners=[elder(world, "Ford Council")]
    )
    page = f"/cooperation/engagements/{made.pk}/"
    theirs = client_of("partner_analyst").get(page).content.decode()
    assert ("Elder Idris" in theirs, "Ford Council" in theirs) == (spoke, partnered)
    ours = client_of("officer").get(page).content.decode()
    assert "Elder Idris" in ours
    assert "Ford Council" in ours
    form = client_of("partner_analyst").get(f"/response/engagements/{made.pk}/edit/").content.decode()
    assert ("Elder Idris" in form) == spoke


@pytest.mark.parametrize(("attribution", "told"), [("open", 1), ("chatham_house", 1), ("closed", 0)])
def test_papers_of_a_closed_meeting_stay_at_its_desk(world: World, attribution: str, told: int) -> None:
    made = meeting(world, attribution)
    services.engagement_file_add(
        viewer=world.viewer("officer"), engagement=made, name="a.txt", content=b"Points", title="Points"
    )
    assert policy.visible(EngagementFile.objects.all(), world.viewer("partner_analyst")).count() == told
    assert policy.visible(EngagementFile.objects.all(), world.viewer("officer")).count() == 1


def _inputs(viewer: Viewer, made: Consultation) -> list[Any]:
    return list(selectors.inputs(viewer, made))


@pytest.mark.parametrize(("attribution", "told"), [("open", True), ("chatham_house", False)])
def test_an_input_at_a_round_is_nobody_s_where_the_round_says_so(
    world: World, attribution: str, told: bool
) -> None:
    officer = world.viewer("officer")
    made = services.consultation_begin(viewer=officer, names={"en": "Charter"}, tlp=Tlp.GREEN)
    held = meeting(world, attribution)
    services.consultation_round(viewer=officer, consultation=made, engagement=held, region="East")
    given: dict[str, Any] = {
        "text": "Leave the wells open.",
        "language": "en",
        "actor": elder(world, "Elder Idris"),
    }
    services.consultation_put_in(viewer=officer, consultation=made, round=held, **given)
    assert [one.told for one in _inputs(world.viewer("partner_analyst"), made)] == [told]
    assert [one.told for one in _inputs(officer, made)] == [True]


def test_what_was_agreed_to_until_a_day_is_shown_no_longer(world: World) -> None:
    officer = world.viewer("officer")
    made = meeting(world, "open")
    with clock.at(datetime.now(UTC) - timedelta(days=3)):
        kept = services.engagement_file_add(
            viewer=officer,
            engagement=made,
            name="a.txt",
            content=b"Points",
            title="Points",
            consent="The elders",
            consent_until=clock.now().date() + timedelta(days=1),
        )
        assert list(selectors.files(officer, made)) == [kept]
    assert not selectors.files(officer, made)
    assert (services.engagement_files_lapse(), services.engagement_files_lapse()) == (1, 0)
    kept.refresh_from_db()
    assert kept.raw is None


def test_the_matrix_names_nobody_whom_the_viewer_may_not_know_of(world: World) -> None:
    situation = world.situation(shared=True)
    hidden = elder(world, "Quiet Council", tlp=Tlp.AMBER_STRICT)
    today = clock.now().date()
    meeting(world, "open", by="analyst", situation=situation, convened_by=[hidden], held_on=today)
    for persona, named in (("partner_analyst", False), ("analyst", True)):
        (found,) = selectors.actions(world.viewer(persona), situation)
        assert [body.actor is not None for body in found.bodies] == [named]
