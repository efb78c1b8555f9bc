"""What training changed: medians before and after, beside others, with how many they rest on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from nadhir.sources.dates import parse_written
from nadhir.web.cooperation import services
from nadhir.web.cooperation.models import Body, Cohort
from nadhir.web.cooperation.selectors import effect
from nadhir.web.core import clock
from nadhir.web.core.models import new_id
from nadhir.web.directory.services import actor_record
from nadhir.web.response.models import Undertaking
from nadhir.web.warnings.models import Recipient, Warning
from tests.web.conftest import World
from tests.web.cooperation.teaching import a_cohort

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]
TRAINED = datetime(2026, 3, 10, 9, tzinfo=UTC)


def a_body(world: World) -> Body:
    officer = world.viewer("officer")
    actor = actor_record(viewer=officer, kind="body", names={"en": "Harbour committee"}, tlp="green")
    return Body.objects.create(
        actor=actor, owner_id=officer.desk, created_by_id=officer.user_id, kind="national", tlp="green"
    )


def trained(world: World, body: Body) -> Cohort:
    """A cohort with the body's people, held on the day."""
    viewer = world.viewer("officer")
    with clock.at(TRAINED):
        cohort = a_cohort(world, body=body, tlp="green", starts_on=None, ends_on=None)
        services.cohort_session_add(
            viewer=viewer, cohort=cohort, names={"en": "Day"}, when=parse_written("2026-03-10"), status="held"
        )
        services.cohort_begin(viewer=viewer, cohort=cohort)
    return cohort


def warned(world: World, warning: Warning, body: Body, *, days: int, hours: float, other: float) -> None:
    """A copy of a warning, issued so many days from the training: noted by the body after `hours`, and by
    somebody else after `other`."""
    issued = TRAINED + timedelta(days=days)
    copy = Warning.objects.get(pk=warning.pk)
    copy.pk, copy.number, copy.issued_at = new_id(), f"W-{days}", issued
    copy.save(force_insert=True)
    for actor, after in ((body.actor, hours), (None, other)):
        Recipient.objects.create(
            warning=copy, name="Somebody", actor=actor, acknowledged_at=issued + timedelta(hours=after)
        )


def story(world: World) -> Body:
    body, warning = a_body(world), world.warning()
    trained(world, body)
    for days, hours, other in ((-20, 30, 10), (-10, 50, 12), (-5, 40, 14), (5, 6, 11), (9, 10, 13)):
        warned(world, warning, body, days=days, hours=hours, other=other)
    return body


def test_medians_before_and_after_stand_beside_those_of_others(world: World) -> None:
    body = story(world)
    (told,) = effect.effects(world.viewer("analyst"))
    assert told.unit.key == body.actor_id
    assert (told.before.warned, told.before.to_acknowledge) == (3, 40.0)
    assert (told.after.warned, told.after.to_acknowledge) == (2, 8.0)
    assert (told.others_before.warned, told.others_before.to_acknowledge) == (3, 12.0)
    assert told.change == -32.0
    assert told.few


def test_what_was_undertaken_counts_for_the_body(world: World) -> None:
    body = story(world)
    warning = Warning.objects.get(number="W-5")
    assert warning.issued_at is not None
    analyst = world.viewer("analyst")
    Undertaking.objects.create(
        owner_id=analyst.desk,
        created_by_id=analyst.user_id,
        created_at=warning.issued_at + timedelta(hours=20),
        title="Visit",
        who="the committee",
        warning=warning,
        actor=body.actor,
    )
    (told,) = effect.effects(world.viewer("analyst"))
    assert (told.after.undertaken, told.after.to_undertake) == (1, 20.0)
    assert told.before.undertaken == 0


def test_the_page_says_how_few_they_are_and_claims_no_cause(world: World, client_of: ClientOf) -> None:
    story(world)
    officer = client_of("officer")
    page = officer.get("/cooperation/learning/effect/").content.decode()
    assert "8 hours since the training, 40 hours before it" in page
    assert "few warnings" in page
    assert "does not say why" in page
    assert "<svg" in page
    table = officer.get("/cooperation/learning/effect/?format=csv")
    rows = b"".join(table.streaming_content).decode()  # type: ignore[attr-defined]
    assert rows.count("Harbour committee") == 4
    assert "40.0" in rows


def test_who_may_not_know_of_the_warnings_gets_no_figure_of_them(world: World, client_of: ClientOf) -> None:
    story(world)
    (told,) = effect.effects(world.viewer("partner_analyst"))
    assert told.before.warned == told.after.warned == told.others_before.warned == 0
    assert not effect.effects(world.viewer("outsider"))
    assert (
        "Nothing can be told yet"
        in client_of("outsider").get("/cooperation/learning/effect/").content.decode()
    )


def test_an_organisation_counts_as_trained_with_several_of_its_people(world: World) -> None:
    cohort = a_cohort(world)
    officer = world.viewer("officer")
    services.cohort_open(viewer=officer, cohort=cohort)
    for at, persona in enumerate(("analyst", "reviewer"), start=1):
        services.enrolment_make(viewer=world.viewer(persona), cohort=cohort, myself=True)
        if at == 1:
            Cohort.objects.filter(pk=cohort.pk).update(status="under_way")
            assert effect.trained(officer) == []
            Cohort.objects.filter(pk=cohort.pk).update(status="open")
    Cohort.objects.filter(pk=cohort.pk).update(status="under_way")
    assert [unit.key for unit in effect.trained(officer)] == [world.organisations["desk"].pk]
