"""Calendars: days as written, recurrences, revisions, and everything that can be wrong with a file."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nadhir.errors import FileRefused
from nadhir.sources.calendar import Calendar, Event, read_calendar

TODAY = date(2026, 11, 22)


def event(*lines: str, uid: str = "a@x", name: str = "Election") -> list[str]:
    return ["BEGIN:VEVENT", f"UID:{uid}", *lines, f"SUMMARY:{name}", "END:VEVENT"]


def file(*lines: str, head: tuple[str, ...] = ()) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *head, *lines, "END:VCALENDAR", ""]).encode()


def read(*lines: str, head: tuple[str, ...] = ()) -> Calendar:
    return read_calendar(file(*lines, head=head), name="c.ics", today=TODAY)


def only(*lines: str, head: tuple[str, ...] = ()) -> Event:
    calendar = read(*event(*lines), head=head)
    assert not calendar.refused
    assert len(calendar.events) == 1
    return calendar.events[0]


def refusal(*lines: str) -> str:
    calendar = read(*event(*lines), *event("DTSTART:20270101", uid="other"))
    assert [one.uid for one in calendar.events] == ["other"], "one wrong event must not stop the others"
    return calendar.refused[0].code


@pytest.mark.parametrize(
    ("lines", "first", "last"),
    [
        (["DTSTART;VALUE=DATE:20261201"], "2026-12-01", None),
        # The end of whole days is the day after.
        (["DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261204"], "2026-12-01", "2026-12-03"),
        (["DTSTART;VALUE=DATE:20261201", "DURATION:P3D"], "2026-12-01", "2026-12-03"),
        (["DTSTART;VALUE=DATE:20261201", "DURATION:P1W"], "2026-12-01", "2026-12-07"),
        (["DTSTART:20261201T220000", "DURATION:PT4H"], "2026-12-01", "2026-12-02"),
        (["DTSTART:20261201T220000", "DURATION:PT2H"], "2026-12-01", None),
        (["DTSTART:20261201T220000", "DTEND:20261202T000000"], "2026-12-01", None),
        # The day is the one written in the zone of the event, whatever the zone is called.
        (["DTSTART;TZID=Africa/Nairobi:20261201T003000"], "2026-12-01", None),
        (["DTSTART;TZID=Arab Standard Time:20261201T003000"], "2026-12-01", None),
        (['DTSTART;TZID="My zone: east":20261201T003000'], "2026-12-01", None),
        (["DTSTART:20261201T233000Z"], "2026-12-01", None),
    ],
)
def test_days(lines: list[str], first: str, last: str | None) -> None:
    found = only(*lines)
    assert found.starts_on.isoformat() == first
    assert (found.until.isoformat() if found.until else None) == last


def test_a_time_in_utc_is_moved_to_the_zone_of_the_calendar() -> None:
    found = only("DTSTART:20261201T233000Z", head=("X-WR-TIMEZONE:Africa/Nairobi",))
    assert found.starts_on == date(2026, 12, 2)
    assert only("DTSTART:20261201T233000Z", head=("X-WR-TIMEZONE:../../etc",)).starts_on.day == 1


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ("FREQ=YEARLY", None),
        ("FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=7", None),
        ("FREQ=YEARLY;UNTIL=20300407", "2030-04-07"),
        ("FREQ=YEARLY;COUNT=3", "1996-04-07"),
    ],
)
def test_every_year_stays_one_event(rule: str, last: str | None) -> None:
    found = only("DTSTART;VALUE=DATE:19940407", f"RRULE:{rule}")
    assert found.yearly
    assert found.starts_on == date(1994, 4, 7)
    assert (found.last_time.isoformat() if found.last_time else None) == last


@pytest.mark.parametrize(
    ("start", "rule", "expected"),
    [
        ("20261201", "FREQ=DAILY;COUNT=3", ["2026-12-01", "2026-12-02", "2026-12-03"]),
        ("20261201", "FREQ=WEEKLY;COUNT=3;BYDAY=TU,FR", ["2026-12-01", "2026-12-04", "2026-12-08"]),
        ("20261201", "FREQ=WEEKLY;INTERVAL=2;UNTIL=20261231", ["2026-12-01", "2026-12-15", "2026-12-29"]),
        ("20261231", "FREQ=MONTHLY;COUNT=3", ["2026-12-31", "2027-01-31", "2027-03-31"]),
        ("20261130", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", ["2026-11-30", "2026-12-31", "2027-01-31"]),
        ("20261201", "FREQ=MONTHLY;BYDAY=1TU;COUNT=3", ["2026-12-01", "2027-01-05", "2027-02-02"]),
        ("20271102", "FREQ=YEARLY;BYMONTH=11;BYDAY=-1SU;COUNT=3", ["2027-11-02", "2027-11-28", "2028-11-26"]),
        ("20261201", "FREQ=YEARLY;INTERVAL=2;COUNT=2", ["2026-12-01", "2028-12-01"]),
    ],
)
def test_other_recurrences_are_written_out(start: str, rule: str, expected: list[str]) -> None:
    calendar = read(*event(f"DTSTART;VALUE=DATE:{start}", f"RRULE:{rule}"))
    assert [one.starts_on.isoformat() for one in calendar.events] == expected
    assert [one.uid for one in calendar.events] == [f"a@x#{day}" for day in expected]


def test_a_recurrence_without_end_says_until_when_it_is_written_out() -> None:
    calendar = read(*event("DTSTART;VALUE=DATE:20000107", "RRULE:FREQ=WEEKLY"))
    assert calendar.events[0].starts_on >= TODAY - timedelta(days=366)
    assert calendar.events[0].starts_on.weekday() == 4
    assert [one.code for one in calendar.events[0].notes] == ["ics.written_out_until"]


def test_exceptions_additions_and_changed_times_count() -> None:
    calendar = read(
        *event("DTSTART:20261201T100000", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20261202", "RDATE:20261210"),
        *event("RECURRENCE-ID:20261203T100000", "DTSTART:20261205T100000", name="Moved"),
    )  # fmt: skip
    told = {one.uid: (one.starts_on.day, one.names[""]) for one in calendar.events}
    assert told == {
        "a@x#2026-12-01": (1, "Election"),
        "a@x#2026-12-10": (10, "Election"),
        "a@x#2026-12-03": (5, "Moved"),
    }


def test_the_newest_revision_counts_and_the_older_is_listed() -> None:
    calendar = read(
        *event("SEQUENCE:2", "DTSTART:20261208", name="New"),
        *event("SEQUENCE:1", "DTSTART:20261201", name="Old"),
    )
    assert [(one.names[""], one.sequence) for one in calendar.events] == [("New", 2)]
    assert [(one.code, one.excerpt) for one in calendar.refused] == [("ics.older_revision", "Old")]


def test_cancelled() -> None:
    assert only("DTSTART:20261201", "STATUS:CANCELLED").cancelled
    assert only("DTSTART:20261201", head=("METHOD:CANCEL",)).cancelled
    assert not only("DTSTART:20261201", "STATUS:CONFIRMED").cancelled


def test_folded_lines_escapes_and_languages() -> None:
    folded = "DESCRIPTION:First\\nsecond\\, third\\\\n\r\n  and more\r\n\tto come"
    found = only("DTSTART:20261201", folded, "SUMMARY;LANGUAGE=ar:انتخابات")
    assert found.description == "First\nsecond, third\\n and moreto come"
    assert found.names == {"ar": "انتخابات", "": "Election"}


def test_a_letter_folded_in_its_middle_is_whole_again() -> None:
    raw = file(*event("DTSTART:20261201", name="انتخابات"))
    at = raw.index("نت".encode()) + 1
    calendar = read_calendar(raw[:at] + b"\r\n " + raw[at:], name="c", today=TODAY)
    assert calendar.events[0].names == {"": "انتخابات"}


@pytest.mark.parametrize("codec", ["cp1256", "utf-16", "utf-8-sig"])
def test_other_encodings(codec: str) -> None:
    text = file(*event("DTSTART:20261201", name="الانتخابات العامة في الإقليم الشرقي من البلاد")).decode()
    calendar = read_calendar(text.encode(codec), name="c", today=TODAY)
    assert calendar.events[0].names[""].startswith("الانتخابات")
    assert bool(calendar.notes) == (codec != "utf-8-sig")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"  \n", "ics.empty"),
        (b"term,language\nab,en\n", "ics.not_calendar"),
        (bytes(range(256)) * 40, "ics.not_text"),
        (b"BEGIN:VCALENDAR\nVERSION:1.0\nEND:VCALENDAR\n", "ics.old_form"),
        (b"x" * (16 * 2**20 + 1), "ics.too_large"),
    ],
)
def test_what_is_no_calendar_is_refused_whole(raw: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_calendar(raw, name="c.ics", today=TODAY)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], "ics.without_day"),
        (["DTSTART:soon"], "ics.day_wrong"),
        (["DTSTART:20260230"], "ics.day_wrong"),
        (["DTSTART:17000101"], "ics.out_of_range"),
        (["DTSTART:20261201", "DTEND:20261101"], "ics.ends_before"),
        (["DTSTART:20261201", "DTEND:20281101"], "ics.too_long"),
        (["DTSTART:20261201", "RRULE:FREQ=SOMETIMES"], "ics.rule_wrong"),
        (["DTSTART:20261201", "RRULE:FREQ=SECONDLY"], "ics.rule_unknown"),
        (["DTSTART:20261201", "RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1"], "ics.rule_unknown"),
        (["DTSTART:20261201", "RRULE:FREQ=DAILY;COUNT=1000000;INTERVAL=x"], "ics.rule_wrong"),
        (["DTSTART:19000101", "RRULE:FREQ=DAILY;COUNT=999999"], "ics.rule_too_long"),
        (["DTSTART:20261201", "RRULE:FREQ=DAILY;COUNT=1", "EXDATE:20261201"], "ics.no_time_left"),
        (["DTSTART:20261201", "no property at all"], "ics.line_wrong"),
    ],
)
def test_what_is_wrong_with_one_event_is_told_by_its_line(lines: list[str], code: str) -> None:
    assert refusal(*lines) == code


def test_an_event_without_end_and_what_is_no_event_are_listed() -> None:
    raw = file(
        "BEGIN:VTODO", "SUMMARY:Buy", "END:VTODO", *event("DTSTART:20261201"), *event("DTSTART:20261202")[:-1]
    )
    calendar = read_calendar(raw, name="c", today=TODAY)
    assert [(one.row, one.code) for one in calendar.refused] == [(3, "ics.not_event"), (11, "ics.unclosed")]
    assert len(calendar.events) == 1


def test_alarms_and_zones_are_passed_over() -> None:
    zone = [
        "BEGIN:VTIMEZONE",
        "TZID:X",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]
    alarm = ["BEGIN:VALARM", "SUMMARY:Ring", "DTSTART:20200101", "END:VALARM"]
    calendar = read(*zone, *event("DTSTART:20261201", *alarm))
    assert [one.names[""] for one in calendar.events] == ["Election"]
    assert not calendar.refused


def test_ten_megabytes_and_bombs_of_recurrences_cost_little() -> None:
    many = [
        line for at in range(3_000) for line in event("DTSTART:19000101", "RRULE:FREQ=DAILY", uid=str(at))
    ]
    begun = time.process_time()
    calendar = read(*many)
    assert time.process_time() - begun < 5
    assert len(calendar.events) <= 20_000
    assert {one.code for one in calendar.refused} == {"ics.full", "ics.rule_too_long"}
    assert len(calendar.refused) + len({one.line for one in calendar.events}) == 3_000
    long = read(*event("DTSTART:20261201", "DESCRIPTION:" + "x" * 10_000_000))
    assert [one.code for one in long.refused] == ["ics.line_too_long"] or not long.refused


def test_an_event_without_identifier_is_known_by_name_and_day() -> None:
    raw = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261201\nSUMMARY:Census\nEND:VEVENT\nEND:VCALENDAR"
    first, again = (read_calendar(raw, name="c", today=TODAY).events[0] for _ in range(2))
    assert first.uid == again.uid
    assert [note.code for note in first.notes] == ["ics.without_uid"]


words = st.text(max_size=40)
values = (
    st.sampled_from(["20261201", "20261201T100000Z", "00000000", "99991231", "P1D", "FREQ=YEARLY", ""])
    | words
)
line = st.builds(
    "{}{}:{}".format,
    st.sampled_from(["BEGIN", "END", "DTSTART", "DTEND", "RRULE", "UID", "SUMMARY", "DURATION", "EXDATE"]),
    st.sampled_from(["", ";TZID=X", ";LANGUAGE=ar"]),
    st.sampled_from(["VEVENT", "VCALENDAR", "VALARM"]) | values,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(line | words, max_size=30))
def test_nothing_but_refusals_come_of_any_file(lines: list[str]) -> None:
    raw = "\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines]).encode("utf-8", "surrogatepass")
    try:
        calendar = read_calendar(raw, name="c", today=TODAY)
    except FileRefused:
        return
    for one in calendar.events:
        assert any(one.names.values())
        assert one.until is None or one.until > one.starts_on
    assert all(one.reason.say(lang) for one in calendar.refused for lang in ("ar", "en", "fr"))
