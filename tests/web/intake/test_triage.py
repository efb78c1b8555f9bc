"""What is read first, and for which reasons."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from nadhir.screening import Finding, Span
from nadhir.screening.finding import REPORT
from nadhir.sources import EventFacts, Record, WrittenDate
from nadhir.web.intake.models import Item
from nadhir.web.intake.triage import DENSE, LONG, NEAR, OPENING, Priority, prioritise

TODAY = date(2026, 3, 1)
P = Item.Priority


def finding(*, concern: str = "none", coverage: str = "thinly", reports: tuple[int, ...] = ()) -> Finding:
    spans = tuple(Span(at, at + 6, REPORT, "en.killing") for at in reports)
    return Finding(concern=concern, language="en", coverage=coverage, version="1", spans=spans)  # type: ignore[arg-type]


def record(*, length: int = 200, event: EventFacts | None = None, dated: date | None = None) -> Record:
    when = WrittenDate(str(dated), dated, dated, "day") if dated else None
    return Record(text="x" * length, raw=b"", event=event, published=when)


def sorted_as(found: Finding, given: Record, **more: Any) -> tuple[int, list[str]]:
    priority = prioritise(found, given, today=TODAY, **more)
    return priority.level, [reason.code.removeprefix("triage.") for reason in priority.reasons]


# ------------------------------------------------------------------ coded events


def event(**facts: Any) -> Record:
    return record(event=EventFacts(**{"kind": "state_based", **facts}))


def test_violence_aimed_at_civilians_comes_before_all_else() -> None:
    one_sided = event(kind="one_sided", deaths_best=3, deaths_low=2, deaths_high=5)
    assert sorted_as(finding(), one_sided) == (P.VIOLENCE, ["civilians_targeted", "deaths"])


def test_civilians_who_died_in_a_fight_are_not_called_its_aim() -> None:
    fight = event(deaths_best=40, deaths_civilians=2, civilians_targeted=True)
    assert sorted_as(finding(), fight) == (P.VIOLENCE, ["civilian_deaths", "deaths_counted"])


def test_deaths_among_fighters_come_after_urgent_incitement() -> None:
    assert sorted_as(finding(), event(deaths_best=9)) == (P.HIGH, ["deaths_counted"])
    assert P.URGENT > P.HIGH


@pytest.mark.parametrize(
    "side", ["Civilians", "Civilians (Nour)", "مدنيون", "المدنيين", "Civils", "civilian"]
)
def test_a_table_that_names_civilians_as_a_side_is_believed(side: str) -> None:
    beaten = event(kind=None, side_a="Young men", side_b=side, deaths_best=0)
    assert sorted_as(finding(), beaten) == (P.VIOLENCE, ["civilians_targeted"])


@pytest.mark.parametrize(
    "side", ["Civil Guard", "Civilian Joint Task Force", "مدينة النور", "Garde civile", None]
)
def test_other_sides_are_not_taken_for_civilians(side: str | None) -> None:
    assert sorted_as(finding(), event(kind=None, side_a="A", side_b=side, deaths_best=0))[0] == P.ORDINARY


def test_more_deaths_come_first_within_a_level() -> None:
    def weight(deaths: int | None) -> Priority:
        return prioritise(finding(), event(kind="one_sided", deaths_best=deaths), today=TODAY)

    assert weight(12).weight > weight(3).weight > weight(None).weight == 0
    assert weight(-5).weight == 0


def test_an_event_without_deaths_is_sorted_by_its_words() -> None:
    told = event(deaths_best=0, deaths_high=4)
    assert sorted_as(finding(reports=(3,)), told) == (P.HIGH, ["violence_reported"])


# ------------------------------------------------------------------ speech


@pytest.mark.parametrize(
    ("concern", "level"),
    [("urgent", P.URGENT), ("review", P.REVIEW), ("watch", P.REVIEW), ("none", P.ORDINARY)],
)
def test_speech_is_read_as_soon_as_its_concern_asks(concern: str, level: int) -> None:
    expected = [] if concern == "none" else [concern]
    assert sorted_as(finding(concern=concern), record()) == (level, expected)


def test_every_reason_is_given_the_weightiest_first() -> None:
    found = finding(concern="urgent", coverage="not_covered")
    assert sorted_as(found, event(kind="one_sided", deaths_best=1)) == (
        P.VIOLENCE,
        ["civilians_targeted", "urgent", "deaths_counted", "not_covered"],
    )


def test_a_language_that_screening_does_not_know_says_so_without_a_guess() -> None:
    assert sorted_as(finding(coverage="not_covered"), record()) == (P.ORDINARY, ["not_covered"])


# ------------------------------------------------------------------ reports in words


def test_a_short_report_of_violence_is_read_early() -> None:
    assert sorted_as(finding(reports=(120,)), record(length=LONG)) == (P.HIGH, ["violence_reported"])


def test_a_long_text_that_only_mentions_violence_is_not_a_report_of_it() -> None:
    found = finding(reports=(900, 3000, 7000))
    assert sorted_as(found, record(length=9000)) == (P.REVIEW, ["violence_mentioned"])


def test_a_long_text_that_opens_with_violence_is_a_report() -> None:
    assert sorted_as(finding(reports=(OPENING - 1,)), record(length=9000))[0] == P.HIGH


def test_a_long_text_that_tells_of_violence_in_one_passage_is_a_report() -> None:
    dense = tuple(4000 + n * NEAR for n in range(DENSE))
    assert sorted_as(finding(reports=dense), record(length=9000))[0] == P.HIGH
    assert sorted_as(finding(reports=dense[:-1]), record(length=9000))[0] == P.REVIEW


def test_a_headline_that_reports_violence_makes_a_report() -> None:
    assert sorted_as(finding(), record(length=9000), headline=True)[0] == P.HIGH


def test_what_is_dated_long_before_it_came_is_a_chronicle() -> None:
    old = record(dated=TODAY - timedelta(days=366))
    assert sorted_as(finding(reports=(5,)), old) == (P.REVIEW, ["violence_past"])
    fresh = record(dated=TODAY - timedelta(days=300))
    assert sorted_as(finding(reports=(5,)), fresh)[0] == P.HIGH


def test_nothing_said_of_violence_is_ordinary() -> None:
    assert sorted_as(finding(), record(length=9000)) == (P.ORDINARY, [])
