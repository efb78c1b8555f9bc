"""The matrix: which meetings, undertakings, trainings and agreements serve which commitment."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import lxml.html
import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from nadhir.doctrine.outline import read_outline
from nadhir.web.cooperation import services
from nadhir.web.cooperation.models import Cohort, Instrument, Plan
from nadhir.web.cooperation.selectors.commitments import Narrowed, counted, counts, scope_of, scope_of_plan
from nadhir.web.cooperation.selectors.women import women_of
from nadhir.web.cooperation.services import Judged, serving_judge
from nadhir.web.directory.models import Place
from nadhir.web.directory.services import place_invent
from nadhir.web.response.models import Engagement, Undertaking
from nadhir.web.response.services import (
    engagement_call_off,
    engagement_record,
    participation_add,
    undertaking_make,
)
from tests.web.conftest import World
from tests.web.cooperation.test_plans import ClientOf, main_of, national, of_text, words_of

PATH = "/cooperation/commitments/"
SPEECH, FEZ = "un-hate-speech-2019", "fez-2017"


def meeting(world: World, name: str = "Round table", **fields: Any) -> Engagement:
    return engagement_record(
        viewer=world.viewer("officer"),
        **{
            "kind": "roundtable",
            "names": {"en": name},
            "tlp": "green",
            "status": "held",
            "held_on": date(2026, 3, 1),
            **fields,
        },
    )


def judge(world: World, record: Any, *judged: str, of: str = FEZ) -> None:
    serving_judge(
        viewer=world.viewer("officer"), record=record, judged=[Judged(of, element) for element in judged]
    )


def table(client: Client, query: str = "") -> dict[str, list[str]]:
    """The matrix as CSV: numbers by commitment."""
    answer = client.get(f"{PATH}?format=csv{query}")
    told = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return {row[0] or row[1]: row[2:] for row in list(csv.reader(io.StringIO(told)))[1:]}


def test_what_has_nothing_stands_out_in_words(world: World, client_of: ClientOf) -> None:
    words = words_of(client_of("officer"), f"{PATH}?plan={SPEECH}")
    assert "for 13 of 13 commitments nothing is recorded that serves them." in words
    judge(world, meeting(world), "1", "2", of=SPEECH)
    words = words_of(client_of("officer"), f"{PATH}?plan={SPEECH}")
    assert "for 11 of 13 commitments nothing" in words
    assert "With nothing:" in words


def test_each_record_counts_once_for_a_commitment(world: World, client_of: ClientOf) -> None:
    one, other = meeting(world), meeting(world, "Second")
    judge(world, one, "FEZ-1", "FEZ-1.2", "FEZ-1.3", "FEZ-2.1")
    judge(world, other, "FEZ-1.2")
    told = table(client_of("officer"), f"&plan={FEZ}")
    assert told["FEZ-1"] == ["2", "0", "0", "0"]
    assert told["FEZ-2"] == ["1", "0", "0", "0"]
    assert told["FEZ-3"] == ["0", "0", "0", "0"]


def test_all_four_kinds_stand_beside_each_other(world: World, client_of: ClientOf) -> None:
    officer = world.viewer("officer")
    instrument = services.instrument_record(
        viewer=officer, kind="memorandum", names={"en": "Memorandum"}, tlp="clear"
    )
    promise = undertaking_make(viewer=officer, title="Write cards", who="the desk", origin="own")
    cohort = Cohort.objects.create(
        owner_id=officer.desk, names={"en": "First cohort"}, tlp="green", status="under_way"
    )
    for record in (meeting(world), instrument, promise, cohort):
        judge(world, record, "FEZ-3")
    assert table(client_of("officer"), f"&plan={FEZ}")["FEZ-3"] == ["1", "1", "1", "1"]
    words = words_of(client_of("officer"), f"{PATH}{FEZ}/FEZ-3/")
    assert "Served by 1 meeting, 1 undertaking, 1 training and 1 agreement." in words.replace(", and", " and")
    for column, name in (("cohort", "First cohort"), ("undertaking", "Write cards"), ("instrument", "Memo")):
        if column != "cohort":
            assert name in words_of(client_of("officer"), f"{PATH}{FEZ}/FEZ-3/?show={column}")


def test_goals_of_a_meeting_stand_in_the_matrix_without_being_entered_twice(
    world: World, client_of: ClientOf
) -> None:
    told = meeting(world, goals=["16", "5"])
    judge(world, told, "16.1", of="sdg")
    judge(world, meeting(world, "Second"), "16.b", of="sdg")
    numbers = table(client_of("officer"), "&plan=sdg")
    assert {goal: row[0] for goal, row in numbers.items()} == {
        "5": "1",
        "10": "0",
        "11": "0",
        "16": "2",
        "17": "0",
    }
    assert "Second" in words_of(client_of("officer"), f"{PATH}sdg/16/")
    assert "Round table" in words_of(client_of("officer"), f"{PATH}sdg/5/")
    page = lxml.html.fromstring(
        client_of("officer").get(f"/cooperation/engagements/{told.pk}/serves/").content
    )
    fixed = page.xpath("//input[@disabled and @checked]/following-sibling::span")
    assert len(fixed) == 2
    assert "said on the page of the meeting itself" in fixed[0].text_content()


def test_what_was_called_off_refused_or_lapsed_serves_nothing(world: World, client_of: ClientOf) -> None:
    officer, off = world.viewer("officer"), meeting(world, status="planned")
    judge(world, off, "FEZ-1")
    assert table(client_of("officer"), f"&plan={FEZ}")["FEZ-1"][0] == "1"
    engagement_call_off(viewer=officer, engagement=off, because="no money")
    assert table(client_of("officer"), f"&plan={FEZ}")["FEZ-1"][0] == "0"


def test_each_counts_what_they_may_know_of(world: World, client_of: ClientOf) -> None:
    judge(world, meeting(world, tlp="green"), "FEZ-1")
    judge(world, meeting(world, "Quiet one", tlp="amber"), "FEZ-1")
    assert table(client_of("officer"), f"&plan={FEZ}")["FEZ-1"][0] == "2"
    assert table(client_of("coordinator"), f"&plan={FEZ}")["FEZ-1"][0] == "1"
    assert table(client_of("outsider"), f"&plan={FEZ}")["FEZ-1"][0] == "0"
    assert "Quiet one" not in words_of(client_of("coordinator"), f"{PATH}{FEZ}/FEZ-1/")


def test_the_matrix_is_narrowed_by_period_actor_and_place(world: World, client_of: ClientOf) -> None:
    there = Place.objects.get(code=world.place.code)
    part = place_invent(code="XN-02", names={"en": "East bank"}, latitude=1.0, longitude=2.0, parent=there)
    judge(world, meeting(world, place=part), "FEZ-1")
    judge(world, meeting(world, "Old", held_on=date(2024, 3, 1)), "FEZ-1")

    def many(query: str) -> str:
        return table(client_of("officer"), f"&plan={FEZ}&{query}")["FEZ-1"][0]

    assert many("first=2026") == "1"
    assert many("last=2025") == "1"
    assert many("first=2020&last=2030") == "2"
    assert many(f"place={there.code}") == "1"
    words = words_of(client_of("officer"), f"{PATH}?plan={FEZ}&first=2026")
    assert "Only what the filter leaves is counted." in words
    wrong = words_of(client_of("officer"), f"{PATH}?plan={FEZ}&first=2026&last=2025")
    assert "The end lies before the beginning." in wrong
    assert "Nobody in the directory" in words_of(client_of("officer"), f"{PATH}?actor=Nobody+of+all")


def test_own_commitments_stand_in_a_matrix_of_their_own(world: World, client_of: ClientOf) -> None:
    plan = national(world, tlp="green")
    judge(world, meeting(world), "1.1", of=str(plan.pk))
    assert table(client_of("officer"), f"&plan={plan.pk}") == {
        "1.1": ["1", "0", "0", "0"],
        "1.2": ["0", "0", "0", "0"],
        "2": ["0", "0", "0", "0"],
    }
    assert client_of("outsider").get(f"{PATH}{plan.pk}/1.1/").status_code == 403
    assert client_of("officer").get(f"{PATH}{plan.pk}/9/").status_code == 403
    assert client_of("officer").get(f"{PATH}none/1/").status_code == 403


def test_a_region_counts_what_took_place_there(world: World, client_of: ClientOf) -> None:
    whole = of_text(world)
    officer = world.viewer("officer")
    lying: dict[str, Plan] = {
        name: services.plan_record(
            viewer=officer, kind="catalogue", names={"en": name}, overlay_of=whole, **fields
        )
        for name, fields in {
            "by place": {"place": Place.objects.get(code=world.place.code)},
            "by words": {"region": "Great Lakes"},
        }.items()
    }
    judge(world, meeting(world, place=lying["by place"].place), "FEZ-1")
    judge(world, meeting(world, "Far", region="great lakes"), "FEZ-1")
    judge(world, meeting(world, "Elsewhere"), "FEZ-1")
    told = {
        name: counts(counted(officer, scope_of_plan(plan), Narrowed()))["FEZ-1"]["engagement"]
        for name, plan in {**lying, "whole": whole}.items()
    }
    assert told == {"by place": 1, "by words": 1, "whole": 3}
    words = words_of(client_of("officer"), "/cooperation/plans/")
    assert words.count("1 with something done and 8 with nothing yet") == 3


def test_the_share_of_women_is_said_with_what_it_rests_on(world: World, client_of: ClientOf) -> None:
    officer, plan = world.viewer("officer"), of_text(world, women_goal=40)
    judge(world, meeting(world, participants=70, women=31), "FEZ-1")
    rows = meeting(world, "Counted by rows")
    participation_add(viewer=officer, engagement=rows, many=6, sex="female")
    participation_add(viewer=officer, engagement=rows, many=4, sex="male")
    judge(world, rows, "FEZ-2", "FEZ-3")
    judge(world, meeting(world, "Not known", participants=50), "FEZ-2")
    judge(world, meeting(world, "Planned", status="planned", participants=9, women=9), "FEZ-2")
    share = women_of(officer, scope_of_plan(plan))
    assert (share.women, share.people, share.meetings, share.unknown) == (37, 80, 2, 1)
    words = words_of(client_of("officer"), f"/cooperation/plans/{plan.pk}/")
    assert "37 of 80 were women." in words
    assert "2 meetings · not known for 1" in words
    assert "The plan aims at 40%." in words


def test_of_a_closed_meeting_only_its_desk_counts_who_was_there(world: World) -> None:
    closed = meeting(world, attribution="closed", participants=10, women=5)
    judge(world, closed, "FEZ-1")
    scope = scope_of(world.viewer("officer"), FEZ)
    assert women_of(world.viewer("officer"), scope).people == 10
    told = women_of(world.viewer("coordinator"), scope)
    assert (told.people, told.unknown) == (0, 1)


def test_the_matrix_asks_as_often_for_many_as_for_few(
    world: World, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    client = client_of("officer")
    judge(world, meeting(world), "FEZ-1")
    client.get(f"{PATH}?plan={FEZ}")
    for number in range(6):
        judge(world, meeting(world, f"Meeting {number}"), "FEZ-1", "FEZ-2")
    with django_assert_max_num_queries(24):
        client.get(f"{PATH}?plan={FEZ}")


def test_the_list_of_plans_asks_as_often_for_many_as_for_few(world: World, client_of: ClientOf) -> None:
    from django.db import connection

    client = client_of("officer")
    national(world)
    asked = []
    for number in range(2):
        client.get("/cooperation/plans/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/cooperation/plans/")
        asked.append(len(queries))
        for each in range(4):
            national(world, names={"en": f"Plan {number} {each}"}, elements=read_outline("1. One\n2. Two"))
    assert asked[0] == asked[1]


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_pages_are_read_in_other_languages(world: World, client_of: ClientOf, language: str) -> None:
    judge(world, meeting(world), "FEZ-1")
    with translation.override(language):
        answer = client_of("officer").get(f"{PATH}?plan={FEZ}", headers={"accept-language": language})
    assert answer.status_code == 200
    assert main_of(answer)


def test_promises_and_agreements_say_on_their_own_pages_what_they_serve(
    world: World, client_of: ClientOf
) -> None:
    officer = world.viewer("officer")
    promise: Undertaking = undertaking_make(viewer=officer, title="Write cards", who="the desk", origin="own")
    judge(world, promise, "2", of=SPEECH)
    assert "Commitments it serves" in words_of(client_of("officer"), f"/response/{promise.pk}/")
    held = meeting(world)
    judge(world, held, "2", of=SPEECH)
    assert "Say which" in words_of(client_of("officer"), f"/cooperation/engagements/{held.pk}/")
    assert "Say which" not in words_of(client_of("coordinator"), f"/cooperation/engagements/{held.pk}/")
    assert Instrument.objects.count() == 0
