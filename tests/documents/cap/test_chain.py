"""What became of alerts: the same, in whatever order they come."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.documents import cap
from nadhir.documents.cap import Alert, Known, State
from tests.documents.cap.sample import SENT, alert, update

NOW = SENT + timedelta(days=1)


def known(one: Alert, **fields: Any) -> Known:
    told: dict[str, Any] = {
        "key": one.identifier,
        "reference": one.reference,
        "msg_type": one.msg_type,
        "status": one.status,
        "feed": "feed",
        "references": one.references,
        "expires": one.expires,
    }
    return Known(**{**told, **fields})


FIRST = alert(identifier="first")
SECOND = update("second", FIRST)
THIRD = update("third", FIRST, SECOND, sent=SENT + timedelta(hours=2))
END = update("end", THIRD, msg_type="Cancel", sent=SENT + timedelta(hours=3), info=())


def lives(*every: Known, now: Any = NOW) -> dict[Any, tuple[str, Any]]:
    return {key: (life.state.value, life.by) for key, life in cap.states(every, now).items()}


def test_an_alert_stands_until_it_expires() -> None:
    assert lives(known(FIRST)) == {"first": ("current", None)}
    assert lives(known(FIRST), now=SENT + timedelta(days=9)) == {"first": ("expired", None)}


def test_a_chain_of_updates_and_its_end() -> None:
    told = lives(*map(known, (FIRST, SECOND, THIRD, END)))
    assert told == {
        "first": ("updated", "third"),  # references overlap: the latest counts
        "second": ("updated", "third"),
        "third": ("cancelled", "end"),
        "end": ("noted", None),
    }


def test_a_cancellation_that_came_first_cancels_all_the_same() -> None:
    assert lives(known(END), known(THIRD))["third"] == ("cancelled", "end")


@given(st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(order: random.Random) -> None:
    every = [known(one) for one in (FIRST, SECOND, THIRD, END)]
    shuffled = order.sample(every, len(every))
    assert lives(*shuffled) == lives(*every)


def test_a_cancellation_outweighs_a_later_update() -> None:
    end = update("end", FIRST, msg_type="Cancel", info=())
    late = update("late", FIRST, sent=SENT + timedelta(hours=9))
    assert lives(*map(known, (FIRST, end, late)))["first"] == ("cancelled", "end")


@pytest.mark.parametrize(
    ("change", "how"),
    [
        (update("x", FIRST, sender="other@nadhir.invalid"), {"feed": "other"}),  # somebody else's
        (update("x", FIRST, status="Actual"), {}),  # an exercise and the world
        (update("x", FIRST, sent=SENT - timedelta(hours=1)), {}),  # sent before what it is about
        (update("x", FIRST), {"effective": False}),  # held back
        (update("x", SECOND), {}),  # about another message
        (update("x", FIRST, msg_type="Ack"), {}),
        (update("x", FIRST, msg_type="Error", note="?"), {}),
    ],
)
def test_what_may_not_change_an_alert_does_not(change: Alert, how: dict[str, Any]) -> None:
    assert lives(known(FIRST), known(change, **how))["first"] == ("current", None)


def test_another_sender_of_the_same_feed_may() -> None:
    relay = update("x", FIRST, sender="relay@nadhir.invalid")
    assert lives(known(FIRST), known(relay))["first"] == ("updated", "x")


def test_a_message_about_itself_is_harmless() -> None:
    loop = update("loop", update("loop"))
    assert lives(known(loop))["loop"] == ("current", None)


def test_acknowledgements_and_errors_have_no_life_of_their_own() -> None:
    for kind in ("Ack", "Error", "Cancel"):
        one = update("x", FIRST, msg_type=kind, note="why")
        assert cap.states([known(one)], NOW)["x"].state is State.NOTED
