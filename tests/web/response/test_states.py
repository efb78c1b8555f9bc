"""How an undertaking moves, and when it is due again: tables and days, no records."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.web.core.policy import ACTS
from nadhir.web.response import deadlines, states
from nadhir.web.response.models import Undertaking

DAYS = st.dates(date(1990, 1, 1), date(2150, 12, 31))


def test_every_state_has_its_ways_and_every_way_its_act() -> None:
    assert set(states.MOVES) == set(Undertaking.Status.values)
    assert set(states.GOING_ON) | set(states.ENDED) == set(states.MOVES)
    for ways in states.MOVES.values():
        assert all(way.to in states.MOVES and way.act in ACTS for way in ways)
        assert len({way.to for way in ways}) == len(ways)


def test_a_result_stays_and_what_was_not_done_can_be_asked_for_again() -> None:
    assert states.moves(states.DONE) == ()
    for ended in (states.REFUSED, states.LAPSED, states.CANCELLED):
        assert [way.to for way in states.moves(ended)] == [states.OPEN]


def test_an_end_needs_words_and_a_beginning_does_not() -> None:
    needs = {way.to: way.needs for way in states.moves(states.OPEN)}
    assert needs == {
        "accepted": "", "under_way": "", "done": "result", "refused": "reason", "lapsed": "reason",
        "cancelled": "reason",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("precision", "last"),
    [
        ("day", date(2028, 2, 10)),
        ("month", date(2028, 2, 29)),
        ("quarter", date(2028, 3, 31)),
        ("year", date(2028, 12, 31)),
    ],
)
def test_a_period_has_its_last_day(precision: str, last: date) -> None:
    assert deadlines.last_day(date(2028, 2, 10), precision) == last
    assert deadlines.last_day(last, precision) == last


@pytest.mark.parametrize(
    ("repeats", "first", "after", "expected"),
    [
        ("weekly", date(2030, 1, 1), date(2030, 1, 1), date(2030, 1, 8)),
        ("weekly", date(2030, 1, 1), date(2030, 1, 20), date(2030, 1, 22)),
        ("monthly", date(2030, 1, 31), date(2030, 1, 31), date(2030, 2, 28)),
        ("monthly", date(2030, 1, 31), date(2030, 2, 28), date(2030, 3, 31)),
        ("quarterly", date(2030, 1, 31), date(2030, 1, 31), date(2030, 4, 30)),
        ("yearly", date(2028, 2, 29), date(2028, 2, 29), date(2029, 2, 28)),
        ("yearly", date(2028, 2, 29), date(2031, 12, 1), date(2032, 2, 29)),
    ],
)
def test_a_series_keeps_its_day(repeats: str, first: date, after: date, expected: date) -> None:
    assert deadlines.following(first, repeats, after=after) == expected


def test_a_series_by_the_month_falls_on_last_days() -> None:
    first = date(2030, 2, 28)
    assert deadlines.following(first, "monthly", after=first, precision="month") == date(2030, 3, 31)


@given(DAYS, st.integers(0, 4000), st.sampled_from(["weekly", "monthly", "quarterly", "yearly"]))
def test_the_next_day_of_a_series_is_the_first_after(first: date, later: int, repeats: str) -> None:
    after = first + timedelta(days=later)
    found = deadlines.following(first, repeats, after=after)
    longest = {"weekly": 7, "monthly": 31, "quarterly": 92, "yearly": 366}[repeats]
    assert after < found <= after + timedelta(days=longest)


@pytest.mark.parametrize(
    ("days", "stage", "escalated"),
    [
        (8, "", ""),
        (7, "soon", ""),
        (1, "soon", ""),
        (0, "today", ""),
        (-1, "late-0", ""),
        (-7, "late-0", ""),
        (-8, "late-1", ""),
        (-14, "late-1", ""),
        (-15, "late-2", "late-2"),
        (-22, "late-3", "late-3"),
    ],
)
def test_what_is_reminded_of_and_when_whoever_asked_hears(days: int, stage: str, escalated: str) -> None:
    today = date(2030, 5, 1)
    due_on = today + timedelta(days=days)
    assert deadlines.stage(due_on, today) == stage
    assert deadlines.escalated(due_on, today) == escalated
