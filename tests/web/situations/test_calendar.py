"""The calendar page, an occasion, and calendars brought as files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.sources.calendar import read_calendar
from nadhir.web.core import clock
from nadhir.web.core.models import Tlp
from nadhir.web.situations import services
from nadhir.web.situations.models import CalendarFile, Occasion

pytestmark = pytest.mark.django_db


def today() -> Any:
    return clock.now().date()


def record(world: Any, **fields: Any) -> Occasion:
    defaults: dict[str, Any] = {
        "names": {"en": "Harvest election"},
        "kind": "election",
        "starts_on": today() + timedelta(days=20),
        "triggers": ["8.8"],
        "places": [world.place.pk],
    }
    return services.occasion_record(viewer=world.viewer("analyst"), **{**defaults, **fields})


def ics(*events: str, method: str = "") -> bytes:
    head = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{method}"
    return (
        head + "".join(f"BEGIN:VEVENT\r\n{one}\r\nEND:VEVENT\r\n" for one in events) + "END:VCALENDAR\r\n"
    ).encode()


def event(uid: str = "a", sequence: int = 0, day: str = "20270105", name: str = "Vote", **more: str) -> str:
    lines = {"UID": uid, "SEQUENCE": str(sequence), "DTSTART;VALUE=DATE": day, "SUMMARY": name, **more}
    return "\r\n".join(f"{key}:{value}" for key, value in lines.items())


def take(world: Any, raw: bytes, **fields: Any) -> CalendarFile:
    viewer = world.viewer("analyst")
    made = services.calendar_file_propose(viewer=viewer, raw=raw, file_name="c.ics", **fields)
    return services.calendar_file_take(viewer=viewer, calendar_file=made)


def test_an_empty_calendar_says_what_belongs_there(world, client_of, shown):
    said = shown(client_of("analyst").get("/situations/calendar/"))
    assert "Nothing is on the calendar yet." in said
    assert "Bring a calendar" in said


def test_the_calendar_leads_with_what_should_be_prepared_for(world, client_of, shown):
    record(world)
    said = shown(client_of("analyst").get("/situations/calendar/"))
    assert "1 date is within its lead time: Harvest election" in said
    assert "8.8" in said


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=election", True),
        ("kind=verdict", False),
        ("q=harvest", True),
        ("q=census", False),
        ("place=XN1", None),
        ("since=2001-01-01", False),
        ("since=never&kind=verdict", True),  # a filter that makes no sense narrows nothing down
        ("cancelled=on", True),
    ],
)
def test_filters_live_in_the_address(world, client_of, shown, query, found):
    record(world)
    if found is None:
        query, found = f"place={world.place.code}", True
    response = client_of("analyst").get(f"/situations/calendar/?{query}")
    assert response.status_code == 200
    listed = response.context["many"] > 0
    assert listed is found


def test_a_situation_of_somebody_else_is_no_filter(world, client_of):
    situation = world.situation(tlp=Tlp.AMBER_STRICT)
    record(world, tlp=Tlp.GREEN)
    response = client_of("outsider").get(f"/situations/calendar/?situation={situation.pk}")
    assert response.status_code in (200, 404)
    assert b"Nour Valley" not in response.content.split(b"<main")[1] or response.status_code == 200


def test_the_calendar_can_be_taken_along_as_a_table_and_for_other_programs(world, client_of):
    one = record(
        world, yearly=True, ends_on=today() + timedelta(days=21), note="First; second, third\nfourth " * 9
    )
    client = client_of("analyst")
    table = b"".join(client.get("/situations/calendar/?format=csv")).decode()
    assert "Harvest election" in table
    raw = b"".join(client.get("/situations/calendar/?format=ics"))
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    (read,) = read_calendar(raw, name="x", today=today()).events
    assert (read.uid, read.starts_on, read.until, read.yearly) == (
        f"{one.pk}@nadhir", one.starts_on, one.ends_on, True,
    )  # fmt: skip
    assert read.names == {"en": "Harvest election"}
    assert one.note.strip() in read.description


@pytest.mark.parametrize("persona", ["reporter", "officer", "decision_maker", "administrator"])
def test_the_calendar_is_for_those_who_work_on_situations(world, client_of, persona):
    record(world)
    assert client_of(persona).get("/situations/calendar/").status_code in (403, 404)


def form(**fields: Any) -> dict[str, Any]:
    return {
        "name_en": "Verdict", "kind": "verdict", "starts_on": "2027-03-04", "lead_days": "10", "tlp": "amber",
        "save": "1", **fields,
    }  # fmt: skip


def test_an_occasion_is_put_on_the_calendar_and_changed(world, client_of, shown):
    client = client_of("analyst")
    place = str(world.place.pk)
    made = client.post("/situations/calendar/new/", form(places=[place], triggers=["8.12"]))
    one = Occasion.objects.get()
    assert made.status_code == 302
    assert (one.kind, one.triggers, [at.pk for at in one.places.all()]) == (
        "verdict",
        ["8.12"],
        [world.place.pk],
    )
    assert "Verdict" in shown(client.get(f"/situations/calendar/{one.pk}/"))
    client.post(f"/situations/calendar/{one.pk}/edit/", form(places=[place], lead_days="20", version="1"))
    one.refresh_from_db()
    assert one.lead_days == 20


def test_a_change_by_somebody_else_is_shown_and_the_words_are_kept(world, client_of, shown):
    one = record(world)
    services.occasion_change(viewer=world.viewer("second_analyst"), occasion=one, lead_days=77)
    response = client_of("analyst").post(
        f"/situations/calendar/{one.pk}/edit/", form(name_en="My own words", version="1")
    )
    assert response.status_code == 409
    assert "77" in shown(response)
    assert b"My own words" in response.content
    again = client_of("analyst").post(
        f"/situations/calendar/{one.pk}/edit/", form(name_en="My own words", version="2")
    )
    assert again.status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"name_en": ""},
        {"starts_on": "soon"},
        {"starts_on": "1700-01-01"},
        {"ends_on": "2027-03-01"},
        {"triggers": ["7.1"]},
        {"lead_days": "-1"},
    ],
)
def test_what_cannot_be_is_said_beside_the_field(world, client_of, wrong):
    response = client_of("analyst").post("/situations/calendar/new/", form(**wrong))
    assert response.status_code == 422
    assert not Occasion.objects.exists()


def test_a_place_is_looked_up_without_losing_what_was_typed(world, client_of):
    response = client_of("analyst").post(
        "/situations/calendar/new/", form(find="1", place_words=world.place.names["en"])
    )
    assert response.status_code == 200
    assert b'value="Verdict"' in response.content
    assert str(world.place.pk).encode() in response.content


def test_cancelling_needs_a_reason(world, client_of):
    one = record(world)
    client = client_of("analyst")
    client.post(f"/situations/calendar/{one.pk}/cancel/", {"because": " ", "version": "1"})
    assert Occasion.objects.get().cancelled_at is None
    client.post(f"/situations/calendar/{one.pk}/cancel/", {"because": "Postponed", "version": "1"})
    assert Occasion.objects.get().cancelled_at is not None


def test_a_situation_and_watch_show_what_is_ahead(world, client_of, shown):
    situation = world.situation()
    record(world)
    client = client_of("analyst")
    assert "Harvest election" in shown(client.get(f"/situations/{situation.pk}/"))
    watch = shown(client.get("/"))
    assert "Prepare for \u2068Harvest election\u2069" in watch
    assert "Ahead, in the next 60 days" in watch


def test_what_is_not_within_its_lead_time_is_on_nobodys_desk(world, client_of, shown):
    record(world, lead_days=5)
    assert "Prepare for" not in shown(client_of("analyst").get("/"))


# ------------------------------------------------------------------ calendars as files


def test_a_calendar_is_looked_at_before_it_counts(world, client_of, shown):
    client = client_of("analyst")
    raw = ics(event(), event("b", day="nonsense", name="Broken"))
    sent = {
        "file-file": SimpleUploadedFile("vote.ics", raw), "file-kind": "election", "file-lead_days": "40",
        "file-language": "fr", "file-tlp": "green", "file-triggers": "8.8",
        "file-place": world.place.names["en"],
    }  # fmt: skip
    made = client.post("/situations/calendar/import/", sent)
    assert made.status_code == 302
    one = CalendarFile.objects.get()
    assert not Occasion.objects.exists()
    said = shown(client.get(made["Location"]))
    assert "New dates: 1 ." in said
    assert "Cannot be taken: 1 ." in said
    assert "Broken" in said
    rejects = b"".join(client.get(f"{made['Location']}?format=csv")).decode()
    assert "Broken" in rejects
    client.post(f"/situations/calendar/files/{one.pk}/take/", {"version": "1"})
    taken = Occasion.objects.get()
    assert (taken.names, taken.kind, taken.lead_days, taken.triggers, taken.tlp, taken.came_from) == (
        {"fr": "Vote"}, "election", 40, ["8.8"], "green", "vote.ics",
    )  # fmt: skip
    assert list(taken.places.all()) == [world.place]
    assert client.get(f"/situations/calendar/files/{one.pk}/").status_code == 200


@pytest.mark.parametrize("raw", [b"", b"a,b\n1,2\n", b"\x00\x01" * 99])
def test_what_is_no_calendar_is_refused_and_not_kept(world, client_of, raw):
    sent = {"file-file": SimpleUploadedFile("x.ics", raw), "file-kind": "other", "file-lead_days": "1"}
    sent["file-tlp"] = "amber"
    assert client_of("analyst").post("/situations/calendar/import/", sent).status_code == 422
    assert not CalendarFile.objects.exists()


def test_the_same_calendar_again_does_nothing(world):
    take(world, ics(event(), event("y", RRULE="FREQ=YEARLY")))
    again = take(world, ics(event(), event("y", RRULE="FREQ=YEARLY")))
    assert (again.added, again.changed, again.cancelled) == (0, 0, 0)
    assert Occasion.objects.count() == 2
    assert Occasion.objects.get(uid="y").yearly


def test_a_newer_revision_changes_and_a_cancelled_one_cancels(world):
    take(world, ics(event(), event("b")))
    again = take(world, ics(event(sequence=1, day="20270202"), event("b", sequence=1, STATUS="CANCELLED")))
    assert (again.added, again.changed, again.cancelled) == (0, 1, 1)
    assert Occasion.objects.get(uid="a").starts_on.isoformat() == "2027-02-02"
    assert Occasion.objects.get(uid="b").cancelled_at is not None
    back = take(world, ics(event("b", sequence=2)))
    assert back.changed == 1
    assert Occasion.objects.get(uid="b").cancelled_at is None


def test_an_older_revision_and_what_was_changed_by_hand_stay(world):
    take(world, ics(event(sequence=3)))
    one = Occasion.objects.get()
    services.occasion_change(viewer=world.viewer("analyst"), occasion=one, names={"en": "By hand"})
    assert take(world, ics(event(sequence=2, name="Older"))).changed == 0
    assert take(world, ics(event(sequence=3, name="Same number"))).changed == 0
    assert Occasion.objects.get().names == {"en": "By hand"}


def test_a_calendar_of_another_organisation_does_not_touch_ours(world):
    take(world, ics(event()))
    theirs = world.viewer("coordinator")
    made = services.calendar_file_propose(viewer=theirs, raw=ics(event(name="Theirs")), file_name="c.ics")
    services.calendar_file_take(viewer=theirs, calendar_file=made)
    assert {one.names["en"] for one in Occasion.objects.all()} == {"Vote", "Theirs"}
    with pytest.raises(NotAllowed):
        services.calendar_file_drop(viewer=world.viewer("analyst"), calendar_file=made)


def test_a_calendar_is_taken_once_or_left_aside(world, client_of):
    viewer = world.viewer("analyst")
    made = services.calendar_file_propose(viewer=viewer, raw=ics(event()), file_name="c.ics")
    client_of("analyst").post(f"/situations/calendar/files/{made.pk}/drop/", {"version": "1"})
    made.refresh_from_db()
    assert made.state == "dropped"
    with pytest.raises(NotPossibleNow):
        services.calendar_file_take(viewer=viewer, calendar_file=made)
    assert not Occasion.objects.exists()


@pytest.mark.parametrize("persona", ["partner_analyst", "outsider", "reporter", "officer"])
def test_a_calendar_stays_with_those_who_brought_it(world, client_of, persona):
    made = services.calendar_file_propose(
        viewer=world.viewer("analyst"), raw=ics(event()), file_name="c.ics", tlp=Tlp.GREEN
    )
    assert client_of(persona).get(f"/situations/calendar/files/{made.pk}/").status_code in (403, 404)
