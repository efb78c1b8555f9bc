"""Bodies: what they are for, who sits in them, how they were founded, whom they report to."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.cooperation import services, terms
from nadhir.web.cooperation.models import Body, FoundingStep
from nadhir.web.cooperation.selectors import bodies, body_of
from nadhir.web.cooperation.selectors.bodies import seats, with_dates
from nadhir.web.core import clock
from nadhir.web.directory.models import Actor
from nadhir.web.directory.services import actor_record, tenure_record
from nadhir.web.response import panels
from nadhir.web.response.models import Undertaking
from tests.web.conftest import World

ClientOf = Callable[..., Client]


def committee(world: World, name: str = "National committee of Nour", **fields: Any) -> Body:
    return services.body_record(
        viewer=world.viewer("officer"),
        **{"kind": "national", "names": {"en": name}, "place": world.place, **fields},
    )


def sits(world: World, body: Body, name: str, kind: str = "member", **when: Any) -> Actor:
    viewer = world.viewer("officer")
    actor = actor_record(viewer=viewer, kind="organisation", names={"en": name}, tlp="green")
    tenure_record(viewer=viewer, actor=actor, body=body.actor, kind=kind, **when)
    return actor


@pytest.mark.parametrize(
    ("begins", "ends", "day", "told"),
    [
        ("2024", "", date(2024, 1, 1), "running"),
        ("2024-03", "", date(2024, 2, 29), "before"),
        ("", "2024", date(2024, 12, 31), "running"),
        ("", "2024-02", date(2024, 3, 1), "over"),
        ("", "", date(2024, 3, 1), "running"),
        ("soon", "later", date(2024, 3, 1), "running"),
    ],
)
def test_a_term_runs_as_far_as_its_dates_are_known(begins: str, ends: str, day: date, told: str) -> None:
    assert terms.standing(begins, ends, day) == told


def test_a_body_is_recorded_with_its_actor_and_found_in_any_spelling(world: World) -> None:
    made = committee(world, mandate={"en": "To prevent."})
    assert made.actor.kind == "body"
    viewer = world.viewer("officer")
    assert list(bodies(viewer, words="national COMMITTEE")) == [made]
    assert list(bodies(viewer, place=world.place.code, kind="national")) == [made]
    assert not bodies(viewer, words="league")
    assert not bodies(world.viewer("outsider"))
    again = services.body_record(viewer=viewer, kind="regional", actor=made.actor)
    assert again == made


def test_a_body_needs_a_name(world: World) -> None:
    with pytest.raises(NotPossibleNow, match=r"body\.without_name"):
        services.body_record(viewer=world.viewer("officer"), kind="regional", names={"en": "  "})


def test_what_its_actor_is_hidden_from_hides_the_body(world: World) -> None:
    viewer = world.viewer("officer")
    hidden = actor_record(viewer=viewer, kind="body", names={"en": "Quiet council"}, tlp="red")
    services.body_record(viewer=viewer, kind="council", actor=hidden, tlp="clear")
    assert bodies(viewer).count() == 1
    assert not bodies(world.viewer("analyst"))


def test_no_body_reports_to_itself_directly_or_through_others(world: World) -> None:
    viewer = world.viewer("officer")
    summit = committee(world, "Summit", kind="summit")
    regional = committee(world, "Regional committee", kind="regional", reports_to=summit)
    national = committee(world, reports_to=regional)
    with pytest.raises(NotPossibleNow, match=r"body\.reports_to_itself"):
        services.body_change(viewer=viewer, body=summit, reports_to=summit)
    with pytest.raises(NotPossibleNow, match=r"body\.reports_in_a_circle"):
        services.body_change(viewer=viewer, body=summit, reports_to=national)


def test_a_change_over_somebody_elses_is_refused(world: World) -> None:
    made = committee(world)
    services.body_change(viewer=world.viewer("officer"), body=made, version=1, status="dormant")
    with pytest.raises(Conflict):
        services.body_change(viewer=world.viewer("officer"), body=made, version=1, status="ended")


def test_another_desk_reads_and_does_not_write(world: World) -> None:
    made = committee(world)
    with pytest.raises(NotAllowed):
        services.body_change(viewer=world.viewer("coordinator"), body=made, status="ended")


def test_founding_steps_stand_in_order_and_planned_ones_are_taken_on(world: World) -> None:
    viewer, made = world.viewer("officer"), committee(world)
    decree = services.founding_step_record(
        viewer=viewer, body=made, title={"en": "Decree"}, status="done", dated_on=date(2024, 3, 1)
    )
    law = services.founding_step_record(viewer=viewer, body=made, title={"en": "Law"}, kind="legal")
    services.founding_step_move(viewer=viewer, step=law, up=True)
    assert list(made.steps.all()) == [law, decree]
    done = services.founding_step_undertake(viewer=viewer, step=law, who="Ministry", due_on=None)
    assert done.title == "Law"
    source = panels.source_of(viewer, done.origin, done.origin_id, done.origin_part)
    assert source is not None
    assert "National committee" in source.label
    with pytest.raises(NotPossibleNow, match=r"founding_step\.undertaken"):
        services.founding_step_undertake(viewer=viewer, step=law, who="Ministry")
    with pytest.raises(NotPossibleNow, match=r"founding_step\.not_planned"):
        services.founding_step_undertake(viewer=viewer, step=decree, who="Ministry")
    with pytest.raises(NotPossibleNow, match=r"founding_step\.not_yet"):
        services.founding_step_change(
            viewer=viewer, step=law, status="done", dated_on=clock.now().date() + timedelta(days=1)
        )
    with pytest.raises(NotPossibleNow, match=r"founding_step\.without_words"):
        services.founding_step_record(viewer=viewer, body=made, title={"en": " "})


def test_members_are_counted_by_the_terms_that_run(world: World) -> None:
    made = committee(world)
    sits(world, made, "Ministry of justice", "chair", valid_from="2020")
    sits(world, made, "Council of elders", valid_from="2020-05")
    sits(world, made, "Old ministry", valid_from="2010", valid_to="2012")
    sits(world, made, "Observer mission", "observer")
    viewer = world.viewer("officer")
    assert with_dates(viewer, bodies(viewer)).get().sitting == 2  # type: ignore[attr-defined]
    found = seats(viewer, made)
    assert next(one.tenure.actor.names["en"] for one in found) == "Ministry of justice"
    assert found[-1].standing == "over"


def test_the_register_and_the_page_open(world: World, client_of: ClientOf) -> None:
    made = committee(world, mandate={"en": "To prevent."}, mechanism={"en": "It listens."})
    sits(world, made, "Ministry of justice", "chair", valid_from="2020")
    services.founding_step_record(
        viewer=world.viewer("officer"), body=made, title={"en": "Decree of the council"}, act="Decree 12"
    )
    client = client_of("officer")
    assert "National committee of Nour" in client.get("/cooperation/bodies/").content.decode()
    page = client.get(f"/cooperation/bodies/{made.pk}/").content.decode()
    for words in ("To prevent.", "It listens.", "Ministry of justice", "Decree of the council", "Decree 12"):
        assert words in page
    rows = list(
        csv.reader(io.StringIO(b"".join(client.get("/cooperation/bodies/?format=csv")).decode("utf-8-sig")))
    )
    assert rows[1][0] == "National committee of Nour"
    assert client_of("outsider").get(f"/cooperation/bodies/{made.pk}/").status_code == 403


def test_a_renamed_body_is_one_and_says_what_it_was_called(world: World, client_of: ClientOf) -> None:
    viewer = world.viewer("officer")
    actor = actor_record(
        viewer=viewer,
        kind="body",
        names={"en": "Council for peace"},
        spellings=[{"text": "Peace board", "language": "en", "valid_from": "2010", "valid_to": "2015"}],
    )
    made = committee(world, actor=actor)
    page = client_of("officer").get(f"/cooperation/bodies/{made.pk}/").content.decode()
    assert "Peace board" in page
    assert list(bodies(viewer, words="peace board")) == [made]
    assert body_of(viewer, actor) == made


def test_forms_record_change_and_refuse(world: World, client_of: ClientOf) -> None:
    client = client_of("officer")
    sent = {"names_en": "Task force", "kind": "task_force", "status": "at_work", "tlp": "green"}
    assert client.post("/cooperation/bodies/new/", {"kind": "task_force"}).status_code == 422
    assert client.post("/cooperation/bodies/new/", {**sent, "reports_to": "Nobody"}).status_code == 422
    made = committee(world)
    answer = client.post("/cooperation/bodies/new/", {**sent, "reports_to": "National committee of Nour"})
    assert answer.status_code == 302
    force = Body.objects.get(kind="task_force")
    assert force.reports_to == made
    circle = {
        "kind": "national", "status": "at_work", "version": "1", "reports_to": "Task force",
        "mandate_en": "Kept words",
    }  # fmt: skip
    answer = client.post(f"/cooperation/bodies/{made.pk}/edit/", circle)
    assert answer.status_code == 409
    assert "Kept words" in answer.content.decode()
    step = {"title_en": "Law", "kind": "legal", "status": "done", "when": "20–17 December 2012"}
    answer = client.post(f"/cooperation/bodies/{made.pk}/steps/new/", step)
    assert answer.status_code == 422  # it ends before it begins
    answer = client.post(f"/cooperation/bodies/{made.pk}/steps/new/", {**step, "when": "17 December 2012"})
    assert answer.status_code == 302
    kept = FoundingStep.objects.get()
    assert kept.dated is not None
    assert kept.dated["as_written"] == "17 December 2012"
    moved = client.post(f"/cooperation/steps/{kept.pk}/move/", {"to": "up"})
    assert moved.status_code == 302
    sent = {"title_en": "Law", "kind": "legal", "status": "planned", "when": ""}
    assert client.post(f"/cooperation/steps/{kept.pk}/edit/", sent).status_code == 302
    assert client.post(f"/cooperation/steps/{kept.pk}/undertake/", {"who": "Ministry"}).status_code == 302
    assert Undertaking.objects.get().origin_id == kept.pk


def test_who_may_not_keep_bodies_gets_no_form(world: World, client_of: ClientOf) -> None:
    made = committee(world)
    assert client_of("analyst").get("/cooperation/bodies/new/").status_code == 403
    assert client_of("analyst").get(f"/cooperation/bodies/{made.pk}/edit/").status_code == 403
    page = client_of("analyst").get(f"/cooperation/bodies/{made.pk}/").content.decode()
    assert "New meeting" not in page


def test_the_register_stays_a_few_queries(
    world: World, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        sits(world, committee(world, f"Committee {number}"), f"Ministry {number}")
    client = client_of("officer")
    client.get("/cooperation/bodies/")
    with django_assert_max_num_queries(30):
        client.get("/cooperation/bodies/")
