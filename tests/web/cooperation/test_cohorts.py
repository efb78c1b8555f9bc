"""Cohorts: planned, opened, taught, ended; who may see and keep them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.cooperation import selectors, services, teaching
from nadhir.web.cooperation.models import Cohort, Enrolment, Module
from nadhir.web.cooperation.selectors import of_cohorts as read
from nadhir.web.core import clock
from nadhir.web.directory.models import Expert
from nadhir.web.directory.services import actor_record
from tests.doctrine.test_learning import small
from tests.web.conftest import World
from tests.web.cooperation.teaching import MODULE, a_cohort, a_session, enrolled, joined, took_test

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]


def refused(code: str, do: Callable[[], object]) -> None:
    with pytest.raises(NotPossibleNow) as problem:
        do()
    assert problem.value.code == code


def test_a_cohort_that_makes_no_sense_is_refused(world: World) -> None:
    today = clock.now().date()
    refused("cohort.without_name", lambda: a_cohort(world, names={"en": "  "}))
    refused("cohort.ends_before", lambda: a_cohort(world, starts_on=today, ends_on=today - timedelta(days=1)))
    refused("cohort.without_modules", lambda: a_cohort(world, modules=[]))
    refused("cohort.unknown_module", lambda: a_cohort(world, modules=["nothing@1"]))
    refused("path.module_twice", lambda: a_cohort(world, modules=[MODULE.ref, MODULE.ref]))
    refused("cohort.without_seats", lambda: a_cohort(world, seats=0))
    with pytest.raises(NotAllowed):
        a_cohort(world, persona="analyst")


def test_a_path_gives_its_modules(world: World) -> None:
    path = services.learning_path_record(
        viewer=world.viewer("officer"), names={"en": "First steps"}, modules=[MODULE.ref]
    )
    assert a_cohort(world, modules=[], path=path).modules == [MODULE.ref]


def trainer(world: World, *, days: int) -> Expert:
    """Somebody of the roster whose consent runs for so many days more."""
    officer = world.viewer("officer")
    person = actor_record(viewer=officer, kind="person", names={"en": "Samira Haddad"})
    return Expert.objects.create(
        actor=person,
        owner_id=officer.desk,
        created_by_id=officer.user_id,
        trainer=True,
        consented_on=clock.now().date() - timedelta(days=90),
        consent_until=clock.now().date() + timedelta(days=days),
    )


def test_a_trainer_teaches_and_is_named_as_long_as_they_agree(world: World, client_of: ClientOf) -> None:
    expert = trainer(world, days=5)
    cohort = a_cohort(world, trainers=[expert.actor])
    officer = world.viewer("officer")
    assert [one.actor for one in read.trainers(officer, cohort)] == [expert.actor]
    Expert.objects.filter(pk=expert.pk).update(consent_until=clock.now().date() - timedelta(days=1))
    assert [one.actor for one in read.trainers(officer, cohort)] == [None]
    page = client_of("officer").get(f"/cooperation/cohorts/{cohort.pk}/").content.decode()
    assert "Samira" not in page
    assert "no longer, named" in page
    refused("cohort.trainer_without_consent", lambda: a_cohort(world, trainers=[expert.actor]))
    # A cohort in which they taught can still be changed.
    services.cohort_change(viewer=officer, cohort=cohort, trainers=[expert.actor], hours=3)


def test_the_states_follow_one_another(world: World) -> None:
    officer, cohort = world.viewer("officer"), a_cohort(world)
    refused("cohort.not_now", lambda: services.cohort_end(viewer=officer, cohort=ended(world)))
    services.cohort_open(viewer=officer, cohort=cohort)
    refused("cohort.not_now", lambda: services.cohort_open(viewer=officer, cohort=cohort))
    services.cohort_begin(viewer=officer, cohort=cohort)
    with pytest.raises(Conflict):
        services.cohort_end(viewer=officer, cohort=cohort, version=1)
    services.cohort_end(viewer=officer, cohort=cohort)
    refused("cohort.over", lambda: services.cohort_change(viewer=officer, cohort=cohort, hours=2))
    refused("cohort.not_now", lambda: services.cohort_call_off(viewer=officer, cohort=cohort))


def ended(world: World) -> Cohort:
    cohort = a_cohort(world)
    cohort.status = Cohort.Status.ENDED
    return cohort


def test_what_was_tested_stays_and_seats_do_not_go_below_people(world: World) -> None:
    officer, cohort = world.viewer("officer"), a_cohort(world, seats=3)
    took_test(enrolled(world, cohort))
    enrolled(world, cohort, "Bilal Noor")
    refused("cohort.fewer_seats", lambda: services.cohort_change(viewer=officer, cohort=cohort, seats=1))
    other = Module.objects.create(
        owner_id=officer.desk, slug="own", edition="1", status="published", content={}, sha256=""
    )
    assert other.ref == "own@1"
    refused(
        "cohort.unknown_module",
        lambda: services.cohort_change(viewer=officer, cohort=cohort, modules=["own@1"]),
    )


def test_a_newer_and_a_withdrawn_edition_are_said(world: World, client_of: ClientOf) -> None:
    officer, coordinator = world.viewer("officer"), world.viewer("coordinator")
    content = {**small(), "slug": "our-own", "edition": "1"}
    given = {"slug": "our-own", "content": content, "sha256": ""}
    own = {**given, "owner_id": officer.desk, "tlp": "green"}
    first = Module.objects.create(edition="1", status="published", **own)
    cohort = a_cohort(world, modules=["our-own@1"])
    Module.objects.create(edition="2", status="published", **own)
    other = {**given, "owner_id": coordinator.desk, "tlp": "amber_strict"}
    Module.objects.create(edition="3", status="published", **other)
    Module.objects.filter(pk=first.pk).update(status="withdrawn")
    page = client_of("officer").get(f"/cooperation/cohorts/{cohort.pk}/").content.decode()
    assert "our-own@2" in page
    assert "our-own@3" not in page, "an edition that another desk keeps to itself"
    assert "withdrawn since" in page


def test_a_row_never_stands_in_for_a_module_that_ships(world: World, client_of: ClientOf) -> None:
    officer, cohort = world.viewer("officer"), a_cohort(world)
    refused(
        "module.taken",
        lambda: services.module_write(
            viewer=world.viewer("coordinator"),
            text=json.dumps({**small(), "slug": MODULE.slug, "edition": "9999"}),
        ),
    )
    row = Module.objects.create(  # one that was written before there was one of that name
        slug=MODULE.slug, edition="9999", status="published", sha256="", owner_id=officer.desk, tlp="clear",
        content={**small(), "slug": MODULE.slug, "edition": "9999"},
    )  # fmt: skip
    assert (MODULE.ref, MODULE) in teaching.choices(officer)
    assert row.ref not in client_of("officer").get(f"/cooperation/cohorts/{cohort.pk}/").content.decode()
    Module.objects.filter(pk=row.pk).update(status="draft")
    row.refresh_from_db()
    refused("module.taken", lambda: services.module_publish(viewer=world.viewer("reviewer"), module=row))


def test_the_page_answers_and_keeps_names_from_others(world: World, client_of: ClientOf) -> None:
    cohort = a_cohort(world, tlp="green")
    enrolled(world, cohort, "Amina Yusuf", sex="female", organisation="Harbour council")
    address = f"/cooperation/cohorts/{cohort.pk}/"
    own = client_of("officer").get(address).content.decode()
    assert "1 person</b> learns here" in own
    assert "Amina Yusuf" in own
    assert "Harbour council" in own
    for persona in ("analyst", "coordinator", "decision_maker", "administrator"):
        page = client_of(persona).get(address)
        assert page.status_code == 200, persona
        assert "Amina" not in page.content.decode(), persona
        assert "Harbour" not in page.content.decode(), persona
    assert client_of("outsider").get(address).status_code == 403


def test_the_list_filters_searches_and_is_a_table(world: World, client_of: ClientOf) -> None:
    cohort = a_cohort(world)
    a_cohort(world, names={"fr": "Parole sûre"})
    joined(world, cohort, "analyst")
    analyst = client_of("analyst")
    assert "Parole" in analyst.get("/cooperation/learning/cohorts/?q=PAROLE SURE").content.decode()
    mine = analyst.get("/cooperation/learning/cohorts/?mine=yes").content.decode()
    assert "Reading signs" in mine
    assert "Parole" not in mine
    assert "Reading signs" in analyst.get("/cooperation/learning/cohorts/?q=قراءه").content.decode()
    table = client_of("officer").get("/cooperation/learning/cohorts/?format=csv")
    assert "Reading signs" in b"".join(table.streaming_content).decode()  # type: ignore[attr-defined]


def test_a_cohort_is_planned_changed_and_moved_on_its_pages(world: World, client_of: ClientOf) -> None:
    officer = client_of("officer")
    given = {
        "names_en": "Rumours and what to do", "modules": [MODULE.ref], "language": "ar", "edition": "field",
        "needed_sessions": "1", "needs_test": "on", "tlp": "amber",
        "starts_on": "2030-01-05", "ends_on": "2030-01-04",
    }  # fmt: skip
    wrong = officer.post("/cooperation/learning/cohorts/new/", given)
    assert wrong.status_code == 422
    assert "end before it begins" in wrong.content.decode()
    assert "Rumours and what to do" in wrong.content.decode()
    officer.post("/cooperation/learning/cohorts/new/", {**given, "ends_on": "2030-01-06"})
    cohort = Cohort.objects.get()
    assert (cohort.edition, cohort.needed_sessions) == ("field", 1)
    address = f"/cooperation/cohorts/{cohort.pk}/"
    officer.post(f"{address}move/", {"to": "open", "version": "1"})
    officer.post(f"{address}sessions/new/", {"names_en": "Day one", "when": "5 January 2030"})
    changed = {**given, "ends_on": "2030-01-07", "version": "1", "names_fr": "Rumeurs"}
    assert officer.post(f"{address}edit/", changed).status_code == 409
    assert officer.post(f"{address}edit/", {**changed, "version": "2"}).status_code == 302
    cohort.refresh_from_db()
    assert cohort.names["fr"] == "Rumeurs"
    assert cohort.status == "open"
    assert "5 January 2030" in officer.get(address).content.decode()
    assert client_of("analyst").post(f"{address}move/", {"to": "call_off"}).status_code == 403


def test_attendance_counts_the_session_without_a_name(world: World, client_of: ClientOf) -> None:
    cohort = a_cohort(world, needs_test=False, needed_sessions=1)
    first, later = a_session(world, cohort, days=-3), a_session(world, cohort, days=4)
    women = [enrolled(world, cohort, f"Woman {n}", sex="female", young=n > 1, another=True) for n in range(3)]
    man = enrolled(world, cohort, "Omar", sex="male")
    officer = client_of("officer")
    address = f"/cooperation/cohorts/{cohort.pk}/attendance/"
    assert str(later.pk) not in officer.get(address).content.decode()
    rows = [str(one.pk) for one in (*women, man)]
    officer.post(address, {"row": rows, "there": [f"{one.pk}:{first.pk}" for one in (*women[:2], man)]})
    officer.post(address, {"row": rows, "there": [f"{one.pk}:{first.pk}" for one in (*women, man)]})
    first.refresh_from_db()
    assert (first.participants, first.women, first.status) == (4, 3, "held")
    kept = {(row.sex, row.age): row.many for row in first.participations.all()}
    assert kept == {("female", ""): 2, ("female", "youth"): 1, ("male", ""): 1}
    viewer = world.viewer("officer")
    present = {man.pk: True}
    refused(
        "session.to_come",
        lambda: services.session_presence_mark(
            viewer=viewer, cohort=cohort, engagement=later, present=present
        ),
    )
    stranger = a_session(world, a_cohort(world), days=-1)
    refused(
        "session.of_another",
        lambda: services.session_presence_mark(
            viewer=viewer, cohort=cohort, engagement=stranger, present=present
        ),
    )
    services.cohort_begin(viewer=viewer, cohort=selectors.cohort(viewer, cohort.pk))
    services.cohort_end(viewer=viewer, cohort=selectors.cohort(viewer, cohort.pk))
    assert cohort.enrolments.filter(status=Enrolment.Status.COMPLETED).count() == 4


def test_a_path_has_a_page(world: World, client_of: ClientOf) -> None:
    officer = client_of("officer")
    officer.post(
        "/cooperation/learning/paths/new/", {"names_en": "For committees", "place_0": "1", "tlp": "green"}
    )
    path = selectors.learning_paths(world.viewer("officer")).get()
    assert path.modules == [MODULE.ref]
    page = client_of("analyst").get(f"/cooperation/paths/{path.pk}/").content.decode()
    assert "For committees" in page
    assert MODULE.ref in page
    empty = officer.post("/cooperation/learning/paths/new/", {"names_en": "Nothing", "tlp": "green"})
    assert empty.status_code == 409
