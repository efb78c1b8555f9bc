"""Engagements: planned, held, called off; who took part, papers, photographs with consent."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.sources.dates import parse_written
from nadhir.web.core import policy
from nadhir.web.directory.services import actor_record
from nadhir.web.response import services
from nadhir.web.response.models import Engagement, EngagementFile, Participation
from tests.web.response.test_papers import picture

if TYPE_CHECKING:
    from tests.web.conftest import World

NAMES = {"en": "Round table", "ar": "مائدة مستديرة"}


@pytest.fixture
def planned(world: World) -> Engagement:
    return services.engagement_record(
        viewer=world.viewer("officer"), kind="roundtable", names=NAMES, status="planned", themes=["trust"]
    )


def test_a_date_keeps_how_it_was_written(world: World) -> None:
    written = parse_written("17–20 كانون الأول/ديسمبر 2012")
    made = services.engagement_record(
        viewer=world.viewer("officer"), kind="workshop", names=NAMES, **services.held_fields(written)
    )
    made.refresh_from_db()
    assert (made.held_on, made.held_until) == (date(2012, 12, 17), date(2012, 12, 20))
    assert made.held["as_written"] == "17–20 كانون الأول/ديسمبر 2012"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"names": {"en": "  "}}, "engagement.without_name"),
        ({"held_on": date(2026, 5, 2), "held_until": date(2026, 5, 1)}, "engagement.ends_before"),
        ({"participants": 10, "women": 11}, "engagement.too_many_women"),
        ({"themes": ["trust", "gold"]}, "engagement.unknown_theme"),
        ({"audience": "nobody"}, "engagement.unknown_theme"),
    ],
)
def test_what_makes_no_sense_is_refused(world: World, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(NotPossibleNow) as refused:
        services.engagement_record(
            **{"viewer": world.viewer("officer"), "kind": "workshop", "names": NAMES, **fields}
        )
    assert refused.value.code == code


def test_two_who_change_it_at_once_lose_nothing(world: World, planned: Engagement) -> None:
    officer = world.viewer("officer")
    services.engagement_change(viewer=officer, engagement=planned, version=1, agenda="Grazing routes")
    with pytest.raises(Conflict):
        services.engagement_change(viewer=officer, engagement=planned, version=1, agenda="The vote")
    planned.refresh_from_db()
    assert planned.agenda == "Grazing routes"


def test_only_what_is_planned_is_called_off_and_with_a_reason(world: World, planned: Engagement) -> None:
    officer = world.viewer("officer")
    with pytest.raises(NotPossibleNow, match=r"engagement\.without_reason"):
        services.engagement_call_off(viewer=officer, engagement=planned, because=" ")
    services.engagement_call_off(viewer=officer, engagement=planned, because="The road is closed.")
    with pytest.raises(NotPossibleNow, match=r"engagement\.not_planned"):
        services.engagement_call_off(viewer=officer, engagement=planned, because="Again.")


def test_numbers_are_taken_from_the_rows(world: World, planned: Engagement) -> None:
    officer = world.viewer("officer")
    women = services.participation_add(
        viewer=officer, engagement=planned, many=12, sex="female", faith="Muslim", age="youth"
    )
    services.participation_add(viewer=officer, engagement=planned, many=8, sex="male", faith="Christian")
    assert (planned.participants, planned.women) == (20, 12)
    services.participation_remove(viewer=officer, participation=women)
    planned.refresh_from_db()
    assert (planned.participants, planned.women) == (8, 0)
    with pytest.raises(NotPossibleNow, match=r"engagement\.nobody"):
        services.participation_add(viewer=officer, engagement=planned, many=0)


def test_a_person_takes_part_once(world: World, planned: Engagement) -> None:
    officer = world.viewer("officer")
    elder = actor_record(viewer=officer, kind="person", names={"en": "Sheikh Idris"})
    services.participation_add(viewer=officer, engagement=planned, actor=elder)
    with pytest.raises(NotPossibleNow, match=r"engagement\.there_already"):
        services.participation_add(viewer=officer, engagement=planned, actor=elder)


@pytest.mark.parametrize(("attribution", "told"), [("open", 1), ("chatham_house", 0), ("closed", 0)])
def test_who_was_there_stays_at_the_desk_where_it_must(world: World, attribution: str, told: int) -> None:
    made = services.engagement_record(
        viewer=world.viewer("officer"),
        kind="dialogue",
        names=NAMES,
        attribution=attribution,
        share_with=[world.group.pk],
        outcome={"en": "They agreed."},
    )
    services.participation_add(viewer=world.viewer("officer"), engagement=made, many=3, faith="Baha'i")
    partner = world.viewer("partner_analyst")
    assert policy.visible(Participation.objects.all(), partner).count() == told
    assert policy.visible(Participation.objects.all(), world.viewer("officer")).count() == 1
    hidden = "outcome" in policy.hidden_fields(partner, made)
    assert hidden == (attribution == "closed")


def test_no_photograph_without_consent_and_none_after_it_is_taken_back(
    world: World, planned: Engagement
) -> None:
    officer = world.viewer("officer")
    given: dict[str, Any] = {
        "name": "a.jpg",
        "content": picture(),
        "title": "The table",
        "kind": "photograph",
    }
    with pytest.raises(NotPossibleNow, match=r"engagement\.photograph_without_consent"):
        services.engagement_file_add(viewer=officer, engagement=planned, **given)
    kept = services.engagement_file_add(
        viewer=officer, engagement=planned, **given, consent="All four, for our report"
    )
    services.engagement_file_withdraw(viewer=officer, file=kept)
    fresh = EngagementFile.objects.get()
    assert fresh.raw is None
    assert fresh.withdrawn_at is not None
    assert fresh.sha256


def test_another_desk_reads_and_does_not_write(world: World) -> None:
    made = services.engagement_record(
        viewer=world.viewer("officer"), kind="mission", names=NAMES, tlp="green"
    )
    with pytest.raises(NotAllowed):
        services.engagement_change(viewer=world.viewer("outsider"), engagement=made, agenda="x")
    with pytest.raises(NotAllowed):
        services.engagement_record(viewer=world.viewer("reporter"), kind="mission", names=NAMES)
