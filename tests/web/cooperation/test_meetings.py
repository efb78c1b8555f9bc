"""Meetings of bodies: agenda, who was there, papers, decisions and what became of them, communiqué."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.cooperation import services
from nadhir.web.cooperation.documents.drafting import Told, drafted
from nadhir.web.cooperation.models import AgendaItem, Body, Meeting
from nadhir.web.cooperation.selectors import decisions
from nadhir.web.cooperation.selectors.meetings import Quorum, agenda, attendance, decisions_standing, followed
from nadhir.web.core import clock
from nadhir.web.directory.models import Actor
from nadhir.web.directory.services import actor_record, tenure_record
from nadhir.web.response import panels
from nadhir.web.response.models import Undertaking
from nadhir.web.response.services import engagement_record, undertaking_complete
from tests.web.conftest import World

ClientOf = Callable[..., Client]
HELD = {"status": "held", "held_on": date(2025, 3, 3), "held_until": date(2025, 3, 4)}


def committee(world: World, **fields: Any) -> Body:
    return services.body_record(
        viewer=world.viewer("officer"), **{"kind": "national", "names": {"en": "Committee"}, **fields}
    )


def sits(world: World, body: Body, name: str, kind: str = "member", **when: Any) -> Actor:
    viewer = world.viewer("officer")
    actor = actor_record(viewer=viewer, kind="organisation", names={"en": name}, tlp="green")
    tenure_record(viewer=viewer, actor=actor, body=body.actor, kind=kind, **when)
    return actor


def meets(world: World, body: Body, **fields: Any) -> Meeting:
    return services.meeting_record(
        viewer=world.viewer("officer"), body=body, **{"names": {"en": "Session"}, **HELD, **fields}
    )


def point(world: World, meeting: Meeting, title: str = "Budget", **result: Any) -> AgendaItem:
    viewer = world.viewer("officer")
    made = services.agenda_item_record(viewer=viewer, meeting=meeting, title=title)
    return services.agenda_item_change(viewer=viewer, point=made, **result) if result else made


def test_a_meeting_is_an_engagement_and_follows_the_last_number(world: World) -> None:
    body = committee(world)
    first, second = meets(world, body), meets(world, body)
    assert (first.number, second.number) == (1, 2)
    assert first.engagement.kind == "committee"
    assert list(first.engagement.convened_by.all()) == [body.actor]
    with pytest.raises(NotPossibleNow, match=r"meeting\.number_taken"):
        meets(world, body, number=2)
    with pytest.raises(NotPossibleNow, match=r"engagement\.ends_before"):
        meets(world, body, held_until=date(2025, 3, 1))


def test_a_meeting_that_was_recorded_before_is_taken_over(world: World) -> None:
    viewer = world.viewer("officer")
    known = engagement_record(viewer=viewer, kind="committee", names={"en": "Fourth meeting"})
    body = committee(world)
    made = services.meeting_record(viewer=viewer, body=body, engagement=known, number=4)
    assert made.engagement == known
    assert services.meeting_record(viewer=viewer, body=body, engagement=known) == made


def test_a_body_that_ended_plans_no_meeting(world: World) -> None:
    body = committee(world, status="ended")
    with pytest.raises(NotPossibleNow, match=r"meeting\.body_ended"):
        meets(world, body, status="planned")
    assert meets(world, body).number == 1


def test_the_chair_has_a_term_on_that_day(world: World) -> None:
    body = committee(world)
    now = sits(world, body, "Ministry", "chair", valid_from="2024")
    former = sits(world, body, "Old ministry", "chair", valid_from="2020", valid_to="2023-12")
    assert meets(world, body, chair=now).chair == now
    with pytest.raises(NotPossibleNow, match=r"meeting\.chair_term_ended"):
        meets(world, body, chair=former)
    assert meets(world, body, chair=former, held_on=date(2021, 1, 1), held_until=None).chair == former
    guest = actor_record(viewer=world.viewer("officer"), kind="person", names={"en": "Guest"}, tlp="green")
    with pytest.raises(NotPossibleNow, match=r"meeting\.chair_of_no_seat"):
        meets(world, body, chair=guest)


def test_points_change_their_order_until_one_was_taken(world: World) -> None:
    viewer, meeting = world.viewer("officer"), meets(world, committee(world))
    budget, rules, other = (point(world, meeting, title) for title in ("Budget", "Rules", "Other"))
    services.agenda_item_move(viewer=viewer, point=rules, up=True)
    assert [one.title for one in agenda(viewer, meeting)] == ["Rules", "Budget", "Other"]
    services.agenda_item_withdraw(viewer=viewer, point=AgendaItem.objects.get(pk=other.pk))
    assert meeting.agenda.count() == 2
    budget.refresh_from_db()
    services.agenda_item_change(viewer=viewer, point=budget, result="noted")
    with pytest.raises(NotPossibleNow, match=r"agenda_item\.taken"):
        services.agenda_item_move(viewer=viewer, point=budget, up=True)


def test_a_decision_needs_words_and_is_not_overwritten(world: World) -> None:
    viewer, meeting = world.viewer("officer"), meets(world, committee(world))
    made = point(world, meeting)
    seen = made.state
    with pytest.raises(NotPossibleNow, match=r"agenda_item\.decided_nothing"):
        services.agenda_item_change(viewer=viewer, point=made, result="decided")
    services.agenda_item_change(viewer=viewer, point=made, seen=seen, result="decided", words="Buy radios.")
    with pytest.raises(Conflict):
        services.agenda_item_change(viewer=viewer, point=made, seen=seen, words="Buy nothing.")


def test_a_decision_is_followed_up_with_its_days(world: World) -> None:
    viewer, body = world.viewer("officer"), committee(world)
    meeting = meets(world, body)
    today = clock.now().date()
    late, ahead, done, loose = (
        point(world, meeting, title, result="decided", words=title)
        for title in ("Late", "Ahead", "Done", "Loose")
    )
    point(world, meeting, "Heard", result="noted")

    def undertake(one: AgendaItem, days: int) -> Undertaking:
        return services.agenda_item_undertake(
            viewer=viewer, point=one, title=one.words, who="Ministry", due_on=today + timedelta(days=days)
        )

    made = undertake(late, -5)
    undertake(ahead, 7)
    undertaking_complete(viewer=viewer, undertaking=undertake(done, 7), result="It is there.")
    told = {one.point.title: one for one in followed(viewer, decisions(viewer, body=body))}
    assert {title: one.state for title, one in told.items()} == {
        "Late": "overdue", "Ahead": "open", "Done": "done", "Loose": "nobody",
    }  # fmt: skip
    assert (told["Late"].days, told["Ahead"].days) == (5, 7)
    assert decisions_standing(viewer, body) == {
        "all": 4, "open": 2, "overdue": 1, "done": 1, "not_done": 0, "nobody": 1,
    }  # fmt: skip
    source = panels.source_of(viewer, made.origin, made.origin_id, made.origin_part)
    assert source is not None
    assert source.url.endswith(f"#point-{late.number}")
    with pytest.raises(NotPossibleNow, match=r"agenda_item\.followed_up"):
        services.agenda_item_change(viewer=viewer, point=late, result="noted")
    with pytest.raises(NotPossibleNow, match=r"agenda_item\.not_decided"):
        services.agenda_item_undertake(
            viewer=viewer, point=meeting.agenda.get(title="Heard"), title="x", who="y"
        )
    assert loose.undertakings.count() == 0


def test_who_was_there_begins_with_the_seats_of_that_day(world: World) -> None:
    viewer, body = world.viewer("officer"), committee(world)
    ministry = sits(world, body, "Ministry", "chair", valid_from="2024")
    elders = sits(world, body, "Elders", valid_from="2024")
    left = sits(world, body, "Left", valid_from="2020", valid_to="2024")
    sits(world, body, "Later", valid_from="2026")
    meeting = meets(world, body, quorum=2)
    assert [one.actor for one in attendance(viewer, meeting)] == [ministry, elders]

    def record(*rows: tuple[Actor, str]) -> int:
        return services.attendance_record(
            viewer=viewer,
            meeting=meeting,
            rows=[{"actor": actor, "presence": presence, "represented_by": ""} for actor, presence in rows],
        )

    with pytest.raises(NotPossibleNow, match=r"attendance\.left"):
        record((left, "present"))
    with pytest.raises(NotPossibleNow, match=r"attendance\.twice"):
        record((elders, "present"), (elders, "absent"))
    assert record((ministry, "present"), (elders, "absent"), (left, "observer")) == 3
    lines = attendance(viewer, meeting)
    assert Quorum.of(lines, 2) == Quorum(2, 1, 2, "no")
    record((elders, "represented"))
    assert Quorum.of(attendance(viewer, meeting), 2).reached == "yes"
    record((elders, ""))
    assert meeting.attendances.count() == 2


def test_papers_are_kept_in_versions_and_what_is_adopted_becomes_a_text(world: World) -> None:
    viewer, meeting = world.viewer("officer"), meets(world, committee(world))
    first = services.meeting_text_table(
        viewer=viewer, meeting=meeting, title="Rules", texts={"en": "One chair.", "ar": " "}
    )
    second = services.meeting_text_table(
        viewer=viewer, meeting=meeting, title="Rules", texts={"en": "Two chairs."}
    )
    assert (first.texts, second.number) == ({"en": "One chair."}, 2)
    with pytest.raises(NotPossibleNow, match=r"meeting_text\.not_the_latest"):
        services.meeting_text_adopt(viewer=viewer, text=first)
    with pytest.raises(NotPossibleNow, match=r"meeting_text\.not_adopted"):
        services.meeting_text_enact(viewer=viewer, text=second, kind="rules", names={"en": "Rules"})
    services.meeting_text_adopt(viewer=viewer, text=second)
    made = services.meeting_text_enact(viewer=viewer, text=second, kind="rules", names={"en": "Rules"})
    assert [one.language for one in made.texts.all()] == ["en"]
    assert (made.kind, made.of_body, made.dated_on) == ("rules", meeting.body.actor, date(2025, 3, 3))
    with pytest.raises(NotPossibleNow, match=r"meeting_text\.enacted"):
        services.meeting_text_enact(viewer=viewer, text=second, kind="rules", names={"en": "Rules"})
    with pytest.raises(NotPossibleNow, match=r"meeting_text\.adopted"):
        services.meeting_text_table(viewer=viewer, meeting=meeting, title="Rules", texts={"en": "x"})


def test_a_meeting_closes_when_everything_is_said_and_carries_over_the_rest(world: World) -> None:
    viewer, body = world.viewer("officer"), committee(world)
    ministry = sits(world, body, "Ministry", valid_from="2024")
    meeting = meets(world, body, status="planned")
    point(world, meeting, "Open")
    with pytest.raises(NotPossibleNow, match=r"meeting\.without_attendance"):
        services.meeting_close(viewer=viewer, meeting=meeting)
    services.attendance_record(
        viewer=viewer,
        meeting=meeting,
        rows=[{"actor": ministry, "presence": "present", "represented_by": ""}],
    )
    with pytest.raises(NotPossibleNow, match=r"meeting\.points_open"):
        services.meeting_close(viewer=viewer, meeting=meeting)
    services.meeting_close(viewer=viewer, meeting=meeting, put_off=True)
    assert meeting.engagement.status == "held"
    with pytest.raises(NotPossibleNow, match=r"meeting\.closed"):
        services.agenda_item_record(viewer=viewer, meeting=meeting, title="Late")
    services.meeting_reopen(viewer=viewer, meeting=meeting)
    services.meeting_close(viewer=viewer, meeting=meeting)
    following = meets(world, body, status="planned", carry_over=True)
    assert [one.title for one in following.agenda.all()] == ["Open"]
    ahead = meets(world, body, held_on=clock.now().date() + timedelta(days=9), held_until=None)
    with pytest.raises(NotPossibleNow, match=r"meeting\.not_held_yet"):
        services.meeting_close(viewer=viewer, meeting=ahead)


def test_the_communique_is_drafted_in_three_languages_and_frozen_when_issued(world: World) -> None:
    viewer, body = world.viewer("officer"), committee(world)
    ministry = sits(world, body, "Ministry", valid_from="2024")
    meeting = meets(world, body)
    point(world, meeting, "Radios", result="decided", words="To buy radios.", language="en")
    services.attendance_record(
        viewer=viewer,
        meeting=meeting,
        rows=[{"actor": ministry, "presence": "present", "represented_by": ""}],
    )
    draft = drafted(
        Told(meeting, agenda(viewer, meeting), Quorum.of(attendance(viewer, meeting), None), ("Rules",))
    )
    assert set(draft) == {"ar", "en", "fr"}
    assert "To buy radios." in draft["en"]
    assert "to be translated" not in draft["en"]
    assert "To buy radios. [" in draft["fr"]
    with pytest.raises(NotPossibleNow, match=r"meeting\.communique_empty"):
        services.meeting_issue(viewer=viewer, meeting=meeting)
    services.meeting_communicate(viewer=viewer, meeting=meeting, texts=draft)
    with pytest.raises(NotPossibleNow, match=r"meeting\.communique_unfinished"):
        services.meeting_issue(viewer=viewer, meeting=meeting)
    finished = {language: text.partition(" [")[0] for language, text in draft.items()}
    services.meeting_communicate(viewer=viewer, meeting=meeting, texts=finished)
    with pytest.raises(NotPossibleNow, match=r"meeting\.not_closed"):
        services.meeting_issue(viewer=viewer, meeting=meeting)
    services.meeting_close(viewer=viewer, meeting=meeting)
    with pytest.raises(NotPossibleNow, match=r"meeting\.communique_day"):
        services.meeting_issue(viewer=viewer, meeting=meeting, on=date(2025, 3, 1))
    services.meeting_issue(viewer=viewer, meeting=meeting)
    with pytest.raises(NotPossibleNow, match=r"meeting\.communique_out"):
        services.meeting_communicate(viewer=viewer, meeting=meeting, texts={"en": "Other"})
    with pytest.raises(NotPossibleNow, match=r"meeting\.communique_out"):
        services.meeting_reopen(viewer=viewer, meeting=meeting)


def test_of_a_closed_meeting_only_its_desk_is_told_more(world: World) -> None:
    body = committee(world, tlp="green")
    meeting = meets(world, body, attribution="closed", tlp="green")
    point(world, meeting, "Secret point")
    assert agenda(world.viewer("officer"), meeting)
    assert not agenda(world.viewer("coordinator"), meeting)
    with pytest.raises(NotAllowed):
        services.agenda_item_record(viewer=world.viewer("coordinator"), meeting=meeting, title="x")


def test_a_whole_meeting_through_its_pages(world: World, client_of: ClientOf) -> None:
    body, client = committee(world), client_of("officer")
    ministry = sits(world, body, "Ministry", "chair", valid_from="2020")
    sent: dict[str, Any] = {
        "status": "held", "when": "3–4 March 2025", "quorum": "1", "attribution": "open", "chair": "Ministry",
    }  # fmt: skip
    assert client.post(f"/cooperation/bodies/{body.pk}/meetings/new/", sent).status_code == 302
    meeting = Meeting.objects.get()
    at = f"/cooperation/meetings/{meeting.pk}/"
    assert meeting.engagement.names["fr"]
    assert client.post(f"{at}agenda/new/", {"title": "Radios", "language": "en"}).status_code == 302
    one = meeting.agenda.get()
    asked = f"/cooperation/points/{one.pk}/"
    told = {"title": "Radios", "language": "en", "result": "decided", "words": "", "seen": one.state}
    assert client.post(f"{asked}edit/", told).status_code == 409
    assert client.post(f"{asked}edit/", {**told, "words": "Buy radios."}).status_code == 302
    do = {"title": "Buy radios", "who": "Ministry", "due_on": "2025-04-01"}
    assert client.post(f"{asked}undertake/", do).status_code == 302
    key = ministry.pk.hex
    rows = {f"presence-{key}": "represented", f"by-{key}": "", "version": str(meeting.engagement.version)}
    assert "selected" in client.get(f"{at}attendance/?begin=present").content.decode()
    assert client.post(f"{at}attendance/", rows).status_code == 422
    assert client.post(f"{at}attendance/", {**rows, f"by-{key}": "Deputy"}).status_code == 302
    paper = {"title": "Rules", "texts_en": "One chair."}
    assert client.post(f"{at}tabled/new/", paper).status_code == 302
    first = meeting.texts.get()
    again = client.post(f"{at}tabled/new/?of={first.pk}", {"title": "Else", "texts_en": "Two chairs."})
    assert again.status_code == 302
    latest = meeting.texts.get(number=2)
    page = client.get(f"/cooperation/tabled/{latest.pk}/").content.decode()
    assert "<ins>" in page
    assert client.post(f"/cooperation/tabled/{latest.pk}/adopt/").status_code == 302
    enacted = client.post(f"/cooperation/tabled/{latest.pk}/enact/", {"kind": "rules", "names_en": "Rules"})
    assert enacted.status_code == 302
    assert client.post(f"{at}close/", {"put_off": "on"}).status_code == 302
    assert "Buy radios." in client.get(f"{at}communique/").content.decode()
    meeting.engagement.refresh_from_db()
    words = {"texts_en": "It met.", "version": str(meeting.engagement.version)}
    assert client.post(f"{at}communique/", words).status_code == 302
    assert client.post(f"{at}issue/", {"on": clock.now().date().isoformat()}).status_code == 302
    page = client.get(at).content.decode()
    for said in ("Buy radios.", "Deputy", "It met.", "1 of 1 members"):
        assert said in page
    for kind in ("agenda", "minutes", "communique"):
        assert client.get(f"{at}as/{kind}/").status_code == 200
    answer = client.get(f"{at}as/minutes/?format=docx&lang=ar")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
    assert client.get(f"{at}as/poem/").status_code == 404
    content = b"".join(client.get(f"/cooperation/decisions/?body={body.pk}&format=csv")).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content)))[1][5] == "Buy radios."
    page = client.get("/cooperation/decisions/?state=overdue").content.decode()
    assert "Buy radios." in page
    assert "Nothing fits this filter" in client.get("/cooperation/decisions/?state=done").content.decode()


def test_a_draft_communique_is_its_desks(world: World, client_of: ClientOf) -> None:
    meeting = meets(world, committee(world))
    services.meeting_communicate(
        viewer=world.viewer("officer"), meeting=meeting, texts={"en": "Not yet said."}
    )
    at = f"/cooperation/meetings/{meeting.pk}/"
    assert "Not yet said." in client_of("officer").get(at).content.decode()
    assert "Not yet said." not in client_of("analyst").get(at).content.decode()
    assert client_of("analyst").get(f"{at}as/communique/").status_code == 404


def test_an_engagement_and_an_actor_lead_to_the_meeting_and_the_body(
    world: World, client_of: ClientOf
) -> None:
    body = committee(world)
    meeting = meets(world, body)
    client = client_of("officer")
    page = client.get(f"/cooperation/engagements/{meeting.engagement_id}/").content.decode()
    assert f"/cooperation/meetings/{meeting.pk}/" in page
    page = client.get(f"/directory/{body.actor_id}/").content.decode()
    assert f"/cooperation/bodies/{body.pk}/" in page
